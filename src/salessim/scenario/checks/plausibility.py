"""Questions about figures that can be computed and are hardly meant: one sentence each."""

import math
from collections.abc import Iterator

from salessim.scenario.checks.output import output_questions, ramp_days
from salessim.scenario.checks.roles import role_questions
from salessim.scenario.checks.shares import IsTyped
from salessim.scenario.completion import (
    place_of_discovery,
    prospects_first,
    share_of_cases,
)
from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.sales_plan import SalesPlan, full_time_of, per_week
from salessim.scenario.schema.funnel import Contact
from salessim.scenario.schema.hires import HiringRule, joiners_of
from salessim.scenario.schema.market import Segment
from salessim.scenario.uncertain_default import CURRENCIES
from salessim.scenario.workers import motions_of_roles, stages_in, step_in
from salessim.units import (
    PERIODS_PER_YEAR,
    Quantity,
)

HARDLY_WORTH = 0.1
"""Share of what its work costs below which a contract is asked for: ten times too small or more."""

HARDLY_A_DEAL = 50.0
"""First year's value below which a contract is asked for whose hours follow its size."""

HARDLY_A_PRICE = 0.5
"""Share of the first year's price below which that of a later year is asked for."""


USUAL_PAY = (1e3, 3e6)
"""Pay a year at full time beyond which it is asked for, in `CURRENCIES`; 0 is nobody's pay."""

PAID = ("base", "on_target", "valued_at")
"""Keys of pay by the year, of roles and of rows of their tables."""

SHORT_KEEPING, SHORT_STAY = 12.0, 48.0
"""Days up to which a customer's time with its winner, and a recruit's stay, are asked about."""


def questions(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """Ask about amounts, customers and dates of a plan with everything filled in."""
    yield from _targets_of_what_recurs(plan)
    unusual = list(_unusual_pay(plan))
    yield from unusual or _small_amounts(plan)  # what work costs follows from pay
    yield from _prices_of_what_recurs(plan)
    yield from _small_steps(plan)
    unpaid = list(_customers_who_pay_nothing(plan))
    yield from unpaid or _care_that_sells_nothing(plan, is_typed)
    yield from _empty_territories(plan)
    yield from _late_hires(plan)
    yield from output_questions(plan)
    yield from role_questions(plan)
    yield from _short_spans(plan)


def budget_questions(plan: SalesPlan, today: SalesPlan) -> Iterator[Inconsistency]:
    """Ask about leads that are typed for a budget, and which the budget's curve moves once more.

    today: the plan whose budgets bring the leads that are typed.
    """
    for name, channel in plan.channels.items():
        before = today.channels.get(name, channel)
        flows = ("leads", "per_customer")
        brought = [key for key in flows if getattr(channel, key).highest > 0.0]
        if before.budget.typical <= 0.0 or channel.without_budget.typical >= 1.0 or not brought:
            continue
        both_move = channel.budget.schedule and any(getattr(channel, k).schedule for k in brought)
        both_changed = channel.budget.per_year.steady() != before.budget.per_year.steady() and any(
            getattr(channel, key).per_year != getattr(before, key).per_year for key in brought
        )
        if both_move or both_changed:
            also = "moves by month too" if both_move else "is changed too"
            message = (
                f"{' and '.join(brought)} are those at today's budget; this budget {also}, and "
                "brings more or fewer besides. Where the money follows the leads, type "
                f"without_budget: 100 % in channels.{name}"
            )
            yield Inconsistency(("channels", name, "budget"), message)


def _empty_territories(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Territories whose firms nobody may call, and whose leads go cold."""
    motions = motions_of_roles(plan)
    worked = {each.territory for each in plan.people if motions[each.role] != "loyalty"}
    if None in worked:
        return
    for name in plan.territories:
        if name not in worked:
            message = (
                "is it meant that nobody wins customers there? Its firms are not called and its "
                f"leads go cold: type territory: {name} for somebody, or leave the territory out"
            )
            yield Inconsistency(("territories", name), message)


def _short_spans(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Figures that are days for want of a unit, where people mostly count in months."""
    for name, role in plan.team.items():
        places: list[tuple[tuple[str, ...], Quantity | None, float]]
        places = [(("team", name, "keeps_for"), role.keeps_for, SHORT_KEEPING)]
        places += [
            (("team", name, "recruits", kind, "stays"), own.stays, SHORT_STAY)
            for kind, own in role.recruits.items()
        ]
        for place, span, shortest in places:
            if span is not None and 0.0 < span.typical <= shortest:
                count = f"{span.typical:g}"
                message = f"are {count} days meant? So many months are typed '{count} months'"
                yield Inconsistency(place, message)


def _targets_of_what_recurs(plan: SalesPlan) -> Iterator[Inconsistency]:
    for k, target in enumerate(plan.target):
        if target.arr is not None and not plan.recurs:
            message = (
                "is ARR meant? No deal has a period, so nothing recurs: type a deal such as 12k a "
                "year, or a target of revenue"
            )
            yield Inconsistency(("target", k, "arr"), message)


def _prices_of_what_recurs(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, product in plan.products.items():
        recurring = [
            segment
            for segment, own in plan.segments.items()
            if own.deal.period is not None
            and (product.segments is None or segment in product.segments)
        ]
        if product.price.period is None and recurring:
            message = (
                f"is it the price of a year? It is read so in segment {recurring[0]}, whose deal "
                "has a period: type a month or a year after it, or name the segments that pay once"
            )
            yield Inconsistency(("products", name, "price"), message)


def _small_steps(plan: SalesPlan) -> Iterator[Inconsistency]:
    """A price of a later year that is hardly one: its rise was meant."""
    for name, segment in plan.segments.items():
        for year, price in segment.contract.steps.items():
            if price.typical < HARDLY_A_PRICE:
                share = 100.0 * price.typical
                message = (
                    f"is it the rise? From year {year} on customers pay {share:.4g} % of the "
                    f"first year's price: type {100.0 + share:.4g} % for {share:.4g} % more"
                )
                yield Inconsistency(("segments", name, "contract", "steps", year), message)


def _unusual_pay(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Pay that is hardly anybody's: zeros are missing or too many, or a period is another."""
    if plan.currency not in CURRENCIES:
        return
    for place, pay, hours in _typed_pay(plan):
        part = 1.0 if hours is None else per_week(hours) / full_time_of(plan)
        amount = pay.per_year.typical / part
        if 0.0 < amount < USUAL_PAY[0] or amount > USUAL_PAY[1]:
            message = (
                f"is the pay meant? It is {amount:,.0f} a year at full time: 60k a year is 60,000, "
                "and 5k a month as much"
            )
            yield Inconsistency(place, message)


def _typed_pay(plan: SalesPlan) -> Iterator[tuple[Location, Quantity, Quantity | None]]:
    """Rates of pay, each with the hours that it is for; None for full time."""
    for name, role in plan.team.items():
        at = ("team", name)
        for key in PAID:
            if (pay := getattr(role, key)) is not None:
                yield (*at, key), pay, role.hours
        for k, row in enumerate(role.from_):
            for key in PAID:
                if (pay := getattr(row, key)) is not None:
                    yield (*at, "from", k, key), pay, row.hours or role.hours
    for name, manager in plan.managers.items():
        yield ("managers", name, "base"), manager.base, manager.hours


def _small_amounts(plan: SalesPlan) -> Iterator[Inconsistency]:
    """A contract whose work from the first meeting on costs many times what it brings."""
    if plan.products:
        return
    for name, segment in plan.segments.items():
        hours = hours_of_contract(plan, name)
        cost = hours * _cost_of_hour(plan)
        brings = _brought(segment)
        if math.isinf(cost):
            message = "nothing is ever won here: are stages that let 0 % through meant?"
            yield Inconsistency(("segments", name), message)
        elif 0.0 < brings < HARDLY_WORTH * cost:
            message = (
                f"is the amount meant? A contract brings {brings:,.0f} in its first year, and the "
                f"{hours:,.0f} hours of work on it cost {cost:,.0f}: 12k is 12,000"
            )
            yield Inconsistency(("segments", name, "deal"), message)
        elif 0.0 < brings < HARDLY_A_DEAL and plan.currency in CURRENCIES and _is_sized(plan):
            message = f"is the amount meant? A contract brings {brings:,.0f}: 12k is 12,000"
            yield Inconsistency(("segments", name, "deal"), message)


def _is_sized(plan: SalesPlan) -> bool:
    """Whether the hours of a stage follow the size of the deal."""
    return any(stage.hours.by_size for stage in plan.funnel.conquest.values())


def hours_of_contract(plan: SalesPlan, name: str) -> float:
    """Return the hours of work for a contract, from its first meeting on, lost cases included."""
    segment, stages = plan.segments[name], stages_in(plan, name)
    meeting = place_of_discovery(plan.funnel.conquest)
    first = meeting if meeting is not None else int(prospects_first(plan.funnel.conquest))
    hours, reached = 0.0, 1.0
    for stage in stages[first:]:
        hours += reached * stage.hours.typical
        reached *= share_of_cases(stage)
    won = reached if segment.win_rate is None else segment.win_rate.typical
    return hours / won if won > 0.0 else math.inf


def _cost_of_hour(plan: SalesPlan) -> float:
    """The mean pay of a working hour on target, charges included."""
    weeks = PERIODS_PER_YEAR["week"]
    each = [
        max(p.pay.base.per_year.typical, p.pay.on_target.per_year.typical)
        * (1.0 + p.pay.charges.typical)
        for p in plan.people
    ]
    return sum(each) / len(each) / (full_time_of(plan) * weeks)


def _brought(segment: Segment) -> float:
    """Currency of a contract in its first year."""
    deal = segment.deal if segment.deal.period is None else segment.deal.per_year
    orders = 0.0 if segment.orders is None else segment.orders.per_year.typical
    return deal.typical + orders


def _customers_who_pay_nothing(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, segment in plan.segments.items():
        count = plan.today.customers.get(name, Quantity(0.0)).typical
        count += sum(row.segment == name for row in plan.today.accounts)
        pays = segment.deal.period is not None or segment.orders is not None
        if count and not pays and not _sells_again(plan, name):
            message = (
                f"what do the {count:g} customers pay? Deals are sold once and there are neither "
                f"orders nor opportunities with a worth: type segments.{name}.orders, or a deal a "
                "year"
            )
            yield Inconsistency(("today", "customers", name), message)


def _care_that_sells_nothing(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """Default care of customers who pay once and bring nobody, where only conquest is typed."""
    segments = plan.segments
    recurs = any(one.deal.period is not None or one.orders is not None for one in segments.values())
    recommends = any(channel.recommends for channel in plan.channels.values())
    cares = any(motion != "conquest" for motion in motions_of_roles(plan).values())
    changed = any(plan.funnel.loyalty.keys() & one.funnel.keys() for one in segments.values())
    default = is_typed(("funnel", "conquest")) and not is_typed(("funnel", "loyalty"))
    if not default or recurs or recommends or changed or not cares:
        return
    hours = sum(_hours_of_care(plan, name) for name in segments) / len(segments)
    first = next(iter(segments))
    message = (
        "do customers buy again? Each takes some "
        f"{hours:.0f} hours a year of visits, renewals and upsells by default, which bring nothing "
        "where deals are sold once: type funnel.loyalty: {} where they do not, and where they do "
        f"segments.{first}.orders, a deal a year, or what is sold in funnel.loyalty"
    )
    yield Inconsistency(("funnel", "loyalty"), message)


def _hours_of_care(plan: SalesPlan, segment: str) -> float:
    """Hours a year that the work on a customer of a segment takes."""
    hours = 0.0
    for name, general in plan.funnel.loyalty.items():
        step = step_in(plan, segment, name, general)
        if isinstance(step, Contact):
            hours += step.hours.typical * PERIODS_PER_YEAR["day"] / step.every.typical
        else:
            hours += step.hours.typical * step.each.per_year.typical
    return hours


def _sells_again(plan: SalesPlan, segment: str) -> bool:
    for name, general in plan.funnel.loyalty.items():
        step = step_in(plan, segment, name, general)
        serves = step.segments is None or segment in step.segments
        if isinstance(step, Contact) or not serves or step.each.highest <= 0.0:
            continue
        if step.worth.is_price or step.worth.amount.highest > 0.0:
            return True
    return False


def _late_hires(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Hires by name who are ramped, and whose first contracts come, after the horizon only."""
    days = min(
        sum(stage.buyer_takes.typical for stage in stages_in(plan, name)) for name in plan.segments
    )
    by_rule = {
        f"{name} {one.name}"
        for name, role in plan.team.items()
        for one in joiners_of(role.hires, plan.horizon.last_day)
        if isinstance(role.hires[one.key], HiringRule)
    }
    for person in plan.people:
        if person.starts is None or person.starts < plan.horizon.from_ or person.name in by_rule:
            continue
        left = (plan.horizon.last_day - person.starts).days + 1
        needed = max(person.onboarding_days, ramp_days(person) / 2.0) + days
        if left < needed and person.departs is None:
            message = (
                f"is the horizon long enough? {person.name} starts {left} days before its end, and "
                f"half the ramp and a sale take {needed:.0f}: what follows is cost alone; type "
                "more horizon.months"
            )
            yield Inconsistency(("horizon", "months"), message)
