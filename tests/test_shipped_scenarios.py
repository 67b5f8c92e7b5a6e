"""The shipped scenarios say what they are there to say.

Each is simulated in 100 futures, or 20 where one takes long; the tolerances are wider than the
sampling error of these.
"""

from functools import cache
from pathlib import Path

import pytest

from salessim import Result, Scenario, simulate

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
NAMES = sorted(file.stem for file in FOLDER.glob("*.yaml"))
REPLICATIONS = 100
MANY_EVENTS = {"door_to_door": 20}


@cache
def futures(name: str, variant: str | None = None) -> Result:
    scenario = Scenario.load(FOLDER / f"{name}.yaml")
    return simulate(
        scenario if variant is None else scenario.variant(variant),
        replications=MANY_EVENTS.get(name, REPLICATIONS),
        seed=1,
    )


def mean(result: Result, indicator: str) -> float:
    value = result.indicators[indicator].mean
    assert value is not None
    return value


def of_ten_appointments(result: Result) -> tuple[float, float]:
    """Proposals and contracts for ten appointments; open deals are left out."""
    stages = {line.stage: line for line in result.funnel.conquest}
    appointment, proposal = stages["appointment"], stages["proposal"]
    to_proposal = appointment.advanced / (appointment.advanced + appointment.lost)
    to_contract = proposal.advanced / (proposal.advanced + proposal.lost)
    return 10 * to_proposal, 10 * to_proposal * to_contract


@pytest.mark.parametrize("name", NAMES)
def test_every_variant_is_another_scenario(name):
    scenario = Scenario.load(FOLDER / f"{name}.yaml")
    digests = {scenario.digest, *(scenario.variant(each).digest for each in scenario.variants)}
    assert len(digests) == 1 + len(scenario.variants)


@pytest.mark.parametrize("name", NAMES)
def test_editors_find_the_schema(name):
    first_line = (FOLDER / f"{name}.yaml").read_text().splitlines()[0]
    assert first_line == "# yaml-language-server: $schema=scenario.schema.json"


def test_seven_reps_are_flagged():
    result = futures("seven_reps")
    assert mean(result, "payroll") == pytest.approx(300_000, rel=0.005)
    assert mean(result, "payroll_ratio") > 0.40
    assert abs(mean(result, "growth")) < 0.05
    assert "over 40 %" in str(result)


@pytest.mark.parametrize("variant", ["hours to gold", "twice the prospecting", "understand first"])
def test_seven_reps_can_do_better(variant):
    assert mean(futures("seven_reps", variant), "payroll_ratio") < mean(
        futures("seven_reps"), "payroll_ratio"
    )


def test_the_million_is_split_over_active_customers_and_prospecting():
    (target,) = futures("million").targets
    assert (target.value, target.incremental) == (1_000_000, 200_000)
    assert target.from_active == pytest.approx(0.8)
    assert target.obtained_from_active == pytest.approx(
        mean(futures("million"), "revenue_loyalty"), rel=0.01
    )
    assert 0.3 < target.probability < 0.8


def test_ten_appointments_make_eight_proposals_and_two_contracts():
    assert of_ten_appointments(futures("million")) == pytest.approx((8, 2), abs=0.25)


def test_ten_appointments_well_understood_make_five_proposals_and_four_contracts():
    """The variant moves skill in discovery, listening, and the share proposed to."""
    assert of_ten_appointments(futures("million", "ten, five, four")) == pytest.approx(
        (5, 4), abs=0.25
    )


def test_the_startup_is_plausible():
    result = futures("startup")
    assert 0.2 < mean(result, "payroll_ratio") < 0.4
    assert mean(result, "payroll_ratio_valued") > mean(result, "payroll_ratio")
    # .32 in 2,000 futures, with a standard error of .03 in these 100.
    assert 0.2 < mean(result, "reps_at_quota") < 0.6
    assert 0.2 < result.targets[0].probability < 0.7


def test_the_hardware_seller_is_limited_by_hours():
    result = futures("hardware_seller")
    assert result.time_use["idle"] == pytest.approx(0, abs=0.001)
    assert mean(result, "contracts_won") == pytest.approx(1196, rel=0.1)


def test_callers_book_what_closers_win():
    result = futures("sdr_pod")
    won = {row.role: 0.0 for row in result.findings.team}
    for row in result.findings.team:
        won[row.role] += row.contracts_won
    assert won["sdr"] == won["presales"] == 0
    assert won["closer"] == pytest.approx(90, abs=6)
    # Four meetings in five are accepted, and SDRs are paid by these.
    (meeting,) = (row for row in result.funnel.hand_overs if row.stage == "appointment")
    taken = meeting.sent - meeting.not_accepted - meeting.under_way
    assert taken / (meeting.sent - meeting.under_way) == pytest.approx(0.78, abs=0.02)
    paid = {row.component: row for row in result.findings.components if row.role == "sdr"}
    assert paid["accepted"].credit == pytest.approx(taken, rel=0.06)
    assert 0.2 < result.targets[0].probability < 0.8


@pytest.mark.parametrize("variant", ["a sixth SDR", "nine in ten accepted"])
def test_more_meetings_bring_more_contracts(variant):
    assert mean(futures("sdr_pod", variant), "contracts_conquest") > mean(
        futures("sdr_pod"), "contracts_conquest"
    )


def test_a_call_plan_asks_for_more_visits_than_the_days_hold():
    result = futures("field_force")
    visits = {line.stage: line for line in result.funnel.loyalty}
    due = 320 * 26 + 480 * 12 + 800 * 4
    made = sum(visits[f"{name} visit"].advanced for name in "ABC")
    assert 0.7 * due < made < 0.95 * due
    assert result.time_use["idle"] == pytest.approx(0, abs=0.01)
    freed = futures("field_force", "less administration")
    assert mean(freed, "revenue") > mean(result, "revenue")


@pytest.mark.full
def test_commission_alone_is_topped_up_to_the_minimum():
    result = futures("door_to_door")
    risk = result.findings.pay_at_risk
    assert sum(row.top_up for row in risk) > 10_000
    assert max(row.draw_balance for row in risk) > 1_000
    assert mean(result, "attrition_per_year") > 0.7
    bare = futures("door_to_door", "no legal minimum")
    assert mean(bare, "payroll") < mean(result, "payroll")
    assert mean(bare, "revenue") == pytest.approx(mean(result, "revenue"))


@pytest.mark.full
def test_the_enterprise_is_plausible():
    scenario = Scenario.load(FOLDER / "enterprise.yaml")
    result = simulate(scenario, replications=10, seed=1)
    assert 0.1 < mean(result, "payroll_ratio") < 0.3
    assert -0.05 < mean(result, "growth") < 0.2
    assert len(scenario.plan.people) > 200
