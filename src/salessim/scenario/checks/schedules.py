"""Checks of figures that are others in some months or segments: what may be, and where."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from salessim.near_words import did_you_mean
from salessim.scenario.case_values import ValuePerCase
from salessim.scenario.checks.shares import decided_twice
from salessim.scenario.completion import stages_in_full
from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import Stage
from salessim.scenario.schema.segment_steps import StepInSegment
from salessim.scenario.workers import Step, step_in
from salessim.units import Quantity, Schedule


def moving_figures(part: Any, location: Location = ()) -> Iterator[tuple[Location, Quantity]]:
    """Every figure below a part of a plan that moves in time, and where it stands."""
    if isinstance(part, Quantity):
        if part.schedule is not None:
            yield location, part
    elif isinstance(part, ValuePerCase):
        yield from moving_figures(part.amount, location)
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from moving_figures(getattr(part, name), (*location, field.alias or name))
    elif isinstance(part, dict):
        for name, child in part.items():
            yield from moving_figures(child, (*location, name))
    elif isinstance(part, tuple) and part and isinstance(part[0], BaseModel):
        for row, child in enumerate(part):
            yield from moving_figures(child, (*location, row))


def check_schedules(plan: SalesPlan) -> Iterator[Inconsistency]:
    """What is wrong with figures that move in time."""
    for location, figure in moving_figures(plan):
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


def _keys_of_step(at: Location, typed: StepInSegment, step: Step) -> Iterator[Inconsistency]:
    known = type(step).model_fields
    for key in sorted(typed.model_fields_set - known.keys()):
        yield Inconsistency((*at, key), f"a step of this kind has no {key}; delete this")


def _rates_of_step(at: Location, typed: StepInSegment, stage: Stage) -> Iterator[Inconsistency]:
    message = decided_twice(stage)
    if message and (typed.passes is not None or typed.repeats is not None):
        yield Inconsistency(at, message)
