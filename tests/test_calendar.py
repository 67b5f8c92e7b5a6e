"""The calendar's hours against weeks, holidays and leave counted by hand."""

import calendar as gregorian
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessim.calendar import (
    WorkCalendar,
    country_code,
    country_of_currency,
    date_of_day,
    date_of_second,
    day_index,
    month_starts,
    public_holidays,
    second_of_date,
    stagger_group,
)
from salessim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

dates = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))
names = st.text(max_size=12)
USUAL = {"hours_per_week": 40, "weekdays": (0, 1, 2, 3, 4), "leave_days_per_year": 25}
NAME_OF_EACH_GROUP = {stagger_group(f"rep {n}"): f"rep {n}" for n in range(100)}


def work_calendar(**given):
    return WorkCalendar(**(USUAL | given))


def days_in(year: int) -> int:
    return 366 if gregorian.isleap(year) else 365


@given(dates, st.integers(-4_000, 4_000))
def test_days_and_seconds_lead_back_to_their_dates(start, day):
    when = date_of_day(start, day)
    assert day_index(start, when) == day
    assert date_of_second(start, second_of_date(start, when)) == when
    assert date_of_second(start, second_of_date(start, when) + SECONDS_PER_DAY - 1) == when


@given(dates, st.integers(1, 60))
def test_months_are_calendar_months_and_the_first_may_be_short(start, months):
    borders = month_starts(start, months)
    assert borders[0] == 0
    assert len(borders) == months + 1
    opened = [date_of_second(start, second) for second in borders]
    assert all(border.day == 1 for border in opened[1:])
    lengths = np.diff(borders) // SECONDS_PER_DAY
    expected = [gregorian.monthrange(day.year, day.month)[1] for day in opened[:-1]]
    expected[0] -= start.day - 1
    assert lengths.tolist() == expected


def test_twelve_months_from_mid_january_end_with_the_year():
    borders = month_starts(dt.date(2027, 1, 15), 12)
    assert date_of_second(dt.date(2027, 1, 15), borders[-1]) == dt.date(2028, 1, 1)


@given(
    year=st.integers(2010, 2050),
    hours=st.integers(1, 60),
    leave=st.integers(0, 120),
    country=st.sampled_from([None, "France", "US", "Germany", "Australia"]),
    name=names,
)
def test_hours_of_a_year_are_weeks_less_holidays_and_leave(year, hours, leave, country, name):
    calendar = work_calendar(hours_per_week=hours, country=country, leave_days_per_year=leave)
    start = dt.date(year, 1, 1)
    table = calendar.working_days(start, days_in(year), name)
    open_days = sum(date_of_day(start, day).weekday() < 5 for day in range(days_in(year)))
    if country is not None:
        open_days -= sum(day.weekday() < 5 for day in public_holidays(country, [year]))
    assert table[:, 1].sum() == pytest.approx((open_days - leave) * hours * SECONDS_PER_HOUR / 5)


@given(start=dates, days=st.integers(1, 800), name=names, part_time=st.floats(1, 40))
def test_work_fits_the_day_and_keeps_to_weekdays(start, days, name, part_time):
    table = work_calendar(country="FR").working_days(start, days, name, part_time)
    assert table.shape == (days, 2)
    assert table.dtype == np.int32
    assert (table.sum(axis=1) <= SECONDS_PER_DAY).all()
    weekend = [date_of_day(start, day).weekday() >= 5 for day in range(days)]
    assert (table[weekend, 1] == 0).all()


@given(start=dates, offset=st.integers(0, 300), name=names)
def test_a_date_is_worked_alike_whatever_the_horizon(start, offset, name):
    calendar = work_calendar(country="Spain")
    long = calendar.working_days(start, 400, name)
    later = calendar.working_days(date_of_day(start, offset), 100, name)
    assert (long[offset : offset + 100] == later).all()


def test_a_leap_day_is_a_day():
    calendar = work_calendar(leave_days_per_year=0)
    start = dt.date(2028, 1, 1)
    february_29 = calendar.working_days(start, 366)[day_index(start, dt.date(2028, 2, 29))]
    assert february_29.tolist() == [9 * SECONDS_PER_HOUR, 8 * SECONDS_PER_HOUR]


def test_part_time_means_shorter_days_on_the_same_weekdays():
    calendar = work_calendar(leave_days_per_year=0)
    full = calendar.working_days(dt.date(2027, 1, 4), 7)
    half = calendar.working_days(dt.date(2027, 1, 4), 7, hours_per_week=20)
    assert (half[:, 1] * 2 == full[:, 1]).all()


def test_a_fraction_of_a_day_of_leave_shortens_one_day():
    half_a_day = work_calendar(leave_days_per_year=0.5).working_days(dt.date(2027, 1, 1), 365)
    assert sorted(set(half_a_day[:, 1])) == [0, 4 * SECONDS_PER_HOUR, 8 * SECONDS_PER_HOUR]


def test_leave_beyond_the_year_leaves_no_work():
    table = work_calendar(leave_days_per_year=300).working_days(dt.date(2027, 1, 1), 365)
    assert table[:, 1].sum() == 0


@pytest.mark.parametrize(
    ("country", "summer"), [("France", (7, 8, 9)), ("Australia", (1, 2, 3)), (None, (7, 8, 9))]
)
def test_most_leave_is_taken_in_the_local_summer_and_at_year_end(country, summer):
    start = dt.date(2027, 1, 1)
    at_work = work_calendar(country=country, leave_days_per_year=0).working_days(start, 365)
    for name in NAME_OF_EACH_GROUP.values():
        with_leave = work_calendar(country=country).working_days(start, 365, name)
        away = np.flatnonzero(at_work[:, 1] > with_leave[:, 1])
        months = [date_of_day(start, int(day)).month for day in away]
        assert len(away) == 25
        assert sum(month in summer or month == 12 for month in months) > 25 / 2


def test_not_all_leave_at_once():
    tables, row = work_calendar().tables(
        dt.date(2027, 1, 1), 365, list(NAME_OF_EACH_GROUP.values()), [40.0] * 8
    )
    assert sorted(row) == list(range(8))
    at_work = (tables[:, :, 1] > 0).sum(axis=0)
    weekday = [date_of_day(dt.date(2027, 1, 1), day).weekday() < 5 for day in range(365)]
    assert at_work[weekday].min() >= 4


def test_always_is_round_the_clock():
    table = work_calendar(always=True).working_days(dt.date(2027, 1, 1), 800, "anyone")
    assert (table == [0, SECONDS_PER_DAY]).all()


def test_many_people_share_few_calendars():
    names = [f"rep {n}" for n in range(10_000)]
    tables, row = work_calendar(country="France").tables(
        dt.date(2027, 1, 1), 5 * 365, names, [40.0] * 10_000
    )
    assert len(tables) == 8
    assert row.shape == (10_000,)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("France", "FR"),
        ("fr", "FR"),
        ("United States", "US"),
        ("the United States of America", "US"),
        ("USA", "US"),
        ("united-kingdom", "GB"),
    ],
)
def test_a_country_has_a_name_and_codes(name, code):
    assert country_code(name) == code


def test_an_unknown_country_is_answered_by_the_nearest_one():
    with pytest.raises(ValueError, match="Did you mean France"):
        work_calendar(country="Farnce")


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours_per_week": 0},
        {"hours_per_week": 121},
        {"weekdays": ()},
        {"weekdays": (7,)},
        {"leave_days_per_year": -1},
    ],
)
def test_impossible_calendars_are_refused(wrong):
    with pytest.raises(ValueError, match=r"\d"):
        work_calendar(**wrong)


def test_a_currency_names_the_country_of_the_holidays() -> None:
    """The euro has the closing days of the European payment system; others their country."""
    codes = {"USD": "US", "GBP": "GB", "CHF": "CH", "JPY": "JP", "EUR": "ECB", "XOF": None}
    assert {code: country_of_currency(code) for code in codes} == codes
    days = {(3, 26), (3, 29)}  # Easter of 2027
    right = {(1, 1), *days, (5, 1), (12, 25), (12, 26)}
    assert {(day.month, day.day) for day in public_holidays("ECB", [2027])} == right
