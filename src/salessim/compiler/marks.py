"""Marks of the functions that are compiled, and what rules ask of the machine itself.

Marks say what a function is handed: a `formula` takes plain numbers, a `rule` takes the world. A
marked function is otherwise left as it is: called from Python it runs as Python, with the same
bits. Division follows NumPy there and in machine code alike (no exception where rules divide by
numbers of a table), and `fastmath` is never on. A `primitive` stands here in Python; `lowering`
has it as instructions.
"""

from __future__ import annotations

import ctypes
import dis
import struct
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


SHORT_BYTES = 450
"""Rules of at most so many bytes of Python's code are compiled into their callers: a call costs
more than what they do. Found by trying; on the whole it made the driver half as fast again."""

_INTO_CALLERS: dict[object, bool] = {}
_PRIMITIVES: set[object] = set()


def _marked[Rule: Callable[..., Any]](function: Rule, into_callers: bool | None = None) -> Rule:
    if into_callers is None:
        into_callers = len(function.__code__.co_code) <= SHORT_BYTES
    _INTO_CALLERS[function] = into_callers
    return function


def formula[Rule: Callable[..., Any]](function: Rule) -> Rule:
    """Mark a function of plain numbers."""
    return _marked(function)


def rule[Rule: Callable[..., Any]](function: Rule) -> Rule:
    """Mark a function of the world."""
    return _marked(function)


def frequent_rule[Rule: Callable[..., Any]](function: Rule) -> Rule:
    """Mark a function of the world that most events pass: it is compiled into its callers."""
    return _marked(function, into_callers=True)


def rare_rule[Rule: Callable[..., Any]](function: Rule) -> Rule:
    """Mark a function of the world that stands in many places and is seldom run."""
    return _marked(function, into_callers=False)


def primitive[Rule: Callable[..., Any]](function: Rule) -> Rule:
    """Mark a function that the machine does in its own way; see `lowering`."""
    _PRIMITIVES.add(function)
    return function


def is_primitive(function: object) -> bool:
    """Whether the function has a machine's instruction of its own."""
    return function in _PRIMITIVES


def is_compiled_into_callers(function: object) -> bool:
    """Whether a marked function is compiled into those that call it."""
    return _INTO_CALLERS[function]


def called_by(function: FunctionType) -> dict[str, FunctionType]:
    """Return the marked functions that a function calls, by the names it has for them."""
    # Names of attributes stand beside those of globals: `world.log` is not the function `log`.
    names = {step.argval for step in dis.get_instructions(function) if step.opname == "LOAD_GLOBAL"}
    called = {name: function.__globals__.get(name) for name in sorted(names)}
    return {
        name: other
        for name, other in called.items()
        if isinstance(other, FunctionType) and (other in _INTO_CALLERS or other in _PRIMITIVES)
    }


def reached_from(entry: FunctionType) -> list[FunctionType]:
    """Return the entry and all marked functions that it reaches, callees first."""
    reached: dict[FunctionType, None] = {}

    def reach(function: FunctionType) -> None:
        for other in called_by(function).values():
            if other not in reached and not is_primitive(other):
                reach(other)
        reached[function] = None

    reach(entry)
    return list(reached)


ANSWER = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_void_p)
"""A function that is called by its address: handed the address of a row, it answers a number."""

_DOUBLE = struct.Struct("<d")
_INTEGER = struct.Struct("<q")


@primitive
def bits_of(x: float) -> int:
    """Return the 64 bits of a double as an integer."""
    bits: int = _INTEGER.unpack(_DOUBLE.pack(x))[0]
    return bits


@primitive
def double_of(bits: int) -> float:
    """Return the double with these 64 bits."""
    double: float = _DOUBLE.unpack(_INTEGER.pack(bits))[0]
    return double


@primitive
def fetch(table: np.ndarray, row: int) -> None:
    """Have a table's row brought near, because it is needed soon. It changes nothing else."""


@primitive
def call_at(address: int, parameters: np.ndarray) -> float:
    """Call the function at an address with a table of one row; return its answer."""
    answer: float = ANSWER(int(address))(parameters.ctypes.data)
    return answer
