"""Today's team as the anchor of typed rates: where its hours go, and its types of rep."""

from dataclasses import dataclass

import numpy as np

from salessim.model.assembly.company import style_effect
from salessim.model.assembly.parameter_tables import ParameterTables
from salessim.model.assembly.team import joins, leads_today, managed_by
from salessim.model.assembly.workload import Workload
from salessim.model.distributions import NUMBER, SHARE, value_between
from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.market import Segment
from salessim.scenario.skill_levels import Level, SkillLaw
from salessim.scenario.workers import steps_of

WORK = ("call_weight", "lead_weight", "care_weight")


def here_today(plan: SalesPlan, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return who was there before the first day; where nobody was, all who will come."""
    here = tuple(person for person in people if not joins(plan, person))
    return here or people


@dataclass(frozen=True)
class SellingHours:
    """What a plan's people give to each segment in a year.

    Attributes:
        loyalty: selling hours for customers.
        conquest: selling hours for prospects, of those who call and answer leads.
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
        (work.callers * work.hours[:, :, CONQUEST]).sum(axis=0),
        work.maximum_calling(),
        work.maximum_meetings(),
    )
    return SellingHours(
        *(dict(zip(plan.segments, map(float, part), strict=True)) for part in parts)
    )


@dataclass(frozen=True)
class Anchor:
    """What holds today, in the rows of a variant, for the writers of parameter tables.

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
    segments = {
        name: _segment_of_today(own, today.segments.get(name))
        for name, own in plan.segments.items()
    }
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


def _segment_of_today(own: Segment, then: Segment | None) -> Segment:
    """A segment as it is today, with what the plan says of the calls before it."""
    called = own.called
    if then is None and called == "as_today":
        called = "never"
    then = then or own
    return then if called == then.called else then.model_copy(update={"called": called})


def write_rep_types(
    plan: SalesPlan, today: SalesPlan, parameters: ParameterTables
) -> tuple[np.ndarray, np.ndarray]:
    """Write today's kinds of rep with their shares of each segment's work.

    Segments that are new since today get equal shares; steps that are, those of leads or customers.

    Returns:
        Their skills, shape (rep types, SKILLS), and their shares of each step's cases, shape
        (rep types, steps, segments).
    """
    segments = tuple(plan.segments)
    people = here_today(today, today.people)
    workload = Workload(today, people)
    done, cases = workload.done(), workload.cases()
    calls, leads, care = done
    parts = [calls, leads, care]
    parts += [
        cases.get(place, leads if place[0] == "conquest" else care) for place, _ in steps_of(plan)
    ]
    by_segment = dict(zip(today.segments, np.moveaxis(np.array(parts), 2, 0), strict=True))
    nothing = np.zeros((len(parts), len(people)))
    work = np.array([by_segment.get(name, nothing) for name in segments])
    kinds: dict[tuple[tuple[float, ...], float, tuple[bool, ...]], np.ndarray] = {}
    for row, person in enumerate(people):
        manager = managed_by(today, person)
        for share, skills, motivation in profiles_of(person):
            lift = 0.0
            if manager is not None and leads_today(today, manager):
                lift = style_effect(today, manager.style, skills, motivation)
            level = min(1.0, max(0.0, motivation + lift))
            kind = (skills, level, _stages_of(workload, person))
            of_kind = kinds.setdefault(kind, np.zeros((len(segments), len(parts))))
            of_kind += share * work[:, :, row]
    table = parameters.open("rep_types", (len(kinds), len(segments)))
    weights = np.zeros((len(kinds), len(parts) - len(WORK), len(segments)))
    totals = sum(kinds.values(), np.zeros((len(segments), len(parts))))
    for row, ((_, motivation, _), of_kind) in enumerate(kinds.items()):
        equal = np.full_like(of_kind, 1.0 / len(kinds))
        shares = np.divide(of_kind, totals, out=equal, where=totals > 0.0)
        for column, name in enumerate(WORK):
            table[name][row] = shares[:, column]
        table["motivation"][row] = motivation
        weights[row] = shares[:, len(WORK) :].T
    return np.array([kind[0] for kind in kinds], dtype=float), weights


NODES = 11
"""Points at which laws of skills are read; a prime, so that the skills' points are spread."""


def profiles_of(person: Person) -> list[tuple[float, tuple[float, ...], float]]:
    """Return (chance, skills, motivation) of whom somebody may turn out to be.

    Laws of skills are read at equally likely points, each skill's in an order of its own, so that
    who is good at one thing is no better at another.
    """
    found = []
    for kind in person.kinds:
        motivation = person.motivation if kind.motivation is None else kind.motivation
        nodes = NODES if any(isinstance(level, SkillLaw) for level in kind.levels) else 1
        for node in range(nodes):
            skills = tuple(
                _level_at(level, ((node * (place + 1)) % nodes + 0.5) / nodes)
                for place, level in enumerate(kind.levels)
            )
            found.append((kind.share / nodes, skills, motivation))
    return found


def _level_at(level: Level, chance: float) -> float:
    """Return the level that a share `chance` of people do not reach."""
    if not isinstance(level, SkillLaw):
        return level
    family = NUMBER if level.low <= 0.0 or level.high >= 1.0 else SHARE
    return float(value_between(family, level.low, level.high, 0.0, 1.0, chance))


def _stages_of(workload: Workload, person: Person) -> tuple[bool, ...]:
    """The stages of conquest that a person works; empty where it is all or none of them."""
    works = tuple(
        person.role in roles
        for (motion, _), roles in workload.workers.items()
        if motion == "conquest"
    )
    return () if all(works) or not any(works) else works
