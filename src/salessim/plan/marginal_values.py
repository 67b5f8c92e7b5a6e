"""What an hour is worth, by solving again with more and less of it: never by one dual alone."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from salessim.errors import InfeasibleError, SolverError
from salessim.model.state.codes import MOTION_NAMES
from salessim.plan.explanations import MINIMUM_HOURS
from salessim.plan.findings import Marginal
from salessim.plan.lp.model import LpModel, SolvedPlan
from salessim.plan.lp.request_limits import GOAL
from salessim.plan.lp.work import SELLING_HOURS
from salessim.plan.solving.linear_program import NONE, ConstraintFamily, LinearProgram

STEP = 0.01
"""Share of a group's hours by which their worth is tried."""
ALIKE = 0.1
"""Relative difference of the worth of one more and one less that makes a plan degenerate."""
MAXIMUM_GROUPS = 8
"""Groups whose hour is priced: the largest."""
VARIABLES_SOLVED = 36_000
"""Variables of all programmes that are solved to price moves: the larger, the fewer moves."""
MINIMUM_MOVES, MAXIMUM_MOVES = 4, 24
ROUNDING = 1e-6
"""People by which a held number may differ, so that rounding rules out no plan."""
HOURS_MOVED = ConstraintFamily("hours moved", (), "sum over months of hours[g,s,m,t] = hours moved")


@dataclass(frozen=True)
class Move:
    """What comes of moving hours of a group to or from a segment and motion, in the objective.

    Attributes:
        more: change for one more hour there, taken from the group's other work; None where no
            more can be worked.
        less: change for one hour less; None where there is none to take.
        degenerate: whether the two disagree, so that neither is the worth of an hour.
    """

    more: float | None
    less: float | None
    degenerate: bool


class MarginalValues:
    """Prices hours of one solved plan: in profit if that is its objective, else in revenue."""

    def __init__(self, model: LpModel, solved: SolvedPlan) -> None:
        self.model, self.solved = model, solved
        self.coefficients = model.coefficients
        in_profit = model.request.objective == "profit"
        program, self.sign, _ = model.objective("profit" if in_profit else "revenue")
        self.program = self._with_people(program if in_profit else without_goals(program))
        self.months = self.coefficients.printed

    def of_groups(self) -> list[Marginal]:
        """One more and one less hour of each group, its people held."""
        base = self._best(self.program)
        free = {one.group for one in self.coefficients.free}
        order = sorted(range(len(self.coefficients.groups)), key=self._size, reverse=True)
        found = []
        for g in order[:MAXIMUM_GROUPS]:
            group = self.coefficients.groups[g].name
            places = [self.program.rows[SELLING_HOURS, g, t] for t in range(self.months)]
            hours = self.program.row_upper[places]
            if g in free:  # what its people have stands among the terms
                hours = self.solved.hours[g, ..., : self.months].sum(axis=(0, 1))
            if base is None or hours.sum() <= 0.0:
                continue
            values = []
            for direction in (1.0, -1.0):
                upper = self.program.row_upper.copy()
                upper[places] += hours * direction * STEP
                changed = self._best(replace(self.program, row_upper=upper))
                if changed is not None:
                    values.append(direction * (changed - base) / (STEP * float(hours.sum())))
            if len(values) == 2:
                more, less = values
                found.append(
                    Marginal(group=group, more=more, less=less, degenerate=apart(more, less))
                )
        return found

    def of_moves(self) -> dict[tuple[int, int, int], Move]:
        """Hours moved within a group, by group, segment and motion; the largest groups' first."""
        allowed = VARIABLES_SOLVED // max(1, 3 * len(self.program.columns))
        order = sorted(range(len(self.coefficients.groups)), key=self._size, reverse=True)
        places = [
            (g, s, motion)
            for g in order
            for s in range(self.coefficients.segments)
            for motion in range(len(MOTION_NAMES))
            if self.coefficients.groups[g].serves[s, motion]
        ]
        several = [g for g in order if sum(place[0] == g for place in places) > 1]
        chosen = [place for place in places if place[0] in several]
        chosen = chosen[: min(MAXIMUM_MOVES, max(MINIMUM_MOVES, allowed))]
        return {place: self._move(*place) for place in chosen}

    def _with_people(self, program: LinearProgram) -> LinearProgram:
        """The programme with the people of the plan: an hour is not priced by hiring somebody."""
        values = self.solved.solution.values
        lower, upper = program.lower.copy(), program.upper.copy()
        for one in self.coefficients.free:
            for columns in (self.model.x.kept[one.group], self.model.x.hired[one.group]):
                assert values is not None
                own = columns[columns != NONE]
                lower[own] = np.maximum(lower[own], values[own] - ROUNDING)
                upper[own] = np.minimum(upper[own], values[own] + ROUNDING)
        integer = np.zeros_like(program.integer)
        return replace(program, lower=lower, upper=upper, integer=integer)

    def _size(self, group: int) -> float:
        return float(self.solved.hours[group, ..., : self.months].sum())

    def _move(self, g: int, s: int, motion: int) -> Move:
        columns = self.model.x.hours[g, s, motion, : self.months]
        columns = columns[columns != NONE]
        now = float(self.solved.hours[g, s, motion, : self.months].sum())
        step, elsewhere = STEP * max(1.0, self._size(g)), self._size(g) - now
        base = self._best(self._with_sum(columns, now))
        if base is None:
            return Move(None, None, degenerate=False)
        gained = less = None
        if elsewhere > MINIMUM_HOURS:
            here = min(step, elsewhere)
            more = self._best(self._with_sum(columns, now + here))
            gained = None if more is None else (more - base) / here
        if now > MINIMUM_HOURS:
            away = min(step, now)
            fewer = self._best(self._with_sum(columns, now - away))
            less = None if fewer is None else (fewer - base) / away
        unclear = gained is not None and less is not None and apart(gained, -less)
        return Move(gained, less, degenerate=unclear)

    def _with_sum(self, columns: NDArray[np.intp], hours: float) -> LinearProgram:
        """The programme with so many hours in some columns together."""
        row = np.zeros((1, len(self.program.columns)))
        row[0, columns] = 1.0
        return replace(
            self.program,
            matrix=csr_array(vstack([self.program.matrix, csr_array(row)])),
            row_lower=np.append(self.program.row_lower, hours),
            row_upper=np.append(self.program.row_upper, hours),
            rows=self.program.rows.plus((HOURS_MOVED, ())),
        )

    def _best(self, program: LinearProgram) -> float | None:
        """The best there is, in currency, the more the better; None where nothing is."""
        try:
            found = self.model.answer(program).objective
        except (InfeasibleError, SolverError):
            return None
        return None if found is None else self.sign * found * self.model.unit


def without_goals(program: LinearProgram) -> LinearProgram:
    """The programme where revenue is what counts, and no amount of it is asked for as well."""
    return replace(program, row_lower=np.where(program.rows.of(GOAL), -np.inf, program.row_lower))


def apart(more: float, less: float) -> bool:
    """Whether the worth of one more and of one less hour disagree."""
    return abs(more - less) > ALIKE * max(abs(more), abs(less), 1e-9)
