"""The page on levers names keys of the schema, and all seven levers."""

import re
from pathlib import Path

import pytest

from salessim.scenario.schema_types import MappingType, type_at

PAGE = Path(__file__).resolve().parents[2] / "docs" / "levers.md"
LEVERS = ["strategy", "people", "leads", "conversion", "steering", "CRM", "vision"]
TABLE = PAGE.read_text(encoding="utf-8").partition("## Lever, keys")[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TABLE.splitlines()
    if line.startswith("| ") and not line.startswith("| lever")
]
KEYS = sorted({key for row in ROWS for key in re.findall(r"`([^`]+)`", row[1])})


def test_all_seven_levers_are_there() -> None:
    assert [row[0] for row in ROWS if row[0]] == [
        f"[{number} {lever}](../scenarios/levers/{lever.lower()}.yaml)"
        for number, lever in enumerate(LEVERS, 1)
    ]
    for lever in LEVERS:
        assert (PAGE.parents[1] / "scenarios" / "levers" / f"{lever.lower()}.yaml").is_file()


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_the_page_is_a_key_of_the_schema(key: str) -> None:
    type_at(tuple("any" if part == "<name>" else part for part in key.split(".")))


def test_every_lever_says_how_it_acts_and_where_its_figures_come_from() -> None:
    assert len(KEYS) > 40
    for row in ROWS:
        assert len(row) == 4
        assert row[1].startswith("`"), row
        assert row[2], row
        assert row[3], row


def test_names_stand_where_the_user_names_things() -> None:
    for key in KEYS:
        parts = key.split(".")
        for place, part in enumerate(parts):
            if part == "<name>":
                above = tuple("any" if name == "<name>" else name for name in parts[:place])
                assert isinstance(type_at(above), MappingType), key
