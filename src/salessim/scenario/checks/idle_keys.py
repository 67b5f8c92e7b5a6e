"""Keys that are typed and act on nothing in a scenario: refused where they mislead, else noted.

What is read and has no effect here is one of three: an error of `check_idle_keys`, since who typed
it expects an effect; a note of `idle_notes`, since no result is another one for it; or a key that
answers a change only, such as a channel's `at_most`, which counts once a variant has another
budget.
"""

from collections.abc import Callable, Iterator

from salessim.scenario.completion import prospects_first, share_of_cases, stages_in_full
from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.sales_plan import SalesPlan, names_of
from salessim.scenario.schema.funnel import SKILLS
from salessim.scenario.schema.market import Channel, Segment
from salessim.scenario.schema.team import Role

type IsTyped = Callable[[Location], bool]
"""Tells whether something stands at a key path of the file."""

OF_A_LEAD = ("passes", "goes_cold_in")
OF_A_PLAN = ("found_in", "slips", "notice")
OF_A_BUDGET = ("without_budget", "at_most")
OF_LEADS = ("mix", "peak", "peak_size", "informed", "quality", "routing", *OF_A_LEAD)
OF_CALLS = ("attempts", "again_after", "decay", "targeting", "appointments")
OF_TOUCHES = ("touch_hours", "touch_every")
OF_VARIABLE_PAY = ("accelerator", "cap", "threshold", "paid_every")


def check_idle_keys(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Typed keys without effect whose answer would mislead."""
    prospects = prospects_first(stages_in_full(plan.funnel.conquest))
    for name, channel in plan.channels.items():
        for key in OF_A_LEAD:
            if key in channel.model_fields_set and not prospects and plan.funnel.conquest:
                message = (
                    "nobody is asked: leads go to the first stage as they are, since no stage "
                    "works as prospecting; delete this, or type works: prospecting in the first"
                )
                yield Inconsistency(("channels", name, key), message)
    for name, segment in plan.segments.items():
        if segment.touches and prospects and len(plan.funnel.conquest) == 1:
            message = "they come before a first meeting, and no stage follows prospecting; add one"
            yield Inconsistency(("segments", name, "touches"), message)
    yield from _values_of_accounts(plan)
    for name, role in plan.team.items():
        if role.people.is_free and not _settled(name, role):
            message = (
                "a plan multiplies the settled people of a role, and here is none: type today: 1 "
                "or more, or leave least and most out and name hires"
            )
            yield Inconsistency(("team", name, "people"), message)


def _values_of_accounts(plan: SalesPlan) -> Iterator[Inconsistency]:
    for k, row in enumerate(plan.today.accounts):
        segment = plan.segments.get(row.segment)
        if not row.value_per_year or segment is None:
            continue  # 0 says what holds
        if segment.deal.period is None and not _orders(segment):
            message = (
                f"customers of {row.segment} pay nothing by the year: its deals are sold once and "
                f"it has no orders; type segments.{row.segment}.orders, or delete this"
            )
            place = ("today", "accounts", k, "value_per_year")
            yield Inconsistency(place, message, f"{row.value_per_year:g}")


def _settled(name: str, role: Role) -> bool:
    """Whether a role has somebody without a first day."""
    here = bool(names_of(name, role)) or any(row.start is None for row in role.from_)
    return here and role.start is None


def _orders(segment: Segment) -> bool:
    return segment.orders is not None and segment.orders.typical > 0.0


def idle_notes(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """Typed keys that change no result of this scenario.

    plan: with everything filled in.
    """
    yield from _of_stages(plan, is_typed)
    yield from _of_channels(plan, is_typed)
    yield from _of_prospecting(plan, is_typed)
    yield from _of_segments(plan, is_typed)
    yield from _of_product_knowledge(plan, is_typed)
    for name, role in plan.team.items():
        yield from _of_role(name, role, plan, is_typed)


def _noted(
    at: Location, keys: tuple[str, ...], why: str, is_typed: IsTyped
) -> Iterator[Inconsistency]:
    for key in keys:
        if is_typed((*at, key)):
            yield Inconsistency((*at, key), why)


def _of_stages(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    rates = [segment.win_rate for segment in plan.segments.values()]
    name, stage = list(plan.funnel.conquest.items())[-1]
    if all(rates):
        why = (
            f"{share_of_cases(stage) * 100:.4g} % is not used: the win_rate of every segment says "
            "what this last stage lets through"
        )
        yield from _noted(("funnel", "conquest", name), ("passes",), why, is_typed)
    first = next(iter(plan.funnel.conquest))
    if prospects_first(plan.funnel.conquest) and plan.prospecting.outbound == "none":
        why = "nobody calls under outbound: none, and leads agree by their channel's passes"
        yield from _noted(("funnel", "conquest", first), ("passes",), why, is_typed)
    leads = any(channel.leads.typical > 0.0 for channel in plan.channels.values())
    if prospects_first(plan.funnel.conquest) and not leads:
        why = "a call is answered at once; this holds for leads, and there are none"
        at = ("funnel", "conquest", first)
        yield from _noted(at, ("buyer_takes", "repeats", "product_effect"), why, is_typed)
    if plan.motivation is None:
        why = "there is no section motivation"
        for name in plan.funnel.conquest:
            yield from _noted(("funnel", "conquest", name), ("motivation_effect",), why, is_typed)
        for name in plan.funnel.loyalty:
            yield from _noted(("funnel", "loyalty", name), ("motivation_effect",), why, is_typed)


def _of_channels(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    for name, channel in plan.channels.items():
        at = ("channels", name)
        if channel.leads.typical <= 0.0:
            yield from _noted(at, OF_LEADS, "this channel brings no leads", is_typed)
        elif channel.peak is None:
            yield from _noted(at, ("peak_size",), "type a peak too: no month has it", is_typed)
        yield from _of_budget(at, channel, is_typed)


def _of_budget(at: Location, channel: Channel, is_typed: IsTyped) -> Iterator[Inconsistency]:
    why = "it counts where a variant has another budget than today's" + (
        "" if channel.budget.typical > 0.0 else ", and today nothing is spent"
    )
    yield from _noted(at, OF_A_BUDGET, why, is_typed)


def _of_prospecting(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    at = ("prospecting",)
    if not prospects_first(plan.funnel.conquest):
        why = "no stage works as prospecting: nobody is called"
        yield from _noted(at, ("outbound", *OF_CALLS), why, is_typed)
    elif plan.prospecting.outbound == "none":
        yield from _noted(at, OF_CALLS, "nobody is called under outbound: none", is_typed)
    if not any(segment.touches for segment in plan.segments.values()):
        yield from _noted(at, OF_TOUCHES, "no segment needs touches", is_typed)


def _of_segments(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    for name, segment in plan.segments.items():
        at = ("segments", name)
        if not _orders(segment):
            yield from _noted(at, ("order_every",), "there are no orders", is_typed)
        replaced = any(
            product.segments is None or name in product.segments
            for product in plan.products.values()
        )
        if replaced and segment.deal.period is None:
            why = "the prices of the products say what a contract is worth"
            yield from _noted(at, ("deal",), why, is_typed)


def _of_product_knowledge(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """Informed buyers tell people apart by what these know of the product, against today's."""
    column = SKILLS.index("product")
    known = {p.skills[column] for p in plan.people} | {p.role_skills[column] for p in plan.people}
    if len(known) > 1:
        return
    why = "it counts where product knowledge differs, and here all know as much as today's team"
    for name in plan.channels:
        yield from _noted(("channels", name), ("informed",), why, is_typed)
    for name in plan.funnel.conquest:
        yield from _noted(("funnel", "conquest", name), ("product_effect",), why, is_typed)


def _of_role(name: str, role: Role, plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    at = ("team", name)
    if not role.people.is_free:
        why = "type least or most too: a plan may not change this number"
        yield from _noted((*at, "people"), OF_A_PLAN, why, is_typed)
    people = [person for person in plan.people if person.role == name]
    variable = role.components or any(p.pay.on_target.typical > p.pay.base.typical for p in people)
    if not variable:
        why = "nobody of this role has variable pay: type an on_target above the base"
        yield from _noted(at, OF_VARIABLE_PAY, why, is_typed)
    may_change = role.people.is_free or plan.attrition is not None
    comes = may_change or any(person.starts is not None for person in people)
    if not comes:
        why = "nobody of this role is new: all are settled and nobody leaves"
        yield from _noted(at, ("ramp", "onboarding", "unaccompanied"), why, is_typed)
        yield from _noted(at, ("hiring_cost",), why, is_typed)
    if not may_change and not role.departures:
        yield from _noted(at, ("severance",), "nobody of this role leaves", is_typed)
    if not plan.managers:
        yield from _noted(at, ("unaccompanied",), "nobody leads: company is as today", is_typed)
