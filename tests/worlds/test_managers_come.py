"""Managers who start on a date or come by rule as the team grows: hours, pay, span, by hand."""

from typing import Any

import numpy as np
import pytest
from logged_runs import logged

from salessim import Scenario
from salessim.errors import ScenarioError
from salessim.measure.batch import Batch
from salessim.model.state.codes import LOG_MANAGERS
from salessim.plan.expected.derivation import coefficients_of

ENGINES = ["compiled", "simpy"]
WORLD = """
name: managers
horizon: {from: 2027-01, months: 6}
calendar: {hours: 40 a week, leave: 0 days a year, sick: 0 days a year}
segments: {gold: {prospects: 600, deal: 9k}}
team:
  closer: {people: PEOPLE, base: 0 a year, onboarding: 0 days, HIRES}
managers:
  boss: {base: 72k a year, charges: 0 %, coaching: 50 %, MANAGER}
motivation: none
learning: {per_hour: 0, per_coached_hour: 0.5 %}
time: {administration: 0 %}
"""
ONE_HOUR = "interviews: 1 a month, interview_hours: 1, preparation: 0"


def made(people: str, hires: str, manager: str) -> Scenario:
    text = WORLD.replace("PEOPLE", people).replace("HIRES", hires)
    return Scenario.parse(text.replace("MANAGER", manager))


def run(scenario: Scenario, engine: str = "compiled") -> tuple[Batch, Any]:
    return logged(scenario, engine)[1:]


@pytest.mark.parametrize("engine", ENGINES)
def test_before_the_first_day_nobody_coaches_and_nothing_is_paid(engine: str) -> None:
    """From 16 March: 16 of 31 days of pay, and 12 of March's 23 working days."""
    batch, log = run(made("2", "leaves: none", "start: 2027-03-16, hiring_cost: 9k"), engine)
    pay = [0, 0, 6000 * 16 / 31, 6000, 6000, 6000]
    assert batch.ledger[0]["managers"] == pytest.approx(pay)
    assert batch.ledger[0]["hiring"].tolist() == [0, 0, 9000, 0, 0, 0]
    assert batch.ledger[0]["manager_heads"].tolist() == [0, 0, 1, 1, 1, 1]
    meetings = batch.reps[0]["meeting_seconds"].sum(axis=0)
    skill = batch.reps[0, 0]["skill"]
    assert meetings[:2].tolist() == [0, 0]
    assert (meetings[2:] > 0).all()
    assert skill[0] == skill[1] < skill[2] < skill[3]
    assert (log["what"] == LOG_MANAGERS).sum() == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_one_per_three_as_the_team_grows(engine: str) -> None:
    """2, 4, 6, 8, 8, 8 people: 1, 2, 2, 3, 3, 3 managers; each who comes later is hired."""
    hires = "hires: {people: 2, every: month, from: 2027-02, until: 2027-04}"
    batch, _ = run(made("2", hires, "one_per: 3 reps, hiring_cost: 9k"), engine)
    ledger = batch.ledger[0]
    assert ledger["headcount"].tolist() == [2, 4, 6, 8, 8, 8]
    # Managers are found as a month opens, before its newcomers come: those are led a month later.
    assert ledger["manager_heads"].tolist() == [1, 1, 2, 2, 3, 3]
    assert ledger["managers"] == pytest.approx([6000, 6000, 12000, 12000, 18000, 18000])
    assert ledger["hiring"].tolist() == [0, 0, 9000, 0, 9000, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_as_many_as_today_needs_are_there_at_no_cost(engine: str) -> None:
    batch, _ = run(made("7", "leaves: none", "one_per: 3 reps, hiring_cost: 9k"), engine)
    assert batch.ledger[0]["manager_heads"].tolist() == [3] * 6
    assert batch.ledger[0]["hiring"].sum() == 0
    # Three by rule coach as three by number do.
    typed, _ = run(made("7", "leaves: none", "people: 3"), engine)
    assert np.array_equal(batch.reps[0]["skill"], typed.reps[0]["skill"])
    assert np.array_equal(batch.ledger[0]["managers"], typed.ledger[0]["managers"])


@pytest.mark.parametrize("engine", ENGINES)
def test_whom_the_span_leaves_no_room_for_is_not_led(engine: str) -> None:
    """Five from February on and a manager for three; the second takes two months to find."""
    hires = "hires: {people: 2, every: month, from: 2027-01-15, until: 2027-01-31}"
    manager = f"one_per: 3 reps, found_in: 60 days, {ONE_HOUR}"
    batch, _ = run(made("3", hires, manager), engine)
    assert batch.ledger[0]["manager_heads"].tolist() == [1, 1, 1, 2, 2, 2]
    meetings = batch.reps[0]["meeting_seconds"]
    assert (meetings[:3] > 0).all()
    assert (meetings[3:, :3] == 0).all()
    assert (meetings[3:, 3:] > 0).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_manager_climbs_to_full_hours(engine: str) -> None:
    """Half of the hours in the first month: half of the hours' meetings with the team."""
    ramp = "start: 2027-01, ramp: {by: month, share: [50 %]}, interviews: 0 a month"
    climbing = run(made("2", "leaves: none", ramp), engine)[0].reps[0]["meeting_seconds"]
    full = run(made("2", "leaves: none", "interviews: 0 a month"), engine)[0]
    ratio = climbing.sum(axis=0) / full.reps[0]["meeting_seconds"].sum(axis=0)
    assert ratio == pytest.approx([0.5, 1, 1, 1, 1, 1], abs=0.01)


def test_a_plan_knows_the_managers_to_come() -> None:
    hires = "hires: {people: 2, every: month, from: 2027-02, until: 2027-04}"
    by_rule = coefficients_of(made("2", hires, "one_per: 3 reps"), tail=1)
    # In the middle of a month, as plans see it, its newcomers are there.
    assert by_rule.hours.managers[0, :6].tolist() == [1, 2, 2, 3, 3, 3]
    assert by_rule.pay.managers[:6] == pytest.approx([6000, 12000, 12000, 18000, 18000, 18000])
    dated = coefficients_of(made("2", "leaves: none", "start: 2027-03-16"), tail=1)
    assert dated.pay.managers[:4] == pytest.approx([0, 0, 6000 * 16 / 31, 6000])


def test_a_manager_today_is_as_ever() -> None:
    """A first day long ago, and a rule that nothing asks for, change no figure."""
    plain, _ = run(made("3", "leaves: none", "coaching: 50 %".replace("coaching", "skill")))
    dated, _ = run(made("3", "leaves: none", "skill: 0.5, start: 2020-01"))
    ruled, _ = run(made("3", "leaves: none", "skill: 0.5, one_per: 3 reps"))
    for other in (dated, ruled):
        assert np.array_equal(plain.reps[0], other.reps[0])
        assert np.array_equal(plain.ledger[0], other.ledger[0])


def test_a_rule_for_people_whom_somebody_else_leads_is_refused() -> None:
    """Nobody has two managers: the second rule would count nobody."""
    text = WORLD.replace("PEOPLE", "2").replace("HIRES", "leaves: none")
    text = text.replace("MANAGER", "one_per: 7 reps").replace(
        "managers:", "managers:\n  other: {leads: [closer], one_per: 5 reps}"
    )
    with pytest.raises(ScenarioError) as refused:
        Scenario.parse(text)
    [problem] = refused.value.problems
    assert problem.path == "managers.boss.one_per"
    assert "other leads closer already" in problem.message


@pytest.mark.parametrize(
    ("manager", "key", "message"),
    [
        ("start: 2027-09", "start", "the horizon ends"),
        ("one_per: 0", "one_per", "1 to 1000"),
        ("found_in: 30 days", "found_in", "one_per"),
        ("hiring_cost: 3k", "hiring_cost", "no manager of this kind is new"),
        ("ramp: {months: 3}", "ramp", "no manager of this kind is new"),
        ("one_per: 3, sells_as: closer 1", "one_per", "one person"),
    ],
)
def test_what_is_wrong_is_told_by_key(manager: str, key: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        made("2", "leaves: none", manager)
    [problem] = refused.value.problems
    assert problem.path == f"managers.boss.{key}"
    assert message in problem.message
