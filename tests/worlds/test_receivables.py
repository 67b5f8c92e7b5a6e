"""What runs on the first day was running before it: its last bills are still to be paid."""

import pytest

from salessim import Result, Scenario, simulate

TEXT = """
name: ten customers, nothing else
horizon: {from: 2027-01, months: 4}
calendar: always
paid_after: 60 days
margin: 100 %
segments: {gold: {prospects: 0, deal: 12k a year, churn: 0 % a year}}
funnel: {loyalty: {visit: {hours: 1, every: 60 days}}}
team: {rep: {people: 1, base: 0 a year}}
today: {customers: {gold: 10}, cash: 0}
"""


def cash(changes: dict[str, object]) -> list[float]:
    result: Result = simulate(Scenario.parse(TEXT).vary(changes), replications=2, seed=1)
    return [row.cash.mean or 0.0 for row in result.findings.monthly]


def test_bills_of_running_subscriptions_are_outstanding_on_the_first_day() -> None:
    """Ten times 1,000 a month come in from the first month on.

    After 60 days that of 30 November comes on 29 January, of 31 December on 1 March, and those of
    January and February in April.
    """
    for delay in ("0 days", "20 days", "2 months"):
        assert cash({"paid_after": delay}) == pytest.approx([10_000, 20_000, 30_000, 40_000])
    assert cash({"paid_after": "60 days"}) == pytest.approx([10_000, 10_000, 20_000, 40_000])


def test_named_accounts_have_what_is_typed_outstanding() -> None:
    accounts = [
        {"name": "Ann", "segment": "gold", "value_per_year": 24_000},
        {"name": "Bob", "segment": "gold", "value_per_year": 6_000},
    ]
    today = {"accounts": accounts, "cash": 0}
    line = cash({"today": today, "paid_after": "2 months"})
    assert line == pytest.approx([2_500, 5_000, 7_500, 10_000])


def test_usual_orders_are_outstanding_too() -> None:
    """Ten customers order 500 a month each; two months of it, 10k, are still to come in.

    Day one's relationship differs by customer, so that orders are as typed on average only: 5 %.
    """
    gold = {"prospects": 0, "deal": "12k", "orders": "500 a month", "churn": "0 % a year"}
    line = cash({"segments.gold": gold, "today.customers.gold": 1000, "paid_after": "61 days"})
    assert line[:2] == pytest.approx([500_000, 1_000_000], rel=0.05)


def test_last_years_revenue_where_it_is_typed_says_what_is_outstanding() -> None:
    """60k last year are 5k a month, not the 10k that run now."""
    line = cash({"today.revenue_last_year": "60k", "paid_after": "1 month"})
    assert line == pytest.approx([5_000, 15_000, 25_000, 35_000])


def test_who_starts_with_nothing_has_nothing_outstanding() -> None:
    assert cash({"today.customers": {}}) == [0, 0, 0, 0]
