"""The tables of pay: who is paid by which components, and whose doings count for whom."""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from salessim.calendar import second_of_date
from salessim.model.assembly.parameter_tables import ParameterTables
from salessim.model.assembly.team import LONG_AGO, managed_by, work_calendar
from salessim.model.state.codes import MEASURE_NAMES, NEVER, NOBODY, SERVES_CONQUEST, SERVES_LOYALTY
from salessim.model.state.rows import CREDIT, EARNING, PAYEE
from salessim.model.state.slots import PERIOD_PAY, SLOTS
from salessim.scenario.pay_plan import Component, Pay, manager_components
from salessim.scenario.pay_tables import ALL, OWN, TEAM
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.scenario.schema.pay import MONEY_MEASURES
from salessim.units import MONTHS_IN, MONTHS_PER_YEAR, SECONDS_PER_DAY

MOTIONS_THAT_COUNT = {"conquest": SERVES_CONQUEST, "loyalty": SERVES_LOYALTY, "both": NOBODY}


def components_of(plan: SalesPlan, people: tuple[Person, ...]) -> list[tuple[Component, ...]]:
    """Return the components of each payee: the reps, then the managers."""
    of_managers = [manager_components(name, one) for name, one in plan.managers.items()]
    return [*(person.pay.components for person in people), *of_managers]


def may_pay(plan: SalesPlan, people: tuple[Person, ...]) -> list[tuple[bool, ...]]:
    """Tell of each component of each payee whether it may ever pay anything.

    A pay rule of the user's own may pay for any.
    """
    own = SLOTS[PERIOD_PAY].name in plan.rules.filled
    of_reps = [tuple(own or one.pay.may_pay(part) for part in one.pay.components) for one in people]
    of_managers = components_of(plan, people)[len(people) :]
    return [*of_reps, *(tuple(part.may_pay for part in parts) for parts in of_managers)]


def write_pay(
    plan: SalesPlan, people: tuple[Person, ...], parameters: ParameterTables
) -> dict[str, np.ndarray]:
    """Write the parameters of components; return the other tables of pay, by name."""
    components = components_of(plan, people)
    managers = list(plan.managers.values())
    most = max(1, *map(len, components))
    tiers = max([1, *(len(part.tiers) for parts in components for part in parts)])
    table = parameters.open("components", (len(components), most))
    table["of"] = NOBODY
    parameters.open("tiers", (len(components), most, tiers))
    payees = np.zeros(len(components), PAYEE)
    payees["main"] = payees["shown"] = NOBODY
    gates = np.zeros((len(components), most, most))
    ramps: list[float] = []
    plans: list[tuple[object, ...]] = []
    full_time = work_calendar(plan).hours_per_week
    for row, parts in enumerate(components):
        entry = payees[row]
        size = 1.0
        if row < len(people):
            size = people[row].hours_per_week / full_time
            _write_newcomers(entry, people[row].pay, plan.horizon.from_, ramps)
        else:
            size = float(max(1, managers[row - len(people)].people_at_first))
        key = tuple(part.path for part in parts)
        if key not in plans:
            plans.append(key)
        entry.plan = plans.index(key)
        names = [part.name for part in parts]
        for place, part in enumerate(parts):
            _write_component(plan, part, (row, place), size, parameters, row < len(people))
            if part.quota is not None and part.plan.of != "attainment" and entry.main == NOBODY:
                entry.main = place
            is_of_money = part.quota is not None and part.plan.of in MONEY_MEASURES
            if row < len(people) and is_of_money and entry.shown == NOBODY:
                entry.shown = place
            for other, least in part.plan.gate.items():
                gates[row, place, names.index(other)] = least.typical
    credits = np.array(sorted(credits_of(plan, people, components)), CREDIT)
    for row in range(len(people)):
        own = np.flatnonzero(credits["rep"] == row)
        payees["first_credit"][row] = own[0] if len(own) else 0
        payees["credits"][row] = len(own)
    times = {
        (int(entry.counts_for), int(entry.counts_for_months))
        for entry in table.ravel()
        if entry.counts_for > 0.0
    }
    return {
        "payees": payees,
        "credits": credits,
        "gates": gates,
        "quota_ramps": np.array(ramps or [1.0]),
        "credit_times": np.array(sorted(times), np.int64).reshape(-1, 2),
        "earnings": np.zeros((len(components), most), EARNING),
    }


def months_to_come(plan: SalesPlan, people: tuple[Person, ...]) -> int:
    """Return how many months of credit to come are kept: all where somebody is paid by them."""
    parts = [part for parts in components_of(plan, people) for part in parts]
    return plan.horizon.months if any(part.plan.of == "collected" for part in parts) else 1


def counts_meetings(plan: SalesPlan, people: tuple[Person, ...]) -> bool:
    """Tell whether some pay goes by first meetings."""
    parts = [part for parts in components_of(plan, people) for part in parts]
    return any(part.plan.of.startswith("meetings") for part in parts)


def takes_back(plan: SalesPlan, people: tuple[Person, ...]) -> bool:
    """Tell whether some pay of reps is taken back where customers leave early."""
    return any(part.plan.clawback is not None for one in people for part in one.pay.components)


def _write_newcomers(entry: np.record, pay: Pay, start: dt.date, ramps: list[float]) -> None:
    entry.quota_ramp_first = len(ramps)
    entry.quota_ramp_months = len(pay.quota_ramp)
    ramps.extend(share.typical for share in pay.quota_ramp)
    entry.guarantee_months = pay.guarantee.for_
    entry.draw_months = NEVER if pay.draw.for_ is None else pay.draw.for_
    entry.draw_forgiven = 1 if pay.draw.unearned == "forgiven" else 0
    entry.thirteenth_month = (pay.thirteenth_in - start.month) % MONTHS_PER_YEAR


def _write_component(
    plan: SalesPlan,
    part: Component,
    place: tuple[int, int],
    size: float,
    parameters: ParameterTables,
    is_rep: bool,
) -> None:
    """Write a component of a payee who counts as `size` people at full time."""
    typed, path, start = part.plan, part.path, plan.horizon.from_
    entry = parameters.table("components")[place]
    entry.of = MEASURE_NAMES.index(typed.of)
    entry.motions = MOTIONS_THAT_COUNT[typed.motion]
    entry.segments = _mask(typed.segments, list(plan.segments))
    entry.products = _mask(typed.products, list(plan.products))
    entry.has_quota = 0.0 if part.quota is None else 1.0
    entry.above_base = 1.0 if part.above_base else 0.0
    entry.pays_for_credit = 1.0 if part.pays_for_credit else 0.0
    entry.tiers = len(part.tiers)
    entry.retroactive = 1.0 if typed.tiering == "retroactive" else 0.0
    entry.winners = typed.winners or 0
    entry.period_months = 0 if part.period is None else MONTHS_IN[part.period]
    entry.paid_months = 0 if part.paid_every is None else MONTHS_IN[part.paid_every]
    for name, span in (("counts_for", typed.for_), ("clawback", typed.clawback)):
        if span is not None:
            entry[name] = span.typical * SECONDS_PER_DAY
            entry[f"{name}_months"] = span.months
    entry.begins = LONG_AGO if typed.from_ is None else second_of_date(start, typed.from_)
    entry.ends = NEVER
    if typed.until is not None:
        entry.ends = second_of_date(start, typed.until + dt.timedelta(days=1))
    share = typed.share
    parameters.put("components", place, "share", share, f"{path}.share", share=True)
    parameters.put(
        "components", place, "threshold", part.threshold, f"{path}.threshold",
        share=part.above_base,
    )  # fmt: skip
    parameters.put("components", place, "cap", typed.cap, f"{path}.cap")
    prize = typed.prize if is_rep or typed.prize is None else typed.prize.scaled(size)
    parameters.put("components", place, "prize", prize, f"{path}.prize")
    quota, target, at_most = part.quota, part.target, typed.at_most
    if quota is not None and quota.period is None:
        entry.quota_once = 1.0
    elif quota is not None:
        quota = quota.per_year
    parameters.put("components", place, "quota_per_year", quota, f"{path}.quota")
    if not part.above_base:
        yearly = None if target is None else target.per_year.scaled(size)
        parameters.put("components", place, "target_per_year", yearly, f"{path}.target")
    yearly = None if at_most is None else at_most.per_year.scaled(size)
    parameters.put("components", place, "at_most_per_year", yearly, f"{path}.at_most")
    for number, tier in enumerate(part.tiers):
        parameters.table("tiers")["begins"][*place, number] = tier.begins
        parameters.put("tiers", (*place, number), "pays", tier.pays, tier.path)


def _mask(names: tuple[str, ...] | None, known: list[str]) -> float:
    return float(NOBODY) if names is None else float(sum(1 << known.index(name) for name in names))


def credits_of(
    plan: SalesPlan, people: tuple[Person, ...], components: list[tuple[Component, ...]]
) -> Iterator[tuple[int, int, int]]:
    """Yield whose doings (rep) count for which payee and component."""
    managers = list(plan.managers.values())
    led_by = [managed_by(plan, person) for person in people]
    for payee, parts in enumerate(components):
        for place, part in enumerate(parts):
            for rep, person in enumerate(people):
                if payee >= len(people):
                    of_team = led_by[rep] is managers[payee - len(people)]
                    near = True
                else:
                    own = people[payee]
                    alone = led_by[payee] is None
                    of_team = person.role == own.role if alone else led_by[rep] is led_by[payee]
                    near = own.territory is None or person.territory in (None, own.territory)
                counts = {OWN: rep == payee, TEAM: of_team, ALL: True}
                if counts.get(part.whose[0], person.role in part.whose and near):
                    yield rep, payee, place
