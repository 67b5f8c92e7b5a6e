"""The segmentation matrix as tables and as a picture."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from salessim.report.contents import Document
from salessim.report.drawing import plain
from salessim.report.sheet import Column, Sheet, text
from salessim.report.words import share
from salessim.scenario.completion import classify, thresholds

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from salessim.scenario import Scenario
    from salessim.scenario.completion import ClassifiedAccount
    from salessim.scenario.schema.strategy import Matrix

COLOURS = ("#c79a00", "#7b8794", "#a0522d", "#2b6cb0", "#2f855a", "#805ad5")
NAMED_AT_MOST = 30
"""Accounts up to which each is named in the picture."""


def matrix_document(scenario: Scenario, matrix: Matrix) -> Document:
    """The report of a scenario's matrix."""
    plan = scenario.plan
    names = tuple(plan.segments)
    accounts = classify(matrix, names)
    return Document(
        name=plan.name,
        lines=_lines(plan.name, names, accounts),
        notes=[],
        sheets=[_counts(names, accounts, matrix), _accounts(accounts)],
        origin=f"Scenario {scenario.digest}.",
        draw=partial(_drawn, plan.name, names, accounts, matrix),
        json_text=lambda: json.dumps([asdict(account) for account in accounts], indent=1),
    )


def _lines(
    name: str, segments: tuple[str, ...], accounts: tuple[ClassifiedAccount, ...]
) -> list[Text]:
    counts = ", ".join(f"{sum(a.segment == each for a in accounts)} {each}" for each in segments)
    return [Text(f"{name} · {len(accounts)} accounts"), Text(counts)]


def _counts(
    segments: tuple[str, ...], accounts: tuple[ClassifiedAccount, ...], matrix: Matrix
) -> Sheet:
    least = thresholds(matrix, segments)
    rows = []
    for name in segments:
        own = [account for account in accounts if account.segment == name]
        customers = sum(account.is_customer for account in own)
        rows.append((name, share(least[name]), str(len(own) - customers), str(customers)))
    return Sheet(
        "Segments",
        "",
        (text("segment"), Column("from place"), Column("prospects"), Column("customers")),
        tuple(rows),
    )


def _accounts(accounts: tuple[ClassifiedAccount, ...]) -> Sheet:
    return Sheet(
        "Accounts, best first",
        "Place: attractiveness and our assets together, in per cent of the best.",
        (
            *(text("account"), text("segment"), Column("place")),
            *(Column("attractiveness"), Column("assets"), text("customer")),
        ),
        tuple(
            (
                *(row.name, row.segment, share(row.place)),
                *(share(row.attractiveness), share(row.assets), "yes" if row.is_customer else ""),
            )
            for row in sorted(accounts, key=lambda account: -account.place)
        ),
    )


def _drawn(
    name: str, segments: tuple[str, ...], accounts: tuple[ClassifiedAccount, ...], matrix: Matrix
) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 6), layout="constrained")
    axes = figure.subplots()
    for number, segment in enumerate(segments):
        own = [account for account in accounts if account.segment == segment]
        colour = COLOURS[number % len(COLOURS)]
        for customers, marker in ((False, "o"), (True, "s")):
            some = [account for account in own if account.is_customer == customers]
            axes.scatter(
                [100 * account.assets for account in some],
                [100 * account.attractiveness for account in some],
                color=colour,
                marker=marker,
                s=36,
                label=f"{segment}, {'customers' if customers else 'prospects'}" if some else None,
            )
    if len(accounts) <= NAMED_AT_MOST:
        for account in accounts:
            at = (100 * account.assets, 100 * account.attractiveness)
            axes.annotate(account.name, at, (4, 4), textcoords="offset points", fontsize=8)
    weight = matrix.assets_weigh.typical
    for least in list(thresholds(matrix, segments).values())[:-1]:
        ends = [(100 * least - weight * x) / (1 - weight) for x in (0, 100)] if weight < 1 else None
        if ends is None:
            axes.axvline(100 * least, color="#999", linestyle="--", linewidth=1)
        else:
            axes.plot((0, 100), ends, color="#999", linestyle="--", linewidth=1)
    axes.set(xlim=(-2, 102), ylim=(-2, 102), xlabel="our assets, %", ylabel="attractiveness, %")
    axes.set_title(f"{name}: segmentation matrix", loc="left", fontsize=11)
    axes.legend(fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    plain(axes)
    return figure
