"""What moves people: motivation, and learning by doing."""

from typing import Annotated

from salessim.scenario.amounts import Amount
from salessim.scenario.schema.section import OrNone, Section, said
from salessim.units import Quantity

GOAL_GRADIENT = "Kivetz, Urminsky and Zheng, J. Marketing Research 43 (2006); size: assumption"

_Move = Annotated[Quantity, Amount("number", -1, 1)]


class Moves(Section):
    """How far one event moves motivation; 0 leaves it out."""

    win: _Move = said(0.02, "A deal is won.", title="motivation from a win")
    loss: _Move = said(-0.005, "A deal is lost.", title="motivation from a loss")
    drought: _Move = said(
        0.0,
        "A month ends without a contract for `drought_after`, such as -0.05.",
        title="motivation from a drought",
    )
    quota: _Move = said(
        0.05,
        "A pay period ends: times attainment of quota less 1; it counts up to 150 %.",
        title="motivation from quota",
    )
    interview: _Move = said(
        0.03,
        "A month's performance interviews are held; as much is lost if they are missed.",
        title="motivation from an interview",
    )
    feedback: _Move = said(
        0.0,
        "A month's feedback after appointments was well prepared, such as 0.02; as much is lost "
        "by feedback without preparation.",
        title="motivation from feedback",
    )
    pay: _Move = said(
        0.0,
        "A month ends: times the person's share of pay less the share of bookings among "
        "colleagues of the role, in shares of the mean, such as 0.05.",
        title="motivation from fairness of pay",
    )
    overload: _Move = said(
        -0.05,
        "A month ends with more work waiting than hours to do it.",
        title="motivation from overload",
    )


class Goal(Section):
    """What the distance to the quota does to who works for it, until the pay period ends."""

    near: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "25 %", "Share of the quota left from which the goal pulls.", GOAL_GRADIENT
    )
    pull: Annotated[Quantity, Amount("number", 0, 1)] = said(
        0.1,
        "Rise of motivation right before the quota.",
        title="pull of a near quota",
    )
    hopeless: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "40 %",
        "Share of the sales due by now below which people give up, from the middle of the period.",
        title="border of giving up",
    )
    giving_up: Annotated[Quantity, Amount("number", 0, 1)] = said(
        0.1, "Fall of motivation of who has sold nothing by then.", title="effect of giving up"
    )


class Motivation(Section):
    """Motivation between 0 and 1."""

    moves: Moves = said({}, "How far events move it.")
    drought_after: Annotated[Quantity, Amount("days", 1, 3650, exact=True)] = said(
        "60 days", "Time without a contract that is a drought.", title="length of a drought"
    )
    goal: Annotated[Goal | None, OrNone] = said({}, "Goal gradient and giving up; none: left out.")
    returns: Annotated[Quantity, Amount("share", 0, 1, rate="always")] = said(
        "30 % a month", "Share of the way back to the personal level.", title="return of motivation"
    )
    effort_span: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "20 %",
        "Difference in effort between motivation 0 and 1.",
        title="effect of motivation on effort",
    )


class Learning(Section):
    """Learning by doing."""

    per_hour: Annotated[Quantity, Amount("share", 0, 0.1)] = said(
        0.0002,
        "Share of the distance to mastery learned in one hour of doing.",
        title="learning per hour",
    )
    per_coached_hour: Annotated[Quantity, Amount("share", 0, 0.5)] = said(
        0.005, "Share of the distance to mastery learned in one hour with a fully skilled coach."
    )
    forgets: Annotated[Quantity, Amount("share", 0, 1, rate="always")] = said(
        "0 % a month",
        "Share of what was learned since the first day that fades.",
        title="forgetting",
    )
