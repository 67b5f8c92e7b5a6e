"""What Python functions are handed: read as a scenario's figures are, or refused in a sentence.

Each function returns the value in plain Python's type, or raises an `InputError` that names the
argument, what it was given and what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from inspect import signature
from math import inf, isfinite
from numbers import Integral, Real
from os import PathLike, fsdecode, fsencode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salessim.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST = 60
"""Characters that are shown of a value."""


def refusal(name: str, value: object, allowed: str) -> InputError:
    """The error of an argument that cannot be used; the caller raises it."""
    return InputError(f"'{name}' is {shown(value)}; allowed: {allowed}.")


def shown(value: object) -> str:
    """A value as Python writes it, short."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # a whole number of thousands of digits, or a class of the user's own
        text = f"a value of type {type(value).__name__}"
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def integer(name: str, value: object, least: int, most: int | None = None) -> int:
    """A whole number of any width, or a float that is one."""
    whole = isinstance(value, Integral) or (isinstance(value, float) and value.is_integer())
    if whole and not isinstance(value, bool):
        number = int(value)  # type: ignore[call-overload]
        if least <= number and (most is None or number <= most):
            return number
    ends = f"of {least} or more" if most is None else f"from {least} to {most}"
    raise refusal(name, value, f"a whole number {ends}")


def real(
    name: str, value: object, low: float = -inf, high: float = inf, *, above: bool = False
) -> float:
    """A finite number from `low` (above it where `above` is set) to `high`."""
    if is_number(value):
        number = float(value)  # type: ignore[arg-type]
        if low <= number <= high and not (above and number == low):
            return number
    start = "" if low == -inf else f" above {low:g}" if above else f" from {low:g}"
    end = "" if high == inf else f" to {high:g}" if start else f" up to {high:g}"
    if start and not end and not above:
        start = f" of {low:g} or more"
    raise refusal(name, value, f"a number{start}{end}")


def is_number(value: object) -> bool:
    """Whether something is a finite number, of Python's or of numpy's types."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False


def numbers(name: str, values: object, length: int | None = None) -> NDArray[np.float64]:
    """A list of numbers, one for all where `length` is given; they need not be finite."""
    import numpy as np  # here, since --help does without

    allowed = "numbers" if length is None else f"one number or {length}"
    try:
        given = np.asarray(values)
        if given.dtype.kind == "O" and all(isinstance(one, Real) for one in given.flat):
            given = given.astype(np.float64)
        if given.dtype.kind not in "iuf":
            raise refusal(name, values, allowed)
        array = given.astype(np.float64)
        return array if length is None else np.broadcast_to(array, length).copy()
    except (TypeError, ValueError, OverflowError):
        raise refusal(name, values, allowed) from None


def sequence(name: str, values: Any, of: str) -> list[Any]:
    """The entries of a list, a tuple or an array."""
    if isinstance(values, list | tuple) or getattr(values, "ndim", None):
        return list(values)
    raise refusal(name, values, f"a list of {of}")


def entries(name: str, values: Any, of: str) -> list[Any]:
    """The entries of anything that can be gone through, but a text."""
    try:
        if isinstance(values, Iterable) and not isinstance(values, str | bytes):
            return list(values)
    except Exception:  # an array of no dimension, or a class of the user's own
        pass
    raise refusal(name, values, f"a list of {of}")


def share(name: str, value: object, such_as: float = 0.01) -> float:
    """A share between 0 and 1, both excluded."""
    if is_number(value) and 0 < float(value) < 1:  # type: ignore[arg-type]
        return float(value)  # type: ignore[arg-type]
    raise refusal(name, value, f"a share above 0 and below 1, such as {such_as:g}")


def choice[W: str](name: str, value: W, words: Collection[str]) -> W:
    """One of a few words."""
    if isinstance(value, str) and value in words:
        return value
    raise refusal(name, value, " or ".join(words) if len(words) == 2 else ", ".join(words))


def truth(name: str, value: object) -> bool:
    """True or False."""
    if isinstance(value, bool) or type(value).__name__ == "bool":  # numpy's is no bool of Python
        return bool(value)
    raise refusal(name, value, "True or False")


def text(name: str, value: str) -> str:
    """A text."""
    if isinstance(value, str):
        return value
    raise refusal(name, value, "a text")


def function[F: Callable[..., Any]](name: str, value: F, takes: int) -> F:
    """Something that can be called with so many values."""
    try:
        if callable(value):
            signature(value).bind(*[None] * takes)
            return value
    except TypeError:  # it takes another number
        pass
    except ValueError:  # what is built in may have no signature
        if not isinstance(value, type):
            return value
    raise refusal(name, value, f"a function of {takes} arguments")


def functions(name: str, values: Any) -> tuple[Callable[..., Any], ...]:
    """A list of functions."""
    if isinstance(values, list | tuple) and all(callable(value) for value in values):
        return tuple(values)
    raise refusal(name, values, "a list of functions")


def mapping[K, V](name: str, value: Mapping[K, V], example: str) -> Mapping[K, V]:
    """A map whose keys are texts."""
    found = mapped(value)
    if found is not None and all(isinstance(key, str) for key in found):
        return found
    raise refusal(name, value, f"a map such as {example}")


def mapped(value: object) -> dict[Any, Any] | None:
    """What a map holds; None for what is none, and for one that cannot be gone through."""
    try:
        return dict(value) if isinstance(value, Mapping) else None
    except Exception:  # a class of the user's own
        return None


def amounts(name: str, value: Any, example: str) -> dict[str, float]:
    """A map of texts to numbers of 0 or more."""
    return {
        key: real(f"{name}: {key}", one, 0.0) for key, one in mapping(name, value, example).items()
    }


def share_ranges(name: str, value: Any) -> dict[str, tuple[float, float]]:
    """A map of texts to two shares from 0 to 1."""
    ranges = {}
    for key, ends in mapping(name, value, "{'gold': (0.2, 0.4)}").items():
        if not (isinstance(ends, list | tuple) and len(ends) == 2):
            raise refusal(f"{name}: {key}", ends, "two shares such as (0.2, 0.4)")
        low, high = (real(f"{name}: {key}", end, 0.0, 1.0) for end in ends)
        ranges[key] = (low, high)
    return ranges


def texts(name: str, value: Any) -> dict[str, str]:
    """A map of texts to texts."""
    example = "{'channels.web.budget': '2k..8k a month'}"
    found = mapping(name, value, example)
    return {text(name, key): text(f"{name}: {key}", each) for key, each in found.items()}


def instance[T](name: str, value: object, kind: type[T], allowed: str) -> T:
    """An object of a class."""
    if isinstance(value, kind):
        return value
    raise refusal(name, value, allowed)


def path(name: str, value: Path | str | PathLike[str]) -> Path:
    """The name of a file or a folder."""
    try:
        named = fsencode(value)
    except (TypeError, ValueError):  # no name, or letters that no system takes
        named = b""
    if named and b"\0" not in named and not isinstance(value, bytes):
        return Path(fsdecode(value))
    raise refusal(name, value, "the name of a file or a folder")
