"""Calls on our own initiative: the intercept of a first call, and how worked the list is today."""

from salessim.compiler.marks import rule
from salessim.elementary import exp, rounds_of
from salessim.model.distributions import HALVINGS, WIDEST, mean_of, sigmoid
from salessim.model.rates.rep_types import one_holds_both, rep_type_effect
from salessim.model.state.codes import NOBODY, OUTBOUND_BLOCK, OUTBOUND_NONE
from salessim.model.state.rows import GRADES
from salessim.units import SECONDS_PER_HOUR, SECONDS_PER_YEAR

MAXIMUM_RESTING = 0.95
"""Share of a market that rests at most: somebody is always left to call."""

ROUNDS = 3
"""Rounds in which calls, those who make them and the list that they work are brought together."""

SHORTEST_HOURS = 1.0 / SECONDS_PER_HOUR
"""No task takes less than a second."""


@rule
def chance_of_attempt(world, step, segment, start, attempt):
    """Return today's team's chance on the call after `attempt` earlier ones."""
    chance = 0.0
    tired = world.company[0].decay * attempt
    for rep_type in range(world.sizes[0].rep_types):
        effect = rep_type_effect(world, rep_type, step, segment)
        chance += world.rep_types[rep_type, segment].call_share * sigmoid(start + effect - tired)
    return chance


@rule
def share_bookings(world, segment):
    """Note which share of the meetings that calls book is a kind of rep's."""
    total = 0.0
    for rep_type in range(world.sizes[0].rep_types):
        kind = world.rep_types[rep_type, segment]
        kind.booked_share = kind.call_share * chance_of_call(world, rep_type, segment)
        total += kind.booked_share
    for rep_type in range(world.sizes[0].rep_types):
        world.rep_types[rep_type, segment].booked_share /= total


@rule
def chance_of_call(world, rep_type, segment):
    """Return a kind of rep's chance on today's list, fresh and repeated calls together."""
    step = world.sizes[0].call_step
    start = world.steps_today[step, segment].intercept
    start += rep_type_effect(world, rep_type, step, segment)
    booked = 0.0
    for attempt in range(int(world.company_today[0].attempts)):
        tired = world.company[0].decay * attempt
        booked += world.attempt_shares[segment, attempt] * sigmoid(start - tired)
    return booked


@rule
def call_intercept(world, step, segment, aim):
    """Return the intercept with which calls, fresh and repeated ones together, obtain `aim`."""
    low = -WIDEST
    high = WIDEST
    attempts = int(world.company_today[0].attempts)
    asks_first = world.segments_today[segment].asks_first
    untouched = not world.segments_today[segment].called
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        whole = calls_of_round(world, step, segment, middle) if untouched else 0.0
        reached = 1.0
        before = 0.0
        calls = 0.0
        booked = 0.0
        for attempt in range(attempts):
            chance = chance_of_attempt(world, step, segment, middle, attempt)
            made = reached
            if untouched:
                made = calls_of_first_year(world, segment, before, reached, whole)
            calls += made
            booked += made * chance
            before += reached
            reached *= (1.0 - chance) * (1.0 - asks_first)
        if booked < aim * calls:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@rule
def calls_of_round(world, step, segment, start):
    """Return the calls that a fresh firm gets until it says yes, asks by itself, or rests."""
    asks_first = world.segments_today[segment].asks_first
    reached = 1.0
    calls = 0.0
    for attempt in range(int(world.company_today[0].attempts)):
        calls += reached
        chance = chance_of_attempt(world, step, segment, start, attempt)
        reached *= (1.0 - chance) * (1.0 - asks_first)
    return calls


@rule
def calls_of_first_year(world, segment, before, reached, whole):
    """Return the calls of one kind that a firm of an untouched list gets in the first year.

    The list is called from its top, each firm once, then once more: so many calls as fall on a firm
    begin its round. Where they are more than a round, the next round is begun alike.

    before: calls of its round made before these. reached: chance of one of these. whole: calls of a
    round.
    """
    prospects = world.segments_today[segment].prospects
    if prospects < 1.0:
        return reached
    grades = GRADES if world.company_today[0].targeting > 0.0 else 1
    total = calls_per_year(world, segment)
    made = 0.0
    for grade in range(grades):
        each = total * world.call_shares[segment, grade] * grades / prospects
        rounds = int(each / whole)
        made += rounds * reached + min(reached, max(0.0, each - rounds * whole - before))
    return made if total > 0.0 else reached


@rule
def share_of_attempt(world, segment, attempt):
    """Return the share of today's calls that are made after `attempt` earlier ones."""
    step = world.sizes[0].call_step
    start = world.steps_today[step, segment].intercept
    asks_first = world.segments_today[segment].asks_first
    untouched = not world.segments_today[segment].called
    whole = calls_of_round(world, step, segment, start) if untouched else 0.0
    reached = 1.0
    before = 0.0
    calls = 0.0
    wanted = 0.0
    for earlier in range(int(world.company_today[0].attempts)):
        made = reached
        if untouched:
            made = calls_of_first_year(world, segment, before, reached, whole)
        calls += made
        if earlier == attempt:
            wanted = made
        before += reached
        chance = chance_of_attempt(world, step, segment, start, earlier)
        reached *= (1.0 - chance) * (1.0 - asks_first)
    return wanted / calls


@rule
def begin_list(world, segment):
    """Let firms that nobody has called before the first day be fresh."""
    if not world.segments_today[segment].called:
        for attempt in range(world.attempt_shares.shape[1]):
            world.attempt_shares[segment, attempt] = 0.0
        world.attempt_shares[segment, 0] = 1.0


@rule
def solve_calls(world, segment, aim, aim_today):
    """Solve for the intercepts of first calls and for how worked today's list is.

    How long firms wait on the list and who has the time for calls depend on the calls' success:
    after some rounds they agree.
    """
    step = world.sizes[0].call_step
    today = world.segments_today[segment]
    for grade in range(GRADES):
        world.resting[segment, grade] = 0.0
        world.call_shares[segment, grade] = 1.0 / GRADES
    for rep_type in range(world.sizes[0].rep_types):
        world.rep_types[rep_type, segment].call_share = world.rep_types[
            rep_type, segment
        ].call_weight
    for _ in range(ROUNDS):
        today.asks_first = asked_between_calls(world, segment)
        world.steps[step, segment].intercept = call_intercept(world, step, segment, aim)
        world.steps_today[step, segment].intercept = world.steps[step, segment].intercept
        if aim_today != aim:
            world.steps_today[step, segment].intercept = call_intercept(
                world, step, segment, aim_today
            )
        solve_list(world, segment)
        share_calls(world, segment)


@rule
def share_calls(world, segment):
    """Note which share of the calls a kind of rep makes: who books more meetings calls less."""
    first = world.steps_today[world.sizes[0].call_step, segment]
    hours = max(SHORTEST_HOURS, mean_of(world, int(first.hours_distribution)))
    later = hours_of_meeting(world, segment)
    total = 0.0
    for rep_type in range(world.sizes[0].rep_types):
        kind = world.rep_types[rep_type, segment]
        if kind.call_weight > 0.0:
            each = hours
            if world.sizes[0].outbound_today != OUTBOUND_BLOCK:
                each += later * chance_of_call(world, rep_type, segment)
            kind.call_share = kind.call_weight / each
        total += kind.call_share
    for rep_type in range(world.sizes[0].rep_types):
        world.rep_types[rep_type, segment].call_share /= total


@rule
def asked_between_calls(world, segment):
    """Return the chance that a firm asks us by itself between two calls on it.

    It leaves the list for a while then, and is a fresh one when it comes back.
    """
    today = world.segments_today[segment]
    calls = calls_per_year(world, segment)
    if calls <= 0.0 or today.prospects < 1.0:
        return 0.0
    years = world.company_today[0].again_after / SECONDS_PER_YEAR
    if world.company_today[0].targeting <= 0.0:
        # A sorted list is worked as fast as waits allow; all others are called in turn.
        years = max(years, today.prospects * (1.0 - world.resting[segment, 0]) / calls)
    return 1.0 - exp(-leads_per_year(world, segment) / today.prospects * years)


@rule
def leads_of_channel(world, channel, segment):
    """Return the leads a year that a channel brings from a segment today."""
    before = world.mix_today[channel, segment - 1] if segment > 0 else 0.0
    share = world.mix_today[channel, segment] - before
    leads = world.channels_today[channel].leads_per_year * share
    if world.channels_today[channel].per_customer > 0.0:
        leads += recommended_of_channel(world, channel, segment)
    return leads


@rule
def recommended_of_channel(world, channel, segment):
    """Return the leads a year that today's customers bring from a segment through a channel.

    Of the whole market only firms that are free become leads.
    """
    recommended = 0.0
    for customers in range(world.sizes[0].segments):
        before = 0.0
        if segment > 0:
            before = world.recommended_today[channel, customers, segment - 1]
        share = world.recommended_today[channel, customers, segment] - before
        recommended += customers_today(world, customers) * share
    if world.segments_today[segment].whole_market:
        prospects = int(world.segments_today[segment].prospects)
        recommended *= prospects / max(1.0, prospects + customers_today(world, segment))
    return world.channels_today[channel].per_customer * recommended


@rule
def customers_today(world, segment):
    """Return the customers of day one, with a name or without."""
    row = world.segments_today[segment]
    return int(row.customers) + row.accounts


@rule
def leads_per_year(world, segment):
    """Return the leads a year that come from a segment today."""
    total = 0.0
    for channel in range(world.channels_today.shape[0]):
        total += leads_of_channel(world, channel, segment)
    return total


@rule
def meetings_by_leads(world, segment):
    """Return the first meetings a year that today's leads bring."""
    total = 0.0
    for channel in range(world.channels_today.shape[0]):
        total += meetings_by_channel(world, channel, segment)
    return total


@rule
def meetings_by_channel(world, channel, segment):
    """Return the first meetings a year that a channel's leads bring today."""
    source = world.channels_today[channel]
    return leads_of_channel(world, channel, segment) * source.passes * source.kept


@rule
def hours_of_meeting(world, segment):
    """Return the hours that a first meeting takes of its caller with all that comes, as typed."""
    hours = 0.0
    chance = 1.0
    for step in range(world.sizes[0].call_step + 1, world.sizes[0].callers_steps):
        stage = world.steps_today[step, segment]
        rounds = rounds_of(stage.share_passing, stage.repeats)
        hours += chance * rounds * mean_of(world, int(stage.hours_distribution))
        chance *= rounds * stage.share_passing
    return hours


@rule
def lost_after_meeting(world, segments, steps, segment):
    """Return the share of first meetings that come to nothing, as typed.

    segments, steps: the tables of today's team, or of a scenario in some month.
    """
    win_rate = segments[segment].win_rate
    if win_rate > 0.0:
        return 1.0 - win_rate
    won = 1.0
    for step in range(world.sizes[0].call_step + 1, world.sizes[0].conquest_steps):
        stage = steps[step, segment]
        won *= stage.share_passing * rounds_of(stage.share_passing, stage.repeats)
        if step > 0 and not one_holds_both(world, step, step - 1):
            won *= stage.accepts
    return 1.0 - min(1.0, won)


@rule
def solve_list(world, segment):
    """Solve for how today's calls work the list: where they go, and which share cools off.

    A firm lives in rounds of up to `attempts` calls, each ending in a meeting, in a request of its
    own or in a rest; it also cools off when a meeting or a lead comes to nothing. The best grade is
    called first: its rounds take no longer than the waits in them, as long as there are calls left
    for it; the last grade that is reached shares what remains.
    """
    for attempt in range(world.attempt_shares.shape[1]):
        world.attempt_shares[segment, attempt] = share_of_attempt(world, segment, attempt)
    for grade in range(GRADES):
        world.resting[segment, grade] = 0.0
        world.call_shares[segment, grade] = 1.0 / GRADES
    sizes = world.sizes[0]
    company = world.company_today[0]
    row = world.segments_today[segment]
    if sizes.call_step == NOBODY or row.prospects < 1.0:
        return
    lost = lost_after_meeting(world, world.segments_today, world.steps_today, segment)
    cooling = row.cooling_off / SECONDS_PER_YEAR
    asked = leads_per_year(world, segment) - (1.0 - lost) * meetings_by_leads(world, segment)
    by_leads = row.asked * cooling * asked / row.prospects
    for grade in range(GRADES):
        world.resting[segment, grade] = min(MAXIMUM_RESTING, by_leads)
    if sizes.outbound_today == OUTBOUND_NONE:
        return
    start = world.steps_today[sizes.call_step, segment].intercept
    reached = 1.0
    calls = 0.0
    booked = 0.0
    for attempt in range(int(company.attempts)):
        chance = chance_of_attempt(world, sizes.call_step, segment, start, attempt)
        calls += reached
        booked += reached * chance
        reached *= 1.0 - chance
        if attempt + 1 < int(company.attempts):
            reached *= 1.0 - row.asks_first
    rest = (reached + booked * lost) * cooling
    waits = (calls - 1.0) * company.again_after / SECONDS_PER_YEAR + rest
    grades = GRADES if company.targeting > 0.0 else 1
    firms = row.prospects / grades
    total = calls_per_year(world, segment)
    left = total
    for grade in range(grades):
        made = left
        if waits > 0.0:
            made = min(left, calls * firms / waits)
        if made > 0.0:
            by_calls = row.called * rest * made / (calls * firms)
            world.resting[segment, grade] = min(MAXIMUM_RESTING, by_leads + by_calls)
        if total > 0.0:
            world.call_shares[segment, grade] = made / total
        left -= made


@rule
def calls_per_year(world, segment):
    """Return the calls a year that today's hours allow, the work that they bring counted in.

    A protected block that is the only time for calls, or an aim of first meetings, may allow fewer.
    """
    row = world.segments_today[segment]
    first = world.steps_today[world.sizes[0].call_step, segment]
    hours = max(SHORTEST_HOURS, mean_of(world, int(first.hours_distribution)))
    meeting_hours = hours_of_meeting(world, segment)
    met = meetings_by_leads(world, segment)
    free = row.conquest_hours_per_year - leads_per_year(world, segment) * hours
    made = (free - met * meeting_hours) / (hours + first.share_passing * meeting_hours)
    made = min(made, row.calling_hours_per_year / hours)
    if first.share_passing > 0.0:
        made = min(made, (row.meetings_per_year - met) / first.share_passing)
    return max(0.0, made)
