"""A person joins the team."""

from salessim.model.codes import (
    CUSTOMER,
    LOG_HIRED,
    LOYALTY,
    NOBODY,
    SECONDS_PER_DAY,
)
from salessim.model.compiled import rule
from salessim.model.rules.assigning import may_take
from salessim.model.rules.customers import await_contact, keep_subscription
from salessim.model.rules.days import plan_next_day
from salessim.model.rules.record import record_money


@rule
def on_hire(world, now, rep):
    """A rep starts: costs of hiring, the first day, and customers that nobody looks after."""
    row = world.reps[rep]
    row.employed = 1
    row.hired_at = now
    month = world.run[0].month
    cost = world.people[rep].hiring_cost
    world.ledger[month].hiring += cost
    record_money(world, now, LOG_HIRED, rep, NOBODY, cost)
    plan_next_day(world, rep, now // SECONDS_PER_DAY)
    adopt_customers(world, now, rep)
    return True


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
