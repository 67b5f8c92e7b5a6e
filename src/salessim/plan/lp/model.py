"""A plan as a programme: written from coefficients and a request, solved, read back."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from salessim.errors import InfeasibleError, SolverError
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.lp.customers import Customers
from salessim.plan.lp.drift import (
    Drift,
    contacts_fall_due,
    drift_goes_on_to_calls,
    drift_of,
    leads_wait_before_calls,
)
from salessim.plan.lp.hand_over import cases_change_hands, specialists_assist
from salessim.plan.lp.market import market_is_sold, revenue_is_billed
from salessim.plan.lp.pay import payroll_terms, variable_pay
from salessim.plan.lp.people import (
    keepers_have_room,
    numbers_of_people,
    pay_is_assured,
    share_with_keeper,
)
from salessim.plan.lp.request_limits import (
    add_request_limits,
    hours_are_followed,
    people_are_followed,
)
from salessim.plan.lp.smoothing import smoothing_terms
from salessim.plan.lp.solved_plan import SLACK, SolvedPlan
from salessim.plan.lp.variables import COHORTS, NEW, OLD, coordinate_names, declare
from salessim.plan.lp.work import (
    block_is_kept,
    calls_go_down_the_list,
    calls_in_the_block,
    contracts_arrive,
    hours_of_people,
    leads_come,
    the_list_is_worked,
    work_takes_hours,
)
from salessim.plan.request import PlanRequest
from salessim.plan.solving.linear_program import (
    NONE,
    ConstraintFamily,
    LinearProgram,
    LpBuilder,
    Solution,
    Status,
    Terms,
)
from salessim.plan.solving.ratio import best_ratio
from salessim.plan.solving.solver import Method, limit_of, solve
from salessim.units import MONTHS_PER_YEAR

KEPT = 0.995
"""Share that a plan of less movement keeps: of what hours decide, or of payroll or the ratio."""
LARGE = 6000
"""Variables from which on the interior point method is quicker."""
UNFILLED = 0.02
"""Money, in units, that a lead left unanswered, or an hour of the block left unfilled, counts as
lost: it is not left so while there are hours."""

AS_FOLLOWED = ConstraintFamily("as followed", (), "hours above + hours below <= the least")
OBJECTIVE_KEPT = ConstraintFamily("objective kept", (), "objective >= .995 of what hours decide")
RATIO_KEPT = ConstraintFamily("ratio kept", (), "payroll <= 1.005 least ratio * revenue")


class LpModel:
    """One scenario's programme, written once per correction.

    correction: (cohorts, segments, months) factors on revenue; customers: as an earlier answer
    had them, by which it is known how far drift reaches. drifts: whether reps drift at all.
    counted: months that count in the objective; by default those of the tail as well.
    """

    def __init__(
        self,
        coefficients: LpCoefficients,
        request: PlanRequest,
        correction: NDArray[np.float64] | None = None,
        customers: NDArray[np.float64] | None = None,
        *,
        drifts: bool = True,
        counted: int | None = None,
    ) -> None:
        self.coefficients, self.request = coefficients, request
        self.counted = coefficients.months if counted is None else counted
        self.shape = (len(COHORTS), coefficients.segments, coefficients.months)
        self.correction = np.ones(self.shape) if correction is None else correction
        self.unit = money_unit(coefficients)
        self.lp = lp = LpBuilder(coordinate_names(coefficients))
        free = np.isin(np.arange(len(coefficients.groups)), [g.group for g in coefficients.free])
        self.x = x = declare(lp, coefficients, free, integer=request.whole_people)
        work_takes_hours(lp, coefficients, x)
        hours_of_people(lp, coefficients, x, coefficients.free)
        calls_in_the_block(lp, coefficients, x)
        leads_come(lp, coefficients, x)
        calls_go_down_the_list(lp, coefficients, x)
        the_list_is_worked(lp, coefficients, x)
        contracts_arrive(lp, coefficients, x)
        cases_change_hands(lp, coefficients, x)
        specialists_assist(lp, coefficients, x)
        drift = Drift(np.zeros(self.shape[1:]))
        if drifts:
            known = self._known(customers)
            drift = drift_of(coefficients, known)
            if self._limits_accounts:
                drift = Drift(drift.served * share_with_keeper(coefficients, known))
        contacts_fall_due(lp, coefficients, x, drift)
        drift_goes_on_to_calls(lp, coefficients, x)
        unfilled = block_is_kept(lp, coefficients, x)
        unanswered = leads_wait_before_calls(lp, coefficients, x)
        self.unfilled = np.concatenate([unfilled, unanswered])
        self.customers = Customers(lp, coefficients, x, self.unit)
        self.customers.write_all()
        market_is_sold(self.customers)
        revenue_is_billed(self.customers, self.correction)
        variable_pay(self.customers, coefficients.pay, coefficients.free)
        pay_is_assured(self.customers, coefficients.pay, coefficients.free)
        numbers_of_people(self.customers, coefficients.free)
        keepers_have_room(self.customers, coefficients.free)
        add_request_limits(self.customers, request)

    @property
    def _limits_accounts(self) -> bool:
        """Whether somebody may look after so many customers only."""
        return bool(self.coefficients.expected.world.sizes[0].limits_accounts)

    def _known(self, customers: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """Customers by month as known from an earlier answer, else those of day one.

        Where keepers have room for so many only, drift reaches those with a keeper: who is won has
        to be known as well, by an answer without drift. All served, customers would find no room.
        """
        if customers is not None:
            return customers
        if self._limits_accounts:
            loose = LpModel(self.coefficients, self.request, self.correction, drifts=False)
            first = loose.answer(loose.objective("revenue")[0])
            assert first.values is not None
            return np.asarray(first.values[loose.x.customers])
        known = np.zeros((*self.shape[:2], self.shape[2] + 1))
        known[OLD] = np.array([base.customers for base in self.coefficients.base])[:, None]
        return known

    @property
    def revenue_terms(self) -> Terms:
        """Revenue of the months that count, in units of money; a tail lets the plan look ahead."""
        return [(self.x.revenue[..., : self.counted], 1.0)]

    def payroll(self, months: int) -> tuple[Terms, float]:
        """Payroll of the first months as terms and a constant."""
        return payroll_terms(self.customers, self.coefficients.pay, self.coefficients.free, months)

    def solved(self) -> SolvedPlan:
        """Best by the objective; then, of those about as good, the plan that moves least.

        Raises:
            InfeasibleError: no plan keeps all limits.
        """
        kind = self.request.in_programme
        if kind == "ratio":
            return self._minimum_ratio()
        program, sign, constant = self.objective(kind)
        first = self.answer(program)
        assert first.objective is not None
        value = first.objective + constant
        given_up = (1.0 - KEPT) * self._decided(kind, program, first, value)
        worst = first.objective - sign * given_up
        limits = {"minimum": worst} if sign > 0 else {"maximum": worst}
        self.lp.add_row(OBJECTIVE_KEPT, (), self._terms(kind), **limits)
        bound = (first.bound + constant) * self.unit
        return self._smoothed(program, first, value * self.unit, bound)

    def _decided(self, kind: str, program: LinearProgram, first: Solution, value: float) -> float:
        """How much of the objective the plan decides, in units of money.

        Of revenue and profit it is what the best plan sells above the plan that sells least: much
        of the rest comes from customers who stay whatever is planned. Payroll is all decided.
        Where groups are many what new customers bring stands for it, which costs no solve.
        """
        if kind == "payroll":
            return abs(value)
        assert first.values is not None
        if self._is_large:
            above = float(first.values[self.x.revenue[NEW]].sum())
        else:
            sold = self.vector(program, self.revenue_terms)
            minimum = limit_of(
                replace(program, sense="min", objective=sold),
                time_limit_seconds=self.request.time_limit_seconds,
                method=self._method(program),
            )
            above = max(0.0, float(sold @ first.values) - max(0.0, minimum))
        return above * (float(self.coefficients.pay.margin.max()) if kind == "profit" else 1.0)

    @property
    def _is_large(self) -> bool:
        """Whether groups are so many that the whole team stands for them where it can."""
        return self.x.hours.size > LARGE

    def _terms(self, kind: str) -> Terms:
        idle: Terms = [(self.unfilled, -UNFILLED)] if len(self.unfilled) else []
        if kind == "revenue":
            return [*self.revenue_terms, *idle]
        payroll, _ = self.payroll(self.counted)
        if kind == "payroll":
            return [*payroll, *((columns, UNFILLED) for columns, _ in idle)]
        revenue = self.x.revenue[..., : self.counted]
        margin = np.broadcast_to(self.coefficients.pay.margin[:, None], revenue.shape)
        terms: Terms = [(revenue, margin), *idle]
        terms += [(columns, -np.asarray(part)) for columns, part in payroll]
        seat = self.coefficients.pay.seat / self.unit
        for one in self.coefficients.free:
            cost = float(self.coefficients.pay.hiring[one.group]) / self.unit
            terms.append((self.x.hired[one.group], -cost - one.paid @ seat))
            terms.append((self.x.kept[one.group], -seat))
        return terms

    def objective(self, kind: str) -> tuple[LinearProgram, int, float]:
        """The programme, +1 where most is best, and what the objective leaves out."""
        program = self.lp.build("min" if kind == "payroll" else "max")
        objective = self.vector(program, self._terms(kind))
        constant = self.payroll(self.counted)[1]
        left_out = {"revenue": 0.0, "payroll": constant, "profit": -constant}[kind]
        return replace(program, objective=objective), -1 if kind == "payroll" else 1, left_out

    def _minimum_ratio(self) -> SolvedPlan:
        """Least payroll over revenue of the horizon (Charnes-Cooper, or Dinkelbach)."""
        program = self.lp.build("min")
        terms, constant = self.payroll(self.counted)
        above = self.vector(program, terms)
        below = self.vector(program, self.revenue_terms)
        found = best_ratio(
            replace(program, objective=above),
            below,
            numerator_constant=constant,
            time_limit_seconds=self.request.time_limit_seconds,
        )
        if found.values is None or found.ratio is None:
            raise self._without_plan(found.status)
        # At a given ratio: payroll - ratio * revenue <= 0, which is linear.
        maximum = found.ratio * (2.0 - KEPT)
        kept: Terms = [*terms, (self.x.revenue[..., : self.counted], -maximum)]
        self.lp.add_row(RATIO_KEPT, (), kept, maximum=-constant)
        first = Solution(found.status, found.values, found.ratio, found.bound, None, found.seconds)
        return self._smoothed(program, first, found.ratio, found.bound)

    def _smoothed(
        self, program: LinearProgram, first: Solution, best: float, bound: float
    ) -> SolvedPlan:
        """The smoothest plan; the first one where the solver finds no smoother."""
        smooth = self._smooth_program()
        try:
            solved = self._read(smooth, self.answer(smooth, first.values), best)
        except (InfeasibleError, SolverError):
            solved = self._read(program, first, best)
        return replace(solved, bound=bound, status=first.status)

    def _smooth_program(self) -> LinearProgram:
        """Among the plans that are good enough, the smoothest."""
        terms = smoothing_terms(self.lp, self.coefficients, self.x, pooled=self._is_large)
        program = self.lp.build("min")
        return replace(program, objective=self.vector(program, terms))

    def following(
        self, hours: NDArray[np.float64], kept: NDArray[np.float64], hired: NDArray[np.float64]
    ) -> tuple[SolvedPlan, float]:
        """The answer with given hours and people, as nearly as the rows allow.

        Args:
            hours: (groups, segments, motions, months of the horizon).
            kept: (groups, months) of today's people who are free in number, those still there.
            hired: (groups, months) who start.

        Returns:
            The answer, and by how much it misses the hours, as a share of them.

        Raises:
            InfeasibleError: no plan has these people.
        """
        missed = hours_are_followed(self.lp, self.x, hours)
        people_are_followed(self.lp, self.coefficients, self.x, kept, hired)
        program = self.lp.build("min")
        first = self.answer(replace(program, objective=self.vector(program, missed)))
        assert first.objective is not None and first.values is not None
        size = float(first.values[self.x.hours[self.x.hours != NONE]].sum())
        self.lp.add_row(AS_FOLLOWED, (), missed, maximum=first.objective + SLACK * max(1.0, size))
        program, _, constant = self.objective(
            "profit" if self.request.aim == "profit" else "revenue"
        )
        try:
            found = self.answer(program, first.values)
        except SolverError:
            # So little is left free that the solver loses its way: the hours are followed as well.
            found = replace(first, objective=float(program.objective @ first.values))
        assert found.objective is not None
        solved = self._read(program, found, (found.objective + constant) * self.unit)
        return solved, first.objective / max(size, 1e-9)

    def vector(self, program: LinearProgram, terms: Terms) -> NDArray[np.float64]:
        """Terms as one factor a variable of a program."""
        vector = np.zeros(len(program.columns))
        for columns, part in terms:
            placed, values = np.broadcast_arrays(np.asarray(columns), np.asarray(part, float))
            np.add.at(vector, placed.ravel(), values.ravel())
        return vector

    def answer(self, program: LinearProgram, near: NDArray[np.float64] | None = None) -> Solution:
        """Solve one problem of this model within the request's time.

        Args:
            program: what is asked for.
            near: an answer of this model before the last variables were written.

        Raises:
            InfeasibleError: no plan keeps all limits.
            SolverError: none was found in time.
        """
        limit = self.request.time_limit_seconds
        if near is not None:
            near = np.pad(near, (0, len(program.columns) - len(near)))
        method = self._method(program)
        solution = solve(program, time_limit_seconds=limit, method=method, near=near)
        if solution.values is None:
            raise self._without_plan(solution.status)
        return solution

    def _method(self, program: LinearProgram) -> Method:
        return "interior" if len(program.columns) > LARGE else "simplex"

    def _without_plan(self, status: Status) -> InfeasibleError | SolverError:
        if status == "infeasible":
            return InfeasibleError("No plan keeps all that is asked for.")
        if status == "time limit":
            return SolverError(
                f"The solver found no plan within {self.request.time_limit_seconds} seconds: allow "
                "it more time (--time-limit)."
            )
        return SolverError(f"There is no best plan: the programme is {status}.")

    def _read(self, program: LinearProgram, solution: Solution, best: float) -> SolvedPlan:
        values = solution.values
        assert values is not None

        def of(columns: NDArray[np.intp]) -> NDArray[np.float64]:
            return np.where(columns == NONE, 0.0, values[columns])

        terms, constant = self.payroll(self.coefficients.printed)
        people = self.coefficients.hours.heads.copy()
        hired = of(self.x.hired)
        for one in self.coefficients.free:
            paid = np.triu(np.ones_like(one.paid)) * one.paid
            people[one.group] = of(self.x.kept[one.group]) + hired[one.group] @ paid
        payroll = float(self.vector(program, terms) @ values + constant) * self.unit
        return SolvedPlan(
            hours=np.maximum(0.0, of(self.x.hours)),
            revenue=of(self.x.revenue) * self.unit,
            wins=of(self.x.wins),
            customers=of(self.x.customers),
            people=people,
            hired=hired,
            payroll=payroll,
            program=program,
            solution=solution,
            best=best,
        )


def money_unit(coefficients: LpCoefficients) -> float:
    """Currency by which money is counted in a programme: about a month's revenue today."""
    yearly = sum(
        base.subscriptions
        + orders[0].per_customer * base.customers
        + orders[0].per_relationship * base.relationship
        for base, orders in zip(coefficients.base, coefficients.orders, strict=True)
    )
    return max(float(yearly) / MONTHS_PER_YEAR, float(coefficients.prices.max()), 1e-9)
