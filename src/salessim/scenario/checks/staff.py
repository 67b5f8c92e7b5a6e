"""Checks on people: somebody sells, names are unique, hours fit into the week."""

from collections import Counter
from collections.abc import Iterator

from salessim.scenario.checks.finding import Finding
from salessim.scenario.checks.stages import skill_of
from salessim.scenario.people import names_of, per_week
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.plan import Plan
from salessim.scenario.schema.team import MOST_PEOPLE
from salessim.units import Quantity

CARE = "account_care"
"""What drives contacts with customers."""

NOT_COACHED = {"product", "none"}


def staff_findings(plan: Plan) -> Iterator[Finding]:
    """What is wrong with people and hours."""
    if not plan.segments:
        yield Finding(("segments",), "there is no segment; name one, such as {all: {deal: 12k}}")
    yield from _nobody(plan)
    yield from _names(plan)
    yield from _sources_of_people(plan)
    yield from _hours(plan)
    yield from _leavers(plan)
    yield from _coached_in_vain(plan)


def _leavers(plan: Plan) -> Iterator[Finding]:
    for name, role in plan.team.items():
        if role.leaves is not None and plan.attrition is None:
            message = "nobody leaves without the section attrition; type 'attrition: {}' as well"
            yield Finding(("team", name, "leaves"), message)
    rows = plan.styles.table if plan.styles is not None else ()
    places = [(row.style, row.competence, row.motivation) for row in rows]
    for k, place in enumerate(places):
        if place in places[:k]:
            message = "this style, competence and motivation stand in two rows; keep one"
            yield Finding(("styles", "table", k, "style"), message, place[0])


def _coached_in_vain(plan: Plan) -> Iterator[Finding]:
    used = {skill_of(name, stage) for name, stage in plan.funnel.conquest.items()}
    used |= {getattr(step, "skill", CARE) for step in plan.funnel.loyalty.values()}
    for name, manager in plan.managers.items():
        if "focus" in manager.model_fields_set and manager.focus not in used:
            message = (
                f"no step of the funnel is driven by {manager.focus}: coaching it changes nothing; "
                f"name one of: {', '.join(sorted(used - NOT_COACHED))}"
            )
            yield Finding(("managers", name, "focus"), message, manager.focus)


def _nobody(plan: Plan) -> Iterator[Finding]:
    people = sum(
        len(names_of(name, role)) + len(role.from_) + len(role.hires)
        for name, role in plan.team.items()
    )
    if people == 0:
        yield Finding(
            ("team",), "nobody sells: give a role people or hires, such as {closer: {people: 2}}"
        )
    elif people > MOST_PEOPLE:
        yield Finding(
            ("team",), f"the team has {people:,} people; allowed: at most {MOST_PEOPLE:,}"
        )


def _names(plan: Plan) -> Iterator[Finding]:
    places: list[tuple[str, tuple[str | int, ...]]] = []
    for name, role in plan.team.items():
        at = ("team", name)
        places += [(person, (*at, "people")) for person in names_of(name, role)]
        places += [(row.name, (*at, "from", k, "name")) for k, row in enumerate(role.from_)]
        places += [(f"{name} {hire}", (*at, "hires", hire)) for hire in role.hires]
    counts = Counter(name for name, _ in places)
    for name, location in places:
        if counts[name] > 1:
            yield Finding(location, "two people have this name; give each person another", name)
    for name in plan.managers:
        if name in counts:
            message = "a manager and a person of the team have this name; give one another"
            yield Finding(("managers", name), message, name)


def _sources_of_people(plan: Plan) -> Iterator[Finding]:
    for name, role in plan.team.items():
        if role.from_ and names_of(name, role):
            message = "people stand in a table and here too; keep one of 'people' and 'from'"
            yield Finding(("team", name, "people"), message)


def _hours(plan: Plan) -> Iterator[Finding]:
    if isinstance(plan.calendar, Calendar):
        days = set(plan.calendar.weekdays)
        if not days:
            yield Finding(
                ("calendar", "weekdays"), "no day is worked; name one or more of mon..sun"
            )
            return
        if len(days) < len(plan.calendar.weekdays):
            yield Finding(("calendar", "weekdays"), "a day is named twice; name each once")
        most = 24.0 * len(days)
    else:
        most = 168.0
    places: list[tuple[tuple[str | int, ...], Quantity | None]]
    places = [(("team", name, "hours"), role.hours) for name, role in plan.team.items()]
    places += [(("managers", name, "hours"), boss.hours) for name, boss in plan.managers.items()]
    places += [
        (("team", name, "from", k, "hours"), row.hours)
        for name, role in plan.team.items()
        for k, row in enumerate(role.from_)
    ]
    if isinstance(plan.calendar, Calendar):
        places.append((("calendar", "hours"), plan.calendar.hours))
    for location, hours in places:
        if hours is not None and per_week(hours) > most:
            yield Finding(location, f"the week has only {most:g} hours on its working days")
