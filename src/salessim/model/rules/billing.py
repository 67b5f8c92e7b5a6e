"""Bills of contracts that have dates of their own.

A date lies whole calendar months after a contract's beginning (`spans.months_after`). A bill is for
months alike: twelve of them are a year's price, whatever their days. What is recognised follows the
days; what a contract's bills come to above that is told in `rounding`, and recognised when it ends.
"""

from salessim.compiler.marks import rule
from salessim.model.rules.crediting import credit_bill
from salessim.model.rules.record_money import motion_of_revenue, record_bill, record_recognised
from salessim.model.rules.spans import month_begins, months_after
from salessim.model.state.codes import NEVER, NOBODY
from salessim.units import MONTHS_PER_YEAR


@rule
def in_months(world, month, second):
    """Return a moment of a calendar month as a number of months: 1.5 is the middle of month 1."""
    begins = month_begins(world, month)
    return month + (second - begins) / (month_begins(world, month + 1) - begins)


@rule
def contract_date(world, firm, months):
    """Return the second that lies so many months after the beginning of a customer's contract."""
    row = world.agreements[firm]
    return months_after(world, row.month, row.offset, months)


@rule
def contract_date_in_months(world, firm, months):
    """Return the same date as a number of months."""
    return in_months(
        world, world.agreements[firm].month + months, contract_date(world, firm, months)
    )


@rule
def now_in_months(world, now):
    """Return the present as a number of months."""
    return in_months(world, world.run[0].month, now)


@rule
def period_from(world, firm, months):
    """Return how many months a bill is for that begins `months` after a contract's beginning."""
    row = world.agreements[firm]
    length = int(world.contracts[world.firms[firm].segment].bill_months)
    if row.ends != NEVER:
        length = min(length, row.ends - months)
    return length


@rule
def open_period(world, now, firm, months):
    """Begin a period of bills; in advance it is billed now."""
    row = world.agreements[firm]
    length = period_from(world, firm, months)
    row.billed_from = months
    row.billed_to = months + length
    a_month = world.firms[firm].recurring / MONTHS_PER_YEAR
    by_days = contract_date_in_months(world, firm, row.billed_to)
    by_days -= contract_date_in_months(world, firm, months)
    row.period_value = length * a_month
    row.rounding += (length - by_days) * a_month
    if world.contracts[world.firms[firm].segment].in_advance:
        send_bill(world, now, firm, row.period_value)


@rule
def close_period(world, now, firm):
    """End a period of bills; in arrears it is billed now."""
    row = world.agreements[firm]
    if not world.contracts[world.firms[firm].segment].in_advance:
        send_bill(world, now, firm, row.period_value)
    row.billed_to = NEVER


@rule
def change_period(world, now, firm, per_year):
    """A contract becomes larger or smaller: the rest of its period of bills does so too."""
    row = world.agreements[firm]
    if row.billed_to == NEVER:
        return
    months = contract_date_in_months(world, firm, row.billed_to) - now_in_months(world, now)
    value = months * per_year / MONTHS_PER_YEAR
    row.period_value += value
    if world.contracts[world.firms[firm].segment].in_advance:
        send_bill(world, now, firm, value)


@rule
def send_bill(world, now, firm, value):
    """Bill a part of a subscription, and credit it where pay goes by what customers pay."""
    if value == 0.0:
        return
    record_bill(world, now, firm, value)
    owner = world.firms[firm].owner
    if owner != NOBODY:
        motion = motion_of_revenue(world, firm)
        credit_bill(world, now, owner, firm, NOBODY, motion, value, 0)


@rule
def end_bills(world, now, firm):
    """A customer leaves: what has run is billed, and what was billed is recognised."""
    row = world.agreements[firm]
    if row.billed_to != NEVER:
        close_period(world, now, firm)
    if row.rounding != 0.0:
        record_recognised(world, now, firm, row.rounding)
        row.rounding = 0.0
    row.next_at = NEVER
    row.ends = NEVER
    row.leaves = NEVER
