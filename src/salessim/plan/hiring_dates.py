"""By when people of a plan have to be decided on: the last start that still reaches its targets."""

import datetime as dt
from dataclasses import dataclass, replace

from salessim.calendar import day_before
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.findings import PeopleRow
from salessim.plan.request import PlanRequest
from salessim.plan.response_correction import Round
from salessim.plan.scenario_changes import Hiring
from salessim.plan.simulation_check import (
    ReplicationSettings,
    SimulatedPlan,
    chance,
    missing,
    simulate_plan,
    still_reached,
)
from salessim.scenario import Scenario

EVENTS = 10_000_000
"""Events of the simulation of a later start: fewer futures than a proof, told beside its first."""


@dataclass(frozen=True)
class LastStart:
    """The last month of a start with which a plan reaches its targets.

    Attributes:
        month: the planned one or a later one.
        chance: of reaching the last target with it.
        later: the same a month later, with which the targets are missed; None where the horizon
            ends.
    """

    month: str
    chance: float
    later: float | None


class HiringDates:
    """Tries later starts of people in the futures of a plan's proof."""

    def __init__(
        self,
        scenario: Scenario,
        coefficients: LpCoefficients,
        request: PlanRequest,
        chosen: Round,
        shown: SimulatedPlan,
        replications: ReplicationSettings,
    ) -> None:
        self.scenario, self.coefficients = scenario, coefficients
        self.request, self.chosen, self.shown = request, chosen, shown
        self._futures = replications.exactly(shown.futures_within(EVENTS))

    def rows(self) -> list[PeopleRow]:
        """Starts and last days in order of months.

        Raises:
            StoppedError: the watch ended the work.
        """
        reaches = bool(self.request.aimed_at) and not missing(
            self.request, self.shown.outcomes.reached
        )
        staffing = self.chosen.way.staffing
        found = []
        for one in staffing.hires:
            last = self._last(one) if reaches else None
            safe = one.month if last is None or last.later is None else last.month
            found.append(
                PeopleRow(
                    role=one.role,
                    month=one.month,
                    people=one.people,
                    decide_by=f"{self._decided(one.role, safe):%Y-%m-%d}",
                    last_start=None if last is None else last.month,
                    chance=None if last is None else last.chance,
                    chance_a_month_later=None if last is None else last.later,
                )
            )
        found += [
            PeopleRow(
                role=one.role,
                month=one.month,
                people=-one.people,
                decide_by=f"{self._notice(one):%Y-%m-%d}",
                last_start=None,
                chance=None,
                chance_a_month_later=None,
            )
            for one in staffing.departures
        ]
        return sorted(found, key=lambda row: row.month)

    def _last(self, one: Hiring) -> LastStart:
        """The last start that reaches the targets, by halves: the later, the worse."""
        months = self.coefficients.book.months[: self.coefficients.printed]
        low, high = months.index(one.month), len(months) - 1
        goals = self.request.aimed_at
        chances = {low: chance(goals[-1], self.shown.outcomes.reached[:, len(goals) - 1])}
        if low < high:
            reaches, chances[high] = self._with(one, months[high])
            if reaches:
                return LastStart(months[high], chances[high], None)
        while high - low > 1:
            middle = (low + high) // 2
            reaches, chances[middle] = self._with(one, months[middle])
            low, high = (middle, high) if reaches else (low, middle)
        return LastStart(months[low], chances[low], chances[high] if high > low else None)

    def _with(self, one: Hiring, month: str) -> tuple[bool, float]:
        """Whether a later start reaches the targets, and the chance of the last of them.

        It is simulated in the first futures of the proof: what it changes there is added to what
        the whole proof shows.
        """
        way = self.chosen.way
        later = way.staffing.plus(replace(one, people=-one.people)).plus(replace(one, month=month))
        changes = replace(way, staffing=later).changes(self.scenario, self.coefficients)
        follows = self.scenario.vary(changes, "a later start")
        tried = simulate_plan(follows, self._futures, self.request.aimed_at)
        proof = self.shown.outcomes.reached
        return still_reached(self.request, proof, proof[: tried.count], tried.outcomes.reached)

    def _decided(self, role: str, month: str) -> dt.date:
        """The last day to decide on a start; how it may slip was simulated."""
        return day_before(_first(month), self.scenario.plan.team[role].people.found_in)

    def _notice(self, one: Hiring) -> dt.date:
        """The last day to give notice to somebody who is to be gone from a month on."""
        return day_before(_first(one.month), self.scenario.plan.team[one.role].people.notice)


def people_notes(rows: list[PeopleRow], horizon_end: str) -> list[str]:
    """A sentence a row: by when it has to be decided, and what comes of deciding later."""
    notes = []
    for row in rows:
        if row.people < 0:
            notes.append(
                f"{-row.people} {row.role} fewer from {row.month}: give notice by {row.decide_by}."
            )
            continue
        said = f"Hire {row.people} {row.role} for {row.month}: decide by {row.decide_by}."
        later = row.chance_a_month_later
        if row.chance is not None and later is None:
            said += f" A start in {horizon_end} still reaches the targets."
        elif row.chance is not None and later is not None:
            said += (
                f" {row.last_start} is the last start that reaches the targets "
                f"({row.chance * 100:.0f} %; a month later {later * 100:.0f} %)."
            )
        notes.append(said)
    return notes


def _first(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")
