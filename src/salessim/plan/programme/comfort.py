"""What reps do whatever the plan says: the block, and the drift to known customers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.plan.expected.response import Response
from salessim.plan.programme.columns import NEW, NONE, Columns, Variables
from salessim.plan.programme.work import carried_over
from salessim.plan.rows import Rows

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]


@dataclass(frozen=True)
class Drift:
    """Pieces of work that drift reaches.

    Attributes:
        served: (segments, months) share of customers' work that is done because reps drift to it.
    """

    served: NDArray[np.float64]


def hours_of_a_piece(response: Response, g: int, s: int, motion: int) -> float:
    """Return the mean hours of one piece of a group's work in a bucket."""
    if motion == CONQUEST:
        begun = response.calls if response.can_call else response.leads
        pieces = float(begun.pieces[g, s].sum())
        return max(1e-3, float(begun.work[g, s].sum()) / pieces) if pieces > 0.0 else 1.0
    care = response.care[s]
    rates = [(care.most_per_year, care.hours)]
    rates += [(o.per_year, o.hours) for o in response.opportunities[s]]
    total = sum(rate for rate, _ in rates)
    return max(1e-3, sum(rate * hours for rate, hours in rates) / total) if total > 0 else 1.0


def drift_of(response: Response, customers: NDArray[np.float64]) -> Drift:
    """Work out how far drift reaches.

    A rep who drifts takes customers' work before any other, that of the least potential first. So
    whatever the plan says, it is done as far as drifting choices go.

    Args:
        response: what hours bring.
        customers: (cohorts, segments, months + 1) as far as they are known.
    """
    months, years = response.months, response.expected.years
    reach = np.zeros(months)
    for g, group in enumerate(response.groups):
        if not group.serves[:, LOYALTY].any():
            continue
        drift = float(response.drift[g])
        care = hunt = _mean_piece(response, g, LOYALTY)
        if group.serves[:, CONQUEST].any():
            hunt = _mean_piece(response, g, CONQUEST)
        hours = response.hours.selling[g]
        if response.block_only:
            # Outside the block nothing but waiting work is there to choose.
            reach += np.maximum(0.0, hours - response.hours.block[g]) / care
        else:
            reach += drift * hours / hunt / (1.0 - drift + drift * care / hunt)
    served = np.zeros((response.segments, months))
    middle = 0.5 * (customers[:, :, 1:] + customers[:, :, :-1]).sum(axis=0)
    for s in reversed(range(response.segments)):
        rate = response.care[s].most_per_year + sum(o.per_year for o in response.opportunities[s])
        due = middle[s] * rate * years
        # Customers who are still to be won are all served, if anybody serves customers at all.
        first = (reach > 0.0).astype(float)
        served[s] = np.clip(np.divide(reach, due, out=first, where=due > 0.0), 0.0, 1.0)
        reach = np.maximum(0.0, reach - due)
    return Drift(served)


def _mean_piece(response: Response, g: int, motion: int) -> float:
    """Mean hours of a piece over the segments that a group works on."""
    there = np.flatnonzero(response.groups[g].serves[:, motion])
    return float(np.mean([hours_of_a_piece(response, g, int(s), motion) for s in there]))


def contacts_fall_due(write: Rows, response: Response, x: Variables, drift: Drift) -> None:
    """Contacts are made as they fall due, and at least as drift makes them.

    Sum over g of contacts[g,s,t] <= due[s,t] and >= served * due[s,t],
    due = contacts a year as planned * years * (customers of day one + those won
    one interval ago or earlier); and the same from below for opportunities worked on.
    """
    for s, segment in enumerate(response.book.segments):
        care = response.care[s]
        for t, month in enumerate(response.book.months):
            years = float(response.expected.years[t])
            served = float(drift.served[s, t])
            made = x.contacts[:, s, t]
            made = made[made != NONE]
            if len(made):
                lag = round(12.0 / care.most_per_year)
                due = care.most_per_year * years
                terms: Terms = [(made, 1.0), (x.customers[0, s, t : t + 2], -0.5 * due)]
                below: Terms = [(made, 1.0), (x.customers[0, s, t : t + 2], -0.5 * due * served)]
                if t >= lag:
                    won = x.customers[NEW, s, t - lag : t - lag + 2]
                    terms.append((won, -0.5 * due))
                    below.append((won, -0.5 * due * served))
                write.row(f"all contacts due: {segment}, {month}", terms, most=0.0)
                write.row(f"drift to contacts: {segment}, {month}", below, least=0.0)
            for j, opportunity in enumerate(response.opportunities[s]):
                rate = 0.5 * years * opportunity.per_year * served
                below = [(x.worked[s][:, j, t], 1.0), (x.customers[:, s, t : t + 2], -rate)]
                write.row(f"drift to opportunities {j}: {segment}, {month}", below, least=0.0)


def drift_goes_on_to_calls(write: Rows, response: Response, x: Variables) -> None:
    """Who drifts and finds no customer waiting works on the least of the prospects.

    Pieces of customers' work + pieces of conquest in the segment of least potential
    >= drift * (all pieces - calls that fill the prospecting block), by group and month.
    """
    calls, leads = response.calls, response.leads
    if not response.can_call or response.block_only:
        return
    for g, group in enumerate(response.groups):
        hunted = np.flatnonzero(group.serves[:, CONQUEST])
        if len(hunted) < 2 or response.drift[g] <= 0.0:
            continue
        least = hunted[-1]
        for t, month in enumerate(response.book.months):
            drift = float(response.drift[g])
            terms: Terms = []
            for s in range(response.segments):
                for columns, pieces in (
                    (x.calls, calls.pieces), (x.leads, leads.pieces),
                    (x.referrals, leads.referral_pieces),
                ):  # fmt: skip
                    if columns[g, s, t] != NONE:
                        part = float(pieces[g, s, t]) * ((s == least) - drift)
                        terms.append((columns[g, s, t], part))
                for column in (x.contacts[g, s, t], *x.opportunities[s][g, :, t]):
                    if column != NONE:
                        terms.append((column, 1.0 - drift))
            in_block = float(response.hours.block[g, t]) / max(1e-9, calls.hours[hunted].mean())
            write.row(f"drift to prospects: {group.name}, {month}", terms, least=-drift * in_block)


def leads_wait_before_calls(write: Rows, response: Response, x: Variables) -> Columns:
    """Who drifts to the least of the prospects answers its leads before any call.

    leads[g,s,t] + unanswered[g,t] >= answered[g,t] * leads that come, in the segment s of least
    potential. Returns the columns of what stays unanswered because there are no hours.
    """
    unanswered: list[int] = []
    if not response.can_call or response.block_only:
        return np.zeros(0, np.intp)
    for g, group in enumerate(response.groups):
        hunted = np.flatnonzero(group.serves[:, CONQUEST])
        if len(hunted) < 2 or response.drift[g] <= 0.0:
            continue
        least = int(hunted[-1])
        piece = hours_of_a_piece(response, g, least, CONQUEST)
        for t, month in enumerate(response.book.months):
            come = float(response.leads.come[g, least, t])
            if x.leads[g, least, t] == NONE or come <= 0.0:
                continue
            drifting = float(response.drift[g] * response.hours.selling[g, t]) / piece
            pieces = come * float(response.leads.pieces[g, least, t])
            gap = write.variable(f"unanswered leads: {group.name}, {month}")
            unanswered.append(gap)
            write.row(
                f"drift to leads: {group.name}, {month}",
                [(x.leads[g, least, t], 1.0), (gap, 1.0)],
                least=come * min(1.0, drifting / pieces),
            )
    return np.array(unanswered, np.intp)


def block_is_kept(write: Rows, response: Response, x: Variables) -> Columns:
    """Sum over s of calls[g,s,t] * hours of a call + carried over + unfilled[g,t] >= the block.

    Returns the columns of what stays unfilled because the list is empty.
    """
    unfilled: list[int] = []
    if not response.can_call:
        return np.zeros(0, np.intp)
    for g, group in enumerate(response.groups):
        for t, month in enumerate(response.book.months):
            columns = x.calls[g, :, t]
            there = columns != NONE
            least = float(response.hours.block[g, t])
            if least <= 0.0 or not there.any():
                continue
            gap = write.variable(f"unfilled block: {group.name}, {month}")
            unfilled.append(gap)
            terms: Terms = [(columns[there], response.calls.hours[there]), (gap, 1.0)]
            terms += carried_over(response, x, g, t)
            if x.kept[g, t] != NONE:
                terms.append((x.kept[g, t], -least / max(1e-9, float(response.hours.heads[g, t]))))
                least = 0.0
            write.row(f"block kept: {group.name}, {month}", terms, least=least)
    return np.array(unfilled, np.intp)
