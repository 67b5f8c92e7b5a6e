"""Management styles as a table of lifts: which style suits whom, after the seed.

The seed says that a participative style suits a very competent rep of low motivation, and a
delegative one a highly motivated rep of less skill. Evidence for such tables is weak: the effect
is small and an assumption, as are the places of the other two styles.
"""

from collections.abc import Sequence

from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.managers import SEED_TABLE, StyleRow, Styles

LOW, HIGH = 0, 1
PLACES = {"low": LOW, "high": HIGH}

type Lifts = tuple[tuple[float, float], tuple[float, float]]
"""Lift by competence, then by motivation, low before high."""

NO_LIFT: Lifts = ((0.0, 0.0), (0.0, 0.0))


def lifts_of(plan: SalesPlan, style: str) -> Lifts:
    """Return what a manager's style adds to the personal level of motivation of those led."""
    styles = plan.styles
    if styles is None or style == "none":
        return NO_LIFT
    lifts = [[0.0, 0.0], [0.0, 0.0]]
    for row in _rows(styles):
        if row.style == style:
            lift = styles.lift.typical if row.lift is None else row.lift
            lifts[PLACES[row.competence]][PLACES[row.motivation]] += lift
    return ((lifts[LOW][LOW], lifts[LOW][HIGH]), (lifts[HIGH][LOW], lifts[HIGH][HIGH]))


def style_lift(plan: SalesPlan, style: str, skills: Sequence[float], motivation: float) -> float:
    """Return the lift for a person of these skills and this personal level of motivation."""
    styles = plan.styles
    if styles is None:
        return 0.0
    competent = HIGH if sum(skills) / len(skills) >= styles.competent_from else LOW
    motivated = HIGH if motivation >= styles.motivated_from else LOW
    return lifts_of(plan, style)[competent][motivated]


def _rows(styles: Styles) -> tuple[StyleRow, ...]:
    return styles.table or tuple(StyleRow.model_validate(row) for row in SEED_TABLE)
