"""The market: firms that may be called, and the contracts that come of it all."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST
from salessim.plan.expected.response import Response
from salessim.plan.programme.columns import NONE, Columns, Variables
from salessim.plan.programme.work import lagged
from salessim.plan.rows import Rows

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]


def calls_go_down_the_list(write: Rows, response: Response, x: Variables) -> None:
    """Calls go down the list, and no faster than firms can be called again.

    Sum over g of calls[g,s,t] = sum over grades of by_grade[s,grade,t], and
    by_grade[s,grade,t] / years[t] * years between two calls on one firm
    <= mean of listed[s,grade] at both ends of t / calls that a firm on the list still gets.
    """
    if not response.can_call:
        return
    calls = response.calls
    for s, segment in enumerate(response.book.segments):
        for t, month in enumerate(response.book.months):
            own = x.calls[:, s, t]
            terms: Terms = [(own[own != NONE], 1.0), (x.by_grade[s, :, t], -1.0)]
            write.row(f"list: {segment}, {month}", terms, equals=0.0)
            each = calls.waits_years[s] * calls.left[s] / response.expected.years[t]
            for grade in range(x.listed.shape[1]):
                write.row(
                    f"list: {segment}, grade {grade + 1}, {month}",
                    [(x.by_grade[s, grade, t], each), (x.listed[s, grade, t : t + 2], -0.5)],
                    most=0.0,
                )


def the_list_is_worked(write: Rows, response: Response, x: Variables) -> None:
    """A list holds so many calls; firms that were called off it come back to it.

    listed[t+1] = listed[t] (1 - asking[t]) - calls[t]
    + anew (calls[t-c] rested + refused[t-c]) + listed[t-c] asking[t-c] refused
    + calls on firms that cooled off at the start and come back in t,

    by segment and grade. Counted in calls, not in firms: a list that is new or half worked gives
    no more of them than it has. c: months of cooling off; asking: share of firms that become leads,
    whether anybody answers them or not; anew: calls on a firm that comes back.
    """
    if not response.can_call:
        return
    calls = response.calls
    hunters = response.heads_at(CONQUEST)
    for s, segment in enumerate(response.book.segments):
        months_off = max(1, round(12.0 * float(calls.cooling_years[s])))
        asking, refusing = _leads_ask(response, s)
        for grade in range(x.listed.shape[1]):
            place = f"{segment}, grade {grade + 1}"
            listed, made = x.listed[s, grade], x.by_grade[s, grade]
            begins = float(calls.listed[s, grade])
            write.row(f"listed: {place}, start", [(listed[0], 1.0)], equals=begins)
            for t, month in enumerate(response.book.months):
                terms: Terms = [(listed[t + 1], 1.0), (listed[t], asking[t] - 1.0), (made[t], 1.0)]
                back = t - months_off
                returning = float(calls.cooling[s, grade]) / months_off if back < 0 else 0.0
                if back >= 0:
                    terms.append((listed[back], -asking[back] * refusing))
                    anew = float(calls.anew[s])
                    rested = float(hunters[:, s] @ calls.rested[:, s, t])
                    refused = np.tensordot(hunters[:, s], calls.refused[:, s], axes=1)
                    terms.append((made[back], -anew * rested))
                    terms.append(_negative(lagged(made, anew * refused, back)))
                write.row(f"listed: {place}, {month}", terms, equals=returning)


def _leads_ask(response: Response, s: int) -> tuple[NDArray[np.float64], float]:
    """The share of firms that ask in each month, and the share of these that says no."""
    come = response.leads.come[:, s].sum(axis=0)
    prospects = float(response.expected.world.segments["prospects"][s])
    asking = np.minimum(1.0, come / prospects) if prospects > 0.0 else np.zeros_like(come)
    weights = response.leads.come[:, s]
    total = float(weights.sum())
    said_no = float((weights * response.leads.refused[:, s].sum(axis=-1)).sum())
    return asking, min(1.0, said_no / total) if total > 0.0 else 0.0


def contracts_arrive(write: Rows, response: Response, x: Variables) -> None:
    """Contracts arrive as long after the work as the buyers take.

    wins[s,t] = sum over g and u <= t of calls, leads, referrals begun in u times the share of
    contracts that arrive t - u months later, plus open deals, plus what a call in a better grade
    brings above the list's mean.
    """
    calls, leads, opening = response.calls, response.leads, response.opening
    hunters = response.heads_at(CONQUEST)
    for s, segment in enumerate(response.book.segments):
        for t, month in enumerate(response.book.months):
            terms: Terms = [(x.wins[s, t], -1.0)]
            for g in range(len(response.groups)):
                terms.append(lagged(x.calls[g, s], calls.wins[g, s], t))
                terms.append(lagged(x.leads[g, s], leads.wins[g, s], t))
                terms.append(lagged(x.referrals[g, s], leads.referral_wins[g, s], t))
                if x.pipeline[g, s] != NONE and t < opening.wins.shape[-1]:
                    terms.append((x.pipeline[g, s], opening.wins[g, s, t]))
            if x.by_grade.shape[1] > 1:
                mean = np.tensordot(hunters[:, s], calls.wins[:, s], axes=1)
                for grade in range(x.by_grade.shape[1]):
                    columns, part = lagged(x.by_grade[s, grade], mean, t)
                    terms.append((columns, part * (calls.worth[s, grade] - 1.0)))
            write.row(f"contracts: {segment}, {month}", terms, equals=0.0)


def _negative(
    terms: tuple[Columns, NDArray[np.float64]],
) -> tuple[Columns, NDArray[np.float64]]:
    return terms[0], -terms[1]
