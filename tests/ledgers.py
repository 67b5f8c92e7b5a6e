"""The three ledgers and the movements of ARR, as they have to add up in every world."""

import numpy as np

from salessim.measure.batch import Batch
from salessim.measure.runs import MonthlySeries
from salessim.model.assembly import Inputs

CENT = 0.005


def assert_ledgers(inputs: Inputs, batch: Batch) -> None:
    """Hold the identities in each future and month, and in each segment where that has its own.

    Recognised = billed - change of deferred + change of unbilled (`deferred` below zero is
    unbilled); collected = billed - change of receivables; ARR = start + new + expansion -
    contraction - churned.
    """
    months, ledger = batch.months, batch.ledger
    due = months["billed"] - months["revenue"]
    change = np.diff(months["deferred"], axis=1)
    assert np.abs(due[:, 1:] - change).max(initial=0.0) < CENT
    lines = MonthlySeries.of(batch, inputs.book)
    billed = months["billed"].sum(axis=(2, 3))
    owed = np.diff(lines.receivables, axis=1)
    assert np.abs(lines.collected[:, 1:] - billed[:, 1:] + owed).max(initial=0.0) < CENT
    assert (lines.collected > -CENT).all() and (lines.receivables > -CENT).all()
    moved = (
        months["arr_new"] + months["arr_expansion"]
        - months["arr_contraction"] - months["arr_churned"]
    ).sum(axis=(2, 3))  # fmt: skip
    end = ledger["recurring_per_year"]
    assert np.abs(moved[:, 0] - (end[:, 0] - ledger["recurring_at_start"][:, 0])).max() < CENT
    assert np.abs(np.diff(end, axis=1) - moved[:, 1:]).max(initial=0.0) < CENT
    for name in ("arr_new", "arr_expansion", "arr_contraction", "arr_churned"):
        assert (months[name] > -CENT).all(), name
