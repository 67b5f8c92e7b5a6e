"""A deal comes to a stage that its owner's role does not work: who receives it, and when."""

from salessim.compiler.marks import rare_rule, rule
from salessim.model.distributions import drawn
from salessim.model.draws import ACCEPTED, HAND_OVER_DELAY, uniform
from salessim.model.rates.rep_types import first_meeting
from salessim.model.rules.assigning import (
    best_rep,
    comes_before,
    may_be_handed,
    pool_for,
    rep_in_turn,
    take_turn,
    works_on,
)
from salessim.model.rules.crediting import credit_meeting
from salessim.model.rules.days import working_day
from salessim.model.rules.deals import let_wait, lose, occasion
from salessim.model.rules.outbox import post
from salessim.model.rules.record import record_not_accepted, record_received, record_sent
from salessim.model.rules.specialists import ask_specialists
from salessim.model.state.codes import (
    BEST_SKILL,
    CONQUEST,
    FOR_HAND_OVER,
    LEAST_LOADED,
    MEETINGS_ACCEPTED,
    NOBODY,
    NOT_ACCEPTED,
    OPEN,
    RECEIVED,
    TO_BEST_SKILL,
    TO_LEAST_WAITING,
    TO_NEXT_IN_TURN,
    TO_POD,
    TO_TERRITORY,
)
from salessim.units import SECONDS_PER_DAY


@rule
def changes_hands(world, deal):
    """Tell whether a deal stands at a step that its owner's role does not work."""
    row = world.deals[deal]
    return (
        row.motion == CONQUEST and row.owner != NOBODY and not works_on(world, row.owner, row.step)
    )


@rare_rule
def send(world, now, deal):
    """Send a deal to those who work its stage; it is on its way for as long as that takes."""
    row = world.deals[deal]
    record_sent(world, now, deal)
    how = int(world.steps[row.step, row.segment].hand_over_distribution)
    delay = drawn(world, how, row.key, HAND_OVER_DELAY, occasion(world, deal))
    row.waits_for = FOR_HAND_OVER
    row.entered = now
    row.answers_at = now + int(delay * SECONDS_PER_DAY + 0.5)
    if row.answers_at == now:
        receive(world, now, deal)
    else:
        post(world, row.answers_at, RECEIVED, deal)


@rare_rule
def on_received(world, now, deal):
    """A deal that was handed over arrives."""
    row = world.deals[deal]
    if row.state != OPEN or row.waits_for != FOR_HAND_OVER or row.answers_at != now:
        return False
    receive(world, now, deal)
    return True


@rare_rule
def receive(world, now, deal):
    """Somebody takes the deal over and lets it wait, or nobody does and it is lost."""
    row = world.deals[deal]
    step = world.steps[row.step, row.segment]
    luck = uniform(world, row.key, ACCEPTED, occasion(world, deal))
    receiver = NOBODY
    if luck < step.accepts:
        receiver = receiver_of(world, now, deal)
    if receiver == NOBODY:
        record_not_accepted(world, now, deal)
        lose(world, now, deal, NOT_ACCEPTED)
        return
    sender = row.owner
    if row.step == first_meeting(world):
        credit_meeting(world, now, row.booked_by, deal, MEETINGS_ACCEPTED)
    row.owner = receiver if receiver < world.sizes[0].reps else NOBODY
    record_received(world, now, deal, sender)
    ask_specialists(world, now, deal)
    let_wait(world, now, deal, receiver)


@rule
def receiver_of(world, now, deal):
    """Return who takes a deal over, as the stage says: a rep, a pool's queue, or NOBODY.

    Where all are away it waits in the pool for who is back first.
    """
    row = world.deals[deal]
    how = int(world.steps[row.step, row.segment].receiver)
    territory = world.firms[row.firm].territory
    day = working_day(world, now)
    receiver = NOBODY
    if how == TO_NEXT_IN_TURN:
        source = world.sizes[0].channels + 1 + row.step
        receiver = rep_in_turn(world, now, day, source, territory, row.segment, row.step)
    elif how == TO_BEST_SKILL:
        receiver = best_rep(world, now, day, BEST_SKILL, territory, row.segment, row.step)
    elif how in (TO_POD, TO_TERRITORY):
        receiver = least_loaded_nearby(world, now, day, deal, how)
    if receiver == NOBODY and how in (TO_LEAST_WAITING, TO_POD, TO_TERRITORY):
        receiver = best_rep(world, now, day, LEAST_LOADED, territory, row.segment, row.step)
    if receiver == NOBODY:
        return pool_for(world, now, territory, row.segment, row.step)
    return receiver


@rule
def least_loaded_nearby(world, now, day, deal, how):
    """Return the least loaded of the sender's pod, or of the firm's own territory, or NOBODY.

    Of a list of roles the first with somebody nearby at liberty goes first; where all of them are
    busy, the least loaded.
    """
    row = world.deals[deal]
    pod = world.pods[row.owner]
    if how == TO_POD and pod == NOBODY:
        return NOBODY
    territory = world.firms[row.firm].territory
    best = NOBODY
    for rep in range(world.sizes[0].reps):
        nearby = world.pods[rep] == pod
        if how == TO_TERRITORY:
            nearby = world.reps[rep].territory == territory
        if (
            nearby
            and may_be_handed(world, now, rep, day, territory, row.segment, row.step)
            and (best == NOBODY or comes_before(world, rep, best, row.step))
        ):
            best = rep
    if best != NOBODY:
        take_turn(world, best)
    return best
