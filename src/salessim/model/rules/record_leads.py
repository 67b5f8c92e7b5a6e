"""Recorders of what comes to us: leads, recommendations, and how sold the market is."""

from salessim.compiler.marks import rule
from salessim.model.rules.event_log import log_deal, log_firm, month_of, write_log
from salessim.model.state.codes import (
    CONQUEST,
    LOG_LEAD,
    LOG_NOT_FREE,
    LOG_RECOMMENDED,
    LOYALTY,
    NOBODY,
)


@rule
def record_lead(world, now, channel, deal):
    """A lead came and became a deal; `channel` is NOBODY for a referral."""
    month_of(world, world.deals[deal].segment, CONQUEST).leads += 1
    if channel != NOBODY:
        world.lead_counts[channel].leads += 1
    log_deal(world, now, LOG_LEAD, deal, channel, 0.0)


@rule
def record_unserved_lead(world, now, channel, segment, firm):
    """A lead came that nobody can take; `firm` is NOBODY where the market has none."""
    total = month_of(world, segment, CONQUEST)
    total.leads += 1
    total.leads_unserved += 1
    if channel != NOBODY:
        world.lead_counts[channel].leads += 1
        world.lead_counts[channel].unserved += 1
    if world.sizes[0].logging:
        write_log(world, now, LOG_LEAD, NOBODY, firm, NOBODY, segment, CONQUEST, NOBODY, channel,
                  0, 0.0)  # fmt: skip


@rule
def record_not_free(world, now, channel, segment, firm):
    """A firm of the whole market asked that is a customer, in a deal or cooling off: no lead."""
    month_of(world, segment, CONQUEST).leads_not_free += 1
    if channel != NOBODY:
        world.lead_counts[channel].not_free += 1
    if world.sizes[0].logging:
        write_log(world, now, LOG_NOT_FREE, NOBODY, firm, NOBODY, segment, CONQUEST, NOBODY,
                  channel, 0, 0.0)  # fmt: skip


@rule
def record_recommendation(world, now, channel, firm):
    """A customer recommended us to a firm, through a channel."""
    world.lead_counts[channel].recommended += 1
    log_firm(world, now, LOG_RECOMMENDED, NOBODY, firm, LOYALTY, NOBODY, channel, 0.0)


@rule
def record_market(world, month, segment, free):
    """How sold a segment's market is at a month's end."""
    total = world.months[month, segment, CONQUEST]
    state = world.segment_states[segment]
    total.firms = state.on_market
    total.free_firms = free
    total.customers = state.customers


@rule
def record_answer(world, deal, waited):
    """A rep takes up a lead that waited so many seconds; further rounds are no answers."""
    row = world.deals[deal]
    if row.round == 0:
        world.lead_counts[row.channel].answered += 1
        world.lead_counts[row.channel].waited_seconds += waited


@rule
def record_cold_lead(world, deal):
    """A lead goes cold before anybody answered it."""
    row = world.deals[deal]
    month_of(world, row.segment, CONQUEST).leads_cold += 1
    world.lead_counts[row.channel].cold += 1


@rule
def record_cold_deal(world, deal):
    """A case that waits, other than a lead for its first answer, goes cold."""
    row = world.deals[deal]
    month_of(world, row.segment, row.motion).deals_cold += 1


@rule
def record_abandoned(world, deal):
    """A case's patience ended while it waited; its loss is recorded beside."""
    row = world.deals[deal]
    world.funnel[row.step, row.segment].abandoned += 1
