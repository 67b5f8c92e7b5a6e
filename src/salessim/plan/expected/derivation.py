"""Reads a scenario's coefficients from the engine's own rules, group by group."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from salessim.model.rates.first_calls import calls_of_round
from salessim.model.rates.fit_of_meetings import FIT_NODES
from salessim.model.state.codes import (
    ACCOUNT_CARE,
    CONQUEST,
    LOYALTY,
    MOTIONS,
    OUTBOUND_BLOCK,
    SKILLS,
)
from salessim.model.state.rows import GRADES
from salessim.plan.expected.coefficients import Calls, HandedOver, Leads, LpCoefficients
from salessim.plan.expected.conquest import MEETING_FLOWS, ConquestFunnel, Course
from salessim.plan.expected.delays import MAXIMUM_LAG, WorkingPace, at_once
from salessim.plan.expected.loyalty import (
    base_of,
    care_of,
    care_of_group,
)
from salessim.plan.expected.market_course import market_course
from salessim.plan.expected.moving import moving_coefficients
from salessim.plan.expected.people import Hours, expected_hours, free_numbers
from salessim.plan.expected.pipeline import (
    course_of_lead,
    course_of_referral,
    opening_of,
    shares_of_leads,
)
from salessim.plan.expected.staying import with_attrition
from salessim.plan.expected.waiting_times import block_of, pace_of
from salessim.plan.expected.world import (
    ExpectedWorld,
    RepGroup,
    expected_world,
    groups_of,
)
from salessim.scenario import Scenario
from salessim.scenario.sales_plan import SalesPlan
from salessim.units import SECONDS_PER_YEAR

EPOCH = 6
"""Months for which skills are taken as those of the middle one."""


def coefficients_of(scenario: Scenario, tail: int) -> LpCoefficients:
    """Work out the coefficients of a scenario over its horizon and a tail of so many months.

    Roles that a plan may fill and where nobody is today are read with one person, who is then left
    out: groups stand for him, and for those who may be hired.
    """
    empty = {name for name, role in scenario.plan.team.items() if role.is_to_be_filled}
    if empty:
        one_each = {f"team.{name}.people.today": 1 for name in empty}
        scenario = scenario.vary(one_each, "one of each")
    expected = expected_world(scenario, tail)
    read = _CoefficientReader(expected, groups_of(expected.inputs), scenario.plan).coefficients()
    return _without(read, empty) if empty else read


def _without(read: LpCoefficients, roles: set[str]) -> LpCoefficients:
    """The same where nobody of these roles is there."""
    groups = tuple(replace(group, is_there=group.role not in roles) for group in read.groups)
    there = np.array([group.is_there for group in groups])[:, None]
    hours = replace(
        read.hours,
        **{
            name: getattr(read.hours, name) * there
            for name in ("selling", "paid", "heads", "block")
        },
    )
    return replace(read, groups=groups, hours=hours)


class _CoefficientReader:
    """Reads a world group by group."""

    def __init__(
        self, expected: ExpectedWorld, groups: tuple[RepGroup, ...], plan: SalesPlan
    ) -> None:
        self.expected, self.groups, self.plan = expected, groups, plan
        self.world = expected.world
        self.funnel = ConquestFunnel(self.world)
        self.segments = len(expected.inputs.book.segments)
        self.first_skills = self.world.skills.copy()

    def coefficients(self) -> LpCoefficients:
        world, groups = self.world, self.groups
        first = [self._calls(group, at_once(self.segments)) for group in groups]
        settled = expected_hours(self.expected, groups, self._practice(first))
        hours = with_attrition(settled, self.expected, groups, self.plan)
        today = self.today_budgets
        paces = [
            pace_of(self.funnel, *one)
            for one in zip(groups, first, today, hours.windows, strict=True)
        ]
        block = block_of(self.expected, self.funnel, groups, hours, first)
        hours = replace(hours, block=hours.block * block.filled[:, None])
        moving = moving_coefficients(self.expected, self.funnel, groups, paces, hours)
        effect = np.array(
            [[care_of_group(world, g.first, s) for s in range(self.segments)] for g in groups]
        )
        on_day_one = tuple(of_segment[0] for of_segment in moving.opportunities)
        opening = opening_of(
            self.expected, self.funnel, groups, on_day_one, moving.prices[:, 0], paces
        )
        refers = any(
            o.referral_rate > 0 for row in moving.opportunities for month in row for o in month
        )
        calls, leads = self._conquest(hours, paces, refers=refers)
        loss = float(world.company["hand_over_loss"][0])
        keeps = np.array([group.serves[:, LOYALTY] for group in groups])
        company = int(world.sizes[0].outbound)
        return LpCoefficients(
            expected=self.expected,
            groups=groups,
            hours=hours,
            calls=calls,
            leads=leads,
            handed=self._handed_over(paces),
            referral_run=self.funnel.section_of(self.referral_step),
            care=tuple(care_of(world, s) for s in range(self.segments)),
            care_effect=effect,
            churn=moving.churn,
            churn_today=moving.churn_today,
            rises=moving.rises,
            orders=moving.orders,
            opportunities=moving.opportunities,
            opening=opening,
            base=tuple(base_of(self.expected, s) for s in range(self.segments)),
            prices=moving.prices,
            subscribed=np.asarray(world.segments["subscription"] == 1.0),
            kept=np.where(keeps, 1.0, 1.0 - loss),
            carried=block.carried,
            drift=np.array([1.0 - float(world.people["adherence"][g.first]) for g in groups]),
            block_only=company == OUTBOUND_BLOCK,
            can_call=self.funnel.calls,
            pay=moving.pay,
            free=free_numbers(self.expected, groups, hours, self.plan),
        )

    def _hold(self, month: int) -> None:
        """Let the world be as it is in a month."""
        self.expected.hold(month)
        self.funnel.forget()

    @property
    def today_budgets(self) -> list[NDArray[np.float64]]:
        """Today's shares of each group, (segments, MOTIONS)."""
        shares = self.expected.inputs.world.buckets["share"]
        return [shares[group.first].reshape(self.segments, MOTIONS) for group in self.groups]

    def _calls(self, group: RepGroup, pace: WorkingPace) -> list[Course | None]:
        """What a call of a group comes to, by segment; None where it does not hunt."""
        return [
            self._call(group.first, segment, pace)[0] if group.hunts(0)[segment] else None
            for segment in range(self.segments)
        ]

    def _practice(self, calls: list[list[Course | None]]) -> NDArray[np.float64]:
        """Share of selling hours that practises each skill, as today's budget goes."""
        practice = np.zeros((len(self.groups), SKILLS))
        if float(self.world.company["learning_per_hour"][0]) <= 0.0:
            return practice
        for number, split in enumerate(self.today_budgets):
            for segment, course in enumerate(calls[number]):
                hunting = float(split[segment, CONQUEST])
                if hunting > 0.0 and course is not None:
                    spent = self.funnel.practice(course, segment, self.groups[number].first)
                    if spent.sum() > 0.0:
                        practice[number] += hunting * spent / spent.sum()
            practice[number, ACCOUNT_CARE] += float(split[:, LOYALTY].sum())
        return practice

    def _call(self, rep: int, segment: int, pace: WorkingPace) -> tuple[Course, float, float]:
        """One call on own initiative: its course, and the chances to book and to send away."""
        funnel = self.funnel
        if not funnel.calls:
            weights = np.full(FIT_NODES, 1.0 / FIT_NODES)
            return funnel.followed(rep, segment, 0, weights, pace=pace), 0.0, 0.0
        booked, rested = funnel.call_chance(rep, segment)
        weights = np.zeros(FIT_NODES)
        for grade in range(funnel.grades):
            share = self.world.call_shares[segment, grade] if funnel.grades > 1 else 1.0
            weights += share * self.grade_weights[grade]
        met = funnel.followed(rep, segment, funnel.call + 1, booked * weights, pace=pace, section=0)
        call = funnel.asked(segment, funnel.hours(funnel.call, segment, rep), 0.0)
        return met.plus(call), booked, rested

    @property
    def grade_weights(self) -> list[NDArray[np.float64]]:
        """The law of fit of each grade of the calling list."""
        if not hasattr(self, "_weights"):
            self._weights = [
                self.funnel.grade_weights(grade) for grade in range(self.funnel.grades)
            ]
        return self._weights

    def _conquest(
        self, hours: Hours, paces: list[WorkingPace], *, refers: bool
    ) -> tuple[Calls, Leads]:
        """What calls, leads and, where customers bring any, referrals come to."""
        shape = (len(self.groups), self.segments, self.expected.months)
        chances = {name: np.zeros(shape) for name in ("booked", "rested")}
        arrays = {
            name: np.zeros((*shape, MAXIMUM_LAG))
            for name in (
                "wins", "work", "refused", "passed",
                "lead_wins", "lead_work", "lead_refused", "lead_passed",
                "referral_wins", "referral_work", "referral_refused", "referral_passed",
            )
        }  # fmt: skip
        for name in ("assisted", "lead_assisted", "referral_assisted"):
            arrays[name] = np.zeros((*shape, self.funnel.roles, MAXIMUM_LAG))
        for name in ("meetings", "lead_meetings", "referral_meetings"):
            arrays[name] = np.zeros((*shape, MEETING_FLOWS, MAXIMUM_LAG))
        for name in ("pieces", "lead_pieces", "referral_pieces"):
            arrays[name] = np.zeros((*shape, 1))
        leads, market = market_course(self.expected, self.funnel)
        total = leads.sum(axis=0)
        for number, segment, months in self._places(hours):
            group, pace, at = self.groups[number], paces[number], (number, segment, months)
            if self.funnel.calls and group.hunts(0)[segment]:
                call, booked, rested = self._call(group.first, segment, pace)
                chances["booked"][at], chances["rested"][at] = booked, rested
                _put(arrays, at, "", call)
            for channel in range(len(leads) if group.hunts(0)[segment] else 0):
                weight = np.divide(
                    leads[channel, segment, months],
                    total[segment, months],
                    out=np.zeros(months.stop - months.start),
                    where=total[segment, months] > 0.0,
                )
                if weight.any():
                    course = course_of_lead(
                        self.funnel, group.first, channel, segment, hours.windows[number], pace
                    )
                    _put(arrays, at, "lead_", course, weight[:, None])
            if refers and group.hunts(self.referral_step)[segment]:
                course = course_of_referral(self.funnel, group.first, segment, pace)
                _put(arrays, at, "referral_", course)
        calls = self._market(chances, arrays)
        shares = shares_of_leads(self.groups, hours)
        return calls, Leads(
            shares * total[None], shares, market,
            arrays["lead_wins"], arrays["lead_work"], arrays["lead_refused"],
            arrays["lead_passed"], arrays["lead_assisted"], arrays["lead_meetings"],
            arrays["referral_wins"], arrays["referral_work"], arrays["referral_refused"],
            arrays["referral_passed"], arrays["referral_assisted"], arrays["referral_meetings"],
            arrays["lead_pieces"][..., 0], arrays["referral_pieces"][..., 0],
        )  # fmt: skip

    def _places(self, hours: Hours) -> Iterator[tuple[int, int, slice]]:
        """Yield groups, segments and months, with the world as it is then."""
        for span in self.expected.spans:
            self._hold(span[0])
            for number, group in enumerate(self.groups):
                fixed = np.allclose(hours.skills[number], hours.skills[number, 0])
                there = group.hunts(0) | group.hunts(self.referral_step)
                for segment in map(int, np.flatnonzero(there)):
                    for begins in range(*span, self.expected.months if fixed else EPOCH):
                        ends = span[1] if fixed else min(span[1], begins + EPOCH)
                        middle = (begins + ends) // 2
                        self.world.skills[group.first] = hours.skills[number, middle]
                        yield number, segment, slice(begins, ends)
                self.world.skills[group.first] = self.first_skills[group.first]
        self._hold(0)

    @property
    def referral_step(self) -> int:
        """The stage to which referrals come."""
        return max(0, min(int(self.world.sizes[0].referral_step), self.funnel.last - 1))

    def _handed_over(self, paces: list[WorkingPace]) -> HandedOver:
        """What a case comes to in each run of stages that gets its cases from other roles."""
        funnel, groups = self.funnel, self.groups
        runs = funnel.sections[1:]
        shape = (len(runs), len(groups), self.segments)
        months = self.expected.months
        works = np.zeros(shape, bool)
        flows = {
            name: np.zeros((*shape, months, MAXIMUM_LAG)) for name in ("wins", "work", "passed")
        }
        assisted = np.zeros((*shape, months, funnel.roles, MAXIMUM_LAG))
        meetings = np.zeros((*shape, months, MEETING_FLOWS, MAXIMUM_LAG))
        pieces = np.zeros(shape)
        for span in self.expected.spans if runs else ():
            self._hold(span[0])
            for run, (first, _) in enumerate(runs):
                for number, group in enumerate(groups):
                    for segment in map(int, np.flatnonzero(group.hunts(first))):
                        fits = np.diff(self.world.fit_at[first, segment], prepend=0.0)
                        course = funnel.followed(
                            group.first, segment, first, fits, pace=paces[number]
                        )
                        place = (run, number, segment)
                        works[place] = True
                        at = (*place, slice(*span))
                        flows["wins"][at], flows["work"][at] = course.wins, course.hours
                        flows["passed"][at], assisted[at] = course.passed, course.assisted
                        meetings[at] = course.meetings
                        if span[0] == 0:
                            pieces[place] = float(course.pieces.sum())
        self._hold(0)
        names = tuple(self.expected.inputs.book.conquest_steps[first] for first, _ in runs)
        return HandedOver(
            names, works, flows["wins"], flows["work"], flows["passed"], assisted, meetings, pieces
        )

    def _market(
        self, chances: dict[str, NDArray[np.float64]], arrays: dict[str, NDArray[np.float64]]
    ) -> Calls:
        """The firms that may be called, grade by grade."""
        world, funnel, segments = self.world, self.funnel, self.segments
        grades = funnel.grades
        listed, cooling = np.zeros((segments, grades)), np.zeros((segments, grades))
        left, anew = np.ones(segments), np.ones(segments)
        worth = np.ones((segments, grades))
        waits, hours = np.zeros(segments), np.zeros(segments)
        for segment in range(segments):
            prospects = float(world.segments["prospects"][segment]) / grades
            resting = world.resting[segment, :grades] if grades > 1 else world.resting[segment, :1]
            resting = np.clip(np.nan_to_num(resting), 0.0, 1.0)
            if not funnel.calls:
                continue
            left[segment], anew[segment] = calls_left(funnel, segment)
            listed[segment] = (1.0 - resting) * prospects * left[segment]
            cooling[segment] = resting * prospects * anew[segment]
            served = [g for g in self.groups if g.hunts(0)[segment]]
            rep = served[0].first if served else 0
            hours[segment] = funnel.hours(funnel.call, segment, rep)
            again = 1.0
            if served:
                booked, rested = funnel.call_chance(served[0].first, segment)
                again = max(0.0, 1.0 - booked - rested)
            waits[segment] = again * float(world.company["again_after"][0]) / SECONDS_PER_YEAR
            if grades > 1 and served:
                worth[segment] = self._worth_of_grades(served[0].first, segment)
        years = np.asarray(world.segments["cooling_off"]) / SECONDS_PER_YEAR
        return Calls(
            hours, chances["booked"], chances["rested"], arrays["wins"], arrays["work"],
            arrays["refused"], arrays["passed"], arrays["assisted"], arrays["meetings"],
            arrays["pieces"][..., 0],
            waits, years,
            listed, cooling, left, anew, worth,
        )  # fmt: skip

    def _worth_of_grades(self, rep: int, segment: int) -> NDArray[np.float64]:
        pace = at_once(self.segments)
        courses = [
            self.funnel.followed(rep, segment, self.funnel.call + 1, weights, pace=pace, section=0)
            for weights in self.grade_weights
        ]
        wins = [float((course.wins + course.passed).sum()) for course in courses]
        shares = self.world.call_shares[segment]
        mean = float(np.dot(shares, wins))
        return np.array(wins) / mean if mean > 0.0 else np.ones(GRADES)


def _put(
    arrays: dict[str, NDArray[np.float64]],
    at: tuple[int, int, slice],
    prefix: str,
    course: Course,
    weight: NDArray[np.float64] | float = 1.0,
) -> None:
    arrays[f"{prefix}wins"][at] += weight * course.wins
    arrays[f"{prefix}work"][at] += weight * course.hours
    arrays[f"{prefix}refused"][at] += weight * course.losses
    arrays[f"{prefix}passed"][at] += weight * course.passed
    each = np.asarray(weight)[..., None] if np.ndim(weight) else weight
    arrays[f"{prefix}assisted"][at] += each * course.assisted
    arrays[f"{prefix}meetings"][at] += each * course.meetings
    arrays[f"{prefix}pieces"][at] += weight * float(course.pieces.sum())


def calls_left(funnel: ConquestFunnel, segment: int) -> tuple[float, float]:
    """Return how many calls a firm on the list of day one still gets, and one that comes anew."""
    world = funnel.world
    start = float(world.steps_today["intercept"][funnel.call, segment])
    whole = float(calls_of_round(world, funnel.call, segment, start))
    if not world.segments_today["called"][segment]:
        return whole, whole
    attempts = range(int(world.company_today["attempts"][0]))
    return sum((k + 1) * funnel.share_of_attempt(segment, k) for k in attempts), whole
