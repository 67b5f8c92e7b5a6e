"""The market: firms that may be called, listed by grade, and what keeps them off the list.

A firm of a segment is available, resting (called without success, or cooling off after a no),
in a deal, a customer, or gone. The calling list of a territory and segment has eight grades;
targeting decides how well a grade tells fit. Within a grade the firm that waited longest is
called first. In the course of the years firms come to the market or leave it.
"""

import math

from salessim.compiler.marks import formula, rule
from salessim.elementary import normal_cdf, normal_quantile, power
from salessim.model.draws import GRADE, TERRITORY, uniform
from salessim.model.rules.outbox import post
from salessim.model.state.codes import (
    AVAILABLE,
    FIRM_BACK,
    GONE,
    IN_DEAL,
    NOBODY,
    OUTBOUND_NONE,
    RESTING,
)
from salessim.model.state.rows import GRADES, MARKS
from salessim.units import SECONDS_PER_YEAR


@rule
def anybody_calls(world):
    """Tell whether reps call firms on their own initiative; otherwise no list is kept."""
    sizes = world.sizes[0]
    return sizes.call_step != NOBODY and sizes.outbound != OUTBOUND_NONE


@rule
def place_firms(world):
    """Give each firm its place among those of its segment and territory; none is free yet.

    A territory's firms stand together in the order of their rows, so that the next free one of it
    is found by marks alone.
    """
    territories = world.sizes[0].territories
    first = world.first_places
    for segment in range(world.sizes[0].segments):
        state = world.segment_states[segment]
        first[segment, 0] = state.first_firm
        if territories == 1:
            first[segment, 1] = state.first_firm + state.firms
            continue
        for firm in range(state.first_firm, state.first_firm + state.firms):
            settle_territory(world, firm)
            first[segment, world.firms[firm].territory + 1] += 1
        for territory in range(territories):
            first[segment, territory + 1] += first[segment, territory]
        for firm in range(state.first_firm, state.first_firm + state.firms):
            territory = world.firms[firm].territory
            place = first[segment, territory]
            world.firm_places[firm] = place
            world.firms_by_place[place] = firm
            first[segment, territory] = place + 1
        for territory in range(territories, 0, -1):
            first[segment, territory] = first[segment, territory - 1]
        first[segment, 0] = state.first_firm


@rule
def settle_territory(world, firm):
    """Draw the territory of a firm that has none."""
    row = world.firms[firm]
    if row.territory != NOBODY:
        return
    row.territory = 0
    last = world.sizes[0].territories - 1
    if last == 0:
        return
    at = uniform(world, row.key, TERRITORY, 0)
    while row.territory < last and at >= world.shares[row.territory]:
        row.territory += 1


@rule
def place_of_firm(world, firm):
    """Return the place of a firm: see `place_firms`."""
    if world.sizes[0].territories == 1:
        return firm
    return int(world.firm_places[firm])


@formula
def marks_above(marks):
    """Return how many marks stand for so many marks on the level above."""
    return (marks + MARKS - 1) // MARKS


@rule
def mark_free(world, firm):
    """Note that a firm is free: it is available or resting."""
    at = place_of_firm(world, firm)
    begin = 0
    marks = world.sizes[0].firms
    while world.free_marks[begin + at] == 0:
        world.free_marks[begin + at] = 1
        if marks == 1:
            return
        begin += marks
        marks = marks_above(marks)
        at //= MARKS


@rule
def mark_taken(world, firm):
    """Note that a firm is not free."""
    at = place_of_firm(world, firm)
    begin = 0
    marks = world.sizes[0].firms
    while True:
        world.free_marks[begin + at] = 0
        if marks == 1:
            return
        first = begin + at - at % MARKS
        for other in range(first, min(first + MARKS, begin + marks)):
            if world.free_marks[other]:
                return
        begin += marks
        marks = marks_above(marks)
        at //= MARKS


@rule
def free_place(world, at, end):
    """Return the first place from `at` on, before `end`, whose firm is free, or NOBODY.

    It climbs until some later mark of its group is set, and goes down to the first firm below that.
    """
    if at >= end:
        return NOBODY
    begin = 0
    marks = world.sizes[0].firms
    span = 1  # places that a mark of this level stands for
    while True:
        last = min(at - at % MARKS + MARKS, marks)
        while at < last and world.free_marks[begin + at] == 0:
            at += 1
        if at < last:
            break
        if last == marks or last * span >= end:
            return NOBODY
        begin += marks
        marks = marks_above(marks)
        span *= MARKS
        at = last // MARKS
    while span > 1:
        span //= MARKS
        marks = (world.sizes[0].firms + span - 1) // span
        begin -= marks
        at *= MARKS
        while world.free_marks[begin + at] == 0:
            at += 1
    if at >= end:
        return NOBODY
    return at


@rule
def next_free_firm(world, segment, firm, end):
    """Return the first free firm of a firm's territory from it on, or else from the first one on.

    end: row behind the last firm of the segment's present market; NOBODY where none is free.
    """
    territory = world.firms[firm].territory
    first = world.first_places[segment, territory]
    place = place_of_firm(world, firm)
    found = free_place(world, place, world.first_places[segment, territory + 1])
    if found == NOBODY or firm_at_place(world, found) >= end:
        found = free_place(world, first, place)
    if found == NOBODY:
        return NOBODY
    return firm_at_place(world, found)


@rule
def firm_at_place(world, place):
    """Return the firm at a place: see `place_firms`."""
    if world.sizes[0].territories == 1:
        return place
    return int(world.firms_by_place[place])


@rule
def enlist(world, firm):
    """Make a firm available, and put it at the end of its calling list."""
    row = world.firms[firm]
    row.state = AVAILABLE
    mark_free(world, firm)
    world.segment_states[row.segment].available += 1
    if not anybody_calls(world):
        return
    ends = world.lists[row.territory, row.segment, row.grade]
    row.previous = ends.last
    row.next = NOBODY
    if ends.last == NOBODY:
        ends.first = firm
    else:
        world.firms[ends.last].next = firm
    ends.last = firm


@rule
def delist(world, firm, state):
    """Take an available firm off its calling list, into `state`, in which it is not free."""
    row = world.firms[firm]
    row.state = state
    mark_taken(world, firm)
    world.segment_states[row.segment].available -= 1
    if not anybody_calls(world):
        return
    ends = world.lists[row.territory, row.segment, row.grade]
    if row.previous == NOBODY:
        ends.first = row.next
    else:
        world.firms[row.previous].next = row.next
    if row.next == NOBODY:
        ends.last = row.previous
    else:
        world.firms[row.next].previous = row.previous


@rule
def first_on_list(world, territory, segment):
    """Return the firm to call next, or NOBODY; `territory` NOBODY means all of them."""
    first = territory
    last = territory + 1
    if territory == NOBODY:
        first = 0
        last = world.sizes[0].territories
    for grade in range(GRADES):
        best = NOBODY
        for place in range(first, last):
            firm = world.lists[place, segment, grade].first
            if firm != NOBODY and (best == NOBODY or waited_longer(world, firm, best)):
                best = firm
        if best != NOBODY:
            return best
    return NOBODY


@rule
def waited_longer(world, one, other):
    """Tell whether firm `one` is on the list for longer than firm `other`."""
    a = world.firms[one].rests_until
    b = world.firms[other].rests_until
    return a < b or (a == b and one < other)


@rule
def is_free(world, firm):
    """Tell whether a firm may become a lead: it is on the list, or rests between two calls only."""
    row = world.firms[firm]
    return row.state == AVAILABLE or (row.state == RESTING and row.attempts > 0)


@rule
def free_firms(world, segment):
    """Return how many firms of a segment may become leads."""
    state = world.segment_states[segment]
    free = 0
    for firm in range(state.first_firm, state.first_firm + state.firms):
        if is_free(world, firm):
            free += 1
    return free


@rule
def engage(world, firm):
    """Take a firm that is available or resting into a deal."""
    if world.firms[firm].state == AVAILABLE:
        delist(world, firm, IN_DEAL)
    else:
        world.firms[firm].state = IN_DEAL
        mark_taken(world, firm)


@rule
def rest(world, now, firm, seconds):
    """Leave a firm in peace for some time, if any, then list it again."""
    row = world.firms[firm]
    row.rests_until = now + seconds
    if seconds <= 0:
        enlist(world, firm)
        return
    row.state = RESTING
    mark_free(world, firm)
    post(world, row.rests_until, FIRM_BACK, firm)


@rule
def on_firm_back(world, now, firm):
    """A firm has rested: it may be called again. Return whether this was still so."""
    row = world.firms[firm]
    if row.state != RESTING or row.rests_until != now:
        return False
    enlist(world, firm)
    return True


@rule
def grade_of(world, firm, targeting):
    """Return the grade 0..7 of a firm on the calling list; without targeting all are 0.

    targeting: correlation of the list's order with fit, 0..1.
    """
    row = world.firms[firm]
    if targeting <= 0.0:
        return 0
    noise = normal_quantile(uniform(world, row.key, GRADE, 0))
    looks = targeting * row.fit + math.sqrt(1.0 - targeting * targeting) * noise
    return min(GRADES - 1, int(GRADES * (1.0 - normal_cdf(looks))))


@rule
def grown(world, now, segment):
    """Return the size of a segment's market against the first day."""
    per_year = world.segments[segment].growth_per_year
    state = world.segment_states[segment]
    if per_year == 0.0:
        return state.growth
    return state.growth * power(1.0 + per_year, (now - state.grown_at) / SECONDS_PER_YEAR)


@rule
def begin_growth(world):
    """Begin with markets of the size of the first day."""
    for segment in range(world.sizes[0].segments):
        world.segment_states[segment].growth = 1.0
        world.segment_states[segment].grown_at = 0


@rule
def note_growth(world, now):
    """Note how large markets are before their growth may change, and the largest so far."""
    for segment in range(world.sizes[0].segments):
        state = world.segment_states[segment]
        state.growth = grown(world, now, segment)
        state.grown_at = now
        row = world.segments[segment]
        row.maximum_growth = max(row.maximum_growth, state.growth)


@rule
def maximum_growth(world, segment):
    """Return the largest size that a segment's market has during the horizon."""
    if world.sizes[0].changes:
        return max(1.0, world.segments[segment].maximum_growth)
    return max(1.0, grown(world, world.sizes[0].horizon, segment))


@rule
def grow_market(world, now, segment):
    """Let firms come to the market, or those leave it with whom nothing is under way.

    Firms come and go in the order of their places, so that the first ones are the same in every
    replication.
    """
    state = world.segment_states[segment]
    if world.segments[segment].growth_per_year == 0.0 and state.growth == 1.0:
        return
    rows = state.first_firm + state.firms - state.first_prospect
    wanted = min(rows, int(world.segments[segment].prospects * grown(world, now, segment)))
    while state.prospects < wanted:
        firm = state.first_prospect + state.prospects
        state.prospects += 1
        if world.firms[firm].state == GONE:
            world.firms[firm].rests_until = now
            state.on_market += 1
            enlist(world, firm)
    while state.prospects > wanted:
        state.prospects -= 1
        firm = state.first_prospect + state.prospects
        if world.firms[firm].state == AVAILABLE:
            delist(world, firm, GONE)
            state.on_market -= 1
        elif world.firms[firm].state == RESTING:
            world.firms[firm].state = GONE
            mark_taken(world, firm)
            state.on_market -= 1
