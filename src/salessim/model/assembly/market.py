"""The rows of segments, firms, channels and products, and of today's open deals."""

import numpy as np

from salessim.calendar import second_of_date
from salessim.elementary import power
from salessim.model.assembly.anchor import SellingHours
from salessim.model.assembly.customers import (
    mean_frequency,
    mean_hazard,
    orders_per_year,
    write_differences,
)
from salessim.model.assembly.distribution_table import DistributionTable, mean_of_cases
from salessim.model.assembly.lead_sources import segment_share
from salessim.model.assembly.parameter_tables import ParameterTables
from salessim.model.assembly.schedules import calendar_month
from salessim.model.assembly.team import joins
from salessim.model.draws import key_of, mixed
from salessim.model.state.codes import (
    AVAILABLE,
    CONQUEST,
    CUSTOMER,
    FOR_BUYER,
    FOR_REP,
    LOYALTY,
    NEVER,
    NOBODY,
    OPEN,
    ROUTING_NAMES,
)
from salessim.model.state.rows import CHANNEL_STATE, DEAL, FIRM, PRODUCT_ROW, SEGMENT_STATE
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.market import Segment
from salessim.scenario.workers import workers_of
from salessim.units import DAYS_PER_YEAR, MONTHS_PER_YEAR, SECONDS_PER_DAY, Quantity

MINIMUM_ROOM = 256
"""Rows of deals that there are at least; engines grow the table when it is full."""

ROOM_ABOVE_RANGE = 1.5
"""Rows of firms kept for a number that is not known: this many times its upper bound."""


def maximum_count(quantity: Quantity) -> int:
    """Return the most firms that a count can mean."""
    if quantity.uncertainty is None:
        return int(quantity.typical)
    return int(quantity.uncertainty[1] * ROOM_ABOVE_RANGE)


def customers_of(plan: SalesPlan, segment: str) -> Quantity:
    """Return the number of unnamed customers of day one."""
    return plan.today.customers.get(segment, Quantity(0.0))


def named_firms(plan: SalesPlan, segment: str) -> list[str]:
    """Return the names of a segment's listed customers, then of its prospects in open deals."""
    names = [row.name for row in plan.today.accounts if row.segment == segment]
    seen = set(names)
    for deal in plan.today.deals:
        if deal.segment == segment and deal.account not in seen:
            seen.add(deal.account)
            names.append(deal.account)
    return names


def write_segments(
    plan: SalesPlan,
    hours: SellingHours,
    parameters: ParameterTables,
    distributions: DistributionTable,
) -> None:
    """Write the parameters of each segment."""
    table = parameters.open("segments", (len(plan.segments),))
    for row, (name, segment) in enumerate(plan.segments.items()):
        place, path = (row,), f"segments.{name}"
        entry = table[row]
        deal = segment.deal if segment.deal.period is None else segment.deal.per_year
        entry.subscription = 0 if segment.deal.period is None else 1
        entry.deal_distribution = distributions.row(deal, f"{path}.deal")
        parameters.copy("segments", place, segment, path, left_out=("prospects",))
        write_differences(entry, segment, path, distributions)
        churn = mean_hazard(segment.churn)
        parameters.put("segments", place, "churn_per_year", churn, f"{path}.churn")
        if segment.orders is None:
            entry.order_distribution = distributions.row(Quantity(0.0), f"{path}.orders")
        else:
            years = segment.order_every.typical / DAYS_PER_YEAR
            entry.order_distribution = distributions.row(
                segment.orders.per_year.scaled(years), f"{path}.orders"
            )
            often = orders_per_year(segment)
            parameters.put("segments", place, "orders_per_year", often, f"{path}.order_frequency")
        entry.touches = segment.touches
        entry.whole_market = segment.leads_from == "whole_market"
        parameters.put("segments", place, "prospects", segment.prospects, f"{path}.prospects")
        unnamed = customers_of(plan, name)
        parameters.put("segments", place, "customers", unnamed, f"today.customers.{name}")
        growth = growth_of(plan, segment)
        entry.growth_per_year = growth.typical
        parameters.move("segments", place, "growth_per_year", growth, f"{path}.grows", number=True)
        entry.called = was_called(plan, name, segment)
        entry.asked = somebody_was_there(plan)
        entry.accounts = sum(1 for account in plan.today.accounts if account.segment == name)
        entry.care_hours_per_year = hours.loyalty[name]
        entry.conquest_hours_per_year = hours.conquest[name]
        entry.calling_hours_per_year = hours.calling[name]
        entry.meetings_per_year = hours.meetings[name]


def somebody_was_there(plan: SalesPlan) -> bool:
    """Tell whether anybody sold before the first day; who starts a business begins on it."""
    customers = any(number.typical > 0 for number in plan.today.customers.values())
    if customers or plan.today.accounts or plan.today.deals:
        return True
    return any(not joins(plan, person) for person in plan.people)


def was_called(plan: SalesPlan, name: str, segment: Segment) -> bool:
    """Tell whether firms of a segment were called on before the first day."""
    if segment.called != "as_today":
        return segment.called == "through"
    if plan.prospecting.outbound == "none" or not somebody_was_there(plan):
        return False
    here = [person for person in plan.people if not joins(plan, person)] or plan.people
    callers = next(iter(workers_of(plan).values()))
    return any(
        person.role in callers and (person.segments is None or name in person.segments)
        for person in here
    )


def growth_of(plan: SalesPlan, segment: Segment) -> Quantity:
    """Return the growth of a segment's number of firms, a share a year."""
    growth = plan.vision.market if segment.grows is None else segment.grows
    return growth.per_year


def maximum_growth(plan: SalesPlan, segment: Segment) -> float:
    """Return the largest size of a segment's market in the horizon, against the first day."""
    growth, months = growth_of(plan, segment), plan.horizon.months
    if growth.schedule is None:
        return max(1.0, power(1.0 + growth.typical, months / MONTHS_PER_YEAR))
    values = [growth.typical, *(value.typical for _, value in growth.schedule.later)]
    size = largest = 1.0
    for month in range(months):
        place, factor = growth.schedule.in_month(*calendar_month(plan, month))
        size *= power(1.0 + factor * values[place], 1.0 / MONTHS_PER_YEAR)
        largest = max(largest, size)
    return largest


def write_firms(
    plan: SalesPlan, people: tuple[Person, ...]
) -> tuple[np.ndarray, np.ndarray, dict[tuple[str, str], int]]:
    """Return the rows of firms and of segment states, and the row of each named firm."""
    owners = {person.name: row for row, person in enumerate(people)}
    states = np.zeros(len(plan.segments), SEGMENT_STATE)
    parts: list[np.ndarray] = []
    rows: dict[tuple[str, str], int] = {}
    first = 0
    for number, (name, segment) in enumerate(plan.segments.items()):
        accounts = [row for row in plan.today.accounts if row.segment == name]
        named = named_firms(plan, name)
        unnamed = maximum_count(customers_of(plan, name))
        prospects = maximum_count(segment.prospects.scaled(maximum_growth(plan, segment)))
        part = np.zeros(len(named) + unnamed + prospects, FIRM)
        part["segment"] = number
        part["territory"] = NOBODY if plan.territories else 0
        part["owner"] = part["contract"] = part["latest_deal"] = NOBODY
        part["previous"] = part["next"] = NOBODY
        part["relationship"] = -1.0
        part["size"] = 1.0
        part["candidate_at"] = part["contact_due"] = NEVER
        part["place"] = -1
        key = key_of("segment", name)
        for place, firm in enumerate(named):
            rows[(name, firm)] = first + place
            part[place].key = key_of("firm", f"{name}\0{firm}")
            part[place].state = AVAILABLE
        subscribes = segment.deal.period is not None
        orders = 0.0 if segment.orders is None else mean_of_cases(segment.orders.per_year)
        orders *= mean_frequency(segment)
        for row, account in zip(part, accounts, strict=False):
            row.state = CUSTOMER
            row.owner = owners.get(account.owner, NOBODY) if account.owner else NOBODY
            if account.relationship is not None:
                row.relationship = account.relationship
            value = account.value_per_year
            if subscribes:
                row.recurring = -1.0 if value is None else value
            elif value is not None and orders > 0.0:
                row.size = value / orders
        begin = len(named)
        keys = part["key"]
        customers = part[begin : begin + unnamed]
        customers["state"] = CUSTOMER
        customers["recurring"] = -1.0 if subscribes else 0.0
        customers["place"] = np.arange(unnamed)
        keys[begin : begin + unnamed] = keys_of(key_of("customers", name), unnamed)
        part["place"][begin + unnamed :] = np.arange(prospects)
        keys[begin + unnamed :] = keys_of(key, prospects)
        states[number].key = key
        states[number].first_firm = first
        states[number].firms = len(part)
        states[number].first_prospect = first + begin + unnamed
        parts.append(part)
        first += len(part)
    return np.concatenate(parts), states, rows


def keys_of(key: int, count: int) -> np.ndarray:
    """Return the lasting keys of the first `count` things that belong to `key`."""
    with np.errstate(over="ignore"):
        numbers = np.arange(count, dtype=np.uint64)
        return np.asarray(mixed(np.uint64(key), numbers), dtype=np.uint64)


def write_channels(
    plan: SalesPlan,
    today: SalesPlan,
    parameters: ParameterTables,
    distributions: DistributionTable,
) -> tuple[np.ndarray, np.ndarray]:
    """Write the parameters of channels; return their states and mixes, cumulative over segments.

    today: the plan whose budgets bring the leads that are typed.
    """
    table = parameters.open("channels", (len(plan.channels),))
    states = np.zeros(len(plan.channels), CHANNEL_STATE)
    mix = np.zeros((len(plan.channels), len(plan.segments)))
    start = plan.horizon.from_
    for row, (name, channel) in enumerate(plan.channels.items()):
        place, path = (row,), f"channels.{name}"
        entry = table[row]
        leads = channel.leads.per_year
        parameters.put("channels", place, "leads_per_year", leads, f"{path}.leads")
        budget, spent = channel.budget, today.channels.get(name, channel).budget
        parameters.put("channels", place, "budget_per_month", budget.per_month, f"{path}.budget")
        entry.budget_ratio = budget_ratio(budget, spent)
        if spent.typical > 0.0:
            ratio = budget.per_year.scaled(1.0 / spent.per_year.typical)
            parameters.move("channels", place, "budget_ratio", ratio, f"{path}.budget")
        often = channel.per_customer.per_year
        parameters.put("channels", place, "per_customer", often, f"{path}.per_customer")
        without = {"peak_size": channel.peak is None, "relationship_effect": not channel.recommends}
        left_out = tuple(key for key, is_idle in without.items() if is_idle)
        parameters.copy("channels", place, channel, path, left_out=left_out)
        if channel.peak is not None:
            middle = start.replace(month=channel.peak, day=15)
            entry.peak_at = second_of_date(start, middle)
        entry.routing = ROUTING_NAMES.index(channel.routing)
        entry.patience_distribution = distributions.row_or_none(
            channel.patience, f"{path}.patience"
        )
        distributions.write_fading(entry, channel.goes_cold_in)
        states[row].key = key_of("channel", name)
        shares = np.array([segment_share(channel, segment) for segment in plan.segments])
        mix[row] = np.cumsum(shares) / sum(share.typical for share in channel.mix.values())
    return states, mix


def budget_ratio(budget: Quantity, today: Quantity) -> float:
    """Return a channel's budget over today's; 1 where nothing is spent today."""
    spent = today.per_year.typical
    return budget.per_year.typical / spent if spent > 0.0 else 1.0


def write_products(plan: SalesPlan, distributions: DistributionTable) -> np.ndarray:
    """Return the rows of products."""
    rows = np.zeros(len(plan.products), PRODUCT_ROW)
    segments = list(plan.segments)
    for row, (name, product) in zip(rows, plan.products.items(), strict=True):
        price = product.price if product.price.period is None else product.price.per_year
        row.price_distribution = distributions.row(price, f"products.{name}.price")
        row.margin = NOBODY if product.margin is None else product.margin.typical
        row.mix = product.mix.typical if product.mix else 0.0
        served = segments if product.segments is None else product.segments
        row.segments = sum(1 << segments.index(segment) for segment in served)
    return rows


def write_deals(
    plan: SalesPlan, people: tuple[Person, ...], firm_rows: dict[tuple[str, str], int]
) -> np.ndarray:
    """Return the table of deals with today's open ones in its first rows."""
    opening = plan.today.deals
    owners = {person.name: row for row, person in enumerate(people)}
    segments, stages = list(plan.segments), list(plan.funnel.conquest)
    actions, products = list(plan.funnel.loyalty), list(plan.products)
    deals = np.zeros(max(MINIMUM_ROOM, 2 * len(opening)), DEAL)
    seen: dict[str, int] = {}
    for row, deal in zip(deals, opening, strict=False):
        name = f"{deal.segment}\0{deal.account}"
        seen[name] = seen.get(name, 0) + 1
        row.key = key_of("opening deal", f"{name}\0{seen[name]}")
        row.firm = firm_rows[(deal.segment, deal.account)]
        row.segment = segments.index(deal.segment)
        row.motion = CONQUEST if deal.motion == "conquest" else LOYALTY
        row.step = (
            stages.index(deal.stage)
            if row.motion == CONQUEST
            else len(stages) + actions.index(deal.stage)
        )
        row.owner = owners.get(deal.owner, NOBODY) if deal.owner else NOBODY
        row.state = OPEN
        row.credit = 1.0
        row.channel = row.earlier = row.booked_by = NOBODY
        row.product = NOBODY if deal.product is None else products.index(deal.product)
        row.opened = 0 if deal.opened is None else second_of_date(plan.horizon.from_, deal.opened)
        row.closed = row.answers_at = NEVER
        row.value = -1.0 if deal.value is None else deal.value
        row.waits_for = FOR_REP
        if deal.answers_in is not None:
            row.waits_for = FOR_BUYER
            row.answers_at = int(deal.answers_in * SECONDS_PER_DAY + 0.5)
    return deals
