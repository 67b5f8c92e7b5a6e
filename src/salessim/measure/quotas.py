"""What counts towards quotas: of each replication in columns, of each rep in records."""

import numpy as np

from salessim.measure.batch import Batch
from salessim.measure.flows import QuotaFigures
from salessim.model.state.codes import (
    ATTAINMENT,
    CONTRACTS,
    MEASURE_NAMES,
    MEETINGS,
    MEETINGS_ACCEPTED,
    MEETINGS_BOOKED,
    RENEWALS,
)
from salessim.model.state.outputs import Book

COUNTED = {
    "quota_contracts": tuple(MEASURE_NAMES[k] for k in (CONTRACTS, RENEWALS)),
    "quota_meetings": tuple(
        MEASURE_NAMES[k] for k in (MEETINGS, MEETINGS_BOOKED, MEETINGS_ACCEPTED)
    ),
}
"""Columns of quotas that count numbers, by what they count."""
OF_OTHERS = MEASURE_NAMES[ATTAINMENT]


def fill_quotas(rows: np.ndarray, batch: Batch, book: Book) -> None:
    """Fill the columns of quotas: money by the first that counts it, numbers by all of them."""
    quota, credited = batch.reps["quota"].sum(axis=2), batch.reps["credited"].sum(axis=2)
    has_quota = quota > 0
    rows["quota"] = quota.sum(axis=1)
    rows["quota_credited"] = np.where(has_quota, credited, 0.0).sum(axis=1)
    quotas, counted = horizon_quotas(batch)
    met = quotas_met(quotas, counted)
    for rep in range(len(book.reps)):
        first = first_quota(book.measures[rep], (quotas[:, rep] > 0).any(axis=0))
        if first is not None:
            rows["reps_with_quota"] += quotas[:, rep, first] > 0
            rows["reps_over_quota"] += met[:, rep, first]
        for place, of in enumerate(book.measures[rep]):
            for name, measures in COUNTED.items():
                if of in measures:
                    has_one = quotas[:, rep, place] > 0
                    rows[name] += quotas[:, rep, place]
                    rows[f"{name}_credited"] += np.where(has_one, counted[:, rep, place], 0.0)


def horizon_quotas(batch: Batch) -> tuple[np.ndarray, np.ndarray]:
    """Quota of each component of pay over the horizon, 0 without one, and what counted for it.

    Shape (R, payees, components) each.
    """
    quotas, counted = (batch.statements[name].sum(axis=3) for name in ("quota", "counted"))
    return quotas, counted


def quotas_met(quotas: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Whether all of a quota counted over the horizon, in the shape of both."""
    return np.asarray((quotas > 0) & (counted >= quotas))


def first_quota(measures: tuple[str, ...], has_quota: np.ndarray) -> int | None:
    """The component with a payee's first quota of what is counted; None without one.

    Args:
        measures: what each component counts; attainment of others is nothing counted.
        has_quota: whether each has a quota, shape (components,).
    """
    own = [k for k, of in enumerate(measures) if has_quota[k] and of != OF_OTHERS]
    return own[0] if own else None


def quotas_of(
    book: Book, payee: int, counted: np.ndarray, quota: np.ndarray, met: np.ndarray
) -> dict[int, QuotaFigures]:
    """The quotas of a payee, by their components in the order of the pay plan.

    Args:
        book: the names of components, and what they count.
        payee: row of the payee.
        counted: what counts for each component over the horizon, mean, shape (components,).
        quota: the quotas, 0 without one, same shape.
        met: share of replications in which all of it counts, same shape.
    """
    return {
        place: QuotaFigures(
            component=name,
            of=book.measures[payee][place],
            quota=float(quota[place]),
            credited=float(counted[place]),
            attainment=float(counted[place] / quota[place]),
            at_quota=float(met[place]),
        )
        for place, name in enumerate(book.components[payee])
        if quota[place] > 0.0
    }
