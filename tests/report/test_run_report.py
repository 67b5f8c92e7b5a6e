"""The headline in the situations that call for different words."""

import re

import made_tables
import numpy as np
import pytest

from salessim import Scenario, simulate
from salessim.measure.batch import Batch
from salessim.measure.findings import BindingMonth, Findings, MainLimit, TypedChange
from salessim.measure.summary import RunSettings, findings_of, with_limits_and_luck
from salessim.measure.tally import Tally
from salessim.model.state.outputs import Book
from salessim.report.run_report import footnotes, headline
from salessim.report.words import BAD, GOOD


def found(
    batch: Batch | None = None,
    book: Book = made_tables.BOOK,
    binding: list[BindingMonth] | None = None,
    limit: MainLimit | None = None,
) -> Findings:
    tally = Tally(book)
    tally.add(made_tables.batch(60) if batch is None else batch)
    repeated = made_tables.repeated(tally.replications)
    found = findings_of(tally, RunSettings("compiled", 1))
    return with_limits_and_luck(found, tally, binding or [], limit, repeated)


def lines(findings_: Findings) -> dict[str, str]:
    """The headline by the first words of its lines."""
    return {line.plain[:13].strip(): line.plain for line in headline(findings_)}


def styles(findings_: Findings, start: str) -> set[str]:
    (line,) = (line for line in headline(findings_) if line.plain.startswith(start))
    return {str(span.style) for span in line.spans}


def with_payroll(factor: float) -> Batch:
    batch = made_tables.batch(60)
    for part in ("base", "variable", "charges", "managers"):
        batch.ledger[part] *= factor
    return batch


def test_revenue_leads_with_the_users_risk() -> None:
    assert "8 in 10 between" in lines(found())["Revenue"]


def test_payroll_ratio_over_40_is_flagged() -> None:
    over = found(with_payroll(4))
    assert over.flags.payroll_ratio
    assert "over 40 %;" in lines(over)["Payroll ratio"]
    assert styles(over, "Payroll ratio") == {BAD}
    under = found()
    assert "under 40 %;" in lines(under)["Payroll ratio"]
    assert styles(under, "Payroll ratio") == {GOOD}


def test_payroll_ratio_over_40_only_in_the_last_quarter_is_flagged_too() -> None:
    batch = made_tables.batch(60)
    batch.ledger["base"][:, -3:] += 40_000
    batch.ledger["base"][:, 0] = 0
    batch.months["revenue"][:, 0] *= 6
    flagged = found(batch)
    assert not flagged.flags.payroll_ratio
    assert flagged.flags.payroll_ratio_last_quarter
    assert lines(flagged)["Payroll ratio"].endswith("in the last quarter, over 40 %")
    assert styles(flagged, "Payroll ratio") == {BAD}


def test_no_increase_in_sales_is_said_with_its_cost() -> None:
    flat = found(book=made_tables.book_with(revenue_last_year=3_000_000.0))
    assert flat.flags.no_increase
    assert "no increase in sales for a payroll of 72k" in lines(flat)["Growth"]
    grown = found(book=made_tables.book_with(revenue_last_year=300_000.0))
    assert lines(grown)["Growth"].startswith("Growth        +")
    assert "Growth" not in lines(found(book=made_tables.book_with(revenue_last_year=None)))


def test_nobody_paid_has_no_payroll_ratio() -> None:
    batch = with_payroll(0)
    unpaid = found(batch)
    assert lines(unpaid)["Payroll ratio"].endswith("nobody is paid")
    assert "Payroll ratio" not in footnotes(unpaid)[0].plain


def test_unpaid_hours_have_a_price() -> None:
    batch = made_tables.batch(60)
    batch.ledger["unpaid"] = 10_000.0
    text = "\n".join(line.plain for line in headline(found(batch)))
    assert "with unpaid hours at their price" in text


def test_a_run_without_revenue() -> None:
    batch = made_tables.batch(60)
    batch.months["revenue"] = 0.0
    poor = found(batch)
    assert "payroll 72k, no revenue" in lines(poor)["Payroll ratio"]
    assert poor.indicators["payroll_ratio"].mean is None
    assert any("60 of 60 futures bring no revenue" in note.plain for note in footnotes(poor))


def test_one_future_has_no_spread() -> None:
    one = found(made_tables.batch(1))
    text = "\n".join(line.plain for line in (*headline(one), *footnotes(one)))
    assert "1 future " in text
    assert "8 in 10" not in text
    assert "%" not in lines(one)["Revenue 400k"].rsplit(":", 1)[1]
    assert "±" not in text


def test_cash_is_left_out_where_nobody_speaks_of_it() -> None:
    batch = made_tables.batch(60)
    batch.ledger["other_costs"] = 0.0
    silent = found(batch, made_tables.book_with(opening_cash=0.0))
    assert not any("Cash" in line.plain for line in headline(silent))


def test_cash_that_runs_out_is_dated() -> None:
    broke = found(book=made_tables.book_with(opening_cash=-80_000.0))
    text = next(line.plain for line in headline(broke) if "Cash" in line.plain)
    assert "; runs out in " in text
    assert "from Jan 2027" in text


@pytest.mark.parametrize(
    ("limit", "keys", "spans", "said"),
    [
        (
            "leads",
            1,
            [("2027-01", "2027-04")],
            "Limit: leads all along (10 % more of them: +400, +300 to +500)\n       key.0: 1",
        ),
        ("ramp", 2, [("2027-02", "2027-04")], "Limit: ramp of new reps from Feb 2027 ("),
        ("market", 1, [("2027-01", "2027-01")], "Limit: prospects in the market Jan 2027 ("),
        ("block", 1, [], "Limit: protected prospecting hours (10 % more of them"),
        ("skill", 3, [], "key.0: 1, key.1: 1 and 1 more key: --details"),
        (None, 0, [], "Limit: none found beyond chance"),
    ],
)
def test_limits(limit: str | None, keys: int, spans: list[tuple[str, str]], said: str) -> None:
    binding = [
        BindingMonth(month=month, limit=None, gain_of_10_percent=0.0)
        for month in made_tables.MONTHS
    ]
    main = limit and MainLimit(
        limit=limit,
        changes=[TypedChange(path=f"key.{row}", value="1") for row in range(keys)],
        gain=400,
        ci95=(300, 500),
        pairs=50,
        spans=spans,
    )
    shown = found(binding=binding, limit=main or None)
    assert said in "\n".join(line.plain for line in headline(shown))


def test_the_spread_is_told_with_intervals() -> None:
    text = lines(found())["Spread: luck"]
    assert re.fullmatch(r"Spread: luck \d+ % \(\d+ to \d+ %\)", text)


def test_a_figure_is_worth_finding_out_only_beyond_chance() -> None:
    assert "Find out first: the win rate of gold, " in "\n".join(
        line.plain for line in headline(found())
    )
    batch = made_tables.batch(60)
    batch = batch._replace(uncertain_values=np.random.default_rng(1).random((60, 2)))
    assert not any("Find out" in line.plain for line in headline(found(batch)))


def test_commission_without_base_is_pay() -> None:
    """60k for 600k sold, and a quarter of charges on it: 12.5 % of what is sold (once: nobody)."""
    scenario = Scenario.parse(
        "{horizon: {from: 2027-01, months: 6}, segments: {all: {deal: {constant: 10k}}},"
        " team: {closer: {people: 2, base: 0 a year, on_target: 60k a year, quota: 600k a year,"
        " accelerator: 1, charges: 25 %}}, channels: {web: {leads: 60 a month}}, attrition: none}"
    )
    found = simulate(scenario, replications=2).findings
    assert found.has_payroll
    ratio = found.indicators["payroll_ratio"].mean
    assert ratio == pytest.approx(0.125, rel=1e-9)
    assert "nobody is paid" not in "\n".join(line.plain for line in headline(found))
