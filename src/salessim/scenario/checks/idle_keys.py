"""Keys that are typed and act on nothing in a scenario: refused where they mislead, else noted.

What is read and has no effect here is one of three: an error of `check_idle_keys`, since who typed
it expects an effect; a note of `idle_notes`, since no result is another one for it; or a key that
answers a change only, such as a channel's `at_most`, which counts once a variant has another
budget.
"""

from collections.abc import Iterator
from typing import get_args

from salessim.scenario.checks.contracts import renewal_notes
from salessim.scenario.checks.pay import effort_notes, varies
from salessim.scenario.checks.roles import taking_over_notes
from salessim.scenario.checks.shares import OF_A_LEAD, IsTyped, channel_notes
from salessim.scenario.checks.staff import occasion_notes
from salessim.scenario.completion import prospects_first, share_of_cases, stages_in_full
from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.recruiting import leaves_by_rate, output_of, somebody_leaves
from salessim.scenario.sales_plan import Person, SalesPlan, full_time_of, names_of
from salessim.scenario.schema.funnel import SKILLS, Contact
from salessim.scenario.schema.market import Segment
from salessim.scenario.schema.team import MotionOfRole, Role
from salessim.scenario.skill_levels import SkillLaw
from salessim.scenario.workers import workers_of
from salessim.units import MONTHS_PER_YEAR, Quantity

OF_A_PLAN = ("found_in", "slips", "notice")
OF_CALLS = ("attempts", "again_after", "decay", "targeting", "appointments")
OF_TOUCHES = ("touch_hours", "touch_every")
OF_COACHING = (
    "accompanies", "interviews", "interview_hours", "future", "preparation", "debrief",
    "indicators", "focus", "meetings", "meeting_hours", "meeting_effect", "skill",
)  # fmt: skip
OF_NEWCOMERS = (
    "ramp", "onboarding", "unaccompanied", "hiring_cost", "quota_ramp", "guarantee",
)  # fmt: skip
SHORTEST_MONTH = 28
"""Days; a term of months is no shorter than so many of them."""
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
    yield from _of_waiting_leads(plan, prospects=prospects)
    for name, segment in plan.segments.items():
        if segment.touches and prospects and len(plan.funnel.conquest) == 1:
            message = "they come before a first meeting, and no stage follows prospecting; add one"
            yield Inconsistency(("segments", name, "touches"), message)
    yield from _values_of_accounts(plan)
    for name, role in plan.team.items():
        if role.people.is_free and not (role.is_to_be_filled or _settled(name, role)):
            message = (
                "a plan multiplies the settled people of a role, and here is none: type today and "
                "most, such as {today: 0, most: 3}, or leave least and most out and name hires"
            )
            yield Inconsistency(("team", name, "people"), message)


def _of_waiting_leads(plan: SalesPlan, *, prospects: bool) -> Iterator[Inconsistency]:
    """Keys of which another one says how leads go cold."""
    stages = plan.funnel.conquest
    first, stage = next(iter(stages.items()), ("", None))
    for name, channel in plan.channels.items():
        lasting = channel.patience is not None or (stage is not None and stage.patience is not None)
        if lasting and "given_up_at" in channel.model_fields_set:
            whose = f"channels.{name}" if channel.patience is not None else f"stage {first}"
            message = f"the patience of {whose} says when its leads go cold; keep one of the two"
            yield Inconsistency(("channels", name, "given_up_at"), message)
    places: list[Location] = []
    if stage is not None and stage.goes_cold_in is not None:
        places = [("funnel", "conquest", first)]
    for segment, own in plan.segments.items():
        if first in own.funnel and own.funnel[first].goes_cold_in is not None:
            places.append(("segments", segment, "funnel", first))
    if prospects and not any(deal.stage == first for deal in plan.today.deals):
        message = (
            "interest of leads fades as their channel says; type channels.<name>.goes_cold_in, "
            "or delete this"
        )
        for place in places:
            yield Inconsistency((*place, "goes_cold_in"), message)


def _values_of_accounts(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, one in plan.segments.items():
        if one.order_frequency is not None and not _orders(one):
            message = "its customers order nothing; type orders such as 2k a month, or delete this"
            yield Inconsistency(("segments", name, "order_frequency"), message)
    for k, row in enumerate(plan.today.accounts):
        segment = plan.segments.get(row.segment)
        if not row.value_per_year or segment is None:
            continue  # 0 says what holds
        orders = f"segments.{row.segment}.orders"
        if segment.deal.period is None and not _orders(segment, at_first=True):
            message = (
                f"customers of {row.segment} pay nothing by the year: its deals are sold once and "
                f"it has no orders; type {orders}, or delete this"
            )
            if _orders(segment):
                message = (
                    f"customers of {row.segment} order nothing at first, and this is against what "
                    f"they order then; type {orders} that begin above 0, or delete this"
                )
            place = ("today", "accounts", k, "value_per_year")
            yield Inconsistency(place, message, f"{row.value_per_year:g}")


def _settled(name: str, role: Role) -> bool:
    """Whether a role has somebody without a first day."""
    here = bool(names_of(name, role)) or any(row.start is None for row in role.from_)
    return here and role.start is None


def _loses(segment: Segment) -> bool:
    """Whether any customer leaves; by a law half of them may not."""
    churn = segment.churn
    return churn.highest > 0.0 or churn.distribution is not None or churn.cases is not None


def _loses_any(plan: SalesPlan, name: str) -> bool:
    """The same, those included whose own churn is typed."""
    rows = (row.churn for row in plan.today.accounts if row.segment == name)
    return _loses(plan.segments[name]) or any(churn and churn.typical > 0.0 for churn in rows)


def _orders(segment: Segment, *, at_first: bool = False) -> bool:
    """Whether customers order anything, ever or on the horizon's first day."""
    if segment.orders is None:
        return False
    return (segment.orders.steady() if at_first else segment.orders).highest > 0.0


def idle_notes(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """Typed keys that change no result of this scenario.

    plan: with everything filled in.
    """
    yield from _of_stages(plan, is_typed)
    yield from channel_notes(plan, is_typed)
    yield from _of_prospecting(plan, is_typed)
    yield from _of_segments(plan, is_typed)
    if plan.horizon.months <= MONTHS_PER_YEAR:
        why = "prices rise after twelve months, and the horizon ends before"
        yield from _noted(("vision",), ("prices",), why, is_typed)
    yield from renewal_notes(plan)
    yield from _of_product_knowledge(plan, is_typed)
    if plan.effort is not None and is_typed(("effort",)):
        yield from effort_notes(plan)
    for name, role in plan.team.items():
        yield from _of_role(name, role, plan, is_typed)
    if plan.attrition is not None and not leaves_by_rate(plan):
        why = f"every role types its own, such as team.{next(iter(plan.team))}.leaves"
        yield from _noted(("attrition",), ("rate",), why, is_typed)
    yield from _of_clawback(plan, is_typed)
    yield from _of_relations(plan, is_typed)
    for name, manager in plan.managers.items():
        if manager.coaching.highest <= 0.0:
            why = "it takes hours with the team, and coaching is 0 %"
            yield from _noted(("managers", name), OF_COACHING, why, is_typed)
    yield from occasion_notes(plan, is_typed)
    yield from taking_over_notes(plan, is_typed)


def _of_clawback(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """Pay is taken back of customers who leave in time; some cannot, bound or never leaving."""
    places = [("team", name, role.components) for name, role in plan.team.items()]
    places += [("managers", name, boss.components) for name, boss in plan.managers.items()]
    for section, name, components in places:
        for key, one in components.items():
            if one.clawback is None:
                continue
            own = [each for each in plan.segments if one.segments is None or each in one.segments]
            if not any(_may_leave_within(plan.segments[each], one.clawback) for each in own):
                why = "no customer whose contract it pays for leaves in this time: nothing is taken"
                at = (section, name, "components", key)
                yield from _noted(at, ("clawback",), why, is_typed)


def _may_leave_within(segment: Segment, span: Quantity) -> bool:
    """Whether a customer may leave so soon: not one without churn, or bound for longer."""
    contract = segment.contract
    least = span.months or span.typical / SHORTEST_MONTH
    bound = segment.deal.period is not None and contract.term_months >= least
    return contract.pilot is not None or (_loses(segment) and not bound)


def _of_relations(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """A relationship moves churn and orders; where neither is, nothing about it acts."""
    leaves = any(_loses_any(plan, name) for name in plan.segments)
    orders = any(map(_orders, plan.segments.values()))
    recommends = any(channel.recommends_by_relationship for channel in plan.channels.values())
    at = ("loyalty",)
    if not leaves:
        yield from _noted(at, ("churn_effect",), "no customer leaves: churn is 0 %", is_typed)
    if not orders:
        yield from _noted(at, ("floor",), "there are no orders", is_typed)
    if leaves or orders or recommends:
        return
    why = "a relationship moves churn and orders: customers here neither leave nor order"
    yield from _noted(at, ("half_life", "hand_over"), why, is_typed)
    for name in plan.funnel.loyalty:
        keys = ("lifts", "hurts", "effect")
        yield from _noted_of_step(plan, "loyalty", name, keys, why, is_typed)


def _noted_of_step(
    plan: SalesPlan, motion: str, name: str, keys: tuple[str, ...], why: str, is_typed: IsTyped
) -> Iterator[Inconsistency]:
    """Keys of a step that are idle in the funnel and in those of segments."""
    yield from _noted(("funnel", motion, name), keys, why, is_typed)
    for segment in plan.segments:
        yield from _noted(("segments", segment, "funnel", name), keys, why, is_typed)


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
    opened = any(deal.stage == first for deal in plan.today.deals)
    if prospects_first(plan.funnel.conquest) and plan.prospecting.outbound == "none" and not opened:
        why = "nobody calls under outbound: none, and leads agree by their channel's passes"
        yield from _noted_of_step(plan, "conquest", first, ("passes",), why, is_typed)
    leads = any(channel.brings_leads for channel in plan.channels.values())
    if prospects_first(plan.funnel.conquest) and not leads:
        why = "a call is answered at once; this holds for leads, and there are none"
        of_leads: tuple[str, ...] = ("buyer_takes", "repeats", "product_effect")
        if not any(deal.stage == first for deal in plan.today.deals):
            of_leads = (*of_leads, "patience")
        yield from _noted_of_step(plan, "conquest", first, of_leads, why, is_typed)
    yield from _of_opportunities(plan, is_typed)
    [*workers] = (plan.team[role] for role in workers_of(plan)["conquest", name])
    if len(plan.funnel.conquest) == 1 and all(output_of(role) for role in workers):
        why = "what people are typed to sell says how long it takes"
        yield from _noted_of_step(plan, "conquest", name, ("hours",), why, is_typed)
    if plan.motivation is None:
        why = "there is no section motivation"
        for motion, steps in (("conquest", plan.funnel.conquest), ("loyalty", plan.funnel.loyalty)):
            for name in steps:
                key = ("motivation_effect",)
                yield from _noted_of_step(plan, motion, name, key, why, is_typed)


def _of_opportunities(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """What waiting does to opportunities that never come up."""
    for name, step in plan.funnel.loyalty.items():
        here = any(deal.stage == name for deal in plan.today.deals)
        if not isinstance(step, Contact) and step.each.typical <= 0.0 and not here:
            why = "it never comes up: each is 0"
            at = ("funnel", "loyalty", name)
            yield from _noted(at, ("patience", "goes_cold_in"), why, is_typed)


def _of_prospecting(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    at = ("prospecting",)
    if not prospects_first(plan.funnel.conquest):
        why = "no stage works as prospecting: nobody is called"
        yield from _noted(at, ("outbound", *OF_CALLS), why, is_typed)
    elif not next(iter(workers_of(plan).values())):
        why = "nobody of the team works on conquest: nobody calls"
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
        yield from _of_contract(name, segment, plan, is_typed)
        replaced = any(
            product.segments is None or name in product.segments
            for product in plan.products.values()
        )
        if replaced and segment.deal.period is None:
            why = "the prices of the products say what a contract is worth"
            yield from _noted(at, ("deal",), why, is_typed)


def _of_contract(
    name: str, segment: Segment, plan: SalesPlan, is_typed: IsTyped
) -> Iterator[Inconsistency]:
    at = ("segments", name, "contract")
    contract, months = segment.contract, plan.horizon.months
    years = -(-months // MONTHS_PER_YEAR)
    late = tuple(str(year) for year in contract.steps_by_year if year > years)
    why = "this year of a contract begins after the horizon"
    yield from _noted((*at, "steps"), late, why, is_typed)
    if 0 < contract.term_months < contract.bill_months:
        why = f"a bill is for no more than the term, {contract.term_months} months"
        yield from _noted(at, ("billed",), why, is_typed)
    if not _loses_any(plan, name):
        why = "no customer leaves: churn is 0 %"
        yield from _noted(at, ("notice", "downgrades"), why, is_typed)
    elif contract.downgrades is not None and not _is_some(contract.downgrades.share):
        why = "nobody goes on with a smaller contract: the share is 0 %"
        yield from _noted((*at, "downgrades"), ("to",), why, is_typed)
    if contract.pilot is not None and contract.pilot.months >= months:
        why = "pilots end after the horizon: type fewer months, or more horizon.months"
        yield from _noted((*at, "pilot"), ("passes",), why, is_typed)


def _is_some(share: Quantity) -> bool:
    return share.typical > 0.0 or share.uncertainty is not None


def _of_product_knowledge(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """Informed buyers tell people apart by what these know of the product, against today's."""
    column = SKILLS.index("product")
    known = {
        kind.levels[column]
        for person in plan.people
        for kind in (*person.kinds, *person.role_kinds)
    }
    if any(isinstance(level, SkillLaw) for level in known):
        return
    if len(known) > 1:
        return
    why = "it counts where product knowledge differs, and here all know as much as today's team"
    for name in plan.channels:
        yield from _noted(("channels", name), ("informed",), why, is_typed)
    for name in plan.funnel.conquest:
        yield from _noted_of_step(plan, "conquest", name, ("product_effect",), why, is_typed)


def _of_role(name: str, role: Role, plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    at = ("team", name)
    if not role.people.is_free:
        why = "type least or most too: a plan may not change this number"
        yield from _noted((*at, "people"), OF_A_PLAN, why, is_typed)
    if _is_told_by_steps(name, plan):
        why = "the steps that name this role with by or with say what it works on"
        yield from _noted(at, ("motion",), why, is_typed)
    people = [person for person in plan.people if person.role == name]
    if not role.components and not any(map(varies, people)):
        why = "nobody of this role has variable pay: type an on_target above the base"
        yield from _noted(at, OF_VARIABLE_PAY, why, is_typed)
    may_change = role.people.is_free or somebody_leaves(plan, role)
    comes = may_change or any(person.starts is not None for person in people)
    if not comes:
        why = "nobody of this role is new: all are settled and nobody leaves"
        yield from _noted(at, OF_NEWCOMERS, why, is_typed)
        if role.draw.for_ is not None:  # without an end settled people have it too
            yield from _noted(at, ("draw",), why, is_typed)
    joins = any(person.starts and person.starts >= plan.horizon.from_ for person in people)
    if not joins and not role.people.is_free and plan.attrition is None:
        why = "nobody comes within the horizon: type hires, or delete attrition: none"
        yield from _noted(at, ("recruits",), why, is_typed)
    below = role.leaves_below
    if below is not None and not any(
        p.pay.base.per_year.typical < below.pay.per_year.typical * _part(p, plan) for p in people
    ):
        why = "everybody's base alone is as much: nobody leaves for it"
        yield from _noted(at, ("leaves_below",), why, is_typed)
    if not may_change and not role.departures:
        yield from _noted(at, ("severance",), "nobody of this role leaves", is_typed)
    if not plan.managers:
        yield from _noted(at, ("unaccompanied",), "nobody leads: company is as today", is_typed)


def _is_told_by_steps(name: str, plan: SalesPlan) -> bool:
    """Whether the steps say what a role works on, whatever its motion."""
    role, workers = plan.team[name], workers_of(plan)
    for motion in get_args(MotionOfRole.__value__):
        other = role.model_copy(update={"motion": motion})
        team = {**plan.team, name: other}
        if workers_of(plan.model_copy(update={"team": team})) != workers:
            return False
    return True


def _part(person: Person, plan: SalesPlan) -> float:
    """A person's hours against full time."""
    return person.hours_per_week / full_time_of(plan)
