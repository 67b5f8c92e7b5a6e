import pytest

from salessim.report import words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (0.4, "0.4"),
        (950, "950"),
        (999.6, "1k"),
        (1_000, "1k"),
        (4_250, "4.25k"),
        (85_400, "85k"),
        (412_345, "412k"),
        (999_700, "1M"),
        (1_240_000, "1.24M"),
        (12_600_000, "13M"),
        (2_000_000_000, "2bn"),
        (-31_000, "-31k"),
        (None, "–"),
    ],
)
def test_amounts_are_short(value: float | None, said: str) -> None:
    assert words.amount(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(600_000, "600k"), (1_250_000, "1.25M"), (42_500, "42.5k"), (750, "750")]
)
def test_typed_amounts_keep_three_digits(value: float, said: str) -> None:
    assert words.typed_amount(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0 %"),
        (0.003, "under 1 %"),
        (0.46, "46 %"),
        (0.996, "over 99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_chance_is_never_certain_unless_it_is(value: float, said: str) -> None:
    assert words.chance(value) == said


def test_shares_have_no_negative_zero() -> None:
    assert words.share(-0.001) == "0 %"
    assert words.share(-0.02) == "-2 %"
    assert words.share(0.0617, 1) == "6.2 %"
    assert words.share(None) == "–"


def test_counts() -> None:
    assert words.count(3.44) == "3.4"
    assert words.count(0) == "0"
    assert words.count(6_674.4) == "6 674"


def test_months_are_said_once() -> None:
    assert words.months("2027-03", "2027-03") == "Mar 2027"
    assert words.months("2027-03", "2027-08") == "Mar – Aug 2027"
    assert words.months("2027-10", "2028-06") == "Oct 2027 – Jun 2028"


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0.0 %"), (1, "100.0 %"), (0.0423, "4.2 %"), (0.0057, "0.57 %"), (0.000134, "0.013 %")],
)
def test_small_shares_keep_two_figures(value: float, said: str) -> None:
    assert words.small_share(value) == said
