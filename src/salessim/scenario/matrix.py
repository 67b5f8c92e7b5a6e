"""Accounts classified by the segmentation matrix."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salessim.scenario.schema.matrix import IS_CUSTOMER, Matrix
from salessim.units import Quantity

if TYPE_CHECKING:
    from salessim.scenario.schema.plan import Plan


@dataclass(frozen=True)
class Placed:
    """An account in the matrix.

    Attributes:
        name: of the account.
        is_customer: whether it buys already.
        attractiveness: weighted mean of its scores over the best score, 0..1.
        assets: the same of what we have to win it, 0..1.
        place: both together, 0..1.
        segment: where it belongs.
    """

    name: str
    is_customer: bool
    attractiveness: float
    assets: float
    place: float
    segment: str


def borders(matrix: Matrix, segments: tuple[str, ...]) -> dict[str, float]:
    """Return each segment's least place, highest potential first; the last one's is 0."""
    steps = len(segments)
    found = {}
    for row, name in enumerate(segments):
        typed = matrix.least.get(name)
        equal = (steps - 1 - row) / steps
        found[name] = equal if typed is None else typed.typical
    return {**found, segments[-1]: 0.0}


def placed(matrix: Matrix, segments: tuple[str, ...]) -> tuple[Placed, ...]:
    """Classify all accounts, in their order. `segments` stand from the highest potential down."""
    least = borders(matrix, segments)
    share = matrix.assets_weigh.typical
    accounts = []
    for name, scores in matrix.accounts.items():
        attracts = _mean(scores, matrix.attractiveness) / matrix.best_score.typical
        assets = _mean(scores, matrix.assets) / matrix.best_score.typical
        place = (1 - share) * attracts + share * assets
        segment = next(each for each in segments if place >= least[each])
        customer = IS_CUSTOMER in scores and scores[IS_CUSTOMER].typical == 1
        accounts.append(Placed(name, customer, attracts, assets, place, segment))
    return tuple(accounts)


def _mean(scores: Mapping[str, Quantity], weights: Mapping[str, Quantity]) -> float:
    total = sum(weight.typical for weight in weights.values())
    return sum(weights[name].typical * scores[name].typical for name in weights) / total


def counted(plan: "Plan") -> "Plan":
    """The plan with prospects and customers counted from its matrix, if it has one."""
    matrix = plan.strategy.matrix
    if matrix is None:
        return plan
    accounts = placed(matrix, tuple(plan.segments))
    counts = {
        (name, customer): Quantity(
            float(sum(a.segment == name and a.is_customer == customer for a in accounts))
        )
        for name in plan.segments
        for customer in (False, True)
    }
    segments = {
        name: segment.model_copy(update={"prospects": counts[name, False]})
        for name, segment in plan.segments.items()
    }
    customers = {name: counts[name, True] for name in plan.segments if counts[name, True].typical}
    today = plan.today.model_copy(update={"customers": customers})
    return plan.model_copy(update={"segments": segments, "today": today})
