"""The rows of both funnels, a step x segment, and how cases fall on those who work a step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salessim.calendar import WorkCalendar
from salessim.elementary import exp
from salessim.model.assembly.distribution_table import DistributionTable
from salessim.model.assembly.parameter_tables import ParameterTables
from salessim.model.state.codes import (
    IS_CONTACT,
    IS_OPPORTUNITY,
    IS_STAGE,
    NOBODY,
    RECEIVER_NAMES,
    ROUTING_NAMES,
    SKILL_NAMES,
)
from salessim.scenario.completion import place_of_discovery, prospects_first
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.funnel import (
    DISCOVERY_EFFECT,
    DISCOVERY_EFFECT_LATER,
    FIT_EFFECT,
    Contact,
    Opportunity,
    Stage,
)
from salessim.scenario.workers import specialists_of, step_in, steps_of, workers_of
from salessim.units import DAYS_PER_WEEK, DAYS_PER_YEAR, HOURS_PER_DAY, Quantity

type Floats = NDArray[np.float64]

CALLED = {"refers": "referral_rate", "lifts": "win_effect", "hurts": "refusal_effect"}
"""Fields of a step whose parameter has another name."""


def skill_code(name: str) -> int:
    """Return the code of a skill."""
    return SKILL_NAMES.index(name)


def discovery_step_of(plan: SalesPlan) -> int:
    """Return the stage in which discovery and the bar decide, or NOBODY."""
    place = place_of_discovery(plan.funnel.conquest)
    return NOBODY if place is None else place


def call_step_of(plan: SalesPlan) -> int:
    """Return 0 if the first stage is prospecting, or NOBODY."""
    return 0 if prospects_first(plan.funnel.conquest) else NOBODY


def first_meeting_of(plan: SalesPlan) -> int | None:
    """Return the step that rules take for the first meeting, if the funnel has it."""
    discovery = discovery_step_of(plan)
    step = call_step_of(plan) + 1 if discovery == NOBODY else discovery
    return step if step < len(plan.funnel.conquest) else None


def groups_of_steps(plan: SalesPlan) -> np.ndarray:
    """Return a number for each step, equal where the same roles work, shape (steps,)."""
    groups: dict[frozenset[str], int] = {}
    workers = map(frozenset, workers_of(plan).values())
    numbers = [groups.setdefault(roles, len(groups)) for roles in workers]
    return np.array(numbers, np.int64)


def write_workers(plan: SalesPlan, distributions: DistributionTable) -> dict[str, np.ndarray]:
    """Return who works each step: the tables `step_roles` to `specialist_hours` of a world."""
    roles, workers = list(plan.team), workers_of(plan)
    ranks = np.full((len(workers), len(roles)), NOBODY, np.int64)
    for row, (place, step) in enumerate(steps_of(plan)):
        for rank, name in enumerate(workers[place]):
            ranks[row, roles.index(name)] = rank if step.by else 0
    works = (ranks != NOBODY).astype(np.int64)
    specialists = [specialists_of(step) for _, step in steps_of(plan)]
    alone = [[int(role == name) for role in roles] for names in specialists for name in names]
    rows = np.concatenate([works, np.array(alone, np.int64).reshape(-1, len(roles))])
    groups, group_of = np.unique(rows, axis=0, return_inverse=True)
    group_of = group_of.reshape(-1).astype(np.int64)
    for row in reversed(range(len(works))):
        # Their common pool goes by the order of the first step that names them.
        groups[group_of[row]] = ranks[row] + 1
    beside = np.full((len(works), max(map(len, specialists))), NOBODY, np.int64)
    hours = beside.copy()
    of_specialists = iter(group_of[len(works) :])
    for row, (name, stage) in enumerate(plan.funnel.conquest.items()):
        for column, (role, each) in enumerate(stage.with_.items()):
            beside[row, column] = next(of_specialists)
            path = f"funnel.conquest.{name}.with.{role}"
            hours[row, column] = distributions.row(each, path)
    return {
        "specialist_groups": beside,
        "specialist_hours": hours,
        "step_roles": ranks,
        "step_ranks": ranks.max(axis=1) + 1,
        "step_groups": group_of[: len(works)],
        "group_roles": groups,
    }


def write_steps(
    plan: SalesPlan, parameters: ParameterTables, distributions: DistributionTable
) -> np.ndarray:
    """Write all steps, each as it is in each segment; return their table, (steps, segments)."""
    conquest, loyalty = plan.funnel.conquest, plan.funnel.loyalty
    table = parameters.open("steps", (len(conquest) + len(loyalty), len(plan.segments)))
    for column, segment in enumerate(plan.segments):
        for row, (name, stage) in enumerate(conquest.items()):
            own = step_in(plan, segment, name, stage)
            _write_stage(plan, parameters, distributions, (row, column), name, own)
        for row, (name, step) in enumerate(loyalty.items(), len(conquest)):
            care = step_in(plan, segment, name, step)
            _write_loyalty(plan, parameters, distributions, (row, column), name, care)
    return table


def _write_stage(
    plan: SalesPlan,
    parameters: ParameterTables,
    distributions: DistributionTable,
    place: tuple[int, int],
    name: str,
    stage: Stage,
) -> None:
    row = parameters.table("steps")[place]
    segment = list(plan.segments)[place[1]]
    path, path_of = f"funnel.conquest.{name}", key_paths(plan, segment, "conquest", name)
    step = place[0]
    discovery = discovery_step_of(plan)
    row.applies = 1
    row.kind = IS_STAGE
    row.skill = skill_code(str(stage.skill))
    row.hours_distribution = distributions.row(stage.hours, path_of("hours"))
    row.delay_distribution = distributions.row(stage.buyer_takes, path_of("buyer_takes"))
    row.hand_over_distribution = distributions.row(stage.hand_over.takes, f"{path}.hand_over.takes")
    row.receiver = RECEIVER_NAMES.index(stage.hand_over.to)
    parameters.put(
        "steps", place, "accepts", stage.hand_over.accepts, f"{path}.hand_over.accepts", share=True
    )
    row.has_bar = 1 if step == discovery else 0
    if discovery != NOBODY and step > discovery:
        row.fit_effect = FIT_EFFECT
        row.discovery_effect = DISCOVERY_EFFECT if step == discovery + 1 else DISCOVERY_EFFECT_LATER
    parameters.copy("steps", place, stage, path_of, CALLED)
    _write_waiting(row, path_of, stage, distributions)


def key_paths(plan: SalesPlan, segment: str, motion: str, name: str) -> Callable[[str], str]:
    """Return the key path of each figure of a step in a segment: the segment's where it has one."""
    own = plan.segments[segment].funnel.get(name)
    typed = own.model_fields_set if own is not None else set()

    def path(key: str) -> str:
        here = key in typed and getattr(own, key) is not None
        return (
            f"segments.{segment}.funnel.{name}.{key}" if here else f"funnel.{motion}.{name}.{key}"
        )

    return path


def _write_loyalty(
    plan: SalesPlan,
    parameters: ParameterTables,
    distributions: DistributionTable,
    place: tuple[int, int],
    name: str,
    step: Contact | Opportunity,
) -> None:
    row = parameters.table("steps")[place]
    segment = list(plan.segments)[place[1]]
    path, path_of = f"funnel.loyalty.{name}", key_paths(plan, segment, "loyalty", name)
    parameters.copy("steps", place, step, path_of, CALLED)
    row.applies = 1 if step.segments is None or segment in step.segments else 0
    row.hours_distribution = distributions.row(step.hours, path_of("hours"))
    row.patience_distribution = NOBODY
    if isinstance(step, Contact):
        row.kind = IS_CONTACT
        row.skill = skill_code("account_care")
        row.delay_distribution = distributions.row(Quantity(0.0), path)
        return
    row.kind = IS_OPPORTUNITY
    row.skill = skill_code(step.skill)
    row.routing = ROUTING_NAMES.index(step.routing)
    row.delay_distribution = distributions.row(step.buyer_takes, path_of("buyer_takes"))
    row.worth_distribution = distributions.row(step.worth.amount, path_of("worth"))
    row.worth_is_share = 1 if step.worth.is_share else 0
    row.worth_is_product = 1 if step.worth.is_price else 0
    parameters.put("steps", place, "per_year", step.each.per_year, path_of("each"))
    _write_waiting(row, path_of, step, distributions)


def _write_waiting(
    row: Any,
    path_of: Callable[[str], str],
    step: Stage | Opportunity,
    distributions: DistributionTable,
) -> None:
    """Write what waiting for the step's work does to a case."""
    row.patience_distribution = distributions.row_or_none(step.patience, path_of("patience"))
    distributions.write_fading(row, step.goes_cold_in)


@dataclass(frozen=True)
class Arrivals:
    """What comes to a list of roles in a year.

    Attributes:
        cases: a year.
        hours: a year that all cases take.
        waits: pairs of how often a year nobody is at work, and for how many days cases gather then.
    """

    cases: float
    hours: float
    waits: tuple[tuple[float, float], ...]


def shares_by_role(
    people: tuple[Person, ...], roles: tuple[str, ...], arrivals: Arrivals, hours: Floats
) -> Floats:
    """Return the share of cases that comes to each person of a step's list of roles, (people,).

    Cases come at random. While people work, each goes to the first role with somebody at liberty:
    a role is a loss system that is offered what the ones before could not take, and passes on
    Erlang's share of it. Of what comes meanwhile everybody gets one, in the order of roles. What
    finds all busy goes to who is free first.

    hours: a year that each person has for these cases, (people,).
    """
    of_role = [
        np.array([person.role == role for person in people]) & (hours > 0.0) for role in roles
    ]
    shares = np.zeros(len(people))
    gathered = [
        (often * days * arrivals.cases / DAYS_PER_YEAR, days * arrivals.cases / DAYS_PER_YEAR)
        for often, days in arrivals.waits
    ]
    out = min(1.0, sum(often * days for often, days in arrivals.waits) / DAYS_PER_YEAR)
    passing, before, left = 1.0, 0, 1.0
    for members in of_role:
        count = int(members.sum())
        if count == 0:
            continue
        own = hours[members]
        passed = blocked(passing * arrivals.hours / float(own.mean()), count)
        taken = (1.0 - out) * passing * (1.0 - passed)
        for cases, mean in gathered:
            if mean > 0.0:
                first = left_over(mean, before) - left_over(mean, before + count)
                taken += cases / arrivals.cases * first / mean
        passing *= passed
        before += count
        shares[members] = taken / count
        left -= taken
    everybody = np.logical_or.reduce(of_role)
    if everybody.any():
        shares += max(0.0, left) * np.where(everybody, hours, 0.0) / float(hours[everybody].sum())
    return shares


def nobody_works(calendar: WorkCalendar, *, nights: bool) -> tuple[tuple[float, float], ...]:
    """Return how often a year, and for how many days, nobody is at work: nights, days off."""
    if calendar.always:
        return ()
    weekdays = calendar.weekdays
    night = 1.0 - calendar.hours_per_week / len(weekdays) / HOURS_PER_DAY if nights else 0.0
    following = (*weekdays[1:], weekdays[0] + DAYS_PER_WEEK)
    return tuple(
        (DAYS_PER_YEAR / DAYS_PER_WEEK, after - day - 1 + night)
        for day, after in zip(weekdays, following, strict=True)
    )


def blocked(offered: float, servers: int) -> float:
    """Return the share of cases that find all of some servers busy (Erlang's loss formula).

    offered: cases that come during the time that one takes, from 0.
    """
    share = 1.0
    for server in range(1, servers + 1):
        share = offered * share / (server + offered * share)
    return share


def left_over(mean: float, taken: int) -> float:
    """Return the mean of what a Poisson number of cases leaves when so many are taken of it."""
    chance = exp(-mean)
    left = mean - taken
    for number in range(taken):
        left += (taken - number) * chance
        chance *= mean / (number + 1)
    return left
