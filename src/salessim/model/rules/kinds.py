"""Who somebody turns out to be: a kind of recruit, and skills that differ from person to person."""

from salessim.compiler.marks import rule
from salessim.model.distributions import NUMBER, SHARE, value_between
from salessim.model.draws import KIND, LEVEL, uniform
from salessim.model.state.codes import NOBODY, SKILLS


@rule
def become_of_a_kind(world, rep):
    """Draw of which kind the person on a post is, and the level of each skill."""
    row = world.reps[rep]
    first = row.first_kind
    kinds = row.kinds
    if row.people > 1:
        first = row.first_later_kind
        kinds = row.later_kinds
    row.kind = NOBODY
    if first == NOBODY:
        return
    kind = first
    if kinds > 1:
        chance = uniform(world, row.key, KIND, 0)
        while kind < first + kinds - 1 and chance >= world.kinds[kind].until:
            kind += 1
    row.kind = kind
    for skill in range(SKILLS):
        level = world.kind_levels[kind, skill, 0]
        high = world.kind_levels[kind, skill, 1]
        if high > level:
            family = NUMBER if level <= 0.0 or high >= 1.0 else SHARE
            chance = uniform(world, row.key, LEVEL, skill)
            level = value_between(family, level, high, 0.0, 1.0, chance)
        world.skills[rep, skill] = level
        world.learned_from[rep, skill] = level
    productivity = int(world.kinds[kind].productivity)
    if productivity == NOBODY:
        productivity = row.productivity
    if productivity != NOBODY:
        world.people[rep].pace = world.productivity[productivity].pace


@rule
def stay_of_kind(world, rep):
    """Return the mean stay (seconds) that is typed for the kind of who sits on a post, or 0."""
    kind = world.reps[rep].kind
    return world.kinds[kind].stays if kind != NOBODY else 0.0


@rule
def number_of_kind(world, rep):
    """Return the number of the kind of recruits, from 1, of who sits on a post; 0 for none."""
    kind = world.reps[rep].kind
    return int(world.kinds[kind].number) if kind != NOBODY else 0
