"""A linear or integer programme as arrays; its rows and columns go by family and coordinates.

HOURS = VariableFamily("hours", ("rep", "segment"))
PEOPLE = VariableFamily("people")
PAID = ConstraintFamily("paid hours", ("rep",), "sum over segments of hours <= 150 people")

lp = LpBuilder({"rep": ["Ann", "Ben"], "segment": ["gold", "silver"]})
hours = lp.add_variables(HOURS, np.ones((2, 2), bool), upper=160)
people = lp.add_variable(PEOPLE, lower=1, upper=3)
for rep in range(2):
    lp.add_row(PAID, (rep,), [(hours[rep], 1), (people, -150)], maximum=0)
lp.add_to_objective([(people, 4000)])
program = lp.build("min")
program.rows[PAID, 1]  # the place of Ben's row
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from salessim.errors import InputError

type Sense = Literal["min", "max"]
type Status = Literal["optimal", "infeasible", "unbounded", "time limit"]
type Columns = NDArray[np.intp]
type Term = tuple[Columns | int, NDArray[np.float64] | float]
"""Columns and their coefficients, broadcast."""
type Terms = list[Term]
"""Terms that are summed."""
type Label = tuple[VariableFamily | ConstraintFamily, tuple[int, ...]]
"""A family and the coordinates of one of its variables or rows."""

NONE = -1
"""The column of a variable that there is not."""
NAMES_SHOWN = 3
"""Repeated names that a message lists."""


@dataclass(frozen=True, eq=False)
class VariableFamily:
    """Variables that mean the same at different coordinates.

    Attributes:
        name: what they are.
        dims: what their coordinates count, such as `("group", "month")`.
    """

    name: str
    dims: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ConstraintFamily:
    """Rows that say the same at different coordinates.

    Attributes:
        name: what they say.
        dims: what their coordinates count.
        inequality: what is asked for at each of them.
        sentence: what to tell of a plan where a row binds; `{where}` stands for the names of its
            coordinates, the month left out unless it is alone. None where nothing is told.
        reason: why hours are as they are where a row binds that the user asked for, or None.
        motion: the motion whose hours it holds; None for both.
    """

    name: str
    dims: tuple[str, ...] = ()
    inequality: str = ""
    sentence: str | None = None
    reason: str | None = None
    motion: int | None = None


class Labels:
    """What the rows or the columns of a programme stand for, in order.

    `labels[family, g, t]` is the place of the one with these coordinates.
    """

    def __init__(
        self, labels: Iterable[Label], names: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._labels = tuple(labels)
        self._names = names or {}
        self._places = {label: place for place, label in enumerate(self._labels)}
        if len(self._places) < len(self._labels):
            raise InputError(self._repeated())

    @staticmethod
    def numbered(family: VariableFamily | ConstraintFamily, count: int) -> "Labels":
        """So many of one family, by number."""
        return Labels((family, (k,)) for k in range(count))

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, label: tuple) -> int:
        family, *coordinates = label
        return self._places[family, tuple(coordinates)]

    def __contains__(self, label: tuple) -> bool:
        family, *coordinates = label
        return (family, tuple(coordinates)) in self._places

    def at(self, place: int) -> Label:
        """The family and the coordinates of a place."""
        return self._labels[place]

    def of(self, family: VariableFamily | ConstraintFamily) -> NDArray[np.bool_]:
        """Which of them belong to a family, (places,)."""
        return np.array([own is family for own, _ in self._labels], bool)

    def plus(self, *labels: Label) -> "Labels":
        """These and further ones."""
        return Labels((*self._labels, *labels), self._names)

    def coordinates(self, place: int) -> dict[str, str]:
        """Names of the coordinates of a place, by dimension; numbers where there are no names."""
        family, numbers = self._labels[place]
        return {
            dim: self._names[dim][number] if dim in self._names else f"{number + 1}"
            for dim, number in zip(family.dims, numbers, strict=True)
        }

    def name(self, place: int) -> str:
        """What a message calls a place."""
        where = ", ".join(self.coordinates(place).values())
        family = self._labels[place][0].name
        return f"{family}: {where}" if where else family

    def _repeated(self) -> str:
        places = [k for k, label in enumerate(self._labels) if self._places[label] != k]
        twice = list(dict.fromkeys(map(self.name, places)))
        shown = ", ".join(f"'{name}'" for name in twice[:NAMES_SHOWN])
        more = f" and {len(twice) - NAMES_SHOWN} more" if len(twice) > NAMES_SHOWN else ""
        kind = "rows" if isinstance(self._labels[0][0], ConstraintFamily) else "variables"
        return f"Each name is used once: two {kind} are called {shown}{more}."


@dataclass(frozen=True, eq=False)
class LinearProgram:
    """Least or most `objective @ x`, where `row_lower <= matrix @ x <= row_upper`, x in bounds.

    Attributes:
        columns: what the n variables are.
        lower, upper: (n,) bounds; -inf and inf for none.
        integer: (n,) whether the variable takes integers only.
        objective: (n,) coefficients.
        sense: `min` or `max`.
        matrix: (m, n) coefficients.
        rows: what the m rows are.
        row_lower, row_upper: (m,) bounds of the rows; -inf and inf for none.

    Raises:
        InputError: shapes do not fit, or a number is not one.
    """

    columns: Labels
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: NDArray[np.bool_]
    objective: NDArray[np.float64]
    sense: Sense
    matrix: csr_array
    rows: Labels
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]

    def __post_init__(self) -> None:
        n, m = len(self.columns), len(self.rows)
        for name in ("lower", "upper", "integer", "objective", "row_lower", "row_upper"):
            values = getattr(self, name)
            length = m if name.startswith("row") else n
            if values.shape != (length,):
                raise InputError(f"{name} has shape {values.shape}: it needs {length} numbers.")
            if np.isnan(values).any():
                raise InputError(f"{name} of '{self._first(name, np.isnan(values))}' is no number.")
        if self.matrix.shape != (m, n):
            raise InputError(
                f"The matrix has shape {self.matrix.shape}: it needs {m} rows of {n} numbers."
            )
        if not np.isfinite(self.matrix.data).all():
            entry = int(np.flatnonzero(~np.isfinite(self.matrix.data))[0])
            row = int(np.searchsorted(self.matrix.indptr, entry, side="right")) - 1
            column = int(self.matrix.indices[entry])
            raise InputError(
                f"The coefficient of '{self.columns.name(column)}' in '{self.rows.name(row)}' is"
                f" {self.matrix.data[entry]}: a finite number is needed."
            )
        if not np.isfinite(self.objective).all():
            name = self._first("objective", ~np.isfinite(self.objective))
            raise InputError(f"The objective's coefficient of '{name}' must be finite.")
        if self.sense not in ("min", "max"):
            raise InputError(f"The sense is 'min' or 'max', not {self.sense!r}.")

    def _first(self, field: str, wrong: NDArray[np.bool_]) -> str:
        labels = self.rows if field.startswith("row") else self.columns
        return labels.name(int(np.flatnonzero(wrong)[0]))

    @property
    def size(self) -> tuple[int, int, int]:
        """Variables, rows, and coefficients that are not zero."""
        return len(self.columns), len(self.rows), int(self.matrix.nnz)


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
        row_duals: (m,) change of the objective for one more unit of each row's limit; with integer
            variables these are held at their values. Degenerate plans have several; this is one.
        seconds: taken by building and solving.
    """

    status: Status
    values: NDArray[np.float64] | None
    objective: float | None
    bound: float
    row_duals: NDArray[np.float64] | None
    seconds: float


class LpBuilder:
    """A programme that is being written, family by family.

    names: of coordinates by dimension, for messages.
    """

    def __init__(self, names: Mapping[str, Sequence[str]] | None = None) -> None:
        self._names = names or {}
        self._columns: list[Label] = []
        self._lower: list[NDArray[np.float64]] = []
        self._upper: list[NDArray[np.float64]] = []
        self._integer: list[NDArray[np.bool_]] = []
        self._objective: list[tuple[Columns, NDArray[np.float64]]] = []
        self._rows: list[Label] = []
        self._row_lower: list[float] = []
        self._row_upper: list[float] = []
        self._entries: list[tuple[Columns, NDArray[np.float64]]] = []

    def add_variables(
        self,
        family: VariableFamily,
        there: ArrayLike,
        *,
        at: tuple[int, ...] = (),
        lower: ArrayLike = 0.0,
        upper: ArrayLike = inf,
        integer: ArrayLike = False,
    ) -> Columns:
        """Add variables of a family and give their columns.

        Args:
            family: what they are.
            there: array of truths; its places are the coordinates that have a variable.
            at: the first coordinates, if all of them share these.
            lower: bounds below, broadcast to the shape.
            upper: bounds above, broadcast likewise.
            integer: whether they take integers only, broadcast likewise.

        Returns:
            Columns in the shape of `there`, NONE where there is no variable.
        """
        mask = np.asarray(there, bool)
        first = len(self._columns)
        self._columns += [(family, (*at, *place)) for place in np.argwhere(mask).tolist()]
        self._lower.append(np.broadcast_to(np.asarray(lower, float), mask.shape)[mask])
        self._upper.append(np.broadcast_to(np.asarray(upper, float), mask.shape)[mask])
        self._integer.append(np.broadcast_to(np.asarray(integer, bool), mask.shape)[mask])
        columns = np.full(mask.shape, NONE, np.intp)
        columns[mask] = np.arange(first, len(self._columns), dtype=np.intp)
        return columns

    def add_variable(
        self,
        family: VariableFamily,
        *at: int,
        lower: float = 0.0,
        upper: float = inf,
        integer: bool = False,
    ) -> int:
        """Add the variable at some coordinates and give its column."""
        return int(
            self.add_variables(family, True, at=at, lower=lower, upper=upper, integer=integer)
        )

    def add_row(
        self,
        family: ConstraintFamily,
        at: tuple[int, ...],
        terms: Sequence[Term],
        *,
        minimum: float = -inf,
        maximum: float = inf,
        equals: float | None = None,
    ) -> int:
        """Add the row `minimum <= sum of terms <= maximum`, or `sum of terms = equals`.

        Returns:
            The row's place, for its dual.
        """
        self._entries.append(_gather(terms))
        self._rows.append((family, at))
        self._row_lower.append(minimum if equals is None else equals)
        self._row_upper.append(maximum if equals is None else equals)
        return len(self._rows) - 1

    def add_to_objective(self, terms: Sequence[Term]) -> None:
        """Add terms to what is made least or most."""
        self._objective.append(_gather(terms))

    def build(self, sense: Sense) -> LinearProgram:
        """The programme as written so far.

        Raises:
            InputError: coordinates of a family are used twice, or a number is not one.
        """
        n, m = len(self._columns), len(self._rows)
        objective = np.zeros(n)
        for columns, coefficients in self._objective:
            np.add.at(objective, columns, coefficients)
        places = np.repeat(np.arange(m), [len(columns) for columns, _ in self._entries])
        matrix = csr_array(
            (
                _joined([coefficients for _, coefficients in self._entries], np.float64),
                (places, _joined([columns for columns, _ in self._entries], np.intp)),
            ),
            shape=(m, n),
        )
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return LinearProgram(
            columns=Labels(self._columns, self._names),
            lower=_joined(self._lower, np.float64),
            upper=_joined(self._upper, np.float64),
            integer=_joined(self._integer, np.bool_),
            objective=objective,
            sense=sense,
            matrix=matrix,
            rows=Labels(self._rows, self._names),
            row_lower=np.array(self._row_lower, dtype=np.float64),
            row_upper=np.array(self._row_upper, dtype=np.float64),
        )


def _gather(terms: Sequence[Term]) -> tuple[Columns, NDArray[np.float64]]:
    pairs = [
        np.broadcast_arrays(np.asarray(columns, np.intp), np.asarray(coefficients, np.float64))
        for columns, coefficients in terms
    ]
    columns = _joined([columns.ravel() for columns, _ in pairs], np.intp)
    return columns, _joined([coefficients.ravel() for _, coefficients in pairs], np.float64)


def _joined(parts: list[NDArray], kind: type) -> NDArray:
    return np.concatenate(parts) if parts else np.zeros(0, kind)
