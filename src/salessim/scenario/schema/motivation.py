"""What moves people: motivation, and learning by doing."""

from typing import Annotated

from salessim.scenario.amounts import Amount
from salessim.scenario.schema.section import Section, said
from salessim.units import Quantity

_Move = Annotated[Quantity, Amount("number", -1, 1)]


class Moves(Section):
    """How far one event moves motivation; 0 leaves it out."""

    win: _Move = said(0.02, "A deal is won.", title="motivation from a win")
    loss: _Move = said(-0.005, "A deal is lost.", title="motivation from a loss")
    quota: _Move = said(
        0.05,
        "A pay period ends: times attainment of quota less 1; it counts up to 150 %.",
        title="motivation from quota",
    )
    interview: _Move = said(
        0.03, "A performance interview is held.", title="motivation from an interview"
    )
    overload: _Move = said(
        -0.05,
        "A month ends with more work waiting than hours to do it.",
        title="motivation from overload",
    )


class Motivation(Section):
    """Motivation between 0 and 1."""

    moves: Moves = said({}, "How far events move it.")
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
