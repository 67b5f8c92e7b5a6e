"""What moves people: motivation, learning by doing, and what makes them leave."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Choice, Integer
from salessim.scenario.schema.section import OrNone, Section, optional, required, uncertain
from salessim.units import Quantity

LAZEAR = (
    "assumption: from a base alone to half variable pay output rises by 20 % then, near the 22 % "
    "of incentives in Lazear, American Economic Review 90 (2000)"
)
GOAL_GRADIENT = "Kivetz, Urminsky and Zheng, J. Marketing Research 43 (2006); size: assumption"

_Move = Annotated[Quantity, Amount("number", -1, 1)]


class Moves(Section):
    """How far one event moves motivation; 0 leaves it out."""

    win: _Move = optional(0.02, "A deal is won.", title="motivation from a win")
    loss: _Move = optional(-0.005, "A deal is lost.", title="motivation from a loss")
    drought: _Move = optional(
        0.0,
        "A month ends without a contract for `drought_after`, such as -0.05.",
        title="motivation from a drought",
    )
    quota: _Move = optional(
        0.05,
        "A pay period ends: times attainment of quota less 1; it counts up to 150 %.",
        title="motivation from quota",
    )
    interview: _Move = optional(
        0.03,
        "A month's performance interviews are held; as much is lost if they are missed.",
        title="motivation from an interview",
    )
    feedback: _Move = optional(
        0.0,
        "A month's feedback after appointments was well prepared, such as 0.02; as much is lost "
        "by feedback without preparation.",
        title="motivation from feedback",
    )
    pay: _Move = optional(
        0.0,
        "A month ends: times the person's share of pay less the share of bookings among "
        "colleagues of the role, in shares of the mean, such as 0.05.",
        title="motivation from fairness of pay",
    )
    overload: _Move = optional(
        -0.05,
        "A month ends with more work waiting than hours to do it.",
        title="motivation from overload",
    )


class Goal(Section):
    """What the distance to the quota does to who works for it, until the pay period ends."""

    near: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "25 %", "Share of the quota left from which the goal pulls.", GOAL_GRADIENT
    )
    pull: Annotated[Quantity, Amount("number", 0, 1)] = optional(
        0.1,
        "Rise of motivation right before the quota.",
        title="pull of a near quota",
    )
    hopeless: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "40 %",
        "Share of the sales due by now below which people give up, from the middle of the period.",
        title="border of giving up",
    )
    giving_up: Annotated[Quantity, Amount("number", 0, 1)] = optional(
        0.1, "Fall of motivation of who has sold nothing by then.", title="effect of giving up"
    )


class Motivation(Section):
    """Motivation between 0 and 1."""

    moves: Moves = optional({}, "How far events move it.")
    drought_after: Annotated[Quantity, Amount("days", 1, 3650, exact=True)] = optional(
        "60 days", "Time without a contract that is a drought.", title="length of a drought"
    )
    goal: Annotated[Goal | None, OrNone] = optional(
        {}, "Goal gradient and giving up; none: left out."
    )
    returns: Annotated[Quantity, Amount("share", 0, 1, rate="always")] = optional(
        uncertain("30 % a month", "20..43 % a month"),
        "Share of the way back to the personal level.",
        title="return of motivation",
    )
    effort_span: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("20 %", "13..30 %"),
        "Difference in effort between motivation 0 and 1.",
        title="effect of motivation on effort",
    )


class PayEffort(Section):
    """How marginal pay moves the intensity of work, against that of today's plan."""

    elasticity: Annotated[Quantity, Amount("number", 0, 2)] = optional(
        uncertain("0.2", "0.1..0.3"),
        "Rise of the logarithm of work done an hour per unit of marginal pay's logarithm.",
        title="elasticity of effort",
    )
    least: Annotated[Quantity, Amount("share", 0.001, 1)] = optional(
        "20 %",
        "What marginal pay counts for at least, beyond a cap and on a base alone: a share of "
        "today's on-target pay, as keeping the job and standing are worth.",
        LAZEAR,
        title="least marginal pay",
    )


class Learning(Section):
    """Learning by doing."""

    per_hour: Annotated[Quantity, Amount("share", 0, 0.1)] = optional(
        uncertain("0.0002", "0.00014..0.00028"),
        "Share of the distance to mastery learned in one hour of doing.",
        title="learning per hour",
    )
    per_coached_hour: Annotated[Quantity, Amount("share", 0, 0.5)] = optional(
        uncertain("0.005", "0.0035..0.007"),
        "Share of the distance to mastery learned in one hour with a fully skilled coach.",
    )
    forgets: Annotated[Quantity, Amount("share", 0, 1, rate="always")] = optional(
        "0 % a month",
        "Share of what was learned since the first day that fades.",
        title="forgetting",
    )


type HandOver = Literal["least_loaded", "post"]

LeavingRate = Annotated[Quantity, Amount("share", 0, 0.99, rate="always", moves=True)]
OptionalLeavingRate = Annotated[
    Quantity | None, Amount("share", 0, 0.99, rate="always", optional=True, moves=True)
]


class Attrition(Section):
    """People leave, on any day."""

    rate: LeavingRate = optional(
        uncertain("22 % a year", "14..35 % a year"),
        "Share of settled people who leave, at the motivation of today's team.",
        "10 to 20 % at manufacturers and distributors (Alexander Group); 15 % on average and more "
        "than twice that in bad years (Sales Performance International, 2002)",
        title="attrition",
    )
    newcomers: Annotated[Quantity, Amount("number", 0, 20)] = optional(
        uncertain("1.5", "1.1..2"),
        "Times as likely as settled people that newcomers leave.",
        title="newcomers' attrition",
    )
    new_for: Annotated[Quantity, Amount("days", 0, 3650, exact=True)] = optional(
        "1 year", "Time after which somebody is settled.", title="time to settle"
    )
    motivation_effect: Annotated[Quantity, Amount("number", 0, 20)] = optional(
        uncertain("2.0", "1.4..2.8"),
        "Rise of the leaving rate's logarithm per unit of motivation below that of today's team.",
        title="effect of motivation on leaving",
    )
    notice: Annotated[Quantity, Amount("days", 0, 365, exact=True)] = optional(
        "30 days",
        "Time from the notice to the last day; who goes sooner after the first day says so on it.",
        title="notice",
    )
    time_to_hire: Annotated[Quantity | None, Amount("days", 0, 1000, cases=True, optional=True)] = (
        optional(
            "30..90 days",
            "From the notice to the signature of a successor; none: the post stays empty.",
            title="time to hire",
        )
    )
    slips: Annotated[Quantity | None, Amount("days", 0, 1000, cases=True, optional=True)] = (
        optional(
            None,
            "How much later than that a successor may start.",
            title="slip of a successor's start",
        )
    )
    hand_over_to: Annotated[HandOver, Choice(HandOver)] = optional(
        "least_loaded",
        "Who takes over: the least loaded colleague, of the same role if there is one; or the "
        "post, where the work waits for the successor.",
    )
    deals_lost: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        uncertain("10 %", "6..16 %"),
        "Share of a leaver's open deals that go cold.",
        title="deals lost at hand-over",
    )
    odds_lost: Annotated[Quantity, Amount("number", 0, 10)] = optional(
        uncertain("0.3", "0.2..0.45"),
        "Log-odds that each later step of a handed-over deal loses.",
        title="odds lost at hand-over",
    )
    credit: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "50 %",
        "Share of a handed-over deal that counts towards its new owner's quota; a leaver gets "
        "nothing for deals that are signed later.",
        title="credit for handed-over deals",
    )


class LeavesBelow(Section):
    """People who earn too little leave: what counts is their own pay of the last months."""

    pay: Annotated[Quantity, Amount("money", 1, 1e8, rate="always", moves=True)] = required(
        "What they could earn elsewhere at full time, without charges; who was paid less on "
        "average of the last months leaves, such as 2k a month.",
        title="pay below which people leave",
    )
    over: Annotated[int, Integer(1, 24, "months")] = optional(
        3,
        "Whole calendar months that count; who has been here for less is not asked, nor who was "
        "absent in them.",
        title="months of low pay",
    )
    share: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = optional(
        "100 %",
        "Share of those below it who give notice, at each month's end.",
        title="share who leave for low pay",
    )
