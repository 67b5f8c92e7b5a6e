"""Numbers as people write them: what is read, what is refused, and that advice keeps the value."""

import math
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessim.figures import MarkedText, marked, number_as_text, readings
from salessim.number_text import ParsedNumber, decimal_mark_of, parse_number
from salessim.units import Measure, UnreadableError


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
        ("1,5k", "money", ParsedNumber(1500, None, None)),
        ("0,6M", "money", ParsedNumber(600_000, None, None)),
        ("50 000 €", "money", ParsedNumber(50_000, None, None)),
        ("50\u00a0000\u202f€", "money", ParsedNumber(50_000, None, None)),
        ("50\u2009000", "count", ParsedNumber(50_000, None, None)),
        ("1.234,50", "money", ParsedNumber(1234.5, None, None)),
        ("1,234.50", "money", ParsedNumber(1234.5, None, None)),
        ("1.234.567", "money", ParsedNumber(1_234_567, None, None)),
        ("1,234,567.5", "money", ParsedNumber(1_234_567.5, None, None)),
        ("12,34,567", "money", ParsedNumber(1_234_567, None, None)),
        ("1'234.50", "money", ParsedNumber(1234.5, None, None)),
        ("1’234", "count", ParsedNumber(1234, None, None)),
        ("1'234'567", "count", ParsedNumber(1_234_567, None, None)),
        ("1 234,567", "money", ParsedNumber(1234.567, None, None)),
        ("1234,567", "money", ParsedNumber(1234.567, None, None)),
        ("0.600", "money", ParsedNumber(0.6, None, None)),
        ("0,125", "count", ParsedNumber(0.125, None, None)),
        ("1.2340", "money", ParsedNumber(1.234, None, None)),
        ("600,-", "money", ParsedNumber(600, None, None)),
        ("1.200,- €", "money", ParsedNumber(1200, None, None)),
        ("1,000e3", "money", ParsedNumber(1000, None, None)),
        ("0.125", "hours", ParsedNumber(0.125, None, None)),
        ("1,500", "hours", ParsedNumber(1.5, None, None)),
        ("12.500 %", "share", ParsedNumber(0.125, None, None)),
        ("2,125 days", "days", ParsedNumber(2.125, None, None)),
        ("1.250", "number", ParsedNumber(1.25, None, None)),
        ("−1,5", "number", ParsedNumber(-1.5, None, None)),
        ("8,5..12,5 % a month", "share", ParsedNumber(0.085, 0.125, "month")),
        ("1,2 Mio. €", "money", ParsedNumber(1_200_000, None, None)),
        ("1.2 million", "money", ParsedNumber(1_200_000, None, None)),
        ("300 kEUR", "money", ParsedNumber(300_000, None, None)),
        ("300 euros", "money", ParsedNumber(300, None, None)),
        ("15 percent", "share", ParsedNumber(0.15, None, None)),
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
        ("600,000", "money", "type 600000 or 600;"),
        ("600.000", "money", "type 600000 or 600;"),
        ("1.234 a month", "count", "type 1234 a month or 1.2340 a month;"),
        ("1,250k", "money", "type 1250k or 1.25k;"),
        ("1.000..2.000", "money", "type 1000..2000 or 1..2;"),
        ("900..1.200", "money", "type 900..1200"),
        ("1,000 leads a month", "count", "type 1000 a month; as 1 leads"),
        ("20 leads a month", "count", "type 20 a month"),
        ("1.200 000", "money", "type figures"),
        ("1 50 000", "money", "type figures"),
        ("012k", "money", "type 12k"),
        ("~300k", "money", "type 300k"),
        ("5 %..10", "share", "type 5..10 %"),
        ("15...25 %", "share", "type 15..25 %"),
        ("between 15 and 25 %", "share", "type 15..25 %"),
        ("40k..20k a year", "money", "type 20k..40k a year"),
        ("12k/yr", "money", "type 12k a year"),
        ("12k p.a.", "money", "type 12k a year"),
        ("12k p.m.", "money", "type 12k a month"),
        ("8h/wk", "hours", "type 8h a week"),
        ("1_000", "count", "1000"),
        ("007", "count", "7"),
        ("15-25 %", "share", "15..25 %"),
        ("15 – 25 %", "share", "15..25 %"),
        ("15 to 25 %", "share", "15..25 %"),
        ("25..15 %", "share", "type 15..25 %"),
        ("30..60k", "money", "30k..60k"),
        ("1..2..3", "money", "low..high"),
        ("", "money", "type a number"),
        ("nan", "money", "finite"),
        ("inf", "money", "finite"),
        ("1e400", "money", "finite"),
        ("k", "money", "type figures"),
        ("12k monthly", "money", "type 12k a month"),
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


FIGURES = st.from_regex(r"[1-9][0-9]{0,2}([.,' ][0-9]{3}){0,2}([.,][0-9]{1,4})?", fullmatch=True)
EXAMPLES = ("300k", "figures such", "without", "2 hours", "0.15", "without %", "number alone")
"""Parts of advice that show a form and no value."""
FORMS = st.sampled_from(["{}", "{}k", "{} a month", "{}..{}", "{}-{}", "{} %", "€{}", "0{}", "~{}"])


def meant(figure: str) -> set[float]:
    return {float(reading) for reading in readings(figure)}


@given(FIGURES, FORMS, st.sampled_from(["money", "count", "share", "number", "hours"]))
def test_advice_never_changes_a_value(figure: str, form: str, measure: Measure) -> None:
    """What a message says to type is read, as one of the values that the text can have."""
    text = form.format(figure, figure)
    try:
        parse_number(text, measure)
    except UnreadableError as refusal:
        factor = 1000 if form == "{}k" else 1
        sentence = str(refusal).partition("; for the whole")[0]
        parts = re.findall(r"(?<=type )[^;:]*(?=;|$)", sentence)
        advised = [
            advice.strip(" ,;")
            for part in parts
            if not any(example in part for example in EXAMPLES)
            for advice in re.split(" or |, or ", part)
        ]
        for advice in advised:
            typed = parse_number(advice, measure)
            assert any(math.isclose(typed.low, value * factor) for value in meant(figure)), advice


@pytest.mark.parametrize("figure", ["600.000", "600,000", "1.234", "999,999", "12.500"])
def test_two_readings_are_refused_with_both(figure: str) -> None:
    many, few = (float(reading) for reading in readings(figure))
    assert many == pytest.approx(1000 * few)
    for measure in ("money", "count"):
        with pytest.raises(UnreadableError, match="reads two ways") as caught:
            parse_number(figure, measure)
        typed = re.search(r"type (\S+) or (\S+);", str(caught.value))
        assert typed is not None
        assert [parse_number(text, measure).low for text in typed.groups()] == [many, few]


@pytest.mark.parametrize(("decimal", "value"), [(",", 600_000), (".", 600)])
def test_the_mark_of_the_file_settles_it(decimal: str, value: float) -> None:
    assert parse_number(marked("600.000", decimal), "money").low == value
    assert parse_number(marked("600,000", decimal), "money").low == 600_600 - value
    assert parse_number(marked("1.5k", decimal), "money").low == 1500


def test_a_marked_text_keeps_its_mark_in_another_process() -> None:
    copy = pickle.loads(pickle.dumps(MarkedText("600.000", ",")))
    assert (copy, copy.decimal) == ("600.000", ",")


@given(st.floats(-1e12, 1e12))
def test_a_number_as_text_is_read_as_itself(value: float) -> None:
    """Python's own numbers, and those that a design draws, never have two readings."""
    for measure in ("money", "count", "hours"):
        assert parse_number(number_as_text(value), measure).low == value


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["12,5", "600.000", "Müller"], ","),
        (["1.234,50"], ","),
        (["1.234.567"], ","),
        (["37,5 a week", "40 a week"], ","),
        (["12.5", "600,000"], "."),
        (["12.5", "12,5"], None),
        (["600.000", "12"], None),
        (["2027-03", "v1.2.3", "15.03.2027"], None),
    ],
)
def test_a_table_shows_its_decimal_mark(cells: list[str], mark: str | None) -> None:
    assert decimal_mark_of(cells) == mark
