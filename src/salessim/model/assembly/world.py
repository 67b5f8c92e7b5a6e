"""A scenario as a pristine world, from which each replication starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from salessim.calendar import month_starts
from salessim.model.assembly.anchor import anchor_of, here_today, selling_hours, write_rep_types
from salessim.model.assembly.book import book_of, month_names
from salessim.model.assembly.budgets import write_budgets, write_splits
from salessim.model.assembly.company import (
    manager_tables,
    sellers_of,
    style_effects,
    write_attrition,
    write_company,
    write_managers,
    write_movers,
)
from salessim.model.assembly.contracts import (
    calendar_months,
    price_steps,
    write_agreements,
    write_contracts,
)
from salessim.model.assembly.customers import days_between_work, write_tendencies
from salessim.model.assembly.distribution_table import DistributionTable
from salessim.model.assembly.funnels import (
    call_step_of,
    discovery_step_of,
    groups_of_steps,
    write_steps,
    write_workers,
)
from salessim.model.assembly.lead_sources import recommended_table
from salessim.model.assembly.marginal_pay import write_marginal_pay
from salessim.model.assembly.market import (
    write_channels,
    write_deals,
    write_firms,
    write_products,
    write_segments,
)
from salessim.model.assembly.parameter_tables import ParameterTables
from salessim.model.assembly.pay import (
    counts_meetings,
    months_to_come,
    takes_back,
    write_pay,
)
from salessim.model.assembly.productivity import write_productivity
from salessim.model.assembly.schedules import write_changes
from salessim.model.assembly.team import (
    calendars_of,
    role_skills,
    take_away,
    with_company_calendar,
    write_kinds,
    write_people,
    write_pods,
    write_reps,
)
from salessim.model.rates.fit_of_meetings import FIT_NODES, node_fit
from salessim.model.state.codes import (
    CUSTOMER,
    HAND_OVER_NAMES,
    IS_CONTACT,
    MOTIONS,
    NEXT_DEAL_NAMES,
    NEXT_LEAD_NAMES,
    NOBODY,
    OUTBOUND_NAMES,
)
from salessim.model.state.outputs import Book
from salessim.model.state.rows import (
    CHUNK,
    MARKS,
    SIZES,
)
from salessim.model.state.tables import World, allocated
from salessim.scenario import Scenario
from salessim.scenario.own_code import OwnCode
from salessim.scenario.workers import callers_steps_of
from salessim.units import SECONDS_PER_DAY

EVENTS_OF_A_HANDLER = 64
"""More events than a handler posts that does not loop over people or firms."""

LOG_ROWS_OF_A_HANDLER = 24
LOG_ROWS_PER_REP = 12
LOG_ROWS_PER_COMPONENT = 4
"""More log rows than a handler writes that does not loop, and than a month's end or a contract for
a rep, and for each component of a rep's pay."""


@dataclass(frozen=True)
class Inputs:
    """What an engine needs: the pristine world and the names behind its rows.

    `world` is never run; an engine copies it (see `engine.state`).
    """

    world: World
    book: Book
    own_code: Mapping[str, OwnCode] = field(default_factory=dict)
    """Functions that the scenario names, by the decision they take."""


def build(scenario: Scenario, without: str | None = None) -> Inputs:
    """Build the pristine world of a scenario.

    without: a person who leaves on the first morning, or never comes; nobody follows.
    """
    plan, today = scenario.plan, scenario.today.plan
    people = plan.people
    parameters, distributions = ParameterTables(), DistributionTable()
    hours = selling_hours(plan, people)
    anchor = anchor_of(plan, hours, today)

    write_company(plan, today, parameters)
    write_attrition(plan, here_today(today, today.people), parameters, distributions)
    write_movers(plan, parameters)
    write_steps(plan, parameters, distributions)
    write_segments(plan, hours, parameters, distributions)
    write_contracts(plan, parameters, distributions)
    channel_states, mix = write_channels(plan, today, parameters, distributions)
    write_company(today, plan, parameters.of_today())
    write_steps(anchor.plan, parameters.of_today(), distributions.of_today())
    write_segments(anchor.plan, anchor.hours, parameters.of_today(), distributions.of_today())
    recommended, recommended_today = recommended_table(plan), recommended_table(anchor.plan)
    _, mix_today = write_channels(
        anchor.plan, anchor.plan, parameters.of_today(), distributions.of_today()
    )
    write_people(plan, today, people, parameters)
    write_managers(plan, parameters)
    pay = write_pay(plan, people, parameters)
    write_marginal_pay(plan, today, people, parameters)
    workers = write_workers(plan, distributions)
    rep_type_skills, step_weights = write_rep_types(plan, today, parameters)
    reps, skills, ramps, absences = write_reps(plan, people, distributions)
    productive, productive_rows = write_productivity(plan, today, people, reps, parameters)
    kind_levels = write_kinds(plan, today, people, reps, parameters, productive_rows)
    products = write_products(plan, distributions)
    nodes = distributions.write(parameters)
    parameters.write_scheduled()
    if without is not None:
        take_away(reps, people, without)
    assembled = parameters.assembled()
    changes = write_changes(plan, assembled)

    firms, segment_states, firm_rows = write_firms(plan, people)
    deals = write_deals(plan, people, firm_rows)
    agreements = write_agreements(plan, len(firms), firm_rows)
    days, calendar_rows = calendars_of(plan, people)
    reps["calendar"] = calendar_rows
    borders = month_starts(plan.horizon.from_, plan.horizon.months)
    splits, split_of_month = write_splits(plan, people, month_names(plan.horizon.from_, borders))
    steps = assembled.tables["steps"]
    rep_types_and_uncertain = (len(rep_type_skills), len(assembled.uncertain))
    sizes = _sizes(scenario, firms, len(steps), borders, rep_types_and_uncertain)
    sizes[0].changes = len(changes["changes"])
    sizes[0].agreements = len(agreements)
    tendencies = write_tendencies(plan, len(firms), firm_rows)
    sizes[0].tendencies = len(tendencies)
    channels = assembled.tables["channels"]
    laws = (steps["patience_distribution"], channels["patience_distribution"])
    sizes[0].abandons = int(any((law != NOBODY).any() for law in laws))
    sizes[0].steps_fade = int((steps["goes_cold_in"] > 0.0).any() or (steps["waits"] > 0.0).any())
    sizes[0].work_groups = len(workers["group_roles"])
    sizes[0].callers_steps = callers_steps_of(anchor.plan)
    sizes[0].piece_bits = workers["specialist_groups"].shape[1].bit_length()
    pools = int(sizes[0].territories) * len(workers["group_roles"])
    filled = {
        "sizes": sizes,
        **workers,
        **productive,
        "step_groups_today": groups_of_steps(anchor.plan)[: len(steps)],
        "step_weights": step_weights,
        "pods": write_pods(plan, people),
        "parameters": assembled.buffer,
        **assembled.tables,
        **changes,
        **pay,
        **manager_tables(plan),
        "sells_as": sellers_of(plan, people),
        "style_effects": style_effects(plan),
        "rep_type_skills": rep_type_skills,
        "nodes": nodes,
        "mix": mix,
        "mix_today": mix_today,
        "recommended": recommended,
        "recommended_today": recommended_today,
        "shares": _territory_shares(scenario),
        "products": products,
        "ramps": ramps,
        "gaps": days_between_work(plan, here_today(plan, people)),
        "gaps_today": days_between_work(today, here_today(today, today.people)),
        "days": with_company_calendar(plan, days),
        "borders": borders,
        "uncertain_parameters": assembled.uncertain,
        "role_skills": role_skills(people),
        "kind_levels": kind_levels,
        "contact_steps": contact_steps_of(steps),
        "splits": splits,
        "split_of_month": split_of_month,
        "fits": np.array([node_fit(node) for node in range(FIT_NODES)]),
        "reps": reps,
        "absences": absences,
        "skills": skills,
        "learned_from": skills.copy(),
        "buckets": write_budgets(plan, people, pools),
        "firms": firms,
        "agreements": agreements,
        "tendencies": tendencies,
        "calendar_months": calendar_months(plan),
        "price_steps": price_steps(plan),
        "deals": deals,
        "channel_states": channel_states,
        "segment_states": segment_states,
    }
    dimensions = {name: int(sizes[0][name]) for name in SIZES.names or ()}
    dimensions |= _room(dimensions, firms, deals)
    dimensions["attempts_today"] = today.prospecting.attempts
    absent = any(person.absence is not None for person in people)
    dimensions["covered_firms"] = len(firms) if absent else 1
    dimensions["uncertain_paths"] = len(assembled.paths)
    dimensions["months_to_come"] = months_to_come(plan, people)
    return Inputs(
        World(**allocated(filled, dimensions)),
        book_of(scenario, borders, assembled.paths),
        plan.rules.filled,
    )


def _room(sizes: Mapping[str, int], firms: np.ndarray, deals: np.ndarray) -> dict[str, int]:
    """Return lengths of the tables that a scenario does not fill: room for what is to come."""
    customers = int((firms["state"] == CUSTOMER).sum())
    outbox = EVENTS_OF_A_HANDLER + len(firms) + 3 * customers + 4 * sizes["reps"] + len(deals)
    outbox += sizes["channels"]
    return {
        "free_marks": _marks_of(len(firms)),
        "placed_firms": len(firms) if sizes["territories"] > 1 else 0,
        "territory_ends": sizes["territories"] + 1,
        "item_rows": len(firms) + (len(deals) << sizes["piece_bits"]),
        "turn_sources": sizes["channels"] + 1 + sizes["conquest_steps"],
        "outbox_rows": outbox,
        "heap_rows": 2 * outbox + 1024,
        "chunk_rows": sizes["days"] + outbox // CHUNK + 1024,
        "event_days": sizes["days"] + 2,
        "log_rows": 0,
    }


def _marks_of(firms: int) -> int:
    """Return how many marks say which firms are free, on all levels."""
    total = level = max(1, firms)
    while level > 1:
        level = -(-level // MARKS)
        total += level
    return total


def _sizes(
    scenario: Scenario,
    firms: np.ndarray,
    steps: int,
    borders: np.ndarray,
    rep_types_and_uncertain: tuple[int, int],
) -> np.ndarray:
    plan = scenario.plan
    sizes = np.zeros(1, SIZES)
    row = sizes[0]
    row.reps, row.firms, row.managers = len(scenario.plan.people), len(firms), len(plan.managers)
    row.segments, row.products = len(plan.segments), len(plan.products)
    row.territories = max(1, len(plan.territories))
    row.roles = len(plan.team)
    row.conquest_steps, row.steps, row.channels = (
        len(plan.funnel.conquest),
        steps,
        len(plan.channels),
    )
    row.months, row.horizon = len(borders) - 1, int(borders[-1])
    row.days = int(borders[-1]) // SECONDS_PER_DAY
    row.opening_deals = len(plan.today.deals)
    row.outbound = OUTBOUND_NAMES.index(plan.prospecting.outbound)
    row.outbound_today = OUTBOUND_NAMES.index(scenario.today.plan.prospecting.outbound)
    row.next_deal = NEXT_DEAL_NAMES.index(plan.time.next_deal)
    row.next_lead = NEXT_LEAD_NAMES.index(plan.time.next_lead)
    row.takes_back = 1 if takes_back(plan, plan.people) else 0
    row.counts_meetings = 1 if counts_meetings(plan, plan.people) else 0
    row.limits_accounts = int(any(role.at_most is not None for role in plan.team.values()))
    row.motivated = 0 if plan.motivation is None else 1
    row.pay_moves_effort = 0 if plan.effort is None else 1
    if plan.attrition is not None:
        row.hand_over = HAND_OVER_NAMES.index(plan.attrition.hand_over_to)
    row.discovery_step, row.call_step = discovery_step_of(plan), call_step_of(plan)
    row.referral_step = min(row.call_step + 1, row.conquest_steps - 1)
    row.rep_types, row.uncertain_parameters = rep_types_and_uncertain
    row.log_rows_per_event = (
        LOG_ROWS_OF_A_HANDLER + LOG_ROWS_PER_REP * row.reps + MOTIONS * row.segments + row.managers
    )
    row.log_rows_per_event += LOG_ROWS_PER_COMPONENT * sum(
        len(person.pay.components) for person in scenario.plan.people
    )
    return sizes


def contact_steps_of(steps: np.ndarray) -> np.ndarray:
    """Return the steps by which each segment's customers are looked after.

    steps: STEP by step and segment. The result has a row a segment and a column a kind of
    contact, one at least; NOBODY fills it up.
    """
    chosen = [
        np.flatnonzero((column["applies"] == 1) & (column["kind"] == IS_CONTACT))
        for column in steps.T
    ]
    table = np.full((len(chosen), max(1, *map(len, chosen))), NOBODY, np.int64)
    for row, kinds in zip(table, chosen, strict=True):
        row[: len(kinds)] = kinds
    return table


def _territory_shares(scenario: Scenario) -> np.ndarray:
    shares = [share.typical for share in scenario.plan.territories.values()] or [1.0]
    return np.cumsum(shares) / sum(shares)
