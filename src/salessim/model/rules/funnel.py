"""The funnel: calls, first meetings, proposals, contracts; every stage is data.

Loyalty opportunities are deals of one step and pass through the same handlers.
"""

from salessim.compiler.marks import frequent_rule, rare_rule, rule
from salessim.elementary import normal_cdf, normal_quantile
from salessim.model.distributions import drawn
from salessim.model.draws import (
    BUYER_DELAY,
    CALL_RESULT,
    ESTIMATE,
    FOLLOW_UP,
    STEP_RESULT,
    uniform,
)
from salessim.model.rates.rep_types import estimate_noise, first_meeting
from salessim.model.rules.crediting import credit_meeting, credit_meeting_held
from salessim.model.rules.deals import (
    enter_step,
    has_patience,
    item_of,
    let_wait,
    lose,
    occasion,
    open_deal,
    waits_for_first_answer,
)
from salessim.model.rules.market import rest
from salessim.model.rules.odds import (
    answered_lead_chance,
    call_chance,
    discovery_of,
    forgotten_share,
    interest_at_step,
    step_chance,
)
from salessim.model.rules.outbox import post
from salessim.model.rules.queues import withdraw
from salessim.model.rules.receiving import changes_hands, send
from salessim.model.rules.record import (
    record_advanced,
    record_booked,
    record_call_lost,
    record_repeated,
)
from salessim.model.rules.record_leads import record_abandoned, record_cold_deal, record_cold_lead
from salessim.model.rules.specialists import ask_specialists, withdraw_pieces
from salessim.model.rules.winning import win
from salessim.model.state.codes import (
    ABANDONED,
    BUYER_REPLY,
    CONQUEST,
    CUSTOMER,
    CUSTOMER_LEFT,
    DISQUALIFIED,
    FOR_BUYER,
    FOR_REP,
    FOR_SPECIALIST,
    FORGOTTEN,
    GIVEN_UP,
    LOST,
    MEETINGS_ACCEPTED,
    MEETINGS_BOOKED,
    NOBODY,
    OPEN,
    REFUSED,
    TOUCH_DUE,
    UNANSWERED,
)
from salessim.units import SECONDS_PER_DAY


@frequent_rule
def end_call(world, now, rep, firm):
    """A call on the rep's own initiative: it books a first meeting, or the firm rests."""
    row = world.firms[firm]
    step = world.sizes[0].call_step
    chance = call_chance(world, rep, firm)
    booked = decided(
        world, step, row.segment, chance, uniform(world, row.key, CALL_RESULT, row.calls)
    )
    row.calls += 1
    row.attempts += 1
    if booked:
        deal = open_deal(world, now, firm, CONQUEST, step, NOBODY)
        world.deals[deal].owner = rep
        row.attempts = 0
        advance(world, now, deal)
        if world.deals[deal].state != LOST:
            record_booked(world, now, rep, deal)
        return
    record_call_lost(world, now, rep, firm, REFUSED)
    if row.attempts >= int(world.company[0].attempts):
        row.attempts = 0
        rest(world, now, firm, int(world.segments[row.segment].cooling_off))
    else:
        rest(world, now, firm, int(world.company[0].again_after))


@rule
def decided(world, step, segment, chance, luck):
    """Count a decision of a step and return whether it is a yes."""
    row = world.funnel[step, segment]
    row.chance += chance
    row.rounds += 1
    return luck < chance


@rule
def end_touch(world, now, deal):
    """An evangelising touch is made; the buyer needs time before the next."""
    row = world.deals[deal]
    row.touches_left -= 1
    row.touches += 1
    row.answers_at = now + int(world.company[0].touch_every)
    row.waits_for = FOR_BUYER
    post(world, row.answers_at, TOUCH_DUE, deal)


@rule
def on_touch_due(world, now, deal):
    """The buyer is ready for the next touch, or for the first meeting."""
    row = world.deals[deal]
    if row.state != OPEN or row.answers_at != now:
        return False
    let_wait(world, now, deal, row.owner)
    return True


@frequent_rule
def end_step(world, now, rep, deal):
    """The owner's work on a step is done; the step is, unless a specialist's work is not."""
    row = world.deals[deal]
    if row.state != OPEN:
        return
    if row.round == 0 and row.motion == CONQUEST and row.step == first_meeting(world):
        credit_meeting_held(world, now, rep, deal)
    if row.pieces_left > 0:
        row.waits_for = FOR_SPECIALIST
        return
    conclude_step(world, now, rep, deal)


@rare_rule
def end_piece(world, now, deal):
    """A specialist's work on a step is done; the step is, if all else of it is."""
    row = world.deals[deal]
    if row.state != OPEN:
        return
    row.pieces_left -= 1
    if row.pieces_left == 0 and row.waits_for == FOR_SPECIALIST:
        conclude_step(world, now, row.owner, deal)


@frequent_rule
def conclude_step(world, now, rep, deal):
    """A step's work is done: the rep sorts after a discovery, then the buyer thinks it over."""
    row = world.deals[deal]
    step = world.steps[row.step, row.segment]
    if step.has_bar and not proposes(world, rep, deal):
        lose(world, now, deal, DISQUALIFIED)
        return
    delay = drawn(world, int(step.delay_distribution), row.key, BUYER_DELAY, occasion(world, deal))
    row.waits_for = FOR_BUYER
    row.answers_at = now + int(delay * SECONDS_PER_DAY + 0.5)
    if row.answers_at == now:
        reply(world, now, deal)
    else:
        post(world, row.answers_at, BUYER_REPLY, deal)


@rule
def proposes(world, rep, deal):
    """Discovery: form a belief about the firm's fit, and go on only above the bar.

    The belief is the fit and an error that shrinks with the quality of the discovery.
    """
    row = world.deals[deal]
    step = world.steps[row.step, row.segment]
    row.discovery = discovery_of(world, rep, row.step, row.segment)
    noise = estimate_noise(world.company[0].discovery_noise, row.discovery)
    error = normal_quantile(uniform(world, row.key, ESTIMATE, row.round))
    row.estimate = row.fit + noise * error
    counts = world.funnel[row.step, row.segment]
    counts.rounds += 1
    interest = interest_at_step(world, deal) if world.sizes[0].steps_fade else 1.0
    if noise > 0.0:
        counts.chance += interest * normal_cdf((row.fit - step.bar) / noise)
    elif row.fit > step.bar:
        counts.chance += interest
    return row.estimate > step.bar


@rule
def on_buyer_reply(world, now, deal):
    """The buyer has thought it over. Return whether the deal was still waiting for that."""
    row = world.deals[deal]
    if row.state != OPEN or row.answers_at != now:
        return False
    reply(world, now, deal)
    return True


@rare_rule
def on_abandonment(world, now, deal):
    """Waiting work goes cold, unless somebody has taken it up, or it waits once more."""
    row = world.deals[deal]
    if row.state != OPEN or row.waits_for != FOR_REP or row.answers_at != now:
        return False
    withdraw(world, row.segment, row.motion, item_of(world, deal, 0))
    withdraw_pieces(world, deal)
    if waits_for_first_answer(world, deal):
        record_cold_lead(world, deal)
    else:
        record_cold_deal(world, deal)
    if has_patience(world, deal):
        record_abandoned(world, deal)
        lose(world, now, deal, ABANDONED)
    else:
        lose(world, now, deal, GIVEN_UP)
    return True


@rule
def reply(world, now, deal):
    """The buyer answers: yes, once more, or no."""
    row = world.deals[deal]
    if row.motion != CONQUEST and world.firms[row.firm].state != CUSTOMER:
        lose(world, now, deal, CUSTOMER_LEFT)
        return
    step = world.steps[row.step, row.segment]
    if step.has_bar:
        if world.sizes[0].steps_fade and not is_still_interested(world, deal):
            lose(world, now, deal, REFUSED)
        else:
            advance(world, now, deal)
        return
    luck = uniform(world, row.key, STEP_RESULT, occasion(world, deal))
    called = row.step == world.sizes[0].call_step and row.channel != NOBODY
    chance = answered_lead_chance(world, deal) if called else step_chance(world, deal)
    if decided(world, row.step, row.segment, chance, luck):
        advance(world, now, deal)
    elif luck < chance + step.repeats:
        record_repeated(world, now, deal)
        row.round += 1
        begin_step(world, now, deal)
    else:
        lose(world, now, deal, UNANSWERED if called else REFUSED)


@rare_rule
def is_still_interested(world, deal):
    """Tell whether who waited for a discovery still is, drawn by what the wait has left."""
    row = world.deals[deal]
    luck = uniform(world, row.key, STEP_RESULT, occasion(world, deal))
    return luck < interest_at_step(world, deal)


@frequent_rule
def advance(world, now, deal):
    """Bring a deal past its step: to the next one, or to a contract."""
    row = world.deals[deal]
    leak = forgotten_share(world)
    if leak > 0.0 and uniform(world, row.key, FOLLOW_UP, occasion(world, deal)) < leak:
        lose(world, now, deal, FORGOTTEN)
        return
    record_advanced(world, now, deal)
    step = row.step + 1
    if row.motion != CONQUEST or step == world.sizes[0].conquest_steps:
        win(world, now, deal)
        return
    if step == first_meeting(world):
        credit_meeting(world, now, row.owner, deal, MEETINGS_BOOKED)
    enter_step(world, now, deal, step)
    if changes_hands(world, deal):
        send(world, now, deal)
        return
    if step == first_meeting(world):
        credit_meeting(world, now, row.owner, deal, MEETINGS_ACCEPTED)
    begin_step(world, now, deal)


@rule
def begin_step(world, now, deal):
    """Let a deal wait for its owner, and its specialists' pieces of work for them."""
    row = world.deals[deal]
    ask_specialists(world, now, deal)
    let_wait(world, now, deal, row.owner)
