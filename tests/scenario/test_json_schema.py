"""The JSON Schema that editors complete and check with."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from bad_cases import RIGHT
from ruamel.yaml import YAML

from salessim.scenario.json_schema import json_schema
from salessim.scenario.schema_types import ROOT

CHECK = jsonschema.Draft7Validator(json_schema())


def read(text: str) -> Any:
    """YAML as an editor reads it: keys are text, dates are text."""

    def words(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): words(child) for key, child in value.items()}
        if isinstance(value, list):
            return [words(child) for child in value]
        return value if isinstance(value, int | float | bool | None) else str(value)

    return words(YAML(typ="safe").load(text))


def test_it_is_draft_07() -> None:
    schema = json_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_every_field_is_described() -> None:
    schema = json_schema()
    for definition in (schema, *schema["definitions"].values()):
        assert definition["description"]
        assert definition["additionalProperties"] is False
        for name, field in definition["properties"].items():
            assert field["description"], name
    assert set(schema["properties"]) == set(ROOT.fields)


def test_the_drafts_pass(founder: str, consultant: Path) -> None:
    for text in (founder, consultant.read_text(encoding="utf-8"), RIGHT):
        assert not list(CHECK.iter_errors(read(text)))


def test_the_shipped_scenarios_pass(scenarios: Path) -> None:
    for file in scenarios.glob("*.yaml"):
        errors = [error.message for error in CHECK.iter_errors(read(file.read_text("utf-8")))]
        assert not errors, file


def test_a_child_needs_no_sections() -> None:
    assert not list(CHECK.iter_errors({"extends": "base.yaml", "margin": "50 %"}))


@pytest.mark.parametrize(
    "typed", ["4 hours", "oldroyd_2011", "{0 hours: 100 %, 1 day: 2 %}", "{typical: 2 days}"]
)
def test_ways_in_which_interest_fades_pass(typed: str) -> None:
    text = RIGHT.replace("{leads: 20 a month}", f"{{leads: 20 a month, goes_cold_in: {typed}}}")
    assert typed in text
    assert not list(CHECK.iter_errors(read(text)))


@pytest.mark.parametrize(
    "text",
    [
        "name: x\n",
        RIGHT + "segmnts: {}\n",
        RIGHT.replace("deal: 5k", "dael: 5k"),
        RIGHT.replace("deal: 5k", "deal: '1_250'"),
        RIGHT.replace("deal: 5k", "deal: true"),
        RIGHT.replace("months: 12", "months: 121"),
        RIGHT.replace("people: 2", "people: [1, {}]"),
        RIGHT + "prospecting: {outbound: often}\n",
        RIGHT + "target: {revenue: 1M, yb: 2027-12}\n",
        RIGHT + "funnel: {loyalty: {visit: {hours: 2, evry: 3}}}\n",
        RIGHT + "calendar: never\n",
        RIGHT + "today: {accounts: accounts.xlsx}\n",
    ],
)
def test_what_an_editor_can_see_is_refused(text: str) -> None:
    assert list(CHECK.iter_errors(read(text)))
