"""Checks on pay plans: components say how they pay, names exist, every key has an effect."""

import datetime as dt
from collections.abc import Iterator, Mapping

from salessim.near_words import did_you_mean
from salessim.scenario.pay_tables import ALL, OWN, TEAM
from salessim.scenario.problems import Inconsistency, Location
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.funnel import Opportunity
from salessim.scenario.schema.pay import MONEY_MEASURES, PayComponent
from salessim.units import MONTHS_IN

SHORT_KEYS = ("on_target", "quota", "accelerator", "cap", "threshold", "credit")
WAYS = ("target", "rate", "each", "prize")
BILLED = ("revenue", "collected")
SIGNED = ("bookings", "contracts")
NO_RATE_TABLES = "marginal pay is read from rate tables, which this replaces; type effort: none"
"""Why a rule `variable_pay` and the section `effort` exclude each other."""
MOST_MASKED = 52
"""Segments or products beyond which a component cannot name some of them."""

type Found = Iterator[Inconsistency]


def check_pay(plan: SalesPlan) -> Found:
    """What is wrong with pay plans."""
    for name, role in plan.team.items():
        at: Location = ("team", name)
        if role.components:
            for key in SHORT_KEYS:
                if key in role.model_fields_set:
                    message = (
                        f"{key} is part of the short form of one component; type it within "
                        "components, or leave components out"
                    )
                    yield Inconsistency((*at, key), message)
            for k, row in enumerate(role.from_):
                for key in ("on_target", "quota"):
                    if getattr(row, key) is not None:
                        message = "people of a role with components have its targets and quotas"
                        yield Inconsistency((*at, "from", k, key), message)
        yield from _components(plan, role.components, (*at, "components"), role.paid_every, OWN)
        if role.draw.model_fields_set and role.draw.pays.highest == 0.0:
            yield Inconsistency((*at, "draw"), "the draw pays nothing; type pays: 2k a month")
        if "thirteenth_in" in role.model_fields_set and role.thirteenth_salary.typical == 0.0:
            message = "there is no 13th salary; type thirteenth_salary: 1 as well"
            yield Inconsistency((*at, "thirteenth_in"), message)
    for name, manager in plan.managers.items():
        place: Location = ("managers", name, "components")
        yield from _components(plan, manager.components, place, manager.paid_every, TEAM)
        if "paid_every" in manager.model_fields_set and not manager.components:
            message = "this manager has no variable pay; type components as well"
            yield Inconsistency(("managers", name, "paid_every"), message)


def check_pay_effort(plan: SalesPlan) -> Found:
    """What of pay cannot move effort: rules of one's own, and counts that nothing weighs."""
    if plan.effort is None:
        return
    if plan.rules.variable_pay is not None:
        yield Inconsistency(("rules", "variable_pay"), NO_RATE_TABLES)
    for name, role in plan.team.items():
        weighed = {
            key: one
            for key, one in role.components.items()
            if one.of != "attainment" and one.winners is None
        }
        counted = {one.of for one in weighed.values() if one.quota is not None}
        money = counted & set(MONEY_MEASURES)
        mixed = any(one.of not in MONEY_MEASURES for one in weighed.values())
        for key, one in weighed.items():
            is_money = one.of in MONEY_MEASURES
            if money if is_money else one.of in counted:
                continue
            if is_money and not mixed:
                continue
            example = "300k a year" if is_money else "10 a month"
            message = (
                "where effort follows marginal pay, what is paid is weighed by what a person "
                f"usually reaches of it; type quota, such as quota: {example}, or effort: none"
            )
            yield Inconsistency(("team", name, "components", key), message)


def effort_notes(plan: SalesPlan) -> Found:
    """The section effort where no pay varies, unless a variant's does."""
    if not any(map(varies, plan.people)):
        why = "nobody has variable pay; it counts once a variant pays by what is sold"
        yield Inconsistency(("effort",), why)


def varies(person: Person) -> bool:
    """Whether a person's pay varies with what is sold."""
    pay = person.pay
    above_base = pay.on_target.per_year.highest > pay.base.per_year.typical
    return above_base or not all(part.above_base for part in pay.components)


def _components(
    plan: SalesPlan,
    components: Mapping[str, PayComponent],
    at: Location,
    paid_every: str,
    whose: str,
) -> Found:
    for name, one in components.items():
        place = (*at, name)
        yield from _ways(one, place)
        yield from _credit(plan, one, place, whose if at[0] == "managers" else "")
        yield from _filters(plan, one, place)
        yield from _tiers(one, place)
        yield from _periods(plan, one, place, paid_every)
        for other, least in one.gate.items():
            known = [each for each in components if each != name]
            if other not in known:
                hint = did_you_mean(other, known) or f"; known: {', '.join(known) or 'none'}"
                message = f"there is no other component of this name{hint}"
                yield Inconsistency((*place, "gate", other), message, other)
            elif components[other].quota is None and components[other].of != "attainment":
                message = f"{other} has no quota of which a share could be reached"
                yield Inconsistency((*place, "gate", other), message)
            elif least.typical == 0.0:
                yield Inconsistency((*place, "gate", other), "0 % is no gate; delete the line")


def _ways(one: PayComponent, place: Location) -> Found:
    """How a component pays: in exactly one way, and in one that suits what it counts."""
    typed = [way for way in WAYS if getattr(one, way) is not None]
    is_money = one.of in MONEY_MEASURES
    has_quota = one.quota is not None or one.of == "attainment"
    if len(typed) > 1:
        message = f"a component pays in one way; keep one of {', '.join(typed)}"
        yield Inconsistency((*place, typed[1]), message)
    elif not typed and not one.tiers:
        message = "it pays nothing; type target, rate, each, prize or tiers"
        yield Inconsistency(place, message)
    if one.rate is not None and not is_money:
        message = f"a share of {one.of} is no money; type each, such as each: 50"
        yield Inconsistency((*place, "rate"), message)
    if one.each is not None and (is_money or one.of == "attainment"):
        message = f"{one.of} are not counted one by one; type rate or target"
        yield Inconsistency((*place, "each"), message)
    if one.of == "attainment":
        for key in ("quota", "rate"):
            if getattr(one, key) is not None:
                message = "attainment of others' quotas pays a target at 100 %; delete the line"
                yield Inconsistency((*place, key), message)
        if one.target is None and one.prize is None:
            message = "type what 100 % attainment pays, such as target: 10k a year"
            yield Inconsistency(place, message)
    if one.target is not None and not has_quota:
        message = "the target is paid at a quota; type quota, such as quota: 300k a year"
        yield Inconsistency((*place, "target"), message)
    if one.prize is not None and not has_quota and one.winners is None:
        message = "say what the prize is for: type quota or winners"
        yield Inconsistency((*place, "prize"), message)
    if one.winners is not None and one.prize is None:
        yield Inconsistency((*place, "winners"), "winners get a prize; type prize as well")
    for key in ("threshold", "cap"):
        if getattr(one, key) is not None and not has_quota:
            message = f"the {key} is a share of a quota; type quota as well"
            yield Inconsistency((*place, key), message)
    if one.cap is not None and one.prize is not None:
        yield Inconsistency((*place, "cap"), "a prize has no cap; delete the line")
    for key in ("tiers", "at_most"):
        if one.prize is not None and getattr(one, key):
            yield Inconsistency((*place, key), f"a prize has no {key}; delete the line")


def _credit(plan: SalesPlan, one: PayComponent, place: Location, of_manager: str) -> Found:
    """Whose doings count."""
    words = [word for word in one.whose if word in (OWN, TEAM, ALL)]
    if words and len(one.whose) > 1:
        yield Inconsistency((*place, "whose"), f"type {words[0]} alone, or names of roles")
        return
    if not words:
        for role in one.whose:
            if role not in plan.team:
                hint = did_you_mean(role, plan.team) or f"; known: {', '.join(plan.team)}"
                yield Inconsistency((*place, "whose"), f"there is no such role{hint}", role)
    is_typed = "whose" in one.model_fields_set
    if of_manager and is_typed and one.whose == (OWN,):
        message = "a manager wins nothing alone; type team, all or roles"
        yield Inconsistency((*place, "whose"), message)
    if one.of == "attainment" and not of_manager and one.whose == (OWN,):
        message = "attainment is that of others; type whose: team, all or roles"
        yield Inconsistency((*place, "of"), message)
    if one.winners is not None and of_manager:
        yield Inconsistency((*place, "winners"), "managers of one kind are paid as one")


def _filters(plan: SalesPlan, one: PayComponent, place: Location) -> Found:
    """Segments, products and motions that count."""
    for key, known in (("segments", plan.segments), ("products", plan.products)):
        names = getattr(one, key)
        for k, name in enumerate(names or ()):
            if name not in known:
                hint = did_you_mean(name, known) or f"; known: {', '.join(known) or 'none'}"
                message = f"there is no such {key.removesuffix('s')}{hint}"
                yield Inconsistency((*place, key, k), message, name, about=name)
        if names is not None and len(known) > MOST_MASKED:
            message = f"allowed with at most {MOST_MASKED} {key}"
            yield Inconsistency((*place, key), message)
        if names is not None and one.of == "attainment":
            yield Inconsistency((*place, key), "attainment is counted as a whole")
    if one.products is not None and one.of in BILLED:
        message = "running revenue is not told by product; count bookings or contracts"
        yield Inconsistency((*place, "products"), message)
    opportunities = [step for step in plan.funnel.loyalty.values() if isinstance(step, Opportunity)]
    if one.of == "renewals" and not any(step.grows.typical == 0.0 for step in opportunities):
        message = (
            "no opportunity with customers keeps what they pay: all of them grow it, or there is "
            "none; count contracts or bookings with motion: loyalty"
        )
        yield Inconsistency((*place, "of"), message)
    of_one = one.of in ("renewals", "attainment") or one.of.startswith("meetings")
    if one.motion != "both" and of_one:
        yield Inconsistency((*place, "motion"), f"{one.of} are of one motion; delete the line")
    if one.for_ is not None and one.of not in BILLED:
        message = "only revenue goes on after the contract; type of: revenue or collected"
        yield Inconsistency((*place, "for"), message)
    if one.clawback is not None and one.of not in SIGNED:
        message = "taken back is what contracts paid; type of: bookings or contracts"
        yield Inconsistency((*place, "clawback"), message)


def _tiers(one: PayComponent, place: Location) -> Found:
    """Rate tables whose figures suit what is counted."""
    if not one.tiers:
        if "tiering" in one.model_fields_set:
            yield Inconsistency((*place, "tiering"), "there are no tiers; type tiers as well")
        return
    has_quota = one.quota is not None or one.of == "attainment"
    for tier in one.tiers:
        if tier.begins and tier.of_quota != has_quota:
            form = "shares of the quota, such as 100 %" if has_quota else "amounts, such as 500k"
            yield Inconsistency((*place, "tiers"), f"tiers begin at {form}")
            return
    if one.tiers[0].begins == 0.0 and (one.rate is not None or one.each is not None):
        message = "the rate of the first tier is typed twice; delete rate or each"
        yield Inconsistency((*place, "tiers"), message)
    pays_share = any(tier.is_share for tier in one.tiers)
    if one.target is None and one.of in MONEY_MEASURES and not pays_share:
        yield Inconsistency((*place, "tiers"), "tiers pay a share of the money, such as 8 %")
    if one.target is None and one.of not in MONEY_MEASURES and pays_share:
        yield Inconsistency((*place, "tiers"), "tiers pay an amount for each, such as 50")


def _periods(plan: SalesPlan, one: PayComponent, place: Location, paid_every: str) -> Found:
    """Periods and dates."""
    paid = one.paid_every or (one.period or paid_every)
    if one.period is not None and MONTHS_IN[one.period] % MONTHS_IN[paid]:
        message = f"a {one.period} is over before the {paid} that pays it; type a longer period"
        yield Inconsistency((*place, "period"), message)
    start, end = plan.horizon.from_, plan.horizon.last_day
    if one.until is not None and one.until < (one.from_ or start):
        yield Inconsistency((*place, "until"), "the contest ends before it begins")
    elif one.until is not None and one.until > end and one.paid_every is None:
        yield Inconsistency((*place, "until"), f"allowed: up to the horizon's end, {end}")
    if one.from_ is not None and one.from_ > end:
        yield Inconsistency((*place, "from"), f"allowed: up to the horizon's end, {end}")
    if one.of in BILLED:
        for key, day in (("from", one.from_), ("until", one.until)):
            whole = day is None or (day.day == 1 if key == "from" else _ends_month(day))
            if not whole:
                yield Inconsistency((*place, key), "revenue is counted by whole months")
    if one.quota is not None and one.quota.period is None and one.until is None:
        message = "the period is missing: type quota: 300k a year, or until for a contest"
        yield Inconsistency((*place, "quota"), message)


def _ends_month(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).day == 1
