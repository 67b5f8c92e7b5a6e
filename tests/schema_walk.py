"""Every single value of the schema."""

from collections.abc import Iterator

from salessim.scenario.kinds import Kind
from salessim.scenario.schema_types import (
    ROOT,
    ListType,
    MappingType,
    ScalarType,
    SchemaType,
    SectionType,
)

NAMES = ".<name>"
EACH = "[]"


def kinds(shape: SchemaType = ROOT, path: str = "") -> Iterator[tuple[str, Kind]]:
    """Key path, with <name> and [] in place of the user's, and kind of every single value."""
    match shape:
        case SectionType():
            for key, field in shape.fields.items():
                yield from kinds(field.type, f"{path}.{key}" if path else key)
        case MappingType(item=item):
            yield from kinds(item, path + NAMES)
        case ListType(item=item):
            yield from kinds(item, path + EACH)
        case ScalarType(kind=kind):
            yield path, kind
