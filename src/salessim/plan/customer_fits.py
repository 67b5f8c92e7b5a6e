"""Laws over customers from what a firm has counted: retention of cohorts, and numbers of orders.

    fit_churn([1000, 869, 743, 653, 593]).line      # what to type as a segment's churn
    fit_orders({0: 210, 1: 95, 2: 51, 3: 20}).line  # what to type as its order_frequency

Both by maximum likelihood, for counts of whole customers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, get_args

from salessim import arguments
from salessim.elementary import exp, log
from salessim.errors import InputError
from salessim.figures import number_as_text
from salessim.incomplete import log_gamma

type Period = Literal["month", "quarter", "year"]

type Borders = tuple[float, float]

OF_A_LAW: Borders = (log(0.01), log(1000.0))
"""Between them lies the logarithm of what a beta or gamma law of a scenario may have."""
OF_A_MEAN: Borders = (log(1e-9), log(1e9))
MOST_ORDERS = 10_000
"""Of a customer."""
MOST_CUSTOMERS = 1e12
MOST_PERIODS = 10_000
ON_THE_BORDER = 1e-3
SMALLEST_STEP = 1e-9


@dataclass(frozen=True)
class ChurnFit:
    """A shifted beta-geometric law of retention.

    Attributes:
        alpha, beta: of the beta law of the share lost a period over customers, above 0.
        period: of the retention table.
        log_likelihood: of the table, at most 0.
    """

    alpha: float
    beta: float
    period: Period
    log_likelihood: float

    @property
    def line(self) -> str:
        """What to type as `churn` of a segment."""
        alpha, beta = number_as_text(self.alpha, 4), number_as_text(self.beta, 4)
        return f"{{beta: {{alpha: {alpha}, beta: {beta}, per: {self.period}}}}}"

    def survival(self, periods: float) -> float:
        """Return the share of new customers that are still there after some periods.

        Raises:
            InputError: periods are no number from 0 to 10,000.
        """
        periods = arguments.real("periods", periods, 0.0, MOST_PERIODS)
        return exp(_log_beta(self.alpha, self.beta + periods) - _log_beta(self.alpha, self.beta))


@dataclass(frozen=True)
class OrdersFit:
    """A negative binomial law of counts of orders.

    Attributes:
        shape: of the gamma law of the rate of orders over customers, above 0.
        mean: orders of a customer in the period that was counted, on average.
        log_likelihood: of the counts, at most 0.
    """

    shape: float
    mean: float
    log_likelihood: float

    @property
    def line(self) -> str:
        """What to type as `order_frequency` of a segment whose orders are the mean customer's."""
        return f"{{gamma: {{shape: {number_as_text(self.shape, 4)}, mean: 1}}}}"

    def chance(self, orders: int) -> float:
        """Return the chance that a customer orders so many times in the period.

        Raises:
            InputError: orders are no whole number from 0 to 10,000.
        """
        orders = arguments.integer("orders", orders, 0, MOST_ORDERS)
        return exp(_log_chance(orders, self.shape, self.mean))


def fit_churn(*cohorts: Sequence[float], period: Period = "year") -> ChurnFit:
    """Fit the shifted beta-geometric model to a retention table.

    Args:
        cohorts: each the customers at its start, then those left after one period, two, and so
            on; of any length from two, one of them from three, falling or equal. Whole numbers,
            not shares: their size says how sure the table is.
        period: of the table.

    Raises:
        InputError: a cohort is too short, rises or is empty, nobody leaves, or customers differ
            too little or too much for alpha and beta within 0.01 to 1000.

    Source: P. Fader and B. Hardie, How to project customer retention, Journal of Interactive
    Marketing 21 (2007) 76-90.
    """
    if not cohorts:
        raise InputError("fit_churn needs a cohort, such as [1000, 869, 743, 653]")
    arguments.choice("period", period, get_args(Period.__value__))
    tables = [_listed(cohort) for cohort in cohorts]
    for given, table in zip(cohorts, tables, strict=True):
        falls = _are_numbers(table) and all(
            MOST_CUSTOMERS >= a >= b >= 0 for a, b in pairwise(table)
        )
        if len(table) < 2 or not falls or not table[0] > 0:
            raise InputError(
                f"a cohort holds the customers at its start and those left after each {period}, "
                f"two numbers or more that never rise; here: {arguments.shown(table or given)}"
            )
    return _fit_tables(tables, period)


def _fit_tables(cohorts: list[list[float]], period: Period) -> ChurnFit:
    longest = max(map(len, cohorts))
    if longest < 3:
        raise InputError(
            f"one {period} says how many leave, not how they differ: three numbers or more are "
            "needed in a cohort, or type one rate for all"
        )
    if all(cohort[0] == cohort[-1] for cohort in cohorts):
        raise InputError(f"nobody leaves in the table: type 0 % a {period}")
    lost = [0.0] * longest  # in period t
    kept = [0.0] * longest  # to the end of a cohort of t periods
    for cohort in cohorts:
        for t in range(1, len(cohort)):
            lost[t] += cohort[t - 1] - cohort[t]
        kept[len(cohort) - 1] += cohort[-1]

    def likelihood(log_alpha: float, log_beta: float) -> float:
        alpha, beta = exp(log_alpha), exp(log_beta)
        whole = _log_beta(alpha, beta)
        total = 0.0
        for t in range(1, longest):
            total += lost[t] * (_log_beta(alpha + 1.0, beta + t - 1.0) - whole)
            total += kept[t] * (_log_beta(alpha, beta + t) - whole)
        return total

    first, second, value = _highest(likelihood, OF_A_LAW, OF_A_LAW)
    if max(_above(first, OF_A_LAW), _above(second, OF_A_LAW)) > 0.0:
        raise InputError(
            "no law fits: customers of the table do not differ in churn; type one rate for all"
        )
    if min(_above(first, OF_A_LAW), _above(second, OF_A_LAW)) < 0.0:
        raise InputError(
            "no law fits: some customers of the table leave at once and the others hardly ever; "
            "type two segments with a rate each"
        )
    return ChurnFit(exp(first), exp(second), period, value)


def fit_orders(counts: Mapping[int, float], *, at_least: int | None = None) -> OrdersFit:
    """Fit the negative binomial law to counts of orders in a period.

    Args:
        counts: customers by how many orders they sent, those with none included.
        at_least: the greatest of `counts`, where it stands for so many orders or more.

    Raises:
        InputError: counts are negative, all customers ordered equally often, `at_least` is not the
            greatest count, or counts vary no more than by chance, or more than by a shape of 0.01.

    Source: A. Ehrenberg, The pattern of consumer purchases, Applied Statistics 8 (1959) 26-41.
    """
    table = arguments.mapped(counts) or {}
    right = _are_numbers([*table, *table.values()]) and all(
        k == int(k) and 0 <= k <= MOST_ORDERS and 0 <= n <= MOST_CUSTOMERS for k, n in table.items()
    )
    if not right or sum(n > 0 for n in table.values()) < 2:
        raise InputError(
            "fit_orders needs customers by number of orders, two numbers or more, such as "
            f"{{0: 210, 1: 95, 2: 51}}; here: {arguments.shown(counts)}"
        )
    counts = table
    if at_least is not None:
        at_least = arguments.integer("at_least", at_least, 1, MOST_ORDERS)
        if at_least != max(counts):
            raise InputError(
                f"at_least is the greatest number of orders in the counts, {max(counts)}, above 0"
            )

    def likelihood(log_shape: float, log_mean: float) -> float:
        shape, mean = exp(log_shape), exp(log_mean)
        total = 0.0
        for k, n in counts.items():
            if k == at_least:
                below = sum(exp(_log_chance(j, shape, mean)) for j in range(k))
                total += n * log(max(1e-300, 1.0 - below))
            else:
                total += n * _log_chance(k, shape, mean)
        return total

    first, second, value = _highest(likelihood, OF_A_LAW, OF_A_MEAN)
    if _above(first, OF_A_LAW) > 0.0:
        raise InputError(
            "no law fits: orders vary no more than by chance; leave order_frequency out"
        )
    if _above(first, OF_A_LAW) < 0.0:
        raise InputError(
            "no law fits: a few customers send nearly all orders; type a segment of their own"
        )
    return OrdersFit(exp(first), exp(second), value)


def _listed(values: Any) -> list[Any]:
    """The values of a cohort; none where it is no list."""
    try:
        return arguments.entries("cohort", values, "numbers")
    except InputError:
        return []


def _are_numbers(values: list[Any]) -> bool:
    return all(arguments.is_number(value) for value in values)


def _above(place: float, borders: Borders) -> int:
    """1 for a place at the upper border, -1 at the lower one, else 0."""
    low, high = borders
    return (high - place < ON_THE_BORDER) - (place - low < ON_THE_BORDER)


def _log_beta(a: float, b: float) -> float:
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b)


def _log_chance(k: int, shape: float, mean: float) -> float:
    own = log_gamma(shape + k) - log_gamma(shape) - log_gamma(k + 1.0)
    return own + shape * log(shape / (shape + mean)) + k * log(mean / (shape + mean))


def _highest(
    likelihood: Callable[[float, float], float], *borders: Borders
) -> tuple[float, float, float]:
    """The place of the greatest value within the borders, by steps that turn and shrink.

    Elementary functions only, so that every processor finds the same place.
    """
    at = [0.0, 0.0]
    best = likelihood(*at)
    step = 1.0
    ways = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)]
    while step > SMALLEST_STEP:
        for way in ways:
            new = [
                min(high, max(low, place + step * part))
                for place, part, (low, high) in zip(at, way, borders, strict=True)
            ]
            value = likelihood(*new)
            if value > best:
                at, best = new, value
                break
        else:
            step *= 0.5
    return at[0], at[1], best
