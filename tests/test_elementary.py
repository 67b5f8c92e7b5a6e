"""Elementary functions: near enough to the true value, and the same compiled as plain.

True values come from mpmath with 200 bits. Bounds are in ulps, the distance of two neighbouring
doubles, and are those that each function's docstring states.
"""

import math
from collections.abc import Callable
from math import inf, nan
from types import FunctionType
from typing import NamedTuple

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from salessim import elementary
from salessim.compiler.linking import compiled
from salessim.compiler.program import _MachineCode, descriptors
from salessim.elementary import exp, exp2, expm1, log, log1p, normal_cdf, normal_quantile, power

CASES = 4_000
mpmath.mp.prec = 200


def logarithmic(low: float, high: float) -> Callable[[np.random.Generator], float]:
    return lambda draw: float(np.exp(draw.uniform(np.log(low), np.log(high))))


def even(low: float, high: float) -> Callable[[np.random.Generator], float]:
    return lambda draw: float(draw.uniform(low, high))


TRUTHS: dict[str, Callable[[mpf], mpf]] = {
    "exp": mpmath.exp,
    "exp2": lambda x: mpf(2) ** x,
    "expm1": mpmath.expm1,
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "normal_cdf": mpmath.ncdf,
    "gamma": mpmath.gamma,
    "arctan": mpmath.atan,
    "normal_quantile": lambda p: mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1),
}

BOUNDS = [
    ("exp", 1, even(-708, 709)),
    ("exp", 1, even(-2, 2)),
    ("exp", 1, logarithmic(1e-300, 1)),
    ("exp2", 1, even(-1020, 1023)),
    ("exp2", 1, even(-3, 3)),
    ("expm1", 2, even(-3, 3)),
    ("expm1", 2, even(-50, 700)),
    ("expm1", 2, logarithmic(1e-300, 1)),
    ("log", 1, logarithmic(1e-307, 1e307)),
    ("log", 1, even(0.3, 3)),
    ("log", 1, even(0.999, 1.001)),
    ("log1p", 2, even(-0.999, 3)),
    ("log1p", 2, logarithmic(1e-300, 1e300)),
    ("normal_cdf", 8, even(-37, 8)),
    ("normal_cdf", 8, even(-1, 1)),
    ("arctan", 8, logarithmic(1e-5, 1e300)),
    ("arctan", 8, even(-3, 3)),
]


def in_ulps(value: float, truth: mpf) -> float:
    return float(abs(mpf(value) - truth) / math.ulp(float(truth)))


@pytest.mark.parametrize(("name", "bound", "draw_from"), BOUNDS)
def test_error_is_within_its_bound(
    name: str, bound: float, draw_from: Callable[[np.random.Generator], float]
) -> None:
    draw = np.random.default_rng(1)
    function = getattr(elementary, name)
    xs = [draw_from(draw) for _ in range(CASES)]
    assert max(in_ulps(function(x), TRUTHS[name](mpf(x))) for x in xs) <= bound


def test_powers_are_within_an_ulp() -> None:
    draw = np.random.default_rng(2)
    worst = 0.0
    for _ in range(CASES):
        x = logarithmic(1e-3, 1e3)(draw)
        for y in (draw.uniform(-700, 700) / abs(math.log(x)), draw.uniform(0, 3)):
            worst = max(worst, in_ulps(elementary.power(x, y), mpf(x) ** mpf(y)))
    assert worst <= 1


def test_gamma_is_within_3e_14() -> None:
    draw = np.random.default_rng(3)
    for x in draw.uniform(0.01, 171, 1_000):
        assert elementary.gamma(float(x)) == pytest.approx(float(mpmath.gamma(x)), rel=3e-14)


def test_normal_quantiles_are_within_their_source_s_bound() -> None:
    draw = np.random.default_rng(4)
    for chance in (*draw.uniform(0, 1, 500), *10.0 ** draw.uniform(-40, -1, 500)):
        truth = float(TRUTHS["normal_quantile"](mpf(float(chance))))
        assert elementary.normal_quantile(float(chance)) == pytest.approx(
            truth, rel=1e-15, abs=2e-16
        )


def test_exact_values() -> None:
    assert elementary.exp(0.0) == elementary.exp2(0.0) == elementary.power(7.0, 0.0) == 1.0
    assert elementary.log(1.0) == elementary.log1p(0.0) == elementary.expm1(0.0) == 0.0
    assert [elementary.exp2(float(k)) for k in range(-1074, 1024)] == [
        2.0**k for k in range(-1074, 1024)
    ]
    assert elementary.power(2.0, 10.0) == 1024.0
    assert elementary.normal_cdf(0.0) == 0.5


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (elementary.exp(inf), inf),
        (elementary.exp(-inf), 0.0),
        (elementary.exp(710.0), inf),
        (elementary.exp(-746.0), 0.0),
        (elementary.exp(nan), nan),
        (elementary.exp2(1024.0), inf),
        (elementary.exp2(-inf), 0.0),
        (elementary.expm1(-inf), -1.0),
        (elementary.expm1(inf), inf),
        (elementary.expm1(nan), nan),
        (elementary.log(0.0), -inf),
        (elementary.log(-1.0), nan),
        (elementary.log(inf), inf),
        (elementary.log(nan), nan),
        (elementary.log1p(-1.0), -inf),
        (elementary.log1p(-1.5), nan),
        (elementary.power(0.0, 2.0), 0.0),
        (elementary.power(0.0, -2.0), inf),
        (elementary.power(inf, -1.0), 0.0),
        (elementary.power(-2.0, 2.0), nan),
        (elementary.power(2.0, 1e300), inf),
        (elementary.power(0.5, 1e300), 0.0),
        (elementary.power(2.0, nan), nan),
        (elementary.normal_cdf(inf), 1.0),
        (elementary.normal_cdf(-inf), 0.0),
        (elementary.normal_cdf(nan), nan),
        (elementary.arctan(inf), math.pi / 2),
    ],
)
def test_borders(value: float, expected: float) -> None:
    assert value == expected or (value != value and expected != expected)


class Numbers(NamedTuple):
    """Arguments, and a column of results for each function."""

    x: np.ndarray
    y: np.ndarray
    chance: np.ndarray
    results: np.ndarray


def each_function(world, door, now, kind, entity):
    for row in range(world.x.shape[0]):
        x = world.x[row]
        y = world.y[row]
        world.results[row, 0] = exp(x)
        world.results[row, 1] = exp2(x)
        world.results[row, 2] = expm1(x)
        world.results[row, 3] = log(x)
        world.results[row, 4] = log1p(x)
        world.results[row, 5] = normal_cdf(x)
        world.results[row, 6] = power(x, y)
        world.results[row, 7] = normal_quantile(world.chance[row])
    return 0


def test_compiled_and_plain_agree_to_the_bit() -> None:
    draw = np.random.default_rng(5)
    x = np.concatenate(
        [
            draw.uniform(-40, 40, CASES),
            10.0 ** draw.uniform(-320, 308, CASES),
            [inf, -inf, nan, 0.0, 1.0, 5e-324],
        ]
    )
    y, chance = draw.uniform(-3, 3, len(x)), draw.uniform(0, 1, len(x))
    plain = Numbers(x, y, chance, np.zeros((len(x), 8)))
    machine = Numbers(x, y, chance, np.zeros((len(x), 8)))
    assert isinstance(each_function, FunctionType)
    program = _MachineCode(compiled(each_function, machine))
    each_function(plain, 0, 0, 0, 0)
    program.function(descriptors(machine).ctypes.data, 0, 0, 0, 0)
    assert np.isfinite(plain.results[:CASES]).mean() > 0.8
    assert np.array_equal(plain.results, machine.results, equal_nan=True)


@pytest.mark.parametrize(
    ("passes", "repeats", "rounds", "go_on"),
    [(0.1, 0.5, 2.0, 0.2), (0.5, 0.0, 1.0, 0.5), (0.8, 0.5, 1.25, 1.0), (1.0, 0.9, 1.0, 1.0)],
)
def test_rounds_of_a_case(passes: float, repeats: float, rounds: float, go_on: float) -> None:
    """Of ten decisions one is a yes and five come again: two of ten cases go on."""
    assert elementary.rounds_of(passes, repeats) == pytest.approx(rounds, rel=1e-15)
    assert passes * elementary.rounds_of(passes, repeats) == pytest.approx(go_on, rel=1e-15)
