"""A scenario as a pristine world, from which each replication starts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from salessim.calendar import month_starts
from salessim.model.book import Book
from salessim.model.build.attrition import write_attrition
from salessim.model.build.books import book_of, month_names
from salessim.model.build.crews import crews_of
from salessim.model.build.fact_ledger import FactLedger
from salessim.model.build.funnels import call_step_of, discovery_step_of, write_steps
from salessim.model.build.laws_of_cases import LawBook
from salessim.model.build.managers import (
    manager_hours,
    sellers_of,
    style_lifts,
    write_managers,
)
from salessim.model.build.market import (
    write_channels,
    write_firms,
    write_products,
    write_segments,
)
from salessim.model.build.opening import write_deals
from salessim.model.build.policy import write_company, write_movers
from salessim.model.build.team import (
    calendars_of,
    role_skills,
    take_away,
    write_budgets,
    write_people,
    write_reps,
    write_splits,
)
from salessim.model.build.today import anchor_of, here_today, selling_hours
from salessim.model.codes import (
    CUSTOMER,
    HAND_OVER_NAMES,
    IS_CONTACT,
    MOTIONS,
    MOVER_NAMES,
    NEVER,
    NEXT_DEAL_NAMES,
    NOBODY,
    OUTBOUND_NAMES,
)
from salessim.model.outputs import FUNNEL, LEDGER, LOG, MONTH, REP_MONTH
from salessim.model.rates_of_fit import FIT_NODES, node_fit
from salessim.model.slots import (
    EFFORT,
    LEAD_OWNER,
    NEXT_DEAL,
    NEXT_WORK,
    PERIOD_PAY,
    SLOTS,
    facts_type,
)
from salessim.model.tables import (
    CHUNK,
    DAY_AHEAD,
    GRADES,
    ITEM,
    LIST_END,
    RECURRING,
    RUN,
    SIZES,
    World,
)
from salessim.scenario import Scenario
from salessim.units import SECONDS_PER_DAY

EVENTS_OF_A_HANDLER = 64
"""More events than a handler posts that does not loop over people or firms."""

LOG_ROWS_OF_A_HANDLER = 24
LOG_ROWS_PER_REP = 6
"""More log rows than a handler writes that does not loop, and than a month's end for a rep."""


@dataclass(frozen=True)
class Inputs:
    """What a driver needs: the pristine world and the names behind its rows.

    `world` is never run; a driver copies it (see `engine.worlds`).
    """

    world: World
    book: Book


def build(
    scenario: Scenario, relax: Mapping[str, float] | None = None, without: str | None = None
) -> Inputs:
    """Build the pristine world of a scenario.

    relax: factors on a limit, for asking what it costs: `leads`, `hours`, `skill`, `ramp`
    (1.1: newcomers lack 10 % less), `market`, `manager` (hours).
    without: a person who leaves on the first morning, or never comes; nobody follows.
    """
    plan, today = scenario.plan, scenario.today.plan
    people = plan.people
    eased = dict(relax or {})
    ledger, laws = FactLedger(), LawBook()
    hours = selling_hours(plan, people)
    anchor = anchor_of(plan, hours, today)

    write_company(plan, today, ledger, eased)
    write_attrition(plan, here_today(today, today.people), ledger, laws)
    write_movers(plan, ledger)
    write_steps(plan, ledger, laws)
    write_segments(plan, hours, ledger, laws, eased)
    channel_states, mix = write_channels(plan, today, ledger, eased)
    write_company(today, plan, ledger.of_today())
    write_steps(anchor.plan, ledger.of_today(), laws)
    write_segments(anchor.plan, anchor.hours, ledger.of_today(), laws)
    _, mix_today = write_channels(anchor.plan, anchor.plan, ledger.of_today())
    write_people(plan, today, people, ledger)
    write_managers(plan, ledger)
    crew_skills = crews_of(tuple(plan.segments), today, ledger)
    reps, skills, ramps = write_reps(plan, people, laws, eased)
    products = write_products(plan, laws)
    nodes = laws.write(ledger)
    if without is not None:
        take_away(reps, people, without)
    buffer, facts, unknowns, paths = ledger.assembled()

    firms, segment_states, firm_rows = write_firms(plan, people, eased)
    deals = write_deals(plan, people, firm_rows)
    days, calendar_rows = calendars_of(plan, people)
    reps["calendar"] = calendar_rows
    borders = month_starts(plan.horizon.from_, plan.horizon.months)

    splits, split_of_month = write_splits(plan, people, month_names(plan.horizon.from_, borders))
    customers = int((firms["state"] == CUSTOMER).sum())
    outbox = EVENTS_OF_A_HANDLER + len(firms) + 2 * customers + 3 * len(reps) + len(deals)
    outbox += len(plan.channels)
    segments, territories = len(plan.segments), max(1, len(plan.territories))
    horizon_days = int(borders[-1]) // SECONDS_PER_DAY
    steps = facts["steps"].shape[0]
    contact_steps = contact_steps_of(facts["steps"])
    world = World(
        sizes=_sizes(
            scenario,
            firms,
            segments,
            territories,
            steps,
            borders,
            (len(crew_skills), len(unknowns)),
        ),
        run=_nothing_yet(),
        facts=buffer,
        company=facts["company"],
        laws=facts["laws"],
        segments=facts["segments"],
        steps=facts["steps"],
        channels=facts["channels"],
        people=facts["people"],
        managers=facts["managers"],
        manager_hours=manager_hours(plan, eased),
        sells_as=sellers_of(plan, people),
        lifts=style_lifts(plan),
        movers=facts["movers"],
        company_today=facts["company_today"],
        segments_today=facts["segments_today"],
        steps_today=facts["steps_today"],
        channels_today=facts["channels_today"],
        crews=facts["crews"],
        crew_skills=crew_skills,
        nodes=nodes,
        mix=mix,
        mix_today=mix_today,
        shares=_territory_shares(scenario),
        products=products,
        ramps=ramps,
        days=days,
        borders=borders,
        unknowns=unknowns,
        drawn=np.zeros(len(paths)),
        reps=reps,
        skills=skills,
        role_skills=role_skills(people, eased),
        learned_from=skills.copy(),
        buckets=write_budgets(plan, people),
        contact_steps=contact_steps,
        contact_dates=np.full((len(firms), contact_steps.shape[1]), NEVER, np.int64),
        splits=splits,
        split_of_month=split_of_month,
        firms=firms,
        lists=_empty_lists(territories, segments),
        deals=deals,
        items=np.zeros(len(firms) + len(deals), ITEM),
        channel_states=channel_states,
        segment_states=segment_states,
        turns=np.full((len(plan.channels) + 1, territories, segments), NOBODY, np.int64),
        recurring=np.zeros((segments, MOTIONS), RECURRING),
        outbox=np.zeros(outbox, np.int64),
        heap=np.zeros(2 * outbox + 1024, np.int64),
        soon=np.zeros(2 * outbox + 1024, np.int64),
        days_ahead=np.zeros(horizon_days + 2, DAY_AHEAD),
        chunks=np.zeros((horizon_days + outbox // CHUNK + 1024, CHUNK + 1), np.int64),
        log=np.zeros(0, LOG),
        months=np.zeros((plan.horizon.months, segments, MOTIONS), MONTH),
        ledger=np.zeros(plan.horizon.months, LEDGER),
        rep_months=np.zeros((len(reps), plan.horizon.months), REP_MONTH),
        funnel=np.zeros((steps, segments), FUNNEL),
        moved=np.zeros((plan.horizon.months, len(MOVER_NAMES))),
        resting=np.zeros((segments, GRADES)),
        won_at=np.zeros((segments, FIT_NODES)),
        call_shares=np.zeros((segments, GRADES)),
        own_rules=np.zeros(len(SLOTS), np.int64),
        asked_next_deal=np.zeros(1, facts_type(NEXT_DEAL)),
        asked_lead_owner=np.zeros(1, facts_type(LEAD_OWNER)),
        asked_next_work=np.zeros(1, facts_type(NEXT_WORK)),
        asked_effort=np.zeros(1, facts_type(EFFORT)),
        asked_variable_pay=np.zeros(1, facts_type(PERIOD_PAY)),
        scratch=np.zeros((len(crew_skills), FIT_NODES)),
        fits=np.array([node_fit(node) for node in range(FIT_NODES)]),
        attempt_shares=np.zeros((segments, scenario.today.plan.prospecting.attempts)),
        fit_at=np.zeros((len(plan.funnel.conquest), segments, FIT_NODES)),
    )
    return Inputs(world, book_of(scenario, borders, paths))


def _sizes(
    scenario: Scenario,
    firms: np.ndarray,
    segments: int,
    territories: int,
    steps: int,
    borders: np.ndarray,
    crews_and_unknowns: tuple[int, int],
) -> np.ndarray:
    plan = scenario.plan
    sizes = np.zeros(1, SIZES)
    row = sizes[0]
    row.reps, row.firms, row.managers = len(scenario.plan.people), len(firms), len(plan.managers)
    row.segments, row.territories, row.products = segments, territories, len(plan.products)
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
    row.motivated = 0 if plan.motivation is None else 1
    if plan.attrition is not None:
        row.hand_over = HAND_OVER_NAMES.index(plan.attrition.hand_over_to)
    row.discovery_step, row.call_step = discovery_step_of(plan), call_step_of(plan)
    row.referral_step = min(row.call_step + 1, row.conquest_steps - 1)
    row.crews, row.unknowns = crews_and_unknowns
    row.log_rows_per_event = (
        LOG_ROWS_OF_A_HANDLER + LOG_ROWS_PER_REP * row.reps + MOTIONS * segments + row.managers
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


def _nothing_yet() -> np.ndarray:
    run = np.zeros(1, RUN)
    run["free_chunk"] = NOBODY
    return run


def _empty_lists(territories: int, segments: int) -> np.ndarray:
    lists = np.zeros((territories, segments, GRADES), LIST_END)
    lists["first"] = lists["last"] = NOBODY
    return lists
