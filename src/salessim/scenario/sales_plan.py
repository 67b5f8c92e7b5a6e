"""The sales plan that a scenario states: its sections, and its people one by one.

People come from roles, hires and tables. What a person's figures are follows from the row, the role
and the scenario's sections, in this order; none of these is changed.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from salessim.scenario.completion import time_of_person
from salessim.scenario.pay_plan import Component, Pay, short_component, typed_components
from salessim.scenario.pay_tables import OWN
from salessim.scenario.recruiting import PersonKind, mean_skills, recruits_of, settled_kind
from salessim.scenario.schema.absence import Absence
from salessim.scenario.schema.funnel import SKILLS
from salessim.scenario.schema.hires import joiners_of
from salessim.scenario.schema.horizon import Calendar
from salessim.scenario.schema.pay import QUOTA_TO_ON_TARGET
from salessim.scenario.schema.root import ScenarioSections
from salessim.scenario.schema.team import PersonRow, Ramp, Role
from salessim.scenario.schema.time import Time
from salessim.scenario.workers import motions_of_roles
from salessim.units import HOURS_PER_WEEK, PERIODS_PER_YEAR, Quantity


@dataclass(frozen=True)
class Person:
    """Somebody who sells.

    Attributes:
        name: unique in the scenario, such as `closer 1`.
        role: name of the role.
        path: key path of the person's figures, such as `team.closer`; people who share figures
            share the path, so what is uncertain about them is one parameter.
        starts: first day, or None for somebody already there at the start.
        slips: how much later the start may be, in days, or None.
        departs: first day without the person, or None for somebody who stays.
        absence: when the person is away and who covers, or None.
        hours_per_week: paid hours.
        leave_days_per_year: working days of leave.
        sick_days_per_year: working days lost to sickness, on average.
        skills: levels in the order of `schema.funnel.SKILLS`, from 0 to 1; the median where people
            differ, the mean over kinds of recruits.
        kinds: whom the person may turn out to be, one kind for whom nothing is drawn.
        motivation: personal level from 0 to 1.
        role_skills: skills of whoever comes to the person's post later, as above.
        role_kinds: whom they may turn out to be.
        role_motivation: personal level of motivation of the same.
        attrition_rate: hazard of leaving a year, or None where nobody leaves.
        attrition_path: key path of that rate.
        motion: `conquest`, `loyalty` or `both`.
        segments: segments the person works on, or None for all.
        territory: territory, or None for all.
        most_customers: customers that the person may look after, or None for any number.
        keeps_for: time for which the person keeps a customer won, or None for ever.
        ramp: how performance climbs after the first day.
        onboarding_days: calendar days of accompaniment after the first day.
        unaccompanied: how much slower a ramp is without company.
        time: time budget with a share for every segment and motion.
        pay: pay plan.
    """

    name: str
    role: str
    path: str
    starts: dt.date | None
    slips: Quantity | None
    departs: dt.date | None
    absence: Absence | None
    hours_per_week: float
    leave_days_per_year: float
    sick_days_per_year: float
    skills: tuple[float, ...]
    motivation: float
    kinds: tuple[PersonKind, ...]
    role_skills: tuple[float, ...]
    role_kinds: tuple[PersonKind, ...]
    role_motivation: float
    attrition_rate: Quantity | None
    attrition_path: str
    motion: str
    segments: tuple[str, ...] | None
    territory: str | None
    most_customers: int | None
    keeps_for: Quantity | None
    ramp: Ramp
    onboarding_days: float
    unaccompanied: Quantity
    time: Time
    pay: Pay


def people_of(plan: ScenarioSections) -> tuple[Person, ...]:
    """All people in the order of the file: those there, those of the table, then hires."""
    people: list[Person] = []
    motions = motions_of_roles(plan)
    for name, role in plan.team.items():
        here = [PersonRow(name=person) for person in names_of(name, role)]
        rows: list[tuple[PersonRow, str, Quantity | None, bool]]
        rows = [(row, f"team.{name}", None, True) for row in here]
        rows += [(row, f"team.{name}.{row.name}", None, False) for row in role.from_]
        rows += [
            (
                PersonRow(name=f"{name} {one.name}", start=one.starts),
                f"team.{name}",
                one.slips,
                True,
            )
            for one in joiners_of(role.hires, plan.horizon.last_day)
        ]
        people.extend(
            _person(
                row,
                name,
                role,
                path,
                slips,
                time_of_person(row.name, role, plan, motions[name]),
                plan,
                motions[name],
                may_be_drawn,
            )
            for row, path, slips, may_be_drawn in rows
        )
    return tuple(people)


def names_of(role_name: str, role: Role) -> tuple[str, ...]:
    """Names of the people of a role who are already there and stand in no table."""
    people = role.people.today
    if isinstance(people, int):
        return tuple(f"{role_name} {number}" for number in range(1, people + 1))
    return people


def everybody_in(role_name: str, role: Role, plan: ScenarioSections) -> tuple[str, ...]:
    """Names of all people of a role: those there, those of its table, and those who join."""
    return (
        *names_of(role_name, role),
        *(row.name for row in role.from_),
        *(f"{role_name} {one.name}" for one in joiners_of(role.hires, plan.horizon.last_day)),
    )


def _person(
    row: PersonRow,
    role_name: str,
    role: Role,
    path: str,
    slips: Quantity | None,
    time: Time,
    plan: ScenarioSections,
    motion: str,
    may_be_drawn: bool,
) -> Person:
    calendar, full_time = plan.calendar, full_time_of(plan)
    leave, sick = 0.0, 0.0
    if isinstance(calendar, Calendar):
        leave, sick = calendar.leave.per_year.typical, calendar.sick.per_year.typical
    hours = row.hours or role.hours
    recruits = recruits_of(role_name, role)
    starts = row.start or role.start
    kinds = recruits
    if not (may_be_drawn and starts is not None and starts >= plan.horizon.from_):
        kinds = settled_kind(
            tuple(
                getattr(role.skills, skill) if getattr(row, skill) is None else getattr(row, skill)
                for skill in SKILLS
            )
        )
    return Person(
        name=row.name,
        role=role_name,
        path=path,
        starts=starts,
        slips=slips,
        departs=role.departures.get(row.name),
        absence=role.absent.get(row.name),
        hours_per_week=per_week(hours) if hours else full_time,
        leave_days_per_year=leave,
        sick_days_per_year=sick,
        skills=mean_skills(kinds),
        motivation=role.motivation if row.motivation is None else row.motivation,
        kinds=kinds,
        role_skills=mean_skills(recruits),
        role_kinds=recruits,
        role_motivation=role.motivation,
        attrition_rate=_attrition_rate(role, plan),
        attrition_path="attrition.rate" if role.leaves is None else f"team.{role_name}.leaves",
        motion=motion,
        segments=role.segments,
        territory=row.territory or role.territory,
        most_customers=role.at_most,
        keeps_for=role.keeps_for,
        ramp=role.ramp,
        onboarding_days=role.onboarding.typical,
        unaccompanied=role.unaccompanied,
        time=time,
        pay=_pay(row, role, path, f"team.{role_name}", full_time),
    )


def _attrition_rate(role: Role, plan: ScenarioSections) -> Quantity | None:
    if plan.attrition is None:
        return None
    return (role.leaves or plan.attrition.rate).hazard_per_year


def per_week(hours: Quantity) -> float:
    """Hours a week of an hours rate of any period."""
    return hours.per_year.typical / PERIODS_PER_YEAR["week"]


def full_time_of(plan: ScenarioSections) -> float:
    """Hours a week of somebody who works full time."""
    calendar = plan.calendar
    return per_week(calendar.hours) if isinstance(calendar, Calendar) else float(HOURS_PER_WEEK)


def _pay(row: PersonRow, role: Role, path: str, role_path: str, full_time: float) -> Pay:
    base = row.base or role.base
    on_target = row.on_target or (role.on_target if row.base is None else None) or base
    of_role = per_week(role.hours) if role.hours else full_time
    hours = per_week(row.hours) if row.hours else of_role
    components: tuple[Component, ...]
    if role.components:
        components = typed_components(
            role.components, role_path, role.paid_every, OWN, hours / of_role
        )
        above = sum(part.at_quota for part in components)
        on_target = Quantity(base.per_year.typical + above, period="year")
    else:
        quota = row.quota
        if quota is None and role.quota is not None:
            quota = role.quota.scaled(hours / of_role)
        elif quota is None and on_target.typical > 0:
            quota = on_target.scaled(QUOTA_TO_ON_TARGET * hours / full_time)
        components = (short_component(role, path, on_target, base, quota),)
    return Pay(
        base=base,
        on_target=on_target,
        components=components,
        charges=row.charges or role.charges,
        valued_at=row.valued_at or role.valued_at,
        paid_every=role.paid_every,
        yearly_raise=role.raise_,
        quota_ramp=role.quota_ramp,
        guarantee=role.guarantee,
        draw=role.draw,
        minimum=role.minimum,
        thirteenth_salary=role.thirteenth_salary,
        thirteenth_in=role.thirteenth_in,
        hiring_cost=role.hiring_cost,
        severance=role.severance,
        shared_credit=role.shared_credit,
    )


class SalesPlan(ScenarioSections):
    """A scenario's sections with everything filled in, and the people that follow from them."""

    @property
    def recurs(self) -> bool:
        """Whether any deal is paid again and again, so that there is recurring revenue."""
        return any(segment.deal.period is not None for segment in self.segments.values())

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody who sells, in the order of the file."""
        return people_of(self)
