"""The first instant of a replication: the market as it is, today's customers, deals and team."""

from salessim.compiler.marks import rule
from salessim.elementary import normal_quantile
from salessim.model.distributions import drawn, mean_of
from salessim.model.draws import (
    DEAL_VALUE,
    FIRST_CONTACT,
    FIT,
    RESTED,
    SLIP,
    TIRED,
    uniform,
)
from salessim.model.rates.anchoring import fit_of_opening_deal
from salessim.model.rates.interest import time_until
from salessim.model.rates.relationship import relationship_since_contact
from salessim.model.rules.absence import await_absence, mark_absences
from salessim.model.rules.assigning import keeper_in_turn, rep_in_turn, source_of, works_on
from salessim.model.rules.attrition import await_first_day, decide_last_day, take_up_post
from salessim.model.rules.choice import open_budgets
from salessim.model.rules.contracts import go_on_with_contract, has_dates
from salessim.model.rules.customers import (
    await_contact,
    become_customer,
    subscribe,
)
from salessim.model.rules.days import plan_next_day
from salessim.model.rules.deals import (
    chosen_product,
    let_wait,
    lose,
    margin_of_segment,
    value_of_deal,
)
from salessim.model.rules.kinds import become_of_a_kind
from salessim.model.rules.leads import (
    anchor_leads,
    await_lead,
    ceiling_of_leads,
    maximum_growth_of_all,
    note_leads,
)
from salessim.model.rules.loyalty import worth_of_opportunity
from salessim.model.rules.managing import accompanied_before, hire_managers, plan_managers_month
from salessim.model.rules.market import (
    begin_growth,
    engage,
    enlist,
    grade_of,
    maximum_growth,
    place_firms,
    rest,
    settle_territory,
)
from salessim.model.rules.outbox import post
from salessim.model.rules.pay import set_target
from salessim.model.rules.people import settle_level
from salessim.model.rules.record import record_entered
from salessim.model.rules.specialists import ask_specialists
from salessim.model.rules.tendencies import order_rate_of
from salessim.model.state.codes import (
    BUYER_REPLY,
    CONQUEST,
    CUSTOMER,
    FOR_BUYER,
    GONE,
    LEAVE,
    LOYALTY,
    MONTH_END,
    MOTIONS,
    NEVER,
    NOBODY,
    OPENING,
    UNANSWERED,
)
from salessim.units import MONTHS_PER_YEAR, SECONDS_PER_DAY


@rule
def start(world):
    """Bring the pristine tables to life at second 0."""
    world.run[0].price_level = 1.0
    begin_growth(world)
    start_team(world)
    start_market(world)
    world.ledger[0].recurring_at_start = running_per_year(world)
    world.ledger[0].billed_before = billed_a_month(world)
    start_deals(world)
    world.run[0].maximum_growth = maximum_growth_of_all(world)
    note_leads(world)
    anchor_leads(world)
    for channel in range(world.sizes[0].channels):
        row = world.channels[channel]
        world.channel_states[channel].per_second = ceiling_of_leads(world, channel)
        world.channel_states[channel].patience = time_until(
            world, row.given_up_at, row.goes_cold_in, row.first_wait, row.waits
        )
        await_lead(world, 0, channel)
    post(world, world.borders[1], MONTH_END, 0)
    open_budgets(world, 0)
    mark_absences(world)
    plan_managers_month(world, 0)
    hire_managers(world, 0, 0)


@rule
def start_team(world):
    """Put today's reps to work and post the dates of the others.

    Who came before the horizon goes on with the ramp; who comes on its first day is new.
    """
    for rep in range(world.sizes[0].reps):
        row = world.reps[rep]
        set_target(world, rep)
        if row.start < 0:
            become_of_a_kind(world, rep)
        settle_level(world, rep, world.people[rep].level)
        row.motivation = row.level
        if row.start == NEVER:
            continue
        if row.start < 0:
            row.employed = 1
            row.people = 1
            row.hired_at = row.start
            if world.people[rep].is_dated:
                row.ramps = 1
                row.starts_at = row.start
                row.accompanied = accompanied_before(world, rep)
            plan_next_day(world, rep, 0)
            decide_last_day(world, 0, rep, 0)
        else:
            days = 0
            if row.slip_distribution != NOBODY:
                slip = drawn(world, row.slip_distribution, row.key, SLIP, 0)
                days = int(slip / SECONDS_PER_DAY + 0.5)
            at = row.start + days * SECONDS_PER_DAY
            if at == 0:
                row.starts_at = 0
                take_up_post(world, 0, rep)
            elif at < row.leaves_at:
                await_first_day(world, rep, at)
        if row.leaves_at != NEVER:
            post(world, row.leaves_at, LEAVE, rep)
        await_absence(world, rep)


@rule
def start_market(world):
    """Give each firm its place and fit; list the prospects; begin with today's customers."""
    place_firms(world)
    for segment in range(world.sizes[0].segments):
        state = world.segment_states[segment]
        row = world.segments[segment]
        rows = state.first_firm + state.firms - state.first_prospect
        state.prospects = min(rows, int(row.prospects))
        row.margin = margin_of_segment(world, segment)
        ever = int(row.prospects * maximum_growth(world, segment))
        for firm in range(state.first_firm, state.first_firm + state.firms):
            start_firm(world, firm, ever)
            if world.firms[firm].state != GONE:
                state.on_market += 1


@rule
def start_firm(world, firm, ever):
    """Begin with a firm; of the prospects the first `ever` are on the market at some time."""
    row = world.firms[firm]
    if row.state != CUSTOMER and row.place >= ever:
        row.state = GONE
        return
    row.fit = normal_quantile(uniform(world, row.key, FIT, 0))
    settle_territory(world, firm)
    row.grade = grade_of(world, firm, world.company[0].targeting)
    segment = world.segments[row.segment]
    row.margin = segment.margin
    if row.state == CUSTOMER:
        if row.place < int(segment.customers):
            start_customer(world, firm)
        else:
            row.state = GONE
    elif row.place >= int(segment.prospects):
        row.state = GONE
    else:
        start_prospect(world, firm)


@rule
def start_prospect(world, firm):
    """Put a prospect where today's calls have left it: cooling off, or on the list.

    Today's list is one that today's team has been working through, so that calls find the
    typed mix of fresh and tired firms from the first day on.
    """
    row = world.firms[firm]
    at = uniform(world, row.key, RESTED, 0)
    grade = row.grade
    if world.company_today[0].targeting != world.company[0].targeting:
        grade = grade_of(world, firm, world.company_today[0].targeting)
    resting = world.resting[row.segment, grade]
    if row.place >= 0 and at < resting:
        cooling_off = world.segments_today[row.segment].cooling_off
        rest(world, 0, firm, int(at / resting * cooling_off))
        return
    row.attempts = attempts_before(world, firm)
    enlist(world, firm)


@rule
def attempts_before(world, firm):
    """Draw how often a prospect had been called since its last rest."""
    if world.sizes[0].call_step == NOBODY:
        return 0
    row = world.firms[firm]
    at = uniform(world, row.key, TIRED, 0)
    maximum = int(world.company_today[0].attempts)
    attempt = 0
    while attempt < maximum - 1:
        at -= world.attempt_shares[row.segment, attempt]
        if at < 0.0:
            return attempt
        attempt += 1
    return attempt


@rule
def start_customer(world, firm):
    """Begin with a customer of day one: owner, relationship, running contract, next contact."""
    row = world.firms[firm]
    segment = world.segments[row.segment]
    owner = row.owner
    if owner == NOBODY:
        owner = keeper_in_turn(world, row.territory, row.segment)
    since = time_since_contact(world, firm)
    relationship = row.relationship
    if relationship < 0.0:
        relationship = relationship_since_contact(world, row.segment, since)
    per_year = row.recurring
    if per_year < 0.0:
        per_year = drawn(world, int(segment.deal_distribution), row.key, DEAL_VALUE, 0)
    row.recurring = 0.0
    become_customer(world, 0, firm, owner, relationship)
    if per_year != 0.0:
        subscribe(world, 0, firm, per_year, OPENING)
        if has_dates(world, firm):
            go_on_with_contract(world, firm)
    if owner != NOBODY:
        await_contact(world, 0, firm)


@rule
def running_per_year(world):
    """Return the yearly value of all running subscriptions."""
    per_year = 0.0
    for segment in range(world.sizes[0].segments):
        for motion in range(MOTIONS):
            per_year += world.recurring[segment, motion].per_year
    return per_year


@rule
def billed_a_month(world):
    """Return what customers of day one are billed a month: subscriptions and usual orders."""
    per_year = running_per_year(world)
    for segment in range(world.sizes[0].segments):
        for motion in range(MOTIONS):
            running = world.recurring[segment, motion].per_year
            world.months[0, segment, motion].billed_before = running / MONTHS_PER_YEAR
    for firm in range(world.sizes[0].firms):
        row = world.firms[firm]
        if row.state == CUSTOMER:
            order = mean_of(world, int(world.segments[row.segment].order_distribution))
            orders = order_rate_of(world, firm, row.relationship) * order * row.size
            per_year += orders
            world.months[0, row.segment, LOYALTY].billed_before += orders / MONTHS_PER_YEAR
    return per_year / MONTHS_PER_YEAR


@rule
def time_since_contact(world, firm):
    """Draw where in its cycles a customer of day one stands; return the seconds since a contact.

    Each kind of contact has a cycle; where there is none, the last contact is very long ago.
    """
    row = world.firms[firm]
    since = float(NEVER)
    for kind in range(world.contact_steps.shape[1]):
        step = world.contact_steps[row.segment, kind]
        if step == NOBODY:
            continue
        cycle = (
            world.steps_today[step, row.segment].every * world.segments[row.segment].contact_stretch
        )
        phase = uniform(world, row.key, FIRST_CONTACT, kind)
        if phase * cycle < float(NEVER):
            due = int(phase * cycle)
            world.contact_dates[firm, kind] = due
            since = min(since, cycle - due)
    return since


@rule
def start_deals(world):
    """Go on with today's open deals: some wait for their rep, some for the buyer."""
    world.run[0].open_deals = world.sizes[0].opening_deals
    for deal in range(world.sizes[0].opening_deals):
        row = world.deals[deal]
        firm = world.firms[row.firm]
        row.fit = firm.fit
        if row.motion == CONQUEST:
            luck = uniform(world, row.key, FIT, 0)
            row.fit = fit_of_opening_deal(world, row.step, row.segment, luck)
            row.discovery = world.steps[row.step, row.segment].discovery_today
            engage(world, row.firm)
        else:
            row.earlier = firm.latest_deal
            firm.latest_deal = deal
        firm.deals += 1
        if row.product == NOBODY:
            row.product = chosen_product(world, deal)
        if row.value < 0.0:
            if row.motion == CONQUEST:
                row.value = value_of_deal(world, deal)
            else:
                row.value = worth_of_opportunity(world, deal)
        if row.owner == NOBODY or not world.reps[row.owner].employed:
            row.owner = firm.owner
        if row.owner != NOBODY and not works_on(world, row.owner, row.step):
            row.owner = NOBODY
        if row.owner == NOBODY:
            source = source_of(world, NOBODY)
            row.owner = rep_in_turn(world, 0, NOBODY, source, firm.territory, row.segment, row.step)
        record_entered(world, 0, deal)
        if row.owner == NOBODY:
            lose(world, 0, deal, UNANSWERED)
        elif row.waits_for == FOR_BUYER:
            post(world, row.answers_at, BUYER_REPLY, deal)
        else:
            ask_specialists(world, 0, deal)
            let_wait(world, 0, deal, row.owner)
