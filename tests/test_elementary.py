"""Elementary functions: near enough to the true value, and the same compiled as plain.

True values come from mpmath with 200 bits. Bounds are in ulps, the distance of two neighbouring
doubles, and are those that each function's docstring states.
"""

import math
from collections.abc import Callable
from math import inf, nan

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from salessim import elementary
from salessim.model import functions

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


@pytest.mark.parametrize("name", ["exp", "exp2", "expm1", "log", "log1p", "normal_cdf"])
def test_compiled_and_plain_agree_to_the_bit(name: str) -> None:
    draw = np.random.default_rng(5)
    plain, compiled = getattr(elementary, name), getattr(functions, name)
    wide = (*draw.uniform(-40, 40, CASES), *10.0 ** draw.uniform(-320, 308, CASES), inf, nan, 0.0)
    for x in map(float, wide):
        assert np.array(plain(x)).tobytes() == np.array(compiled(x)).tobytes() or x != x


def test_compiled_and_plain_powers_and_quantiles_agree_to_the_bit() -> None:
    draw = np.random.default_rng(6)
    for x, y in zip(
        10.0 ** draw.uniform(-300, 300, CASES), draw.uniform(-3, 3, CASES), strict=True
    ):
        assert elementary.power(float(x), float(y)) == functions.power(float(x), float(y))
    for chance in map(float, draw.uniform(0, 1, CASES)):
        assert elementary.normal_quantile(chance) == functions.normal_quantile(chance)
