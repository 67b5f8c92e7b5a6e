"""Checks of time: budgets that fit into the hours, and dates that lie within the horizon."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from salessim.scenario.checks.shares import TOLERANCE
from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.sales_plan import SalesPlan, everybody_in, names_of, per_week
from salessim.scenario.schema.hires import Hire, HiringRule, joiners_of
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.team import People
from salessim.scenario.schema.time import Budget, MonthSplit, Split, Time


def check_time_budgets(plan: SalesPlan) -> Iterator[Inconsistency]:
    """What is wrong with splits of selling hours and with the numbers of people."""
    for location, split in splits_of(plan):
        shares = [*split.conquest.values(), *split.loyalty.values()]
        total = sum(share.typical for share in shares)
        if total > 1 + TOLERANCE:
            yield Inconsistency(
                location,
                f"the shares of conquest and loyalty add up to {total * 100:.4g} %; "
                "allowed: 100 % together; take some away elsewhere",
            )
        elif isinstance(split, MonthSplit) and total <= 0:
            yield Inconsistency(location, "no hours are planned; give a segment a share")
    for location, budget in budgets_of(plan):
        if isinstance(budget, Time):
            yield from _block(location, budget, plan)
        yield from _months(location, budget, plan)
    for name, role in plan.team.items():
        people = everybody_in(name, role, plan) if role.person_time else ()
        for person in role.person_time:
            if person not in people:
                known = ", ".join(sorted(people)[:12])
                message = f"the role has nobody of this name; known: {known}"
                yield Inconsistency(("team", name, "person_time", person), message, person)
        yield from _free_number(name, role.people)


def budgets_of(plan: SalesPlan) -> Iterator[tuple[Location, Budget]]:
    """Every time budget that is typed, and where."""
    yield ("time",), plan.time
    for name, role in plan.team.items():
        if role.time is not None:
            yield ("team", name, "time"), role.time
        for person, budget in role.person_time.items():
            yield ("team", name, "person_time", person), budget


def splits_of(plan: SalesPlan) -> Iterator[tuple[Location, Split | MonthSplit]]:
    """Every split of selling hours that is typed, and where."""
    for location, budget in budgets_of(plan):
        yield location, budget
        for month, split in budget.by_month.items():
            yield (*location, "by_month", month), split


def _block(location: Location, time: Time, plan: SalesPlan) -> Iterator[Inconsistency]:
    block = time.prospecting_block
    if block is None or not isinstance(plan.calendar, Calendar):
        return
    selling = per_week(plan.calendar.hours) * (1 - time.administration.typical)
    if per_week(block) > selling + TOLERANCE:
        message = f"the block is longer than the {selling:g} selling hours of a full-time week"
        yield Inconsistency((*location, "prospecting_block"), message)


def _months(location: Location, budget: Budget, plan: SalesPlan) -> Iterator[Inconsistency]:
    first, last = f"{plan.horizon.from_:%Y-%m}", f"{plan.horizon.last_day:%Y-%m}"
    for month in budget.by_month:
        place = (*location, "by_month", month)
        if not re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", month):
            yield Inconsistency(place, "a month is typed as 2027-03", month)
        elif not first <= month <= last:
            yield Inconsistency(place, f"the horizon lasts from {first} to {last}", month)


def _free_number(name: str, people: People) -> Iterator[Inconsistency]:
    minimum, maximum = people.bounds
    if minimum > people.count:
        message = f"least is {minimum}, and today there are {people.count}; plan their hires"
        yield Inconsistency(("team", name, "people", "least"), message)
    if maximum < people.count:
        message = f"most is {maximum}, and today there are {people.count}; that many or more"
        yield Inconsistency(("team", name, "people", "most"), message)


def _hires(
    at: Location, hires: Mapping[str, Hire | HiringRule], plan: SalesPlan
) -> Iterator[Inconsistency]:
    first, last = plan.horizon.from_, plan.horizon.last_day
    span = f"the horizon lasts from {first} to {last}"
    for name, one in hires.items():
        begins = one.from_ if isinstance(one, HiringRule) else one.starts
        if begins < first and one.slips is not None:
            message = f"who came on {begins}, before the horizon, is there; delete this"
            yield Inconsistency((*at, name, "slips"), message)
        elif begins > last:
            place = (*at, name, "from") if isinstance(one, HiringRule) else (*at, name)
            yield Inconsistency(place, f"{span}; hire earlier, or lengthen it", str(begins))
        if isinstance(one, HiringRule) and one.until is not None and one.until < begins:
            message = f"nobody comes: the first day is {begins}; end later"
            yield Inconsistency((*at, name, "until"), message, str(one.until))


def check_dates(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Dates before, after or outside the horizon."""
    first, last = plan.horizon.from_, plan.horizon.last_day
    span = f"the horizon lasts from {first} to {last}"
    for name, role in plan.team.items():
        if role.start is not None and role.start > last:
            yield Inconsistency(("team", name, "start"), f"{span}; start earlier, or lengthen it")
        yield from _hires(("team", name, "hires"), role.hires, plan)
        starts: dict[str, dt.date | None]
        starts = {f"{name} {one.name}": one.starts for one in joiners_of(role.hires, last)}
        starts |= {row.name: row.start or role.start for row in role.from_}
        starts |= dict.fromkeys(names_of(name, role), role.start)
        for person, gone in role.departures.items():
            place = ("team", name, "departures", person)
            if gone <= first:
                message = f"{span}; leave out somebody who is not there when it begins"
                yield Inconsistency(place, message, str(gone))
            elif gone > last:
                message = f"{span}; leave the departure out, or lengthen it"
                yield Inconsistency(place, message, str(gone))
            elif (begins := starts.get(person)) is not None and gone <= begins:
                message = f"the first day is {begins}; leave later"
                yield Inconsistency(place, message, str(gone))
        for k, row in enumerate(role.from_):
            if row.start is not None and row.start > last:
                message = f"{span}; start earlier, or lengthen it"
                yield Inconsistency(("team", name, "from", k, "start"), message)
    for k, goal in enumerate(plan.target):
        if not first <= goal.by <= last:
            message = f"{span}; a target is due within it"
            yield Inconsistency(("target", k), message, f"{goal.by:%Y-%m}")
        if goal.since is not None and goal.arr is not None:
            message = "recurring revenue is a state at a month's end; type since for a sum"
            yield Inconsistency(("target", k, "since"), message, f"{goal.since:%Y-%m}")
        elif goal.since is not None and goal.since > goal.by:
            message = f"this lies after {goal.by:%Y-%m}, in which the target is due"
            yield Inconsistency(("target", k, "since"), message, f"{goal.since:%Y-%m}")
    for k, deal in enumerate(plan.today.deals):
        if deal.opened is not None and deal.opened > first:
            message = f"an open deal was opened before the horizon's first day, {first}"
            yield Inconsistency(("today", "deals", k, "opened"), message)
