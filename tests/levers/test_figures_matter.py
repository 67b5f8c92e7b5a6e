"""A figure that changes nothing has no place in the scenario language.

Every figure and every choice of words is moved over its range in the shipped scenarios, until some
indicator or target of one of them is another one. What moves nothing is a field to mend or delete.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import figures
import numpy as np
import pytest

from salessim import SalessimError, Scenario
from salessim.engine.run import batches
from salessim.measure.indicators import INDICATORS
from salessim.measure.tally import Outcomes
from salessim.model.assembly import build

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
REPLICATIONS = 2
SLOW = ("enterprise",)
"""Left out: 200 people say nothing about a field that a small team does not."""

FILES = sorted(
    (file for file in SCENARIOS.rglob("*.yaml") if file.stem not in SLOW),
    key=lambda file: (file.stem != "everything", file.parent == SCENARIOS, file.name),
)
"""First the one that uses every part of the language."""
FIELDS = {path: kind for path, kind in figures.fields() if isinstance(kind, figures.NUMBERS)}
WORDS = {path: kind for path, kind in figures.fields() if isinstance(kind, figures.CHOICES)}

SAID_NOT_DONE: Mapping[str, str] = {
    "target[].incremental": "shown beside the target: what is asked for on top of last year's",
    "target[].from_active": "shown beside the target, with what customers of today really brought",
    "target[].grows": "spreads a target over the years as it is read; moved with all of `target`",
    "today.deals[].motion": "says to which funnel a stage belongs; alone it cannot be moved",
}
"""Fields that say what a report shows or how another is read."""

OF_PLANS = tuple(
    f"team.<name>.people.{key}" for key in ("least", "most", "found_in", "notice", "slips")
)
"""What a plan may change: it moves plans, and what is simulated only through them."""

MOVED_ELSEWHERE = (
    "managers.<name>.components.",  # as in `team`
    "team.<name>.hires.<name>.until",  # `scenario/test_hires.py`
    "team.<name>.recruits.<name>.skills.",  # as in `team`: `worlds/test_recruits.py`
    *(f"managers.<name>.{key}" for key in ("start", "one_per", "found_in", "hiring_cost")),
    "managers.<name>.ramp.",  # `worlds/test_managers_come.py`
    "team.<name>.absent.",  # `worlds/test_absences.py`
    "team.<name>.at_most",  # `worlds/test_keepers.py`
    "team.<name>.keeps_for",
    "channels.<name>.to.",  # `worlds/test_depletion.py`
    "effort.",  # `worlds/test_pay_moves_effort.py`
    "segments.<name>.funnel.<name>.product_effect",  # at the end: only informed buyers feel it
    "defaults",  # exact in all tests of this folder: `scenario/test_uncertain_defaults.py`
)
"""Figures that other tests move, and sections that stand elsewhere too, where theirs are moved."""


LEFT_OUT_WITH: Mapping[str, Mapping[str, None]] = {
    "funnel.conquest.<name>.hand_over.to": {"pods": None},
}
"""What another word makes idle, so that both go together."""


@cache
def scenario(file: Path) -> Scenario:
    return Scenario.load(file, trust=SCENARIOS)


@cache
def as_it_stands(file: Path, variant: str | None) -> np.ndarray:
    whole = scenario(file)
    return outcome(whole if variant is None else whole.variant(variant))


def outcome(of: Scenario) -> np.ndarray:
    """All indicators and targets met, a row a replication."""
    inputs = build(of)
    outcomes = Outcomes(inputs.book, inputs.book.targets)
    for batch in batches(inputs, replications=REPLICATIONS, seed=1, threads=1):
        outcomes.add(batch)
    wanted = np.array([target.value for target in inputs.book.targets])
    rows = [indicator.values(outcomes.runs) for indicator in INDICATORS]
    return np.column_stack([*rows, outcomes.reached - wanted])


def moves_something(file: Path, changes: Mapping[str, Any], variant: str | None = None) -> bool:
    """Whether a change can be typed there, and then changes an indicator or a target."""
    first = {} if variant is None else scenario(file).variants[variant]
    try:
        moved = outcome(scenario(file).vary({**first, **changes}))
    except SalessimError:
        return False
    before = as_it_stands(file, variant)
    return moved.shape != before.shape or not np.allclose(
        moved, before, rtol=1e-9, atol=0.0, equal_nan=True
    )


def tried(file: Path, field: str, kind: figures.Kind) -> Iterator[dict[str, Any]]:
    """All changes of a field to try in a scenario."""
    for place in figures.places(scenario(file), field):
        for changes in figures.changes(place, kind):
            yield {**changes, **LEFT_OUT_WITH.get(field, {})}
    yield from figures.shifts(scenario(file), field)


def effect_of(field: str, kind: figures.Kind) -> str | None:
    """The first change found to move something, or None.

    What says how a change of something else is answered, such as a budget's response, moves only
    the variants in which that is changed: those of the scenario with everything are tried last.
    """
    with_variants = [(FILES[0], variant) for variant in scenario(FILES[0]).variants]
    for file, variant in [*((file, None) for file in FILES), *with_variants]:
        for changes in tried(file, field, kind):
            if moves_something(file, changes, variant):
                return f"{file.name}: {changes}"
    return None


@pytest.mark.full
@pytest.mark.parametrize("field", FIELDS)
def test_every_number_moves_an_indicator_of_some_shipped_scenario(field: str) -> None:
    if field in SAID_NOT_DONE or field.startswith((*OF_PLANS, *MOVED_ELSEWHERE)):
        return
    assert effect_of(field, FIELDS[field]) is not None, f"{field} changes nothing, or no scenario"


@pytest.mark.full
@pytest.mark.parametrize("field", WORDS)
def test_every_choice_moves_an_indicator_of_some_shipped_scenario(field: str) -> None:
    if field in SAID_NOT_DONE or field.startswith((*OF_PLANS, *MOVED_ELSEWHERE)):
        return
    assert effect_of(field, WORDS[field]) is not None, f"{field} changes nothing, or no scenario"


def test_a_field_without_effect_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of a scenario is text; were it a number, it would be told."""
    file = SCENARIOS / "levers" / "discovery.yaml"
    assert not moves_something(file, {"name": "another"})
    assert moves_something(file, {"team.closer.base": "50k a year"})


@pytest.mark.slow
def test_product_knowledge_moves_a_segment_whose_buyers_are_informed() -> None:
    steps = {"proposal": {"product_effect": 2}}
    assert moves_something(FILES[0], {"segments.gold.funnel": steps})
