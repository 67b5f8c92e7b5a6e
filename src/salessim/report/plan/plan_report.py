"""The report of a plan: its sentences and its picture, on a terminal and as a document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from salessim.plan.findings import EQUIVALENT, FirstPlan
from salessim.plan.request_options import GIVEN_UP, GUARDED, NOTHING_AFTER
from salessim.report.contents import Chart, Document, Series, Slide, spoken
from salessim.report.document import json_text
from salessim.report.drawing import BLACK, BLUE, GREY, PALE_BLUE, plain
from salessim.report.money_tables import assumptions
from salessim.report.plan.frontier_report import drawn_frontier, frontier_sentences
from salessim.report.plan.plan_tables import (
    WHERE,
    group_hours,
    hours,
    months_in_full,
    page_sheets,
    people,
    screen_sheets,
    spans,
    starts,
    targets,
)
from salessim.report.sheet import show_sheet
from salessim.report.words import (
    BAD,
    GOOD,
    QUIET,
    STRONG,
    amount,
    chance,
    currency,
    month,
    months,
    share,
    target_label,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import Console

    from salessim.plan.findings import PlanFindings
    from salessim.report.contents import Role


MOST_LABELS = 13
LINES = ("-", "--", ":", "-.")
ROLES: tuple[Role, ...] = ("main", "other", "band", "limit")
MOST_BARS, MOST_LINES, SLIDES_AFTER_FIRST = 14, 4, 4
"""Of a chart of hours, of a chart of people, and slides after the one with the sentences."""


def drawn_plan(findings: PlanFindings) -> Figure:
    """The figure, not yet written anywhere."""
    from matplotlib.figure import Figure

    rows = [row for row in findings.hours if row.hours >= 0.5 or row.hours_today >= 0.5]
    heights = [0.7 + 0.42 * len(rows), 2.4]
    moves = any(len(set(row.people)) > 1 for row in findings.paid_people)
    if moves:
        heights.append(1.6)
    figure = Figure(figsize=(8, 0.6 + sum(heights)), layout="constrained")
    figure.suptitle(findings.scenario.name, fontsize=11, x=0.01, ha="left")
    parts = figure.subplots(len(heights), 1, height_ratios=heights)
    _draw_hours(parts[0], findings)
    _draw_revenue(parts[1], findings)
    if moves:
        _draw_people(parts[2], findings)
    for axes in parts[1:]:
        _label_months(axes, findings)
    return figure


def _draw_hours(axes: Axes, findings: PlanFindings) -> None:
    rows = [row for row in findings.hours if row.hours >= 0.5 or row.hours_today >= 0.5][::-1]
    places = range(len(rows))
    axes.barh(
        [place + 0.2 for place in places], [row.hours for row in rows], 0.36, color=BLUE,
        label="planned",
    )  # fmt: skip
    axes.barh(
        [place - 0.2 for place in places], [row.hours_today for row in rows], 0.36,
        color=PALE_BLUE, label="today's allocation",
    )  # fmt: skip
    names = [f"{row.group}: {row.motion}, {row.segment}" for row in rows]
    axes.set_yticks(list(places), names)
    axes.xaxis.set_major_formatter(lambda value, _: amount(value) if value else "0")
    axes.set_title("Hours over the horizon", loc="left", fontsize=9)
    axes.legend(fontsize=8, frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    plain(axes, grid="x")


def _draw_revenue(axes: Axes, findings: PlanFindings) -> None:
    rows = findings.monthly
    places = range(len(rows))
    axes.plot(places, [row.predicted for row in rows], color=BLACK, linewidth=1.2, linestyle="--",
              label="predicted")  # fmt: skip
    axes.plot(places, [row.simulated for row in rows], color=BLUE, linewidth=2,
              label="simulated, mean")  # fmt: skip
    axes.plot(places, [row.today for row in rows], color=GREY, linewidth=1.2,
              label="today's allocation")  # fmt: skip
    axes.set_ylim(bottom=0, top=1.25 * axes.get_ylim()[1])
    axes.yaxis.set_major_formatter(lambda value, _: amount(value) if value else "0")
    axes.set_title(f"Revenue a month, {currency(findings.currency)}", loc="left", fontsize=9)
    axes.legend(fontsize=8, frameon=False, loc="upper left", ncols=3)
    plain(axes)


def _draw_people(axes: Axes, findings: PlanFindings) -> None:
    places = range(len(findings.monthly))
    for number, row in enumerate(findings.paid_people):
        axes.step(places, row.people, where="mid", color=BLUE, linewidth=1.6,
                  linestyle=LINES[number % len(LINES)], label=row.group)  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.set_title("People paid", loc="left", fontsize=9)
    axes.legend(fontsize=8, frameon=False, loc="lower left", ncols=4)
    plain(axes)


def _label_months(axes: Axes, findings: PlanFindings) -> None:
    every = -(-len(findings.monthly) // MOST_LABELS)
    places = range(0, len(findings.monthly), every)
    axes.set_xticks(list(places), [month(findings.monthly[place].month) for place in places])
    axes.tick_params(axis="x", labelsize=8, rotation=30 if len(places) > 8 else 0)


OBJECTIVES = {
    "ratio": "least payroll ratio",
    "revenue": "most revenue",
    "payroll": "least payroll",
    "profit": "most profit",
    "arr": "most ARR",
}


def span_counted(findings: PlanFindings) -> str:
    """Over which months the objective is best, for the first line."""
    objective, value_after = findings.objective, findings.value_after
    where = "at the end of the horizon" if objective == "arr" else "within the horizon"
    if value_after == GUARDED:
        after = [row.more for row in findings.spans[1:] if row.more is not None]
        poorer = "poorer" if any(more < -GIVEN_UP for more in after) else "no poorer"
        return f"{where}, the year after {poorer} than after today's allocation"
    if value_after == NOTHING_AFTER:
        return f"{where}, whatever comes after"
    if objective == "arr":
        return f"{value_after} months after the horizon"
    return f"{where} and {value_after} months more"


def sentences(findings: PlanFindings) -> list[Text]:
    """The lines, styled; `.plain` of each is the text."""
    first, last = findings.horizon
    best = f"{OBJECTIVES[findings.objective]} {span_counted(findings)}"
    parts = (
        findings.scenario.name,
        months(first, last),
        best,
        f"{findings.replications} futures",
    )
    lines = [Text(" · ".join(parts), style=STRONG)]
    if findings.repairs:
        lines.append(Text("This cannot be had. It would take one of:", style=BAD))
        lines += [Text(f"    {repair}", style=BAD) for repair in findings.repairs]
        lines.append(Text("What follows is the plan that comes closest."))
    lines += [
        *_outcome(findings),
        *_figures(findings),
        *_few_moves(findings),
        *_gap(findings),
        *_targets(findings),
    ]
    lines += [Text(note) for note in findings.notes]
    lines += _hours_worth(findings)
    if findings.frontier is not None:
        lines += frontier_sentences(findings.frontier)
    return lines


def footnotes(findings: PlanFindings) -> list[Text]:
    """What the words mean, and the size of the programme."""
    size = findings.programme
    words = "Conquest wins new customers, loyalty keeps existing ones."
    notes = [f"{words} Payroll ratio: sales payroll over revenue."]
    counts = f"{size.variables:,} variables, {size.rows:,} rows, {size.coefficients:,} coefficients"
    proof = size.status
    if size.status != "optimal" and size.bound is not None:
        shown = share if findings.objective == "ratio" else amount
        proof += f" with {shown(size.objective)} where no plan betters {shown(size.bound)}"
    notes.append(f"Programme: {counts}, {proof}.")
    return [Text(note, style=QUIET) for note in notes]


def _outcome(findings: PlanFindings) -> list[Text]:
    plan, today = findings.simulated, findings.today
    revenue, before = plan["revenue"], today["revenue"]
    moved = findings.against_today["revenue"]
    line = f"Revenue       {amount(revenue.mean)}   today's allocation {amount(before.mean)}"
    style = ""
    if moved.ci95 is not None and before.mean and moved.mean is not None:
        low, high = moved.ci95
        if max(abs(low), abs(high)) <= EQUIVALENT * before.mean:
            line += ": as good as each other, within 1 %"
        else:
            line += f": {moved.mean / before.mean * 100:+.1f} %"
            line += f" ({low / before.mean * 100:+.1f} to {high / before.mean * 100:+.1f})"
            style = GOOD if low > 0 else BAD if high < 0 else ""
    ratio, was = plan["payroll_ratio"].mean, today["payroll_ratio"].mean
    recurring = []
    if findings.objective == "arr":
        at_end, now = plan["arr_at_end"].mean, today["arr_at_end"].mean
        recurring = [Text(f"ARR at the end {amount(at_end)}   today {amount(now)}")]
    return [
        Text(line, style=style),
        *recurring,
        Text(f"Payroll ratio {share(ratio)}   today {share(was)}"),
        Text(f"Profit        {amount(plan['profit'].mean)}   today {amount(today['profit'].mean)}"),
    ]


MOVES_AT_FIRST = 2
"""Moves of hours told of a first plan."""


def first_sentence(first: FirstPlan) -> str:
    """What is known of a plan before the search for better ones."""
    show = share if first.objective == "ratio" else amount
    name = "payroll ratio" if first.objective == "ratio" else first.objective
    name = "ARR at the end" if first.objective == "arr" else name
    steps = [
        f"{round(move.hours)} h of {move.role} from {move.from_segment} {move.from_motion} to "
        f"{move.to_segment} {move.to_motion}"
        for move in first.moves[:MOVES_AT_FIRST]
    ]
    steps += [f"{row.people:+d} {row.role} {row.month}" for row in first.people]
    how = f": {'; '.join(steps)}" if steps else ""
    return (
        f"First plan: {name} {show(first.plan)}, today {show(first.today)} in {first.futures} "
        f"futures{how}. The search for better ones goes on."
    )


def _figures(findings: PlanFindings) -> list[Text]:
    """What the plan sets beside hours and people."""
    return [
        Text(f"Set {one.path} to {one.plan}   today {one.today}")
        for one in findings.figures
        if one.plan != one.today
    ]


def _few_moves(findings: PlanFindings) -> list[Text]:
    """The plan for people to follow, and what it leaves of the gain."""
    moves = findings.few_moves
    if not moves:
        return []
    first = "A move" if len(moves) == 1 else f"{len(moves)} moves"
    brings = share(moves[-1].gain_together)
    verb = "brings" if len(moves) == 1 else "bring"
    of = "what hours gain" if findings.figures else "the gain"
    lines = [f"{first} in the time budget, the same in all weeks, {verb} {brings} of {of}:"]
    for number, move in enumerate(moves):
        by_then = "" if number == len(moves) - 1 else f" ({share(move.gain_together)})"
        lines.append(
            f"    {move.hours:g} h a week of each {move.role} from {move.from_segment} "
            f"{move.from_motion} to {move.to_segment} {move.to_motion}{by_then}"
        )
    return [Text(line) for line in lines]


def _gap(findings: PlanFindings) -> list[Text]:
    after, before = findings.optimism_gap, findings.optimism_gap_before
    if after.relative is None or before.relative is None:
        return []
    predicted = amount(findings.predicted.revenue)
    return [
        Text(
            f"Predicted {predicted}, {after.relative * 100:+.1f} % against the simulation"
            f" (its own error ±{after.half_width * 100:.1f} %); "
            f"{before.relative * 100:+.1f} % before the curves were corrected."
        )
    ]


def _targets(findings: PlanFindings) -> list[Text]:
    lines = []
    for target in findings.targets:
        label = target_label(target.measure, target.value, target.label)
        line = f"{label}: {chance(target.probability)}"
        if target.asked is not None:
            line += f", asked {share(target.asked)}"
        line += f"   today {chance(target.today)}"
        short = target.probability < (target.asked or 0.5)
        lines.append(Text(line, style="" if not target.aimed_at else BAD if short else GOOD))
    return lines


def _hours_worth(findings: PlanFindings) -> list[Text]:
    parts = []
    for row in findings.marginal_value[:3]:
        worth = f"{amount(row.more)}"
        if row.degenerate:
            worth = f"{amount(min(row.more, row.less))} to {amount(max(row.more, row.less))}"
        parts.append(f"{row.group} {worth}")
    if not parts:
        return []
    what = "profit" if findings.objective == "profit" else "revenue"
    return [Text(f"One more hour brings, in {what} sooner or later: {'; '.join(parts)}.")]


def show(console: Console, findings: PlanFindings, *, details: bool = False) -> None:
    """Print the sentences, then where the hours go, or all tables if asked for."""
    for line in sentences(findings):
        console.print(line, soft_wrap=not console.is_terminal)
    for sheet in page_sheets(findings) if details else screen_sheets(findings):
        console.print()
        show_sheet(console, sheet)
    console.print()
    for note in footnotes(findings):
        console.print(note, soft_wrap=not console.is_terminal)


def plan_document(findings: PlanFindings) -> Document:
    """The report of a plan: sentences, footnotes, all tables, the pictures."""
    pictures = [partial(drawn_plan, findings)]
    if findings.frontier is not None:
        pictures.insert(0, partial(drawn_frontier, findings))
    inputs = assumptions(findings.inputs.typed, findings.inputs.defaults)
    return Document(
        name=findings.scenario.name,
        lines=sentences(findings),
        notes=footnotes(findings),
        sheets=[*page_sheets(findings), *inputs],
        origin=(
            f"Seed {findings.seed}, {findings.replications} futures. Scenario "
            f"{findings.scenario.digest}, tables {findings.digest}."
        ),
        draw=pictures[0],
        json_text=partial(json_text, findings),
        more=tuple(pictures[1:]),
        currency=currency(findings.currency),
        slides=_slides(findings),
        assumptions=tuple(inputs),
    )


def _slides(findings: PlanFindings) -> tuple[Slide, ...]:
    """The plan against today's allocation: hours, revenue, people, targets."""
    given, moving = hours(findings), people(findings)
    of_hours = (Series("hours", "planned"), Series("today", "today's allocation", "other"))
    where = tuple(column.name for column in WHERE)
    drawn = (Chart(given.title, given, where, of_hours, "bar"),)
    of_revenue = (
        Series("simulated", "simulated, mean"),
        Series("predicted", "predicted", "limit"),
        Series("today", "today's allocation", "other"),
    )
    revenue = Chart("Revenue a month", months_in_full(findings), ("month",), of_revenue)
    moves = _few_moves(findings)
    slides = [
        Slide(given.title, tuple(moves), drawn)
        if len(given.rows) <= MOST_BARS
        else Slide(given.title, tuple(moves), sheet=given),
        Slide(spoken(_outcome(findings)[0]), tuple(_gap(findings)), (revenue,)),
    ]
    if moving.rows:
        groups = [column.name for column in moving.columns[1 : MOST_LINES + 1]]
        lines = tuple(Series(name, name, role) for name, role in zip(groups, ROLES, strict=False))
        slides.append(Slide("People", charts=(Chart("People paid", moving, ("month",), lines),)))
    tables = [spans(findings), targets(findings), starts(findings), group_hours(findings)]
    shown = [sheet for sheet in tables if sheet.rows][: SLIDES_AFTER_FIRST - len(slides)]
    return (*slides, *(Slide(sheet.title, sheet=sheet) for sheet in shown))
