"""A person joins the team: a planned hire, or the successor of a leaver."""

from salessim.compiler.marks import rule
from salessim.model.codes import CUSTOMER, HIRE, LOG_HIRED, LOYALTY, NOBODY, SKILLS
from salessim.model.draws import mixed
from salessim.model.rules.assigning import may_take
from salessim.model.rules.customers import await_contact, keep_subscription
from salessim.model.rules.days import plan_next_day
from salessim.model.rules.handing_over import hand_over
from salessim.model.rules.outbox import post
from salessim.model.rules.record import record_money
from salessim.model.rules.styles import own_level, settle_level
from salessim.units import SECONDS_PER_DAY


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
    """A rep starts: costs of hiring, the first day, and customers that nobody looks after."""
    row = world.reps[rep]
    row.people += 1
    if row.people > 1:
        be_somebody_else(world, now, rep)
    row.employed = 1
    row.ramps = 1
    row.hired_at = now
    row.won_at = now
    month = world.run[0].month
    cost = world.people[rep].hiring_cost
    world.ledger[month].hiring += cost
    record_money(world, now, LOG_HIRED, rep, NOBODY, cost)
    plan_next_day(world, rep, now // SECONDS_PER_DAY)
    adopt_customers(world, now, rep)
    for other in range(world.sizes[0].reps):
        if world.reps[other].orphaned and not world.reps[other].employed:
            hand_over(world, now, other)
    return True


@rule
def be_somebody_else(world, now, rep):
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
    row.credit = 0.0
    row.period_quota = 0.0
    row.period_variable = 0.0
    row.earned = 0.0
    row.sold = 0.0
    keep_subscription(world, now, rep, 0.0)
    row.accrued = 0.0


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
            keep_subscription(world, now, rep, row.recurring)
            world.contact_dates[firm, 0] = now
            await_contact(world, now, firm)
