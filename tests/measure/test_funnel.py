import made_tables
import pytest

from salessim.measure.activity import funnel_flows, weakest_conversion
from salessim.measure.flows import StageFlow


def stage(name: str, rate: float | None, hours: float) -> StageFlow:
    return StageFlow(
        motion="conquest",
        stage=name,
        kind="stage",
        entered=0,
        advanced=0,
        lost=0,
        abandoned=0,
        open=0,
        rate=rate,
        hours=hours,
        wait_hours=None,
        per_rep_day=None,
    )


def test_nothing_is_lost_between_tables_and_findings() -> None:
    found = funnel_flows(made_tables.tally(20))
    for row in (*found.conquest, *found.loyalty, *found.by_segment):
        assert row.entered == pytest.approx(row.advanced + row.lost + row.open)
    assert [row.stage for row in found.conquest] == ["call", "appointment", "proposal"]
    assert [row.kind for row in found.loyalty] == ["contact", "opportunity"]
    for row in (*found.conquest, *found.loyalty):
        parts = [part for part in found.by_segment if part.stage == row.stage]
        assert sum(part.hours for part in parts) == pytest.approx(row.hours)
        assert row.wait_hours == pytest.approx(1.0)
        assert sum(part.per_rep_day for part in parts) == pytest.approx(row.per_rep_day)


def gain_per_hour(rates: list[float], hours_each: list[float], raised: int) -> float:
    """Contracts per hour after a small step in the log-odds of one stage."""
    step = 1e-6
    rates = rates.copy()
    odds = rates[raised] / (1 - rates[raised]) * (1 + step)
    rates[raised] = odds / (1 + odds)
    reached, hours = 1.0, 0.0
    for rate, each in zip(rates, hours_each, strict=True):
        hours += reached * each
        reached *= rate
    return reached / hours


@pytest.mark.parametrize(
    ("rates", "hours_each"),
    [
        ([0.05, 0.8, 0.4], [0.2, 2, 6]),
        ([0.8, 0.25], [2, 6]),
        ([0.02, 0.9, 0.5], [0.5, 1, 1]),
        ([0.5, 0.5, 0.95], [5, 0.1, 0.1]),
    ],
)
def test_weakest_is_where_a_gain_in_odds_adds_most_contracts_per_hour(
    rates: list[float], hours_each: list[float]
) -> None:
    """Against the difference quotient of contracts per hour."""
    reached, stages = 1.0, []
    for place, (rate, each) in enumerate(zip(rates, hours_each, strict=True)):
        stages.append(stage(str(place), rate, reached * each))
        reached *= rate
    gains = [gain_per_hour(rates, hours_each, place) for place in range(len(rates))]
    assert weakest_conversion(stages) == str(gains.index(max(gains)))


def test_no_work_has_no_weakest_stage() -> None:
    assert weakest_conversion([stage("call", None, 0.0)]) is None
    assert weakest_conversion([stage("call", 1.0, 5.0)]) is None, "nothing is lost"
