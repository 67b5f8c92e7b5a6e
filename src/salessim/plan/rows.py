"""Writes a programme family by family: named variables, named rows, sums in the reader's order.

write = Rows()
hours = write.variables(np.array([["Ann, gold", "Ann, silver"]]), upper=160)
people = write.variable("people", lower=1, upper=3)
write.row("paid hours", [(hours, 1), (people, -150)], most=0)
write.add_to_objective([(people, 4000)])
problem = write.problem("least")
"""

from collections.abc import Iterable
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from salessim.plan.problem import Problem, Sense

type Columns = NDArray[np.intp]
type Term = tuple[Columns | int, ArrayLike]
"""Columns and their coefficients, broadcast."""
type Terms = Iterable[Term]
"""Terms that are summed."""


class Rows:
    """A programme that is being written. Names must differ; `problem` checks that."""

    def __init__(self) -> None:
        self._variables: list[str] = []
        self._lower: list[NDArray[np.float64]] = []
        self._upper: list[NDArray[np.float64]] = []
        self._whole: list[NDArray[np.bool_]] = []
        self._objective: list[tuple[NDArray[np.intp], NDArray[np.float64]]] = []
        self._row_names: list[str] = []
        self._row_lower: list[float] = []
        self._row_upper: list[float] = []
        self._entries: list[tuple[NDArray[np.intp], NDArray[np.float64]]] = []

    def variables(
        self,
        names: ArrayLike,
        *,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = inf,
        whole: ArrayLike = False,
    ) -> Columns:
        """Add variables and give their columns.

        Args:
            names: array of names of any shape.
            lower: bounds below, broadcast to the names' shape.
            upper: bounds above, broadcast likewise.
            whole: whether they take whole numbers only, broadcast likewise.

        Returns:
            Columns, in the names' shape.
        """
        named = np.asarray(names, dtype=object)
        first = len(self._variables)
        self._variables += [str(name) for name in named.flat]
        self._lower.append(np.broadcast_to(np.asarray(lower, float), named.shape).ravel())
        self._upper.append(np.broadcast_to(np.asarray(upper, float), named.shape).ravel())
        self._whole.append(np.broadcast_to(np.asarray(whole, bool), named.shape).ravel())
        return np.arange(first, first + named.size, dtype=np.intp).reshape(named.shape)

    def variable(
        self, name: str, *, lower: float = 0.0, upper: float = inf, whole: bool = False
    ) -> int:
        """Add one variable and give its column."""
        return int(self.variables(name, lower=lower, upper=upper, whole=whole))

    def row(
        self,
        name: str,
        terms: Terms,
        *,
        least: float = -inf,
        most: float = inf,
        equals: float | None = None,
    ) -> int:
        """Add the row `least <= sum of terms <= most`, or `sum of terms = equals`.

        Returns:
            The row's place, for its dual.
        """
        self._entries.append(_gather(terms))
        self._row_names.append(name)
        self._row_lower.append(least if equals is None else equals)
        self._row_upper.append(most if equals is None else equals)
        return len(self._row_names) - 1

    def add_to_objective(self, terms: Terms) -> None:
        """Add terms to what is made least or most."""
        self._objective.append(_gather(terms))

    def problem(self, sense: Sense) -> Problem:
        """The programme as written so far.

        Raises:
            InputError: a name is used twice, or a number is not one.
        """
        n, m = len(self._variables), len(self._row_names)
        objective = np.zeros(n)
        for columns, coefficients in self._objective:
            np.add.at(objective, columns, coefficients)
        places = np.repeat(np.arange(m), [len(columns) for columns, _ in self._entries])
        rows = csr_array(
            (
                _joined([coefficients for _, coefficients in self._entries], np.float64),
                (places, _joined([columns for columns, _ in self._entries], np.intp)),
            ),
            shape=(m, n),
        )
        rows.sum_duplicates()
        rows.eliminate_zeros()
        return Problem(
            variables=tuple(self._variables),
            lower=_joined(self._lower, np.float64),
            upper=_joined(self._upper, np.float64),
            whole=_joined(self._whole, np.bool_),
            objective=objective,
            sense=sense,
            rows=rows,
            row_names=tuple(self._row_names),
            row_lower=np.array(self._row_lower, dtype=np.float64),
            row_upper=np.array(self._row_upper, dtype=np.float64),
        )


def _gather(terms: Terms) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    pairs = [
        np.broadcast_arrays(np.asarray(columns, np.intp), np.asarray(coefficients, np.float64))
        for columns, coefficients in terms
    ]
    columns = _joined([columns.ravel() for columns, _ in pairs], np.intp)
    return columns, _joined([coefficients.ravel() for _, coefficients in pairs], np.float64)


def _joined(parts: list[NDArray], kind: type) -> NDArray:
    return np.concatenate(parts) if parts else np.zeros(0, kind)
