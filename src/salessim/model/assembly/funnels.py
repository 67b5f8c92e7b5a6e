"""The rows of both funnels: a step x segment."""

import numpy as np

from salessim.model.assembly.parameter_tables import DistributionTable, ParameterTables
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
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import (
    DISCOVERY_EFFECT,
    DISCOVERY_EFFECT_LATER,
    FIT_EFFECT,
    Contact,
    Opportunity,
    Stage,
)
from salessim.scenario.workers import specialists_of, steps_of, workers_of
from salessim.units import Quantity

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


def groups_of_steps(plan: SalesPlan) -> np.ndarray:
    """Return a number for each step, equal where the same roles work, shape (steps,)."""
    groups: dict[tuple[str, ...], int] = {}
    numbers = [groups.setdefault(roles, len(groups)) for roles in workers_of(plan).values()]
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
    """Write all steps and return their table, shape (steps, segments)."""
    conquest, loyalty = plan.funnel.conquest, plan.funnel.loyalty
    table = parameters.open("steps", (len(conquest) + len(loyalty), len(plan.segments)))
    for column, segment in enumerate(plan.segments):
        for row, (name, stage) in enumerate(conquest.items()):
            _write_stage(plan, parameters, distributions, (row, column), name, stage)
        for row, (name, step) in enumerate(loyalty.items(), len(conquest)):
            _write_loyalty(parameters, distributions, (row, column), segment, name, step)
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
    path = f"funnel.conquest.{name}"
    step = place[0]
    discovery = discovery_step_of(plan)
    row.applies = 1
    row.kind = IS_STAGE
    row.skill = skill_code(str(stage.skill))
    row.hours_distribution = distributions.row(stage.hours, f"{path}.hours")
    row.delay_distribution = distributions.row(stage.buyer_takes, f"{path}.buyer_takes")
    row.hand_over_distribution = distributions.row(stage.hand_over.takes, f"{path}.hand_over.takes")
    row.receiver = RECEIVER_NAMES.index(stage.hand_over.to)
    parameters.put(
        "steps", place, "accepts", stage.hand_over.accepts, f"{path}.hand_over.accepts", share=True
    )
    row.has_bar = 1 if step == discovery else 0
    if discovery != NOBODY and step > discovery:
        row.fit_effect = FIT_EFFECT
        row.discovery_effect = DISCOVERY_EFFECT if step == discovery + 1 else DISCOVERY_EFFECT_LATER
    parameters.copy("steps", place, stage, path, CALLED)


def _write_loyalty(
    parameters: ParameterTables,
    distributions: DistributionTable,
    place: tuple[int, int],
    segment: str,
    name: str,
    step: Contact | Opportunity,
) -> None:
    row = parameters.table("steps")[place]
    path = f"funnel.loyalty.{name}"
    parameters.copy("steps", place, step, path, CALLED)
    row.applies = 1 if step.segments is None or segment in step.segments else 0
    row.hours_distribution = distributions.row(step.hours, f"{path}.hours")
    if isinstance(step, Contact):
        row.kind = IS_CONTACT
        row.skill = skill_code("account_care")
        row.delay_distribution = distributions.row(Quantity(0.0), path)
        return
    row.kind = IS_OPPORTUNITY
    row.skill = skill_code(step.skill)
    row.routing = ROUTING_NAMES.index(step.routing)
    row.delay_distribution = distributions.row(step.buyer_takes, f"{path}.buyer_takes")
    row.worth_distribution = distributions.row(step.worth.amount, f"{path}.worth")
    row.worth_is_share = 1 if step.worth.is_share else 0
    row.worth_is_product = 1 if step.worth.is_price else 0
    parameters.put("steps", place, "per_year", step.each.per_year, f"{path}.each")
