"""A linear or integer programme as plain arrays, every variable and every row named."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from salessim.errors import InputError

type Sense = Literal["least", "most"]
type Status = Literal["optimal", "infeasible", "unbounded", "time limit"]

NAMES_SHOWN = 3
"""Repeated names that a message lists."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Least or most `objective @ x`, where `row_lower <= rows @ x <= row_upper` and x in bounds.

    Attributes:
        variables: n names, all different.
        lower, upper: (n,) bounds; -inf and inf for none.
        whole: (n,) whether the variable takes whole numbers only.
        objective: (n,) coefficients.
        sense: `least` or `most`.
        rows: (m, n) coefficients.
        row_names: m names, all different.
        row_lower, row_upper: (m,) bounds of the rows; -inf and inf for none.

    Raises:
        InputError: shapes do not fit, a name is used twice, or a number is not one.
    """

    variables: tuple[str, ...]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    whole: NDArray[np.bool_]
    objective: NDArray[np.float64]
    sense: Sense
    rows: csr_array
    row_names: tuple[str, ...]
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]

    def __post_init__(self) -> None:
        n, m = len(self.variables), len(self.row_names)
        for name in ("lower", "upper", "whole", "objective", "row_lower", "row_upper"):
            values = getattr(self, name)
            length = m if name.startswith("row") else n
            if values.shape != (length,):
                raise InputError(f"{name} has shape {values.shape}: it needs {length} numbers.")
            if np.isnan(values).any():
                raise InputError(f"{name} of '{self._first(name, np.isnan(values))}' is no number.")
        if self.rows.shape != (m, n):
            raise InputError(f"rows has shape {self.rows.shape}: it needs {m} rows of {n} numbers.")
        if not np.isfinite(self.rows.data).all():
            entry = int(np.flatnonzero(~np.isfinite(self.rows.data))[0])
            row = int(np.searchsorted(self.rows.indptr, entry, side="right")) - 1
            column = self.rows.indices[entry]
            raise InputError(
                f"The coefficient of '{self.variables[column]}' in '{self.row_names[row]}' is"
                f" {self.rows.data[entry]}: a finite number is needed."
            )
        if not np.isfinite(self.objective).all():
            name = self._first("objective", ~np.isfinite(self.objective))
            raise InputError(f"The objective's coefficient of '{name}' must be finite.")
        if self.sense not in ("least", "most"):
            raise InputError(f"The sense is 'least' or 'most', not {self.sense!r}.")
        _check_names("variables", self.variables)
        _check_names("rows", self.row_names)

    def _first(self, field: str, wrong: NDArray[np.bool_]) -> str:
        names = self.row_names if field.startswith("row") else self.variables
        return names[int(np.flatnonzero(wrong)[0])]

    @property
    def size(self) -> tuple[int, int, int]:
        """Variables, rows, and coefficients that are not zero."""
        return len(self.variables), len(self.row_names), int(self.rows.nnz)


def _check_names(kind: str, names: Sequence[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        shown = ", ".join(f"'{name}'" for name in twice[:NAMES_SHOWN])
        more = f" and {len(twice) - NAMES_SHOWN} more" if len(twice) > NAMES_SHOWN else ""
        raise InputError(f"Each name is used once: two {kind} are called {shown}{more}.")


@dataclass(frozen=True, eq=False)
class Solution:
    """What the solver found. Read `status` before any value.

    Attributes:
        status: `optimal` to the tolerances asked for; `infeasible`; `unbounded`; or `time limit`,
            when time ran out before a proof.
        values: (n,) a plan that keeps every row and bound, checked without the solver; None where
            there is none, which at a time limit may still change.
        objective: of the plan, None without one.
        bound: proven limit of the objective: no plan is better. Infinite where nothing is proven.
        row_duals: (m,) change of the objective for one more unit of each row's limit; with whole
            variables these are held at their values. Degenerate plans have several; this is one.
        seconds: taken by building and solving.
    """

    status: Status
    values: NDArray[np.float64] | None
    objective: float | None
    bound: float
    row_duals: NDArray[np.float64] | None
    seconds: float


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
