"""Black-box searches that a plan has to stand up to: CMA-ES over shares of hours and people."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from cmaes import CMA
from contenders import Changes, buckets_of, follow, months_of
from numpy.typing import NDArray

from salessim import Scenario

FIRST_STEP = 0.6
"""Standard deviation of the logarithm of a share's weight in the first generation."""
PARTS = 3
"""Parts of the horizon whose hours a search from the plan moves by themselves."""
LEAST_WEIGHT = 1e-3
"""Weight of what a plan leaves out, so that a search may take it up."""

type Vector = NDArray[np.float64]
type Score = Callable[[Changes], float]


def best_found(
    dimensions: int, written: Callable[[Vector], Changes], score: Score, evaluations: int, seed: int
) -> tuple[Changes, float]:
    """The best of so many evaluations of CMA-ES, begun where the vector is 0, or by chance.

    Args:
        dimensions: of the vector.
        written: a vector as changes to the scenario.
        score: the more the better.
        evaluations: how many, the starting point included.
        seed: of the search.
    """
    optimiser = CMA(mean=np.zeros(dimensions), sigma=FIRST_STEP, seed=seed)
    best, changes = -np.inf, written(np.zeros(dimensions))
    done = 0
    while done < evaluations:
        told = []
        for _ in range(optimiser.population_size):
            vector = optimiser.ask() if done else np.zeros(dimensions)
            tried = written(vector)
            value = score(tried)
            told.append((vector, -value))
            if value > best:
                best, changes = value, tried
            done += 1
        optimiser.tell(told)
    return changes, best


class FromRandom:
    """One set of shares for the whole horizon, and numbers of people where they are free."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.buckets = {role: buckets_of(scenario, role) for role in scenario.plan.team}
        self.free = [name for name, role in scenario.plan.team.items() if role.people.is_free]
        self.dimensions = sum(map(len, self.buckets.values())) + len(self.free)
        chance = np.random.default_rng(seed)
        self.start = chance.normal(0.0, 1.0, self.dimensions)

    def __call__(self, vector: Vector) -> Changes:
        """A vector as changes."""
        place = self.start + vector
        people = dict(zip(self.free, place[len(place) - len(self.free) :], strict=True))
        changes = people_of(self.scenario, people)
        at = 0
        for role, buckets in self.buckets.items():
            weights = np.exp(np.clip(place[at : at + len(buckets)], -7.0, 7.0))
            at += len(buckets)
            rows = np.tile(weights / weights.sum(), (len(months_of(self.scenario)), 1))
            changes |= follow(self.scenario, role, rows)
        return changes


class FromPlan:
    """The plan's own shares, each raised or lowered within a part of the horizon; people stay."""

    def __init__(self, scenario: Scenario, planned: Changes) -> None:
        self.scenario, self.planned = scenario, planned
        self.budgets = list(_budgets(planned))
        self.sizes = [len(list(_places(budget))) for _, budget in self.budgets]
        self.dimensions = PARTS * sum(self.sizes)

    def __call__(self, vector: Vector) -> Changes:
        """A vector as changes."""
        changes = dict(self.planned)
        factors = np.exp(np.clip(vector, -5.0, 5.0)).reshape(PARTS, -1)
        at = 0
        for (path, budget), size in zip(self.budgets, self.sizes, strict=True):
            changes = _with(changes, path, _moved(budget, factors[:, at : at + size]))
            at += size
        return changes


def _budgets(planned: Changes) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Each `by_month` among the changes of a plan, with where it stands."""
    for path, value in planned.items():
        if path.endswith(".time.by_month"):
            yield (path,), value
        elif path.endswith(".person_time"):
            for person, budget in value.items():
                yield (path, person), budget["by_month"]


def _places(budget: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every motion and segment that a budget names in any month."""
    found = {
        (motion, segment): None
        for month in budget.values()
        for motion, shares in month.items()
        for segment in shares
    }
    yield from found


def _moved(budget: Mapping[str, Any], factors: Vector) -> dict[str, Any]:
    places, count = list(_places(budget)), len(budget)
    moved: dict[str, Any] = {}
    for number, (month, shares) in enumerate(budget.items()):
        own = factors[number * PARTS // count]
        weights = {
            place: factor * max(LEAST_WEIGHT, shares.get(place[0], {}).get(place[1], 0.0))
            for place, factor in zip(places, own, strict=True)
        }
        whole = sum(weights.values())
        row: dict[str, dict[str, float]] = {"conquest": {}, "loyalty": {}}
        for (motion, segment), weight in weights.items():
            row[motion][segment] = round(float(weight / whole), 6)
        moved[month] = row
    return moved


def _with(changes: Changes, path: tuple[str, ...], value: Any) -> Changes:
    if len(path) == 1:
        return {**changes, path[0]: value}
    first, person = path
    people = {**changes[first], person: {**changes[first][person], "by_month": value}}
    return {**changes, first: people}


def people_of(scenario: Scenario, place: Mapping[str, float]) -> Changes:
    """Whole people of each free role, within its bounds, from the first day that can be had."""
    changes: Changes = {}
    months = months_of(scenario)
    for role, value in place.items():
        people = scenario.plan.team[role].people
        least, most = people.bounds
        today = len([one for one in scenario.plan.people if one.role == role])
        share = 1.0 / (1.0 + np.exp(-float(value)))
        wanted = int(np.clip(round(least + share * (most - least)), least, most))
        soonest = min(len(months) - 1, -(-round(people.found_in.typical) // 30))
        for number in range(today, wanted):
            changes[f"team.{role}.hires.more {number}"] = {"starts": months[soonest]}
        if wanted < today:
            gone = min(len(months) - 1, -(-round(people.notice.typical) // 30))
            names = [one.name for one in scenario.plan.people if one.role == role][wanted:]
            changes[f"team.{role}.departures"] = dict.fromkeys(names, months[gone])
    return changes
