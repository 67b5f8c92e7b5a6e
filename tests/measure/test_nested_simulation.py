"""Luck against nested simulation: many parameter draws, each under luck of two kinds or more."""

import numpy as np
import pytest
from varied_scenarios import CHANGES, GOLD, WIDE, varied

from salessim import Scenario, simulate
from salessim.elementary import exp, log, normal_quantile
from salessim.engine.run import batches
from salessim.measure.runs import MonthlySeries
from salessim.model.assembly import build

OTHER_SEED = 77
DRAWS = 2000


def outcomes(scenario: Scenario, count: int, *, repeated: bool = False, seed: int = OTHER_SEED):
    """Revenue (count,) and where each uncertain parameter was drawn, (count, J)."""
    inputs = build(scenario)
    revenue, chances = [], []
    for batch in batches(inputs, replications=count, seed=seed, repeated=repeated):
        revenue.append(MonthlySeries.of(batch, inputs.book).revenue.sum(axis=1))
        chances.append(batch.uncertain_values.copy())
    return np.concatenate(revenue), np.concatenate(chances)


def luck_by_pairs(scenario: Scenario, draws: int) -> float:
    """Luck's share with two outcomes of each of many parameter draws."""
    first, again = (outcomes(scenario, draws, repeated=part)[0] for part in (False, True))
    return float(((first - again) ** 2).mean() / 2 / np.concatenate([first, again]).var())


def test_a_repetition_shares_the_parameters_and_nothing_else() -> None:
    scenario = varied("wide")
    (first, chances), (again, chances_again) = (
        outcomes(scenario, 40, repeated=part) for part in (False, True)
    )
    assert (chances == chances_again).all() and (first != again).mean() > 0.8
    known = Scenario.parse(
        "name: Known\nhorizon: {from: 2027-01, months: 6}\n"
        "defaults: exact\n"
        "segments: {gold: {win_rate: 20 %}}\nteam: {closer: {people: 1, base: 40k a year}}\n"
    )
    luck = [outcomes(known, 60, repeated=part)[0] for part in (False, True)]
    assert abs(np.corrcoef(*luck)[0, 1]) < 0.4, "luck of its own: .4 comes once in 1,000"


def test_luck_of_wide_ranges_is_within_its_interval() -> None:
    """Summed rank correlations gave three times as much luck as there is."""
    scenario = varied("wide")
    spread = simulate(scenario, replications=200).findings.spread
    assert spread is not None and spread.repetitions == 160
    low, high = spread.luck_ci95
    assert low <= luck_by_pairs(scenario, 400) <= high and high - low <= 0.25
    assert spread.drivers[0].path == GOLD + "win_rate"
    assert spread.drivers[0].ci95[0] < spread.drivers[0].share < spread.drivers[0].ci95[1]


@pytest.mark.full
def test_nested_simulation_of_typed_values_agrees_with_pairs() -> None:
    """150 draws typed as numbers, each simulated 20 times."""
    draw = np.random.default_rng(3)
    ranges = {GOLD + "win_rate": (0.02, 0.31), GOLD + "churn": (0.05, 0.6)}
    within, means = [], []
    for _ in range(150):
        typed = {"channels.web.leads": f"{_lognormal(draw, 1, 60):.9f} a month"}
        for path, (low, high) in ranges.items():
            odds = _lognormal(draw, low / (1 - low), high / (1 - high))
            period = " a year" if path.endswith("churn") else ""
            typed[path] = f"{100 * odds / (1 + odds):.9f} %{period}"
        if float(typed[GOLD + "win_rate"].split()[0]) > 31:
            typed[GOLD + "win_rate"] = "31 %"
        revenue, _ = outcomes(varied("wide").vary(typed), 20)
        within.append(revenue.var(ddof=1))
        means.append(revenue.mean())
    noise = float(np.mean(within))
    nested = noise / (noise + np.var(means, ddof=1) - noise / 20)
    assert nested == pytest.approx(luck_by_pairs(varied("wide"), DRAWS), abs=0.02)
    assert set(WIDE) == {*ranges, "channels.web.leads"}


def _lognormal(draw: np.random.Generator, low: float, high: float) -> float:
    """8 in 10 values lie between."""
    middle, half = (log(low) + log(high)) / 2, (log(high) - log(low)) / 2
    return exp(middle + half * normal_quantile(float(draw.random())) / normal_quantile(0.9))


@pytest.mark.full
def test_intervals_hold_nested_simulation_in_18_of_20_scenarios() -> None:
    """Each by 2,000 draws under luck of two kinds; 200 replications print the interval.

    Of 20 intervals of 95 % fewer than 18 hold once in 13 changes of the streams.
    """
    missed, widths = [], {}
    for name in CHANGES:
        scenario = varied(name)
        spread = simulate(scenario, replications=200).findings.spread
        assert spread is not None
        low, high = spread.luck_ci95
        widths[name] = high - low
        if not low <= luck_by_pairs(scenario, DRAWS) <= high:
            missed.append(name)
    assert len(missed) <= 2, missed
    assert max(widths.values()) <= 0.25, widths
