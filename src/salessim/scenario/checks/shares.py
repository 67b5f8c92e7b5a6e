"""Checks that shares add up, that rates go together, that keys of stages and channels act."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from salessim.scenario.completion import (
    classifies,
    classify,
    is_asked_for,
    place_of_discovery,
    products_of,
    prospects_first,
    recurs,
    share_of_cases,
    stages_in_full,
    thresholds,
)
from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import OF_DISCOVERY, Stage
from salessim.scenario.schema.market import Channel
from salessim.scenario.schema.segment_steps import StepInSegment
from salessim.scenario.schema.strategy import IS_CUSTOMER, Matrix
from salessim.scenario.workers import stages_in
from salessim.units import Quantity

TOLERANCE = 0.001
"""Shares that miss 100 % by less than this are taken to add up to it."""

_OF_DISCOVERY = "belongs to the stage that works as discovery{which}; move it there or delete it"
_AFTER_DISCOVERY = (
    "acts on stages after the one that works as discovery; move it there or delete it"
)
_BY_THE_BAR = (
    "acts on nothing here: after discovery the rep decides, by what was understood; delete it"
)
_BY_THE_CALL = "acts on nothing here: who takes a call does not yet know what is sold; delete it"

type IsTyped = Callable[[Location], bool]
"""Tells whether something stands at a key path of the file."""

OF_A_LEAD = ("passes", "goes_cold_in")
OF_A_BUDGET = ("without_budget", "at_most")
OF_LEADS = (
    "mix", "peak", "peak_size", "informed", "quality", "routing", "patience", *OF_A_LEAD,
)  # fmt: skip
OF_RECOMMENDATIONS = {"from": "from_", "to": "to", "relationship_effect": "relationship_effect"}
"""Fields by key."""
OF_BUYERS_ANSWER = ("skill_effect", "motivation_effect", "product_effect", "fit_effect", "repeats")


def check_stages(plan: SalesPlan) -> Iterator[Inconsistency]:
    """No stage at all, keys that act on nothing, and shares of cases over 100 %."""
    stages = stages_in_full(plan.funnel.conquest)
    if not stages:
        yield Inconsistency(
            ("funnel", "conquest"), "there is no stage; name one or leave the funnel out"
        )
    yield from _works(stages)
    meeting = place_of_discovery(stages)
    for place, (name, stage) in enumerate(plan.funnel.conquest.items()):
        for at, step in _typed_at(plan, name):
            for key, why in _idle_keys(place, stages, meeting).items():
                if key in step.model_fields_set and (key in OF_DISCOVERY or _is_on(step, key)):
                    yield Inconsistency((*at, key), f"{key} {why}")
        if message := decided_twice(stage):
            yield Inconsistency(("funnel", "conquest", name, "repeats"), message)


def _typed_at(plan: SalesPlan, name: str) -> Iterator[tuple[Location, Stage | StepInSegment]]:
    """A stage where all find it, and where it is typed for one segment."""
    yield ("funnel", "conquest", name), plan.funnel.conquest[name]
    for segment, own in plan.segments.items():
        if name in own.funnel:
            yield ("segments", segment, "funnel", name), own.funnel[name]


def decided_twice(stage: Stage) -> str:
    """What is wrong where more cases pass and repeat than there are; empty where nothing is."""
    passes, repeats = stage.passes.highest, stage.repeats.typical
    if passes + repeats <= 1 + TOLERANCE:
        return ""
    return (
        f"passes and repeats add up to {(passes + repeats) * 100:.4g} %; both are shares of the "
        f"same decisions, so 100 % together are allowed: with passes of {passes * 100:.4g} % "
        f"repeats is {(1 - passes) * 100:.4g} % at most"
    )


def _works(stages: Mapping[str, Stage]) -> Iterator[Inconsistency]:
    """Stages in full that work as what they cannot be in their place, or twice the same."""
    meetings = [name for name, stage in stages.items() if stage.works == "discovery"]
    for place, (name, stage) in enumerate(stages.items()):
        at = ("funnel", "conquest", name)
        if stage.works == "prospecting" and place > 0:
            message = "prospecting is the first stage; move it up, or type works: step"
            yield Inconsistency((*at, "works"), message)
        if name in meetings[1:]:
            message = f"{meetings[0]} works as discovery already; type works: step in one of them"
            yield Inconsistency((*at, "works"), message)
        if stage.works == "discovery" and stage.skill != "discovery":
            message = "a stage that works as discovery is driven by that skill; delete this"
            yield Inconsistency((*at, "skill"), message)


def _is_on(stage: Stage | StepInSegment, key: str) -> bool:
    """Whether an effect is typed that is more than none."""
    effect = getattr(stage, key)
    return effect is not None and effect.typical != 0.0


def _idle_keys(place: int, stages: Mapping[str, Stage], meeting: int | None) -> dict[str, str]:
    """Keys that act on nothing in a stage, and why."""
    if place == meeting:
        return dict.fromkeys((*OF_BUYERS_ANSWER, "discovery_effect"), _BY_THE_BAR)
    which = "" if meeting is None else f", {list(stages)[meeting]}"
    idle = dict.fromkeys(OF_DISCOVERY, _OF_DISCOVERY.format(which=which))
    if meeting is None or place < meeting:
        idle["discovery_effect"] = _AFTER_DISCOVERY
    if place == 0 and prospects_first(stages):
        idle["fit_effect"] = _BY_THE_CALL
    return idle


AT = ("strategy", "matrix")
MAX_SEGMENTS = 60
"""A person's segments are bits of one 64-bit number."""


def check_shares(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Shares that do not add up, and rates that contradict each other."""
    for name, channel in plan.channels.items():
        yield from _whole(("channels", name, "mix"), channel.mix)
        total = sum(share.typical for share in channel.to.values())
        if total > 1 + TOLERANCE:
            message = f"these shares add up to {_percent(total)}; together they are 100 % at most"
            yield Inconsistency(("channels", name, "to"), message)
    yield from _whole(("territories",), plan.territories)
    yield from _product_mix(plan)
    yield from _prices(plan)
    yield from _win_rates(plan)


def _whole(location: tuple[str, ...], shares: Mapping[str, Quantity]) -> Iterator[Inconsistency]:
    total = sum(share.typical for share in shares.values())
    if shares and abs(total - 1) > TOLERANCE:
        yield Inconsistency(
            location, f"these shares add up to {_percent(total)}; they make 100 % together"
        )


def _product_mix(plan: SalesPlan) -> Iterator[Inconsistency]:
    typed = [product.mix.typical for product in plan.products.values() if product.mix]
    total = sum(typed)
    all_typed = len(typed) == len(plan.products)
    if total > 1 + TOLERANCE or (typed and all_typed and total < 1 - TOLERANCE):
        yield Inconsistency(
            ("products",), f"the mix of all products adds up to {_percent(total)}, not to 100 %"
        )


def _prices(plan: SalesPlan) -> Iterator[Inconsistency]:
    """A price by the month or year is that of a subscription, and customers pay in one way."""
    for segment, own in plan.segments.items():
        sold = products_of(plan.products, segment)
        for name, product in plan.products.items():
            if product not in sold or product.price.period is None:
                continue
            at = ("products", name, "price")
            if own.deal.period is not None:
                continue
            once = [key for key, one in plan.products.items() if one in sold and not recurs(one)]
            if "deal" in own.model_fields_set:
                message = (
                    f"a price with a period is a subscription, and a deal of segment {segment} is "
                    "paid once: type a period in its deal too, or leave that deal out"
                )
            elif once:
                message = (
                    f"a price with a period is a subscription, and {once[0]}, which segment "
                    f"{segment} buys too, is paid once: type a period in both prices, or in none"
                )
            else:
                continue
            yield Inconsistency(at, message)


def _win_rates(plan: SalesPlan) -> Iterator[Inconsistency]:
    """The rate from first meeting to contract leaves room for the last stage's own rate."""
    for name, segment in plan.segments.items():
        rate = segment.win_rate
        if rate is None:
            continue
        before_last = stages_in(plan, name)[_first_meeting(plan) : -1]
        lowest = [
            stage.model_copy(update={"passes": Quantity(stage.passes.lowest)})
            for stage in before_last
        ]
        highest_possible = math.prod(share_of_cases(stage) for stage in lowest)
        highest = max(rate.highest, rate.uncertainty[1] if rate.uncertainty else 0.0)
        if highest >= highest_possible:
            yield Inconsistency(
                ("segments", name, "win_rate"),
                f"the stages before the last let only {_percent(highest_possible)} of first "
                "meetings through; "
                "type less, or raise 'passes' of a stage",
            )


def _first_meeting(plan: SalesPlan) -> int:
    """Position of the stage from which a win rate is counted: discovery, or that after a call."""
    stages = stages_in_full(plan.funnel.conquest)
    if (meeting := place_of_discovery(stages)) is not None:
        return meeting
    return 1 if prospects_first(stages) else 0


def _percent(share: float) -> str:
    return f"{share * 100:.4g} %"


def check_matrix(plan: SalesPlan) -> Iterator[Inconsistency]:
    """What does not fit in the matrix, and between it and what is typed elsewhere."""
    matrix = plan.strategy.matrix
    if matrix is None or not plan.segments:
        return
    for name, segment in plan.segments.items():
        if "prospects" in segment.model_fields_set:
            message = "the matrix counts prospects; type them here or there"
            yield Inconsistency(("segments", name, "prospects"), message)
    if plan.today.customers:
        message = "the matrix counts customers; type them here or there"
        yield Inconsistency(("today", "customers"), message)
    for name in matrix.least:
        if name not in plan.segments:
            yield Inconsistency((*AT, "least", name), "there is no segment of this name", name)
    least = list(thresholds(matrix, tuple(plan.segments)).values())
    if any(low > high for high, low in pairwise(least)):
        message = "the least places fall from the first segment to the last"
        yield Inconsistency((*AT, "least"), message)
    yield from _weights(matrix)
    yield from _scores(matrix)
    if not classifies(matrix):
        return
    places = {one.name: one for one in classify(matrix, tuple(plan.segments))}
    for k, row in enumerate(plan.today.accounts):
        place = places.get(row.name)
        if place is not None and row.segment in plan.segments and row.segment != place.segment:
            message = f"the matrix puts it into {place.segment}: leave its segment out"
            yield Inconsistency(("today", "accounts", k, "segment"), message, row.segment)


def _weights(matrix: Matrix) -> Iterator[Inconsistency]:
    for axis in ("attractiveness", "assets"):
        if sum(weight.typical for weight in getattr(matrix, axis).values()) <= 0:
            yield Inconsistency((*AT, axis), "no criterion has a weight; give one")


def _scores(matrix: Matrix) -> Iterator[Inconsistency]:
    """The first account that lacks a criterion or has a score beyond the best."""
    criteria = [*matrix.attractiveness, *matrix.assets]
    if not matrix.accounts:
        yield Inconsistency((*AT, "accounts"), "there is no account; name one with its scores")
    for name, scores in matrix.accounts.items():
        at = (*AT, "accounts", name)
        lacking = [each for each in criteria if each not in scores]
        if lacking:
            yield Inconsistency(at, f"there is no score of {lacking[0]}; type a number", name)
        for each in criteria:
            if each in scores and scores[each].typical > matrix.best_score.typical:
                best = matrix.best_score.typical
                yield Inconsistency((*at, each), f"a score is at most {best:g}, the best_score")
        if IS_CUSTOMER in scores and scores[IS_CUSTOMER].typical not in (0, 1):
            yield Inconsistency((*at, IS_CUSTOMER), "customer is 1, or 0 for a prospect")


def check_sizes(plan: SalesPlan) -> Iterator[Inconsistency]:
    """More segments than a person's row can name."""
    if len(plan.segments) > MAX_SEGMENTS:
        yield Inconsistency(
            ("segments",),
            f"{len(plan.segments)} segments are more than can be told apart; "
            f"allowed: at most {MAX_SEGMENTS}; put alike ones together",
        )


def check_change(plan: SalesPlan, today: SalesPlan) -> Iterator[Inconsistency]:
    """Changes whose effect nobody can tell from what holds today."""
    for name, channel in plan.channels.items():
        then = today.channels.get(name)
        if then is None or then.budget.typical > 0 or channel.budget.typical <= 0:
            continue
        if channel.leads == then.leads:
            message = (
                "today nothing is spent here, so what a budget brings is unknown; type the leads "
                "that it brings too"
            )
            yield Inconsistency(("channels", name, "budget"), message)


def check_channels(plan: SalesPlan) -> Iterator[Inconsistency]:
    """How customers recommend us is typed, and not how often."""
    for name, channel in plan.channels.items():
        typed = channel.model_fields_set
        for key, field in OF_RECOMMENDATIONS.items():
            if field in typed and "per_customer" not in typed:
                leads = "; segments of its leads go to mix" if key == "to" else ""
                message = (
                    "customers do not recommend us through this channel: type per_customer, such "
                    f"as 0.5 a year, or delete this{leads}"
                )
                yield Inconsistency(("channels", name, key), message, about="per_customer")


def channel_notes(plan: SalesPlan, is_typed: IsTyped) -> Iterator[Inconsistency]:
    """Typed keys that change no result of a plan with everything filled in."""
    yield from (note for note in _idle(plan) if is_typed(note.location))


def _idle(plan: SalesPlan) -> Iterator[Inconsistency]:
    for name, channel in plan.channels.items():
        for keys, why in _idle_in(channel):
            for key in keys:
                yield Inconsistency(("channels", name, key), why)
    for name in plan.segments:
        if not is_asked_for(plan, name):
            why = "no lead, recommendation or referral comes from this segment"
            yield Inconsistency(("segments", name, "leads_from"), why)


def _idle_in(channel: Channel) -> Iterator[tuple[Iterable[str], str]]:
    """Keys that change nothing in a channel, and why."""
    if not channel.brings_leads:
        yield OF_LEADS, "this channel brings no leads"
    elif channel.peak is None:
        yield ("peak_size",), "type a peak too: no month has it"
    spent = "" if channel.budget.highest > 0.0 else ", and today nothing is spent"
    if channel.budget.schedule is None:
        yield OF_A_BUDGET, f"it counts where a variant has another budget than today's{spent}"
    if not channel.recommends:
        why = "customers do not recommend us through this channel: per_customer is 0"
        yield OF_RECOMMENDATIONS, why
    elif channel.leads.highest <= 0.0:
        yield ("mix",), "it says where leads come from; recommendations go by from and to"
