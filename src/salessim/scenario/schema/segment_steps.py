"""What a step of a sale is in one segment, where it is not as everywhere."""

from dataclasses import replace
from typing import Annotated, Any

from salessim.scenario.case_values import ValuePerCase
from salessim.scenario.kinds import Kind
from salessim.scenario.schema.funnel import Contact, Opportunity, Stage
from salessim.scenario.schema.section import GoesCold, Patience, Section, optional
from salessim.units import Quantity


def _kind(step: type[Section], key: str) -> Kind:
    """What the key takes there, or nothing."""
    [kind] = (part for part in step.model_fields[key].metadata if isinstance(part, Kind))
    return replace(kind, optional=True)


def _own(sentence: str) -> Any:
    return optional(None, sentence, "the funnel", otherwise="the step's")


class StepInSegment(Section):
    """A stage, contact or opportunity as it is in one segment; what is not typed is the step's."""

    hours: Annotated[Quantity | None, _kind(Stage, "hours")] = _own("Hours of work on one case.")
    passes: Annotated[Quantity | None, _kind(Stage, "passes")] = _own(
        "Share of decisions that bring a case on, or are won."
    )
    buyer_takes: Annotated[Quantity | None, _kind(Stage, "buyer_takes")] = _own(
        "Days until the buyer answers."
    )
    repeats: Annotated[Quantity | None, _kind(Stage, "repeats")] = _own(
        "Share of decisions after which a case stays for another round."
    )
    listening: Annotated[Quantity | None, _kind(Stage, "listening")] = _own(
        "Share of a first meeting spent on understanding."
    )
    skill_effect: Annotated[Quantity | None, _kind(Stage, "skill_effect")] = _own(
        "Log-odds gained per unit of skill."
    )
    fit_effect: Annotated[Quantity | None, _kind(Stage, "fit_effect")] = _own(
        "Log-odds gained per standard deviation of fit."
    )
    discovery_effect: Annotated[Quantity | None, _kind(Stage, "discovery_effect")] = _own(
        "Log-odds gained per unit of discovery."
    )
    motivation_effect: Annotated[Quantity | None, _kind(Stage, "motivation_effect")] = _own(
        "Log-odds gained per unit of motivation."
    )
    product_effect: Annotated[Quantity | None, _kind(Stage, "product_effect")] = _own(
        "Log-odds gained per unit of product knowledge."
    )
    patience: Patience = _own("How long a case waits to be worked on before it goes cold.")
    goes_cold_in: GoesCold = _own("How interest fades while a case waits to be worked on.")
    every: Annotated[Quantity | None, _kind(Contact, "every")] = _own(
        "Days between two contacts, or how often they come."
    )
    effect: Annotated[Quantity | None, _kind(Contact, "effect")] = _own(
        "Share of the way to a full relationship gained per contact."
    )
    each: Annotated[Quantity | None, _kind(Opportunity, "each")] = _own(
        "How often it comes up with one customer."
    )
    worth: Annotated[ValuePerCase | None, _kind(Opportunity, "worth")] = _own("Value of one win.")
    grows: Annotated[Quantity | None, _kind(Opportunity, "grows")] = _own(
        "Share by which a win raises the customer's yearly value."
    )
    refers: Annotated[Quantity | None, _kind(Opportunity, "refers")] = _own(
        "Share of wins that bring a new lead."
    )
    lifts: Annotated[Quantity | None, _kind(Opportunity, "lifts")] = _own(
        "Share of the way to a full relationship gained by a win."
    )
    hurts: Annotated[Quantity | None, _kind(Opportunity, "hurts")] = _own(
        "Share of the relationship lost by a refusal."
    )
