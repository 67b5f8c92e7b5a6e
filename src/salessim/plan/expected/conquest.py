"""What a first meeting, a call and a lead come to: the funnel's own chances, followed."""

from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from salessim.elementary import rounds_of
from salessim.model.rates.first_calls import share_of_attempt
from salessim.model.rates.fit_of_meetings import FIT_NODES, above_border, node_fit
from salessim.model.rates.rep_types import estimate_noise, first_meeting
from salessim.model.rules.odds import call_log_odds, discovery_of, lead_log_odds, step_log_odds
from salessim.model.state.codes import NOBODY, SKILLS
from salessim.model.state.rows import GRADES
from salessim.model.state.tables import World
from salessim.plan.expected.delays import (
    DAYS,
    MAXIMUM_LAG,
    WorkingPace,
    by_month,
    cases_of_hours,
    delay_distribution,
    months_from_month,
    months_from_start,
    repeated,
    spread,
    then,
)
from salessim.plan.expected.world import mean_of_law, sections_of
from salessim.units import SECONDS_PER_DAY

type Pieces = list[tuple[float, NDArray[np.float64]]]

BOOKED, HELD = 0, 1
"""First meetings of a course: as they are booked, and as they are held."""
MEETING_FLOWS = 2


@dataclass(frozen=True)
class Course:
    """What one case comes to, by months since it began.

    Attributes:
        hours: (MAXIMUM_LAG,) of work.
        wins: (MAXIMUM_LAG,) contracts.
        losses: (MAXIMUM_LAG,) deals lost.
        passed: (MAXIMUM_LAG,) cases that others take over, as they reach them.
        assisted: (roles, MAXIMUM_LAG) hours of specialists, by role.
        meetings: (2, MAXIMUM_LAG) first meetings booked, and held.
        pieces: (stages + 1,) pieces of work by stage; the last are educating touches.
    """

    hours: NDArray[np.float64]
    wins: NDArray[np.float64]
    losses: NDArray[np.float64]
    passed: NDArray[np.float64]
    assisted: NDArray[np.float64]
    meetings: NDArray[np.float64]
    pieces: NDArray[np.float64]

    def plus(self, other: "Course") -> "Course":
        """Both together."""
        names = [field.name for field in fields(self)]
        return Course(*(getattr(self, name) + getattr(other, name) for name in names))


@lru_cache
def market_fits() -> NDArray[np.float64]:
    """The nodes of the market's law of fit, equally likely, shape (FIT_NODES,)."""
    return np.array([node_fit(node) for node in range(FIT_NODES)])


class ConquestFunnel:
    """The conquest funnel of a world, followed case by case.

    What a step's delays are does not depend on who works; it is read once.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        sizes = world.sizes[0]
        self.last = int(sizes.conquest_steps)
        self.call = int(sizes.call_step)
        self.meeting = int(first_meeting(world))
        self.kept = 1.0 - float(world.company["leak"][0])
        self.roles = int(sizes.roles)
        self.sections = sections_of(world)
        self._attempts: dict[tuple[int, int], float] = {}
        self._delays: dict[float, NDArray[np.float64]] = {}
        self._hours: dict[float, NDArray[np.float64]] = {}

    def forget(self) -> None:
        """Read hours, delays and shares of attempts anew: the world holds another month."""
        self._attempts.clear()
        self._delays.clear()
        self._hours.clear()

    def nothing(self) -> Course:
        """A course without work or contracts."""
        empty = np.zeros(MAXIMUM_LAG)
        assisted = np.zeros((self.roles, MAXIMUM_LAG))
        meetings = np.zeros((MEETING_FLOWS, MAXIMUM_LAG))
        return Course(empty, empty, empty, empty, assisted, meetings, np.zeros(self.last + 1))

    def section_of(self, step: int) -> int:
        """The run of stages worked by the same roles to which a stage belongs."""
        return next(k for k, (first, end) in enumerate(self.sections) if first <= step < end)

    def delay(self, step: int, segment: int) -> NDArray[np.float64]:
        """The law of the buyer's answer to a step, in days."""
        return self._delay_of(float(self.world.steps["delay_distribution"][step, segment]))

    def _delay_of(self, law: float) -> NDArray[np.float64]:
        """A law of delays, in days."""
        if law not in self._delays:
            self._delays[law] = delay_distribution(self.world, law)
        return self._delays[law]

    def pace(self, rep: int) -> float:
        """Hours of a rep's work against those of the stages."""
        return float(self.world.people["pace"][rep])

    def hours(self, step: int, segment: int, rep: int) -> float:
        """Mean hours of a step that a rep works."""
        mean = mean_of_law(self.world, self.world.steps["hours_distribution"][step, segment])
        return self.pace(rep) * mean

    def cases_of(self, step: int, segment: int, rep: int) -> NDArray[np.float64]:
        """Hours of a rep's step as equally likely cases; those of a touch after the last step."""
        if step == self.last:
            return np.full(1, self.pace(rep) * float(self.world.company["touch_hours"][0]))
        law = float(self.world.steps["hours_distribution"][step, segment])
        if law not in self._hours:
            self._hours[law] = cases_of_hours(self.world, law)
        return self.pace(rep) * self._hours[law]

    def pieces(self, course: Course, segment: int, rep: int) -> Pieces:
        """The pieces of work of a rep's course, with the hours of one."""
        return [
            (float(number), self.cases_of(step, segment, rep))
            for step, number in enumerate(course.pieces)
            if number > 0.0
        ]

    def practice(self, course: Course, segment: int, rep: int) -> NDArray[np.float64]:
        """Hours of a rep's course by the skill that they practise, shape (SKILLS,)."""
        practice = np.zeros(SKILLS)
        for step, number in enumerate(course.pieces):
            touch = step == self.last
            row = self.world.steps[self.meeting if touch else step, segment]
            each = self.cases_of(step, segment, rep)[0] if touch else self.hours(step, segment, rep)
            practice[int(row.skill)] += number * each
        return practice

    def followed(
        self,
        rep: int,
        segment: int,
        first: int,
        weights: NDArray[np.float64],
        *,
        informed: float = 0.0,
        shift: float = 0.0,
        pace: WorkingPace,
        begin: NDArray[np.float64] | None = None,
        answered: bool = False,
        from_start: bool = False,
        section: int | None = None,
    ) -> Course:
        """Follow cases that come to a stage until each is won, lost, or taken over by others.

        Args:
            rep: who works on it.
            segment: where.
            first: the stage to which they come.
            weights: (FIT_NODES,) cases by their fit; their sum is the number of cases.
            informed: share of buyers who informed themselves.
            shift: added to the fit (quality of a channel's leads).
            pace: how soon the rep gets to a case, and through it, at each stage.
            begin: (DAYS,) law of the day on which they come; day 0 by default.
            answered: whether the work of the first stage is done and only the answer is awaited,
                which comes on the day `begin`.
            from_start: whether days count from the first day, not from any day of a month.
            section: the run of stages that the rep works, the call before `first` among them; by
                default that of `first`.
        """
        days = np.zeros(DAYS)
        none = np.zeros((self.roles, DAYS))
        met = np.zeros((MEETING_FLOWS, DAYS))
        course = Course(days, days, days, days, none, met, np.zeros(self.last + 1))
        end = self.sections[self.section_of(first) if section is None else section][1]
        books = first if section is None else first - 1
        for share, knows in ((informed, True), (1.0 - informed, False)):
            if share > 0.0:
                part = self._followed(
                    rep, segment, first, share * weights, knows, shift, pace, begin, answered, end,
                    books,
                )  # fmt: skip
                course = course.plus(part)
        table = months_from_start() if from_start else months_from_month()
        return Course(
            by_month(course.hours, table),
            by_month(course.wins, table),
            by_month(course.losses, table),
            by_month(course.passed, table),
            np.array([by_month(one, table) for one in course.assisted]).reshape(self.roles, -1),
            np.array([by_month(one, table) for one in course.meetings]),
            course.pieces,
        )

    def _followed(
        self,
        rep: int,
        segment: int,
        first: int,
        weights: NDArray[np.float64],
        informed: bool,
        shift: float,
        pace: WorkingPace,
        begin: NDArray[np.float64] | None,
        answered: bool,
        end: int,
        books: int,
    ) -> Course:
        """Cases alike; `books`: the stage past which a case that reaches the meeting is booked."""
        fits = market_fits() + shift
        day = spread(0.0) if begin is None else begin
        hours, losses, pieces = np.zeros(DAYS), np.zeros(DAYS), np.zeros(self.last + 1)
        assisted = np.zeros((self.roles, DAYS))
        meetings = np.zeros((MEETING_FLOWS, DAYS))
        discovery = 0.0
        if first < self.last:
            discovery = float(self.world.steps["discovery_today"][first, segment])
        for step in range(first, end):
            row = self.world.steps[step, segment]
            waits = not (answered and step == first)
            arrived = float(weights.sum())
            if arrived <= 0.0:
                break
            if step == self.meeting and step > books:
                meetings[BOOKED] += arrived * day
            chance = rounds = np.ones_like(weights)
            if not row.has_bar:
                odds = step_log_odds(self.world, rep, step, segment, informed, fits, discovery)
                chance = expit(odds)
                rounds = np.array([rounds_of(one, float(row.repeats)) for one in chance])
            answer = spread(0.0)
            if waits:
                decisions = float((weights * rounds).sum())
                for role, each in self.specialists(step):
                    assisted[role] += decisions * each * day
                day, answer = self._worked(
                    rep, step, segment, day, pace, arrived, decisions, hours, pieces
                )
                if step == self.meeting:
                    meetings[HELD] += arrived * day
            if row.has_bar:
                discovery = float(discovery_of(self.world, rep, step, segment))
                passed = self._above_bar(fits, float(row.bar), discovery) if waits else 1.0
                losses += (weights * (1.0 - passed)).sum() * day
                day = then(day, answer)
                losses += (weights * passed * (1.0 - self.kept)).sum() * day
            else:
                passed = chance * rounds
                day = then(day, answer)
                losses += (weights * (1.0 - passed * self.kept)).sum() * day
            weights = weights * passed * self.kept
        through, nothing = float(weights.sum()) * day, 0.0 * day
        if end == self.last:
            return Course(hours, through, losses, nothing, assisted, meetings, pieces)
        if end == self.meeting and end > books:
            meetings[BOOKED] += through
        accepted = float(self.world.steps["accepts"][end, segment])
        losses += (1.0 - accepted) * through
        law = float(self.world.steps["hand_over_distribution"][end, segment])
        passed = then(accepted * through, self._delay_of(law))
        return Course(hours, nothing, losses, passed, assisted, meetings, pieces)

    def specialists(self, step: int) -> list[tuple[int, float]]:
        """The roles that do a piece of work beside a stage, with its mean hours."""
        world = self.world
        found = []
        for group, law in zip(
            world.specialist_groups[step], world.specialist_hours[step], strict=True
        ):
            if group != NOBODY:
                found.append((int(world.group_roles[group].argmax()), mean_of_law(world, law)))
        return found

    def _worked(
        self,
        rep: int,
        step: int,
        segment: int,
        day: NDArray[np.float64],
        pace: WorkingPace,
        arrived: float,
        decisions: float,
        hours: NDArray[np.float64],
        pieces: NDArray[np.float64],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Work on a stage: return the day of the work's end and the delay of its answer.

        arrived: cases that come; decisions: rounds of all of them together.
        """
        wait = pace.until_worked(segment)
        day = then(day, spread(wait))
        if step == self.meeting:
            day, touched = self._touched(segment, day, wait)
            hours += arrived * self.pace(rep) * touched
            pieces[-1] += arrived * int(self.world.segments["touches"][segment])
        each = self.hours(step, segment, rep)
        hours += decisions * each * day
        pieces[step] += decisions
        day = then(day, spread(each * pace.per_hour))
        return day, repeated(self.delay(step, segment), 1.0 - arrived / decisions)

    def _above_bar(
        self, fits: NDArray[np.float64], bar: float, discovery: float
    ) -> NDArray[np.float64]:
        noise = estimate_noise(float(self.world.company["discovery_noise"][0]), discovery)
        if noise > 0.0:
            return np.asarray(ndtr((fits - bar) / noise))
        return np.asarray(fits > bar, float)

    def _touched(
        self, segment: int, day: NDArray[np.float64], wait: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Educating touches before a first meeting: the day after them, and their hours by day."""
        company = self.world.company[0]
        hours = np.zeros(DAYS)
        for _ in range(int(self.world.segments["touches"][segment])):
            hours += float(company.touch_hours) * day
            day = then(day, spread(float(company.touch_every) / SECONDS_PER_DAY + wait))
        return day, hours

    def asked(self, segment: int, hours: float, refused: float) -> Course:
        """A call or an answered lead by itself: its hours, and the share that ends with it."""
        now = np.zeros(MAXIMUM_LAG)
        now[0] = 1.0
        pieces = np.zeros(self.last + 1)
        pieces[self.call] = 1.0
        none = self.nothing()
        return replace(none, hours=hours * now, losses=refused * now, pieces=pieces)

    def call_chance(self, rep: int, segment: int) -> tuple[float, float]:
        """Return the chance that a call books a meeting, and that it ends a round without one."""
        attempts = int(self.world.company_today["attempts"][0])
        booked = rested = 0.0
        for attempt in range(attempts):
            share = self.share_of_attempt(segment, attempt)
            chance = float(expit(call_log_odds(self.world, rep, segment, attempt)))
            booked += share * chance * self.kept
            if attempt == attempts - 1:
                rested = share * (1.0 - chance)
        return booked, rested

    def share_of_attempt(self, segment: int, attempt: int) -> float:
        """Return the share of today's calls that are made after so many earlier ones."""
        place = (segment, attempt)
        if place not in self._attempts:
            self._attempts[place] = float(share_of_attempt(self.world, segment, attempt))
        return self._attempts[place]

    def lead_chance(self, rep: int, channel: int, segment: int) -> float:
        """Return the chance that a lead agrees to meet when answered at once."""
        informed = float(self.world.channels["informed"][channel])
        odds = [
            lead_log_odds(self.world, rep, channel, self.call, segment, knows)
            for knows in (True, False)
        ]
        return float(informed * expit(odds[0]) + (1.0 - informed) * expit(odds[1])) * self.kept

    def grade_weights(self, grade: int) -> NDArray[np.float64]:
        """Return the law of fit of firms of a grade of the calling list, shape (FIT_NODES,)."""
        targeting = float(self.world.company["targeting"][0])
        if targeting <= 0.0:
            return np.full(FIT_NODES, 1.0 / FIT_NODES)
        border = above_border
        apart = float(np.sqrt(1.0 - targeting**2))
        density = np.array(
            [
                border(grade + 1, targeting, apart, fit) - border(grade, targeting, apart, fit)
                for fit in market_fits()
            ]
        )
        return density / density.sum()

    @property
    def grades(self) -> int:
        """Grades of the calling list that can be told apart."""
        return GRADES if float(self.world.company["targeting"][0]) > 0.0 else 1

    @property
    def calls(self) -> bool:
        """Whether firms may be called without a lead."""
        return self.call != NOBODY and int(self.world.sizes[0].outbound) != 0
