"""What reps did with their time, and what came of it by rep and by segment."""

import numpy as np

from salessim.measure.findings import MoverFigures, RepFigures, SegmentFigures
from salessim.measure.runs import MONTHS_PER_YEAR
from salessim.measure.tally import Tally
from salessim.model.state.codes import BY_GOAL, MOTION_NAMES, MOVER_NAMES, SECONDS_PER_HOUR

SELLING = ("prospecting", "conquest", "loyalty")
TIME_USES = (
    *SELLING,
    "administration",
    "meeting",
    "onboarding",
    "sick",
    "slack",
    "idle",
)
"""Shares of paid time: `slack` is paid time that low motivation leaves unworked, `idle` is
free time in which no work was waiting."""


def time_use(tally: Tally) -> dict[str, float]:
    """Shares of the whole team's paid time; empty if nobody was there."""
    return _shares({use: tally.mean("reps", f"{use}_seconds").sum() for use in TIME_USES})


def team_figures(tally: Tally) -> list[RepFigures]:
    """A row a rep, in the scenario's order."""
    book = tally.book
    total = {
        name: tally.mean("reps", name).sum(axis=1)
        for name in (
            *(f"{use}_seconds" for use in TIME_USES),
            *("paid_seconds", "bookings", "won", "quota", "base", "variable", "charges"),
        )
    }
    last = {name: tally.mean("reps", name)[:, -1] for name in ("motivation", "skill")}
    reached = tally.reps_over_quota / tally.replications
    grid = tally.mean_of_numbers("grid")
    shares = [
        _shares({use: total[f"{use}_seconds"][rep] for use in TIME_USES})
        for rep in range(len(book.reps))
    ]
    return [
        RepFigures(
            name=name,
            role=role,
            paid_hours=float(total["paid_seconds"][rep]) / SECONDS_PER_HOUR,
            time_use=shares[rep],
            selling=sum(shares[rep][use] for use in SELLING) if shares[rep] else None,
            bookings=float(total["bookings"][rep]),
            contracts_won=float(total["won"][rep]),
            quota=float(total["quota"][rep]),
            at_quota=float(reached[rep]) if total["quota"][rep] else None,
            pay=float(sum(total[part][rep] for part in ("base", "variable", "charges"))),
            variable=float(total["variable"][rep]),
            motivation_at_end=float(last["motivation"][rep]),
            skill_at_end=float(last["skill"][rep]),
            skills_at_start=dict(zip(book.skills, book.skills_at_start[rep], strict=True)),
            skills_at_end=dict(zip(book.skills, map(float, grid[rep]), strict=True)),
        )
        for rep, (name, role) in enumerate(zip(book.reps, book.roles, strict=True))
    ]


def mover_figures(tally: Tally) -> list[MoverFigures]:
    """What moved motivation, per rep and year; what moved nobody is left out."""
    rep_years = tally.mean("reps", "employed").sum() / MONTHS_PER_YEAR
    moved = tally.mean_of_numbers("moved").sum(axis=0)
    figures = []
    for code, name in enumerate(MOVER_NAMES):
        if moved[code] and rep_years:
            # The goal's shift is a level, counted at each month's end; all else adds up.
            years = rep_years * MONTHS_PER_YEAR if code == BY_GOAL else rep_years
            figures.append(MoverFigures(mover=name, per_rep_year=float(moved[code] / years)))
    return figures


def segment_figures(tally: Tally) -> list[SegmentFigures]:
    """A row a segment and motion, conquest first."""
    total = {
        name: tally.mean("months", name).sum(axis=0)
        for name in (
            *("revenue", "bookings", "leads", "calls", "contacts"),
            *("won", "lost", "work_seconds"),
        )
    }
    return [
        SegmentFigures(
            segment=segment,
            motion=motion,
            revenue=float(total["revenue"][row, column]),
            bookings=float(total["bookings"][row, column]),
            leads=float(total["leads"][row, column]),
            calls=float(total["calls"][row, column]),
            contacts=float(total["contacts"][row, column]),
            contracts_won=float(total["won"][row, column]),
            deals_lost=float(total["lost"][row, column]),
            hours=float(total["work_seconds"][row, column]) / SECONDS_PER_HOUR,
        )
        for column, motion in enumerate(MOTION_NAMES)
        for row, segment in enumerate(tally.book.segments)
    ]


def _shares(seconds: dict[str, float]) -> dict[str, float]:
    total = sum(seconds.values())
    return {name: float(np.divide(part, total)) for name, part in seconds.items()} if total else {}
