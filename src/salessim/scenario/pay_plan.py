"""A pay plan filled in: one list of components, whether typed as such or in the short form.

Short keys (on_target, quota, accelerator, cap, threshold, credit) are one component whose target
is what on-target pay is above the base: rules know components only.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from salessim.scenario.pay_tables import OWN, TEAM
from salessim.scenario.schema.managers import Manager
from salessim.scenario.schema.pay import (
    Draw,
    Guarantee,
    PayComponent,
    PayPlan,
)
from salessim.units import Quantity

NOTHING = Quantity(0.0)
ONCE = Quantity(1.0)
VARIABLE = "variable"
"""Name of the component that short keys make."""


@dataclass(frozen=True)
class TierRate:
    """A tier: where it begins (attainment; money or a number without quota), and what it pays."""

    begins: float
    pays: Quantity
    path: str


@dataclass(frozen=True)
class Component:
    """A component of variable pay.

    Attributes:
        name: unique in the plan.
        path: key path of its figures.
        plan: the fields of `PayComponent` that need nothing filled in.
        whose: `own`, `team`, `all`, or names of roles.
        quota: of one person, a rate, or without a period that of a whole contest; None: no quota.
        target: pay at quota, a rate; None where tiers pay for the credit itself.
        tiers: at least one, in the order in which they begin.
        threshold: share of the quota below which nothing is paid.
        period, paid_every: `month`, `quarter` or `year`; None for once, at a contest's end.
        above_base: whether the target is what on-target pay is above the base.
    """

    name: str
    path: str
    plan: PayComponent
    whose: tuple[str, ...]
    quota: Quantity | None
    target: Quantity | None
    tiers: tuple[TierRate, ...]
    threshold: Quantity
    period: str | None
    paid_every: str | None
    above_base: bool = False

    @property
    def pays_for_credit(self) -> bool:
        """Whether tiers are rates on the credit, not multiples of the target's pace."""
        return self.target is None

    @property
    def may_pay(self) -> bool:
        """Whether it may ever pay anything: a plan without variable pay has one that does not."""
        if self.plan.prize is not None:
            return self.plan.prize.highest > 0.0
        if self.target is not None:
            return self.target.highest > 0.0
        return any(tier.pays.highest > 0.0 for tier in self.tiers)

    @property
    def at_quota(self) -> float:
        """What it pays a year at the quota, at full time; 0 without one."""
        if self.target is not None:
            return self.target.per_year.typical
        if self.quota is None or self.quota.period is None:
            return 0.0
        quota, paid = self.quota.per_year.typical, 0.0
        for tier, above in zip(self.tiers, (*self.tiers[1:], None), strict=True):
            top = 1.0 if above is None else min(1.0, above.begins)
            paid += tier.pays.typical * max(0.0, top - tier.begins) * quota
        return paid


@dataclass(frozen=True)
class Pay:
    """What one person is paid. Rates keep the period that was typed.

    Attributes:
        base: fixed pay at full time.
        on_target: fixed and variable pay at quota; equals `base` where there is no variable.
        components: of the variable pay.
        charges: employer's charges as a share of pay.
        valued_at: what unpaid or underpaid work is worth, or None for the pay.
        paid_every: `month`, `quarter` or `year`.
        yearly_raise: share by which pay rises a year.
        quota_ramp: share of the quota by calendar month of tenure.
        guarantee, draw: what newcomers are assured of, and advances.
        minimum: legal minimum pay at full time, or None.
        thirteenth_salary: monthly base salaries a year on top; paid in month `thirteenth_in`.
        hiring_cost: one-off cost of hiring the person, in currency.
        severance: months of base pay on leaving.
        shared_credit: share of the credit for a new customer that goes to who takes it over.
    """

    base: Quantity
    on_target: Quantity
    components: tuple[Component, ...]
    charges: Quantity
    valued_at: Quantity | None
    paid_every: str
    yearly_raise: Quantity
    quota_ramp: tuple[Quantity, ...]
    guarantee: Guarantee
    draw: Draw
    minimum: Quantity | None
    thirteenth_salary: Quantity
    thirteenth_in: int
    hiring_cost: Quantity
    severance: Quantity
    shared_credit: Quantity

    def may_pay(self, part: Component) -> bool:
        """Whether a component may ever pay anything."""
        if part.above_base:
            return self.on_target != self.base and self.on_target.highest > self.base.lowest
        return part.may_pay

    @property
    def quota(self) -> Quantity | None:
        """The first quota there is."""
        quotas = [part.quota for part in self.components if part.quota is not None]
        return next((quota for quota in quotas if quota.typical > 0.0), None)


def short_component(
    role: PayPlan, path: str, on_target: Quantity, base: Quantity, quota: Quantity | None
) -> Component:
    """The component that the short keys of a plan make."""
    above = on_target.per_year.typical - base.per_year.typical
    return Component(
        name=VARIABLE,
        path=path,
        plan=PayComponent.model_validate({"of": role.credit}).model_copy(update={"cap": role.cap}),
        whose=(OWN,),
        quota=quota or NOTHING,
        target=Quantity(above, period="year"),
        tiers=(
            TierRate(0.0, ONCE, path),
            TierRate(1.0, role.accelerator, f"{path}.accelerator"),
        ),
        threshold=role.threshold,
        period=role.paid_every,
        paid_every=role.paid_every,
        above_base=True,
    )


def typed_components(
    typed: Mapping[str, PayComponent], path: str, paid_every: str, whose: str, part: float
) -> tuple[Component, ...]:
    """The components that a plan types one by one.

    whose: whose doings count where none is said. part: of the role's hours, which quotas are for.
    """
    return tuple(
        _typed(name, one, f"{path}.components.{name}", paid_every, whose, part)
        for name, one in typed.items()
    )


def _typed(
    name: str, one: PayComponent, path: str, paid_every: str, whose: str, part: float
) -> Component:
    is_contest = one.from_ is not None or one.until is not None
    paid = one.paid_every or (None if is_contest else (one.period or paid_every))
    quota = one.quota if one.quota is None or part == 1.0 else one.quota.scaled(part)
    if one.of == "attainment":
        quota = ONCE
    whole = one.threshold is None and one.prize is not None and quota is not None
    return Component(
        name=name,
        path=path,
        plan=one,
        whose=one.whose if "whose" in one.model_fields_set else (whose,),
        quota=quota,
        target=one.target,
        tiers=_tiers(one, path),
        threshold=ONCE if whole else (one.threshold or NOTHING),
        period=one.period or paid,
        paid_every=paid,
    )


def _tiers(one: PayComponent, path: str) -> tuple[TierRate, ...]:
    """The rate table from the first unit on: the typed tiers above the plain rate."""
    first = ONCE if one.target is not None else (one.rate or one.each or NOTHING)
    key = "rate" if one.rate is not None else "each"
    typed = [TierRate(tier.begins, Quantity(tier.pays), f"{path}.tiers") for tier in one.tiers]
    if not typed or typed[0].begins > 0.0:
        typed.insert(0, TierRate(0.0, first, f"{path}.{key}"))
    return tuple(typed)


def manager_components(name: str, manager: Manager) -> tuple[Component, ...]:
    """The components of a manager's pay."""
    path, part = f"managers.{name}", float(manager.people)
    return typed_components(manager.components, path, manager.paid_every, TEAM, part)
