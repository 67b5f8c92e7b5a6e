"""The solver says its status first, and what it says holds when it is recomputed."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from salessim.errors import InputError, SolverError, StoppedError
from salessim.plan.solving.highs import Answer, call, watched
from salessim.plan.solving.linear_program import (
    ConstraintFamily,
    LinearProgram,
    LpBuilder,
    VariableFamily,
)
from salessim.plan.solving.solver import limit_of, rays_of, solve
from salessim.plan.solving.verification import check_plan, proven_bound, worst_breach

HERE = str(Path(__file__).parent)
X = VariableFamily("x", ("number",))
ROW = ConstraintFamily("row", ("number",))


def knapsack(integer: bool = True, sense: str = "max") -> LinearProgram:
    """Most 5a + 4b with 6a + 4b <= 24 and a + 2b <= 6; as integers 20 at (4, 0)."""
    lp = LpBuilder()
    a = lp.add_variable(VariableFamily("a"), integer=integer)
    b = lp.add_variable(VariableFamily("b"), integer=integer)
    lp.add_row(ConstraintFamily("hours"), (), [(a, 6), (b, 4)], maximum=24)
    lp.add_row(ConstraintFamily("people"), (), [(a, 1), (b, 2)], maximum=6)
    lp.add_to_objective([(a, 5), (b, 4)])
    return lp.build(sense)  # type: ignore[arg-type]


def test_best_plan_with_its_prices() -> None:
    found = solve(knapsack(integer=False))
    assert found.status == "optimal"
    assert found.values == pytest.approx([3, 1.5], abs=1e-9)
    assert found.objective == pytest.approx(21) == found.bound
    assert found.row_duals == pytest.approx([0.75, 0.5])


def slow_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the solver greet, and take a third of a second."""

    import pulp

    solving = pulp.HiGHS.callSolver

    def slowly(*arguments: Any) -> None:
        os.write(1, b"a greeting\n")
        time.sleep(0.3)
        solving(*arguments)

    monkeypatch.setattr("pulp.HiGHS.callSolver", slowly)


def test_somebody_may_look_on_while_the_solver_works(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What the solver prints is kept back; what they print is not."""
    slow_solver(monkeypatch)
    seen: list[float] = []

    def watch(seconds: float) -> None:
        seen.append(seconds)
        print("looked")

    with watched(watch):
        call(knapsack(), {}, inf)
    call(knapsack(), {}, inf)
    assert seen[0] == 0.0 and 2 <= len(seen) < 10 and seen == sorted(seen)
    assert capfd.readouterr().out == "looked\n" * len(seen)


def test_who_looks_on_may_end_the_work(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    slow_solver(monkeypatch)

    def watch(seconds: float) -> None:
        if seconds:
            raise StoppedError("enough")

    with pytest.raises(StoppedError), watched(watch):
        call(knapsack(), {}, inf)
    print("heard again")
    assert capfd.readouterr().out == "heard again\n"


@pytest.mark.parametrize(("sense", "limit"), [("min", 0.0), ("max", 21.0)])
def test_a_limit_is_proven_without_a_plan(sense: str, limit: float) -> None:
    assert limit_of(knapsack(sense=sense)) == pytest.approx(limit)
    assert limit_of(knapsack(sense=sense), method="interior") == pytest.approx(limit)


def test_nothing_limits_what_gains_for_ever() -> None:
    free = replace(knapsack(), row_upper=np.full(2, inf))
    assert limit_of(free) == inf


@pytest.mark.parametrize("sense", ["min", "max"])
def test_a_price_is_what_one_more_unit_of_the_limit_gives(sense: str) -> None:
    lp = LpBuilder()
    a, b = (
        lp.add_variable(VariableFamily("a"), upper=10),
        lp.add_variable(VariableFamily("b"), upper=10),
    )
    lp.add_row(ConstraintFamily("range"), (), [(a, 1), (b, 1)], minimum=2, maximum=7)
    lp.add_row(ConstraintFamily("equal"), (), [(a, 1), (b, -1)], equals=1)
    lp.add_to_objective([(a, 3), (b, 1)])
    program = lp.build(sense)  # type: ignore[arg-type]
    here = solve(program)
    assert here.objective is not None and here.row_duals is not None
    for row in range(2):
        moved = replace(
            program,
            row_lower=program.row_lower + 1e-3 * (np.arange(2) == row),
            row_upper=program.row_upper + 1e-3 * (np.arange(2) == row),
        )
        there = solve(moved).objective
        assert there is not None
        assert (there - here.objective) / 1e-3 == pytest.approx(here.row_duals[row], abs=1e-6)


def test_whole_numbers_are_whole() -> None:
    found = solve(knapsack())
    assert found.status == "optimal"
    assert list(found.values) == [4, 0]
    assert found.objective == 20 and found.bound == pytest.approx(20)


@pytest.mark.parametrize("method", ["simplex", "interior"])
@pytest.mark.parametrize("integer", [True, False])
def test_infeasible_and_unbounded_are_answers(method: Any, integer: bool) -> None:
    program = knapsack(integer)
    impossible = replace(program, row_lower=np.array([23.0, 5.9]), row_upper=np.array([24.0, 6.0]))
    impossible = replace(impossible, lower=np.array([3.5, 0.0]))
    found = solve(impossible, method=method)
    assert (found.status, found.values, found.objective) == ("infeasible", None, None)
    assert found.bound == -inf
    endless = solve(replace(program, row_upper=np.full(2, inf)), method=method)
    assert (endless.status, endless.values) == ("unbounded", None)
    assert endless.bound == inf
    both = replace(program, row_lower=np.array([-inf, 1.0]), row_upper=np.array([0.0, inf]))
    both = replace(both, matrix=csr_array([[6.0, 0.0], [1.0, 0.0]]))
    assert solve(both, method=method).status == "infeasible"


def test_rows_without_coefficients_and_programmes_without_variables() -> None:
    lp = LpBuilder()
    lp.add_row(ConstraintFamily("nothing"), (), [], maximum=3)
    empty = lp.build("min")
    assert empty.size == (0, 1, 0)
    found = solve(empty)
    assert (found.status, found.objective, list(found.values)) == ("optimal", 0, [])
    lp.add_row(ConstraintFamily("something"), (), [], minimum=1)
    assert solve(lp.build("min")).status == "infeasible"


def test_variables_that_nothing_asks_for_take_a_value_in_their_bounds() -> None:
    lp = LpBuilder()
    lp.add_variables(X, np.ones(3, bool), lower=[-4, 2.5, -1], upper=[-1, 4, 1], integer=True)
    used = lp.add_variable(VariableFamily("used"), upper=3)
    lp.add_to_objective([(used, 1)])
    assert list(solve(lp.build("max")).values) == [-1, 3, 0, 3]


def test_crossed_bounds_have_no_plan() -> None:
    lp = LpBuilder()
    lp.add_variable(VariableFamily("a"), lower=0.2, upper=0.8, integer=True)
    assert solve(lp.build("min")).status == "infeasible"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lower": np.array([0.0, np.nan])}, "lower of 'b' is no number"),
        ({"row_upper": np.array([np.nan, 1.0])}, "row_upper of 'hours' is no number"),
        ({"lower": np.zeros(3)}, r"lower has shape \(3,\)"),
        ({"matrix": csr_array(np.eye(3))}, r"matrix has shape \(3, 3\)"),
        ({"matrix": csr_array([[1.0, inf], [1.0, 1.0]])}, "coefficient of 'b' in 'hours' is inf"),
        ({"objective": np.array([inf, 1.0])}, "coefficient of 'a' must be finite"),
        ({"sense": "best"}, "'min' or 'max', not 'best'"),
    ],
)
def test_malformed_programmes_are_refused_in_a_sentence(
    change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        replace(knapsack(), **change)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"time_limit_seconds": 0}, "above 0 seconds"),
        ({"method": "magic"}, "'simplex' or 'interior'"),
        ({"relative_gap": -1}, "0 or more"),
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        solve(knapsack(), **options)


def hard_knapsack(items: int = 60) -> LinearProgram:
    """Integers of strongly correlated weights and worths: no quick proof."""
    draws = np.random.default_rng(7)
    weights = draws.integers(1000, 9000, size=(12, items)).astype(float)
    lp = LpBuilder()
    x = lp.add_variables(X, np.ones(items, bool), upper=1, integer=True)
    for k, row in enumerate(weights):
        lp.add_row(ROW, (k,), [(x, row)], maximum=float(row.sum() // 2) + 0.5)
    lp.add_to_objective([(x, weights.mean(axis=0) + 1000)])
    return lp.build("max")


def test_time_limit_gives_the_best_plan_so_far_and_the_best_bound() -> None:
    found = solve(hard_knapsack(), time_limit_seconds=1)
    assert found.status == "time limit"
    assert found.seconds < 3
    assert found.values is not None and found.objective is not None
    assert found.objective < found.bound < found.objective * 1.1
    assert worst_breach(hard_knapsack(), found.values) is None


@pytest.mark.parametrize("integer", [True, False])
def test_a_limit_too_short_to_begin_gives_no_plan(integer: bool) -> None:
    found = solve(knapsack(integer), time_limit_seconds=1e-9)
    assert (found.status, found.values, found.objective, found.bound) == (
        "time limit",
        None,
        None,
        inf,
    )


def test_standard_output_stays_empty() -> None:
    code = (
        f"import sys; sys.path.insert(0, {HERE!r})\n"
        "from test_solver import knapsack, solve\n"
        "print('before'); solve(knapsack()); solve(knapsack(False)); print('after')"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "before\nafter\n"


def test_a_closed_output_is_no_obstacle() -> None:
    code = (
        f"import os, sys; sys.path.insert(0, {HERE!r})\n"
        "from test_solver import knapsack, solve\n"
        "os.close(1); assert solve(knapsack()).status == 'optimal'; sys.stdout = None"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_wrong_answer_of_the_solver_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def lying(values: list[float]) -> Any:
        return lambda *_: Answer("optimal", np.array(values), np.zeros(2), None)

    monkeypatch.setattr("salessim.plan.solving.solver.call", lying([30.0, 0.0]))
    with pytest.raises(SolverError, match="misses its limits"):
        solve(knapsack(False))
    monkeypatch.setattr(
        "salessim.plan.solving.solver.call",
        lambda *_: Answer("optimal", np.array([0.0, 0.0]), np.array([5.0, 0.0]), None),
    )
    with pytest.raises(SolverError, match="its own prices prove"):
        solve(knapsack(False))


def test_that_whole_numbers_have_no_plan_is_asked_again_of_the_whole_programme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Made smaller first, a programme has been called infeasible that has a plan."""
    asked = []

    def hasty(program: LinearProgram, options: dict[str, Any], seconds: float) -> Answer:
        asked.append(options.get("presolve"))
        if options.get("presolve") != "off" and program.integer.any():
            return Answer("infeasible", None, None, None)
        return call(program, options, seconds)

    monkeypatch.setattr("salessim.plan.solving.solver.call", hasty)
    best = solve(knapsack())
    assert best.status == "optimal" and "off" in asked
    monkeypatch.undo()
    assert best.objective == solve(knapsack()).objective


def test_an_answer_that_its_prices_do_not_prove_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first answer keeps all limits, but is 0; the next one is the solver's own."""
    sizes: list[float] = []

    def first_poor(program: LinearProgram, *rest: Any) -> Answer:
        sizes.append(float(abs(program.matrix).max()))
        if len(sizes) == 1:
            return Answer("optimal", np.zeros(2), np.zeros(2), None)
        return call(program, *rest)

    monkeypatch.setattr("salessim.plan.solving.solver.call", first_poor)
    found = solve(knapsack(integer=False))
    assert len(sizes) == 2
    assert found.objective == pytest.approx(21) == found.bound


def test_a_plan_of_about_the_size_of_the_answer_changes_no_answer() -> None:
    program = knapsack(integer=False)
    alone = solve(program)
    for near in (np.array([3.0, 1.5]), np.array([1e4, 1e-4]), np.zeros(2)):
        helped = solve(program, near=near)
        assert helped.values == pytest.approx(alone.values, abs=1e-9)
        assert helped.row_duals == pytest.approx(alone.row_duals, abs=1e-9)


def test_small_and_large_figures_are_seen_alike() -> None:
    """Money by the billion beside a share: both are at their limits, to a millionth of each."""
    lp = LpBuilder()
    large, small = (
        lp.add_variable(VariableFamily("large")),
        lp.add_variable(VariableFamily("small")),
    )
    lp.add_row(ConstraintFamily("large"), (), [(large, 1.0), (small, 1e3)], maximum=1e9)
    lp.add_row(ConstraintFamily("small"), (), [(small, 1.0), (large, -1e-16)], maximum=1e-3)
    lp.add_to_objective([(large, 1.0), (small, 1e6)])
    found = solve(lp.build("max"), near=np.array([1e9, 1e-3]))
    assert found.values is not None
    assert found.values[1] == pytest.approx(1e-3 + 1e-7, rel=1e-6)
    assert found.values[0] == pytest.approx(1e9 - 1e3 * found.values[1], rel=1e-9)


def test_nothing_is_unbounded_without_a_direction_that_gains_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lost(program: LinearProgram, *rest: Any) -> Answer:
        if program.objective.any():
            return Answer("unbounded", None, None, None)
        return call(program, *rest)

    monkeypatch.setattr("salessim.plan.solving.solver.call", lost)
    with pytest.raises(SolverError, match="neither a plan nor a proof"):
        solve(knapsack(integer=False))


def test_directions_of_a_programme_keep_its_limits() -> None:
    """Of 5a + 4b nothing grows for ever; without the hours and people both do."""
    limited = knapsack(integer=False)
    assert solve(rays_of(limited)).objective == pytest.approx(0.0, abs=1e-12)
    free = replace(limited, row_upper=np.full(2, inf))
    assert solve(rays_of(free)).values == pytest.approx([1.0, 1.0])
    assert solve(free).status == "unbounded"


def test_a_plan_is_held_against_every_limit() -> None:
    program = knapsack()
    assert check_plan(program, np.array([4.0, 0.0]), 20.0) == 20
    with pytest.raises(SolverError, match="'hours' is 30 where -inf to 24"):
        check_plan(program, np.array([5.0, 0.0]))
    with pytest.raises(SolverError, match="'b' is -1 where 0 to inf"):
        check_plan(program, np.array([0.0, -1.0]))
    with pytest.raises(SolverError, match=r"'a' is 0.5 where 0 to 0|'a' is 0.5 where 1 to 1"):
        check_plan(program, np.array([0.5, 0.0]))
    with pytest.raises(SolverError, match="no finite number"):
        check_plan(program, np.array([np.nan, 0.0]))
    with pytest.raises(SolverError, match="objective is 21; its plan gives 20"):
        check_plan(program, np.array([4.0, 0.0]), 21.0)


coefficients = st.integers(-5, 5).map(float)


@st.composite
def programmes(draw: st.DrawFn, integer: bool = False) -> LinearProgram:
    n, m = draw(st.integers(1, 4)), draw(st.integers(0, 4))
    numbers = st.lists(coefficients, min_size=n, max_size=n)
    lp = LpBuilder()
    x = lp.add_variables(X, np.ones(n, bool), lower=draw(numbers), upper=6, integer=integer)
    for k in range(m):
        least, span = draw(st.integers(-20, 5)), draw(st.integers(0, 20))
        lp.add_row(ROW, (k,), [(x, draw(numbers))], minimum=least, maximum=least + span)
    lp.add_to_objective([(x, draw(numbers))])
    return lp.build(draw(st.sampled_from(["min", "max"])))


@given(programmes(), st.sampled_from([1e-3, 1.0, 1e3, 1e6]))
@settings(max_examples=40, deadline=None)
def test_agrees_with_another_interface_in_any_unit(program: LinearProgram, unit: float) -> None:
    in_unit = replace(
        program,
        lower=program.lower * unit,
        upper=program.upper * unit,
        row_lower=program.row_lower * unit,
        row_upper=program.row_upper * unit,
    )
    found = solve(in_unit)
    sign = 1 if program.sense == "min" else -1
    dense = program.matrix.toarray()
    other = linprog(
        sign * program.objective,
        A_ub=np.vstack([dense, -dense]) if len(dense) else None,
        b_ub=np.append(program.row_upper, -program.row_lower) if len(dense) else None,
        bounds=np.column_stack([program.lower, program.upper]),
    )
    assert (found.status == "optimal") == (other.status == 0)
    if found.objective is not None and found.row_duals is not None:
        size = 1e-7 * max(1.0, abs(other.fun))
        assert found.objective / unit == pytest.approx(sign * other.fun, abs=size)
        assert proven_bound(in_unit, found.row_duals) / unit == pytest.approx(
            sign * other.fun, abs=size
        )


@given(programmes(integer=True))
@settings(max_examples=30, deadline=None)
def test_whole_plans_equal_brute_force(program: LinearProgram) -> None:
    axes = [
        np.arange(low, high + 1) for low, high in zip(program.lower, program.upper, strict=True)
    ]
    plans = np.stack(np.meshgrid(*axes), -1).reshape(-1, len(axes))
    activity = plans @ program.matrix.toarray().T
    kept = ((activity >= program.row_lower) & (activity <= program.row_upper)).all(axis=1)
    found = solve(program)
    assert (found.status == "optimal") == kept.any()
    if kept.any():
        worth = plans[kept] @ program.objective
        assert found.objective == (worth.min() if program.sense == "min" else worth.max())


@given(programmes(), st.lists(coefficients, min_size=4, max_size=4))
@settings(max_examples=30, deadline=None)
def test_no_duals_prove_too_much(program: LinearProgram, duals: list[float]) -> None:
    found = solve(program)
    if found.objective is None:
        return
    bound = proven_bound(program, np.array(duals[: len(program.rows)]))
    if program.sense == "min":
        assert bound <= found.objective + 1e-6
    else:
        assert bound >= found.objective - 1e-6
