"""The rows of segments, firms, channels and products."""

from collections.abc import Mapping

import numpy as np

from salessim.calendar import second_of_date
from salessim.elementary import power
from salessim.model.build.fact_ledger import UNCHANGED, FactLedger
from salessim.model.build.laws_of_cases import LawBook, mean_of_cases
from salessim.model.build.today import SellingHours
from salessim.model.build.workload import segment_share
from salessim.model.codes import AVAILABLE, CUSTOMER, NEVER, NOBODY, ROUTING_NAMES
from salessim.model.draws import key_of, mixed
from salessim.model.tables import CHANNEL_STATE, FIRM, PRODUCT_ROW, SEGMENT_STATE
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.market import Channel, Segment
from salessim.units import DAYS_PER_YEAR, MONTHS_PER_YEAR, SECONDS_PER_DAY, Quantity

ROOM_ABOVE_RANGE = 1.5
"""Rows of firms kept for a number that is not known: this many times its upper bound."""


def most(quantity: Quantity) -> int:
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
    ledger: FactLedger,
    book: LawBook,
    relax: Mapping[str, float] = UNCHANGED,
) -> None:
    """Write the facts of each segment."""
    table = ledger.open("segments", (len(plan.segments),))
    for row, (name, segment) in enumerate(plan.segments.items()):
        place, path = (row,), f"segments.{name}"
        fact = table[row]
        deal = segment.deal if segment.deal.period is None else segment.deal.per_year
        fact.subscription = 0 if segment.deal.period is None else 1
        fact.deal_law = book.row(deal, f"{path}.deal")
        ledger.put("segments", place, "win_rate", segment.win_rate, f"{path}.win_rate", share=True)
        churn = segment.churn.hazard_per_year
        ledger.put("segments", place, "churn_per_year", churn, f"{path}.churn")
        if segment.orders is None:
            fact.order_law = book.row(Quantity(0.0), f"{path}.orders")
        else:
            years = segment.order_every.typical / DAYS_PER_YEAR
            fact.order_law = book.row(segment.orders.per_year.scaled(years), f"{path}.orders")
            fact.orders_per_year = DAYS_PER_YEAR / segment.order_every.typical
        fact.touches = segment.touches
        cooling = segment.cooling_off.scaled(SECONDS_PER_DAY)
        ledger.put("segments", place, "cooling_off", cooling, f"{path}.cooling_off")
        prospects = segment.prospects.scaled(relax.get("market", 1.0))
        ledger.put("segments", place, "prospects", prospects, f"{path}.prospects")
        unnamed = customers_of(plan, name)
        ledger.put("segments", place, "customers", unnamed, f"today.customers.{name}")
        fact.growth_per_year = growth_per_year(plan, segment)
        fact.accounts = sum(1 for account in plan.today.accounts if account.segment == name)
        fact.care_hours_per_year = hours.loyalty[name]
        fact.conquest_hours_per_year = hours.conquest[name]
        fact.calling_hours_per_year = hours.calling[name]
        fact.meetings_per_year = hours.meetings[name]


def growth_per_year(plan: SalesPlan, segment: Segment) -> float:
    """Return the growth of a segment's number of firms, a share a year."""
    growth = plan.vision.market if segment.grows is None else segment.grows
    return growth.per_year.typical


def most_growth(plan: SalesPlan, segment: Segment) -> float:
    """Return the largest size of a segment's market in the horizon, against the first day."""
    years = plan.horizon.months / MONTHS_PER_YEAR
    return max(1.0, power(1.0 + growth_per_year(plan, segment), years))


def write_firms(
    plan: SalesPlan, people: tuple[Person, ...], relax: Mapping[str, float] = UNCHANGED
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
        unnamed = most(customers_of(plan, name))
        prospects = most(
            segment.prospects.scaled(relax.get("market", 1.0) * most_growth(plan, segment))
        )
        part = np.zeros(len(named) + unnamed + prospects, FIRM)
        part["segment"] = number
        part["territory"] = NOBODY if plan.territories else 0
        part["owner"] = part["latest_deal"] = part["previous"] = part["next"] = NOBODY
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
    plan: SalesPlan, today: SalesPlan, ledger: FactLedger, relax: Mapping[str, float] = UNCHANGED
) -> tuple[np.ndarray, np.ndarray]:
    """Write the facts of channels; return their states and mixes, cumulative over segments.

    today: the plan whose budgets bring the leads that are typed.
    """
    table = ledger.open("channels", (len(plan.channels),))
    states = np.zeros(len(plan.channels), CHANNEL_STATE)
    mix = np.zeros((len(plan.channels), len(plan.segments)))
    start = plan.horizon.from_
    for row, (name, channel) in enumerate(plan.channels.items()):
        place, path = (row,), f"channels.{name}"
        fact = table[row]
        leads = channel.leads.per_year.scaled(relax.get("leads", 1.0))
        ledger.put("channels", place, "leads_per_year", leads, f"{path}.leads")
        fact.budget_ratio = budget_ratio(channel, today.channels.get(name, channel))
        without = channel.without_budget
        ledger.put(
            "channels", place, "without_budget", without, f"{path}.without_budget", share=True
        )
        ledger.put("channels", place, "at_most", channel.at_most, f"{path}.at_most")
        if channel.peak is not None:
            ledger.put(
                "channels", place, "peak_size", channel.peak_size, f"{path}.peak_size", share=True
            )
            middle = start.replace(month=channel.peak, day=15)
            fact.peak_at = second_of_date(start, middle)
        cold = channel.goes_cold_in.scaled(SECONDS_PER_DAY)
        ledger.put("channels", place, "goes_cold_in", cold, f"{path}.goes_cold_in")
        ledger.put("channels", place, "passes", channel.passes, f"{path}.passes", share=True)
        ledger.put("channels", place, "informed", channel.informed, f"{path}.informed", share=True)
        ledger.put("channels", place, "quality", channel.quality, f"{path}.quality", number=True)
        fact.routing = ROUTING_NAMES.index(channel.routing)
        states[row].key = key_of("channel", name)
        shares = np.array([segment_share(channel, segment) for segment in plan.segments])
        mix[row] = np.cumsum(shares) / sum(share.typical for share in channel.mix.values())
    return states, mix


def budget_ratio(channel: Channel, today: Channel) -> float:
    """Return a channel's budget over today's; 1 where nothing is spent today."""
    spent = today.budget.per_year.typical
    return channel.budget.per_year.typical / spent if spent > 0.0 else 1.0


def write_products(plan: SalesPlan, book: LawBook) -> np.ndarray:
    """Return the rows of products."""
    rows = np.zeros(len(plan.products), PRODUCT_ROW)
    segments = list(plan.segments)
    for row, (name, product) in zip(rows, plan.products.items(), strict=True):
        row.price_law = book.row(product.price, f"products.{name}.price")
        row.margin = (product.margin or plan.margin).typical
        row.mix = product.mix.typical if product.mix else 0.0
        served = segments if product.segments is None else product.segments
        row.segments = sum(1 << segments.index(segment) for segment in served)
    return rows
