"""Pay to the cent against a reckoner of its own, on random plans in a team that comes and goes.

200 plans (20 by default): up to four components of money, contracts, renewals and meetings, part
time, starts and leavers within periods, ramped quotas, guarantees, draws, clawback, legal minimum,
13th salary, severance, and a manager who is paid on the team's attainment. Seeds are fixed: no plan
is a matter of luck.
"""

import random
from typing import Any

import numpy as np
import pytest
from made_pay import both, scenario
from pay_reckoner import Reckoner

from salessim.model.state.codes import STATEMENT_LINES
from salessim.units import SECONDS_PER_DAY

POSTS = 4
CENT = 0.005
TEAM = {
    "horizon": {"from": "2027-01", "months": 15},
    "segments": {"all": {"prospects": 400, "deal": "4k..40k", "churn": "80 % a year"}},
    "channels": {"web": {"leads": "12 a month", "passes": "100 %"}},
    "prospecting": {"outbound": "none"},
    "funnel": {
        "conquest": {
            "call": {"hours": 1, "passes": "90 %"},
            "proposal": {"hours": 3, "passes": "70 %", "buyer_takes": "3..40 days"},
        },
        "loyalty": {
            "visit": {"hours": 1, "every": "60 days"},
            "renewal": {"hours": 1, "passes": "80 %", "each": "4 a year", "worth": "1k..6k",
                        "buyer_takes": "2..20 days"},
            "upsell": {"hours": 1, "passes": "60 %", "each": "3 a year", "worth": "1k..6k",
                       "grows": "10 %"},
        },
    },
    "attrition": {"rate": "70 % a year", "notice": "13 days", "time_to_hire": "9..40 days",
                  "deals_lost": "0 %", "odds_lost": 0, "credit": "100 %"},
    "paid_after": "40 days",
}  # fmt: skip


def some(draw: random.Random, chance: float = 0.5) -> bool:
    return draw.random() < chance


def component(draw: random.Random, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A component as typed, and as plain numbers."""
    of = draw.choice(
        ["bookings", "bookings", "contracts", "renewals", "revenue", "collected", "meetings",
         "meetings_booked", "meetings_accepted"]
    )  # fmt: skip
    is_count = of in ("contracts", "renewals") or of.startswith("meetings")
    share = draw.choice([1.0, 0.4])
    typed: dict[str, Any] = {"of": of, "share": share, "whose": draw.choice(["own", "own", "team"])}
    plain: dict[str, Any] = {"of": of, "share": share, "whose": typed["whose"]}
    period = draw.choice(["month", "quarter", "year"])
    paid = {"month": "month", "quarter": draw.choice(["month", "quarter"]),
            "year": draw.choice(["quarter", "year"])}[period]  # fmt: skip
    has_quota = some(draw, 0.7)
    if has_quota:
        quota = draw.choice([9.0, 30.0]) if is_count else draw.choice([150_000.0, 500_000.0])
        typed["quota"] = f"{quota} a year"
        plain["quota"] = quota
        if some(draw, 0.3):
            plain["threshold"] = typed["threshold"] = draw.choice([0.3, 0.8])
        if some(draw, 0.3):
            plain["cap"] = typed["cap"] = draw.choice([1.0, 1.6])
    kind = draw.choice(["target", "prize", "rate"] if has_quota else ["rate"])
    if kind == "prize":
        typed["prize"] = plain["prize"] = 1_234.5
        plain.setdefault("threshold", 1.0)
        typed.pop("cap", None)
        plain.pop("cap", None)
        plain["tiers"] = [(0.0, 0.0)]
    else:
        first = {"target": 1.0, "rate": 150.0 if is_count else 0.07}[kind]
        if kind == "target":
            typed["target"], plain["target"] = "18k a year", 18_000.0
        else:
            typed["each" if is_count else "rate"] = first
        table = [(0.0, first)]
        for begins in sorted(draw.sample([0.5, 1.0, 1.3], draw.randint(0, 3))):
            at = begins if has_quota else (10 * begins if is_count else 60_000 * begins)
            pays = first * draw.choice([0.0, 1.5, 2.5])
            table.append((at, pays))
        keyed = {}
        for at, pays in table[1:]:
            is_share = kind == "rate" and not is_count
            figure = f"{pays * 100:.10g} %" if is_share else pays
            keyed[f"{at * 100:.10g} %" if has_quota else f"{at:.10g}"] = figure
        if keyed:
            typed["tiers"] = keyed
            if some(draw, 0.4):
                typed["tiering"], plain["retroactive"] = "retroactive", True
        plain["tiers"] = table
        if some(draw, 0.3):
            typed["at_most"], plain["at_most"] = "9k a year", 9_000.0
    if some(draw, 0.25) and of != "collected":
        contest = {"from": "2027-02-01", "until": "2027-08-31"}
        typed |= contest
        plain |= {"begins": 31 * SECONDS_PER_DAY, "ends": 243 * SECONDS_PER_DAY}
        plain |= {"period": None, "paid_every": None}
        if some(draw):
            typed |= {"period": period, "paid_every": paid}
            plain |= {"period": period, "paid_every": paid}
    else:
        typed |= {"period": period, "paid_every": paid}
        plain |= {"period": period, "paid_every": paid}
    if some(draw, 0.4) and of in ("bookings", "contracts"):
        typed["clawback"] = "90 days"
        plain["clawback"] = 90 * SECONDS_PER_DAY
    return typed, plain


def random_plan(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A role's plan as typed and as plain numbers."""
    draw = random.Random(seed)
    made = {f"part {k}": component(draw, f"part {k}") for k in range(draw.randint(1, 4))}
    with_quota = [name for name, (_, plain) in made.items() if "quota" in plain]
    for name, (typed, plain) in made.items():
        others = [other for other in with_quota if other != name]
        if others and some(draw, 0.3):
            typed["gate"] = plain["gate"] = {draw.choice(others): 0.6}
    typed = {"components": {name: one for name, (one, _) in made.items()}}
    plain = {"components": {name: one for name, (_, one) in made.items()}}
    typed |= {"people": POSTS - 1, "hires": {"ann": "2027-03-11"}, "raise": "6 %"}
    plain |= {"hired": [POSTS - 1], "raise": 0.06, "paid_after": 40 * SECONDS_PER_DAY}
    plain["base"] = draw.choice([0.0, 24_000.0])
    typed["base"] = f"{plain['base']} a year"
    plain["paid_every"] = typed["paid_every"] = draw.choice(["month", "quarter"])
    plain["size"] = draw.choice([1.0, 0.5])
    typed["hours"] = f"{168 * plain['size']:g} a week"
    ramp = draw.choice([[], [0.0, 0.5], [0.0, 0.25, 0.5, 0.75]])
    typed["quota_ramp"] = plain["quota_ramp"] = ramp
    months = draw.choice([0, 0, 2, 5])
    typed["guarantee"] = {"for": months, "share": "80 %"}
    plain |= {"guarantee_months": months, "guarantee": 0.8}
    pays = draw.choice([0.0, 0.0, 12_000.0])
    plain |= {"draw": pays, "draw_months": 1 << 60, "forgiven": False}
    if pays:
        typed["draw"] = {"pays": f"{pays} a year"}
        if some(draw):
            typed["draw"]["for"] = plain["draw_months"] = 4
        if some(draw):
            typed["draw"]["unearned"], plain["forgiven"] = "forgiven", True
    plain["minimum"] = draw.choice([0.0, 20_000.0])
    typed["minimum"] = f"{plain['minimum']} a year"
    plain["thirteenth"] = typed["thirteenth_salary"] = draw.choice([0, 1])
    plain["thirteenth_month"] = 11
    plain["severance"] = typed["severance"] = draw.choice([0, 2.5])
    plain["manager_target"] = 16_000.0
    return typed, plain


def held_to_the_cent(seed: int) -> None:
    typed, plain = random_plan(seed)
    managers = {
        "boss": {
            "base": "0 a year",
            "charges": "0 %",
            "components": {"team": {"of": "attainment", "target": "16k a year"}},
        }
    }
    inputs, batch = both(scenario(typed, more=TEAM | {"managers": managers}), seed=seed)
    assert batch.log is not None
    borders = list(inputs.book.month_borders)
    plain["renewal"] = inputs.book.steps.index("renewal")
    clerk = Reckoner(plain, batch.log[0], borders, [plain["size"]] * POSTS)
    for name, expected in (("variable", clerk.variable), ("base", clerk.base)):
        gap = np.abs(batch.reps[name][0] - expected)
        assert gap.max() < CENT, (seed, name, np.argwhere(gap >= CENT)[:4].tolist(), typed)
    assert np.abs(batch.ledger["managers"][0] - clerk.managers).max() < CENT, (seed, "manager")
    lines = batch.payments[0, :POSTS][..., STATEMENT_LINES].sum(axis=-1)
    statement = batch.statements["amount"][0, :POSTS].sum(axis=1) + lines
    paid = batch.reps["base"][0] + batch.reps["variable"][0]
    assert np.abs(statement - paid).max() < CENT, (seed, "statement", typed)


@pytest.mark.parametrize("seed", range(20))
def test_pay_is_right_to_the_cent(seed: int) -> None:
    held_to_the_cent(seed)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(20, 200))
def test_pay_is_right_to_the_cent_in_many_plans(seed: int) -> None:
    held_to_the_cent(seed)
