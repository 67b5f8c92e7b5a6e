"""Regularised incomplete gamma and beta functions of any shape, and their inverses.

Sums and continued fractions of elementary functions only, so that every processor finds the same
bits. Formulas: NIST Digital Library of Mathematical Functions, chapters 5 and 8.
"""

from math import inf, sqrt

from salessim.compiler.marks import formula
from salessim.elementary import exp, log, log1p

TERMS = 10_000
"""More terms than any sum or fraction here needs."""
NEGLIGIBLE = 1e-16
STEPS = 200
"""More steps than a bracketed root needs."""
CLOSE = 1e-14
"""Guesses at a root, in log units, that lie no further apart are one."""
LEAST_LOG = -700.0
"""The logarithm below which a value is as good as zero."""
HALF_LN_2_PI = 0.9189385332046727
LEAST_DIVISOR = 1e-300


@formula
def log_gamma(x: float) -> float:
    """Return ln of the gamma function of x > 0: Stirling's series (DLMF 5.11.1) from 16 on."""
    product = 1.0
    while x < 16.0:
        product *= x
        x += 1.0
    z = 1.0 / (x * x)
    series = 1.0 / 12.0 - z * (1.0 / 360.0 - z * (1.0 / 1260.0 - z * (1.0 / 1680.0 - z / 1188.0)))
    return (x - 0.5) * log(x) - x + HALF_LN_2_PI + series / x - log(product)


@formula
def safe_divisor(x: float) -> float:
    """Return x, or a tiny number for what is too near to 0 to divide by."""
    return x if abs(x) > LEAST_DIVISOR else LEAST_DIVISOR


@formula
def log_gap(chance: float, below: float, above: float) -> float:
    """Return how far a guess lies above the root, as a ratio of the smaller share in log units.

    In it the tails are nearly straight lines, so that Newton's steps from afar do not creep. Where
    that share is 0, the sign alone tells the side.
    """
    share, other = (below, chance) if chance < 0.5 else (above, 1.0 - chance)
    if share <= 0.0:
        return -inf if chance < 0.5 else inf
    gap = log(share) - log(other)
    return gap if chance < 0.5 else -gap


@formula
def gamma_shares(log_x: float, shape: float, log_whole: float) -> tuple[float, float]:
    """Return P(X <= x) and P(X > x) of a gamma variable with scale 1, x being exp(log_x).

    log_whole: ln of the gamma function of `shape`. The smaller of both has all its figures.
    """
    x = exp(log_x)
    front = exp(shape * log_x - x - log_whole)
    if x < shape + 1.0:
        # DLMF 8.7.1
        term = 1.0 / shape
        total = term
        n = 0
        while term > NEGLIGIBLE * total and n < TERMS:
            n += 1
            term *= x / (shape + n)
            total += term
        below = front * total
        return below, 1.0 - below
    # DLMF 8.9.2, by Lentz's algorithm (Thompson and Barnett, J. Comput. Phys. 64 (1986) 490).
    b = x + 1.0 - shape
    c = 1.0 / LEAST_DIVISOR
    d = 1.0 / b
    fraction = d
    for n in range(1, TERMS):
        a = -n * (n - shape)
        b += 2.0
        d = 1.0 / safe_divisor(a * d + b)
        c = safe_divisor(b + a / c)
        fraction *= d * c
        if abs(d * c - 1.0) < NEGLIGIBLE * 10.0:
            break
    above = front * fraction
    return 1.0 - above, above


@formula
def gamma_quantile_of(chance: float, shape: float) -> float:
    """Return the value of a gamma variable of any shape and scale 1 at a chance in (0, 1).

    Newton's steps within a bracket, in the logarithm of the value: P <= x**a / gamma(a + 1) gives
    its lower end.
    """
    log_whole = log_gamma(shape)
    low = (log(chance) + log(shape) + log_whole) / shape
    if low < LEAST_LOG:
        return 0.0
    high = log(shape + 12.0 * sqrt(shape) + 60.0)
    guess = low
    if shape > 1.0:
        guess = max(low, log(shape))
    for _ in range(STEPS):
        below, above = gamma_shares(guess, shape, log_whole)
        gap = log_gap(chance, below, above)
        if gap < 0.0:
            low = guess
        else:
            high = guess
        slope = exp(shape * guess - exp(guess) - log_whole)
        better = 0.5 * (low + high)
        step = gap * (below if chance < 0.5 else above) / slope if slope > 0.0 else 0.0
        if slope > 0.0 and low < guess - step < high:
            better = guess - step
        if abs(better - guess) <= CLOSE * max(1.0, abs(guess)):
            return exp(better)
        guess = better
    return exp(guess)


@formula
def beta_fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function (DLMF 8.17.22)."""
    c = 1.0
    d = 1.0 / safe_divisor(1.0 - (a + b) * x / (a + 1.0))
    fraction = d
    for m in range(1, TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        d = 1.0 / safe_divisor(1.0 + even * d)
        c = safe_divisor(1.0 + even / c)
        fraction *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d = 1.0 / safe_divisor(1.0 + odd * d)
        c = safe_divisor(1.0 + odd / c)
        fraction *= d * c
        if abs(d * c - 1.0) < NEGLIGIBLE * 10.0:
            break
    return fraction


@formula
def beta_shares(
    log_odds: float, a: float, b: float, log_whole: float
) -> tuple[float, float, float]:
    """Return P(X <= x), P(X > x) and the slope of the first in log_odds = ln(x / (1 - x)).

    log_whole: ln of the beta function of a and b. The smaller of both has all its figures.
    """
    if log_odds > 0.0:
        log_x = -log1p(exp(-log_odds))
        log_rest = log_x - log_odds
    else:
        log_rest = -log1p(exp(log_odds))
        log_x = log_rest + log_odds
    front = exp(a * log_x + b * log_rest - log_whole)
    if exp(log_x) < (a + 1.0) / (a + b + 2.0):
        below = front * beta_fraction(exp(log_x), a, b) / a
        return below, 1.0 - below, front
    above = front * beta_fraction(exp(log_rest), b, a) / b
    return 1.0 - above, above, front


@formula
def beta_quantile(chance: float, a: float, b: float) -> float:
    """Return the value of a beta variable at a chance in (0, 1): Newton's steps in its log-odds."""
    log_whole = log_gamma(a) + log_gamma(b) - log_gamma(a + b)
    low = LEAST_LOG
    high = -LEAST_LOG
    guess = log(a) - log(b)
    for _ in range(STEPS):
        below, above, slope = beta_shares(guess, a, b, log_whole)
        gap = log_gap(chance, below, above)
        if gap < 0.0:
            low = guess
        else:
            high = guess
        better = 0.5 * (low + high)
        step = gap * (below if chance < 0.5 else above) / slope if slope > 0.0 else 0.0
        if slope > 0.0 and low < guess - step < high:
            better = guess - step
        if abs(better - guess) <= CLOSE * max(1.0, abs(guess)):
            guess = better
            break
        guess = better
    if guess > 0.0:
        return 1.0 / (1.0 + exp(-guess))
    odds = exp(guess)
    return odds / (1.0 + odds)
