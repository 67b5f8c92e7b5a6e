"""Typed sales of a settled person: how long conquest work takes for today's team to obtain them.

A person of a role has hours, leads and perhaps time for calls. What comes of them falls as the work
takes longer; the pace, by which the hours of the stages are multiplied, is where it is what is
typed. Where leads or an aim of first meetings end it before, the hours are those with which more of
the same would do.
"""

import math

from salessim.compiler.marks import rule
from salessim.elementary import rounds_of
from salessim.model.distributions import HALVINGS, mean_of
from salessim.model.rates.first_calls import (
    SHORTEST_HOURS,
    lost_after_meeting,
)
from salessim.model.rates.fit_of_meetings import note_answers
from salessim.model.state.codes import NOBODY, OUTBOUND_NONE

ROUNDS = 3
"""Rounds in which paces and the answers to leads, each waiting for the other, come together."""

WIDEST_PACE = 1e6
"""Paces lie within this and its inverse."""


@rule
def note_paces(world):
    """Solve for the paces, and count today's hours at them."""
    rows = world.productivity.shape[0]
    if rows == 0:
        return
    for row in range(rows):
        world.productivity[row].pace = 1.0
        world.productivity[row].pace_today = 1.0
    for _ in range(ROUNDS):
        for row in range(rows):
            typed = world.productivity[row]
            typed.pace = pace_for(world, row, typed.per_year, typed.counts_money)
            before = typed.pace_today
            if typed.per_year_today > 0.0:
                typed.pace_today = pace_for(
                    world, row, typed.per_year_today, typed.today_counts_money
                )
            change = 1.0 / typed.pace_today - 1.0 / before
            for segment in range(world.sizes[0].segments):
                hours = world.productive_team[row, 0, segment]
                block = world.productive_team[row, 1, segment]
                world.segments_today[segment].conquest_hours_per_year += hours * change
                world.segments_today[segment].calling_hours_per_year += block * change
        note_answers(world)
    for rep in range(world.sizes[0].reps):
        row = world.reps[rep].productivity
        if row != NOBODY:
            world.people[rep].pace = world.productivity[row].pace


@rule
def pace_for(world, row, per_year, counts_money):
    """Return the pace at which one person sells so much a year."""
    low = 1.0 / WIDEST_PACE
    high = WIDEST_PACE
    if sold_at(world, row, low, counts_money, False) < per_year:
        return sold_at(world, row, 1.0, counts_money, True) / per_year
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high)
        if sold_at(world, row, middle, counts_money, False) > per_year:
            low = middle
        else:
            high = middle
    return math.sqrt(low * high)


@rule
def sold_at(world, row, pace, counts_money, of_hours_alone):
    """Return what one person sells a year at a pace: currency signed, or contracts.

    of_hours_alone: as if all hours found the work that fills them.
    """
    total = 0.0
    typed = world.productivity[row]
    drawn = (1.0 - typed.administration) / typed.selling_share
    for segment in range(world.sizes[0].segments):
        hours = drawn * world.productive_hours[row, segment] / pace
        if hours > 0.0:
            met = meetings_of(world, row, segment, hours, pace, of_hours_alone)
            worth = mean_value(world, segment) if counts_money else 1.0
            lost = lost_after_meeting(world, world.segments_today, world.steps_today, segment)
            passes = 1.0
            if world.contracts[segment].pilot_months > 0.0:
                passes = world.contracts[segment].pilot_passes
            total += met * (1.0 - lost) * passes * worth
    return total


@rule
def meetings_of(world, row, segment, hours, pace, of_hours_alone):
    """Return the first meetings a year that end with one person: held, with what comes of them.

    hours: at the hours of the stages as typed.
    """
    later = hours_of_own_stages(world, row, segment)
    call_step = world.sizes[0].call_step
    if not world.productive_steps[row, 0]:
        # What comes to a role that others hand over to is as much as its hours take.
        return hours / later if later > 0.0 else 0.0
    first = world.steps_today[max(0, call_step), segment]
    each = 0.0
    if call_step != NOBODY:
        each = max(SHORTEST_HOURS, mean_of(world, int(first.hours_distribution)))
    leads = 0.0
    met = 0.0
    for channel in range(world.channels_today.shape[0]):
        source = world.channels_today[channel]
        came = world.productive_leads[row, channel, segment]
        leads += came
        met += came * (source.passes * source.kept if call_step != NOBODY else 1.0)
    needed = leads * each + met * later
    calls = call_step != NOBODY and world.sizes[0].outbound_today != OUTBOUND_NONE
    if of_hours_alone:
        if met > 0.0 or not calls:
            return met * hours / needed if needed > 0.0 else 0.0
        return hours / (each / max(1e-12, first.share_passing) + later)
    if needed >= hours:
        return met * hours / needed
    if calls:
        made = (hours - needed) / (each + first.share_passing * later)
        made = min(made, world.productive_block[row, segment] / pace / each)
        if first.share_passing > 0.0:
            aimed = world.productive_meetings[row, segment] - met
            made = max(0.0, min(made, aimed / first.share_passing))
        met += made * first.share_passing
    return met


@rule
def hours_of_own_stages(world, row, segment):
    """Return the hours of one's own stages that a first meeting takes with all that comes."""
    touches = world.segments_today[segment].touches
    hours = 0.0
    chance = 1.0
    if world.productive_steps[row, 0]:
        hours = touches * world.company_today[0].touch_hours
    for step in range(world.sizes[0].call_step + 1, world.sizes[0].conquest_steps):
        stage = world.steps_today[step, segment]
        rounds = rounds_of(stage.share_passing, stage.repeats)
        if step > 0 and world.step_groups_today[step] != world.step_groups_today[step - 1]:
            chance *= stage.accepts
        if world.productive_steps[row, step]:
            hours += chance * rounds * mean_of(world, int(stage.hours_distribution))
        chance *= rounds * stage.share_passing
    return hours


@rule
def mean_value(world, segment):
    """Return what a first contract in a segment is worth on average, currency."""
    mixed = 0.0
    worth = 0.0
    for product in range(world.sizes[0].products):
        row = world.products[product]
        if (row.segments >> segment) & 1:
            mixed += row.mix
            worth += row.mix * mean_of(world, row.price_distribution)
    if mixed > 0.0:
        return worth / mixed
    return mean_of(world, int(world.segments[segment].deal_distribution))
