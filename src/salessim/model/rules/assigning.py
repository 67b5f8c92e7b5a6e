"""Who gets a piece of work: routing of leads and opportunities, owners of customers."""

from salessim.compiler.marks import rare_rule, rule
from salessim.model.rules.days import is_free, is_there, wake, working_day
from salessim.model.rules.user_rules import is_filled, own_score_of_rep
from salessim.model.state.codes import (
    BEST_SKILL,
    CONQUEST,
    LEAST_LOADED,
    LOYALTY,
    NO_TASK,
    NOBODY,
    OWNER,
    POOLED,
)
from salessim.model.state.slots import LEAD_OWNER


@rule
def serves(world, rep, segment, motion):
    """Tell whether a rep works on a segment and motion."""
    row = world.reps[rep]
    return (row.motions >> motion) & 1 == 1 and (row.segments >> segment) & 1 == 1


@rule
def may_take(world, rep, territory, segment, motion):
    """Tell whether a rep is employed and works on this territory, segment and motion."""
    row = world.reps[rep]
    return (
        row.employed
        and (row.territory == NOBODY or row.territory == territory)
        and serves(world, rep, segment, motion)
    )


@rule
def pool_of(world, territory):
    """Return the queue of work that belongs to no rep of a territory."""
    return world.sizes[0].reps + territory


@rule
def in_turn(last, turn, reps):
    """Return who comes `turn` places after rep `last`; after the last rep comes the first."""
    rep = last + turn
    return rep - reps if rep >= reps else rep  # a remainder would be a division, the slowest of all


@rule
def may_be_handed(world, now, rep, day, territory, segment, motion):
    """Tell whether a rep may take work that is handed out for a day; NOBODY: whoever is away."""
    if not may_take(world, rep, territory, segment, motion):
        return False
    return day == NOBODY or is_there(world, now, rep, day)


@rule
def next_in_turn(world, now, after, day, territory, segment, motion):
    """Return the first rep that may be handed the work, in turn after rep `after`, or NOBODY."""
    reps = world.sizes[0].reps
    for turn in range(1, reps + 1):
        rep = in_turn(after, turn, reps)
        if may_be_handed(world, now, rep, day, territory, segment, motion):
            return rep
    return NOBODY


@rule
def best_rep(world, now, day, routing, skill, territory, segment, motion):
    """Return the least loaded or most skilled rep that may be handed the work, or NOBODY."""
    best = NOBODY
    for rep in range(world.sizes[0].reps):
        if may_be_handed(world, now, rep, day, territory, segment, motion):
            if best == NOBODY:
                best = rep
            elif routing == BEST_SKILL:
                if world.skills[rep, skill] > world.skills[best, skill]:
                    best = rep
            elif load(world, rep) < load(world, best):
                best = rep
    return best


@rule
def load(world, rep):
    """Return the pieces of work that wait for a rep, the one in hand included."""
    row = world.reps[rep]
    return row.queued + (1 if row.task != NO_TASK else 0)


@rule
def fewest_accounts(world, territory, segment):
    """Return the rep who keeps customers and has the fewest, or NOBODY."""
    best = NOBODY
    for rep in range(world.sizes[0].reps):
        fewer = best == NOBODY or world.reps[rep].accounts < world.reps[best].accounts
        if fewer and may_take(world, rep, territory, segment, LOYALTY):
            best = rep
    return best


@rule
def routed_rep(world, now, routing, channel, firm, segment, motion, skill):
    """Return who gets the work: a rep, the pool's queue (reps + territory), or NOBODY.

    Nobody who is away or in onboarding is handed any: where all are, it waits in the pool for who
    is back first.
    """
    row = world.firms[firm]
    by_user = motion == CONQUEST and is_filled(world, LEAD_OWNER)
    owned = not by_user and routing == OWNER and row.owner != NOBODY
    if owned and world.reps[row.owner].employed:
        return row.owner
    rep = NOBODY
    if by_user or routing != POOLED:
        day = working_day(world, now)
        if by_user:
            rep = own_choice(world, now, day, channel, row.territory, segment, skill)
        elif routing in (LEAST_LOADED, BEST_SKILL):
            rep = best_rep(world, now, day, routing, skill, row.territory, segment, motion)
        else:
            rep = rep_in_turn(world, now, day, channel, row.territory, segment, motion)
    if rep == NOBODY:
        someday = next_in_turn(world, now, 0, NOBODY, row.territory, segment, motion)
        if someday != NOBODY:
            return pool_of(world, row.territory)
    return rep


@rare_rule
def own_choice(world, now, day, channel, territory, segment, skill):
    """Return the rep whom the user's rule scores highest, or NOBODY; equals take turns."""
    place = world.sizes[0].channels if channel == NOBODY else channel
    last = world.turns[place, territory, segment]
    reps = world.sizes[0].reps
    best = NOBODY
    maximum = 0.0
    for turn in range(1, reps + 1):
        rep = in_turn(last, turn, reps)
        if may_be_handed(world, now, rep, day, territory, segment, CONQUEST):
            waiting = load(world, rep)
            score = own_score_of_rep(world, rep, turn, waiting, skill, segment, channel)
            if best == NOBODY or score > maximum:
                best = rep
                maximum = score
    if best != NOBODY:
        world.turns[place, territory, segment] = best
    return best


@rule
def rep_in_turn(world, now, day, channel, territory, segment, motion):
    """Return the rep whose turn it is, or NOBODY, and note it; `day` as in `may_be_handed`.

    Each channel has its turns, and all that comes by no channel shares one row of them; turns go
    by territory and segment, so that one field's work is none of another's business.
    """
    place = world.sizes[0].channels if channel == NOBODY else channel
    last = world.turns[place, territory, segment]
    rep = next_in_turn(world, now, last, day, territory, segment, motion)
    if rep != NOBODY:
        world.turns[place, territory, segment] = rep
    return rep


@rule
def wake_queue(world, now, queue, segment, motion):
    """Let the owner of a queue, or the first free rep of a pool, look for work."""
    reps = world.sizes[0].reps
    if queue < reps:
        wake(world, now, queue)
    else:
        wake_first_free(world, now, segment, motion, queue - reps)


@rule
def wake_first_free(world, now, segment, motion, territory):
    """Let the first free rep, in the order of the scenario, look at the pool."""
    for rep in range(world.sizes[0].reps):
        if (
            is_free(world, now, rep)
            and world.reps[rep].task == NO_TASK
            and may_take(world, rep, territory, segment, motion)
        ):
            wake(world, now, rep)
            return
