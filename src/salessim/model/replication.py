"""A replication from its first instant to its books: what an engine calls, in this order.

`begin` once, `happen` for each event, `finish` once. Between them the engine delivers what was
posted, in the order (time, kind, entity). At one instant kinds of events come in this order, and
only when everything has changed do free reps look for work:

 1. absence            somebody is away, or is back         `absence.on_absence`
 2. credit ends        a customer's revenue counts no more `crediting.on_credit_ends`
 3. month end          the company closes a month          `months.on_month_end`
 4. hire               a person's first day                `attrition.on_hire`
 5. day start          a rep's working day begins          `days.on_day_start`
 6. task done          a rep finishes a piece of work      `tasks.on_task_done`
 7. notice             a person says when the last day is  `attrition.on_notice`
 8. leave              a person's last day is over         `attrition.on_leave`
 9. buyer reply        a buyer has thought it over         `funnel.on_buyer_reply`
10. firm back          a firm may be called again          `market.on_firm_back`
11. account candidate  a customer orders, asks or leaves   `loyalty.on_account_candidate`
12. contract date      a bill, a renewal, a pilot's end   `winning.on_contract_date`
13. contact due        a customer should be looked after   `loyalty.on_contact_due`
14. lead               a lead comes and is handed out      `leads.on_lead`, `assigning.routed_rep`
15. touch due          a buyer is ready for the next touch `funnel.on_touch_due`
16. abandonment        waiting work goes cold              `funnel.on_abandonment`
17. received           a deal comes to another role        `receiving.on_received`
18. keeper due         a keeper takes over from a winner   `keeping.on_keeper_due`
19. settle             a free rep looks for work           `choice.on_settle`
"""

from salessim.compiler.marks import frequent_rule, rule
from salessim.model.distributions import value_between
from salessim.model.draws import UNCERTAINTY, keyed_uniform
from salessim.model.rates.anchoring import derive
from salessim.model.rules.absence import on_absence
from salessim.model.rules.attrition import on_hire, on_leave, on_notice
from salessim.model.rules.choice import on_settle
from salessim.model.rules.crediting import on_credit_ends
from salessim.model.rules.days import on_day_start
from salessim.model.rules.funnel import on_abandonment, on_buyer_reply, on_touch_due
from salessim.model.rules.keeping import on_keeper_due
from salessim.model.rules.leads import on_lead
from salessim.model.rules.loyalty import on_account_candidate, on_contact_due
from salessim.model.rules.market import on_firm_back
from salessim.model.rules.months import on_month_end
from salessim.model.rules.receiving import on_received
from salessim.model.rules.schedules import begin_schedules, change_parameters
from salessim.model.rules.start import start
from salessim.model.rules.tasks import on_task_done
from salessim.model.rules.winning import on_contract_date
from salessim.model.state.codes import (
    ABANDONMENT,
    ABSENCE,
    ACCOUNT_CANDIDATE,
    BUYER_REPLY,
    CALL,
    CONTACT,
    CONTACT_DUE,
    CONTRACT_DATE,
    CREDIT_ENDS,
    CUSTOMER,
    DAY_START,
    FIRM_BACK,
    FOR_HAND_OVER,
    HIRE,
    KEEPER_DUE,
    LEAD,
    LEAVE,
    MONTH_END,
    NOTICE,
    OPEN,
    QUEUED,
    RECEIVED,
    SETTLE,
    TASK_DONE,
    TOUCH_DUE,
)


@rule
def begin(world):
    """Draw what is uncertain, solve for what follows from it, and start the world."""
    draw_uncertain_parameters(world)
    if world.sizes[0].changes:
        change_parameters(world, 0)
    derive(world)
    if world.sizes[0].changes:
        begin_schedules(world)
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
    elif kind == ABANDONMENT:
        live = on_abandonment(world, now, entity)
    elif kind == RECEIVED:
        live = on_received(world, now, entity)
    elif kind == NOTICE:
        live = on_notice(world, now, entity)
    elif kind == LEAVE:
        live = on_leave(world, now, entity)
    elif kind == HIRE:
        live = on_hire(world, now, entity)
    elif kind == MONTH_END:
        live = on_month_end(world, now, entity)
    elif kind == CONTRACT_DATE:
        live = on_contract_date(world, now, entity)
    elif kind == CREDIT_ENDS:
        live = on_credit_ends(world, now, entity)
    elif kind == ABSENCE:
        live = on_absence(world, now, entity)
    elif kind == KEEPER_DUE:
        live = on_keeper_due(world, now, entity)
    if live:
        world.run[0].events += 1


@rule
def finish(world):
    """Count what is still under way at the horizon: work in progress is reported, not dropped."""
    for deal in range(world.run[0].deals):
        row = world.deals[deal]
        if row.state == OPEN and row.waits_for == FOR_HAND_OVER:
            world.funnel[row.step, row.segment].handing_over += 1
        elif row.state == OPEN:
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
def draw_uncertain_parameters(world):
    """Draw each uncertain parameter once: 8 in 10 of its values lie between its bounds.

    Positive figures are lognormal, shares logit-normal, other numbers uniform; a range that touches
    0, or 1 of a share, is uniform too. No value lies beyond what the field allows: see
    `distributions.value_between`. Slots of one key path share the draw. A repetition has those of
    the replication that it repeats, and all other chance of its own.
    """
    run = world.run[0]
    for row in range(world.sizes[0].uncertain_parameters):
        uncertain = world.uncertain_parameters[row]
        chance = keyed_uniform(run.seed, run.parameters_of, uncertain.key, UNCERTAINTY, 0)
        value = value_between(
            uncertain.family,
            uncertain.low,
            uncertain.high,
            uncertain.least,
            uncertain.greatest,
            chance,
        )
        world.parameters[uncertain.slot] = value
        world.drawn[uncertain.path] = chance
