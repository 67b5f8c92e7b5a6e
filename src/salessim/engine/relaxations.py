"""What may hold revenue back, each as a change that can be typed: ten per cent more of it.

A limit is relaxed as a user would relax it, by values at key paths. What holds today stays the
anchor of typed rates, so that a change counts against today's team.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from salessim.errors import ScenarioError
from salessim.figures import number_as_text
from salessim.scenario import Scenario
from salessim.scenario.recruiting import somebody_leaves
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schedules import as_schedule
from salessim.scenario.schema.funnel import SKILLS
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.team import PersonRow, RampTable, Role
from salessim.scenario.skill_levels import CASES, Level, SkillLaw, ends_of, typical_level
from salessim.scenario.tree import Place, Table
from salessim.units import Quantity

MORE = 1.1
DIGITS = 12


@dataclass(frozen=True)
class Relaxation:
    """One limit with ten per cent more of it.

    Attributes:
        limit: `leads`, `hours`, `block`, `skill`, `ramp`, `market` or `manager`.
        changes: key path to the value as it would be typed.
        scenario: with the changes.
    """

    limit: str
    changes: dict[str, Any]
    scenario: Scenario


def relaxations(scenario: Scenario) -> tuple[Relaxation, ...]:
    """All limits that the scenario has, relaxed one by one.

    Left out is what is there already as far as allowed, and what no key can raise (a market
    counted from accounts).
    """
    found = []
    for limit, changes in _changes(scenario.plan):
        if not changes:
            continue
        try:
            found.append(Relaxation(limit, changes, scenario.vary(changes, "a limit relaxed")))
        except ScenarioError:
            continue
    return tuple(found)


def _changes(plan: SalesPlan) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ten per cent more of each, in the order in which equal gains are named."""
    yield (
        "leads",
        {
            f"channels.{name}.{key}": typed(brings, MORE)
            for name, channel in plan.channels.items()
            for key in ("leads", "per_customer")
            if (brings := getattr(channel, key)).highest > 0
        },
    )
    yield "hours", dict(_more_hours(plan))
    yield "block", dict(_more_protected_hours(plan))
    yield "skill", dict(_more_skill(plan))
    yield "ramp", dict(_faster_ramps(plan))
    if plan.strategy.matrix is None:
        yield (
            "market",
            {
                f"segments.{name}.prospects": typed(segment.prospects, MORE)
                for name, segment in plan.segments.items()
                if segment.prospects.typical > 0
            },
        )
    yield (
        "manager",
        {
            f"managers.{name}.hours": typed(hours, MORE)
            for name, manager in plan.managers.items()
            if (hours := manager.hours or _full_time(plan)) is not None
        },
    )


def _full_time(plan: SalesPlan) -> Quantity | None:
    return plan.calendar.hours if isinstance(plan.calendar, Calendar) else None


def _more_hours(plan: SalesPlan) -> Iterator[tuple[str, Any]]:
    for name, role in plan.team.items():
        hours = role.hours or _full_time(plan)
        if hours is not None:
            yield f"team.{name}.hours", typed(hours, MORE)
        if any(row.hours for row in role.from_):
            yield f"team.{name}.from", _rows(name, [_with_more_hours(row) for row in role.from_])


def _with_more_hours(row: PersonRow) -> PersonRow:
    if row.hours is None:
        return row
    return row.model_copy(update={"hours": row.hours.scaled(MORE)})


def _more_protected_hours(plan: SalesPlan) -> Iterator[tuple[str, Any]]:
    """The prospecting block of the scenario and of roles with a time budget of their own."""
    block = plan.time.prospecting_block
    if block is not None:
        yield "time.prospecting_block", typed(block, MORE)
    for name, role in plan.team.items():
        if role.time is not None and role.time.prospecting_block is not None:
            path = f"team.{name}.time.prospecting_block"
            yield path, typed(role.time.prospecting_block, MORE)


def _more_skill(plan: SalesPlan) -> Iterator[tuple[str, Any]]:
    """Every skill of every role; who is a master already stays one."""
    for name, role in plan.team.items():
        for skill in SKILLS:
            level = getattr(role.skills, skill)
            if 0 < typical_level(level) < 1:
                yield f"team.{name}.skills.{skill}", _more_of_level(level)
        for kind, recruit in role.recruits.items():
            for skill in SKILLS:
                level = getattr(recruit.skills, skill)
                if level is not None and 0 < typical_level(level) < 1:
                    yield f"team.{name}.recruits.{kind}.skills.{skill}", _more_of_level(level)
        more = [_more_skilled(row) for row in role.from_]
        if any(after is not row for after, row in zip(more, role.from_, strict=True)):
            yield f"team.{name}.from", _rows(name, more)


def _more_of_level(level: Level) -> Any:
    """A level, or a law over people, as it is typed."""
    low, high = (_figure(min(1.0, MORE * end)) for end in ends_of(level))
    return {CASES: f"{low}..{high}"} if isinstance(level, SkillLaw) else low


def _more_skilled(row: PersonRow) -> PersonRow:
    levels = {skill: level for skill in SKILLS if (level := getattr(row, skill))}
    if not levels:
        return row
    return row.model_copy(update={name: min(1.0, MORE * level) for name, level in levels.items()})


def _faster_ramps(plan: SalesPlan) -> Iterator[tuple[str, Any]]:
    """Newcomers lack a tenth less of full performance, all along their ramp."""
    for name, role in plan.team.items():
        if not _has_newcomers(plan, role):
            continue
        if isinstance(role.ramp, RampTable):
            shares = [_share(_lacking_less(share.typical)) for share in role.ramp.share]
            yield f"team.{name}.ramp", {"by": role.ramp.by, "share": shares}
        elif role.ramp.months > 0 and role.ramp.starts_at.typical < 1:
            start = _lacking_less(role.ramp.starts_at.typical)
            yield f"team.{name}.ramp.starts_at", _share(start)


def _has_newcomers(plan: SalesPlan, role: Role) -> bool:
    dated = role.start is not None or bool(role.hires) or any(row.start for row in role.from_)
    return dated or somebody_leaves(plan, role)


def _lacking_less(performance: float) -> float:
    return 1 - (1 - performance) / MORE


def _rows(role: str, rows: list[PersonRow]) -> Table:
    """The rows of a role's people in place of its CSV file."""
    place = Place("a limit relaxed", None, ("team", role, "from"))
    return Table(tuple(rows), (0,) * len(rows), place, place.file)


def typed(quantity: Quantity, factor: float = 1.0) -> Any:
    """A count, a number or hours, times a factor, as a user would type it."""
    if quantity.schedule is not None:
        return as_schedule(quantity, lambda value: typed(value, factor))
    period = f" a {quantity.period}" if quantity.period else ""
    typical = f"{_figure(quantity.typical * factor)}{period}"
    if quantity.uncertainty is None:
        return typical
    low, high = (_figure(end * factor) for end in quantity.uncertainty)
    return {"typical": typical, "truth": f"{low}..{high}{period}"}


def _share(value: float) -> str:
    return f"{_figure(100 * value)} %"


def _figure(value: float) -> str:
    return number_as_text(value, DIGITS)
