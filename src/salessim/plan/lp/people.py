"""People: how many are kept and hired, whom they look after, and what pay they are sure of."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import LOYALTY, NEVER
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.payroll import Payroll
from salessim.plan.expected.people import FreeNumber
from salessim.plan.expected.world import RepGroup
from salessim.plan.lp.customers import Customers
from salessim.plan.lp.variables import Variables
from salessim.plan.solving.linear_program import NONE, ConstraintFamily, Terms

_GROUP_MONTH = ("group", "month")
NUMBER_OF_PEOPLE = ConstraintFamily(
    "people",
    _GROUP_MONTH,
    "minimum[g] <= kept[g,t] + sum over u <= t of hired[g,u] <= maximum[g]",
)
KEPT = ConstraintFamily(
    "kept",
    _GROUP_MONTH,
    "kept[g,t] = today's in notice, then <= kept[g,t-1], then = kept[g,t-1] after the horizon",
)
FOUND = ConstraintFamily(
    "found", _GROUP_MONTH, "hired[g,t] = 0 before anybody is found and after the horizon"
)
ROOM_OF_KEEPERS = ConstraintFamily(
    "room of keepers",
    _GROUP_MONTH,
    "sum over s of contacts[g,s,t] / (contacts a year as planned[s] * years[t]) "
    "<= customers per keeper * people[g,t]",
    sentence="all customers that {where} may look after are looked after",
)
GUARANTEE = ConstraintFamily(
    "guarantee",
    _GROUP_MONTH,
    "guaranteed[g,t] >= least pay of newcomers[g] - earned[g], over the pay period that ends in t",
)
ADVANCES = ConstraintFamily(
    "advances",
    _GROUP_MONTH,
    "advanced[g,t] - advanced[g,t-1] >= draw[g,t] * newcomers[g,t] - earned[g,t] - guaranteed[g,t]",
)
ADVANCED_AT_MOST = ConstraintFamily(
    "advances at most",
    _GROUP_MONTH,
    "advanced[g,t] - advanced[g,t-1] <= draw[g,t] * newcomers[g,t]",
)
LEGAL_MINIMUM = ConstraintFamily(
    "legal minimum",
    _GROUP_MONTH,
    "earned[g,t] + guaranteed[g,t] + advanced[g,t] - advanced[g,t-1] + topped_up[g,t] "
    ">= (legal minimum[g,t] - base[g,t]) * people[g,t]",
)


def numbers_of_people(customers: Customers, free: tuple[FreeNumber, ...]) -> None:
    """People come and go within their bounds.

    minimum <= kept[t] + sum over u <= t of hired[u] <= maximum; kept[t] <= kept[t-1];
    kept[t] = today's before notice runs out; hired[u] = 0 before anybody can be found, and after
    the horizon nobody comes or goes.
    """
    lp, x = customers.lp, customers.x
    printed = customers.coefficients.printed
    for one in free:
        group = customers.coefficients.groups[one.group]
        for t in range(customers.coefficients.months):
            kept, hired = x.kept[one.group, t], x.hired[one.group, : t + 1]
            at = (one.group, t)
            both: Terms = [(kept, 1.0), (hired, 1.0)]
            lp.add_row(NUMBER_OF_PEOPLE, at, both, minimum=one.minimum, maximum=one.maximum)
            if t < max(1, one.notice):
                lp.add_row(KEPT, at, [(kept, 1.0)], equals=float(group.size))
            elif t < printed:
                before = x.kept[one.group, t - 1]
                lp.add_row(KEPT, at, [(kept, 1.0), (before, -1.0)], maximum=0.0)
            else:
                before = x.kept[one.group, t - 1]
                lp.add_row(KEPT, at, [(kept, 1.0), (before, -1.0)], equals=0.0)
            if t < one.found_in or t >= printed:
                lp.add_row(FOUND, at, [(x.hired[one.group, t], 1.0)], equals=0.0)


def keepers_have_room(customers: Customers, free: tuple[FreeNumber, ...]) -> None:
    """No more customers are looked after than keepers may have.

    Sum over s of contacts[g,s,t] / (contacts a year as planned[s] * years[t])
    <= customers per keeper[g] * people[g,t].
    """
    lp, x, coefficients = customers.lp, customers.x, customers.coefficients
    by_group = {one.group: one for one in free}
    for g, group in enumerate(coefficients.groups):
        most = most_customers(coefficients, group)
        if most == np.inf:
            continue
        for t in range(coefficients.months):
            years = float(coefficients.expected.years[t])
            terms: Terms = [
                (x.contacts[g, s, t], 1.0 / (coefficients.care[s].maximum_per_year * years))
                for s in range(coefficients.segments)
                if x.contacts[g, s, t] != NONE
            ]
            if not terms:
                continue
            maximum = 0.0
            one = by_group.get(g)
            if one is None:
                maximum = most * float(coefficients.hours.heads[g, t])
            else:
                terms.append((x.kept[g, t], -most))
                terms.append((x.hired[g, : t + 1], -most * one.paid[: t + 1, t]))
            lp.add_row(ROOM_OF_KEEPERS, (g, t), terms, maximum=maximum)


def most_customers(coefficients: LpCoefficients, group: RepGroup) -> float:
    """Return how many customers one of a group may look after; infinity where any number."""
    most = int(coefficients.expected.world.reps["most_accounts"][group.first])
    return float("inf") if most == NEVER else float(most)


def share_with_keeper(
    coefficients: LpCoefficients, known: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the share of customers by month for whom keepers have room, whatever is planned.

    known: (cohorts, segments, months + 1) customers, as an earlier answer had them.
    """
    room = np.zeros(coefficients.months)
    fewest = {one.group: float(one.minimum) for one in coefficients.free}
    for g, group in enumerate(coefficients.groups):
        if group.serves[:, LOYALTY].any():
            heads = np.minimum(coefficients.hours.heads[g], fewest.get(g, np.inf))
            most = most_customers(coefficients, group)
            room += np.where(heads > 0.0, heads, 0.0) * most if most < np.inf else np.inf
    customers = known.sum(axis=(0, 1))[:-1]
    return np.minimum(1.0, np.divide(room, customers, out=np.ones_like(room), where=customers > 0))


def of_people(
    customers: Customers,
    g: int,
    free: FreeNumber | None,
    t: int,
    each: float,
    tenure: int = NEVER,
    *,
    away: bool = False,
) -> tuple[Terms, float]:
    """Return so much for each of a group in a month: as terms where people are free, and alone.

    Args:
        customers: the programme.
        g: the group.
        free: its number of people where that is to be found.
        t: the month.
        each: of one person, in units of money.
        tenure: months of being here for which it holds.
        away: whether who is away with pay counts as well.
    """
    x, coefficients = customers.x, customers.coefficients
    since = int(coefficients.expected.world.reps["hired_month"][coefficients.groups[g].first])
    now = each if t - since < tenure else 0.0
    if free is None:
        heads = float(coefficients.hours.heads[g, t])
        return [], now * (heads + (float(coefficients.hours.paid_away[g, t]) if away else 0.0))
    first = max(0, t + 1 - tenure)
    later = each * free.paid[first : t + 1, t]
    return [(x.kept[g, t], now), (x.hired[g, first : t + 1], later)], 0.0


def pay_is_assured(customers: Customers, pay: Payroll, free: tuple[FreeNumber, ...]) -> None:
    """Guarantee, advances and legal minimum lift variable pay, as `rules.pay` does it.

    All of a group are taken to earn alike. Each is least where pay is least: what lacks to a
    guarantee, then advances less what is earned, then what lacks to the legal minimum.
    """
    lp, x, coefficients = customers.lp, customers.x, customers.coefficients
    world = coefficients.expected.world
    by_group = {one.group: one for one in free}
    for g, group in enumerate(coefficients.groups):
        own, one = world.payees[group.first], by_group.get(g)
        settles = settling_months(coefficients, g)
        period: list[int] = []
        for t in range(coefficients.months):
            earned = _earned(customers, pay, g, t)
            period.append(t)
            if x.guaranteed[g, t] != NONE and settles[t]:
                row: Terms = [(x.guaranteed[g, t], 1.0)]
                least = 0.0
                for month in period:
                    each = float(pay.guarantee[g, month]) / customers.unit
                    people, alone = of_people(
                        customers, g, one, month, each, int(own.guarantee_months)
                    )
                    row += [*_earned(customers, pay, g, month), *_less(people)]
                    least += alone
                lp.add_row(GUARANTEE, (g, t), row, minimum=least)
                earned.append((x.guaranteed[g, t], 1.0))
            if settles[t]:
                period = []
            moved = _advances(coefficients, x, g, t, settles)
            if moved:
                each = float(pay.draw[g, t]) / customers.unit
                people, alone = of_people(customers, g, one, t, each, int(own.draw_months))
                lp.add_row(ADVANCES, (g, t), [*moved, *earned, *_less(people)], minimum=alone)
                if x.topped_up[g, t] != NONE:
                    lp.add_row(ADVANCED_AT_MOST, (g, t), [*moved, *_less(people)], maximum=alone)
            if x.topped_up[g, t] != NONE:
                each = float(pay.minimum[g, t]) / customers.unit
                people, alone = of_people(customers, g, one, t, each, away=True)
                row = [(x.topped_up[g, t], 1.0), *earned, *moved, *_less(people)]
                lp.add_row(LEGAL_MINIMUM, (g, t), row, minimum=alone)


def assured_terms(coefficients: LpCoefficients, x: Variables, g: int, months: int) -> Terms:
    """Return what a group is paid beside what it earned over the first months, in units."""
    settles = settling_months(coefficients, g)
    terms: Terms = []
    for columns in (x.guaranteed[g, :months], x.topped_up[g, :months]):
        terms.append((columns[columns != NONE], 1.0))
    for t in range(months):
        terms += _advances(coefficients, x, g, t, settles)
    return terms


def settling_months(coefficients: LpCoefficients, g: int) -> NDArray[np.bool_]:
    """Return in which months a group's pay period ends; pay ends with the horizon."""
    person = coefficients.expected.world.people[coefficients.groups[g].first]
    month = np.arange(coefficients.months)
    ends = (month + 1) % int(person.paid_every_months) == 0
    return np.asarray(ends | (month + 1 == coefficients.printed))


def _advances(
    coefficients: LpCoefficients, x: Variables, g: int, t: int, settles: NDArray[np.bool_]
) -> Terms:
    """By how much advances grow in a month; what a period did not earn may be forgiven."""
    if x.advanced[g, t] == NONE:
        return []
    first = coefficients.groups[g].first
    forgiven = int(coefficients.expected.world.payees["draw_forgiven"][first])
    terms: Terms = [(x.advanced[g, t], 1.0)]
    if t > 0 and not (forgiven and settles[t - 1]) and x.advanced[g, t - 1] != NONE:
        terms.append((x.advanced[g, t - 1], -1.0))
    return terms


def _earned(customers: Customers, pay: Payroll, g: int, t: int) -> Terms:
    """What a group's components earn that is paid in a month."""
    own = [number for number, line in enumerate(pay.lines) if line.group == g]
    columns = customers.x.variable[own, t]
    return [(columns[columns != NONE], 1.0)]


def _less(terms: Terms) -> Terms:
    return [(columns, -np.asarray(part)) for columns, part in terms]
