"""Changes to a scenario by key path: `vary`, `--set path=value`, and the file's own variants."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from salessim.errors import InputError, InputProblem
from salessim.near_words import did_you_mean
from salessim.scenario.schema_types import (
    ROOT,
    MappingType,
    SchemaType,
    SectionType,
    UnknownPath,
    split_path,
    step_into,
    type_at,
)
from salessim.scenario.tree import (
    BooleanWord,
    Items,
    Leaf,
    Map,
    Node,
    Place,
    Table,
    node_of,
    plain,
    with_decimal_mark,
)
from salessim.scenario.yaml_text import BOOLEAN_WORDS, NULL_WORDS, read_yaml

NOT_VARIED = ("extends", "defaults", "variants", "sources")


def read_setting(text: str, option: str = "--set") -> tuple[str, Any]:
    """Split `path=value` as typed after an option, which messages name.

    A value in braces or brackets is read as YAML; `null` removes what stands at the path.

    Raises:
        InputError: there is no '=', or the value is not YAML.
    """
    path, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not path:
        raise InputError(
            f"{option} {text}: type a key path, '=' and a value, such as team.closer.people=3"
        )
    if value in NULL_WORDS:
        return path, None
    if value in BOOLEAN_WORDS:
        return path, BooleanWord(value)
    if value[0] in "{[":
        root, problems = read_yaml(f"value: {value}", option)
        if root is None or problems or "value" not in root.nodes:
            raise InputError(f"{option} {text}: {problems[0].message if problems else 'not YAML'}")
        return path, plain(root.nodes["value"])
    return path, value.strip("\"'")


def changed(
    root: Map, changes: Mapping[str, Any], file: str, decimal: str | None = None
) -> tuple[Map, list[InputProblem]]:
    """The tree with values set at key paths, and the problems of the paths.

    Args:
        root: the scenario's tree, tables read and pay folded.
        changes: key path to a value as it would be typed (None removes), or to a node.
        file: what messages name as the file of values that are no nodes.
        decimal: the decimal mark of such values, where they have two readings; None refuses them.
    """
    problems: list[InputProblem] = []
    for path, value in changes.items():
        parts = split_path(str(path))
        if parts[0] == "pay":
            parts = ("team", *parts[1:])
        known = isinstance(value, Leaf | Items | Map | Table)
        if known:
            node = value
        else:
            node = with_decimal_mark(node_of(_typed(value), Place(file, None, parts)), decimal)
        try:
            if parts[0] in NOT_VARIED:
                raise UnknownPath(f"{parts[0]} is no part of what happens; it cannot be varied")
            type_at(parts)
            root = _with(root, ROOT, parts, 0, node)
        except UnknownPath as unknown:
            place = node.place
            typed = ".".join(place.path) if known else str(path)
            problems.append(InputProblem(place.file, place.line, typed, "", str(unknown)))
    return root, problems


def _typed(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _with(node: Map, schema: SchemaType, parts: tuple[str, ...], depth: int, value: Node) -> Map:
    """The map with `value` set `parts[depth:]` below it; removed where the value is None."""
    key = parts[depth]
    removes = isinstance(value, Leaf) and value.value is None
    last = depth == len(parts) - 1
    if isinstance(schema, MappingType) and key not in node.nodes and (removes or not last):
        hint = did_you_mean(key, node.nodes) or f"; known: {', '.join(node.nodes) or 'none'}"
        if not hint.endswith("?") and not removes:
            hint += f"; to add one, set {'.'.join(parts[: depth + 1])} to a map"
        raise UnknownPath(f"there is no '{key}' in {'.'.join(parts[:depth])}{hint}")
    if last:
        return node.with_node(key, None if removes else value)
    below = step_into(schema, key, parts[:depth])
    child = node.nodes.get(key)
    if isinstance(child, Items):
        raise UnknownPath(f"{'.'.join(parts[: depth + 1])} is a list; set it as a whole")
    inner = child if isinstance(child, Map) else _opened(child, schema, below, key, value.place)
    return node.with_node(key, _with(inner, below, parts, depth + 1, value))


def _opened(
    child: Node | None, schema: SchemaType, below: SchemaType, key: str, place: Place
) -> Map:
    """The map to write into where none was typed.

    Where the schema puts in entries of its own, they are named, so that they stay when one of
    their figures is set; what they hold is filled in from the schema.
    """
    shorthand = below.shorthand if isinstance(below, SectionType) else None
    if isinstance(child, Leaf) and shorthand and shorthand.key:
        return Map({shorthand.key: child}, child.place)
    default = schema.fields[key].info.default if isinstance(schema, SectionType) else None
    entries = default if isinstance(below, MappingType) and isinstance(default, dict) else {}
    return Map({name: Map({}, place.under(name)) for name in entries}, place)
