"""Who gets a piece of work: routing of leads and opportunities, owners of customers."""

from salessim.compiler.marks import rare_rule, rule
from salessim.model.rules.days import is_free, is_there, wake, working_day
from salessim.model.rules.user_rules import is_filled, own_score_of_rep
from salessim.model.state.codes import (
    BEST_SKILL,
    CALL,
    EQUAL_SKILLS,
    LEAST_LOADED,
    LOYALTY,
    NEVER,
    NO_TASK,
    NOBODY,
    OWNER,
    POOLED,
)
from salessim.model.state.slots import LEAD_OWNER

LOAD_OF_ABSENCE = 1 << 40
"""More pieces of work than anybody has."""


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
def works_on(world, rep, step):
    """Tell whether a rep's role works a step."""
    return world.step_roles[step, world.reps[rep].role] != NOBODY


@rule
def may_work(world, rep, territory, segment, step):
    """Tell whether a rep is employed and works this step of this territory and segment."""
    row = world.reps[rep]
    return (
        row.employed
        and (row.territory == NOBODY or row.territory == territory)
        and (row.segments >> segment) & 1 == 1
        and works_on(world, rep, step)
    )


@rule
def pool_of(world, territory, group):
    """Return the queue of a territory's work that belongs to no rep of a group of roles."""
    return world.sizes[0].reps + territory * world.sizes[0].work_groups + group


@rule
def in_turn(last, turn, reps):
    """Return who comes `turn` places after rep `last`; after the last rep comes the first."""
    rep = last + turn
    return rep - reps if rep >= reps else rep  # a remainder would be a division, the slowest of all


@rule
def may_be_handed(world, now, rep, day, territory, segment, step):
    """Tell whether a rep may take work that is handed out for a day; NOBODY: whoever is away."""
    if not may_work(world, rep, territory, segment, step):
        return False
    return day == NOBODY or is_there(world, now, rep, day)


@rule
def is_at_liberty(world, rep):
    """Tell whether no work waits for a rep, and nothing but a call of the list is in hand."""
    row = world.reps[rep]
    return not row.away and row.queued == 0 and (row.task == NO_TASK or row.task == CALL)


@rule
def may_be_next(world, now, rep, day, territory, segment, step):
    """Tell whether a rep may be handed work of a step as things stand.

    Of a step with a list of roles only who is at liberty is: the work goes on to the next role, or
    waits for whoever of all these roles is free first. Where no day is asked for, all are.
    """
    if not may_be_handed(world, now, rep, day, territory, segment, step):
        return False
    return world.step_ranks[step] == 1 or day == NOBODY or is_at_liberty(world, rep)


@rule
def preferred_rank(world, now, day, territory, segment, step):
    """Return the place of the most preferred role with somebody to hand a step to, or NOBODY."""
    if world.step_ranks[step] == 1:
        return 0
    best = NOBODY
    for rep in range(world.sizes[0].reps):
        if may_be_next(world, now, rep, day, territory, segment, step):
            rank = world.step_roles[step, world.reps[rep].role]
            if best == NOBODY or rank < best:
                best = rank
    return best


@rule
def is_preferred(world, now, rep, day, territory, segment, step, rank):
    """Tell whether a rep may be handed work of a step and is of the role at this place."""
    return (
        may_be_next(world, now, rep, day, territory, segment, step)
        and world.step_roles[step, world.reps[rep].role] == rank
    )


@rule
def next_in_turn(world, now, after, day, territory, segment, step):
    """Return the first rep that may be handed the work, in turn after rep `after`, or NOBODY."""
    reps = world.sizes[0].reps
    rank = preferred_rank(world, now, day, territory, segment, step)
    for turn in range(1, reps + 1):
        rep = in_turn(after, turn, reps)
        if is_preferred(world, now, rep, day, territory, segment, step, rank):
            return rep
    return NOBODY


@rule
def take_turn(world, rep):
    """Note that a rep is handed work among equals, whose turn comes before."""
    run = world.run[0]
    run.turns += 1
    world.reps[rep].last_turn = run.turns


@rule
def is_less_loaded(world, one, other):
    """Tell whether rep `one` has less work than `other`, or as much and waits for longer for more.

    So equals take turns, whoever they are: by territory, pod, role or stage.
    """
    load_of_one = load(world, one)
    load_of_other = load(world, other)
    if load_of_one != load_of_other:
        return load_of_one < load_of_other
    return world.reps[one].last_turn < world.reps[other].last_turn


@rule
def highest_skill(world, now, day, territory, segment, step, rank):
    """Return the highest skill of a step among those who may be handed it, 0 of nobody."""
    highest = 0.0
    skill = int(world.steps[step, segment].skill)
    for rep in range(world.sizes[0].reps):
        own = world.skills[rep, skill]
        if own > highest and is_preferred(world, now, rep, day, territory, segment, step, rank):
            highest = own
    return highest


@rule
def best_rep(world, now, day, routing, territory, segment, step):
    """Return the least loaded or most skilled rep that may be handed the work, or NOBODY.

    Of equal skill the least loaded is best; equals take turns.
    """
    best = NOBODY
    skill = int(world.steps[step, segment].skill)
    rank = preferred_rank(world, now, day, territory, segment, step)
    asked = 0.0
    if routing == BEST_SKILL:
        asked = highest_skill(world, now, day, territory, segment, step, rank) - EQUAL_SKILLS
    for rep in range(world.sizes[0].reps):
        if world.skills[rep, skill] < asked:
            continue
        # Whether somebody is there is asked last: it may take a draw.
        if (best == NOBODY or is_less_loaded(world, rep, best)) and is_preferred(
            world, now, rep, day, territory, segment, step, rank
        ):
            best = rep
    if best != NOBODY:
        take_turn(world, best)
    return best


@rule
def comes_before(world, one, other, step):
    """Tell whether rep `one` is handed a case of a step rather than rep `other`.

    Of a list of roles who is at liberty and of the earlier role is, then the less loaded; equals
    take turns.
    """
    place = place_of(world, one, step)
    other_place = place_of(world, other, step)
    if place != other_place:
        return place < other_place
    return is_less_loaded(world, one, other)


@rule
def place_of(world, rep, step):
    """Return a rep's place in the order of a step's roles, the last for all who are busy."""
    last = world.step_ranks[step]
    if last == 1 or not is_at_liberty(world, rep):
        return last
    return world.step_roles[step, world.reps[rep].role]


@rule
def load(world, rep):
    """Return the pieces of work that wait for a rep, the one in hand included.

    Who is away for a time has more than anybody.
    """
    row = world.reps[rep]
    return row.queued + (1 if row.task != NO_TASK else 0) + row.away * LOAD_OF_ABSENCE


@rule
def has_room(world, rep):
    """Tell whether a rep may look after one customer more."""
    return world.reps[rep].accounts < world.reps[rep].most_accounts


@rule
def may_keep(world, rep, territory, segment):
    """Tell whether a rep may be given a customer to look after for good."""
    return (
        world.reps[rep].keeps_for == NEVER
        and not world.reps[rep].away
        and has_room(world, rep)
        and may_take(world, rep, territory, segment, LOYALTY)
    )


@rule
def keeps_own(world, rep, territory, segment):
    """Tell whether a rep keeps the customers won: for good, or for the time that the role does."""
    if world.reps[rep].keeps_for == NEVER:
        return may_keep(world, rep, territory, segment)
    return world.reps[rep].employed and world.reps[rep].keeps_for > 0 and has_room(world, rep)


@rule
def fewest_accounts(world, territory, segment):
    """Return the rep who keeps customers, has room and has the fewest, or NOBODY."""
    best = NOBODY
    for rep in range(world.sizes[0].reps):
        fewer = best == NOBODY or world.reps[rep].accounts < world.reps[best].accounts
        if fewer and may_keep(world, rep, territory, segment):
            best = rep
    return best


@rule
def owns_and_works(world, firm, step):
    """Tell whether a firm's owner is employed and works a step."""
    owner = world.firms[firm].owner
    return owner != NOBODY and world.reps[owner].employed and works_on(world, owner, step)


@rule
def routed_rep(world, now, routing, channel, firm, segment, step):
    """Return who gets the work: a rep, a pool's queue, or NOBODY.

    Nobody who is away or in onboarding is handed any: where all are, it waits in the pool for who
    is back first. Where a list of roles works the step, so does work that finds nobody of them at
    liberty.
    """
    row = world.firms[firm]
    by_user = step < world.sizes[0].conquest_steps and is_filled(world, LEAD_OWNER)
    if not by_user and routing == OWNER and owns_and_works(world, firm, step):
        return row.owner
    rep = NOBODY
    if by_user or routing != POOLED:
        day = working_day(world, now)
        if by_user:
            rep = own_choice(world, now, day, channel, row.territory, segment, step)
        elif routing in (LEAST_LOADED, BEST_SKILL):
            rep = best_rep(world, now, day, routing, row.territory, segment, step)
        else:
            source = source_of(world, channel)
            rep = rep_in_turn(world, now, day, source, row.territory, segment, step)
    if rep == NOBODY:
        return pool_for(world, now, row.territory, segment, step)
    return rep


@rule
def pool_for(world, now, territory, segment, step):
    """Return the pool in which work of a step waits, or NOBODY where nobody will take it."""
    if next_in_turn(world, now, 0, NOBODY, territory, segment, step) == NOBODY:
        return NOBODY
    return pool_of(world, territory, world.step_groups[step])


@rule
def source_of(world, channel):
    """Return the row of turns of a channel; what comes by none has one of its own."""
    return world.sizes[0].channels if channel == NOBODY else channel


@rare_rule
def own_choice(world, now, day, channel, territory, segment, step):
    """Return the rep whom the user's rule scores highest, or NOBODY; equals take turns."""
    source = source_of(world, channel)
    last = world.turns[source, territory, segment]
    skill = int(world.steps[step, segment].skill)
    reps = world.sizes[0].reps
    best = NOBODY
    maximum = 0.0
    for turn in range(1, reps + 1):
        rep = in_turn(last, turn, reps)
        if may_be_handed(world, now, rep, day, territory, segment, step):
            waiting = load(world, rep)
            score = own_score_of_rep(world, rep, turn, waiting, skill, segment, channel)
            if best == NOBODY or score > maximum:
                best = rep
                maximum = score
    if best != NOBODY:
        world.turns[source, territory, segment] = best
    return best


@rule
def rep_in_turn(world, now, day, source, territory, segment, step):
    """Return the rep whose turn it is, or NOBODY, and note it; `day` as in `may_be_handed`.

    Each channel and each receiving stage has its turns, and all that comes by neither shares one
    row of them; turns go by territory and segment, so that one field's work is none of another's
    business.
    """
    last = world.turns[source, territory, segment]
    rep = next_in_turn(world, now, last, day, territory, segment, step)
    if rep != NOBODY:
        world.turns[source, territory, segment] = rep
    return rep


@rule
def keeper_in_turn(world, territory, segment):
    """Return the next in turn who keeps customers and has room, or NOBODY, and note it."""
    source = source_of(world, NOBODY)
    last = world.turns[source, territory, segment]
    reps = world.sizes[0].reps
    for turn in range(1, reps + 1):
        rep = in_turn(last, turn, reps)
        if may_keep(world, rep, territory, segment):
            world.turns[source, territory, segment] = rep
            return rep
    return NOBODY


@rule
def wake_queue(world, now, queue, segment, motion):
    """Let the owner of a queue, or the first free rep of a pool, look for work."""
    reps = world.sizes[0].reps
    if queue < reps:
        wake(world, now, queue)
    else:
        wake_first_free(world, now, segment, motion, queue)


@rule
def wake_first_free(world, now, segment, motion, queue):
    """Let a free rep look at a pool: by roles as its work prefers them, then in turn."""
    groups = world.sizes[0].work_groups
    pool = queue - world.sizes[0].reps
    territory = pool // groups if groups > 1 else pool
    group = pool - territory * groups
    first = NOBODY
    earliest = 0
    for rep in range(world.sizes[0].reps):
        if not is_free(world, now, rep) or world.reps[rep].task != NO_TASK:
            continue
        place = world.group_roles[group, world.reps[rep].role]
        earlier = place > 0 and (
            first == NOBODY
            or place < earliest
            or (place == earliest and world.reps[rep].last_turn < world.reps[first].last_turn)
        )
        if earlier and may_take(world, rep, territory, segment, motion):
            first = rep
            earliest = place
    if first != NOBODY:
        wake(world, now, first)
