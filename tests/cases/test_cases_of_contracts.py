"""Public contracts, orders and service agreements, told in YAML, against figures of their sources.

Examples are single contracts in a market where nothing else happens, in both engines; shares and
counts are means over futures, within four standard errors.
"""

import numpy as np
import pytest
from made_cases import Contract, case, months, quiet, signing

from salessim import Scenario, simulate

FIRST_DAY = 1e-6
"""Days after the horizon's start."""


def in_months(amounts: dict[int, float], count: int) -> list[float]:
    """Amounts by month, from 1."""
    return [amounts.get(month, 0.0) for month in range(1, count + 1)]


def running(of: Scenario) -> list[float]:
    """Yearly recurring revenue at each month's end, of what was signed within the horizon."""
    return list(np.cumsum(months(of, "arr_new") + months(of, "arr_expansion")))


def four_errors(of: Scenario, indicator: str, replications: int = 100) -> tuple[float, float]:
    """The mean of an indicator over futures, and four standard errors."""
    values = simulate(of, replications=replications, seed=1).runs[indicator]
    return float(values.mean()), float(4 * values.std(ddof=1) / replications**0.5)


def test_a_year_paid_in_march_is_recognised_in_twelve_parts() -> None:
    """120k of cash in March, 10k of revenue a month, 110k deferred, 100k, ... 0; then again."""
    of = signing(case("saas_prepaid"), [Contract(FIRST_DAY, 120_000, "closer 1", "companies")])
    assert list(months(of, "billed")) == in_months({1: 120_000, 13: 120_000}, 24)
    assert list(months(of, "revenue")) == pytest.approx([10_000] * 24)
    assert list(months(of, "deferred")) == pytest.approx(
        [120_000 - 10_000 * k for k in range(1, 13)] * 2
    )
    monthly = signing(
        case("saas_prepaid").variant("billed monthly"),
        [Contract(FIRST_DAY, 120_000, "closer 1", "companies")],
    )
    assert list(months(monthly, "revenue")) == pytest.approx([10_000] * 24)
    assert list(months(monthly, "deferred")) == pytest.approx([0] * 24)


def test_a_ramped_contract_enters_at_ten_and_leaves_at_thirty() -> None:
    of = signing(case("ramped_contract"), [Contract(FIRST_DAY, 10_000, "closer 1", "companies")])
    assert list(months(of, "billed")) == in_months({1: 10_000, 13: 20_000, 25: 30_000}, 36)
    assert running(of) == pytest.approx([10_000] * 12 + [20_000] * 12 + [30_000] * 12)


def test_each_renewal_raises_the_fee_by_five_per_cent() -> None:
    of = signing(case("auto_renewal"), [Contract(14, 24_000, "closer 1", "companies")])
    assert list(months(of, "billed")) == in_months({1: 24_000, 13: 25_200, 25: 26_460}, 36)
    assert list(months(of, "renewed")) == in_months({13: 1, 25: 1}, 36)


def test_a_lift_is_billed_each_month_in_advance_and_four_per_cent_more_each_year() -> None:
    """Signed on 2 January 2027: 500 a month in the first year, 500 * 1.04^9 in the tenth."""
    of = signing(
        case("lift_maintenance"), [Contract(1 + FIRST_DAY, 6_000, "representative 1", "buildings")]
    )
    expected = [500 * 1.04**year for year in range(10) for _ in range(12)]
    assert list(months(of, "billed")) == pytest.approx(expected, rel=1e-5)
    assert list(months(of, "renewed")) == in_months({61: 1}, 120)


def test_who_writes_within_ninety_days_is_bound_for_five_more_years() -> None:
    """400 lifts at 6 % a year, bound until 31 December 2031, after five years.

    In December those leave who decided in the five years up to the end of September, and nobody
    else before 2036.
    """
    lifts = [
        {"name": f"Lift {k}", "segment": "buildings", "value_per_year": 6_000,
         "renews": "2031-12-31"}
        for k in range(400)
    ]  # fmt: skip
    changes = {"today": {"accounts": lifts}, "segments.buildings.churn": "6 % a year"}
    rows = simulate(quiet(case("lift_maintenance"), changes), replications=20, seed=1).months
    lost = rows.groupby(["replication", "month"]).customers_lost.sum().unstack().to_numpy()
    assert lost[:, :59].sum() == lost[:, 60:119].sum() == 0
    share = 1 - 0.94**5
    error = (share * (1 - share) / (400 * 20)) ** 0.5
    assert lost[:, 59].mean() / 400 == pytest.approx(share, abs=4 * error)


def test_waste_is_collected_for_three_years_and_then_from_year_to_year() -> None:
    of = signing(
        case("waste_collection"), [Contract(9, 3_000, "representative 1", "front loaders")]
    )
    assert list(months(of, "renewed")) == in_months({37: 1, 49: 1}, 60)
    # 4 % more after each twelve months, from the renewal on where the term binds.
    assert running(of)[35] == pytest.approx(3_000)
    assert running(of)[36] == pytest.approx(3_000 * 1.04**3, abs=0.01)
    assert running(of)[48] == pytest.approx(3_000 * 1.04**4, abs=0.01)


def test_it_is_billed_in_advance_with_a_fee_and_five_per_cent_more_each_january() -> None:
    """4,000 on the 15th of each month, as much once for the onboarding; 4,200 from January 2028."""
    of = signing(case("managed_it"), [Contract(14, 48_000, "owner 1", "firms")])
    expected = [8_000, *[4_000] * 11, *[4_200] * 12, *[4_410] * 12]
    assert list(months(of, "billed")) == pytest.approx(expected)


def test_of_three_hundred_members_ninety_leave_in_a_year() -> None:
    """54,000 a year of agreements; of the 300 who have one 70 % renew."""
    agreements = case("hvac_agreements")
    members = {"today": {"customers": {"homes": 300}}}
    of = quiet(agreements, members)
    assert list(months(of, "revenue")) == pytest.approx([54_000 / 12] * 12)
    leaving = quiet(agreements, {**members, "segments.homes.churn": "30 % a year"})
    lost = simulate(leaving, replications=40, seed=1).months
    year = lost.groupby("replication").customers_lost.sum()
    assert year.mean() == pytest.approx(90, abs=4 * (300 * 0.3 * 0.7 / 40) ** 0.5)


@pytest.mark.parametrize(("variant", "contracts"), [(None, 5.5), ("followed up", 9.5)])
def test_of_25_bids_a_quarter_so_many_become_contracts(
    variant: str | None, contracts: float
) -> None:
    """22 and 38 % of 25; counted from the second year on, when bids of all ages are decided."""
    of = case("commercial_cleaning")
    of = of if variant is None else of.variant(variant)
    won = simulate(of, replications=200, seed=1).months
    second_year = won[(won.month >= "2028-01") & (won.motion == "conquest")]
    quarter = second_year.groupby("replication").won.sum() / 4
    error = 4 * quarter.std(ddof=1) / 200**0.5
    assert quarter.mean() == pytest.approx(contracts, abs=error)
    assert error < 0.5
    signed = second_year.groupby("replication").bookings.sum() / 4
    assert signed.mean() == pytest.approx(12 * 4_200 * quarter.mean())


def test_sixteen_stops_a_day_are_eighty_shops_a_week() -> None:
    """Each shop 52.1 times a year; with ninety each the hours bind, and no more stops are made."""
    route = case("beverage_route")
    stops, more = (
        simulate(of, replications=1).months.contacts.sum()
        for of in (route, route.variant("ninety shops each"))
    )
    assert stops == pytest.approx(240 * 365 / 7, rel=0.005)
    assert more == pytest.approx(3 * 16 * 261, rel=0.005)
    revenue, error = four_errors(route, "revenue")
    assert revenue == pytest.approx(240 * 300 * 365 / 7, abs=error + 0.01 * revenue)


def test_a_pool_customer_orders_for_25_000_a_year_and_some_much_more() -> None:
    """Customers who stay bring 25,000 on average."""
    of = case("pool_distributor").vary(
        {"segments.contractors.churn": "0 % a year", "prospecting.outbound": "none"}
    )
    revenue, error = four_errors(of, "revenue")
    assert revenue == pytest.approx(240 * 25_000, abs=error)
    assert error < 0.05 * revenue


def test_pool_customers_order_most_in_the_second_quarter() -> None:
    """19.5, 35.3, 27.1 and 18.1 % by quarter: 585.9, 1,057.8, 811.3 and 543.1 of 2,998.1M."""
    of = case("pool_distributor").vary(
        {"segments.contractors.churn": "0 % a year", "prospecting.outbound": "none"}
    )
    rows = simulate(of, replications=100, seed=1).months
    table = rows.groupby(["replication", "month"]).revenue.sum().unstack().to_numpy()
    quarters = table.reshape(100, 4, 3).sum(axis=2)
    shares = quarters / quarters.sum(axis=1, keepdims=True)
    error = 4 * shares.std(axis=0, ddof=1) / 10
    expected = np.array([585.9, 1_057.8, 811.3, 543.1]) / 2_998.1
    assert (np.abs(shares.mean(axis=0) - expected) <= error + 0.004).all(), shares.mean(axis=0)
