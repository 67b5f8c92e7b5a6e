"""Explicit distributions over cases, such as `{weibull: {scale: 2, shape: 1.5}}`.

Each is checked and brought to the parameters of `units.Distribution`. Fitted distributions of
`scipy.stats` become a table of quantiles; scipy is imported only for them.
"""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from salessim.elementary import LN_2, exp, log, log1p, normal_cdf, power
from salessim.incomplete import (
    beta_quantile,
    beta_shares,
    gamma_quantile_of,
    gamma_shares,
    log_gamma,
)
from salessim.near_words import did_you_mean
from salessim.number_text import parse_number
from salessim.units import Distribution, Measure, UnreadableError

type NumberReader = Callable[[Any], float]

SCIPY_NODES = 1_025
SCIPY_TAIL = 1e-9
"""The chance beyond the first and the last node, where a distribution without end is cut."""
SCIPY_TOLERANCE = 1e-4
"""The largest difference in probability allowed between the table and the distribution."""
SCIPY_FIGURES = (7, 10, 13, 17)
"""Figures that are kept of a fitted distribution's quantiles: the last ones of SciPy's own follow
the processor, and a scenario's bits may not. More of them only where a table needs them, as where
nearly all values lie close to a bound that is not zero."""
MAX_QUANTILES = 100_000
MAX_SHAPE = 1_000

PARAMETERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "exponential": (("mean",),),
    "weibull": (("scale", "shape"),),
    "lognormal": (("median", "sigma"), ("mean", "sigma"), ("mean", "cv")),
    "gamma": (("shape", "mean"),),
    "beta": (("alpha", "beta"), ("alpha", "beta", "per"), ("alpha", "beta", "max")),
    "logistic": (("mean", "scale"),),
}
"""Families typed as a map, with the sets of parameters that each takes."""

LISTS = {"uniform": 2, "triangular": 3}
"""Families typed as a list of rising numbers, with their length."""


def distribution_names() -> str:
    """The families that can be typed."""
    return ", ".join(("constant", *LISTS, *PARAMETERS, "quantiles", "scipy"))


_PART_OF = {
    **dict.fromkeys(("min", "minimum", "low", "lower", "from", "least", "worst", "p10"), "low"),
    **dict.fromkeys(("max", "maximum", "high", "upper", "to", "most", "best", "p90"), "high"),
    **dict.fromkeys(
        ("mean", "average", "avg", "median", "mode", "likely", "most_likely"), "middle"
    ),
    **dict.fromkeys(("expected", "typical", "base", "mid", "p50"), "middle"),
    **dict.fromkeys(("sd", "std", "stdev", "std_dev", "stddev", "sigma", "deviation"), "spread"),
    **dict.fromkeys(("value", "amount", "number"), "value"),
    **dict.fromkeys(("unit", "currency", "units"), "unit"),
    **dict.fromkeys(("period", "per", "every"), "period"),
}
"""What keys of other tools stand for in a map that describes one number."""
_PARTS_OF_FAMILY = {
    **dict.fromkeys(("normal", "gaussian", "norm"), ("mean", "sd")),
    **dict.fromkeys(("pert", "beta_pert"), ("min", "mode", "max")),
}
"""Parts of distributions that other tools have, in the order of their lists."""


def parts_of_other_tools(given: dict[str, Any]) -> dict[str, str]:
    """The parts of a map by which other tools describe one number; empty if it is none.

    Args:
        given: such as {min: 5k, max: 9k}, {mean: 7k, sd: 1k}, {normal: [7k, 1k]} or {value: 7k}.

    Returns:
        Texts by `low`, `high`, `middle`, `spread`, `value`, `unit` and `period`.
    """
    inner = next(iter(given.values()), None)
    if len(given) == 1 and isinstance(inner, list | dict):
        names = _PARTS_OF_FAMILY.get(str(next(iter(given))).lower(), ())
        listed = isinstance(inner, list) and len(inner) == len(names)
        given = dict(zip(names, inner, strict=True)) if listed else {}
    parts = {
        _PART_OF.get(str(key).lower().replace(" ", "_"), ""): str(value)
        for key, value in given.items()
    }
    return {} if len(parts) != len(given) or "" in parts else parts


def read_distribution(family: str, given: Any, number: NumberReader) -> tuple[Distribution, float]:
    """Read one distribution.

    Args:
        family: name of the family, as typed.
        given: its parameters, as typed.
        number: reads one value in the field's unit and holds it to the field's range.

    Returns:
        The distribution and its median.

    Raises:
        UnreadableError: a sentence that says what to type instead.
    """
    if family == "constant":
        value = number(given)
        return Distribution("constant", (value,)), value
    if family in LISTS:
        return _rising(family, given, number)
    if family in PARAMETERS:
        return _with_parameters(family, given, number)
    if family == "quantiles":
        return _quantiles(given, number)
    if family == "scipy":
        return _from_scipy(given, number)
    known = ("constant", *LISTS, *PARAMETERS, "quantiles", "scipy", "typical", "cases", "truth")
    raise UnreadableError(
        f"'{family}' is no distribution: {distribution_names()}{did_you_mean(family, known)}"
    )


def chance_above(distribution: Distribution, limit: float) -> float:
    """The chance of a case above a limit; limit above 0, in the distribution's unit.

    Families whose values are typed, such as uniform or quantiles, keep to their field's range.
    """
    p = distribution.parameters
    match distribution.family:
        case "exponential":
            return exp(-limit / p[0])
        case "weibull":
            return exp(-power(limit / p[0], p[1]))
        case "lognormal":
            return normal_cdf(-log(limit / p[0]) / p[1])
        case "gamma":
            return gamma_shares(log(limit * p[0] / p[1]), p[0], log_gamma(p[0]))[1]
        case "beta" if limit < p[2]:
            log_whole = log_gamma(p[0]) + log_gamma(p[1]) - log_gamma(p[0] + p[1])
            return beta_shares(log(limit / (p[2] - limit)), p[0], p[1], log_whole)[1]
        case "logistic":
            return 1.0 / (1.0 + exp((limit - p[0]) / p[1]))
        case _:
            return 0.0


def _rising(family: str, given: Any, number: NumberReader) -> tuple[Distribution, float]:
    length = LISTS[family]
    if not isinstance(given, list) or len(given) != length:
        raise UnreadableError(f"{family} takes a list of {length} numbers, low to high")
    values = tuple(number(value) for value in given)
    if list(values) != sorted(values) or values[0] == values[-1]:
        raise UnreadableError(f"the numbers of {family} rise from low to high")
    if family == "uniform":
        return Distribution(family, values), (values[0] + values[1]) / 2
    low, mode, high = values
    if mode - low >= (high - low) / 2:
        median = low + math.sqrt((high - low) * (mode - low) / 2)
    else:
        median = high - math.sqrt((high - low) * (high - mode) / 2)
    return Distribution(family, values), median


def _with_parameters(family: str, given: Any, number: NumberReader) -> tuple[Distribution, float]:
    sets = PARAMETERS[family]
    forms = " or ".join("{" + ", ".join(f"{name}: " for name in names) + "}" for names in sets)
    if not isinstance(given, dict) or not any(set(given) == set(names) for names in sets):
        alone = next((names for names in sets if len(names) == 1), None)
        if alone and isinstance(given, int | float | str):
            forms = f"{{{alone[0]}: {given}}}: type {{{family}: {{{alone[0]}: {given}}}}}"
        raise UnreadableError(f"{family} takes {forms}")
    if family == "beta":
        return _beta(given, number)
    sized = {name: number(value) for name, value in given.items() if name in ("mean", "median")}
    bare = {
        name: number(value) if name == "scale" else _positive(name, value)
        for name, value in given.items()
        if name not in sized
    }
    for name, value in {**sized, **bare}.items():
        if value <= 0:
            raise UnreadableError(f"{name} of {family} is above 0")
    p = {**sized, **bare}
    match family:
        case "exponential":
            return Distribution(family, (p["mean"],)), p["mean"] * LN_2
        case "weibull":
            return Distribution(family, (p["scale"], p["shape"])), p["scale"] * power(
                LN_2, 1 / p["shape"]
            )
        case "lognormal":
            sigma = p["sigma"] if "sigma" in p else math.sqrt(log1p(p["cv"] ** 2))
            median = p["median"] if "median" in p else p["mean"] * exp(-(sigma**2) / 2)
            return Distribution(family, (median, sigma)), median
        case "gamma":
            return Distribution(family, (p["shape"], p["mean"])), _gamma_median(
                p["shape"], p["mean"]
            )
        case _:
            return Distribution(family, (p["mean"], p["scale"])), p["mean"]


def _beta(given: dict[str, Any], number: NumberReader) -> tuple[Distribution, float]:
    """A share between 0 and 1 of a period, or of the largest value."""
    alpha, beta = (_positive(name, given[name]) for name in ("alpha", "beta"))
    largest = 1.0
    if "max" in given:
        largest = number(given["max"])
        if largest <= 0:
            raise UnreadableError("max of beta is above 0")
    else:
        period = f" a {given['per']}" if "per" in given else ""
        try:
            number(f"50 %{period}")  # tells the reader the period
        except UnreadableError:
            texts = (given["alpha"], given["beta"])
            start = "{{beta: {{alpha: {}, beta: {}".format(*texts)
            message = f"a share of what? type the period, {start}, per: year}}}}, where a share is"
            message += f" lost or won in it, or the largest value, {start}, max: }}}}"
            raise UnreadableError(message) from None
    middle = largest * beta_quantile(0.5, alpha, beta)
    return Distribution("beta", (alpha, beta, largest)), middle


def _positive(name: str, given: Any) -> float:
    value = _number(given, f"{name} is a number without a unit")
    largest = MAX_SHAPE if name in ("shape", "alpha", "beta") else 10
    if not 0.01 <= value <= largest:
        raise UnreadableError(f"{name} lies between 0.01 and {largest}")
    return value


def _gamma_median(given: float, mean: float) -> float:
    """The median by bisection of the Erlang distribution, P(X > x) = sum of Poisson chances."""
    if given != int(given):
        return gamma_quantile_of(0.5, given) * mean / given
    shape = int(given)
    low, high = 0.0, float(shape)  # the median of a gamma distribution lies below its mean
    for _ in range(60):
        x = (low + high) / 2
        term = total = exp(-x)
        for k in range(1, shape):
            term *= x / k
            total += term
        low, high = (x, high) if total > 0.5 else (low, x)
    return low * mean / shape


def _quantiles(given: Any, number: NumberReader) -> tuple[Distribution, float]:
    if isinstance(given, dict):
        chances = [_chance(key) for key in given]
        values = [number(value) for value in given.values()]
    elif isinstance(given, list) and given and all(isinstance(row, dict) for row in given):
        if any({"chance", "value"} != set(row) for row in given):
            raise UnreadableError("a table of quantiles has the columns chance and value")
        chances = [_chance(row["chance"]) for row in given]
        values = [number(row["value"]) for row in given]
    elif isinstance(given, list) and len(given) > 1:
        chances = [k / (len(given) - 1) for k in range(len(given))]
        values = [number(value) for value in given]
    else:
        raise UnreadableError("quantiles takes a list of 2 or more values, or {0 %: , 50 %: , ...}")
    if len(chances) > MAX_QUANTILES:
        raise UnreadableError(f"quantiles takes at most {MAX_QUANTILES:,} values")
    if len(chances) < 2 or chances[0] != 0 or chances[-1] != 1 or not _strictly_rising(chances):
        raise UnreadableError("the chances of quantiles rise from 0 % to 100 %")
    if values != sorted(values):
        raise UnreadableError("the values of quantiles rise, or stay, from one to the next")
    return Distribution("quantiles", (*chances, *values)), _interpolated(chances, values, 0.5)


def _chance(given: Any) -> float:
    text = str(given).strip()
    return _number(given, f"'{text[:40]}' is no chance; type 0 %, 10 % ... 100 %", "share")


def _number(given: Any, otherwise: str, measure: Measure = "number") -> float:
    """A number that a map or a list holds; raises with the sentence `otherwise`."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        try:
            return float(given)
        except OverflowError:
            raise UnreadableError(otherwise) from None
    try:
        typed = parse_number(given, measure) if isinstance(given, str) else None
    except UnreadableError:
        typed = None
    if typed is None or typed.high is not None or typed.period is not None:
        raise UnreadableError(otherwise)
    return typed.low


def _strictly_rising(values: list[float]) -> bool:
    return all(a < b for a, b in pairwise(values))


def _interpolated(chances: list[float], values: list[float], chance: float) -> float:
    after = next(k for k, c in enumerate(chances) if c >= chance)
    if chances[after] == chance:
        return values[after]
    before = after - 1
    part = (chance - chances[before]) / (chances[after] - chances[before])
    return values[before] + part * (values[after] - values[before])


def _from_scipy(given: Any, number: NumberReader) -> tuple[Distribution, float]:
    """A fitted scipy distribution as quantiles on a logit grid, checked against its CDF."""
    if not isinstance(given, dict) or not isinstance(given.get("name"), str):
        raise UnreadableError("scipy takes {name: , its shape parameters, loc: , scale: }")
    import numpy as np
    import scipy.stats

    name = given["name"]
    distribution = getattr(scipy.stats, name, None)
    if not isinstance(distribution, scipy.stats.rv_continuous):
        known = [
            n
            for n in dir(scipy.stats)
            if isinstance(getattr(scipy.stats, n), scipy.stats.rv_continuous)
        ]
        raise UnreadableError(
            f"'{name}' is no continuous scipy.stats distribution{did_you_mean(name, known)}"
        )
    parameters = {key: _finite(key, value) for key, value in given.items() if key != "name"}
    edge = log(SCIPY_TAIL / (1 - SCIPY_TAIL))
    grid = np.linspace(edge, -edge, SCIPY_NODES)
    chances = np.array([1.0 / (1.0 + exp(-float(place))) for place in grid])
    try:
        with np.errstate(all="ignore"):
            fixed = distribution(**parameters)
            values = np.asarray(fixed.ppf(chances), dtype=float)
            ends = np.asarray(fixed.ppf([0.0, 1.0]), dtype=float)
            values[[0, -1]] = np.where(np.isfinite(ends), ends, values[[0, -1]])
            chances[[0, -1]] = 0.0, 1.0
            wanted = (chances[1:] + chances[:-1]) / 2
            exact = values
            for figures in SCIPY_FIGURES:
                values = np.array([float(f"{value:.{figures}g}") for value in exact])
                middles = fixed.cdf((values[1:] + values[:-1]) / 2)
                error = float(np.max(np.abs(middles - wanted)))
                if error <= SCIPY_TOLERANCE:
                    break
    except (TypeError, ValueError, FloatingPointError, OverflowError) as problem:
        reason = " ".join(str(problem).split())
        raise UnreadableError(f"scipy refuses these parameters: {reason}") from None
    if not np.all(np.isfinite(values)) or np.any(np.diff(values) < 0):
        raise UnreadableError(f"scipy finds no quantiles of {name} for these parameters")
    if not error <= SCIPY_TOLERANCE:
        raise UnreadableError(
            f"a table of {SCIPY_NODES} quantiles misses this {name} by {error:.1e} in probability "
            f"(allowed: {SCIPY_TOLERANCE:g}); type its quantiles yourself"
        )
    low, high = number(float(values[0])), number(float(values[-1]))
    values[[0, -1]] = low, high
    nodes = [float(v) for v in values]
    return Distribution("quantiles", (*map(float, chances), *nodes)), nodes[SCIPY_NODES // 2]


def _finite(name: str, given: Any) -> float:
    sentence = f"the parameter {name} of a scipy distribution is a number"
    value = _number(given, sentence)
    if not math.isfinite(value):
        raise UnreadableError(sentence)
    return value
