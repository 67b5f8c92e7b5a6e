"""Targets that take people: as many as they need, and the last month in which they may start."""

from functools import cache

import pytest

from salessim import Scenario, optimise, simulate
from salessim.errors import InputError
from salessim.plan.findings import PeopleRow, PlanFindings
from salessim.plan.hiring_dates import people_notes

FREE_TEAM = """
name: A team whose number is free
defaults: exact
horizon: {from: 2027-01, months: 12}
calendar: {country: none}
attrition: none
motivation: none
learning: none
segments: {shops: {prospects: 4000, deal: 10k, churn: 20 % a year}}
funnel:
  conquest:
    call: {hours: 2, passes: 25 %}
    meeting: {hours: 3, works: discovery, passes: 50 %, buyer_takes: 10 days}
    proposal: {hours: 6, passes: 40 %, buyer_takes: 20 days}
  loyalty: {visit: {hours: 1, every: 60 days}}
team: {rep: {people: {today: 2, least: 2, most: 10, found_in: 50 days}, base: 4k a month}}
time: {administration: 20 %, conquest: {shops: 90 %}, loyalty: {shops: 10 %}}
today: {customers: {shops: 10}}
"""
FUTURES = 300
PROBABILITY = 0.8


@cache
def scenario() -> Scenario:
    return Scenario.parse(FREE_TEAM)


@cache
def target() -> float:
    """Half as much again as the two reps of today bring on average."""
    result = simulate(scenario(), replications=FUTURES)
    return round(1.5 * float(result.runs["revenue"].mean()), -3)


@cache
def findings() -> PlanFindings:
    return optimise(
        scenario(),
        targets={"2027-12": target()},
        probability=PROBABILITY,
        replications=FUTURES,
        effort="quick",
        seed=3,
    ).findings


def chance_of(people: int, month: str, seed: int) -> float:
    """Of the target with so many starts, by today's split of hours, in other futures."""
    hires = {f"new {number}": {"starts": month} for number in range(people)}
    with_hires = scenario().vary({"team.rep.hires": hires}, "enumerated")
    revenue = simulate(with_hires, replications=FUTURES, seed=seed).runs["revenue"]
    return float((revenue >= target()).mean())


def test_a_target_within_the_people_allowed_is_reached_and_its_last_safe_start_told() -> None:
    """Two more from March reach it in some 72 % of futures, three in 98; from May in 78."""
    assert not findings().repairs
    (reached,) = findings().targets
    assert reached.probability >= PROBABILITY
    (row,) = findings().people
    assert (row.people, row.month, row.last_start) == (3, "2027-03", "2027-04")
    assert row.chance is not None and row.chance >= PROBABILITY
    assert row.chance_a_month_later is not None and row.chance_a_month_later < PROBABILITY
    assert row.decide_by == "2027-02-10"  # 50 days before the first of April


@pytest.mark.full
def test_people_and_dates_are_those_of_enumeration_in_other_futures() -> None:
    """Fewer people miss the target, and so does a later start; 300 futures leave some 4 %."""
    (row,) = findings().people
    assert row.last_start is not None
    later = f"2027-{int(row.last_start[5:]) + 1:02d}"
    room = 1.96 * (PROBABILITY * (1.0 - PROBABILITY) / FUTURES) ** 0.5
    assert chance_of(row.people - 1, row.month, seed=11) < PROBABILITY + room
    assert chance_of(row.people, row.last_start, seed=11) > PROBABILITY - room
    assert chance_of(row.people, later, seed=11) < PROBABILITY + room


def test_each_date_is_told_in_a_sentence() -> None:
    rows = [
        PeopleRow(
            role="rep",
            month="2027-03",
            people=people,
            decide_by="2027-01-31",
            last_start=last,
            chance=chance,
            chance_a_month_later=later,
        )
        for people, last, chance, later in [
            (1, "2027-04", 0.82, 0.71),
            (2, "2027-12", 0.9, None),
            (1, None, None, None),
            (-1, None, None, None),
        ]
    ]
    assert people_notes(rows, "2027-12") == [
        (
            "Hire 1 rep for 2027-03: decide by 2027-01-31. 2027-04 is the last start that reaches "
            "the targets (82 %; a month later 71 %)."
        ),
        (
            "Hire 2 rep for 2027-03: decide by 2027-01-31. A start in 2027-12 still reaches the "
            "targets."
        ),
        "Hire 1 rep for 2027-03: decide by 2027-01-31.",
        "1 rep fewer from 2027-03: give notice by 2027-01-31.",
    ]


@pytest.mark.full
def test_a_target_of_arr_is_reached_by_a_role_in_which_nobody_is_today() -> None:
    """A founder alone reaches it by chance; the first reps start in April, 60 days from January."""
    changes = {
        "segments.shops.deal": "10k a year",
        "team.founder": {"people": 1, "base": "5k a month"},
        "team.rep.people": {"today": 0, "most": 6, "found_in": "60 days"},
    }
    founded = scenario().vary(changes, "founded")
    plan = optimise(
        founded,
        targets={"arr": 400_000.0},
        probability=PROBABILITY,
        replications=150,
        effort="quick",
    ).findings
    assert plan.objective == "ratio"
    assert not plan.repairs
    (target,) = plan.targets
    assert (target.measure, target.label) == ("arr", "2027-12")
    assert target.probability >= PROBABILITY > target.today
    assert {(row.role, row.month >= "2027-04") for row in plan.people} == {("rep", True)}
    assert all(row.hours_today == 0.0 for row in plan.hours if row.group == "rep")
    horizon = plan.spans[0]
    revenue, payroll = (plan.simulated[name].mean for name in ("revenue", "payroll"))
    assert horizon.plan == pytest.approx(payroll / revenue)  # as proven


@pytest.mark.parametrize("label", ["profit:2027-06", "arr:2028-01", "2027-13"])
def test_targets_of_no_measure_or_month_are_refused(label: str) -> None:
    with pytest.raises(InputError, match=r"There is no month|A target is of revenue"):
        optimise(scenario(), targets={label: 1.0})
