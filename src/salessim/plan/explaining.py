"""Why a plan is as it is: the limits that bind, in sentences."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST
from salessim.plan.expected.response import Response
from salessim.plan.findings import Bound
from salessim.plan.programme.columns import NONE
from salessim.plan.programme.limits import change_row
from salessim.plan.programme.program import Programme, Solved

SLACK = 1e-4
"""Distance from a limit, over its size, at which it binds."""
LEAST_HOURS = 0.05
"""Hours of a month below which nothing is planned."""

LIMITS = {
    "list": "the calling list of {where} is worked through",
    "all contacts due": "every contact due in {where} is made",
    "drift to contacts": "reps drift to customers of {where}: more of their work than asked for",
    "block": "the prospecting block of {where} is full",
    "hours": "all selling hours of {where} are used",
    "goal": "the target {where} is just reached",
    "least care": "the least care of {where} is just given",
    "least prospecting": "the least prospecting of {where} is just done",
    "least share": "{where} has just the least share of hours",
    "most share": "{where} has the largest share of hours allowed",
    "most change": "the largest change allowed is reached upwards for {where}",
    "least change": "the largest change allowed is reached downwards for {where}",
}


def binding_rows(solved: Solved, slack: float = SLACK) -> set[str]:
    """Names of the rows whose limit is reached, up to a slack over the row's size."""
    problem, values = solved.problem, solved.solution.values
    assert values is not None
    activity = problem.rows @ values
    size = np.maximum(1.0, abs(problem.rows) @ abs(values))
    low = np.isfinite(problem.row_lower) & (activity - problem.row_lower <= slack * size)
    high = np.isfinite(problem.row_upper) & (problem.row_upper - activity <= slack * size)
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


@dataclass(frozen=True)
class Made:
    """What a plan has worked on, by group, segment and month of the horizon.

    Attributes:
        calls, leads, contacts: pieces of work.
        come: leads that come.
    """

    calls: NDArray[np.float64]
    leads: NDArray[np.float64]
    contacts: NDArray[np.float64]
    come: NDArray[np.float64]


def made_by(programme: Programme, solved: Solved) -> Made:
    """Read what a plan works on."""
    months, x = programme.response.printed, programme.x
    values = solved.solution.values
    assert values is not None

    def of(columns: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.where(columns == NONE, 0.0, values[columns])[..., :months]

    return Made(of(x.calls), of(x.leads), of(x.contacts), programme.response.leads.come)


@dataclass(frozen=True)
class Why:
    """Why hours are as they are: what is worked on, and the limit that binds."""

    work: str
    limit: str

    def __str__(self) -> str:
        """The sentence."""
        return f"{self.work}: {self.limit}" if self.work else self.limit


NO_HOURS = Why("", "no hours")
LEFT_OVER = "all hours that are left"
OWN_ACCORD = "what reps do of their own accord, and no more"


def reasons(programme: Programme, solved: Solved) -> dict[tuple[int, ...], Why]:
    """Why each group's hours on a segment and motion in a month are as they are."""
    response = programme.response
    rows, made = binding_rows(solved), made_by(programme, solved)
    found = {}
    for place in np.ndindex(solved.hours[..., : response.printed].shape):
        g, s, motion, _ = place
        if not response.groups[g].serves[s, motion]:
            continue
        found[place] = NO_HOURS
        if solved.hours[place] >= LEAST_HOURS:
            tell = _of_conquest if motion == CONQUEST else _of_loyalty
            why = tell(response, rows, made, place)
            found[place] = replace(why, limit=_asked(response, rows, place) or why.limit)
    return found


def _asked(response: Response, rows: set[str], place: tuple[int, ...]) -> str:
    """The limit of the policy that holds hours where they are; nothing where none does."""
    group, segment, motion, month = place
    own = change_row(response, group, segment, motion, month)
    book = response.book
    share = f"{book.segments[segment]}, {book.months[month]}"
    asked = {
        f"most change: {own}": "the largest change that was asked for",
        f"least change: {own}": "the largest change that was asked for",
        f"most share: {share}": "the largest share that was asked for",
        f"least share: {share}": "the least share that was asked for",
    }
    return next((words for row, words in asked.items() if row in rows), "")


def _of_loyalty(response: Response, rows: set[str], made: Made, place: tuple[int, ...]) -> Why:
    g, s, _, t = place
    where = f"{response.book.segments[s]}, {response.book.months[t]}"
    work = f"{made.contacts[g, s, t]:,.0f} contacts" if made.contacts[g, s, t] >= 0.5 else ""
    if f"least care: {where}" in rows:
        return Why(work, "the least care that was asked for")
    if f"all contacts due: {where}" in rows:
        return Why(work, "every contact that falls due")
    if f"drift to contacts: {where}" in rows:
        return Why(work, OWN_ACCORD)
    if not work:
        return Why("", "what customers ask for")
    return Why(work, "others wait, for hours are worth as much elsewhere")


def _of_conquest(response: Response, rows: set[str], made: Made, place: tuple[int, ...]) -> Why:
    g, s, _, t = place
    group, segment = response.groups[g].name, response.book.segments[s]
    month = response.book.months[t]
    calls, leads, come = made.calls[g, s, t], made.leads[g, s, t], made.come[g, s, t]
    parts = []
    if come > 0.0:
        digits = 1 if come < 10.0 else 0
        parts.append(f"{leads:,.{digits}f} of {come:,.{digits}f} leads")
    if calls >= 0.5:
        parts.append(f"{calls:,.0f} calls")
    work = " and ".join(parts)
    if calls >= 0.5:
        if list_is_used_up(response, rows, segment, month):
            return Why(work, "the calling list holds no more")
        if f"block: {group}, {month}" in rows:
            return Why(work, "the prospecting block is full")
        if f"drift to prospects: {group}, {month}" in rows and is_least(response, g, s):
            return Why(work, OWN_ACCORD)
        if f"hours: {group}, {month}" in rows:
            return Why(work, LEFT_OVER)
    return Why(work, "no more work comes of leads and open deals")


def usual_limit(told: list[Why]) -> str:
    """The limit that holds in most months with hours."""
    limits = [one.limit for one in told if one != NO_HOURS] or [NO_HOURS.limit]
    return max(dict.fromkeys(limits), key=limits.count)


def list_is_used_up(response: Response, rows: set[str], segment: str, month: str) -> bool:
    """Whether a plan calls all firms of a segment that can be called in a month."""
    grades = response.calls.listed.shape[1]
    return all(f"list: {segment}, grade {k + 1}, {month}" in rows for k in range(grades))


def is_least(response: Response, g: int, s: int) -> bool:
    """Whether a segment is the one of least potential that a group hunts in."""
    return bool(s == np.flatnonzero(response.groups[g].serves[:, CONQUEST])[-1])


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
