"""A rep's skill, motivation and effort, and how they move."""

from salessim.model.codes import NOBODY
from salessim.model.compiled import rule

MONTH_SECONDS = 2_629_800
"""A twelfth of a year of 365.25 days: the unit of ramps."""

FULL_LISTENING = 0.9
"""Share of the first meeting spent on understanding at which discovery is whole [seed]."""


@rule
def effort(world, rep):
    """Return the share of the free paid time that is truly worked, 0..1.

    At the personal level of motivation of today the whole of it is worked: typed figures are
    what today's team does.
    """
    if not world.sizes[0].motivated:
        return 1.0
    gap = world.people[rep].level - world.reps[rep].motivation
    return min(1.0, max(0.0, 1.0 - world.company[0].effort_span * gap))


@rule
def ramp_share(world, now, rep):
    """Return the share of selling time that a new rep can use, 0..1."""
    row = world.reps[rep]
    if not world.people[rep].is_new or row.ramp_steps == 0:
        return 1.0
    step = (now - row.hired_at) // (MONTH_SECONDS * row.ramp_unit)
    if step >= row.ramp_steps:
        return 1.0
    return world.ramps[row.ramp_first + step]


@rule
def learn(world, rep, skill, hours):
    """Learning by doing: each hour closes a share of the distance to mastery."""
    level = world.skills[rep, skill]
    share = min(1.0, world.company[0].learning_per_hour * hours)
    world.skills[rep, skill] = level + share * (1.0 - level)


@rule
def move_motivation(world, rep, move):
    """Move a rep's motivation, less so near its ends."""
    if rep == NOBODY or not world.sizes[0].motivated:
        return
    row = world.reps[rep]
    if move > 0.0:
        row.motivation += move * (1.0 - row.motivation)
    else:
        row.motivation += move * row.motivation


@rule
def discovery_quality(skill, listening):
    """Return how much of the buyer's case a first meeting uncovers, 0..1."""
    return skill * min(1.0, listening / FULL_LISTENING)
