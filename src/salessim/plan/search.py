"""The search in the simulation: the way of working that brings most, moved to bring more."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from salessim.errors import StoppedError
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.few_moves import RoleMove, best_moves, with_moves
from salessim.plan.free_figures import WIDEST
from salessim.plan.request import PlanRequest
from salessim.plan.simulation_check import still_reached
from salessim.plan.trials import (
    Aim,
    FoundWay,
    Goals,
    SearchBudget,
    Trial,
    Trials,
    Tried,
    raised,
    unlike,
)
from salessim.plan.ways import (
    TODAY,
    RequestLimits,
    ShareMove,
    Way,
    half_way,
    more_people,
    other_ways,
    people_moves,
    share_moves,
    simple_ways,
    with_figures,
)
from salessim.scenario import Scenario

SEARCH_SEED, CHOICE_SEED = 2_000_003, 3_000_017
"""Added to the seed for the futures of the search, and for those of the last choice."""
FEWEST_FUTURES, MOST_FUTURES = 32, 256
"""Futures of a trial as the search begins, and at most where moves get small."""
CHOICE_EVENTS = {"quick": 10_000_000, "normal": 20_000_000, "thorough": 200_000_000}
"""Events of the last choice, by effort: as many futures as they allow, a trial's at least."""
FIRST_STEP, LAST_STEP = 0.16, 0.02
"""Share of all hours that a move tries first, and below which the search ends."""
SURE = 0.7
"""Standard errors by which a move has to gain to be taken."""
LOSES = 1.0
"""Standard errors by which it must lose to be dropped before all its futures are simulated."""
LOOKS = 4
"""Times that a trial is looked at before it is at its end: most moves lose, and soon show it."""
MOST_MOVES = 24
CERTAIN = 2.0
"""Standard errors of its gain from which a plan is told in a few moves."""
FINALISTS = 3
BETWEEN = 3
"""Ways between which a better one is looked for, the best among them."""
MOVED = "hours and people moved in the simulation as long as that gained"


class Search:
    """Tries ways of working in the same futures, and moves of the best of them."""

    def __init__(
        self, scenario: Scenario, coefficients: LpCoefficients, request: PlanRequest, trials: Trials
    ) -> None:
        self.scenario, self.coefficients, self.request = scenario, coefficients, request
        seed = trials.replications.seed
        self._trials = replace(
            trials, replications=replace(trials.replications, seed=seed + SEARCH_SEED)
        )
        self._choice = replace(
            trials, replications=replace(trials.replications, seed=seed + CHOICE_SEED)
        )
        self._limits = RequestLimits(coefficients, request)
        self._budget = SearchBudget(request)
        self._futures = min(FEWEST_FUTURES, trials.replications.maximum)
        self._tried = 0
        self._seen: set[tuple[int, bytes]] = set()
        self._in_moves: Way | None = None

    def best(self, planned: Iterable[Way]) -> FoundWay:
        """The best of planned and simple ways, moved to where it brings more.

        Where the watch ends the work after those were tried, it is the best so far.

        Raises:
            StoppedError: the watch ended the work before.
        """
        planned = list(planned)
        # What the programme planned keeps all limits by its own rows, to the last digit or not.
        ways = with_figures([*simple_ways(self.coefficients), *planned], self.request.figures)
        ways = self._allowed(ways) or ways[-1:]
        progress = self._trials.replications.progress
        today = self._try(TODAY)
        aim = self._aim(today.trial)
        to_come = len(ways) + self._budget.trials(today.trial)
        last = (FINALISTS + 2) * self._last_futures(FINALISTS + 2, today.trial)
        progress.expect_tries(to_come * self._futures + last)
        found = [today, *(self._try(way) for way in ways if way is not TODAY)]
        found = unlike(sorted(found, key=lambda one: -aim.merit(one.trial)))
        allowed = any(way is TODAY for way in ways)
        first = next(one for one in found if allowed or one.way is not TODAY)
        self._standing = FoundWay(first, today, aim, self._tried, allowed, stopped_early=True)
        progress.has_found = True
        try:
            chosen = self._chosen(self._finalists(found, aim), today.trial, allowed)
            simpler = self._simpler(self._reaching(chosen, aim.goals))
        except StoppedError:
            return self._ended()
        progress.expect_tries(0)
        return simpler

    def safer(self, found: FoundWay, missed_by: list[float]) -> FoundWay:
        """The same with more people where that reaches goals that a proof missed.

        missed_by: by which factor more of each goal is needed there; the way may have had more
            luck in the last choice's futures, where as much more is sought than it has.
        """
        parts = found.aim.parts_reached(found.chosen.trial)
        factor = max(m * max(1.0, p) for m, p in zip(missed_by, parts, strict=True) if m > 1.0)
        goals = raised(found.aim.goals, factor)
        return self._or_so_far(found, lambda: self._reaching(found, goals))

    def told(self, found: FoundWay) -> FoundWay:
        """The same in few moves, where it is another than they were found for."""
        if self._in_moves is found.chosen.way:
            return found
        return self._or_so_far(found, lambda: self._with_moves(found, self._few_moves(found)))

    def _simpler(self, found: FoundWay) -> FoundWay:
        """The same in few moves, which are the plan where they bring more than it."""
        moves = self._few_moves(found)
        self._in_moves = found.chosen.way
        most = moves[-1][1] if moves else 0.0
        if most > 1.0:
            way = with_moves(found.chosen.way, [move for move, _ in moves], self.coefficients)
            tried = self._in_last_choice(filter(self._limits.allow, [way]), found)
            best = max([found.chosen, *tried], key=lambda one: found.aim.merit(one.trial))
            if best is not found.chosen:
                moves = [(move, share / most) for move, share in moves]
            self._in_moves, found = best.way, replace(found, chosen=best)
        return self._with_moves(found, moves)

    def _in_last_choice(self, ways: Iterable[Way], found: FoundWay) -> list[Tried]:
        """Ways tried in the futures of the last choice."""
        trials, futures = self._trials, self._futures
        self._trials, self._futures = self._choice, found.chosen.trial.count
        try:
            return [self._try(way) for way in ways]
        finally:
            self._trials, self._futures = trials, futures

    def leaner(self, found: FoundWay, reached: NDArray[np.float64]) -> FoundWay | None:
        """The best with other people by one, if it is better and still reaches the goals.

        It is tried in the last choice's futures; what it changes there of reaching the goals is
        added to what a proof showed, (futures, goals). None where there is no such way.
        """
        before = found.chosen.trial
        self._standing = replace(found, stopped_early=True)
        try:
            ways = filter(self._limits.allow, people_moves(found.chosen.way, self.coefficients))
            tried = self._in_last_choice(ways, found)
        except StoppedError:
            return self._ended()
        best, merit = None, found.aim.merit(before)
        for one in tried:
            reaches, _ = still_reached(self.request, reached, before.reached, one.trial.reached)
            if reaches and found.aim.merit(one.trial) > merit:
                best, merit = one, found.aim.merit(one.trial)
        return None if best is None else replace(found, chosen=best, tried=self._tried)

    def _with_moves(self, found: FoundWay, moves: list[tuple[RoleMove, float]]) -> FoundWay:
        return replace(found, few_moves=tuple(moves), tried=self._tried)

    def _or_so_far(self, found: FoundWay, work: Callable[[], FoundWay]) -> FoundWay:
        """What the work brings, or the best so far where the watch ends it."""
        self._standing = replace(found, stopped_early=True)
        try:
            return work()
        except StoppedError:
            return self._ended()

    def _ended(self) -> FoundWay:
        """The best way so far: the watch ended the search."""
        self._trials.replications.progress.finish()
        return replace(self._standing, tried=self._tried)

    def _reaching(self, found: FoundWay, goals: Goals) -> FoundWay:
        """The same with so many more people that goals are reached in the last choice's futures.

        Where they cannot be reached, with those who come nearest.
        """
        aim, best = replace(found.aim, goals=goals), found.chosen
        while aim.missed(best.trial) > 0.0:
            tried = self._in_last_choice(
                filter(self._limits.allow, more_people(best.way, self.coefficients)), found
            )
            one_more = max(tried, key=lambda one: aim.merit(one.trial), default=best)
            if aim.merit(one_more.trial) <= aim.merit(best.trial):
                break
            best = self._enough(best, one_more, aim, found)
            self._standing = replace(self._standing, chosen=best)
        return replace(found, chosen=best, tried=self._tried)

    def _enough(self, base: Tried, one_more: Tried, aim: Aim, found: FoundWay) -> Tried:
        """The fewest people of one kind of start that reach the goals; else those that bring most.

        One more was better than none: twice as many are tried as long as the goals are missed.
        """
        best = one_more
        low, high = 0, 1
        while aim.missed(best.trial) > 0.0:
            way = base.way.with_staff(one_more.way, 2 * high)
            if way is None or not self._limits.allow(way):
                return best
            (tried,) = self._in_last_choice([way], found)
            if aim.merit(tried.trial) <= aim.merit(best.trial):
                return best
            best, low, high = tried, high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            way = base.way.with_staff(one_more.way, middle)
            assert way is not None  # there were enough for more
            (tried,) = self._in_last_choice([way], found)
            if aim.missed(tried.trial) > 0.0:
                low = middle
            else:
                best, high = tried, middle
        return best

    def _finalists(self, found: list[Tried], aim: Aim) -> list[Way]:
        """The best of what was tried, and what moves from it lead to, if the budget has any."""
        finalists = [one.way for one in found[:FINALISTS]]
        if self._budget.is_left:
            moved = self._moved(self._between(found[:BETWEEN], aim), aim)
            if moved.way is not found[0].way:
                finalists.insert(0, replace(moved.way, name=MOVED))
        return finalists

    def _few_moves(self, found: FoundWay) -> list[tuple[RoleMove, float]]:
        """The moves that bring most of the gain, one after the other, as far as each adds to it."""
        way, aim = found.chosen.way, found.aim
        whole, error = aim.gain(found.chosen.trial, found.today.trial)
        if way.shares is None or whole <= CERTAIN * error or self.request.effort == "quick":
            return []
        self._futures = min(self._futures, FEWEST_FUTURES)
        # People of a plan come and go in all of them: what hours bring is told.
        today, plan, base = (self._try(one) for one in (TODAY, way, replace(way, shares=None)))
        aim = self._aim(today.trial)
        whole, _ = aim.gain(plan.trial, base.trial)
        return best_moves(
            way, self.coefficients, whole, lambda one: aim.gain(self._try(one).trial, base.trial)[0]
        )

    def _aim(self, today: Trial) -> Aim:
        asked = self.request
        objective = asked.aim
        return Aim(objective, asked.value_after, self._trials.goals, asked.probability, today)

    def _allowed(self, ways: Iterable[Way]) -> list[Way]:
        by_mark = {way.mark(self.coefficients): way for way in reversed(list(ways))}
        return [way for way in reversed(by_mark.values()) if self._limits.allow(way)]

    def _try(self, way: Way) -> Tried:
        self._tried += 1
        self._is_new(way)
        return Tried(
            way, self._trials.of(way.follows(self.scenario, self.coefficients), self._futures)
        )

    def _better(self, way: Way | None, than: Tried, aim: Aim) -> Tried | None:
        """The way tried, if it is allowed, new to these futures, and better.

        It is dropped as soon as it loses. Nothing is tried where the budget is spent.
        """
        if way is None or not self._budget.is_left or not self._is_new(way):
            return None
        if not self._limits.allow(way):
            return None
        self._tried += 1
        step = max(2, self._futures // LOOKS)
        better = False
        for trial in self._trials.growing(
            way.follows(self.scenario, self.coefficients), self._futures, step
        ):
            gain, error = aim.gain(trial, than.trial)
            better = gain > SURE * error
            if gain < -LOSES * error:
                break
        self._budget.spent(trial)
        return Tried(way, trial) if better else None

    def _is_new(self, way: Way) -> bool:
        """Whether the way was not seen in so many futures; now it is."""
        mark = (self._futures, way.mark(self.coefficients))
        is_new = mark not in self._seen
        self._seen.add(mark)
        return is_new

    def _between(self, best: list[Tried], aim: Aim) -> Tried:
        """The best of the first and what lies half-way to the others."""
        found = best[0]
        for other in best[1:]:
            way = half_way(best[0].way, other.way, self.coefficients)
            found = self._better(way, found, aim) or found
        return found

    def _moved(self, best: Tried, aim: Aim) -> Tried:
        """Moves taken one after the other as long as they gain, by smaller and smaller steps."""
        moves = share_moves(self.coefficients, MOST_MOVES)
        direction = dict.fromkeys(moves, 1.0)
        step = FIRST_STEP
        while step >= LAST_STEP and self._budget.is_left:
            staffed = self._staffed(best, aim, WIDEST * step / FIRST_STEP)
            best, gained = staffed, staffed is not best
            for move in moves:
                after = self._along(best, move, direction, step, aim)
                gained = gained or after is not best
                best = self._stand(after)
            if not gained:
                step *= 0.5
                best, aim = self._closer(best, aim)
        return best

    def _staffed(self, best: Tried, aim: Aim, share: float) -> Tried:
        """People one by one, and free figures by a share of their range, as long as that gains."""
        figures = self.request.figures
        ways = list(other_ways(best.way, self.coefficients, figures, share))
        while ways:
            way = ways.pop(0)
            found = self._better(way, best, aim)
            if found is not None:
                again = best.way.with_staff(way, 2)
                best = self._stand(found)
                ways = [
                    *([] if again is None else [again]),
                    *other_ways(best.way, self.coefficients, figures, share),
                ]
        return best

    def _stand(self, best: Tried) -> Tried:
        """The same, which would be the answer if the search ended now."""
        self._standing = replace(self._standing, chosen=best)
        return best

    def _along(
        self, best: Tried, move: ShareMove, direction: dict[ShareMove, float], step: float, aim: Aim
    ) -> Tried:
        """As far along a move as it gains; the other way round where it does not at first."""
        for sign in (direction[move], -direction[move]):
            size, gained = step, False
            while True:
                way = move.applied(best.way, sign * size, self.coefficients)
                found = self._better(way, best, aim)
                if found is None:
                    break
                best, gained, size = found, True, 1.6 * size
            if gained:
                direction[move] = sign
                return best
        return best

    def _closer(self, best: Tried, aim: Aim) -> tuple[Tried, Aim]:
        """The same with twice the futures, for moves half as large."""
        most = min(MOST_FUTURES, self._trials.replications.maximum)
        if 2 * self._futures > most:
            return best, aim
        self._futures *= 2
        today, again = self._try(TODAY), self._try(best.way)
        for one in (today, again):
            self._budget.spent(one.trial)
        aim = self._aim(today.trial)
        self._standing = replace(self._standing, chosen=again, today=today, aim=aim)
        return again, aim

    def _last_futures(self, ways: int, one: Trial) -> int:
        """Futures in which so many ways like one are compared at last."""
        each = max(1, ways * one.events // one.count)
        enough = CHOICE_EVENTS[self.request.effort] // each
        return min(max(self._futures, enough), self._choice.replications.maximum)

    def _chosen(self, ways: list[Way], before: Trial, today_is_allowed: bool) -> FoundWay:
        """The way with most merit in futures that the search has not seen; today's if no other."""
        futures = self._last_futures(len(ways) + 1, before)
        trials, self._trials, self._futures = self._trials, self._choice, futures
        self._seen.clear()
        today = self._try(TODAY)
        aim = self._aim(today.trial)
        rest = [self._try(way) for way in ways if self._is_new(way)]
        self._trials = trials
        allowed = [today] if today_is_allowed else []
        chosen = max([*allowed, *rest], key=lambda one: aim.merit(one.trial))
        found = FoundWay(chosen, today, aim, self._tried, today_is_allowed)
        self._standing = replace(found, stopped_early=True)
        return found
