"""Kinds of field that only pay plans have: rate tables by tier, and whose doings count."""

from dataclasses import dataclass
from typing import Any

from salessim.number_text import ParsedNumber, parse_number
from salessim.scenario.kinds import Kind, Name
from salessim.units import UnreadableError

OWN, TEAM, ALL = "own", "team", "all"
WHOSE_WORDS = (OWN, TEAM, ALL)
MOST_TIERS = 20
LARGEST_RATE = 1e9


@dataclass(frozen=True, slots=True)
class Tier:
    """A row of a rate table.

    Attributes:
        begins: where the tier begins: an attainment of the quota, or money or a number.
        of_quota: whether that was typed as a share (40 %).
        pays: what is paid in the tier: a multiple, a share of money, or an amount each.
        is_share: whether that was typed as a share (8 %).
    """

    begins: float
    of_quota: bool
    pays: float
    is_share: bool


type TierTable = tuple[Tier, ...]


@dataclass(frozen=True)
class Tiers(Kind):
    """A map from where a tier begins to what is paid in it."""

    @property
    def unit(self) -> str:
        """Several are possible."""
        return "rate by tier"

    @property
    def allowed(self) -> str:
        """The form."""
        return f"a map of at most {MOST_TIERS} tiers"

    @property
    def example(self) -> str:
        """Something to type."""
        return "{0 %: 8 %, 100 %: 12 %}"

    def read(self, value: Any, currency: str | None) -> TierTable:
        """The tiers in the order in which they begin."""
        if not isinstance(value, dict):
            raise UnreadableError(f"tiers are a map, such as {self.example}")
        if len(value) > MOST_TIERS:
            raise UnreadableError(f"allowed: at most {MOST_TIERS} tiers")
        tiers = []
        for key, pays in value.items():
            begins, of_quota = _figure(key, currency)
            amount, is_share = _figure(pays, currency)
            tiers.append(Tier(begins, of_quota, amount, is_share))
        tiers.sort(key=lambda tier: tier.begins)
        starts = [tier.begins for tier in tiers]
        if len({*starts}) < len(starts):
            raise UnreadableError("two tiers begin at one place; keep one of them")
        if len({tier.of_quota for tier in tiers if tier.begins}) > 1:
            raise UnreadableError("all tiers begin at shares of the quota, or all at amounts")
        if len({tier.is_share for tier in tiers if tier.pays}) > 1:
            raise UnreadableError("all tiers pay shares, or all of them pay numbers")
        return tuple(tiers)

    def json_schema(self) -> dict[str, Any]:
        """A map."""
        return {"type": "object"}


@dataclass(frozen=True)
class Whose(Kind):
    """One of three words, or names of roles."""

    @property
    def unit(self) -> str:
        """Words or names."""
        return "word or roles"

    @property
    def allowed(self) -> str:
        """The words."""
        return f"{', '.join(WHOSE_WORDS)}, or names of roles"

    @property
    def example(self) -> str:
        """Something to type."""
        return "team, or [closer]"

    def read(self, value: Any, currency: str | None) -> tuple[str, ...]:
        """The word alone, or the names."""
        names = value if isinstance(value, list | tuple) else [value]
        if not names:
            raise UnreadableError(f"nobody is named; type {self.example}")
        return tuple(Name().read(name, currency) for name in names)

    def json_schema(self) -> dict[str, Any]:
        """A word or a list of names."""
        names = {"type": "array", "items": {"type": "string"}}
        return {"anyOf": [{"type": "string"}, names]}


def _figure(value: Any, currency: str | None) -> tuple[float, bool]:
    """A number of 0 or more, and whether it was typed with %."""
    text = value if isinstance(value, str) else f"{value:.17g}"
    is_share = "%" in text
    typed: ParsedNumber = parse_number(text, "share" if is_share else "money", currency)
    if typed.high is not None or typed.period is not None:
        raise UnreadableError("one number is needed here, without a range or a period")
    if not 0.0 <= typed.low <= LARGEST_RATE:
        raise UnreadableError(f"allowed: 0 to {LARGEST_RATE:,.0f}")
    return typed.low, is_share
