"""Elementary functions that give the same bits on every processor.

`math.exp` and its like come from the C library, which picks a variant by processor; their last
bit follows the machine. Here stand only additions, multiplications, divisions and square roots of
doubles, which IEEE 754 defines to the bit, and reading and making a double's bits. No operation
may be contracted or reordered: compiled rules are built without `fastmath`.

Called from Python the functions run as Python; rules have them compiled. Errors are told
in ulps, the distance of two neighbouring doubles; a test holds them against mpmath. A result
beyond the largest double is infinite, below the smallest it is zero, and nothing is raised.
"""

from math import inf, nan, pi, sqrt

from salessim.compiler.marks import bits_of, double_of, formula

LN_2 = 0.6931471805599453
LN_2_HIGH = 0.6931471803691238
LN_2_LOW = 1.9082149292705877e-10
"""ln 2 in two parts: the high one has 21 zero bits at its end, so that it can be multiplied by an
exponent without rounding."""
THIRD_LOW = 1.850371707708594e-17
"""What 1/3 has beyond its double."""
PER_LN_2 = 1.4426950408889634
SQRT_2_PI = 2.5066282746310002

ROUND_TO_WHOLE = 6755399441055744.0
"""1.5 * 2**52: what is added and taken away again is rounded to a whole number."""
SPLIT = 134217729.0
"""2**27 + 1 cuts a double into halves whose products are exact (Dekker 1971, page 234)."""

EXPONENT_BIAS = 1023
MANTISSA_BITS = 52
ROOT_OF_HALF_BITS = 0x3FE6A09E667F3BCD
"""The bits of sqrt(1/2): counted from there, a double's exponent changes at sqrt(2) and so on."""
SMALLEST_NORMAL = 2.2250738585072014e-308
TWO_54 = 18014398509481984.0

EXP_LARGEST = 709.782712893384
EXP_SMALLEST = -745.1332191019412
LARGEST_EXPONENT = 1024
SMALLEST_EXPONENT = -1075
TOO_LARGE_A_POWER = 800.0
"""The logarithm of a power that is infinite or zero whatever its last bits."""


@formula
def scaled_by_power_of_2(x: float, exponent: int) -> float:
    """Return x * 2**exponent for 0.25 < abs(x) < 4 and an exponent from -1080 to 1025."""
    if exponent > 1000:
        return x * double_of((exponent - 1000 + EXPONENT_BIAS) << MANTISSA_BITS) * 2.0**1000
    if exponent < -1000:
        return x * double_of((exponent + 1000 + EXPONENT_BIAS) << MANTISSA_BITS) * 2.0**-1000
    return x * double_of((exponent + EXPONENT_BIAS) << MANTISSA_BITS)


@formula
def exp_rest(r: float) -> float:
    """Return exp(r) - 1 - r for abs(r) < 0.35.

    exp(r) = 1 + r + r c / (2 - c) with c = r - (r coth(r / 2) - 2). The series of the latter has
    the coefficients 2 B(2n) / (2n)!, B being Bernoulli's numbers (Abramowitz and Stegun, Handbook
    of Mathematical Functions, 4.5.67).
    """
    z = r * r
    w = z * z
    odd = 1.0 / 6.0 + w * (1.0 / 15120.0 + w * (1.0 / 23950080.0))
    even = -1.0 / 360.0 + w * (-1.0 / (360.0 * 1680.0) + w * (-691.0 / 653837184000.0))
    c = r - z * (odd + z * even)
    return r * c / (2.0 - c)


@formula
def exp(x: float) -> float:
    """Return e to the power x, within 1 ulp."""
    if not x <= EXP_LARGEST:
        return inf if x > EXP_LARGEST else x
    if x < EXP_SMALLEST:
        return 0.0
    whole = (x * PER_LN_2 + ROUND_TO_WHOLE) - ROUND_TO_WHOLE
    high = x - whole * LN_2_HIGH
    low = whole * LN_2_LOW
    return scaled_by_power_of_2(1.0 + (high + (exp_rest(high - low) - low)), int(whole))


@formula
def exp2(x: float) -> float:
    """Return 2 to the power x, within 1 ulp."""
    if not x < LARGEST_EXPONENT:
        return inf if x >= LARGEST_EXPONENT else x
    if x < SMALLEST_EXPONENT:
        return 0.0
    whole = (x + ROUND_TO_WHOLE) - ROUND_TO_WHOLE
    r = (x - whole) * LN_2
    return scaled_by_power_of_2(1.0 + (r + exp_rest(r)), int(whole))


@formula
def expm1(x: float) -> float:
    """Return exp(x) - 1 without losing figures near 0, within 2 ulps."""
    if abs(x) < 0.34:
        return x + exp_rest(x)
    if x > 40.0:
        return exp(x)
    if x < -40.0:
        return -1.0
    if x != x:
        return x
    whole = (x * PER_LN_2 + ROUND_TO_WHOLE) - ROUND_TO_WHOLE
    high = x - whole * LN_2_HIGH
    low = whole * LN_2_LOW
    exponent = int(whole)
    grown = high + (exp_rest(high - low) - low)
    one = double_of((EXPONENT_BIAS - exponent) << MANTISSA_BITS)
    return scaled_by_power_of_2(grown + (1.0 - one), exponent)


@formula
def parts_of(x: float) -> tuple[float, int]:
    """Return m from sqrt(1/2) to sqrt(2) and k with x = m * 2**k; x is positive and finite."""
    below = 0
    if x < SMALLEST_NORMAL:
        x *= TWO_54
        below = 54
    bits = bits_of(x)
    exponent = (bits - ROOT_OF_HALF_BITS) >> MANTISSA_BITS
    return double_of(bits - (exponent << MANTISSA_BITS)), exponent - below


@formula
def log_of_parts(f: float, exponent: int) -> float:
    """Return ln(1 + f) + exponent * ln 2 for 1 + f from sqrt(1/2) to sqrt(2).

    ln(1 + f) = 2 artanh(s) with s = f / (2 + f), and its series has the coefficients 2 / (2n + 1).
    f itself is added last, so that only what it lacks is rounded before.
    """
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = 2.0 / 3.0 + w * (2.0 / 7.0 + w * (2.0 / 11.0 + w * (2.0 / 15.0 + w * (2.0 / 19.0))))
    even = 2.0 / 5.0 + w * (2.0 / 9.0 + w * (2.0 / 13.0 + w * (2.0 / 17.0 + w * (2.0 / 21.0))))
    half_square = 0.5 * f * f
    rest = s * (half_square + z * (odd + z * even)) + exponent * LN_2_LOW
    return exponent * LN_2_HIGH - ((half_square - rest) - f)


@formula
def log(x: float) -> float:
    """Return the natural logarithm, within 1 ulp: -inf of 0, NaN of what is negative."""
    if not x > 0.0:
        return -inf if x == 0.0 else nan
    if x == inf:
        return x
    mantissa, exponent = parts_of(x)
    return log_of_parts(mantissa - 1.0, exponent)


@formula
def log1p(x: float) -> float:
    """Return ln(1 + x) without losing figures near 0, within 2 ulps."""
    if not x > -1.0:
        return -inf if x == -1.0 else nan
    if x > TWO_54:
        return log(x)
    if abs(x) < 1e-17:
        return x
    one_and_x = 1.0 + x
    lost = x - (one_and_x - 1.0) if x < 1.0 else 1.0 - (one_and_x - x)
    return log(one_and_x) + lost / one_and_x


@formula
def exact_sum(a: float, b: float) -> tuple[float, float]:
    """Return a + b and what rounding took from it (Knuth, Art of Programming 2, 4.2.2)."""
    total = a + b
    of_b = total - a
    return total, (a - (total - of_b)) + (b - of_b)


@formula
def exact_product(a: float, b: float) -> tuple[float, float]:
    """Return a * b and what rounding took from it (Dekker 1971, page 235)."""
    product = a * b
    a_high = a * SPLIT
    a_high = a_high - (a_high - a)
    a_low = a - a_high
    b_high = b * SPLIT
    b_high = b_high - (b_high - b)
    b_low = b - b_high
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


@formula
def log_in_two(x: float) -> tuple[float, float]:
    """Return the natural logarithm of a positive finite number as the sum of two doubles.

    The same series as in `log_of_parts`; terms that are small against the first are rounded once.
    The error is below 2**-62 of the value.
    """
    mantissa, exponent = parts_of(x)
    f = mantissa - 1.0
    below, below_low = exact_sum(2.0, f)
    s = f / below
    whole, whole_low = exact_product(s, below)
    s_low = ((f - whole) - whole_low - s * below_low) / below
    z, z_low = exact_product(s, s)
    z_low += 2.0 * s * s_low
    # ln(1 + f) = 2 s (1 + z (1/3 + z (1/5 + ...)))
    w = z * z
    odd = 1.0 / 5.0 + w * (1.0 / 9.0 + w * (1.0 / 13.0 + w * (1.0 / 17.0 + w * (1.0 / 21.0))))
    even = 1.0 / 7.0 + w * (1.0 / 11.0 + w * (1.0 / 15.0 + w * (1.0 / 19.0 + w * (1.0 / 23.0))))
    inner, inner_low = exact_sum(1.0 / 3.0, z * (odd + z * even))
    inner_low += THIRD_LOW
    outer, outer_low = exact_product(z, inner)
    outer_low += z * inner_low + z_low * inner
    grown, grown_low = exact_product(s, outer)
    grown_low += s * outer_low + s_low * outer
    high, rest = exact_sum(exponent * LN_2_HIGH, 2.0 * s)
    high, more = exact_sum(high, 2.0 * grown)
    return exact_sum(high, rest + more + (2.0 * (s_low + grown_low) + exponent * LN_2_LOW))


@formula
def power(x: float, y: float) -> float:
    """Return x to the power y for x >= 0, within 1 ulp; NaN for what is negative.

    y ln x needs some ten bits more than a double has, so that it is carried in two.
    """
    if y == 0.0 or x == 1.0:
        return 1.0
    if not x > 0.0 or x == inf:
        if x == 0.0 or x == inf:
            return 0.0 if (x == 0.0) == (y > 0.0) else inf
        return nan
    high, low = log_in_two(x)
    product = y * high
    if not abs(product) < TOO_LARGE_A_POWER:
        return product if product != product else (inf if product > 0.0 else 0.0)
    product, product_low = exact_product(y, high)
    product_low += y * low
    if product > EXP_LARGEST + 1.0:
        return inf
    if product < EXP_SMALLEST:
        return 0.0
    whole = (product * PER_LN_2 + ROUND_TO_WHOLE) - ROUND_TO_WHOLE
    high = product - whole * LN_2_HIGH
    low = whole * LN_2_LOW - product_low
    return scaled_by_power_of_2(1.0 + (high + (exp_rest(high - low) - low)), int(whole))


@formula
def normal_cdf(z: float) -> float:
    """Return P(Z <= z) for a standard normal Z, within 8 ulps.

    Source: Cody, "Rational Chebyshev approximations for the error function", Mathematics of
    Computation 23 (1969) 631-637, as arranged in Algorithm 715 (ANORM), ACM Transactions on
    Mathematical Software 19 (1993) 22-32.
    """
    x = abs(z)
    if x < 0.67448975:
        w = z * z
        top = ((((6.5682337918207449113e-2 * w + 2.2352520354606839287e0) * w
              + 1.6102823106855587881e2) * w + 1.0676894854603709582e3) * w
              + 1.8154981253343561249e4)  # fmt: skip
        below = ((((w + 4.7202581904688241870e1) * w + 9.7609855173777669322e2) * w
                + 1.0260932208618978205e4) * w + 4.5507789335026729956e4)  # fmt: skip
        return 0.5 + z * top / below
    if x > 38.6:
        return 1.0 if z > 0.0 else 0.0
    if not x <= 38.6:
        return z
    if x < 5.656854249492380195:
        top = ((((((((1.0765576773720192317e-8 * x + 3.9894151208813466764e-1) * x
              + 8.8831497943883759412e0) * x + 9.3506656132177855979e1) * x
              + 5.9727027639480026226e2) * x + 2.4945375852903726711e3) * x
              + 6.8481904505362823326e3) * x + 1.1602651437647350124e4) * x
              + 9.8427148383839780218e3)  # fmt: skip
        below = ((((((((x + 2.2266688044328115691e1) * x + 2.3538790178262499861e2) * x
                + 1.5193775994075548050e3) * x + 6.4855582982667607550e3) * x
                + 1.8615571640885098091e4) * x + 3.4900952721145977266e4) * x
                + 3.8912003286093271411e4) * x + 1.9685429676859990727e4)  # fmt: skip
        share = top / below
    else:
        w = 1.0 / (x * x)
        top = (((((2.307344176494017303e-2 * w + 2.1589853405795699e-1) * w
              + 1.274011611602473639e-1) * w + 2.2235277870649807e-2) * w
              + 1.421619193227893466e-3) * w + 2.9112874951168792e-5)  # fmt: skip
        below = (((((w + 1.28426009614491121e0) * w + 4.68238212480865118e-1) * w
                + 6.59881378689285515e-2) * w + 3.78239633202758244e-3) * w
                + 7.29751555083966205e-5)  # fmt: skip
        share = (1.0 / SQRT_2_PI - w * top / below) / x
    # exp(-x x / 2) in two factors, so that rounding x x costs no figures.
    part = int(x * 16.0) / 16.0
    tail = exp(-0.5 * part * part) * exp(-0.5 * (x - part) * (x + part)) * share
    return 1.0 - tail if z > 0.0 else tail


@formula
def normal_quantile(chance: float) -> float:
    """Return z with P(Z <= z) = chance for a standard normal Z; chance in (0, 1).

    Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
    Statistics 37 (1988) 477-484, routine PPND16 (relative error about 1e-16).
    """
    q = chance - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r
               + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r
               + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
               + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)  # fmt: skip
        below = (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r
                 + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r
                 + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
                 + 4.2313330701600911252e1) * r + 1.0)  # fmt: skip
        return q * top / below
    r = sqrt(-log(chance if q < 0.0 else 1.0 - chance))
    if r <= 5.0:
        r -= 1.6
        top = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r
               + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0) * r
               + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
               + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)  # fmt: skip
        below = (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
                 + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r
                 + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
                 + 2.05319162663775882187e0) * r + 1.0)  # fmt: skip
    else:
        r -= 5.0
        top = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
               + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
               + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
               + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)  # fmt: skip
        below = (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
                 + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
                 + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
                 + 5.99832206555887937690e-1) * r + 1.0)  # fmt: skip
    return -top / below if q < 0.0 else top / below


def gamma(x: float) -> float:
    """Return the gamma function of x > 0, within 3e-14 of the value.

    Stirling's series at an argument of 16 or more (Abramowitz and Stegun 6.1.37 by its logarithm,
    6.1.40), brought down by gamma(x) = gamma(x + 1) / x.
    """
    product = 1.0
    while x < 16.0:
        product *= x
        x += 1.0
    z = 1.0 / (x * x)
    series = 1.0 / 12.0 - z * (1.0 / 360.0 - z * (1.0 / 1260.0 - z * (
        1.0 / 1680.0 - z * (1.0 / 1188.0 - z * (691.0 / 360360.0 - z / 156.0)))))  # fmt: skip
    half = power(x, 0.5 * x - 0.25)  # the whole power would overflow before the function does
    return SQRT_2_PI * half * exp(series / x - x) / product * half


def arctan(x: float) -> float:
    """Return the angle from -pi/2 to pi/2 whose tangent is x, within 8 ulps.

    The angle is halved three times, and the rest summed (Abramowitz and Stegun 4.4.42).
    """
    if x > 1.0:
        return 0.5 * pi - arctan(1.0 / x)
    if x < -1.0:
        return -0.5 * pi - arctan(1.0 / x)
    for _ in range(3):
        x = x / (1.0 + sqrt(1.0 + x * x))
    z = x * x
    total = 0.0
    for n in range(19, 0, -2):
        total = 1.0 / n - z * total
    return 8.0 * x * total


@formula
def rounds_of(passes: float, repeats: float) -> float:
    """Return how many decisions a case comes to: more than one where it stays for a round.

    passes, repeats: shares 0..1 of decisions that bring a case on, and that keep it for another
    round; where both make more than 1, none is left to be lost, and passing goes first. The mean of
    a geometric distribution; `passes * rounds_of(passes, repeats)` of the cases go on in the end.
    """
    return 1.0 / (1.0 - min(repeats, 1.0 - passes))
