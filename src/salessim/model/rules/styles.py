"""Management styles: which lift the style of a rep's manager gives."""

from salessim.compiler.marks import rule
from salessim.model.codes import NOBODY
from salessim.model.rules.people import mean_skill


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
    lift = world.lifts[row.manager, competent, motivated]
    row.level = min(1.0, max(0.0, own_level + lift))


@rule
def own_level(world, rep):
    """Return the personal level of motivation of who sits on a post, 0..1."""
    person = world.people[rep]
    return person.level if world.reps[rep].people <= 1 else person.level_of_role
