"""Laws fitted to retention tables and counts of orders: published ones, and what laws expect."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import nbinom

from salessim import InputError, Scenario, fit_churn, fit_orders
from salessim.plan.customer_fits import ChurnFit, OrdersFit

HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
"""Customers left after 0 to 7 years: Fader and Hardie, Journal of Interactive Marketing 21 (2007)
76-90, of which the first seven years are fitted there."""

GREENWOOD_YULE = {0: 447, 1: 132, 2: 42, 3: 21, 4: 3, 5: 2}
"""Accidents of 647 women in five weeks: Journal of the Royal Statistical Society 83 (1920) 255."""


@pytest.mark.parametrize(
    ("table", "alpha", "beta", "likelihood"),
    [(HIGH_END, 0.668, 3.806, -1611.2), (REGULAR, 0.704, 1.182, -1680.3)],
)
def test_published_fits(table: list[float], alpha: float, beta: float, likelihood: float) -> None:
    fit = fit_churn(table)
    assert (fit.alpha, fit.beta) == pytest.approx((alpha, beta), abs=5e-4)
    assert fit.log_likelihood == pytest.approx(likelihood, abs=0.05)
    assert fit.survival(7) == pytest.approx(table[7] / 1000, abs=0.01)


def test_several_cohorts_of_any_length_and_their_own_expectations() -> None:
    """Cohorts that lose exactly what a law expects give that law back."""
    law = ChurnFit(1.4, 9.0, "month", 0.0)
    cohorts = [[n * law.survival(t) for t in range(n // 1000 + 2)] for n in (1000, 4000, 9000)]
    fit = fit_churn(*cohorts, period="month")
    assert (fit.alpha, fit.beta) == pytest.approx((1.4, 9.0), rel=1e-3)
    text = f"horizon: {{from: 2027-01, months: 3}}\nsegments: {{a: {{churn: {fit.line}}}}}\n"
    churn = Scenario.parse(text + "team: {closer: {people: 1}}\n").plan.segments["a"].churn
    assert churn.period == "month"


def test_counts_by_another_way() -> None:
    counts = np.repeat(list(GREENWOOD_YULE), list(GREENWOOD_YULE.values()))

    def against(x: np.ndarray) -> float:
        shape, mean = np.exp(x)
        return -float(nbinom(shape, shape / (shape + mean)).logpmf(counts).sum())

    other = minimize(against, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-8})
    fit = fit_orders(GREENWOOD_YULE)
    assert (fit.shape, fit.mean) == pytest.approx(tuple(np.exp(other.x)), rel=1e-4)
    assert fit.mean == pytest.approx(counts.mean(), rel=1e-6)


def test_the_greatest_count_may_stand_for_more() -> None:
    law = OrdersFit(0.6, 2.0, 0.0)
    counts = {k: 1e6 * law.chance(k) for k in range(5)}
    counts[5] = 1e6 - sum(counts.values())
    fit = fit_orders(counts, at_least=5)
    assert (fit.shape, fit.mean) == pytest.approx((0.6, 2.0), rel=1e-4)
    assert fit.line == "{gamma: {shape: 0.6, mean: 1}}"


@pytest.mark.parametrize(
    "cohort",
    [[1000], [1000, 1001], [0, 0], [100, -1], [100, "x"], None, 7, "abc", [100, float("nan")],
     [[100, 90]], [float("inf"), 5]],
)  # fmt: skip
def test_a_table_that_is_none_is_said(cohort: Any) -> None:
    with pytest.raises(InputError, match="never rise"):
        fit_churn(cohort)


@pytest.mark.parametrize("counts", [None, [0, 0, 1, 5], {"0": 10, "1": 5}, {0: 1, 1: "x"}, {}])
def test_counts_that_are_none_are_said(counts: Any) -> None:
    with pytest.raises(InputError, match="customers by number of orders"):
        fit_orders(counts)


def test_a_period_is_one_that_a_scenario_knows() -> None:
    period: Any = "fortnight"
    with pytest.raises(InputError, match="month, quarter, year"):
        fit_churn([100, 90, 85], period=period)


def test_one_period_does_not_say_how_customers_differ() -> None:
    """Of 40 % lost in one year any law with that mean is as likely: it was one of them."""
    with pytest.raises(InputError, match="three numbers or more"):
        fit_churn([100, 60], [50, 30])
    assert fit_churn([100, 60], [50, 30, 24]).survival(1) == pytest.approx(0.6, abs=0.01)


def test_what_no_law_fits_is_said_as_it_is() -> None:
    with pytest.raises(InputError, match="nobody leaves in the table: type 0 % a year"):
        fit_churn([100, 100, 100])
    with pytest.raises(InputError, match="leave at once"):
        fit_churn([1000, 500, 500, 500, 500])
    with pytest.raises(InputError, match="a few customers send nearly all"):
        fit_orders({0: 100_000, 400: 1})


def test_rare_orders_have_a_mean_too() -> None:
    """Days of customers: .0034 orders on average; it was on a border of 0.01, and refused."""
    counts = {0: 99_690, 1: 290, 2: 15, 3: 5}
    fit = fit_orders(counts)
    assert fit.mean == pytest.approx(335 / 100_000, rel=1e-5)
    assert fit.shape < 0.1


def test_customers_that_do_not_differ_are_said() -> None:
    with pytest.raises(InputError, match="type one rate"):
        fit_churn([1024, 512, 256, 128, 64])
    with pytest.raises(InputError, match="leave order_frequency out"):
        fit_orders({0: 10, 1: 1000, 2: 10})
    with pytest.raises(InputError, match="two numbers or more"):
        fit_orders({3: 10})
    with pytest.raises(InputError, match="at_least"):
        fit_orders({0: 10, 1: 5}, at_least=3)
