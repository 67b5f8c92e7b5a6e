"""Management styles: which one suits whom."""

from typing import Annotated, Literal

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Level, Real, Words
from salessim.scenario.schema.section import SEGUIN, Section, needed, said
from salessim.units import Quantity

type NamedStyle = Literal["participative", "persuasive", "delegative", "directive"]
type HighOrLow = Literal["high", "low"]

SEED_TABLE = (
    {"style": "participative", "competence": "high", "motivation": "low"},
    {"style": "delegative", "competence": "low", "motivation": "high"},
    {"style": "persuasive", "competence": "low", "motivation": "low"},
    {"style": "directive", "competence": "high", "motivation": "high"},
)


class StyleRow(Section):
    """Whom a style suits, or does not."""

    style: Annotated[NamedStyle, Words(NamedStyle)] = needed("Style of the manager.")
    competence: Annotated[HighOrLow, Words(HighOrLow)] = needed("Competence of the person led.")
    motivation: Annotated[HighOrLow, Words(HighOrLow)] = needed("Motivation of the person led.")
    lift: Annotated[float | None, Real(-1, 1, optional=True)] = said(
        None, "Change of the personal level of motivation; none: the table's."
    )


class Styles(Section):
    """How much a style that suits is worth."""

    lift: Annotated[Quantity, Amount("number", -1, 1, exact=True)] = said(
        0.05,
        "Rise of the personal level of motivation under a style that suits.",
        title="lift of a style that suits",
    )
    competent_from: Annotated[float, Level()] = said(
        0.5, "Mean skill from which competence is high.", title="border of competence"
    )
    motivated_from: Annotated[float, Real(0, 1)] = said(
        0.5, "Personal level from which motivation is high.", title="border of motivation"
    )
    table: tuple[StyleRow, ...] = said(
        (),
        "Rows, or a CSV file: style, competence, motivation (high or low), and perhaps a lift.",
        SEGUIN + "; places of the persuasive and the directive style: assumption",
        otherwise="participative suits high competence and low motivation, delegative low and "
        "high, persuasive low and low, directive high and high",
    )
