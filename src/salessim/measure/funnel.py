"""The funnel: what entered each step, what became of it, and where conquest is weakest."""

from dataclasses import dataclass

import numpy as np

from salessim.measure.findings import Funnel, SegmentFlow, StageFlow
from salessim.measure.tally import Tally
from salessim.model.state.codes import IS_CONTACT, IS_OPPORTUNITY, SECONDS_PER_HOUR

KINDS = {IS_CONTACT: "contact", IS_OPPORTUNITY: "opportunity"}
HOURS_PER_DAY = 8


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

    def row(self, index: int | tuple[int, int], rep_days: float) -> dict[str, float | None]:
        """The figures of a step; `rep_days` are those of the whole team."""
        advanced, lost = self.advanced[index], self.lost[index]
        started = self.started[index]
        return {
            "entered": float(self.entered[index]),
            "advanced": float(advanced),
            "lost": float(lost),
            "open": float(self.open[index]),
            "rate": float(advanced / (advanced + lost)) if advanced + lost else None,
            "hours": float(self.work_seconds[index]) / SECONDS_PER_HOUR,
            "wait_hours": float(self.waited_seconds[index] / started) / SECONDS_PER_HOUR
            if started
            else None,
            "per_rep_day": float(self.entered[index]) / rep_days if rep_days else None,
        }


def funnel(tally: Tally) -> Funnel:
    """Flows of all steps, means over replications."""
    book = tally.book
    columns = {name: tally.mean("funnel", name) for name in _Flows.__dataclass_fields__}
    whole = _Flows(**{name: column.sum(axis=1) for name, column in columns.items()})
    parts = _Flows(**columns)
    paid_hours = tally.mean("reps", "paid_seconds").sum() / SECONDS_PER_HOUR
    rep_days = float(paid_hours) / HOURS_PER_DAY
    steps = [(name, "stage") for name in book.conquest_steps] + [
        (name, KINDS[kind])
        for name, kind in zip(book.loyalty_steps, book.loyalty_kinds, strict=True)
    ]
    flows = [
        StageFlow.model_validate({"stage": name, "kind": kind, **whole.row(index, rep_days)})
        for index, (name, kind) in enumerate(steps)
    ]
    by_segment = [
        SegmentFlow.model_validate(
            {
                "stage": name,
                "kind": kind,
                "segment": segment,
                **parts.row((index, column), rep_days),
            }
        )
        for index, (name, kind) in enumerate(steps)
        for column, segment in enumerate(book.segments)
        if parts.entered[index, column]
    ]
    count = len(book.conquest_steps)
    return Funnel(
        conquest=flows[:count],
        loyalty=flows[count:],
        weakest=weakest_conversion(flows[:count]),
        by_segment=by_segment,
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
