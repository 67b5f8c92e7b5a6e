"""Are the people of a plan those that enumeration in the simulation finds?

    python experiments/plan_of_hours/enumeration.py             # six teams, about an hour
    python experiments/plan_of_hours/enumeration.py pod hunters

Every number of people of every free role is simulated, starting as early as they are found (or gone
as early as notice allows) or half a year later, with today's hours and with the plan's. Of those
that reach the target as often as was asked the least payroll ratio is held against the plan's, in
futures that the plan has not seen.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from salessim import Scenario, optimise, simulate

HERE = Path(__file__).parent
SCENARIOS = HERE.parents[1] / "scenarios"
SEED, SCREEN, CONTEST = 1, 71_000, 72_000
"""Seeds of the plan, of the futures in which all teams are tried, and of those that decide."""
FUTURES, DECIDING = 100, 1000
FINALISTS = 6
LATER = 6
"""Months by which people may start later than as early as they are found."""
ROOM = 0.02
"""Chance of the target by which a team may fall short in the first futures and still be decided."""
WITHIN = 0.01
"""Share by which the plan's ratio may be above the best that was found."""

DAYS_OF_A_MONTH = 31
"""The most: nobody starts before he is found."""

type Changes = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A team whose size is asked for."""

    file: Path
    target: float
    probability: float
    changes: Mapping[str, Any] = field(default_factory=dict)

    def scenario(self) -> Scenario:
        """The team as it is read."""
        return Scenario.load(self.file, trust=SCENARIOS).vary(dict(self.changes))


def _free(today: int) -> dict[str, int]:
    return {"today": today, "least": 1, "most": 4}


POD = {
    "team.sdr.people": _free(2),
    "team.closer.people": _free(2),
    "pods": None,
    "funnel.conquest.appointment.hand_over.to": "least_loaded",
    "today.customers.mid-market": 60,
    "team.success.people": 1,
}
CASES = {
    "pod": Case(SCENARIOS / "sdr_pod.yaml", 2.15e6, 0.8, POD),
    "hunters": Case(HERE / "tradeoffs" / "free_hunters.yaml", 1.6e6, 0.8),
    "hunters and farmers": Case(HERE / "tradeoffs" / "free_hunters_and_farmers.yaml", 2.6e6, 0.8),
    "callers and closers": Case(HERE / "tradeoffs" / "free_sdrs_and_closers.yaml", 1.3e6, 0.8),
    "reps": Case(SCENARIOS / "plans" / "how_many_reps.yaml", 1.45e6, 0.7),
    "hunters of a plan": Case(SCENARIOS / "plans" / "how_many_hunters.yaml", 1.0e6, 0.7),
}


@dataclass(frozen=True)
class Found:
    """A team in the simulation."""

    people: str
    ratio: float
    chance: float


def main() -> None:
    """Enumerate the cases named, or all, and print their table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(CASES)}; all by default")
    parser.add_argument("--into", type=Path, default=HERE / "enumerated", help="folder of results")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    print("| team | asked | plan | best of all | plan less best |")
    print("| --- | --- | --- | --- | --- |")
    for name in options.names or CASES:
        file = options.into / f"{name.replace(' ', '_')}.json"
        if not file.exists():
            file.write_text(json.dumps(row_of(name, CASES[name]), indent=1), encoding="utf-8")
        print(line(json.loads(file.read_text(encoding="utf-8"))), flush=True)


def row_of(name: str, case: Case) -> dict[str, Any]:
    """Plan a case, and enumerate around it."""
    scenario = case.scenario()
    _say(f"{name}: the plan")
    began = time.process_time()
    plan = optimise(scenario, target=case.target, probability=case.probability, seed=SEED)
    seconds = time.process_time() - began
    own = _tried("plan", plan.scenario, case, DECIDING, CONTEST)
    hours = {
        path: value
        for path, value in plan.changes.items()
        if path.split(".")[2] in ("time", "person_time")
    }
    _say(f"{name}: all teams")
    teams = list(_teams(scenario, hours))
    screened = [
        (people, changes, _tried(people, scenario.vary(changes), case, FUTURES, SCREEN))
        for people, changes in teams
    ]
    likely = sorted(
        (one for one in screened if one[2].chance >= case.probability - ROOM),
        key=lambda one: one[2].ratio,
    )
    decided = [
        _tried(people, scenario.vary(changes), case, DECIDING, CONTEST)
        for people, changes, _ in likely[:FINALISTS]
    ]
    reach = [one for one in decided if one.chance >= case.probability]
    best = min(reach, key=lambda one: one.ratio, default=None)
    hires = [f"{row.people:+d} {row.role} {row.month}" for row in plan.findings.people]
    return {
        "name": name,
        "target": case.target,
        "probability": case.probability,
        "seconds": seconds,
        "teams": len(teams),
        "plan": {**own.__dict__, "people": ", ".join(hires) or "today's"},
        "repairs": plan.findings.repairs,
        "best": None if best is None else best.__dict__,
        "tried": [one.__dict__ for one in decided],
    }


def _teams(scenario: Scenario, hours: Changes) -> Iterator[tuple[str, Changes]]:
    """Every number of people of every free role, each with two starts and two ways with hours."""
    plan = scenario.plan
    free = {name: role.people for name, role in plan.team.items() if role.people.is_free}
    numbers = [range(int(one.bounds[0]), int(one.bounds[1]) + 1) for one in free.values()]
    for counts in product(*numbers):
        for later in (0, LATER):
            changes: Changes = {}
            said = []
            for (role, people), count in zip(free.items(), counts, strict=True):
                today = [one.name for one in plan.people if one.role == role]
                size = len(today)
                first = max(1, ceil(people.found_in.typical / DAYS_OF_A_MONTH)) + later
                said.append(f"{count} {role}")
                for k in range(count - size):
                    path = f"team.{role}.hires.enumerated {k + 1}"
                    changes[path] = {"starts": _month(scenario, first)}
                notice = max(1, ceil(people.notice.typical / DAYS_OF_A_MONTH)) + later
                for who in today[count:size]:
                    gone = changes.setdefault(f"team.{role}.departures", {})
                    gone[who] = _month(scenario, notice)
            if later and not changes:
                continue
            name = ", ".join(said) + (f", {LATER} months later" if later else "")
            yield f"{name}, today's hours", changes
            if hours and not any("person_time" in path for path in hours):
                yield f"{name}, the plan's hours", {**changes, **hours}


def _month(scenario: Scenario, months: int) -> str:
    start = scenario.plan.horizon.from_
    number = start.year * 12 + start.month - 1 + min(months, scenario.plan.horizon.months - 1)
    return f"{number // 12}-{number % 12 + 1:02d}"


def _tried(people: str, scenario: Scenario, case: Case, futures: int, seed: int) -> Found:
    runs = simulate(scenario, replications=futures, seed=seed).runs
    revenue, payroll = np.asarray(runs["revenue"]), np.asarray(runs["payroll"])
    ratio = float(payroll.sum() / max(revenue.sum(), 1e-9))
    return Found(people, ratio, float((revenue >= case.target).mean()))


def line(row: dict[str, Any]) -> str:
    """A row of the table."""
    plan, best = row["plan"], row["best"]
    asked = f"{row['target']:,.0f} at {100 * row['probability']:.0f} %"
    own = f"{plan['people']}: {100 * plan['ratio']:.2f} %, {100 * plan['chance']:.0f} %"
    if best is None:
        return f"| {row['name']} | {asked} | {own} | none of {row['teams']} | |"
    other = f"{best['people']}: {100 * best['ratio']:.2f} %, {100 * best['chance']:.0f} %"
    less = plan["ratio"] / best["ratio"] - 1.0
    mark = "" if less <= WITHIN else " (above the bound)"
    return f"| {row['name']} | {asked} | {own} | {other} | {100 * less:+.1f} %{mark} |"


def _say(what: str) -> None:
    print(f"{what} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
