import pytest

from salessim.engine.obtained_rates import Rate
from salessim.report.activity_tables import differs, rates_sheet


@pytest.mark.parametrize(
    ("obtained", "half_width", "expected"),
    [
        (0.405, 0.001, False),  # within 2 %
        (0.420, 0.015, False),  # by chance, once in a hundred rates
        (0.420, 0.005, True),
        (0.380, 0.005, True),
    ],
)
def test_a_rate_differs_beyond_2_percent_and_chance(
    obtained: float, half_width: float, expected: bool
) -> None:
    rate = Rate("funnel.conquest.proposal.passes", 0.4, obtained, half_width, 1_000)
    assert differs(rate) is expected
    assert rates_sheet([rate]).rows[0][-1] == ("differs" if expected else "")
