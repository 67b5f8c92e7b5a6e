"""Today's kinds of rep, by whom typed rates are anchored, and what a first meeting uncovers."""

from salessim.compiler.marks import formula, rule
from salessim.model.state.codes import DISCOVERY, NOBODY

FULL_LISTENING = 0.9
"""Share of the first meeting spent on understanding at which discovery is whole [seed]."""


@rule
def rep_type_weight(world, rep_type, step, segment):
    """Return the share of a step's cases in a segment that a kind of rep works today."""
    return world.step_weights[rep_type, step, segment]


@rule
def one_holds_both(world, step, other):
    """Tell whether the same roles work two steps today, so that whoever had a case keeps it."""
    return world.step_groups_today[step] == world.step_groups_today[other]


@rule
def changed_hands(world, step):
    """Tell whether others work a step than those who hold first meetings today."""
    held = world.sizes[0].discovery_step
    return held != NOBODY and not one_holds_both(world, step, held)


@rule
def rep_type_discovery(world, rep_type, segment):
    """Return the quality of today's first meetings of a kind of rep, 0 without such meetings."""
    step = world.sizes[0].discovery_step
    if step == NOBODY:
        return 0.0
    return discovery_quality(
        world.rep_type_skills[rep_type, DISCOVERY], world.steps_today[step, segment].listening
    )


@rule
def rep_type_effect(world, rep_type, step, segment):
    """Return the log-odds by which a kind of rep differs from today's mean."""
    row = world.steps[step, segment]
    kind = world.rep_types[rep_type, segment]
    gain = row.skill_effect * (world.rep_type_skills[rep_type, int(row.skill)] - row.skill_today)
    if not changed_hands(world, step):
        # Else all kinds of rep get cases of all first meetings alike.
        gain += row.discovery_effect * (
            rep_type_discovery(world, rep_type, segment) - row.discovery_today
        )
    if world.sizes[0].motivated:
        gain += row.motivation_effect * (kind.motivation - row.motivation_today)
    return gain


@rule
def discovery_quality(skill, listening):
    """Return how much of the buyer's case a first meeting uncovers, 0..1."""
    return skill * min(1.0, listening / FULL_LISTENING)


@formula
def estimate_noise(at_none, discovery):
    """Return the standard deviation of the belief's error; `at_none` without any discovery."""
    return at_none * (1.0 - discovery)


@rule
def first_meeting(world):
    """Return the step of the first meeting: that of discovery, or the one after calls."""
    sizes = world.sizes[0]
    if sizes.discovery_step != NOBODY:
        return sizes.discovery_step
    return sizes.call_step + 1
