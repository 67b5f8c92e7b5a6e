"""The tables of a plan: hours, people, revenue as predicted and as simulated, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.plan.frontier_report import frontier_sheet
from salessim.report.plan.person_tables import person_sheets
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import (
    NOTHING,
    Shown,
    amount,
    chance,
    count,
    day,
    month,
    share,
    share_change,
    signed,
    target_label,
    tenths,
)

if TYPE_CHECKING:
    from salessim.plan.findings import HoursRow, PlanFindings

WORTH = (
    "One hour more: what an hour moved here from the group's other work changes in revenue (in"
    " profit, if that was asked for) sooner or later, by solving again; two figures where the worth"
    " jumps at this plan, for one hour more and one hour less."
)
WHERE = (text("group"), text("segment"), text("motion"))


def hours(findings: PlanFindings) -> Sheet:
    """Where the hours of the horizon go, against today's, and why."""
    rows = [
        (
            row.group,
            row.segment,
            row.motion,
            count(row.hours),
            count(row.hours_today),
            _change(row.hours - row.hours_today),
            worth(row),
            row.why,
        )
        for row in findings.hours
        if row.hours >= 0.5 or row.hours_today >= 0.5
    ]
    columns = (
        *WHERE,
        Column("hours", adds_up=True),
        Column("today", adds_up=True),
        Column("change", 70, adds_up=True),
        Column("one hour more", 100),
        text("limit"),
    )
    return Sheet("Where the hours go", WORTH, columns, tuple(rows))


def spans(findings: PlanFindings) -> Sheet:
    """What is maximised, with the plan and with today's allocation, and what the year after is."""
    rows = []
    for row in findings.spans:
        shown = share if row.measure == "ratio" else amount
        figures = shown(row.plan), shown(row.today), share_change(row.more)
        measure = "payroll ratio" if row.measure == "ratio" else row.measure
        rows.append((row.span, measure, *figures, row.counts))
    columns = (
        text("span"),
        text("measure"),
        Column("plan"),
        Column("today"),
        Column("better by"),
        text(""),
    )
    note = f"Of {findings.ways_tried} ways of working tried in the simulation: {findings.way}."
    return Sheet("What is maximised", note, columns, tuple(rows))


def worth(row: HoursRow) -> str:
    """What an hour moved to a segment and motion brings."""
    if row.more is None:
        return NOTHING if row.less is None else "no more to do"
    if row.degenerate and row.less is not None:
        return f"{signed(row.more)}; less: {signed(row.less)}"
    return signed(row.more)


def _change(hours: float) -> str:
    return Shown(f"{hours:+,.0f}".replace(",", " "), hours, "change")


def by_month(findings: PlanFindings) -> Sheet:
    """Hours month by month."""
    rows = [
        (
            month(row.month),
            row.group,
            row.segment,
            row.motion,
            count(row.hours),
            count(row.hours_today),
            row.why,
        )
        for row in findings.plan
        if row.hours >= 0.5 or row.hours_today >= 0.5
    ]
    columns = (
        text("month"),
        *WHERE,
        Column("hours", adds_up=True),
        Column("today", adds_up=True),
        text("why"),
    )
    return Sheet("Hours month by month", "", columns, tuple(rows))


def revenue(findings: PlanFindings) -> Sheet:
    """Revenue by segment and motion, predicted and simulated."""
    note = "Simulated is the mean over futures that did not correct the curves."
    columns = (text("segment"), text("motion"), Column("predicted"), Column("simulated"),
               Column("gap"), Column("before correction", 80))  # fmt: skip
    before = {(part.segment, part.motion): part for part in findings.optimism_gap_before.parts}
    rows = [
        (
            part.segment,
            part.motion,
            amount(part.predicted),
            amount(part.simulated),
            share_change(part.relative),
            share_change(before[part.segment, part.motion].relative),
        )
        for part in findings.optimism_gap.parts
        if part.predicted or part.simulated
    ]
    whole = findings.optimism_gap
    rows.append(
        (
            "all",
            "",
            amount(findings.predicted.revenue),
            amount(findings.simulated["revenue"].mean),
            share_change(whole.relative),
            share_change(findings.optimism_gap_before.relative),
        )
    )
    return Sheet("Revenue, predicted and simulated", note, columns, tuple(rows))


def months_in_full(findings: PlanFindings) -> Sheet:
    """Revenue by month: as predicted, as simulated, and with today's allocation."""
    return Sheet(
        "Revenue by month (means over all futures)",
        "",
        (
            text("month"),
            Column("predicted", adds_up=True),
            Column("simulated", adds_up=True),
            Column("today", adds_up=True),
        ),
        tuple(
            (month(row.month), amount(row.predicted), amount(row.simulated), amount(row.today))
            for row in findings.monthly
        ),
    )


def people(findings: PlanFindings) -> Sheet:
    """People paid, month by month, of the groups in which the number changes."""
    moving = [row for row in findings.paid_people if len({round(n, 3) for n in row.people}) > 1]
    months = [row.month for row in findings.monthly]
    rows = [
        (month(label), *(tenths(row.people[t]) for row in moving))
        for t, label in enumerate(months)
        if moving
    ]
    columns = (text("month"), *(Column(row.group) for row in moving))
    return Sheet("People paid", "", columns, tuple(rows))


def starts(findings: PlanFindings) -> Sheet:
    """Hires and departures, with the last safe start and day to decide."""
    rows = [
        (
            month(row.month),
            Shown(f"{row.people:+d}", row.people, "whole_change"),
            row.role,
            day(row.decide_by),
            NOTHING if row.last_start is None else month(row.last_start),
            NOTHING if row.chance is None else chance(row.chance),
            NOTHING if row.chance_a_month_later is None else chance(row.chance_a_month_later),
        )
        for row in findings.people
    ]
    columns = (
        text("month"),
        Column("people"),
        text("role"),
        text("decide by"),
        text("last start"),
        Column("chance"),
        Column("a month later"),
    )
    return Sheet("Who comes and goes", "", columns, tuple(rows))


def targets(findings: PlanFindings) -> Sheet:
    """Each target and its chance."""
    rows = [
        (
            target_label(row.measure, row.value, row.label),
            amount(row.predicted) if row.predicted is not None else NOTHING,
            chance(row.probability),
            chance(row.today),
            (share(row.asked) if row.asked is not None else "on average")
            if row.aimed_at
            else NOTHING,
        )
        for row in findings.targets
    ]
    columns = (
        text("target"),
        Column("predicted"),
        Column("chance"),
        Column("today"),
        Column("asked for"),
    )
    return Sheet("Targets", "", columns, tuple(rows))


def group_hours(findings: PlanFindings) -> Sheet:
    """What one more hour of a group brings."""
    rows = [
        (
            row.group,
            signed(row.more),
            signed(row.less),
            "both are true: the worth jumps here" if row.degenerate else "",
        )
        for row in findings.marginal_value
    ]
    columns = (text("group"), Column("one hour more"), Column("one hour less"), text("note"))
    note = (
        "In revenue (in profit, if that was asked for), sooner or later; by solving again, or by "
        "simulating again where there are territories."
    )
    return Sheet("What an hour is worth", note, columns, tuple(rows))


def limits(findings: PlanFindings) -> Sheet:
    """The limits that bind, month by month."""
    rows = [(month(row.month), row.sentence) for row in findings.binding]
    return Sheet("What limits the plan", "", (text("month"), text("limit")), tuple(rows))


def first_sheets(findings: PlanFindings) -> list[Sheet]:
    """The tables that stand on a screen without being asked for."""
    tables = [spans(findings), hours(findings)]
    if findings.frontier is not None:
        tables.append(frontier_sheet(findings.frontier))
    return tables


def screen_sheets(findings: PlanFindings) -> list[Sheet]:
    """What a screen shows: the first tables, and the pages of people if they were asked for."""
    return [*first_sheets(findings), *person_sheets(findings)]


def page_sheets(findings: PlanFindings) -> list[Sheet]:
    """The tables of a page in reading order; those without a row are left out."""
    sheets = [
        *first_sheets(findings),
        targets(findings),
        revenue(findings),
        starts(findings),
        people(findings),
        group_hours(findings),
        limits(findings),
        months_in_full(findings),
        by_month(findings),
    ]
    return [sheet for sheet in (*sheets, *person_sheets(findings)) if sheet.rows]
