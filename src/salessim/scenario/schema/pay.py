"""What people are paid: fixed pay, variable pay by component, and what newcomers are assured of."""

import datetime as dt
from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import Day, MonthOfYear
from salessim.scenario.kinds import Choice, Integer, Name
from salessim.scenario.pay_tables import Tiers, TierTable, Whose
from salessim.scenario.schema.section import Names, Section, Shorthand, optional, uncertain
from salessim.units import Quantity

type PaidEvery = Literal["month", "quarter", "year"]
type Credit = Literal["bookings", "revenue"]
type Measured = Literal[
    "bookings", "revenue", "collected", "contracts", "renewals", "meetings", "meetings_booked",
    "meetings_accepted", "attainment",
]  # fmt: skip
type MotionOfPay = Literal["conquest", "loyalty", "both"]
type Tiering = Literal["marginal", "retroactive"]
type Unearned = Literal["owed", "forgiven"]

QUOTA_TO_ON_TARGET = 5.0
"""Quota as a multiple of on-target pay where none is typed; usual band 4 to 6."""

MONEY_MEASURES = ("bookings", "revenue", "collected")

PayRate = Annotated[Quantity, Amount("money", 0, 1e8, rate="always", moves=True)]
OptionalPayRate = Annotated[
    Quantity | None, Amount("money", 0, 1e8, rate="always", optional=True, moves=True)
]
QuotaRate = Annotated[
    Quantity | None, Amount("money", 1, 1e11, rate="always", optional=True, moves=True)
]
Charges = Annotated[Quantity, Amount("share", 0, 2, moves=True)]


class PayComponent(Section):
    """One part of variable pay: what counts, against which quota, and what that pays."""

    of: Annotated[Measured, Choice(Measured)] = optional(
        "bookings",
        "What counts: money signed (bookings), billed (revenue) or paid by customers (collected); "
        "contracts, contracts with customers that keep what they pay (renewals: opportunities "
        "without `grows`); first meetings held (meetings: they count for who holds and who booked "
        "them), booked, or booked and accepted by who is to hold them; or the attainment of "
        "others' quotas.",
        title="measure",
    )
    whose: Annotated[tuple[str, ...], Whose()] = optional(
        "own",
        "Whose doings count: one's own, those of the team under the same manager (for a manager: "
        "of the team led), of all, or of the roles named.",
        otherwise="own; a manager's: team",
    )
    share: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "100 %", "Share of it that counts.", title="share of the credit"
    )
    motion: Annotated[MotionOfPay, Choice(MotionOfPay)] = optional(
        "both", "Whether new customers (conquest), those there are (loyalty), or both count."
    )
    segments: Names | None = optional(None, "Segments that count; all if left out.")
    products: Names | None = optional(None, "Products that count; all if left out.")
    for_: Annotated[Quantity | None, Amount("days", 1, 3660, exact=True, optional=True)] = optional(
        None,
        "Time after a customer's first contract in which its revenue counts; none: always.",
        alias="for",
        title="time that revenue counts",
    )
    quota: Annotated[
        Quantity | None, Amount("money", 0.001, 1e11, rate="optional", optional=True, moves=True)
    ] = optional(
        None,
        "What one person is to reach with the hours of the role, in money or in numbers; without "
        "a period it is that of the whole contest.",
    )
    target: OptionalPayRate = optional(None, "Pay at the quota.", title="target pay")
    rate: Annotated[Quantity | None, Amount("share", 0, 1, optional=True, moves=True)] = optional(
        None, "Share of the money that counts.", title="commission rate"
    )
    each: Annotated[Quantity | None, Amount("money", 0, 1e7, optional=True, moves=True)] = optional(
        None, "Pay for each one that counts.", title="pay for each"
    )
    prize: Annotated[Quantity | None, Amount("money", 0, 1e8, optional=True, moves=True)] = (
        optional(
            None,
            "Pay for reaching the threshold (the quota, where none is typed), or for being among "
            "the winners.",
        )
    )
    winners: Annotated[int | None, Integer(1, 1000, "people", optional=True)] = optional(
        None, "How many of the people with this component get the prize: those with most credit."
    )
    tiers: Annotated[TierTable, Tiers()] = optional(
        {},
        "What is paid from an attainment of the quota on, as a multiple of the target's pace, a "
        "share of the money or an amount each: {0 %: 8 %, 100 %: 12 %}; without a quota from an "
        "amount or number on.",
    )
    tiering: Annotated[Tiering, Choice(Tiering)] = optional(
        "marginal",
        "Whether a tier pays for what lies beyond its beginning (marginal), or for all from the "
        "first unit on once it is reached (retroactive).",
    )
    threshold: Annotated[Quantity | None, Amount("share", 0, 5, optional=True)] = optional(
        None, "Share of the quota below which nothing is paid."
    )
    cap: Annotated[Quantity | None, Amount("number", 0.1, 100, optional=True)] = optional(
        None, "Multiple of the quota above which nothing more is paid; none: no cap."
    )
    at_most: OptionalPayRate = optional(
        None, "Most that it pays to one person at full time; none: no cap."
    )
    gate: dict[Annotated[str, Name()], Annotated[Quantity, Amount("share", 0, 5, exact=True)]] = (
        optional({}, "Nothing is paid unless these other components reach so much of their quota.")
    )
    clawback: Annotated[Quantity | None, Amount("days", 1, 3660, exact=True, optional=True)] = (
        optional(
            None,
            "Time from a customer's first contract within which leaving takes its pay back; "
            "none: never.",
        )
    )
    period: Annotated[PaidEvery | None, Choice(PaidEvery, optional=True)] = optional(
        None,
        "Span over which credit and quota add up; paid more often, each payment is what the span "
        "has earned so far less what it has paid.",
        otherwise="as often as it is paid",
    )
    paid_every: Annotated[PaidEvery | None, Choice(PaidEvery, optional=True)] = optional(
        None,
        "How often it is paid.",
        otherwise="as the plan; with dates, once at the end",
    )
    from_: Annotated[dt.date | None, Day(optional=True)] = optional(
        None, "First day of a contest; none: the horizon's.", alias="from"
    )
    until: Annotated[dt.date | None, Day(last_of_month=True, optional=True)] = optional(
        None, "Last day of a contest; none: it goes on."
    )


Components = dict[Annotated[str, Name()], PayComponent]


class Guarantee(Section):
    """A floor under the variable pay of newcomers."""

    for_: Annotated[int, Integer(0, 36, "months")] = optional(
        0, "Calendar months from that of the first day on.", alias="for", title="guaranteed months"
    )
    share: Annotated[Quantity, Amount("share", 0, 2)] = optional(
        "100 %", "Share of the target variable pay that is assured.", title="guaranteed share"
    )


class Draw(Section):
    """An advance on variable pay."""

    pays: PayRate = optional(
        "0 a year", "Advance of one person at full time, paid month by month.", title="draw"
    )
    for_: Annotated[int | None, Integer(1, 120, "months", optional=True)] = optional(
        None,
        "Calendar months from that of the first day on; none: always.",
        alias="for",
        title="months of draw",
    )
    unearned: Annotated[Unearned, Choice(Unearned)] = optional(
        "owed",
        "What becomes of advances that a pay period did not earn: owed from later pay "
        "(recoverable), or forgiven.",
    )


class PayPlan(Section):
    """What a role is paid."""

    base: PayRate = optional(
        "45k a year", "Fixed pay of one person at full time.", title="base pay"
    )
    on_target: OptionalPayRate = optional(
        None,
        "Fixed and variable pay of one who meets the quota.",
        otherwise="the base, without variable pay",
        title="on-target pay",
    )
    quota: QuotaRate = optional(
        None,
        "What one person is to sell, with the hours of the role.",
        "middle of the usual band, 4 to 6",
        otherwise=f"{QUOTA_TO_ON_TARGET:g} times on-target pay, at part time its part",
    )
    charges: Charges = optional(
        uncertain("25 %", "18..34 %"),
        "Employer's charges on top of all pay.",
        title="employer's charges",
    )
    valued_at: OptionalPayRate = optional(
        None,
        "What the work of an unpaid or underpaid person is worth; none: the pay.",
        title="value of unpaid work",
    )
    accelerator: Annotated[Quantity, Amount("number", 0, 20)] = optional(
        1.5, "Multiple of the variable pay rate on sales above quota."
    )
    cap: Annotated[Quantity | None, Amount("number", 0.1, 100, optional=True)] = optional(
        None,
        "Multiple of quota above which nothing more is paid; none: no cap.",
        title="cap of variable pay",
    )
    threshold: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "0 %", "Share of quota below which no variable is paid.", title="threshold of variable pay"
    )
    paid_every: Annotated[PaidEvery, Choice(PaidEvery)] = optional(
        "quarter", "Period over which the variable is settled."
    )
    raise_: Annotated[Quantity, Amount("share", -0.5, 1)] = optional(
        "0 %", "Yearly increase of pay.", alias="raise", title="yearly raise"
    )
    credit: Annotated[Credit, Choice(Credit)] = optional(
        "bookings", "What counts towards the quota: contracts signed, or revenue."
    )
    components: Components = optional(
        {},
        "Variable pay as several components that add up, by name, in place of on_target, quota, "
        "accelerator, cap, threshold and credit, which are the short form of one.",
    )
    quota_ramp: tuple[Annotated[Quantity, Amount("share", 0, 1, exact=True)], ...] = optional(
        (),
        "Share of the quota in each calendar month from that of a newcomer's first day on, such "
        "as [0, 25 %, 50 %]; the whole after the last.",
        title="ramp of the quota",
    )
    guarantee: Annotated[Guarantee, Shorthand(key="for", kind=Integer(0, 36, "months"))] = optional(
        {}, "Months in which newcomers are assured of their target variable pay."
    )
    draw: Draw = optional({}, "An advance on variable pay.")
    minimum: OptionalPayRate = optional(
        None,
        "Legal minimum of one person at full time; a month that pays less is topped up.",
        title="legal minimum pay",
    )
    thirteenth_salary: Annotated[Quantity, Amount("number", 0, 4)] = optional(
        0, "Monthly base salaries a year on top, earned month by month.", title="13th salary"
    )
    thirteenth_in: Annotated[int, MonthOfYear()] = optional(
        "December", "Month at whose end they are paid.", title="month of the 13th salary"
    )
    hiring_cost: Annotated[Quantity, Amount("money", 0, 1e7, moves=True)] = optional(
        0, "One-off cost of hiring one person."
    )
    severance: Annotated[Quantity, Amount("number", 0, 36)] = optional(
        0, "Months of base pay that a leaver gets on the last day.", title="severance pay"
    )
    shared_credit: Annotated[Quantity, Amount("share", 0, 1)] = optional(
        "0 %",
        "Share of the credit for a new customer that goes to the colleague who takes it over.",
        title="hand-over split",
    )
