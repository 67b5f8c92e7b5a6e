"""A plan as a programme: written from a response and a policy, solved, read back."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.errors import InfeasibleError, SolverError
from salessim.plan.expected.response import Response
from salessim.plan.policy import Policy
from salessim.plan.problem import Problem, Solution, Status
from salessim.plan.programme.calm import calm_terms
from salessim.plan.programme.columns import COHORTS, NEW, NONE, OLD, Columns, declare
from salessim.plan.programme.comfort import (
    block_is_kept,
    contacts_fall_due,
    drift_goes_on_to_calls,
    drift_of,
    leads_wait_before_calls,
)
from salessim.plan.programme.customers import Customers
from salessim.plan.programme.limits import policy_limits
from salessim.plan.programme.market import (
    calls_go_down_the_list,
    contracts_arrive,
    the_list_is_worked,
)
from salessim.plan.programme.money import revenue_is_billed
from salessim.plan.programme.people import numbers_of_people, payroll_terms, variable_pay
from salessim.plan.programme.work import (
    calls_in_the_block,
    hours_of_people,
    leads_come,
    work_takes_hours,
)
from salessim.plan.ratio import best_ratio
from salessim.plan.rows import Rows
from salessim.plan.solver import Method, limit_of, solve
from salessim.units import MONTHS_PER_YEAR

KEPT = 0.995
"""Share that a plan of less movement keeps: of what hours decide, or of payroll or the ratio."""
LARGE = 6000
"""Variables from which on the interior point method is quicker."""
UNFILLED = 0.02
"""Money, in units, that a lead left unanswered, or an hour of the block left unfilled, counts as
lost: it is not left so while there are hours."""

type Terms = list[tuple[Columns | int, NDArray[np.float64] | float]]


@dataclass(frozen=True)
class Solved:
    """A plan in numbers.

    Attributes:
        hours: (groups, segments, motions, months).
        revenue: (cohorts, segments, months) currency, as corrected.
        wins: (segments, months).
        customers: (cohorts, segments, months + 1).
        people: (groups, months) employed.
        hired: (groups, months) planned to start.
        payroll: currency over the horizon.
        problem, solution: the programme and its last answer.
        best: the objective before movement was made least, in currency or as a ratio.
        bound: what no plan betters, by the solver's proof.
        status: of the solve that bound and best are of: `optimal`, or `time limit`.
    """

    hours: NDArray[np.float64]
    revenue: NDArray[np.float64]
    wins: NDArray[np.float64]
    customers: NDArray[np.float64]
    people: NDArray[np.float64]
    hired: NDArray[np.float64]
    payroll: float
    problem: Problem
    solution: Solution
    best: float
    bound: float = np.nan
    status: Status = "optimal"


class Programme:
    """One scenario's programme, written once per correction.

    correction: (cohorts, segments, months) factors on revenue; customers: as an earlier answer
    had them, by which it is known how far drift reaches; pay_factor: variable pay simulated over
    planned.
    """

    def __init__(
        self,
        response: Response,
        policy: Policy,
        correction: NDArray[np.float64] | None = None,
        customers: NDArray[np.float64] | None = None,
    ) -> None:
        self.response, self.policy = response, policy
        self.shape = (len(COHORTS), response.segments, response.months)
        self.correction = np.ones(self.shape) if correction is None else correction
        self.unit = money_unit(response)
        self.write = Rows()
        free = np.zeros(len(response.groups), bool)
        free[[one.group for one in response.free]] = True
        write = self.write
        self.x = x = declare(write, response, free, whole=policy.whole_people)
        work_takes_hours(write, response, x)
        hours_of_people(write, response, x, response.free)
        calls_in_the_block(write, response, x)
        leads_come(write, response, x)
        calls_go_down_the_list(write, response, x)
        the_list_is_worked(write, response, x)
        contracts_arrive(write, response, x)
        drift = drift_of(response, self._known(customers))
        contacts_fall_due(write, response, x, drift)
        drift_goes_on_to_calls(write, response, x)
        left = block_is_kept(write, response, x), leads_wait_before_calls(write, response, x)
        self.unfilled = np.concatenate(left)
        self.rows = Customers(write, response, x, self.unit)
        self.rows.write_all()
        revenue_is_billed(self.rows, self.correction)
        variable_pay(self.rows, response.pay, response.free)
        numbers_of_people(self.rows, response.free)
        policy_limits(self.rows, policy)

    def _known(self, customers: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """Customers by month as known from an earlier answer, else those of day one."""
        if customers is not None:
            return customers
        known = np.zeros((*self.shape[:2], self.shape[2] + 1))
        known[OLD] = np.array([base.customers for base in self.response.base])[:, None]
        return known

    @property
    def revenue_terms(self) -> Terms:
        """Revenue of all months, in units of money; the tail lets the plan look ahead."""
        return [(self.x.revenue, 1.0)]

    def payroll(self, months: int) -> tuple[Terms, float]:
        """Payroll of the first months as terms and a constant."""
        return payroll_terms(self.rows, self.response.pay, self.response.free, months)

    def solved(self) -> Solved:
        """Best by the objective; then, of those about as good, the plan that moves least.

        Raises:
            InfeasibleError: no plan keeps all limits.
        """
        kind = self.policy.objective
        if kind == "ratio":
            return self._least_ratio()
        problem, sign, constant = self._objective(kind)
        first = self.answer(problem)
        assert first.objective is not None
        value = first.objective + constant
        given_up = (1.0 - KEPT) * self._decided(kind, problem, first, value)
        worst = first.objective - sign * given_up
        limits = {"least": worst} if sign > 0 else {"most": worst}
        self.write.row("objective kept", self._terms(kind), **limits)
        bound = (first.bound + constant) * self.unit
        return self._calmed(problem, first, value * self.unit, bound)

    def _decided(self, kind: str, problem: Problem, first: Solution, value: float) -> float:
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
            sold = self.vector(problem, self.revenue_terms)
            least = limit_of(
                replace(problem, sense="least", objective=sold),
                time_limit_seconds=self.policy.time_limit_seconds,
                method=self._method(problem),
            )
            above = max(0.0, float(sold @ first.values) - max(0.0, least))
        return above * (self.response.pay.margin if kind == "profit" else 1.0)

    @property
    def _is_large(self) -> bool:
        """Whether groups are so many that the whole team stands for them where it can."""
        return self.x.hours.size > LARGE

    def _terms(self, kind: str) -> Terms:
        idle: Terms = [(self.unfilled, -UNFILLED)] if len(self.unfilled) else []
        if kind == "revenue":
            return [*self.revenue_terms, *idle]
        payroll, _ = self.payroll(self.response.months)
        if kind == "payroll":
            return [*payroll, *((columns, UNFILLED) for columns, _ in idle)]
        margin = self.response.pay.margin
        terms: Terms = [(self.x.revenue, margin), *idle]
        terms += [(columns, -np.asarray(part)) for columns, part in payroll]
        for one in self.response.free:
            cost = float(self.response.pay.hiring[one.group]) / self.unit
            terms.append((self.x.hired[one.group], -cost))
        return terms

    def _objective(self, kind: str) -> tuple[Problem, int, float]:
        """The programme, +1 where most is best, and what the objective leaves out."""
        problem = self.write.problem("least" if kind == "payroll" else "most")
        objective = self.vector(problem, self._terms(kind))
        constant = self.payroll(self.response.months)[1]
        left_out = {"revenue": 0.0, "payroll": constant, "profit": -constant}[kind]
        return replace(problem, objective=objective), -1 if kind == "payroll" else 1, left_out

    def _least_ratio(self) -> Solved:
        """Least payroll over revenue of the horizon (Charnes-Cooper, or Dinkelbach)."""
        problem = self.write.problem("least")
        terms, constant = self.payroll(self.response.months)
        above = self.vector(problem, terms)
        below = self.vector(problem, [(self.x.revenue, 1.0)])
        found = best_ratio(
            replace(problem, objective=above),
            below,
            numerator_constant=constant,
            time_limit_seconds=self.policy.time_limit_seconds,
        )
        if found.values is None or found.ratio is None:
            raise self._without_plan(found.status)
        # At a given ratio: payroll - ratio * revenue <= 0, which is linear.
        most = found.ratio * (2.0 - KEPT)
        kept: Terms = [*terms, (self.x.revenue, -most)]
        self.write.row("ratio kept", kept, most=-constant)
        first = Solution(found.status, found.values, found.ratio, found.bound, None, found.seconds)
        return self._calmed(problem, first, found.ratio, found.bound)

    def _calmed(self, problem: Problem, first: Solution, best: float, bound: float) -> Solved:
        """The calmest plan; the first one where the solver finds no calmer."""
        calm = self._calm()
        try:
            solved = self._read(calm, self.answer(calm, first.values), best)
        except (InfeasibleError, SolverError):
            solved = self._read(problem, first, best)
        return replace(solved, bound=bound, status=first.status)

    def _calm(self) -> Problem:
        """Among the plans that are good enough, the calmest."""
        terms = calm_terms(self.write, self.response, self.x, pooled=self._is_large)
        problem = self.write.problem("least")
        return replace(problem, objective=self.vector(problem, terms))

    def vector(self, problem: Problem, terms: Terms) -> NDArray[np.float64]:
        """Terms as one factor a variable of a problem."""
        vector = np.zeros(len(problem.variables))
        for columns, part in terms:
            placed, values = np.broadcast_arrays(np.asarray(columns), np.asarray(part, float))
            np.add.at(vector, placed.ravel(), values.ravel())
        return vector

    def answer(self, problem: Problem, near: NDArray[np.float64] | None = None) -> Solution:
        """Solve one problem of this programme within the policy's time.

        Args:
            problem: what is asked for.
            near: an answer of this programme before the last variables were written.

        Raises:
            InfeasibleError: no plan keeps all limits.
            SolverError: none was found in time.
        """
        limit = self.policy.time_limit_seconds
        if near is not None:
            near = np.pad(near, (0, len(problem.variables) - len(near)))
        method = self._method(problem)
        solution = solve(problem, time_limit_seconds=limit, method=method, near=near)
        if solution.values is None:
            raise self._without_plan(solution.status)
        return solution

    def _method(self, problem: Problem) -> Method:
        return "interior" if len(problem.variables) > LARGE else "simplex"

    def _without_plan(self, status: Status) -> InfeasibleError | SolverError:
        if status == "infeasible":
            return InfeasibleError("No plan keeps all that is asked for.")
        if status == "time limit":
            return SolverError(
                f"The solver found no plan within {self.policy.time_limit_seconds} seconds: allow "
                "it more time (--time-limit)."
            )
        return SolverError(f"There is no best plan: the programme is {status}.")

    def _read(self, problem: Problem, solution: Solution, best: float) -> Solved:
        values = solution.values
        assert values is not None

        def of(columns: NDArray[np.intp]) -> NDArray[np.float64]:
            return np.where(columns == NONE, 0.0, values[columns])

        terms, constant = self.payroll(self.response.printed)
        people = self.response.hours.heads.copy()
        hired = of(self.x.hired)
        for one in self.response.free:
            paid = np.triu(np.ones_like(one.paid)) * one.paid
            people[one.group] = of(self.x.kept[one.group]) + hired[one.group] @ paid
        payroll = float(self.vector(problem, terms) @ values + constant) * self.unit
        return Solved(
            hours=np.maximum(0.0, of(self.x.hours)),
            revenue=of(self.x.revenue) * self.unit,
            wins=of(self.x.wins),
            customers=of(self.x.customers),
            people=people,
            hired=hired,
            payroll=payroll,
            problem=problem,
            solution=solution,
            best=best,
        )


def money_unit(response: Response) -> float:
    """Currency by which money is counted in a programme: about a month's revenue today."""
    yearly = sum(
        base.subscriptions
        + orders.per_customer * base.customers
        + orders.per_relationship * base.relationship
        for base, orders in zip(response.base, response.orders, strict=True)
    )
    return max(float(yearly) / MONTHS_PER_YEAR, float(response.prices.max()), 1e-9)
