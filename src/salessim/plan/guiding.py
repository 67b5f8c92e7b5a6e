"""Hours that a budget has to ask for: those that reps would not work of their own accord."""

import numpy as np
from numpy.typing import NDArray

from salessim.model.codes import CONQUEST, LOYALTY
from salessim.plan.expected.response import Response
from salessim.plan.explaining import binding_rows, is_least
from salessim.plan.programme.program import Solved

NEARLY = 0.02
"""Distance from what drift brings, over the row's size, within which drift is all there is."""


def guided_hours(solved: Solved, response: Response) -> NDArray[np.float64]:
    """Return the hours that are asked for, (groups, segments, motions, months).

    Where a plan has no more than drift brings, a share in the budget would come on top of it, at
    the cost of work that nobody drifts to. Whoever has nothing else is asked for all hours.
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
            if asked.any():
                hours[g, :, :, t] = asked
    return hours
