"""Pieces of work in a rep's day: what waits behind them, and what of them goes on the next day."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.compiled import plain
from salessim.model.distributions import value_of
from salessim.model.state.codes import SECONDS_PER_DAY, SECONDS_PER_HOUR
from salessim.model.state.tables import World

CASES = 100
"""Equally likely cases by which a law of hours is represented."""
LEAST_SHARE = 0.1
"""Share of hours below which a queue is taken to wait no longer."""
LONGEST_WAIT = 21.0
"""Days beyond which a case is taken to wait no longer behind others."""
USUAL_WAIT = 0.7
"""Days that a case waits for its rep where the rep's days are not known yet."""

type Pieces = Iterable[tuple[float, NDArray[np.float64]]]
"""How many of a kind there are, and the hours of one as equally likely cases."""


@dataclass(frozen=True)
class Pace:
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


def at_once(segments: int) -> Pace:
    """The pace of a rep of whom nothing is known yet."""
    return Pace(USUAL_WAIT, np.zeros(segments), 0.0)


def cases_of_hours(world: World, law: float) -> NDArray[np.float64]:
    """Return the hours of a law of durations as equally likely cases, shape (CASES,)."""
    value = plain(value_of)
    return np.array([value(world, int(law), (k + 0.5) / CASES) for k in range(CASES)])


def rest_in_hand(pieces: Pieces) -> float:
    """Return the hours that are left of the piece in hand at any moment of work.

    It is E[h^2] / (2 E[h]): long pieces are in hand for longer (renewal theory).
    """
    squares = hours = 0.0
    for number, cases in pieces:
        squares += number * float((cases**2).mean())
        hours += number * float(cases.mean())
    return squares / (2.0 * hours) if hours > 0.0 else 0.0


def rest_up_to(pieces: Pieces, most: float) -> float:
    """Return the mean of the hours left of the piece in hand, `most` at most."""
    rests = hours = 0.0
    for number, cases in pieces:
        part = np.minimum(cases, most)
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
    days = rest_in_hand(pieces) / max(share, LEAST_SHARE) * per_hour
    return min(LONGEST_WAIT, days)
