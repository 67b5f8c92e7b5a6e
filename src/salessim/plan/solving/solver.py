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
from salessim.plan.solving.linear_program import LinearProgram, Solution, Status
from salessim.plan.solving.verification import (
    TOLERANCE,
    check_plan,
    proven_bound,
    scale,
    worst_breach,
)

type Method = Literal["simplex", "interior"]

METHODS = MappingProxyType({"simplex": "simplex", "interior": "ipm"})
"""The solver's names of the methods for programmes without integer variables."""

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
"""Absolute gap at which integers count as proven; in scaled units, so that 0 can be one."""


def solve(
    program: LinearProgram,
    *,
    time_limit_seconds: float | None = None,
    method: Method = "simplex",
    relative_gap: float = 1e-9,
    near: NDArray[np.float64] | None = None,
) -> Solution:
    """Solve a programme, and hold the answer against it by plain NumPy.

    Args:
        program: what is asked for.
        time_limit_seconds: above 0; at its end the best plan so far and the best bound are given.
        method: `interior` is faster on large degenerate programmes. Integers always use
            branch and bound.
        relative_gap: how far from the best a plan with integers may stay; 0 or more.
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
    if _is_impossible(program):
        solution = _infeasible(program)
    elif not program.columns:
        solution = Solution("optimal", np.zeros(0), 0.0, 0.0, np.zeros(len(program.rows)), 0.0)
    else:
        options = {
            "solver": METHODS[method],
            "mip_rel_gap": relative_gap,
            "mip_abs_gap": SMALLEST_GAP,
        }
        ends = inf if time_limit_seconds is None else begin + time_limit_seconds
        solution = _Solving(program, options, ends, near).solution()
    return replace(solution, seconds=perf_counter() - begin)


def limit_of(
    program: LinearProgram, *, time_limit_seconds: float | None = None, method: Method = "simplex"
) -> float:
    """Return what no plan betters, as far as one call of the solver proves it.

    The proof is weak duality, so that it holds whatever the solver says. -inf, or inf where most
    is best, where nothing is proven. Integers are left aside.

    Args:
        program: what is asked for.
        time_limit_seconds: above 0.
        method: as of `solve`.
    """
    relaxed = replace(program, integer=np.zeros_like(program.integer))
    ends = inf if time_limit_seconds is None else perf_counter() + time_limit_seconds
    solving = _Solving(relaxed, {"solver": METHODS[method]}, ends, None)
    return solving.limit()


@dataclass(frozen=True)
class _Solving:
    """One programme, the solver's options, and when to stop on the clock of `perf_counter`.

    near: a plan of about the size of the answer, or None.
    """

    program: LinearProgram
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
        return self._bound(self._ask(self.program, {**self.options, **EXACT}))

    def _attempt(self, options: dict[str, Any]) -> Solution:
        answer = self._ask(self.program, options, self.near)
        if answer.status in ("infeasible", "unbounded", "unclear"):
            return self._without_plan(answer.status, options)
        if answer.values is None or _misses(self.program, answer.values):
            if answer.status != "time limit":
                raise SolverError("The solver calls a plan optimal that misses its limits.")
            bound = self._bound(answer)
            return Solution("time limit", None, None, bound, None, 0.0)
        if self.program.integer.any():
            return self._with_integers(answer)
        return self._without_integers(self._refined(answer, options))

    def _refined(self, answer: Answer, options: dict[str, Any]) -> Answer:
        """The answer, asked for again in its own sizes until its prices prove it the best.

        A solver's tolerances are absolute: what is small beside them may be much in all.
        """
        for _ in range(REFINEMENTS):
            if answer.status != "optimal" or self._is_proven(answer):
                break
            finer = self._ask(self.program, options, answer.values)
            if finer.values is None or _misses(self.program, finer.values):
                break
            answer = finer
        return answer

    def _is_proven(self, answer: Answer | Solution) -> bool:
        assert answer.values is not None
        objective = float(self.program.objective @ answer.values)
        size = max(1.0, float(abs(self.program.objective) @ abs(answer.values)))
        return abs(self._bound(answer) - objective) <= TOLERANCE * size

    def _ask(
        self,
        program: LinearProgram,
        options: dict[str, Any],
        near: NDArray[np.float64] | None = None,
    ) -> Answer:
        """The solver's answer to the scaled programme, in original units."""
        seconds = max(self.ends - perf_counter(), 0.0)
        if not seconds:
            return Answer("time limit", None, None, None)
        scaled = scale(program, near)
        answer = call(scaled.program, options, seconds)
        if answer.values is None or answer.row_duals is None:
            return answer
        return Answer(
            answer.status,
            answer.values * scaled.columns,
            answer.row_duals * scaled.row_duals,
            None if answer.bound is None else answer.bound * scaled.objective,
        )

    def _without_integers(self, answer: Answer) -> Solution:
        assert answer.values is not None and answer.row_duals is not None
        values = np.clip(answer.values, self.program.lower, self.program.upper)
        objective = check_plan(self.program, values)
        bound = self._bound(answer)
        if answer.status == "time limit":
            return Solution("time limit", values, objective, bound, answer.row_duals, 0.0)
        size = max(1.0, float(abs(self.program.objective) @ abs(values)))
        if isfinite(bound) and abs(bound - objective) > TOLERANCE * size:
            raise SolverError(
                f"The solver calls {objective:.9g} optimal where its own prices prove {bound:.9g}."
            )
        return Solution("optimal", values, objective, objective, answer.row_duals, 0.0)

    def _with_integers(self, answer: Answer) -> Solution:
        """Hold integer variables at integers and solve the rest again, which gives duals too."""
        program = self.program
        assert answer.values is not None
        integers = np.round(answer.values)
        held = replace(
            program,
            lower=np.where(program.integer, integers, program.lower),
            upper=np.where(program.integer, integers, program.upper),
            integer=np.zeros_like(program.integer),
        )
        rest = replace(self, program=held, ends=inf).solution()
        if rest.values is None or rest.objective is None:
            raise SolverError("The solver's whole numbers keep no longer to the limits if rounded.")
        status: Status = "time limit" if answer.status == "time limit" else "optimal"
        better = min if program.sense == "min" else max
        bound = better(self._bound(answer), rest.objective)
        return replace(rest, status=status, bound=bound)

    def _bound(self, answer: Answer | Solution) -> float:
        """The best that is proven by branching or, without integers, by the duals."""
        if self.program.integer.any():
            return _nothing_proven(self.program) if answer.bound is None else answer.bound
        if answer.row_duals is None:
            return _nothing_proven(self.program)
        return proven_bound(self.program, answer.row_duals)

    def _without_plan(self, said: str, options: dict[str, Any]) -> Solution:
        """Infeasible or unbounded: where that is left open, a plan and a ray decide."""
        if said == "infeasible":
            if options["solver"] == METHODS["interior"]:
                raise SolverError("The interior point method finds no plan; it may have lost it.")
            if self.program.integer.any() and PLAIN.items() - options.items():
                # Made smaller first, programmes with integers have been called so that have a plan.
                raise SolverError("That there is no plan is asked again of the whole programme.")
            return _infeasible(self.program)
        indifferent = replace(self.program, objective=np.zeros_like(self.program.objective))
        found = self._ask(indifferent, options)
        if found.status == "infeasible":
            return _infeasible(self.program)
        if found.status == "time limit":
            return Solution("time limit", None, None, _nothing_proven(self.program), None, 0.0)
        if found.status == "optimal" and self._has_ray(options):
            return Solution("unbounded", None, None, _nothing_proven(self.program), None, 0.0)
        raise SolverError("The solver finds neither a plan nor a proof that there is none.")

    def _has_ray(self, options: dict[str, Any]) -> bool:
        """Whether the objective gets better for ever in some direction that keeps all limits."""
        rays = rays_of(self.program)
        found = self._ask(rays, options)
        if found.values is None or _misses(rays, found.values):
            return False
        gain = float(self.program.objective @ found.values)
        worth = TOLERANCE * float(abs(self.program.objective) @ abs(found.values))
        return gain < -worth if self.program.sense == "min" else gain > worth


def _infeasible(program: LinearProgram) -> Solution:
    return Solution("infeasible", None, None, -_nothing_proven(program), None, 0.0)


def rays_of(program: LinearProgram) -> LinearProgram:
    """The programme of the directions, of size 1 at most, in which every limit stays kept."""
    return replace(
        program,
        lower=np.where(np.isfinite(program.lower), 0.0, -1.0),
        upper=np.where(np.isfinite(program.upper), 0.0, 1.0),
        integer=np.zeros_like(program.integer),
        row_lower=np.where(np.isfinite(program.row_lower), 0.0, -inf),
        row_upper=np.where(np.isfinite(program.row_upper), 0.0, inf),
    )


def _nothing_proven(program: LinearProgram) -> float:
    """The bound that says nothing."""
    return -inf if program.sense == "min" else inf


def _misses(program: LinearProgram, values: NDArray[np.float64]) -> bool:
    breach = worst_breach(program, values)
    return breach is not None and breach.relative > TOLERANCE


def _is_impossible(program: LinearProgram) -> bool:
    """Whether limits cross, or a row without coefficients asks for something."""
    lower = np.where(program.integer, np.ceil(program.lower), program.lower)
    upper = np.where(program.integer, np.floor(program.upper), program.upper)
    minimum = np.append(lower, program.row_lower)
    maximum = np.append(upper, program.row_upper)
    crossed = (minimum > maximum) | (minimum == inf) | (maximum == -inf)
    is_empty = np.diff(program.matrix.indptr) == 0
    asks = (program.row_lower > 0) | (program.row_upper < 0)
    return bool(crossed.any() or (is_empty & asks).any())
