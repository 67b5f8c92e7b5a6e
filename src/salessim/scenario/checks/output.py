"""Checks on typed sales of people: one figure, of who closes; whether leads and firms suffice."""

from collections.abc import Iterator

from salessim.elementary import power
from salessim.scenario.completion import place_of_discovery, prospects_first, share_of_cases
from salessim.scenario.problems import Inconsistency
from salessim.scenario.recruiting import Output, output_of
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.hires import Recruit
from salessim.scenario.schema.market import Channel, Segment
from salessim.scenario.schema.team import RampTable, Role
from salessim.scenario.workers import stages_in, workers_of
from salessim.units import (
    DAYS_PER_MONTH,
    DAYS_PER_YEAR,
    MONTHS_PER_QUARTER,
    MONTHS_PER_YEAR,
    Quantity,
)

SLIGHTLY = 1.02
"""What is asked may be so many times what leads or firms allow before it is said."""


def check_output(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Typed sales that say two things, or are of people who close nothing."""
    closers = list(workers_of(plan).items())
    stages = [roles for (motion, _), roles in closers if motion == "conquest"]
    last = next(reversed(plan.funnel.conquest), "")
    for name, role in plan.team.items():
        sections: list[tuple[tuple[str, ...], Role | Recruit]] = [(("team", name), role)]
        sections += [
            (("team", name, "recruits", kind), recruit) for kind, recruit in role.recruits.items()
        ]
        for place, section in sections:
            if section.sells is not None and section.closes is not None:
                message = "sells and closes say the same in two ways; keep one"
                yield Inconsistency((*place, "closes"), message)
            output = output_of(section)
            if output is not None and stages and name not in stages[-1]:
                message = (
                    f"this role does not work '{last}', the stage that ends in a contract: type "
                    "this for a role that does, or hours of the stages"
                )
                yield Inconsistency((*place, output.key), message)


def output_questions(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Ask about sales for which the leads, or the firms there are, do not suffice."""
    years = plan.horizon.months / MONTHS_PER_YEAR
    asked = {
        name: output
        for name, role in plan.team.items()
        if (output := output_of(role)) is not None
        and any(person.role == name for person in plan.people)
    }
    total = sum(
        _years_of_sales(plan, person) * contracts_of(plan, asked[person.role]) / years
        for person in plan.people
        if person.role in asked
    )
    calls = prospects_first(plan.funnel.conquest) and plan.prospecting.outbound != "none"
    by_leads = sum(_won_by_leads(plan, name) for name in plan.segments)
    by_firms = sum(_won_of_firms(plan, one, years) for one in plan.segments) / years
    allowed = by_firms if calls else min(by_leads, by_firms)
    if total <= SLIGHTLY * allowed:
        return
    what, more = "the firms", "type more segments.<name>.prospects"
    if not calls and by_leads <= by_firms:
        what = "the leads of all channels"
        more = "type more leads, or calls (prospecting.outbound)"
    for name, output in asked.items():
        each = output.amount.typical * allowed / total
        figure = f"{each:,.0f}" if each >= 100 else f"{each:.3g}"
        message = (
            f"do {what} suffice? People would sign {total:,.0f} contracts a year; these allow "
            f"{allowed:,.0f}, which is {figure} a {output.amount.period} for each of this role, so "
            f"that people are idle: {more}, or less here"
        )
        yield Inconsistency(("team", name, output.key), message)


def _years_of_sales(plan: SalesPlan, person: Person) -> float:
    """Years of the horizon in which somebody sells; of a ramp the half."""
    first, last = plan.horizon.from_, plan.horizon.last_day
    begins = 0.0
    if person.starts is not None:
        lost = max(person.onboarding_days, ramp_days(person) / 2.0)
        begins = max(0.0, (person.starts - first).days + lost)
    ends = (last - first).days + 1 if person.departs is None else (person.departs - first).days
    return max(0.0, ends - begins) / DAYS_PER_YEAR


def ramp_days(person: Person) -> float:
    """Days of a person's ramp."""
    ramp = person.ramp
    if isinstance(ramp, RampTable):
        months = len(ramp.share) * (MONTHS_PER_QUARTER if ramp.by == "quarter" else 1)
    else:
        months = ramp.months
    return float(months) * DAYS_PER_MONTH


def contracts_of(plan: SalesPlan, output: Output) -> float:
    """Contracts a year of one person."""
    each_year = output.amount.per_year.typical
    if not output.is_money:
        return each_year
    values = [_value(plan, name, segment) for name, segment in plan.segments.items()]
    mean = sum(values) / len(values)
    return each_year / mean if mean > 0.0 else 0.0


def _value(plan: SalesPlan, name: str, segment: Segment) -> float:
    """What a first contract is worth."""
    prices = [
        (product.price.typical, 1.0 if product.mix is None else product.mix.typical)
        for product in plan.products.values()
        if product.segments is None or name in product.segments
    ]
    mixed = sum(mix for _, mix in prices)
    if mixed > 0.0:
        return sum(price * mix for price, mix in prices) / mixed
    return (segment.deal if segment.deal.period is None else segment.deal.per_year).typical


def _won_of_meetings(plan: SalesPlan, name: str) -> float:
    """Contracts of a first meeting in a segment."""
    segment = plan.segments[name]
    if segment.win_rate is not None:
        return segment.win_rate.typical
    meeting = place_of_discovery(plan.funnel.conquest)
    first = meeting if meeting is not None else int(prospects_first(plan.funnel.conquest))
    won = 1.0
    for stage in stages_in(plan, name)[first:]:
        won *= share_of_cases(stage) * stage.hand_over.accepts.typical
    return won


def _won_by_leads(plan: SalesPlan, name: str) -> float:
    """Contracts a year that the leads of a segment allow, answered at once."""
    asked = prospects_first(plan.funnel.conquest)
    met = 0.0
    for channel in plan.channels.values():
        leads = channel.leads.per_year.typical
        share = channel.mix[name].typical if name in channel.mix else 1.0 / len(plan.segments)
        share = share if name in channel.mix or not channel.mix else 0.0
        leads = leads * share + _recommended(plan, channel, name)
        met += leads * (channel.passes.typical if asked else 1.0)
    return met * _won_of_meetings(plan, name)


def _recommended(plan: SalesPlan, channel: Channel, name: str) -> float:
    """Recommendations a year of today's customers to firms of a segment."""
    told = 0.0
    for own in plan.segments:
        customers = plan.today.customers.get(own, Quantity(0.0)).typical
        customers += sum(account.segment == own for account in plan.today.accounts)
        told += customers * channel.recommended_share(own, name)
    return told * channel.per_customer.per_year.typical


def _won_of_firms(plan: SalesPlan, name: str, years: float) -> float:
    """Contracts that the firms of a segment allow in years: each is called in rounds, won once."""
    segment, stages = plan.segments[name], stages_in(plan, name)
    firms = segment.prospects.typical
    if not prospects_first(plan.funnel.conquest) or not stages:
        return firms
    calls = plan.prospecting
    round_days = (calls.attempts - 1) * calls.again_after.typical + segment.cooling_off.typical
    rounds = max(1.0, years * DAYS_PER_YEAR / max(1.0, round_days))
    met = 1.0 - power(1.0 - min(1.0, stages[0].passes.typical), float(calls.attempts))
    if calls.outbound == "none":
        return firms
    lost = power(1.0 - min(1.0, met * _won_of_meetings(plan, name)), rounds)
    return firms * (1.0 - lost)
