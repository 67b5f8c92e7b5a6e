"""Where leads come from: from which segments, and whom customers recommend us to."""

import numpy as np

from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.market import Channel
from salessim.units import MONTHS_PER_YEAR


def segment_share(channel: Channel, segment: str) -> float:
    """Return the share of a channel's leads that come from a segment; 0 of one it does not know."""
    share = channel.mix.get(segment)
    return 0.0 if share is None else share.typical


def recommended_shares(plan: SalesPlan, channel: Channel) -> np.ndarray:
    """Return where a customer's recommendations go, shape (segments of customers, segments).

    Rows of segments whose customers do not recommend us through the channel are 0.
    """
    names = list(plan.segments)
    return np.array([[channel.recommended_share(own, to) for to in names] for own in names])


def recommended_table(plan: SalesPlan) -> np.ndarray:
    """Return these shares of all channels, cumulative over the segments recommended to."""
    segments = len(plan.segments)
    table = np.zeros((len(plan.channels), segments, segments))
    for number, channel in enumerate(plan.channels.values()):
        shares = recommended_shares(plan, channel)
        table[number] = np.cumsum(shares, axis=1)
        table[number, shares.any(axis=1), -1] = 1.0
    return table


def leads_a_year(plan: SalesPlan, channel: Channel) -> np.ndarray:
    """Return the leads a year that a channel brings on day one, (segments,)."""
    return _typed_a_year(plan, channel) + _recommended_a_year(plan, channel)


def _typed_a_year(plan: SalesPlan, channel: Channel) -> np.ndarray:
    """Leads a year as typed, (segments,)."""
    mix = np.array([segment_share(channel, name) for name in plan.segments])
    leads: np.ndarray = channel.leads.per_year.typical * mix / max(1e-12, mix.sum())
    return leads


def all_leads_a_year(plan: SalesPlan, channel: Channel) -> float:
    """Return their number over all segments."""
    return float(channel.leads.per_year.typical + float(_recommended_a_year(plan, channel).sum()))


def _recommended_a_year(plan: SalesPlan, channel: Channel) -> np.ndarray:
    """Leads a year of recommendations by customers of day one, (segments,)."""
    rate = channel.per_customer.per_year.typical
    if rate <= 0.0:
        return np.zeros(len(plan.segments))
    customers = np.array([customers_today(plan, name) for name in plan.segments])
    firms = np.array([segment.prospects.typical for segment in plan.segments.values()])
    whole = [segment.leads_from == "whole_market" for segment in plan.segments.values()]
    free = np.where(whole, firms / np.maximum(1.0, firms + customers), 1.0)
    found: np.ndarray = free * (rate * customers @ recommended_shares(plan, channel))
    return found


def customers_today(plan: SalesPlan, segment: str) -> float:
    """Return the customers of day one of a segment, those with a name included."""
    unnamed = plan.today.customers.get(segment)
    named = sum(1 for account in plan.today.accounts if account.segment == segment)
    return named + (0.0 if unnamed is None else unnamed.typical)


def recommended_over(plan: SalesPlan, months: int, won: float) -> dict[str, float]:
    """Return the leads by recommendation in so many months, by channel, about.

    won: contracts of a first meeting. Customers bring customers: each month's are followed.
    """
    names = list(plan.segments)
    telling = {name: one for name, one in plan.channels.items() if one.recommends}
    if not telling:
        return {}
    customers = np.array([customers_today(plan, name) for name in names])
    firms = np.array([segment.prospects.typical for segment in plan.segments.values()])
    passes = {name: one.passes.typical * won for name, one in plan.channels.items()}
    typed = {name: _typed_a_year(plan, one) for name, one in plan.channels.items()}
    shares = {name: recommended_shares(plan, one) for name, one in telling.items()}
    found = dict.fromkeys(telling, 0.0)
    for _ in range(months):
        gained = sum(leads * passes[name] for name, leads in typed.items()) / MONTHS_PER_YEAR
        for name, channel in telling.items():
            told = channel.per_customer.per_year.typical * customers @ shares[name]
            found[name] += float(told.sum()) / MONTHS_PER_YEAR
            gained = gained + told * passes[name] / MONTHS_PER_YEAR
        gained = np.minimum(gained, firms)
        customers, firms = customers + gained, firms - gained
    return found
