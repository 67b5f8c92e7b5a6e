"""A table of a report, whatever lays it out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column; on a screen narrower than `from_width` characters it is left out."""

    name: str
    from_width: int = 0
    is_text: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table with its title and a sentence on how to read it."""

    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def text(name: str, from_width: int = 0) -> Column:
    """A column of words, set left."""
    return Column(name, from_width, is_text=True)
