"""From YAML text to a tree of nodes with line numbers, the same for YAML 1.1 and 1.2.

Every plain value stays the text that was typed; the schema decides what it means. What the two
versions of YAML read differently is refused with a sentence: words that YAML 1.1 takes for
booleans, merge keys, tags. What could hang or flood a reader is bounded: size, depth, aliases.
"""

import re
from collections.abc import Iterator
from typing import Any

from salessim.errors import InputProblem
from salessim.scenario.tree import DEEPEST, BooleanWord, Items, Leaf, Map, Node, Place

LARGEST_FILE_BYTES = 300_000
MAX_NODES = 200_000
LONGEST_NAME = 100

BOOLEAN_WORDS = frozenset(
    form
    for word in ("y", "n", "yes", "no", "on", "off", "true", "false")
    for form in (word, word.capitalize(), word.upper())
)
NULL_WORDS = frozenset(("", "~", "null", "Null", "NULL"))

_ENDS = re.compile(r"\s*[,}]")
"""What follows an entry of a map in braces that has no value."""


class _Stop(Exception):
    """Reading cannot go on after this problem."""

    def __init__(self, line: int | None, value: str, message: str) -> None:
        self.line, self.value, self.message = line, value, message


def read_yaml(
    text: str, file: str, *, quoted: bool = True
) -> tuple[Map | None, list[InputProblem]]:
    """Read a text whose top level is a map.

    Args:
        text: the file's text.
        file: the name that messages give to the file.
        quoted: whether messages may quote what stands in it.

    Returns:
        The tree (None where nothing could be read) and all problems found on the way.
    """
    reader = _TreeBuilder(text, file, quoted=quoted)
    try:
        return reader.document(), reader.problems
    except _Stop as stop:
        problem = InputProblem(file, stop.line, "", stop.value if quoted else "", stop.message)
        return None, [*reader.problems, problem]


class _TreeBuilder:
    """Builds nodes from the parser's events."""

    def __init__(self, text: str, file: str, *, quoted: bool) -> None:
        self.text = text
        self.file = file
        self.quoted = quoted
        self.problems: list[InputProblem] = []
        self.anchors: dict[str, Node | None] = {}
        self.node_count = 0
        self.events = _events(text, quoted=quoted)

    def document(self) -> Map:
        event = self._next()
        while event.__class__.__name__ in ("StreamStartEvent", "DocumentStartEvent"):
            event = self._next()
        if event.__class__.__name__ == "StreamEndEvent":
            raise _Stop(None, "", "the file is empty; `salessim init` writes one to start from")
        root = self._node(event, Place(self.file, _line(event)), 0)
        for event in self.events:
            if event.__class__.__name__ == "DocumentStartEvent":
                raise _Stop(_line(event), "---", "a file holds one scenario; delete this and below")
        if not isinstance(root, Map):
            raise _Stop(
                root.place.line, "", "a scenario is a map of keys, such as 'name: Acme'; see `init`"
            )
        return root

    def _next(self) -> Any:
        return next(self.events)

    def _node(self, event: Any, place: Place, depth: int) -> Node:
        self._check_depth(depth, event)
        if event.__class__.__name__ == "AliasEvent":
            return self._alias(event, place, depth)
        if event.tag is not None and event.tag != "!":
            self._problem(place, str(event.tag), "tags are not read; delete it")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        node = self._build(event, place, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _build(self, event: Any, place: Place, depth: int) -> Node:
        self._count(1, event)
        match event.__class__.__name__:
            case "ScalarEvent":
                return Leaf(_scalar(event), place)
            case "SequenceStartEvent":
                children = []
                while (child := self._next()).__class__.__name__ != "SequenceEndEvent":
                    at = Place(self.file, _line(child), place.path)
                    children.append(self._node(child, at, depth + 1))
                return Items(tuple(children), place)
            case _:
                return self._map(place, depth)

    def _map(self, place: Place, depth: int) -> Map:
        nodes: dict[str, Node] = {}
        lines: dict[str, int] = {}
        last = ""
        while (key_event := self._next()).__class__.__name__ != "MappingEndEvent":
            if key_event.__class__.__name__ != "ScalarEvent":
                raise _Stop(_line(key_event), "", "a key is a single word or phrase")
            key, line = str(key_event.value).strip().rstrip(":"), _line(key_event)
            at = place.under(key if len(key) <= LONGEST_NAME else f"{key[:40]}...", line)
            value_event = self._next()
            node = self._node(value_event, at, depth + 1)
            if last in nodes and self._goes_on(nodes[last], key_event, value_event):
                before = nodes[last]
                assert isinstance(before, Leaf)
                nodes[last] = Leaf(f"{before.value},{key_event.value}", before.place)
                continue
            last = key
            if key in nodes:
                self._problem(at, "", f"given twice, first in line {lines[key]}; keep one of them")
            elif problem := _wrong_key(key_event):
                self._problem(at, "", problem)
            else:
                nodes[key], lines[key] = node, line
        return Map(nodes, place)

    def _goes_on(self, before: Node, key: Any, value: Any) -> bool:
        """Whether a key without a value is the rest of a number with a comma: {cash: 600,000}.

        A comma parts the entries of a map in braces, by the rules of YAML. A number is meant where
        digits stand on both sides of it, without a space, and no value follows.
        """
        if not isinstance(before, Leaf) or not isinstance(before.value, str):
            return False
        start, end = key.start_mark.index, key.end_mark.index
        is_alone = value.__class__.__name__ == "ScalarEvent" and value.value == ""
        return (
            is_alone
            and value.style is None
            and _ENDS.match(self.text, end) is not None
            and re.fullmatch("[0-9]", str(key.value)[:1]) is not None
            and re.fullmatch("[0-9],", self.text[start - 2 : start]) is not None
            and before.value[-1:] == self.text[start - 2 : start - 1]
        )

    def _alias(self, event: Any, place: Place, depth: int) -> Node:
        if event.anchor not in self.anchors:
            raise _Stop(_line(event), f"*{event.anchor}", "no anchor of this name stands above")
        node = self.anchors[event.anchor]
        if node is None:
            raise _Stop(_line(event), f"*{event.anchor}", "an anchor cannot hold itself")
        return self._moved(node, place, event, depth)

    def _moved(self, node: Node, place: Place, event: Any, depth: int) -> Node:
        """A copy of an anchored node whose messages name the alias."""
        self._count(1, event)
        self._check_depth(depth, event)
        match node:
            case Items():
                copies = [self._moved(n, place, event, depth + 1) for n in node.nodes]
                return Items(tuple(copies), place)
            case Map():
                copy = {
                    k: self._moved(n, place.under(k), event, depth + 1)
                    for k, n in node.nodes.items()
                }
                return Map(copy, place)
            case _:
                return Leaf(node.value, place) if isinstance(node, Leaf) else node

    def _count(self, nodes: int, event: Any) -> None:
        self.node_count += nodes
        if self.node_count > MAX_NODES:
            raise _Stop(
                _line(event),
                "",
                f"the file unfolds to more than {MAX_NODES:,} values; put long tables into a .csv "
                "and use fewer aliases",
            )

    def _check_depth(self, depth: int, event: Any) -> None:
        if depth > DEEPEST:
            raise _Stop(_line(event), "", f"keys are nested deeper than {DEEPEST} levels")

    def _problem(self, place: Place, value: str, message: str) -> None:
        path, value = (".".join(place.path), value) if self.quoted else ("", "")
        self.problems.append(InputProblem(self.file, place.line, path, value, message))


def _events(text: str, *, quoted: bool) -> Iterator[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark, opened = error.problem_mark or error.context_mark, error.context_mark
        line = None if mark is None else mark.line + 1
        if not quoted:
            sentence = "this is not YAML; check indentation, brackets and quotes near here"
            raise _Stop(line, "", sentence) from None
        at, sentence = _syntax_problem(
            text.splitlines(),
            str(error.problem or error.context),
            line or 1,
            line or 1 if opened is None else opened.line + 1,
        )
        raise _Stop(line and at, "", sentence) from None
    except (YAMLError, ValueError, RecursionError) as error:
        why = f": {str(error).splitlines()[0]}" if quoted and str(error) else ""
        raise _Stop(None, "", f"this is not YAML{why}") from None


def _syntax_problem(lines: list[str], problem: str, line: int, opened: int) -> tuple[int, str]:
    """The line of a problem of YAML's form, and what to do about it.

    Args:
        lines: of the text.
        problem: in the words of the YAML reader.
        line: where the reader stopped, 1 or more.
        opened: where the part began that it was reading.
    """
    here = lines[line - 1] if line <= len(lines) else ""
    above = [number for number in range(1, line) if _holds_something(lines[number - 1])]
    before = above[-1] if above else 0
    last = lines[before - 1] if above else ""
    if "'\\t'" in problem:
        return line, "YAML does not allow tabs here; indent with spaces"
    if "quoted scalar" in problem or ("end of stream" in problem and opened < line):
        return opened, "a quote or bracket that opens in this line is not closed; close it"
    if "',' or '}'" in problem or "',' or ']'" in problem:
        if opened < line:
            return opened, "a bracket that opens in this line is not closed; close it at its end"
        return line, "a comma is missing between two entries in brackets, or a bracket at the end"
    if re.search("found '[]}]'", problem):
        return line, "a bracket closes here that was not opened; delete it"
    if above and not _KEY.match(last) and not last.strip().startswith(("-", "}", "]")):
        typed = re.sub(r"\s*=\s*", ": ", last.strip(), count=1)
        typed = typed if ": " in typed else f"{typed}:"
        return before, f"the ':' after the key is missing: type {typed}"
    if "cannot start any token" in problem:
        return line, "a text that begins with such a sign stands in quotes, such as '@home'"
    if wrong := _wrong_indentation(lines, line, above):
        return line, wrong
    if "mapping values are not allowed" in problem:
        key, _, value = here.strip().partition(": ")
        quoted = value.replace('"', "'")
        return line, f"a second ': ' stands in this line; as a text it is typed {key}: \"{quoted}\""
    return line, f"this is not YAML: {problem}; check indentation, brackets and quotes near here"


_KEY = re.compile(r"\s*(?:- )?[^\s#][^:]*:(?:\s|$)")


def _holds_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _wrong_indentation(lines: list[str], line: int, above: list[int]) -> str:
    """What is wrong with the indentation of a line, and where it begins; empty if nothing is."""
    if not above or line > len(lines):
        return ""
    here, before = _indent(lines[line - 1]), above[-1]
    open_maps: dict[int, int] = {}
    for number in above:
        deep = _indent(lines[number - 1])
        open_maps = {indent: first for indent, first in open_maps.items() if indent < deep}
        open_maps[deep] = number
    complete = not re.search(r":\s*(?:#.*)?$", lines[before - 1])
    if complete and here > _indent(lines[before - 1]):
        right = _indent(lines[before - 1])
        return (
            f"this line is indented by {_spaces(here)}, deeper than line {before}, which is "
            f"complete: begin it with {_spaces(right)}, as line {before}"
        )
    if complete and here not in open_maps:
        deeper = [indent for indent in open_maps if indent > here]
        right = min(deeper) if deeper else max(open_maps)
        return (
            f"this line is indented by {_spaces(here)}, as no line above it: begin it with "
            f"{_spaces(right)}, as line {open_maps[right]}"
        )
    return ""


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count or 'no'} spaces"


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: Any) -> Any:
    if event.style is not None:
        return event.value
    if event.value in NULL_WORDS:
        return None
    return BooleanWord(event.value) if event.value in BOOLEAN_WORDS else event.value


def _wrong_key(event: Any) -> str | None:
    name = str(event.value)
    if event.style is None and name == "<<":
        return "merge keys are not read in YAML 1.2; use 'extends: other.yaml' to build on a file"
    if event.style is None and name in BOOLEAN_WORDS:
        return f"YAML 1.1 takes this name for a boolean; put it in quotes: '{name}'"
    if event.style is None and name.endswith(":"):
        return "nothing is given; type a value or delete the key"
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        return f"a name has 1 to {LONGEST_NAME} printable characters"
    return None
