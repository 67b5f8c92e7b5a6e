"""Today's kinds of rep, by whom typed rates are anchored."""

from salessim.compiler.marks import rule
from salessim.model.codes import CONQUEST, DISCOVERY, NOBODY
from salessim.model.rules.people import discovery_quality


@rule
def crew_weight(world, crew, segment, motion):
    """Return the share of a segment's leads, or of its customers, that a kind of rep has today."""
    row = world.crews[crew, segment]
    return row.lead_weight if motion == CONQUEST else row.care_weight


@rule
def crew_discovery(world, crew, segment):
    """Return the quality of today's first meetings of a kind of rep, 0 without such meetings."""
    step = world.sizes[0].discovery_step
    if step == NOBODY:
        return 0.0
    return discovery_quality(
        world.crew_skills[crew, DISCOVERY], world.steps_today[step, segment].listening
    )


@rule
def crew_effect(world, crew, step, segment):
    """Return the log-odds by which a kind of rep differs from today's mean."""
    row = world.steps[step, segment]
    kind = world.crews[crew, segment]
    gain = row.skill_effect * (world.crew_skills[crew, int(row.skill)] - row.skill_today)
    gain += row.discovery_effect * (crew_discovery(world, crew, segment) - row.discovery_today)
    if world.sizes[0].motivated:
        gain += row.motivation_effect * (kind.motivation - row.motivation_today)
    return gain
