"""Whatever stands in a file, reading it ends in a scenario or in a `ScenarioError`."""

import re
from typing import Any

from bad_cases import RIGHT
from hypothesis import example, given, settings
from hypothesis import strategies as st

from salessim.errors import ScenarioError
from salessim.scenario import Scenario
from salessim.scenario.schema_types import (
    ROOT,
    AnyType,
    ListType,
    MappingType,
    ScalarType,
    SchemaType,
    SectionType,
)

VALUES = st.sampled_from(
    [
        "none",
        "null",
        "~",
        "yes",
        "off",
        "0",
        "1",
        "-1",
        "0.5",
        "3",
        "1e9",
        ".nan",
        ".inf",
        "''",
        "12k",
        "€300k",
        "1,2M",
        "5 %",
        "15..25 %",
        "30k..60k",
        "3 % a month",
        "12k a year",
        "7 days",
        "0..3 months",
        "8 hours a week",
        "2027-03",
        "2027-03-15",
        "2027",
        "good",
        "gold",
        "silver",
        "closer",
        "closer 1",
        "conquest",
        "always",
        "[]",
        "{}",
        "[gold]",
        "[1, 2, 4]",
        "x.csv",
        "{typical: 1, cases: 0..3}",
        "{uniform: [1, 3]}",
        "{weibull: {scale: 2, shape: 1}}",
        "{gamma: {shape: 0, mean: 1}}",
        "{quantiles: [0, 1]}",
        "{scipy: {name: norm}}",
        "*a",
        "!!int 3",
    ]
)
NAMES = st.sampled_from(
    ["gold", "silver", "closer", "call", "visit", "renewal", "2027", "a b", "x.y"]
)
WRONG_KEYS = st.sampled_from(["nope", "from", "0", "<<"])


def texts(schema: SchemaType, depth: int = 0) -> st.SearchStrategy[str]:
    """YAML that has the schema's form in most places, with values of any kind."""
    match schema:
        case ScalarType() | AnyType():
            return VALUES
        case SectionType() if depth < 5:
            keys = list(schema.fields)
            pairs = st.sampled_from(keys).flatmap(
                lambda key: texts(schema.fields[key].type, depth + 1).map(
                    lambda value: f"{key}: {value}"
                )
            )
            wrong = st.builds("{}: {}".format, WRONG_KEYS, VALUES)
            return st.one_of(_flow(st.one_of(pairs, pairs, pairs, pairs, wrong)), VALUES)
        case MappingType(item=item) if depth < 5:
            pairs = st.builds("{}: {}".format, NAMES, texts(item, depth + 1))
            return st.one_of(_flow(pairs), VALUES)
        case ListType(item=item) if depth < 5:
            rows = st.lists(texts(item, depth + 1), max_size=3)
            return st.one_of(rows.map(lambda parts: f"[{', '.join(parts)}]"), VALUES)
        case _:
            return VALUES


def _flow(pairs: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(pairs, max_size=4).map(lambda parts: "{" + ", ".join(parts) + "}")


SECTIONS = st.lists(
    st.sampled_from(sorted(ROOT.fields)).flatmap(
        lambda key: texts(ROOT.fields[key].type).map(lambda value: f"{key}: {value}")
    ),
    max_size=4,
    unique_by=lambda line: line.split(":")[0],
)


def read(text: str) -> Scenario | None:
    """The scenario, or None where it was refused with problems."""
    try:
        return Scenario.parse(text)
    except ScenarioError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.message
            assert "\n" not in str(problem)
        return None


@settings(max_examples=150)
@given(SECTIONS)
def test_sections_of_any_kind(sections: list[str]) -> None:
    typed = {line.split(":")[0] for line in sections}
    rest = [
        line for line in re.split(r"\n(?=\S)", RIGHT.strip()) if line.split(":")[0] not in typed
    ]
    scenario = read("\n".join([*rest, *sections]))
    if scenario is not None:
        assert scenario.digest == scenario.vary({}).digest
        assert scenario.plan.people


@settings(max_examples=150)
@given(st.text(max_size=200))
@example("%YAML 9.9\n---\na: b")
@example("a: &a\n  b: *a")
@example("? ")
@example("\ud800")
def test_any_text(text: str) -> None:
    read(text)


@settings(max_examples=150)
@given(st.data())
def test_a_file_with_a_part_exchanged(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(RIGHT)))
    end = data.draw(st.integers(start, min(start + 20, len(RIGHT))))
    read(RIGHT[:start] + data.draw(st.text(max_size=10)) + RIGHT[end:])


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
PATHS = st.lists(
    st.sampled_from(
        [
            "segments",
            "gold",
            "deal",
            "team",
            "closer",
            "hires",
            "ann",
            "starts",
            "funnel",
            "conquest",
            "call",
            "passes",
            "target",
            "2027",
            "revenue",
            "today",
            "accounts",
            "time",
            "calendar",
            "",
        ]
    ),
    min_size=1,
    max_size=5,
).map(".".join)


@settings(max_examples=150)
@given(st.dictionaries(PATHS, PLAIN, min_size=1, max_size=2))
def test_any_change(changes: dict[str, Any]) -> None:
    scenario = Scenario.parse(RIGHT)
    try:
        varied = scenario.vary(changes)
    except ScenarioError as error:
        assert error.problems
    else:
        assert varied.today is scenario
