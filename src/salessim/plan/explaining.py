"""Why a plan is as it is: the limits that bind, and what an hour is worth."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from salessim.errors import InfeasibleError, SolverError
from salessim.model.codes import CONQUEST, LOYALTY
from salessim.plan.expected.response import Response
from salessim.plan.findings import Bound, Marginal
from salessim.plan.programme.program import Programme, Solved

SLACK = 1e-4
"""Distance from a limit, over its size, at which it binds."""
STEP = 0.01
"""Share of a group's hours by which their worth is tried."""
MOST_GROUPS = 8
"""Groups whose hour is priced: the largest."""
ALIKE = 0.1
"""Relative difference of the worth of one more and one less that makes a plan degenerate."""

LIMITS = {
    "list": "the calling list of {where} is worked through",
    "all contacts due": "every contact due in {where} is made",
    "drift to contacts": "reps drift to customers of {where}: more of their work than asked for",
    "block": "the prospecting block of {where} is full",
    "hours": "all selling hours of {where} are used",
    "goal": "the target {where} is just reached",
    "least care": "the least care of {where} is just given",
    "most change": "the largest change allowed is reached for {where}",
}


def binding_rows(solved: Solved) -> set[str]:
    """Names of the rows whose limit is reached."""
    problem, values = solved.problem, solved.solution.values
    assert values is not None
    activity = problem.rows @ values
    size = np.maximum(1.0, abs(problem.rows) @ abs(values))
    low = np.isfinite(problem.row_lower) & (activity - problem.row_lower <= SLACK * size)
    high = np.isfinite(problem.row_upper) & (problem.row_upper - activity <= SLACK * size)
    equal = problem.row_lower == problem.row_upper
    return {problem.row_names[k] for k in np.flatnonzero((low | high) & ~equal)}


def bounds_of(solved: Solved, response: Response) -> list[Bound]:
    """What binds, month by month, in sentences."""
    rows = binding_rows(solved)
    months = response.book.months[: response.printed]
    found = []
    for name in solved.problem.row_names:
        if name not in rows:
            continue
        kind, _, rest = name.partition(": ")
        where, _, month = rest.rpartition(", ")
        if kind == "goal" or (kind in LIMITS and month in months):
            place = where or rest
            sentence = LIMITS[kind].format(where=place)
            found.append(Bound(month=month, limit=kind, sentence=sentence))
    return sorted(found, key=lambda bound: bound.month)


def reasons(solved: Solved, response: Response) -> dict[tuple[int, int, int, int], str]:
    """Why each group's hours on a segment and motion in a month are as they are."""
    rows = binding_rows(solved)
    book = response.book
    found = {}
    for g, group in enumerate(response.groups):
        for s, segment in enumerate(book.segments):
            for t in range(response.printed):
                month = book.months[t]
                for motion in (CONQUEST, LOYALTY):
                    if group.serves[s, motion]:
                        found[g, s, motion, t] = _reason(rows, group.name, segment, motion, month)
    return found


def _reason(rows: set[str], group: str, segment: str, motion: int, month: str) -> str:
    if motion == LOYALTY:
        if f"all contacts due: {segment}, {month}" in rows:
            return "every contact that falls due is made"
        if f"drift to contacts: {segment}, {month}" in rows:
            return "no more than what reps do of their own accord"
        return "as far as an hour here is worth more than elsewhere"
    if any(name.startswith(f"list: {segment}, ") and name.endswith(month) for name in rows):
        return "all firms that may be called are called"
    if f"block: {group}, {month}" in rows:
        return "calls fill the prospecting block"
    if f"hours: {group}, {month}" in rows:
        return "all hours that are left: a contract is worth most here"
    return "leads and open deals take no more"


def worth_of_hours(programme: Programme, solved: Solved) -> list[Marginal]:
    """Price one more and one less hour of each group by solving again, never by one dual alone."""
    response = programme.response
    problem, sign, _ = programme._objective(
        "revenue" if programme.policy.objective == "ratio" else programme.policy.objective
    )
    rows = {name: k for k, name in enumerate(problem.row_names)}
    base = _objective_of(programme, problem)
    if base is None:
        return []
    found = []
    order = sorted(range(len(response.groups)), key=lambda g: -float(solved.hours[g].sum()))
    free = {one.group for one in response.free}
    for g in [g for g in order if g not in free][:MOST_GROUPS]:
        places = [
            rows[f"hours: {response.groups[g].name}, {month}"]
            for month in response.book.months[: response.printed]
        ]
        hours = problem.row_upper[places]
        if hours.sum() <= 0.0:
            continue
        values = []
        for direction in (1.0, -1.0):
            upper = problem.row_upper.copy()
            upper[places] = hours * (1.0 + direction * STEP)
            changed = _objective_of(programme, replace(problem, row_upper=upper))
            if changed is None:
                break
            worth = direction * sign * (changed - base) * programme.unit / (STEP * hours.sum())
            values.append(float(worth))
        if len(values) == 2:
            apart = abs(values[0] - values[1])
            degenerate = apart > ALIKE * max(abs(values[0]), abs(values[1]), 1e-9)
            found.append(
                Marginal(
                    group=response.groups[g].name,
                    more=values[0],
                    less=values[1],
                    degenerate=degenerate,
                )
            )
    return found


def _objective_of(programme: Programme, problem: object) -> float | None:
    try:
        return programme._answer(problem).objective  # type: ignore[arg-type]
    except (InfeasibleError, SolverError):
        return None


def today_hours(
    response: Response, shares: NDArray[np.float64], shown: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Split the hours that today's allocation works over groups, (groups, segments, motions, T).

    shown: (segments, motions, months) as simulated. The engine counts them by segment and motion;
    each group takes the part that its budget has in all of them.
    """
    months = shown.shape[-1]
    serves = np.array([group.serves for group in response.groups], float)[..., None]
    selling = response.hours.selling[:, None, None, :months]
    weights = (shares[..., :months] + 1e-9) * selling * serves
    total = weights.sum(axis=0)
    part = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0.0)
    return np.asarray(part * shown[None])
