"""Chances in log-odds, what waiting leaves of them, and what no CRM tool forgets or misjudges."""

from salessim.compiler.marks import rare_rule, rule
from salessim.model.distributions import logit, sigmoid
from salessim.model.draws import DEAL_INFORMED, uniform
from salessim.model.rates.interest import interest_after
from salessim.model.rates.rep_types import discovery_quality
from salessim.model.rules.people import felt_motivation
from salessim.model.state.codes import DISCOVERY, NOBODY, PRODUCT


@rule
def person_effect(world, rep, step, segment, informed):
    """Return the log-odds that the rep's skill, motivation and knowledge add."""
    row = world.steps[step, segment]
    gain = row.skill_effect * (world.skills[rep, int(row.skill)] - row.skill_today)
    if world.sizes[0].motivated:
        gain += row.motivation_effect * (felt_motivation(world, rep) - row.motivation_today)
    if informed:
        gain += product_gain(world, rep, step, segment)
    return gain


@rule
def product_gain(world, rep, step, segment):
    """Return the log-odds that knowing the product adds with a buyer who came informed."""
    row = world.steps[step, segment]
    return row.product_effect * (world.skills[rep, PRODUCT] - row.product_today)


@rule
def is_informed(world, deal):
    """Tell whether a deal's buyer came informed, drawn only where that makes a difference."""
    row = world.deals[deal]
    if row.channel == NOBODY or product_gain(world, row.owner, row.step, row.segment) == 0.0:
        return False
    return uniform(world, row.key, DEAL_INFORMED, 0) < world.channels[row.channel].informed


@rule
def call_chance(world, rep, firm):
    """Return the chance that a call on the rep's own initiative books a first meeting."""
    row = world.firms[firm]
    return sigmoid(call_log_odds(world, rep, row.segment, row.attempts))


@rule
def call_log_odds(world, rep, segment, attempts):
    """Return the log-odds of a meeting from the call after so many earlier ones."""
    step = world.sizes[0].call_step
    start = world.steps[step, segment].intercept
    tired = world.company[0].decay * attempts
    return start + person_effect(world, rep, step, segment, False) - tired


@rule
def answered_lead_chance(world, deal):
    """Return the chance that an inbound lead books a first meeting.

    Its interest fades while it waits for the first answer, as the channel's `goes_cold_in` says.
    """
    row = world.deals[deal]
    channel = world.channels[row.channel]
    promptly = sigmoid(
        lead_log_odds(
            world, row.owner, row.channel, row.step, row.segment, is_informed(world, deal)
        )
    )
    return promptly * interest_after(
        world, row.waited, channel.goes_cold_in, channel.first_wait, channel.waits
    )


@rule
def lead_log_odds(world, rep, channel, step, segment, informed):
    """Return the log-odds that a lead of a channel agrees to meet when answered at once."""
    start = logit(world.channels[channel].passes)
    return start + person_effect(world, rep, step, segment, informed)


@rare_rule
def interest_at_step(world, deal):
    """Return the share of a buyer's interest that the wait for the step's work has left."""
    row = world.deals[deal]
    step = world.steps[row.step, row.segment]
    return interest_after(world, row.waited, step.goes_cold_in, step.first_wait, step.waits)


@rule
def step_chance(world, deal):
    """Return the chance that a buyer says yes to a step."""
    row = world.deals[deal]
    chance = sigmoid(
        step_log_odds(
            world,
            row.owner,
            row.step,
            row.segment,
            is_informed(world, deal),
            row.fit,
            row.discovery,
        )
        - row.handed * world.company[0].odds_lost
    )
    return chance * interest_at_step(world, deal) if world.sizes[0].steps_fade else chance


@rule
def step_log_odds(world, rep, step, segment, informed, fit, discovery):
    """Return the log-odds that a buyer of a fit says yes to a step after such a discovery."""
    row = world.steps[step, segment]
    return (
        row.intercept
        + person_effect(world, rep, step, segment, informed)
        + row.fit_effect * fit
        + row.discovery_effect * (discovery - row.discovery_today)
    )


@rule
def discovery_of(world, rep, step, segment):
    """Return the quality of a first meeting held by this rep, 0..1."""
    return discovery_quality(world.skills[rep, DISCOVERY], world.steps[step, segment].listening)


MAXIMUM_ADMINISTRATION = 0.95
"""Share of paid time beyond which administration does not go."""


@rule
def migrates(world):
    """Tell whether people are still moving to the tool."""
    return world.run[0].now < world.company[0].migrated_at


@rule
def forgotten_share(world):
    """Return the share of follow-ups that are forgotten."""
    company = world.company[0]
    return company.leak_migrating if migrates(world) else company.leak


@rule
def misjudged_share(world):
    """Return the share of waiting deals whose priority is misjudged."""
    company = world.company[0]
    return company.misjudged_migrating if migrates(world) else company.misjudged


@rule
def administration_share(world, rep):
    """Return the share of a rep's paid time that goes into administration, the tool's included."""
    company = world.company[0]
    tool = company.tool_time_migrating if migrates(world) else company.tool_time
    return min(MAXIMUM_ADMINISTRATION, max(0.0, world.people[rep].administration + tool))
