"""Effort over products whose sales respond to it, solved from a published table as it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Any

import numpy as np

from salessim.errors import InputError
from salessim.plan.response.curves import Adbudg, Curves, fit_adbudg
from salessim.plan.response.search import Efforts, search
from salessim.plan.response.table import SATURATION_AT, ProductResponse, read_response_table

LARGE_MISS = 0.1
"""Sales over today's by which a curve may miss a point without a word. Assumption; those of the
published exercise miss by .06 at most."""


@dataclass(frozen=True)
class ProductPlan:
    """What one product gets.

    Attributes:
        name: of the product.
        response: fitted to its points; effort and sales over today's.
        effort_today: as typed, such as reps.
        profit_today: margin on the fitted sales at today's effort, less today's cost.
        effort_alone: best effort if nothing else needed any; None if it grows for ever.
        profit_alone: profit at that.
        effort: in the plan.
        profit: in the plan.
        effort_unrounded: in the best plan that need not be in whole units.
        largest_miss: of the curve at the points it was fitted to, in sales over today's.
    """

    name: str
    response: Adbudg
    effort_today: float
    profit_today: float
    effort_alone: float | None
    profit_alone: float | None
    effort: float
    profit: float
    effort_unrounded: float
    largest_miss: float


@dataclass(frozen=True)
class ResponsePlan:
    """Effort by product with the most profit. `str()` is a table with the gap beneath.

    Attributes:
        products: in the table's order.
        profit: of all products together; margin on revenue, less the cost of effort.
        profit_today: of today's effort.
        profit_unrounded: of the best plan that need not be in whole units.
        effort: of all products together.
        limit: total effort, or budget in money; None without one.
        limit_used: what the plan takes of it, or of what effort costs where there is none.
        envelope_bound: no plan has more profit, by the curves' concave envelopes.
        bound: no plan has more profit, after branch and bound; equals `profit` where proven best.
        worth_of_one_more: profit for one more unit of the limit, on the envelopes.
    """

    products: tuple[ProductPlan, ...]
    profit: float
    profit_today: float
    profit_unrounded: float
    effort: float
    limit: float | None
    limit_used: float
    envelope_bound: float
    bound: float
    worth_of_one_more: float

    @property
    def gap(self) -> float:
        """Envelope bound less profit: what S-shaped curves and whole units may cost, 0 or more."""
        return max(self.envelope_bound - self.profit, 0.0)

    def to_json(self) -> dict[str, Any]:
        """The plan as plain lists and dictionaries."""
        return asdict(self) | {"gap": self.gap}

    def __str__(self) -> str:
        width = max(len("Product"), *(len(product.name) for product in self.products))
        rows = [("Product", "today", "alone", "profit alone", "plan", "profit")]
        for product in self.products:
            alone, gain = "no end", ""
            if product.effort_alone is not None:
                alone, gain = f"{product.effort_alone:.2f}", f"{product.profit_alone:.3f}"
            today, effort = f"{product.effort_today:.2f}", f"{product.effort:.2f}"
            rows.append((product.name, today, alone, gain, effort, f"{product.profit:.3f}"))
        today = f"{sum(product.effort_today for product in self.products):.2f}"
        rows.append(("All", today, "", "", f"{self.effort:.2f}", f"{self.profit:.3f}"))
        lines = [f"{row[0]:{width}}" + "".join(f"  {cell:>12}" for cell in row[1:]) for row in rows]
        proven = self.bound <= self.profit
        proof = "proven best" if proven else f"at most {self.bound:.3f} is possible"
        lines.append(f"Today's profit {self.profit_today:.3f}; the plan's is {proof}.")
        lines.append(
            f"The curves' concave envelopes allow {self.envelope_bound:.3f}: a gap of"
            f" {self.gap:.3f}."
        )
        if self.limit is not None:
            lines.append(
                f"It takes {self.limit_used:.6g} of {self.limit:.6g}; one more is worth about"
                f" {self.worth_of_one_more:.3g}."
            )
        lines += [
            f"The curve of {product.name} misses its points by up to {product.largest_miss:.2f} of"
            " today's sales: no curve that rises evenly with effort has them. Look at them again."
            for product in self.products
            if product.largest_miss > LARGE_MISS
        ]
        return "\n".join(lines)


def allocate_response_table(
    table: Path | str | Iterable[Mapping[str, Any]],
    *,
    total: float | None = None,
    budget: float | None = None,
    cost: float | None = None,
    least: Mapping[str, float] | None = None,
    most: Mapping[str, float] | None = None,
    whole: bool = True,
    saturation_at: float = SATURATION_AT,
) -> ResponsePlan:
    """Give effort to products by a response table, alone and under a limit, for the most profit.

    Each product's points are fitted by an ADBUDG curve; profit is margin x revenue x response less
    the cost of effort. The answer is exact for the fitted curves, S-shaped ones included.

    Args:
        table: a CSV file, the text of one, or rows by column name: product, sales at efforts over
            today's (0, 50 %, 100 %, 150 %, ...) and at saturation, margin, revenue, today's effort,
            and as they apply cost per rep, least effort, most effort. A point may be empty.
        total: effort there is, in the unit of today's effort; 0 or more. No more of it is used
            than pays: where it is paid for anyway, leave its cost at 0.
        budget: money there is for effort, by its cost; 0 or more.
        cost: money for a unit of effort where the table has none; 0 by default.
        least: least effort by product, over what the table says.
        most: most effort by product, over what the table says.
        whole: whether effort comes in whole units, such as reps.
        saturation_at: effort over today's at which the column 'saturation' sits.

    Raises:
        InputError: the table cannot be used, the limits leave no plan, or nothing ends an effort.

    Source: Lodish, Curtis, Ness and Simpson, Sales force sizing and deployment using a decision
    calculus model at Syntex Laboratories, Interfaces 18 (1988) 5-20.
    """
    products = read_response_table(table, saturation_at)
    if total is not None and budget is not None:
        raise InputError("One limit at a time: give total effort or a budget, not both.")
    for label, value in (("total", total), ("budget", budget), ("cost", cost)):
        if value is not None and not _is_allowed(value):
            raise InputError(f"'{label}' is {value!r}; 0 or more is allowed.")
    responses = [_fitted(product) for product in products]
    costs = np.array([p.cost if p.cost is not None else cost or 0.0 for p in products])
    today = np.array([product.today for product in products])
    worth = np.array([product.margin * product.revenue for product in products])
    curves = Curves.of(responses, worth, today, costs)
    low, high = _limits(products, least or {}, most or {}, whole)
    weight = costs if budget is not None else np.ones(len(products))
    limit = budget if budget is not None else inf if total is None else total
    if budget is not None and not (costs > 0).any():
        raise InputError("A budget needs costs: add the column 'cost per rep', or give cost.")
    found = search(curves, low, high, weight, limit, whole)
    unrounded = search(curves, low, high, weight, limit, False) if whole else found
    alone = curves.best(np.zeros(len(products)), low, high, False)
    plans = [
        ProductPlan(
            name=product.name,
            response=responses[k],
            effort_today=product.today,
            profit_today=float(curves.profit(today)[k]),
            effort_alone=float(alone[k]) if isfinite(alone[k]) else None,
            profit_alone=float(curves.profit(alone)[k]) if isfinite(alone[k]) else None,
            effort=float(found.effort[k]),
            profit=float(curves.profit(found.effort)[k]),
            effort_unrounded=float(unrounded.effort[k]),
            largest_miss=_largest_miss(product, responses[k]),
        )
        for k, product in enumerate(products)
    ]
    return ResponsePlan(
        products=tuple(plans),
        profit=found.profit,
        profit_today=float(curves.profit(today).sum()),
        profit_unrounded=unrounded.profit,
        effort=float(found.effort.sum()),
        limit=limit if limit < inf else None,
        limit_used=float((weight if limit < inf else costs) @ found.effort),
        envelope_bound=found.envelope_bound,
        bound=found.bound,
        worth_of_one_more=found.price,
    )


def _is_allowed(value: object) -> bool:
    return isinstance(value, int | float | np.number) and 0 <= float(value) < inf


def _fitted(product: ProductResponse) -> Adbudg:
    try:
        return fit_adbudg(*zip(*product.points, strict=True))
    except (InputError, TypeError) as error:
        reason = error if isinstance(error, InputError) else "no points are given."
        raise InputError(f"{product.name}: {reason}") from None


def _largest_miss(product: ProductResponse, response: Adbudg) -> float:
    effort, sales = zip(*product.points, strict=True)
    return float(abs(response(effort) - np.asarray(sales)).max())


def _limits(
    products: list[ProductResponse],
    least: Mapping[str, float],
    most: Mapping[str, float],
    whole: bool,
) -> tuple[Efforts, Efforts]:
    """Least and most effort of each product, whole where they are to be."""
    names = [product.name for product in products]
    for name in (*least, *most):
        if name not in names:
            raise InputError(f"There is no product '{name}': the table has {', '.join(names)}.")
    for name, value in (*least.items(), *most.items()):
        if not isinstance(value, int | float | np.number):
            raise InputError(f"{name}: a limit of effort is a number, not {value!r}.")
    low = np.array([least.get(p.name, p.least) for p in products], np.float64)
    ends = [most.get(p.name, inf if p.most is None else p.most) for p in products]
    high = np.array(ends, np.float64)
    if whole:
        low, high = np.ceil(low), np.floor(high)
    for name, below, above in zip(names, low, high, strict=True):
        if not (0 <= below < inf and below <= above):
            unit = " whole number of" if whole else ""
            raise InputError(f"{name}: no{unit} effort lies between {below:g} and {above:g}.")
    return low, high
