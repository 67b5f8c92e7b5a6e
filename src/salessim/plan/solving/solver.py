"""Solves a programme: status first, then every figure recomputed from the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, isfinite
from time import perf_counter
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from salessim.errors import InputError, SolverError
from salessim.plan.solving.highs import Answer, call
from salessim.plan.solving.linear_program import Problem, Solution, Status
from salessim.plan.solving.scaling import scale
from salessim.plan.solving.verification import TOLERANCE, check_plan, proven_bound, worst_breach

type Method = Literal["simplex", "interior"]

METHODS = MappingProxyType({"simplex": "simplex", "interior": "ipm"})
"""The solver's names of the methods for programmes without whole variables."""

EXACT: Mapping[str, Any] = MappingProxyType(
    {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
)

PLAIN: Mapping[str, Any] = MappingProxyType({"presolve": "off"})

UNPERTURBED: Mapping[str, Any] = MappingProxyType(
    {
        "dual_simplex_cost_perturbation_multiplier": 0.0,
        "primal_simplex_bound_perturbation_multiplier": 0.0,
    }
)

ATTEMPTS: tuple[Mapping[str, Any], ...] = (
    EXACT,
    PLAIN,
    MappingProxyType({**EXACT, **PLAIN, "solver": METHODS["interior"]}),
    MappingProxyType({**EXACT, **PLAIN, **UNPERTURBED}),
)
"""Options of a first attempt, and of those that follow while no answer holds. The solver may lose
its way on the way back from a programme that it has made smaller, and by its own perturbations."""

INTERIOR_ATTEMPTS = (
    EXACT,
    MappingProxyType({"solver": METHODS["simplex"]}),
    MappingProxyType({**PLAIN, "solver": METHODS["simplex"]}),
)
"""The same for the interior point method, which may lose its way where the simplex does not."""

REFINEMENTS = 3
"""Times that an answer which its own prices do not prove is asked for again in its own sizes."""

SMALLEST_GAP = 1e-12
"""Absolute gap at which whole numbers count as proven; in scaled units, so that 0 can be one."""


def solve(
    problem: Problem,
    *,
    time_limit_seconds: float | None = None,
    method: Method = "simplex",
    relative_gap: float = 1e-9,
    near: NDArray[np.float64] | None = None,
) -> Solution:
    """Solve a programme, and hold the answer against it by plain NumPy.

    Args:
        problem: what is asked for.
        time_limit_seconds: above 0; at its end the best plan so far and the best bound are given.
        method: `interior` is faster on large degenerate programmes. Whole numbers always use
            branch and bound.
        relative_gap: how far from the best a plan with whole numbers may stay; 0 or more.
        near: (n,) a plan of about the size of the answer, if one is known: it helps the solver to
            see small and large figures alike.

    Returns:
        The plan with its status. That a programme is infeasible or unbounded is an answer.

    Raises:
        InputError: a time limit, method or gap is out of range.
        SolverError: the solver fails, or its plan misses a row, a bound or its own objective by
            more than 1e-6.
    """
    if time_limit_seconds is not None and not time_limit_seconds > 0:
        raise InputError(f"A time limit is above 0 seconds, not {time_limit_seconds}.")
    if method not in METHODS:
        raise InputError(f"The method is 'simplex' or 'interior', not {method!r}.")
    if not 0 <= relative_gap < inf:
        raise InputError(f"The relative gap is 0 or more, not {relative_gap}.")
    begin = perf_counter()
    if _is_impossible(problem):
        solution = _infeasible(problem)
    elif not problem.variables:
        solution = Solution("optimal", np.zeros(0), 0.0, 0.0, np.zeros(len(problem.row_names)), 0.0)
    else:
        options = {
            "solver": METHODS[method],
            "mip_rel_gap": relative_gap,
            "mip_abs_gap": SMALLEST_GAP,
        }
        ends = inf if time_limit_seconds is None else begin + time_limit_seconds
        solution = _Solving(problem, options, ends, near).solution()
    return replace(solution, seconds=perf_counter() - begin)


def limit_of(
    problem: Problem, *, time_limit_seconds: float | None = None, method: Method = "simplex"
) -> float:
    """Return what no plan betters, as far as one call of the solver proves it.

    The proof is weak duality, so that it holds whatever the solver says. -inf, or inf where most
    is best, where nothing is proven. Whole numbers are left aside.

    Args:
        problem: what is asked for.
        time_limit_seconds: above 0.
        method: as of `solve`.
    """
    relaxed = replace(problem, whole=np.zeros_like(problem.whole))
    ends = inf if time_limit_seconds is None else perf_counter() + time_limit_seconds
    solving = _Solving(relaxed, {"solver": METHODS[method]}, ends, None)
    return solving.limit()


@dataclass(frozen=True)
class _Solving:
    """One programme, the solver's options, and when to stop on the clock of `perf_counter`.

    near: a plan of about the size of the answer, or None.
    """

    problem: Problem
    options: dict[str, Any]
    ends: float
    near: NDArray[np.float64] | None

    def solution(self) -> Solution:
        """The answer that holds, from as many attempts as are needed."""
        is_interior = self.options["solver"] == METHODS["interior"]
        failed = None
        for options in INTERIOR_ATTEMPTS if is_interior else ATTEMPTS:
            try:
                return self._attempt({**self.options, **options})
            except SolverError as error:
                failed = failed or error
        assert failed is not None
        raise failed

    def limit(self) -> float:
        """The bound that the duals of one answer prove."""
        return self._bound(self._ask(self.problem, {**self.options, **EXACT}))

    def _attempt(self, options: dict[str, Any]) -> Solution:
        answer = self._ask(self.problem, options, self.near)
        if answer.status in ("infeasible", "unbounded", "unclear"):
            return self._without_plan(answer.status, options)
        if answer.values is None or _misses(self.problem, answer.values):
            if answer.status != "time limit":
                raise SolverError("The solver calls a plan optimal that misses its limits.")
            bound = self._bound(answer)
            return Solution("time limit", None, None, bound, None, 0.0)
        if self.problem.whole.any():
            return self._with_whole_numbers(answer)
        return self._without_whole_numbers(self._refined(answer, options))

    def _refined(self, answer: Answer, options: dict[str, Any]) -> Answer:
        """The answer, asked for again in its own sizes until its prices prove it the best.

        A solver's tolerances are absolute: what is small beside them may be much in all.
        """
        for _ in range(REFINEMENTS):
            if answer.status != "optimal" or self._is_proven(answer):
                break
            finer = self._ask(self.problem, options, answer.values)
            if finer.values is None or _misses(self.problem, finer.values):
                break
            answer = finer
        return answer

    def _is_proven(self, answer: Answer | Solution) -> bool:
        assert answer.values is not None
        objective = float(self.problem.objective @ answer.values)
        size = max(1.0, float(abs(self.problem.objective) @ abs(answer.values)))
        return abs(self._bound(answer) - objective) <= TOLERANCE * size

    def _ask(
        self,
        problem: Problem,
        options: dict[str, Any],
        near: NDArray[np.float64] | None = None,
    ) -> Answer:
        """The solver's answer to the scaled programme, in original units."""
        seconds = max(self.ends - perf_counter(), 0.0)
        if not seconds:
            return Answer("time limit", None, None, None)
        scaled = scale(problem, near)
        answer = call(scaled.problem, options, seconds)
        if answer.values is None or answer.row_duals is None:
            return answer
        return Answer(
            answer.status,
            answer.values * scaled.columns,
            answer.row_duals * scaled.row_duals,
            None if answer.bound is None else answer.bound * scaled.objective,
        )

    def _without_whole_numbers(self, answer: Answer) -> Solution:
        assert answer.values is not None and answer.row_duals is not None
        values = np.clip(answer.values, self.problem.lower, self.problem.upper)
        objective = check_plan(self.problem, values)
        bound = self._bound(answer)
        if answer.status == "time limit":
            return Solution("time limit", values, objective, bound, answer.row_duals, 0.0)
        size = max(1.0, float(abs(self.problem.objective) @ abs(values)))
        if isfinite(bound) and abs(bound - objective) > TOLERANCE * size:
            raise SolverError(
                f"The solver calls {objective:.9g} optimal where its own prices prove {bound:.9g}."
            )
        return Solution("optimal", values, objective, objective, answer.row_duals, 0.0)

    def _with_whole_numbers(self, answer: Answer) -> Solution:
        """Hold whole variables at whole numbers and solve the rest again, which gives duals too."""
        problem = self.problem
        assert answer.values is not None
        whole = np.round(answer.values)
        held = replace(
            problem,
            lower=np.where(problem.whole, whole, problem.lower),
            upper=np.where(problem.whole, whole, problem.upper),
            whole=np.zeros_like(problem.whole),
        )
        rest = replace(self, problem=held, ends=inf).solution()
        if rest.values is None or rest.objective is None:
            raise SolverError("The solver's whole numbers keep no longer to the limits if rounded.")
        status: Status = "time limit" if answer.status == "time limit" else "optimal"
        better = min if problem.sense == "least" else max
        bound = better(self._bound(answer), rest.objective)
        return replace(rest, status=status, bound=bound)

    def _bound(self, answer: Answer | Solution) -> float:
        """The best that is proven by branching or, without whole numbers, by the duals."""
        if self.problem.whole.any():
            return _nothing_proven(self.problem) if answer.bound is None else answer.bound
        if answer.row_duals is None:
            return _nothing_proven(self.problem)
        return proven_bound(self.problem, answer.row_duals)

    def _without_plan(self, said: str, options: dict[str, Any]) -> Solution:
        """Infeasible or unbounded: where that is left open, a plan and a ray decide."""
        if said == "infeasible":
            if options["solver"] == METHODS["interior"]:
                raise SolverError("The interior point method finds no plan; it may have lost it.")
            return _infeasible(self.problem)
        indifferent = replace(self.problem, objective=np.zeros_like(self.problem.objective))
        found = self._ask(indifferent, options)
        if found.status == "infeasible":
            return _infeasible(self.problem)
        if found.status == "time limit":
            return Solution("time limit", None, None, _nothing_proven(self.problem), None, 0.0)
        if found.status == "optimal" and self._has_ray(options):
            return Solution("unbounded", None, None, _nothing_proven(self.problem), None, 0.0)
        raise SolverError("The solver finds neither a plan nor a proof that there is none.")

    def _has_ray(self, options: dict[str, Any]) -> bool:
        """Whether the objective gets better for ever in some direction that keeps all limits."""
        rays = rays_of(self.problem)
        found = self._ask(rays, options)
        if found.values is None or _misses(rays, found.values):
            return False
        gain = float(self.problem.objective @ found.values)
        worth = TOLERANCE * float(abs(self.problem.objective) @ abs(found.values))
        return gain < -worth if self.problem.sense == "least" else gain > worth


def _infeasible(problem: Problem) -> Solution:
    return Solution("infeasible", None, None, -_nothing_proven(problem), None, 0.0)


def rays_of(problem: Problem) -> Problem:
    """The programme of the directions, of size 1 at most, in which every limit stays kept."""
    return replace(
        problem,
        lower=np.where(np.isfinite(problem.lower), 0.0, -1.0),
        upper=np.where(np.isfinite(problem.upper), 0.0, 1.0),
        whole=np.zeros_like(problem.whole),
        row_lower=np.where(np.isfinite(problem.row_lower), 0.0, -inf),
        row_upper=np.where(np.isfinite(problem.row_upper), 0.0, inf),
    )


def _nothing_proven(problem: Problem) -> float:
    """The bound that says nothing."""
    return -inf if problem.sense == "least" else inf


def _misses(problem: Problem, values: NDArray[np.float64]) -> bool:
    breach = worst_breach(problem, values)
    return breach is not None and breach.relative > TOLERANCE


def _is_impossible(problem: Problem) -> bool:
    """Whether limits cross, or a row without coefficients asks for something."""
    lower = np.where(problem.whole, np.ceil(problem.lower), problem.lower)
    upper = np.where(problem.whole, np.floor(problem.upper), problem.upper)
    least = np.append(lower, problem.row_lower)
    most = np.append(upper, problem.row_upper)
    crossed = (least > most) | (least == inf) | (most == -inf)
    is_empty = np.diff(problem.rows.indptr) == 0
    asks = (problem.row_lower > 0) | (problem.row_upper < 0)
    return bool(crossed.any() or (is_empty & asks).any())
