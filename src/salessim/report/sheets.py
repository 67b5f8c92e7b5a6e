"""What the tables of a report say, ready to be laid out on a screen or a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.goals import path, target_parts, targets
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import (
    LIMITS,
    MOVERS,
    NOTHING,
    TIME_USES,
    amount,
    chance,
    change_of_level,
    count,
    month,
    share,
)

if TYPE_CHECKING:
    from salessim.measure.findings import Findings, StageFlow


def funnel(findings: Findings) -> tuple[Sheet, Sheet]:
    """The conquest and the loyalty funnel."""
    columns = (
        text("step"),
        Column("entered"),
        Column("advanced"),
        Column("lost", 60),
        Column("open at the end", 70),
        Column("rate"),
        Column("hours"),
        Column("wait, hours", 80),
        Column("a rep and day", 110),
    )
    per_hours = count(findings.indicators["contracts_per_100_hours"].mean)
    weakest = findings.funnel.weakest
    note = f"{per_hours} contracts per 100 hours. "
    if weakest is not None:
        note += (
            f"Weakest: {weakest.replace('_', ' ')}, where a gain in odds adds most contracts"
            " per hour."
        )
    for row in findings.funnel.conquest:
        if row.stage == "appointment" and row.per_rep_day is not None:
            note += f" {row.per_rep_day:.1f} appointments a rep and day (an aim: 2)."
    return (
        Sheet(
            "Conquest: winning new customers (means over all futures)",
            note,
            columns,
            tuple(_flow(row) for row in findings.funnel.conquest),
        ),
        Sheet(
            "Loyalty: keeping and growing customers",
            "",
            columns,
            tuple(_flow(row) for row in findings.funnel.loyalty),
        ),
    )


def _flow(row: StageFlow) -> tuple[str, ...]:
    return (
        row.stage.replace("_", " "),
        count(row.entered),
        count(row.advanced),
        count(row.lost),
        count(row.open),
        share(row.rate, 1 if row.rate is not None and row.rate < 0.1 else 0),
        count(row.hours),
        count(row.wait_hours),
        NOTHING if row.per_rep_day is None else f"{row.per_rep_day:.2f}",
    )


def segments(findings: Findings) -> Sheet:
    """Segments by motion; pairs without work or revenue are left out."""
    return Sheet(
        "Segments",
        "Conquest revenue is that of customers won during the horizon, loyalty revenue that of "
        "the customers of day one.",
        (
            text("segment"),
            text("motion"),
            Column("revenue"),
            Column("bookings", 70),
            Column("contracts", 60),
            Column("deals lost", 80),
            Column("contacts", 100),
            Column("hours"),
        ),
        tuple(
            (
                row.segment,
                row.motion,
                amount(row.revenue),
                amount(row.bookings),
                count(row.contracts_won),
                count(row.deals_lost),
                count(row.contacts),
                count(row.hours),
            )
            for row in findings.segments
            if row.revenue or row.hours or row.deals_lost
        ),
    )


def team(findings: Findings) -> Sheet:
    """A row a rep."""
    return Sheet(
        "Team",
        "Selling: prospecting, conquest and loyalty work in paid time.",
        (
            text("rep"),
            Column("hours"),
            Column("selling"),
            Column("no work", 80),
            Column("bookings"),
            Column("contracts", 60),
            Column("at quota", 70),
            Column("pay"),
            Column("of it variable", 90),
            Column("motivation at end", 130),
            Column("skill at end", 130),
        ),
        tuple(
            (
                row.name,
                count(row.paid_hours),
                share(row.selling),
                share(row.time_use.get("idle")),
                amount(row.bookings),
                count(row.contracts_won),
                NOTHING if row.at_quota is None else chance(row.at_quota),
                amount(row.pay),
                amount(row.variable),
                f"{row.motivation_at_end:.2f}",
                f"{row.skill_at_end:.2f}",
            )
            for row in findings.team
        ),
    )


NAMES_OF_SKILLS = {"account_care": "account care"}


def skills(findings: Findings) -> Sheet:
    """The skills grid: hunting, converting and keeping, step by step."""
    names = list(findings.team[0].skills_at_end) if findings.team else []
    return Sheet(
        "Skills grid at the end, 0 to 1",
        "Prospecting is hunting; discovery, proposal and negotiation are converting; account care "
        "is keeping. In brackets: change since the first day.",
        (text("rep"), *(Column(NAMES_OF_SKILLS.get(name, name)) for name in names)),
        tuple(
            (
                row.name,
                *(
                    f"{row.skills_at_end[name]:.2f} "
                    f"({change_of_level(row.skills_at_end[name] - row.skills_at_start[name])})"
                    for name in names
                ),
            )
            for row in findings.team
        ),
    )


def movers(findings: Findings) -> Sheet:
    """What moved motivation."""
    return Sheet(
        "What moved motivation (0 to 1), per rep and year",
        "Moves add up to the change of motivation. The distance to the quota shifts it for the "
        "moment: its mean.",
        (text("event"), Column("moved by")),
        tuple((MOVERS[row.mover], f"{row.per_rep_year:+.3f}") for row in findings.movers),
    )


def time_use(findings: Findings) -> Sheet:
    """Where the reps' paid time goes."""
    return Sheet(
        "Paid time of all reps",
        "",
        (text("use"), Column("share")),
        tuple((TIME_USES[name], share(part)) for name, part in findings.time_use.items() if part),
    )


def surveys(findings: Findings) -> Sheet:
    """Where the team stands against what surveys of sales teams find."""
    rows = (
        ("selling time in paid time", "selling_time", "30 – 40 %"),
        ("reps at quota", "reps_at_quota", "40 – 60 %"),
        ("reps who leave in a year", "attrition_per_year", "25 – 40 %"),
    )
    return Sheet(
        "Beside surveys of sales teams",
        "Usual, not good or bad: a team may have reasons to differ.",
        (text("figure"), Column("here"), Column("usual")),
        tuple(
            (said, share(mean), usual)
            for said, name, usual in rows
            if (mean := findings.indicators[name].mean) is not None
        ),
    )


def months(findings: Findings) -> Sheet:
    """A row a month; the limit is what holds revenue back in it."""
    limits = {row.month: row.limit for row in findings.binding}
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
            )
            for row in findings.monthly
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
    return Sheet(
        "Money over the horizon (means over all futures)",
        "Other costs and unpaid hours are not in the profit.",
        (text(""), Column("amount")),
        tuple(
            (said, amount(findings.money[name]))
            for name, said in MONEY_ROWS
            if findings.money[name] or name in ("revenue", "profit")
        ),
    )


def spread(findings: Findings) -> Sheet | None:
    """What the differences between futures come from; None if it cannot be told."""
    if findings.spread is None:
        return None
    known = findings.spread
    return Sheet(
        "Why futures differ",
        f"Luck makes {share(known.luck)} of the spread of revenue, figures that nobody knows "
        f"exactly make {share(known.ignorance)}.",
        (text("figure worth finding out"), text("key", 80), Column("share of the spread")),
        tuple((row.name, row.path, share(row.share)) for row in known.drivers),
    )


def defaults(findings: Findings) -> Sheet:
    """Figures that nobody typed, with where they come from."""
    return Sheet(
        "Figures taken from defaults",
        "Type any of these keys in the scenario to replace its figure.",
        (text("key"), Column("figure"), text("source")),
        tuple((row.path, row.value, row.source) for row in findings.defaults),
    )


def all_sheets(findings: Findings) -> list[Sheet]:
    """The tables of a report, in reading order; those without a row are left out."""
    sheets = [
        targets(findings),
        target_parts(findings),
        None if findings.path is None else path(findings.path),
        *funnel(findings),
        segments(findings),
        team(findings),
        movers(findings),
        time_use(findings),
        surveys(findings),
        months(findings),
        money(findings),
        spread(findings),
    ]
    return [sheet for sheet in sheets if sheet is not None and sheet.rows]
