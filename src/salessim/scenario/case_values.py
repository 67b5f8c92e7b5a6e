"""Values per case: a share of what a customer brings, an amount of money, or the price."""

from dataclasses import dataclass
from typing import Any

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Kind
from salessim.scenario.schedules import PATTERNS
from salessim.units import Quantity


@dataclass(frozen=True)
class ValuePerCase:
    """A value per case: an amount of money, a share of the customer's yearly value, or a price."""

    amount: Quantity
    is_share: bool
    is_price: bool = False


@dataclass(frozen=True, kw_only=True)
class ShareOrMoney(Kind):
    """A share (typed with %) of a customer's yearly value, or money; case by case."""

    max_share: float
    max_money: float

    @property
    def unit(self) -> str:
        """The two units."""
        return "share or currency"

    @property
    def allowed(self) -> str:
        """The two ranges."""
        return f"{self._share.allowed}, or {self._money.allowed}"

    @property
    def example(self) -> str:
        """Something to type."""
        return f"20 % or 3k (allowed: {self.allowed})"

    @property
    def _share(self) -> Amount:
        return Amount("share", 0, self.max_share, cases=True)

    @property
    def _money(self) -> Amount:
        return Amount("money", 0, self.max_money, cases=True)

    def read(self, value: Any, currency: str | None) -> ValuePerCase:
        """The worth; the word `price` stands for the price of one of the products."""
        if value == "price":
            return ValuePerCase(Quantity(0.0), is_share=False, is_price=True)
        is_share = _holds_percent(value)
        kind = self._share if is_share else self._money
        return ValuePerCase(kind.read(value, currency), is_share)

    def json_schema(self) -> dict[str, Any]:
        """As for money."""
        return self._money.json_schema()


def _holds_percent(value: Any) -> bool:
    """Whether a typed value, at any depth, is a percentage."""
    if isinstance(value, dict):
        return any(_holds_percent(part) for key, part in value.items() if key not in PATTERNS)
    if isinstance(value, list):
        return any(_holds_percent(part) for part in value)
    return isinstance(value, str) and "%" in value
