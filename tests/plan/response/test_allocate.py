"""Tables of other kinds: bounds, budgets, concave products, missing points, bad cells."""

from itertools import product as combinations
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessim.errors import InputError
from salessim.plan.response.allocate import allocate_response_table
from salessim.plan.response.curves import Curves
from salessim.plan.response.responses import Adbudg, Exponential, Power, fit_response
from salessim.plan.response.search import search
from salessim.plan.response.table import read_response_table

HEADER = "product,0,50 %,100 %,150 %,saturation,margin,revenue,today's effort"
ROW = "A,.3,.5,1,1.3,1.6,.7,200,100"
OTHER = "B,.4,.8,1,1.1,1.2,50 %,100,40"


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


@given(
    st.floats(0.4, 6),
    st.floats(0.05, 5),
    st.floats(0, 1),
    st.floats(0.2, 3),
    st.sampled_from([(0, 0.5, 1, 1.5, 10), (0, 0.25, 0.75, 1.25, 2, 20), (0.2, 0.7, 1.3, 4)]),
)
@settings(max_examples=10, deadline=None)
def test_points_on_a_curve_are_met(
    shape: float, level: float, least: float, rise: float, efforts: tuple[float, ...]
) -> None:
    curve = Adbudg(least, least + rise, shape, level)
    fitted = fit_response(efforts, list(curve(efforts)), "adbudg")
    assert fitted(efforts) == pytest.approx(curve(efforts), abs=2e-4 * (1 + rise))


def test_flat_points_need_no_effort() -> None:
    found = allocate_response_table(table("flat,1,1,1,1,1,.5,100,10"), cost=1, total=20)
    assert found.products[0].effort == 0 and found.profit == pytest.approx(50)


def test_without_a_limit_each_product_gets_its_best_alone() -> None:
    found = allocate_response_table(table(ROW, OTHER), cost=0.1, whole=False)
    assert found.limit is None and found.worth_of_one_more == 0
    for product in found.products:
        assert product.effort == product.effort_alone
        assert product.profit == product.profit_alone


def test_worth_of_one_more_is_what_one_more_brings_even_where_one_product_takes_all() -> None:
    text = table("A,.2,.7,1,1.15,1.5,.7,200,100")
    found = allocate_response_table(text, total=100, cost=0.3)
    more = allocate_response_table(text, total=101, cost=0.3)
    assert found.effort == 100
    assert found.worth_of_one_more == pytest.approx(more.profit - found.profit, rel=0.02)


def test_a_curve_that_misses_its_points_is_told() -> None:
    found = allocate_response_table(table("A,.3,.6,.5,1.3,1.6,.7,200,100"), total=100, cost=0.3)
    assert found.products[0].largest_miss > 0.1
    assert "A: its curve misses the points by up to 0.15" in str(found)
    assert "the points speak against that of A" in str(found) and "proven" not in str(found)
    assert "misses" not in str(allocate_response_table(table(ROW), total=100))


def test_limits_by_product_in_the_table_or_by_name() -> None:
    header = HEADER + ",least effort,most effort"
    text = table(ROW + ",20,50", OTHER + ",,", header=header)
    found = allocate_response_table(text, cost=0.1, total=100)
    assert 20 <= found.products[0].effort <= 50
    found = allocate_response_table(text, cost=0.1, total=100, least={"B": 60}, most={"A": 30.5})
    assert found.products[0].effort == 30 and found.products[1].effort >= 60
    with pytest.raises(InputError, match="least efforts take 120 of a limit of 100"):
        allocate_response_table(text, cost=0.1, total=100, least={"B": 100})
    with pytest.raises(InputError, match="There is no product 'C': the table has A, B"):
        allocate_response_table(text, cost=0.1, total=100, least={"C": 1})
    with pytest.raises(InputError, match=r"A: no whole number of effort lies between 21 and 20"):
        allocate_response_table(text, cost=0.1, least={"A": 20.2}, most={"A": 20.8})


def test_a_budget_in_money() -> None:
    header = HEADER + ",cost per rep"
    text = table(ROW + ",.3", OTHER + ",.1", header=header)
    found = allocate_response_table(text, budget=20)
    spent = 0.3 * found.products[0].effort + 0.1 * found.products[1].effort
    assert found.limit_used == pytest.approx(spent) and spent <= 20
    best = max(
        sum(profits)
        for profits in (
            _profits(found, (a, b))
            for a, b in combinations(range(67), range(201))
            if 0.3 * a + 0.1 * b <= 20 + 1e-12
        )
    )
    assert found.profit == pytest.approx(best, abs=1e-9)


def _profits(found: Any, efforts: tuple[int, int]) -> list[float]:
    a, b = found.products
    return [
        140 * float(a.response(efforts[0] / 100)) - 0.3 * efforts[0],
        50 * float(b.response(efforts[1] / 40)) - 0.1 * efforts[1],
    ]


def test_rows_by_column_name_and_percentages_and_other_separators(tmp_path: Path) -> None:
    rows = [
        {"Name": "A", 0: "30 %", 50: ".5", 100: 1, 150: 1.3, "sat.": 1.6}
        | {"Margin": "70 %", "Revenue": "200M", "reps": 100, "cost": "100k"},
    ]
    [product] = read_response_table(rows)
    assert product.points == ((0, 0.3), (0.5, 0.5), (1, 1), (1.5, 1.3), (10, 1.6))
    assert (product.margin, product.revenue, product.cost) == (0.7, 200e6, 100e3)
    file = tmp_path / "table.csv"
    file.write_text("﻿" + table(ROW).replace(",", ";"), encoding="utf-8")
    assert read_response_table(file) == read_response_table(str(file))
    assert read_response_table(file)[0].points == product.points
    assert read_response_table(file, saturation_at=4)[0].points[-1] == (4, 1.6)


def test_saturation_may_be_what_no_effort_exceeds() -> None:
    # Four answers and four parameters (Little 1970): the ends are typed, the rest meets exactly.
    curve = fit_response([0, 1, 1.5, inf], [0.3, 1, 1.2, 1.6], "adbudg")
    assert isinstance(curve, Adbudg)
    assert (curve.least, curve.most) == pytest.approx((0.3, 1.6))
    assert curve([1, 1.5]) == pytest.approx([1, 1.2])
    assert curve.level == pytest.approx((1.6 - 1) / (1 - 0.3))
    text = table(ROW, header=HEADER.replace("today's effort", "reps_today"))
    found = allocate_response_table(text, total=50, saturation_at=inf)
    assert found.products[0].response.most == pytest.approx(1.6, abs=0.05)


def test_a_point_may_be_missing() -> None:
    [product] = read_response_table(table("A,.3,,1,1.3,1.6,.7,200,100"))
    assert [effort for effort, _ in product.points] == [0, 1, 1.5, 10]
    assert allocate_response_table(table("A,.3,,1,1.3,1.6,.7,200,100"), total=50).effort == 50
    with pytest.raises(InputError, match=r"A: 3 points do not tell the four parameters"):
        allocate_response_table(table("A,.3,,1,,1.6,.7,200,100"), total=50)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (table(), "The table has no rows"),
        (table(ROW, ROW), "two rows are called 'A'"),
        (table(ROW, header=HEADER.replace("margin", "colour")), "column 'colour' is unknown"),
        (table(ROW, header=HEADER.replace("margin", "cost")), "has no column 'margin'"),
        (table(ROW, header=HEADER.replace("50 %", "0")), "two columns are called '0'"),
        (table(ROW, header=HEADER.replace("50 %", "0 %")), "'0 %' stands for what another one"),
        (table(ROW + ",1"), "row 1: 10 cells under 9 columns"),
        (table(ROW.replace("1.3", "1,3"), header=HEADER), "row 1: 10 cells"),
        (table(ROW.replace("1.3", "high")), r"row 1 \(A\), column '150 %': 'high': this cannot"),
        (table(ROW.replace("1.3", "1..3")), "type one number"),
        (table(ROW.replace("1.3", "130")), "typed 1.05 or 105 %"),
        (table(ROW.replace(",.7,", ",70,")), "'margin' is 70; allowed is 0 to 1"),
        (table(ROW.replace(",200,", ",-1,")), "'revenue' is -1; allowed is 0 or more"),
        (table(ROW.replace(",200,", ",,")), "the column 'revenue' is empty"),
        (table(ROW.replace(",100", ",0")), "today's effort is 0; it must be above 0"),
        (table("," + ROW[2:]), "the product has no name"),
        (table("A,1.6,1.3,1,.5,.3,.7,200,100"), "A: More effort sells less"),
        ("nowhere.csv", "nowhere.csv cannot be read: there is no such file"),
        ([1, 2], "rows by column name"),
        (None, "rows by column name"),
    ],
)
def test_bad_tables_are_refused_in_a_sentence(text: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        allocate_response_table(text, total=10)


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({}, "Effort that costs nothing grows for ever"),
        ({"total": 10, "budget": 10}, "not both"),
        ({"total": -1}, "'total' is -1; allowed: a number from 0"),
        ({"total": inf}, "'total' is inf"),
        ({"total": "10"}, "'total' is '10'"),
        ({"total": 10, "cost": "dear"}, "'cost' is 'dear'"),
        (
            {"total": 10, "least": {"A": "much"}},
            "'a limit of effort of A' is 'much'",
        ),
        ({"budget": 10}, "A budget needs costs"),
        ({"total": 10, "cost": float("nan")}, "'cost' is nan"),
        ({"total": 10, "saturation_at": 0}, "'saturation_at' is 0; allowed: a number from 1e-06"),
    ],
)
def test_limits_that_make_no_sense_are_refused(limits: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        allocate_response_table(table(ROW), **limits)


def test_no_effort_at_all_is_a_plan() -> None:
    found = allocate_response_table(table(ROW), total=0)
    assert found.effort == 0 and found.profit == pytest.approx(
        140 * float(found.products[0].response(0.0))
    )
    assert found.products[0].effort_alone is None


@st.composite
def instances(draw: st.DrawFn) -> tuple[Curves, Any, Any, Any, float]:
    n = draw(st.integers(1, 3))
    kinds = st.sampled_from([Adbudg, Exponential, Power])
    responses = []
    for _ in range(n):
        kind, ends = draw(kinds), (draw(st.floats(0, 1)), draw(st.floats(1, 3)))
        if kind is Adbudg:
            responses.append(Adbudg(*ends, draw(st.floats(0.3, 6)), draw(st.floats(0.05, 5))))
        elif kind is Exponential:
            responses.append(Exponential(*ends, draw(st.floats(0.1, 5))))
        else:
            responses.append(Power(*ends, draw(st.floats(0.1, 1))))
    numbers = st.lists(st.integers(1, 12).map(float), min_size=n, max_size=n)
    cost = np.array(draw(numbers)) / 4
    curves = Curves.of(responses, np.array(draw(numbers)) * 4, np.array(draw(numbers)), cost)
    low = np.array(draw(st.lists(st.integers(0, 2).map(float), min_size=n, max_size=n)))
    high = low + np.array(draw(numbers))
    weight = np.ones(n) if draw(st.booleans()) else cost
    limit = float(weight @ low) + draw(st.integers(0, 20)) / 2
    return curves, low, high, weight, limit


@given(instances())
@settings(max_examples=40, deadline=None)
def test_whole_plans_equal_brute_force_and_bounds_hold(instance: Any) -> None:
    curves, low, high, weight, limit = instance
    axes = [np.arange(a, b + 1) for a, b in zip(low, high, strict=True)]
    plans = np.stack(np.meshgrid(*axes), -1).reshape(-1, len(axes))
    plans = plans[plans @ weight <= limit * (1 + 1e-9)]
    best = curves.profit(plans).sum(axis=1).max()
    whole = search(curves, low, high, weight, limit, True)
    free = search(curves, low, high, weight, limit, False)
    assert whole.profit == pytest.approx(best, abs=1e-7 * max(1, abs(best)))
    size = 1e-7 * max(1.0, abs(free.profit))
    assert whole.profit <= free.profit + size
    assert free.profit <= free.envelope_bound + size
    assert whole.envelope_bound == pytest.approx(free.envelope_bound, abs=1e-9)
    for found in (whole, free):
        assert (found.effort >= low).all() and (found.effort <= high).all()
        assert found.effort @ weight <= limit * (1 + 1e-9)
        assert found.bound >= found.profit
    draws = np.random.default_rng(0).uniform(low, high, size=(500, len(low)))
    kept = draws[draws @ weight <= limit]
    if len(kept):
        assert curves.profit(kept).sum(axis=1).max() <= free.profit + size
