"""The tables of pay: by component, a payee's statement, and what selling does not cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.model.state.codes import BASE_PAY, PAYMENT_NAMES, STATEMENT_LINES
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import NOTHING, Shown, amount, chance, count, month, share
from salessim.scenario.schema.pay import MONEY_MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salessim.measure.findings import Findings
    from salessim.model.state.outputs import Book, PaySoFar
    from salessim.scenario.pay_plan import Component


def pay_by_component(findings: Findings) -> Sheet:
    """What counted for each component of pay, against which quota, and what it paid."""
    return Sheet(
        "Pay by component",
        "All people of a role together, means over all futures, without charges. Credit and quota "
        f"are in {findings.currency} where money counts, else a number; attainment of others "
        "is a share.",
        (
            text("role"),
            text("component"),
            text("counts", 70),
            Column("credit"),
            Column("quota"),
            Column("of quota"),
            Column("at quota", 80),
            Column("paid", adds_up=True),
        ),
        tuple(
            (
                row.role,
                row.component,
                row.of.replace("_", " "),
                credit_figure(row.of, row.credit),
                credit_figure(row.of, row.quota) if row.quota else NOTHING,
                share(row.attainment),
                NOTHING if row.at_quota is None else chance(row.at_quota),
                amount(row.paid),
            )
            for row in findings.components
        ),
    )


def quotas(findings: Findings) -> Sheet | None:
    """Each quota of each rep by what it counts; None where all have one of money at most."""
    firsts = [row.quotas[:1] for row in findings.team]
    if [row.quotas for row in findings.team] == firsts and all(
        quota.of in MONEY_MEASURES for row in firsts for quota in row
    ):
        return None
    return Sheet(
        "Quotas",
        "What counts towards each quota over the horizon, as pay counts it, means over all "
        f"futures, in {findings.currency} where money counts, else a number. At quota: in how many "
        "futures all of it counts.",
        (
            text("rep"),
            text("quota of"),
            text("counts", 70),
            Column("credit", 80),
            Column("quota", 80),
            Column("of quota"),
            Column("at quota"),
        ),
        tuple(
            (
                row.name,
                quota.component,
                quota.of.replace("_", " "),
                credit_figure(quota.of, quota.credited),
                credit_figure(quota.of, quota.quota),
                share(quota.attainment),
                chance(quota.at_quota),
            )
            for row in findings.team
            for quota in row.quotas
        ),
    )


def credit_figure(of: str, value: float) -> str:
    """A quota, or what counts towards it: money, attainment of others, or a number."""
    if of == "attainment":
        return Shown(amount(value), value, "hundredths")
    return amount(value) if of in MONEY_MEASURES else count(value)


def pay_statement(
    so_far: PaySoFar,
    book: Book,
    payee: int,
    parts: Sequence[Component],
    months: int,
) -> Sheet | None:
    """What a payee needs to check the pay of the months so far; None where only fixed pay is.

    Args:
        so_far: pay of everybody.
        book: the names behind its rows.
        payee: row of the payee.
        parts: the payee's components.
        months: how many are over.
    """
    rows: list[tuple[str, ...]] = []
    varies = False
    for number, label in enumerate(book.months[:months]):
        lines = other_lines(so_far, book, payee, number)
        varies = varies or any(kind != BASE_PAY for kind in lines)
        for place, part in enumerate(parts):
            row = so_far.statements[payee, place, number]
            says = bool(row["quota_so_far"] or row["credit"] or row["earned"] or row["amount"])
            if not row["counted"] and not says:
                continue
            if not book.may_pay[payee][place]:
                continue
            is_due = says or bool(row["closed"])
            quota = float(row["quota_so_far"])
            rows.append(
                (
                    month(label),
                    part.name,
                    part.plan.of.replace("_", " "),
                    exact(row["counted"]),
                    exact(row["credit"]) if is_due else NOTHING,
                    exact(quota) if quota else NOTHING,
                    share(float(row["credit"]) / quota, 1) if quota else NOTHING,
                    _tier(part, int(row["tier"])) if is_due else NOTHING,
                    exact(row["earned"]) if is_due else NOTHING,
                    exact(row["amount"]) if is_due else NOTHING,
                )
            )
            varies = True
        amounts = [float(x) for x in so_far.statements["amount"][payee, : len(parts), number] if x]
        amounts += lines.values()
        others = [(PAYMENT_NAMES[kind], paid) for kind, paid in lines.items()]
        if len(amounts) > 1:
            others.append(("paid in all", sum(amounts)))
        rows += [(month(label), name, *[NOTHING] * 7, exact(paid)) for name, paid in others]
    if not varies:
        return None
    return Sheet(
        f"Pay statement of {book.payees[payee]}",
        f"Money in {book.currency}. Credit, quota, attainment, tier and earned are those of the "
        "pay period so far, in months that pay; paid is earned less what the period has paid. "
        "A tier holds from its attainment, amount or number on; it pays a share of the credit, an "
        "amount each, or a multiple (x) of target pay over quota."
        + balances(so_far, payee, months),
        (
            text("month"),
            text("component"),
            text("counts", 110),
            Column("counted", 100),
            Column("credit"),
            Column("quota"),
            Column("of quota", 90),
            text("tier"),
            Column("earned"),
            Column("paid"),
        ),
        tuple(rows),
    )


def other_lines(so_far: PaySoFar, book: Book, payee: int, number: int) -> dict[int, float]:
    """What a payee is paid besides the components in a month, by kind."""
    paid = so_far.payments[payee, number]
    return {kind: float(paid[kind]) for kind in STATEMENT_LINES if paid[kind]}


def balances(so_far: PaySoFar, payee: int, months: int) -> str:
    """A sentence on what a rep may owe at the end of the last month; empty for nothing."""
    if payee >= len(so_far.reps):
        return ""
    last = so_far.reps[payee, months - 1]
    told = [
        f"{words} {exact(last[name])}"
        for name, words in (
            ("draw_balance", "advances not yet earned"),
            ("clawback_owed", "pay still to be taken back"),
            ("clawback_at_risk", "pay that goes back if its customers leave"),
        )
        if last[name]
    ]
    return f" At the end: {', '.join(told)}." if told else ""


def exact(value: float) -> str:
    """A figure to the cent, thousands set apart; whole ones without a fraction."""
    text = f"{float(value):,.2f}".replace(",", " ").removesuffix(".00")
    return Shown(text, float(value), "exact")


def _tier(part: Component, reached: int) -> str:
    """The tier that a payee reached, of how many, from where on, and what it pays."""
    if reached == 0:
        return "none"
    if part.plan.prize is not None:
        return "prize"
    tier = part.tiers[reached - 1]
    begins = exact(tier.begins) if part.quota is None else f"{exact(100 * tier.begins)} %"
    if not part.pays_for_credit:
        pays = f"x {exact(tier.pays.typical)}"
    elif part.plan.of in MONEY_MEASURES:
        pays = f"{exact(100 * tier.pays.typical)} %"
    else:
        pays = f"{exact(tier.pays.typical)} each"
    return f"{reached} of {len(part.tiers)}: from {begins}, {pays}"


def pay_at_risk(findings: Findings) -> Sheet:
    """Pay that selling does not cover, by month."""
    return Sheet(
        "Pay at risk",
        "Guarantees paid above what was earned, advances not yet earned, pay taken back from those "
        "whose customers left early, pay still to be taken back of later pay, pay at risk (that "
        "would go back if all customers left who are within the time of a clawback), top-ups to "
        "the legal minimum, severance; means over all futures, without charges.",
        (
            text("month"),
            Column("guarantee", adds_up=True),
            Column("advances open"),
            Column("taken back", adds_up=True),
            Column("owed back"),
            Column("at risk"),
            Column("top-up", adds_up=True),
            Column("severance", adds_up=True),
        ),
        tuple(
            (
                month(row.month),
                amount(row.guarantee),
                amount(row.draw_balance),
                amount(row.clawback),
                amount(row.clawback_owed),
                amount(row.clawback_at_risk),
                amount(row.top_up),
                amount(row.severance),
            )
            for row in findings.pay_at_risk
        ),
    )
