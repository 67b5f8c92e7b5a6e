"""Managers: people with a time budget of their own, and which management style suits whom."""

import datetime as dt
from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import Day
from salessim.scenario.kinds import Choice, Integer, Real, SkillLevel, Text
from salessim.scenario.schema.pay import Charges, Components, PaidEvery, PayRate
from salessim.scenario.schema.section import (
    SEGUIN,
    Names,
    OrNone,
    Section,
    optional,
    required,
    uncertain,
)
from salessim.scenario.schema.team import Ramp
from salessim.units import HOURS_PER_WEEK, Quantity

type Focus = Literal["prospecting", "discovery", "proposal", "negotiation", "account_care"]
type Style = Literal["participative", "persuasive", "delegative", "directive", "none"]


class Manager(Section):
    """People who lead."""

    people: Annotated[int, Integer(1, 1000, "people")] = optional(1, "Managers of this kind.")
    start: Annotated[dt.date | None, Day(optional=True)] = optional(
        None,
        "First day of these managers: before it nobody leads in their place, and nothing is paid; "
        "none: here for long.",
        title="first day of managers",
    )
    one_per: Annotated[int | None, Integer(1, 1000, "reps", optional=True)] = optional(
        None,
        "Most people whom one manager leads: as the team grows managers are hired, so many that "
        "it is kept; `people` are then the fewest. None: no rule.",
        title="span of control",
    )
    found_in: Annotated[Quantity, Amount("days", 0, 730, exact=True)] = optional(
        "0 days",
        "Time until a manager by rule starts, in whole months from the first day of the month "
        "that needs one; people above the span are not led meanwhile.",
        title="time to find a manager",
    )
    hiring_cost: Annotated[Quantity, Amount("money", 0, 10_000_000)] = optional(
        0, "Cost of hiring one within the horizon.", title="cost of hiring a manager"
    )
    ramp: Annotated[Ramp | None, OrNone] = optional(
        None,
        "How managers with a first day climb to full coaching hours; none: from the first day on.",
        title="ramp of managers",
    )
    hours: Annotated[
        Quantity | None,
        Amount(
            "hours",
            0.1,
            HOURS_PER_WEEK,
            rate="always",
            exact=True,
            bound_period="week",
            optional=True,
        ),
    ] = optional(
        None, "Working hours of one.", "the calendar", otherwise="full time", title="working hours"
    )
    coaching: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "40 %",
        "Share of hours spent with the team: onboarding, interviews, team meetings, company on "
        "appointments; Seguin aims at 70 %.",
        title="coaching share",
    )
    sells_as: Annotated[str | None, Text(optional=True)] = optional(
        None,
        "Person of the team who leads beside selling; hours spent on leading are not sold.",
        title="selling manager",
    )
    accompanies: Annotated[
        Quantity, Amount("hours", 0, 100, rate="always", exact=True, bound_period="week")
    ] = optional(
        "10 hours a week",
        "Company that a newcomer gets during onboarding; it comes before all else.",
        title="accompaniment of newcomers",
    )
    focus: Annotated[Focus, Choice(Focus)] = optional(
        "discovery", "Skill that coaching raises.", SEGUIN, title="coaching focus"
    )
    interviews: Annotated[Quantity, Amount("count", 0, 60, rate="always", exact=True)] = optional(
        "1 a month",
        "Performance interviews with each person led; they come after onboarding.",
        SEGUIN,
        title="frequency of interviews",
    )
    interview_hours: Annotated[Quantity, Amount("hours", 0.05, 40)] = optional(
        1, "Length of an interview, in hours.", SEGUIN, title="length of interviews"
    )
    future: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "70 %",
        "Share of an interview spent on building the future.",
        SEGUIN,
        title="share of interviews on the future",
    )
    preparation: Annotated[Quantity, Amount("hours", 0, 8)] = optional(
        uncertain("0.25", "0.18..0.35"),
        "Hours in which one accompanied hour is prepared with the person, who then listens.",
        title="preparation of accompanied hours",
    )
    debrief: Annotated[Quantity | None, Amount("hours", 0, 8, optional=True)] = optional(
        None,
        "Hours in which one accompanied hour is talked over with the person afterwards.",
        otherwise="as long as the preparation",
        title="debrief of accompanied hours",
    )
    indicators: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "50 %",
        "Share of coaching that goes by performance indicators to who lacks most of the skill; "
        "the rest is shared equally.",
        title="coaching by indicators",
    )
    meetings: Annotated[Quantity, Amount("count", 0, 60, rate="always", exact=True)] = optional(
        "0 a month", "Team meetings.", title="frequency of team meetings"
    )
    meeting_hours: Annotated[Quantity, Amount("hours", 0.05, 40)] = optional(
        1, "Length of a team meeting, in hours.", title="length of team meetings"
    )
    meeting_effect: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "10 %",
        "Share of the drift from the time budget that one team meeting a month takes away.",
        title="effect of team meetings",
    )
    style: Annotated[Style, Choice(Style)] = optional(
        "none", "Management style.", title="management style"
    )
    skill: Annotated[float, SkillLevel()] = optional(
        0.6, "Skill in coaching.", title="coaching skill"
    )
    base: PayRate = optional(
        uncertain("70k a year", "55k..90k a year"),
        "Pay of one. Who sells as well gets the pay as a rep, and more only up to a base typed "
        "here.",
        title="pay",
    )
    charges: Charges = optional(
        uncertain("25 %", "18..34 %"),
        "Employer's charges on top of pay.",
        title="employer's charges",
    )
    components: Components = optional(
        {},
        "Variable pay by component, such as {team: {of: bookings, quota: 3M a year, "
        "target: 30k a year}}; it counts what the team led does, unless it says otherwise.",
    )
    paid_every: Annotated[PaidEvery, Choice(PaidEvery)] = optional(
        "quarter", "Period over which components are settled that name none."
    )
    leads: Names | None = optional(None, "Roles that are led; all if left out.")

    @property
    def people_at_first(self) -> int:
        """Managers of this kind on their first day, before a rule adds others."""
        by_rule = self.one_per is not None and "people" not in self.model_fields_set
        return 0 if by_rule else self.people


type NamedStyle = Literal["participative", "persuasive", "delegative", "directive"]
type HighOrLow = Literal["high", "low"]

SEED_TABLE = (
    {"style": "participative", "competence": "high", "motivation": "low"},
    {"style": "delegative", "competence": "low", "motivation": "high"},
    {"style": "persuasive", "competence": "low", "motivation": "low"},
    {"style": "directive", "competence": "high", "motivation": "high"},
)


class StyleRow(Section):
    """Whom a style suits, or does not."""

    style: Annotated[NamedStyle, Choice(NamedStyle)] = required("Style of the manager.")
    competence: Annotated[HighOrLow, Choice(HighOrLow)] = required("Competence of the person led.")
    motivation: Annotated[HighOrLow, Choice(HighOrLow)] = required("Motivation of the person led.")
    lift: Annotated[float | None, Real(-1, 1, optional=True)] = optional(
        None, "Change of the personal level of motivation; none: the table's."
    )


class Styles(Section):
    """How much a style that suits is worth."""

    lift: Annotated[Quantity, Amount("number", -1, 1, exact=True)] = optional(
        0.05,
        "Rise of the personal level of motivation under a style that suits.",
        title="lift of a style that suits",
    )
    competent_from: Annotated[float, SkillLevel()] = optional(
        0.5, "Mean skill from which competence is high.", title="border of competence"
    )
    motivated_from: Annotated[float, Real(0, 1)] = optional(
        0.5, "Personal level from which motivation is high.", title="border of motivation"
    )
    table: tuple[StyleRow, ...] = optional(
        (),
        "Rows, or a CSV file: style, competence, motivation (high or low), and perhaps a lift.",
        SEGUIN + "; places of the persuasive and the directive style: assumption",
        otherwise="participative suits high competence and low motivation, delegative low and "
        "high, persuasive low and low, directive high and high",
    )
