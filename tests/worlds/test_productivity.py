"""What a settled person sells is typed: hours follow; where leads or firms end it, that is said."""

import math
from pathlib import Path

import numpy as np
import pytest

from salessim import Scenario, optimise, simulate
from salessim.engine.obtained_rates import Rate, obtained
from salessim.engine.run import batches
from salessim.errors import ScenarioError
from salessim.measure.batch import Batch
from salessim.model.assembly import build
from salessim.plan.closed_forms import Cohort, capacity_plan

WORLD = """
name: productivity
horizon: {{from: 2027-01, months: 12}}
defaults: exact
calendar: {{hours: 40 a week, leave: 0 days a year, sick: 0 days a year}}
segments: {{all: {{prospects: {prospects}, deal: 10k}}}}
{channels}
funnel: {{conquest: {{sale: {{hours: 3, passes: 50 %}}}}, loyalty: {{}}}}
time: {{administration: 25 %}}
learning: none
motivation: none
team: {{rep: {{people: 4, base: 30k a year, {rep}}}}}
"""
LEADS = (
    "channels: {{web: {{leads: {leads} a month, passes: 50 %, goes_cold_in: 300 days}}}}\n"
    "prospecting: {{outbound: none}}"
)
STANDARD_ERRORS = 4.0
"""Of some 10 figures, one in 1,500 suites misses by chance."""


def world(rep: str, channels: str = "", prospects: int = 100_000) -> Scenario:
    return Scenario.parse(WORLD.format(rep=rep, channels=channels, prospects=prospects))


def run(scenario: Scenario, replications: int = 40, engine: str = "compiled") -> list[Batch]:
    found = []
    for batch in batches(build(scenario), replications=replications, seed=2, engine=engine):
        found.append(batch._replace(reps=batch.reps.copy(), months=batch.months.copy()))
    return found


def column(found: list[Batch], name: str) -> np.ndarray:
    """Totals of a column of reps, (replications, reps)."""
    return np.concatenate([batch.reps[name].sum(axis=2) for batch in found])


def assert_mean(found: np.ndarray, expected: float, slack: float = 0.005) -> None:
    error = found.std(ddof=1) / math.sqrt(len(found))
    assert abs(found.mean() - expected) < STANDARD_ERRORS * error + slack * expected


@pytest.mark.parametrize(
    ("typed", "engine"),
    [
        ("closes: 4 a month", "compiled"), ("closes: 4 a month", "simpy"),
        ("sells: 40k a month", "compiled"), ("sells: 480k a year", "compiled"),
    ],
)  # fmt: skip
def test_where_hours_bind_the_typed_sales_are_obtained(typed: str, engine: str) -> None:
    """48 contracts a year and person; all hours are worked."""
    found = run(world(typed), 40 if engine == "compiled" else 4, engine)
    assert_mean(column(found, "won").sum(axis=1), 4 * 48.0)
    assert column(found, "idle_seconds").sum() == 0


def test_the_hours_of_a_contract_follow_by_hand() -> None:
    """2,087 hours a year less 25 %: 1,565 hours, 48 contracts of two calls: 16.3 hours a call."""
    scenario = world("closes: 4 a month")
    [batch] = run(scenario, 2)
    calls = batch.months["calls"].sum(axis=(1, 2, 3))
    worked = batch.reps["prospecting_seconds"].sum(axis=(1, 2)) / 3600
    days = 261  # weekdays of 2027; no holidays without a country
    assert worked == pytest.approx(4 * days * 8 * 0.75, rel=0.005)
    assert worked / calls == pytest.approx(days * 8 * 0.75 / 48 / 2, rel=0.015)


def test_the_typed_hours_say_only_how_stages_compare() -> None:
    """Three times the hours of all stages give the same bits."""
    scenario = world("closes: 4 a month")
    slower = Scenario.parse(
        WORLD.replace("hours: 3,", "hours: 9,").format(
            rep="closes: 4 a month", channels="", prospects=100_000
        )
    )
    one, other = run(scenario, 3), run(slower, 3)
    assert (column(one, "won") == column(other, "won")).all()
    [note] = [note for note in scenario.notes if note.path == "funnel.conquest.sale.hours"]
    assert "says how long it takes" in note.message


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_where_leads_bind_they_allow_less(engine: str) -> None:
    """16 leads a month, half of which sign: 96 contracts a year of the 192 typed, half the time."""
    scenario = world("closes: 4 a month", LEADS.format(leads=16))
    found = run(scenario, 40 if engine == "compiled" else 4, engine)
    assert_mean(column(found, "won").sum(axis=1), 96.0, slack=0.02)
    idle, paid = column(found, "idle_seconds").sum(), column(found, "paid_seconds").sum()
    assert idle / paid == pytest.approx(0.75 / 2, rel=0.06)
    [question] = scenario.questions
    assert question.path == "team.rep.closes"
    assert "allow 96" in question.message and "2 a month for each" in question.message


def test_more_leads_than_typed_sales_need() -> None:
    """Twice as many leads as are needed: the hours make it 192 contracts, the rest waits."""
    scenario = world("closes: 4 a month", LEADS.format(leads=64))
    assert scenario.questions == ()
    assert_mean(column(run(scenario), "won").sum(axis=1), 192.0, slack=0.02)


def test_leads_and_calls_together() -> None:
    """16 leads a month bring half of it, calls the rest."""
    channels = LEADS.format(leads=16).replace("outbound: none", "outbound: when_free")
    scenario = world("closes: 4 a month", channels)
    assert scenario.questions == ()
    assert_mean(column(run(scenario), "won").sum(axis=1), 192.0, slack=0.01)


def test_where_firms_are_too_few_that_is_said() -> None:
    scenario = world("closes: 4 a month", prospects=100)
    [question] = scenario.questions
    assert "do the firms suffice? People would sign 192 contracts" in question.message
    assert column(run(scenario, 5), "won").sum(axis=1).max() < 110, "who leaves may be won again"


def test_firms_too_few_for_who_is_hired_are_said_too() -> None:
    """Today's five would sign 420 contracts a year, all with hires 1,050: of 500 firms."""
    scenario = Scenario.load(Path(__file__).parents[2] / "scenarios" / "capacity.yaml")
    assert scenario.questions == ()
    [question] = scenario.variant("a market of 500").questions
    assert question.path == "team.rep.sells" and "do the firms suffice?" in question.message


def test_two_roles_sell_what_each_is_typed_to() -> None:
    text = WORLD.replace(
        "team: {{rep:", "team: {{junior: {{people: 2, base: 20k a year, closes: 2 a month}}, rep:"
    )
    scenario = Scenario.parse(text.format(rep="closes: 6 a month", channels="", prospects=100_000))
    won = column(run(scenario), "won")
    assert_mean(won[:, :2].sum(axis=1), 2 * 24.0, slack=0.01)
    assert_mean(won[:, 2:].sum(axis=1), 4 * 72.0, slack=0.01)


def test_part_timers_sell_their_part() -> None:
    """Typed for the hours of the role: at half of full time as typed, not half of it."""
    found = run(world("hours: 20 a week, closes: 4 a month"))
    assert_mean(column(found, "won").sum(axis=1), 4 * 48.0)


def test_kinds_of_recruits_sell_what_is_typed_for_them() -> None:
    rep = (
        "closes: 4 a month, ramp: [100 %], onboarding: 0 days, hires: {people: 8, every: year, "
        "from: 2027-01-01}, recruits: {good: {share: 50 %, closes: 8 a month}, poor: {}}"
    )
    scenario = world(rep)
    found = run(scenario)
    [other] = run(scenario, 1, "simpy")
    assert (other.reps["won"] == found[0].reps["won"][:1]).all()
    won, kind = column(found, "won")[:, 4:], np.concatenate([b.reps["kind"] for b in found])
    kind = kind[:, 4:, 0]
    assert_mean(won[kind == 1], 96.0, slack=0.01)
    assert_mean(won[kind == 2], 48.0, slack=0.01)


def test_closers_after_others() -> None:
    """Callers book, closers sign what they are typed to where enough is handed over to them."""
    text = """
name: pods
horizon: {from: 2027-01, months: 18}
defaults: exact
calendar: {hours: 40 a week, leave: 0 days a year, sick: 0 days a year}
segments: {all: {prospects: 100000, deal: 10k}}
funnel:
  conquest:
    call: {hours: 1, passes: 20 %, by: sdr}
    meeting: {hours: 2, passes: 50 %, by: closer}
    proposal: {hours: 4, passes: 50 %}
  loyalty: {}
learning: none
motivation: none
team: {sdr: {people: 6}, closer: {people: 2, closes: 5 a month}}
"""
    rates = {rate.path: rate for rate in obtained(Scenario.parse(text), replications=30)}
    rate = rates["team.closer.closes"]
    assert rate.unit == "a month" and rate.typed == 5.0
    assert abs(rate.obtained - 5.0) < 0.1 + 2.0 * rate.half_width


def rate_of(scenario: Scenario, path: str) -> Rate:
    [found] = [rate for rate in obtained(scenario, replications=30) if rate.path == path]
    return found


def test_validate_shows_sales_typed_and_obtained() -> None:
    full = rate_of(world("sells: 40k a month"), "team.rep.sells")
    assert full.typed == pytest.approx(40_000)
    assert abs(full.obtained - 40_000) < 200 + 2.0 * full.half_width
    short = rate_of(world("sells: 40k a month", LEADS.format(leads=16)), "team.rep.sells")
    assert short.obtained == pytest.approx(20_000, rel=0.05)


@pytest.mark.parametrize(
    "team",
    [
        "{rep: {people: 4, sells: 30k a month}}",
        "{rep: {people: 2, sells: 70k a month}}",
        "{rep: {motion: conquest, people: 4, closes: 2 a month}, cs: {motion: loyalty, people: 2}}",
    ],
    ids=["who wins customers looks after them", "many customers", "others look after them"],
)
def test_it_is_obtained_by_the_default_funnel(team: str) -> None:
    """Within 5 % and luck over the first year, the care of new customers included."""
    text = (
        "name: default\nhorizon: {from: 2027-01, months: 12}\ndefaults: exact\n"
        f"segments: {{all: {{prospects: 100000, deal: 10k}}}}\nteam: {team}\n"
    )
    [rate] = [
        rate for rate in obtained(Scenario.parse(text), replications=30) if "team" in rate.path
    ]
    assert abs(rate.obtained - rate.typed) < 0.05 * rate.typed + 2.0 * rate.half_width


def test_it_holds_in_each_future_whatever_nobody_knows() -> None:
    """Administration of 20 to 40 % and a rate of 30 to 70 % move hours, not what is typed."""
    text = WORLD.replace("administration: 25 %", "administration: 20..40 %").replace(
        "passes: 50 %", "passes: 30..70 %"
    )
    scenario = Scenario.parse(text.format(rep="closes: 8 a month", channels="", prospects=100_000))
    won = column(run(scenario, 60), "won").sum(axis=1)
    assert_mean(won, 4 * 96.0, slack=0.01)
    # Luck alone: each contract takes 1 / p calls, a geometric number.
    assert won.std(ddof=1) < 1.6 * math.sqrt(4 * 96.0)


def test_a_change_counts_against_todays_team() -> None:
    """With a third less administration the same hours of a call bring a ninth more."""
    base = world("closes: 4 a month")
    changed = base.vary({"time.administration": "16.667 %"})
    assert_mean(column(run(changed), "won").sum(axis=1), 192.0 * 0.83333 / 0.75, slack=0.01)
    better = base.vary({"team.rep.closes": "6 a month"})
    assert_mean(column(run(better), "won").sum(axis=1), 4 * 72.0, slack=0.01)


def test_a_capacity_plan_is_a_scenario() -> None:
    """10.5M with hires from January, 9.24M from February: to the cent, and simulated within 2 %."""
    scenario = Scenario.load(Path(__file__).parents[2] / "scenarios" / "capacity.yaml")
    for variant, first, right in ((None, 0, 10_500_000.0), ("hires from february", 1, 9_240_000.0)):
        roster = [Cohort(5, starts=-12), *(Cohort(2, starts=month) for month in range(first, 12))]
        plan = capacity_plan(roster, periods=12, ramp=(0, 0, 0), sales_per_period=70_000)
        assert sum(plan.capacity) == pytest.approx(right, abs=0.005)
        one = scenario if variant is None else scenario.variant(variant)
        found = simulate(one, replications=40, seed=1).indicators["bookings"]
        assert found.mean == pytest.approx(right, rel=0.02)


def test_a_plan_reckons_with_the_same_hours() -> None:
    scenario = Scenario.load(Path(__file__).parents[2] / "scenarios" / "capacity.yaml")
    plan = optimise(scenario, replications=20, seed=1, effort="quick")
    assert plan.predicted["revenue"] == pytest.approx(10_500_000.0, rel=0.02)
    assert plan.simulated["revenue"]["mean"] == pytest.approx(10_500_000.0, rel=0.02)


@pytest.mark.parametrize(
    ("rep", "path", "sentence"),
    [
        ("closes: 4 a month, sells: 40k a month", "team.rep.closes", "keep one"),
        ("closes: 4", "team.rep.closes", "4 a month"),
        ("closes: 0 a month", "team.rep.closes", "0.001"),
        ("sells: 5 %", "team.rep.sells", ""),
    ],
)
def test_what_cannot_be_is_told(rep: str, path: str, sentence: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        world(rep)
    assert caught.value.problems[0].path == path
    assert sentence in str(caught.value)


def test_who_closes_nothing_has_no_typed_sales() -> None:
    text = WORLD.replace(
        "sale: {{hours: 3, passes: 50 %}}",
        "call: {{hours: 1, passes: 5 %, by: sdr}}, sale: {{hours: 3, passes: 50 %, by: rep}}",
    ).replace("team: {{rep", "team: {{sdr: {{people: 1, closes: 1 a month}}, rep")
    with pytest.raises(ScenarioError, match="does not work 'sale'"):
        Scenario.parse(text.format(rep="closes: 4 a month", channels="", prospects=1000))
