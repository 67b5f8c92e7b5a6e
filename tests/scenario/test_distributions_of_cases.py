"""Explicit distributions: their parameters, their medians, and scipy's as tables."""

import math

import numpy as np
import pytest
import scipy.stats
from bad_cases import RIGHT

from salessim.errors import ScenarioError
from salessim.scenario import Scenario
from salessim.units import Quantity


def deal(law: str) -> Quantity:
    text = RIGHT.replace("deal: 5k", f"deal: {law}")
    return Scenario.parse(text).plan.segments["silver"].deal


def hours(law: str) -> Quantity:
    text = RIGHT + f"funnel: {{conquest: {{demo: {{hours: {law}, passes: 20 %}}}}}}\n"
    return Scenario.parse(text).plan.funnel.conquest["demo"].hours


@pytest.mark.parametrize(
    ("typed", "family", "parameters", "frozen"),
    [
        ("{constant: 2}", "constant", (2,), None),
        ("{uniform: [1, 3]}", "uniform", (1, 3), scipy.stats.uniform(1, 2)),
        ("{triangular: [1, 2, 4]}", "triangular", (1, 2, 4), scipy.stats.triang(1 / 3, 1, 3)),
        ("{triangular: [1, 3, 4]}", "triangular", (1, 3, 4), scipy.stats.triang(2 / 3, 1, 3)),
        ("{exponential: {mean: 90 minutes}}", "exponential", (1.5,), scipy.stats.expon(0, 1.5)),
        ("{weibull: {scale: 2, shape: 3}}", "weibull", (2, 3), scipy.stats.weibull_min(3, 0, 2)),
        ("{lognormal: {median: 2, sigma: 1}}", "lognormal", (2, 1), scipy.stats.lognorm(1, 0, 2)),
        ("{gamma: {shape: 3, mean: 2}}", "gamma", (3, 2), scipy.stats.gamma(3, 0, 2 / 3)),
        ("{gamma: {shape: 0.7, mean: 2}}", "gamma", (0.7, 2), scipy.stats.gamma(0.7, 0, 2 / 0.7)),
        ("{beta: {alpha: 2, beta: 3, max: 90 minutes}}", "beta", (2, 3, 1.5),
         scipy.stats.beta(2, 3, 0, 1.5)),
        ("{logistic: {mean: 20, scale: 1}}", "logistic", (20, 1), scipy.stats.logistic(20, 1)),
        ("{quantiles: [1, 2, 5]}", "quantiles", (0, 0.5, 1, 1, 2, 5), None),
        ("{quantiles: {0 %: 1, 25 %: 2, 100 %: 5}}", "quantiles", (0, 0.25, 1, 1, 2, 5), None),
    ],
)  # fmt: skip
def test_families(typed: str, family: str, parameters: tuple[float, ...], frozen: object) -> None:
    quantity = hours(typed)
    assert quantity.distribution is not None
    assert quantity.distribution.family == family
    assert quantity.distribution.parameters == pytest.approx(parameters)
    assert quantity.cases is None
    if frozen is not None:
        assert quantity.typical == pytest.approx(frozen.median())  # type: ignore[attr-defined]


def test_lognormal_by_mean_and_variation() -> None:
    law = hours("{lognormal: {mean: 4, cv: 0.5}}").distribution
    assert law is not None
    sigma = math.sqrt(math.log(1.25))
    assert law.parameters == pytest.approx((4 * math.exp(-(sigma**2) / 2), sigma))
    frozen = scipy.stats.lognorm(law.parameters[1], 0, law.parameters[0])
    assert (frozen.mean(), frozen.std()) == pytest.approx((4, 2))


def test_values_of_a_rate_carry_the_period() -> None:
    quantity = deal("{lognormal: {median: 12k a year, sigma: 0.5}}")
    assert quantity.period == "year"
    assert quantity.per_month.distribution is not None
    assert quantity.per_month.distribution.parameters == pytest.approx((1000, 0.5))


def test_periods_do_not_mix() -> None:
    with pytest.raises(ScenarioError, match="one period"):
        deal("{uniform: [1k a year, 2k a month]}")


@pytest.mark.parametrize(
    "typed",
    [
        "{scipy: {name: beta, a: 2, b: 3, scale: 40}}",
        "{scipy: {name: expon, scale: 8}}",
        "{scipy: {name: norm, loc: 40, scale: 5}}",
        "{scipy: {name: gamma, a: 0.7, scale: 10}}",
        "{scipy: {name: lognorm, s: 1.2, scale: 0.5}}",
    ],
)
def test_scipy_laws_become_tables_that_keep_their_distribution(typed: str) -> None:
    quantity = hours(typed)
    assert quantity.distribution is not None
    assert quantity.distribution.family == "quantiles"
    count = len(quantity.distribution.parameters) // 2
    assert count == 1025
    chances = np.array(quantity.distribution.parameters[:count])
    values = np.array(quantity.distribution.parameters[count:])
    assert (chances[0], chances[-1]) == (0, 1)
    fields = dict(part.split(": ") for part in typed[9:-2].split(", "))
    name = fields.pop("name")
    frozen = getattr(scipy.stats, name)(**{key: float(value) for key, value in fields.items()})
    between = np.linspace(0.001, 0.999, 997)
    assert np.abs(frozen.cdf(np.interp(between, chances, values)) - between).max() < 1e-4
    assert quantity.typical == pytest.approx(frozen.median(), rel=1e-6)


def test_a_law_that_a_table_cannot_hold_is_refused() -> None:
    with pytest.raises(ScenarioError, match="allowed"):
        hours("{scipy: {name: pareto, b: 0.3}}")


def test_both_uncertainties_at_once() -> None:
    quantity = deal("{typical: 40k..50k, cases: 30k..60k}")
    assert quantity.uncertainty == (40_000, 50_000)
    assert quantity.cases == (30_000, 60_000)
    assert quantity.typical == pytest.approx(math.sqrt(40_000 * 50_000))


def test_cases_alone_have_their_middle_as_typical() -> None:
    assert deal("{cases: 10k..40k}").typical == pytest.approx(20_000)
    assert deal("{typical: 15k, cases: 10k..40k}").typical == 15_000


@pytest.mark.parametrize(
    "typed",
    [
        "{scipy: {name: beta, a: 2, b: 0.3, scale: 10000}}",
        "{scipy: {name: weibull_min, c: 0.5, scale: 900, loc: 100000}}",
    ],
)
def test_fits_that_crowd_at_a_bound_keep_the_figures_that_they_need(typed: str) -> None:
    assert deal(typed).distribution.family == "quantiles"
