"""Hand-made raw tables: small, consistent, and no engine needed."""

from dataclasses import replace
from datetime import date

import numpy as np

from salessim.elementary import exp, normal_cdf, normal_quantile
from salessim.measure.batch import Batch
from salessim.measure.tally import Tally
from salessim.model.state.codes import (
    BY_GOAL,
    BY_WIN,
    IS_CONTACT,
    IS_OPPORTUNITY,
    MOVER_NAMES,
    PAYMENT_NAMES,
)
from salessim.model.state.outputs import (
    FUNNEL,
    LEAD_COUNT,
    LEDGER,
    MONTH,
    REP_MONTH,
    REP_STEP,
    STATEMENT,
    Book,
    DatedTarget,
)

MONTHS = ("2027-01", "2027-02", "2027-03", "2027-04")
BORDERS = tuple(int(day) * 86_400 for day in (0, 31, 59, 90, 120))

BOOK = Book(
    name="Acme, two closers",
    currency="EUR",
    scenario_digest="sha256:0",
    start=date(2027, 1, 1),
    months=MONTHS,
    month_borders=BORDERS,
    segments=("gold", "bronze"),
    conquest_steps=("call", "appointment", "proposal"),
    loyalty_steps=("visit", "renewal"),
    loyalty_kinds=(IS_CONTACT, IS_OPPORTUNITY),
    channels=("web",),
    products=(),
    reps=("closer 1", "closer 2"),
    roles=("closer", "closer"),
    skills=("prospecting", "discovery"),
    skills_at_start=((0.4, 0.4), (0.2, 0.6)),
    margin=0.7,
    payment_days=(30.0, 30.0),
    payment_months=(0, 0),
    bills_months=(False, False),
    opening_cash=50_000.0,
    revenue_last_year=1_200_000.0,
    pipeline_value_at_start=0.0,
    targets=(
        DatedTarget("revenue", 400_000.0, 0, 3, "2027-04", 100_000.0, 0.6),
        DatedTarget("arr", 900_000.0, 0, 3, "2027-04", None, None),
    ),
    uncertain_paths=("segments.gold.win_rate", "segments.bronze.win_rate"),
    payees=("closer 1", "closer 2"),
    components=(("variable",), ("variable",)),
    may_pay=((True,), (True,)),
    measures=(("bookings",), ("bookings",)),
    recruits=((), ()),
    pay_moves_effort=False,
    workers=(("closer",),) * 5,
    meeting=1,
    channel_passes=(0.25,),
)


def normal(
    draw: np.random.Generator, mean: float, deviation: float, size: tuple[int, ...]
) -> np.ndarray:
    """Normal numbers that are the same on every processor, as NumPy's are not."""
    chances = draw.random(size).ravel()
    z = [normal_quantile(max(float(chance), 1e-9)) for chance in chances]
    return mean + deviation * np.array(z).reshape(size)


def lognormal(
    draw: np.random.Generator, mean: float, deviation: float, size: tuple[int, ...]
) -> np.ndarray:
    """Lognormal numbers that are the same on every processor."""
    logarithms = normal(draw, mean, deviation, size)
    return np.array([exp(float(value)) for value in logarithms.ravel()]).reshape(size)


def book_with(**changes: object) -> Book:
    """The book with some facts changed."""
    return replace(BOOK, **changes)


def batch(replications: int = 8, *, first: int = 0, world: int = 1) -> Batch:
    """Replications that depend on their number alone, however they are cut into batches."""
    months = np.zeros((replications, 4, 2, 2), dtype=MONTH)
    ledger = np.zeros((replications, 4), dtype=LEDGER)
    reps = np.zeros((replications, 2, 4), dtype=REP_MONTH)
    funnel = np.zeros((replications, 5, 2), dtype=FUNNEL)
    ignorance = np.zeros((replications, 2))
    for row in range(replications):
        draw = np.random.default_rng([world, first + row])
        scores = normal(draw, 0.0, 1.0, (2,))
        ignorance[row] = [normal_cdf(float(score)) for score in scores]
        _fill_months(months[row], draw, exp(0.3 * float(scores[0])))
        _fill_reps(reps[row], draw)
        _fill_ledger(ledger[row], months[row], reps[row], draw)
        _fill_funnel(funnel[row], draw)
    statements = np.zeros((replications, 2, 1, 4), dtype=STATEMENT)
    statements["quota"][:, :, 0], statements["counted"][:, :, 0] = reps["quota"], reps["credited"]
    events = np.full(replications, 1000, dtype=np.int64)
    moved = np.zeros((replications, 4, len(MOVER_NAMES)))
    moved[:, :, BY_WIN], moved[:, :, BY_GOAL] = 0.04, -0.02
    grid = np.full((replications, 2, 2), 0.5)
    return Batch(
        first=first,
        months=months,
        ledger=ledger,
        reps=reps,
        statements=statements,
        payments=np.zeros((replications, 2, 4, len(PAYMENT_NAMES))),
        funnel=funnel,
        leads=np.zeros((replications, 1), dtype=LEAD_COUNT),
        work=np.zeros((replications, 2, 5), dtype=REP_STEP),
        moved=moved,
        grid=grid,
        uncertain_values=ignorance,
        events=events,
        seconds=0.5,
        deals=None,
        log=None,
    )


def repeated(replications: int, world: int = 1) -> np.ndarray:
    """Revenue of the same replications under other luck."""
    revenue = np.zeros(replications)
    for row in range(replications):
        level = exp(0.3 * float(normal(np.random.default_rng([world, row]), 0.0, 1.0, (2,))[0]))
        months = np.zeros((4, 2, 2), dtype=MONTH)
        _fill_months(months, np.random.default_rng([world, row, 1]), level)
        revenue[row] = months["revenue"].sum()
    return revenue


def _fill_months(months: np.ndarray, draw: np.random.Generator, level: float) -> None:
    months["revenue"] = level * lognormal(draw, 10, 0.3, months.shape)
    months["billed"] = months["revenue"]
    months["collected"][1:] = months["billed"][:-1]
    months["bookings"] = lognormal(draw, 9, 0.5, months.shape)
    for name in ("leads", "calls", "won", "lost", "customers_gained", "customers_lost", "contacts"):
        months[name] = draw.integers(0, 9, size=months.shape)
    months["work_seconds"] = draw.integers(10_000, 90_000, size=months.shape)
    months["answer_seconds"], months["leads_cold"] = months["work_seconds"] // 10, 1


def _fill_reps(reps: np.ndarray, draw: np.random.Generator) -> None:
    uses = [name for name in REP_MONTH.names if name.endswith("_seconds")][1:]
    for name in uses:
        reps[name] = draw.integers(1_000, 50_000, size=reps.shape)
    reps["paid_seconds"] = sum(reps[name] for name in uses)
    reps["bookings"] = lognormal(draw, 9, 0.5, reps.shape)
    reps["won"] = draw.integers(0, 4, size=reps.shape)
    reps["base"], reps["variable"], reps["charges"] = 4_000.0, 1_000.0, 1_500.0
    reps["quota"][0] = 9_000.0
    reps["credited"], reps["years"] = reps["bookings"], 1 / 12
    reps["motivation"], reps["skill"], reps["employed"] = 0.6, 0.5, 1


def _fill_ledger(
    ledger: np.ndarray, months: np.ndarray, reps: np.ndarray, draw: np.random.Generator
) -> None:
    for part in ("base", "variable", "charges"):
        ledger[part] = reps[part].sum(axis=0)
    ledger["managers"], ledger["marketing"], ledger["other_costs"] = 5_000.0, 2_000.0, 40_000.0
    ledger["cost_of_goods"] = 0.3 * months["revenue"].sum(axis=(1, 2))
    ledger["recurring_per_year"] = normal(draw, 900_000, 50_000, (4,))
    ledger["customers"], ledger["headcount"], ledger["open_deals"] = 40, 2, 30


def _fill_funnel(funnel: np.ndarray, draw: np.random.Generator) -> None:
    for name in ("advanced", "lost", "open", "started"):
        funnel[name] = draw.integers(1, 20, size=funnel.shape)
    funnel["entered"] = funnel["advanced"] + funnel["lost"] + funnel["open"]
    funnel["work_seconds"] = 7_200 * funnel["started"]
    funnel["waited_seconds"] = 3_600 * funnel["started"]


def tally(replications: int = 40, *, cut: int = 40, book: Book = BOOK) -> Tally:
    """The tally of some replications, cut into batches."""
    total = Tally(book)
    for first in range(0, replications, cut):
        total.add(batch(min(cut, replications - first), first=first))
    return total
