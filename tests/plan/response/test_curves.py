"""Curve families, fits that data contradict, given parameters, today's point, all of the effort.

Right values follow from closed forms: sales k (1 - exp(-b n)) of n hours have the slope
k b exp(-b n); where two products share N hours, slopes are equal at
n = (ln(k1 b1 / k2 b2) + b2 N) / (b1 + b2).
"""

from math import exp, inf, log
from typing import Any

import numpy as np
import pytest

from salessim.errors import InputError
from salessim.plan.response.allocate import allocate_response_table
from salessim.plan.response.responses import (
    Adbudg,
    Exponential,
    Power,
    fit_response,
    is_concave,
    largest_miss,
)

TODAY = 20
SATURATING = {"A": (100, 0.05), "B": (60, 0.12)}
"""Sales in the end, and the rate an hour."""


def rows(digits: int | None = None) -> list[dict[str, Any]]:
    """Points of saturating products at 0, 50, 100, 150 % of today's 20 hours and at saturation."""
    found = []
    for name, (most, rate) in SATURATING.items():
        today = 1 - exp(-rate * TODAY)
        points = {"0": 0.0, "50 %": 1 - exp(-rate * TODAY / 2), "100 %": today}
        points |= {"150 %": 1 - exp(-rate * TODAY * 1.5), "saturation": 1.0}
        shown = {key: value / today for key, value in points.items()}
        if digits is not None:
            shown = {key: round(value, digits) for key, value in shown.items()}
        rest = {"margin": 1, "revenue": most * today, "today": TODAY}
        found.append({"product": name, **shown, **rest})
    return found


def best(total: float) -> tuple[float, float]:
    (k1, b1), (k2, b2) = SATURATING.values()
    first = (log(k1 * b1 / (k2 * b2)) + b2 * total) / (b1 + b2)
    return first, total - first


@pytest.mark.parametrize("total", [10, 25])
def test_theory_concave_points_get_a_concave_curve(total: float) -> None:
    """An S-shaped fit gave 0 and 10 of 10 hours; equal slopes give 4.91 and 5.09."""
    found = allocate_response_table(rows(), total=total, whole=False)
    assert [product.effort for product in found.products] == pytest.approx(best(total), abs=0.01)
    assert all(isinstance(product.response, Exponential) for product in found.products)
    assert "proven best" in str(found)


def test_points_rounded_to_two_digits_tell_nearly_the_same() -> None:
    found = allocate_response_table(rows(2), total=10, whole=False)
    assert [product.effort for product in found.products] == pytest.approx(best(10), abs=0.2)


def test_a_curve_that_points_contradict_is_never_proven_best() -> None:
    found = allocate_response_table(rows(), total=10, whole=False, curve="adbudg")
    assert [product.effort for product in found.products] == [0, 10]
    assert "proven best" not in str(found)
    assert "the points speak against that of A, B" in str(found)
    assert "A: its curve is S-shaped although each further effort brings less" in str(found)


def test_a_flexible_curve_goes_before_a_concave_one_only_where_it_is_needed() -> None:
    """Points that rise as a square root are concave; so is what is fitted, whatever its family."""
    effort = [0, 0.5, 1, 1.5, 2, 4]
    fitted = fit_response(effort, [x**0.5 for x in effort])
    assert not fitted.inflection
    assert largest_miss(fitted, (effort, np.sqrt(effort))) < 0.01
    s_shaped = Adbudg(0.3, 1.6, 3.5, 0.8)
    kept = fit_response(effort, list(s_shaped(effort)))
    assert isinstance(kept, Adbudg) and kept.shape == pytest.approx(3.5, abs=0.01)


@pytest.mark.parametrize(
    "response",
    [
        Exponential(0.2, 1.4, 1.7),
        Power(0, 1, 0.3),
        Power(0.4, 1.1, 0.7),
        Adbudg(0.3, 1.5, 0.8, 1.2),
    ],
)
def test_each_family_meets_points_of_its_own(response: Any) -> None:
    effort = (0, 0.5, 1, 1.5, 10)
    name = type(response).__name__.lower()
    for curve in (name, "concave"):
        fitted = fit_response(effort, list(response(effort)), curve)
        assert fitted(effort) == pytest.approx(response(effort), abs=1e-3)
        assert not fitted.inflection


def test_three_points_tell_a_curve_of_three_parameters() -> None:
    curve = Exponential(0.1, 1.5, 0.9)
    fitted = fit_response((0, 1, 2), list(curve((0, 1, 2))), "exponential")
    assert fitted.rate == pytest.approx(0.9, abs=1e-3)
    with pytest.raises(InputError, match="3 points do not tell the four"):
        fit_response((0, 1, 2), (0.1, 1, 1.2), "adbudg")


def test_a_fit_through_today() -> None:
    effort, sales = (0, 0.5, 1.5, 10), (0.3, 0.6, 1.5, 1.6)
    for curve in ("adbudg", "exponential", "power", "concave"):
        fitted = fit_response(effort, sales, curve, through_today=True)
        assert float(fitted(1.0)) == pytest.approx(1, abs=1e-12)
    free = fit_response(effort, sales, "exponential")
    assert float(free(1.0)) != pytest.approx(1, abs=1e-3)
    held = fit_response(effort, sales, "exponential", through_today=True)
    misses = [np.sum((fit(effort) - sales) ** 2) for fit in (free, held)]
    assert misses[0] < misses[1]


def test_parameters_that_are_known_need_no_points() -> None:
    """Constant elasticity e and no cost: hours go by e x sales (Dorfman and Steiner)."""
    text = "product,elasticity,margin,revenue,today\nA,.2,1,300,20\nB,.1,1,200,10\n"
    found = allocate_response_table(text, total=30, whole=False)
    a, b = (product.effort for product in found.products)
    slopes = 0.2 * 300 / 20 * (a / 20) ** -0.8, 0.1 * 200 / 10 * (b / 10) ** -0.9
    assert a + b == pytest.approx(30) and slopes[0] == pytest.approx(slopes[1], rel=1e-6)
    header = "product,curve,shape,level,rate,most sales,margin,revenue,today"
    text = f"{header}\nA,,2,.5,,1.4,1,300,20\nB,exponential,,,1.5,,1,200,10\n"
    first, second = (
        product.response for product in allocate_response_table(text, total=9).products
    )
    assert first == Adbudg(0, 1.4, 2, 0.5)
    assert isinstance(second, Exponential) and float(second(1.0)) == pytest.approx(1)
    given = {"A": Power(0, 1, 0.5)}
    found = allocate_response_table(rows(), total=10, responses=given)
    assert found.products[0].response is given["A"]
    assert "points speak against that of A" in str(found), "held against the points there are"


def test_all_of_the_effort_is_used_where_it_is_asked() -> None:
    """At a cost of 5 an hour only 3 hours pay; hours that are there anyway go by equal slopes."""
    some = allocate_response_table(rows(), total=10, cost=5, whole=False)
    assert some.effort == pytest.approx(log(60 * 0.12 / 5) / 0.12, abs=0.01)
    found = allocate_response_table(rows(), total=10, cost=5, whole=False, use_all=True)
    assert [product.effort for product in found.products] == pytest.approx(best(10), abs=0.01)
    assert found.limit_used == pytest.approx(10)
    more = allocate_response_table(rows(), total=10.01, cost=5, whole=False, use_all=True)
    slope = (more.profit - found.profit) / 0.01
    assert found.worth_of_one_more == pytest.approx(slope, rel=0.01) and slope < 0
    assert found.bound == pytest.approx(found.profit)
    assert allocate_response_table(rows(), total=11, cost=5, use_all=True).effort == 11


def test_all_is_used_also_where_no_effort_helps() -> None:
    flat = "product,0,50 %,100 %,150 %,saturation,margin,revenue,today\nA,1,1,1,1,1,1,50,5\n"
    found = allocate_response_table(flat, total=8, cost=1, use_all=True)
    assert found.effort == 8 and found.profit == pytest.approx(50 - 8)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"curve": "logistic"}, "'curve' is 'logistic'; allowed: automatic, adbudg"),
        ({"use_all": True, "total": None, "cost": 5}, "'use_all' needs a total or a budget"),
        ({"use_all": True, "most": {"A": 2, "B": 3}}, "The most efforts take 5 of a limit of 10"),
        ({"curve": "power", "saturation_at": inf}, "A: A power curve has no end"),
        ({"responses": {"C": Power(0, 1, 0.5)}}, "There is no product 'C'"),
        ({"responses": {"A": 3}}, "A: a response is an Adbudg, Exponential or Power, not 3"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(more: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        allocate_response_table(rows(), **({"total": 10} | more))


@pytest.mark.parametrize(
    ("columns", "row", "sentence"),
    [
        ("shape", "2", "'shape' needs 'level'"),
        ("most sales", "2", "'most sales' alone is no curve"),
        ("rate,elasticity", "1,.5", "of more than one curve"),
        ("curve,rate", "power,1", "of more than one curve"),
        ("elasticity", "1.2", "up to 1 is allowed"),
        ("rate", "0", "'rate' of a response is 0; above 0"),
        ("rate,level", "1,1", "'level' belongs to shape"),
        ("curve", "cubic", "there is no curve 'cubic'"),
        ("rate,least sales,most sales", "1,1.2,.8", "More effort sells less"),
    ],
)
def test_wrong_parameters_are_refused_in_a_sentence(columns: str, row: str, sentence: str) -> None:
    text = f"product,{columns},margin,revenue,today\nA,{row},1,100,10\n"
    with pytest.raises(InputError, match=sentence):
        allocate_response_table(text, total=10)


def test_concave_points() -> None:
    assert is_concave(((0, 0.5, 1, 1.5, 10), (0.56, 0.8, 1.02, 1.11, 1.2)))
    assert not is_concave(((0, 0.5, 1, 1.5, 10), (0.3, 0.45, 1, 1.4, 1.6)))
    assert not is_concave(((0, 0.5, 1), (0, 0.5, 1))), "a line is not told from an S"
