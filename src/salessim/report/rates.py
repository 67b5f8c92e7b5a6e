"""Rates typed beside rates obtained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import count, small_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salessim.engine.obtained_rates import Rate

LARGEST_GAP = 0.02
"""Relative distance from which a rate is said to differ, if chance does not explain it."""
BEYOND_CHANCE = 1.68
"""Half widths of the 95 % interval that one rate in 1,000 misses by chance: many are compared."""


def rates_sheet(rates: Sequence[Rate]) -> Sheet:
    """Each typed rate beside what today's team obtains under today's policy."""
    return Sheet(
        "Rates typed and obtained by today's team",
        "Nobody joins, learns or changes mood here; ranges stand at their typical value. "
        "The first year at most. 'differs': by more than 2 %, and by more than chance explains. "
        "Rates are solved for in closed form; they end below what is typed where a small market, "
        "or the top of a list sorted by targeting, is worked through, and where leads wait for "
        "people who have no hours for them.",
        (
            text("rate"),
            Column("typed"),
            Column("obtained"),
            Column("±", 90),
            Column("cases", 100),
            text(""),
        ),
        tuple(
            (
                rate.path,
                small_share(rate.typed),
                small_share(rate.obtained),
                small_share(rate.half_width),
                count(rate.cases),
                "differs" if differs(rate) else "",
            )
            for rate in rates
        ),
    )


def differs(rate: Rate) -> bool:
    """Whether the rate is missed by more than 2 % and by more than chance explains."""
    gap = abs(rate.obtained - rate.typed)
    return gap > LARGEST_GAP * rate.typed and gap > BEYOND_CHANCE * rate.half_width
