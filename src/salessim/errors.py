"""Every error that salessim raises on purpose.

    SalessimError                 anything that stops the work and can be said in a sentence
    ├── EngineError               the engine cannot go on; a defect of salessim, never of the input
    ├── SolverError               a plan that the solver gave does not hold when it is recomputed
    ├── InfeasibleError           no plan keeps all that was asked for; repairs are said
    ├── StoppedError              the work was told to stop before there was anything to show
    ├── OutputError               what was computed cannot be written, such as on a full disk
    └── InputError                what was typed cannot be used; the command line ends with code 2
        └── ScenarioError         a scenario has problems; all of them stand in `.problems`

`str()` of each is the text that a user reads: what is wrong, where, and what to do; letters that
would steer a terminal stand in it as codes. A layer that
can fail in its own way adds its class here, below `SalessimError` when the work cannot be finished,
below `InputError` when the user must type something else.
"""

import errno
import mmap
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from salessim.letters import visible, visible_lines


class SalessimError(Exception):
    """The root of the tree. `exit_code` is what the command line ends with."""

    exit_code: ClassVar[int] = 1

    def __str__(self) -> str:
        return visible_lines(super().__str__())


class EngineError(SalessimError):
    """The engine cannot go on. This is a defect of salessim, not of the scenario."""


class SolverError(SalessimError):
    """A solver gave no answer, or one that does not hold when it is recomputed."""


class InfeasibleError(SalessimError):
    """No plan keeps all that was asked for. `str()` says what would make one possible."""


class StoppedError(SalessimError):
    """The work was told to stop before there was anything to show."""

    exit_code: ClassVar[int] = 130
    """As shells count an end by Ctrl-C."""


class OutputError(SalessimError):
    """A result cannot be written: the disk is full, or fails. No part of the file stays."""


class InputError(SalessimError):
    """What the user typed cannot be used."""

    exit_code: ClassVar[int] = 2


LITTLE_BYTES = 2**28
"""Libraries of machine code ask for about this much, and say in many ways that they get none."""
NO_MEMORY = "Not enough memory: ask for fewer replications or threads, or allow more (ulimit -v)."


def lacks_memory(error: BaseException) -> bool:
    """Whether work failed because the system gave no memory, or no thread.

    Python says so with a MemoryError. Libraries and what is imported meanwhile fail in words of
    their own, so that memory is asked for to find out.
    """
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno == errno.ENOMEM
    if "can't start new thread" in str(error):
        return True
    try:
        mmap.mmap(-1, LITTLE_BYTES).close()
    except (OSError, MemoryError):
        return True
    return False


def system_reason(error: OSError) -> str:
    """Why a file could not be read or written, in the system's words."""
    return os.strerror(error.errno) if error.errno else str(error)


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One thing that is wrong in a scenario.

    Attributes:
        file: name of the file (or what stands for it, such as `--set`).
        line: line in the file, 1 or more; None where there is no line.
        path: key path such as `segments.gold.deal`; empty for the file as a whole.
        value: what was given, as typed; empty where nothing was given.
        message: what is expected and what to do.
    """

    file: str
    line: int | None
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        parts = [place, self.path, f"'{self.value}' given" if self.value else "", self.message]
        return visible(": ".join(part for part in parts if part))


class ScenarioError(InputError):
    """A scenario cannot be used. Holds all problems that were found, in the order of the files."""

    def __init__(self, problems: Iterable[InputProblem]) -> None:
        self.problems: tuple[InputProblem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
