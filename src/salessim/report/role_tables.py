"""The tables of who did what: leads by channel, roles, their hours by step, hand-overs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import NOTHING, amount, count, month, share, small_share, tenths

if TYPE_CHECKING:
    from salessim.measure.findings import Findings


def channels(findings: Findings) -> Sheet:
    """What became of the leads of each channel; empty where none came."""
    asked = any(row.typed_rate is not None for row in findings.channels)
    dry = any(row.not_free for row in findings.channels)
    lost = any(row.unserved for row in findings.channels)
    return Sheet(
        "Leads by channel (means over all futures)",
        "Wait: from coming to the first answer. "
        + (
            "Passed: answered leads that agreed to a first meeting; typed is for prompt answers. "
            if asked
            else "Passed: answered leads that went on past the first stage. "
        )
        + "Cold: gone cold before anybody answered."
        + (" Not taken: nobody of the team works their segment or territory." if lost else "")
        + (" Not free: firms that asked besides, and were no lead." if dry else ""),
        (
            text("channel"),
            Column("leads", adds_up=True),
            *((Column("not free", 80, adds_up=True),) if dry else ()),
            Column("answered", adds_up=True),
            Column("wait, hours", 70),
            Column("passed"),
            Column("typed", 60),
            Column("cold", 80, adds_up=True),
            *((Column("not taken", 80, adds_up=True),) if lost else ()),
            Column("contracts", adds_up=True),
            Column("bookings", 90, adds_up=True),
        ),
        tuple(
            (
                row.channel,
                count(row.leads),
                *((count(row.not_free),) if dry else ()),
                count(row.answered),
                count(row.wait_hours),
                NOTHING if row.rate is None else small_share(row.rate),
                NOTHING if row.typed_rate is None else small_share(row.typed_rate),
                count(row.cold),
                *((count(row.unserved),) if lost else ()),
                count(row.contracts_won),
                amount(row.bookings),
            )
            for row in findings.channels
        ),
    )


def markets(findings: Findings) -> Sheet:
    """How sold markets are, year by year; empty where leads ask free firms only."""
    return Sheet(
        "How the market is sold (means over all futures)",
        "Leads ask firms of the whole market. Sold: customers at the year's end. Free: firms that "
        "may become leads; all others are in deals, or cool off. Not free: firms that asked in the "
        "year and were no lead.",
        (
            text("segment"),
            text("until"),
            Column("firms", 60),
            Column("customers"),
            Column("sold"),
            Column("free"),
            Column("leads"),
            Column("not free", 70),
        ),
        tuple(
            (
                row.segment,
                month(row.until),
                count(row.firms),
                count(row.customers),
                share(row.sold),
                share(row.free),
                count(row.leads),
                count(row.not_free),
            )
            for row in findings.markets
        ),
    )


def roles(findings: Findings) -> Sheet:
    """A row a role; empty where there is one alone."""
    return Sheet(
        "Roles (means over all futures)",
        "Utilisation: of the hours free for selling, those in which work was there. First meetings "
        "count for the role that booked them, and for the one that held them.",
        (
            text("role"),
            Column("people", 60, adds_up=True),
            Column("selling hours", 70, adds_up=True),
            Column("utilisation"),
            Column("meetings booked", 80),
            Column("accepted", 110),
            Column("meetings held", 60),
            Column("contracts"),
            Column("bookings", 90),
            Column("pay", adds_up=True),
        ),
        tuple(
            (
                row.role,
                count(row.person_years * 12.0 / findings.months),
                count(row.selling_hours),
                share(row.utilisation),
                count(row.meetings_booked),
                count(row.meetings_accepted),
                count(row.meetings_held),
                count(row.contracts_won),
                amount(row.bookings),
                amount(row.pay),
            )
            for row in (findings.roles if len(findings.roles) > 1 else ())
        ),
    )


def hours_of_roles(findings: Findings) -> Sheet:
    """Where each role's hours go, step by step; empty where there is one role alone."""
    rows = [
        (row, step)
        for row in (findings.roles if len(findings.roles) > 1 else ())
        for step in row.steps
    ]
    return Sheet(
        "Hours by role and step (means over all futures)",
        "Cases, calls and contacts that were worked through; rounds done again are left out.",
        (
            text("role"),
            text("step"),
            Column("hours", adds_up=True),
            Column("of its selling", 70),
            Column("cases"),
            Column("hours each", 60),
            Column("brought on", 90),
        ),
        tuple(
            (
                row.role,
                step.step.replace("_", " "),
                count(step.hours),
                share(step.hours / row.selling_hours if row.selling_hours else None),
                count(step.cases),
                count(step.hours / step.cases if step.cases else None),
                count(step.advanced),
            )
            for row, step in rows
        ),
    )


def hand_overs(findings: Findings) -> Sheet:
    """Cases that change hands; empty where none does."""
    return Sheet(
        "Hand-overs between roles (means over all futures)",
        "Sent: cases that came to the stage from another role. Lost: those that nobody accepted. "
        "Wait: after they were received, for the first sitting.",
        (
            text("to the stage"),
            text("from", 90),
            text("to", 90),
            Column("sent"),
            Column("accepted"),
            Column("lost"),
            Column("under way at the end", 100),
            Column("days"),
            Column("wait, hours", 60),
        ),
        tuple(
            (
                row.stage.replace("_", " "),
                ", ".join(row.from_roles),
                ", ".join(row.to_roles),
                count(row.sent),
                count(row.sent - row.not_accepted - row.under_way),
                count(row.not_accepted),
                count(row.under_way),
                NOTHING if row.days is None else tenths(row.days),
                count(row.wait_hours),
            )
            for row in findings.funnel.hand_overs
            if row.sent
        ),
    )


def specialists(findings: Findings) -> Sheet:
    """Work of specialists beside stages; empty where there is none."""
    return Sheet(
        "Specialists beside a stage (means over all futures)",
        "The stage is done when its owner and its specialists are.",
        (text("stage"), Column("pieces of work"), Column("their wait, hours")),
        tuple(
            (row.stage.replace("_", " "), count(row.specialists), count(row.specialists_wait_hours))
            for row in findings.funnel.hand_overs
            if row.specialists
        ),
    )
