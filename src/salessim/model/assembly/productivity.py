"""What people are typed to sell, and the hours and leads that one settled person has for it."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from salessim.model.assembly.anchor import here_today
from salessim.model.assembly.budgets import planned_shares
from salessim.model.assembly.company import manager_tables
from salessim.model.assembly.customers import hours_of_customer
from salessim.model.assembly.parameter_tables import ParameterTables
from salessim.model.assembly.team import (
    hours_per_week,
    leads_today,
    managed_by,
    work_calendar,
)
from salessim.model.assembly.workload import Workload
from salessim.model.rules.managing import PREPARATION, share_held
from salessim.model.state.codes import CONQUEST, LOYALTY, MOTIONS, NOBODY
from salessim.scenario.checks.output import contracts_of
from salessim.scenario.recruiting import Output, output_of
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.time import Time
from salessim.scenario.workers import stages_in, workers_of
from salessim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, DAYS_PER_YEAR, MONTHS_PER_YEAR, Quantity


@dataclass(frozen=True)
class _Typed:
    """A productivity that is typed: for a role, or for a kind of its recruits."""

    path: str
    role: str
    output: Output
    today: Output | None


def _all_typed(plan: SalesPlan, today: SalesPlan) -> list[_Typed]:
    found = []
    for name, role in plan.team.items():
        if not any(person.role == name for person in plan.people):
            continue
        then = today.team.get(name)
        of_role = None if then is None else output_of(then)
        if (own := output_of(role)) is not None:
            found.append(_Typed(f"team.{name}", name, own, of_role))
        for kind, recruit in role.recruits.items():
            if (own := output_of(recruit)) is not None:
                found.append(_Typed(f"team.{name}.recruits.{kind}", name, own, None))
    return found


def write_productivity(
    plan: SalesPlan,
    today: SalesPlan,
    people: tuple[Person, ...],
    reps: np.ndarray,
    parameters: ParameterTables,
) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """Write what people are typed to sell.

    What one settled person of a role has for it is that of today's team.

    Returns:
        Tables of what one person has, and the row of each role and kind by its key path.
    """
    typed = _all_typed(plan, today)
    table = parameters.open("productivity", (len(typed),))
    segments = len(plan.segments)
    shape = (len(typed), segments)
    tables = {
        "productive_hours": np.zeros(shape),
        "productive_block": np.zeros(shape),
        "productive_meetings": np.zeros(shape),
        "productive_leads": np.zeros((len(typed), len(today.channels), segments)),
        "productive_steps": np.zeros((len(typed), len(plan.funnel.conquest)), np.int64),
        "productive_team": np.zeros((len(typed), 2, segments)),
    }
    for place, one in enumerate(typed):
        row = table[place]
        row.counts_money = 1 if one.output.is_money else 0
        share = _time_of(plan, one.role).administration
        row.selling_share = 1.0 - share.typical
        parameters.put(
            "productivity", (place,), "administration", share, "time.administration", share=True
        )
        row.today_counts_money = 1 if one.today is not None and one.today.is_money else 0
        key = f"{one.path}.{one.output.key}"
        _put(parameters, place, "per_year", one.output.amount, key)
        if one.today is not None:
            _put(parameters, place, "per_year_today", one.today.amount, key)
        row.people, parts = _of_one_person(plan, today, one)
        for name, part in parts.items():
            tables[name][place] = part
    rows = {one.path: place for place, one in enumerate(typed)}
    reps["productivity"] = [rows.get(f"team.{person.role}", NOBODY) for person in people]
    return tables, rows


def _time_of(plan: SalesPlan, role: str) -> Time:
    """The time budget of a role's people."""
    return next(person.time for person in plan.people if person.role == role)


def _put(parameters: ParameterTables, place: int, name: str, amount: Quantity, path: str) -> None:
    parameters.put("productivity", (place,), name, amount.per_year, path)


def _of_one_person(
    plan: SalesPlan, today: SalesPlan, one: _Typed
) -> tuple[float, dict[str, np.ndarray]]:
    """How many settled people a role has, part-timers in part, and what one of them has a year."""
    base = today if one.role in today.team else plan
    here = here_today(base, base.people)
    if not any(person.role == one.role for person in here):
        here += tuple(person for person in base.people if person.role == one.role)
    work = Workload(base, here)
    members = np.array([person.role == one.role for person in here])
    full = work_calendar(base).hours_per_week
    typed_hours = base.team[one.role].hours
    whole = full if typed_hours is None else hours_per_week(typed_hours)
    count = sum(person.hours_per_week for person in here if person.role == one.role) / whole
    kept = (1.0 - meeting_share(base, here))[:, None]
    conquest = kept * work.hours[:, :, CONQUEST]
    block = np.minimum(kept * work.block_hours(), conquest)
    contracts = count * contracts_of(base, one.today or one.output)
    lost = _care_to_come(base, work, members, contracts)
    conquest = np.where(members[:, None], (1.0 - lost) * conquest, conquest)
    own = {
        "productive_hours": conquest,
        "productive_block": block
        if base.prospecting.outbound == "block"
        else np.full_like(block, np.inf),
        "productive_meetings": work.meetings_aimed_at(),
    }
    found = {name: _of_role(part, members) / count for name, part in own.items()}
    leads = [work.leads_of_channel(channel) for channel in today.channels.values()]
    of_role = [_of_role(part, members) / count for part in leads]
    found["productive_leads"] = np.array(of_role).reshape(len(leads), len(base.segments))
    found["productive_team"] = np.array(
        [_of_role(work.callers * part, members) for part in (conquest, block)]
    )
    columns = {name: column for column, name in enumerate(base.segments)}
    place = np.array([columns.get(name, NOBODY) for name in plan.segments])
    found = {name: np.where(place == NOBODY, 0.0, part[..., place]) for name, part in found.items()}
    workers = workers_of(plan)
    found["productive_steps"] = np.array(
        [one.role in workers["conquest", name] for name in plan.funnel.conquest], np.int64
    )
    return count, found


def _care_to_come(plan: SalesPlan, work: Workload, members: np.ndarray, contracts: float) -> float:
    """Return the share of a role's conquest hours that customers take who are won in a year.

    That is on average over the horizon, of twelve months at most, where who wins a customer looks
    after it; never more than the hours planned for customers.

    contracts: a year, of the role together.
    """
    conquest = work.hours[members][:, :, CONQUEST].sum(axis=0)
    wins = [person for row, person in enumerate(work.people) if members[row]]
    if wins[0].motion != "both" or conquest.sum() <= 0.0:
        return 0.0
    cycle = max(
        sum(stage.buyer_takes.typical for stage in stages_in(plan, name)) for name in plan.segments
    )
    months = float(min(MONTHS_PER_YEAR, plan.horizon.months))
    later = max(0.0, months - cycle / DAYS_PER_MONTH)
    customers = contracts / MONTHS_PER_YEAR * later * later / (2.0 * months)
    each = np.array([hours_of_customer(plan, name, work.gaps) for name in plan.segments])
    needed = customers * float((each * conquest).sum()) / float(conquest.sum())
    names = tuple(plan.segments)
    room = 0.0
    cared = np.minimum(work.hours[:, :, LOYALTY], work.care_needed())  # what is spare sells
    for row, person in enumerate(work.people):
        if members[row]:
            shares = planned_shares(person.time, names).reshape(-1, MOTIONS)
            used = float(cared[row].sum())
            hours = float(work.hours[row, :, CONQUEST].sum()) + used
            room += float(shares[:, LOYALTY].sum()) * hours - used
    return min(needed, max(0.0, room)) / float(conquest.sum())


def _of_role(part: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Add up what the people of a role have, (people, segments) -> (segments,)."""
    return np.asarray(part[members].sum(axis=0))


def meeting_share(plan: SalesPlan, people: tuple[Person, ...]) -> np.ndarray:
    """Return the share of each person's selling hours that goes into meetings with the manager."""
    owed = np.zeros(len(people))
    hours_of_one = manager_tables(plan)["hours_of_one"]
    for of_one, manager in zip(hours_of_one, plan.managers.values(), strict=True):
        led = [row for row, person in enumerate(people) if managed_by(plan, person) is manager]
        if not led or not leads_today(plan, manager):
            continue
        managers = manager.people_at_first
        if manager.one_per is not None:
            managers = max(managers, ceil(len(led) / manager.one_per))
        left = float((of_one * managers).mean()) * manager.coaching.typical
        interviews = manager.interviews.per_month.typical * manager.interview_hours.typical
        held = share_held(left / len(led), interviews)
        owed[led] += held * interviews
        left -= len(led) * held * interviews * (1.0 + PREPARATION)
        meetings = manager.meetings.per_month.typical * manager.meeting_hours.typical
        held = share_held(left, meetings)
        owed[led] += held * meetings
        left -= held * meetings * (1.0 + PREPARATION)
        debrief = manager.preparation if manager.debrief is None else manager.debrief
        talks = manager.preparation.typical + debrief.typical
        owed[led] += max(0.0, left) * talks / (1.0 + talks) / len(led)
    selling = np.array(
        [
            person.hours_per_week
            * DAYS_PER_YEAR
            / DAYS_PER_WEEK
            * (1.0 - person.time.administration.typical)
            for person in people
        ]
    )
    return np.minimum(0.9, MONTHS_PER_YEAR * owed / selling)
