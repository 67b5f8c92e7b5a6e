"""Most total profit of several response curves under one limit, exactly.

S-shaped curves make the sum neither concave nor convex. Under a price on the limit each product is
solved by itself; the best price gives a bound, which is the optimum over the curves' concave
envelopes (tangents, not chords between points of a grid). Where a product jumps at that price, its
range of efforts is cut in two and both halves are solved: branch and bound. Whole efforts that are
still open then, which happens where their costs differ, are left to an integer programme.

Source: Everett, Generalized Lagrange multiplier method, Operations Research 11 (1963) 399-417.
"""

import heapq
from dataclasses import dataclass
from itertools import count

import numpy as np

from salessim.errors import InputError
from salessim.plan.response.curves import Curves, Efforts
from salessim.plan.solving.linear_program import ConstraintFamily, LpBuilder, VariableFamily
from salessim.plan.solving.solver import solve

PROVEN = 1e-9
"""Gap between plan and bound, relative to the profits' sizes, that counts as none."""

HALVINGS = 60
"""Most halvings of an interval of prices."""

BRANCHES = 300
"""Most ranges that are looked into; 1 to 100 are usual. A gap that is left is told."""

SECONDS = 60.0
"""Time limit of the integer programme; a gap that is left is told."""

CHOSEN = VariableFamily("effort chosen", ("product", "step"))
ONE_EFFORT = ConstraintFamily("one effort", ("product",), "sum over steps of chosen = 1")
LIMIT = ConstraintFamily("limit", (), "sum of weight * effort * chosen <= limit")


@dataclass(frozen=True, eq=False)
class Found:
    """The best plan that was found and what is proven.

    Attributes:
        effort: (n,) of each product.
        profit: their total.
        envelope_bound: no plan is better, by the curves' concave envelopes alone.
        bound: no plan is better, after branching; equals the profit where it is the optimum.
        price: worth of one more unit of the limit on the envelopes.
    """

    effort: Efforts
    profit: float
    envelope_bound: float
    bound: float
    price: float


@dataclass(frozen=True, eq=False)
class _Node:
    """Ranges of efforts with their bound.

    Attributes:
        low, high: (n,) the ranges.
        bound: no plan in the ranges is better.
        price: of the limit.
        kept: efforts at that price that keep the limit.
        wished: efforts a hair below that price, which need not.
    """

    low: Efforts
    high: Efforts
    bound: float
    price: float
    kept: Efforts
    wished: Efforts


def search(
    curves: Curves, low: Efforts, high: Efforts, weight: Efforts, limit: float, integer: bool
) -> Found:
    """Find the most profit with `weight @ effort <= limit` and `low <= effort <= high`.

    Args:
        curves: n products.
        low: least efforts, 0 or more; integers if the plan is to be.
        high: most efforts, which may be infinite if the limit or the costs end them.
        weight: what a unit of effort takes of the limit, 0 or more.
        limit: what there is; inf for no limit.
        integer: whether efforts are integers.

    Raises:
        InputError: the least efforts exceed the limit, or nothing ends an effort.
    """
    if weight @ low > limit * (1 + PROVEN):
        raise InputError(f"The least efforts take {weight @ low:.6g} of a limit of {limit:.6g}.")
    free = _price(curves, *_ranges(curves, low, high, weight, limit, False), weight, limit, False)
    root = free
    if integer:
        if np.ptp(weight) == 0 and weight[0] > 0 and limit < np.inf:
            limit = float(weight[0] * np.floor(limit / weight[0] + PROVEN))
        root = _price(curves, *_ranges(curves, low, high, weight, limit, True), weight, limit, True)
    size = PROVEN * float((abs(curves.profit(root.high)) + abs(curves.cost) * root.high).sum())
    best, profit, bound = _branch(curves, root, weight, limit, integer, size)
    if integer and bound > profit + size:
        best, profit, bound = _integer_programme(curves, root, weight, limit, best, bound)
    return Found(best, profit, free.bound, bound, _worth(curves, low, high, weight, limit))


def _worth(curves: Curves, low: Efforts, high: Efforts, weight: Efforts, limit: float) -> float:
    """Worth of one more unit of the limit: its price where ranges do not end at the limit."""
    if limit == np.inf:
        return 0.0
    wanted = curves.best(np.zeros_like(low), low, high, False)
    return _price(curves, low, wanted, weight, limit, False).price


def _ranges(
    curves: Curves, low: Efforts, high: Efforts, weight: Efforts, limit: float, integer: bool
) -> tuple[Efforts, Efforts]:
    """The ranges without what the limit does not allow and what no product alone would want."""
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.maximum(limit - weight @ low, 0.0)
        affordable = low + np.where(weight > 0, room / weight, np.inf)
    high = np.minimum(high, affordable)
    high = curves.best(
        np.zeros_like(low), low, np.floor(high + PROVEN) if integer else high, integer
    )
    if not np.isfinite(high).all():
        raise InputError("Effort that costs nothing grows for ever: give a total, costs or limits.")
    return low, high


def _branch(
    curves: Curves, root: _Node, weight: Efforts, limit: float, integer: bool, size: float
) -> tuple[Efforts, float, float]:
    """Cut ranges in two where products jump. Gives the best plan, its profit, and the bound."""
    best, profit = root.kept, -np.inf
    order = count()
    nodes = [(-root.bound, next(order), root)]
    for _ in range(BRANCHES):
        if not nodes or -nodes[0][0] <= profit + size:
            return best, profit, profit
        node = heapq.heappop(nodes)[2]
        filled, split, at = _fill(node, weight, limit, integer)
        for plan in (node.kept, filled):
            total = float(curves.profit(plan).sum())
            if total > profit:
                best, profit = plan, total
        if split is None:
            continue
        for side in _halves(node, split, at, integer):
            if weight @ side[0] <= limit * (1 + PROVEN):
                child = _price(curves, *side, weight, limit, integer)
                heapq.heappush(nodes, (-child.bound, next(order), child))
    return best, profit, max([profit, *(-bound for bound, _, _ in nodes)])


def _integer_programme(
    curves: Curves, root: _Node, weight: Efforts, limit: float, best: Efforts, bound: float
) -> tuple[Efforts, float, float]:
    """One effort a product, by an integer programme over those that can still be best.

    At the root's price an effort loses against its product's best one; a plan that loses more
    than the gap between the root's bound and the best plan so far is no better than that plan.
    """
    profit = float(curves.profit(best).sum())
    lp = LpBuilder()
    chosen, efforts = [], []
    for k, (low, high) in enumerate(zip(root.low, root.high, strict=True)):
        steps = np.arange(low, high + 1)
        table = np.repeat(root.kept[np.newaxis], len(steps), axis=0)
        table[:, k] = steps
        gain = curves.profit(table)[:, k]
        net = gain - root.price * weight[k] * steps
        open_ = net >= net.max() - (root.bound - profit) - PROVEN * abs(root.bound)
        column = lp.add_variables(
            CHOSEN, np.ones(open_.sum(), bool), at=(k,), upper=1, integer=True
        )
        lp.add_row(ONE_EFFORT, (k,), [(column, 1)], equals=1)
        lp.add_to_objective([(column, gain[open_])])
        chosen.append(column)
        efforts.append(steps[open_])
    terms = [(c, e * w) for c, e, w in zip(chosen, efforts, weight, strict=True)]
    lp.add_row(LIMIT, (), terms, maximum=limit)
    solution = solve(lp.build("max"), time_limit_seconds=SECONDS)
    if solution.values is not None and solution.objective is not None:
        plan = np.array(
            [float(solution.values[c] @ e) for c, e in zip(chosen, efforts, strict=True)]
        )
        total = float(curves.profit(plan).sum())
        if total > profit:
            best, profit = plan, total
    proven = profit if solution.status == "optimal" else min(bound, solution.bound)
    return best, profit, max(proven, profit)


def _price(
    curves: Curves, low: Efforts, high: Efforts, weight: Efforts, limit: float, integer: bool
) -> _Node:
    """The price of the limit at which the products' own wishes just keep it, and the bound there.

    For every price of 0 or more, `price x limit + sum of most (profit - price x weight x effort)`
    is at least the profit of any plan; the best price gives the least of these bounds.
    """

    def wishes(price: float) -> Efforts:
        return curves.best(price * weight, low, high, integer)

    def bound(price: float, effort: Efforts) -> float:
        paid = price * (limit - float(weight @ effort)) if price else 0.0
        return float(curves.profit(effort).sum()) + paid

    wished = wishes(0.0)
    if weight @ wished <= limit:
        return _Node(low, high, bound(0.0, wished), 0.0, wished, wished)
    cheap, dear = 0.0, 1.0
    kept = wishes(dear)
    while weight @ kept > limit * (1 + PROVEN) and dear < 1e300:
        cheap, wished, dear = dear, kept, dear * 16
        kept = wishes(dear)
    for _ in range(HALVINGS):
        middle = (cheap + dear) / 2
        if not cheap < middle < dear:
            break
        effort = wishes(middle)
        if weight @ effort > limit:
            cheap, wished = middle, effort
        else:
            dear, kept = middle, effort
    return _Node(low, high, min(bound(cheap, wished), bound(dear, kept)), dear, kept, wished)


def _fill(
    node: _Node, weight: Efforts, limit: float, integer: bool
) -> tuple[Efforts, int | None, float]:
    """Use what the kept plan leaves of the limit, product by product that would jump.

    Returns:
        The plan, the product that got only part of its jump (None if all jumped), its effort.
    """
    plan = node.kept.copy()
    jumps = node.wished - node.kept
    for k in np.argsort(-jumps * weight, kind="stable"):
        left = limit - float(weight @ plan)
        if jumps[k] <= PROVEN * max(1.0, node.high[k]):
            break
        if jumps[k] * weight[k] <= left:
            plan[k] = node.wished[k]
            continue
        part = max(left, 0.0) / weight[k]
        at = node.kept[k] + (np.floor(part + PROVEN) if integer else part)
        plan[k] = at
        return plan, int(k), float(at)
    return plan, None, 0.0


def _halves(node: _Node, product: int, at: float, integer: bool) -> list[tuple[Efforts, Efforts]]:
    """The node's ranges, cut at one product's effort."""
    below, above = node.high.copy(), node.low.copy()
    below[product] = at
    above[product] = at + 1 if integer else at
    return [(node.low, below), (above, node.high)]
