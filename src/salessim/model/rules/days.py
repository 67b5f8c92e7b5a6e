"""A rep's working day: what is taken from it before selling starts."""

from salessim.compiler.marks import frequent_rule, rule
from salessim.model.draws import SICK, uniform
from salessim.model.rules.marginal_pay import settle_intensity
from salessim.model.rules.odds import administration_share
from salessim.model.rules.outbox import post
from salessim.model.rules.people import effort, ramp_share, settle_pull
from salessim.model.rules.record import record_day
from salessim.model.state.codes import (
    ADMINISTRATION,
    DAY_START,
    IDLE,
    MEETING,
    NEVER,
    ONBOARDING,
    PAID,
    SETTLE,
    SICKNESS,
    SLACK,
)
from salessim.units import SECONDS_PER_DAY

AIM_KEPT = 4
"""Days for which first meetings that were aimed at and not booked are still sought."""


@rule
def plan_next_day(world, rep, day):
    """Post the start of the rep's first working day from `day` on."""
    calendar = world.reps[rep].calendar
    days = world.sizes[0].days
    while day < days and world.days[calendar, day].works == 0:
        day += 1
    world.reps[rep].next_day = NEVER
    if day < days:
        at = day * SECONDS_PER_DAY + int(world.days[calendar, day].starts)
        world.reps[rep].next_day = at
        post(world, at, DAY_START, rep)


@frequent_rule
def on_day_start(world, now, rep):
    """Open a rep's day.

    What paid time goes into, in this order:

    1. sickness, or an absence: the whole day
    2. administration, the CRM tool's included
    3. meetings owed to the manager
    4. onboarding, and the share of time that the ramp leaves unused
    5. slack, as far as effort falls short
    6. selling, at the end of the day; the protected prospecting block opens it
    """
    row = world.reps[rep]
    if not row.employed or row.next_day != now or row.leaves_at <= now:
        return False
    person = world.people[rep]
    day = now // SECONDS_PER_DAY
    plan_next_day(world, rep, day + 1)

    works = world.days[row.calendar, day].works
    paid = min(works, (day + 1) * SECONDS_PER_DAY - now)
    record_day(world, now, rep, PAID, paid)
    row.busy = 0
    if is_sick(world, rep, day):
        record_day(world, now, rep, SICKNESS, paid)
        row.window_end = now
        return True
    if row.absent_until > now:
        record_day(world, now, rep, IDLE, paid)
        row.window_end = now
        return True

    left = paid
    administration = int(paid * administration_share(world, rep))
    left -= administration
    meeting = min(row.meeting_owed, left)
    row.meeting_owed -= meeting
    left -= meeting
    onboarding = 0
    if row.ramps and now < row.hired_at + row.away_before + int(person.onboarding):
        onboarding = left
    else:
        onboarding = int(left * (1.0 - ramp_share(world, now, rep)))
    left -= onboarding
    settle_pull(world, now, rep)
    slack = int(left * (1.0 - effort(world, rep)))
    left -= slack
    settle_intensity(world, now, rep, left)

    record_day(world, now, rep, ADMINISTRATION, administration)
    record_day(world, now, rep, MEETING, meeting)
    record_day(world, now, rep, ONBOARDING, onboarding)
    record_day(world, now, rep, SLACK, slack)
    record_day(world, now, rep, IDLE, left)
    row.wanted = min(row.wanted, AIM_KEPT * person.appointments_per_day)
    row.wanted += person.appointments_per_day
    row.window_end = now + paid
    row.window_start = row.window_end - left
    row.block_end = min(row.window_end, row.window_start + int(paid * person.block_share))
    if left > 0:
        look_for_work(world, row.window_start, rep)
    return True


@rule
def working_day(world, now):
    """Return the day on which the company works next: this one until its end, or a later one."""
    company = world.days.shape[0] - 1
    day = now // SECONDS_PER_DAY
    today = world.days[company, day]
    if today.works > 0 and now < day * SECONDS_PER_DAY + today.starts + today.works:
        return day
    day += 1
    while day < world.sizes[0].days and world.days[company, day].works == 0:
        day += 1
    return day


@rule
def is_there(world, now, rep, day):
    """Tell whether a rep is at work now or on the company's next working day, and past onboarding.

    Who is on leave, calls in sick or has gone by then is not.
    """
    row = world.reps[rep]
    if row.ramps and now < row.hired_at + row.away_before + int(world.people[rep].onboarding):
        return False
    if row.away or row.absent_until > now:
        return False
    if now < row.window_end:
        return True
    if row.next_day >= row.leaves_at or row.next_day // SECONDS_PER_DAY > day:
        return False
    return not is_sick(world, rep, row.next_day // SECONDS_PER_DAY)


@rule
def is_sick(world, rep, day):
    """Tell whether a rep's working day is lost to sickness."""
    share = world.company[0].sick_share
    return share > 0.0 and uniform(world, world.reps[rep].key, SICK, day) < share


@rule
def look_for_work(world, at, rep):
    """Let a rep look for work at an instant, once all else of it has happened."""
    row = world.reps[rep]
    if not row.looks:
        row.looks = 1
        post(world, at, SETTLE, rep)


@rule
def is_free(world, now, rep):
    """Tell whether a rep could start work at this instant."""
    row = world.reps[rep]
    return not row.busy and row.employed and now >= row.window_start and now < row.window_end


@rule
def wake(world, now, rep):
    """Let a free rep look for work once this instant has settled."""
    if is_free(world, now, rep):
        look_for_work(world, now, rep)
