"""Pay plans."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Words
from salessim.scenario.schema.section import Section, said
from salessim.units import Quantity

type PaidEvery = Literal["month", "quarter", "year"]
type Credit = Literal["bookings", "revenue"]

QUOTA_TO_ON_TARGET = 5.0
"""Quota as a multiple of on-target pay where none is typed; usual band 4 to 6."""

PayRate = Annotated[Quantity, Amount("money", 0, 1e8, rate="always")]
OptionalPayRate = Annotated[Quantity | None, Amount("money", 0, 1e8, rate="always", optional=True)]
QuotaRate = Annotated[Quantity | None, Amount("money", 1, 1e11, rate="always", optional=True)]
Charges = Annotated[Quantity, Amount("share", 0, 2)]


class PayPlan(Section):
    """What a role is paid."""

    base: PayRate = said("45k a year", "Fixed pay of one person at full time.", title="base pay")
    on_target: OptionalPayRate = said(
        None,
        "Fixed and variable pay of one who meets the quota.",
        otherwise="the base, without variable pay",
        title="on-target pay",
    )
    quota: QuotaRate = said(
        None,
        "What one person is to sell.",
        "middle of the usual band, 4 to 6",
        otherwise="5 times on-target pay",
    )
    charges: Charges = said(
        "25 %", "Employer's charges on top of all pay.", title="employer's charges"
    )
    valued_at: OptionalPayRate = said(
        None,
        "What the work of an unpaid or underpaid person is worth; none: the pay.",
        title="value of unpaid work",
    )
    accelerator: Annotated[Quantity, Amount("number", 0, 20)] = said(
        1.5, "Multiple of the variable pay rate on sales above quota."
    )
    cap: Annotated[Quantity | None, Amount("number", 0.1, 100, optional=True)] = said(
        None,
        "Multiple of quota above which nothing more is paid; none: no cap.",
        title="cap of variable pay",
    )
    threshold: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "0 %", "Share of quota below which no variable is paid.", title="threshold of variable pay"
    )
    paid_every: Annotated[PaidEvery, Words(PaidEvery)] = said(
        "quarter", "Period over which the variable is settled."
    )
    raise_: Annotated[Quantity, Amount("share", -0.5, 1)] = said(
        "0 %", "Yearly increase of pay.", alias="raise", title="yearly raise"
    )
    credit: Annotated[Credit, Words(Credit)] = said(
        "bookings", "What counts towards the quota: contracts signed, or revenue."
    )
    hiring_cost: Annotated[Quantity, Amount("money", 0, 1e7)] = said(
        0, "One-off cost of hiring one person."
    )
    severance: Annotated[Quantity, Amount("number", 0, 36)] = said(
        0, "Months of base pay that a leaver gets on the last day.", title="severance pay"
    )
    shared_credit: Annotated[Quantity, Amount("share", 0, 1)] = said(
        "0 %",
        "Share of the credit for a new customer that goes to the colleague who takes it over.",
        title="hand-over split",
    )
