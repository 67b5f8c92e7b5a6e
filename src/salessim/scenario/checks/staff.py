"""Checks on people: somebody sells, names are unique, hours fit into the week."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from salessim.near_words import did_you_mean, did_you_mean_person
from salessim.scenario.checks.shares import TOLERANCE, IsTyped
from salessim.scenario.completion import stages_in_full
from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.sales_plan import (
    Person,
    SalesPlan,
    everybody_in,
    names_of,
    people_of,
    per_week,
)
from salessim.scenario.schema.absence import COLLEAGUES, NO_COVER, Absence
from salessim.scenario.schema.hires import joiners_of
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.team import MAX_PEOPLE
from salessim.scenario.workers import workers_of
from salessim.units import HOURS_PER_DAY, HOURS_PER_WEEK, MONTHS_PER_YEAR, Quantity

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
    yield from _recruits(plan)
    yield from _coached_in_vain(plan)
    yield from _absent(plan)
    yield from _managers(plan)


def _recruits(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Kinds of recruits whose shares do not make 100 %."""
    for name, role in plan.team.items():
        typed = [kind.share.typical for kind in role.recruits.values() if kind.share]
        total = sum(typed)
        open_kinds = len(typed) < len(role.recruits)
        if total > 1 + TOLERANCE or (typed and not open_kinds and total < 1 - TOLERANCE):
            message = f"the shares of all kinds add up to {total * 100:.4g} %, not to 100 %"
            yield Inconsistency(("team", name, "recruits"), message)


def _leavers(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, role in plan.team.items():
        if role.leaves is not None and plan.attrition is None:
            message = "nobody leaves at all with 'attrition: none'; delete one of the two"
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
    people = sum(len(everybody_in(name, role, plan)) for name, role in plan.team.items())
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
        joiners = joiners_of(role.hires, plan.horizon.last_day)
        places += [(f"{name} {one.name}", (*at, "hires", one.key)) for one in joiners]
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
        if hours is None or per_week(hours) <= longest:
            continue
        calendar = plan.calendar
        by_default = isinstance(calendar, Calendar) and "hours" not in calendar.model_fields_set
        if location == ("calendar", "hours") and by_default and isinstance(calendar, Calendar):
            message = (
                f"these days hold only {longest:g} hours, and {per_week(hours):g} a week are "
                f"worked where none are typed; type calendar.hours, such as "
                f"{8 * len(calendar.weekdays)} a week"
            )
            place = ("calendar", "weekdays")
            yield Inconsistency(place, message, ", ".join(calendar.weekdays))
        else:
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


def _absent(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Who is away is somebody, is here before and after, and is covered by somebody else."""
    if not any(role.absent for role in plan.team.values()):
        return
    first, last = plan.horizon.from_, plan.horizon.last_day
    people = {person.name: person for person in people_of(plan)}
    for role_name, role in plan.team.items():
        for name, absence in role.absent.items():
            at = ("team", role_name, "absent", name)
            person = people.get(name)
            if person is None or person.role != role_name:
                everybody = everybody_in(role_name, role, plan)
                known = ", ".join(everybody[:12]) or "none"
                hint = did_you_mean_person(name, everybody) or f"; known: {known}"
                message = f"there is no person of this role of this name{hint}"
                yield Inconsistency(at, message, name, about=name)
                continue
            for begins, ends in absence.dates:
                if ends < first or begins > last:
                    message = f"the horizon lasts from {first} to {last}; leave the absence out"
                    yield Inconsistency((*at, "dates"), message, f"{begins}..{ends}")
                if person.starts is not None and begins <= person.starts:
                    message = f"the first day is {person.starts}; be absent later"
                    yield Inconsistency((*at, "dates"), message, f"{begins}..{ends}")
                if person.departs is not None and begins >= person.departs:
                    message = f"who leaves on {person.departs} is gone by then; leave this out"
                    yield Inconsistency((*at, "dates"), message, f"{begins}..{ends}")
            if absence.cover == name:
                message = "nobody covers for themselves; name a colleague, colleagues, or none"
                yield Inconsistency((*at, "cover"), message)
            elif absence.cover not in (COLLEAGUES, NO_COVER) and absence.cover not in people:
                hint = did_you_mean(absence.cover, [COLLEAGUES, NO_COVER, *people])
                message = f"there is no person of this name{hint}; colleagues or none may stand too"
                yield Inconsistency((*at, "cover"), message, absence.cover, about=absence.cover)
            elif absence.cover in people and not _shares_work(plan, person, people[absence.cover]):
                able = [one.name for one in people.values() if _shares_work(plan, person, one)]
                others = ", ".join([*[one for one in able if one != name][:12], COLLEAGUES])
                message = f"works on nothing that {name} works on; name one of: {others}"
                yield Inconsistency((*at, "cover"), message, absence.cover)
            elif missing := _days_without(people.get(absence.cover), absence):
                day = missing[0]
                message = f"who covers is not here on {day}; name somebody who is, or colleagues"
                yield Inconsistency((*at, "cover"), message, absence.cover)
            elif absence.cover == NO_COVER and "afterwards" in absence.model_fields_set:
                message = "nobody covers, so nothing is returned or kept; leave this out"
                yield Inconsistency((*at, "afterwards"), message)


def _shares_work(plan: SalesPlan, away: Person, cover: Person) -> bool:
    """Whether some work of somebody away may be done by somebody else."""
    served = [set(plan.segments if one.segments is None else one.segments) for one in (away, cover)]
    territories = {one.territory for one in (away, cover) if one.territory is not None}
    steps = any({away.role, cover.role} <= {*roles} for roles in workers_of(plan).values())
    return steps and bool(served[0] & served[1]) and len(territories) <= 1


def _days_without(cover: Person | None, absence: Absence) -> list[dt.date]:
    """The first days of an absence by which its cover has not come, or is planned to have gone."""
    if cover is None:
        return []
    comes, goes = cover.starts, cover.departs
    return [
        day
        for day, _ in absence.dates
        if (comes is not None and comes > day) or (goes is not None and goes <= day)
    ]


def _managers(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Managers who come on a date or by rule; keys that act on nobody else are told."""
    last = plan.horizon.last_day
    led: dict[str, str] = {}
    for name, manager in plan.managers.items():
        at = ("managers", name)
        typed = manager.model_fields_set
        roles = list(plan.team if manager.leads is None else manager.leads)
        if manager.one_per is not None and roles and all(role in led for role in roles):
            message = (
                f"{led[roles[0]]} leads {', '.join(roles)} already, and nobody has two managers: "
                "type leads with other roles, or keep one of both"
            )
            yield Inconsistency((*at, "one_per"), message)
        if manager.sells_as is None:
            led = {**dict.fromkeys(roles, name), **led}
        if manager.start is not None and manager.start > last:
            message = f"the horizon ends on {last}; start earlier, or leave the manager out"
            yield Inconsistency((*at, "start"), message, str(manager.start))
        if manager.one_per is not None and manager.sells_as is not None:
            message = "who sells as well is one person; type the rule for a manager who only leads"
            yield Inconsistency((*at, "one_per"), message)
        if manager.one_per is None and "found_in" in typed:
            message = "nobody is found: type one_per: 7 reps as well, or leave this out"
            yield Inconsistency((*at, "found_in"), message)
        comes = manager.one_per is not None or manager.start is not None
        for key in ("ramp", "hiring_cost"):
            if key in typed and not comes:
                message = "no manager of this kind is new: type start or one_per, or leave this out"
                yield Inconsistency((*at, key), message)


def occasion_notes(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """Typed keys of meetings, interviews, raises, contests and a migration that never come."""
    never: list[tuple[Location, tuple[str, ...], str]] = []
    for name, manager in plan.managers.items():
        at: Location = ("managers", name)
        if manager.coaching.highest <= 0.0:
            continue  # which is said of all that takes hours with the team
        if manager.meetings.highest <= 0.0:
            why = "there are no team meetings: meetings is 0"
            never.append((at, ("meeting_hours", "meeting_effect"), why))
        if manager.interviews.highest <= 0.0:
            why = "there are no interviews: interviews is 0"
            never.append((at, ("interview_hours", "future"), why))
    for name, manager in plan.managers.items():
        if plan.motivation is None and manager.style != "none":
            why = "it moves motivation, and there is no such section"
            never.append((("managers", name), ("style",), why))
    for name, role in plan.team.items():
        at = ("team", name)
        if plan.horizon.months <= MONTHS_PER_YEAR:
            why = "pay rises after twelve months, and the horizon ends before"
            never.append((at, ("raise",), why))
        for key, one in role.components.items():
            if one.winners is not None and one.winners >= len(plan.people):
                why = "everybody wins: no more people than that sell"
                never.append(((*at, "components", key), ("winners",), why))
    if plan.crm is not None and plan.crm.migration.highest <= 0.0:
        never.append((("crm",), ("migration_time",), "nothing migrates: migration is 0"))
    for at, keys, why in never:
        for key in keys:
            if is_typed((*at, key)):
                yield Inconsistency((*at, key), why)
