"""Checks of figures that are others in some months, segments or cases: what may be, and where."""

import math
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from salessim.elementary import log, normal_cdf
from salessim.near_words import did_you_mean
from salessim.scenario.case_values import ValuePerCase
from salessim.scenario.checks.shares import decided_twice
from salessim.scenario.completion import stages_in_full
from salessim.scenario.distributions import chance_above
from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import Stage
from salessim.scenario.schema.segment_steps import StepInSegment
from salessim.scenario.schema_types import ScalarType, type_at
from salessim.scenario.workers import Step, step_in
from salessim.units import NORMAL_QUANTILE_90, Quantity, Schedule

SMALL_CUT = 0.01
"""Share of cases beyond the limit of a field up to which it is not said."""

LEAST_SHARE = 1e-17
"""Share below which log-odds are not told apart."""


def figures_of(part: Any, location: Location = ()) -> Iterator[tuple[Location, Quantity]]:
    """Every figure below a part of a plan, and where it stands."""
    if isinstance(part, Quantity):
        yield location, part
    elif isinstance(part, ValuePerCase):
        yield from figures_of(part.amount, location)
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from figures_of(getattr(part, name), (*location, field.alias or name))
    elif isinstance(part, dict):
        for name, child in part.items():
            yield from figures_of(child, (*location, name))
    elif isinstance(part, tuple) and part and isinstance(part[0], BaseModel):
        for row, child in enumerate(part):
            yield from figures_of(child, (*location, row))


def check_schedules(plan: SalesPlan) -> Iterator[Inconsistency]:
    """What is wrong with figures that move in time."""
    for location, figure in figures_of(plan):
        if figure.schedule is not None:
            yield from _months(location, figure.schedule, plan)
    rise = plan.vision.prices.schedule
    if rise is not None and rise.season:
        message = "prices rise once in twelve months: type other rises from a month on, no season"
        yield Inconsistency(("vision", "prices"), message)
    for name, segment in plan.segments.items():
        for key in ("churn", "order_frequency"):
            yield from _law_by_month(("segments", name, key), getattr(segment, key))
    for name, role in plan.team.items():
        for part, component in role.components.items():
            quota = component.quota
            if quota is not None and quota.schedule is not None and quota.period is None:
                place = ("team", name, "components", part, "quota")
                yield Inconsistency(
                    place, "what moves by month is a quota a month, quarter or year"
                )


def _months(location: Location, schedule: Schedule, plan: SalesPlan) -> Iterator[Inconsistency]:
    first, last = f"{plan.horizon.from_:%Y-%m}", f"{plan.horizon.last_day:%Y-%m}"
    span = f"the horizon lasts from {first} to {last}"
    if schedule.begins and schedule.begins < first:
        message = f"{span}: begin with what holds in {first}"
        yield Inconsistency(location, message, schedule.begins)
    elif schedule.begins > first:
        message = f"{span}: what holds from {first} to {schedule.begins} is missing; type it too"
        yield Inconsistency(location, message, schedule.begins)
    for month, _ in schedule.later:
        if month > last:
            message = f"{span}: leave out what comes after it, or lengthen it"
            yield Inconsistency(location, message, month)


def _law_by_month(location: Location, figure: Quantity | None) -> Iterator[Inconsistency]:
    """A law over customers cannot have dates: each customer keeps what it drew, for life."""
    if figure is None or figure.schedule is None or not figure.schedule.later:
        return
    values = [figure, *(value for _, value in figure.schedule.later)]
    if any(value.cases or value.distribution for value in values):
        yield Inconsistency(
            location,
            "customers who differ keep what they are for life: type one law with a season, or a "
            "plain value for each month",
        )


def laws_cut(plan: SalesPlan) -> Iterator[Inconsistency]:
    """Laws over cases or customers, of which the limit of a field cuts more than a small share."""
    for location, figure in figures_of(plan):
        later = figure.schedule.later if figure.schedule is not None else ()
        laws = (figure, *(value for _, value in later))
        cut = max(_share_above(location, law) for law in laws)
        if cut <= SMALL_CUT:
            continue
        field = type_at(tuple(map(str, location)))
        limits = f" ({field.kind.allowed})" if isinstance(field, ScalarType) else ""
        message = (
            f"{100.0 * cut:.2g} % of this law lies above what is allowed here{limits}; such cases "
            "are drawn at that limit or just below, so that the mean is lower than the law's"
        )
        yield Inconsistency(location, message)


def _share_above(location: Location, law: Quantity) -> float:
    """The share of cases that lie above the limit of their field before they are cut."""
    limit = math.inf if law.allowed is None else law.allowed[1]
    if limit == math.inf:
        return 0.0
    if law.distribution is not None:
        return chance_above(law.distribution, limit)
    if law.cases is None or law.cases[0] == law.cases[1]:
        return 0.0
    low, high = law.cases
    if location[-1] == "churn":  # normal in log-odds above the typical value
        shares = (max(share, LEAST_SHARE) for share in (law.typical, high, limit))
        middle, end, most = (log(share / (1.0 - share)) for share in shares)
        return normal_cdf(-NORMAL_QUANTILE_90 * (most - middle) / (end - middle))
    if low > 0.0:
        return normal_cdf(-2.0 * NORMAL_QUANTILE_90 * log(limit / law.typical) / log(high / low))
    return max(0.0, (9.0 * high / 8.0 - limit) / (10.0 * high / 8.0))  # uniform, an eighth beyond


def check_segment_steps(plan: SalesPlan) -> Iterator[Inconsistency]:
    """What is wrong with the steps of single segments."""
    conquest, loyalty = stages_in_full(plan.funnel.conquest), plan.funnel.loyalty
    for segment, own in plan.segments.items():
        for name, typed in own.funnel.items():
            at = ("segments", segment, "funnel", name)
            if name in conquest and name in loyalty:
                message = "conquest and loyalty both have a step of this name; rename one of them"
                yield Inconsistency(at, message, name)
            elif (stage := conquest.get(name)) is not None:
                yield from _keys_of_step(at, typed, stage)
                yield from _rates_of_step(at, typed, step_in(plan, segment, name, stage))
                last = name == next(reversed(conquest))
                if last and own.win_rate is not None and typed.passes is not None:
                    message = "the segment's win_rate says what the last stage lets through"
                    yield Inconsistency((*at, "passes"), f"{message}; delete one of them")
            elif (step := loyalty.get(name)) is not None:
                yield from _keys_of_step(at, typed, step)
                if step.segments is not None and segment not in step.segments:
                    message = "customers of this segment do not have the step; delete this"
                    yield Inconsistency(at, message, name)
            else:
                known = [*conquest, *loyalty]
                hint = did_you_mean(name, known) or f"; known: {', '.join(known)}"
                yield Inconsistency(at, f"the funnel has no such step{hint}", name)


WITHOUT = {
    "patience": "for cases that wait for ever type 3650 days, or delete this",
    "goes_cold_in": "where interest lasts type {0 days: 100 %, 1 day: 100 %}, or delete this",
    "every": "for customers without this contact name the others in the step's segments",
}
"""Keys of a step whose `none` in a segment reads as if the step did without, and what does that."""


def _keys_of_step(at: Location, typed: StepInSegment, step: Step) -> Iterator[Inconsistency]:
    known = type(step).model_fields
    for key in sorted(typed.model_fields_set - known.keys()):
        yield Inconsistency((*at, key), f"a step of this kind has no {key}; delete this")
    for key, instead in WITHOUT.items():
        is_none = key in typed.model_fields_set and getattr(typed, key) is None
        if is_none and getattr(step, key, None) is not None:
            message = f"this leaves the step's own, as if nothing stood here; {instead}"
            yield Inconsistency((*at, key), message, "none")


def _rates_of_step(at: Location, typed: StepInSegment, stage: Stage) -> Iterator[Inconsistency]:
    message = decided_twice(stage)
    if message and (typed.passes is not None or typed.repeats is not None):
        yield Inconsistency(at, message)
