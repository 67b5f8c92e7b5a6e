"""What a check between sections finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that does not fit together.

    Attributes:
        location: keys and row numbers down to what is wrong.
        message: what is expected and what to do.
        value: what was given, where the location alone does not show it.
        about: the name that is not known, if that is the matter.
    """

    location: tuple[str | int, ...]
    message: str
    value: str | None = None
    about: str | None = None
