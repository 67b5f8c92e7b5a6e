"""Checks on people: somebody sells, names are unique, hours fit into the week."""

from collections import Counter
from collections.abc import Iterator

from salessim.scenario.completion import stages_in_full
from salessim.scenario.problems import Inconsistency
from salessim.scenario.sales_plan import SalesPlan, names_of, per_week
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.team import MAX_PEOPLE
from salessim.units import HOURS_PER_DAY, HOURS_PER_WEEK, Quantity

CARE = "account_care"
"""What drives contacts with customers."""

NOT_COACHED = {"product", "none"}


def check_staff(plan: SalesPlan) -> Iterator[Inconsistency]:
    """What is wrong with people and hours."""
    if not plan.segments:
        yield Inconsistency(
            ("segments",), "there is no segment; name one, such as {all: {deal: 12k}}"
        )
    yield from _nobody(plan)
    yield from _names(plan)
    yield from _sources_of_people(plan)
    yield from _hours(plan)
    yield from _leavers(plan)
    yield from _coached_in_vain(plan)


def _leavers(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, role in plan.team.items():
        if role.leaves is not None and plan.attrition is None:
            message = "nobody leaves without the section attrition; type 'attrition: {}' as well"
            yield Inconsistency(("team", name, "leaves"), message)
    rows = plan.styles.table if plan.styles is not None else ()
    places = [(row.style, row.competence, row.motivation) for row in rows]
    for k, place in enumerate(places):
        if place in places[:k]:
            message = "this style, competence and motivation stand in two rows; keep one"
            yield Inconsistency(("styles", "table", k, "style"), message, place[0])


def _coached_in_vain(plan: SalesPlan) -> Iterator[Inconsistency]:
    used = {str(stage.skill) for stage in stages_in_full(plan.funnel.conquest).values()}
    used |= {getattr(step, "skill", CARE) for step in plan.funnel.loyalty.values()}
    for name, manager in plan.managers.items():
        if "focus" in manager.model_fields_set and manager.focus not in used:
            message = (
                f"no step of the funnel is driven by {manager.focus}: coaching it changes nothing; "
                f"name one of: {', '.join(sorted(used - NOT_COACHED))}"
            )
            yield Inconsistency(("managers", name, "focus"), message, manager.focus)


def _nobody(plan: SalesPlan) -> Iterator[Inconsistency]:
    people = sum(
        len(names_of(name, role)) + len(role.from_) + len(role.hires)
        for name, role in plan.team.items()
    )
    if people == 0:
        yield Inconsistency(
            ("team",), "nobody sells: give a role people or hires, such as {closer: {people: 2}}"
        )
    elif people > MAX_PEOPLE:
        yield Inconsistency(
            ("team",), f"the team has {people:,} people; allowed: at most {MAX_PEOPLE:,}"
        )


def _names(plan: SalesPlan) -> Iterator[Inconsistency]:
    places: list[tuple[str, tuple[str | int, ...]]] = []
    for name, role in plan.team.items():
        at = ("team", name)
        places += [(person, (*at, "people")) for person in names_of(name, role)]
        places += [(row.name, (*at, "from", k, "name")) for k, row in enumerate(role.from_)]
        places += [(f"{name} {hire}", (*at, "hires", hire)) for hire in role.hires]
    counts = Counter(name for name, _ in places)
    for name, location in places:
        if counts[name] > 1:
            yield Inconsistency(
                location, "two people have this name; give each person another", name
            )
    for name in plan.managers:
        if name in counts:
            message = "a manager and a person of the team have this name; give one another"
            yield Inconsistency(("managers", name), message, name)


def _sources_of_people(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, role in plan.team.items():
        if role.from_ and names_of(name, role):
            message = "people stand in a table and here too; keep one of 'people' and 'from'"
            yield Inconsistency(("team", name, "people"), message)


def _hours(plan: SalesPlan) -> Iterator[Inconsistency]:
    if isinstance(plan.calendar, Calendar):
        days = set(plan.calendar.weekdays)
        if not days:
            yield Inconsistency(
                ("calendar", "weekdays"), "no day is worked; name one or more of mon..sun"
            )
            return
        if len(days) < len(plan.calendar.weekdays):
            yield Inconsistency(("calendar", "weekdays"), "a day is named twice; name each once")
        longest = HOURS_PER_DAY * len(days)
    else:
        longest = HOURS_PER_WEEK
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
        if hours is not None and per_week(hours) > longest:
            yield Inconsistency(
                location, f"the week has only {longest:g} hours on its working days"
            )


def check_money(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Pay below its own base, caps below thresholds, parts above the whole."""
    for name, role in plan.team.items():
        at = ("team", name)
        if _below(role.on_target, role.base):
            message = "on-target pay includes the base; type at least the base"
            yield Inconsistency((*at, "on_target"), message)
        if role.cap is not None and role.cap.typical <= role.threshold.typical:
            message = "the cap lies below the threshold; raise it or lower the threshold"
            yield Inconsistency((*at, "cap"), message)
        for k, row in enumerate(role.from_):
            if _below(row.on_target, row.base or role.base):
                message = "on-target pay includes the base; type at least the base"
                yield Inconsistency((*at, "from", k, "on_target"), message)
    for k, goal in enumerate(plan.target):
        if goal.incremental is not None and goal.incremental.typical > goal.value:
            message = "the increment is part of the target; type no more than the target"
            yield Inconsistency(("target", k, "incremental"), message)


def _below(whole: Quantity | None, part: Quantity) -> bool:
    if whole is None:
        return False
    return whole.per_year.typical < part.per_year.typical * (1 - 1e-9)
