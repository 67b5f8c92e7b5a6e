"""Revenue against payroll ratio: each point is the least payroll for its revenue."""

import json
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from salessim import Scenario, optimise
from salessim.plan.findings import Frontier, FrontierPoint, Prediction
from salessim.plan.frontier import FIXED_TEAM, OLD_ACCOUNTS, _marked
from salessim.report.drawing import picture
from salessim.report.plan.frontier_report import drawn_frontier, frontier_sentences, frontier_sheet

FREE = """
name: A free team
horizon: {from: 2027-01, months: 4}
segments: {all: {prospects: 4000, deal: 8k, churn: 10 % a year, orders: 500 a month}}
funnel:
  conquest:
    call: {hours: 0.25, passes: 4 %}
    proposal: {hours: 4, passes: 30 %, buyer_takes: 7 days}
  loyalty: {visit: {hours: 1, every: 60 days}}
team: {seller: {people: {today: 3, least: 1, most: 6, found_in: 20 days, notice: 20 days}}}
motivation: none
learning: none
today: {customers: {all: 30}}
"""


def point(revenue: float, payroll: float) -> FrontierPoint:
    """A point whose prediction is what came of it; margin is 70 %."""
    profit = 0.7 * revenue - payroll
    predicted = Prediction(
        revenue=revenue, revenue_conquest=revenue, revenue_loyalty=0.0, payroll=payroll,
        payroll_ratio=payroll / revenue, profit=profit,
    )  # fmt: skip
    return FrontierPoint(
        asked=revenue, predicted=predicted, people=1.0, revenue=revenue, revenue_ci95=None,
        payroll=payroll, payroll_ratio=payroll / revenue, profit=profit, probability=None,
        probability_ci95=None, as_low_ratio=False, as_high_profit=False,
    )  # fmt: skip


def marked(*points: tuple[float, float]) -> Frontier:
    return _marked([point(*both) for both in points], None, is_fixed=False)


def test_lowest_ratio_and_highest_profit_are_two_points_with_ranges_around_them() -> None:
    # ratios 50, 40, 40.2 and 60 %; profits 20, 60, 89.4 and 40
    found = marked((100, 50), (200, 80), (300, 120.6), (400, 240))
    assert (found.lowest_ratio, found.highest_profit) == (1, 2)
    assert [p.as_low_ratio for p in found.points] == [False, True, True, False]
    assert found.as_low_ratio is not None
    low, high = found.as_low_ratio
    # within 1 % of 40 % is up to 40.4 %, on straight lines between the points
    assert low == pytest.approx(200 - 100 * 0.4 / 10)
    assert high == pytest.approx(300 + 100 * 0.2 / 19.8)
    assert found.as_high_profit == pytest.approx(
        (300 - 100 * 0.894 / 29.4, 300 + 100 * 0.894 / 49.4)
    )
    assert found.notes == []


def test_a_lowest_ratio_at_the_smallest_team_is_said_to_live_off_old_accounts() -> None:
    assert marked((100, 20), (200, 60), (300, 100)).notes == [OLD_ACCOUNTS]


def test_no_revenue_has_no_ratio() -> None:
    nothing = point(1.0, 0.0).model_copy(update={"revenue": 0.0, "payroll_ratio": None})
    found = _marked([nothing], None, is_fixed=True)
    assert found.lowest_ratio is None and found.as_low_ratio is None
    assert frontier_sheet(found).rows[0][0] == "0"
    assert [line.plain for line in frontier_sentences(found)] == [FIXED_TEAM]


@pytest.mark.slow
def test_more_revenue_takes_more_payroll_and_reaches_the_target_oftener(tmp_path) -> None:
    scenario = Scenario.parse(FREE)
    plan = optimise(
        scenario, target=150e3, frontier=True, replications=10, precision=0.0, effort="quick"
    )
    found = plan.frontier
    assert found is not None and len(found.points) >= 4
    predicted = sorted((p.predicted.revenue, p.predicted.payroll) for p in found.points)
    assert all(a[1] <= b[1] * 1.01 for a, b in pairwise(predicted))
    for one in found.points:
        assert one.predicted.revenue >= one.asked * (1 - 1e-6)
    chances = [p.probability for p in found.points]
    assert chances[-1] >= chances[0]  # type: ignore[operator]
    best = found.points[found.highest_profit]
    assert best.profit == max(p.profit for p in found.points)
    assert json.loads(plan.findings.model_dump_json())["frontier"]["highest_profit"] is not None
    picture(partial(drawn_frontier, plan.findings), tmp_path / "frontier.svg")
    assert "lowest ratio" in (tmp_path / "frontier.svg").read_text()


@pytest.mark.slow
def test_the_frontier_of_a_fixed_team_is_a_point_and_says_so() -> None:
    fixed = Scenario.parse(FREE).vary({"team.seller.people": 3})
    plan = optimise(fixed, frontier=True, replications=10, precision=0.0, effort="quick")
    found = plan.frontier
    assert found is not None and found.notes == [FIXED_TEAM] and len(found.points) == 1
    assert np.isclose(found.points[0].revenue, plan.findings.simulated["revenue"].mean)
    assert FIXED_TEAM in str(plan)
