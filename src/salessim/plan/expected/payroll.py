"""What people cost, by month: fixed pay, and variable pay as convex lines on what counts for it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salessim.model.rules.pay import top_up
from salessim.model.rules.spans import years_passed
from salessim.model.state.codes import ATTAINMENT, BOOKINGS, COLLECTED, MOTIONS, NOBODY, REVENUE
from salessim.model.state.tables import World
from salessim.plan.expected.people import Hours
from salessim.plan.expected.world import ExpectedWorld, RepGroup, products_of_deals
from salessim.units import MONTHS_PER_YEAR

OF_MONEY = (BOOKINGS, REVENUE, COLLECTED)


@dataclass(frozen=True)
class PaySource:
    """What a group does that counts for a component of pay.

    Attributes:
        group: whose doings.
        of: what counts, `codes.BOOKINGS` and the like.
        segments: (segments,) whether it counts there.
        motions: (MOTIONS,) whether new customers, and those there are, count.
        weights: (months,) how much of it counts, for all together who are paid for it.
        products: (products,) whether they count; None where all do, and what has no product.
        numbers: (segments, months) share of new deals that are of these products.
        prices: (segments, months) share of what new deals are worth that is of these products.
    """

    group: int
    of: int
    segments: NDArray[np.bool_]
    motions: NDArray[np.bool_]
    weights: NDArray[np.float64]
    products: NDArray[np.bool_] | None
    numbers: NDArray[np.float64]
    prices: NDArray[np.float64]

    def followed_by(self, later: "PaySource", month: int) -> "PaySource":
        """Shares of products that are others from a month on."""
        numbers, prices = self.numbers.copy(), self.prices.copy()
        numbers[:, month:], prices[:, month:] = later.numbers[:, month:], later.prices[:, month:]
        return replace(self, numbers=numbers, prices=prices)


@dataclass(frozen=True)
class PayLine:
    """A component of the pay of a group or a manager, as a convex function of what counts for it.

    Over a pay period it pays, for each tier k, at least the sum over the months of
    slopes[k,t] * credit[t] - offsets[k,t] * people[t].

    Attributes:
        name: the owner and the component.
        group: who is paid; NOBODY for managers, whose offsets are those of all of them.
        charges: employer's charges on it.
        of: what counts, `codes.BOOKINGS` and the like.
        sources: whose doings count.
        slopes: (tiers, months) currency for one unit of credit: currency, a number, an attainment.
        offsets: (tiers, months) currency that lower tiers pay less, of one person.
        ends: (months,) last month of the pay period; NOBODY where nothing counts.
    """

    name: str
    group: int
    charges: float
    of: int
    sources: tuple[PaySource, ...]
    slopes: NDArray[np.float64]
    offsets: NDArray[np.float64]
    ends: NDArray[np.intp]

    def followed_by(self, later: "PayLine", month: int) -> "PayLine":
        """Rates and quotas that are others from a month on."""
        slopes, offsets = self.slopes.copy(), self.offsets.copy()
        slopes[:, month:], offsets[:, month:] = later.slopes[:, month:], later.offsets[:, month:]
        both = zip(self.sources, later.sources, strict=True)
        sources = tuple(now.followed_by(then, month) for now, then in both)
        return replace(self, slopes=slopes, offsets=offsets, sources=sources)


@dataclass(frozen=True)
class Payroll:
    """Costs of people, in currency.

    Attributes:
        fixed: (groups, months) of one person: base pay and 13th salary, with charges.
        lines: variable pay, component by component.
        guarantee: (groups, months) least variable pay of one newcomer; charges come on top.
        draw: (groups, months) advance of one person.
        minimum: (groups, months) what one person's base lacks to the legal minimum.
        charges: (groups,) employer's charges, a share.
        shared: (groups,) share of the credit for a customer handed over that goes to the keeper.
        managers: (months,) of all managers, without their components.
        led: (groups, months) what one head more costs where a rule adds managers as a team grows.
        hiring, severance: (groups,) of one person.
        margin: (segments,) share of revenue kept after the cost of goods.
        seat: (months,) tools of one person.
        other: (months,) other costs of selling: marketing, and moving to another tool.
    """

    fixed: NDArray[np.float64]
    lines: tuple[PayLine, ...]
    guarantee: NDArray[np.float64]
    draw: NDArray[np.float64]
    minimum: NDArray[np.float64]
    charges: NDArray[np.float64]
    shared: NDArray[np.float64]
    managers: NDArray[np.float64]
    led: NDArray[np.float64]
    hiring: NDArray[np.float64]
    severance: NDArray[np.float64]
    margin: NDArray[np.float64]
    seat: NDArray[np.float64]
    other: NDArray[np.float64]

    def followed_by(self, later: "Payroll", month: int) -> "Payroll":
        """Costs that are others from a month on; what has no months stays."""
        changed: dict[str, Any] = {}
        for name in BY_MONTH:
            both = np.array(getattr(self, name))
            both[..., month:] = getattr(later, name)[..., month:]
            changed[name] = both
        lines = zip(self.lines, later.lines, strict=True)
        changed["lines"] = tuple(now.followed_by(then, month) for now, then in lines)
        return replace(self, **changed)


BY_MONTH = ("fixed", "guarantee", "draw", "minimum", "managers", "led", "seat", "other")
"""Costs that have months, in their last axis."""


def payroll_of(expected: ExpectedWorld, groups: tuple[RepGroup, ...], hours: Hours) -> Payroll:
    """Return what people cost, by the rules of pay, at the numbers of people of `hours`."""
    world, months = expected.world, expected.months
    rows = [world.people[group.first] for group in groups]
    raises = _raises(expected, groups)
    monthly = expected.bills
    charges = np.array([float(row.charges) for row in rows])
    base = np.array([float(row.base_per_year) for row in rows])
    minimum = np.array([float(row.minimum_per_year) for row in rows])
    draw = np.array([float(row.draw_per_year) for row in rows])
    lacks = np.maximum(0.0, minimum[:, None] - base[:, None] * raises) * monthly
    base *= [1.0 + float(row.thirteenth_salary) / MONTHS_PER_YEAR for row in rows]
    reader = _LineReader(expected, groups, hours)
    managers = np.zeros(months)
    for number, row in enumerate(world.managers):
        added = hours.managers[number]
        base_of_all = row.base_per_year + top_up(world, number) + row.base_of_one * added
        managers += base_of_all * (1.0 + row.charges) * world.manager_here[number]
    company = world.company[0]
    other = float(world.channels["budget_per_month"].sum()) * MONTHS_PER_YEAR * monthly
    other[0] += float(company.migration_cost)
    return Payroll(
        fixed=base[:, None] * monthly * raises * (1.0 + charges)[:, None],
        lines=tuple(reader.lines()),
        guarantee=np.array([reader.guarantee(number) for number in range(len(groups))]),
        draw=draw[:, None] * monthly,
        minimum=lacks,
        charges=charges,
        shared=np.array([float(row.shared_credit) for row in rows]),
        managers=managers * monthly,
        led=np.array([_led(world, group.first) for group in groups]) * monthly,
        hiring=np.array([float(row.hiring_cost) for row in rows]),
        severance=np.array([severance_of(row) for row in rows]),
        margin=np.array(world.segments["margin"], float),
        seat=float(company.seat_per_month) * MONTHS_PER_YEAR * monthly,
        other=other,
    )


def _raises(expected: ExpectedWorld, groups: tuple[RepGroup, ...]) -> NDArray[np.float64]:
    """Factors of the yearly raises, (groups, months)."""
    world, months = expected.world, range(expected.months)
    rates = [float(world.people["raise_per_year"][group.first]) for group in groups]
    return np.array([[(1.0 + each) ** years_passed(world, t) for t in months] for each in rates])


def _led(world: World, rep: int) -> NDArray[np.float64]:
    """What a rep's part of a manager by rule costs a year, by month."""
    manager = int(world.reps["manager"][rep])
    months = world.manager_here.shape[1]
    if manager == NOBODY or world.managers["one_per"][manager] <= 0.0:
        return np.zeros(months)
    row = world.managers[manager]
    part = float(row.base_of_one * (1.0 + row.charges) / row.one_per)
    return np.asarray(part * world.manager_here[manager])


class _LineReader:
    """Reads the components of all payees as lines, by the rules of pay.

    What no line can be is left to the simulation: prizes, components that count a customer's first
    months only, gates, thresholds, caps, clawback, ramped quotas. Rates that fall,
    or that hold for all from the first unit on once a tier is reached, are one line through what
    they pay at the quota, or without one the first rate.
    """

    def __init__(self, expected: ExpectedWorld, groups: tuple[RepGroup, ...], hours: Hours) -> None:
        self.expected, self.groups, self.hours = expected, groups, hours
        self.world, self.months = expected.world, expected.months
        self.raises = _raises(expected, groups)
        self.reps = int(self.world.sizes[0].reps)
        self.borders = np.asarray(expected.inputs.book.month_borders, float)

    def lines(self) -> Iterator[PayLine]:
        """All lines, group by group, then the managers'."""
        for number, group in enumerate(self.groups):
            charges = float(self.world.people["charges"][group.first])
            yield from self._of(group.name, number, list(group.reps), charges)
        book = self.expected.inputs.book
        for manager, row in enumerate(self.world.managers):
            payee = self.reps + manager
            yield from self._of(book.payees[payee], NOBODY, [payee], float(row.charges))

    def guarantee(self, number: int) -> NDArray[np.float64]:
        """The share of all targets of one of a group that newcomers are assured of, by month."""
        payee, total = self.groups[number].first, np.zeros(self.months)
        if self.world.payees["guarantee_months"][payee] == 0:
            return total
        for place in range(len(self.expected.inputs.book.components[payee])):
            counts = self._periods(self.world.components[payee, place])[0] != NOBODY
            total += self._target(payee, place, number) * counts
        return np.asarray(float(self.world.people["guarantee"][payee]) * total)

    def _of(self, owner: str, paid: int, payees: list[int], charges: float) -> Iterator[PayLine]:
        for place, name in enumerate(self.expected.inputs.book.components[payees[0]]):
            plan = self.world.components[payees[0], place]
            if plan.prize > 0.0 or plan.counts_for > 0.0:
                continue
            ends, part = self._periods(plan)
            of = int(plan.of)
            sources = (
                self._of_others(payees, place, paid, ends)
                if of == ATTAINMENT
                else self._sources(payees, place, paid, part)
            )
            if sources and (ends != NOBODY).any():
                slopes, offsets = self._rates(payees[0], place, paid, ends)
                label = f"{owner} {name}"
                yield PayLine(label, paid, charges, of, sources, slopes, offsets, ends)

    def _periods(self, plan: np.record) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The last month of each month's period, and the share of the month that counts."""
        begins = np.clip(plan.begins, self.borders[:-1], self.borders[1:])
        ends = np.clip(plan.ends, self.borders[:-1], self.borders[1:])
        part = np.maximum(0.0, ends - begins) / np.diff(self.borders)
        found = np.full(self.months, NOBODY, np.intp)
        counts = np.flatnonzero(part > 0.0).tolist()
        length = int(plan.period_months)
        for month in counts:
            last = counts[-1]
            if length:
                last = min(last, month - month % length + length - 1)
            # Pay ends with the horizon, whatever the period.
            is_printed = month < self.expected.printed
            found[month] = min(last, self.expected.printed - 1) if is_printed else last
        return found, part

    def _links(self, payees: list[int], place: int) -> tuple[dict[int, float], bool]:
        """Of each group that counts, people for all payees over its size; whether all are own."""
        table = self.world.credits
        mine = table[np.isin(table["payee"], payees) & (table["component"] == place)]
        found = {}
        for number, group in enumerate(self.groups):
            there = int(np.isin(mine["rep"], group.reps).sum())
            if there:
                found[number] = there / group.size
        return found, bool((mine["rep"] == mine["payee"]).all())

    def _present(self, paid: int, payees: list[int]) -> NDArray[np.float64]:
        """Share of the payees who are there, by month."""
        if paid == NOBODY:
            return np.ones(self.months)
        return np.asarray(self.hours.heads[paid] / len(payees))

    def _sources(
        self, payees: list[int], place: int, paid: int, part: NDArray[np.float64]
    ) -> tuple[PaySource, ...]:
        plan = self.world.components[payees[0], place]
        links, own = self._links(payees, place)
        there = part * float(plan.share) * (1.0 if own else self._present(paid, payees))
        masks = _mask(plan.segments, len(self.world.segments)), _mask(plan.motions, MOTIONS)
        products, shares = None, np.ones((2, len(self.world.segments)))
        if plan.products >= 0.0:
            products = _mask(plan.products, len(self.world.products))
            chances, worth = products_of_deals(self.world)
            brings = worth.sum(axis=1)
            shares[0] = chances[:, products].sum(axis=1)
            part = worth[:, products].sum(axis=1)
            shares[1] = np.divide(part, brings, out=np.zeros_like(part), where=brings > 0.0)
        by_month = np.repeat(shares[:, :, None], self.months, axis=2)
        return tuple(
            PaySource(number, int(plan.of), *masks, each * there, products, *by_month)
            for number, each in links.items()
        )

    def _of_others(
        self, payees: list[int], place: int, paid: int, ends: NDArray[np.intp]
    ) -> tuple[PaySource, ...]:
        """What counts for others' first quotas, over these quotas in the pay period."""
        plan = self.world.components[payees[0], place]
        links, _ = self._links(payees, place)
        quotas, found = np.zeros(self.months), []
        for number, each in links.items():
            group = self.groups[number]
            main = int(self.world.payees["main"][group.first])
            if main == NOBODY:
                continue
            own = self.world.components[group.first, main]
            quotas += each / len(payees) * self.hours.heads[number] * self._quota(group.first, main)
            part = self._periods(own)[1]
            for source in self._sources(list(group.reps), main, number, part):
                weights = each / len(payees) * float(plan.share) * source.weights
                found.append(replace(source, weights=weights))
        total = np.array([quotas[ends == end].sum() if end != NOBODY else 0.0 for end in ends])
        scale = self._present(paid, payees) * (len(payees) if paid != NOBODY else 1)
        scale = np.divide(scale, total, out=np.zeros(self.months), where=total > 0.0)
        return tuple(replace(source, weights=source.weights * scale) for source in found)

    def _quota(self, payee: int, place: int) -> NDArray[np.float64]:
        """The quota of one payee by month; 0 without one."""
        plan = self.world.components[payee, place]
        ends, _ = self._periods(plan)
        if plan.quota_once:
            counts = ends != NOBODY
            return np.asarray(float(plan.quota_per_year) * counts / max(1, counts.sum()))
        return np.asarray(float(plan.quota_per_year) * self._years(payee) * (ends != NOBODY))

    def _years(self, payee: int) -> NDArray[np.float64]:
        """Share of a year for which one payee is paid in each month."""
        if payee < self.reps:
            return self.expected.bills
        return np.asarray(self.expected.bills * self.world.manager_here[payee - self.reps])

    def _target(self, payee: int, place: int, paid: int) -> NDArray[np.float64]:
        """Pay at the quota of one payee by month."""
        plan, years = self.world.components[payee, place], self._years(payee)
        if payee >= self.reps:
            manager = payee - self.reps
            people = float(self.world.managers["people"][manager])
            grown = (people + self.hours.managers[manager]) / max(1.0, people)
            return np.asarray(float(plan.target_per_year) * years * grown)
        person, target = self.world.people[payee], float(plan.target_per_year)
        if plan.above_base:
            target = float(person.on_target_per_year - person.base_per_year)
        return np.asarray(target * years * self.raises[paid])

    def _rates(
        self, payee: int, place: int, paid: int, ends: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Slopes and offsets of each tier by month."""
        plan = self.world.components[payee, place]
        tiers = self.world.tiers[payee, place][: int(plan.tiers)]
        pays, begins = np.array(tiers["pays"], float), np.array(tiers["begins"], float)
        length = np.array([max(1, int((ends == end).sum())) for end in ends], float)
        # What is paid for one unit of credit, and for one unit of what tiers begin at.
        each, unit = np.ones(self.months), 1.0 / length
        if plan.has_quota:
            quota, target = self._quota(payee, place), self._target(payee, place, paid)
            if int(plan.of) == ATTAINMENT:
                whole = np.array([target[ends == end].sum() for end in ends])
                each = np.ones(self.months) if plan.pays_for_credit else whole
                unit = each / length
            else:
                unit = quota if plan.pays_for_credit else target
                each = np.divide(unit, quota, out=np.zeros(self.months), where=quota > 0.0)
        raised = np.diff(pays, prepend=0.0)
        if (raised < 0.0).any() or (plan.retroactive and len(pays) > 1):
            pays = np.full(len(pays), _at_quota(plan, pays, begins) if plan.has_quota else pays[0])
            raised, begins = pays, np.zeros(len(pays))
        below = np.cumsum(raised * begins)
        return pays[:, None] * each, below[:, None] * unit


def _at_quota(plan: np.record, pays: NDArray[np.float64], begins: NDArray[np.float64]) -> float:
    """What a rate table pays at an attainment of one."""
    if plan.retroactive:
        return float(pays[begins <= 1.0][-1])
    tops = np.minimum(1.0, np.append(begins[1:], np.inf))
    return float(np.sum(pays * np.maximum(0.0, tops - begins)))


def _mask(bits: float, size: int) -> NDArray[np.bool_]:
    return np.asarray((int(bits) >> np.arange(size)) & 1, bool)


def severance_of(person: np.record) -> float:
    """Return what parting with a person costs, charges included."""
    months = float(person.severance) / MONTHS_PER_YEAR
    return months * float(person.base_per_year) * (1.0 + float(person.charges))
