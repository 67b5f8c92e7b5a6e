"""The report of a run: the headline (what a user should know first), tables, pictures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from salessim.report.activity_tables import (
    funnel,
    further_indicators,
    movers,
    recruits,
    segments,
    skills,
    surveys,
    team,
    time_use,
)
from salessim.report.contents import Document
from salessim.report.document import json_text
from salessim.report.money_tables import (
    assumptions,
    ledgers,
    main_limit,
    money,
    months_table,
    path,
    recurring,
    spread,
    target_parts,
    targets,
)
from salessim.report.pay_tables import pay_at_risk, pay_by_component, quotas
from salessim.report.role_tables import (
    channels,
    hand_overs,
    hours_of_roles,
    markets,
    roles,
    specialists,
)
from salessim.report.run_board import (
    TablesOfSlides,
    means_by_month,
    quarters,
    run_slides,
)
from salessim.report.run_pictures import drawn_revenue, drawn_skills
from salessim.report.sheet import Sheet, print_page
from salessim.report.words import (
    BAD,
    GOOD,
    LIMITS,
    QUIET,
    STRONG,
    amount,
    chance,
    counted,
    currency,
    month,
    months,
    share,
    share_interval,
    signed,
    signed_interval,
    target_label,
    typed_amount,
)

if TYPE_CHECKING:
    from rich.console import Console

    from salessim.measure.findings import (
        Findings,
        Interval,
        MainLimit,
        TargetOutcome,
        TypedChange,
    )

LABEL_WIDTH = 14
SPANS_SHOWN = 2
"""Stretches of months in which the limit binds; of more none is named."""
KEYS_SHOWN = 2
"""Keys of the limit that the headline names; `--details` lists all."""
LIKELY, UNLIKELY = 0.8, 0.5
"""Chances from which a target is shown as good, and below which as bad."""

HIGHEST_SHARE_OF_PAY = 2.0
"""Payroll over revenue above which it is asked whether the figures are meant."""


def headline(findings: Findings) -> list[Text]:
    """The lines, styled; `.plain` of each is the text."""
    lines = [_title(findings), _revenue(findings), *_payroll(findings), *_growth(findings)]
    parts = [*_targets(findings), *_cash(findings)]
    lines += [Text("   ").join(parts)] if len(parts) == 2 else parts
    lines += _path(findings)
    lines += _limit(findings)
    lines += _spread(findings)
    return lines


def footnotes(findings: Findings) -> list[Text]:
    """What the words mean, and the simulation's own error."""
    words = ["Revenue: recognised, as contracts run."]
    if findings.has_payroll:
        words.append("Payroll ratio: sales payroll over revenue.")
    if any(target.measure == "arr" for target in findings.targets):
        words.append("ARR: yearly value of running subscriptions.")
    if findings.spread and any("churn" in row.name for row in findings.spread.drivers[:1]):
        words.append("Churn: customers leaving.")
    notes = [" ".join(words)]
    if findings.revenue_error is not None:
        error = share(findings.revenue_error, 1)
        notes.append(f"±{error}: the simulation's own error of mean revenue.")
    ratio = findings.indicators["payroll_ratio"].mean
    if ratio is not None and ratio > HIGHEST_SHARE_OF_PAY:
        notes.append(
            f"Is that meant? Payroll is {ratio:.1f} times revenue: look at the pay of the team, "
            f"and at segments.{findings.segments[0].segment}.deal (12k is 12,000)."
        )
    empty = findings.missing.get("payroll_ratio", 0)
    if empty and findings.has_payroll:
        notes.append(f"{empty} of {findings.replications} futures bring no revenue at all.")
    return [Text(note, style=QUIET) for note in notes]


def _title(findings: Findings) -> Text:
    first, last = findings.horizon
    futures = counted(findings.replications, "future")
    return Text(
        f"{findings.scenario.name} · {months(first, last)} · {futures}"
        f" · in {currency(findings.currency)}",
        style=STRONG,
    )


def _line(label: str, figure: str, note: str = "", style: str = "") -> Text:
    line = Text(f"{label:<{LABEL_WIDTH}}")
    line.append(figure, style=style or STRONG)
    if note:
        line.append(f"   {note}", style=style)
    return line


def _between(low: float | None, high: float | None) -> str:
    return f"8 in 10 between {amount(low)} and {amount(high)}"


def _revenue(findings: Findings) -> Text:
    revenue = findings.indicators["revenue"]
    note = _between(revenue.p10, revenue.p90) if findings.replications > 1 else ""
    return _line("Revenue", amount(revenue.mean), note)


def _payroll(findings: Findings) -> list[Text]:
    if not findings.has_payroll:
        lines = [_line("Payroll ratio", "none", "nobody is paid")]
    elif findings.indicators["payroll_ratio"].mean is None:
        payroll = amount(findings.indicators["payroll"].mean)
        lines = [_line("Payroll ratio", "none", f"payroll {payroll}, no revenue", BAD)]
    else:
        lines = [_payroll_ratio(findings)]
    valued = findings.indicators["payroll_ratio_valued"].mean
    if findings.money["unpaid"] and valued is not None:
        lines.append(_line("", share(valued), "with unpaid hours at their price"))
    return lines


def _payroll_ratio(findings: Findings) -> Text:
    flags = findings.flags
    ratio = findings.indicators["payroll_ratio"].mean
    last = findings.indicators["payroll_ratio_last_quarter"].mean
    notes = ["over 40 %" if flags.payroll_ratio else "under 40 %"]
    if last is None:
        notes.append("no revenue in the last quarter")
    else:
        beyond = flags.payroll_ratio_last_quarter and not flags.payroll_ratio
        notes.append(f"{share(last)} in the last quarter{', over 40 %' if beyond else ''}")
    warned = flags.payroll_ratio or flags.payroll_ratio_last_quarter
    return _line("Payroll ratio", share(ratio), "; ".join(notes), BAD if warned else GOOD)


def _growth(findings: Findings) -> list[Text]:
    growth = findings.indicators["growth"].mean
    if growth is None or findings.flags.chance_of_increase is None:
        return []
    if findings.flags.no_increase:
        payroll = amount(findings.indicators["payroll"].mean)
        note = f"no increase in sales for a payroll of {payroll}"
        return [_line("Growth", share(growth), note, BAD)]
    higher = chance(findings.flags.chance_of_increase)
    return [_line("Growth", f"+{share(growth)}", f"above last year's in {higher} of futures")]


def _targets(findings: Findings) -> list[Text]:
    return [_target(target, findings.replications) for target in findings.targets]


def _cash(findings: Findings) -> list[Text]:
    cash = findings.cash
    if not cash.counted:
        return []
    low = findings.indicators["cash_low_point"]
    text = f"Cash low: {amount(low.p50)}, {month(cash.usual_low_month)}"
    if cash.first_month_out is None:
        return [Text(text)]
    text += (
        f"; runs out in {chance(cash.chance_of_running_out)} of futures,"
        f" from {month(cash.first_month_out)}"
    )
    return [Text(text, style=BAD)]


def _target(target: TargetOutcome, replications: int) -> Text:
    style = ""
    if target.probability >= LIKELY:
        style = GOOD
    elif target.probability < UNLIKELY:
        style = BAD
    line = Text(f"{target_label(target.measure, target.value, target.by, target.of_whole)}: ")
    if replications == 1:
        return line.append("reached" if target.probability else "missed", style=style)
    return line.append(chance(target.probability), style=style)


def _path(findings: Findings) -> list[Text]:
    """What a distant target asks of each year, and from when on the team does not bring it."""
    way = findings.path
    if way is None:
        return []
    sign = "+" if way.growth_per_year >= 0 else ""
    line = Text(f"Path to {typed_amount(way.value)}: {sign}{share(way.growth_per_year)} a year; ")
    behind = next((row for row in way.years if row.mean < row.asks), None)
    if behind is None:
        return [line.append("the team keeps to it", style=GOOD)]
    shortfall = f"{amount(behind.mean)} of {amount(behind.asks)} in the year to {month(behind.by)}"
    return [line.append(f"behind with {shortfall}", style=BAD)]


def _limit(findings: Findings) -> list[Text]:
    if findings.main_limit is None:
        looked = bool(findings.binding) and findings.replications > 1
        return [Text("Limit: none found beyond chance")] if looked else []
    found = findings.main_limit
    name, more = LIMITS[found.limit]
    gain = f"{signed(found.gain)}, {signed_interval('money', found.ci95)}"
    return [
        Text(f"Limit: {name}{_when(found, findings.horizon)} (10 % more {more}: {gain})"),
        Text(f"       {_as_typed(found.changes)}", style=QUIET),
    ]


def _when(found: MainLimit, horizon: tuple[str, str]) -> str:
    """The months of the main limit: ` all along`, ` from May 2027`, ` Mar – Jun 2027`, or empty."""
    spans, (start, end) = found.spans, horizon
    if not 0 < len(spans) <= SPANS_SHOWN:
        return ""
    first, last = spans[0]
    if len(spans) == 1 and last == end:
        return " all along" if first == start else f" from {month(first)}"
    return " " + ", ".join(months(first, last) for first, last in spans)


def _as_typed(changes: list[TypedChange]) -> str:
    """What was relaxed, in terms of keys; of many the first."""
    shown = ", ".join(f"{change.path}: {change.value}" for change in changes[:KEYS_SHOWN])
    left = len(changes) - KEYS_SHOWN
    return f"{shown} and {counted(left, 'more key')}: --details" if left > 0 else shown


def _spread(findings: Findings) -> list[Text]:
    """Where differences come from: luck, what nobody typed, and what to find out first."""
    spread = findings.spread
    if spread is None:
        return []
    parts = [f"luck {_with_interval(spread.luck, spread.luck_ci95)}"]
    if spread.untyped.total:
        untyped = _with_interval(spread.untyped.share, spread.untyped.ci95)
        parts.append(f"figures not typed yet {untyped}")
    lines = [Text(f"Spread: {', '.join(parts)}")]
    if spread.drivers:
        driver = spread.drivers[0]
        part = _with_interval(driver.share, driver.ci95)
        lines.append(Text(f"Find out first: the {driver.name}, {part} of the spread"))
    return lines


def _with_interval(value: float, interval: Interval) -> str:
    """`38 % (31 to 45 %)`; one that is known has no interval."""
    if interval[0] == interval[1]:
        return share(value)
    return f"{share(value)} ({share_interval(interval)})"


def run_document(findings: Findings) -> Document:
    """The report of a run: headline, footnotes, all tables, the pictures, the slides."""
    sheets = page_sheets(findings)
    tables = TablesOfSlides(
        months_table(findings), quarters(findings), time_use(findings), spread(findings)
    )
    said = {
        "revenue": [_revenue(findings), *_growth(findings), *_targets(findings), *_path(findings)],
        "payroll": _payroll(findings),
        "cash": _cash(findings),
        "limit": [*_limit(findings), *_spread(findings)],
    }
    return Document(
        name=findings.scenario.name,
        lines=headline(findings),
        notes=footnotes(findings),
        sheets=sheets,
        origin=_origin(findings),
        draw=partial(drawn_revenue, findings),
        json_text=partial(json_text, findings),
        more=(partial(drawn_skills, findings),) if findings.team else (),
        currency=currency(findings.currency),
        slides=run_slides(findings, tables, said),
        assumptions=tuple(assumptions(findings.typed, findings.defaults)),
    )


def page_sheets(findings: Findings) -> list[Sheet]:
    """The tables of a page: those of the screen, months and quarters in full, skills, inputs."""
    sheets = [*screen_sheets(findings), means_by_month(findings), quarters(findings)]
    if findings.team:
        sheets.append(skills(findings))
    return [*sheets, *assumptions(findings.typed, findings.defaults)]


def _origin(findings: Findings) -> str:
    rules = ", ".join(f"{slot} ({name})" for slot, name in findings.own_rules.items())
    own = f" Rules of the user's own: {rules}." if rules else ""
    return (
        f"Engine {findings.engine}, seed {findings.seed}, {findings.replications} futures. "
        f"Scenario {findings.scenario.digest}, tables {findings.digest}.{own}"
    )


def show(console: Console, findings: Findings, *, details: bool = False) -> None:
    """Print the headline with its footnotes, then the tables if asked for."""
    lines = [*headline(findings), *footnotes(findings)]
    print_page(console, lines, screen_sheets(findings) if details else [])


def screen_sheets(findings: Findings) -> list[Sheet]:
    """The tables of a report, in reading order; those without a row are left out."""
    sheets = [
        targets(findings),
        target_parts(findings),
        None if findings.path is None else path(findings.path),
        channels(findings),
        markets(findings),
        *funnel(findings),
        hand_overs(findings),
        specialists(findings),
        roles(findings),
        hours_of_roles(findings),
        segments(findings),
        team(findings),
        quotas(findings),
        recruits(findings),
        pay_by_component(findings),
        movers(findings),
        time_use(findings),
        surveys(findings),
        months_table(findings),
        recurring(findings),
        ledgers(findings),
        main_limit(findings),
        money(findings),
        pay_at_risk(findings),
        spread(findings),
        further_indicators(findings),
    ]
    return [sheet for sheet in sheets if sheet is not None and sheet.rows]
