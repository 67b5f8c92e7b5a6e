"""Asks a user's own rule, where one fills a slot (see `model.state.slots`)."""

from salessim.compiler.marks import call_at, rare_rule, rule
from salessim.model.rules.queues import bucket_of
from salessim.model.state.codes import (
    CONTRACTS,
    DONE,
    FIRST_BAD_ANSWER,
    LOYALTY,
    MEETINGS,
    MEETINGS_ACCEPTED,
    MEETINGS_BOOKED,
    NOBODY,
    RENEWALS,
)
from salessim.model.state.slots import EFFORT, LARGEST, LEAD_OWNER, NEXT_DEAL, NEXT_WORK, PERIOD_PAY
from salessim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR


@rule
def is_filled(world, slot):
    """Tell whether a user's rule stands in a slot."""
    return world.own_rules[slot] != 0


@rule
def may_ask(world):
    """Tell whether answers so far were good; the facts of a bad one are kept for the message."""
    return world.run[0].status == DONE


@rule
def answer(world, slot, facts, low, high):
    """Ask a user's rule. What is no number between `low` and `high` stops the replication."""
    value = call_at(world.own_rules[slot], facts)
    if low <= value <= high:
        return value
    world.run[0].status = FIRST_BAD_ANSWER + slot
    return low


@rule
def tenure(world, now, rep):
    """Return the days since a rep's first day; ten years more where it is not known."""
    return (now - world.reps[rep].hired_at - world.reps[rep].away_before) / SECONDS_PER_DAY


@rare_rule
def own_priority_of_deal(world, deal):
    """Return the user's priority of a deal that comes to a queue."""
    if not may_ask(world):
        return 0.0
    row = world.deals[deal]
    step = world.steps[row.step, row.segment]
    facts = world.asked_next_deal[0]
    loyalty = row.motion == LOYALTY
    facts.stage = row.step - (world.sizes[0].conquest_steps if loyalty else 0)
    facts.rounds = row.round
    facts.loyalty = 1.0 if loyalty else 0.0
    facts.segment = row.segment
    facts.opened = row.opened / SECONDS_PER_DAY
    facts.entered = row.entered / SECONDS_PER_DAY
    facts.value = row.value
    facts.chance = step.belief
    facts.estimate = row.estimate
    facts.hours_ahead = step.hours_ahead
    return answer(world, NEXT_DEAL, world.asked_next_deal, -LARGEST, LARGEST)


@rare_rule
def own_score_of_rep(world, rep, turn, waiting, skill, segment, channel):
    """Return the user's score of a rep who may take a lead."""
    if not may_ask(world):
        return 0.0
    row = world.reps[rep]
    facts = world.asked_lead_owner[0]
    facts.turn = turn
    facts.waiting = waiting
    facts.customers = row.accounts
    facts.skill = world.skills[rep, skill]
    facts.motivation = row.motivation
    facts.tenure = tenure(world, world.run[0].now, rep)
    facts.segment = segment
    facts.channel = channel
    return answer(world, LEAD_OWNER, world.asked_lead_owner, -LARGEST, LARGEST)


@rare_rule
def own_priority_of_work(world, rep, segment, motion, behind):
    """Return the user's priority of a segment and motion for a free rep."""
    if not may_ask(world):
        return 0.0
    row = world.reps[rep]
    bucket = world.buckets[rep, bucket_of(segment, motion)]
    facts = world.asked_next_work[0]
    facts.loyalty = 1.0 if motion == LOYALTY else 0.0
    facts.segment = segment
    facts.behind = behind / SECONDS_PER_HOUR
    facts.planned = bucket.share
    facts.worked = bucket.worked / SECONDS_PER_HOUR
    facts.waiting = bucket.waiting
    facts.hours_left = (row.window_end - world.run[0].now) / SECONDS_PER_HOUR
    return answer(world, NEXT_WORK, world.asked_next_work, -LARGEST, LARGEST)


@rare_rule
def own_effort(world, rep):
    """Return the user's share of free paid time that a rep works today."""
    if not may_ask(world):
        return 0.0
    row = world.reps[rep]
    facts = world.asked_effort[0]
    facts.motivation = row.motivation
    facts.level = row.level
    facts.attainment = attainment_so_far(world, rep)
    facts.tenure = tenure(world, world.run[0].now, rep)
    facts.waiting = row.queued
    facts.month = world.run[0].month
    return answer(world, EFFORT, world.asked_effort, 0.0, 1.0)


@rule
def attainment_so_far(world, rep):
    """Return the attainment of a rep's first quota in the pay period so far; 0 without one."""
    main = world.payees[rep].main
    if main == NOBODY or world.earnings[rep, main].quota <= 0.0:
        return 0.0
    return world.earnings[rep, main].credit / world.earnings[rep, main].quota


@rule
def done_in_period(world, rep, component, measure):
    """Return how much of a measure a rep has done since a component's period began."""
    return world.done[rep, measure] - world.done_before[rep, component, measure]


@rare_rule
def own_variable_pay(world, now, rep, component):
    """Return the user's pay for a component of a rep's pay period."""
    if not may_ask(world):
        return 0.0
    row = world.earnings[rep, component]
    facts = world.asked_variable_pay[0]
    facts.attainment = row.attainment
    facts.credit = row.credit
    facts.quota = row.quota
    facts.on_target = row.target
    facts.month = world.run[0].month
    facts.person = rep
    facts.role = world.reps[rep].role
    facts.component = component
    facts.tenure = tenure(world, now, rep)
    facts.employed = row.years
    facts.contracts = done_in_period(world, rep, component, CONTRACTS)
    facts.renewals = done_in_period(world, rep, component, RENEWALS)
    facts.meetings = done_in_period(world, rep, component, MEETINGS)
    facts.meetings_booked = done_in_period(world, rep, component, MEETINGS_BOOKED)
    facts.meetings_accepted = done_in_period(world, rep, component, MEETINGS_ACCEPTED)
    return answer(world, PERIOD_PAY, world.asked_variable_pay, 0.0, LARGEST)
