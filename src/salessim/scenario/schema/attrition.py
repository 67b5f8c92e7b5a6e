"""Who leaves, what becomes of their work, and how a post is filled again."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Words
from salessim.scenario.schema.section import Section, said
from salessim.units import Quantity

type HandOver = Literal["least_loaded", "post"]

LeavingRate = Annotated[Quantity, Amount("share", 0, 0.99, rate="always")]
OptionalLeavingRate = Annotated[
    Quantity | None, Amount("share", 0, 0.99, rate="always", optional=True)
]


class Attrition(Section):
    """People leave. It is decided at the end of a month."""

    rate: LeavingRate = said(
        "30 % a year",
        "Share of settled people who leave, at the motivation of today's team.",
        "public surveys of sales teams: 25 to 40 % a year",
        title="attrition",
    )
    newcomers: Annotated[Quantity, Amount("number", 0, 20)] = said(
        1.5, "Times as likely as settled people that newcomers leave.", title="newcomers' attrition"
    )
    new_for: Annotated[Quantity, Amount("days", 0, 3650, exact=True)] = said(
        "1 year", "Time after which somebody is settled.", title="time to settle"
    )
    motivation_effect: Annotated[Quantity, Amount("number", 0, 20)] = said(
        2.0,
        "Rise of the leaving rate's logarithm per unit of motivation below that of today's team.",
        title="effect of motivation on leaving",
    )
    notice: Annotated[Quantity, Amount("days", 0, 365, exact=True)] = said(
        "30 days", "Time that a leaver still works.", title="notice"
    )
    time_to_hire: Annotated[Quantity | None, Amount("days", 0, 1000, cases=True, optional=True)] = (
        said(
            "30..90 days",
            "From the notice to the signature of a successor; none: the post stays empty.",
            title="time to hire",
        )
    )
    slips: Annotated[Quantity | None, Amount("days", 0, 1000, cases=True, optional=True)] = said(
        None, "How much later than that a successor may start.", title="slip of a successor's start"
    )
    hand_over_to: Annotated[HandOver, Words(HandOver)] = said(
        "least_loaded",
        "Who takes over: the least loaded colleague, of the same role if there is one; or the "
        "post, where the work waits for the successor.",
    )
    deals_lost: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "10 %", "Share of a leaver's open deals that go cold.", title="deals lost at hand-over"
    )
    odds_lost: Annotated[Quantity, Amount("number", 0, 10)] = said(
        0.3,
        "Log-odds that each later step of a handed-over deal loses.",
        title="odds lost at hand-over",
    )
    credit: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "50 %",
        "Share of a handed-over deal that counts towards its new owner's quota; a leaver gets "
        "nothing for deals that are signed later.",
        title="credit for handed-over deals",
    )
