"""What all sections of a scenario share: frozen models whose fields say what they mean."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from pydantic_core import core_schema

from salessim.scenario.amounts import Amount
from salessim.scenario.fading import Fading, InterestTable
from salessim.scenario.kinds import NONE_WORD, Kind, Name
from salessim.scenario.uncertain_default import DefaultBySize, UncertainDefault
from salessim.units import Quantity

ASSUMPTION = "assumption"
SEGUIN = "D. Seguin (Kestio), The 7 levers of commercial performance, 2018"


@dataclass(frozen=True)
class OneOrMore:
    """Lets a single name stand for a list of one."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.listed, handler(source))

    def listed(self, value: Any) -> Any:
        """The list that a typed value stands for."""
        return (value,) if isinstance(value, str) else value


type Patience = Annotated[
    Quantity | None, Amount("days", 0, 3650, cases=True, optional=True, moves=True)
]
"""How long work waits before it goes cold."""
GoesCold = Annotated[Quantity | InterestTable | None, Fading("days", 0.01, 365, optional=True)]
"""How interest fades while it waits."""

type Names = Annotated[tuple[Annotated[str, Name()], ...], OneOrMore()]


class Section(BaseModel):
    """A part of a scenario. Unknown keys are refused; values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, defer_build=True)


def optional(
    default: Any,
    sentence: str,
    source: str = ASSUMPTION,
    *,
    otherwise: str = "",
    **more: Any,
) -> Any:
    """A field with a default, typed as a user would type it.

    Args:
        default: the default, such as `15 % a year`; None or empty where nothing is meant.
        sentence: what the field is.
        source: where the default comes from: a citation, or the word assumption.
        otherwise: what holds where the default is None or empty, if that is a figure too.
        more: `alias` where the key is a Python keyword, `title` for a name in messages.
    """
    meant = otherwise or default not in (None, {}, ())
    extra: JsonDict = {"source": source if meant else "", "otherwise": otherwise}
    return Field(default=default, description=sentence, json_schema_extra=extra, **more)


def uncertain(typical: str, truth: str) -> UncertainDefault:
    """A default with its own uncertainty: 8 in 10 truths lie within `truth`, as its source says.

    Who types the field, even with the same figure, makes it exact.
    """
    return UncertainDefault(typical, truth)


def by_size(typical: str, truth: str) -> DefaultBySize:
    """A default that follows the size of a segment's deal, as it is at a deal of 10k."""
    return DefaultBySize(typical, truth)


def required(sentence: str, **more: Any) -> Any:
    """A field that must be typed."""
    extra: JsonDict = {"source": "", "otherwise": ""}
    return Field(description=sentence, json_schema_extra=extra, **more)


@dataclass(frozen=True)
class Shorthand:
    """What may stand in place of a map: a word, or the value of one of its keys.

    Attributes:
        word: a word such as `none`; `none` switches the section off.
        key: the key that a single value stands for.
        kind: the kind of that value.
    """

    word: str | None = None
    key: str | None = None
    kind: Kind | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.expanded, handler(source))

    def expanded(self, value: Any) -> Any:
        """The map that a typed value stands for."""
        if self.word == NONE_WORD and value == NONE_WORD:
            return None
        if self.key is not None and not isinstance(value, dict | Section):
            return {self.key: value}
        return value


OrNone = Shorthand(word=NONE_WORD)
"""Lets the word `none` switch a whole section off."""


def tag_of(model: type[Section]) -> str:
    """The mark that stands in a location for one of several sections; no key can look like it."""
    return f"«{model.__name__}»"
