"""The published Syntex-type exercise: eight products, their curves, and 700 reps.

Tolerances: 1e-3 for parameters, which are published to four places; .02 for reps and profits, which
are published to two or three from parameters of four places.
"""

from pathlib import Path

import numpy as np
import pytest

from salessim.plan.response.allocate import ResponsePlan, allocate_response_table

TABLE = Path(__file__).parent / "syntex.csv"
PUBLISHED = {  # c, d, min, max, best alone: reps and profit, reps at 700
    "Naprosyn": (3.4627, 0.8418, 0.3093, 1.6070, 270.51, 221.194, 220.26),
    "Nipro": (2.2644, 0.8260, 0.4694, 1.5241, 330.05, 228.620, 245.92),
    "Anaprox": (2.8173, 0.3612, 0.1482, 1.3426, 171.69, 12.952, 117.45),
    "Norinyl": (2.6184, 0.3119, 0.3096, 1.2480, 71.33, 13.212, 51.53),
    "Pironil": (3.2544, 0.1624, 0.4496, 1.0918, 36.88, 26.469, 29.49),
    "Lidex": (2.0893, 0.3944, 0.5600, 1.2022, 50.00, 23.958, 35.34),
    "Synalar": (3.2459, 0.2120, 0.5896, 1.1058, 30.65, 6.168, 0),
    "Nasalide": (2.0454, 0.6767, 0.1570, 1.7812, 71.16, 3.488, 0),
}


@pytest.fixture(scope="module")
def plan() -> ResponsePlan:
    return allocate_response_table(TABLE, total=700)


@pytest.mark.parametrize("name", PUBLISHED)
def test_theory_each_product(plan: ResponsePlan, name: str) -> None:
    shape, level, least, most, reps, profit, at_700 = PUBLISHED[name]
    product = next(product for product in plan.products if product.name == name)
    curve = product.response
    assert (curve.shape, curve.level) == pytest.approx((shape, level), abs=1e-3)
    assert (curve.least, curve.most) == pytest.approx((least, most), abs=1e-3)
    assert (product.effort_alone, product.profit_alone) == pytest.approx((reps, profit), abs=0.02)
    assert product.effort_unrounded == pytest.approx(at_700, abs=0.02)
    assert abs(product.effort - at_700) < 1


def test_theory_700_reps(plan: ResponsePlan) -> None:
    assert plan.profit == pytest.approx(524.250, abs=0.02)
    assert plan.envelope_bound == pytest.approx(524.346, abs=0.02)
    assert plan.profit <= plan.profit_unrounded <= plan.envelope_bound
    assert plan.bound == plan.profit, "proven best"
    assert plan.effort == plan.limit_used == plan.limit == 700


def test_the_best_whole_plan_equals_dynamic_programming(plan: ResponsePlan) -> None:
    """Every whole plan is looked at, one product after another."""
    best = np.zeros(701)
    for product in plan.products:
        name_row = next(r for r in TABLE.read_text().splitlines() if r.startswith(product.name))
        margin, revenue, today, cost = map(float, name_row.split(",")[-4:])
        efforts = np.arange(701)
        gains = margin * revenue * product.response(efforts / today) - cost * efforts
        best = np.array([(best[: k + 1][::-1] + gains[: k + 1]).max() for k in range(701)])
    assert plan.profit == pytest.approx(best.max(), abs=1e-9)


def test_the_plan_reads_as_a_table_with_its_gap(plan: ResponsePlan) -> None:
    text = str(plan)
    assert "Naprosyn         96.80        270.51       221.194        220.00       219.529" in text
    assert "the plan's is proven best" in text and "a gap of 0.097" in text
    assert plan.to_json()["gap"] == pytest.approx(0.0966, abs=1e-3)
