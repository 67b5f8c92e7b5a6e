"""Managers: people with a time budget of their own."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Level, Text, Whole, Words
from salessim.scenario.schema.pay import Charges, PayRate
from salessim.scenario.schema.section import SEGUIN, Names, Section, said
from salessim.units import Quantity

type Focus = Literal["prospecting", "discovery", "proposal", "negotiation", "account_care"]
type Style = Literal["participative", "persuasive", "delegative", "directive", "none"]


class Manager(Section):
    """People who lead."""

    people: Annotated[int, Whole(1, 1000, "people")] = said(1, "Managers of this kind.")
    hours: Annotated[
        Quantity | None,
        Amount("hours", 0.1, 168, rate="always", exact=True, bound_period="week", optional=True),
    ] = said(
        None, "Working hours of one.", "the calendar", otherwise="full time", title="working hours"
    )
    coaching: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "40 %",
        "Share of hours spent with the team: onboarding, interviews, team meetings, company on "
        "appointments; Seguin aims at 70 %.",
        title="coaching share",
    )
    sells_as: Annotated[str | None, Text(optional=True)] = said(
        None,
        "Person of the team who leads beside selling; hours spent on leading are not sold.",
        title="selling manager",
    )
    accompanies: Annotated[
        Quantity, Amount("hours", 0, 100, rate="always", exact=True, bound_period="week")
    ] = said(
        "10 hours a week",
        "Company that a newcomer gets during onboarding; it comes before all else.",
        title="accompaniment of newcomers",
    )
    focus: Annotated[Focus, Words(Focus)] = said(
        "discovery", "Skill that coaching raises.", SEGUIN, title="coaching focus"
    )
    interviews: Annotated[Quantity, Amount("count", 0, 60, rate="always", exact=True)] = said(
        "1 a month",
        "Performance interviews with each person led; they come after onboarding.",
        SEGUIN,
        title="frequency of interviews",
    )
    interview_hours: Annotated[Quantity, Amount("hours", 0.05, 40)] = said(
        1, "Length of an interview, in hours.", SEGUIN, title="length of interviews"
    )
    future: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "70 %",
        "Share of an interview spent on building the future.",
        SEGUIN,
        title="share of interviews on the future",
    )
    preparation: Annotated[Quantity, Amount("hours", 0, 8)] = said(
        0.25,
        "Hours in which one accompanied hour is prepared with the person, who then listens.",
        title="preparation of accompanied hours",
    )
    indicators: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "50 %",
        "Share of coaching that goes by performance indicators to who lacks most of the skill; "
        "the rest is shared equally.",
        title="coaching by indicators",
    )
    meetings: Annotated[Quantity, Amount("count", 0, 60, rate="always", exact=True)] = said(
        "0 a month", "Team meetings.", title="frequency of team meetings"
    )
    meeting_hours: Annotated[Quantity, Amount("hours", 0.05, 40)] = said(
        1, "Length of a team meeting, in hours.", title="length of team meetings"
    )
    meeting_effect: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "10 %",
        "Share of the drift from the time budget that one team meeting a month takes away.",
        title="effect of team meetings",
    )
    style: Annotated[Style, Words(Style)] = said(
        "none", "Management style.", title="management style"
    )
    skill: Annotated[float, Level()] = said(0.6, "Skill in coaching.", title="coaching skill")
    base: PayRate = said("70k a year", "Pay of one.", title="pay")
    charges: Charges = said("25 %", "Employer's charges on top of pay.", title="employer's charges")
    leads: Names | None = said(None, "Roles that are led; all if left out.")
