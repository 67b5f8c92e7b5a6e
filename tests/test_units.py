"""Numbers with a unit: what is read, what is refused, how quantities change scale."""

import ast
import math
import re
from pathlib import Path

import pytest

from salessim import units
from salessim.units import PERIODS_PER_YEAR, Distribution, Quantity


def test_rates_change_period_with_all_their_parts() -> None:
    rate = Quantity(3.0, uncertainty=(2.0, 4.0), cases=(1.0, 5.0), period="month")
    assert rate.per_year == Quantity(36.0, (24.0, 48.0), (12.0, 60.0), "year")
    assert rate.per_year.per_month.typical == pytest.approx(3.0)
    assert rate.periods_per_year == PERIODS_PER_YEAR["month"] == 12


def test_what_has_no_period_has_no_rate() -> None:
    with pytest.raises(ValueError, match="no period"):
        _ = Quantity(3.0).per_year


def test_hazard_loses_the_typed_share() -> None:
    monthly = Quantity(0.03, uncertainty=(0.02, 0.04), period="month").hazard_per_year
    assert math.exp(-monthly.typical / 12) == pytest.approx(0.97)
    assert monthly.uncertainty is not None
    assert math.exp(-monthly.uncertainty[0] / 12) == pytest.approx(0.98)
    assert monthly.period == "year"


@pytest.mark.parametrize(
    ("law", "scaled"),
    [
        (Distribution("constant", (2,)), (4,)),
        (Distribution("uniform", (1, 3)), (2, 6)),
        (Distribution("triangular", (1, 2, 4)), (2, 4, 8)),
        (Distribution("exponential", (1.5,)), (3,)),
        (Distribution("weibull", (2, 1.5)), (4, 1.5)),
        (Distribution("lognormal", (2, 0.5)), (4, 0.5)),
        (Distribution("gamma", (3, 2)), (3, 4)),
        (Distribution("logistic", (2, 1)), (4, 2)),
        (Distribution("quantiles", (0, 1, 5, 9)), (0, 1, 10, 18)),
    ],
)
def test_distributions_scale(law: Distribution, scaled: tuple[float, ...]) -> None:
    assert law.scaled(2.0).parameters == scaled
    assert Quantity(1.0, period="year", distribution=law).scaled(2.0).distribution == Distribution(
        law.family, scaled
    )


def test_a_constant_stands_once() -> None:
    """Lengths of time and normal quantiles are written in units.py alone."""
    here = {
        value
        for name, value in vars(units).items()
        if re.search("_PER_|NORMAL_QUANTILE", name) and isinstance(value, int | float)
    }
    written = {float(value) for value in here if value > 100 or value % 1}
    assert {86_400.0, 365.25, 168.0, 1.959963984540054} <= written
    for file in Path(units.__file__).parent.rglob("*.py"):
        if file.name == "units.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
                assert float(node.value) not in written, f"{file.name}:{node.lineno}: {node.value}"
