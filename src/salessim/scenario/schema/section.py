"""What all sections of a scenario share: frozen models whose fields say what they mean."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from salessim.scenario.kinds import NONE_WORD, Name

ASSUMPTION = "assumption"
SEED = "D. Seguin (Kestio), The 7 levers of commercial performance, 2018"

type Names = tuple[Annotated[str, Name()], ...]


class Section(BaseModel):
    """A part of a scenario. Unknown keys are refused; values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


def said(default: Any, sentence: str, source: str = ASSUMPTION, **more: Any) -> Any:
    """A field with a default, typed as a user would type it.

    Args:
        default: the default, such as `15 % a year`; None where nothing is meant.
        sentence: what the field is.
        source: where the default comes from: a citation, or the word assumption.
        more: `alias` where the key is a Python keyword, `title` for a name in messages.
    """
    if default is None:
        source = ""
    return Field(
        default=default, description=sentence, json_schema_extra={"source": source}, **more
    )


def needed(sentence: str, **more: Any) -> Any:
    """A field that must be typed."""
    return Field(description=sentence, json_schema_extra={"source": ""}, **more)


def _none_as_absent(value: Any) -> Any:
    return None if value == NONE_WORD else value


NoneWord = BeforeValidator(_none_as_absent)
"""Lets the word `none` switch a whole section off."""
