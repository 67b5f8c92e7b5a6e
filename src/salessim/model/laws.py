"""Laws of random values, each by inversion of one uniform number.

Only `math` functions stand here: they give the same bits compiled and plain. Every law states
its mean and variance in `moments`, and a test holds samples to them.
"""

import math

from salessim.model.compiled import formula, frequent_rule, rule
from salessim.model.draws import uniform

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

HALVINGS = 60
CLOSE = 1e-12
"""Guesses at a root that lie no further apart are one: Newton's next would differ by its square."""
"""Bisections in a solver: what is left of a bracket of 80 is below 1e-16."""
WIDEST = 40.0
"""Log-odds beyond which no chance is told from 0 or 1; also the widest bar."""

# Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
# Applied Statistics 37 (1988) 477-484, routine PPND16 (relative error about 1e-16).
_CENTRE = 0.425
_CENTRE_SQUARED = 0.180625
_TAIL = 1.6
_FAR = 5.0


@formula
def normal_quantile(chance):
    """Return z with P(Z <= z) = chance for a standard normal Z; chance in (0, 1)."""
    q = chance - 0.5
    if abs(q) <= _CENTRE:
        r = _CENTRE_SQUARED - q * q
        top = (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r
               + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r
               + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
               + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)  # fmt: skip
        below = (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r
                 + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r
                 + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
                 + 4.2313330701600911252e1) * r + 1.0)  # fmt: skip
        return q * top / below
    r = math.sqrt(-math.log(chance if q < 0.0 else 1.0 - chance))
    if r <= _FAR:
        r -= _TAIL
        top = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r
               + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0) * r
               + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
               + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)  # fmt: skip
        below = (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
                 + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r
                 + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
                 + 2.05319162663775882187e0) * r + 1.0)  # fmt: skip
    else:
        r -= _FAR
        top = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
               + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
               + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
               + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)  # fmt: skip
        below = (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
                 + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
                 + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
                 + 5.99832206555887937690e-1) * r + 1.0)  # fmt: skip
    return -top / below if q < 0.0 else top / below


@formula
def normal_cdf(z):
    """Return P(Z <= z) for a standard normal Z."""
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


@formula
def normal_density(z):
    """Return the density of a standard normal Z."""
    return math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


@formula
def sigmoid(log_odds):
    """Return the chance with these log-odds."""
    if log_odds >= 0.0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1.0 + odds)


@formula
def logit(chance):
    """Return the log-odds of a chance; those of 0 and 1 are the widest that are told apart."""
    if chance <= 0.0:
        return -WIDEST
    if chance >= 1.0:
        return WIDEST
    return math.log(chance / (1.0 - chance))


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
    """Return P(X <= x) of a gamma law with integer shape and scale 1 (an Erlang law).

    It is the chance of at least `shape` events of a Poisson law of mean x; the shorter of both
    tails is summed, so that neither end loses figures.
    """
    if x > shape:
        term = 1.0
        total = 1.0
        for k in range(1, shape):
            term *= x / k
            total += term
        return 1.0 - math.exp(-x) * total
    term = 1.0
    for k in range(1, shape + 1):
        term *= x / k
    total = term
    k = shape
    while term > 1e-17 * total:
        k += 1
        term *= x / k
        total += term
    return math.exp(-x) * total


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
        return -a * math.log(1.0 - chance)
    if family == LOGNORMAL:
        return a * math.exp(b * normal_quantile(chance))
    if family == UNIFORM:
        return a + (b - a) * chance
    if family == CLIPPED_UNIFORM:
        return max(0.0, a + (b - a) * chance)
    if family == WEIBULL:
        return a * math.pow(-math.log1p(-chance), 1.0 / b)
    if family == TRIANGULAR:
        at_mode = (b - a) / (c - a)
        if chance < at_mode:
            return a + math.sqrt(chance * (c - a) * (b - a))
        return c - math.sqrt((1.0 - chance) * (c - a) * (c - b))
    if family == GAMMA:
        return b / a * gamma_quantile(chance, int(a))
    return a + b * logit(chance)


def moments(family: int, a: float, b: float, c: float) -> tuple[float, float]:
    """Return the mean and variance of a law in closed form (not of a table of quantiles)."""
    if family == EXPONENTIAL:
        return a, a * a
    if family == LOGNORMAL:
        mean = a * math.exp(b * b / 2.0)
        return mean, mean * mean * math.expm1(b * b)
    if family == UNIFORM:
        return (a + b) / 2.0, (b - a) ** 2 / 12.0
    if family == CLIPPED_UNIFORM:
        above = max(0.0, b) - max(0.0, a)
        share = above / (b - a)
        middle = (max(0.0, a) + max(0.0, b)) / 2.0
        square = share * (middle * middle + above * above / 12.0)
        return share * middle, square - (share * middle) ** 2
    if family == WEIBULL:
        mean = a * math.gamma(1.0 + 1.0 / b)
        return mean, a * a * math.gamma(1.0 + 2.0 / b) - mean * mean
    if family == TRIANGULAR:
        spread = a * a + b * b + c * c - a * b - a * c - b * c
        return (a + b + c) / 3.0, spread / 18.0
    if family == GAMMA:
        return b, b * b / a
    if family == LOGISTIC:
        return a, (b * math.pi) ** 2 / 3.0
    return a, 0.0


@frequent_rule
def value_of(world, law, chance):
    """Return the value of the law in row `law` at a chance in (0, 1).

    What differs case by case is money, hours or days: what a law puts below zero is zero.
    """
    row = world.laws[law]
    family = int(row.family)
    if family == CONSTANT:
        return row.scale * row.a
    if family == QUANTILES:
        return row.scale * quantile_of_table(
            world.nodes, int(row.first_node), int(row.nodes), chance
        )
    return row.scale * max(0.0, closed_form_quantile(family, row.a, row.b, row.c, chance))


@frequent_rule
def drawn(world, law, entity, purpose, k):
    """Draw a value of the law in row `law` for the occasion (entity, purpose, k).

    A law whose values are all the same needs no number.
    """
    row = world.laws[law]
    if int(row.family) == CONSTANT:
        return row.scale * row.a
    return value_of(world, law, uniform(world, entity, purpose, k))


@rule
def mean_of(world, law):
    """Return the mean over cases of the law in row `law`."""
    row = world.laws[law]
    return row.scale * row.average
