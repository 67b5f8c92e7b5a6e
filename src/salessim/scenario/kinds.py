"""Kinds of field: what may be typed, in which unit and range, and what it becomes.

A kind stands in a field's annotation. It reads the typed value, refuses what it cannot use with a
sentence that says what to type, and describes itself to the JSON Schema and the field list.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, get_args

from pydantic_core import PydanticCustomError, core_schema

from salessim.arguments import shown
from salessim.figures import MarkedText, marked
from salessim.letters import hidden_letter
from salessim.near_words import did_you_mean
from salessim.number_text import SIGNS, ParsedNumber, parse_number
from salessim.scenario.schedules import first_typed, is_schedule
from salessim.scenario.tree import BooleanWord
from salessim.units import MONTHS_PER_YEAR, PERIODS_PER_YEAR, Measure, UnreadableError

NONE_WORD = "none"
LONGEST_TEXT = 1_000

BASE_UNITS: dict[Measure, str] = {
    "money": "currency",
    "share": "share",
    "count": "count",
    "days": "days",
    "hours": "hours",
    "number": "number",
}
SKILL_WORDS = {"weak": 0.2, "fair": 0.4, "good": 0.6, "expert": 0.8}
SKILL_ANCHORS = {
    "weak": "needs help with most cases; a colleague has to finish many of them",
    "fair": "does the usual case alone; unusual ones go wrong",
    "good": "does unusual cases too; others ask for advice",
    "expert": "sets the standard and can teach it",
}


@dataclass(frozen=True, kw_only=True)
class Kind(ABC):
    """What one field takes. Subclasses say how a typed value is read.

    Attributes:
        optional: whether the field may be left without a value, by the word `none`.
        moves: whether its value may differ by month; see `schedules`.
    """

    optional: bool = False
    moves: bool = False

    @property
    def unit(self) -> str:
        """The unit of the value, for the field list."""
        return "text"

    @property
    def allowed(self) -> str:
        """The allowed range or words."""
        return ""

    @property
    def example(self) -> str:
        """Something that may be typed."""
        return "a text"

    @property
    def sample(self) -> str:
        """One value as it is typed."""
        return "text"

    @abstractmethod
    def read(self, value: Any, currency: str | None) -> Any:
        """Turn a typed value into the field's value; raises UnreadableError."""

    def json_schema(self) -> dict[str, Any]:
        """What a JSON Schema (draft-07) can check of a typed value."""
        return {"type": "string"}

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(self._validate)

    def _validate(self, value: Any, info: core_schema.ValidationInfo) -> Any:
        currency = (info.context or {}).get("currency")
        try:
            if isinstance(value, BooleanWord | bool):
                raise UnreadableError(self._instead_of_boolean(value))
            if value is None or (self.optional and value == NONE_WORD):
                if self.optional:
                    return None
                raise UnreadableError(f"nothing is given; type {self.example} or delete the line")
            if not self.moves and is_schedule(value):
                raise UnreadableError(
                    "this holds for all months alike; it cannot differ by month or season: type "
                    f"{first_typed(value) or self.example}"
                )
            return self.read(value, currency)
        except UnreadableError as error:
            raise PydanticCustomError("unreadable", "{message}", {"message": str(error)}) from None

    def _instead_of_boolean(self, value: BooleanWord | bool) -> str:
        off = value.means_off if isinstance(value, BooleanWord) else not value
        instead = NONE_WORD if off and self.optional else self.example
        return f"YAML readers disagree on this word; type {instead}"


@dataclass(frozen=True, kw_only=True)
class Text(Kind):
    """Any text, kept as typed."""

    def read(self, value: Any, currency: str | None) -> str:
        """The text; numbers given in Python become text."""
        if not isinstance(value, str | int | float):
            raise UnreadableError(f"a single text is needed here, such as {self.example}")
        typed = value if isinstance(value, str) else shown(value)
        text = " ".join(typed.split())
        if not text or len(text) > LONGEST_TEXT:
            raise UnreadableError(f"a text has 1 to {LONGEST_TEXT} characters")
        if hidden := hidden_letter(typed):
            raise UnreadableError(
                f"the letter {hidden} does not show, and may steer a terminal or turn the line: "
                "delete it"
            )
        return text

    def json_schema(self) -> dict[str, Any]:
        """Text or a number that is taken as text."""
        return {"type": ["string", "number"]}

    def _instead_of_boolean(self, value: BooleanWord | bool) -> str:
        word = value.word if isinstance(value, BooleanWord) else str(value).lower()
        return f"YAML 1.1 takes this word for a boolean; as a text it stands in quotes: '{word}'"


@dataclass(frozen=True, kw_only=True)
class CurrencyCode(Text):
    """The three letters of a currency."""

    @property
    def allowed(self) -> str:
        """The form of a code."""
        return "three capital letters (ISO 4217)"

    @property
    def example(self) -> str:
        """A code."""
        return "EUR"

    def read(self, value: Any, currency: str | None) -> str:
        """The code."""
        text = super().read(value, currency)
        if not re.fullmatch("[A-Z]{3}", text):
            near = SIGNS.get(text, (text.upper(),))[0]
            hint = near if re.fullmatch("[A-Z]{3}", near) else "EUR"
            raise UnreadableError(f"a currency is its three-letter code; type {hint}")
        return text


@dataclass(frozen=True)
class Name(Text):
    """A name that paths are made of."""

    @property
    def samples(self) -> tuple[str, ...]:
        """Names for what has none, in their order."""
        return "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"

    @property
    def allowed(self) -> str:
        """What a name may hold."""
        return "any name without dots, '=' or brackets"

    def read(self, value: Any, currency: str | None) -> str:
        """The name."""
        text = super().read(value, currency)
        if re.search(r"[.=«»\[\]]|:\s", text):
            raise UnreadableError(
                "a name holds no dots, '=' or brackets, since paths are typed with it"
            )
        return text


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words, taken from a Literal type."""

    literal: Any

    @property
    def options(self) -> tuple[str, ...]:
        """The words."""
        return get_args(getattr(self.literal, "__value__", self.literal))

    @property
    def unit(self) -> str:
        """Words have no unit."""
        return "word"

    @property
    def allowed(self) -> str:
        """The words, with `none` where it switches something off."""
        return ", ".join((*self.options, NONE_WORD) if self.optional else self.options)

    @property
    def example(self) -> str:
        """All words."""
        return f"one of {self.allowed}"

    @property
    def sample(self) -> str:
        """The first word."""
        return str(self.options[0])

    def read(self, value: Any, currency: str | None) -> str:
        """The word."""
        if isinstance(value, str) and value in self.options:
            return value
        raise UnreadableError(f"allowed: {self.allowed}{did_you_mean(value, self.options)}")

    def json_schema(self) -> dict[str, Any]:
        """The list of words."""
        return {"enum": [*self.options, NONE_WORD] if self.optional else list(self.options)}


@dataclass(frozen=True)
class Integer(Kind):
    """A whole number."""

    low: int
    high: int
    counts: str = "number"

    @property
    def unit(self) -> str:
        """What is counted."""
        return self.counts

    @property
    def allowed(self) -> str:
        """The range."""
        return f"{self.low} to {self.high}"

    @property
    def example(self) -> str:
        """The range, as something to type."""
        return f"a whole number from {self.allowed}"

    @property
    def sample(self) -> str:
        """A small one."""
        return str(min(max(self.low, 12 if self.counts == "months" else 2), self.high))

    def read(self, value: Any, currency: str | None) -> int:
        """The number."""
        if isinstance(value, str):
            number = self._number(value)
            if number.high is not None or number.period is not None:
                raise UnreadableError(f"one whole number is needed, from {self.allowed}")
            value = number.low
        is_integer = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if not is_integer:
            raise UnreadableError(f"a whole number is needed, from {self.allowed}")
        if not self.low <= value <= self.high:
            raise UnreadableError(f"allowed: {self.allowed}")
        return int(value)

    def _number(self, text: str) -> ParsedNumber:
        other = re.fullmatch(r"\s*([0-9]{1,3})\s*(year|quarter|week|day)s?\s*", text)
        if other and self.counts == "months":
            months = int(other[1]) * MONTHS_PER_YEAR / PERIODS_PER_YEAR[other[2]]
            near = min(max(self.low, int(months + 0.5)), self.high)
            raise UnreadableError(f"months are counted here: type {near}")
        try:
            return parse_number(self._without_unit(text), "count")
        except UnreadableError as error:
            if "two dots" in str(error):
                raise UnreadableError(f"one whole number is needed, from {self.allowed}") from None
            raise

    def _without_unit(self, text: str) -> str:
        """The text without the word for what is counted."""
        bare = text.strip().removesuffix(self.counts).removesuffix(self.counts.rstrip("s"))
        return marked(bare, text.decimal if isinstance(text, MarkedText) else None)

    def json_schema(self) -> dict[str, Any]:
        """A whole number or a text with one."""
        return {
            "anyOf": [
                {"type": "integer", "minimum": self.low, "maximum": self.high},
                {"type": "string", "pattern": "^ *[0-9][0-9 kKM]*( *[a-z]+)? *$"},
            ]
        }


@dataclass(frozen=True)
class Real(Kind):
    """A number that is known: no range, no period, no cases. Becomes a float in the base unit."""

    low: float
    high: float
    measure: Measure = "number"

    @property
    def unit(self) -> str:
        """The base unit."""
        return BASE_UNITS[self.measure]

    @property
    def allowed(self) -> str:
        """The range."""
        return range_text(self.low, self.high, self.measure)

    @property
    def example(self) -> str:
        """The range, as something to type."""
        return f"a number from {self.allowed}"

    @property
    def sample(self) -> str:
        """The middle of the range."""
        return f"{(self.low + self.high) / 2:g}"

    def read(self, value: Any, currency: str | None) -> float:
        """The number."""
        if isinstance(value, str):
            measure = "share" if "%" in value and self.measure == "number" else self.measure
            typed = parse_number(value, measure, currency)
            if typed.high is not None or typed.period is not None:
                raise UnreadableError("one number is needed here, without a range or a period")
            value = typed.low
        if not isinstance(value, int | float):
            raise UnreadableError(f"a number is needed, from {self.allowed}")
        if not self.low <= value <= self.high:
            raise UnreadableError(f"allowed: {self.allowed}")
        return float(value)

    def json_schema(self) -> dict[str, Any]:
        """A number or a text with one."""
        return {
            "anyOf": [
                {"type": "number", "minimum": self.low, "maximum": self.high},
                {"type": "string", "pattern": "[0-9]"},
            ]
        }


@dataclass(frozen=True)
class SkillLevel(Real):
    """A skill: a word of the skills grid, or 0 to 1."""

    low: float = 0.0
    high: float = 1.0

    @property
    def unit(self) -> str:
        """Skills have a scale of their own."""
        return "skill"

    @property
    def allowed(self) -> str:
        """Words and range."""
        return f"{', '.join(SKILL_WORDS)}, or 0 to 1"

    @property
    def example(self) -> str:
        """Words and range."""
        return self.allowed

    @property
    def sample(self) -> str:
        """A word of the grid."""
        return "good"

    def read(self, value: Any, currency: str | None) -> float:
        """The level from 0 to 1."""
        if isinstance(value, str) and re.fullmatch("[A-Za-z ]+", value):
            if value in SKILL_WORDS:
                return SKILL_WORDS[value]
            raise UnreadableError(f"allowed: {self.allowed}{did_you_mean(value, SKILL_WORDS)}")
        return super().read(value, currency)

    def json_schema(self) -> dict[str, Any]:
        """Words, a number, or a text with one."""
        return {"anyOf": [{"enum": list(SKILL_WORDS)}, *super().json_schema()["anyOf"]]}


def range_text(low: float, high: float, measure: Measure) -> str:
    """A range in the words of its measure, such as `0 % to 100 %`."""
    if measure == "share":
        return f"{low * 100:g} % to {high * 100:g} %"
    unit = "" if measure in ("number", "count", "money") else f" {measure}"
    return f"{_figure(low)} to {_figure(high)}{unit}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"
