"""All fields of the scenario language as a page, made from the schema.

python -m salessim.scenario.field_list > docs/fields.md
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from salessim.scenario.amounts import Amount
from salessim.scenario.case_values import ShareOrMoney
from salessim.scenario.distributions import distribution_names
from salessim.scenario.kinds import SKILL_ANCHORS, SKILL_WORDS
from salessim.scenario.schema_types import (
    ROOT,
    ListType,
    MappingType,
    ScalarType,
    SchemaField,
    SchemaType,
    SectionType,
)

RANGE_OF_CASES = "cases differ"
RANGE_OF_UNCERTAINTY = "truth not known"
NO_RANGE = ""
BY_MONTH = "by month"


@dataclass(frozen=True)
class FieldRow:
    """One field: its key path with <names> in place of the user's, and what the schema says."""

    path: str
    unit: str
    allowed: str
    range_means: str
    in_time: str
    default: str
    sentence: str
    source: str


def field_rows() -> Iterator[FieldRow]:
    """All fields, section after section."""
    for key, field in ROOT.fields.items():
        yield from _rows(key, field)


def _rows(path: str, field: SchemaField) -> Iterator[FieldRow]:
    yield _row(path, field)
    yield from _below(path, field.type)


def _below(path: str, schema: SchemaType) -> Iterator[FieldRow]:
    match schema:
        case SectionType():
            for key, field in schema.fields.items():
                yield from _rows(f"{path}.{key}", field)
        case MappingType(item=SectionType() as item):
            yield from _below(f"{path}.<name>", item)
        case ListType(item=SectionType() as item):
            yield from _below(f"{path}[]", item)


def _row(path: str, field: SchemaField) -> FieldRow:
    schema = field.type
    inner = schema.item if isinstance(schema, MappingType | ListType) else schema
    kind = inner.kind if isinstance(inner, ScalarType) else None
    return FieldRow(
        path=path,
        unit=kind.unit if kind else "",
        allowed=kind.allowed if kind else _form(schema),
        range_means=_range_means(kind),
        in_time=BY_MONTH if kind is not None and kind.moves else "",
        default="must be typed" if field.info.is_required() else field.default_text,
        sentence=field.info.description or "",
        source=field.source,
    )


def _form(schema: SchemaType) -> str:
    match schema:
        case SectionType(shorthand=shorthand):
            return f"{shorthand.word}, or keys" if shorthand and shorthand.word else "keys"
        case MappingType():
            return "names"
        case ListType():
            return "rows"
        case _:
            return ""


def _range_means(kind: object) -> str:
    if isinstance(kind, ShareOrMoney):
        return RANGE_OF_CASES
    if not isinstance(kind, Amount) or kind.exact:
        return NO_RANGE
    return RANGE_OF_CASES if kind.cases else RANGE_OF_UNCERTAINTY


def fields_page() -> str:
    """The page `docs/fields.md`."""
    lines = [_PREFACE.strip(), ""]
    for key, field in ROOT.fields.items():
        lines += [f"## {key}", "", *_table(list(_rows(key, field))), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(rows: list[FieldRow]) -> Iterator[str]:
    yield "| field | what it is | unit | allowed | `a..b` says | in time | default | source |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        cells = (
            f"`{row.path}`", row.sentence, row.unit, row.allowed, row.range_means, row.in_time,
            row.default, row.source,
        )  # fmt: skip
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


_SKILLS = "\n".join(
    f"| {word} | {level:g} | {SKILL_ANCHORS[word]} |" for word, level in SKILL_WORDS.items()
)

_PREFACE = f"""
# Fields of a scenario

This page is made from the schema: `python -m salessim.scenario.field_list > docs/fields.md`. Each
field stands once in `src/salessim/scenario/schema`, with its default and the source of that.
Words that may be unfamiliar are explained in [glossary.md](glossary.md).

- **Amounts**: `300`, `300 K`, `€300k`, `1.2M`, `1,5k`, `1.234,50`, `50 000 €`. Of money
  and counts, `600.000` and `600,000` are refused, since they mean a thousand to some and a fraction
  to others; a line `numbers: 1.234,56` (or `1,234.56`) settles it for a file. A table shows by its
  other numbers which mark it has.
- **Shares**: `15 %` or `0.15`.
- **Durations** are calendar time: `7 days`, `3 weeks`, `2 months`, `1 year`; a bare number counts
  days. **Hours of work**: `2`, `2 hours`, `30 minutes`.
- **Rates** carry their period, a day, week, month, quarter or year: `12k a year`, `3 % a month`.
- **Ranges**: `a..b` means that 8 in 10 lie between. Where *cases differ*, 8 in 10 cases do. Where
  the *truth is not known*, 8 in 10 truths do, and one is drawn for each simulated future. Both at
  once: `{{typical: 40k..50k, cases: 30k..60k}}`.
- **Distributions**: where cases differ, one of {distribution_names()} may
  be typed, such as `{{weibull: {{scale: 20 days, shape: 1.5}}}}` or `{{triangular: [1, 2, 4]}}`.
- **In time**: a figure marked *by month* may be a map of months, each value from its month on
  until the next, such as `{{2027-01: 4 %, 2027-07: 6 %}}`; the first month is the horizon's. Beside
  months, or beside `typical`, may stand a `season` of 12 factors, January first, and a
  `month_of_quarter` of 3: `{{typical: 40 a month, month_of_quarter: [.49, .55, .81]}}`. Factors
  count against their mean, so that a year has what is typed. Each value may be a range; one future
  has one luck in all of them.
- **Defaults** are typical figures with the range of their own uncertainty, such as
  `15 % a year (11..22 % a year)`: as long as nobody types the field, each future draws it from
  there. Typing it, even with the same figure, makes it exact; `defaults: exact` does so for all.
- **Tables**: where rows or names are taken, the name of a `.csv` file may stand, relative to the
  scenario file. Rows have a column a key, named entries a column `name` besides.
- **none** leaves out what is optional. Words that YAML 1.1 takes for booleans are refused.

Skills are typed as a number from 0 to 1 or as a word:

| word | level | what one sees |
|---|---|---|
{_SKILLS}
"""


if __name__ == "__main__":
    sys.stdout.write(fields_page())
