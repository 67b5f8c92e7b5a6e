"""A range of any figure of the shipped scenario that has them all is drawn within its field."""

from pathlib import Path

import figures
import numpy as np
import pytest

from salessim import Scenario
from salessim.errors import InputError
from salessim.model.assembly import build
from salessim.model.distributions import value_between
from salessim.scenario.amounts import Amount
from salessim.units import Quantity

EVERYTHING = Scenario.load(Path(__file__).parents[2] / "scenarios" / "everything.yaml")
RANGED = [
    (field, kind)
    for field, kind in figures.fields()
    if isinstance(kind, Amount) and not kind.exact and not kind.cases and kind.measure != "count"
]
"""Counts of firms are rows of tables: at their most they would fill the memory."""
ALMOST = 1 - 1e-9
LOW, HIGH = 0.5, 0.99
"""Ends of the range that is typed, as shares of the way to the field's end."""


def ends_of(row: np.record) -> tuple[int, float, float]:
    """Which figure an uncertain parameter is of, and its range."""
    return int(row.key), float(row.low), float(row.high)


AS_IT_STANDS = {ends_of(row) for row in build(EVERYTHING).world.uncertain_parameters}


def typed_range(kind: Amount, now: Quantity | None) -> str:
    period = (now.period if now else None) or ("year" if kind.rate == "always" else None)
    least, greatest = kind.bounds(period)
    ends = (least + share * (greatest - least) for share in (LOW, HIGH))
    unit = {"share": 100.0}.get(kind.measure, 1.0)
    low, high = (f"{unit * end:.10g}" for end in ends)
    suffix = {"share": " %", "days": " days", "hours": " hours"}.get(kind.measure, "")
    return f"{low}..{high}{suffix}" + (f" a {period}" if period else "")


@pytest.mark.parametrize(("field", "kind"), RANGED, ids=[field for field, _ in RANGED])
def test_no_draw_lies_beyond_the_field(field: str, kind: Amount) -> None:
    """The last of a thousand million draws is no more above the end typed than the field's end is.

    Units of a parameter are its own, so that ends are compared as ratios; a churn of a share is a
    hazard, of which the field's end is as far from the end typed as its hazard says.
    """
    place = next((p for p in figures.places(EVERYTHING, field) if p.row is None), None)
    if place is None:
        pytest.skip("stands in rows of tables only")
    text = typed_range(kind, place.now)
    try:
        world = build(EVERYTHING.vary({place.path: text})).world
    except InputError as error:
        pytest.skip(f"this cannot be typed there: {error}")
    read = kind.read(text, EVERYTHING.plan.currency)
    assert read.uncertainty is not None and read.allowed is not None
    ratio = read.allowed[1] / read.uncertainty[1]
    if kind.measure == "share" and kind.rate == "always":
        hazard = read.hazard_per_year
        assert hazard.uncertainty is not None and hazard.allowed is not None
        ratio = max(ratio, hazard.allowed[1] / hazard.uncertainty[1])
    rows = [row for row in world.uncertain_parameters if ends_of(row) not in AS_IT_STANDS]
    assert rows, "a range that may be typed is drawn"
    for row in rows:
        top = value_between(row.family, row.low, row.high, row.least, row.greatest, ALMOST)
        assert top <= row.high * ratio * (1 + 1e-9)
