"""Answers to what people type from habit, where schema and spelling alone lead astray.

Each says what to type so that the next try loads, with the user's own words and figures.
"""

import re
from collections.abc import Sequence

from salessim.scenario.dates import MONTH_NAMES, Day
from salessim.scenario.kinds import Name
from salessim.scenario.schedules import PATTERNS, is_schedule
from salessim.scenario.shapes import as_typed, named
from salessim.scenario.tree import Items, Leaf, Map, Node
from salessim.units import DAYS_PER, MONTHS_PER_QUARTER, MONTHS_PER_YEAR, UnreadableError

COMMISSION = ("commission", "commissions", "commission_rate", "provision")
STAGES = ("by", "stages", "stage", "works_on", "works")
NAMES_OF_PEOPLE = ("name", "names", "person", "nom", "members")
OF_MANAGERS = ("quota", "target", "attainment", "bonus", "variable", "on_target", "ote")
LEAVE = ("vacation", "vacations", "leave", "pto", "holiday", "urlaub", "urlaubstage", "congés",
         "conges")  # fmt: skip
ROLE_OF_ENTRY = ("role", "title", "position", "job", "function")
PEOPLE = ("rep", "person", "head", "seller", "salesperson", "member", "employee")
COUNTED = re.compile(r"(?<=[0-9]) *(?:deal|contract|sale|customer|client|logo)s?\b")
OF_ALL_SEGMENTS = ("by", "with", "works", "skill", "hand_over")
A_STAGE = "{hours: 2 hours, passes: 15 %}"
A_YEAR = " a year"


def habit(root: Map, location: Sequence[str | int], node: Node | None) -> str | None:
    """What to say about a habit at a location of the tree; None where there is none."""
    path = tuple(str(part) for part in location if not str(part).startswith("«"))
    match path:
        case ("team",) if isinstance(node, Items):
            return _team_as_list(node)
        case ("team", _, "hires") if isinstance(node, Leaf):
            return _hires_a_period(root, node)
        case ("team", role, *_) if isinstance(node, Leaf) and (alone := _of_one(role, node)):
            return f"figures of a role are those of one person: type {alone}"
        case ("team", role, key) if node is not None:
            return _of_role(role, key.lower(), node)
        case ("team", _, "people", date) if is_schedule({date: node}):
            return (
                "how many there are changes by hires and departures: type people: 2 and hires: "
                f"{{new: {date}}}"
            )
        case ("team", _, "hires", *_, "people") if isinstance(node, Leaf):
            return _people_a_period(node)
        case ("team", _, "hires", date, *_) if isinstance(node, Leaf):
            return _hires_by_month(date, node)
        case ("managers", _, key) if key in OF_MANAGERS:
            return (
                "a manager is paid on what the team reaches: type components: {team: {of: "
                "attainment, target: 20k a year}}"
            )
        case (key,) if key.lower() in LEAVE:
            days = _number(node)
            return days and f"leave stands in the calendar: type calendar: {_leave(days)}"
        case ("calendar", key) if key.lower() in LEAVE and key != "leave":
            days = _number(node)
            return days and f"there is no such key: type leave: {days} days a year"
        case ("territories",) if isinstance(node, Items) and node.nodes:
            return f"each has a share of the market: type {_equal_shares(node)}"
        case ("today", "customers") if isinstance(node, Leaf) and _number(node):
            return f"they are typed by segment: type {named(_by_segment(root, node))}"
        case ("attrition",) if isinstance(node, Leaf) and str(node.value).rstrip().endswith("%"):
            return f"a map of keys is needed here; type {{rate: {as_typed(node)}{A_YEAR}}}"
        case ("channels", channel, "to") if isinstance(node, Leaf):
            mix = named({as_typed(node): "100 %"})
            if _at(root, "channels", channel, "per_customer"):
                return f"each segment has a share of the recommendations: type to: {mix}"
            return (
                f"to says where recommendations go; segments that leads of {channel} are from "
                f"stand in mix: type mix: {mix}"
            )
        case ("target", *_):
            return _of_target(root, path[1:], node)
        case ("team", role, "absent", name, *_):
            return _of_absence(root, role, name, path[4:], node)
        case ("segments", _, "funnel", ("conquest" | "loyalty"), step) if isinstance(node, Map):
            inside = named({step: as_typed(node)})
            return f"steps stand here by their names alone: type funnel: {inside}"
        case ("segments", _, "funnel", step, key) if key in OF_ALL_SEGMENTS:
            stage = named({step: named({key: "..." if node is None else as_typed(node)})})
            motion = "loyalty" if _at(root, "funnel", "loyalty", step) else "conquest"
            return f"this is one for all segments: type funnel: {named({motion: stage})}"
        case ("funnel", "loyalty", step, ("patience" | "goes_cold_in")) if _at(
            root, "funnel", "loyalty", step, "every"
        ):
            return (
                "contacts do not go cold, as one visit serves all dates that have come: delete "
                "this, or type it for an opportunity, a step with each"
            )
        case (*_, key) if key in PATTERNS:
            months = ", ".join(["1"] * PATTERNS[key])
            inside = named({"typical": "40 a month", key: f"[{months}]"})
            return f"it stands beside the figure that it moves, such as leads: {inside}"
        case ("funnel",) if isinstance(node, Items):
            stages = {as_typed(one): A_STAGE for one in node.nodes if isinstance(one, Leaf)}
            return f"stages stand in conquest: type {named({'conquest': named(stages)})}"
    return None


def _at(root: Map, *path: str) -> Node | None:
    """What was typed at a path of names; None where nothing was."""
    node: Node | None = root
    for part in path:
        node = node.nodes.get(part) if isinstance(node, Map) else None
    return node


def _of_absence(
    root: Map, role: str, name: str, below: tuple[str, ...], node: Node | None
) -> str | None:
    """Several absences of one person typed one by one, and several covers."""
    typed = _at(root, "team", role, "absent", name)
    if isinstance(typed, Items) and any(isinstance(one, Map) for one in typed.nodes):
        parts = [one.nodes if isinstance(one, Map) else {"dates": one} for one in typed.nodes]
        dates = ", ".join(as_typed(part["dates"]) for part in parts if "dates" in part)
        covers = [as_typed(part["cover"]) for part in parts if "cover" in part]
        inside = named({"dates": f"[{dates}]", **({"cover": covers[0]} if covers else {})})
        return f"absences of one person have one cover: type {name}: {inside}"
    if below == ("cover",) and isinstance(node, Map | Items) and node.nodes:
        first = next(iter(node.nodes.values() if isinstance(node, Map) else node.nodes))
        return (
            "one person covers all absences of another, or those with the least do: type cover: "
            f"{as_typed(first)}, or cover: colleagues"
        )
    return None


def named_months(root: Map, node: Node | None) -> str | None:
    """What to type for months that a map calls by their names or as quarters; None for others."""
    if not isinstance(node, Map):
        return None
    first = _first_month(root)
    found: dict[str, str] = {}
    for key, child in node.nodes.items():
        if key in PATTERNS:
            continue
        month = key if is_schedule({key: child}) else month_named(key, first)
        if month is None:
            return None
        found[month] = as_typed(child)
    patterns = {key: as_typed(node.nodes[key]) for key in PATTERNS if key in node.nodes}
    return named({**found, **patterns}) if found.keys() - node.nodes.keys() else None


def month_named(text: str, first: str) -> str | None:
    """A month such as 2027-07 for July, jul 2027, Q3 or 2027-Q3; None for other words.

    first: month such as 2027-01 from which on the next of that name is meant.
    """
    year = re.search(r"(?<![0-9])[0-9]{4}(?![0-9])", text)
    word = re.sub(r"[0-9]{4}|[-/., ]", "", text).lower()
    quarter = re.fullmatch(r"q([1-4])", word)
    names = [name.lower() for name in MONTH_NAMES]
    months = [k for k, name in enumerate(names, start=1) if word in (name, name[:3])]
    if quarter:
        months = [(int(quarter[1]) - 1) * MONTHS_PER_QUARTER + 1]
    if not months:
        return None
    month = f"-{months[0]:02}"
    if year:
        return year[0] + month
    return first[:4] + month if month >= first[4:] else f"{int(first[:4]) + 1}{month}"


def _of_role(role: str, key: str, node: Node) -> str | None:
    if key in COMMISSION and "%" in as_typed(node):
        inside = named({"of": "bookings", "rate": as_typed(node)})
        return f"a commission is a component of pay: type components: {{commission: {inside}}}"
    if key in STAGES:
        stages = node.nodes if isinstance(node, Items) else [node]
        entries = {as_typed(one): named({"by": role}) for one in stages if isinstance(one, Leaf)}
        if not entries:
            return None
        inside = named({"conquest": named(entries)})
        return f"a stage names who works it, at the top of the file: type funnel: {inside}"
    if key in NAMES_OF_PEOPLE:
        names = node.nodes if isinstance(node, Items) else [node]
        return f"names of people are the people: type people: [{', '.join(map(as_typed, names))}]"
    if key == "ramp" and isinstance(node, Leaf):
        found = re.fullmatch(r"(\d+) *(weeks?|days?)", str(node.value).strip())
        if found:
            months = round(int(found[1]) * DAYS_PER[found[2].rstrip("s")] / DAYS_PER["month"])
            return f"a map of keys is needed here; type {{months: {months}}}"
    return None


def _of_one(role: str, node: Leaf) -> str | None:
    """A figure typed as that of each person, without these words; None where it says none."""
    people = "|".join(re.escape(word) for word in (*PEOPLE, role.lower()))
    each = re.compile(rf"(?: +(?:per|a|an|every)|,? +each|/) *(?:{people})s?\b|,? +each\b", re.I)
    text = str(node.value).strip()
    alone = COUNTED.sub("", each.sub("", text)).strip()
    return alone if each.search(text) and re.match(r"\D{0,3}\d", alone) else None


def _team_as_list(node: Items) -> str | None:
    """A list of maps, each of which names its role."""
    entries: dict[str, str] = {}
    for one in node.nodes:
        key = next((k for k in ROLE_OF_ENTRY if isinstance(one, Map) and k in one.nodes), None)
        if not isinstance(one, Map) or key is None or as_typed(one.nodes[key]) in entries:
            return None
        rest = {name: child for name, child in one.nodes.items() if name != key}
        entries[as_typed(one.nodes[key])] = as_typed(Map(rest, one.place))
    return f"a map of roles is needed here; type {named(entries)}"


def _hires_by_month(date: str, node: Leaf) -> str | None:
    count = str(node.value)
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", date) is None or not count.isdecimal():
        return None
    people = Name().samples[: max(int(count), 1)]
    return f"each has a name, and the date follows it: type {named(dict.fromkeys(people, date))}"


def _count_a_period(node: Leaf) -> tuple[str, str] | None:
    """So many a month, quarter or year."""
    text = str(node.value).strip().lower()
    found = re.fullmatch(
        r"(\d+)(?: people| persons?)?(?: a | per | every |/)(month|quarter|year)", text
    )
    return (found[1], found[2]) if found else None


def _hires_a_period(root: Map, node: Leaf) -> str | None:
    """Hires by rule typed as `2 a month`."""
    found = _count_a_period(node)
    if found is None:
        return None
    rule = named({"people": found[0], "every": found[1], "from": _first_month(root)})
    return f"a rule says from when on: type hires: {rule}"


def _people_a_period(node: Leaf) -> str | None:
    found = _count_a_period(node)
    return found and f"the number stands alone: type people: {found[0]}, every: {found[1]}"


def _first_month(root: Map) -> str:
    """The first month of the horizon as typed, or a January."""
    horizon = root.nodes.get("horizon")
    start = horizon.nodes.get("from") if isinstance(horizon, Map) else None
    try:
        first = Day().read(start.value, None) if isinstance(start, Leaf) else None
    except UnreadableError:
        first = None
    return f"{first.year}-{first.month:02}" if first else "2027-01"


def _of_target(root: Map, path: tuple[str, ...], node: Node | None) -> str | None:
    due = _last_month(root)
    if path and path[-1] == "by" and node is None:
        return f"this is missing; the month in which it is due. Type by: {due}"
    if not isinstance(node, Leaf) or re.match(r"[\d.,]", str(node.value).strip()) is None:
        return None
    if not path:
        return f"a map of keys is needed here; type {{revenue: {as_typed(node)}, by: {due}}}"
    if len(path) == 1 and re.fullmatch(r"\d{4}|\d", path[0]):
        year = f", by: {due}" if len(path[0]) == 1 else ""
        return f"a map of keys is needed here; type {{revenue: {as_typed(node)}{year}}}"
    return None


def _last_month(root: Map) -> str:
    """The last month of the horizon as typed, or a December."""
    horizon = root.nodes.get("horizon")
    nodes = horizon.nodes if isinstance(horizon, Map) else {}
    start, months = nodes.get("from"), nodes.get("months")
    try:
        first = Day().read(start.value, None) if isinstance(start, Leaf) else None
    except UnreadableError:
        first = None
    count = str(months.value) if isinstance(months, Leaf) else "12"
    if first is None or not count.isdecimal():
        return "2027-12"
    last = first.month - 1 + min(int(count), 600) - 1
    return f"{first.year + last // MONTHS_PER_YEAR}-{last % MONTHS_PER_YEAR + 1:02}"


def _leave(days: str) -> str:
    return f"{{leave: {days} days a year}}"


def _number(node: Node | None) -> str | None:
    """The digits with which a value begins."""
    found = re.match(r"\d+", str(node.value).strip()) if isinstance(node, Leaf) else None
    return found[0] if found else None


def _equal_shares(node: Items) -> str:
    count = len(node.nodes)
    shares = [100 // count + (place < 100 % count) for place in range(count)]
    names = [as_typed(one) for one in node.nodes]
    return named({name: f"{share} %" for name, share in zip(names, shares, strict=True)})


def _by_segment(root: Map, node: Leaf) -> dict[str, str]:
    segments = root.nodes.get("segments")
    names = list(segments.nodes) if isinstance(segments, Map) else []
    return {(names or ["first"])[0]: as_typed(node)}
