"""The tables of what the team does: funnels, segments, people, time, and rates obtained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessim.measure.indicators import INDICATORS
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import (
    MOVERS,
    NOTHING,
    TIME_USES,
    amount,
    chance,
    change_of_level,
    count,
    figure,
    hundredths,
    indicator_label,
    share,
    small_share,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salessim.engine.obtained_rates import Rate
    from salessim.measure.findings import Findings
    from salessim.measure.flows import StageFlow

LARGEST_GAP = 0.02
"""Relative distance from which a rate is marked as differing, if chance does not explain it."""
BEYOND_CHANCE = 1.68
"""Half widths of the 95 % interval that one rate in 1,000 misses by chance: many are compared."""


def funnel(findings: Findings) -> tuple[Sheet, Sheet]:
    """The conquest and the loyalty funnel."""
    flows = (*findings.funnel.conquest, *findings.funnel.loyalty)
    cold = any(row.abandoned for row in flows)
    columns = (
        text("step"),
        Column("entered"),
        Column("advanced"),
        Column("lost", 60),
        *((Column("of it cold", 70),) if cold else ()),
        Column("open at the end", 70),
        Column("rate"),
        Column("hours"),
        Column("wait, hours", 80),
        Column("a rep and day", 110),
    )
    per_hours = count(findings.indicators["contracts_per_100_hours"].mean)
    weakest = findings.funnel.weakest
    note = f"{per_hours} contracts per 100 hours. Rates are of decided cases, open ones left out. "
    if findings.indicators["leads"].mean:
        answering = count(findings.indicators["answering_hours"].mean)
        given_up = count(findings.indicators["leads_cold"].mean)
        note += f"Answering leads takes {answering} hours; {given_up} leads go cold unanswered"
        unserved = findings.indicators["leads_unserved"].mean
        note += f", {count(unserved)} nobody could take. " if unserved else ". "
    if cold:
        note += "Cold: patience ended before anybody worked on it. "
    if weakest is not None:
        note += (
            f"Weakest: {weakest.replace('_', ' ')}, where a gain in odds adds most contracts"
            " per hour."
        )
    for row in findings.funnel.conquest:
        if row.stage == "appointment" and row.per_rep_day is not None:
            note += f" {row.per_rep_day:.1f} appointments a rep and day (an aim: 2)."
    return (
        Sheet(
            "Conquest: winning new customers (means over all futures)",
            note,
            columns,
            tuple(_flow(row, cold=cold) for row in findings.funnel.conquest),
        ),
        Sheet(
            "Loyalty: keeping and growing customers",
            _without_keeper(findings),
            columns,
            tuple(_flow(row, cold=cold) for row in findings.funnel.loyalty),
        ),
    )


def _without_keeper(findings: Findings) -> str:
    """A note on customers whom nobody looks after at the end; empty where there are none."""
    left = findings.indicators["customers_without_keeper"].mean
    if not left:
        return ""
    return f"{count(left)} customers have no keeper at the end: none is there, or none has room."


def _flow(row: StageFlow, *, cold: bool) -> tuple[str, ...]:
    return (
        row.stage.replace("_", " "),
        count(row.entered),
        count(row.advanced),
        count(row.lost),
        *((count(row.abandoned),) if cold else ()),
        count(row.open),
        share(row.rate, 1 if row.rate is not None and row.rate < 0.1 else 0),
        count(row.hours),
        count(row.wait_hours),
        NOTHING if row.per_rep_day is None else hundredths(row.per_rep_day),
    )


def segments(findings: Findings) -> Sheet:
    """Segments by motion; pairs without work or revenue are left out."""
    return Sheet(
        "Segments",
        "Conquest revenue is that of customers won during the horizon, loyalty revenue that of "
        "the customers of day one.",
        (
            text("segment"),
            text("motion"),
            Column("revenue", adds_up=True),
            Column("bookings", 70, adds_up=True),
            Column("contracts", 60, adds_up=True),
            Column("deals lost", 80, adds_up=True),
            Column("contacts", 100, adds_up=True),
            Column("hours", adds_up=True),
        ),
        tuple(
            (
                row.segment,
                row.motion,
                amount(row.revenue),
                amount(row.bookings),
                count(row.contracts_won),
                count(row.deals_lost),
                count(row.contacts),
                count(row.hours),
            )
            for row in findings.segments
            if row.revenue or row.hours or row.deals_lost
        ),
    )


def recruits(findings: Findings) -> Sheet:
    """A row a kind of recruits."""
    return Sheet(
        "Recruits by kind",
        "Who came within the horizon, by what they turned out to be; means over all futures.",
        (
            text("role"),
            text("kind"),
            Column("person-months"),
            Column("at end"),
            Column("left"),
            Column("contracts"),
            Column("bookings"),
            Column("a person and month"),
            Column("pay"),
        ),
        tuple(
            (
                row.role,
                row.kind,
                count(row.person_months),
                count(row.at_end),
                count(row.left),
                count(row.contracts_won),
                amount(row.bookings),
                amount(row.bookings_per_month),
                amount(row.pay),
            )
            for row in findings.recruits
        ),
    )


def team(findings: Findings) -> Sheet:
    """A row a rep."""
    moves = any(row.intensity is not None for row in findings.team)
    explained = " Intensity: work done in an hour, over that under today's pay plan."
    return Sheet(
        "Team",
        "Selling: prospecting, conquest and loyalty work in paid time. Of quota: what counts "
        "towards the first quota, as pay counts it, over the quota."
        f"{explained if moves else ''}",
        (
            text("rep"),
            Column("hours", adds_up=True),
            Column("selling"),
            Column("no work", 80),
            Column("bookings"),
            Column("contracts", 60),
            Column("of quota", 95),
            Column("at quota", 70),
            Column("pay", adds_up=True),
            Column("of it variable", 90, adds_up=True),
            *([Column("intensity", 90)] if moves else []),
            Column("motivation at end", 130),
            Column("skill at end", 130),
        ),
        tuple(
            (
                row.name,
                count(row.paid_hours),
                share(row.selling),
                share(row.time_use.get("idle")),
                amount(row.bookings),
                count(row.contracts_won),
                share(row.attainment),
                NOTHING if row.at_quota is None else chance(row.at_quota),
                amount(row.pay),
                amount(row.variable),
                *([share(row.intensity)] if moves else []),
                hundredths(row.motivation_at_end),
                hundredths(row.skill_at_end),
            )
            for row in findings.team
        ),
    )


NAMES_OF_SKILLS = {"account_care": "account care"}


def skills(findings: Findings) -> Sheet:
    """The skills grid: hunting, converting and keeping, step by step."""
    names = list(findings.team[0].skills_at_end) if findings.team else []
    return Sheet(
        "Skills grid at the end, 0 to 1",
        "Prospecting is hunting; discovery, proposal and negotiation are converting; account care "
        "is keeping. In brackets: change since the first day.",
        (text("rep"), *(Column(NAMES_OF_SKILLS.get(name, name)) for name in names)),
        tuple(
            (
                row.name,
                *(
                    f"{row.skills_at_end[name]:.2f} "
                    f"({change_of_level(row.skills_at_end[name] - row.skills_at_start[name])})"
                    for name in names
                ),
            )
            for row in findings.team
        ),
    )


def movers(findings: Findings) -> Sheet:
    """What moved motivation."""
    return Sheet(
        "What moved motivation (0 to 1), per rep and year",
        "Moves add up to the change of motivation. The distance to the quota shifts it for the "
        "moment: its mean.",
        (text("event"), Column("moved by")),
        tuple((MOVERS[row.mover], f"{row.per_rep_year:+.3f}") for row in findings.movers),
    )


def time_use(findings: Findings) -> Sheet:
    """Where the reps' paid time goes."""
    return Sheet(
        "Paid time of all reps",
        "",
        (text("use"), Column("share", adds_up=True)),
        tuple((TIME_USES[name], share(part)) for name, part in findings.time_use.items() if part),
    )


def surveys(findings: Findings) -> Sheet:
    """The team beside what surveys of sales teams find."""
    rows = (
        ("selling time in paid time", "selling_time", "30 – 40 %"),
        ("reps at quota", "reps_at_quota", "40 – 60 %"),
        ("reps who leave in a year", "attrition_per_year", "25 – 40 %"),
    )
    return Sheet(
        "Beside surveys of sales teams",
        "Usual, not good or bad: a team may have reasons to differ.",
        (text("figure"), Column("here"), Column("usual")),
        tuple(
            (label, share(mean), usual)
            for label, name, usual in rows
            if (mean := findings.indicators[name].mean) is not None
        ),
    )


def further_indicators(findings: Findings) -> Sheet:
    """The indicators that ask for a row of their own (`Indicator.in_report`)."""
    known = [
        (row, findings.indicators[row.name])
        for row in INDICATORS
        if row.in_report
        and row.name in findings.indicators
        and findings.indicators[row.name].mean is not None
    ]
    return Sheet(
        "Further indicators",
        "8 in 10 futures lie between low and high.",
        (
            text("indicator"),
            Column("mean"),
            Column("low", 60),
            Column("high", 60),
            text("meaning", 100),
        ),
        tuple(
            (
                indicator_label(row.name),
                *(figure(row.unit, value) for value in (summary.mean, summary.p10, summary.p90)),
                row.meaning,
            )
            for row, summary in known
        ),
    )


def rates_sheet(rates: Sequence[Rate]) -> Sheet:
    """Each typed rate beside what today's team obtains under today's policy."""
    fall = any(rate.path.startswith("channels.") for rate in rates)
    return Sheet(
        "Rates typed and obtained by today's team",
        "Nobody joins, learns or changes mood here; ranges stand at their typical value. "
        "The first year at most. 'differs': by more than 2 %, and by more than chance explains. "
        "Rates are solved for in closed form; they end below what is typed where a small market, "
        "or the top of a list sorted by targeting, is worked through, and where leads wait for "
        "people who have no hours for them, or deals where interest fades meanwhile. What people "
        "sign is counted from 1.5 sales cycles on; "
        "it ends below what is typed where leads, firms or an aim of meetings do not allow it. "
        "Contacts are made on working days: one serves all "
        "dates since the working day before. A rate that moves in time is typed with the mean of "
        "its months, by how much was decided in each; what differs in a segment has a row there."
        + (" Leads of a whole market fall as it is sold." if fall else ""),
        (
            text("rate"),
            Column("typed"),
            Column("obtained"),
            Column("±", 90),
            Column("cases", 100),
            text(""),
        ),
        tuple(
            (
                rate.path,
                *(_in_unit(rate, value) for value in (rate.typed, rate.obtained, rate.half_width)),
                count(rate.cases),
                ", ".join(
                    word
                    for word, holds in (
                        ("mean of its months", rate.moves),
                        ("differs", differs(rate)),
                    )
                    if holds
                ),
            )
            for rate in rates
        ),
    )


def _in_unit(rate: Rate, value: float) -> str:
    return small_share(value) if rate.unit == "share" else f"{count(value)} {rate.unit}"


def differs(rate: Rate) -> bool:
    """Whether the rate is missed by more than 2 % and by more than chance explains."""
    gap = abs(rate.obtained - rate.typed)
    return gap > LARGEST_GAP * rate.typed and gap > BEYOND_CHANCE * rate.half_width
