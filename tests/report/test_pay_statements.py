"""A payee's statement, against pay by hand."""

from made_pay import Contract, scenario

from salessim import Scenario
from salessim.engine.simpy_engine import traced
from salessim.model.assembly.pay import components_of
from salessim.report.pay_tables import exact, pay_statement

ROWS = list[tuple[str, ...]]


def statement(of: Scenario, months: int) -> ROWS:
    """The rows of the first payee's statement over the first months; none where nothing counted."""
    trace = traced(of)
    for row in trace.rows:
        if row["second"] > trace.book.month_borders[months]:
            break
    parts = components_of(of.plan, of.plan.people)[0]
    sheet = pay_statement(trace.pay(), trace.book, 0, parts, months)
    return [] if sheet is None else [tuple(str(cell) for cell in row) for row in sheet.rows]


def test_a_statement_shows_how_each_amount_came_about() -> None:
    """Commission of 8 %, and 10 % from 50k on: 40k in January, 60k in February of one quarter."""
    parts = {
        "money": {"tiers": {"0": "8 %", "50k": "10 %"}, "paid_every": "quarter"},
        "signed": {"of": "contracts", "each": 250, "paid_every": "month"},
    }
    of = scenario({"components": parts}, [Contract(10, 40_000), Contract(40, 60_000)])
    assert statement(of, 3) == [
        ("Jan 2027", "money", "bookings", "40 000", "–", "–", "–", "–", "–", "–"),
        ("Jan 2027", "signed", "contracts", "1", "1", "–", "–", "1 of 1: from 0, 250 each",
         "250", "250"),
        ("Feb 2027", "money", "bookings", "60 000", "–", "–", "–", "–", "–", "–"),
        ("Feb 2027", "signed", "contracts", "1", "1", "–", "–", "1 of 1: from 0, 250 each",
         "250", "250"),
        # 50k at 8 % and 50k at 10 %.
        ("Mar 2027", "money", "bookings", "0", "100 000", "–", "–", "2 of 2: from 50 000, 10 %",
         "9 000", "9 000"),
    ]  # fmt: skip


def test_attainment_of_a_quota_and_its_tier() -> None:
    """90k of 100k a quarter pays 9k of 10k; beyond it each part pays double."""
    parts = {"new": {"quota": "400k a year", "target": "40k a year", "tiers": {"100 %": 2}}}
    of = scenario({"components": parts}, [Contract(10, 90_000), Contract(100, 120_000)])
    rows = statement(of, 6)
    assert rows[1] == ("Mar 2027", "new", "bookings", "0", "90 000", "100 000", "90.0 %",
                       "1 of 2: from 0 %, x 1", "9 000", "9 000")  # fmt: skip
    assert rows[-1] == ("Jun 2027", "new", "bookings", "0", "120 000", "100 000", "120.0 %",
                        "2 of 2: from 100 %, x 2", "14 000", "14 000")  # fmt: skip


def test_a_statement_adds_up_with_its_other_lines() -> None:
    """An advance of 1k a month on 5 %: 40k pay 2k in January, of which 1k was advanced.

    Leaving would take the 2k back; nothing is owed of the advance.
    """
    plan = {
        "base": "24k a year",
        "components": {"new": {"rate": "5 %", "paid_every": "month", "clawback": "1 year"}},
        "draw": {"pays": "1k a month"},
    }
    of = scenario(plan, [Contract(10, 40_000)])
    trace = traced(of)
    for row in trace.rows:
        if row["second"] > trace.book.month_borders[2]:
            break
    parts = components_of(of.plan, of.plan.people)[0]
    sheet = pay_statement(trace.pay(), trace.book, 0, parts, 2)
    assert sheet is not None
    assert [(row[0], row[1], row[-1]) for row in sheet.rows] == [
        ("Jan 2027", "new", "2 000"),
        ("Jan 2027", "fixed pay", "2 000"),
        ("Jan 2027", "draw", "1 000"),
        ("Jan 2027", "draw earned", "-1 000"),
        ("Jan 2027", "paid in all", "4 000"),
        ("Feb 2027", "fixed pay", "2 000"),
        ("Feb 2027", "draw", "1 000"),
        ("Feb 2027", "paid in all", "3 000"),
    ]
    assert sheet.note.endswith(
        " At the end: advances not yet earned 1 000, pay that goes back if its customers leave "
        "2 000."
    )


def test_nobody_has_a_statement_before_a_month_is_over() -> None:
    of = scenario({"components": {"new": {"rate": "10 %"}}}, [Contract(10, 90_000)])
    assert statement(of, 0) == []


def test_figures_are_exact_to_the_cent() -> None:
    assert [exact(x) for x in (0, 1234.5, 1_234_567.891, 250.0)] == [
        "0", "1 234.50", "1 234 567.89", "250",
    ]  # fmt: skip
