"""The calendar: parts of months and years, and the dates on which durations end.

Calendar months count alike, whatever their days: bills, pay and quotas of a year are twelve equal
parts. A part of a month counts by the seconds that it has of it. A duration in whole months ends on
the same day of the month, at the same time, or on the last day of a shorter month.
"""

from salessim.compiler.marks import formula, rule
from salessim.elementary import power
from salessim.model.state.rows import MONTHS_AROUND
from salessim.units import MONTHS_PER_YEAR, SECONDS_PER_DAY


@rule
def month_begins(world, month):
    """Return the first second of a calendar month, 0 being the horizon's first."""
    return world.calendar_months[month + MONTHS_AROUND]


@rule
def months_after(world, month, offset, months):
    """Return the second that lies so many months after a moment: `offset` seconds into a month."""
    begins = month_begins(world, month + months)
    length = month_begins(world, month + months + 1) - begins
    if offset >= length:
        offset = length - SECONDS_PER_DAY + offset % SECONDS_PER_DAY
    return begins + offset


@rule
def later(world, second, seconds, months):
    """Return the moment after a duration: seconds, or calendar months where it has any.

    months: below 0 for the moment so long before.
    """
    if months == 0:
        return second + int(seconds)
    month = 0
    while month_begins(world, month) > second:
        month -= 1
    while month_begins(world, month + 1) <= second:
        month += 1
    return months_after(world, month, second - month_begins(world, month), int(months))


@rule
def paid_at(world, segment, billed_at):
    """Return when a segment's customers pay a bill of a moment."""
    plan = world.contracts[segment]
    return later(world, billed_at, plan.paid_after, int(plan.paid_after_months))


@rule
def month_at(world, second):
    """Return the month of a moment from now on; the number of months where it lies beyond them."""
    month = world.run[0].month
    while month < world.sizes[0].months and world.borders[month + 1] <= second:
        month += 1
    return month


@rule
def month_share(world, month):
    """Return the share of a calendar month that is simulated: the first may be a part of one."""
    return world.company[0].first_month if month == 0 else 1.0


@rule
def part_of_year(world, month, seconds):
    """Return the share of a year that some seconds of a month make; the whole month is a twelfth.

    seconds: or a rate a year times seconds, of which the result is what it comes to.
    """
    length = world.borders[month + 1] - world.borders[month]
    return seconds / length * month_share(world, month) / MONTHS_PER_YEAR


@rule
def years_employed(world, now, rep, month):
    """Return the share of a year that the rep was employed in a month, up to now."""
    begins = max(world.borders[month], world.reps[rep].hired_at)
    return part_of_year(world, month, max(0.0, float(now - begins)))


@rule
def years_away(world, now, rep, month):
    """Return the share of a year that absences took from a month, up to now."""
    row = world.reps[rep]
    seconds = 0.0
    for k in range(row.first_absence, row.first_absence + row.absences):
        begins = max(world.borders[month], world.absences[k, 0])
        seconds += max(0.0, float(min(now, world.absences[k, 1]) - begins))
    return part_of_year(world, month, seconds)


@rule
def is_away_between(world, rep, begins, ends):
    """Tell whether an absence of a rep falls into a span of seconds, its end left out."""
    row = world.reps[rep]
    for k in range(row.first_absence, row.first_absence + row.absences):
        if world.absences[k, 0] < ends and world.absences[k, 1] > begins:
            return True
    return False


@rule
def years_here(world, now, rep, month):
    """Return the share of a year that the rep was employed and not away in a month, up to now."""
    return years_employed(world, now, rep, month) - years_away(world, now, rep, month)


@rule
def months_here(world, now, rep, month):
    """Return the share of a calendar month that the rep was here, up to now."""
    return MONTHS_PER_YEAR * years_here(world, now, rep, month)


@formula
def share_in_part(share, part):
    """Return the share that goes in a part of a month of what goes by a share a month."""
    whole = min(1.0, share)
    return whole if part >= 1.0 else 1.0 - power(1.0 - whole, part)


@rule
def years_passed(world, month):
    """Return the whole years of twelve calendar months that have passed when a month begins."""
    if month == 0:
        return 0
    return int((month - 1 + month_share(world, 0)) / MONTHS_PER_YEAR)
