"""A table of a report, whatever lays it out."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column; on a screen narrower than `from_width` characters it is left out."""

    name: str
    from_width: int = 0
    is_text: bool = False
    meaning: str = ""
    """A sentence on how to read it, said with the table where the column is shown."""


@dataclass(frozen=True)
class Sheet:
    """A table with its title and a sentence on how to read it."""

    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def reading(self) -> str:
        """How to read the table with all its columns."""
        return self.reading_of(self.columns)

    def reading_of(self, shown: Iterable[Column]) -> str:
        """How to read the table where only some of its columns are shown."""
        said = dict.fromkeys([self.note, *(column.meaning for column in shown)])
        return " ".join(sentence for sentence in said if sentence)


def text(name: str, from_width: int = 0, meaning: str = "") -> Column:
    """A column of words, set left."""
    return Column(name, from_width, is_text=True, meaning=meaning)
