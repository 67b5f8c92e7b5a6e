"""What people did and what came of it: the funnel, use of time, and figures by rep and segment."""

from dataclasses import dataclass

import numpy as np

from salessim.measure.findings import MoverFigures, SegmentFigures
from salessim.measure.flows import (
    ComponentFigures,
    FunnelFlows,
    PayAtRisk,
    RepFigures,
    SegmentFlow,
    StageFlow,
)
from salessim.measure.quotas import first_quota, quotas_of
from salessim.measure.roles import hand_over_flows
from salessim.measure.tally import Tally
from salessim.model.state.codes import (
    BY_GOAL,
    IS_CONTACT,
    IS_OPPORTUNITY,
    MOTION_NAMES,
    MOVER_NAMES,
)
from salessim.scenario.pay_plan import VARIABLE
from salessim.units import SECONDS_PER_HOUR

KINDS = {IS_CONTACT: "contact", IS_OPPORTUNITY: "opportunity"}
WORKING_HOURS_PER_DAY = 8
"""Paid hours that count as a day of a rep (full time at 40 hours a week)."""


@dataclass(frozen=True)
class _Flows:
    """Columns of the funnel table, mean over replications, by step or by step and segment."""

    entered: np.ndarray
    advanced: np.ndarray
    lost: np.ndarray
    open: np.ndarray
    work_seconds: np.ndarray
    started: np.ndarray
    waited_seconds: np.ndarray
    rounds: np.ndarray
    repeated: np.ndarray
    not_accepted: np.ndarray
    abandoned: np.ndarray
    handing_over: np.ndarray

    def row(self, index: int | tuple[int, int], rep_days: float) -> dict[str, float | None]:
        """The figures of a step; `rep_days` are those of the whole team."""
        advanced, lost = self.advanced[index], self.lost[index]
        refused = self.lost - self.not_accepted - self.abandoned
        waiting = waiting_after_decision(self.rounds, self.advanced, refused, self.repeated)
        passed = advanced + waiting[index]
        decided = passed + refused[index]
        started = self.started[index]
        return {
            "entered": float(self.entered[index]),
            "advanced": float(advanced),
            "lost": float(lost),
            "abandoned": float(self.abandoned[index]),
            "open": float(self.open[index] + self.handing_over[index]),
            "rate": float(passed / decided) if decided else None,
            "hours": float(self.work_seconds[index]) / SECONDS_PER_HOUR,
            "wait_hours": float(self.waited_seconds[index] / started) / SECONDS_PER_HOUR
            if started
            else None,
            "per_rep_day": float(self.entered[index]) / rep_days if rep_days else None,
        }


def waiting_after_decision(
    rounds: np.ndarray, advanced: np.ndarray, lost: np.ndarray, repeated: np.ndarray
) -> np.ndarray:
    """Return the open cases that are decided: a yes of the rep for which the buyer takes time.

    Who is sent away after a discovery is lost at once, who is not goes on only later; what is open
    would be left out on one side alone. Columns of the funnel table, of any shape.
    """
    return np.maximum(0.0, rounds - (advanced + lost + repeated))


def funnel_flows(tally: Tally) -> FunnelFlows:
    """Flows of all steps, means over replications."""
    book = tally.book
    columns = {name: tally.mean("funnel", name) for name in _Flows.__dataclass_fields__}
    whole = _Flows(**{name: column.sum(axis=1) for name, column in columns.items()})
    parts = _Flows(**columns)
    paid_hours = tally.mean("reps", "paid_seconds").sum() / SECONDS_PER_HOUR
    rep_days = float(paid_hours) / WORKING_HOURS_PER_DAY
    kinds = ("stage",) * len(book.conquest_steps) + tuple(map(KINDS.get, book.loyalty_kinds))
    steps = [
        {"motion": motion, "stage": name, "kind": kind}
        for motion, name, kind in zip(book.step_motions, book.steps, kinds, strict=True)
    ]
    flows = [
        StageFlow.model_validate({**step, **whole.row(index, rep_days)})
        for index, step in enumerate(steps)
    ]
    by_segment = [
        SegmentFlow.model_validate(
            {**step, "segment": segment, **parts.row((index, column), rep_days)}
        )
        for index, step in enumerate(steps)
        for column, segment in enumerate(book.segments)
        if parts.entered[index, column]
    ]
    count = len(book.conquest_steps)
    return FunnelFlows(
        conquest=flows[:count],
        loyalty=flows[count:],
        weakest=weakest_conversion(flows[:count]),
        by_segment=by_segment,
        hand_overs=hand_over_flows(tally),
    )


def weakest_conversion(stages: list[StageFlow]) -> str | None:
    """The stage where the same gain in odds adds most contracts per hour.

    Skill, motivation and fit act on the odds of a stage, so stages are compared by one and the
    same small step in log-odds. It raises contracts by (1 - rate) and the hours of all later
    stages with them; per hour of conquest work the gain is (1 - rate) times the share of hours
    spent up to and including the stage. A low rate matters more the more hours came before it.
    None if nothing was decided or worked.
    """
    total = sum(stage.hours for stage in stages)
    if not total:
        return None
    best, best_gain, hours = None, 0.0, 0.0
    for stage in stages:
        hours += stage.hours
        gain = (1 - stage.rate) * hours / total if stage.rate is not None else 0.0
        if gain > best_gain:
            best, best_gain = stage.stage, gain
    return best


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
            *("paid_seconds", "bookings", "won"),
            *("base", "variable", "charges", "added_by_pay"),
        )
    }
    free = np.sum([total[f"{use}_seconds"] for use in (*SELLING, "idle")], axis=0)
    last = {name: tally.mean("reps", name)[:, -1] for name in ("motivation", "skill")}
    counted, due = (tally.mean("statements", name).sum(axis=-1) for name in ("counted", "quota"))
    met = tally.quotas_met / tally.replications
    quotas = [
        quotas_of(book, rep, counted[rep], due[rep], met[rep]) for rep in range(len(book.reps))
    ]
    places = [first_quota(book.measures[rep], due[rep] > 0.0) for rep in range(len(book.reps))]
    firsts = [
        None if place is None else rows[place] for place, rows in zip(places, quotas, strict=True)
    ]
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
            quota=first.quota if first else 0.0,
            credited=first.credited if first else 0.0,
            attainment=first.attainment if first else None,
            at_quota=first.at_quota if first else None,
            quotas=[*quotas[rep].values()],
            pay=float(sum(total[part][rep] for part in ("base", "variable", "charges"))),
            variable=float(total["variable"][rep]),
            intensity=1.0 + float(total["added_by_pay"][rep] / free[rep])
            if book.pay_moves_effort and free[rep] > 0.0
            else None,
            motivation_at_end=float(last["motivation"][rep]),
            skill_at_end=float(last["skill"][rep]),
            skills_at_start=dict(zip(book.skills, book.skills_at_start[rep], strict=True)),
            skills_at_end=dict(zip(book.skills, map(float, grid[rep]), strict=True)),
        )
        for rep, (name, role, first) in enumerate(zip(book.reps, book.roles, firsts, strict=True))
    ]


def component_figures(tally: Tally) -> list[ComponentFigures]:
    """A row a role (or kind of manager) and component, where some component is typed."""
    book = tally.book
    if all(name == VARIABLE for names in book.components for name in names):
        return []
    total = {
        name: tally.mean("statements", name).sum(axis=-1) for name in ("counted", "quota", "amount")
    }
    owners = (*book.roles, *book.payees[len(book.roles) :])
    met = tally.quotas_met / tally.replications
    sums: dict[tuple[str, str], np.ndarray] = {}
    counts: dict[tuple[str, str], str] = {}
    for payee, (owner, names) in enumerate(zip(owners, book.components, strict=True)):
        for place, name in enumerate(names):
            counts[owner, name] = book.measures[payee][place]
            parts = [total[part][payee, place] for part in ("counted", "quota", "amount")]
            row = np.array([*parts, met[payee, place], total["quota"][payee, place] > 0.0])
            sums[owner, name] = sums.get((owner, name), 0.0) + row
    return [
        ComponentFigures(
            role=owner,
            component=name,
            of=counts[owner, name],
            credit=float(credit),
            quota=float(quota),
            attainment=float(credit / quota) if quota > 0.0 else None,
            at_quota=float(reached / with_quota) if with_quota else None,
            paid=float(paid),
        )
        for (owner, name), (credit, quota, paid, reached, with_quota) in sums.items()
    ]


def pay_at_risk(tally: Tally) -> list[PayAtRisk]:
    """Guarantees, advances, clawback, top-ups and severance by month; empty without any."""
    parts = [name for name in PayAtRisk.model_fields if name != "month"]
    by_month = {name: tally.mean("ledger", name) for name in parts}
    if not any(column.any() for column in by_month.values()):
        return []
    return [
        PayAtRisk(month=month, **{name: float(by_month[name][k]) for name in parts})
        for k, month in enumerate(tally.book.months)
    ]


def mover_figures(tally: Tally) -> list[MoverFigures]:
    """What moved motivation, per rep and year; what moved nobody is left out."""
    rep_years = tally.mean("reps", "years").sum()
    month_ends = tally.mean("reps", "employed").sum()
    moved = tally.mean_of_numbers("moved").sum(axis=0)
    figures = []
    for code, name in enumerate(MOVER_NAMES):
        if moved[code] and rep_years:
            # The goal's shift is a level, counted at each month's end; all else adds up.
            years = month_ends if code == BY_GOAL else rep_years
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
