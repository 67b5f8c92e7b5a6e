"""The people who sell: roles, skills, ramps, hires."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import Day, DaySpans
from salessim.scenario.kinds import Choice, Integer, Name, Real, SkillLevel, Text
from salessim.scenario.schema.absence import Absence
from salessim.scenario.schema.hires import Closes, Hires, Recruit, Sells
from salessim.scenario.schema.motivation import LeavesBelow, OptionalLeavingRate
from salessim.scenario.schema.pay import OptionalPayRate, PayPlan, QuotaRate
from salessim.scenario.schema.section import (
    SEGUIN,
    Names,
    OrNone,
    Section,
    Shorthand,
    optional,
    required,
    tag_of,
    uncertain,
)
from salessim.scenario.schema.time import Budget, Time
from salessim.scenario.skill_levels import Level, SkillOfPeople
from salessim.units import HOURS_PER_WEEK, Quantity, UnreadableError

type MotionOfRole = Literal["conquest", "loyalty", "both"]
type Profile = Literal["hunter", "converter", "keeper"]
type RampPeriod = Literal["month", "quarter"]

RAMP_SURVEYS = "median of public surveys: 5 months; start: assumption"
MAX_PEOPLE = 10_000

_WeeklyHours = Annotated[
    Quantity | None,
    Amount(
        "hours", 0.1, HOURS_PER_WEEK, rate="always", exact=True, bound_period="week", optional=True
    ),
]
_Skill = Annotated[Level, SkillOfPeople()]
_OptionalSkill = Annotated[float | None, SkillLevel(optional=True)]


class Skills(Section):
    """The skills grid of a role: what today's people can do."""

    prospecting: _Skill = optional(
        "fair", "Finding the right firms and getting a meeting.", title="prospecting skill"
    )
    discovery: _Skill = optional(
        "fair", "Understanding the buyer's problem in the first meeting.", title="discovery skill"
    )
    proposal: _Skill = optional(
        "fair", "Turning the problem into an offer.", title="proposal skill"
    )
    negotiation: _Skill = optional(
        "fair", "Bringing an offer to a signature.", title="negotiation skill"
    )
    account_care: _Skill = optional("fair", "Keeping and growing a customer.", title="account care")
    product: _Skill = optional("fair", "Knowing the product.", title="product knowledge")
    profile: Annotated[Profile | None, Choice(Profile, optional=True)] = optional(
        None,
        "What the role does best: hunter (wins first meetings), converter (turns them into "
        "contracts), keeper (keeps customers); levels that are typed go before it.",
    )


PROFILES = {
    "hunter": {"prospecting": "good", "account_care": "weak"},
    "converter": {
        "prospecting": "weak", "discovery": "good", "proposal": "good", "negotiation": "good",
    },
    "keeper": {"prospecting": "weak", "account_care": "good"},
}  # fmt: skip
"""Levels that make a profile; all others are as in any role (assumption)."""


class RampLine(Section):
    """A straight climb to full performance."""

    months: Annotated[int, Integer(0, 36, "months")] = optional(
        5, "Months from the first day to full performance.", RAMP_SURVEYS, title="months of ramp"
    )
    starts_at: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = optional(
        "20 %", "Performance on the first day.", RAMP_SURVEYS, title="first-day performance"
    )


class RampTable(Section):
    """Performance by month or quarter of tenure; it is full after the last step."""

    by: Annotated[RampPeriod, Choice(RampPeriod)] = required(
        "Length of one step; a list of steps alone goes by the month."
    )
    share: tuple[Annotated[Quantity, Amount("share", 0, 1, exact=True)], ...] = required(
        "Performance in each step, such as [0, 25 %, 50 %, 75 %, 100 %]."
    )


def _line_or_table(value: Any) -> str:
    table = isinstance(value, RampTable) or (isinstance(value, dict) and {"by", "share"} & {*value})
    return tag_of(RampTable if table else RampLine)


type Ramp = Annotated[
    Annotated[RampLine, Tag(tag_of(RampLine))] | Annotated[RampTable, Tag(tag_of(RampTable))],
    Discriminator(_line_or_table),
]


class PersonRow(Section):
    """A row of a role's CSV table; what is left empty is as in the role."""

    name: Annotated[str, Text()] = required("Name of the person.")
    start: Annotated[dt.date | None, Day(optional=True)] = optional(
        None, "First day, from which the ramp counts; none: settled."
    )
    hours: _WeeklyHours = optional(None, "Working hours.")
    prospecting: _OptionalSkill = optional(None, "Skill in prospecting.")
    discovery: _OptionalSkill = optional(None, "Skill in discovery.")
    proposal: _OptionalSkill = optional(None, "Skill in proposals.")
    negotiation: _OptionalSkill = optional(None, "Skill in negotiation.")
    account_care: _OptionalSkill = optional(None, "Skill in account care.")
    product: _OptionalSkill = optional(None, "Knowledge of the product.")
    motivation: Annotated[float | None, Real(0, 1, optional=True)] = optional(None, "Motivation.")
    territory: Annotated[str | None, Name(optional=True)] = optional(None, "Territory.")
    base: OptionalPayRate = optional(None, "Fixed pay at full time.")
    on_target: OptionalPayRate = optional(None, "Fixed and variable pay at quota.")
    quota: QuotaRate = optional(None, "What the person is to sell.")
    valued_at: OptionalPayRate = optional(None, "What the work is worth.")
    charges: Annotated[Quantity | None, Amount("share", 0, 2, optional=True)] = optional(
        None, "Employer's charges."
    )


class Headcount(Integer):
    """A number of people, or a list of their names."""

    def read(self, value: Any, currency: str | None) -> Any:
        """The number, or a tuple of names."""
        if isinstance(value, list | tuple):
            return tuple(Text().read(name, currency) for name in value)
        if isinstance(value, str) and not re.search("[0-9]", value):
            names = f"[{', '.join(part.strip() for part in value.split(','))}]"
            raise UnreadableError(
                f"people are typed as a number in figures such as 2, or as a list of names: {names}"
            )
        return super().read(value, currency)

    def json_schema(self) -> dict[str, Any]:
        """A number or a list of names."""
        names = {"type": "array", "items": {"type": "string"}}
        return {"anyOf": [*super().json_schema()["anyOf"], names]}


class People(Section):
    """How many people there are. Where `least` or `most` is typed, `optimise` may change it."""

    today: Annotated[int | tuple[str, ...], Headcount(0, MAX_PEOPLE, "people")] = optional(
        0, "People already there: their number, or a list of names.", title="number of people"
    )
    least: Annotated[int | None, Integer(0, MAX_PEOPLE, "people", optional=True)] = optional(
        None, "Fewest people that a plan may keep.", otherwise="0, where `most` is typed"
    )
    most: Annotated[int | None, Integer(0, MAX_PEOPLE, "people", optional=True)] = optional(
        None, "Most people that a plan may employ.", otherwise="as many as today"
    )
    found_in: Annotated[Quantity, Amount("days", 0, 730, exact=True)] = optional(
        "60 days",
        "Time from the decision to hire to the first day, in a plan.",
        title="time to hire",
    )
    slips: Annotated[Quantity | None, Amount("days", 0, 1000, cases=True, optional=True)] = (
        optional(
            None, "How much later a planned hire may start, such as 0..3 months; none: never later."
        )
    )
    notice: Annotated[Quantity, Amount("days", 0, 730, exact=True)] = optional(
        "90 days", "Time from the decision to part to the last day, in a plan.", title="notice"
    )

    @property
    def count(self) -> int:
        """How many people there are today."""
        return self.today if isinstance(self.today, int) else len(self.today)

    @property
    def is_free(self) -> bool:
        """Whether a plan may change the number."""
        return self.least is not None or self.most is not None

    @property
    def bounds(self) -> tuple[int, int]:
        """The fewest and the most people that a plan may employ."""
        if not self.is_free:
            return self.count, self.count
        return self.least or 0, self.count if self.most is None else self.most


class Role(PayPlan):
    """People who do the same work for the same pay."""

    people: Annotated[People, Shorthand(key="today", kind=Headcount(0, MAX_PEOPLE, "people"))] = (
        optional(
            {},
            "People already there: their number, a list of names, or a number that `optimise` may "
            "change, such as {today: 4, least: 2, most: 6}.",
            title="number of people",
        )
    )
    from_: tuple[PersonRow, ...] = optional(
        (), "CSV file with a row a person: name, start, hours, skills, pay.", alias="from"
    )
    start: Annotated[dt.date | None, Day(optional=True)] = optional(
        None, "First day of the people of this role, from which their ramp counts; none: settled."
    )
    hires: Hires = optional(
        {},
        "People who join, or joined not long ago, by name; or by rule, such as "
        "{people: 2, every: month, from: 2027-01, until: 2027-12}, beside names or under one.",
    )
    recruits: dict[Annotated[str, Name()], Recruit] = optional(
        {},
        "Kinds of people who come within the horizon, hired or as successors, such as {good: "
        "{share: 20 %, stays: 48 months}, poor: {stays: 6 months}}; each is drawn. People of a "
        "table are as the table says.",
    )
    departures: dict[Annotated[str, Name()], Annotated[dt.date, Day()]] = optional(
        {}, "People whose leaving is planned, by name: the first day without them."
    )
    absent: dict[
        Annotated[str, Name()], Annotated[Absence, Shorthand(key="dates", kind=DaySpans())]
    ] = optional(
        {},
        "People who are away for a time, by name, such as {ann: 2027-03..2027-07}: without work, "
        "quota, ramp and attrition, and back on the day after.",
    )
    hours: _WeeklyHours = optional(
        None,
        "Working hours of one person.",
        "the calendar",
        otherwise="full time",
        title="working hours",
    )
    skills: Annotated[Skills, Shorthand(key="profile", kind=Choice(Profile))] = optional(
        {},
        "Level per skill: weak, fair, good, expert, or 0 to 1; {cases: weak..good} where people "
        "differ, 8 in 10 between; or a profile's name.",
    )
    motivation: Annotated[float, Real(0, 1)] = optional(0.6, "Personal level of motivation.")
    motion: Annotated[MotionOfRole, Choice(MotionOfRole)] = optional(
        "both",
        "Whether the role wins customers (conquest), keeps them (loyalty), or both; a role that "
        "steps name (by, with) works on those.",
    )
    segments: Names | None = optional(None, "Segments the role works on; all if left out.")
    territory: Annotated[str | None, Name(optional=True)] = optional(
        None, "Territory the role works in; none: all."
    )
    at_most: Annotated[int | None, Integer(1, 1_000_000, "customers", optional=True)] = optional(
        None,
        "Customers that one person may look after; those above it go to a keeper with room, or "
        "wait without one; none: any number.",
        title="customers per keeper",
    )
    keeps_for: Annotated[Quantity | None, Amount("days", 0, 3650, exact=True, optional=True)] = (
        optional(
            None,
            "Time for which whoever wins a customer keeps it, until a keeper of another role takes "
            "over; none: for ever where the role works on loyalty, else not at all.",
            title="time until a customer is handed over",
        )
    )
    ramp: Ramp = optional(
        {},
        "How people with a first day climb to full performance: {months: 5, starts_at: 20 %}, "
        "{by: quarter, share: [25 %, 50 %, 75 %, 100 %]}, or the shares month by month alone: "
        "[0 %, 0 %, 50 %, 100 %].",
    )
    leaves: OptionalLeavingRate = optional(
        None,
        "The role's own rate of leaving; none: as in attrition.",
        title="attrition of the role",
    )
    leaves_below: Annotated[LeavesBelow | None, OrNone] = optional(
        None,
        "Pay below which people leave, such as {pay: 2k a month, over: 3}: usual where commission "
        "is all there is; none: nobody leaves for it.",
    )
    sells: Sells = optional(
        None,
        "What one settled person signs with new customers (a subscription counts its first year), "
        "such as 70k a month; the hours of the stages become what they must be for today's team to "
        "obtain it, those typed say how they compare. None: the stages' hours are as typed.",
        title="sales of a settled person",
    )
    closes: Closes = optional(
        None,
        "The same in contracts with new customers, such as 2 a month.",
        title="contracts of a settled person",
    )
    onboarding: Annotated[Quantity, Amount("days", 0, 365, exact=True)] = optional(
        "3 weeks", "Accompaniment of a new person by the manager.", SEGUIN
    )
    unaccompanied: Annotated[Quantity, Amount("share", 0, 0.95)] = optional(
        uncertain("50 %", "40..60 %"),
        "How much slower a newcomer ramps for each 30 hours of a manager's company less than "
        "today's newcomers get (3 weeks of 10 hours), and faster for more; at most by this share.",
        title="ramp lost without accompaniment",
    )
    time: Time | None = optional(
        None, "The role's own time budget; what it leaves out is as in the scenario's."
    )
    person_time: dict[Annotated[str, Name()], Budget] = optional(
        {}, "Splits of selling hours of single people of the role, by their name."
    )

    @property
    def is_to_be_filled(self) -> bool:
        """Whether a plan may hire where nobody is today."""
        empty = self.people.count == 0 and not self.from_ and self.start is None
        return empty and bool(self.people.most)
