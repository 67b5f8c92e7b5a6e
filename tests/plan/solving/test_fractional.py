"""Linear-fractional programmes: a published one, two methods beside each other, brute force.

Tolerances: 1e-8 where both methods solve the same programme to the solver's 1e-9; 1e-6 where money
changes its unit.
"""

from itertools import pairwise
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from salessim.errors import InputError
from salessim.plan.solving.fractional import fractional
from salessim.plan.solving.ratio import RatioSolution

METHODS = ["charnes-cooper", "dinkelbach"]
REVENUE = np.array([260, 150, 70, 220, 120, 60.0])
COST = np.array([45, 45, 45, 50, 50, 50.0])
MOST_HOURS = [400, 500, 600, 300, 500, 800]


def hours_plan(method: Any, floor: float = 300_000, unit: float = 1.0) -> RatioSolution:
    """Hours on loyalty and conquest by segment; payroll over revenue, revenue at least a floor."""
    return fractional(
        COST * unit,
        REVENUE * unit,
        numerator_constant=30_000 * unit,
        denominator_constant=100_000 * unit,
        rows=[np.ones(6), REVENUE * unit],
        row_lower=[-inf, (floor - 100_000) * unit],
        row_upper=[1500, inf],
        upper=MOST_HOURS,
        method=method,
    )


@pytest.mark.parametrize("method", METHODS)
def test_published_ratio(method: Any) -> None:
    found = hours_plan(method)
    assert found.status == "optimal"
    assert found.ratio == pytest.approx(0.24, abs=1e-8)
    assert found.bound == pytest.approx(0.24, abs=1e-8)
    assert found.values == pytest.approx([400, 200, 0, 300, 0, 0], abs=1e-6)
    assert found.denominator == pytest.approx(300_000) and found.numerator == pytest.approx(72_000)


@pytest.mark.parametrize("method", METHODS)
def test_a_higher_floor_raises_the_ratio(method: Any) -> None:
    ratios = [hours_plan(method, floor).ratio for floor in (3e5, 3.1e5, 3.3e5, 3.5e5)]
    assert all(low < high for low, high in pairwise(ratios))  # type: ignore[operator]
    assert hours_plan(method, 1e6).status == "infeasible"


@pytest.mark.parametrize("unit", [1e-6, 1e-3, 1e3, 1e6])
@pytest.mark.parametrize("method", METHODS)
def test_the_currency_changes_no_plan(method: Any, unit: float) -> None:
    found = hours_plan(method, unit=unit)
    assert found.values == pytest.approx([400, 200, 0, 300, 0, 0], abs=1e-5)
    assert found.ratio == pytest.approx(0.24, abs=1e-8)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("today", [1.0, 1e3, 1e9, None])
def test_the_unit_of_the_transformation_changes_no_plan(method: Any, today: float | None) -> None:
    found = fractional(
        COST,
        REVENUE,
        numerator_constant=3e4,
        denominator_constant=1e5,
        rows=np.ones((1, 6)),
        row_upper=1500,
        row_lower=900,
        upper=MOST_HOURS,
        method=method,
        today=today,
    )
    assert found.ratio == pytest.approx(0.24, abs=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_most_is_least_of_the_opposite(method: Any) -> None:
    limits: dict[str, Any] = {"denominator_constant": 10.0, "upper": [3, 4], "method": method}
    most = fractional([2, 1], [1, 3], sense="most", **limits)
    least = fractional([-2, -1], [1, 3], **limits)
    assert most.ratio == pytest.approx(-least.ratio)  # type: ignore[operator]
    assert most.values == pytest.approx([3, 0])
    assert (most.numerator, most.bound) == pytest.approx((6, 6 / 13))


def test_whole_numbers() -> None:
    """Least (3a + 2b + 5) / (2a + b + 1) with 2a + 3b <= 7: among few plans, by hand."""
    found = fractional(
        [3, 2],
        [2, 1],
        numerator_constant=5,
        denominator_constant=1,
        rows=[2, 3],
        row_upper=7,
        whole=True,
    )
    plans = [(a, b) for a in range(4) for b in range(3) if 2 * a + 3 * b <= 7]
    assert found.ratio == pytest.approx(
        min((3 * a + 2 * b + 5) / (2 * a + b + 1) for a, b in plans)
    )
    assert list(found.values) == [3, 0]
    with pytest.raises(InputError, match="use method='dinkelbach'"):
        fractional([1], [1], denominator_constant=1, whole=True, method="charnes-cooper")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "can fall to 0. A ratio needs it above 0"),
        ({"denominator_constant": -1.0}, "can fall to -1"),
        ({"lower": -inf, "denominator_constant": 5.0}, "can fall without end"),
        ({"denominator_constant": np.nan}, "'denominator_constant' is nan; allowed: a number"),
        (
            {"denominator_constant": 5e-324},
            "'denominator_constant' is 5e-324; allowed: 0, or 1e-100 to 1e\\+100 in size",
        ),
        ({"denominator_constant": 1.0, "rows": [[1e300, 1]]}, "'rows' is 1e\\+300; allowed: 0"),
        ({"denominator_constant": 1.0, "today": 0.0}, "'today' is 0.0; allowed: a number above 0"),
        ({"denominator_constant": 1.0, "rows": [[1, 2, 3]]}, "needs 2 coefficients, not 3"),
        (
            {"denominator_constant": 1.0, "upper": "much"},
            "'upper' is 'much'; allowed: one",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(method: Any, change: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        fractional([1, 1], [1, 2], **{"upper": 9, "method": method, **change})


def test_shapes_and_methods_are_refused() -> None:
    with pytest.raises(InputError, match="2 coefficients, the denominator 1"):
        fractional([1, 2], [1])
    with pytest.raises(InputError, match="'method' is 'newton'; allowed"):
        fractional([1], [1], denominator_constant=1, method="newton")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="allowed: a list of numbers"):
        fractional([[1]], [[1]])


@pytest.mark.parametrize("method", METHODS)
def test_a_ratio_that_improves_for_ever_is_unbounded(method: Any) -> None:
    """(x + 1) / x falls towards 1 and never reaches it; -x / (0 x + 1) falls without end."""
    towards = fractional([1], [1], numerator_constant=1, lower=1, method=method)
    without = fractional([-1], [0], denominator_constant=1, method=method)
    assert (towards.status, towards.values, without.status) == ("unbounded", None, "unbounded")


@pytest.mark.parametrize("method", METHODS)
def test_a_ratio_that_is_the_same_for_ever_has_a_plan(method: Any) -> None:
    found = fractional([2], [1], lower=1, method=method)
    assert found.status == "optimal" and found.ratio == pytest.approx(2)


@pytest.mark.parametrize("method", METHODS)
def test_no_time_gives_no_plan(method: Any) -> None:
    found = fractional([1], [1], denominator_constant=1, method=method, time_limit_seconds=1e-9)
    assert (found.status, found.ratio, found.bound) == ("time limit", None, -inf)


@pytest.mark.parametrize("method", METHODS)
def test_a_limit_that_is_next_to_nothing_is_no_unit(method: Any) -> None:
    found = fractional(
        [1],
        [1],
        numerator_constant=2,
        denominator_constant=1,
        rows=[1],
        row_lower=1e-38,
        upper=1,
        method=method,
    )
    assert found.ratio == pytest.approx(1.5, abs=1e-8)


def test_without_variables_there_is_the_ratio_of_the_constants() -> None:
    assert fractional([], [], numerator_constant=1, denominator_constant=4).ratio == 0.25


positive = st.integers(1, 20).map(float)
percent = st.integers(0, 100).map(lambda number: number / 100)


@st.composite
def teams(draw: st.DrawFn, most_groups: int = 4) -> dict[str, Any]:
    """Payroll over revenue of a few groups, each with hours to a limit, a pool and a target."""
    n = draw(st.integers(1, most_groups))
    numbers = st.lists(positive, min_size=n, max_size=n)
    revenue, cost, upper = (np.array(draw(numbers)) for _ in range(3))
    fixed = draw(positive)
    share = draw(percent)
    return {
        "numerator": cost,
        "denominator": revenue,
        "numerator_constant": draw(positive),
        "denominator_constant": fixed,
        "rows": np.vstack([np.ones(n), revenue]),
        "row_lower": np.array([-inf, share * float(revenue @ upper)]),
        "row_upper": np.array([max(draw(percent), 0.3) * upper.sum(), inf]),
        "upper": upper,
    }


@given(teams())
@settings(max_examples=25, deadline=None)
def test_both_methods_agree(team: dict[str, Any]) -> None:
    one, two = (fractional(**team, method=method) for method in METHODS)  # type: ignore[arg-type]
    assert one.status == two.status
    if one.ratio is not None:
        assert one.ratio == pytest.approx(two.ratio, rel=1e-8)
        assert one.bound <= one.ratio <= one.bound + 1e-8


@given(teams(), st.sampled_from([1e-3, 1e3]))
@settings(max_examples=20, deadline=None)
def test_money_in_thousands_changes_no_ratio_and_no_target(
    team: dict[str, Any], unit: float
) -> None:
    money = {k: team[k] * unit for k in team if k.startswith(("numerator", "denominator"))}
    money["rows"] = team["rows"] * np.array([[1.0], [unit]])
    money["row_lower"] = team["row_lower"] * np.array([1.0, unit])
    here, there = fractional(**team), fractional(**{**team, **money})
    assert here.status == there.status
    if here.ratio is not None and there.values is not None:
        assert here.ratio == pytest.approx(there.ratio, rel=1e-8)
        sums = [
            float(team[key] @ there.values) + team[f"{key}_constant"]
            for key in ("numerator", "denominator")
        ]
        assert sums[0] / sums[1] == pytest.approx(here.ratio, rel=1e-8)


@given(teams(), percent, percent)
@settings(max_examples=20, deadline=None)
def test_a_higher_target_never_lowers_the_least_ratio(
    team: dict[str, Any], one: float, other: float
) -> None:
    ratios = []
    for share in sorted([one, other]):
        team["row_lower"] = np.array([-inf, share * float(team["denominator"] @ team["upper"])])
        ratios.append(fractional(**team).ratio)
    assume(ratios[1] is not None)
    assert ratios[0] is not None and ratios[0] <= ratios[1] * (1 + 1e-9)


@given(teams(), st.integers(0, 3))
@settings(max_examples=20, deadline=None)
def test_two_equal_halves_are_one_group(team: dict[str, Any], which: int) -> None:
    k = which % len(team["upper"])
    twice = dict(team)
    for key in ("numerator", "denominator"):
        twice[key] = np.append(team[key], team[key][k])
    twice["rows"] = np.column_stack([team["rows"], team["rows"][:, k]])
    twice["upper"] = np.append(team["upper"], team["upper"][k] / 2)
    twice["upper"][k] /= 2
    one, two = fractional(**team), fractional(**twice)
    assert one.status == two.status
    if one.ratio is not None:
        assert one.ratio == pytest.approx(two.ratio, rel=1e-8)


@given(teams(most_groups=3))
@settings(max_examples=20, deadline=None)
def test_the_answer_lies_between_a_grid_and_its_own_neighbour(team: dict[str, Any]) -> None:
    """No plan of a grid is better, and the grid's best is at least as good as the answer rounded
    down to the grid, wherever that keeps the target."""
    found = fractional(**team)
    assume(found.values is not None and found.ratio is not None)
    axes = [np.linspace(0, most, 15) for most in team["upper"]]
    grid = np.stack(np.meshgrid(*axes), -1).reshape(-1, len(axes))
    below = np.floor(found.values / team["upper"] * 14 + 1e-9) * team["upper"] / 14
    plans = np.vstack([grid, below])
    activity = plans @ team["rows"].T
    kept = ((activity >= team["row_lower"]) & (activity <= team["row_upper"])).all(axis=1)
    ratios = (plans @ team["numerator"] + team["numerator_constant"]) / (
        plans @ team["denominator"] + team["denominator_constant"]
    )
    if kept.any():
        assert found.ratio <= ratios[kept].min() * (1 + 1e-9)  # type: ignore[operator]
    if kept[-1]:
        assert ratios[:-1][kept[:-1]].min() <= ratios[-1] * (1 + 1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_textbook_programmes(method: Any) -> None:
    """Charnes and Cooper's kind of exercise, by the vertices on paper; equality; free variables."""
    most = fractional(
        [5, 3], [5, 2], denominator_constant=1, rows=[[3, 5], [5, 2]], row_upper=[15, 10],
        sense="most", method=method,
    )  # fmt: skip
    assert most.ratio == pytest.approx(9 / 7) and most.values == pytest.approx([0, 3])
    equal = fractional(
        [2, 1], [1, 3], denominator_constant=1, rows=[1, 1], row_lower=4, row_upper=4,
        sense="most", method=method,
    )  # fmt: skip
    assert equal.ratio == pytest.approx(8 / 5) and equal.values == pytest.approx([4, 0])
    free = fractional(
        [1, 2], [1, 1], denominator_constant=10, lower=-inf, rows=np.eye(2), row_lower=[-3, -2],
        row_upper=[5, 5], method=method,
    )  # fmt: skip
    assert free.ratio == pytest.approx(-7 / 5) and free.values == pytest.approx([-3, -2])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("sense", ["least", "most"])
def test_a_denominator_below_0_everywhere_is_turned(method: Any, sense: Any) -> None:
    """(x + 3) / (-x - 1) on 0..5 rises from -3 to -4/3."""
    found = fractional(
        [1], [-1], numerator_constant=3, denominator_constant=-1, upper=5, sense=sense,
        method=method,
    )  # fmt: skip
    x = 0.0 if sense == "least" else 5.0
    assert found.values == pytest.approx([x])
    assert found.ratio == found.bound == pytest.approx((x + 3) / (-x - 1))
    assert (found.numerator, found.denominator) == pytest.approx((x + 3, -x - 1))


@pytest.mark.parametrize("method", METHODS)
def test_a_ratio_that_is_only_approached_is_told(method: Any) -> None:
    """x / (x + 1) comes as near to 1 as one likes, and x / 1 has no end."""
    near = fractional([1], [1], denominator_constant=1, sense="most", method=method)
    assert (near.status, near.values) == ("unbounded", None)
    assert near.bound == pytest.approx(1)
    endless = fractional([1], [0], denominator_constant=1, sense="most", method=method)
    assert (endless.status, endless.bound) == ("unbounded", inf)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rows": [[1, 2], [1]]}, "Rows are lists of 2 numbers"),
        ({"rows": [["a", "b"]]}, "Rows are lists of 2 numbers"),
        ({"rows": np.ones((1, 1, 2))}, "Rows are lists of 2 numbers"),
        ({"whole": [True] * 3}, "allowed: True or False, once or 2 times"),
        ({"numerator_constant": None}, "'numerator_constant' is None"),
        ({"denominator_constant": "a"}, "'denominator_constant' is 'a'"),
    ],
)
def test_what_is_no_programme_is_refused(change: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        fractional([1, 1], [1, 2], **({"denominator_constant": 1, "upper": 1} | change))
