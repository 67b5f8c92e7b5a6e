"""A rep's skill, effort and personal level of motivation, and how they move."""

from salessim.compiler.marks import rule
from salessim.model.rules.motivation import felt_motivation
from salessim.model.rules.user_rules import is_filled, own_effort
from salessim.model.state.codes import NOBODY, SKILLS
from salessim.model.state.slots import EFFORT
from salessim.units import SECONDS_PER_MONTH

WHOLE_ONBOARDING = 30.0
"""Hours of company in 3 weeks of onboarding [seed] of 10 hours (assumption)."""


@rule
def effort(world, rep):
    """Return the share of the free paid time that is truly worked, 0..1.

    At the personal level of motivation the whole of it is worked: typed figures are what today's
    team does.
    """
    if is_filled(world, EFFORT):
        return own_effort(world, rep)
    if not world.sizes[0].motivated:
        return 1.0
    gap = world.people[rep].level - felt_motivation(world, rep)
    return min(1.0, max(0.0, 1.0 - world.company[0].effort_span * gap))


@rule
def ramp_share(world, now, rep):
    """Return the share of selling time that a new rep can use, 0..1."""
    row = world.reps[rep]
    if not row.ramps or row.ramp_steps == 0:
        return 1.0
    tenure = (now - row.hired_at) * ramp_speed(world, rep)
    step = int(tenure) // (SECONDS_PER_MONTH * row.ramp_unit)
    if step >= row.ramp_steps:
        return 1.0
    return world.ramps[row.ramp_first + step]


@rule
def ramp_speed(world, rep):
    """Return the speed of a ramp against the typed one, which is that under today's onboarding.

    It falls with each hour of company that a newcomer lacks, and rises with each one more.
    """
    person = world.people[rep]
    more = (world.reps[rep].accompanied - person.accompaniment_hours) / WHOLE_ONBOARDING
    return 1.0 + person.unaccompanied * min(1.0, max(-1.0, more))


@rule
def learn(world, rep, skill, hours):
    """Learning by doing: each hour closes a share of the distance to mastery."""
    if world.company[0].learning_per_hour == 0.0:
        return
    level = world.skills[rep, skill]
    share = min(1.0, world.company[0].learning_per_hour * hours)
    world.skills[rep, skill] = level + share * (1.0 - level)


@rule
def forget(world, rep, share):
    """Let a share of what was learned since the first day fade."""
    for skill in range(SKILLS):
        learned = world.skills[rep, skill] - world.learned_from[rep, skill]
        if learned > 0.0:
            world.skills[rep, skill] -= min(1.0, share) * learned


@rule
def mean_skill(world, rep):
    """Return the mean level over the skills grid, 0..1."""
    total = 0.0
    for skill in range(SKILLS):
        total += world.skills[rep, skill]
    return total / SKILLS


@rule
def settle_level(world, rep, own_level):
    """Set the level to which a rep's motivation returns: the own one and the style's lift.

    Competence is that of now, so that a style may cease to suit as a rep learns.
    """
    row = world.reps[rep]
    row.level = own_level
    if row.manager == NOBODY:
        return
    company = world.company[0]
    competent = 1 if mean_skill(world, rep) >= company.competent_from else 0
    motivated = 1 if own_level >= company.motivated_from else 0
    lift = world.style_effects[row.manager, competent, motivated]
    row.level = min(1.0, max(0.0, own_level + lift))


@rule
def own_level(world, rep):
    """Return the personal level of motivation of who sits on a post, 0..1."""
    person = world.people[rep]
    return person.level if world.reps[rep].people <= 1 else person.level_of_role
