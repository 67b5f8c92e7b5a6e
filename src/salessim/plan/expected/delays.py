"""How long things take: delays by day and month, and waits behind the piece of work in hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from salessim.model.distributions import value_of
from salessim.model.rates.interest import interest_left
from salessim.model.state.tables import World
from salessim.units import DAYS_PER_MONTH, SECONDS_PER_DAY, SECONDS_PER_HOUR

DAYS = 540
"""Days up to which delays are followed; what takes longer is counted on the last one."""
CASES = 200
"""Equally likely cases by which a law of delays is represented."""
TRACE = 1e-2
"""Share of a case's work or contracts below which a month counts for nothing: a programme full of
such figures is more than the solver's precision bears."""


def delay_distribution(world: World, law: float) -> NDArray[np.float64]:
    """Return the chance of each whole number of days of a law of delays, shape (DAYS,)."""
    value = value_of
    chances = np.zeros(DAYS)
    for case in range(CASES):
        days = value(world, int(law), (case + 0.5) / CASES)
        chances += spread(days) / CASES
    return chances


def spread(days: float) -> NDArray[np.float64]:
    """Return a delay as chances of the two whole days around it, so that its mean is kept."""
    chances = np.zeros(DAYS)
    before = min(DAYS - 2, int(days))
    chances[before + 1] = min(1.0, days - before)
    chances[before] = 1.0 - chances[before + 1]
    return chances


def then(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the law of one delay after another; both of shape (DAYS,), masses multiply."""
    both = np.convolve(first, second)
    law = both[:DAYS].copy()
    law[-1] += both[DAYS:].sum()
    return law


def repeated(law: NDArray[np.float64], again: float, maximum: int = 6) -> NDArray[np.float64]:
    """Return the law of a delay that comes again with the chance `again` after each time."""
    if again <= 0.0:
        return law
    total, rounds, chance = np.zeros(DAYS), law, 1.0 - again
    for _ in range(maximum):
        total += chance * rounds
        rounds, chance = then(rounds, law), chance * again
    return total / total.sum() * law.sum()


def month_table() -> NDArray[np.float64]:
    """Return the share of what begins in a month that ends so many months later.

    Shape (DAYS, months): beginnings are spread evenly over a month of mean length.
    """
    spans = np.arange(DAYS) / DAYS_PER_MONTH
    full = spans.astype(int)
    table = np.zeros((DAYS, full[-1] + 2))
    rows = np.arange(DAYS)
    table[rows, full] = 1.0 - (spans - full)
    table[rows, full + 1] = spans - full
    return table


def by_month(by_day: NDArray[np.float64], table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what falls into each month; traces are left out, and the rest makes up for them.

    Args:
        by_day: (DAYS,) what falls on each day, 0 or more.
        table: (DAYS, months) the share of a day that counts to each month.
    """
    months = by_day @ table
    total = months.sum()
    months[months < TRACE * total] = 0.0
    kept = months.sum()
    return months * (total / kept) if kept > 0.0 else months


@dataclass(frozen=True)
class LeadInterest:
    """How the interest of a channel's leads fades while they wait.

    Attributes:
        half_life: seconds, where there is no table.
        table: (rows, 2) seconds and the share left then; no rows where the half-life holds.
    """

    half_life: float
    table: NDArray[np.float64]

    @classmethod
    def of(
        cls, world: World, channel: int, half_lives: NDArray[np.float64]
    ) -> list["LeadInterest"]:
        """Those of a channel of a world, one for each half-life (seconds) that may be true."""
        row = world.channels[channel]
        first = int(row.first_wait)
        table = world.nodes[first : first + int(row.waits)]
        return [cls(float(one), table) for one in (half_lives[:1] if len(table) else half_lives)]

    def kept_over(self, gap: float) -> float:
        """Return the interest left at the end of a gap, summed over all moments to come in it.

        gap, and the result: seconds.
        """
        if len(self.table) == 0:
            rate = np.log(2.0) / self.half_life
            return float((1.0 - interest_left(gap, self.half_life)) / rate)
        waits, left = self.table.T
        ends = np.append(waits[waits < gap], gap)
        return float(np.trapezoid(np.interp(ends, waits, left), ends))

    def left_behind(self, days: float) -> float:
        """Return the share left after an exponential wait of so many days on average."""
        wait = days * SECONDS_PER_DAY
        if len(self.table) == 0:
            return float(1.0 / (1.0 + np.log(2.0) * wait / self.half_life))
        waits, left = self.table.T
        if wait <= 0.0:
            return float(left[0])
        steps = np.diff(left) / np.diff(waits) * wait * -np.diff(np.exp(-waits / wait))
        return float(left[0] + steps.sum())


def interest_at_work(
    windows: NDArray[np.float64], interest: LeadInterest, longest: float = np.inf
) -> float:
    """Return the share of interest left when a rep is at work; arguments as `wait_for_work`."""
    gaps, open_time = _gaps_and_open_time(windows, longest)
    if open_time <= 0.0:
        return 0.0
    # Nights and weekends are alike: a year has some ten gaps that differ.
    kept = sum(
        times * interest.kept_over(gap)
        for gap, times in zip(*np.unique(gaps, return_counts=True), strict=True)
    )
    return float((kept + open_time) / (gaps.sum() + open_time))


def wait_for_work(windows: NDArray[np.float64], longest: float = np.inf) -> float:
    """Return the days until a rep is at work.

    Who asks during selling time is answered at once; who asks between waits for the next day's.

    Args:
        windows: (days, 3) begin and end of selling time, and end of the block, in seconds.
        longest: seconds; what comes in a longer gap goes to others, who are there.
    """
    gaps, open_time = _gaps_and_open_time(windows, longest)
    if open_time <= 0.0:
        return 0.0
    total = gaps.sum() + open_time
    return float((gaps**2 / 2.0).sum() / total / SECONDS_PER_DAY)


def _gaps_and_open_time(
    windows: NDArray[np.float64], longest: float
) -> tuple[NDArray[np.float64], float]:
    """Return the seconds between selling times, and those of selling from the second on."""
    gaps = np.maximum(0.0, windows[1:, 0] - windows[:-1, 1])
    return gaps[gaps <= longest], float((windows[1:, 1] - windows[1:, 0]).sum())


WORK_CASES = 100
"""Equally likely cases by which a law of hours is represented."""
MINIMUM_SHARE = 0.1
"""Share of hours below which a queue is taken to wait no longer."""
LONGEST_WAIT = 21.0
"""Days beyond which a case is taken to wait no longer behind others."""
USUAL_WAIT = 0.7
"""Days that a case waits for its rep where the rep's days are not known yet."""

type Pieces = Iterable[tuple[float, NDArray[np.float64]]]
"""How many of a kind there are, and the hours of one as equally likely cases."""


@dataclass(frozen=True)
class WorkingPace:
    """How soon a rep gets to work, and through it, in calendar days.

    Attributes:
        wait: until the rep's next selling hours.
        behind: (segments,) more days, until the work in hand is done and it is the segment's turn.
        per_hour: from one hour of selling to the next, nights and weekends included.
    """

    wait: float
    behind: NDArray[np.float64]
    per_hour: float

    def until_worked(self, segment: int) -> float:
        """Days from when a case comes until work on it begins."""
        return self.wait + float(self.behind[segment])


def at_once(segments: int) -> WorkingPace:
    """The pace of a rep of whom nothing is known yet."""
    return WorkingPace(USUAL_WAIT, np.zeros(segments), 0.0)


def cases_of_hours(world: World, law: float) -> NDArray[np.float64]:
    """Return the hours of a law of durations as equally likely cases, shape (WORK_CASES,)."""
    value = value_of
    return np.array([value(world, int(law), (k + 0.5) / WORK_CASES) for k in range(WORK_CASES)])


def rest_in_hand(pieces: Pieces) -> float:
    """Return the hours that are left of the piece in hand at any moment of work.

    It is E[h^2] / (2 E[h]): long pieces are in hand for longer (renewal theory).
    """
    squares = hours = 0.0
    for number, cases in pieces:
        squares += number * float((cases**2).mean())
        hours += number * float(cases.mean())
    return squares / (2.0 * hours) if hours > 0.0 else 0.0


def rest_up_to(pieces: Pieces, maximum: float) -> float:
    """Return the mean of the hours left of the piece in hand, `most` at most."""
    rests = hours = 0.0
    for number, cases in pieces:
        part = np.minimum(cases, maximum)
        rests += number * float((cases * part - part**2 / 2.0).mean())
        hours += number * float(cases.mean())
    return rests / hours if hours > 0.0 else 0.0


def days_per_hour(windows: NDArray[np.float64]) -> float:
    """Return the calendar days for an hour of selling; windows: (days, 3) seconds."""
    selling = float((windows[:, 1] - windows[:, 0]).sum()) / SECONDS_PER_HOUR
    if len(windows) < 2 or selling <= 0.0:
        return 0.0
    return float(windows[-1, 1] - windows[0, 0]) / SECONDS_PER_DAY / selling


def hours_of_a_day(windows: NDArray[np.float64]) -> tuple[float, float]:
    """Return the hours of a day's prospecting block, and those of selling after it."""
    if len(windows) == 0:
        return 0.0, 0.0
    block = np.maximum(0.0, windows[:, 2] - windows[:, 0]).mean() / SECONDS_PER_HOUR
    selling = (windows[:, 1] - windows[:, 0]).mean() / SECONDS_PER_HOUR
    return float(block), float(max(0.0, selling - block))


def turn_comes_after(pieces: Pieces, share: float, per_hour: float) -> float:
    """Return the days until the turn of a queue that has this share of all hours comes.

    A rep who has worked a piece of h hours turns to other work for h (1 - share) / share hours;
    a case comes at any moment of such a round.
    """
    if share <= 0.0:
        return LONGEST_WAIT
    days = rest_in_hand(pieces) / max(share, MINIMUM_SHARE) * per_hour
    return min(LONGEST_WAIT, days)


MAXIMUM_LAG = 18
"""Months over which what begins in one month is followed."""


@lru_cache
def months_from_month() -> NDArray[np.float64]:
    """Months after one in which things begin evenly, by days since; shape (DAYS, MAXIMUM_LAG)."""
    return _cut(month_table())


@lru_cache
def months_from_start() -> NDArray[np.float64]:
    """Months of days since the first day, shape (DAYS, MAXIMUM_LAG)."""
    table = np.zeros((DAYS, int(DAYS / DAYS_PER_MONTH) + 2))
    table[np.arange(DAYS), (np.arange(DAYS) / DAYS_PER_MONTH).astype(int)] = 1.0
    return _cut(table)


def _cut(table: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = table[:, :MAXIMUM_LAG].copy()
    kept[:, -1] += table[:, MAXIMUM_LAG:].sum(axis=1)
    return kept
