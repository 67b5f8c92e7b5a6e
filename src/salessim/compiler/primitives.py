"""What rules ask of the machine itself, in Python; `lowering` has the same as instructions."""

from __future__ import annotations

import ctypes
import struct
from typing import TYPE_CHECKING

from salessim.compiler.marks import primitive

if TYPE_CHECKING:
    import numpy as np

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
