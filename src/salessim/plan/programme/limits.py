"""What the policy asks for beyond the scenario: goals, bounds, coverage, shares."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, MOTION_NAMES
from salessim.plan.expected.response import Response
from salessim.plan.policy import Policy
from salessim.plan.programme.columns import NEW, NONE, OLD, Columns
from salessim.plan.programme.customers import Customers

FEWEST = 2
"""Places whose shares say the same: of two, one share is what the other leaves."""

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]


def policy_limits(rows: Customers, policy: Policy) -> None:
    """Write the rows of a policy."""
    goals_are_reached(rows, policy)
    if policy.largest_change is not None:
        shares_stay_near_today(rows, policy.largest_change)
    if policy.least_care > 0.0:
        care_is_given(rows, policy.least_care)
    if policy.least_prospecting > 0.0:
        prospecting_is_done(rows, policy.least_prospecting)
    for segment, (low, high) in policy.shares.items():
        segment_has_its_share(rows, segment, low, high)


def goals_are_reached(rows: Customers, policy: Policy) -> None:
    """Sum over cohorts, segments and months up to the goal's of revenue >= goal."""
    for goal in policy.goals:
        columns = rows.x.revenue[:, :, : goal.month + 1]
        least = goal.revenue / rows.unit
        rows.write.row(f"goal: {goal.label}", [(columns, 1.0)], least=least)


def shares_stay_near_today(rows: Customers, change: float) -> None:
    """Shares of hours stay near today's.

    hours[g,s,m,t] <= (today's share + change) * sum over s, m of hours[g,s,m,t], and >= with -.
    """
    x, response = rows.x, rows.response
    for g, t in np.ndindex(len(response.groups), response.months):
        columns, shares = x.hours[g, :, :, t], rows.today_shares[g, :, :, t]
        places = np.argwhere(columns != NONE)
        everything = columns[columns != NONE]
        for s, motion in places[:1] if len(places) == FEWEST else places:
            share, own = float(shares[s, motion]), columns[s, motion]
            name = change_row(response, g, s, motion, t)
            high, low = share + change, share - change
            if high < 1.0:
                rows.write.row(f"most change: {name}", [(own, 1.0), (everything, -high)], most=0.0)
            if low > 0.0:
                rows.write.row(f"least change: {name}", [(own, 1.0), (everything, -low)], least=0.0)


def change_row(response: Response, group: int, segment: int, motion: int, month: int) -> str:
    """What the rows of one share of hours are called after their kind."""
    book = response.book
    where = f"{response.groups[group].name}, {book.segments[segment]}, {MOTION_NAMES[motion]}"
    return f"{where}, {book.months[month]}"


def care_is_given(rows: Customers, share: float) -> None:
    """Sum over g of contacts[g,s,t] >= share * contacts due to customers of an interval ago."""
    x, response = rows.x, rows.response
    for s, segment in enumerate(response.book.segments):
        care = response.care[s]
        for t, month in enumerate(response.book.months):
            made = x.contacts[:, s, t]
            made = made[made != NONE]
            if len(made) == 0 or care.most_per_year <= 0.0:
                continue
            due = 0.5 * care.most_per_year * float(response.expected.years[t]) * share
            terms: Terms = [(made, 1.0), (x.customers[OLD, s, t : t + 2], -due)]
            lag = round(12.0 / care.most_per_year)
            if t >= lag:
                terms.append((x.customers[NEW, s, t - lag : t - lag + 2], -due))
            rows.write.row(f"least care: {segment}, {month}", terms, least=0.0)


def prospecting_is_done(rows: Customers, share: float) -> None:
    """Sum over g, s of (calls + leads) * hours of a call >= share * selling hours of hunters."""
    x, response = rows.x, rows.response
    hunts = [bool(group.serves[:, CONQUEST].any()) for group in response.groups]
    for t, month in enumerate(response.book.months):
        terms: Terms = []
        for s in range(response.segments):
            for columns in (x.calls[:, s, t], x.leads[:, s, t]):
                there = columns[columns != NONE]
                terms.append((there, float(response.calls.hours[s])))
        least = share * float(response.hours.selling[hunts, t].sum())
        rows.write.row(f"least prospecting: {month}", terms, least=least)


def segment_has_its_share(rows: Customers, segment: str, low: float, high: float) -> None:
    """Low * all hours <= hours of a segment <= high * all hours, in every month."""
    x, response = rows.x, rows.response
    s = response.book.segments.index(segment)
    for t, month in enumerate(response.book.months):
        own, all_hours = x.hours[:, s, :, t], x.hours[:, :, :, t]
        own, all_hours = own[own != NONE], all_hours[all_hours != NONE]
        least: Terms = [(own, 1.0), (all_hours, -low)]
        most: Terms = [(own, 1.0), (all_hours, -high)]
        rows.write.row(f"least share: {segment}, {month}", least, least=0.0)
        rows.write.row(f"most share: {segment}, {month}", most, most=0.0)
