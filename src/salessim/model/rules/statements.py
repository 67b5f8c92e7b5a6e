"""Recorders of pay statements: what counts for a component, its quota, and what it earned.

As in `record`, an occurrence becomes a number here: in the table of statements, in the columns of
reps that show the first quota of money, and in the event log.
"""

from salessim.compiler.marks import rule
from salessim.model.rules.event_log import log_rep
from salessim.model.state.codes import LOG_CREDITED, LOG_EARNED


@rule
def record_quota(world, payee, component, month, quota):
    """A payee's quota grows by a month's."""
    world.statements[payee, component, month].quota += quota
    if component == world.payees[payee].shown:
        world.rep_months[payee, month].quota += quota


@rule
def record_credit(world, now, payee, component, value):
    """An amount or a number counts for a component of pay."""
    month = world.run[0].month
    world.statements[payee, component, month].counted += value
    if component == world.payees[payee].shown:
        world.rep_months[payee, month].credited += value
    if payee < world.sizes[0].reps:
        log_rep(world, now, LOG_CREDITED, payee, component, 0, value)


@rule
def record_earned(world, now, payee, component, amount):
    """A component of a rep's pay is due."""
    if payee < world.sizes[0].reps:
        log_rep(world, now, LOG_EARNED, payee, component, 0, amount)
