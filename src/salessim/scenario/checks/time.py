"""Checks on time budgets: shares that fit into the hours, months and people that exist."""

import re
from collections.abc import Iterator

from salessim.scenario.checks.finding import Finding
from salessim.scenario.people import names_of, per_week
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.plan import Plan
from salessim.scenario.schema.team import People
from salessim.scenario.schema.time import Budget, MonthSplit, Split, Time

type Location = tuple[str | int, ...]

TOLERANCE = 0.001


def time_findings(plan: Plan) -> Iterator[Finding]:
    """What is wrong with splits of selling hours and with the numbers of people."""
    for location, split in splits_of(plan):
        shares = [*split.conquest.values(), *split.loyalty.values()]
        total = sum(share.typical for share in shares)
        if total > 1 + TOLERANCE:
            yield Finding(
                location,
                f"the shares of conquest and loyalty add up to {total * 100:.4g} %; "
                "allowed: 100 % together; take some away elsewhere",
            )
        elif isinstance(split, MonthSplit) and total <= 0:
            yield Finding(location, "no hours are planned; give a segment a share")
    for location, budget in budgets_of(plan):
        if isinstance(budget, Time):
            yield from _block(location, budget, plan)
        yield from _months(location, budget, plan)
    for name, role in plan.team.items():
        people = {*names_of(name, role), *(row.name for row in role.from_)}
        people |= {f"{name} {hire}" for hire in role.hires}
        for person in role.person_time:
            if person not in people:
                known = ", ".join(sorted(people)[:12])
                message = f"the role has nobody of this name; known: {known}"
                yield Finding(("team", name, "person_time", person), message, person)
        yield from _free_number(name, role.people)


def budgets_of(plan: Plan) -> Iterator[tuple[Location, Budget]]:
    """Every time budget that is typed, and where."""
    yield ("time",), plan.time
    for name, role in plan.team.items():
        if role.time is not None:
            yield ("team", name, "time"), role.time
        for person, budget in role.person_time.items():
            yield ("team", name, "person_time", person), budget


def splits_of(plan: Plan) -> Iterator[tuple[Location, Split | MonthSplit]]:
    """Every split of selling hours that is typed, and where."""
    for location, budget in budgets_of(plan):
        yield location, budget
        for month, split in budget.by_month.items():
            yield (*location, "by_month", month), split


def _block(location: Location, time: Time, plan: Plan) -> Iterator[Finding]:
    block = time.prospecting_block
    if block is None or not isinstance(plan.calendar, Calendar):
        return
    selling = per_week(plan.calendar.hours) * (1 - time.administration.typical)
    if per_week(block) > selling + TOLERANCE:
        message = f"the block is longer than the {selling:g} selling hours of a full-time week"
        yield Finding((*location, "prospecting_block"), message)


def _months(location: Location, budget: Budget, plan: Plan) -> Iterator[Finding]:
    first, last = f"{plan.horizon.from_:%Y-%m}", f"{plan.horizon.last_day:%Y-%m}"
    for month in budget.by_month:
        place = (*location, "by_month", month)
        if not re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", month):
            yield Finding(place, "a month is typed as 2027-03", month)
        elif not first <= month <= last:
            yield Finding(place, f"the horizon lasts from {first} to {last}", month)


def _free_number(name: str, people: People) -> Iterator[Finding]:
    least, most = people.bounds
    if least > people.count:
        message = f"least is {least}, and today there are {people.count}; plan their hires"
        yield Finding(("team", name, "people", "least"), message)
    if most < people.count:
        message = f"most is {most}, and today there are {people.count}; that many or more"
        yield Finding(("team", name, "people", "most"), message)
