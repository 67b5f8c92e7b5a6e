"""Functions of the user's own, compiled so that rules can call them by their address."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import carray, cfunc, from_dtype, njit, types

TELLING = ("NameError", "No implementation", "Unsupported", "Use of", "Unknown attribute")
"""How the line begins that tells most in what the compiler says."""


class UncompilableError(Exception):
    """A function uses what cannot be compiled."""


def callable_by_address(function: Callable[..., Any], row: np.dtype) -> Any:
    """Compile a function of one row so that `primitives.call_at` may call `.address`.

    Whatever it raises becomes the answer NaN. The result must be kept while it may be called.

    Raises:
        UncompilableError: it uses what cannot be compiled.
    """
    compiled = njit(function)

    def answer(address):  # type: ignore[no-untyped-def]
        try:
            return float(compiled(carray(address, 1)[0]))
        except Exception:
            return np.nan

    try:
        return cfunc(types.float64(types.CPointer(from_dtype(row))))(answer)
    except KeyError as error:
        raise UncompilableError(f"there is no fact {error}") from error
    except Exception as error:
        # The compiler meets whatever a user may write, and fails in as many ways.
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        telling = [line for line in lines if line.startswith(TELLING)] or lines[:1]
        raise UncompilableError(" ".join(telling[:1]).rstrip(".:")) from error
