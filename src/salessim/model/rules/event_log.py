"""Rows of the event log, where one is kept: who, when, what, and with which firm and deal."""

from salessim.compiler.marks import frequent_rule, rare_rule
from salessim.model.state.codes import CONQUEST, NOBODY


@frequent_rule
def month_of(world, segment, motion):
    """Return the row of the present month's table."""
    return world.months[world.run[0].month, segment, motion]


@frequent_rule
def log_deal(world, now, what, deal, detail, amount):
    """Log an occurrence that is about a deal."""
    if world.sizes[0].logging:
        row = world.deals[deal]
        write_log(world, now, what, row.owner, row.firm, deal, row.segment, row.motion, row.step,
                  detail, 0, amount)  # fmt: skip


@frequent_rule
def log_firm(world, now, what, rep, firm, motion, step, detail, amount):
    """Log an occurrence that is about a firm without a deal."""
    if world.sizes[0].logging:
        write_log(world, now, what, rep, firm, NOBODY, world.firms[firm].segment, motion, step,
                  detail, 0, amount)  # fmt: skip


@frequent_rule
def log_rep(world, now, what, rep, detail, seconds, amount):
    """Log an occurrence that is about a rep and no customer."""
    if world.sizes[0].logging:
        write_log(world, now, what, rep, NOBODY, NOBODY, NOBODY, CONQUEST, NOBODY, detail, seconds,
                  amount)  # fmt: skip


@rare_rule
def write_log(world, now, what, rep, firm, deal, segment, motion, step, detail, seconds, amount):
    """Append a row to the event log; the engine sees to it that there is room."""
    run = world.run[0]
    row = world.log[run.log]
    row.second = now
    row.what = what
    row.rep = rep
    row.firm = firm
    row.deal = deal
    row.segment = segment
    row.motion = motion
    row.step = step
    row.detail = detail
    row.seconds = seconds
    row.amount = amount
    run.log += 1
