"""What marginal pay is held against where it moves effort: today's plan, and what is usual in it.

Components count different things. What one more of each pays is weighed by what a person usually
reaches of it in a year, the pace: its quota. Where it counts what several do, a person's own part
of it is one of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from salessim.calendar import second_of_date
from salessim.model.assembly.parameter_tables import ParameterTables
from salessim.model.assembly.pay import components_of, credits_of
from salessim.model.assembly.team import work_calendar
from salessim.scenario.pay_plan import Component
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.pay import MONEY_MEASURES, QUOTA_TO_ON_TARGET
from salessim.units import DAYS_PER_YEAR, MONTHS_IN, MONTHS_PER_YEAR, SECONDS_PER_DAY

ATTAINMENT = "attainment"

type OwnParts = Mapping[tuple[int, int], float]
"""A person's own part of what counts, by payee and component; 0 for doings of others alone."""


@dataclass(frozen=True)
class Usual:
    """Today's plan of who is on a post, or of the first of the role; else the post's own.

    Attributes:
        components: of its variable pay.
        size: hours against full time.
        base: a year, currency.
        on_target: a year, as typed; usual sales follow from it where no quota is typed.
        pays: what usual sales pay a year, own part.
    """

    components: tuple[Component, ...]
    size: float
    base: float
    on_target: float
    pays: float = 0.0

    @property
    def whole_pay(self) -> float:
        """Pay a year of who sells as usual; 0 where nobody is paid."""
        return max(self.on_target, self.base + self.pays)


def write_marginal_pay(
    plan: SalesPlan, today: SalesPlan, people: tuple[Person, ...], parameters: ParameterTables
) -> None:
    """Write today's marginal pay and the paces of components; nothing where pay moves nobody."""
    if plan.effort is None:
        return
    parts, parts_today = own_parts(plan, people), own_parts(today, today.people)
    table = parameters.table("components")
    for name, field in (("effort_elasticity", "elasticity"), ("least_marginal_pay", "least")):
        figure = getattr(plan.effort, field)
        parameters.put("company", (0,), name, figure, f"effort.{field}")
    for row, person in enumerate(people):
        usual = _usual(plan, today, person, row, parts_today, parts)
        entry = parameters.table("people")[row]
        entry.marginal_pay_today = usual.pays
        entry.on_target_today = usual.whole_pay
        for place, part in enumerate(person.pay.components):
            pace = pace_of(part, usual, person.pay.components, plan)
            table["pace"][row, place] = pace * parts.get((row, place), 0.0)


def own_parts(plan: SalesPlan, people: tuple[Person, ...]) -> OwnParts:
    """Return each rep's own part of what counts for each component."""
    whose: dict[tuple[int, int], list[int]] = {}
    for rep, payee, place in credits_of(plan, people, components_of(plan, people)):
        whose.setdefault((payee, place), []).append(rep)
    return {at: 1.0 / len(reps) if at[0] in reps else 0.0 for at, reps in whose.items()}


def _usual(
    plan: SalesPlan, today: SalesPlan, person: Person, row: int, of_today: OwnParts, own: OwnParts
) -> Usual:
    """Today's plan for who is on a post."""
    same = [k for k, other in enumerate(today.people) if other.name == person.name]
    same += [k for k, other in enumerate(today.people) if other.role == person.role]
    who, number, parts, then = person, row, own, plan
    if same:
        who, number, parts, then = today.people[same[0]], same[0], of_today, today
    size = who.hours_per_week / work_calendar(then).hours_per_week
    base = who.pay.base.per_year.typical * size
    on_target = who.pay.on_target.per_year.typical * size
    usual = Usual(who.pay.components, size, base, on_target)
    pays = sum(
        parts.get((number, place), 0.0)
        * paid_at(part, pace_of(part, usual, usual.components, then), size)
        for place, part in enumerate(usual.components)
    )
    return replace(usual, pays=pays)


def pace_of(
    part: Component, usual: Usual, components: Sequence[Component], plan: SalesPlan
) -> float:
    """Return what a person usually reaches of a component's credit in a year, all of it.

    Today's quota goes before the component's own: a plan that cuts quotas makes nobody usual.
    """
    if part.plan.of == ATTAINMENT:
        return 1.0
    today = [one for one in usual.components if one.plan.of == part.plan.of and _a_year(one)]
    same = [one for one in today if one.name == part.name]
    alike = [one for one in today if _counts_alike(one, part)]
    if same or alike:
        return _a_year((same or alike)[0])
    if part.quota is not None and part.quota.typical > 0.0:
        return _a_year(part) or part.quota.typical / _years(part, plan)
    share = part.plan.share.typical
    known = [*today, *(one for one in components if one.plan.of == part.plan.of and _a_year(one))]
    if not known and part.plan.of in MONEY_MEASURES:
        every = [*usual.components, *components]
        known = [one for one in every if one.plan.of in MONEY_MEASURES and _a_year(one)]
        if not known:
            return share * (QUOTA_TO_ON_TARGET * usual.on_target or 1.0)
    of_all = known[0].plan.share.typical if known else 0.0
    return share * _a_year(known[0]) / of_all if of_all > 0.0 else 0.0


def paid_at(part: Component, pace: float, size: float) -> float:
    """Return what a component pays a year to who keeps a pace; a contest is nothing usual."""
    if part.period is None or part.plan.winners is not None:
        return 0.0
    periods = MONTHS_PER_YEAR / MONTHS_IN[part.period]
    if part.quota is None:
        earned = periods * tiered(part, pace / periods)
    else:
        reached = max(1.0, part.threshold.typical)
        if part.plan.prize is not None:
            return periods * part.plan.prize.typical / reached
        cap = inf if part.plan.cap is None else part.plan.cap.typical
        scale = _a_year(part)
        if part.target is not None:
            scale = part.target.per_year.typical * size
        earned = scale * tiered(part, min(reached, cap)) / reached
    if part.plan.at_most is not None:
        earned = min(earned, part.plan.at_most.per_year.typical * size)
    return earned


def tiered(part: Component, reached: float) -> float:
    """Return the sum of a rate table up to what is reached, as `rules.components.tiered` does."""
    total = 0.0
    for tier, above in zip(part.tiers, (*part.tiers[1:], None), strict=True):
        if tier is not part.tiers[0] and reached < tier.begins:
            break
        if part.plan.tiering == "retroactive":
            total = tier.pays.typical * reached
        else:
            top = reached if above is None else min(reached, above.begins)
            total += tier.pays.typical * (top - tier.begins)
    return total


def _a_year(part: Component) -> float:
    """Return the quota a year; 0 without one, and for that of a whole contest."""
    if part.quota is None or part.quota.period is None:
        return 0.0
    return part.quota.per_year.typical


def _years(part: Component, plan: SalesPlan) -> float:
    """Return the length of a contest."""
    start, end = plan.horizon.from_, plan.horizon.last_day
    first, last = part.plan.from_ or start, part.plan.until or end
    days = 1.0 + second_of_date(first, last) / SECONDS_PER_DAY
    return days / DAYS_PER_YEAR


def _counts_alike(one: Component, other: Component) -> bool:
    """Whether two components count the same doings."""
    keys = ("of", "motion", "segments", "products")
    return one.whose == other.whose and all(
        getattr(one.plan, key) == getattr(other.plan, key) for key in keys
    )
