"""Who is in the team, what they are paid, and where their hours go."""

import datetime as dt

import pytest
from bad_cases import RIGHT

from salessim.errors import ScenarioError
from salessim.scenario import Person, Scenario
from salessim.scenario.schema.team import RampLine, RampTable


def people(team: str, more: str = "") -> tuple[Person, ...]:
    text = RIGHT.replace("\n  closer: {people: 2}", team) + more
    return Scenario.parse(text).plan.people


def shares(person: Person) -> dict[str, float]:
    time = person.time
    return {
        f"{motion} {name}": round(share.typical, 10)
        for motion, split in (("conquest", time.conquest), ("loyalty", time.loyalty))
        for name, share in split.items()
    }


def test_names_and_order() -> None:
    team = " {a: {people: 2, hires: {next: 2027-03}}, b: {people: [Ann, Bob O'Hara, J. Doe]}}"
    assert [person.name for person in people(team)] == [
        "a 1", "a 2", "a next", "Ann", "Bob O'Hara", "J. Doe",
    ]  # fmt: skip


def test_starts() -> None:
    early, late = people(" {a: {people: 1, start: 2027-02-15, hires: {next: 2027-03}}}")
    assert early.starts == dt.date(2027, 2, 15)
    assert late.starts == dt.date(2027, 3, 1)
    assert people(" {a: {people: 1}}")[0].starts is None


def test_pay_defaults() -> None:
    [person] = people(" {a: {people: 1, base: 4k a month}}")
    pay = person.pay
    assert pay.on_target == pay.base
    assert pay.quota is not None
    assert (pay.quota.typical, pay.quota.period) == (20_000, "month")
    [part] = pay.components
    assert [tier.pays.typical for tier in part.tiers] == [1, 1.5]
    assert (part.plan.cap, pay.paid_every) == (None, "quarter")
    assert pay.charges.typical == 0.25


def test_what_is_not_known_of_pay_is_not_known_of_the_quota() -> None:
    [person] = people(" {a: {people: 1, on_target: 60k..90k a year}}")
    assert person.pay.quota is not None
    assert person.pay.quota.uncertainty == (300_000, 450_000)
    assert person.path == "team.a"


def test_full_time_is_the_calendars() -> None:
    week = "calendar: {hours: 35 a week, leave: 30 days a year, sick: 1 day a month}\n"
    full, part = people(" {a: {people: 1}, b: {people: 1, hours: 60 a month}}", week)
    assert full.hours_per_week == pytest.approx(35)
    assert part.hours_per_week == pytest.approx(60 * 12 / 365.25 * 7)
    assert (full.leave_days_per_year, full.sick_days_per_year) == (30, 12)


def test_always_is_round_the_clock() -> None:
    [person] = people(" {a: {people: 1}}", "calendar: always\n")
    assert person.hours_per_week == 168
    assert (person.leave_days_per_year, person.sick_days_per_year) == (0, 0)


def test_ramps() -> None:
    line, table = people(
        " {a: {people: 1}, b: {people: 1, ramp: {by: quarter, share: [0, 25 %, 50 %, 100 %]}}}"
    )
    assert isinstance(line.ramp, RampLine)
    assert (line.ramp.months, line.ramp.starts_at.typical) == (5, 0.2)
    assert isinstance(table.ramp, RampTable)
    assert [share.typical for share in table.ramp.share] == [0, 0.25, 0.5, 1]
    assert line.onboarding_days == 21


def test_a_list_is_a_ramp_by_month() -> None:
    """The same plan as with both keys typed; wrong steps are told at their place."""
    text = "segments: {s: {deal: 1k}}\nteam: {a: {people: 1, hires: {x: 2027-02}, ramp: RAMP}}\n"
    horizon = "horizon: {from: 2027-01, months: 12}\n"
    listed = Scenario.parse(horizon + text.replace("RAMP", "[0 %, 0 %, 50 %, 100 %]"))
    named = "{by: month, share: [0 %, 0 %, 50 %, 100 %]}"
    assert listed.plan.team == Scenario.parse(horizon + text.replace("RAMP", named)).plan.team
    changed = listed.vary({"team.a.ramp": ["0 %", "100 %"]})
    assert len(changed.plan.team["a"].ramp.share) == 2
    with pytest.raises(ScenarioError, match="0 % to 100 %"):
        Scenario.parse(horizon + text.replace("RAMP", "[0 %, 120 %]"))


def test_a_list_is_a_ramp_of_managers_too() -> None:
    text = (
        "horizon: {from: 2027-01, months: 12}\nsegments: {s: {deal: 1k}}\nteam: {a: {people: 9}}\n"
        "managers: {boss: {one_per: 7, ramp: [20 %, 60 %]}}\n"
    )
    listed = Scenario.parse(text).plan
    named = text.replace("[20 %, 60 %]", "{by: month, share: [20 %, 60 %]}")
    assert listed.managers == Scenario.parse(named).plan.managers


def test_time_is_split_evenly_where_nothing_is_said() -> None:
    [person] = people(" {a: {people: 1}}")
    assert shares(person) == {
        "conquest gold": 0.3, "conquest silver": 0.3, "loyalty gold": 0.2, "loyalty silver": 0.2,
    }  # fmt: skip


def test_a_role_of_one_motion_puts_all_its_hours_there() -> None:
    budget = "time: {conquest: {gold: 30 %, silver: 10 %}, loyalty: {gold: 60 %}}\n"
    hunter, farmer = people(
        " {a: {people: 1, motion: conquest}, b: {people: 1, motion: loyalty}}", budget
    )
    assert shares(hunter) == {
        "conquest gold": 0.75, "conquest silver": 0.25, "loyalty gold": 0, "loyalty silver": 0,
    }  # fmt: skip
    assert shares(farmer)["loyalty gold"] == 1


def test_a_role_stays_within_its_segments() -> None:
    [person] = people(" {a: {people: 1, segments: [silver]}}")
    assert shares(person) == {
        "conquest gold": 0, "conquest silver": 0.6, "loyalty gold": 0, "loyalty silver": 0.4,
    }  # fmt: skip


def test_a_role_whose_segments_have_no_hours_gets_equal_ones() -> None:
    budget = "time: {conquest: {gold: 100 %}}\n"
    [person] = people(" {a: {people: 1, motion: loyalty}}", budget)
    assert shares(person)["loyalty gold"] == shares(person)["loyalty silver"] == 0.5


def test_a_role_has_a_budget_of_its_own() -> None:
    shared = "time: {administration: 20 %, adherence: 50 %, loyalty: {gold: 100 %}}\n"
    [person] = people(" {a: {people: 1, time: {adherence: 70 %, conquest: {gold: 90 %}}}}", shared)
    assert person.time.administration.typical == 0.2
    assert person.time.adherence.typical == 0.7
    assert shares(person)["conquest gold"] == 0.9
    assert shares(person)["loyalty gold"] == 0
