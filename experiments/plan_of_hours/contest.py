"""One scenario's contest: its plan against every contender, future by future."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from contenders import Changes, conquest_only, even_split, random_plans

from salessim import Scenario, compare, optimise, simulate

EQUIVALENT = 0.01
"""Share of revenue within which two plans are as good as each other."""
SEED, SCREENING, CHOOSING, CONTEST = 1, 20_000, 30_000, 40_000
"""Seeds of the plan's proof, of the first look at random plans, of the choice, of the contest."""
FINALISTS = 20
TIMES_CHOOSING = 10
"""Futures of a finalist, in those of the first look."""


@dataclass(frozen=True)
class Size:
    """Futures of one random plan's first look, and of the contest."""

    look: int
    contest: int


@dataclass(frozen=True)
class Duel:
    """The plan less a contender, as shares of the contender's revenue, with a 95 % interval."""

    contender: str
    mean: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Better, as good as each other, or worse."""
        if self.low > 0.0:
            return "better"
        if max(abs(self.low), abs(self.high)) <= EQUIVALENT:
            return "as good"
        return "worse" if self.high < 0.0 else "open"


@dataclass(frozen=True)
class Proof:
    """Predicted against simulated revenue, before and after the correction of curves."""

    before: float
    after: float
    half_width: float
    futures: int


@dataclass(frozen=True)
class Contest:
    """What one scenario showed."""

    name: str
    proof: Proof
    duels: tuple[Duel, ...]


def contest(
    scenario: Scenario, name: str, size: Size, plans: int, say: Callable[[str], None]
) -> Contest:
    """Plan, prove, choose the best of random plans, and let the plan meet all contenders."""
    say(f"{name}: the plan")
    plan = optimise(scenario, seed=SEED)
    found = plan.findings
    say(f"{name}: {plans} random plans")
    best = best_of_random(scenario, size.look, plans)
    say(f"{name}: the contest")
    contenders = {
        "today": scenario,
        "even split": scenario.vary(even_split(scenario)),
        "conquest only": scenario.vary(conquest_only(scenario)),
        f"best of {plans} random": scenario.vary(best),
    }
    met = compare(plan.scenario, contenders, replications=size.contest, seed=CONTEST).findings
    duels = []
    for variant in met.variants:
        row, base = variant.differences["revenue"], variant.indicators["revenue"].mean
        low, high = row.ci95 or (0.0, 0.0)
        duels.append(Duel(variant.name, -(row.mean or 0.0) / base, -high / base, -low / base))
    before, after = found.optimism_gap_before, found.optimism_gap
    proof = Proof(
        before.relative or 0.0, after.relative or 0.0, after.half_width, found.replications
    )
    return Contest(name, proof, tuple(duels))


def best_of_random(scenario: Scenario, look: int, plans: int) -> Changes:
    """The random plan with most revenue: a first look at all, then more futures for the best."""
    tried = list(random_plans(scenario, plans, SCREENING))
    first = [_revenue(scenario, changes, look, SCREENING) for changes in tried]
    finalists = np.argsort(first)[-FINALISTS:]
    more = TIMES_CHOOSING * look
    second = {k: _revenue(scenario, tried[k], more, CHOOSING) for k in map(int, finalists)}
    return tried[max(second, key=lambda k: second[k])]


def _revenue(scenario: Scenario, changes: Changes, futures: int, seed: int) -> float:
    result = simulate(scenario.vary(changes), replications=futures, seed=seed)
    return float(result.runs["revenue"].mean())
