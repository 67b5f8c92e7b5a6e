"""Everybody with a first day is new on that day, before the horizon's start or after it."""

import numpy as np
import pytest

from salessim import Scenario, simulate
from salessim.engine.obtained_rates import obtained
from salessim.engine.run import batches
from salessim.errors import ScenarioError
from salessim.measure.batch import Batch
from salessim.model.assembly import build
from salessim.units import SECONDS_PER_HOUR

WORLD = """
name: one newcomer
horizon: {{from: 2027-01, months: 3}}
calendar: {{hours: 40 a week, leave: 0 days a year, sick: 0 days a year}}
segments: {{gold: {{prospects: 600, deal: 9k, churn: 0 % a year}}}}
team:
  settled: {{people: 2, base: 0 a year}}
  closer: {{base: 36k a year, charges: 0 %, hiring_cost: 10k, unaccompanied: 0 %, {closer}}}
motivation: none
learning: none
time: {{administration: 0 %}}
today: {{customers: {{gold: 30}}}}
"""
FULL_AT_ONCE = "ramp: {by: month, share: [100 %]}, "
DAY = 8.0
"""Working hours."""


def run(closer: str, engine: str = "compiled", log: bool = False) -> Batch:
    scenario = Scenario.parse(WORLD.format(closer=closer))
    return next(batches(build(scenario), replications=1, seed=1, engine=engine, threads=1, log=log))


def onboarding_hours(batch: Batch) -> np.ndarray:
    """Hours of the last person by month that onboarding and the ramp leave unused."""
    return batch.reps[0, -1]["onboarding_seconds"] / SECONDS_PER_HOUR


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_who_starts_on_the_first_day_is_new(engine: str) -> None:
    """Three weeks from there are 15 working days; once there was neither cost nor onboarding."""
    batch = run(FULL_AT_ONCE + "hires: {ann: 2027-01-01}", engine)
    assert batch.ledger["hiring"][0].tolist() == [10_000.0, 0.0, 0.0]
    assert onboarding_hours(batch) == pytest.approx([15 * DAY, 0.0, 0.0])
    assert batch.reps[0, -1]["base"] == pytest.approx([3000.0, 3000.0, 3000.0])


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_onboarding_begun_before_the_horizon_goes_on(engine: str) -> None:
    """Eight weeks from 15 November end before 10 January: 6 working days are left."""
    onboarding = FULL_AT_ONCE + "onboarding: 8 weeks, hires: {ann: 2026-11-15}"
    batch = run(onboarding, engine)
    assert onboarding_hours(batch) == pytest.approx([6 * DAY, 0.0, 0.0])
    assert batch.ledger["hiring"].sum() == 0.0


@pytest.mark.parametrize(
    "closer",
    [
        "people: 1, start: 2026-12",
        "hires: {ann: 2026-12}",
        "from: [{name: ann, start: 2026-12-01}]",
    ],
)
def test_a_ramp_counts_from_the_date_typed(closer: str) -> None:
    """A month after 1 December 80 % is usable; two months after, on 30 January, all."""
    ramp = "onboarding: 0 days, ramp: {by: month, share: [50 %, 80 %]}, "
    january = 21 * DAY
    a_second_a_day = 22 / SECONDS_PER_HOUR  # and one for rounding
    hours = onboarding_hours(run(ramp + closer))
    assert np.abs(hours - [0.2 * january, 0.0, 0.0]).max() <= a_second_a_day


def test_people_without_a_date_are_settled() -> None:
    assert onboarding_hours(run("people: 1")).sum() == 0.0


def test_a_slip_moves_a_start_on_the_first_day() -> None:
    slips = "hires: {ann: {starts: 2027-01-01, slips: {constant: 31 days}}}"
    batch = run(FULL_AT_ONCE + slips)
    assert batch.reps[0, -1]["base"] == pytest.approx([0.0, 3000.0, 3000.0])
    assert batch.ledger["hiring"][0].tolist() == [0.0, 10_000.0, 0.0]


def test_a_slip_of_who_is_there_already_is_refused() -> None:
    with pytest.raises(ScenarioError, match="before the horizon, is there; delete this"):
        Scenario.parse(WORLD.format(closer="hires: {ann: {starts: 2026-12, slips: 0..2 months}}"))


def test_nobody_leaves_before_coming() -> None:
    with pytest.raises(ScenarioError, match="the first day is 2027-02-01; leave later"):
        Scenario.parse(
            WORLD.format(closer="people: [ann], start: 2027-02, departures: {ann: 2027-01-20}")
        )


def test_a_team_that_starts_together_shares_its_customers() -> None:
    """Two people new on the first day look after 15 of 30 customers each, not 30 and none."""
    text = WORLD.format(closer="people: 1").replace("people: 2,", "people: 2, start: 2027-01,")
    text = text.replace("closer: {", "closer: {motion: conquest, ")
    scenario = Scenario.parse(text)
    batch = next(batches(build(scenario), replications=1, seed=1, engine="simpy", threads=1))
    kept = batch.reps[0, :2]["loyalty_seconds"].sum(axis=1)
    assert kept.min() > 0.5 * kept.max()


def test_rates_typed_are_anchored_by_who_was_there_before() -> None:
    """Newcomers of the first day do not move today's rates; where all are new they are today."""
    everybody = Scenario.parse(WORLD.format(closer="hires: {ann: 2027-01-01}"))
    rates = {rate.path for rate in obtained(everybody, replications=4)}
    assert "funnel.conquest.call.passes" in rates
    only_new = WORLD.replace("  settled: {{people: 2, base: 0 a year}}\n", "")
    alone = Scenario.parse(only_new.format(closer="hires: {ann: 2027-01-01}"))
    assert {rate.path for rate in obtained(alone, replications=4)} == rates


def test_two_newcomers_of_neighbouring_days_bring_much_the_same() -> None:
    """A first day more is a day of pay and work more, not a ramp less (once 309k and 178k)."""
    ramp = "people: 0, hires: {{ann: {day}}}"
    first, second = (
        simulate(
            Scenario.parse(WORLD.format(closer=ramp.format(day=day))).vary(
                {"horizon.months": 12, "team.settled": None}
            ),
            replications=40,
            seed=3,
        )
        for day in ("2027-01-01", "2027-01-04")
    )
    gap = first.runs["revenue"].mean() / second.runs["revenue"].mean() - 1.0
    assert abs(gap) < 0.06
