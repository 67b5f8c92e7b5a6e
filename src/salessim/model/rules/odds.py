"""The chance that a step succeeds, and what the rep believes after discovery.

Effects add in log-odds, each against today's team: a rep like today's, on a firm like today's,
has the chance that the intercept says (see `rates`).
"""

import math

from salessim.model.codes import DISCOVERY, PRODUCT
from salessim.model.compiled import formula, rule
from salessim.model.laws import logit, sigmoid
from salessim.model.rules.motivation import felt_motivation
from salessim.model.rules.people import discovery_quality


@rule
def person_effect(world, rep, step, segment, informed):
    """Return the log-odds that the rep's skill, motivation and knowledge add."""
    row = world.steps[step, segment]
    gain = row.skill_effect * (world.skills[rep, int(row.skill)] - row.skill_today)
    if world.sizes[0].motivated:
        gain += row.motivation_effect * (felt_motivation(world, rep) - row.motivation_today)
    if informed:
        gain += row.product_effect * (world.skills[rep, PRODUCT] - row.product_today)
    return gain


@rule
def call_chance(world, rep, firm):
    """Return the chance that a call on the rep's own initiative books a first meeting."""
    row = world.firms[firm]
    step = world.sizes[0].call_step
    start = world.steps[step, row.segment].intercept
    tired = world.company[0].decay * row.attempts
    return sigmoid(start + person_effect(world, rep, step, row.segment, False) - tired)


@rule
def answered_lead_chance(world, deal):
    """Return the chance that an inbound lead books a first meeting.

    Its interest halves with every `goes_cold_in` that it waited for the first answer.
    """
    row = world.deals[deal]
    channel = world.channels[row.channel]
    promptly = sigmoid(
        logit(channel.passes)
        + person_effect(world, row.owner, row.step, row.segment, row.informed == 1)
    )
    return promptly * math.pow(0.5, row.waited / channel.goes_cold_in)


@rule
def step_chance(world, deal):
    """Return the chance that a buyer says yes to a step."""
    row = world.deals[deal]
    step = world.steps[row.step, row.segment]
    return sigmoid(
        step.intercept
        + person_effect(world, row.owner, row.step, row.segment, row.informed == 1)
        + step.fit_effect * row.fit
        + step.discovery_effect * (row.discovery - step.discovery_today)
        - row.handed * world.company[0].odds_lost
    )


@rule
def discovery_of(world, rep, step, segment):
    """Return the quality of a first meeting held by this rep, 0..1."""
    return discovery_quality(world.skills[rep, DISCOVERY], world.steps[step, segment].listening)


@formula
def estimate_noise(at_none, discovery):
    """Return the standard deviation of the belief's error; `at_none` without any discovery."""
    return at_none * (1.0 - discovery)
