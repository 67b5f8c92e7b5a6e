"""The search for the best ratio: Charnes-Cooper, Dinkelbach, and the proof of either.

Source of the iteration: Dinkelbach, Management Science 13 (1967) 492-498.
"""

from dataclasses import dataclass, replace
from math import inf
from time import perf_counter
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, identity, vstack

from salessim.errors import InputError, SolverError
from salessim.plan.solving.linear_program import (
    ConstraintFamily,
    Labels,
    LinearProgram,
    Solution,
    Status,
    VariableFamily,
)
from salessim.plan.solving.solver import solve
from salessim.plan.solving.verification import TOLERANCE, check_plan

type RatioMethod = Literal["charnes-cooper", "dinkelbach"]
METHODS = ("charnes-cooper", "dinkelbach")

ROUNDS = 60
"""Most rounds of Dinkelbach's method, which converges faster than linearly: 5 to 10 are usual."""

CONVERGED = 1e-11
"""Gain in the parametric programme, over the size of its terms, that counts as none."""

RESCALED = 5
"""Times that the transformation is scaled again where its unit was far from the answer."""

VANISHES = 1e-9
"""Least denominator, over the size of its terms, that is told from 0."""

RECIPROCAL = VariableFamily("reciprocal of the denominator")
UNIT = ConstraintFamily("the denominator is its unit", (), "d y + d0 u = unit")
LIMIT_OF_VARIABLE = ConstraintFamily("limit of variable", ("number", "side"), "l u <= y <= u_y u")
LIMIT_OF_ROW = ConstraintFamily("limit of row", ("number", "side"), "l u <= A y <= u_r u")
AS_GOOD = ConstraintFamily("as good as the best", (), "objective <= the best")


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
    program: LinearProgram,
    denominator: NDArray[np.float64],
    *,
    numerator_constant: float = 0.0,
    denominator_constant: float = 0.0,
    method: RatioMethod | None = None,
    today: float | None = None,
    time_limit_seconds: float | None = None,
) -> RatioSolution:
    """Find the plan with the best ratio of the programme's objective to another sum.

    Args:
        program: limits; its objective is the numerator.
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
    if denominator.shape != program.objective.shape or not np.isfinite(numbers).all():
        raise InputError(
            f"The denominator needs {len(program.objective)} finite coefficients, and constants"
            " must be finite."
        )
    method = method or ("dinkelbach" if program.integer.any() else "charnes-cooper")
    if method == "charnes-cooper" and program.integer.any():
        raise InputError("Charnes-Cooper needs divisible variables: use method='dinkelbach'.")
    begin = perf_counter()
    sign = 1.0 if program.sense == "min" else -1.0
    search = _Search(
        replace(program, objective=sign * program.objective, sense="min"),
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
    """The least ratio of `program.objective @ x + above` to `denominator @ x + below`."""

    program: LinearProgram
    denominator: NDArray[np.float64]
    above: float
    below: float
    ends: float

    def is_negative(self) -> bool:
        """Whether the denominator is below 0 whatever the plan."""
        if not (self.denominator < 0).any() and self.below >= 0:
            return False
        largest = self._solve(replace(self.program, objective=self.denominator, sense="max"))
        return largest.status == "optimal" and largest.bound + self.below < 0

    def turned(self) -> "_Search":
        """The same ratio with both sums turned to their opposites."""
        opposite = replace(self.program, objective=-self.program.objective)
        return _Search(opposite, -self.denominator, -self.above, -self.below, self.ends)

    def run(self, method: RatioMethod, today: float | None) -> RatioSolution:
        smallest = self._solve(replace(self.program, objective=self.denominator))
        if smallest.status == "infeasible":
            return _no_plan("infeasible", inf)
        self._refuse_vanishing(smallest)
        if smallest.values is None:
            return _no_plan("time limit", -inf)
        plan = smallest.values
        least_denominator = smallest.bound + self.below
        if method == "dinkelbach":
            found = self._dinkelbach(plan, least_denominator)
            if found.status == "unbounded" and not self.program.integer.any():
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

    def _solve(self, program: LinearProgram) -> Solution:
        """Solve one programme in the time that is left."""
        left = self.ends - perf_counter()
        if left <= 0:
            return Solution("time limit", None, None, -inf, None, 0.0)
        return solve(program, time_limit_seconds=None if left == inf else left)

    def _sums(self, plan: NDArray[np.float64]) -> tuple[float, float]:
        """Numerator and denominator of a plan."""
        return (
            float(self.program.objective @ plan) + self.above,
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
            program = transform(self.program, self.denominator, self.above, self.below, unit)
            found = self._solve(program)
            if found.values is None or found.objective is None:
                return found
            values = found.values
            if values[-1] <= VANISHES:  # is u 0 in every best plan?
                wider = self._solve(_most_reciprocal(program, found.objective)).values
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
        plan = np.clip(plan, self.program.lower, self.program.upper)
        bound = -inf
        status: Status = "optimal"
        for _ in range(ROUNDS):
            numerator, denominator = self._sums(plan)
            ratio = numerator / denominator
            parametric = self.program.objective - ratio * self.denominator
            found = self._solve(replace(self.program, objective=parametric))
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
        check_plan(self.program, plan)
        numerator, denominator = self._sums(plan)
        ratio = numerator / denominator
        return RatioSolution(status, plan, ratio, numerator, denominator, min(bound, ratio), 0.0)


def _most_reciprocal(transformed: LinearProgram, best: float) -> LinearProgram:
    """Most u among the plans as good as the best, up to rounding."""
    n = len(transformed.columns)
    slack = VANISHES * max(1.0, abs(best))
    return replace(
        transformed,
        objective=(np.arange(n) == n - 1).astype(np.float64),
        sense="max",
        matrix=csr_array(vstack([transformed.matrix, transformed.objective[np.newaxis]])),
        rows=transformed.rows.plus((AS_GOOD, ())),
        row_lower=np.append(transformed.row_lower, -inf),
        row_upper=np.append(transformed.row_upper, best + slack),
    )


def _no_plan(status: Status, bound: float) -> RatioSolution:
    return RatioSolution(status, None, None, None, None, bound, 0.0)


def transform(
    program: LinearProgram,
    denominator: NDArray[np.float64],
    above: float,
    below: float,
    unit: float,
) -> LinearProgram:
    """Least `c y + c0 u` where `d y + d0 u = unit`, for y = x u and u = unit / denominator.

    Every limit of x becomes one of y: `A x <= b` is `A y - b u <= 0`. The last variable is u; the
    objective is the ratio times the unit. A unit of the size of the denominator keeps u near 1:
    with a unit of 1 and sums in euros u is 1e-6, and a solver's tolerances hide wrong plans.

    Args:
        program: least objective c x, no integer variables.
        denominator: (n,) d.
        above: c0.
        below: d0.
        unit: above 0.
    """
    n = len(program.columns)
    limited = csr_array(vstack([identity(n, format="csr"), program.matrix]))
    lower = np.concatenate([program.lower, program.row_lower])
    upper = np.concatenate([program.upper, program.row_upper])
    equal = lower == upper
    # Each variable and each row in turn: one row if its limits are equal, else one for each limit.
    limit, side = np.nonzero(np.column_stack([equal | (lower > -inf), ~equal & (upper < inf)]))
    at_most = side == 1
    factor = -np.where(at_most, upper[limit], lower[limit])
    unit_row = csr_array(np.append(denominator, below)[np.newaxis])
    matrix = csr_array(vstack([unit_row, hstack([limited[limit], factor[:, np.newaxis]])]))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    of_variable = limit < n
    labels = [
        (LIMIT_OF_VARIABLE, (int(k), int(s))) if own else (LIMIT_OF_ROW, (int(k) - n, int(s)))
        for k, s, own in zip(limit, side, of_variable, strict=True)
    ]
    return LinearProgram(
        columns=program.columns.plus((RECIPROCAL, ())),
        lower=np.append(np.full(n, -inf), 0.0),
        upper=np.full(n + 1, inf),
        integer=np.zeros(n + 1, bool),
        objective=np.append(program.objective, above),
        sense="min",
        matrix=matrix,
        rows=Labels([(UNIT, ()), *labels]),
        row_lower=np.append(unit, np.where(at_most, -inf, 0.0)),
        row_upper=np.append(unit, np.where(at_most | equal[limit], 0.0, inf)),
    )
