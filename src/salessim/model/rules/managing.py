"""Managers: a month's plan as far as their hours go.

Onboarding comes first, then interviews, then team meetings; what is left goes into company on
appointments. All dates are fixed in both diaries at the start of the month by taking the hours from
its first days.
"""

from salessim.compiler.marks import formula, rule
from salessim.model.rules.people import move_motivation, own_level, settle_level
from salessim.model.rules.record import record_manager_hire
from salessim.model.rules.spans import month_share
from salessim.model.state.codes import BY_FEEDBACK, BY_INTERVIEW, NEVER, NOBODY
from salessim.units import SECONDS_PER_HOUR, SECONDS_PER_WEEK

PREPARATION = 0.5
"""Hours in which a manager prepares and writes up one hour of interview or meeting (assumption)."""

PREPARED = 0.25
"""Hours of preparation with the rep per hour of company at which feedback is heard (assumption)."""

UNPREPARED = 0.5
"""Share of what is learned in an hour of company that is left without preparation (assumption)."""

FUTURE_AIM = 0.7
"""Share of an interview spent on the future at which it has its whole effect [seed]."""


@formula
def share_held(hours, cost):
    """Return the share of meetings of `cost` hours that a manager with `hours` left can hold."""
    if cost <= 0.0:
        return 0.0
    return min(1.0, max(0.0, hours / (cost * (1.0 + PREPARATION))))


@formula
def readiness(preparation):
    """Return the share of what company can teach that a rep takes in, by hours of preparation."""
    return UNPREPARED + (1.0 - UNPREPARED) * min(1.0, preparation / PREPARED)


@rule
def talks_around(world, manager):
    """Return the hours of preparation and debrief around an hour of company on appointments."""
    row = world.managers[manager]
    debrief = row.preparation if row.debrief == NOBODY else row.debrief
    return row.preparation + debrief


@rule
def is_led(world, manager, rep):
    """Tell whether a manager leads a rep who is there."""
    row = world.reps[rep]
    return row.manager == manager and row.employed == 1 and row.away == 0 and row.unled == 0


@rule
def plan_managers_month(world, month):
    """Spend each manager's hours of a month with the team."""
    for rep in range(world.sizes[0].reps):
        world.reps[rep].unguided = 1.0
        settle_level(world, rep, own_level(world, rep))
    for manager in range(world.sizes[0].managers):
        seller = world.sells_as[manager]
        if seller != NOBODY and (not world.reps[seller].employed or world.reps[seller].away):
            continue
        if world.managers[manager].one_per > 0.0:
            keep_span(world, manager, month)
        hours = world.manager_hours[manager, month] + hours_by_rule(world, manager, month)
        planned = hours * world.managers[manager].coaching
        left = accompany_newcomers(world, manager, month, planned)
        left = hold_interviews(world, manager, month, left)
        left = hold_team_meetings(world, manager, month, left)
        left = ride_along(world, manager, left)
        if seller != NOBODY:
            world.reps[seller].meeting_owed += int((planned - left) * SECONDS_PER_HOUR)


@rule
def managers_there(world, manager, month):
    """Return the number of managers of a kind who are here in a month."""
    if world.manager_here[manager, month] <= 0.0:
        return 0
    return int(world.managers[manager].people) + managers_by_rule(world, manager, month)


@rule
def managers_by_rule(world, manager, month):
    """Return how many managers a rule has added who are here in a month."""
    there = world.managers_needed[manager]
    for first in range(month + 1):
        there += world.manager_starts[manager, first]
    return there


@rule
def hours_by_rule(world, manager, month):
    """Return the hours of those whom a rule has added, each along the ramp since the start."""
    if world.managers[manager].one_per <= 0.0:
        return 0.0
    settled = float(world.managers_needed[manager])
    starts = int(world.managers[manager].starts_in)
    if starts != NOBODY and month >= starts:
        settled *= world.manager_ramps[manager, month - starts]
    for first in range(month + 1):
        of_month = world.manager_starts[manager, first]
        settled += of_month * world.manager_ramps[manager, month - first]
    return settled * world.hours_of_one[manager, month]


@rule
def keep_span(world, manager, month):
    """Find managers for all who are led, so that none leads more than the rule says.

    On their first day so many are there as that takes; later ones are hired, and whom the span
    leaves no room for until then is not led.
    """
    row = world.managers[manager]
    if world.manager_here[manager, month] <= 0.0:
        return
    led = 0
    for rep in range(world.sizes[0].reps):
        if world.reps[rep].manager == manager and world.reps[rep].employed:
            led += 1
    span = int(row.one_per)
    needed = (led + span - 1) // span
    lacking = needed - int(row.people) - world.managers_needed[manager]
    for first in range(world.sizes[0].months):
        lacking -= world.manager_starts[manager, first]
    if lacking > 0:
        if month == max(0, int(row.starts_in)):
            world.managers_needed[manager] += lacking
        elif month + int(row.found_in) < world.sizes[0].months:
            world.manager_starts[manager, month + int(row.found_in)] += lacking
    room = span * managers_there(world, manager, month)
    for rep in range(world.sizes[0].reps):
        if world.reps[rep].manager == manager and world.reps[rep].employed:
            world.reps[rep].unled = 0 if room > 0 else 1
            room -= 1


@rule
def hire_managers(world, now, month):
    """Book what hiring costs for the managers who start in a month."""
    for manager in range(world.sizes[0].managers):
        row = world.managers[manager]
        people = world.manager_starts[manager, month]
        if month == int(row.starts_in):
            people += int(row.people) + world.managers_needed[manager]
        if people > 0:
            world.ledger[month].hiring += people * row.hiring_cost
            record_manager_hire(world, now, people, people * row.hiring_cost)


@rule
def accompany_newcomers(world, manager, month, hours):
    """Give newcomers company while they are onboarding; return the hours that are left."""
    each_week = world.managers[manager].accompanies
    for rep in range(world.sizes[0].reps):
        row = world.reps[rep]
        if row.manager != manager or row.starts_at == NEVER or row.away or row.unled:
            continue
        begins = max(row.starts_at, world.borders[month])
        over = row.starts_at + row.away_before + int(world.people[rep].onboarding)
        ends = min(over, world.borders[month + 1])
        if ends <= begins:
            continue
        due = each_week * (ends - begins) / SECONDS_PER_WEEK
        given = min(due, hours)
        row.accompanied += given
        hours -= given
    return hours


@rule
def accompanied_before(world, rep):
    """Return the hours of company that a rep has had before the horizon: as planned, day by day."""
    person = world.people[rep]
    begun = -min(0, world.reps[rep].start)
    if not person.is_dated or begun <= 0:
        return 0.0
    return person.accompaniment_hours * min(1.0, begun / max(1.0, person.onboarding))


@rule
def hold_interviews(world, manager, month, hours):
    """Hold the month's interviews, one rep after the other; return the hours that are left.

    What is said of the future teaches as much as company does, and is felt; so is a missed one.
    """
    row = world.managers[manager]
    cost = row.interviews_per_month * row.interview_hours * month_share(world, month)
    if cost <= 0.0:
        return hours
    for rep in range(world.sizes[0].reps):
        if is_led(world, manager, rep):
            held = share_held(hours, cost)
            hours -= held * cost * (1.0 + PREPARATION)
            world.reps[rep].meeting_owed += int(held * cost * SECONDS_PER_HOUR)
            useful = held * min(1.0, row.future / FUTURE_AIM)
            teach(world, rep, int(row.focus), useful * cost * row.skill)
            move_motivation(world, rep, BY_INTERVIEW, useful - (1.0 - held))
    return hours


@rule
def hold_team_meetings(world, manager, month, hours):
    """Hold the month's team meetings, which recall the plan; return the hours that are left."""
    row = world.managers[manager]
    count = row.meetings_per_month * month_share(world, month)
    cost = count * row.meeting_hours
    held = share_held(hours, cost)
    if held <= 0.0 or people_led(world, manager) == 0:
        return hours
    recalled = min(1.0, row.meeting_effect * held * row.meetings_per_month)
    for rep in range(world.sizes[0].reps):
        if is_led(world, manager, rep):
            world.reps[rep].meeting_owed += int(held * cost * SECONDS_PER_HOUR)
            world.reps[rep].unguided = 1.0 - recalled
    return hours - held * cost * (1.0 + PREPARATION)


@rule
def people_led(world, manager):
    """Return how many employed reps a manager leads."""
    led = 0
    for rep in range(world.sizes[0].reps):
        if is_led(world, manager, rep):
            led += 1
    return led


@rule
def ride_along(world, manager, hours):
    """Go along to appointments with the hours that are left; return what is left then.

    With indicators the hours go to those who lack most of the skill in focus.
    """
    row = world.managers[manager]
    led = people_led(world, manager)
    if led == 0 or hours <= 0.0:
        return hours
    skill = int(row.focus)
    lacking = 0.0
    for rep in range(world.sizes[0].reps):
        if is_led(world, manager, rep):
            lacking += 1.0 - world.skills[rep, skill]
    in_company = hours / (1.0 + talks_around(world, manager))
    for rep in range(world.sizes[0].reps):
        if is_led(world, manager, rep):
            share = 1.0 / led
            if lacking > 0.0:
                by_need = (1.0 - world.skills[rep, skill]) / lacking
                share += row.indicators * (by_need - share)
            coach(world, manager, rep, share * in_company)
    return 0.0


@rule
def coach(world, manager, rep, hours):
    """Raise a rep's skill in focus by company on appointments and the talks around them."""
    row = world.managers[manager]
    skill = int(row.focus)
    talks = talks_around(world, manager) * hours
    world.reps[rep].meeting_owed += int(talks * SECONDS_PER_HOUR)
    teach(world, rep, skill, readiness(row.preparation) * hours * row.skill)
    move_motivation(world, rep, BY_FEEDBACK, 2.0 * min(1.0, row.preparation / PREPARED) - 1.0)


@rule
def teach(world, rep, skill, hours):
    """Raise a rep's skill by hours with a coach, at coaching skill 1."""
    taught = world.company[0].coaching_per_hour * hours
    level = world.skills[rep, skill]
    world.skills[rep, skill] = level + min(1.0, taught) * (1.0 - level)
