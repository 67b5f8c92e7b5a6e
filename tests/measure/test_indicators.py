"""Indicators of hand-made tables, worked out again by hand."""

import made_tables
import numpy as np
import pytest

from salessim.measure.indicators import INDICATORS, missing, summaries
from salessim.measure.runs import MonthlySeries, runs_of

BATCH = made_tables.batch(8)
LINES = MonthlySeries.of(BATCH, made_tables.BOOK)
RUNS = runs_of(BATCH, made_tables.BOOK, LINES)

FIXED_NAMES = {
    *("revenue", "revenue_conquest", "revenue_loyalty", "bookings", "arr_at_end", "growth"),
    *("payroll", "payroll_ratio", "payroll_ratio_last_quarter", "profit", "contracts_won"),
    *("customers_at_end", "customers_lost", "cash_low_point", "cash_out_month"),
    *("reps_at_quota", "reps_left"),
}


def test_names_that_scripts_rely_on_are_there() -> None:
    names = [indicator.name for indicator in INDICATORS]
    assert len(set(names)) == len(names)
    assert set(names) >= FIXED_NAMES


def test_revenue_is_split_by_motion() -> None:
    revenue = BATCH.months["revenue"]
    assert RUNS["revenue"] == pytest.approx(revenue.sum(axis=(1, 2, 3)))
    assert RUNS["revenue_conquest"] == pytest.approx(revenue[..., 0].sum(axis=(1, 2)))
    assert RUNS["revenue_last_quarter"] == pytest.approx(revenue[:, 1:].sum(axis=(1, 2, 3)))


def test_payroll_holds_managers_and_charges() -> None:
    parts = ("base", "variable", "charges", "managers")
    expected = sum(BATCH.ledger[part].sum(axis=1) for part in parts)
    assert RUNS["payroll"] == pytest.approx(expected)
    found = summaries(RUNS)["payroll_ratio"]
    assert found.mean == pytest.approx(expected.sum() / RUNS["revenue"].sum())


def test_profit_is_margin_less_sales_costs() -> None:
    ledger = BATCH.ledger
    costs = sum(
        ledger[name].sum(axis=1)
        for name in (
            *("base", "variable", "charges", "managers"),
            *("marketing", "seats", "hiring", "cost_of_goods"),
        )
    )
    assert RUNS["profit"] == pytest.approx(RUNS["revenue"] - costs)


def test_growth_compares_equal_lengths_of_time() -> None:
    """Four months against four months of last year's 1.2M."""
    assert RUNS["growth"] == pytest.approx(RUNS["revenue"] / 400_000 - 1)
    unknown = runs_of(BATCH, made_tables.book_with(revenue_last_year=None), LINES)
    assert np.isnan(unknown["growth"]).all()
    assert summaries(unknown)["growth"].mean is None
    assert missing(unknown)["growth"] == 8


def test_reps_at_quota_are_those_with_a_quota() -> None:
    credited = BATCH.reps["bookings"][:, 0].sum(axis=1)
    assert (RUNS["reps_with_quota"] == 1).all(), "the second rep has none"
    assert (RUNS["reps_over_quota"] == (credited >= 36_000)).all()
    assert summaries(RUNS)["reps_at_quota"].mean == (credited >= 36_000).mean()


def test_runs_without_revenue_are_counted_and_weigh_as_much_as_they_should() -> None:
    rows = RUNS.copy()
    rows["revenue"][:3] = 0
    found = summaries(rows)["payroll_ratio"]
    assert found.mean == pytest.approx(rows["payroll"].sum() / rows["revenue"].sum())
    assert missing(rows)["payroll_ratio"] == 3
    rows["revenue"] = 0
    assert summaries(rows)["payroll_ratio"].mean is None


def test_cash_out_is_the_first_month_below_zero() -> None:
    poor = made_tables.book_with(opening_cash=-60_000.0)
    lines = MonthlySeries.of(BATCH, poor)
    rows = runs_of(BATCH, poor, lines)
    for row, line in zip(rows, lines.cash, strict=True):
        below = np.flatnonzero(line < 0)
        assert row["cash_out_month"] == (below[0] + 1 if below.size else np.inf)
        assert row["cash_low_point"] == line.min() == line[int(row["cash_low_month"]) - 1]


def test_reps_who_left_are_counted_even_where_a_successor_came_at_once() -> None:
    batch = made_tables.batch(2)
    batch.reps["left"][0, 1, 2] = 1
    rows = runs_of(batch, made_tables.BOOK, MonthlySeries.of(batch, made_tables.BOOK))
    assert list(rows["reps_left"]) == [1, 0]
