"""What customers are like: laws over customers of how easily each is lost and how often it orders.

The law that is typed is that of customers of day one and of those to come alike.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from salessim.elementary import log1p, normal_quantile, power
from salessim.model.assembly.company import sick_share
from salessim.model.assembly.distribution_table import (
    BEYOND,
    CASE_NODES,
    KEPT,
    DistributionTable,
    mean_of_cases,
)
from salessim.model.assembly.team import calendars_of
from salessim.model.distributions import logit, sigmoid
from salessim.model.rates.relationship import contacts_per_year
from salessim.model.state.codes import NOBODY
from salessim.model.state.rows import TENDENCY
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.funnel import Contact
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.market import Segment
from salessim.scenario.workers import step_in
from salessim.units import (
    DAYS_PER_YEAR,
    NORMAL_QUANTILE_90,
    SECONDS_PER_DAY,
    Distribution,
    Pair,
    Quantity,
)


def differs(quantity: Quantity | None) -> bool:
    """Tell whether a figure is a law over customers."""
    if quantity is None:
        return False
    if quantity.distribution is not None:
        return quantity.distribution.family != "constant"
    return quantity.cases is not None and quantity.cases[0] < quantity.cases[1]


def customers_differ(plan: SalesPlan) -> bool:
    """Tell whether any two customers of a segment are lost or order at different rates."""
    laws = any(
        differs(segment.churn) or differs(_frequency(segment)) for segment in plan.segments.values()
    )
    return laws or any(account.churn is not None for account in plan.today.accounts)


@lru_cache(KEPT)
def law_of_churn(churn: Quantity) -> Quantity:
    """Return the law of the share lost in a period over customers, with nothing uncertain.

    Of a range, 8 in 10 lie between its ends and half below the typical value: normal in log-odds
    on either side of it.
    """
    churn = churn.steady()
    if churn.distribution is not None or churn.cases is None:
        return replace(churn, uncertainty=None)
    low, high = churn.cases
    inner = [sigmoid(x) for x in np.linspace(logit(BEYOND), -logit(BEYOND), CASE_NODES)]
    values = [_share(churn.typical, low, high, chance) for chance in inner]
    nodes = (0.0, *inner, 1.0, values[0], *values, values[-1])
    law = Distribution("quantiles", nodes)
    return replace(churn, uncertainty=None, cases=None, distribution=law)


def _share(typical: float, low: float, high: float, chance: float) -> float:
    z = normal_quantile(chance) / NORMAL_QUANTILE_90
    end, way = (high, z) if z > 0.0 else (low, -z)
    return sigmoid(logit(typical) + (logit(end) - logit(typical)) * way)


def mean_hazard(churn: Quantity) -> Quantity:
    """Return the hazard a year of the mean share lost; a range of the typical one scales it."""
    if not differs(churn):
        return replace(churn, cases=None, distribution=None).hazard_per_year
    mean = -log1p(-mean_of_cases(law_of_churn(churn))) * churn.periods_per_year
    typical = replace(churn, cases=None, distribution=None).hazard_per_year
    factor = mean / typical.typical if typical.typical > 0.0 else 1.0
    return replace(
        typical, typical=mean, uncertainty=_times(typical.uncertainty, factor), allowed=None
    )


def _times(pair: Pair | None, factor: float) -> Pair | None:
    return None if pair is None else (pair[0] * factor, pair[1] * factor)


def _frequency(segment: Segment) -> Quantity | None:
    return segment.order_frequency if segment.orders is not None else None


def mean_frequency(segment: Segment) -> float:
    """Return how often customers order on average, as a multiple of what the segment says."""
    return 1.0 if segment.order_frequency is None else mean_of_cases(segment.order_frequency)


def orders_per_year(segment: Segment) -> Quantity:
    """Return how many orders a customer sends a year, on average over customers."""
    each = DAYS_PER_YEAR / segment.order_every.typical
    if segment.order_frequency is None:
        return Quantity(each)

    def on_average(frequency: Quantity) -> Quantity:
        mean = mean_of_cases(frequency)
        factor = each * mean / frequency.typical if frequency.typical > 0.0 else each
        return Quantity(each * mean, _times(frequency.uncertainty, factor))

    schedule = segment.order_frequency.schedule
    moving = None if schedule is None else schedule.changed(on_average)
    return replace(on_average(segment.order_frequency), schedule=moving)


def write_differences(
    entry: Any, segment: Segment, path: str, distributions: DistributionTable
) -> None:
    """Write the laws over customers of a segment, a row of the table of segments."""
    entry.churn_distribution = entry.frequency_distribution = NOBODY
    entry.churn_periods = 1.0
    entry.churn_typical = mean_hazard(segment.churn).typical
    if differs(segment.churn):
        entry.churn_distribution = distributions.row(law_of_churn(segment.churn), f"{path}.churn")
        entry.churn_periods = segment.churn.periods_per_year
    frequency = _frequency(segment)
    if frequency is not None and differs(frequency):
        entry.frequency_distribution = distributions.row(
            replace(frequency.steady(), uncertainty=None), f"{path}.order_frequency"
        )


def write_tendencies(plan: SalesPlan, firms: int, rows: dict[tuple[str, str], int]) -> np.ndarray:
    """Return what firms are like as customers; with their own churn those for whom it is typed.

    firms: number of firms. rows: row of each named firm.
    """
    table = np.zeros(firms if customers_differ(plan) else 0, TENDENCY)
    table["own_churn"] = NOBODY
    for account in plan.today.accounts if len(table) else ():
        row = table[rows[(account.segment, account.name)]]
        if account.churn is not None:
            row.own_churn = account.churn.hazard_per_year.typical
        if account.value_per_year is not None:
            row.of_mean_orders = 1
    return table


SICK_IN_A_ROW = 4
"""Working days in a row that sickness may take; longer spells are too rare to count."""


def days_between_work(plan: SalesPlan, people: tuple[Person, ...]) -> np.ndarray:
    """Return the working days a year by the days since the one before, shape (longest gap,).

    The first entry is of days that follow a working day at once. Holidays, leave and sickness of
    those of the people who look after customers lie between others; their mean counts. What is
    worked on all days makes a year.
    """
    keepers = tuple(person for person in people if person.motion != "conquest") or people
    days, rows = calendars_of(plan, keepers)
    there = 1.0 - sick_share(plan.calendar) if isinstance(plan.calendar, Calendar) else 1.0
    found = np.zeros(days.shape[1] + 1)
    for row in rows:
        worked = np.flatnonzero(days["works"][row])
        for sick in range(min(SICK_IN_A_ROW, len(worked) - 1)):
            gaps = worked[1 + sick :] - worked[: -1 - sick]
            np.add.at(found, gaps - 1, there * there * power(1.0 - there, sick))
    lengths = np.arange(1, len(found) + 1)
    covered = float((found * lengths).sum())
    if covered == 0.0:
        return np.array([DAYS_PER_YEAR])
    return np.trim_zeros(found, "b") * (DAYS_PER_YEAR / covered)


def hours_of_customer(plan: SalesPlan, segment: str, gaps: np.ndarray) -> float:
    """Return the hours a year that one customer of a segment takes up, as planned."""
    each = 0.0
    for name, general in plan.funnel.loyalty.items():
        step = step_in(plan, segment, name, general)
        if step.segments is not None and segment not in step.segments:
            continue
        hours = mean_of_cases(step.hours)
        if isinstance(step, Contact):
            every = step.every.typical * SECONDS_PER_DAY
            each += hours * contacts_per_year(gaps, every)
        else:
            each += hours * step.each.per_year.typical
    return each
