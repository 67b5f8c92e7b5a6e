"""What flowed through the funnels, what people did and got, as records; what a record is."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Finding(BaseModel):
    """A frozen record that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class StageFlow(Finding):
    """A step of the funnel, mean over replications: entered = advanced + lost + open."""

    motion: Literal["conquest", "loyalty"]
    """Both funnels may have a step of one name."""
    stage: str
    kind: Literal["stage", "contact", "opportunity"]
    entered: float
    advanced: float
    lost: float
    abandoned: float
    """Of the lost, those whose patience ended while they waited."""
    open: float
    """Work in progress at the horizon, what is on its way to another role included."""
    rate: float | None
    """Advanced over advanced and lost, the abandoned left out; null if nothing was decided."""
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
    from_roles: list[str]
    """Roles that work the stage before; empty for the first stage."""
    to_roles: list[str]
    sent: float
    not_accepted: float
    under_way: float
    days: float | None
    """From sending to receiving, mean; null if nothing was received."""
    wait_hours: float | None
    """Calendar hours from joining the receiver's queue to the first sitting."""
    specialists: float
    """Pieces of work that specialists began beside the stage."""
    specialists_wait_hours: float | None
    """Calendar hours that a piece waited; null if none was begun."""


class ChannelFigures(Finding):
    """What became of a channel's leads, mean over replications."""

    channel: str
    leads: float
    unserved: float
    """Of the leads, those that nobody could take."""
    not_free: float
    """Firms that asked besides and were no lead: customers, in a deal, or cooling off."""
    recommended: float
    """Recommendations by customers, whatever became of them."""
    cold: float
    """Gone cold before anybody answered: given up, or their patience had ended."""
    answered: float
    """Taken up by a rep."""
    wait_hours: float | None
    """Calendar hours from coming to being taken up; null if none was answered."""
    passed: float
    """Came past the first stage."""
    rate: float | None
    """Passed over answered; null if none was answered."""
    typed_rate: float | None
    """The channel's `passes`, for prompt answers; null where leads are asked nothing."""
    contracts_won: float
    bookings: float
    """Currency, of these contracts."""


class MarketYear(Finding):
    """How sold a segment's market is at the end of a year, means over replications."""

    segment: str
    until: str
    """The year's last month, or the horizon's."""
    firms: float
    customers: float
    sold: float | None
    """Customers over firms; null without firms."""
    free: float | None
    """Firms that may become leads, over all; the others are in deals, or cool off."""
    leads: float
    """In the year."""
    not_free: float
    """Firms that asked besides and were no lead."""


class RoleStepFigures(Finding):
    """What a role did at a step."""

    motion: Literal["conquest", "loyalty"]
    step: str
    hours: float
    cases: float
    """Cases, calls and contacts worked through; rounds done again are left out."""
    advanced: float
    """Cases brought past the step as their owner, contacts made."""


class RoleFigures(Finding):
    """What a role did over the horizon, all its people together, mean over replications."""

    role: str
    person_years: float
    paid_hours: float
    selling_hours: float
    """Prospecting, conquest and loyalty work."""
    utilisation: float | None
    """Of the hours free for selling, those in which work was there; null without any."""
    meetings_booked: float
    """First meetings that its people booked."""
    meetings_accepted: float
    """Of them, those that who was to hold them took over, and those kept in the role."""
    meetings_held: float
    contracts_won: float
    bookings: float
    """Currency, of these contracts."""
    pay: float
    """Base, variable and charges."""
    variable: float
    steps: list[RoleStepFigures]
    """Those that it worked on."""


class FunnelFlows(Finding):
    """Both funnels, hand-overs between roles, and where the conquest funnel is weakest."""

    conquest: list[StageFlow]
    loyalty: list[StageFlow]
    weakest: str | None
    """The conquest stage where the same gain in odds adds most contracts per hour."""
    by_segment: list[SegmentFlow]
    hand_overs: list[HandOverFlow]
    """Stages that get cases from another role, or work of specialists."""


class RecruitFigures(Finding):
    """A kind of recruits of a role over the horizon, means over replications."""

    role: str
    kind: str
    person_months: float
    at_end: float
    """People at the end of the horizon."""
    left: float
    contracts_won: float
    bookings: float
    bookings_per_month: float | None
    """Of one person, ramp included; null where none came."""
    pay: float
    """Base, variable and charges."""


class QuotaFigures(Finding):
    """A quota of a rep over the horizon, means over replications."""

    component: str
    of: str
    """What it counts, as in `ComponentFigures`."""
    quota: float
    """Currency, a number, or for attainment of others how often it is paid."""
    credited: float
    attainment: float
    """Credited over quota."""
    at_quota: float
    """Share of replications in which all of the quota counts."""


class RepFigures(Finding):
    """A rep over the horizon, means over replications."""

    name: str
    role: str
    paid_hours: float
    time_use: dict[str, float]
    """Shares of paid time."""
    selling: float | None
    """Prospecting, conquest and loyalty work in paid time; null without paid time."""
    bookings: float
    contracts_won: float
    quota: float
    """The first quota, in currency or a number; 0 without one."""
    credited: float
    """What counts towards it: variable pay goes by it."""
    attainment: float | None
    """Credited over quota; null without one."""
    at_quota: float | None
    """Share of replications in which the rep is credited with all quota; null without one."""
    quotas: list[QuotaFigures]
    """Each quota, by what it counts."""
    pay: float
    """Base, variable and charges."""
    variable: float
    intensity: float | None
    """Work done in an hour, over that under today's marginal pay: mean over hours free to sell;
    null where pay does not move effort."""
    motivation_at_end: float
    skill_at_end: float
    skills_at_start: dict[str, float]
    """Levels 0..1 by skill, of the person of the first day or the planned hire."""
    skills_at_end: dict[str, float]
    """The same at the horizon, mean over replications; of whoever sits on the post then."""


class ComponentFigures(Finding):
    """A component of pay over the horizon, all people of a role or managers of a kind together."""

    role: str
    component: str
    of: str
    """What it counts: `bookings`, `revenue`, `collected`, `contracts`, `renewals`, `meetings`,
    `meetings_booked`, `meetings_accepted`, or `attainment` of others."""
    credit: float
    """What counted, mean over replications: currency, or a number."""
    quota: float
    attainment: float | None
    at_quota: float | None
    """Share of its people and replications in which all of the quota counts; null without one."""
    paid: float
    """Currency, without charges."""


class PayAtRisk(Finding):
    """Pay of a month that selling does not cover: means of columns of the ledger, currency."""

    month: str
    guarantee: float
    draw_balance: float
    clawback: float
    clawback_owed: float
    """To be taken back of later pay, at the month's end."""
    clawback_at_risk: float
    """Pay that would have to be paid back if all customers left who may, at the month's end."""
    top_up: float
    severance: float
