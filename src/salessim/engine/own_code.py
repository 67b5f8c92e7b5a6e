"""Functions from files that a scenario names: run here, and only where that is allowed."""

from __future__ import annotations

import contextlib
import hashlib
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from salessim.errors import InputError
from salessim.letters import visible_lines
from salessim.scenario.own_code import OwnCode

NOT_ALLOWED = (
    "The scenario names Python functions, which are code: {named}. They are run only with "
    "--allow-code (in Python: allow_code=True); look at the files first, and leave out rules to "
    "simulate without them."
)


@dataclass(frozen=True)
class FileFunction:
    """A function of a file, equal to another one of the same text and name.

    Attributes:
        code: where it comes from.
        py_func: the function.
    """

    code: OwnCode
    py_func: Any = field(compare=False, repr=False)

    @property
    def __name__(self) -> str:
        """File and function, for messages and reports."""
        return str(self.code)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file's text and the function's name."""
        return hashlib.sha256(f"{self.code.function}\n{self.code.text}".encode()).hexdigest()

    def __call__(self, facts: Any) -> Any:
        """Answer as the function does."""
        return self.py_func(facts)


def check_allowed(named: Mapping[str, OwnCode]) -> None:
    """Refuse functions that are not allowed to run; raises InputError."""
    refused = [f"rules.{name}: {code}" for name, code in named.items() if not code.allowed]
    if refused:
        raise InputError(NOT_ALLOWED.format(named=", ".join(refused)))


def functions_of(named: Mapping[str, OwnCode]) -> dict[str, FileFunction]:
    """The functions that a scenario names, by the decision they take.

    Raises:
        InputError: they are not allowed, or their file cannot be run.
    """
    check_allowed(named)
    return {name: _function_of(code) for name, code in named.items()}


@cache
def _function_of(code: OwnCode) -> FileFunction:
    """Run a file once a process, and take the function from it."""
    names: dict[str, Any] = {"__name__": "rules_of_the_scenario", "__file__": code.file}
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
            warnings.simplefilter("ignore")
            exec(compile(code.text, code.file, "exec", dont_inherit=True), names)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # a file may also end with SystemExit
        told = visible_lines(f"{type(error).__name__}: {error}")
        raise InputError(f"The rules file {code.file} cannot be run: {told}.") from None
    function = names.get(code.function)
    if not callable(function):
        raise InputError(f"The rules file {code.file} leaves no function '{code.function}'.")
    return FileFunction(code, function)
