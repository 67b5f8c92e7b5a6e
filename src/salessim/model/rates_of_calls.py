"""Calls on our own initiative: the intercept of a first call, and how worked the list is today."""

from salessim.model.codes import NOBODY, OUTBOUND_NONE, SECONDS_PER_HOUR, SECONDS_PER_YEAR
from salessim.model.compiled import rule
from salessim.model.crews import crew_effect
from salessim.model.laws import HALVINGS, WIDEST, mean_of, sigmoid
from salessim.model.tables import GRADES

SHORTEST_HOURS = 1.0 / SECONDS_PER_HOUR
"""No task takes less than a second."""


@rule
def chance_of_attempt(world, step, segment, start, attempt):
    """Return today's team's chance on the call after `attempt` earlier ones."""
    chance = 0.0
    tired = world.company[0].decay * attempt
    for crew in range(world.sizes[0].crews):
        effect = crew_effect(world, crew, step, segment)
        chance += world.crews[crew, segment].conquest_weight * sigmoid(start + effect - tired)
    return chance


@rule
def call_intercept(world, step, segment, aim):
    """Return the intercept with which calls, fresh and repeated ones together, obtain `aim`."""
    low = -WIDEST
    high = WIDEST
    attempts = int(world.company_today[0].attempts)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        reached = 1.0
        calls = 0.0
        booked = 0.0
        for attempt in range(attempts):
            chance = chance_of_attempt(world, step, segment, middle, attempt)
            calls += reached
            booked += reached * chance
            reached *= 1.0 - chance
        if booked < aim * calls:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@rule
def share_of_attempt(world, segment, attempt):
    """Return the share of today's calls that are made after `attempt` earlier ones."""
    step = world.sizes[0].call_step
    start = world.steps_today[step, segment].intercept
    reached = 1.0
    calls = 0.0
    wanted = 0.0
    for earlier in range(int(world.company_today[0].attempts)):
        calls += reached
        if earlier == attempt:
            wanted = reached
        reached *= 1.0 - chance_of_attempt(world, step, segment, start, earlier)
    return wanted / calls


@rule
def solve_list(world, segment):
    """Solve for how today's calls work the list: where they go, and which share cools off.

    A firm lives in rounds of up to `attempts` calls, each ending in a meeting or in a rest. The
    best grade is called first: its rounds take no longer than the waits in them, as long as there
    are calls left for it; the last grade that is reached shares what remains.
    """
    for attempt in range(world.attempt_shares.shape[1]):
        world.attempt_shares[segment, attempt] = share_of_attempt(world, segment, attempt)
    for grade in range(GRADES):
        world.resting[segment, grade] = 0.0
        world.call_shares[segment, grade] = 1.0 / GRADES
    sizes = world.sizes[0]
    company = world.company_today[0]
    row = world.segments_today[segment]
    if sizes.call_step == NOBODY or sizes.outbound_today == OUTBOUND_NONE or row.prospects < 1.0:
        return
    start = world.steps_today[sizes.call_step, segment].intercept
    reached = 1.0
    calls = 0.0
    for attempt in range(int(company.attempts)):
        calls += reached
        reached *= 1.0 - chance_of_attempt(world, sizes.call_step, segment, start, attempt)
    rest = reached * row.cooling_off
    waits = (calls - 1.0) * company.again_after + rest
    grades = GRADES if company.targeting > 0.0 else 1
    firms = row.prospects / grades
    total = calls_per_year(world, segment)
    left = total
    for grade in range(grades):
        made = left
        if waits > 0.0:
            made = min(left, calls * firms / waits * SECONDS_PER_YEAR)
        if made > 0.0:
            world.resting[segment, grade] = rest * made / (calls * firms * SECONDS_PER_YEAR)
        if total > 0.0:
            world.call_shares[segment, grade] = made / total
        left -= made


@rule
def calls_per_year(world, segment):
    """Return the calls a year that today's hours allow, the work that they bring counted in."""
    first = world.steps_today[world.sizes[0].call_step, segment]
    hours = max(SHORTEST_HOURS, mean_of(world, int(first.hours_law)))
    meeting_hours = 0.0
    chance = 1.0
    for step in range(world.sizes[0].call_step + 1, world.sizes[0].conquest_steps):
        row = world.steps_today[step, segment]
        rounds = 1.0 / (1.0 - row.repeats)
        meeting_hours += chance * rounds * mean_of(world, int(row.hours_law))
        chance *= rounds * row.passes
    free = world.segments_today[segment].conquest_hours_per_year
    for channel in range(world.channels_today.shape[0]):
        source = world.channels_today[channel]
        before = world.mix_today[channel, segment - 1] if segment > 0 else 0.0
        leads = source.leads_per_year * (world.mix_today[channel, segment] - before)
        free -= leads * (hours + source.passes * meeting_hours)
    return max(0.0, free / (hours + first.passes * meeting_hours))
