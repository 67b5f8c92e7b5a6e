"""What a product costs counts however it is billed: once, month by month, or as an order."""

import pytest

from salessim import Result, Scenario, simulate
from salessim.elementary import exp, log, normal_quantile
from salessim.plan.expected.derivation import coefficients_of
from salessim.units import NORMAL_QUANTILE_90

TEXT = """
name: one product of a tenth
horizon: {from: 2027-01, months: 6}
calendar: always
margin: 70 %
segments: {gold: {prospects: 0, deal: 12k a year, churn: 0 % a year}}
products: {box: {price: 12k, margin: 10 %}}
funnel:
  conquest: {proposal: {hours: 1, passes: 100 %, buyer_takes: 1 days}}
  loyalty: {visit: {hours: 1, every: 60 days}}
team: {rep: {people: 1, base: 40k a year}}
today: {deals: [{account: Firm, segment: gold, stage: proposal}]}
"""


def of(changes: dict[str, object]) -> Result:
    return simulate(Scenario.parse(TEXT).vary(changes), replications=2, seed=1, keep="tables")


def kept(result: Result) -> float:
    """Share of revenue that the cost of goods leaves."""
    money = result.findings.money
    assert money["revenue"] > 0
    return 1 - money["cost_of_goods"] / money["revenue"]


def test_a_subscription_won_keeps_its_products_margin() -> None:
    assert kept(of({})) == pytest.approx(0.1)


def test_customers_of_day_one_run_on_the_products_of_their_segment() -> None:
    """Two products, 30 % and 70 % of deals at 10k and 20k: (3 x .1 + 14 x .5) / 17 is kept."""
    both = {
        "box": {"price": "10k", "margin": "10 %", "mix": "30 %"},
        "crate": {"price": "20k", "margin": "50 %", "mix": "70 %"},
    }
    changes = {"products": both, "today": {"customers": {"gold": 5}}}
    assert kept(of(changes)) == pytest.approx((3 * 0.1 + 14 * 0.5) / 17)


def test_repeat_orders_keep_the_margin_of_what_was_bought() -> None:
    changes = {
        "segments.gold": {
            "prospects": 0,
            "deal": "12k",
            "orders": "2k a month",
            "churn": "0 % a year",
        },
        "today": {"customers": {"gold": 5}},
    }
    assert kept(of(changes)) == pytest.approx(0.1)


def test_a_renewal_worth_a_share_of_the_year_keeps_the_customers_margin() -> None:
    upsell = {"hours": 1, "passes": "100 %", "each": "12 a year", "worth": "10 %", "grows": "10 %"}
    changes = {"funnel.loyalty.upsell": upsell, "today": {"customers": {"gold": 5}}}
    assert kept(of(changes)) == pytest.approx(0.1)


def test_prices_that_rise_leave_the_margin_as_it_is() -> None:
    changes = {
        "vision": {"prices": "20 % a year"},
        "horizon.months": 26,
        "today": {"customers": {"gold": 5}},
    }
    assert kept(of(changes)) == pytest.approx(0.1)


def test_a_product_without_a_margin_keeps_the_scenarios_also_where_that_is_not_known() -> None:
    """8 in 10 margins lie in 40..60 %: log-odds 0 in the middle, and ln 1.5 at the ends."""
    changes = {
        "products.box.margin": "none",
        "margin": "40..60 %",
        "segments.gold.deal": "12k",
    }
    result = of(changes)
    kept = 1 - result.runs["cost_of_goods"] / result.runs["revenue"]
    chances = result._simulation.tally.uncertain_values[:, 0]
    z = [normal_quantile(float(chance)) for chance in chances]
    drawn = [1 / (1 + exp(-log(1.5) * each / NORMAL_QUANTILE_90)) for each in z]
    assert list(kept) == pytest.approx(drawn)
    assert kept[0] != kept[1]


def test_a_plan_bills_and_keeps_as_the_simulation_does() -> None:
    """Margins by segment, and twelve equal bills of which the first may be a part."""
    changes = {
        "segments.silver": {"prospects": 0, "deal": "5k", "churn": "0 % a year"},
        "products.box.segments": ["gold"],
        "horizon.from": "2027-01-15",
    }
    coefficients = coefficients_of(Scenario.parse(TEXT).vary(changes), 2)
    assert list(coefficients.pay.margin) == pytest.approx([0.1, 0.7])
    assert list(coefficients.expected.bills) == pytest.approx([17 / 31 / 12, *[1 / 12] * 7])
