"""A page for each person: what a manager brings to the interview about the plan.

Hours are those of the plan. What is expected of a person, and what training brings, is counted in
the first futures of the plan's proof. Accounts and deals are put in order by the engine's own
rules, at the mean of what nobody knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from salessim.measure.intervals import CONFIDENCE, student_quantile
from salessim.measure.quotas import horizon_quotas, quotas_met, quotas_of
from salessim.model.assembly import build
from salessim.model.state.codes import NOBODY, SKILL_NAMES
from salessim.model.state.outputs import Book
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.world import RepGroup, with_people
from salessim.plan.findings import PlanFindings
from salessim.plan.person_findings import PersonHours, PersonPage, PersonSkill
from salessim.plan.person_lists import PersonLists
from salessim.plan.request import PlanRequest
from salessim.plan.simulation_check import LEAST_PROOF, ReplicationSettings, SimulatedPlan
from salessim.plan.trials import WATCHED, Trials, tried_batches
from salessim.plan.ways import Way
from salessim.scenario import Person, Scenario
from salessim.units import MONTHS_PER_YEAR, SECONDS_PER_DAY

MOST_ROWS = 10
"""Accounts and deals of a page."""
STEP = 0.1
"""By which a skill is raised."""
EVENTS = 10_000_000
"""Events of the simulation from which expectations of people come."""
TRAINING_EVENTS = 60_000_000
"""Events of all simulations of training together; a hundred futures each at least."""
MOST_GROUPS = 8
"""Groups whose training is simulated at most, those with the most people first."""
NOT_TRIED: tuple[None, list[str]] = (None, [])
"""Skills of whose training was not simulated, and those to train."""
SECONDS_PER_WEEK = 7 * SECONDS_PER_DAY


@dataclass(frozen=True)
class Expected:
    """What the plan expects of people over the horizon, means over futures, by row of the book."""

    book: Book
    futures: int
    years: NDArray[np.float64]
    bookings: NDArray[np.float64]
    won: NDArray[np.float64]
    pay: NDArray[np.float64]
    variable: NDArray[np.float64]
    quotas: NDArray[np.float64]
    counted: NDArray[np.float64]
    met: NDArray[np.float64]


class PersonPages:
    """Makes the pages of a plan."""

    def __init__(
        self,
        scenario: Scenario,
        coefficients: LpCoefficients,
        request: PlanRequest,
        way: Way,
        shown: SimulatedPlan,
        replications: ReplicationSettings,
    ) -> None:
        self.scenario, self.coefficients, self.request = scenario, coefficients, request
        self.follows = way.follows(scenario, coefficients)
        self.shown, self.replications = shown, replications

    def of(self, findings: PlanFindings) -> list[PersonPage]:
        """The page of each person who is there at some time of the horizon.

        Raises:
            StoppedError: the watch ended the work.
        """
        expected = self._expected()
        book, coefficients = expected.book, self.coefficients
        rows = {name: row for row, name in enumerate(coefficients.book.reps)}
        there = [row for row in range(len(book.reps)) if expected.years[row] > 0.0]
        owners = [rows.get(book.reps[row], NOBODY) for row in there]
        groups = [self._group(book.reps[row], book.roles[row]) for row in there]
        training = self._training([group for group in groups if group is not None])
        lists = PersonLists(self.scenario, coefficients)
        deals, accounts = lists.deals(), lists.accounts()
        weeks, pages = _weeks(coefficients.book), []
        for row, owner, group in zip(there, owners, groups, strict=True):
            skills, train = training.get(group.name, NOT_TRIED) if group else NOT_TRIED
            own_deals, own_accounts = deals.get(owner, []), accounts.get(owner, [])
            quotas = quotas_of(
                book, row, expected.counted[row], expected.quotas[row], expected.met[row]
            )
            is_new = owner == NOBODY
            pages.append(
                PersonPage(
                    name=book.reps[row],
                    role=book.roles[row],
                    months=float(expected.years[row] * MONTHS_PER_YEAR),
                    comes_by_plan=is_new,
                    hours=[]
                    if group is None
                    else _hours(findings, group.name, weeks, is_new=is_new),
                    accounts=own_accounts[:MOST_ROWS],
                    more_accounts=sum(one.customers for one in own_accounts[MOST_ROWS:]),
                    deals=own_deals[:MOST_ROWS],
                    more_deals=max(0, len(own_deals) - MOST_ROWS),
                    skills=skills,
                    train=train,
                    quotas=list(quotas.values()),
                    bookings=float(expected.bookings[row]),
                    contracts_won=float(expected.won[row]),
                    pay=float(expected.pay[row]),
                    variable=float(expected.variable[row]),
                    futures=expected.futures,
                )
            )
        return pages

    def _group(self, name: str, role: str) -> RepGroup | None:
        """Of who is in the scenario; else the group of the role whose number is free."""
        book, groups = self.coefficients.book, self.coefficients.groups
        if name in book.reps:
            row = book.reps.index(name)
            return next((group for group in groups if row in group.reps), None)
        free = (groups[one.group] for one in self.coefficients.free)
        return next((group for group in free if group.role == role), None)

    def _names(self, group: RepGroup) -> set[str]:
        """The people of a group, with those of its role who come by the plan."""
        people = [(one.name, one.role) for one in self.follows.plan.people]
        return {name for name, role in people if self._group(name, role) is group}

    def _most_groups(self) -> int:
        """Groups whose training the budget allows, each skill in the fewest futures; at least 1."""
        months = self.coefficients.printed
        of_future = self.shown.outcomes.events / self.shown.count * (months + WATCHED) / months
        of_group = len(SKILL_NAMES) * min(LEAST_PROOF, self.shown.count) * of_future
        return max(1, min(MOST_GROUPS, int(TRAINING_EVENTS / max(1.0, of_group))))

    def _expected(self) -> Expected:
        inputs, done = build(self.follows), 0
        parts = []
        for batch in tried_batches(inputs, self.replications, self.shown.futures_within(EVENTS)):
            reps = batch.reps
            quotas, counted = horizon_quotas(batch)
            pay = reps["base"] + reps["variable"] + reps["charges"]
            by_rep = (reps["years"], reps["bookings"], reps["won"], pay, reps["variable"])
            sums = [one.sum(axis=(0, 2)) for one in by_rep]
            met = quotas_met(quotas, counted)
            parts.append([*sums, *(one.sum(axis=0) for one in (quotas, counted, met))])
            done += len(batch.events)
        means = [np.sum(one, axis=0) / done for one in zip(*parts, strict=True)]
        return Expected(inputs.book, done, *means)

    def _training(
        self, groups: Sequence[RepGroup]
    ) -> dict[str, tuple[list[PersonSkill], list[str]]]:
        """What each skill brings when raised, by group, and which bring most beyond chance."""
        unique = {group.name: group for group in groups}
        chosen = sorted(unique.values(), key=lambda one: len(one.reps), reverse=True)
        chosen = chosen[: self._most_groups()]
        if not chosen:
            return {}
        each = TRAINING_EVENTS // (len(chosen) * len(SKILL_NAMES) + 1)
        futures = self.shown.futures_within(each)
        trials = Trials(self.coefficients.printed, WATCHED, (), self.replications.exactly(futures))

        def brings(one: Scenario) -> NDArray[np.float64]:
            return trials.of(one, futures).brought(self.request.aim)

        self.replications.progress.expect_tries(futures * (1 + len(chosen) * len(SKILL_NAMES)))
        base = brings(self.follows)
        found = {}
        for group in chosen:
            names = self._names(group)
            people = [one for one in self.follows.plan.people if one.name in names]
            gains = {}
            for number, skill in enumerate(SKILL_NAMES):
                level = people[0].skills[number] if people else 1.0
                if level >= 1.0:
                    continue
                raised = min(1.0, level + STEP)
                trained = _trained(self.follows, names, number, raised)
                gains[skill] = level, raised, (brings(trained) - base) / len(people)
            found[group.name] = skills_told(gains)
        return found


def _hours(
    findings: PlanFindings, group: str, weeks: dict[str, float], *, is_new: bool
) -> list[PersonHours]:
    """Hours a week of one person of a group, where there are any; the most first."""
    (heads,) = (row.people_today for row in findings.paid_people if row.group == group)
    people_today = dict(zip((row.month for row in findings.monthly), heads, strict=True))
    found = []
    for total in findings.hours:
        place = (group, total.segment, total.motion)
        own = [
            row
            for row in findings.plan
            if (row.group, row.segment, row.motion) == place and row.paid_people > 0.0
        ]
        if total.group != group or not own or not (total.hours or total.hours_today):
            continue
        before = [row for row in own if people_today[row.month] > 0.0]
        first, person_weeks = own[0], sum(weeks[row.month] * row.paid_people for row in own)
        today = None
        if before and not is_new:
            today = sum(row.hours_today for row in before)
            today /= sum(weeks[row.month] * people_today[row.month] for row in before)
        found.append(
            PersonHours(
                segment=total.segment,
                motion=total.motion,
                first=first.hours / first.paid_people / weeks[first.month],
                average=sum(row.hours for row in own) / person_weeks,
                today=today,
                why=total.why,
                more=total.more,
            )
        )
    return sorted(found, key=lambda row: -row.average)


def _weeks(book: Book) -> dict[str, float]:
    """Length of each month in weeks; the first may be a part."""
    lengths = np.diff(book.month_borders) / SECONDS_PER_WEEK
    return dict(zip(book.months, map(float, lengths), strict=True))


def _trained(scenario: Scenario, names: set[str], number: int, level: float) -> Scenario:
    """The scenario where people have a skill at a level at first; figures are today's."""

    def with_skill(person: Person) -> Person:
        skills = (*person.skills[:number], level, *person.skills[number + 1 :])
        kinds = tuple(
            replace(kind, levels=(*kind.levels[:number], level, *kind.levels[number + 1 :]))
            for kind in person.kinds
        )
        return replace(person, skills=skills, kinds=kinds)

    return with_people(scenario, lambda one: with_skill(one) if one.name in names else one)


type Gains = dict[str, tuple[float, float, NDArray[np.float64]]]


def skills_told(gains: Gains) -> tuple[list[PersonSkill], list[str]]:
    """Skills in order of gain, with intervals that hold for all together, and those to train.

    The best is told where its interval lies above 0, with those that are not told apart from it.
    """
    pairs = max(1, len(gains))
    rows = []
    for skill, (level, raised, gain) in gains.items():
        mean, ci95 = _interval(gain, pairs)
        rows.append(PersonSkill(skill=skill, level=level, raised=raised, gain=mean, ci95=ci95))
    rows.sort(key=lambda row: -row.gain)
    if not rows or rows[0].ci95 is None or rows[0].ci95[0] <= 0.0:
        return rows, []
    best = gains[rows[0].skill][2]
    train = [
        row.skill
        for row in rows
        if row.ci95 is not None
        and row.ci95[0] > 0.0
        and _interval(best - gains[row.skill][2], pairs)[1][0] <= 0.0
    ]
    return rows, train


def _interval(values: NDArray[np.float64], of: int) -> tuple[float, tuple[float, float]]:
    """Mean and its interval, so wide that `of` of them hold together (Bonferroni)."""
    mean, count = float(values.mean()), len(values)
    error = float(values.std(ddof=1)) / sqrt(count)
    half = student_quantile(1.0 - (1.0 - CONFIDENCE) / (2 * of), count - 1) * error
    return mean, (mean - half, mean + half)
