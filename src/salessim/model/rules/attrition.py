"""A person leaves, the post's next one comes: the decision, the notice, the last day, the first.

People leave at a hazard that is constant between a month's first day and the next, but for the day
on which a newcomer is settled; nobody leaves in a planned absence. Where a notice is due, a month
decides about the last days that its notices lead to; who has just come, or is there on the first
day of the horizon, may go before a whole notice is over. So stays are exponential from their first
day on, whatever the notice.
"""

from salessim.compiler.marks import rare_rule, rule
from salessim.elementary import exp, log
from salessim.model.distributions import drawn
from salessim.model.draws import ATTRITION, HIRE_SLIP, LOW_PAY, TIME_TO_HIRE, mixed, uniform
from salessim.model.rules.crediting import forget_bookings
from salessim.model.rules.days import plan_next_day
from salessim.model.rules.handing_over import hand_over
from salessim.model.rules.keeping import adopt_customers
from salessim.model.rules.kinds import become_of_a_kind, stay_of_kind
from salessim.model.rules.outbox import post
from salessim.model.rules.pay import begin_pay, month_of_last_day, pay_leaver
from salessim.model.rules.people import own_level, settle_level
from salessim.model.rules.record import record_hire, record_leaver
from salessim.model.rules.spans import is_away_between, later
from salessim.model.state.codes import (
    HIRE,
    LEAVE,
    NEVER,
    NO_TASK,
    NOBODY,
    NOTICE,
    SKILLS,
)
from salessim.units import SECONDS_PER_DAY, SECONDS_PER_YEAR

HALF_A_CENT = 0.005
"""Pay that lacks less is as much: sums of months are rounded."""


@rule
def after_notice(world, said_at):
    """Return the first moment at which somebody may be gone who gives notice at a moment."""
    company = world.company[0]
    return later(world, said_at, company.notice, int(company.notice_months))


@rule
def attrition_rate(world, rep):
    """Return the hazard a year at which a settled person leaves.

    It rises as motivation falls below that of today's team; a typed stay of a kind of recruits is
    what it is.
    """
    stay = stay_of_kind(world, rep)
    if stay > 0.0:
        return SECONDS_PER_YEAR / stay
    rate = world.people[rep].attrition_per_year
    if rate <= 0.0:
        return 0.0
    if world.sizes[0].motivated:
        company = world.company[0]
        gap = company.motivation_today - world.reps[rep].motivation
        rate *= exp(company.attrition_effect * gap)
    return rate


@rule
def decide_attrition(world, now):
    """On a month's first day, let each person decide on leaving after the notice."""
    begins = after_notice(world, now)
    for rep in range(world.sizes[0].reps):
        row = world.reps[rep]
        if row.employed and row.gives_notice_at == NEVER:
            if begins < row.leaves_at and is_paid_too_little(world, now, rep):
                give_notice(world, now, rep, begins)
            else:
                decide_last_day(world, now, rep, begins)


@rule
def is_paid_too_little(world, now, rep):
    """Tell whether somebody leaves for the pay of the months that have just ended."""
    person = world.people[rep]
    row = world.reps[rep]
    months = int(person.leaves_below_months)
    month = world.run[0].month
    if months == 0 or month < months:
        return False
    begins = world.borders[month - months]
    if row.hired_at > begins or is_away_between(world, rep, begins, now):
        return False
    paid = 0.0
    years = 0.0
    for earlier in range(month - months, month):
        own = world.rep_months[rep, earlier]
        paid += own.base + own.variable
        years += own.years
    share = person.leaves_below_share
    if paid + HALF_A_CENT >= person.leaves_below_per_year * years or share <= 0.0:
        return False
    return share >= 1.0 or uniform(world, row.key, LOW_PAY, month) < share


@rule
def decide_last_day(world, now, rep, begins):
    """Draw whether and when a person leaves from `begins` on, until a notice after the month.

    The chance of the month is that of an exponential residual, spent at the hazard of each day.
    """
    rate = attrition_rate(world, rep)
    if rate <= 0.0:
        return
    company = world.company[0]
    newcomers = company.newcomers
    if stay_of_kind(world, rep) > 0.0:
        newcomers = 1.0
    row = world.reps[rep]
    month = world.run[0].month
    ends = after_notice(world, world.borders[month + 1])
    settles = min(ends, max(begins, row.hired_at + row.away_before + int(company.new_for)))
    as_new = newcomers * (settles - begins) / SECONDS_PER_YEAR
    as_settled = (ends - settles) / SECONDS_PER_YEAR
    left = -log(1.0 - uniform(world, row.key, ATTRITION, month)) / rate
    if left >= as_new + as_settled:
        return
    if left < as_new:
        at = begins + left / newcomers * SECONDS_PER_YEAR
    else:
        at = settles + (left - as_new) * SECONDS_PER_YEAR
    # The nearest midnight keeps the mean stay; the first day is a whole one.
    over_at = int(at / SECONDS_PER_DAY + 0.5) * SECONDS_PER_DAY
    over_at = max(over_at, max(row.hired_at, 0) + SECONDS_PER_DAY)
    if over_at >= row.leaves_at or is_away_between(world, rep, over_at - 1, over_at):
        return
    said_at = later(world, over_at, -company.notice, -int(company.notice_months))
    said_at = max(said_at, row.hired_at)
    if said_at <= now:
        give_notice(world, said_at, rep, over_at)
    else:
        row.gives_notice_at = said_at
        row.would_leave_at = over_at
        post(world, said_at, NOTICE, rep)


@rare_rule
def on_notice(world, now, rep):
    """A person says when the last day is."""
    row = world.reps[rep]
    if not row.employed or row.gives_notice_at != now:
        return False
    give_notice(world, now, rep, row.would_leave_at)
    return True


@rule
def give_notice(world, said_at, rep, over_at):
    """Fix a person's last day, and look for a successor, unless the post was to end anyway.

    said_at: when notice is given, perhaps before the horizon. over_at: end of the last day.
    """
    row = world.reps[rep]
    company = world.company[0]
    ends_anyway = row.leaves_at != NEVER
    row.gives_notice_at = NEVER
    row.leaves_at = over_at
    post(world, over_at, LEAVE, rep)
    if company.hire_distribution == NOBODY or ends_anyway:
        return
    days = drawn(world, int(company.hire_distribution), row.key, TIME_TO_HIRE, 0)
    if company.hire_slip_distribution != NOBODY:
        days += drawn(world, int(company.hire_slip_distribution), row.key, HIRE_SLIP, 0)
    first_day = said_at + int(days + 0.5) * SECONDS_PER_DAY
    await_first_day(world, rep, max(first_day, over_at + SECONDS_PER_DAY))


@rare_rule
def on_leave(world, now, rep):
    """A person's last day is over: pay, hand-over, an empty post."""
    row = world.reps[rep]
    if not row.employed or row.leaves_at != now:
        return False
    month = month_of_last_day(world, now)
    pay_leaver(world, now, rep, month)
    record_leaver(world, now, rep, month)
    row.employed = 0
    row.away = 0
    row.absences = 0
    row.away_from = NEVER
    row.back_at = NEVER
    row.away_before = 0
    row.window_end = now
    hand_over(world, now, rep)
    forget_bookings(world, rep)
    row.task = NO_TASK
    row.busy = 0
    row.meeting_owed = 0
    row.leaves_at = NEVER
    row.gives_notice_at = NEVER
    row.next_day = NEVER
    return True


@rule
def await_first_day(world, rep, at):
    """Post the day on which somebody comes to a post."""
    row = world.reps[rep]
    row.starts_at = at
    row.accompanied = 0.0
    if at < world.sizes[0].horizon:
        post(world, at, HIRE, rep)


@rare_rule
def on_hire(world, now, rep):
    """A rep starts, and takes the customers that nobody looks after."""
    take_up_post(world, now, rep)
    adopt_customers(world, now, rep)
    for other in range(world.sizes[0].reps):
        if world.reps[other].orphaned and not world.reps[other].employed:
            hand_over(world, now, other)
    return True


@rule
def take_up_post(world, now, rep):
    """Begin a newcomer's first day: it costs what hiring costs, and the ramp starts."""
    row = world.reps[rep]
    row.people += 1
    if row.people > 1:
        reset_for_new_hire(world, now, rep)
    elif row.first_kind != NOBODY:
        become_of_a_kind(world, rep)
        settle_level(world, rep, own_level(world, rep))
        row.motivation = row.level
    row.employed = 1
    row.ramps = 1
    row.hired_at = now
    row.won_at = now
    month = world.run[0].month
    begin_pay(world, now, rep, month)
    cost = world.people[rep].hiring_cost
    world.ledger[month].hiring += cost
    record_hire(world, now, rep, cost)
    plan_next_day(world, rep, now // SECONDS_PER_DAY)
    decide_last_day(world, now, rep, now)


@rule
def reset_for_new_hire(world, now, rep):
    """Put a new person on a post: the key is that of the person before, and the next occasion."""
    row = world.reps[rep]
    row.key = mixed(row.key, 0)
    for skill in range(SKILLS):
        world.skills[rep, skill] = world.role_skills[rep, skill]
        world.learned_from[rep, skill] = world.role_skills[rep, skill]
    become_of_a_kind(world, rep)
    settle_level(world, rep, own_level(world, rep))
    row.motivation = row.level
    row.pull = 0.0
    row.choices = 0
    row.worked_total = 0
    for bucket in range(world.buckets.shape[1]):
        world.buckets[rep, bucket].worked = 0
