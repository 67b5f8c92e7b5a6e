"""Figures that a plan may set: read from ranges, moved in them, kept below what may be spent."""

from pathlib import Path

import pytest

from salessim import Scenario, optimise
from salessim.errors import InputError
from salessim.plan.free_figures import FreeFigures, free_figures

FILE = Path(__file__).resolve().parents[2] / "scenarios" / "levers" / "leads.yaml"
BUDGETS = {"channels.web.budget": "2k..8k a month", "channels.fair.budget": "12k..60k a year"}


def figures(most: str | None = None, ranges: dict[str, str] = BUDGETS) -> FreeFigures:
    return free_figures(Scenario.load(FILE), ranges, most)


def test_ranges_are_read_in_their_own_period() -> None:
    web, fair = figures().each
    assert (web.low, web.high, web.today, web.period) == (2e3, 8e3, 4e3, "month")
    assert (fair.low, fair.high, fair.today, fair.period) == (12e3, 60e3, 20e3, "year")
    assert web.at(5e3).typed == "5000 a month"
    assert web.at(9e3).value == 8e3  # never beyond the range


def test_where_today_costs_too_much_budgets_begin_lower() -> None:
    """4k and 20k / 12 a month are 5,667; 5,000 are between that and the least, 3,000.

    Of what lies above the least, (5,000 - 3,000) / (5,667 - 3,000) = .75 is left: 2,000 + .75 x
    2,000 a month, and 12,000 + .75 x 8,000 a year.
    """
    both = figures("5k a month")
    assert not both.allow(both.today)
    assert [one.value for one in both.start] == pytest.approx([3500.0, 18_000.0])
    assert both.allow(both.start)


def test_moves_stay_in_range_and_money_goes_from_one_to_another() -> None:
    """A quarter of 6k a month is 1,500 a month, as much as 18,000 a year; of 48k a year 12,000.

    More of one alone is above the most, so that the search refuses it; less of the other pays.
    """
    both = figures("5k a month")
    moves = list(both.moves(both.start, 0.25))
    values = [tuple(one.value for one in move) for move in moves]
    assert (5000.0, 12_000.0) in values  # 18,000 less would be below the least of the fair
    assert (2500.0, 30_000.0) in values
    assert [both.allow(move) for move in moves] == [
        web * 12.0 + fair <= 60e3 * (1 + 1e-6) for web, fair in values
    ]


def test_three_budgets_begin_within_what_they_may_cost_however_it_is_rounded() -> None:
    """A third of 10k is 3,333.33; of 20k it is 6,666.67, which must not become 6,667."""
    scenario = Scenario.load(FILE).vary(
        {f"channels.{name}.budget": "9k a month" for name in ("web", "bought", "fair")}
    )
    ranges = {f"channels.{name}.budget": "0..9k a month" for name in ("web", "bought", "fair")}
    for most in ("10k a month", "20k a month", "100k a year"):
        three = free_figures(scenario, ranges, most)
        assert three.allow(three.start)
        assert sum(one.value for one in three.start) == pytest.approx(three.most / 12, rel=1e-3)


def test_pay_is_no_budget() -> None:
    both = {"channels.web.budget": "1k..2k a month", "team.seller.base": "30k..60k a year"}
    assert figures("2k a month", both).allow(figures("2k a month", both).start)


@pytest.mark.parametrize(
    ("ranges", "most", "said"),
    [
        ({"channels.web.budget": "2k a month"}, None, "type a range from low to high"),
        ({"channels.web.budget": "8k..2k a month"}, None, "runs backwards"),
        ({"channels.wbe.budget": "2k..8k a month"}, None, "did you mean web?"),
        ({"channels.web": "2..8"}, None, "only a figure with a unit"),
        ({"team.seller.people": "2..8"}, None, "hours and people by itself"),
        ({"channels.web.budget": "2k..8k"}, None, "the period is missing"),
        ({"time.conquest.firms": "20..90 %"}, None, "the plan finds hours and people by itself"),
        ({"team.seller.time.loyalty.firms": "20..90 %"}, None, "hours and people by itself"),
        ({"today.cash": "20k..90k"}, None, "that is given"),
        ({}, "5k a month", "no budget is left free"),
        (BUDGETS, "5k", "type one rate"),
        (BUDGETS, "2k a month", "the least of the free budgets are above it"),
    ],
)
def test_what_cannot_be_left_free_is_said(
    ranges: dict[str, str], most: str | None, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        figures(most, ranges)


@pytest.mark.slow
def test_money_goes_where_it_brings_most() -> None:
    """Bought addresses bring nothing: the web takes what both may cost together."""
    scenario = Scenario.load(FILE).vary(
        {"channels.bought.passes": "0 %", "channels.fair": None, "channels.web.at_most": 4}
    )
    plan = optimise(
        scenario,
        free={"channels.web.budget": "1k..6k a month", "channels.bought.budget": "0..5k a month"},
        most_spent="6k a month",
        replications=100,
    )
    web, bought = plan.findings.figures
    assert float(web.plan.split()[0]) > 5000.0
    assert float(bought.plan.split()[0]) < 1000.0
    assert plan.changes["channels.web.budget"] == web.plan
    assert plan.findings.simulated["revenue"].mean > plan.findings.today["revenue"].mean
