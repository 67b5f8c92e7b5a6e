"""Defaults that are ranges: what nobody typed is known as well as its source knows it.

The schema writes `uncertain("15 % a year", "11..22 % a year")`. As long as the field is left out,
each replication draws it from the range; who types the field, even with the same figure, makes it
exact, and so does `defaults: exact` for all of them.
"""


class UncertainDefault(str):
    """A default whose own uncertainty is known; as a text it is the typical value.

    Attributes:
        truth: the range in which 8 in 10 truths lie, as it would be typed.
    """

    truth: str

    def __new__(cls, typical: str, truth: str) -> "UncertainDefault":
        """Return the typical value as a text that knows its range."""
        default = super().__new__(cls, typical)
        default.truth = truth
        return default

    def __reduce__(self) -> tuple[type["UncertainDefault"], tuple[str, str]]:
        """Return how a copy is made, in another process too."""
        return UncertainDefault, (str(self), self.truth)

    @property
    def in_words(self) -> str:
        """The typical value and its range."""
        return f"{self} ({self.truth})"
