"""A replication from its first instant to its books: what a driver calls, in this order.

`begin` once, `happen` for each event, `finish` once. Between them the driver delivers what was
posted, in the order (time, kind, entity).
"""

from salessim.compiler.marks import frequent_rule, rule
from salessim.elementary import exp, log, normal_quantile
from salessim.model.codes import (
    ACCOUNT_CANDIDATE,
    BUYER_REPLY,
    CALL,
    CONTACT,
    CONTACT_DUE,
    CUSTOMER,
    DAY_START,
    FIRM_BACK,
    HIRE,
    LEAD,
    LEAVE,
    MONTH_END,
    OPEN,
    QUEUED,
    SETTLE,
    TASK_DONE,
    TOUCH_DUE,
)
from salessim.model.draws import IGNORANCE, uniform
from salessim.model.laws import logit, sigmoid
from salessim.model.rates import derive
from salessim.model.rules.choice import on_settle
from salessim.model.rules.days import on_day_start
from salessim.model.rules.funnel import on_buyer_reply, on_touch_due
from salessim.model.rules.hiring import on_hire
from salessim.model.rules.leads import on_lead
from salessim.model.rules.leaving import on_leave
from salessim.model.rules.loyalty import on_account_candidate, on_contact_due
from salessim.model.rules.market import on_firm_back
from salessim.model.rules.months import on_month_end
from salessim.model.rules.start import start
from salessim.model.rules.tasks import on_task_done
from salessim.units import NORMAL_QUANTILE_90

POSITIVE = 0
SHARE = 1
FROM_ZERO = 2
BORDER_SHARE = 3
NUMBER = 4
"""How an unknown figure is spread between its bounds (UNKNOWN.family)."""


@rule
def begin(world):
    """Draw what nobody knows, solve for what follows from it, and start the world."""
    draw_unknowns(world)
    derive(world)
    start(world)


@frequent_rule
def happen(world, now, kind, entity):
    """Let one event happen; return 1 if it was live, 0 if the world had moved on."""
    world.run[0].now = now
    live = False
    if kind == SETTLE:
        live = on_settle(world, now, entity)
    elif kind == TASK_DONE:
        live = on_task_done(world, now, entity)
    elif kind == DAY_START:
        live = on_day_start(world, now, entity)
    elif kind == FIRM_BACK:
        live = on_firm_back(world, now, entity)
    elif kind == ACCOUNT_CANDIDATE:
        live = on_account_candidate(world, now, entity)
    elif kind == BUYER_REPLY:
        live = on_buyer_reply(world, now, entity)
    elif kind == CONTACT_DUE:
        live = on_contact_due(world, now, entity)
    elif kind == LEAD:
        live = on_lead(world, now, entity)
    elif kind == TOUCH_DUE:
        live = on_touch_due(world, now, entity)
    elif kind == LEAVE:
        live = on_leave(world, now, entity)
    elif kind == HIRE:
        live = on_hire(world, now, entity)
    elif kind == MONTH_END:
        live = on_month_end(world, now, entity)
    if live:
        world.run[0].events += 1


@rule
def finish(world):
    """Count what is still under way at the horizon: work in progress is reported, not dropped."""
    for deal in range(world.run[0].deals):
        row = world.deals[deal]
        if row.state == OPEN:
            world.funnel[row.step, row.segment].open += 1
    for rep in range(world.sizes[0].reps):
        row = world.reps[rep]
        if row.task == CALL:
            segment = world.firms[row.item].segment
            world.funnel[world.sizes[0].call_step, segment].open += 1
        elif row.task == CONTACT:
            segment = world.firms[row.item].segment
            world.funnel[row.contact_step, segment].open += 1
    for firm in range(world.sizes[0].firms):
        row = world.firms[firm]
        if row.state == CUSTOMER and row.contact_waiting == QUEUED:
            world.funnel[row.contact_step, row.segment].open += 1


@rule
def draw_unknowns(world):
    """Draw each unknown figure once: 8 in 10 truths lie between its bounds.

    Positive figures are lognormal, shares logit-normal, other numbers uniform. A range that
    touches a border (0, or 1 of a share) is uniform too, and one in ten truths lies on the
    border. Slots of one key path share the draw.
    """
    for row in range(world.sizes[0].unknowns):
        unknown = world.unknowns[row]
        chance = uniform(world, unknown.key, IGNORANCE, 0)
        value = value_between(unknown.family, unknown.low, unknown.high, chance)
        world.facts[unknown.slot] = value
        world.drawn[unknown.path] = chance


@rule
def value_between(family, low, high, chance):
    """Return the value at a chance of a law with 8 in 10 between low and high."""
    z = normal_quantile(chance) / NORMAL_QUANTILE_90
    if family == POSITIVE:
        middle = 0.5 * (log(low) + log(high))
        return exp(middle + 0.5 * (log(high) - log(low)) * z)
    if family == SHARE:
        middle = 0.5 * (logit(low) + logit(high))
        return sigmoid(middle + 0.5 * (logit(high) - logit(low)) * z)
    width = (high - low) / 8.0
    value = low - width + (high - low + 2.0 * width) * chance
    if family == NUMBER:
        return value
    value = max(0.0, value)
    return min(1.0, value) if family == BORDER_SHARE else value
