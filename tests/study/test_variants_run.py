"""Variants meet the same futures: what they share cancels, what a cost changes is money."""

import made_results
import pytest

from salessim import Scenario, compare, simulate
from salessim.measure.runs import RUN
from salessim.study.variants import changed_scenario, run_variants

COSTS = {
    "dear tools": {"crm.seat": "200 a month"},
    "dear rent": {"today.other_costs": "9k a month"},
    "dear boss": {"managers.boss.base": "90k a year"},
    "dear law": {"team.closer.charges": "60 %"},
    "dear goods": {"margin": "50 %"},
}
MONEY = {
    *("payroll", "payroll_ratio", "payroll_ratio_last_quarter", "payroll_ratio_valued"),
    *("profit", "cash_low_point", "cash_out_month", "acquisition_cost"),
    *("payback_months", "money_needed", "break_even_month"),
}

ACME = Scenario.parse("""
name: Acme
defaults: exact
horizon: {from: 2027-01, months: 4}
target: {revenue: 150k, by: 2027-04}
segments: {gold: {prospects: 300, deal: 9k..15k, orders: 300 a month}}
channels: {web: {leads: 40 a month}}
team: {closer: {people: 3, base: 40k a year, on_target: 60k a year}}
managers: {boss: {}}
attrition: none
crm: {adoption: 20 %}
today: {customers: {gold: 30}, revenue_last_year: 400k}
""")


def test_a_cost_alone_moves_money_alone() -> None:
    found = compare(ACME, COSTS, replications=20).findings
    for variant in found.variants:
        for name, row in variant.differences.items():
            if name not in MONEY:
                assert row.unchanged, (variant.name, name)
                if row.futures:  # retention is none where nothing recurs
                    assert row.mean == 0.0, (variant.name, name)
                    assert row.ci95 == (0.0, 0.0), (variant.name, name)
        assert not variant.differences["cash_low_point"].unchanged, variant.name
        assert all(target.unchanged for target in variant.targets), variant.name


def test_a_seat_price_costs_what_it_says() -> None:
    tools = compare(ACME, {"dear tools": COSTS["dear tools"]}, replications=5)
    (row,) = tools.findings.variants
    assert row.differences["profit"].mean == pytest.approx(-200 * 3 * 4)
    assert row.differences["payroll_ratio"].unchanged, "tools are no pay"


@pytest.mark.parametrize(
    ("name", "replications"),
    [
        ("startup", 12),
        ("seven_reps", 12),
        ("million", 12),
        pytest.param("enterprise", 5, marks=pytest.mark.full),
    ],
)
def test_pairing_narrows_the_interval_of_every_shipped_variant(
    name: str, replications: int
) -> None:
    """The variance of a paired difference is below that of an unpaired one."""
    found = compare(made_results.scenario(name), replications=replications).findings
    assert len(found.variants) >= 6
    for variant in found.variants:
        for indicator in ("revenue", "payroll_ratio", "profit"):
            factor = variant.differences[indicator].pairing_factor
            assert factor is None or factor > 1, (variant.name, indicator, factor)


def test_each_side_is_what_it_is_alone() -> None:
    """Company makes no difference to a simulation: same tables, same figures, same chances."""
    scenario = made_results.scenario("startup")
    found = compare(scenario, "more leads", replications=10).findings
    alone = simulate(scenario, replications=10)
    assert found.digest == alone.digest
    assert found.indicators == alone.indicators
    (variant,) = found.variants
    varied = simulate(scenario.variant("more leads"), replications=10)
    assert variant.digest == varied.digest
    assert variant.indicators == varied.indicators
    (target,) = variant.targets
    assert target.probability == alone.targets[0].probability
    assert target.probability_of_variant == varied.targets[0].probability


def test_differences_do_not_depend_on_threads_order_or_company() -> None:
    one = compare(ACME, COSTS, replications=10, threads=1).findings
    turned = compare(ACME, dict(reversed(COSTS.items())), replications=10, threads=2).findings
    assert {row.name: row for row in one.variants} == {row.name: row for row in turned.variants}


def test_a_target_of_the_scenario_is_counted_in_every_variant() -> None:
    found = compare(ACME, {"no target": {"target": None}}, replications=5).findings
    (target,) = found.variants[0].targets
    assert (target.measure, target.by, target.unchanged) == ("revenue", "2027-04", True)


def test_memory_holds_the_runs_tables_and_no_more() -> None:
    variant = changed_scenario(ACME, "thin margin", {"margin": "40 %"})
    simulated = run_variants(ACME, [variant], replications=64)
    targets = len(ACME.plan.target)
    for outcomes in (simulated.base, simulated.variants[0][1]):
        held = sum(rows.nbytes for rows in (*outcomes._rows, *outcomes._reached))
        assert held == 64 * (RUN.itemsize + 8 * targets)


def test_a_stop_keeps_the_variants_that_are_finished() -> None:
    def until(futures: int):
        return lambda phase, done, planned: done < futures

    stopped = compare(ACME, COSTS, replications=24, watch=until(60))
    assert stopped.stopped_early
    assert stopped.variants == ["dear tools"], "the second was under way after 64 futures"
    assert len(stopped.runs) == 48
    nothing = compare(ACME, COSTS, replications=100, watch=until(10))
    assert (nothing.variants, nothing.planned) == ([], 5)
    assert 10 <= nothing.findings.replications <= 16, "what is under way is dropped"


def test_frames_have_a_row_a_future_and_a_row_a_difference() -> None:
    comparison = compare(ACME, COSTS, replications=4)
    assert len(comparison.runs) == 4 * (1 + len(COSTS))
    assert list(comparison.runs["variant"].unique()) == ["as it stands", *COSTS]
    table = comparison.differences.set_index(["variant", "indicator"])
    row = table.loc[("dear boss", "payroll")]
    assert row["mean"] > 0
    assert row["ci95_low"] <= row["mean"] <= row["ci95_high"]
    assert row["probability_worse"] == 1


def test_a_comparison_says_its_sentences(tmp_path) -> None:
    comparison = compare(ACME, COSTS, replications=4)
    assert "dear tools: revenue unchanged" in str(comparison)
    figure = comparison.plot(tmp_path / "picture.svg")
    assert len(figure.axes) == 2
    assert (tmp_path / "picture.svg").exists()
