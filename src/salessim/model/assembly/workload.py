"""What work comes to each person of a plan in a year, and the hours that are there for it."""

import numpy as np

from salessim.elementary import rounds_of
from salessim.model.assembly.budgets import planned_shares
from salessim.model.assembly.company import sick_share
from salessim.model.assembly.customers import days_between_work, hours_of_customer
from salessim.model.assembly.distribution_table import mean_of_cases
from salessim.model.assembly.funnels import Arrivals, call_step_of, nobody_works, shares_by_role
from salessim.model.assembly.lead_sources import all_leads_a_year, leads_a_year
from salessim.model.assembly.team import calendars_of, hours_per_week, work_calendar
from salessim.model.state.codes import CONQUEST, EQUAL_SKILLS, LOYALTY, MOTIONS, NOBODY
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.funnel import SKILLS, Stage
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.market import Channel
from salessim.scenario.workers import (
    StepName,
    callers_steps_of,
    stages_in,
    steps_of,
    workers_of,
)
from salessim.units import DAYS_PER_YEAR, SECONDS_PER_HOUR


class Workload:
    """How much of each segment's calls, leads and care each person does.

    Attributes:
        serves: who works where, shape (territories, people, segments, MOTIONS).
        owned: (people, segments) customers of day one.
        hours: (people, segments, MOTIONS) selling hours a year, as budgets split them and as
            customers need them.
        workers: roles that work each step.
        callers: (people, 1) 1 where the person works the first stage, else 0.
    """

    def __init__(self, plan: SalesPlan, people: tuple[Person, ...]) -> None:
        self.plan, self.people = plan, people
        self.workers = workers_of(plan)
        self.callers = np.array(self._works(next(iter(self.workers))))
        shares = [share.typical for share in plan.territories.values()] or [1.0]
        self.territories = np.array(shares) / sum(shares)
        self.paid = _paid_hours(plan, people)
        self.serves = self._serves()
        self.owned = self._owned()
        self.gaps = days_between_work(plan, people)
        self.hours = self._hours()

    def _works(self, step: StepName) -> list[list[float]]:
        """Who works a step, shape (people, 1)."""
        return [[float(person.role in self.workers[step])] for person in self.people]

    def _serves(self) -> np.ndarray:
        """Who works where, shape (territories, people, segments, MOTIONS)."""
        places: list[str | None] = list(self.plan.territories) or [None]
        serves = np.zeros((len(places), len(self.people), len(self.plan.segments), MOTIONS))
        for row, person in enumerate(self.people):
            motions = (person.motion in ("conquest", "both"), person.motion in ("loyalty", "both"))
            where = [person.territory in (None, place) for place in places]
            what = [
                person.segments is None or name in person.segments for name in self.plan.segments
            ]
            serves[:, row] = np.einsum("t,s,m->tsm", where, what, motions)
        return serves

    def _owned(self) -> np.ndarray:
        """Return the customers of day one that each person looks after, listed and in turn."""
        owned = np.zeros(self.serves.shape[1:3])
        rows = {person.name: row for row, person in enumerate(self.people)}
        turns = np.einsum("t,tps->ps", self.territories, _split(self.serves[:, :, :, LOYALTY], 1))
        for column, name in enumerate(self.plan.segments):
            unnamed = self.plan.today.customers.get(name)
            shared = 0.0 if unnamed is None else unnamed.typical
            for account in self.plan.today.accounts:
                if account.segment == name and account.owner in rows:
                    owned[rows[account.owner], column] += 1.0
                elif account.segment == name:
                    shared += 1.0
            owned[:, column] += shared * turns[:, column]
        return owned

    def _hours(self) -> np.ndarray:
        """Split selling hours; what own customers do not need goes elsewhere.

        It goes to conquest if the person does both, and else to those of the person's customers who
        need more. Hours for which conquest has no work go to customers who need more, too.
        """
        names = tuple(self.plan.segments)
        shares = np.array([planned_shares(person.time, names) for person in self.people])
        selling = [1.0 - person.time.administration.typical for person in self.people]
        hours = shares.reshape(self.serves.shape[1:]) * (self.paid * selling)[:, None, None]
        spare = np.maximum(0.0, hours[:, :, LOYALTY] - self.care_needed())
        short = np.maximum(0.0, self.care_needed() - hours[:, :, LOYALTY])
        serves = self.serves.max(axis=0)
        both = serves.max(axis=1).min(axis=1)[:, None] > 0.0
        aims = hours[:, :, CONQUEST]
        aims = np.where(aims.sum(axis=1, keepdims=True) > 0.0, aims, serves[:, :, CONQUEST])
        free = spare.sum(axis=1, keepdims=True)
        hours[:, :, CONQUEST] += np.where(both, free * _split(aims, 1), 0.0)
        lent = np.where(both, 0.0, np.minimum(free, short.sum(axis=1, keepdims=True)))
        hours[:, :, LOYALTY] += lent * (_split(short, 1) - _split(spare, 1))
        short = np.maximum(0.0, self.care_needed() - hours[:, :, LOYALTY])
        if short.any():
            conquest = hours[:, :, CONQUEST]
            free = np.maximum(0.0, conquest - self._conquest_needed(conquest))
            lent = np.minimum(free.sum(axis=1), short.sum(axis=1))[:, None]
            hours[:, :, LOYALTY] += lent * _split(short, 1)
            hours[:, :, CONQUEST] -= lent * _split(free, 1)
        return hours

    def _conquest_needed(self, conquest: np.ndarray) -> np.ndarray:
        """Return the hours a year that leads and calls take at most, (people, segments).

        conquest: the hours that there are for them.
        """
        needed = self._leads_of(conquest)[1]
        outbound = self.plan.prospecting.outbound
        if outbound == "none" or call_step_of(self.plan) == NOBODY:
            return needed
        if outbound == "block":
            return needed + self._block_hours(conquest)
        # Calls in the time that is free end only where no firm is left to call.
        habits = self.plan.prospecting
        later = self._hours_after_first_stage()
        hours, passes = self._first_stage()
        each = hours + passes * later
        rounds = np.array(
            [
                DAYS_PER_YEAR
                / max(
                    1.0,
                    (habits.attempts - 1) * habits.again_after.typical
                    + segment.cooling_off.typical,
                )
                for segment in self.plan.segments.values()
            ]
        )
        firms = np.array([segment.prospects.typical for segment in self.plan.segments.values()])
        calls = _split(conquest, 0) * firms * rounds * habits.attempts
        return needed + calls * each

    def care_needed(self) -> np.ndarray:
        """Return the hours a year that each person's customers take up, (people, segments)."""
        each = [hours_of_customer(self.plan, name, self.gaps) for name in self.plan.segments]
        return self.owned * each

    def done(self) -> np.ndarray:
        """Return (calls, leads, care), shape (3, people, segments); hours where nothing comes.

        What comes to a person is done as far as the person's hours go.
        """
        conquest, loyalty = self.hours[:, :, CONQUEST], self.hours[:, :, LOYALTY]
        met, worked = self._leads()
        parts = (
            self._calls(conquest - worked),
            met,
            self.owned * _within(self.care_needed(), loyalty),
        )
        planned = (conquest * self.callers, conquest * self.callers, loyalty)
        return np.array(
            [
                np.where(part.sum(axis=0) > 0.0, part, hours)
                for part, hours in zip(parts, planned, strict=True)
            ]
        )

    def cases(self) -> dict[StepName, np.ndarray]:
        """Return how the cases of each step fall on people, shape (people, segments) for each.

        Leads and customers come to people as in `done`; what is handed over goes as the receiving
        stage says.
        """
        _, met, kept = self.done()
        found: dict[StepName, np.ndarray] = {}
        part, before = met, next(iter(self.workers.values()))
        for place, step in steps_of(self.plan):
            if not isinstance(step, Stage):
                part = kept * self._works(place)
            elif self.workers[place] != before:
                part, before = self._received(place, step), self.workers[place]
            found[place] = part
        return found

    def _received(self, place: StepName, stage: Stage) -> np.ndarray:
        """How cases that are handed over fall on people, (people, segments)."""
        works = self.serves[:, :, :, CONQUEST].max(axis=0) * self._works(place)
        if stage.by and len(self.workers[place]) > 1:
            hours = self.hours[:, :, CONQUEST]
            return works * self._preferred(place, self._handed_over(place), hours)[:, None]
        if stage.hand_over.to == "round_robin":
            return works
        if stage.hand_over.to == "best_skill":
            skills = [person.skills[SKILLS.index(str(stage.skill))] for person in self.people]
            works = works * _best(np.where(works > 0.0, 1.0 + np.array(skills)[:, None], 0.0))
        return works * self.hours[:, :, CONQUEST]

    def _leads(self) -> tuple[np.ndarray, np.ndarray]:
        """Return first meetings that leads bring to each person, and the hours that they take."""
        conquest = self.hours[:, :, CONQUEST]
        met, needed = self._leads_of(conquest)
        return met * _within(needed, conquest), np.minimum(needed, conquest)

    def _leads_of(self, conquest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return first meetings of each person's leads, and the hours that they would take.

        conquest: hours of each person and segment, by which some channels hand leads out.
        """
        met, needed = np.zeros_like(conquest), np.zeros_like(conquest)
        first, _ = self._first_stage()
        later = self._hours_after_first_stage()
        for channel in self.plan.channels.values():
            leads = self._routed(channel, conquest)
            met += leads * channel.passes.typical
            needed += leads * (first + channel.passes.typical * later)
        return met, needed

    def _first_stage(self) -> tuple[np.ndarray, np.ndarray]:
        """Return hours and rate of the first stage, as typed, (segments,) each."""
        first = [stages_in(self.plan, name)[0] for name in self.plan.segments]
        hours = [mean_of_cases(stage.hours) for stage in first]
        return np.array(hours), np.array([stage.passes.typical for stage in first])

    def _hours_after_first_stage(self) -> np.ndarray:
        """Return the hours that a first meeting takes with all that comes of it, as typed.

        Shape (segments,).
        """
        hours = np.zeros(len(self.plan.segments))
        for row, name in enumerate(self.plan.segments):
            reached = 1.0
            for stage in stages_in(self.plan, name)[1 : callers_steps_of(self.plan)]:
                rounds = rounds_of(stage.passes.typical, stage.repeats.typical)
                hours[row] += reached * rounds * mean_of_cases(stage.hours)
                reached *= rounds * stage.passes.typical
        return hours

    def _routed(self, channel: Channel, conquest: np.ndarray) -> np.ndarray:
        """Return a channel's leads a year by person and segment."""
        serves = self.serves[:, :, :, CONQUEST] * self.callers
        turns = serves
        name, first = next(iter(self.plan.funnel.conquest.items()))
        place = ("conquest", name)
        if first.by and len(self.workers[place]) > 1:
            preferred = self._preferred(place, self._all_leads(), conquest)
            turns = serves * preferred[None, :, None]
        elif channel.routing in ("pooled", "least_loaded"):
            turns = serves * conquest[None, :, :]
        elif channel.routing == "best_skill":
            column = SKILLS.index(str(first.skill))
            skill = [person.skills[column] for person in self.people]
            ranked = np.where(serves > 0.0, 1.0 + np.array(skill)[None, :, None], 0.0)
            near = _best(ranked.swapaxes(0, 1), EQUAL_SKILLS).swapaxes(0, 1)
            turns = near * serves * conquest[None, :, :]
        each_year = leads_a_year(self.plan, channel)
        return np.einsum("t,tps,s->ps", self.territories, _split(turns, 1), each_year)

    def _preferred(self, place: StepName, arrivals: Arrivals, hours: np.ndarray) -> np.ndarray:
        """Return how cases fall on a step's list of roles, (people,).

        hours: of each person and segment.
        """
        return shares_by_role(self.people, self.workers[place], arrivals, hours.sum(axis=1))

    def _all_leads(self) -> Arrivals:
        """Return the leads of all channels, which come by day and night."""
        first = _common(self._first_stage()[0])
        later = _common(self._hours_after_first_stage())
        leads = [
            (all_leads_a_year(self.plan, channel), channel.passes.typical)
            for channel in self.plan.channels.values()
        ]
        return Arrivals(
            sum(each for each, _ in leads),
            sum(each * (first + passes * later) for each, passes in leads),
            nobody_works(work_calendar(self.plan), nights=True),
        )

    def _handed_over(self, place: StepName) -> Arrivals:
        """Return the cases that come to those who work a stage and the next ones."""
        names = list(self.plan.funnel.conquest)
        hours_of_call, booked = map(_common, self._first_stage())
        calls = float(self.done()[0].sum()) / hours_of_call
        reached = calls * booked + sum(
            all_leads_a_year(self.plan, channel) * channel.passes.typical
            for channel in self.plan.channels.values()
        )
        cases = hours = 0.0
        in_segments = [stages_in(self.plan, segment) for segment in self.plan.segments]
        for name, *stages in list(zip(names, *in_segments, strict=True))[1:]:
            stage = stages[0]
            passes = _common(np.array([one.passes.typical for one in stages]))
            rounds = rounds_of(passes, _common(np.array([one.repeats.typical for one in stages])))
            reached *= stage.hand_over.accepts.typical
            if name == place[1]:
                cases = reached
            if set(self.workers["conquest", name]) == set(self.workers[place]):
                each = _common(np.array([mean_of_cases(one.hours) for one in stages]))
                hours += reached * rounds * each
            reached *= rounds * passes
        return Arrivals(cases, hours, nobody_works(work_calendar(self.plan), nights=False))

    def _calls(self, free: np.ndarray) -> np.ndarray:
        """Return the hours of each person in which calls are made."""
        outbound = self.plan.prospecting.outbound
        if outbound == "none":
            return np.zeros_like(free)
        block = self._block_hours(self.hours[:, :, CONQUEST])
        return self.callers * (block if outbound == "block" else np.maximum(free, block))

    def block_hours(self) -> np.ndarray:
        """Return the hours a year of each person's protected block, (people, segments)."""
        return self._block_hours(self.hours[:, :, CONQUEST])

    def leads_of_channel(self, channel: Channel) -> np.ndarray:
        """Return a channel's leads a year by person and segment."""
        return self._routed(channel, self.hours[:, :, CONQUEST])

    def _block_hours(self, conquest: np.ndarray) -> np.ndarray:
        """Return the hours a year of each person's protected block, by segment."""
        blocks = (person.time.prospecting_block for person in self.people)
        hours = np.array([0.0 if block is None else hours_per_week(block) for block in blocks])
        share = hours / np.array([person.hours_per_week for person in self.people])
        return _split(conquest, 1) * (self.paid * share)[:, None]

    def maximum_calling(self) -> np.ndarray:
        """Return the hours of calling that there are at most, by segment."""
        if self.plan.prospecting.outbound != "block":
            return np.full(len(self.plan.segments), np.inf)
        block = self._block_hours(self.hours[:, :, CONQUEST])
        return np.asarray((self.callers * block).sum(axis=0))

    def maximum_meetings(self) -> np.ndarray:
        """Return the first meetings that are aimed at, by segment."""
        return np.asarray(self.meetings_aimed_at().sum(axis=0))

    def meetings_aimed_at(self) -> np.ndarray:
        """Return the first meetings that each person aims at, (people, segments)."""
        aim = self.plan.prospecting.appointments
        if aim is None:
            return np.full(self.hours.shape[:2], np.inf)
        calendar = work_calendar(self.plan)
        days = self.paid / calendar.hours_per_week * len(calendar.weekdays)
        aims = _split(self.hours[:, :, CONQUEST], 1) * (aim.typical * days)[:, None]
        return np.asarray(self.callers * aims)


def _common(values: np.ndarray) -> float:
    """Return the value of all segments, or their mean where they differ."""
    first = float(values[0])
    return first if (values == first).all() else float(values.mean())


def _best(ranked: np.ndarray, equals: float = 0.0) -> np.ndarray:
    """Return 1 where a value is the highest along the first axis, or lacks `equals` at most."""
    return (ranked >= ranked.max(axis=0) - equals).astype(float)


def _split(parts: np.ndarray, axis: int) -> np.ndarray:
    """Return parts as shares of their sum along an axis, 0 where there is nothing."""
    total = parts.sum(axis=axis, keepdims=True)
    return np.divide(parts, total, out=np.zeros(parts.shape), where=total > 0.0)


def _paid_hours(plan: SalesPlan, people: tuple[Person, ...]) -> np.ndarray:
    """Return the hours a year that each person works: leave, holidays and sickness taken off."""
    days, rows = calendars_of(plan, people)
    works = days["works"].sum(axis=1) / days.shape[1] * DAYS_PER_YEAR / SECONDS_PER_HOUR
    well = 1.0 - sick_share(plan.calendar) if isinstance(plan.calendar, Calendar) else 1.0
    return np.asarray(works[rows] * well)


def _within(needed: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """Return the share of what is needed that hours allow, 1 where nothing is needed."""
    allowed = np.divide(hours, needed, out=np.ones_like(hours), where=needed > 0.0)
    return np.minimum(1.0, allowed)
