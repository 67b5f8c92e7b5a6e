"""The rows of both funnels: a step x segment."""

import numpy as np

from salessim.model.build.fact_ledger import FactLedger
from salessim.model.build.laws_of_cases import LawBook
from salessim.model.codes import (
    IS_CONTACT,
    IS_OPPORTUNITY,
    IS_STAGE,
    NOBODY,
    ROUTING_NAMES,
    SKILL_NAMES,
)
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import (
    DISCOVERY_EFFECT,
    DISCOVERY_EFFECT_LATER,
    FIT_EFFECT,
    Contact,
    Opportunity,
    Stage,
)
from salessim.units import SECONDS_PER_DAY, Quantity


def skill_code(name: str) -> int:
    """Return the code of a skill."""
    return SKILL_NAMES.index(name)


def discovery_step_of(plan: SalesPlan) -> int:
    """Return the stage in which discovery and the bar decide, or NOBODY."""
    skills = [stage.skill for stage in plan.funnel.conquest.values()]
    return skills.index("discovery") if "discovery" in skills else NOBODY


def call_step_of(plan: SalesPlan) -> int:
    """Return 0 if the first stage is prospecting, or NOBODY."""
    first = next(iter(plan.funnel.conquest.values()))
    return 0 if first.skill == "prospecting" else NOBODY


def write_steps(plan: SalesPlan, ledger: FactLedger, book: LawBook) -> np.ndarray:
    """Write all steps and return their table, shape (steps, segments)."""
    conquest, loyalty = plan.funnel.conquest, plan.funnel.loyalty
    table = ledger.open("steps", (len(conquest) + len(loyalty), len(plan.segments)))
    for column, segment in enumerate(plan.segments):
        for row, (name, stage) in enumerate(conquest.items()):
            _write_stage(plan, ledger, book, (row, column), name, stage)
        for row, (name, step) in enumerate(loyalty.items(), len(conquest)):
            _write_loyalty(ledger, book, (row, column), segment, name, step)
    return table


def _write_stage(
    plan: SalesPlan,
    ledger: FactLedger,
    book: LawBook,
    place: tuple[int, int],
    name: str,
    stage: Stage,
) -> None:
    row = ledger.table("steps")[place]
    path = f"funnel.conquest.{name}"
    step = place[0]
    discovery = discovery_step_of(plan)
    row.applies = 1
    row.kind = IS_STAGE
    row.skill = skill_code(str(stage.skill))
    row.hours_law = book.row(stage.hours, f"{path}.hours")
    row.delay_law = book.row(stage.buyer_takes, f"{path}.buyer_takes")
    row.has_bar = 1 if step == discovery else 0
    if discovery != NOBODY and step > discovery:
        row.fit_effect = FIT_EFFECT
        row.discovery_effect = DISCOVERY_EFFECT if step == discovery + 1 else DISCOVERY_EFFECT_LATER
    shares = {
        "passes": stage.passes,
        "repeats": stage.repeats,
        "listening": stage.listening,
    }
    for field, quantity in shares.items():
        ledger.put("steps", place, field, quantity, f"{path}.{field}", share=True)
    effects = {
        "skill_effect": stage.skill_effect,
        "motivation_effect": stage.motivation_effect,
        "product_effect": stage.product_effect,
        "fit_effect": stage.fit_effect,
        "discovery_effect": stage.discovery_effect,
    }
    for field, effect in effects.items():
        if effect is not None:
            ledger.put("steps", place, field, effect, f"{path}.{field}")


def _write_loyalty(
    ledger: FactLedger,
    book: LawBook,
    place: tuple[int, int],
    segment: str,
    name: str,
    step: Contact | Opportunity,
) -> None:
    row = ledger.table("steps")[place]
    path = f"funnel.loyalty.{name}"
    row.applies = 1 if step.segments is None or segment in step.segments else 0
    row.hours_law = book.row(step.hours, f"{path}.hours")
    if isinstance(step, Contact):
        row.kind = IS_CONTACT
        row.skill = skill_code("account_care")
        row.delay_law = book.row(Quantity(0.0), path)
        ledger.put("steps", place, "every", step.every.scaled(SECONDS_PER_DAY), f"{path}.every")
        ledger.put("steps", place, "effect", step.effect, f"{path}.effect", share=True)
        return
    row.kind = IS_OPPORTUNITY
    row.skill = skill_code(step.skill)
    row.routing = ROUTING_NAMES.index(step.routing)
    row.delay_law = book.row(step.buyer_takes, f"{path}.buyer_takes")
    row.worth_law = book.row(step.worth.amount, f"{path}.worth")
    row.worth_is_share = 1 if step.worth.is_share else 0
    row.worth_is_product = 1 if step.worth.is_price else 0
    ledger.put("steps", place, "per_year", step.each.per_year, f"{path}.each")
    for field in ("passes", "refers", "lifts", "hurts"):
        ledger.put("steps", place, field, getattr(step, field), f"{path}.{field}", share=True)
    for field in ("grows", "skill_effect", "motivation_effect"):
        ledger.put("steps", place, field, getattr(step, field), f"{path}.{field}")
