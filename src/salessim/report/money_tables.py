"""The tables of what comes of the work: targets, months, money, spread, defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.sheet import PAGES_ONLY, Column, Sheet, text
from salessim.report.words import (
    LIMITS,
    NOTHING,
    amount,
    chance,
    count,
    month,
    share,
    share_interval,
    signed,
    signed_interval,
    target_label,
    typed_amount,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salessim.measure.findings import (
        BackcastPath,
        Default,
        Findings,
        ShareOfSpread,
        TypedFigure,
    )


def targets(findings: Findings) -> Sheet:
    """Each target's chance, and who should bring it."""
    return Sheet(
        "Targets",
        "Active customers are those of day one; new ones are won during the horizon.",
        (
            text("target"),
            Column("chance"),
            Column("95 % interval", 70),
            Column("expected"),
            Column("of it to come from active", 100),
            Column("from active, expected", 100),
        ),
        tuple(
            (
                target_label(row.measure, row.value, row.by, row.of_whole),
                chance(row.probability),
                f"{share(row.ci95[0])} – {share(row.ci95[1])}",
                amount(row.mean),
                NOTHING
                if row.from_active is None
                else f"{share(row.from_active)}, {amount(row.wanted_from_active)}",
                amount(row.obtained_from_active),
            )
            for row in findings.targets
        ),
    )


SPREAD_TARGET = "target, spread evenly"
PARTS = {
    "active": "from active customers",
    "new": "from new customers",
    "increment": "beyond last year's",
}


def target_parts(findings: Findings) -> Sheet:
    """What each part of the targets is to bring, and how likely it does."""
    return Sheet(
        "Parts of the targets",
        "Active customers are those of day one; new ones are won during the horizon.",
        (
            text("target"),
            text("part"),
            Column("asked"),
            Column("chance"),
            Column("95 % interval", 70),
            Column("expected"),
        ),
        tuple(
            (
                target_label(row.measure, row.value, row.by, row.of_whole),
                PARTS[part.part],
                amount(part.value),
                chance(part.probability),
                f"{share(part.ci95[0])} – {share(part.ci95[1])}",
                amount(part.mean),
            )
            for row in findings.targets
            for part in row.parts
        ),
    )


def path(way: BackcastPath) -> Sheet:
    """The yearly path that a distant target asks for, beside what the team brings."""
    return Sheet(
        f"What {typed_amount(way.value)} by {month(way.by)} asks of each year",
        f"From {amount(way.start)}, growing {share(way.growth_per_year)} a year. New customers are "
        "to bring what those of day one no longer do.",
        (
            text("year to"),
            Column("asked"),
            Column("expected"),
            Column("chance"),
            Column("from active, expected", 80),
            Column("new ones are to bring", 80),
        ),
        tuple(
            (
                month(row.by),
                amount(row.asks),
                amount(row.mean),
                chance(row.probability),
                amount(row.from_active),
                amount(None if row.from_active is None else max(0.0, row.asks - row.from_active)),
            )
            for row in way.years
        ),
    )


def target_cells(findings: Findings) -> list[str]:
    """Of each month what a revenue target asks of it, spread evenly; empty without a target."""
    asked = [
        row for row in findings.targets if row.measure == "revenue" and row.since and row.per_month
    ]
    if not asked:
        return []
    cells = []
    for shown in findings.monthly:
        own = [row.per_month for row in asked if (row.since or "") <= shown.month <= row.by]
        cells.append(amount(own[0]) if own else NOTHING)
    return cells


def months_table(findings: Findings) -> Sheet:
    """A row a month; the limit is what holds revenue back in it."""
    limits = {row.month: row.limit for row in findings.binding}
    asked = target_cells(findings)
    return Sheet(
        "Months",
        "8 in 10 futures lie between low and high. Payroll ratio: sales payroll over revenue, both "
        "of the last three months.",
        (
            text("month"),
            Column("low", 60),
            Column("revenue"),
            Column("high", 60),
            Column("payroll ratio"),
            Column("ARR", 90),
            Column("cash"),
            Column("customers", 80),
            Column("reps", 90),
            text("limit", 70),
            Column("cash, low", PAGES_ONLY),
            Column("cash, high", PAGES_ONLY),
            *((Column(SPREAD_TARGET, PAGES_ONLY),) if asked else ()),
        ),
        tuple(
            (
                month(row.month),
                amount(row.revenue.p10),
                amount(row.revenue.p50),
                amount(row.revenue.p90),
                share(row.payroll_ratio_3_months),
                amount(row.arr),
                amount(row.cash.p50),
                count(row.customers),
                count(row.headcount),
                LIMITS[limit][0] if (limit := limits.get(row.month)) else NOTHING,
                amount(row.cash.p10),
                amount(row.cash.p90),
                *asked[place : place + 1],
            )
            for place, row in enumerate(findings.monthly)
        ),
    )


def ledgers(findings: Findings) -> Sheet:
    """Revenue, bills and payments by month, and what stands between them."""
    return Sheet(
        "Revenue, bills and cash",
        "Recognised: revenue, as contracts run. Deferred: billed, not yet recognised. Unbilled: "
        "recognised, not yet billed. Receivables: billed, not yet paid. At month ends; means over "
        "all futures.",
        (
            text("month"),
            Column("recognised", adds_up=True),
            Column("billed", adds_up=True),
            Column("collected", adds_up=True),
            Column("deferred"),
            Column("unbilled", 70),
            Column("receivables", 80),
        ),
        tuple(
            (
                month(row.month),
                amount(row.recognised),
                amount(row.billed),
                amount(row.collected),
                amount(row.deferred),
                amount(row.unbilled),
                amount(row.receivables),
            )
            for row in findings.ledgers
        ),
    )


def recurring(findings: Findings) -> Sheet:
    """What made yearly recurring revenue more or less, by month."""
    return Sheet(
        "Recurring revenue (ARR)",
        "Yearly value of running subscriptions; MRR is a twelfth. Means over all futures.",
        (
            text("month"),
            Column("start", 70),
            Column("new", adds_up=True),
            Column("expansion", adds_up=True),
            Column("contraction", 80, adds_up=True),
            Column("churned", adds_up=True),
            Column("end"),
            Column("MRR", 90),
        ),
        tuple(
            (
                month(row.month),
                amount(row.start),
                amount(row.new),
                amount(row.expansion),
                amount(row.contraction),
                amount(row.churned),
                amount(row.end),
                amount(row.mrr),
            )
            for row in findings.recurring
        ),
    )


MONEY_ROWS = (
    ("revenue", "revenue"),
    ("cost_of_goods", "- cost of goods"),
    ("base", "- fixed pay"),
    ("variable", "- variable pay"),
    ("charges", "- employer charges"),
    ("managers", "- managers"),
    ("marketing", "- marketing"),
    ("seats", "- sales tools"),
    ("hiring", "- hiring"),
    ("profit", "= profit (margin less sales costs)"),
    ("other_costs", "other costs of the company"),
    ("unpaid", "unpaid hours at their price"),
)


def money(findings: Findings) -> Sheet:
    """From revenue to profit, means over all futures."""
    shown = [
        (name, label)
        for name, label in MONEY_ROWS
        if findings.money[name] or name in ("revenue", "profit")
    ]
    return Sheet(
        "Money over the horizon (means over all futures)",
        "Other costs and unpaid hours are not in the profit.",
        (text(""), Column("amount")),
        tuple((label, amount(findings.money[name])) for name, label in shown),
        balance=[name for name, _ in shown].index("profit"),
    )


def spread(findings: Findings) -> Sheet | None:
    """What the differences between replications come from; None if that is unknown."""
    if findings.spread is None:
        return None
    known = findings.spread
    rows = [(row.name, row.path, *_shares(row)) for row in known.drivers]
    if known.untyped.total:
        rows.append(("all figures not typed yet", NOTHING, *_shares(known.untyped)))
    return Sheet(
        "Why futures differ",
        f"Luck makes {share(known.luck)} of the spread of revenue (95 %: "
        f"{share_interval(known.luck_ci95)}), figures that nobody knows exactly make "
        f"{share(known.ignorance)}. By itself: what goes if the figure were known; in all: with "
        "what it does together with others.",
        (
            text("figure worth finding out"),
            text("key", 90),
            Column("by itself"),
            Column("95 %", 60),
            Column("in all", 80),
            Column("95 %", 90),
        ),
        tuple(rows),
    )


def _shares(row: ShareOfSpread) -> tuple[str, str, str, str]:
    return (
        share(row.share),
        share_interval(row.ci95),
        share(row.total),
        share_interval(row.total_ci95),
    )


def main_limit(findings: Findings) -> Sheet | None:
    """The main limit as it was relaxed; None without one."""
    found = findings.main_limit
    if found is None:
        return None
    return Sheet(
        "What relaxing the limit takes and brings",
        f"Ten per cent more, typed at these keys, bring {signed(found.gain)} of revenue over the "
        f"horizon (95 %: {signed_interval('money', found.ci95)}; {found.pairs} futures both ways).",
        (text("key"), text("value")),
        tuple((change.path, change.value) for change in found.changes),
    )


def assumptions(typed: Sequence[TypedFigure], defaults: Sequence[Default]) -> list[Sheet]:
    """The figures that all rests on: those typed, then those that nobody typed, with sources."""
    columns = (text("key"), text("figure"), text("source"))
    sheets = [
        Sheet(
            "Figures typed",
            "As they stand in the scenario; sources are those that it names itself.",
            columns,
            tuple((row.path, row.value, row.source) for row in typed),
        ),
        Sheet(
            "Figures taken from defaults",
            "Type any of these keys in the scenario to replace its figure.",
            columns,
            tuple((row.path, row.value, row.source) for row in defaults),
        ),
    ]
    return [sheet for sheet in sheets if sheet.rows]
