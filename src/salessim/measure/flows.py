"""What flowed through the funnels, as records; and what a record of findings is."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Finding(BaseModel):
    """A frozen record that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StageFlow(Finding):
    """A step of the funnel, mean over replications: entered = advanced + lost + open."""

    motion: Literal["conquest", "loyalty"]
    """Both funnels may have a step of one name."""
    stage: str
    kind: Literal["stage", "contact", "opportunity"]
    entered: float
    advanced: float
    lost: float
    open: float
    """Work in progress at the horizon, what is on its way to another role included."""
    rate: float | None
    """Advanced over advanced and lost; null if nothing was decided."""
    hours: float
    wait_hours: float | None
    """Calendar hours from joining a rep's queue to the first sitting."""
    per_rep_day: float | None
    """Entered per 8 paid hours of the whole team; null without paid hours."""


class SegmentFlow(StageFlow):
    """The same for one segment."""

    segment: str


class HandOverFlow(Finding):
    """Cases that come to a stage from another role: sent = received + not accepted + under way."""

    stage: str
    sent: float
    not_accepted: float
    under_way: float
    days: float | None
    """From sending to receiving, mean; null if nothing was received."""
    specialists: float
    """Pieces of work that specialists began beside the stage."""
    specialists_wait_hours: float | None
    """Calendar hours that a piece waited; null if none was begun."""


class FunnelFlows(Finding):
    """Both funnels, hand-overs between roles, and where the conquest funnel is weakest."""

    conquest: list[StageFlow]
    loyalty: list[StageFlow]
    weakest: str | None
    """The conquest stage where the same gain in odds adds most contracts per hour."""
    by_segment: list[SegmentFlow]
    hand_overs: list[HandOverFlow]
    """Stages that get cases from another role, or work of specialists."""
