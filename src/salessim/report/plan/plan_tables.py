"""The tables of a plan: hours, people, revenue as predicted and as simulated, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.pay_tables import credit_figure
from salessim.report.plan.frontier_report import frontier_sheet
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import (
    NOTHING,
    amount,
    chance,
    count,
    month,
    share,
    signed,
    target_label,
)

if TYPE_CHECKING:
    from salessim.plan.findings import HoursRow, PlanFindings
    from salessim.plan.person_findings import PersonHours, PersonPage, PersonSkill

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
            f"{row.hours - row.hours_today:+,.0f}".replace(",", " "),
            worth(row),
            row.why,
        )
        for row in findings.hours
        if row.hours >= 0.5 or row.hours_today >= 0.5
    ]
    columns = (
        *WHERE,
        Column("hours"),
        Column("today"),
        Column("change", 70),
        Column("one hour more", 100),
        text("limit"),
    )
    return Sheet("Where the hours go", WORTH, columns, tuple(rows))


def spans(findings: PlanFindings) -> Sheet:
    """What is maximised, with the plan and with today's allocation, and what the year after is."""
    rows = []
    for row in findings.spans:
        shown = share if row.measure == "ratio" else amount
        figures = shown(row.plan), shown(row.today), _gap(row.more)
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
    columns = (text("month"), *WHERE, Column("hours"), Column("today"), text("why"))
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
            _gap(part.relative),
            _gap(before[part.segment, part.motion].relative),
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
            _gap(whole.relative),
            _gap(findings.optimism_gap_before.relative),
        )
    )
    return Sheet("Revenue, predicted and simulated", note, columns, tuple(rows))


def _gap(relative: float | None) -> str:
    return NOTHING if relative is None else f"{relative * 100:+.1f} %"


def people(findings: PlanFindings) -> Sheet:
    """People paid, month by month, of the groups in which the number changes."""
    moving = [row for row in findings.paid_people if len({round(n, 3) for n in row.people}) > 1]
    months = [row.month for row in findings.monthly]
    rows = [
        (month(label), *(f"{row.people[t]:.1f}" for row in moving))
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
            f"{row.people:+d}",
            row.role,
            row.decide_by,
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
        by_month(findings),
    ]
    return [sheet for sheet in (*sheets, *person_sheets(findings)) if sheet.rows]


def person_sheets(findings: PlanFindings) -> list[Sheet]:
    """The tables of each person's page, one person after the other."""
    tables = (_expected, _person_hours, _accounts, _deals, _skills)
    return [table(page) for page in findings.persons or () for table in tables if table(page).rows]


def _expected(page: PersonPage) -> Sheet:
    """Quota and what the plan expects; the note says which other tables have nothing to tell."""
    rows = [
        (
            f"{row.component} ({row.of.replace('_', ' ')})",
            credit_figure(row.of, row.credited),
            credit_figure(row.of, row.quota),
            share(row.attainment),
            chance(row.at_quota),
        )
        for row in page.quotas
    ]
    without = (NOTHING, NOTHING, NOTHING)
    rows += [
        ("bookings", amount(page.bookings), *without),
        ("contracts won", count(page.contracts_won), *without),
        ("pay with charges", amount(page.pay), *without),
        ("of it variable", amount(page.variable), *without),
    ]
    note = f"Means over {page.futures} futures of the plan, in {count(page.months)} months paid."
    lines = {
        "Comes by the plan.": page.comes_by_plan,
        "No quota.": not page.quotas,
        "No customers on the list.": not page.accounts and not page.comes_by_plan,
        "A contact saves and brings nothing with these customers.": bool(page.accounts)
        and not any(row.saves + row.brings > 0.0 for row in page.accounts),
        "No open deals.": not page.deals and not page.comes_by_plan,
        page.training: True,
    }
    note = " ".join([note, *(line for line, holds in lines.items() if line and holds)])
    columns = (
        text("what"), Column("expected"), Column("quota"), Column("of quota"), Column("at quota"),
    )  # fmt: skip
    return Sheet(f"{page.name} ({page.role}): what the plan expects", note, columns, tuple(rows))


def _person_hours(page: PersonPage) -> Sheet:
    def moved(row: PersonHours) -> str:
        by = 0.0 if row.today is None else round(row.average - row.today, 1)
        return NOTHING if row.today is None else f"{by:+.1f}" if by else "0.0"

    rows = [
        (
            row.segment,
            row.motion,
            f"{row.first:.1f}",
            f"{row.average:.1f}",
            NOTHING if row.today is None else f"{row.today:.1f}",
            moved(row),
            NOTHING if row.more is None else signed(row.more),
            row.why,
        )
        for row in page.hours
        if max(row.average, row.first, row.today or 0.0) >= 0.05
    ]
    columns = (
        text("segment"), text("motion"), Column("first month"), Column("on average"),
        Column("today"), Column("change"), Column("one hour more", 100), text("limit"),
    )  # fmt: skip
    return Sheet(f"{page.name}: hours a week", "", columns, tuple(rows))


def _accounts(page: PersonPage) -> Sheet:
    rows = [
        (
            row.account or f"{row.customers} without a name",
            row.segment,
            amount(row.value_per_year),
            amount(row.saves),
            amount(row.brings),
            NOTHING
            if row.relationship is None
            else f"{row.relationship:.2f} ({row.usual_relationship:.2f})",
            row.renews or NOTHING,
        )
        for row in page.accounts
        if row.saves + row.brings > 0.0
    ]
    note = (
        "Of each customer, what one contact now saves of its value a year, by the churn that it "
        "prevents until it has faded, and what orders it brings. Relationship: as typed (usual)."
    )
    if page.more_accounts:
        note += f" {page.more_accounts} more customers come after these."
    columns = (
        text("customer"), text("segment"), Column("a year"), Column("saves"), Column("brings"),
        Column("relationship", 80), text("renews", 70),
    )  # fmt: skip
    return Sheet(f"{page.name}: accounts to see first", note, columns, tuple(rows))


def _deals(page: PersonPage) -> Sheet:
    rows = [
        (
            row.account,
            row.stage,
            amount(row.value) + ("" if row.value_is_typed else " (usual)"),
            chance(row.chance),
            f"{row.hours:.1f}" if row.hours else "awaits answer",
            amount(row.worth_of_hour),
            NOTHING if row.days_open is None else f"{row.days_open} days",
            row.segment,
        )
        for row in page.deals
    ]
    note = "Worth of an hour: value x chance to win / hours left, at today's rates."
    if page.more_deals:
        note += f" {page.more_deals} more deals come after these."
    columns = (
        text("deal"), text("stage"), Column("value"), Column("chance"), Column("hours left"),
        Column("an hour"), Column("open for", 75), text("segment", 90),
    )  # fmt: skip
    return Sheet(f"{page.name}: deals in order of worth", note, columns, tuple(rows))


def _skills(page: PersonPage) -> Sheet:
    def interval(row: PersonSkill) -> str:
        return NOTHING if row.ci95 is None else f"{signed(row.ci95[0])} to {signed(row.ci95[1])}"

    rows = [
        (
            row.skill.replace("_", " "),
            f"{row.level:.2f} to {row.raised:.2f}",
            signed(row.gain),
            interval(row),
        )
        for row in page.skills
        if row.gain or (row.ci95 is not None and row.ci95[0] < row.ci95[1])
    ]
    note = (
        "What a person with the higher level brings more, in revenue (in profit, if that was asked "
        "for), until a year after the horizon; 95 % intervals of all rows together."
    )
    columns = (text("skill"), text("raised"), Column("brings"), Column("95 % interval"))
    return Sheet(f"{page.name}: training", note, columns, tuple(rows))
