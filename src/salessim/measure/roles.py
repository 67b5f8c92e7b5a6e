"""Who did what: figures by channel of leads, of markets, by role, of cases that change hands."""

from collections.abc import Iterator

import numpy as np

from salessim.measure.flows import (
    ChannelFigures,
    HandOverFlow,
    MarketYear,
    RoleFigures,
    RoleStepFigures,
)
from salessim.measure.tally import Tally
from salessim.model.state.codes import CONQUEST
from salessim.units import MONTHS_PER_YEAR, SECONDS_PER_DAY, SECONDS_PER_HOUR

LEADS = (
    *("leads", "unserved", "not_free", "recommended", "cold", "answered", "waited_seconds"),
    *("passed", "won", "bookings"),
)
WORKED = ("prospecting_seconds", "conquest_seconds", "loyalty_seconds")
OF_REPS = (
    *("paid_seconds", "idle_seconds", *WORKED, "years", "bookings", "won"),
    *("base", "variable", "charges"),
)
OF_STEPS = ("work_seconds", "cases", "advanced", "sent", "received")
HANDED = (
    *("sent", "not_accepted", "handing_over", "handing_seconds"),
    *("started", "waited_seconds", "pieces_started", "pieces_waited_seconds"),
)


def channel_figures(tally: Tally) -> list[ChannelFigures]:
    """A row a channel that brought leads, means over replications."""
    book = tally.book
    columns = {name: tally.mean("leads", name) for name in LEADS}
    figures = []
    for row, name in enumerate(book.channels):
        leads, unserved, not_free, recommended, cold, answered, waited, passed, won, bookings = (
            float(columns[column][row]) for column in LEADS
        )
        if leads or not_free:
            figures.append(
                ChannelFigures(
                    channel=name,
                    leads=leads,
                    unserved=unserved,
                    not_free=not_free,
                    recommended=recommended,
                    cold=cold,
                    answered=answered,
                    wait_hours=_over(waited / SECONDS_PER_HOUR, answered),
                    passed=passed,
                    rate=_over(passed, answered),
                    typed_rate=book.channel_passes[row],
                    contracts_won=won,
                    bookings=bookings,
                )
            )
    return figures


def market_years(tally: Tally) -> list[MarketYear]:
    """How sold each market is whose firms may all ask, year by year; empty where none is such."""
    book = tally.book
    stocks = {
        name: tally.mean("months", name)[:, :, CONQUEST]
        for name in ("firms", "customers", "free_firms")
    }
    flows = {name: tally.mean("months", name).sum(axis=2) for name in ("leads", "leads_not_free")}
    found = []
    for row, segment in enumerate(book.segments):
        if not stocks["firms"][:, row].any():
            continue
        for first in range(0, len(book.months), MONTHS_PER_YEAR):
            last = min(first + MONTHS_PER_YEAR, len(book.months)) - 1
            firms, customers, free = (float(stock[last, row]) for stock in stocks.values())
            leads, not_free = (float(flow[first : last + 1, row].sum()) for flow in flows.values())
            found.append(
                MarketYear(
                    segment=segment,
                    until=book.months[last],
                    firms=firms,
                    customers=customers,
                    sold=_over(customers, firms),
                    free=_over(free, firms),
                    leads=leads,
                    not_free=not_free,
                )
            )
    return found


def role_figures(tally: Tally) -> list[RoleFigures]:
    """A row a role, in the scenario's order, means over replications."""
    book = tally.book
    whole = {name: tally.mean("reps", name).sum(axis=1) for name in OF_REPS}
    steps = {name: tally.mean("work", name) for name in OF_STEPS}
    roles = list(dict.fromkeys(book.roles))
    return [_role(tally, role, whole, steps) for role in roles]


def _role(
    tally: Tally, role: str, whole: dict[str, np.ndarray], steps: dict[str, np.ndarray]
) -> RoleFigures:
    book = tally.book
    own = np.array([name == role for name in book.roles])
    total = {name: float(column[own].sum()) for name, column in whole.items()}
    of_steps = {name: column[own].sum(axis=0) for name, column in steps.items()}
    worked = sum(total[name] for name in WORKED)
    booked = accepted = held = 0.0
    if book.meeting is not None:
        held = float(of_steps["cases"][book.meeting])
        if book.meeting > 0:
            booked = float(of_steps["advanced"][book.meeting - 1])
            kept = booked - float(of_steps["sent"][book.meeting])
            accepted = kept + float(of_steps["received"][book.meeting])
    return RoleFigures(
        role=role,
        person_years=total["years"],
        paid_hours=total["paid_seconds"] / SECONDS_PER_HOUR,
        selling_hours=worked / SECONDS_PER_HOUR,
        utilisation=_over(worked, worked + total["idle_seconds"]),
        meetings_booked=booked,
        meetings_accepted=accepted,
        meetings_held=held,
        contracts_won=total["won"],
        bookings=total["bookings"],
        pay=sum(total[part] for part in ("base", "variable", "charges")),
        variable=total["variable"],
        steps=list(_steps(tally, of_steps)),
    )


def _steps(tally: Tally, of_steps: dict[str, np.ndarray]) -> Iterator[RoleStepFigures]:
    """What a role worked on, step by step."""
    book = tally.book
    for row, (motion, step) in enumerate(zip(book.step_motions, book.steps, strict=True)):
        seconds, cases = float(of_steps["work_seconds"][row]), float(of_steps["cases"][row])
        if seconds or cases:
            yield RoleStepFigures.model_validate(
                {
                    "motion": motion,
                    "step": step,
                    "hours": seconds / SECONDS_PER_HOUR,
                    "cases": cases,
                    "advanced": float(of_steps["advanced"][row]),
                }
            )


def hand_over_flows(tally: Tally) -> list[HandOverFlow]:
    """Hand-overs to each stage that has any, and its specialists' work; means over replications."""
    book = tally.book
    columns = {name: tally.mean("funnel", name).sum(axis=1) for name in HANDED}
    flows = []
    for row, stage in enumerate(book.conquest_steps):
        sent, refused, under_way, seconds, started, waited, pieces, pieces_waited = (
            float(columns[name][row]) for name in HANDED
        )
        received = sent - refused - under_way
        if sent or pieces:
            flows.append(
                HandOverFlow(
                    stage=stage,
                    from_roles=list(book.workers[row - 1]) if row else [],
                    to_roles=list(book.workers[row]),
                    sent=sent,
                    not_accepted=refused,
                    under_way=under_way,
                    days=_over(seconds / SECONDS_PER_DAY, received),
                    wait_hours=_over(waited / SECONDS_PER_HOUR, started),
                    specialists=pieces,
                    specialists_wait_hours=_over(pieces_waited / SECONDS_PER_HOUR, pieces),
                )
            )
    return flows


def _over(top: float, bottom: float) -> float | None:
    return top / bottom if bottom > 0.0 else None
