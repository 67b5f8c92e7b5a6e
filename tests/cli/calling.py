"""What a command that was called leaves behind."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ending:
    """What a command left behind."""

    code: int
    out: str
    err: str


type Command = Callable[..., Ending]
