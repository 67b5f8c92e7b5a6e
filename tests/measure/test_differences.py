"""Paired differences against SciPy, a jackknife, and cases worked out by hand."""

import made_comparison
import made_tables
import numpy as np
import pytest
from scipy import stats

from salessim.measure.batch import Batch
from salessim.measure.differences import difference, differences, paired_chance_interval
from salessim.measure.indicators import INDICATORS, Indicator
from salessim.measure.runs import MonthlySeries, runs_of

BY_NAME = {indicator.name: indicator for indicator in INDICATORS}


def runs(batch: Batch) -> np.ndarray:
    return runs_of(batch, made_tables.BOOK, MonthlySeries.of(batch, made_tables.BOOK))


BASE = runs(made_tables.batch(60))
MORE = runs(made_comparison.more_revenue(made_tables.batch(60)))
DEARER = runs(made_comparison.dearer_boss(made_tables.batch(60)))
APART = runs(made_tables.batch(60, world=2))


def test_means_differ_as_in_students_paired_test() -> None:
    found = difference(BY_NAME["revenue"], BASE, MORE)
    paired = stats.ttest_rel(MORE["revenue"], BASE["revenue"]).confidence_interval(0.95)
    assert found.mean == pytest.approx(MORE["revenue"].mean() - BASE["revenue"].mean())
    assert found.ci95 == pytest.approx(tuple(paired))
    apart = MORE["revenue"].var(ddof=1) + BASE["revenue"].var(ddof=1)
    together = (MORE["revenue"] - BASE["revenue"]).var(ddof=1)
    assert found.pairing_factor == pytest.approx(apart / together)


def test_ratios_differ_as_total_over_total_with_a_jackknifed_error() -> None:
    found = difference(BY_NAME["payroll_ratio"], BASE, MORE)

    def gap(left_out: int | None) -> float:
        kept = np.arange(len(BASE)) != left_out
        ratios = [table["payroll"][kept].sum() / table["revenue"][kept].sum()
                  for table in (BASE, MORE)]  # fmt: skip
        return float(ratios[1] - ratios[0])

    assert found.mean == pytest.approx(gap(None))
    count = len(BASE)
    without = np.array([gap(row) for row in range(count)])
    error = np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())
    half = stats.t.ppf(0.975, count - 1) * error
    assert found.ci95 is not None
    # Linear terms and the jackknife agree but for terms of second order in 1 / count.
    assert (found.ci95[1] - found.ci95[0]) / 2 == pytest.approx(half, rel=0.02)


def test_better_goes_by_the_direction_of_the_indicator() -> None:
    more = differences(BASE, MORE)
    higher = (MORE["revenue"] > BASE["revenue"]).mean()
    assert more["revenue"].probability_better == pytest.approx(higher)
    assert more["revenue"].probability_worse == pytest.approx(1 - higher)
    assert more["payroll_ratio"].probability_better == pytest.approx(higher)
    assert more["payroll_ratio"].mean < 0
    assert more["deals_open_at_end"].better is None
    assert more["deals_open_at_end"].probability_better is None


def test_a_cost_alone_leaves_all_else_exactly_as_it_was() -> None:
    found = differences(BASE, DEARER)
    moved = {name for name, row in found.items() if not row.unchanged}
    assert moved == {
        *("payroll", "payroll_ratio", "payroll_ratio_last_quarter", "payroll_ratio_valued"),
        *("profit", "cash_low_point", "acquisition_cost", "payback_months", "money_needed"),
    } | ({"cash_out_month", "break_even_month"} & moved)
    for name, row in found.items():
        if row.unchanged and row.mean is not None:
            assert (row.mean, row.ci95) == (0.0, (0.0, 0.0)), name
            assert row.pairing_factor is None, name
    assert found["payroll"].mean == pytest.approx(10_000)
    assert found["payroll"].pairing_factor is None, "the same in every future but for rounding"
    assert found["payroll"].probability_worse == 1


def test_without_shared_chance_pairing_saves_nothing() -> None:
    # The correlation of 60 independent pairs lies within 0.42 in all but one case in 1,000.
    factor = difference(BY_NAME["revenue"], BASE, APART).pairing_factor
    assert factor == pytest.approx(1, abs=0.45)


def test_futures_without_a_figure_are_left_out_and_counted() -> None:
    base, variant = BASE.copy(), MORE.copy()
    base["growth"][:5] = np.nan
    found = difference(BY_NAME["growth"], base, variant)
    assert found.futures == 55
    assert found.mean == pytest.approx((variant["growth"] - base["growth"])[5:].mean())


def test_never_running_out_of_cash_is_better_than_late() -> None:
    month = BY_NAME["cash_out_month"]
    base, variant = BASE[:4].copy(), BASE[:4].copy()
    base["cash_out_month"] = [3, 3, np.inf, np.inf]
    variant["cash_out_month"] = [4, np.inf, 2, np.inf]
    found = difference(month, base, variant)
    assert (found.probability_better, found.probability_worse) == (0.5, 0.25)
    assert (found.futures, found.mean) == (1, 1.0)


def test_nothing_to_divide_by_gives_no_difference() -> None:
    base = BASE.copy()
    base["revenue"] = 0.0
    found = difference(BY_NAME["payroll_ratio"], base, MORE)
    assert (found.mean, found.ci95, found.probability_better) == (None, None, None)
    assert not found.unchanged


def test_one_future_has_a_difference_and_no_interval() -> None:
    found = difference(BY_NAME["revenue"], BASE[:1], MORE[:1])
    assert found.mean == pytest.approx(float(MORE["revenue"][0] - BASE["revenue"][0]))
    assert found.ci95 is None


def test_paired_chances_by_hand() -> None:
    """Agresti and Min: 12 gained, 3 lost of 100; half a future more in each of four cells."""
    before = np.zeros(100, dtype=bool)
    after = before.copy()
    before[:23] = True
    after[3:35] = True
    low, high = paired_chance_interval(before, after)
    gained, lost = 12.5 / 102, 3.5 / 102
    error = np.sqrt((gained + lost - (gained - lost) ** 2) / 102)
    assert (low + high) / 2 == pytest.approx(gained - lost)
    assert (high - low) / 2 == pytest.approx(1.959964 * error, rel=1e-6)
    assert paired_chance_interval(before, before)[0] < 0 < paired_chance_interval(before, before)[1]


def test_interval_covers_the_true_difference() -> None:
    """Of 400 intervals of 95 %, more than 35 miss once in 500 changes of the streams."""
    draw = np.random.default_rng(8)
    ratio = Indicator("ratio", "payroll", "share", "", bottom="revenue", better="lower")
    missed = 0
    for _ in range(400):
        base, variant = np.zeros((2, 50), dtype=BASE.dtype)
        shared = draw.lognormal(0, 0.4, size=50)
        base["revenue"] = shared * draw.lognormal(0, 0.1, size=50)
        variant["revenue"] = 1.2 * shared * draw.lognormal(0, 0.1, size=50)
        base["payroll"], variant["payroll"] = 0.3 + 0.1 * shared, 0.3 + 0.12 * shared
        mean = np.exp(0.08 + 0.005)
        shared_mean = np.exp(0.08)
        truth = (0.3 + 0.12 * shared_mean) / (1.2 * mean) - (0.3 + 0.1 * shared_mean) / mean
        low, high = difference(ratio, base, variant).ci95
        missed += not low <= truth <= high
    assert missed <= 35
