"""Defaults that are ranges: what nobody typed is known as well as its source knows it.

The schema writes `uncertain("15 % a year", "11..22 % a year")`. As long as the field is left out,
each replication draws it from the range; who types the field, even with the same figure, makes it
exact, and so does `defaults: exact` for all of them.

Three defaults follow the size of a segment's deal, what a contract brings in a year or at once:

- churn, by T. Tunguz's figures for small, medium and large customers (31..58, 11..22 and 6..10 % a
  year). That small ones pay up to 1k, medium ones 5k to 50k and large ones from 250k is an
  assumption; between these it goes straight in log-odds. A survey of 939 companies (Optifai, 2025)
  has by contract value 40 % below 10k, 22 % to 50k, 14 % to 100k and 8 % beyond.
- the time that buyers take: as below for deals of 5k to 25k, beyond as the square root, from 1k to
  500k. Published tables of sales cycles by contract value rise by its power .45 (FirstSales: 1.5
  months below 10k, 9 beyond 250k) to .7 (CRO Report: 22 days at 15k, 135 beyond 100k); so does the
  range.

- the hours of work on a case and on a customer, by its power .7, from 1k to 500k. No table of hours
  is published, but contracts a person signs fall by the power .9 from 10k (5 a month: BenchmarkHQ,
  2020) to 28k (6 a quarter) and .55 from there to 75k (3 to 4 a quarter: Insight Partners, periodic
  table of SaaS sales metrics); activities for a deal won rise by .3 (3.6 to 15 by contract value in
  construction: GanarPro), each of which takes longer, too. A customer's orders of a year count by a
  third: outside reps of specialty dealers look after some 3M (ProSales, 2018) and 172 accounts
  (field sales benchmark, 2021), customer success managers after 1M to 2M of contracts (OpenView,
  SaaStr), which take twice the hours an account.

Win rates do not follow it: published ones by size contradict each other (10 to 30 and 40 to 60 %
for small deals), as they count from different moments.

In other currencies than `CURRENCIES` a deal is taken to be one of 10k: who types amounts in JPY or
INR types hours, buyers' time and churn beside them.
"""

from collections.abc import Sequence
from itertools import pairwise

from salessim.elementary import exp, log, power


class UncertainDefault(str):
    """A default whose own uncertainty is known; as a text it is the typical value.

    Attributes:
        truth: the range in which 8 in 10 truths lie, as it would be typed.
    """

    truth: str

    def __new__(cls, typical: str, truth: str) -> "UncertainDefault":
        """Return the typical value as a text that knows its range."""
        default = super().__new__(cls, typical)
        default.truth = truth
        return default

    def __reduce__(self) -> tuple[type["UncertainDefault"], tuple[str, str]]:
        """Return how a copy is made, in another process too."""
        return UncertainDefault, (str(self), self.truth)

    @property
    def in_words(self) -> str:
        """The typical value and its range."""
        return f"{self} ({self.truth})"


class DefaultBySize(UncertainDefault):
    """A default that follows the size of a segment's deal; as a text that of a deal of 10k."""

    def __reduce__(self) -> tuple[type["DefaultBySize"], tuple[str, str]]:
        """Return how a copy is made, in another process too."""
        return DefaultBySize, (str(self), self.truth)


CURRENCIES = ("EUR", "USD", "GBP", "CHF")
"""Currencies in which amounts are sizes; in any other a deal is taken to be one of 10k."""

SMALL, MEDIUM, LARGE = (0.31, 0.58), (0.11, 0.22), (0.06, 0.10)
CHURN_BY_SIZE = ((1e3, SMALL), (5e3, MEDIUM), (50e3, MEDIUM), (250e3, LARGE))
"""Central 80 % intervals of the share of customers lost in a year, by deal."""

MIDDLE_DEAL = 10e3
SMALLEST_DEAL, USUAL_DEALS, LARGEST_DEAL = 1e3, (5e3, 25e3), 500e3
TIME_POWERS = (0.35, 0.5, 0.65)
"""Power of the deal by which buyers take longer: low, typical and high."""
WORK_POWERS = (0.55, 0.7, 0.85)
"""Power of the deal by which a case or a customer takes more work: low, typical and high."""
ORDERS_COUNT = 1.0 / 3.0
"""Orders a year count so much as the same money in a contract, for the work that customers take."""


def churn_by_size(deal: float) -> UncertainDefault:
    """The share of customers of a deal (currency, a year or once) that leave in a year, in text."""
    low, high = (
        _between([(size, ends[end]) for size, ends in CHURN_BY_SIZE], deal) for end in (0, 1)
    )
    if CHURN_BY_SIZE[1][0] <= deal <= CHURN_BY_SIZE[2][0]:
        return UncertainDefault("15 % a year", "11..22 % a year")
    typical = _share((_log_odds(low) + _log_odds(high)) / 2.0)
    low, typical, high = (round(100.0 * share) for share in (low, typical, high))
    return UncertainDefault(f"{typical} % a year", f"{low}..{high} % a year")


def time_by_size(deal: float) -> tuple[float, float, float]:
    """Factors on the days that buyers of a deal take: low, typical and high."""
    return _factors(deal, min(max(deal, USUAL_DEALS[0]), USUAL_DEALS[1]), TIME_POWERS)


def work_by_size(deal: float) -> tuple[float, float, float]:
    """Factors on the hours that a case or a customer takes: low, typical and high.

    deal: the contract, and what counts of the orders of its first year.
    """
    return _factors(deal, MIDDLE_DEAL, WORK_POWERS)


def _factors(
    deal: float, usual: float, powers: tuple[float, float, float]
) -> tuple[float, float, float]:
    size = min(max(deal, SMALLEST_DEAL), LARGEST_DEAL) / usual
    low, typical, high = (power(size, by) for by in powers)
    return min(low, high), typical, max(low, high)


def _between(points: Sequence[tuple[float, float]], deal: float) -> float:
    """A share at a deal: straight in log-odds and the deal's logarithm, flat beyond the ends."""
    if deal <= points[0][0]:
        return points[0][1]
    for (size, share), (larger, its_share) in pairwise(points):
        if deal <= larger:
            along = log(deal / size) / log(larger / size)
            return _share(_log_odds(share) + along * (_log_odds(its_share) - _log_odds(share)))
    return points[-1][1]


def _log_odds(share: float) -> float:
    return log(share / (1.0 - share))


def _share(log_odds: float) -> float:
    return 1.0 / (1.0 + exp(-log_odds))
