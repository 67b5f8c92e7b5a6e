"""Every option of a request reaches the command line, Python and experiments from one place."""

import inspect
from dataclasses import fields

import pytest
import typer

from salessim import Scenario, optimise
from salessim.cli.optimise import optimise as command
from salessim.cli.optimise import read_options
from salessim.errors import InputError
from salessim.plan.request import PlanRequest, RevenueGoal, request_options
from salessim.scenario.tree import Leaf, Map, Node, Place
from salessim.study.design.planning import read_planning
from salessim.study.design.values import NodeReader

SMALL = """
name: Small
horizon: {from: 2027-01, months: 6}
segments: {gold: {prospects: 100, deal: 20k}, tin: {prospects: 100, deal: 2k}}
team: {seller: {people: 2}}
"""
TYPED = {
    "target": ["1.2M", "2027-03=300k"],
    "least_prospecting": "12.5%",
    "segment_share": ["gold=20%..40%"],
    "whole_people": True,
    "time_limit": 9.0,
    "precision": "2%",
}
LIMITS = [name for name, option in request_options() if option.loose is not None]


def names() -> list[str]:
    return [name for name, _ in request_options()]


def test_the_command_line_and_python_take_every_option() -> None:
    typed = list(inspect.signature(command).parameters)
    wanted = [option.name or name for name, option in request_options()]
    assert wanted == typed[1 : 1 + len(wanted)]
    asked = inspect.signature(optimise).parameters
    assert set(names()) | {"targets"} <= set(asked)
    assert "goals" not in asked
    assert all(f"        {name}: " in (optimise.__doc__ or "") for name in names())


def test_what_is_typed_is_a_request() -> None:
    nothing = dict.fromkeys(option.name or name for name, option in request_options())
    request = PlanRequest(**read_options({**nothing, **TYPED}, "EUR"))
    assert request == PlanRequest(
        target=1.2e6, targets={"2027-03": 3e5}, least_prospecting=0.125, whole_people=True,
        shares={"gold": (0.2, 0.4)}, time_limit_seconds=9.0, precision=0.02,
    )  # fmt: skip


def node(value: object) -> Node:
    place = Place("experiment.yaml", 1, ("optimise",))
    if isinstance(value, dict):
        return Map({key: node(child) for key, child in value.items()}, place)
    return Leaf(value, place)  # type: ignore[arg-type]


def test_an_experiment_asks_for_the_same() -> None:
    reader = NodeReader("EUR")
    asked = {
        "target": {"2027-06": "1.2M"}, "least_prospecting": "12.5 %", "people": "whole",
        "segment_share": {"gold": "20..40 %"}, "replications": 50,
    }  # fmt: skip
    free = Scenario.parse(SMALL).vary({"team.seller.people": {"today": 2, "most": 4}})
    request = read_planning(node(asked), free, reader)
    assert reader.problems == []
    assert request == PlanRequest(
        targets={"2027-06": 1.2e6}, least_prospecting=0.125, whole_people=True,
        shares={"gold": (0.2, 0.4)}, replications=50,
    )  # fmt: skip
    assert request.described()["shares"] == {"gold": [0.2, 0.4]}
    assert read_planning(node({"frontier": True}), Scenario.parse(SMALL), reader) is None


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("beyond", [-0.1, 1.5])
def test_each_limit_is_a_share(name: str, beyond: float) -> None:
    with pytest.raises(InputError, match=f"'{name}' is {beyond}; allowed: a number from 0 to 1"):
        PlanRequest(**{name: beyond})


@pytest.mark.parametrize("beyond", [0, 1.0, 1.5])
def test_a_probability_is_neither_none_nor_certain(beyond: float) -> None:
    sentence = f"'probability' is {beyond}; allowed: a share above 0 and below 1, such as 0.9"
    with pytest.raises(InputError, match=sentence):
        PlanRequest(probability=beyond)


def test_each_limit_gives_way_by_itself() -> None:
    request = PlanRequest(largest_change=0.1, least_care=0.8, shares={"gold": (0.2, 1.0)})
    limits = {limit.name: limit for limit in request.limits()}
    assert set(limits) == {"largest change", "least care", "least share of hours of gold"}
    care = limits["least care"]
    assert care.repair(0.251) == "a least care of 59.9 %, not 80 %"
    assert care.changed(0.5).least_care == 0.5 and care.changed(0.5).largest_change == 0.1
    low = limits["least share of hours of gold"].changed(0.0)
    assert low.shares == {"gold": (0.0, 1.0)}
    assert limits["largest change"].at(1.0) == 1.0
    assert request.bounds_shares and not PlanRequest(least_care=0.5).bounds_shares


def test_goals_and_objective_are_those_of_the_scenario() -> None:
    scenario = Scenario.parse(SMALL)
    request = PlanRequest(target=5e5, targets={"2027-02": 1e5}).resolved(scenario)
    assert request.goals == (RevenueGoal(1, 1e5, "2027-02"), RevenueGoal(5, 5e5, "2027-06"))
    assert request.objective == "revenue"
    free = scenario.vary({"team.seller.people": {"today": 2, "most": 4}})
    assert PlanRequest(target=5e5).resolved(free).objective == "ratio"


def test_every_field_but_what_is_resolved_says_what_it_means() -> None:
    told = {one.name for one in fields(PlanRequest) if one.metadata}
    assert {one.name for one in fields(PlanRequest)} - told == {"figures", "goals", "own"}


def test_two_targets_of_one_month_are_refused_before_anything_is_solved() -> None:
    scenario = Scenario.parse(SMALL)
    twice = PlanRequest(target=1e6, targets={"2027-06": 2e6})
    with pytest.raises(InputError, match="not 2,000,000 by 2027-06, 1,000,000 by 2027-06"):
        twice.resolved(scenario)
    same = PlanRequest(target=1e6, targets={"2027-06": 1e6, "2027-03": 1e5}).resolved(scenario)
    assert [goal.label for goal in same.goals] == ["2027-03", "2027-06"]


@pytest.mark.parametrize("typed", [["1M", "2M"], ["2027-03=1M", "2027-03=2M"]])
def test_a_target_typed_twice_is_not_overwritten(typed: list[str]) -> None:
    names = {option.name or name for name, option in request_options()}
    options = dict.fromkeys(names) | {"target": typed}
    with pytest.raises(typer.BadParameter, match="this month has another target"):
        read_options(options, "EUR")


def test_whole_people_need_a_number_that_is_free() -> None:
    asked = PlanRequest(whole_people=True)
    with pytest.raises(InputError, match="no number is free"):
        asked.check(Scenario.parse(SMALL))
    asked.check(Scenario.parse(SMALL).vary({"team.seller.people": {"today": 2, "most": 4}}))


def test_experiments_refuse_what_depends_on_the_machine() -> None:
    reader = NodeReader("EUR")
    assert read_planning(node({"seconds": 5}), Scenario.parse(SMALL), reader) is None
    assert "how fast a machine is" in str(reader.problems[0])
    asked = node({"effort": "quick", "value_after": 6})
    request = read_planning(asked, Scenario.parse(SMALL), NodeReader("EUR"))
    assert request == PlanRequest(effort="quick", value_after=6)
