"""Functions of a user's own that a scenario names: which file holds them, and what it says.

The text is read with the scenario, as data; it is run by the engine alone, and only where whoever
loads the scenario allows it (see docs/security.md).
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, field
from typing import Any

from salessim.scenario.kinds import Kind
from salessim.units import UnreadableError

LARGEST_CODE_BYTES = 100_000
EXAMPLE = "pay_rules.py:bonus"
TYPED = re.compile(r"(?P<file>[^:]+\.py)\s*:\s*(?P<function>[A-Za-z_]\w*)")


@dataclass(frozen=True)
class OwnCode:
    """A function in a file.

    Attributes:
        file: as typed, for messages.
        function: its name.
        text: of the whole file, as it was when the scenario was read.
        allowed: whether whoever loaded the scenario allows to run it.
    """

    file: str = field(compare=False)
    function: str
    text: str = field(repr=False)
    allowed: bool = field(compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.function}"


@dataclass(frozen=True)
class CodeFunction(Kind):
    """The name of a file and of a function in it."""

    @property
    def unit(self) -> str:
        """What stands there."""
        return "code"

    @property
    def allowed(self) -> str:
        """The form."""
        return "file.py:function; run with --allow-code only"

    @property
    def example(self) -> str:
        """A file and a function."""
        return EXAMPLE

    @property
    def sample(self) -> str:
        """The same."""
        return EXAMPLE

    def read(self, value: Any, currency: str | None) -> OwnCode:
        """What the file says; names were replaced by it when the scenario's files were read."""
        if isinstance(value, OwnCode):
            return value
        raise UnreadableError(f"a file and a function are needed here, such as {EXAMPLE}")


def parted(typed: str) -> tuple[str, str]:
    """The file and the function that a text names; raises UnreadableError."""
    match = TYPED.fullmatch(typed.strip())
    if match is None:
        raise UnreadableError(f"type a Python file and a function in it, such as {EXAMPLE}")
    return match["file"].strip(), match["function"]


def check_code(text: str, function: str) -> None:
    """Look at a file's text without running it: is it Python, and has it this function?

    Raises:
        UnreadableError: it is not, or has no such function, or one that takes no single argument.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        raise UnreadableError(f"the file is no Python: line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise UnreadableError("the file is no Python that can be read") from None
    found = {node.name: node.args for node in tree.body if isinstance(node, ast.FunctionDef)}
    if function not in found:
        names = ", ".join(found) or "none"
        raise UnreadableError(
            f"the file defines no function '{function}' at its top level; it has {names}"
        )
    of = found[function]
    positional = [*of.posonlyargs, *of.args]
    required = len(positional) - len(of.defaults)
    if required > 1 or not (positional or of.vararg) or None in of.kw_defaults:
        raise UnreadableError(f"the function '{function}' must take one argument, a row of facts")
