"""The tables of targets: chances, parts, and the path that a distant one asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import MEASURES, NOTHING, amount, chance, month, share, typed_amount

if TYPE_CHECKING:
    from salessim.measure.findings import BackcastPath, Findings


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
                f"{MEASURES[row.measure]} {typed_amount(row.value)} by {month(row.by)}",
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
                f"{MEASURES[row.measure]} {typed_amount(row.value)} by {month(row.by)}",
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
