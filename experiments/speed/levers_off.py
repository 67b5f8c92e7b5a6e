"""What a lever costs that is switched off: time an event beside that without the lever."""

import time
from dataclasses import dataclass
from statistics import median

from same_work import HERE
from timing import Side, in_turns

from salessim import Scenario
from salessim.engine.run import batches
from salessim.model.assembly import build

TEAM = (HERE / "off.yaml").read_text(encoding="utf-8")
LEVERS = (HERE / "off_levers.txt").read_text(encoding="utf-8").splitlines()
ABSENT = "absent"
REPLICATIONS = 150


@dataclass(frozen=True)
class Off:
    """A lever switched off; ratios of its time an event to that of the lever left out."""

    lever: str
    typical: float
    lowest: float
    highest: float


def levers_off(rounds: int) -> list[Off]:
    """Time each lever in turns with none; the least disturbed half of the rounds counts."""
    sides = [_side(ABSENT, TEAM), *(_side(lever, f"{TEAM}{lever}\n") for lever in LEVERS)]
    times = in_turns(sides, rounds, clock=time.process_time)
    found = []
    for lever in LEVERS:
        ratios = times.ratios(lever, ABSENT)
        quarter = len(ratios) // 4
        middle = ratios[quarter : len(ratios) - quarter]
        found.append(Off(lever, median(ratios), middle[0], middle[-1]))
    return found


def _side(name: str, text: str) -> Side:
    world = build(Scenario.parse(text))

    def run(number: int) -> None:
        for _ in batches(world, replications=REPLICATIONS, seed=number, threads=1):
            pass

    return Side(name, run)
