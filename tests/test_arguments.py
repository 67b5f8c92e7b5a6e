"""Python arguments answer like figures of a scenario: used, or refused by name in a sentence."""

import datetime as dt
import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import made_results
import numpy as np
import pytest

from salessim import (
    InputError,
    Scenario,
    allocate_response_table,
    capacity_plan,
    compare,
    fit_churn,
    fit_orders,
    fractional,
    optimise,
    simulate,
)
from salessim.plan.closed_forms import (
    Cohort,
    absorbing_chain,
    capacity_of,
    ramped_sales,
    sales_velocity,
    simple_capacity,
)
from salessim.plan.request import PlanRequest


class NoRepr:
    """Something that cannot be shown."""

    def __repr__(self) -> str:
        raise RuntimeError


class NoEntries(dict[str, Any]):
    """Something that cannot be gone through."""

    def __iter__(self) -> Any:
        raise RuntimeError

    items = keys = values = __iter__


HUGE = 10**5000
"""More digits than Python writes out."""
NOTHING_OF_USE: list[Any] = [
    *(-1, 1.5, 10**30, HUGE, math.nan, math.inf, -math.inf, 2 + 1j, Decimal("2.5")),
    *("x", "", "3", b"x", "a\x00b", "\ud800", "\x1b[31m", [], [None], {}, {1: 2}, (1, "x")),
    *(object(), NoRepr(), len, Path("x"), dt.date(2027, 1, 1), np.array([1, 2]), np.float64(1.5)),
    *(np.array(1), NoEntries(a=1), [HUGE], iter([None]), int, {"team.closer.base": NoRepr()}),
]
TABLE = (
    "product,0,50 %,100 %,150 %,saturation,margin,revenue,today's effort\n"
    "A,.3,.45,1,1.4,1.6,70 %,214,96\n"
)
STARTUP = Path(__file__).parents[1] / "scenarios" / "startup.yaml"
PROGRAMME = {"numerator": [1.0, 2.0], "denominator": [1.0, 1.0], "upper": [5, 5]}
ROSTER = {"roster": [Cohort(3, starts=-2)], "periods": 4, "sales_per_period": 100.0}
CHANGE = {"more": {"team.closer.base": "60k a year"}}


def with_one[F](call: Callable[..., F], name: str, **rest: Any) -> Callable[[Any], F]:
    return lambda value: call(**{**rest, name: value})


def calls() -> Iterator[tuple[str, str, Callable[[Any], Any]]]:
    """What is called, the argument that a message names, and the call with its value."""
    scenario = made_results.scenario("startup")
    result = made_results.result()
    one: dict[str, Any] = {"scenario": scenario, "replications": 1}
    for name in ("scenario", "replications", "seed", "engine", "threads", "precision", "keep"):
        yield "simulate", name, with_one(simulate, name, **one)
    for name in ("watch", "processes", "rules", "anyway"):
        yield "simulate", name, with_one(simulate, name, **one)
    yield "simulate", "rules: effort", lambda value: simulate(**one, rules={"effort": value})
    for name in ("replications", "seed", "engine", "threads", "watch", "each_person", "names"):
        yield (
            "compare",
            name,
            lambda value, name=name: compare(scenario, CHANGE, **{"replications": 1, name: value}),
        )
    yield "compare", "scenario", lambda value: compare(value, CHANGE)
    yield "compare", "variants", lambda value: compare(scenario, value, replications=1)
    for name in ("scenario", "seed", "threads", "watch", "anyway"):
        yield "optimise", name, with_one(optimise, name, scenario=scenario)
    for name in ("objective", "target", "targets", "probability", "largest_change", "least_care"):
        yield "request", name, with_one(PlanRequest, name)
    for name in ("least_prospecting", "shares", "whole_people", "frontier", "time_limit_seconds"):
        yield "request", name, with_one(PlanRequest, name)
    for name in ("replications", "precision"):
        yield "request", name, with_one(PlanRequest, name)
    yield "fit_churn", "cohort", fit_churn
    yield "fit_churn", "period", lambda value: fit_churn([100, 80, 70], period=value)
    yield "fit_churn", "periods", fit_churn([100, 80, 70]).survival
    counts = {0: 20, 1: 9, 2: 5, 3: 2}
    yield "fit_orders", "counts", fit_orders
    yield "fit_orders", "at_least", lambda value: fit_orders(counts, at_least=value)
    yield "fit_orders", "orders", fit_orders(counts).chance
    yield "load", "trust", lambda value: Scenario.load(STARTUP, trust=value)
    yield "load", "path", Scenario.load
    yield "parse", "text", Scenario.parse
    yield "parse", "folder", lambda value: Scenario.parse("", folder=value)
    yield "vary", "changes", scenario.vary
    yield "vary", "name", lambda value: scenario.vary({}, value)
    yield "variant", "name", scenario.variant
    yield "events", "replication", result.events
    yield "write_log", "file", result.write_log
    yield "write_report", "file", result.write_report
    yield "save", "folder", result.save
    yield "plot", "file", result.plot
    for name in ("roster", "periods", "ramp", "sales_per_period", "over_assignment", "judgment"):
        yield "capacity_plan", name, with_one(capacity_plan, name, **ROSTER)
    for name in ("attrition", "first", "months_per_period"):
        yield "capacity_plan", name, with_one(capacity_plan, name, **ROSTER)
    yield "capacity_of", "ramped_reps", lambda value: capacity_of(value, sales_per_period=1)
    for k, name in enumerate(("sales_per_period", "ramp", "periods")):
        given: list[Any] = [1.0, (0.3,), 4]
        yield (
            "ramped_sales",
            name,
            lambda value, k=k, given=given: ramped_sales(*given[:k], value, *given[k + 1 :]),
        )
    yield "simple_capacity", "groups", simple_capacity
    for name in ("deals", "value", "win_rate", "cycle_days"):
        usual = {"deals": 1, "value": 1, "win_rate": 0.5, "cycle_days": 9}
        yield "sales_velocity", name, with_one(sales_velocity, name, **usual)
    yield "absorbing_chain", "moves", lambda value: absorbing_chain(value, [0.5])
    yield "absorbing_chain", "win", lambda value: absorbing_chain([[0.0]], value)
    for name in ("numerator", "denominator", "numerator_constant", "denominator_constant"):
        yield "fractional", name, with_one(fractional, name, **PROGRAMME)
    for name in ("rows", "row_lower", "row_upper", "lower", "upper", "whole", "sense"):
        yield "fractional", name, with_one(fractional, name, **PROGRAMME)
    for name in ("method", "today", "time_limit_seconds"):
        yield "fractional", name, with_one(fractional, name, **PROGRAMME)
    for name in ("total", "budget", "cost", "least", "most", "whole", "saturation_at", "curve"):
        yield "allocate", name, with_one(allocate_response_table, name, table=TABLE)
    for name in ("responses", "through_today", "use_all"):
        yield "allocate", name, with_one(allocate_response_table, name, table=TABLE, total=90)
    yield "allocate", "table", allocate_response_table


@pytest.mark.parametrize("place", range(len(list(calls()))))
def test_what_cannot_be_used_is_refused_in_a_sentence(
    place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only `InputError` may come; the values that are of use here are used."""
    monkeypatch.chdir(tmp_path)
    _, name, call = list(calls())[place]
    refused = 0
    for value in NOTHING_OF_USE:
        try:
            call(value)
        except InputError as error:
            refused += 1
            assert str(error).isprintable() or "\n" in str(error)
    assert refused >= 5, name


EXACT: list[tuple[Callable[[], Any], str]] = [
    (lambda: run(seed=1.5), "'seed' is 1.5; allowed: a whole number from 0 to 72057594037927935."),
    (lambda: run(seed=None), "'seed' is None; allowed: a whole number from 0 to"),
    (lambda: run(replications=True), "'replications' is True; allowed: a whole number from 1 to"),
    (lambda: run(keep="x"), "'keep' is 'x'; allowed: sums, tables, deals."),
    (lambda: run(precision=0), "'precision' is 0; allowed: a share above 0 and below 1"),
    (lambda: run(threads=0), "'threads' is 0; allowed: a whole number from 1 to 1024."),
    (lambda: run(engine=None), "'engine' is None; allowed: compiled or simpy."),
    (lambda: run(watch=3), "'watch' is 3; allowed: a function of 3 arguments."),
    (lambda: simulate(None), "'scenario' is None; allowed: a Scenario"),  # type: ignore[arg-type]
    (lambda: made_results.result().events(-1), "'replication' is -1; allowed: a whole number"),
    (
        lambda: made_results.scenario("startup").vary(None),
        "'changes' is None; allowed: a map such as",
    ),  # type: ignore[arg-type]
    (lambda: optimise(made_results.scenario("startup"), nonsense=1), "'an option' is 'nonsense'"),
    (lambda: run(replications=HUGE), "'replications' is a value of type int"),
]


def run(**arguments: Any) -> Any:
    return simulate(made_results.scenario("startup"), **{"replications": 1, **arguments})


@pytest.mark.parametrize("place", range(len(EXACT)))
def test_a_refusal_names_argument_value_and_what_is_allowed(place: int) -> None:
    call, sentence = EXACT[place]
    with pytest.raises(InputError) as caught:
        call()
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16, np.int32, np.int64, np.uint64])
def test_numpy_integers_of_any_width_are_whole_numbers(kind: Any) -> None:
    plainly = run(replications=2, seed=3)
    assert run(replications=kind(2), seed=kind(3), threads=kind(1)).digest == plainly.digest
    assert plainly.events(kind(1)).equals(plainly.events(1))


def holding_itself() -> dict[str, Any]:
    endless: dict[str, Any] = {}
    endless["people"] = endless
    return endless


def deep() -> list[Any]:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    return nested


@pytest.mark.parametrize("made", [holding_itself, deep])
def test_what_has_no_end_is_no_figure(made: Callable[[], Any]) -> None:
    scenario = made_results.scenario("startup")
    with pytest.raises(InputError, match=r"team\.closer.*: nested deeper than 40 levels"):
        scenario.vary({"team.closer": made()})
    with pytest.raises(InputError, match="nested deeper than 40 levels"):
        compare(scenario, {"more": {"team.closer": made()}}, replications=1)
