"""Who works when: real dates, weekdays, public holidays, part time and leave.

Time is counted in seconds of calendar time from midnight of the horizon's first day. Every day has
86,400 of them: summer time is left out, since it moves no working hour.

Sick days are not here. They are drawn by the engine, because they differ between replications.
"""

import datetime as dt
import zlib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from salessim.near_words import near_words
from salessim.units import (
    DAYS_PER_WEEK,
    HOURS_PER_DAY,
    MONTHS_PER_YEAR,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
    Quantity,
)

DAY_OPENS = 9 * SECONDS_PER_HOUR
"""When a working day starts, unless it is so long that it must start earlier (assumption)."""

STAGGER_GROUPS = 8
"""People fall into this many groups that take the same kind of leave in different weeks."""

LEAVE_SHARES = {"summer": 0.50, "year end": 0.20, "spring": 0.15, "autumn": 0.15}
"""How a year's leave is split over its blocks (assumption: most of it in summer)."""

NORTHERN_SEASONS = {"summer": (7, 1), "spring": (3, 1), "autumn": (10, 1)}
SOUTHERN_SEASONS = {"summer": (1, 2), "autumn": (4, 1), "spring": (9, 1)}
"""Month and day from which the first group takes each block; each next group is a week later."""

# fmt: off
SOUTHERN_COUNTRIES = frozenset((
    "AO", "AR", "AU", "BI", "BO", "BR", "BW", "CL", "FJ", "LS", "MG", "MU", "MW", "MZ", "NA", "NC",
    "NZ", "PE", "PF", "PY", "RE", "SZ", "TZ", "UY", "VU", "WS", "ZA", "ZM", "ZW",
))
# fmt: on


def day_index(start: dt.date, when: dt.date) -> int:
    """Days from `start` to `when`; 0 on the horizon's first day, negative before it."""
    return (when - start).days


def date_of_day(start: dt.date, day: int) -> dt.date:
    """The date of day number `day`, where day 0 is `start`."""
    return start + dt.timedelta(days=day)


def second_of_date(start: dt.date, when: dt.date) -> int:
    """Second at which the day `when` begins."""
    return day_index(start, when) * SECONDS_PER_DAY


def date_of_second(start: dt.date, second: int) -> dt.date:
    """The date on which `second` falls."""
    return date_of_day(start, int(second) // SECONDS_PER_DAY)


def month_starts(start: dt.date, months: int) -> np.ndarray:
    """Borders of the horizon's months in seconds.

    A month is a calendar month. A horizon that starts inside one has a short first month, which
    ends where the calendar's ends: 12 months from 15 January end with 31 December.

    Args:
        start: the horizon's first day.
        months: number of months touched, at least 1.

    Returns:
        int64 of shape (months + 1,): month `m` covers seconds `[borders[m], borders[m + 1])`.
    """
    if months < 1:
        raise ValueError(f"A horizon has at least 1 month, not {months}.")
    first = start.year * MONTHS_PER_YEAR + start.month - 1
    firsts = [
        dt.date(index // MONTHS_PER_YEAR, index % MONTHS_PER_YEAR + 1, 1)
        for index in range(first + 1, first + months + 1)
    ]
    return np.array([0, *(second_of_date(start, border) for border in firsts)], dtype=np.int64)


def months_after(day: dt.date, months: int) -> dt.date:
    """The date so many calendar months after another, or the last one of a shorter month."""
    month = day.year * MONTHS_PER_YEAR + day.month - 1 + months
    year, number = month // MONTHS_PER_YEAR, month % MONTHS_PER_YEAR + 1
    return dt.date(year, number, min(day.day, monthrange(year, number)[1]))


def day_before(day: dt.date, span: Quantity) -> dt.date:
    """The date so long before another; a span in months goes by the calendar."""
    if span.months:
        return months_after(day, -span.months)
    return day - dt.timedelta(days=round(span.typical))


def month_left(day: dt.date) -> float:
    """The share of a day's calendar month that is left when the day begins, above 0, at most 1."""
    days = monthrange(day.year, day.month)[1]
    return (days - day.day + 1) / days


EURO_AREA = "ECB"
"""Stands for a country: the closing days of the European payment system (TARGET)."""


def country_of_currency(currency: str) -> str | None:
    """The country whose holidays go with a currency, `ECB` for EUR; None where none are known.

    currency: ISO 4217 code, which begins with the country's, such as USD.
    """
    if currency == "EUR":
        return EURO_AREA
    try:
        return country_code(currency[:2])
    except ValueError:
        return None


@lru_cache(maxsize=64)
def country_code(name: str) -> str:
    """ISO 3166 code of a country given by its code or its English name; `ECB` is `ECB`.

    Raises:
        ValueError: the country is unknown to the `holidays` library; names the nearest known ones.
    """
    if name.upper() == EURO_AREA:
        return EURO_AREA
    # Imported here because not every calendar has a country and `holidays` takes 0.1 s.
    from holidays.registry import COUNTRIES

    codes: dict[str, str] = {}
    spoken: dict[str, str] = {}
    for snake, (_, code, *longer_codes) in COUNTRIES.items():
        spoken[snake.replace("_", " ")] = code
        codes |= dict.fromkeys((code, *longer_codes), code)
    if name.upper() in codes:
        return codes[name.upper()]
    words = " ".join(name.lower().replace("-", " ").replace("_", " ").split())
    words = words.removeprefix("the ").removesuffix(" of america")
    if words in spoken:
        return spoken[words]
    near = near_words(words, spoken)
    hint = f" Did you mean {' or '.join(word.title() for word in near)}?" if near else ""
    raise ValueError(
        f"No public holidays are known for the country '{name}'.{hint} "
        "Give an English name or an ISO code, or 'none' for no public holidays."
    )


def public_holidays(country: str, years: Sequence[int]) -> frozenset[dt.date]:
    """Dates of the nationwide public holidays of a country (name, ISO code or `ECB`), by years."""
    import holidays

    code = country_code(country)
    days = holidays.financial_holidays if code == EURO_AREA else holidays.country_holidays
    return frozenset(days(code, years=list(years)))


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """The company's working time; a person's own calendar follows from it.

    A day's hours are the week's hours over the number of weekdays, so part time means shorter days
    on the same weekdays. Leave is laid out over whole calendar years in four blocks (summer, year
    end, spring, autumn), staggered by a person's name. A horizon that covers a part of a year has
    the leave that falls into that part.

    Attributes:
        hours_per_week: full-time hours, above 0 and at most 24 on each weekday.
        weekdays: days of the week that are worked, Monday = 0.
        country: English name, ISO code or `ECB` whose holidays are kept, as given; None for none.
        leave_days_per_year: working days of leave, 0 or more; a fraction shortens one day.
        always: round the clock on every day, without holidays or leave (for queueing studies).
    """

    hours_per_week: float
    weekdays: tuple[int, ...]
    country: str | None = None
    leave_days_per_year: float
    always: bool = False

    def __post_init__(self) -> None:
        if not self.weekdays or not set(self.weekdays) <= set(range(DAYS_PER_WEEK)):
            raise ValueError("Working weekdays are one or more of 0 (Monday) to 6 (Sunday).")
        if self.leave_days_per_year < 0:
            raise ValueError(f"Leave is 0 days a year or more, not {self.leave_days_per_year}.")
        self._seconds_per_day(self.hours_per_week)
        if self.country is not None:
            country_code(self.country)  # refuses one that is not known

    def working_days(
        self, start: dt.date, days: int, name: str = "", hours_per_week: float | None = None
    ) -> np.ndarray:
        """One person's working time, day by day.

        Args:
            start: the horizon's first day.
            days: length of the table.
            name: the person's name, which says in which weeks leave is taken.
            hours_per_week: the person's own hours; None for full time.

        Returns:
            int32 of shape (days, 2), read-only: second of the day at which work starts, and seconds
            worked from there on, 0 on a free day. People of equal calendars share one array.
        """
        if self.always:
            return _round_the_clock(days)
        hours = self.hours_per_week if hours_per_week is None else hours_per_week
        group = stagger_group(name) if self.leave_days_per_year > 0 else 0
        return _table(self, start, days, self._seconds_per_day(hours), group)

    def tables(
        self, start: dt.date, days: int, names: Sequence[str], hours_per_week: Sequence[float]
    ) -> tuple[np.ndarray, np.ndarray]:
        """The distinct calendars of many people.

        Args:
            start: the horizon's first day.
            days: length of each table.
            names: names of the people.
            hours_per_week: hours of each of them.

        Returns:
            int32 of shape (calendars, days, 2), as in `working_days`, and int32 of shape (people,):
            the row of each person's calendar.
        """
        rows: dict[int, int] = {}
        distinct: list[np.ndarray] = []
        row_of_person = np.empty(len(names), dtype=np.int32)
        for person, (name, hours) in enumerate(zip(names, hours_per_week, strict=True)):
            table = self.working_days(start, days, name, hours)
            row = rows.setdefault(id(table), len(distinct))
            if row == len(distinct):
                distinct.append(table)
            row_of_person[person] = row
        stacked = np.stack(distinct) if distinct else np.empty((0, days, 2), dtype=np.int32)
        return stacked, row_of_person

    def _seconds_per_day(self, hours_per_week: float) -> int:
        longest = HOURS_PER_DAY * len(set(self.weekdays))
        if not 0 < hours_per_week <= longest:
            raise ValueError(
                f"Hours a week are above 0 and at most {longest} on {len(set(self.weekdays))} "
                f"weekdays, not {hours_per_week}."
            )
        return round(hours_per_week * SECONDS_PER_HOUR / len(set(self.weekdays)))


def stagger_group(name: str) -> int:
    """The group of people, 0 to 7, with which a person takes leave; depends on the name alone."""
    return zlib.crc32(name.encode()) % STAGGER_GROUPS


@lru_cache(maxsize=16)
def _round_the_clock(days: int) -> np.ndarray:
    table = np.zeros((days, 2), dtype=np.int32)
    table[:, 1] = SECONDS_PER_DAY
    table.flags.writeable = False
    return table


@lru_cache(maxsize=1024)
def _table(
    calendar: WorkCalendar, start: dt.date, days: int, seconds_per_day: int, group: int
) -> np.ndarray:
    end = date_of_day(start, max(days, 1) - 1)
    shares = np.concatenate(
        [_worked_shares(calendar, year, group) for year in range(start.year, end.year + 1)]
    )
    first = day_index(dt.date(start.year, 1, 1), start)
    table = np.empty((days, 2), dtype=np.int32)
    table[:, 0] = min(DAY_OPENS, SECONDS_PER_DAY - seconds_per_day)
    table[:, 1] = np.rint(shares[first : first + days] * seconds_per_day)
    table.flags.writeable = False
    return table


@lru_cache(maxsize=1024)
def _worked_shares(calendar: WorkCalendar, year: int, group: int) -> np.ndarray:
    """Share of a full working day that is worked, for each day of a calendar year."""
    open_days = _open_days(calendar, year)
    leave = _leave_of_year(calendar, year, group, open_days)
    return open_days.astype(float) - leave


@lru_cache(maxsize=64)
def _open_days(calendar: WorkCalendar, year: int) -> np.ndarray:
    """Whether the company works on each day of a calendar year."""
    first = dt.date(year, 1, 1)
    days = day_index(first, dt.date(year + 1, 1, 1))
    weekday = (first.weekday() + np.arange(days)) % DAYS_PER_WEEK
    is_open = np.isin(weekday, calendar.weekdays)
    if calendar.country is not None:
        for holiday in public_holidays(calendar.country, [year]):
            is_open[day_index(first, holiday)] = False
    return is_open


def _leave_of_year(
    calendar: WorkCalendar, year: int, group: int, open_days: np.ndarray
) -> np.ndarray:
    """Share of each day of a calendar year that is taken as leave."""
    taken = np.zeros(open_days.size)
    open_list = np.flatnonzero(open_days)
    wanted = min(calendar.leave_days_per_year, float(open_list.size))
    blocks = _block_days(wanted)
    for block, days in blocks.items():
        position = _block_position(calendar, year, group, block, days, open_list)
        # Blocks that would overlap, or run over the year's end, take the next free days instead.
        waiting = np.roll(open_list, -position)
        free = waiting[taken[waiting] == 0]
        full_days = int(days)
        taken[free[:full_days]] = 1.0
        if days > full_days:
            taken[free[full_days]] = days - full_days
    return taken


def _block_days(leave_days: float) -> dict[str, float]:
    """Days of each block: whole days by largest remainder, what is left of a day in summer."""
    full_days = int(leave_days)
    exact = {block: share * full_days for block, share in LEAVE_SHARES.items()}
    days = {block: float(int(value)) for block, value in exact.items()}
    by_remainder = sorted(exact, key=lambda block: days[block] - exact[block])
    for block in by_remainder[: full_days - int(sum(days.values()))]:
        days[block] += 1
    days["summer"] += leave_days - full_days
    return days


def _block_position(
    calendar: WorkCalendar, year: int, group: int, block: str, days: float, open_list: np.ndarray
) -> int:
    """Place in `open_list`, the year's open days, at which a group's block of leave begins."""
    if block == "year end":
        week_off = len(set(calendar.weekdays)) * (group % 2)
        return int(open_list.size - days - week_off)
    country = calendar.country
    southern = country is not None and country_code(country) in SOUTHERN_COUNTRIES
    month, day = (SOUTHERN_SEASONS if southern else NORTHERN_SEASONS)[block]
    season = dt.date(year, month, day) + dt.timedelta(weeks=group)
    monday = season + dt.timedelta(days=-season.weekday() % DAYS_PER_WEEK)
    return int(np.searchsorted(open_list, day_index(dt.date(year, 1, 1), monday)))
