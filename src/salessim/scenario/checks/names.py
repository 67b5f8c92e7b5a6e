"""Checks that every name that is used exists: segments, roles, stages, people, territories."""

from collections.abc import Iterable, Iterator

from salessim.near_words import did_you_mean, did_you_mean_person
from salessim.scenario.checks.timing import splits_of
from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.sales_plan import SalesPlan, everybody_in
from salessim.scenario.schema.funnel import Contact
from salessim.scenario.schema.horizon import BY_CURRENCY, Calendar
from salessim.scenario.schema_types import UnknownPath, split_path, type_at
from salessim.scenario.workers import specialists_of, steps_of


def check_names(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Names that nothing has."""
    yield from _segments(plan)
    yield from _roles(plan)
    yield from _departures(plan)
    yield from _territories(plan)
    yield from _accounts(plan)
    yield from _deals(plan)
    yield from _country(plan)
    yield from _paths(plan)


def _unknown(
    location: Location, what: str, name: str, known: Iterable[str]
) -> Iterator[Inconsistency]:
    names = list(known)
    if name not in names:
        near = did_you_mean_person if what.startswith("person") else did_you_mean
        hint = near(name, names) or f"; known: {', '.join(names[:12]) or 'none'}"
        yield Inconsistency(location, f"there is no {what} of this name{hint}", name, about=name)


def _segments(plan: SalesPlan) -> Iterator[Inconsistency]:
    used: list[tuple[Location, str]] = []

    def keys(location: Location, named: Iterable[str]) -> None:
        used.extend(((*location, name), name) for name in named)

    def items(location: Location, names: Iterable[str] | None) -> None:
        used.extend(((*location, k), name) for k, name in enumerate(names or ()))

    for name, channel in plan.channels.items():
        keys(("channels", name, "mix"), channel.mix)
        keys(("channels", name, "to"), channel.to)
        items(("channels", name, "from"), channel.from_)
    for name, product in plan.products.items():
        items(("products", name, "segments"), product.segments)
    for name, step in plan.funnel.loyalty.items():
        items(("funnel", "loyalty", name, "segments"), step.segments)
    for name, role in plan.team.items():
        items(("team", name, "segments"), role.segments)
    for location, split in splits_of(plan):
        keys((*location, "conquest"), split.conquest)
        keys((*location, "loyalty"), split.loyalty)
    keys(("today", "customers"), plan.today.customers)
    for location, name in used:
        yield from _unknown(location, "segment", name, plan.segments)


def _roles(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, manager in plan.managers.items():
        if manager.sells_as is not None:
            place = ("managers", name, "sells_as")
            yield from _unknown(place, "person", manager.sells_as, _people(plan))
        for k, role in enumerate(manager.leads or ()):
            yield from _unknown(("managers", name, "leads", k), "role", role, plan.team)
    for (motion, name), step in steps_of(plan):
        at = ("funnel", motion, name)
        for k, role in enumerate(step.by or ()):
            yield from _unknown((*at, "by", k), "role", role, plan.team)
        for role in specialists_of(step):
            yield from _unknown((*at, "with", role), "role", role, plan.team)
    people = _people(plan)
    for pod, names in plan.pods.items():
        for k, person in enumerate(names):
            yield from _unknown(("pods", pod, k), "person", person, people)


def _territories(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, role in plan.team.items():
        if role.territory is not None:
            location = ("team", name, "territory")
            yield from _unknown(location, "territory", role.territory, plan.territories)
        for k, row in enumerate(role.from_):
            if row.territory is not None:
                place = ("team", name, "from", k, "territory")
                yield from _unknown(place, "territory", row.territory, plan.territories)


def _people(plan: SalesPlan) -> frozenset[str]:
    return frozenset(
        person for name, role in plan.team.items() for person in everybody_in(name, role, plan)
    )


def _departures(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, role in plan.team.items():
        known = everybody_in(name, role, plan)
        for person in role.departures:
            place = ("team", name, "departures", person)
            yield from _unknown(place, "person of this role", person, known)


def _accounts(plan: SalesPlan) -> Iterator[Inconsistency]:
    people = _people(plan)
    seen: set[str] = set()
    counted: set[str] = set()
    for k, row in enumerate(plan.today.accounts):
        at = ("today", "accounts", k)
        if not row.segment and row.customer:
            known = ", ".join(plan.segments)
            message = f"this is missing, and no matrix has the account; type one of: {known}"
            yield Inconsistency((*at, "segment"), message)
        elif row.segment and row.segment not in plan.segments:
            yield from _unknown((*at, "segment"), "segment", row.segment, plan.segments)
        if row.owner is not None and row.owner not in people:
            yield from _unknown((*at, "owner"), "person", row.owner, people)
        if row.name in seen:
            message = "this customer stands in two rows; keep one"
            yield Inconsistency((*at, "name"), message, row.name)
        seen.add(row.name)
        if row.customer:
            counted.add(row.segment)
    for segment in plan.today.customers:
        if segment in counted:
            message = "customers of this segment stand in accounts too; count them once"
            yield Inconsistency(("today", "customers", segment), message)


def _deals(plan: SalesPlan) -> Iterator[Inconsistency]:
    people = _people(plan)
    opportunities = [
        name for name, step in plan.funnel.loyalty.items() if not isinstance(step, Contact)
    ]
    customers = {row.name: row.segment for row in plan.today.accounts if row.customer}
    stages = {"conquest": list(plan.funnel.conquest), "loyalty": opportunities}
    prospects: set[tuple[str, str]] = set()
    for k, row in enumerate(plan.today.deals):
        at = ("today", "deals", k)
        if row.segment not in plan.segments:
            yield from _unknown((*at, "segment"), "segment", row.segment, plan.segments)
        if row.stage not in stages[row.motion]:
            what = f"{row.motion} stage"
            yield from _unknown((*at, "stage"), what, row.stage, stages[row.motion])
        if row.owner is not None and row.owner not in people:
            yield from _unknown((*at, "owner"), "person", row.owner, people)
        if row.product is not None:
            if row.product not in plan.products:
                yield from _unknown((*at, "product"), "product", row.product, plan.products)
            elif row.segment not in (plan.products[row.product].segments or plan.segments):
                message = f"this product is not sold in the segment {row.segment}; keep another"
                yield Inconsistency((*at, "product"), message, row.product)
        segment = customers.get(row.account)
        if row.motion == "loyalty" and segment != row.segment:
            where = f"is in the segment {segment}" if segment else "is missing in accounts"
            yield Inconsistency(
                (*at, "account"), f"a loyalty deal is a customer's, and this one {where}"
            )
        elif row.motion == "conquest" and segment is not None:
            yield Inconsistency(
                (*at, "account"), "this is a customer already; type motion: loyalty"
            )
        elif row.motion == "conquest" and (row.segment, row.account) in prospects:
            message = "this prospect has an open deal already; keep the one that is further on"
            yield Inconsistency((*at, "account"), message, row.account)
        if row.motion == "conquest":
            prospects.add((row.segment, row.account))


def _country(plan: SalesPlan) -> Iterator[Inconsistency]:
    if isinstance(plan.calendar, Calendar) and plan.calendar.country not in (None, BY_CURRENCY):
        # Imported here because calendars need numpy.
        from salessim.calendar import country_code

        try:
            country_code(plan.calendar.country)
        except ValueError as error:
            yield Inconsistency(("calendar", "country"), str(error))


def _paths(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Key paths of sources and variants that the schema does not know."""
    places: list[tuple[Location, str]] = [(("sources", path), path) for path in plan.sources]
    for name, changes in plan.variants.items():
        places += [(("variants", name, path), path) for path in changes]
    for location, path in places:
        parts = split_path(path)
        try:
            type_at(("team", *parts[1:]) if parts[0] == "pay" else parts)
        except UnknownPath as unknown:
            yield Inconsistency(location, str(unknown))
