"""A scenario as a pristine world, from which each replication starts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from salessim.calendar import date_of_second, month_left, month_starts
from salessim.elementary import power
from salessim.model.assembly.anchor import anchor_of, here_today, selling_hours, write_rep_types
from salessim.model.assembly.company import (
    manager_hours,
    sellers_of,
    style_effects,
    write_attrition,
    write_company,
    write_managers,
    write_movers,
)
from salessim.model.assembly.funnels import (
    call_step_of,
    discovery_step_of,
    groups_of_steps,
    write_steps,
    write_workers,
)
from salessim.model.assembly.market import (
    write_channels,
    write_deals,
    write_firms,
    write_products,
    write_segments,
)
from salessim.model.assembly.parameter_tables import DistributionTable, ParameterTables
from salessim.model.assembly.pay import (
    components_of,
    counts_meetings,
    months_to_come,
    write_pay,
)
from salessim.model.assembly.team import (
    calendars_of,
    role_skills,
    take_away,
    with_company_calendar,
    write_budgets,
    write_people,
    write_pods,
    write_reps,
    write_splits,
)
from salessim.model.assembly.workload import days_between_work
from salessim.model.rates.fit_of_meetings import FIT_NODES, node_fit
from salessim.model.state.codes import (
    CUSTOMER,
    HAND_OVER_NAMES,
    IS_CONTACT,
    IS_OPPORTUNITY,
    MOTIONS,
    NEXT_DEAL_NAMES,
    NEXT_LEAD_NAMES,
    NOBODY,
    OUTBOUND_NAMES,
    SKILL_NAMES,
)
from salessim.model.state.outputs import Book, DatedTarget
from salessim.model.state.rows import (
    CHUNK,
    SIZES,
)
from salessim.model.state.tables import World, allocated
from salessim.scenario import Scenario
from salessim.scenario.schema.funnel import Contact
from salessim.scenario.schema.horizon import Target
from salessim.scenario.workers import callers_steps_of
from salessim.units import MONTHS_PER_YEAR, SECONDS_PER_DAY

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
    channel_states, mix = write_channels(plan, today, parameters)
    write_company(today, plan, parameters.of_today())
    write_steps(anchor.plan, parameters.of_today(), distributions)
    write_segments(anchor.plan, anchor.hours, parameters.of_today(), distributions)
    _, mix_today = write_channels(anchor.plan, anchor.plan, parameters.of_today())
    write_people(plan, today, people, parameters)
    write_managers(plan, parameters)
    pay = write_pay(plan, people, parameters)
    workers = write_workers(plan, distributions)
    rep_type_skills, step_weights = write_rep_types(plan, today, parameters)
    reps, skills, ramps = write_reps(plan, people, distributions)
    products = write_products(plan, distributions)
    nodes = distributions.write(parameters)
    if without is not None:
        take_away(reps, people, without)
    buffer, parameter_tables, uncertain, paths = parameters.assembled()

    firms, segment_states, firm_rows = write_firms(plan, people)
    deals = write_deals(plan, people, firm_rows)
    days, calendar_rows = calendars_of(plan, people)
    reps["calendar"] = calendar_rows
    borders = month_starts(plan.horizon.from_, plan.horizon.months)
    splits, split_of_month = write_splits(plan, people, month_names(plan.horizon.from_, borders))
    steps = parameter_tables["steps"]
    rep_types_and_uncertain = (len(rep_type_skills), len(uncertain))
    sizes = _sizes(scenario, firms, len(steps), borders, rep_types_and_uncertain)
    sizes[0].work_groups = len(workers["group_roles"])
    sizes[0].callers_steps = callers_steps_of(anchor.plan)
    sizes[0].piece_bits = workers["specialist_groups"].shape[1].bit_length()
    pools = int(sizes[0].territories) * len(workers["group_roles"])
    filled = {
        "sizes": sizes,
        **workers,
        "step_groups_today": groups_of_steps(anchor.plan)[: len(steps)],
        "step_weights": step_weights,
        "pods": write_pods(plan, people),
        "parameters": buffer,
        **parameter_tables,
        **pay,
        "manager_hours": manager_hours(plan),
        "sells_as": sellers_of(plan, people),
        "style_effects": style_effects(plan),
        "rep_type_skills": rep_type_skills,
        "nodes": nodes,
        "mix": mix,
        "mix_today": mix_today,
        "shares": _territory_shares(scenario),
        "products": products,
        "ramps": ramps,
        "gaps": days_between_work(plan, here_today(plan, people)),
        "gaps_today": days_between_work(today, here_today(today, today.people)),
        "days": with_company_calendar(plan, days),
        "borders": borders,
        "uncertain_parameters": uncertain,
        "role_skills": role_skills(people),
        "contact_steps": contact_steps_of(steps),
        "splits": splits,
        "split_of_month": split_of_month,
        "fits": np.array([node_fit(node) for node in range(FIT_NODES)]),
        "reps": reps,
        "skills": skills,
        "learned_from": skills.copy(),
        "buckets": write_budgets(plan, people, pools),
        "firms": firms,
        "deals": deals,
        "channel_states": channel_states,
        "segment_states": segment_states,
    }
    dimensions = {name: int(sizes[0][name]) for name in SIZES.names or ()}
    dimensions |= _room(dimensions, firms, deals)
    dimensions["attempts_today"] = today.prospecting.attempts
    dimensions["uncertain_paths"] = len(paths)
    dimensions["months_to_come"] = months_to_come(plan, people)
    return Inputs(World(**allocated(filled, dimensions)), book_of(scenario, borders, paths))


def _room(sizes: Mapping[str, int], firms: np.ndarray, deals: np.ndarray) -> dict[str, int]:
    """Return lengths of the tables that a scenario does not fill: room for what is to come."""
    customers = int((firms["state"] == CUSTOMER).sum())
    outbox = EVENTS_OF_A_HANDLER + len(firms) + 2 * customers + 3 * sizes["reps"] + len(deals)
    outbox += sizes["channels"]
    return {
        "item_rows": len(firms) + (len(deals) << sizes["piece_bits"]),
        "turn_sources": sizes["channels"] + 1 + sizes["conquest_steps"],
        "outbox_rows": outbox,
        "heap_rows": 2 * outbox + 1024,
        "chunk_rows": sizes["days"] + outbox // CHUNK + 1024,
        "event_days": sizes["days"] + 2,
        "log_rows": 0,
    }


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
    row.counts_meetings = 1 if counts_meetings(plan, plan.people) else 0
    row.motivated = 0 if plan.motivation is None else 1
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


def book_of(scenario: Scenario, borders: np.ndarray, paths: tuple[str, ...]) -> Book:
    """Return the book of a scenario; borders in seconds, one more than months."""
    plan, people = scenario.plan, scenario.plan.people
    start = plan.horizon.from_
    months = month_names(start, borders)
    last_year = plan.today.revenue_last_year
    return Book(
        name=plan.name,
        currency=plan.currency,
        scenario_digest=scenario.digest,
        start=start,
        months=months,
        month_borders=tuple(int(border) for border in borders),
        segments=tuple(plan.segments),
        conquest_steps=tuple(plan.funnel.conquest),
        loyalty_steps=tuple(plan.funnel.loyalty),
        loyalty_kinds=tuple(
            IS_CONTACT if isinstance(step, Contact) else IS_OPPORTUNITY
            for step in plan.funnel.loyalty.values()
        ),
        channels=tuple(plan.channels),
        products=tuple(plan.products),
        reps=tuple(person.name for person in people),
        roles=tuple(person.role for person in people),
        skills=SKILL_NAMES,
        skills_at_start=tuple(person.skills for person in people),
        margin=plan.margin.typical,
        collection_delay_days=plan.paid_after.typical,
        opening_cash=plan.today.cash.typical,
        revenue_last_year=None if last_year is None else last_year.typical,
        pipeline_value_at_start=sum(deal.value or 0.0 for deal in plan.today.deals),
        targets=_targets(scenario, months),
        uncertain_paths=paths,
        payees=(*(person.name for person in people), *plan.managers),
        components=tuple(
            tuple(part.name for part in parts) for parts in components_of(plan, people)
        ),
    )


def month_names(start: dt.date, borders: np.ndarray) -> tuple[str, ...]:
    """Return the months, such as 2027-03; borders in seconds, one more than months."""
    return tuple(f"{date_of_second(start, int(border)):%Y-%m}" for border in borders[:-1])


def _targets(scenario: Scenario, months: tuple[str, ...]) -> tuple[DatedTarget, ...]:
    """Targets due within the horizon; one that grows holds again in each year after."""
    due_targets = []
    plan = scenario.plan
    for target in plan.target:
        growth = 0.0 if target.grows is None else target.grows.per_year.typical
        years = 0
        while (due := label_of(target.by, years)) in months:
            grown = power(1.0 + growth, years)
            due_targets.append(_target(target, plan.horizon.from_, months, years, grown, due))
            years += 1
            if target.grows is None:
                break
    return tuple(due_targets)


def label_of(day: dt.date, years: int) -> str:
    """Return the month of a day, so many years later."""
    return f"{day.year + years}-{day.month:02}"


def _target(
    target: Target,
    start: dt.date,
    months: tuple[str, ...],
    years: int,
    grown: float,
    due: str,
) -> DatedTarget:
    """A target as it stands after some years; sums of later years count twelve months.

    Of a sum since a day before the horizon its part of the months simulated is asked: calendar
    months count alike.
    """
    last = months.index(due)
    first = 0
    if years > 0:
        first = last - MONTHS_PER_YEAR + 1
    if target.since is not None and (since := label_of(target.since, years)) in months:
        first = months.index(since)
    part = 1.0
    if target.since is not None and years == 0 and target.since < start:
        ahead = months_between(target.since, start)
        covered = last + month_left(start)
        part = covered / (covered + ahead)
    value = grown * target.value
    incremental = None if target.incremental is None else grown * target.incremental.typical
    return DatedTarget(
        measure=target.measure,
        value=part * value,
        first_month=first,
        last_month=last,
        label=due,
        incremental=None if incremental is None else part * incremental,
        from_active=None if target.from_active is None else target.from_active.typical,
        of_whole=None if part == 1.0 else value,
    )


def months_between(first: dt.date, second: dt.date) -> float:
    """Return the calendar months from one day to a later one; parts count by their days."""
    whole = (second.year - first.year) * MONTHS_PER_YEAR + second.month - first.month
    return whole + month_left(first) - month_left(second)
