"""Times several ways to do the same work, in turns, so that a busy machine is fair to all."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """One way to do the work.

    Attributes:
        name: what tables call it.
        run: does `units` units of work; handed the number of the round, to draw other futures.
        units: how many units of work a call does.
    """

    name: str
    run: Callable[[int], object]
    units: int = 1


@dataclass(frozen=True)
class Times:
    """Seconds a unit of work, one a round, by side."""

    seconds: dict[str, list[float]]

    def best(self, side: str) -> float:
        """The least over rounds: what other work on the machine disturbed least."""
        return min(self.seconds[side])

    def ratio(self, side: str, other: str) -> float:
        """Best seconds of one side over best seconds of the other."""
        return self.best(side) / self.best(other)

    def ratios(self, side: str, other: str) -> list[float]:
        """Seconds of one side over those of the other in each round, in rising order."""
        pairs = zip(self.seconds[side], self.seconds[other], strict=True)
        return sorted(one / two for one, two in pairs)


def in_turns(
    sides: list[Side], rounds: int, clock: Callable[[], float] = time.process_time
) -> Times:
    """Time each side once a round, after a call that does not count.

    Args:
        sides: what is timed; the order turns from round to round.
        rounds: how often.
        clock: processor time by default, which other work on the machine hardly moves.
    """
    for side in sides:
        side.run(rounds)
    seconds: dict[str, list[float]] = {side.name: [] for side in sides}
    for number in range(rounds):
        turned = sides[number % len(sides) :] + sides[: number % len(sides)]
        for side in turned:
            began = clock()
            side.run(number)
            seconds[side.name].append((clock() - began) / side.units)
    return Times(seconds)
