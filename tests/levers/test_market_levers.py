"""The seed's figures on strategy, leads, conversion, CRM and vision: each moves what it should.

Every pair is simulated in the same futures; a lever whose mechanism were taken out would leave the
paired difference at exactly 0. Differences are held against 2.6 standard errors: a false alarm in 1
of 200 where nothing moves, and none of the effects tested is smaller than 3.5 of them.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from salessim import Result, Scenario, simulate

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "levers"
REPLICATIONS = 24
SURE = 2.6


@cache
def futures(lever: str, variant: str | None = None) -> Result:
    scenario = Scenario.load(FOLDER / f"{lever}.yaml")
    changed = scenario if variant is None else scenario.variant(variant)
    return simulate(changed, replications=REPLICATIONS, seed=1)


def gain(lever: str, variant: str, figure: str) -> float:
    """The paired difference in standard errors; infinite where all futures differ alike."""
    after, before = (futures(lever, name).runs[figure].to_numpy() for name in (variant, None))
    difference = after - before
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    if error == 0:
        return 0.0 if difference[0] == 0 else float(np.sign(difference[0]) * np.inf)
    return float(difference.mean() / error)


@pytest.mark.parametrize(
    ("lever", "variant", "figure", "sign"),
    [
        ("strategy", "less administration", "revenue", +1),
        ("strategy", "conquest only", "revenue_loyalty", -1),
        ("leads", "half an appointment a day", "contracts_won", -1),
        ("leads", "one appointment a day", "calls", -1),
        ("leads", "twice the budget", "leads", +1),
        ("leads", "no budget", "leads", -1),
        ("leads", "better targeting", "revenue", +1),
        ("leads", "know the product", "revenue", +1),
        ("conversion", "understand first", "revenue", +1),
        ("conversion", "understand first", "contracts_conquest", +1),
        ("conversion", "neglect customers", "revenue_loyalty", -1),
        ("crm", "the CRM is used", "revenue", +1),
        ("crm", "the CRM is used", "selling_hours", -1),
        ("crm", "more is forgotten", "revenue", -1),
        ("crm", "move to another", "profit", -1),
        ("vision", "a market that doubles", "leads", +1),
        ("vision", "prices stand", "revenue", -1),
        ("vision", "a hire a year", "revenue", +1),
    ],
)
def test_a_lever_moves_what_it_should(lever: str, variant: str, figure: str, sign: int) -> None:
    assert sign * gain(lever, variant, figure) > SURE


def test_one_million_is_split_over_active_customers_and_prospecting() -> None:
    (target,) = futures("strategy").targets
    parts = {part.part: part for part in target.parts}
    assert {name: part.value for name, part in parts.items()} == pytest.approx(
        {"active": 750_000, "new": 250_000, "increment": 200_000}
    )
    assert parts["active"].mean + parts["new"].mean == pytest.approx(target.mean)
    assert parts["increment"].mean == pytest.approx(target.mean - 800_000)
    asked = futures("strategy", "customers bring all").targets[0].parts
    assert [part.value for part in asked] == pytest.approx([1_000_000, 0, 200_000])


def test_thirty_per_cent_of_the_time_goes_into_administration() -> None:
    """A fiftieth less: nobody administers on sick days."""
    assert futures("strategy").time_use["administration"] == pytest.approx(0.30, abs=0.008)


def test_hours_go_where_a_clear_strategy_says() -> None:
    """What is comfortable, low potential, takes less of the time."""

    def comfortable(variant: str | None) -> float:
        rows = futures("strategy", variant).findings.segments
        bronze = sum(row.hours for row in rows if row.segment == "bronze")
        return bronze / sum(row.hours for row in rows)

    assert comfortable("a clear strategy") < 0.95 * comfortable(None)


def test_two_appointments_a_day_are_an_aim_that_ends_the_calling() -> None:
    """8 paid hours are a day: less leave, sickness and holidays, in which nobody aims."""

    def a_day(variant: str | None) -> float:
        stages = {row.stage: row for row in futures("leads", variant).funnel.conquest}
        rate = stages["appointment"].per_rep_day
        assert rate is not None
        return rate

    assert a_day("half an appointment a day") == pytest.approx(0.5, abs=0.06)
    assert a_day("half an appointment a day") < a_day("one appointment a day") < a_day(None) < 2.05


def test_buyers_who_read_up_weigh_product_knowledge() -> None:
    """89 % of buyers go online first; who does not, does not weigh what a rep knows."""
    unread = futures("leads", "know it, buyers do not read up").runs["revenue"]
    assert (unread == futures("leads").runs["revenue"]).all()


def test_dearer_seats_cost_money_and_nothing_else() -> None:
    before, after = futures("crm").runs, futures("crm", "dearer seats").runs
    cost = before["profit"] - after["profit"]
    assert cost.to_numpy() == pytest.approx(5 * 12 * 210)
    assert (before["revenue"] == after["revenue"]).all()
    assert (before["payroll"] == after["payroll"]).all()


def test_a_crm_that_is_used_forgets_less() -> None:
    """20 % of it is used by default; what is forgotten goes with the rest."""
    assert Scenario.load(FOLDER / "crm.yaml").plan.crm.adoption.typical == 0.2
    rates = [
        {row.stage: row.rate for row in futures("crm", variant).funnel.conquest}["proposal"]
        for variant in ("no CRM", None, "the CRM is used")
    ]
    assert rates[0] < rates[1] < rates[2]


def test_year_five_says_what_each_year_asks() -> None:
    way = futures("vision").findings.path
    assert way is not None and [row.by[:4] for row in way.years] == [
        "2027", "2028", "2029", "2030", "2031",
    ]  # fmt: skip
    assert way.growth_per_year == pytest.approx(3 ** (1 / 5) - 1)
    assert way.years[-1].asks == pytest.approx(3_000_000)
    assert "Path to 3M: +25 % a year" in str(futures("vision"))
    assert futures("vision", "a target that grows").findings.path.growth_per_year < 0.2


def test_pay_that_stands_moves_payroll_alone() -> None:
    before, after = futures("vision").runs, futures("vision", "pay stands").runs
    assert (before["revenue"] == after["revenue"]).all()
    assert (after["payroll"] < before["payroll"]).all()


def test_a_vision_that_all_know_motivates() -> None:
    before, after = (
        np.mean([row.motivation_at_end for row in futures("vision", variant).findings.team])
        for variant in (None, "a vision all know")
    )
    assert after > before + 0.02
