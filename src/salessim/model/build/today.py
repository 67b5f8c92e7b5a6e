"""Today's team as the anchor of typed rates: where its hours go."""

from dataclasses import dataclass

from salessim.model.build.team import is_new
from salessim.model.build.workload import Workload
from salessim.model.codes import CONQUEST, LOYALTY
from salessim.scenario.sales_plan import Person, SalesPlan


def here_today(plan: SalesPlan, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return the people of the first day; where there are none, all who will come."""
    here = tuple(person for person in people if not is_new(plan, person))
    return here or people


@dataclass(frozen=True)
class SellingHours:
    """What a plan's people give to each segment in a year.

    Attributes:
        loyalty, conquest: selling hours, by motion.
        calling: hours in which calls are made at most; infinite where all may be used.
        meetings: first meetings that are aimed at; infinite without an aim.
    """

    loyalty: dict[str, float]
    conquest: dict[str, float]
    calling: dict[str, float]
    meetings: dict[str, float]


def selling_hours(plan: SalesPlan, people: tuple[Person, ...]) -> SellingHours:
    """Return where the hours of the first day's people go.

    Hours that a person's customers do not need go to conquest if the person does both, and else to
    the customers of other segments who need more.
    """
    work = Workload(plan, here_today(plan, people))
    parts = (
        work.hours[:, :, LOYALTY].sum(axis=0),
        work.hours[:, :, CONQUEST].sum(axis=0),
        work.most_calling(),
        work.most_meetings(),
    )
    return SellingHours(
        *(dict(zip(plan.segments, map(float, part), strict=True)) for part in parts)
    )


@dataclass(frozen=True)
class Anchor:
    """What holds today, in the rows of a variant, for the writers of fact tables.

    plan: today's plan with the variant's segments and steps, each as it is today if there is one
    of its name today. Loyalty steps that are new apply to no segment; those that only today has
    stand after the others.
    """

    plan: SalesPlan
    hours: SellingHours


def anchor_of(plan: SalesPlan, hours: SellingHours, today: SalesPlan) -> Anchor:
    """Return today's plan in the rows of `plan`, whose selling hours are `hours`."""
    if plan is today:
        return Anchor(plan, hours)
    then = selling_hours(today, today.people)
    segments = {name: today.segments.get(name, own) for name, own in plan.segments.items()}
    stages = {
        name: today.funnel.conquest.get(name, own) for name, own in plan.funnel.conquest.items()
    }
    steps = {
        name: today.funnel.loyalty.get(name, own.model_copy(update={"segments": ()}))
        for name, own in plan.funnel.loyalty.items()
    }
    funnel = today.funnel.model_copy(
        update={"conquest": stages, "loyalty": steps | today.funnel.loyalty}
    )
    return Anchor(
        plan=today.model_copy(update={"segments": segments, "funnel": funnel}),
        hours=SellingHours(
            loyalty=hours.loyalty | then.loyalty,
            conquest=hours.conquest | then.conquest,
            calling=hours.calling | then.calling,
            meetings=hours.meetings | then.meetings,
        ),
    )
