"""The search for the best ratio: Charnes-Cooper, Dinkelbach, and the proof of either.

Source of the iteration: Dinkelbach, Management Science 13 (1967) 492-498.
"""

from dataclasses import dataclass, replace
from math import inf
from time import perf_counter
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from salessim.errors import InputError, SolverError
from salessim.plan.solving.linear_program import Problem, Rows, Solution, Status, Term
from salessim.plan.solving.solver import solve
from salessim.plan.solving.verification import TOLERANCE, check_plan

type RatioMethod = Literal["charnes-cooper", "dinkelbach"]

ROUNDS = 60
"""Most rounds of Dinkelbach's method, which converges faster than linearly: 5 to 10 are usual."""

CONVERGED = 1e-11
"""Gain in the parametric programme, over the size of its terms, that counts as none."""

RESCALED = 5
"""Times that the transformation is scaled again where its unit was far from the answer."""

VANISHES = 1e-9
"""Least denominator, over the size of its terms, that is told from 0."""


@dataclass(frozen=True, eq=False)
class RatioSolution:
    """A plan with the best ratio. Read `status` before any value.

    Attributes:
        status: `optimal`; `infeasible`; `unbounded`, where the ratio improves for ever as
            variables without limit grow; or `time limit`.
        values: (n,) the plan in original units, None without one.
        ratio: of the plan, recomputed; None without one.
        numerator: the sum above, of the plan; None without one.
        denominator: the sum below, of the plan; None without one.
        bound: proven: no plan has a better ratio. Infinite where nothing is proven. Where a plan
            without limit only comes closer to some ratio and never has it, that ratio.
        seconds: taken by everything.
    """

    status: Status
    values: NDArray[np.float64] | None
    ratio: float | None
    numerator: float | None
    denominator: float | None
    bound: float
    seconds: float


def best_ratio(
    problem: Problem,
    denominator: NDArray[np.float64],
    *,
    numerator_constant: float = 0.0,
    denominator_constant: float = 0.0,
    method: RatioMethod | None = None,
    today: float | None = None,
    time_limit_seconds: float | None = None,
) -> RatioSolution:
    """Find the plan with the best ratio of the problem's objective to another sum.

    Args:
        problem: limits; its objective is the numerator.
        denominator: (n,) coefficients of the sum below.
        numerator_constant: added to the sum above.
        denominator_constant: added to the sum below.
        method: see `fractional`.
        today: see `fractional`.
        time_limit_seconds: see `fractional`.

    Raises:
        InputError: see `fractional`.
        SolverError: see `fractional`.
    """
    numbers = [*denominator, numerator_constant, denominator_constant]
    if denominator.shape != problem.objective.shape or not np.isfinite(numbers).all():
        raise InputError(
            f"The denominator needs {len(problem.objective)} finite coefficients, and constants"
            " must be finite."
        )
    if today is not None and not 0 < today < inf:
        raise InputError(f"The denominator of today is above 0, not {today}.")
    method = method or ("dinkelbach" if problem.whole.any() else "charnes-cooper")
    if method not in ("charnes-cooper", "dinkelbach"):
        raise InputError(f"The method is 'charnes-cooper' or 'dinkelbach', not {method!r}.")
    if method == "charnes-cooper" and problem.whole.any():
        raise InputError("Charnes-Cooper needs divisible variables: use method='dinkelbach'.")
    begin = perf_counter()
    sign = 1.0 if problem.sense == "least" else -1.0
    search = _Search(
        replace(problem, objective=sign * problem.objective, sense="least"),
        denominator,
        sign * numerator_constant,
        denominator_constant,
        inf if time_limit_seconds is None else begin + time_limit_seconds,
    )
    turns = -1.0 if search.is_negative() else 1.0
    found = (search if turns > 0.0 else search.turned()).run(method, today)
    return replace(
        found,
        ratio=None if found.ratio is None else sign * found.ratio,
        numerator=None if found.numerator is None else turns * sign * found.numerator,
        denominator=None if found.denominator is None else turns * found.denominator,
        bound=sign * found.bound,
        seconds=perf_counter() - begin,
    )


@dataclass(frozen=True, eq=False)
class _Search:
    """The least ratio of `problem.objective @ x + above` to `denominator @ x + below`."""

    problem: Problem
    denominator: NDArray[np.float64]
    above: float
    below: float
    ends: float

    def is_negative(self) -> bool:
        """Whether the denominator is below 0 whatever the plan."""
        if not (self.denominator < 0).any() and self.below >= 0:
            return False
        largest = self._solve(replace(self.problem, objective=self.denominator, sense="most"))
        return largest.status == "optimal" and largest.bound + self.below < 0

    def turned(self) -> "_Search":
        """The same ratio with both sums turned to their opposites."""
        opposite = replace(self.problem, objective=-self.problem.objective)
        return _Search(opposite, -self.denominator, -self.above, -self.below, self.ends)

    def run(self, method: RatioMethod, today: float | None) -> RatioSolution:
        smallest = self._solve(replace(self.problem, objective=self.denominator))
        if smallest.status == "infeasible":
            return _no_plan("infeasible", inf)
        self._refuse_vanishing(smallest)
        if smallest.values is None:
            return _no_plan("time limit", -inf)
        plan = smallest.values
        least_denominator = smallest.bound + self.below
        if method == "dinkelbach":
            found = self._dinkelbach(plan, least_denominator)
            if found.status == "unbounded" and not self.problem.whole.any():
                limit = self._charnes_cooper(today or self._sums(plan)[1]).bound
                found = replace(found, bound=limit)
            return found
        transformed = self._charnes_cooper(today or self._sums(plan)[1])
        if transformed.values is None:
            return _no_plan(transformed.status, transformed.bound)
        claimed = self._ratio(transformed.values)
        proven = self._dinkelbach(transformed.values, least_denominator)
        if proven.ratio is not None and claimed - proven.ratio > TOLERANCE * abs(claimed):
            raise SolverError(
                f"Charnes-Cooper gives a ratio of {claimed:.9g}, Dinkelbach {proven.ratio:.9g}."
            )
        return proven

    def _solve(self, problem: Problem) -> Solution:
        """Solve one programme in the time that is left."""
        left = self.ends - perf_counter()
        if left <= 0:
            return Solution("time limit", None, None, -inf, None, 0.0)
        return solve(problem, time_limit_seconds=None if left == inf else left)

    def _sums(self, plan: NDArray[np.float64]) -> tuple[float, float]:
        """Numerator and denominator of a plan."""
        return (
            float(self.problem.objective @ plan) + self.above,
            float(self.denominator @ plan) + self.below,
        )

    def _ratio(self, plan: NDArray[np.float64]) -> float:
        above, below = self._sums(plan)
        return above / below

    def _refuse_vanishing(self, smallest: Solution) -> None:
        """Raise InputError unless the denominator stays above 0, whatever the plan."""
        advice = "A ratio needs it above 0: ask for a least denominator, such as a target."
        if smallest.status == "unbounded":
            raise InputError(f"The denominator can fall without end. {advice}")
        if smallest.values is None:
            return
        value = self._sums(smallest.values)[1]
        size = abs(self.below) + float(abs(self.denominator) @ abs(smallest.values))
        if value <= VANISHES * size:
            raise InputError(f"The denominator can fall to {value:.6g}. {advice}")

    def _charnes_cooper(self, unit: float) -> Solution:
        """Solve the transformed programme, its plan brought back to x.

        Scaled again until u is near 1, so that tolerances mean the same in y as in x.
        """
        for _ in range(RESCALED):
            problem = transform(self.problem, self.denominator, self.above, self.below, unit)
            found = self._solve(problem)
            if found.values is None or found.objective is None:
                return found
            values = found.values
            if values[-1] <= VANISHES:  # is u 0 in every best plan?
                wider = self._solve(_most_reciprocal(problem, found.objective)).values
                if wider is None or wider[-1] <= VANISHES:
                    return Solution("unbounded", None, None, found.objective, None, 0.0)
                values = wider
            plan = replace(found, values=values[:-1] / values[-1])
            if 0.1 <= values[-1] <= 10:
                break
            unit /= values[-1]
        return plan

    def _dinkelbach(self, plan: NDArray[np.float64], least_denominator: float) -> RatioSolution:
        """Improve a plan until no plan has a lower `numerator - ratio x denominator`.

        The last round is the proof: if the least of that is F below 0, no ratio is lower than the
        plan's by more than -F over the least denominator.
        """
        plan = np.clip(plan, self.problem.lower, self.problem.upper)
        bound = -inf
        status: Status = "optimal"
        for _ in range(ROUNDS):
            numerator, denominator = self._sums(plan)
            ratio = numerator / denominator
            parametric = self.problem.objective - ratio * self.denominator
            found = self._solve(replace(self.problem, objective=parametric))
            if found.status == "unbounded":
                return _no_plan("unbounded", -inf)
            gain = min(found.bound + self.above - ratio * self.below, 0.0)
            if least_denominator > 0:
                bound = max(bound, ratio + gain / least_denominator)
            if found.status == "time limit":
                status = "time limit"
            size = abs(numerator) + abs(ratio) * denominator
            settled = gain >= -CONVERGED * size
            if settled or found.values is None or self._ratio(found.values) >= ratio:
                break
            plan = found.values
            if status == "time limit":
                break
        else:
            raise SolverError(
                f"The ratio did not settle in {ROUNDS} rounds of Dinkelbach's method."
            )
        check_plan(self.problem, plan)
        numerator, denominator = self._sums(plan)
        ratio = numerator / denominator
        return RatioSolution(status, plan, ratio, numerator, denominator, min(bound, ratio), 0.0)


def _most_reciprocal(transformed: Problem, best: float) -> Problem:
    """Most u among the plans as good as the best, up to rounding."""
    last = np.arange(len(transformed.variables)) == len(transformed.variables) - 1
    slack = VANISHES * max(1.0, abs(best))
    return replace(
        transformed,
        objective=last.astype(np.float64),
        sense="most",
        rows=csr_array(vstack([transformed.rows, transformed.objective[np.newaxis]])),
        row_names=(*transformed.row_names, "as good as the best"),
        row_lower=np.append(transformed.row_lower, -inf),
        row_upper=np.append(transformed.row_upper, best + slack),
    )


def _no_plan(status: Status, bound: float) -> RatioSolution:
    return RatioSolution(status, None, None, None, None, bound, 0.0)


def transform(
    problem: Problem, denominator: NDArray[np.float64], above: float, below: float, unit: float
) -> Problem:
    """Least `c y + c0 u` where `d y + d0 u = unit`, for y = x u and u = unit / denominator.

    Every limit of x becomes one of y: `A x <= b` is `A y - b u <= 0`. The last variable is u; the
    objective is the ratio times the unit. A unit of the size of the denominator keeps u near 1:
    with a unit of 1 and sums in euros u is 1e-6, and a solver's tolerances hide wrong plans.

    Args:
        problem: least objective c x, no whole variables.
        denominator: (n,) d.
        above: c0.
        below: d0.
        unit: above 0.
    """
    write = Rows()
    y = write.variables(problem.variables, lower=-inf)
    u = write.variable("reciprocal of the denominator")
    write.row("the denominator is its unit", [(y, denominator), (u, below)], equals=unit)
    write.add_to_objective([(y, problem.objective), (u, above)])
    for k, name in enumerate(problem.variables):
        _scaled_limits(write, name, (y[k], 1.0), u, problem.lower[k], problem.upper[k])
    for k, name in enumerate(problem.row_names):
        begin, end = problem.rows.indptr[k : k + 2]
        term = (y[problem.rows.indices[begin:end]], problem.rows.data[begin:end])
        _scaled_limits(write, f"row {name}", term, u, problem.row_lower[k], problem.row_upper[k])
    return write.problem("least")


def _scaled_limits(write: Rows, name: str, term: Term, u: int, least: float, most: float) -> None:
    """`least u <= term <= most u`."""
    if least == most:
        write.row(f"{name} equals", [term, (u, -least)], equals=0)
        return
    if least > -inf:
        write.row(f"{name} at least", [term, (u, -least)], least=0)
    if most < inf:
        write.row(f"{name} at most", [term, (u, -most)], most=0)
