"""Hires by rule: whom they bring and when, beside names, and what is wrong with them by key."""

import datetime as dt

import pytest

from salessim import Scenario
from salessim.errors import ScenarioError

TOLD = """
name: hires
horizon: {from: 2027-01, months: 12}
segments: {all: {prospects: 500, deal: 12k a year}}
team: {closer: {people: 1, base: 60k a year, hires: {HIRES}}}
"""


def told(hires: str) -> Scenario:
    return Scenario.parse(TOLD.replace("HIRES", hires))


def joined(hires: str) -> dict[str, str]:
    people = told(hires).plan.people
    return {person.name: str(person.starts) for person in people if person.starts is not None}


def test_two_a_month() -> None:
    starts = joined("people: 2, every: month, from: 2027-02, until: 2027-04")
    assert starts == {
        f"closer 2027-0{month} {number}": f"2027-0{month}-01"
        for month in (2, 3, 4)
        for number in (1, 2)
    }


def test_a_rule_keeps_its_day_of_the_month_and_ends_with_the_horizon() -> None:
    starts = joined("every: quarter, from: 2027-01-31")
    assert [*starts.values()] == ["2027-01-31", "2027-04-30", "2027-07-31", "2027-10-31"]
    assert [*joined("every: year, from: 2025-03-01").values()] == ["2025-03-01", "2026-03-01",
                                                                   "2027-03-01"]  # fmt: skip


def test_a_last_day_is_within() -> None:
    assert len(joined("every: month, from: 2027-01-15, until: 2027-03-15")) == 3
    assert len(joined("every: month, from: 2027-01-15, until: 2027-03-14")) == 2


def test_rules_and_names_stand_together() -> None:
    starts = joined(
        "people: 1, every: quarter, from: 2027-07, ann: 2027-02-15, "
        "late: {people: 2, every: month, from: 2027-12, slips: 0..2 months}"
    )
    assert [*starts] == [
        "closer 2027-07 1", "closer 2027-10 1", "closer ann",
        "closer late 2027-12 1", "closer late 2027-12 2",
    ]  # fmt: skip


def test_a_rule_is_varied_by_its_keys() -> None:
    scenario = told("people: 1, every: month, from: 2027-01, until: 2027-06")
    assert len(scenario.vary({"team.closer.hires.people": 3}).plan.people) == 1 + 18
    more = scenario.vary({"team.closer.hires.ann": "2027-03"})
    assert len(more.plan.people) == 1 + 7
    named = told("more: {people: 1, every: month, from: 2027-01, until: 2027-06}")
    assert len(named.vary({"team.closer.hires.more.people": 3}).plan.people) == 1 + 18


def test_people_by_rule_are_as_people_by_name() -> None:
    by_rule = told("every: month, from: 2027-02, until: 2027-03").plan.people[1:]
    by_name = told("a: 2027-02, b: 2027-03").plan.people[1:]
    assert [person.starts for person in by_rule] == [dt.date(2027, 2, 1), dt.date(2027, 3, 1)]
    for one, other in zip(by_rule, by_name, strict=True):
        assert one.pay == other.pay
        assert (one.ramp, one.skills, one.path) == (other.ramp, other.skills, other.path)


@pytest.mark.parametrize(
    ("hires", "path", "message"),
    [
        ("every: fortnight, from: 2027-01", "hires.every", "allowed: month, quarter, year"),
        ("people: 2, from: 2027-01", "hires.every", "Type every: month"),
        ("every: month", "hires.from", "this is missing"),
        ("every: month, from: 2028-02", "hires.from", "the horizon lasts from"),
        ("every: month, from: 2027-04, until: 2027-03", "hires.until", "nobody comes"),
        ("people: 0, every: month, from: 2027-01", "hires.people", "1 to 1000"),
        ("every: month, from: 2026-12, slips: 0..3 months", "hires.slips", "before the horizon"),
        ("more: {people: 2, evry: month, from: 2027-01}", "hires.more.evry", "did you mean every"),
        ("people: 900, every: month, from: 2027-01", "team", "at most 10,000"),
    ],
)
def test_what_is_wrong_is_told_by_key(hires: str, path: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        told(hires)
    told_of = [problem for problem in refused.value.problems if problem.path.endswith(path)]
    assert any(message in problem.message for problem in told_of), refused.value.problems
