"""The market: firms that may be called, and the contracts that come of it all."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.codes import CONQUEST
from salessim.plan.expected.response import Response
from salessim.plan.programme.columns import NONE, Columns, Variables
from salessim.plan.programme.work import lagged
from salessim.plan.rows import Rows

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]


def calls_go_down_the_list(write: Rows, response: Response, x: Variables) -> None:
    """Calls go down the list, and no faster than firms can be called again.

    Sum over g of calls[g,s,t] = sum over grades of by_grade[s,grade,t], and
    by_grade[s,grade,t] / years[t] * years between two calls on one firm <= firms[s,grade,t].
    """
    if not response.can_call:
        return
    for s, segment in enumerate(response.book.segments):
        for t, month in enumerate(response.book.months):
            own = x.calls[:, s, t]
            terms: Terms = [(own[own != NONE], 1.0), (x.by_grade[s, :, t], -1.0)]
            write.row(f"list: {segment}, {month}", terms, equals=0.0)
            each = response.calls.waits_years[s] / response.expected.years[t]
            for grade in range(x.firms.shape[1]):
                write.row(
                    f"list: {segment}, grade {grade + 1}, {month}",
                    [(x.by_grade[s, grade, t], each), (x.firms[s, grade, t], -1.0)],
                    most=0.0,
                )


def firms_rest_and_come_back(write: Rows, response: Response, x: Variables) -> None:
    """Firms that were called rest, and come back.

    firms[t+1] = firms[t] - calls[t] (booked + rested) + calls[t-c] rested + refused[t-c]
    - leads[t] + those that cooled off at the start and come back in t,

    by segment and grade; c: months of cooling off. Leads come from all grades alike.
    """
    if not response.can_call:
        return
    calls, leads = response.calls, response.leads
    hunts = np.array([group.serves[:, CONQUEST] for group in response.groups])
    for s, segment in enumerate(response.book.segments):
        months_off = round(12.0 * float(calls.cooling_years[s]))
        grades = x.firms.shape[1]
        there = np.flatnonzero(hunts[:, s])
        for grade in range(grades):
            first = x.firms[s, grade, 0]
            write.row(f"firms: {segment}, grade {grade + 1}, start", [(first, 1.0)],
                      equals=float(calls.firms[s, grade]))  # fmt: skip
            for t, month in enumerate(response.book.months):
                terms: Terms = [(x.firms[s, grade, t + 1], 1.0), (x.firms[s, grade, t], -1.0)]
                if len(there):
                    booked = float(calls.booked[there, s, t].mean())
                    rested = float(calls.rested[there, s, t].mean())
                    terms.append((x.by_grade[s, grade, t], booked + rested))
                    back = t - months_off
                    if back >= 0:
                        terms.append((x.by_grade[s, grade, back], -rested))
                        terms.append(_negative(lagged(
                            x.by_grade[s, grade], calls.refused[there, s].mean(axis=0), back
                        )))  # fmt: skip
                    for g in there:
                        if x.leads[g, s, t] != NONE:
                            terms.append((x.leads[g, s, t], 1.0 / grades))
                        if back >= 0:
                            columns, part = lagged(x.leads[g, s], leads.refused[g, s], back)
                            terms.append((columns, -part / grades))
                returning = 0.0
                if t < max(1, months_off):
                    returning = float(calls.cooling[s, grade]) / max(1, months_off)
                write.row(f"firms: {segment}, grade {grade + 1}, {month}", terms, equals=returning)


def contracts_arrive(write: Rows, response: Response, x: Variables) -> None:
    """Contracts arrive as long after the work as the buyers take.

    wins[s,t] = sum over g and u <= t of calls, leads, referrals begun in u times the share of
    contracts that arrive t - u months later, plus open deals, plus what a call in a better grade
    brings above the list's mean.
    """
    calls, leads, opening = response.calls, response.leads, response.opening
    hunts = np.array([group.serves[:, CONQUEST] for group in response.groups])
    for s, segment in enumerate(response.book.segments):
        there = np.flatnonzero(hunts[:, s])
        for t, month in enumerate(response.book.months):
            terms: Terms = [(x.wins[s, t], -1.0)]
            for g in range(len(response.groups)):
                terms.append(lagged(x.calls[g, s], calls.wins[g, s], t))
                terms.append(lagged(x.leads[g, s], leads.wins[g, s], t))
                terms.append(lagged(x.referrals[g, s], leads.referral_wins[g, s], t))
                if x.pipeline[g, s] != NONE and t < opening.wins.shape[-1]:
                    terms.append((x.pipeline[g, s], opening.wins[g, s, t]))
            if x.by_grade.shape[1] > 1 and len(there):
                mean = calls.wins[there, s].mean(axis=0)
                for grade in range(x.by_grade.shape[1]):
                    columns, part = lagged(x.by_grade[s, grade], mean, t)
                    terms.append((columns, part * (calls.worth[s, grade] - 1.0)))
            write.row(f"contracts: {segment}, {month}", terms, equals=0.0)


def _negative(
    terms: tuple[Columns, NDArray[np.float64]],
) -> tuple[Columns, NDArray[np.float64]]:
    return terms[0], -terms[1]
