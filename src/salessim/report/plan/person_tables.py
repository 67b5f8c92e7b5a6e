"""The tables of a person's page of a plan: what is expected, hours, accounts, deals, training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.pay_tables import credit_figure
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import NOTHING, amount, chance, count, share, signed, tenths

if TYPE_CHECKING:
    from salessim.plan.findings import PlanFindings
    from salessim.plan.person_findings import PersonHours, PersonPage, PersonSkill


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
            tenths(row.first),
            tenths(row.average),
            NOTHING if row.today is None else tenths(row.today),
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
            tenths(row.hours) if row.hours else "awaits answer",
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
        for row in page.skills or []
        if row.gain or (row.ci95 is not None and row.ci95[0] < row.ci95[1])
    ]
    note = (
        "What a person with the higher level brings more, in revenue (in profit, if that was asked "
        "for), until a year after the horizon; 95 % intervals of all rows together."
    )
    columns = (text("skill"), text("raised"), Column("brings"), Column("95 % interval"))
    return Sheet(f"{page.name}: training", note, columns, tuple(rows))
