"""Cash by the day of each bill: those of the horizon, and those before it."""

from dataclasses import replace

import made_tables
import numpy as np
import pytest
from made_pay import Contract, both, scenario

from salessim.measure.runs import MonthlySeries, cash_line, paid_of_before
from salessim.model.state.outputs import Book
from salessim.units import DAYS_PER_MONTH


def book(days: float, *, bills_months: bool = False) -> Book:
    """Four months from 1 January 2027 (31, 28, 31 and 30 days)."""
    return replace(
        made_tables.BOOK, payment_days=(days, days), bills_months=(bills_months, bills_months)
    )


@pytest.mark.parametrize(
    ("days", "expected", "later"),
    [
        (0.0, [0, 0, 0, 0], 0.0),
        (DAYS_PER_MONTH, [1, 0, 0, 0], 0.0),
        (1.25 * DAYS_PER_MONTH, [1, 0.25, 0, 0], 0.0),
        (4.5 * DAYS_PER_MONTH, [1, 1, 1, 1], 0.5),
    ],
)
def test_bills_before_the_horizon_come_evenly(
    days: float, expected: list[float], later: float
) -> None:
    paid, rest = paid_of_before(book(days), 0)
    assert paid == pytest.approx(expected)
    assert rest == pytest.approx(later)


@pytest.mark.parametrize(
    ("days", "expected", "later"),
    [
        (0.0, [0, 0, 0, 0], 0),
        (30.0, [1, 0, 0, 0], 0),  # that of 31 December on 30 January
        (31.0, [1, 0, 0, 0], 0),
        (32.0, [1, 1, 0, 0], 0),  # on 1 February, and that of 30 November on 1 January
        (150.0, [1, 1, 1, 1], 1),  # of 31 July to 31 December; the first was paid on 28 December
    ],
)
def test_bills_of_months_that_ran_are_of_their_last_days(
    days: float, expected: list[int], later: int
) -> None:
    paid, rest = paid_of_before(book(days, bills_months=True), 0)
    assert paid.tolist() == expected
    assert rest == later


def test_a_bill_is_paid_by_its_own_day() -> None:
    """30 days after 1 January: 31 January. After the 2nd and the 5th: 1 and 4 February.

    A month's share of them would bring nearly all of January's bills in February.
    """
    signed = [Contract(0.5, 100), Contract(1.5, 200), Contract(4.5, 400), Contract(363, 800)]
    inputs, batch = both(scenario({}, signed, {"paid_after": "30 days", "margin": "100 %"}))
    assert batch.months["collected"][0].sum(axis=(1, 2)).tolist() == [100, 600, *[0] * 10]
    lines = MonthlySeries.of(batch, inputs.book)
    assert lines.collected[0].tolist() == [100, 600, *[0] * 10]
    assert lines.receivables[0].tolist() == [600, *[0] * 10, 800]


def test_a_time_in_months_ends_on_the_calendars_day() -> None:
    """Two months after 31 January: 31 March; after 31 December: 28 February, past the horizon."""
    signed = [Contract(30.5, 100), Contract(364, 200)]
    _, batch = both(scenario({}, signed, {"paid_after": "2 months"}))
    assert batch.months["collected"][0].sum(axis=(1, 2)).tolist() == [0, 0, 100, *[0] * 9]


def test_what_ran_in_a_month_is_billed_on_its_last_day() -> None:
    """Of 31 January after 30 days: 2 March, with that of 28 February on 30 March.

    1k a month has run for long; that of 31 December comes on 30 January.
    """
    more = {
        "segments": {"all": {"prospects": 0, "deal": "12k a year", "churn": "0 % a year"}},
        "today": {
            "accounts": [{"name": "A", "segment": "all", "value_per_year": 12_000}],
            "deals": [],
        },
        "paid_after": "30 days",
    }
    inputs, batch = both(scenario({}, (), more))
    lines = MonthlySeries.of(batch, inputs.book)
    assert lines.collected[0] == pytest.approx([1_000, 0, 2_000, *[1_000] * 9])
    # A month after, each comes on the last day of the next.
    monthly, batch = both(scenario({}, (), more | {"paid_after": "1 month"}))
    assert MonthlySeries.of(batch, monthly.book).collected[0] == pytest.approx([1_000] * 12)


def test_cash_is_opening_plus_income_less_costs() -> None:
    income = np.array([[100.0, 200.0, 300.0, 400.0]])
    line = cash_line(income, np.full((1, 4), 150.0), opening=100)
    assert line[0] == pytest.approx([50, 100, 250, 500])
