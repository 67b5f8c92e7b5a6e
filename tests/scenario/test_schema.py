"""The schema as a whole: which figures may move in time, and what is said where one may not."""

from types import SimpleNamespace
from typing import Any

import pytest
from pydantic_core import PydanticCustomError
from schema_walk import kinds

from salessim.scenario.case_values import ShareOrMoney, ValuePerCase
from salessim.scenario.field_list import BY_MONTH, field_rows
from salessim.scenario.kinds import Kind
from salessim.scenario.schedules import as_schedule
from salessim.units import Quantity

INFO: Any = SimpleNamespace(context={"currency": "EUR"})


def by_month(kind: Kind) -> dict[str, Any]:
    sample = "3k" if isinstance(kind, ShareOrMoney) else kind.sample
    return {"2027-01": sample, "2027-07": sample, "season": [1] * 6 + [1.25] * 6}


def quantity(read: Any) -> Quantity:
    amount = read.amount if isinstance(read, ValuePerCase) else read
    assert isinstance(amount, Quantity)
    return amount


@pytest.mark.parametrize(("path", "kind"), list(kinds()), ids=lambda value: str(value)[:60])
def test_every_value_takes_months_or_says_that_it_does_not(path: str, kind: Kind) -> None:
    if not kind.moves:
        with pytest.raises(PydanticCustomError, match="this holds for all months alike"):
            kind._validate(by_month(kind), INFO)
        return
    read = quantity(kind._validate(by_month(kind), INFO))
    assert read.schedule is not None
    assert (read.schedule.begins, [month for month, _ in read.schedule.later]) == (
        "2027-01",
        ["2027-07"],
    )
    assert sum(read.schedule.season) == pytest.approx(12)
    assert read.highest == pytest.approx(read.typical * 1.25 / 1.125)
    assert read.lowest == pytest.approx(read.typical / 1.125)
    again = as_schedule(read, lambda value: by_month(kind)["2027-01"])
    assert quantity(kind._validate(again, INFO)) == read


def test_figures_that_move_are_marked_in_the_field_list() -> None:
    marked = {row.path for row in field_rows() if row.in_time == BY_MONTH}
    assert marked
    assert marked <= {path.replace("with.<name>", "with") for path, kind in kinds() if kind.moves}
    assert {"channels.<name>.leads", "segments.<name>.deal", "team.<name>.quota"} <= marked


@pytest.mark.parametrize("months", [3, 12])
def test_a_season_of_equal_factors_changes_nothing(months: int) -> None:
    kind = dict(kinds())["channels.<name>.leads"]
    pattern = "season" if months == 12 else "month_of_quarter"
    factors = [7] * (12 if months == 12 else 3)
    read = quantity(kind._validate({"typical": "20 a month", pattern: factors}, INFO))
    assert read.schedule is not None
    assert read.schedule.season == (1.0,) * 12


def test_highest_and_lowest_below_zero() -> None:
    """A poor channel is poorest where its season is strongest."""
    kind = dict(kinds())["channels.<name>.quality"]
    read = quantity(kind._validate({"typical": -1, "month_of_quarter": [1, 1, 2]}, INFO))
    assert (read.highest, read.lowest) == (-0.75, -1.5)
