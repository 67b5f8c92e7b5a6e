"""docs/fields.md, the defaults that a report lists, and names of paths."""

from pathlib import Path

import pytest
from bad_cases import RIGHT

from salessim.scenario import Scenario
from salessim.scenario.defaults import defaults_used
from salessim.scenario.field_list import field_rows, fields_page
from salessim.scenario.schema_types import (
    ROOT,
    ListType,
    MappingType,
    ScalarType,
    SchemaField,
    SchemaType,
    SectionType,
    human_name,
    type_at,
)


def test_the_page_is_made_from_the_schema(tree: Path) -> None:
    page = (tree / "docs" / "fields.md").read_text(encoding="utf-8")
    assert page == fields_page(), "python -m salessim.scenario.field_list > docs/fields.md"


def all_fields(schema: SchemaType = ROOT, path: str = "") -> dict[str, SchemaField]:
    match schema:
        case SectionType():
            fields = {f"{path}.{key}": field for key, field in schema.fields.items()}
            for key, field in list(fields.items()):
                fields |= all_fields(field.type, key)
            return fields
        case MappingType(item=item) | ListType(item=item):
            return all_fields(item, path)
        case _:
            return {}


@pytest.mark.parametrize("path", all_fields())
def test_every_field_says_what_it_is(path: str) -> None:
    field = all_fields()[path]
    sentence = field.info.description
    assert sentence
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    extra = field.info.json_schema_extra
    assert isinstance(extra, dict)
    if isinstance(field.type, ScalarType):
        assert field.type.kind.unit
        assert field.type.kind.example
    has_figure = field.info.default not in (None, {}, ()) and not field.info.is_required()
    assert bool(extra["source"]) == bool(has_figure or extra["otherwise"])


def test_the_list_holds_all_fields() -> None:
    paths = {row.path.replace(".<name>", "").replace("[]", "") for row in field_rows()}
    assert paths == {path.removeprefix(".") for path in all_fields()}


def test_defaults_are_listed_until_they_are_typed() -> None:
    before = {used.path: used for used in defaults_used(Scenario.parse(RIGHT))}
    assert before["margin"].value == "70 % (60..79 %)"
    assert before["margin"].source == "assumption"
    assert before["segments.silver.churn"].value == "15 % a year (11..22 % a year)"
    assert "segments.gold.churn" not in before
    assert before["funnel.conquest.appointment.passes"].value == "80 % (72..86 %)"
    assert "Seguin" in before["funnel.conquest.appointment.passes"].source
    assert before["team.closer.quota"].value == "5 times on-target pay, at part time its part"
    assert before["channels.web.mix"].value == "equal shares"
    assert "crm.adoption" not in before
    after = {
        used.path
        for used in defaults_used(
            Scenario.parse(
                RIGHT.replace("people: 2", "people: 2, quota: 300k a year, ramp: {by: month, "
                              "share: [50 %, 1]}")
                + "margin: 60 %\ncrm: {}\nmotivation: none\n"
                + "funnel: {conquest: {call: {passes: 4 %}, demo: {hours: 2, passes: 20 %}}}\n"
            )
        )
    }  # fmt: skip
    assert set(before) - after >= {
        "margin",
        "team.closer.quota",
        "team.closer.ramp.months",
        "motivation.returns",
        "funnel.conquest.call.passes",
        "funnel.conquest.proposal.hours",
    }
    assert {"crm.adoption", "funnel.conquest.call.hours", "funnel.conquest.demo.skill"} <= after


def test_every_default_listed_is_a_path_of_the_schema() -> None:
    for used in defaults_used(Scenario.parse(RIGHT)):
        type_at(tuple(used.path.split(".")))
        assert used.value
        assert used.source, used.path


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("segments.gold.deal", "deal value of gold"),
        ("segments.mid market.win_rate", "win rate of mid market"),
        ("team.closer.base", "base pay of closer"),
        ("team.closer.skills.discovery", "discovery skill of closer"),
        ("team.closer.hires.first.slips", "slip of the start of closer first"),
        ("channels.web.mix.gold", "lead mix of web for gold"),
        ("time.conquest.gold", "conquest hours for gold"),
        ("crm.adoption", "adoption of the CRM"),
        ("horizon.months", "months of the horizon"),
        ("no.such.path", "no.such.path"),
    ],
)
def test_paths_have_names(path: str, name: str) -> None:
    assert human_name(path) == name
