"""A way of working as the programme sees it: its hours, as near as rows allow, and people."""

import numpy as np
from numpy.typing import NDArray

from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.lp.variables import HOURS, Variables
from salessim.plan.solving.linear_program import (
    NONE,
    ConstraintFamily,
    LpBuilder,
    Terms,
    VariableFamily,
)

ABOVE = VariableFamily("hours above those followed", HOURS.dims)
BELOW = VariableFamily("hours below those followed", HOURS.dims)
FOLLOWED = ConstraintFamily(
    "followed", HOURS.dims, "hours[g,s,m,t] = those + above[g,s,m,t] - below[g,s,m,t]"
)
KEPT_AS_FOLLOWED = ConstraintFamily("kept as followed", ("group", "month"), "kept[g,t] = those")
HIRED_AS_FOLLOWED = ConstraintFamily("hired as followed", ("group", "month"), "hired[g,t] = those")


def hours_are_followed(lp: LpBuilder, x: Variables, hours: NDArray[np.float64]) -> Terms:
    """Write rows that hold hours against given ones; return the hours that miss them, as terms.

    hours: (groups, segments, motions, months of the horizon).
    """
    there = x.hours != NONE
    there[..., hours.shape[-1] :] = False
    above, below = lp.add_variables(ABOVE, there), lp.add_variables(BELOW, there)
    for place in np.argwhere(there).tolist():
        at = tuple(place)
        terms: Terms = [(x.hours[at], 1.0), (above[at], -1.0), (below[at], 1.0)]
        lp.add_row(FOLLOWED, at, terms, equals=float(hours[at]))
    return [(above[there], 1.0), (below[there], 1.0)]


def people_are_followed(
    lp: LpBuilder,
    coefficients: LpCoefficients,
    x: Variables,
    kept: NDArray[np.float64],
    hired: NDArray[np.float64],
) -> None:
    """Write rows by which people who are free in number come and go as given, (groups, months)."""
    for one in coefficients.free:
        g = one.group
        for t in range(kept.shape[-1]):
            lp.add_row(KEPT_AS_FOLLOWED, (g, t), [(x.kept[g, t], 1.0)], equals=float(kept[g, t]))
            lp.add_row(HIRED_AS_FOLLOWED, (g, t), [(x.hired[g, t], 1.0)], equals=float(hired[g, t]))
