"""What a plan pays, reckoned slowly and apart from the rules: from the event log and the plan.

It knows no table of pay, no state and no rule: it reads who signed what, who left, whom it lost,
and goes through the contract of each person as a payroll clerk would. Months are counted from the
horizon's first, which starts on the first of a month.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from salessim.model.state.codes import (
    CONQUEST,
    LOG_CUSTOMER_LOST,
    LOG_ENTERED,
    LOG_HIRED,
    LOG_LEFT,
    LOG_TASK_DONE,
    LOG_WON,
)

MEETING = 1
"""Step of the first meeting: the one after the call."""
MONTHS = {"month": 1, "quarter": 3, "year": 12}
EVER = 1 << 60


@dataclass(frozen=True)
class Stay:
    """One person on a post, from second `begins` until `ends`."""

    post: int
    begins: int
    ends: int
    hired_month: int


@dataclass
class Signed:
    """A contract: when, by which post, worth what, of which kind, and when its customer left."""

    second: int
    post: int
    value: float
    first: bool
    renewal: bool
    lost: int = EVER


@dataclass
class Meeting:
    """A first meeting: when and by which post it was booked, and held."""

    booked: int
    booked_by: int
    held: int = EVER
    held_by: int = -1


@dataclass
class Account:
    """A component of one person: what is open in its period."""

    credit: float = 0.0
    quota: float = 0.0
    target: float = 0.0
    years: float = 0.0
    paid: float = 0.0
    since: int = 0
    attainment: float = 0.0
    closed: list[tuple[int, float]] = field(default_factory=list)
    """Second at which a period closed, and what it paid for a unit of credit."""


class Reckoner:
    """A payroll of posts of one role, month by month.

    Args:
        plan: the role's keys as plain numbers; see `test_pay_reckoned`.
        log: a replication's event log.
        borders: seconds of month borders, one more than months.
        size: hours of each post over full time, which are those of the role as well.
    """

    def __init__(
        self, plan: dict[str, Any], log: np.ndarray, borders: list[int], size: list[float]
    ):
        self.plan, self.borders, self.size = plan, borders, size
        self.months = len(borders) - 1
        self.horizon = borders[-1]
        self.stays = list(self._stays(log))
        self.signed = self._signed(log)
        self.meetings = self._meetings(log)
        self.main = next((n for n, c in plan["components"].items() if "quota" in c), None)
        self.variable = np.zeros((len(size), self.months))
        self.base = np.zeros_like(self.variable)
        self.managers = np.zeros(self.months)
        self.counted: dict[tuple[int, int], tuple[float, float]] = {}
        """Credit and quota of the first quota, by post and month, for the team's attainment."""
        for stay in self.stays:
            self._pay(stay)
        for month in range(self.months):
            self._pay_manager(month)

    # What happened.

    def _stays(self, log: np.ndarray) -> Iterator[Stay]:
        for post in range(len(self.size)):
            mine = log[(log["rep"] == post) & np.isin(log["what"], (LOG_HIRED, LOG_LEFT))]
            begins, month = -EVER, -1_000
            for row in mine:
                second = int(row["second"])
                if row["what"] == LOG_HIRED:
                    begins, month = second, self.month_of(second)
                else:
                    yield Stay(post, begins, second, month)
                    begins = EVER
            never_came = begins == -EVER and post in self.plan["hired"]
            if begins < EVER and not never_came:
                yield Stay(post, begins, EVER, month)

    def _signed(self, log: np.ndarray) -> list[Signed]:
        found: dict[int, Signed] = {}
        every = []
        for row in log:
            if row["what"] == LOG_WON:
                first = int(row["motion"]) == CONQUEST
                renewal = int(row["step"]) == self.plan["renewal"]
                value = float(row["amount"])
                one = Signed(int(row["second"]), int(row["rep"]), value, first, renewal)
                if first:
                    found[int(row["firm"])] = one
                every.append(one)
            elif row["what"] == LOG_CUSTOMER_LOST and int(row["firm"]) in found:
                found.pop(int(row["firm"])).lost = int(row["second"])
        return every

    def _meetings(self, log: np.ndarray) -> list[Meeting]:
        found: dict[int, Meeting] = {}
        for row in log[(log["step"] == MEETING) & (log["motion"] == CONQUEST)]:
            deal, rep, second = (int(row[name]) for name in ("deal", "rep", "second"))
            if row["what"] == LOG_ENTERED and deal not in found:
                found[deal] = Meeting(second, rep)
            elif row["what"] == LOG_TASK_DONE and found[deal].held == EVER:
                found[deal].held, found[deal].held_by = second, rep
        return list(found.values())

    def month_of(self, second: int) -> int:
        """The month in which a second lies."""
        return max(k for k in range(self.months) if self.borders[k] <= second)

    # One person.

    def _pay(self, stay: Stay) -> None:
        plan = self.plan
        books = {name: Account() for name in plan["components"]}
        first = self.month_of(max(0, stay.begins))
        for one in books.values():
            one.since = first
        floor = earned_in_period = balance = owed = thirteenth = 0.0
        for month in range(first, self.months):
            opens, closes = self.borders[month], self.borders[month + 1]
            if stay.ends <= opens:
                break
            leaves = opens < stay.ends < closes
            until = min(stay.ends, closes)
            years = max(0, until - max(opens, stay.begins)) / (closes - opens) / 12
            last = leaves or month == self.months - 1
            raised = (1 + plan["raise"]) ** (month // 12)
            size = self.size[stay.post]
            tenure = month - stay.hired_month
            grown = self._grow(stay, books, month, until, years, raised)
            if tenure < plan["guarantee_months"]:
                floor += plan["guarantee"] * grown
            owed += self._take_back(stay, books, month, until)
            # A last day that ends with the month: the month is closed first, then all is paid.
            passes = [(years, last)]
            if stay.ends == closes and not last:
                passes.append((0.0, True))
            for share, ending in passes:
                base = plan["base"] * size * share * raised
                pay = self._settle(stay, books, month, until, ending)
                earned_in_period += pay
                period_over = ending or (month + 1) % MONTHS[plan["paid_every"]] == 0
                if period_over:
                    if plan["guarantee_months"]:
                        pay += max(0.0, floor - earned_in_period)
                    floor = earned_in_period = 0.0
                if pay < 0:
                    owed, pay = owed - pay, 0.0
                back = min(owed, pay)
                owed, pay = owed - back, pay - back
                advance = 0.0
                if plan["draw"] and tenure < plan["draw_months"]:
                    advance = plan["draw"] * size * share
                balance += advance
                earned = min(pay, balance)
                balance -= earned
                if plan["forgiven"] and period_over:
                    balance = 0.0
                pay += advance - earned
                top_up = max(0.0, plan["minimum"] * size * share - base - pay)
                thirteenth += base * plan["thirteenth"] / 12
                extra = 0.0
                if ending or month % 12 == plan["thirteenth_month"]:
                    extra, thirteenth = thirteenth, 0.0
                self.variable[stay.post, month] += pay
                self.base[stay.post, month] += base + top_up + extra
            if opens < stay.ends <= closes and stay.ends < self.horizon:
                months = plan["severance"] * raised / 12
                self.base[stay.post, month] += plan["base"] * size * months

    def _grow(
        self, stay: Stay, books: dict[str, Account], month: int, until: int, years: float,
        raised: float,
    ) -> float:  # fmt: skip
        """Count a month's quota, target and credit; return what targets grew by."""
        opens, total = self.borders[month], 0.0
        tenure = month - stay.hired_month
        ramp = self.plan["quota_ramp"]
        share = ramp[tenure] if 0 <= tenure < len(ramp) else 1.0
        for name, part in self.plan["components"].items():
            begins, ends = part.get("begins", -EVER), part.get("ends", EVER)
            if not (begins < until and opens < ends):
                continue
            one, size = books[name], self.size[stay.post]
            since = max(opens, stay.begins, begins) if month else max(stay.begins, begins)
            counted = self._credit(part, stay, since, min(until, ends), month)
            quota = part.get("quota", 0.0) * years * share
            target = part.get("target", 0.0) * size * years * raised
            one.credit, one.quota = one.credit + counted, one.quota + quota
            one.target, one.years = one.target + target, one.years + years
            total += target
            if name == self.main:
                before = self.counted.get((stay.post, month), (0.0, 0.0))
                self.counted[stay.post, month] = (before[0] + counted, before[1] + quota)
        return total

    def _credit(
        self, part: dict[str, Any], stay: Stay, since: int, until: int, month: int
    ) -> float:
        """What counts between two seconds, contracts of a month's last instant in the next one."""
        if part["of"].startswith("meetings"):
            return part["share"] * self._count_meetings(part, stay, since, until)
        total = 0.0
        for one in self.signed:
            mine = one.post == stay.post if part["whose"] == "own" else True
            mine = mine and (part["of"] != "renewals" or one.renewal)
            if part["of"] == "collected":
                paid = one.second + self.plan["paid_after"]
                here = mine and stay.begins <= one.second < until
                if here and self.borders[month] <= paid < self.borders[month + 1]:
                    total += part["share"] * one.value
            elif mine and since <= one.second < until:
                counts = part["of"] in ("contracts", "renewals")
                total += part["share"] * (1.0 if counts else one.value)
        return total

    def _count_meetings(self, part: dict[str, Any], stay: Stay, since: int, until: int) -> int:
        """Meetings booked between two seconds, or held: for both, once for who counts a team's.

        All that are booked are accepted: nobody hands them over.
        """
        total = 0
        for one in self.meetings:
            if part["of"] != "meetings":
                mine = part["whose"] == "team" or one.booked_by == stay.post
                total += mine and since <= one.booked < until
                continue
            if not since <= one.held < until:
                continue
            booked_here = one.booked_by == stay.post and one.booked >= stay.begins
            total += part["whose"] == "team" or one.held_by == stay.post or booked_here
        return total

    def _settle(
        self, stay: Stay, books: dict[str, Account], month: int, until: int, last: bool
    ) -> float:
        """Pay what is due and return it."""
        for one in books.values():
            if one.quota > 0:
                one.attainment = one.credit / one.quota
        total = 0.0
        for name, part in self.plan["components"].items():
            one = books[name]
            begins, ends = part.get("begins", -EVER), part.get("ends", EVER)
            opens, closes = self.borders[month], self.borders[month + 1]
            over = opens < ends <= closes or (last and begins < until and opens < ends)
            paid, period = part.get("paid_every"), part.get("period")
            due = paid is not None and (month + 1) % MONTHS[paid] == 0 and begins < until
            if not over and not (due and opens < ends):
                continue
            earned = self._earned(part, one, books, self.size[stay.post])
            total += earned - one.paid
            one.paid = earned
            if over or (month + 1) % MONTHS[period] == 0:
                if one.credit:
                    one.closed.append((until, earned / one.credit))
                else:
                    one.closed.append((until, 0.0))
                books[name] = Account(since=month + 1, attainment=one.attainment, closed=one.closed)
        return total

    def _take_back(self, stay: Stay, books: dict[str, Account], month: int, until: int) -> float:
        owed = 0.0
        opens = max(self.borders[month], stay.begins)
        for name, part in self.plan["components"].items():
            window = part.get("clawback", 0)
            for one in self.signed:
                mine = one.post == stay.post if part["whose"] == "own" else True
                begins, ends = part.get("begins", -EVER), part.get("ends", EVER)
                if not (mine and window and one.first and one.second >= stay.begins):
                    continue
                if not (begins <= one.second < ends and one.lost - one.second < window):
                    continue
                if not (opens <= one.lost < until):
                    continue
                counted = part["share"] * (1.0 if part["of"] == "contracts" else one.value)
                rates = [rate for closed, rate in books[name].closed if closed > one.second]
                if rates:
                    owed += counted * max(0.0, rates[0])
                    continue
                books[name].credit -= counted
                if name == self.main:
                    before = self.counted[stay.post, month]
                    self.counted[stay.post, month] = (before[0] - counted, before[1])
        return owed

    def _earned(
        self, part: dict[str, Any], one: Account, books: dict[str, Account], size: float
    ) -> float:
        for other, least in part.get("gate", {}).items():
            if books[other].attainment < least:
                return 0.0
        reached, scale = one.credit, 1.0
        if "quota" in part:
            if one.quota <= 0 or one.attainment < part.get("threshold", 0.0):
                return 0.0
            reached = one.attainment
            scale = one.target if "target" in part else one.quota
        if "prize" in part:
            return float(part["prize"])
        if "cap" in part:
            reached = min(reached, part["cap"])
        table: list[tuple[float, float]] = part["tiers"]
        if part.get("retroactive"):
            rate = [pays for begins, pays in table if begins <= reached or begins == 0][-1]
            total = rate * reached
        else:
            total = 0.0
            for (begins, pays), above in zip(table, [*table[1:], (EVER, 0.0)], strict=True):
                if reached > begins or begins == 0:
                    total += pays * (min(reached, above[0]) - begins)
        total *= scale
        if "at_most" in part:
            total = min(total, part["at_most"] * size * one.years)
        return total

    # The manager, who is paid on all of it.

    def _pay_manager(self, month: int) -> None:
        target = self.plan["manager_target"]
        self.managers[month] = 0.0
        if not target or ((month + 1) % 3 and month + 1 < self.months):
            return
        first = month - month % 3
        span = range(first, month + 1)
        at = [self.counted.get((p, m), (0.0, 0.0)) for p in range(len(self.size)) for m in span]
        credit, quota = sum(c for c, _ in at), sum(q for _, q in at)
        if quota > 0:
            self.managers[month] = target * len(span) / 12 * credit / quota
