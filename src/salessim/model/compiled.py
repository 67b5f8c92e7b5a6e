"""The one place where rules are marked for compiling.

Three marks, by what a function is handed:

- `formula`: plain numbers in, a number out; the compiler decides where it stands.
- `rule`: works on the world and is on the path of most events; it is set into its caller,
  because handing over a world of some thirty tables costs more than most rules do.
- `seldom`: works on the world a few times a month; it is called, which keeps compiling short.

None of them counts references or allocates (`_nrt=False`): a world's tables outlive its run.
Division follows NumPy (no exception), and no mark allows `fastmath`, so that a rule gives the
same bits compiled and plain. `NUMBA_DISABLE_JIT=1` leaves them all as plain functions.
"""

from collections.abc import Callable
from typing import TypeVar

from numba import njit

Rule = TypeVar("Rule", bound=Callable[..., object])


def formula(function: Rule) -> Rule:
    """Mark a function of plain numbers."""
    return njit(error_model="numpy", _nrt=False)(function)  # type: ignore[no-any-return]


def rule(function: Rule) -> Rule:
    """Mark a rule that stands in most events."""
    return njit(error_model="numpy", _nrt=False, forceinline=True)(function)  # type: ignore[no-any-return]


def seldom(function: Rule) -> Rule:
    """Mark a rule that few events need."""
    return njit(error_model="numpy", _nrt=False)(function)  # type: ignore[no-any-return]
