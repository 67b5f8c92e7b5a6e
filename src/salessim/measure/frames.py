"""The raw tables as data frames, with names instead of row numbers.

pandas is imported only when a frame is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from salessim.measure.batch import Batch
from salessim.measure.indicators import INDICATORS
from salessim.model.state.codes import (
    LOG_NAMES,
    LOSS_NAMES,
    MOTION_NAMES,
    NEVER,
    NOBODY,
    PAYMENT_NAMES,
    STATEMENT_LINES,
)
from salessim.model.state.outputs import Book
from salessim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

if TYPE_CHECKING:
    import pandas as pd

DEAL_STATES = ("open", "won", "lost", "on pilot")


def runs_frame(runs: np.ndarray) -> pd.DataFrame:
    """One row a replication: the runs table and the ratios of the indicators."""
    import pandas as pd

    columns = {name: runs[name] for name in runs.dtype.names or ()}
    for indicator in INDICATORS:
        columns.setdefault(indicator.name, indicator.values(runs))
    return pd.DataFrame(columns)


def months_frame(batches: list[Batch], book: Book) -> pd.DataFrame:
    """One row a replication x month x segment x motion."""
    return _frame(
        [batch.months for batch in batches],
        batches[0].first,
        {"month": book.months, "segment": book.segments, "motion": MOTION_NAMES},
    )


def ledger_frame(batches: list[Batch], book: Book) -> pd.DataFrame:
    """One row a replication x month: the company's money and state."""
    return _frame([batch.ledger for batch in batches], batches[0].first, {"month": book.months})


def reps_frame(batches: list[Batch], book: Book) -> pd.DataFrame:
    """One row a replication x rep x month; `kind` is that of a recruit, by name."""
    frame = _frame(
        [batch.reps for batch in batches],
        batches[0].first,
        {"rep": book.reps, "month": book.months},
    )
    most = max(map(len, book.recruits))
    names = np.array([["", *kinds, *[""] * (most - len(kinds))] for kinds in book.recruits])
    rows = np.repeat(np.arange(len(book.reps)), len(book.months))
    rows = np.tile(rows, len(frame) // len(rows))
    frame["kind"] = names[rows, frame["kind"].to_numpy()].astype(object)
    return frame


def statements_frame(batches: list[Batch], book: Book) -> pd.DataFrame:
    """One row a replication x payee x component of pay x month.

    A payee is a post, or a manager. `of` is what the component counts. `counted` and `quota` are
    the month's; `credit`, `quota_so_far`, `attainment`, `tier` and `earned` are those of the period
    so far, in months that pay; `amount` is what the month pays. Credit is currency or a number, by
    what the component counts.

    Below stand the other lines, where any pays (`of` is empty): fixed pay, and of posts guarantee,
    clawback (below 0), draw, draw earned (below 0), top-up to the minimum, 13th salary, severance.
    With them the amounts of a payee and month add up to base and variable pay.
    """
    import pandas as pd

    names = [(k, name) for k, parts in enumerate(book.components) for name in parts]
    rows = [(k, place) for k, parts in enumerate(book.components) for place in range(len(parts))]
    payee, place = np.array(rows).reshape(-1, 2).T
    table = np.concatenate([batch.statements[:, payee, place] for batch in batches])
    first, months = batches[0].first, len(book.months)
    replications = np.arange(first, first + len(table))
    credit, quota = table["credit"].ravel(), table["quota_so_far"].ravel()
    reached = np.divide(credit, quota, out=np.full(len(credit), np.nan), where=quota > 0)
    frame = pd.DataFrame(
        {
            "replication": np.repeat(replications, len(names) * months),
            "payee": np.tile(np.repeat([book.payees[k] for k, _ in names], months), len(table)),
            "component": np.tile(np.repeat([name for _, name in names], months), len(table)),
            "of": np.tile(
                np.repeat([of for parts in book.measures for of in parts], months), len(table)
            ),
            "month": np.tile(book.months, len(table) * len(names)),
        }
    )
    for name in ("counted", "quota", "credit", "quota_so_far"):
        frame[name] = table[name].ravel()
    frame["attainment"] = reached
    for name in ("tier", "earned", "amount"):
        frame[name] = table[name].ravel()
    return pd.concat([frame, _other_lines(batches, book)], ignore_index=True)


def _other_lines(batches: list[Batch], book: Book) -> pd.DataFrame:
    """The lines of statements that no component makes, of kinds that pay anything at all."""
    import pandas as pd

    payments = np.concatenate([batch.payments for batch in batches])
    kinds = [kind for kind in STATEMENT_LINES if payments[..., kind].any()]
    amounts = payments[..., kinds].transpose(0, 1, 3, 2)  # by payee, line and month
    first = batches[0].first
    names = [PAYMENT_NAMES[kind] for kind in kinds]
    axes = {
        "replication": range(first, first + len(payments)),
        "payee": book.payees,
        "component": names,
        "month": book.months,
    }
    index = pd.MultiIndex.from_product([*axes.values()], names=[*axes])
    frame = pd.DataFrame({"amount": amounts.ravel()}, index=index).reset_index()
    frame.insert(3, "of", "")
    for name in ("counted", "quota", "credit", "quota_so_far", "earned"):
        frame[name] = 0.0
    frame["attainment"] = np.nan
    frame["tier"] = 0
    return frame


def funnel_frame(batches: list[Batch], book: Book) -> pd.DataFrame:
    """One row a replication x motion x step x segment."""
    frame = _frame(
        [batch.funnel for batch in batches],
        batches[0].first,
        {"motion": range(len(book.steps)), "segment": book.segments},
    )
    row = frame["motion"].to_numpy()
    frame["motion"] = np.array(book.step_motions)[row]
    frame.insert(frame.columns.get_loc("motion") + 1, "step", np.array(book.steps)[row])
    return frame


def channels_frame(batches: list[Batch], book: Book) -> pd.DataFrame:
    """One row a replication x channel: what became of its leads."""
    return _frame([batch.leads for batch in batches], batches[0].first, {"channel": book.channels})


def work_frame(batches: list[Batch], book: Book) -> pd.DataFrame:
    """One row a replication x rep x motion x step: hours, cases, what was handed over."""
    frame = _frame(
        [batch.work for batch in batches],
        batches[0].first,
        {"rep": book.reps, "motion": range(len(book.steps))},
    )
    row = frame["motion"].to_numpy()
    frame["motion"] = np.array(book.step_motions)[row]
    frame.insert(frame.columns.get_loc("motion") + 1, "step", np.array(book.steps)[row])
    roles = dict(zip(book.reps, book.roles, strict=True))
    frame.insert(frame.columns.get_loc("rep") + 1, "role", frame["rep"].map(roles))
    return frame


def deals_frame(batches: list[Batch], book: Book) -> pd.DataFrame:
    """One row a replication x deal; days count from the horizon's first midnight."""
    import pandas as pd

    tables = [deals for batch in batches for deals in batch.deals or []]
    rows = np.concatenate(tables)
    first = batches[0].first
    closed = np.where(rows["closed"] == NEVER, np.nan, rows["closed"] / SECONDS_PER_DAY)
    return pd.DataFrame(
        {
            "replication": np.repeat(np.arange(first, first + len(tables)), list(map(len, tables))),
            "firm": rows["firm"],
            "segment": _named(rows["segment"], book.segments),
            "motion": _named(rows["motion"], MOTION_NAMES),
            "channel": _named(rows["channel"], book.channels),
            "product": _named(rows["product"], book.products),
            "owner": _named(rows["owner"], book.reps),
            "state": _named(rows["state"], DEAL_STATES),
            "loss": _named(rows["loss"], LOSS_NAMES),
            "step": _named(rows["step"], book.steps),
            "opened_day": rows["opened"] / SECONDS_PER_DAY,
            "closed_day": closed,
            "value": rows["value"],
            "fit": rows["fit"],
            "estimate": rows["estimate"],
            "work_hours": rows["work_seconds"] / SECONDS_PER_HOUR,
        }
    )


def events_frame(log: np.ndarray, book: Book) -> pd.DataFrame:
    """One row an occurrence of one replication, in the order of happening."""
    import pandas as pd

    return pd.DataFrame(
        {
            "time": np.datetime64(book.start, "s") + log["second"].astype("timedelta64[s]"),
            "what": _named(log["what"], LOG_NAMES),
            "rep": _named(log["rep"], book.reps),
            "firm": log["firm"],
            "deal": log["deal"],
            "segment": _named(log["segment"], book.segments),
            "motion": _named(log["motion"], MOTION_NAMES),
            "step": _named(log["step"], book.steps),
            "detail": log["detail"],
            "seconds": log["seconds"],
            "amount": log["amount"],
        }
    )


def _frame(
    tables: list[np.ndarray], first: int, axes: Mapping[str, Sequence[object]]
) -> pd.DataFrame:
    """A row an element: the replication, a name for each further axis, then the fields."""
    import pandas as pd

    table = np.concatenate(tables)
    numbers = range(first, first + len(table))
    index = pd.MultiIndex.from_product([numbers, *axes.values()], names=["replication", *axes])
    columns = {name: table[name].ravel() for name in table.dtype.names or ()}
    return pd.DataFrame(columns, index=index).reset_index()


def _named(codes: np.ndarray, names: tuple[str, ...]) -> pd.Categorical:
    """Names by code; rows of one name, such as steps of two motions, share their category."""
    import pandas as pd

    categories = list(dict.fromkeys(names))
    places = np.array([*map(categories.index, names), -1])
    known = np.where((codes == NOBODY) | (codes >= len(names)), len(names), codes)
    return pd.Categorical.from_codes(places[known], categories=categories)
