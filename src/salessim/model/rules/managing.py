"""Managers: a month's plan of interviews and coaching, as far as their hours go."""

from salessim.model.codes import SECONDS_PER_HOUR
from salessim.model.compiled import formula, rule
from salessim.model.rules.pay import month_share
from salessim.model.rules.people import move_motivation

PREPARATION = 0.5
"""Hours in which a manager prepares and writes up one hour of interview (assumption)."""

DEBRIEF = 0.25
"""Hours of talk with the rep per hour of accompanied work (assumption)."""

FUTURE_AIM = 0.7
"""Share of an interview spent on the future at which it has its whole effect [seed]."""


@formula
def interviews_held(hours, cost):
    """Return the share of a rep's interviews that a manager with `hours` left can hold."""
    if cost <= 0.0:
        return 0.0
    return min(1.0, max(0.0, hours / (cost * (1.0 + PREPARATION))))


@rule
def plan_managers_month(world, month):
    """Give each rep the interviews and coaching that the managers' hours allow.

    Interviews come first, one rep after the other in the order of the scenario; what is left
    of the coaching hours is shared equally and raises the skill in focus. Their dates are fixed
    in both diaries by taking the rep's time from the first days of the month.
    """
    reps = world.sizes[0].reps
    for manager in range(world.sizes[0].managers):
        row = world.managers[manager]
        hours = row.coaching_hours_per_month * month_share(world, month)
        cost = row.interviews_per_month * row.interview_hours * month_share(world, month)
        led = 0
        for rep in range(reps):
            if world.reps[rep].manager == manager and world.reps[rep].employed:
                led += 1
                held = interviews_held(hours, cost)
                hours -= held * cost * (1.0 + PREPARATION)
                world.reps[rep].meeting_owed += int(held * cost * SECONDS_PER_HOUR)
                if cost > 0.0:
                    felt = held * min(1.0, row.future / FUTURE_AIM) - (1.0 - held)
                    move_motivation(world, rep, world.company[0].move_interview * felt)
        if led == 0 or hours <= 0.0:
            continue
        each = hours / led
        for rep in range(reps):
            if world.reps[rep].manager == manager and world.reps[rep].employed:
                coach(world, rep, int(row.focus), each, row.skill)


@rule
def coach(world, rep, skill, hours, coaching_skill):
    """Raise a rep's skill by accompanied work and the talk after it."""
    world.reps[rep].meeting_owed += int(DEBRIEF * hours * SECONDS_PER_HOUR)
    share = min(1.0, world.company[0].coaching_per_hour * coaching_skill * hours)
    level = world.skills[rep, skill]
    world.skills[rep, skill] = level + share * (1.0 - level)
