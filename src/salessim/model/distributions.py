"""Distributions of random values, each by inversion of one uniform number.

Every distribution states its mean and variance in `moments`, and a test holds samples to them.
"""

import math

from salessim import elementary
from salessim.compiler.marks import formula, frequent_rule, rule
from salessim.elementary import exp, log, log1p, normal_cdf, normal_quantile, power
from salessim.incomplete import beta_quantile, gamma_quantile_of
from salessim.model.draws import uniform
from salessim.units import NORMAL_QUANTILE_90

POSITIVE = 0
SHARE = 1
NUMBER = 2
"""How an uncertain parameter is spread (UNCERTAIN_PARAMETER.family): lognormal, logit-normal, and
uniform, which also stands for what touches 0, or 1 of a share."""

TAIL = 0.1
"""Chance of a value below a range `low..high`, and of one above it."""

CONSTANT = 0  # value a
UNIFORM = 1  # from a to b
TRIANGULAR = 2  # from a, mode b, to c
EXPONENTIAL = 3  # mean a
WEIBULL = 4  # scale a, shape b
LOGNORMAL = 5  # median a, sigma b of the logarithm
GAMMA = 6  # integer shape a, mean b
LOGISTIC = 7  # mean a, scale b
QUANTILES = 8  # a table of values at given chances
CLIPPED_UNIFORM = 9  # from a to b, what falls below zero is zero
GAMMA_OF_ANY_SHAPE = 10  # shape a, mean b
BETA = 11  # c times a share with the exponents a and b

HALVINGS = 60
"""Bisections in a solver: what is left of a bracket of 80 is below 1e-16."""
CLOSE = 1e-12
"""Guesses at a root that lie no further apart are one: Newton's next would differ by its square."""
WIDEST = 40.0
"""Log-odds beyond which no chance is told from 0 or 1; also the widest bar."""


@formula
def normal_density(z):
    """Return the density of a standard normal Z."""
    return exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


@formula
def sigmoid(log_odds):
    """Return the chance with these log-odds."""
    if log_odds >= 0.0:
        return 1.0 / (1.0 + exp(-log_odds))
    odds = exp(log_odds)
    return odds / (1.0 + odds)


@formula
def logit(chance):
    """Return the log-odds of a chance; those of 0 and 1 are the widest that are told apart."""
    if chance <= 0.0:
        return -WIDEST
    if chance >= 1.0:
        return WIDEST
    return log(chance / (1.0 - chance))


@formula
def next_guess(low, high, guess, gap, slope):
    """Return a better guess at the root of a rising function, between `low` and `high`.

    gap, slope: the function and its slope at `guess`. It is Newton's, or the middle where Newton's
    leads out of the bracket.
    """
    if slope > 0.0:
        better = guess - gap / slope
        if low < better < high:
            return better
    return 0.5 * (low + high)


@formula
def gamma_cdf(x, shape):
    """Return P(X <= x) of a gamma variable with integer shape and scale 1 (Erlang).

    It is the chance of at least `shape` events of a Poisson variable of mean x; the shorter of
    both tails is summed, so that neither end loses figures.
    """
    if x > shape:
        term = 1.0
        total = 1.0
        for k in range(1, shape):
            term *= x / k
            total += term
        return 1.0 - exp(-x) * total
    term = 1.0
    for k in range(1, shape + 1):
        term *= x / k
    total = term
    k = shape
    while term > 1e-17 * total:
        k += 1
        term *= x / k
        total += term
    return exp(-x) * total


@formula
def gamma_quantile(chance, shape):
    """Invert `gamma_cdf` by bisection."""
    high = shape + 10.0 * math.sqrt(float(shape)) + 40.0
    low = 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if gamma_cdf(middle, shape) < chance:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@rule
def quantile_of_table(nodes, first, count, chance):
    """Interpolate a table of (chance, value) rows `first .. first + count`."""
    low = first
    high = first + count - 1
    while high - low > 1:
        middle = (low + high) // 2
        if nodes[middle, 0] <= chance:
            low = middle
        else:
            high = middle
    width = nodes[high, 0] - nodes[low, 0]
    share = (chance - nodes[low, 0]) / width
    share = min(1.0, max(0.0, share))
    return nodes[low, 1] + share * (nodes[high, 1] - nodes[low, 1])


@formula
def closed_form_quantile(family, a, b, c, chance):
    """Return the value with this chance of being below; chance in (0, 1)."""
    if family == CONSTANT:
        return a
    if family == EXPONENTIAL:
        # 1 - chance is exact for a drawn number, and log twice as fast as log1p.
        return -a * log(1.0 - chance)
    if family == LOGNORMAL:
        return a * exp(b * normal_quantile(chance))
    if family == UNIFORM:
        return a + (b - a) * chance
    if family == CLIPPED_UNIFORM:
        return max(0.0, a + (b - a) * chance)
    if family == WEIBULL:
        return a * power(-log1p(-chance), 1.0 / b)
    if family == TRIANGULAR:
        at_mode = (b - a) / (c - a)
        if chance < at_mode:
            return a + math.sqrt(chance * (c - a) * (b - a))
        return c - math.sqrt((1.0 - chance) * (c - a) * (c - b))
    if family == GAMMA:
        return b / a * gamma_quantile(chance, int(a))
    if family == GAMMA_OF_ANY_SHAPE:
        return b / a * gamma_quantile_of(chance, a)
    if family == BETA:
        return c * beta_quantile(chance, a, b)
    return a + b * logit(chance)


def moments(family: int, a: float, b: float, c: float) -> tuple[float, float]:
    """Return the mean and variance in closed form (not of a table of quantiles)."""
    if family == EXPONENTIAL:
        return a, a * a
    if family == LOGNORMAL:
        mean = a * exp(b * b / 2.0)
        return mean, mean * mean * elementary.expm1(b * b)
    if family == UNIFORM:
        return (a + b) / 2.0, (b - a) ** 2 / 12.0
    if family == CLIPPED_UNIFORM:
        above = max(0.0, b) - max(0.0, a)
        share = above / (b - a)
        middle = (max(0.0, a) + max(0.0, b)) / 2.0
        square = share * (middle * middle + above * above / 12.0)
        return share * middle, square - (share * middle) ** 2
    if family == WEIBULL:
        mean = a * elementary.gamma(1.0 + 1.0 / b)
        return mean, a * a * elementary.gamma(1.0 + 2.0 / b) - mean * mean
    if family == TRIANGULAR:
        spread = a * a + b * b + c * c - a * b - a * c - b * c
        return (a + b + c) / 3.0, spread / 18.0
    if family in (GAMMA, GAMMA_OF_ANY_SHAPE):
        return b, b * b / a
    if family == BETA:
        share = a / (a + b)
        return c * share, c * c * share * (1.0 - share) / (a + b + 1.0)
    if family == LOGISTIC:
        return a, (b * math.pi) ** 2 / 3.0
    return a, 0.0


@frequent_rule
def value_of(world, distribution, chance):
    """Return the value of the distribution in row `distribution` at a chance in (0, 1).

    What a distribution puts beyond what its field allows lies on the border: below zero there is
    no money, hour or day.
    """
    row = world.distributions[distribution]
    family = int(row.family)
    if family == CONSTANT:
        return row.scale * row.a
    if family == QUANTILES:
        value = quantile_of_table(world.nodes, int(row.first_node), int(row.nodes), chance)
    else:
        value = closed_form_quantile(family, row.a, row.b, row.c, chance)
    return min(row.greatest, max(row.least, row.scale * value))


@frequent_rule
def drawn(world, distribution, entity, purpose, k):
    """Draw a value of the distribution in row `distribution` for the occasion (entity, purpose, k).

    A distribution whose values are all the same needs no number.
    """
    row = world.distributions[distribution]
    if int(row.family) == CONSTANT:
        return row.scale * row.a
    return value_of(world, distribution, uniform(world, entity, purpose, k))


@rule
def mean_of(world, distribution):
    """Return the mean over cases of the distribution in row `distribution`."""
    row = world.distributions[distribution]
    return row.scale * row.average


@formula
def chance_within(chance, below, above):
    """Return the chance at which a law is read whose tails are cut, each within its tenth.

    below, above: chances that the uncut law gives to what lies beyond the least and the greatest
    value. A tail with no room left lies on its end: that of the tenth.
    """
    if chance < TAIL:
        return min(TAIL, below + chance * max(0.0, 1.0 - below / TAIL))
    if chance > 1.0 - TAIL:
        left = above + (1.0 - chance) * max(0.0, 1.0 - above / TAIL)
        return max(1.0 - TAIL, 1.0 - left)
    return chance


@formula
def chance_below(family, low, high, value):
    """Return the chance of less than a value, with 8 in 10 between low and high; see POSITIVE."""
    if family == NUMBER:
        width = (high - low) / 8.0
        return min(1.0, max(0.0, (value - low + width) / (high - low + 2.0 * width)))
    if value <= 0.0:
        return 0.0
    if family == POSITIVE:
        of_middle = 2.0 * (log(value) - 0.5 * (log(low) + log(high))) / (log(high) - log(low))
    else:
        if value >= 1.0:
            return 1.0
        span = logit(high) - logit(low)
        of_middle = 2.0 * (logit(value) - 0.5 * (logit(low) + logit(high))) / span
    return normal_cdf(of_middle * NORMAL_QUANTILE_90)


@formula
def value_between(family, low, high, least, greatest, chance):
    """Return the value at a chance of a law with 8 in 10 between low and high.

    Nothing lies below `least` or above `greatest`: each tail is cut there and spread over its
    tenth, so that low and high stay the quantiles at .1 and .9. Where the range touches an end,
    one value in ten lies on it.
    """
    if chance < TAIL and low <= least:
        return least
    if chance > 1.0 - TAIL and high >= greatest:
        return greatest
    below = chance_below(family, low, high, least)
    above = 1.0 - chance_below(family, low, high, greatest)
    chance = chance_within(chance, below, above)
    z = normal_quantile(chance) / NORMAL_QUANTILE_90
    if family == POSITIVE:
        middle = 0.5 * (log(low) + log(high))
        value = exp(middle + 0.5 * (log(high) - log(low)) * z)
    elif family == SHARE:
        middle = 0.5 * (logit(low) + logit(high))
        value = sigmoid(middle + 0.5 * (logit(high) - logit(low)) * z)
    else:
        width = (high - low) / 8.0
        value = low - width + (high - low + 2.0 * width) * chance
    return min(greatest, max(least, value))
