"""No value is drawn that could not be typed, and 8 in 10 still lie between what was typed."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from salessim import Scenario
from salessim.model.assembly import build
from salessim.model.distributions import NUMBER, POSITIVE, SHARE, value_between, value_of
from salessim.scenario.amounts import Amount
from salessim.scenario.schema.section import Section
from salessim.study.design.values import kind_at, read_factor_distribution

CHANCES = (1e-12, 1e-6, 0.01, 0.05, 0.0999999, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 1 - 1e-9)
NO_END = float("inf")


def values(family: int, ends: tuple[float, float], least: float, greatest: float) -> list[float]:
    return [value_between(family, *ends, least, greatest, chance) for chance in CHANCES]


@pytest.mark.parametrize(
    ("family", "ends", "least", "greatest"),
    [
        (NUMBER, (0.0, 1.0), -0.5, 1.0),  # raise: 0..100 %
        (NUMBER, (-1.9, 1.9), -2.0, 2.0),
        (NUMBER, (-2.0, 2.0), -2.0, 2.0),
        (NUMBER, (0.0, 3.0), 0.0, NO_END),
        (NUMBER, (0.0, 1.0), 0.0, 1.0),
        (SHARE, (0.02, 0.94), 0.0, 0.95),
        (SHARE, (0.001, 0.5), 0.001, 0.99),
        (SHARE, (0.4, 0.6), 0.0, 1.0),
        (POSITIVE, (0.2, 1.8), 0.0, 2.0),
        (POSITIVE, (0.1, 19.0), 0.1, 20.0),
        (POSITIVE, (1.0, 4.0), 0.0, NO_END),
    ],
)
def test_tails_end_where_the_field_ends_and_the_ends_typed_stay_quantiles(
    family: int, ends: tuple[float, float], least: float, greatest: float
) -> None:
    drawn = values(family, ends, least, greatest)
    assert drawn == sorted(drawn)
    assert min(drawn) >= least
    assert max(drawn) <= greatest
    assert value_between(family, *ends, least, greatest, 0.1) == pytest.approx(ends[0])
    assert value_between(family, *ends, least, greatest, 0.9) == pytest.approx(ends[1])
    between = [low for low, chance in zip(drawn, CHANCES, strict=True) if 0.1 < chance < 0.9]
    assert between == [
        value_between(family, *ends, -NO_END, NO_END, chance)
        for chance in CHANCES
        if 0.1 < chance < 0.9
    ], "what lies between the ends typed is what it was"


def test_a_tail_is_cut_where_the_range_ends_and_keeps_its_shape_inside() -> None:
    """0..100 % of -50..100 %: uniform, a tenth of -12.5..0 % below, and a tenth at 100 %.

    Cut at 110 %, the tenth above is spread evenly over 100..110 %: its middle is 105 %.
    """
    assert values(NUMBER, (0.0, 1.0), -0.5, 1.0)[-3:] == [1.0, 1.0, 1.0]
    assert value_between(NUMBER, 0.0, 1.0, -0.5, 1.0, 0.05) == pytest.approx(-0.0625)
    assert value_between(NUMBER, 0.0, 1.0, -0.5, 1.1, 0.95) == pytest.approx(1.05)
    assert value_between(NUMBER, 0.0, 1.0, 0.0, 1.0, 0.05) == 0.0


def test_a_lognormal_tail_is_the_truncated_one() -> None:
    """1..4 within 0..5, by SciPy: the tail above 4, cut at 5, at the middle of its chances."""
    from scipy import stats

    sigma = np.log(4) / (2 * stats.norm.ppf(0.9))
    law = stats.lognorm(sigma, scale=2)
    chance = 0.9 + (law.cdf(5) - 0.9) / 2
    assert value_between(POSITIVE, 1.0, 4.0, 0.0, 5.0, 0.95) == pytest.approx(law.ppf(chance))


SCENARIO = """
name: ranges
horizon: {from: 2027-01, months: 1}
segments: {gold: {prospects: 10}}
channels: {web: {leads: 4 a month}}
team: {rep: {people: 1, hours: 20 a week}}
"""


def drawn(path: str, typed: str) -> list[float]:
    """What a parameter of a key path becomes at the chances, in the parameter's unit."""
    inputs = build(Scenario.parse(SCENARIO).vary({path: typed}))
    at = inputs.book.uncertain_paths.index(path)
    [row] = [row for row in inputs.world.uncertain_parameters if row.path == at][:1]
    return [
        value_between(row.family, row.low, row.high, row.least, row.greatest, chance)
        for chance in CHANCES
    ]


def test_raise_draws_no_more_than_may_be_typed() -> None:
    found = drawn("team.rep.raise", "0..100 %")
    assert (min(found), max(found)) == (pytest.approx(-0.125), 1.0)


def test_bounds_follow_the_unit() -> None:
    """Base pay of half time: 0 to 1e8 a period, a month here; churn of 99 % a month at most."""
    assert max(drawn("team.rep.base", "1k..99M a month")) <= 1e8 * 12 / 2
    assert max(drawn("segments.gold.churn", "1..98 % a month")) <= -12 * np.log(0.01) * (1 + 1e-12)
    assert max(drawn("segments.gold.churn", "1..98 % a month")) > -12 * np.log(0.02)


def ranged_fields() -> Iterator[tuple[str, Amount]]:
    """Every field of the schema that may have a range, by the section's and its own name."""
    seen: list[type[Section]] = [Section]
    while seen:
        section = seen.pop()
        seen += section.__subclasses__()
        for name, info in section.model_fields.items():
            for kind in info.metadata:
                if isinstance(kind, Amount) and not kind.exact:
                    yield f"{section.__name__}.{name}", kind


def test_every_field_that_may_have_a_range_says_what_may_be_drawn() -> None:
    fields = dict(ranged_fields())
    assert len(fields) > 80
    for name, kind in fields.items():
        period = {"never": "", "optional": "", "always": " a month"}[kind.rate]
        low, high = (end * 100 if kind.measure == "share" else end for end in (kind.low, kind.high))
        if kind.bound_period:
            continue
        unit = {"share": " %"}.get(kind.measure, "")
        typed = f"{low + 0.3 * (high - low):.6g}..{low + 0.98 * (high - low):.6g}{unit}{period}"
        read = kind.read(typed, "EUR")
        assert read.allowed == (kind.low, kind.high), name
        assert read.scaled(3.0).allowed == (3.0 * kind.low, 3.0 * kind.high), name


@pytest.mark.parametrize(
    ("typed", "within"),
    [
        ("100..990", (0, 1000)),  # hours of a stage: 0 to 1000
        ("0..1000", (0, 1000)),
        ({"exponential": {"mean": 600}}, (0, 1000)),
        ({"typical": "500..900", "cases": "100..990"}, (0, 1000)),
    ],
)
def test_cases_stay_within_the_range_too(typed: Any, within: tuple[float, float]) -> None:
    changes = {"funnel.conquest": {"proposal": {"hours": typed, "passes": "20 %"}}}
    world = build(Scenario.parse(SCENARIO).vary(changes)).world
    law = int(world.steps[0, 0].hours_distribution)
    world.distributions[law].scale *= 1.5  # as an uncertain typical value may
    cases = [value_of(world, law, chance) for chance in CHANCES]
    assert min(cases) >= within[0]
    assert max(cases) <= within[1]
    world.distributions[law].scale /= 1.5
    mean = np.mean([value_of(world, law, (k + 0.5) / 20_000) for k in range(20_000)])
    assert mean == pytest.approx(float(world.distributions[law].average), rel=1e-3)


def test_cases_far_from_the_ends_are_what_they_were() -> None:
    world = build(Scenario.parse(SCENARIO).vary({"segments.gold.deal": "5k..20k"})).world
    law = int(world.segments[0].deal_distribution)
    assert value_of(world, law, 0.9) == pytest.approx(20_000)
    assert value_of(world, law, 0.999) == pytest.approx(10_000 * 2 ** (3.0902 / 1.28155), rel=1e-4)


def test_a_factor_of_an_experiment_draws_what_the_field_allows() -> None:
    kind = kind_at("team.rep.raise")
    law = read_factor_distribution(kind, "between", "0..100 %", "EUR")
    assert [law.quantile(chance) for chance in (0.95, 0.999)] == [1.0, 1.0]
    assert law.quantile(0.05) == pytest.approx(-0.0625)


@pytest.mark.parametrize(
    ("path", "typed"),
    [("raise", "2..40 %"), ("charges", "50..150 %"), ("accelerator", "1..4"), ("cap", "0.5..9")],
)
def test_a_factor_draws_as_the_scenario_does(path: str, typed: str) -> None:
    """One law for a range, whether it is typed in a scenario or in a design of an experiment."""
    law = read_factor_distribution(kind_at(f"team.rep.{path}"), "between", typed, "EUR")
    assert [law.quantile(chance) for chance in CHANCES] == drawn(f"team.rep.{path}", typed)
