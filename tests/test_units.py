"""Numbers with a unit: what is read, what is refused, how quantities change scale."""

import ast
import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessim import units
from salessim.units import (
    PERIODS_PER_YEAR,
    Distribution,
    Measure,
    ParsedNumber,
    Quantity,
    UnreadableError,
    parse_number,
)


@pytest.mark.parametrize(
    ("text", "measure", "expected"),
    [
        ("300", "money", ParsedNumber(300, None, None)),
        ("€300k", "money", ParsedNumber(300_000, None, None)),
        ("300k €", "money", ParsedNumber(300_000, None, None)),
        ("EUR 300k", "money", ParsedNumber(300_000, None, None)),
        ("300 K", "money", ParsedNumber(300_000, None, None)),
        ("1.2M", "money", ParsedNumber(1_200_000, None, None)),
        ("2bn", "money", ParsedNumber(2e9, None, None)),
        ("1 200 000", "money", ParsedNumber(1_200_000, None, None)),
        ("1\u202f200\u00a0000", "money", ParsedNumber(1_200_000, None, None)),
        ("1e3", "money", ParsedNumber(1000, None, None)),
        (".5k", "money", ParsedNumber(500, None, None)),
        ("12k a year", "money", ParsedNumber(12_000, None, "year")),
        ("12k/year", "money", ParsedNumber(12_000, None, "year")),
        ("12k per Year", "money", ParsedNumber(12_000, None, "year")),
        ("30k..60k", "money", ParsedNumber(30_000, 60_000, None)),
        ("0..60k", "money", ParsedNumber(0, 60_000, None)),
        ("8k a year..18k a year", "money", ParsedNumber(8_000, 18_000, "year")),
        ("8k..18k a year", "money", ParsedNumber(8_000, 18_000, "year")),
        ("15 %", "share", ParsedNumber(0.15, None, None)),
        ("15%", "share", ParsedNumber(0.15, None, None)),
        ("0.15", "share", ParsedNumber(0.15, None, None)),
        ("15..25 %", "share", ParsedNumber(0.15, 0.25, None)),
        ("3 % a month", "share", ParsedNumber(0.03, None, "month")),
        ("7 days", "days", ParsedNumber(7, None, None)),
        ("1 day", "days", ParsedNumber(1, None, None)),
        ("3 weeks", "days", ParsedNumber(21, None, None)),
        ("0..3 months", "days", ParsedNumber(0, 91.3125, None)),
        ("1 year", "days", ParsedNumber(365.25, None, None)),
        ("1 week..1 month", "days", ParsedNumber(7, 30.4375, None)),
        ("2", "hours", ParsedNumber(2, None, None)),
        ("2 h", "hours", ParsedNumber(2, None, None)),
        ("30 minutes", "hours", ParsedNumber(0.5, None, None)),
        ("8 hours a week", "hours", ParsedNumber(8, None, "week")),
        ("25..40 a month", "count", ParsedNumber(25, 40, "month")),
        ("-1.5", "number", ParsedNumber(-1.5, None, None)),
    ],
)
def test_read(text: str, measure: Measure, expected: ParsedNumber) -> None:
    typed = parse_number(text, measure, "EUR")
    assert typed.low == pytest.approx(expected.low)
    assert typed.high == (None if expected.high is None else pytest.approx(expected.high))
    assert typed.period == expected.period


@pytest.mark.parametrize(
    ("text", "measure", "instead"),
    [
        ("1,2M", "money", "1.2M or 12M"),
        ("1_000", "count", "1000"),
        ("007", "count", "7"),
        ("15-25 %", "share", "15..25 %"),
        ("15 – 25 %", "share", "15..25 %"),
        ("15 to 25 %", "share", "15..25 %"),
        ("25..15 %", "share", "15 %..25"),
        ("30..60k", "money", "30k..60k"),
        ("1..2..3", "money", "low..high"),
        ("", "money", "type a number"),
        ("nan", "money", "finite"),
        ("inf", "money", "finite"),
        ("1e400", "money", "finite"),
        ("k", "money", "type figures"),
        ("12k monthly", "money", "a month"),
        ("5 fortnights", "days", "7 days"),
        ("3 days", "hours", "2 hours"),
        ("3 apples", "money", "300k"),
        ("$3", "money", "EUR"),
        ("£3", "share", "without £"),
        ("3 %", "count", "without %"),
        ("٣", "count", "type figures"),
        ("9" * 200, "count", "too long"),
    ],
)
def test_refused_with_what_to_type(text: str, measure: Measure, instead: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_number(text, measure, "EUR")
    assert instead in str(caught.value)


def test_signs_fit_several_currencies() -> None:
    for currency in ("USD", "CAD", None):
        assert parse_number("$5", "money", currency).low == 5


@pytest.mark.parametrize(
    ("typed", "measure", "middle"),
    [
        (ParsedNumber(10, 40, None), "money", 20),
        (ParsedNumber(20, 45, None), "days", 30),
        (ParsedNumber(0, 3, None), "days", 1.5),
        (ParsedNumber(0.2, 0.8, None), "share", 0.5),
        (ParsedNumber(0.0, 0.4, None), "share", 0.2),
        (ParsedNumber(0.5, 1.0, None), "share", 0.75),
        (ParsedNumber(-1, 2, None), "number", 0.5),
        (ParsedNumber(7, None, None), "money", 7),
    ],
)
def test_middle_of_a_range(typed: ParsedNumber, measure: Measure, middle: float) -> None:
    assert typed.middle(measure) == pytest.approx(middle)


def test_the_middle_of_shares_is_in_log_odds() -> None:
    middle = ParsedNumber(0.15, 0.25, None).middle("share")
    log_odds = [math.log(p / (1 - p)) for p in (0.15, middle, 0.25)]
    assert log_odds[1] == pytest.approx((log_odds[0] + log_odds[2]) / 2)


@given(
    st.floats(0, 1, exclude_min=True, exclude_max=True),
    st.floats(0, 1, exclude_min=True, exclude_max=True),
    st.sampled_from(["money", "share", "count", "days", "hours", "number"]),
)
def test_the_middle_lies_within(a: float, b: float, measure: Measure) -> None:
    low, high = min(a, b), max(a, b)
    middle = ParsedNumber(low, high, None).middle(measure)
    assert low * (1 - 1e-9) <= middle <= high * (1 + 1e-9)


@given(st.text(max_size=40), st.sampled_from(["money", "share", "count", "days", "hours"]))
def test_any_text_is_read_or_refused(text: str, measure: Measure) -> None:
    try:
        typed = parse_number(text, measure, "EUR")
    except UnreadableError as refusal:
        assert str(refusal)
    else:
        assert math.isfinite(typed.low)
        assert typed.high is None or typed.low <= typed.high < math.inf


@given(st.text(alphabet="0123456789.kM%€- aondmthyer/..", max_size=20))
def test_text_that_looks_like_a_number_is_read_or_refused(text: str) -> None:
    test = "money"
    try:
        assert math.isfinite(parse_number(text, test).low)
    except UnreadableError as refusal:
        assert str(refusal)


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
