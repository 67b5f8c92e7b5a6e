"""A person leaves, the post's next one comes: the decision, the last day, the first day."""

from salessim.compiler.marks import rule
from salessim.elementary import exp, expm1
from salessim.model.distributions import drawn
from salessim.model.draws import ATTRITION, HIRE_SLIP, TIME_TO_HIRE, mixed, uniform
from salessim.model.rules.assigning import may_take
from salessim.model.rules.crediting import keep_subscription
from salessim.model.rules.customers import await_contact
from salessim.model.rules.days import plan_next_day
from salessim.model.rules.handing_over import hand_over
from salessim.model.rules.outbox import post
from salessim.model.rules.pay import begin_pay, month_of_last_day, pay_leaver
from salessim.model.rules.people import own_level, settle_level
from salessim.model.rules.record import record_hire, record_leaver
from salessim.model.state.codes import (
    CUSTOMER,
    HIRE,
    LEAVE,
    LOYALTY,
    NEVER,
    NO_TASK,
    NOBODY,
    SKILLS,
)
from salessim.units import SECONDS_PER_DAY, SECONDS_PER_YEAR


@rule
def attrition_rate(world, now, rep):
    """Return the hazard a year at which a person hands in notice.

    It is higher for newcomers, and rises as motivation falls below that of today's team.
    """
    rate = world.people[rep].attrition_per_year
    if rate <= 0.0:
        return 0.0
    row = world.reps[rep]
    company = world.company[0]
    if now - row.hired_at <= company.new_for:
        rate *= company.newcomers
    if world.sizes[0].motivated:
        gap = company.motivation_today - row.motivation
        rate *= exp(company.attrition_effect * gap)
    return rate


@rule
def decide_attrition(world, now, month):
    """At a month's end, let each person decide to stay or to leave."""
    for rep in range(world.sizes[0].reps):
        row = world.reps[rep]
        if not row.employed or row.leaves_at <= now + int(world.company[0].notice):
            continue
        rate = attrition_rate(world, now, rep)
        years = (now - max(world.borders[month], row.hired_at)) / SECONDS_PER_YEAR
        if rate > 0.0 and uniform(world, row.key, ATTRITION, month) < -expm1(-rate * years):
            give_notice(world, now, rep)


@rule
def give_notice(world, now, rep):
    """Fix a person's last day, and look for a successor, unless the post was to end anyway."""
    row = world.reps[rep]
    company = world.company[0]
    ends_anyway = row.leaves_at != NEVER
    row.leaves_at = now + int(company.notice)
    post(world, row.leaves_at, LEAVE, rep)
    if company.hire_distribution == NOBODY or ends_anyway:
        return
    days = drawn(world, int(company.hire_distribution), row.key, TIME_TO_HIRE, 0)
    if company.hire_slip_distribution != NOBODY:
        days += drawn(world, int(company.hire_slip_distribution), row.key, HIRE_SLIP, 0)
    first_day = now + int(days + 0.5) * SECONDS_PER_DAY
    await_first_day(world, rep, max(first_day, row.leaves_at + SECONDS_PER_DAY))


@rule
def on_leave(world, now, rep):
    """A person's last day is over: pay, hand-over, an empty post."""
    row = world.reps[rep]
    if not row.employed or row.leaves_at != now:
        return False
    month = month_of_last_day(world, now)
    pay_leaver(world, now, rep, month)
    record_leaver(world, now, rep, month)
    row.employed = 0
    row.window_end = now
    hand_over(world, now, rep)
    row.task = NO_TASK
    row.busy = 0
    row.meeting_owed = 0
    row.leaves_at = NEVER
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


@rule
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


@rule
def reset_for_new_hire(world, now, rep):
    """Put a new person on a post: the key is that of the person before, and the next occasion."""
    row = world.reps[rep]
    row.key = mixed(row.key, 0)
    for skill in range(SKILLS):
        world.skills[rep, skill] = world.role_skills[rep, skill]
        world.learned_from[rep, skill] = world.role_skills[rep, skill]
    settle_level(world, rep, own_level(world, rep))
    row.motivation = row.level
    row.pull = 0.0
    row.choices = 0
    row.worked_total = 0
    for bucket in range(world.buckets.shape[1]):
        world.buckets[rep, bucket].worked = 0


@rule
def adopt_customers(world, now, rep):
    """Give a rep the customers of their field that have no owner."""
    for firm in range(world.sizes[0].firms):
        row = world.firms[firm]
        if (
            row.state == CUSTOMER
            and row.owner == NOBODY
            and may_take(world, rep, row.territory, row.segment, LOYALTY)
        ):
            row.owner = rep
            world.reps[rep].accounts += 1
            keep_subscription(world, now, rep, firm, row.recurring)
            world.contact_dates[firm, 0] = now
            await_contact(world, now, firm)
