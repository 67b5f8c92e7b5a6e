"""A default that is typed says what leaving it out says: equal tables, indicators and targets.

All defaults of a shipped scenario are typed, as `validate` lists them and as they hold once the
rest of the file is known. What changes anything, or is refused though it holds, is found by halves.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from test_nothing_is_ignored import FILES, FOLDER, SLOW, kind_of, outcome

from salessim import SalessimError, Scenario
from salessim.scenario.defaults import defaults_used
from salessim.scenario.text_files import FileReader
from salessim.scenario.tree import Leaf, Map
from salessim.scenario.variation import changed

QUICK = ("million.yaml",)
"""Tried with the slow tests; all others in the full check."""
NOT_TYPED = ("defaults", "styles.table")


def exact(name: str) -> Scenario:
    """The scenario with defaults that are not drawn: typing one would make it exact."""
    whole = Scenario.load(FILES[name], trust=FOLDER)
    root = whole.document.with_node("defaults", Leaf("exact", whole.document.place))
    return Scenario._checked(root, [], whole.folder, FileReader(whole.trusted))


def holding(scenario: Scenario) -> dict[str, Any]:
    """The defaults as they would be typed: those of the schema, and those of other keys."""
    found: dict[str, Any] = {}
    for one in defaults_used(scenario):
        kind = kind_of(tuple(one.path.split(".")))
        if kind is None or one.path in NOT_TYPED:
            continue
        try:
            kind.read(one.value, scenario.plan.currency)
        except (SalessimError, ValueError, TypeError):
            continue
        found[one.path] = one.value
    for name, stage in scenario.plan.funnel.conquest.items():
        for key in ("works", "skill"):
            found[f"funnel.conquest.{name}.{key}"] = getattr(stage, key)
    for name, channel in scenario.plan.channels.items():
        for segment, share in channel.mix.items():
            found[f"channels.{name}.mix.{segment}"] = f"{100 * share.typical!r} %"
    return found


def with_typed(scenario: Scenario, values: dict[str, Any]) -> Scenario | None:
    """The scenario with values typed; None where they are refused."""
    root, problems = changed(scenario.document, values, "test")
    try:
        return Scenario._checked(root, problems, scenario.folder, FileReader(scenario.trusted))
    except SalessimError:
        return None


def differing(scenario: Scenario, values: dict[str, Any], right: tuple[Any, ...]) -> list[str]:
    """The keys of which a typed default is another answer; those refused are left out."""
    typed = with_typed(scenario, values)
    if typed is not None and outcome(typed) == right:
        return []
    if len(values) == 1:
        return [] if typed is None else [*values]
    items = [*values.items()]
    halves = items[: len(items) // 2], items[len(items) // 2 :]
    return [key for half in halves for key in differing(scenario, dict(half), right)]


def cases() -> Iterator[Any]:
    for name in FILES:
        if name not in SLOW:
            yield pytest.param(name, marks=() if name in QUICK else pytest.mark.full)


@pytest.mark.parametrize("name", [*cases()])
def test_typing_a_default_changes_nothing(name: str) -> None:
    scenario = exact(name)
    values = holding(scenario)
    assert len(values) > 40
    assert differing(scenario, values, outcome(scenario)) == []


TARGETS = """
name: targets
horizon: {from: FROM, months: MONTHS}
segments: {all: {prospects: 500, deal: 5k}}
team: {closer: {people: 2, base: 40k a year}}
"""


@pytest.mark.parametrize("start", ["2026-07", "2026-07-15", "2027-01", "2027-01-20"])
@pytest.mark.parametrize("grows", ["", ", grows: 10 % a year"])
@pytest.mark.parametrize("measure", ["revenue", "bookings"])
def test_a_target_since_the_horizons_first_day(start: str, grows: str, measure: str) -> None:
    """Over 18 months and more: the goal of a later year counted the months before it, too."""
    day = start if start.count("-") == 2 else f"{start}-01"
    found = []
    for since in ("", f", since: {day}"):
        text = TARGETS.replace("FROM", start).replace("MONTHS", "36")
        goal = f"target: {{{measure}: 400k, by: 2027-12{grows}{since}}}\n"
        found.append(outcome(Scenario.parse(text + goal)))
    assert found[0] == found[1]


def test_a_target_under_a_year_since_its_january() -> None:
    text = TARGETS.replace("FROM", "2027-04-10").replace("MONTHS", "20")
    found = [
        outcome(Scenario.parse(f"{text}target: {{2027: {{revenue: 400k{since}}}}}\n"))
        for since in ("", ", since: 2027-01", ", since: 2027-01-01")
    ]
    assert found[0] == found[1] == found[2]


def test_typed_maps_keep_what_is_there() -> None:
    """The helper types a value beside others, and loses none of them."""
    scenario = exact("million.yaml")
    typed = with_typed(scenario, {"margin": "70 %"})
    assert typed is not None and isinstance(typed.document, Map)
    assert {*scenario.document.nodes} <= {*typed.document.nodes}
