"""The path that a distant target asks for, counted back by hand."""

from dataclasses import replace
from datetime import date

import made_tables
import numpy as np
import pytest

from salessim import Scenario
from salessim.measure.runs import MonthlySeries
from salessim.measure.targets import backcast
from salessim.model.assembly import build
from salessim.model.state.outputs import Book, DatedTarget

MONTHS = tuple(f"{2027 + m // 12}-{m % 12 + 1:02}" for m in range(60))


def lines(per_month: float) -> MonthlySeries:
    """Two futures, in the second of which revenue is a tenth higher."""
    flat = np.outer([1.0, 1.1], np.full(60, per_month))
    nothing = np.zeros((2, 60))
    return MonthlySeries(0.25 * flat, 0.75 * flat, nothing, nothing, 12 * flat, *[nothing] * 4)


def book(last_year: float | None, target: DatedTarget) -> Book:
    return made_tables.book_with(
        months=MONTHS, start=date(2027, 1, 1), revenue_last_year=last_year, targets=(target,)
    )


def test_the_years_of_a_target_in_year_five() -> None:
    """From 1 M to 1 M times 1.2 to the fifth: 20 % a year, 1.2 M in the first."""
    target = DatedTarget("revenue", 1.2**5 * 1e6, 48, 59, "2031-12", None, None)
    way = backcast(book(1e6, target), lines(1.3e6 / 12))
    assert way is not None and way.growth_per_year == pytest.approx(0.2)
    assert [row.by for row in way.years] == [f"{year}-12" for year in range(2027, 2032)]
    assert [row.asks for row in way.years] == pytest.approx([1.2**k * 1e6 for k in range(1, 6)])
    assert [row.mean for row in way.years] == pytest.approx([1.05 * 1.3e6] * 5)
    assert [row.probability for row in way.years] == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert way.years[0].from_active == pytest.approx(0.75 * 1.05 * 1.3e6)


def test_without_last_year_the_first_year_is_the_start() -> None:
    target = DatedTarget("revenue", 4.2e6, 24, 35, "2029-12", None, None)
    way = backcast(book(None, target), lines(1e6 / 12))
    assert way is not None and way.start == pytest.approx(1.05e6)
    assert way.growth_per_year == pytest.approx(1.0)
    assert [row.asks for row in way.years] == pytest.approx([1.05e6, 2.1e6, 4.2e6])


def test_recurring_revenue_has_a_path_too() -> None:
    way = backcast(
        book(9e9, DatedTarget("arr", 2.1e6, 0, 23, "2028-12", None, None)), lines(1e6 / 12)
    )
    assert way is not None and [row.asks for row in way.years] == pytest.approx([1.05e6, 2.1e6])


def test_a_year_that_was_begun_is_no_step_of_the_path() -> None:
    """From 15 January 2027 the first whole year is 2028; last year's revenue lies 1.96 years back.

    23 and 17/31 months lead to the end of 2028: 1 M a year becomes 2 M at 42.4 % a year.
    """
    target = DatedTarget("revenue", 2e6, 12, 23, "2028-12", None, None)
    begun = replace(book(1e6, target), start=date(2027, 1, 15))
    way = backcast(begun, lines(1e6 / 12))
    assert way is not None and [row.by for row in way.years] == ["2028-12"]
    assert way.growth_per_year == pytest.approx(2 ** (12 / (23 + 17 / 31)) - 1)
    recurring = DatedTarget("arr", 2.1e6, 0, 23, "2028-12", None, None)
    way = backcast(replace(book(None, recurring), start=date(2027, 1, 15)), lines(1e6 / 12))
    assert way is not None and [row.asks for row in way.years] == pytest.approx([1.05e6, 2.1e6])


@pytest.mark.parametrize(
    "target",
    [DatedTarget("revenue", 1e6, 0, 11, "2027-12", None, None),
     DatedTarget("revenue", 9e6, 0, 59, "2031-12", None, None),
     DatedTarget("bookings", 1e6, 48, 59, "2031-12", None, None)],
    ids=["in the first year", "a sum over five years", "bookings"],
)  # fmt: skip
def test_other_targets_have_no_path(target: DatedTarget) -> None:
    assert backcast(book(1e6, target), lines(1e5)) is None


YEARS = """
horizon: {from: 2027-03, months: 34}
target: TARGET
segments: {gold: {prospects: 10, deal: 9k}}
team: {seller: {people: 1}}
"""


def facts(target: str) -> list[tuple[str, float, str, str]]:
    book = build(Scenario.parse(YEARS.replace("TARGET", target))).book
    return [(t.measure, round(t.value), book.months[t.first_month], t.label) for t in book.targets]


def test_a_target_of_a_year_counts_that_year() -> None:
    found = facts("{2027: {revenue: 1M, arr: 500k}, 2028: {revenue: 2M}}")
    assert found == [
        ("revenue", 833_333, "2027-03", "2027-12"),  # ten months of twelve
        ("arr", 500_000, "2027-03", "2027-12"),
        ("revenue", 2_000_000, "2028-01", "2028-12"),
    ]


def test_a_target_that_grows_holds_again_each_year() -> None:
    assert facts("{2027: {revenue: 1M, grows: 20 % a year}}") == [
        ("revenue", 833_333, "2027-03", "2027-12"),  # ten months of twelve
        ("revenue", 1_200_000, "2028-01", "2028-12"),
        ("revenue", 1_440_000, "2029-01", "2029-12"),
    ]
    assert facts("{revenue: 1M, by: 2028-02, grows: 10 % a year}") == [
        ("revenue", 1_000_000, "2027-03", "2028-02"),
        ("revenue", 1_100_000, "2028-03", "2029-02"),
    ]
