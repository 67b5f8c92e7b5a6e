"""From typed rates to the figures that rules use: a user gets the rate that he types.

Rates in a scenario are what *today's* team obtains under *today's* policy. Here the intercepts
and the bar are solved for, by following the distribution of fit through the funnel of today's
team (its kinds of rep are the `rep_types`). `derive` runs once a replication, after the uncertain
figures are drawn; the optimiser and `validate` read the same results.
"""

from salessim.compiler.marks import formula, rare_rule, rule
from salessim.elementary import exp, normal_cdf, power, rounds_of
from salessim.model.distributions import (
    CLOSE,
    HALVINGS,
    WIDEST,
    logit,
    mean_of,
    next_guess,
    normal_density,
    sigmoid,
)
from salessim.model.rates.first_calls import begin_list, solve_calls
from salessim.model.rates.fit_of_meetings import FIT_NODES, note_answers, weigh_meetings
from salessim.model.rates.productivity import note_paces
from salessim.model.rates.relationship import solve_customers
from salessim.model.rates.rep_types import (
    changed_hands,
    estimate_noise,
    first_meeting,
    one_holds_both,
    rep_type_discovery,
    rep_type_effect,
    rep_type_weight,
)
from salessim.model.state.codes import IS_OPPORTUNITY, PRODUCT
from salessim.units import DAYS_PER_YEAR

SURE = 1.0 - 1e-12


@rule
def derive(world):
    """Solve for every derived parameter; see `parameters` for their names."""
    note_typed_shares(world, world.steps)
    note_typed_shares(world, world.steps_today)
    note_answers(world)
    note_paces(world)
    for segment in range(world.sizes[0].segments):
        note_today(world, segment)
        solve_rates(world, segment)
        solve_customers(world, segment)
        look_ahead(world, segment)
        begin_list(world, segment)


@rare_rule
def derive_rates(world):
    """Solve once more for typed rates that a month changes, in the flow of deals of day one."""
    note_typed_shares(world, world.steps)
    for segment in range(world.sizes[0].segments):
        solve_rates(world, segment)
        look_ahead(world, segment)


@rare_rule
def solve_rates(world, segment):
    """Solve for the intercepts and the bar of a segment."""
    for node in range(FIT_NODES):
        world.won_at[segment, node] = 0.0
    solve_conquest(world, segment)
    # Once more, knowing who is won: good firms become customers and are met no more.
    solve_conquest(world, segment)
    solve_opportunities(world, segment)


@rule
def note_typed_shares(world, steps):
    """Begin with the shares as typed, step by step."""
    for step in range(steps.shape[0]):
        for segment in range(world.sizes[0].segments):
            row = steps[step, segment]
            row.share_passing = row.passes


@rule
def note_today(world, segment):
    """Write down today's means, from which effects are counted."""
    sizes = world.sizes[0]
    for step in range(sizes.steps):
        row = world.steps[step, segment]
        row.skill_today = 0.0
        row.product_today = 0.0
        row.motivation_today = 0.0
        row.discovery_today = 0.0
        held = step
        if step < sizes.conquest_steps and changed_hands(world, step):
            held = sizes.discovery_step
        for rep_type in range(sizes.rep_types):
            weight = rep_type_weight(world, rep_type, step, segment)
            met = rep_type_weight(world, rep_type, held, segment)
            row.skill_today += weight * world.rep_type_skills[rep_type, int(row.skill)]
            row.product_today += weight * world.rep_type_skills[rep_type, PRODUCT]
            row.motivation_today += weight * world.rep_types[rep_type, segment].motivation
            row.discovery_today += met * rep_type_discovery(world, rep_type, segment)


@rule
def weigh_all(world, step, segment):
    """Begin with the market as it is: every kind of rep meets the whole distribution of fit."""
    for rep_type in range(world.sizes[0].rep_types):
        for node in range(FIT_NODES):
            world.scratch[rep_type, node] = (
                rep_type_weight(world, rep_type, step, segment) / FIT_NODES
            )


@rule
def share_out(world, step, segment):
    """Let cases of each fit go to those who work a step: they have changed hands."""
    for node in range(FIT_NODES):
        cases = 0.0
        for rep_type in range(world.sizes[0].rep_types):
            cases += world.scratch[rep_type, node]
        for rep_type in range(world.sizes[0].rep_types):
            world.scratch[rep_type, node] = cases * rep_type_weight(world, rep_type, step, segment)


@rule
def solve_conquest(world, segment):
    """Solve stage by stage; what goes on to the next stage is what goes on today.

    A variant may have rates of its own: then both are solved for, in today's flow of deals.
    """
    sizes = world.sizes[0]
    kept = 1.0 - world.company_today[0].leak
    meeting = first_meeting(world)
    since_meeting = 1.0
    met = 0.0
    weigh_all(world, 0, segment)
    for step in range(sizes.conquest_steps):
        row = world.steps[step, segment]
        then = world.steps_today[step, segment]
        if step == sizes.call_step + 1:
            weigh_meetings(world, segment)
        if step > 0 and not one_holds_both(world, step, step - 1):
            share_out(world, step, segment)
            if step > meeting:
                since_meeting *= then.accepts
        if step == meeting:
            met = weight_of_all(world)
            note_met(world, segment)
        note_fit(world, step, segment)
        if step + 1 == sizes.conquest_steps:
            fill_last_stage(row, world.segments[segment].win_rate, since_meeting)
            fill_last_stage(then, world.segments_today[segment].win_rate, since_meeting)
        aim = min(SURE, row.share_passing / kept)
        aim_today = min(SURE, then.share_passing / kept)
        if step == sizes.call_step:
            solve_calls(world, segment, aim, aim_today)
            continue
        own = solved(world, step, segment, aim)
        today = own if aim_today == aim else solved(world, step, segment, aim_today)
        if row.has_bar:
            row.bar = own
            let_through_bar(world, segment, today)
        else:
            row.intercept = own
            let_through(world, step, segment, today)
        if step >= meeting:
            since_meeting *= kept
            if met > 0.0:
                through = weight_of_all(world)
                since_meeting *= through / met
                met = through
    note_won(world, segment, power(kept, max(0, sizes.conquest_steps - meeting)))


@rule
def note_met(world, segment):
    """Keep who is met by fit in today's first meetings until it is known who of them is won."""
    for node in range(FIT_NODES):
        world.won_at[segment, node] = 0.0
        for rep_type in range(world.sizes[0].rep_types):
            world.won_at[segment, node] += world.scratch[rep_type, node]


@rule
def note_won(world, segment, kept):
    """Note the chance of a contract of a first meeting with a firm of each fit."""
    for node in range(FIT_NODES):
        won = 0.0
        for rep_type in range(world.sizes[0].rep_types):
            won += world.scratch[rep_type, node]
        met = world.won_at[segment, node]
        world.won_at[segment, node] = kept * won / met if met > 0.0 else 0.0


@rule
def weight_of_all(world):
    """Return the weight of all kinds of rep and firms together."""
    total = 0.0
    for rep_type in range(world.sizes[0].rep_types):
        for node in range(FIT_NODES):
            total += world.scratch[rep_type, node]
    return total


@rule
def fill_last_stage(row, win_rate, since_meeting):
    """Derive the share of the last stage from the win rate, if one is typed.

    It is what `rounds_of` turns into the share of cases that the win rate leaves to this stage.
    """
    if win_rate > 0.0:
        row.share_passing = win_rate / since_meeting * (1.0 - row.repeats)


@rule
def solved(world, step, segment, aim):
    """Return the bar or the intercept with which today's team lets the share `aim` through."""
    if world.steps[step, segment].has_bar:
        return bar_for(world, step, segment, aim)
    return intercept_for(world, step, segment, aim)


@rule
def note_fit(world, step, segment):
    """Keep the fit of the deals that come to a step today, as cumulative chances."""
    total = 0.0
    for node in range(FIT_NODES):
        for rep_type in range(world.sizes[0].rep_types):
            total += world.scratch[rep_type, node]
        world.fit_at[step, segment, node] = total
    for node in range(FIT_NODES):
        # Nothing comes to a step after one that lets nothing through: the market's fit holds then.
        evenly = (node + 1) / FIT_NODES
        world.fit_at[step, segment, node] = (
            world.fit_at[step, segment, node] / total if total > 0.0 else evenly
        )


@rule
def fit_of_opening_deal(world, step, segment, chance):
    """Return the fit at a chance of the distribution of deals that today stand at a step."""
    node = 0
    while node < FIT_NODES - 1 and world.fit_at[step, segment, node] < chance:
        node += 1
    return world.fits[node]


@rule
def solve_opportunities(world, segment):
    """Solve the intercepts of loyalty opportunities; they do not depend on fit."""
    sizes = world.sizes[0]
    kept = 1.0 - world.company_today[0].leak
    for step in range(sizes.conquest_steps, sizes.steps):
        row = world.steps[step, segment]
        if row.applies and int(row.kind) == IS_OPPORTUNITY:
            weigh_all(world, step, segment)
            staying = customers_kept(world, step, segment)
            aim = min(SURE, row.passes / (kept * staying))
            row.intercept = intercept_for(world, step, segment, aim)


@rule
def customers_kept(world, step, segment):
    """Return the share of customers that today are still there when they answer."""
    days = mean_of(world, int(world.steps_today[step, segment].delay_distribution))
    return exp(-world.segments_today[segment].churn_per_year * days / DAYS_PER_YEAR)


@rule
def intercept_for(world, step, segment, aim):
    """Return the intercept with which the weighted team obtains the share `aim`."""
    low = -WIDEST
    high = WIDEST
    guess = logit(aim)
    repeats = world.steps_today[step, segment].repeats
    fit_effect = world.steps[step, segment].fit_effect
    for _ in range(HALVINGS):
        gap = 0.0
        slope = 0.0
        for rep_type in range(world.sizes[0].rep_types):
            log_odds = guess + rep_type_effect(world, rep_type, step, segment)
            for node in range(FIT_NODES):
                chance = sigmoid(log_odds + fit_effect * world.fits[node])
                decisions = world.scratch[rep_type, node] * rounds_of(chance, repeats)
                gap += decisions * (chance - aim)
                slope += decisions * chance * (1.0 - chance)
        if gap < 0.0:
            low = guess
        else:
            high = guess
        better = next_guess(low, high, guess, gap, slope)
        if abs(better - guess) <= CLOSE:
            return better
        guess = better
    return guess


@rule
def let_through(world, step, segment, start):
    """Multiply the weights by the chance to pass a step with the intercept `start`."""
    repeats = world.steps_today[step, segment].repeats
    fit_effect = world.steps[step, segment].fit_effect
    for rep_type in range(world.sizes[0].rep_types):
        log_odds = start + rep_type_effect(world, rep_type, step, segment)
        for node in range(FIT_NODES):
            chance = sigmoid(log_odds + fit_effect * world.fits[node])
            world.scratch[rep_type, node] *= chance * rounds_of(chance, repeats)


@rule
def rep_type_noise(world, rep_type, segment):
    """Return the standard deviation of the error in a kind of rep's belief about a firm's fit."""
    return estimate_noise(
        world.company[0].discovery_noise, rep_type_discovery(world, rep_type, segment)
    )


@formula
def chance_above(gap, noise):
    """Return the chance that a firm whose fit is above the bar by `gap` is believed to be so."""
    if noise > 0.0:
        return normal_cdf(gap / noise)
    return 1.0 if gap > 0.0 else 0.0


@rule
def bar_for(world, step, segment, aim):
    """Return the bar above which today's team finds the share `aim` of its first meetings."""
    low = -WIDEST
    high = WIDEST
    guess = 0.0
    for _ in range(HALVINGS):
        total = 0.0
        below = 0.0
        slope = 0.0
        for rep_type in range(world.sizes[0].rep_types):
            noise = rep_type_noise(world, rep_type, segment)
            for node in range(FIT_NODES):
                weight = world.scratch[rep_type, node]
                total += weight
                below += weight * (1.0 - chance_above(world.fits[node] - guess, noise))
                if noise > 0.0:
                    slope += weight * normal_density((guess - world.fits[node]) / noise) / noise
        gap = below - (1.0 - aim) * total
        if gap < 0.0 or (gap == 0.0 and slope == 0.0):
            low = guess
        else:
            high = guess
        better = next_guess(low, high, guess, gap, slope)
        if abs(better - guess) <= CLOSE:
            return better
        guess = better
    return guess


@rule
def let_through_bar(world, segment, bar):
    """Multiply the weights by the chance to be believed above the bar."""
    for rep_type in range(world.sizes[0].rep_types):
        noise = rep_type_noise(world, rep_type, segment)
        for node in range(FIT_NODES):
            world.scratch[rep_type, node] *= chance_above(world.fits[node] - bar, noise)


@rule
def look_ahead(world, segment):
    """Note per stage the chance of a contract and the hours on the way, as typed."""
    belief = 1.0
    hours = 0.0
    sizes = world.sizes[0]
    for back in range(sizes.conquest_steps):
        row = world.steps[sizes.conquest_steps - 1 - back, segment]
        rounds = rounds_of(row.share_passing, row.repeats)
        belief *= row.share_passing * rounds
        hours += rounds * mean_of(world, int(row.hours_distribution))
        row.belief = belief
        row.hours_ahead = hours
    for step in range(sizes.conquest_steps, sizes.steps):
        row = world.steps[step, segment]
        row.belief = row.passes
        row.hours_ahead = mean_of(world, int(row.hours_distribution))
