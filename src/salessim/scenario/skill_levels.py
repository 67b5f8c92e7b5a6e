"""A level of a skill that all people of a role have, or a law over people."""

from dataclasses import dataclass
from typing import Any

from salessim.elementary import exp, log
from salessim.scenario.kinds import SkillLevel
from salessim.units import UnreadableError

CASES = "cases"
EXAMPLE = "{cases: weak..good}"


@dataclass(frozen=True)
class SkillLaw:
    """A law over people: 8 in 10 of them lie between `low` and `high`, 0..1.

    It is logit-normal, or uniform where an end is 0 or 1.
    """

    low: float
    high: float

    @property
    def median(self) -> float:
        """The level that half of the people reach."""
        if self.low <= 0.0 or self.high >= 1.0:
            return 0.5 * (self.low + self.high)
        ends = (log(end / (1.0 - end)) for end in (self.low, self.high))
        return 1.0 / (1.0 + exp(-0.5 * sum(ends)))


type Level = float | SkillLaw


def typical_level(level: Level) -> float:
    """The level of everybody, or the median of a law over people."""
    return level.median if isinstance(level, SkillLaw) else level


def ends_of(level: Level) -> tuple[float, float]:
    """The levels between which 8 in 10 people lie; twice the level of everybody."""
    return (level.low, level.high) if isinstance(level, SkillLaw) else (level, level)


@dataclass(frozen=True, kw_only=True)
class SkillOfPeople(SkillLevel):
    """A skill: one level, or a law over people."""

    @property
    def allowed(self) -> str:
        """Words, range and the form of a law."""
        return f"{super().allowed}; people who differ: {EXAMPLE}"

    def read(self, value: Any, currency: str | None) -> Any:
        """The level from 0 to 1, or the law."""
        if isinstance(value, SkillLaw):
            return value
        if isinstance(value, dict):
            return self._law(value, currency)
        if isinstance(value, str) and ".." in value:
            raise UnreadableError(
                f"a level is one word or number; where people differ, type {{cases: {value}}}"
            )
        return super().read(value, currency)

    def _law(self, given: dict[str, Any], currency: str | None) -> Level:
        ends = str(given.get(CASES, "")).split("..")
        if set(given) != {CASES} or len(ends) != 2:
            raise UnreadableError(f"a law over people is typed {EXAMPLE}: 8 in 10 lie between")
        levels = [super(SkillOfPeople, self).read(end.strip(), currency) for end in ends]
        if levels[0] > levels[1]:
            raise UnreadableError(
                f"the lower level comes first: type {{cases: {ends[1].strip()}..{ends[0].strip()}}}"
            )
        return levels[0] if levels[0] == levels[1] else SkillLaw(*levels)

    def json_schema(self) -> dict[str, Any]:
        """Words, a number, a text with one, or a map."""
        law = {
            "type": "object",
            "properties": {CASES: {"type": "string"}},
            "required": [CASES],
            "additionalProperties": False,
        }
        return {"anyOf": [*super().json_schema()["anyOf"], law]}
