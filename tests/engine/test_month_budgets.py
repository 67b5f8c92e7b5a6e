"""A time budget that changes from month to month."""

import numpy as np
import pytest

from salessim import Scenario
from salessim.engine.run import batches
from salessim.errors import ScenarioError
from salessim.model.assembly import build

BASE = """
name: small
horizon: {from: 2027-01, months: 4}
segments:
  gold: {prospects: 4000, deal: 5k}
  bronze: {prospects: 4000, deal: 5k}
team: {seller: {people: 2, motion: conquest}}
motivation: none
"""
EVEN = {"conquest": {"gold": "50 %", "bronze": "50 %"}}
GOLD = {"conquest": {"gold": "90 %", "bronze": "10 %"}}


def hours(scenario: Scenario, engine: str = "compiled") -> np.ndarray:
    """Seconds worked by month and segment, shape (months, segments)."""
    batch = next(batches(build(scenario), replications=2, seed=1, engine=engine))
    return np.asarray(batch.months["work_seconds"].sum(axis=(0, 3)))


def test_a_month_has_its_own_split_and_the_months_before_keep_theirs() -> None:
    plain = Scenario.parse(BASE).vary({"time.conquest": EVEN["conquest"]})
    changed = plain.vary({"time.by_month": {"2027-03": GOLD}})
    before, after = hours(plain), hours(changed)
    assert (before[:2] == after[:2]).all(), "nothing differs before the change"
    share = after[2:, 0] / after[2:].sum(axis=1)
    # 85 % of choices follow the budget of 90 %, and drift goes to the other segment.
    assert (share > 0.75).all(), share
    assert abs(before[2:, 0] / before[2:].sum(axis=1) - 0.5).max() < 0.1


def test_both_drivers_agree_on_monthly_budgets_to_the_bit() -> None:
    scenario = Scenario.parse(BASE).vary({"time.by_month": {"2027-02": GOLD, "2027-04": EVEN}})
    assert (hours(scenario) == hours(scenario, "simpy")).all()


def test_one_person_may_have_a_split_of_their_own() -> None:
    scenario = Scenario.parse(BASE).vary({"team.seller.person_time": {"seller 1": GOLD}})
    ann, bob = scenario.plan.people
    assert ann.time.conquest["gold"].typical == 0.9
    assert bob.time.conquest["gold"].typical == 0.5


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"time.by_month": {"March": GOLD}}, "a month is typed as 2027-03"),
        ({"time.by_month": {"2030-03": GOLD}}, "the horizon lasts from 2027-01 to 2027-04"),
        ({"time.by_month": {"2027-03": {"conquest": {"gold": "0 %"}}}}, "no hours are planned"),
        ({"team.seller.person_time": {"Zoe": GOLD}}, "nobody of this name"),
        ({"team.seller.people": {"today": 4, "most": 3}}, "today there are 4"),
        ({"team.seller.people": {"today": 4, "least": 5}}, "today there are 4"),
    ],
)
def test_budgets_and_numbers_that_cannot_be_are_refused(
    changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ScenarioError, match=sentence):
        Scenario.parse(BASE).vary(changes)


def test_a_free_number_of_people_runs_with_that_of_today() -> None:
    free = Scenario.parse(BASE).vary({"team.seller.people": {"today": 2, "least": 1, "most": 6}})
    assert free.plan.team["seller"].people.bounds == (1, 6)
    assert (hours(free) == hours(Scenario.parse(BASE))).all()
