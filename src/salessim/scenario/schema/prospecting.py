"""How new firms are approached without a lead."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Whole, Words
from salessim.scenario.schema.section import Section, said
from salessim.units import Quantity

type Outbound = Literal["block", "when_free", "none"]

BANK = "public bank campaign: 5.7 % on the first call, 2.3 % on the fifth, 1.0 % on the tenth"


class Prospecting(Section):
    """Cold calls."""

    outbound: Annotated[Outbound, Words(Outbound)] = said(
        "when_free",
        "When calls are made: in the protected block only, also when nothing else waits, or never.",
        title="time of cold calls",
    )
    attempts: Annotated[int, Whole(1, 20, "calls")] = said(
        6, "Calls on one firm before it is left alone.", title="calls on one firm"
    )
    again_after: Annotated[Quantity, Amount("days", 0, 365)] = said(
        "7 days", "Days between two calls on one firm.", title="days between calls on one firm"
    )
    decay: Annotated[Quantity, Amount("number", 0, 3)] = said(
        0.2,
        "Log-odds of success lost with each repeated call.",
        BANK,
        title="loss by repeated calls",
    )
    targeting: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "0 %",
        "How well the calling list is sorted by fit: 0 not at all, 100 % perfectly.",
        title="targeting of cold calls",
    )
    appointments: Annotated[
        Quantity | None, Amount("number", 0.01, 50, exact=True, optional=True)
    ] = said(
        None,
        "First meetings a working day that a rep aims at: calls stop when there are enough, "
        "as Seguin's 2; none: calls go on.",
        title="appointments a day",
    )
    touch_hours: Annotated[Quantity, Amount("hours", 0.01, 40)] = said(
        0.5, "Hours of one educating contact, in segments that need `touches`."
    )
    touch_every: Annotated[Quantity, Amount("days", 0, 365)] = said(
        "7 days", "Days between two educating contacts."
    )
