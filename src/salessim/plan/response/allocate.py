"""Effort over products whose sales respond to it, solved from a published table as it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from math import inf, isfinite
from pathlib import Path
from typing import Any

import numpy as np

from salessim import arguments
from salessim.errors import InputError
from salessim.plan.response.curves import Curves, Efforts
from salessim.plan.response.responses import (
    CURVES,
    SMALL_MISS,
    Curve,
    Response,
    fit_response,
    is_concave,
    largest_miss,
)
from salessim.plan.response.search import PROVEN, Found, search
from salessim.plan.response.table import SATURATION_AT, ProductResponse, read_response_table

MOST = 1e15
"""Largest effort, budget or cost."""
LARGE_MISS = 0.1
"""Sales over today's by which a curve may miss a point without a word. Assumption; those of the
published exercise miss by .06 at most."""

BONUS = 1e-6
"""Part of today's margin that a unit of the limit is worth by itself where all of it is used: where
nothing costs anything, effort beyond what helps is used too."""


@dataclass(frozen=True)
class ProductPlan:
    """What one product gets.

    Attributes:
        name: of the product.
        response: fitted to its points, or as given; effort and sales over today's.
        effort_today: as typed, such as reps.
        profit_today: margin on the fitted sales at today's effort, less today's cost.
        effort_alone: best effort if nothing else needed any; None if it grows for ever.
        profit_alone: profit at that.
        effort: in the plan.
        profit: in the plan.
        effort_unrounded: in the best plan that need not be in whole units.
        largest_miss: of the curve at the points of the table, in sales over today's.
        doubt: what speaks against the curve, in a sentence; None if the points agree with it.
    """

    name: str
    response: Response
    effort_today: float
    profit_today: float
    effort_alone: float | None
    profit_alone: float | None
    effort: float
    profit: float
    effort_unrounded: float
    largest_miss: float
    doubt: str | None


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
        bound: no plan has more profit along these curves, after branch and bound; equals `profit`
            where that is proven.
        worth_of_one_more: profit for one more unit of the limit, on the envelopes; below 0 where
            all of it must be used and the last unit costs more than it brings.
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
        lines.append(f"Today's profit {self.profit_today:.3f}; the plan's is {self._proof}.")
        lines.append(
            f"The curves' concave envelopes allow {self.envelope_bound:.3f}: a gap of"
            f" {self.gap:.3f}."
        )
        if self.limit is not None:
            lines.append(
                f"It takes {self.limit_used:.6g} of {self.limit:.6g}; one more is worth about"
                f" {self.worth_of_one_more:.3g}."
            )
        lines += [f"{product.name}: {product.doubt}" for product in self.products if product.doubt]
        return "\n".join(lines)

    @property
    def _proof(self) -> str:
        """What is known of the plan; never proven where the points speak against a curve."""
        if self.bound > self.profit:
            return f"not proven best: at most {self.bound:.3f} is possible along these curves"
        doubtful = [product.name for product in self.products if product.doubt]
        if doubtful:
            names = ", ".join(doubtful)
            return f"the best along these curves, but the points speak against that of {names}"
        return "proven best for these curves"


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
    curve: Curve = "automatic",
    responses: Mapping[str, Response] | None = None,
    through_today: bool = False,
    use_all: bool = False,
) -> ResponsePlan:
    """Give effort to products by a response table, alone and under a limit, for the most profit.

    Each product's points are fitted by a curve; profit is margin x revenue x response less the cost
    of effort. The answer is exact for the curves, S-shaped ones included.

    Args:
        table: a CSV file, the text of one, or rows by column name: product, sales at efforts over
            today's (0, 50 %, 100 %, 150 %, ...) and at saturation, margin, revenue, today's effort,
            and as they apply cost per rep, least effort, most effort, curve, and the parameters of
            a curve that is known (docs/optimiser.md). A point may be empty.
        total: effort there is, in the unit of today's effort; 0 or more. No more of it is used
            than pays, unless `use_all`.
        budget: money there is for effort, by its cost; 0 or more.
        cost: money for a unit of effort where the table has none; 0 by default.
        least: least effort by product, over what the table says.
        most: most effort by product, over what the table says.
        whole: whether effort comes in whole units, such as reps.
        saturation_at: effort over today's at which the column 'saturation' sits.
        curve: `adbudg`, `concave` (the best of the concave ones), `exponential` or `power`, where
            the table names none; `automatic` is ADBUDG, but for concave points a concave curve.
        responses: curves that are known, by product, in place of a fit: `Adbudg`, `Exponential` or
            `Power` of `salessim.plan.response.responses`.
        through_today: whether curves that are fitted pass today's effort and sales.
        use_all: whether all of the total or budget is used, also where the last of it costs more
            than it brings. In whole units only if they all take the same of the limit.

    Raises:
        InputError: the table cannot be used, the limits leave no plan, or nothing ends an effort.

    Source: Lodish, Curtis, Ness and Simpson, Sales force sizing and deployment using a decision
    calculus model at Syntex Laboratories, Interfaces 18 (1988) 5-20.
    """
    arguments.truth("whole", whole)
    products = read_response_table(table, saturation_at)
    if total is not None and budget is not None:
        raise InputError("One limit at a time: give total effort or a budget, not both.")
    total, budget, cost = (
        None if value is None else arguments.real(label, value, 0.0, MOST)
        for label, value in (("total", total), ("budget", budget), ("cost", cost))
    )
    for label, one in (("whole", whole), ("through_today", through_today), ("use_all", use_all)):
        arguments.truth(label, one)
    given = {} if responses is None else arguments.mapping("responses", responses, "{'A': Power()}")
    fitted = _responses(products, curve, given, through_today)
    costs = np.array([p.cost if p.cost is not None else cost or 0.0 for p in products])
    today = np.array([product.today for product in products])
    worth = np.array([product.margin * product.revenue for product in products])
    curves = Curves.of(fitted, worth, today, costs)
    low, high = _limits(
        products,
        {} if least is None else arguments.mapping("least", least, "{'Naprosyn': 20}"),
        {} if most is None else arguments.mapping("most", most, "{'Naprosyn': 200}"),
        whole,
    )
    weight = costs if budget is not None else np.ones(len(products))
    limit = budget if budget is not None else inf if total is None else total
    if budget is not None and not (costs > 0).any():
        raise InputError("A budget needs costs: add the column 'cost per rep', or give cost.")
    find = _search_all if use_all else search
    found = find(curves, low, high, weight, limit, whole)
    unrounded = find(curves, low, high, weight, limit, False) if whole else found
    alone = curves.best(np.zeros(len(products)), low, high, False)
    plans = [
        ProductPlan(
            name=product.name,
            response=fitted[k],
            effort_today=product.today,
            profit_today=float(curves.profit(today)[k]),
            effort_alone=float(alone[k]) if isfinite(alone[k]) else None,
            profit_alone=float(curves.profit(alone)[k]) if isfinite(alone[k]) else None,
            effort=float(found.effort[k]),
            profit=float(curves.profit(found.effort)[k]),
            effort_unrounded=float(unrounded.effort[k]),
            largest_miss=largest_miss(fitted[k], product.columns),
            doubt=_doubt(product, fitted[k]),
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


def _responses(
    products: list[ProductResponse], curve: str, given: Mapping[str, Response], through_today: bool
) -> list[Response]:
    """Each product's curve: the one that is known, or one fitted to its points."""
    arguments.choice("curve", curve, CURVES)
    _check_names(products, given)
    for name, response in given.items():
        if not isinstance(response, Response.__value__):
            raise InputError(
                f"{name}: a response is an Adbudg, Exponential or Power, not {response!r}."
            )
    found = []
    for product in products:
        known = given.get(product.name, product.response)
        try:
            found.append(
                known
                or fit_response(
                    *product.columns, product.curve or curve, through_today=through_today
                )
            )
        except InputError as error:
            raise InputError(f"{product.name}: {error}") from None
    return found


def _doubt(product: ProductResponse, response: Response) -> str | None:
    """What the points say against the curve."""
    miss = largest_miss(response, product.columns)
    if response.inflection and is_concave(product.columns):
        concave = fit_response(*product.columns, "concave")
        if largest_miss(concave, product.columns) <= max(SMALL_MISS, miss):
            return (
                "its curve is S-shaped although each further effort brings less, point by point. "
                "Leave the curve out, or type 'concave'."
            )
    if miss > LARGE_MISS:
        return (
            f"its curve misses the points by up to {miss:.2f} of today's sales. Look at them "
            "again, or type another curve."
        )
    return None


def _search_all(
    curves: Curves, low: Efforts, high: Efforts, weight: Efforts, limit: float, integer: bool
) -> Found:
    """Find the most profit with `weight @ effort = limit`; arguments as of `search`.

    A bonus on each unit of the limit, as large as the dearest effort, is the same for all plans
    that use all of it; with it effort never costs more than it brings, and all of it is used.
    """
    if limit == inf:
        raise InputError("'use_all' needs a total or a budget of which all is used.")
    if not (weight > 0).all():
        raise InputError("'use_all' of a budget needs a cost above 0 of each product.")
    if integer and np.ptp(weight) > 0:
        raise InputError(
            "Whole units of different cost seldom add up to a budget: pass whole=False, or leave "
            "'use_all' out."
        )
    room = float(weight @ np.where(high < inf, high, 0.0)) if (high < inf).all() else inf
    if room < limit * (1 - PROVEN):
        raise InputError(f"The most efforts take {room:.6g} of a limit of {limit:.6g}.")
    bonus = float((curves.cost / weight).max()) + BONUS * float(abs(curves.worth).max() or 1.0)
    found = search(
        replace(curves, cost=curves.cost - bonus * weight), low, high, weight, limit, integer
    )
    used = float(curves.profit(found.effort).sum())
    return Found(
        found.effort,
        used,
        found.envelope_bound - bonus * limit,
        used + max(0.0, found.bound - found.profit),
        found.price - bonus,
    )


def _check_names(products: list[ProductResponse], given: Iterable[str]) -> None:
    names = [product.name for product in products]
    for name in given:
        if name not in names:
            raise InputError(f"There is no product '{name}': the table has {', '.join(names)}.")


def _limits(
    products: list[ProductResponse],
    least: Mapping[str, float],
    most: Mapping[str, float],
    whole: bool,
) -> tuple[Efforts, Efforts]:
    """Least and most effort of each product, whole where they are to be."""
    names = [product.name for product in products]
    _check_names(products, (*least, *most))
    for name, value in (*least.items(), *most.items()):
        arguments.real(f"a limit of effort of {name}", value)
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
