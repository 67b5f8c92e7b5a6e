"""What the kinds of recruits of each role came to: people, months, sales and pay by kind."""

import numpy as np

from salessim.measure.batch import Batch
from salessim.measure.flows import RecruitFigures
from salessim.model.state.outputs import Book
from salessim.units import MONTHS_PER_YEAR

COLUMNS = ("years", "employed", "left", "won", "bookings", "base", "variable", "charges")


def kinds_of(book: Book) -> list[tuple[str, str]]:
    """Return (role, kind) of all kinds of recruits, in the order of the scenario."""
    return list(
        dict.fromkeys(
            (role, kind)
            for role, kinds in zip(book.roles, book.recruits, strict=True)
            for kind in kinds
        )
    )


def sums_by_kind(batch: Batch, book: Book) -> np.ndarray:
    """Return sums, shape (replications, kinds, COLUMNS); `employed` is at the end."""
    sums = np.zeros((len(batch.reps), len(kinds_of(book)), len(COLUMNS)))
    for place, (role, name) in enumerate(kinds_of(book)):
        members = [
            row for row, kinds in enumerate(book.recruits) if book.roles[row] == role and kinds
        ]
        number = book.recruits[members[0]].index(name) + 1
        table = batch.reps[:, members]
        of_kind = table["kind"] == number
        for column, field in enumerate(COLUMNS):
            counted = of_kind & (np.arange(of_kind.shape[2]) == of_kind.shape[2] - 1)
            where = counted if field == "employed" else of_kind
            sums[:, place, column] = np.where(where, table[field], 0.0).sum(axis=(1, 2))
    return sums


def recruit_figures(book: Book, sums: np.ndarray, replications: int) -> list[RecruitFigures]:
    """Return a row a kind of recruits, means over replications.

    sums: as `sums_by_kind`, over all replications.
    """
    figures = []
    for (role, kind), row in zip(kinds_of(book), sums / replications, strict=True):
        part = dict(zip(COLUMNS, map(float, row), strict=True))
        months = MONTHS_PER_YEAR * part["years"]
        figures.append(
            RecruitFigures(
                role=role,
                kind=kind,
                person_months=months,
                at_end=part["employed"],
                left=part["left"],
                contracts_won=part["won"],
                bookings=part["bookings"],
                bookings_per_month=part["bookings"] / months if months > 0.0 else None,
                pay=part["base"] + part["variable"] + part["charges"],
            )
        )
    return figures
