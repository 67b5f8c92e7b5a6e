"""Hours that a budget has to ask for: those that reps would not work of their own accord."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.plan.expected.response import Response
from salessim.plan.explaining import binding_rows, is_least, list_is_used_up
from salessim.plan.programme.program import Solved

NEARLY = 0.02
"""Distance from what drift brings, over the row's size, within which drift is all there is."""
FIRST = 2.0
"""Hours asked for an hour planned of work that a plan wants all of: it comes before other work, and
whoever finds none of it left goes on in another bucket."""


def guided_hours(solved: Solved, response: Response) -> NDArray[np.float64]:
    """Return the hours that are asked for, (groups, segments, motions, months).

    Where a plan has no more than drift brings, a share in the budget would come on top of it, at
    the cost of work that nobody drifts to. Whoever has nothing else is asked for all hours. Where a
    plan calls all firms that can be called, or makes all contacts that are due, more is asked for:
    such work comes bit by bit, and a share that is only just as large leaves some of it behind.
    """
    rows = binding_rows(solved, NEARLY)
    hours = solved.hours.copy()
    for g, group in enumerate(response.groups):
        for t, month in enumerate(response.book.months):
            asked = hours[g, :, :, t].copy()
            for s, segment in enumerate(response.book.segments):
                drifts = f"drift to prospects: {group.name}, {month}" in rows
                if drifts and group.serves[s, CONQUEST] and is_least(response, g, s):
                    asked[s, CONQUEST] = 0.0
                if f"drift to contacts: {segment}, {month}" in rows:
                    asked[s, LOYALTY] = 0.0
                if list_is_used_up(response, rows, segment, month):
                    asked[s, CONQUEST] *= FIRST
                if f"all contacts due: {segment}, {month}" in rows:
                    asked[s, LOYALTY] *= FIRST
            if asked.any():
                hours[g, :, :, t] = asked
    return hours
