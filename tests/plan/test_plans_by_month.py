"""A plan's programme reads what a month is: leads, prices, churn, orders, occasions, rates, pay."""

from typing import Any

import numpy as np
import pytest

from salessim import Scenario
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.derivation import coefficients_of

TEXT = """
name: a plan by month
horizon: {from: 2027-01, months: 12}
segments: {all: {prospects: 2000, deal: 10k, churn: 20 % a year, orders: 1k a month}}
channels: {web: {leads: 20 a month, budget: 1k a month, without_budget: 50 %, at_most: 2}}
funnel:
  conquest:
    call: {hours: 0.2, passes: 5 %}
    meeting: {hours: 1, passes: 50 %}
    offer: {hours: 2, passes: 40 %}
  loyalty:
    visit: {hours: 1, every: 60 days}
    upsell: {hours: 1, passes: 30 %, each: 2 a year, worth: 1k}
team: {rep: {people: 2, base: 24k a year, quota: 10k a month, on_target: 36k a year}}
today: {customers: {all: 50}, other_costs: 1k a month}
"""
JULY = 6


def of(changes: dict[str, Any]) -> LpCoefficients:
    return coefficients_of(Scenario.parse(TEXT).vary(changes), 2)


def from_july(before: object, after: object) -> dict[str, object]:
    return {"2027-01": before, "2027-07": after}


def arrays(one: LpCoefficients) -> list[np.ndarray]:
    found = [one.prices, one.leads.come, one.leads.wins, one.calls.wins, one.calls.work]
    found += [one.churn_today, one.pay.fixed]
    found += [array for line in one.pay.lines for array in (line.slopes, line.offsets)]
    found += [np.array([[line.per_customer for line in row] for row in one.churn])]
    found += [np.array([[line.per_customer for line in row] for row in one.orders])]
    for o in (o for row in one.opportunities for month in row for o in month):
        found += [o.passes, o.later, np.array([o.per_year, o.worth, o.hours])]
    return found


def test_months_that_are_alike_make_the_same_programme() -> None:
    alike = {
        "channels.web.leads": from_july("20 a month", "20 a month"),
        "segments.all.deal": from_july("10k", "10k"),
        "funnel.conquest.offer.passes": from_july("40 %", "40 %"),
        "team.rep.base": from_july("24k a year", "24k a year"),
    }
    for one, other in zip(arrays(of(alike)), arrays(of({})), strict=True):
        assert one == pytest.approx(other, rel=1e-12)


def halves(values: Any) -> tuple[float, float]:
    """The first value and that of July; each holds in its half of the year."""
    row = np.asarray(values, float)
    assert row[:JULY] == pytest.approx(row[0], rel=0.1)
    assert row[JULY:12] == pytest.approx(row[JULY], rel=0.1)
    return float(row[0]), float(row[JULY])


def test_what_a_month_brings_and_costs() -> None:
    found = of(
        {
            "channels.web.leads": from_july("20 a month", "40 a month"),
            "segments.all.deal": from_july("10k", "15k"),
            "segments.all.churn": from_july("20 % a year", "36 % a year"),
            "segments.all.orders": from_july("1k a month", "3k a month"),
            "team.rep.base": from_july("24k a year", "30k a year"),
            "team.rep.quota": from_july("10k a month", "5k a month"),
            "funnel.loyalty.upsell": {
                "hours": from_july(1, 2), "passes": from_july("30 %", "60 %"),
                "each": from_july("2 a year", "6 a year"), "worth": from_july("1k", "4k"),
            },
        }
    )  # fmt: skip
    before, after = halves(found.leads.come.sum(axis=(0, 1)) / found.expected.years)
    assert after == pytest.approx(2 * before, rel=1e-6)
    assert halves(found.prices[0]) == pytest.approx((10_000, 15_000))
    before, after = halves(found.churn_today[0, 0, 0])
    assert (before, after) == pytest.approx((-np.log(0.8), -np.log(0.64)))
    before, after = halves([line.per_customer for line in found.orders[0]])
    assert after == pytest.approx(3 * before)
    before, after = halves(found.pay.fixed[0])
    assert after == pytest.approx(1.25 * before)
    [variable] = found.pay.lines
    # On target stays and the base rises: half the pay at half the quota, which is the same rate.
    assert halves(variable.slopes[0]) == pytest.approx((0.1, 0.1))
    before, after = halves(variable.offsets[1])
    assert after == pytest.approx(0.5 * before)
    upsells = [month[0] for month in found.opportunities[0]]
    assert halves([one.hours for one in upsells]) == pytest.approx((1, 2))
    assert halves([one.per_year for one in upsells]) == pytest.approx((2, 6))
    assert halves([one.worth for one in upsells]) == pytest.approx((1_000, 4_000))
    before, after = halves([one.passes[0] for one in upsells])
    assert after / before == pytest.approx(2, rel=0.05)


def test_what_calls_come_to_and_budgets_bring() -> None:
    """Twice the budget brings .5 + 1.5 * 2 / (2 + 2) = 1.25 times the leads."""
    found = of(
        {
            "channels.web.budget": from_july("1k a month", "2k a month"),
            "funnel.conquest.offer": {
                "hours": from_july(2, 6),
                "passes": from_july("20 %", "40 %"),
            },
        }
    )
    wins, work = (part[0, 0].sum(axis=1) for part in (found.calls.wins, found.calls.work))
    before, after = halves(wins)
    assert after / before == pytest.approx(2, rel=0.1)  # calls meet firms of their own fit
    before, after = halves(work)
    assert after > 1.3 * before
    before, after = halves(found.leads.come.sum(axis=(0, 1)) / found.expected.years)
    assert after == pytest.approx(1.25 * before)
    costs = found.pay.other / found.expected.bills / 12
    assert halves(costs) == pytest.approx((1_000, 2_000))


def test_recommendations_and_referrals_that_begin_in_july() -> None:
    """Half a recommendation a year of a customer, a referral of each second upsell, from July."""
    always = {"per_customer": "0.5 a year", "relationship_effect": 0}
    late = always | {"per_customer": from_july("0 a year", "0.5 a year")}
    found, other = (
        of({"channels.friends": friends, "funnel.loyalty.upsell.refers": refers})
        for friends, refers in ((late, from_july("0 %", "50 %")), (always, "50 %"))
    )
    assert found.leads.market is not None and other.leads.market is not None
    told = found.leads.market.per_customer[0, 0] / found.expected.years
    assert told[:JULY] == pytest.approx(0.0)
    assert told[JULY:] == pytest.approx(0.5)
    assert other.leads.market.per_customer[0, 0] / other.expected.years == pytest.approx(0.5)
    assert [month[0].referral_rate for month in found.opportunities[0]][:12] == [0.0] * 6 + [
        0.5
    ] * 6
    wins = (one.leads.referral_wins.sum(axis=(0, 1, 3)) for one in (found, other))
    assert next(wins) == pytest.approx(next(wins))
