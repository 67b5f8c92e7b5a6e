"""A product's price by the month, quarter or year is a subscription; what is meant is asked."""

import pytest

from salessim import Scenario, ScenarioError, simulate

TEXT = """
name: products
horizon: {from: 2027-01, months: 12}
defaults: exact
segments: {all: {prospects: 500DEAL}}
products: {PRODUCTS}
channels: {web: {leads: 40 a month}}
team: {closer: {people: 2, base: 40k a year}}
today: {customers: {all: 10}}
"""


def made(products: str, deal: str = "") -> Scenario:
    return Scenario.parse(TEXT.replace("DEAL", deal).replace("PRODUCTS", products))


@pytest.mark.parametrize(
    ("products", "deal"),
    [
        ("crm: {price: 200 a month}", ""),
        ("crm: {price: 600 a quarter}", ""),
        ("crm: {price: 2400 a year}", ""),
        ("crm: {price: 200 a month}", ", deal: 2400 a year"),
        ("crm: {price: 2400}", ", deal: 200 a month"),  # read by the year, as before, and asked
    ],
)
def test_a_period_says_of_what_a_price_is(products: str, deal: str) -> None:
    """`200 a month` was refused, and 200 alone brought a twelfth of it."""
    scenario = made(products, deal)
    right = simulate(made("crm: {price: 2400 a year}", ", deal: 2400 a year"), replications=2)
    assert simulate(scenario, replications=2).digest == right.digest
    asked = [one.path for one in scenario.questions]
    assert asked == (["products.crm.price"] if products.endswith("2400}") else [])


def test_customers_of_day_one_pay_the_mean_price() -> None:
    scenario = made("crm: {price: 200 a month, mix: 75 %}, erp: {price: 9k a year}")
    deal = scenario.plan.segments["all"].deal
    assert (deal.per_year.typical, deal.period) == (0.75 * 2400 + 0.25 * 9000, "year")


@pytest.mark.parametrize(
    ("products", "deal", "said"),
    [
        ("crm: {price: 200 a month}", ", deal: 5k", "type a period in its deal too"),
        ("crm: {price: 200 a month}, erp: {price: 9k}", "", "type a period in both prices"),
    ],
)
def test_customers_pay_in_one_way(products: str, deal: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=r"products\.crm\.price") as caught:
        made(products, deal)
    assert said in str(caught.value)


def test_a_price_paid_once_is_asked_nothing() -> None:
    scenario = made("crm: {price: 9k}")
    assert not [one for one in scenario.questions if one.path.startswith("products")]
