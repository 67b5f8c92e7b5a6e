"""A person leaves: the decision at a month's end, the last day, and who comes next."""

from salessim.compiler.marks import rule
from salessim.elementary import exp, expm1
from salessim.model.codes import LEAVE, LOG_LEFT, NEVER, NO_TASK, NOBODY
from salessim.model.draws import HIRE_SLIP, LEAVING, TIME_TO_HIRE, uniform
from salessim.model.laws import drawn
from salessim.model.rules.handing_over import hand_over
from salessim.model.rules.hiring import await_first_day
from salessim.model.rules.outbox import post
from salessim.model.rules.pay import pay_leaver
from salessim.model.rules.record import record_money
from salessim.units import SECONDS_PER_DAY, SECONDS_PER_YEAR


@rule
def leaving_rate(world, now, rep):
    """Return the hazard a year at which a person hands in notice.

    It is higher for newcomers, and rises as motivation falls below that of today's team.
    """
    rate = world.people[rep].leaving_per_year
    if rate <= 0.0:
        return 0.0
    row = world.reps[rep]
    company = world.company[0]
    if now - row.hired_at <= company.new_for:
        rate *= company.newcomers
    if world.sizes[0].motivated:
        gap = company.motivation_today - row.motivation
        rate *= exp(company.leaving_effect * gap)
    return rate


@rule
def decide_leavers(world, now, month):
    """At a month's end, let each person decide to stay or to leave."""
    for rep in range(world.sizes[0].reps):
        row = world.reps[rep]
        if not row.employed or row.leaves_at <= now + int(world.company[0].notice):
            continue
        rate = leaving_rate(world, now, rep)
        years = (now - max(world.borders[month], row.hired_at)) / SECONDS_PER_YEAR
        if rate > 0.0 and uniform(world, row.key, LEAVING, month) < -expm1(-rate * years):
            give_notice(world, now, rep)


@rule
def give_notice(world, now, rep):
    """Fix a person's last day, and look for a successor, unless the post was to end anyway."""
    row = world.reps[rep]
    company = world.company[0]
    ends_anyway = row.leaves_at != NEVER
    row.leaves_at = now + int(company.notice)
    post(world, row.leaves_at, LEAVE, rep)
    if company.hire_law == NOBODY or ends_anyway:
        return
    days = drawn(world, int(company.hire_law), row.key, TIME_TO_HIRE, 0)
    if company.hire_slip_law != NOBODY:
        days += drawn(world, int(company.hire_slip_law), row.key, HIRE_SLIP, 0)
    first_day = now + int(days + 0.5) * SECONDS_PER_DAY
    await_first_day(world, rep, max(first_day, row.leaves_at + SECONDS_PER_DAY))


@rule
def on_leave(world, now, rep):
    """A person's last day is over: pay, hand-over, an empty post."""
    row = world.reps[rep]
    if not row.employed or row.leaves_at != now:
        return False
    month = world.run[0].month
    pay_leaver(world, now, rep, month)
    record_money(world, now, LOG_LEFT, rep, NOBODY, 0.0)
    world.rep_months[rep, month].left += 1
    row.employed = 0
    row.window_end = now
    hand_over(world, now, rep)
    row.task = NO_TASK
    row.busy = 0
    row.meeting_owed = 0
    row.leaves_at = NEVER
    row.next_day = NEVER
    return True
