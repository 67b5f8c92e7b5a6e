"""Rules of the user's own, made ready for either driver (see `model.state.slots`)."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from reprlib import Repr
from typing import TYPE_CHECKING, Any

import numpy as np

from salessim.arguments import refusal
from salessim.compiler.marks import ANSWER
from salessim.engine.own_code import FileFunction, functions_of
from salessim.errors import InputError
from salessim.model.state.codes import FIRST_BAD_ANSWER
from salessim.model.state.slots import SLOTS, Slot, facts_type
from salessim.near_words import did_you_mean
from salessim.scenario.checks.pay import NO_RATE_TABLES

if TYPE_CHECKING:
    from salessim.model.assembly import Inputs
    from salessim.model.state.tables import World

PROBES = (0.0, 1.0, 0.5, 12.0, 1000.0)
"""Values of all facts for which a function is tried before it is asked."""
PRECISION = 1e-9
"""Relative difference of two answers that is rounding."""

type OwnRule = Callable[[Any], float]
"""A plain function of one row of facts (see `model.state.slots`) that answers with one number."""


@dataclass(frozen=True)
class OwnRules:
    """The user's functions by slot. Empty: all rules are salessim's own."""

    functions: Mapping[str, OwnRule] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, function in self.functions.items():
            _check(name, function)

    @classmethod
    def of(cls, inputs: Inputs, typed: Mapping[str, OwnRule] | None = None) -> OwnRules:
        """The rules that a scenario names, and those typed in Python, which take their place.

        Raises:
            InputError: the scenario names functions that are not allowed, or cannot be used, or
                has what a function typed in Python excludes.
        """
        typed = typed or {}
        if "variable_pay" in typed and inputs.book.pay_moves_effort:
            raise InputError(f"rules: variable_pay: {NO_RATE_TABLES}")
        named = {name: code for name, code in inputs.own_code.items() if name not in typed}
        return cls({**functions_of(named), **typed})

    @property
    def names(self) -> dict[str, str]:
        """Name of the function in each filled slot, in the order of the slots."""
        return {slot.name: _name(function) for slot, function in self._filled()}

    @property
    def fingerprints(self) -> dict[str, str]:
        """SHA-256 of what each function says: its text, and the values it holds."""
        return {slot.name: _fingerprint(function) for slot, function in self._filled()}

    def ready(self, *, compiled: bool) -> ReadyRules:
        """Make the functions ready to be called by their address.

        Raises:
            InputError: a function cannot be compiled.
        """
        entries = {}
        for slot, function in self._filled():
            if not compiled:
                entries[slot.name] = _plain(slot, function)
            elif isinstance(function, FileFunction):
                entries[slot.name] = _compiled_once(slot, function)
            else:
                entries[slot.name] = _compiled(slot, function)
        return ReadyRules(self.functions, entries)

    def _filled(self) -> list[tuple[Slot, OwnRule]]:
        return [(slot, self.functions[slot.name]) for slot in SLOTS if slot.name in self.functions]


@dataclass(frozen=True)
class ReadyRules:
    """Functions that have addresses; kept as long as a world may call them."""

    functions: Mapping[str, OwnRule]
    entries: Mapping[str, Any]

    def fill(self, world: World) -> None:
        """Write the addresses into a world's slots."""
        for number, slot in enumerate(SLOTS):
            world.own_rules[number] = _address(self.entries.get(slot.name))

    def check(self, status: int, world: World) -> None:
        """Say what is wrong with an answer, if that is what stopped the world.

        Raises:
            InputError: the status says that a rule's answer cannot be used.
        """
        number = int(status) - FIRST_BAD_ANSWER
        if not 0 <= number < len(SLOTS):
            return
        slot = SLOTS[number]
        facts = slot.facts(*getattr(world, f"asked_{slot.name}")[0].item())
        raise _bad_answer(slot, self.functions[slot.name], facts)


def _bad_answer(slot: Slot, function: OwnRule, facts: Any) -> InputError:
    """The error that tells what a rule answered for some facts, and what it must answer with."""
    allowed = "a finite number" if slot.low < 0 else f"a number from {slot.low:g}"
    if slot.high == 1:
        allowed += " to 1"
    try:
        happened = f"answered {Repr().repr(_python_of(function)(facts))}"
    except Exception as error:
        happened = f"failed with {type(error).__name__}: {error}"
    return InputError(
        f"Your rule {slot.name} ({_name(function)}) {happened} for {facts}. "
        f"It must answer with {slot.answer}: {allowed}."
    )


def _address(entry: Any) -> int:
    """The address of a compiled function or of a plain one that ctypes wraps; 0 for none."""
    if entry is None:
        return 0
    if hasattr(entry, "address"):
        return int(entry.address)
    import ctypes

    return ctypes.cast(entry, ctypes.c_void_p).value or 0


def _check(name: str, function: object) -> None:
    names = [slot.name for slot in SLOTS]
    if name not in names:
        raise InputError(
            f"There is no rule '{name}'{did_you_mean(name, names)} Rules are {', '.join(names)}."
        )
    slot = SLOTS[names.index(name)]
    if not callable(function):
        raise refusal(f"rules: {name}", function, "a function of one argument")
    try:
        inspect.signature(_python_of(function)).bind(None)
    except (TypeError, ValueError):
        raise InputError(
            f"Rule {name} ({_name(function)}) takes one argument, "
            f"a row with {', '.join(slot.facts._fields)}."
        ) from None


@cache
def _compiled_once(slot: Slot, function: FileFunction) -> Any:
    """A function of a file, compiled once a process: its text does not change."""
    return _compiled(slot, function)


def _compiled(slot: Slot, function: OwnRule) -> Any:
    row = facts_type(SLOTS.index(slot))
    # numba takes half a second to import: only where there is something to compile.
    from salessim.compiler.linking import UncompilableError, callable_by_address

    try:
        compiled = callable_by_address(_python_of(function), row)
    except UncompilableError as error:
        for facts in _probes(slot):
            if not _is_number_or_fails(function, facts):
                raise _bad_answer(slot, function, facts) from None
        raise InputError(
            f"Rule {slot.name} ({_name(function)}) cannot be compiled: {error}. "
            f"It may use numbers, the module math, and {', '.join(slot.facts._fields)} of its "
            "argument. With engine='simpy' it runs as plain Python."
        ) from None
    _check_alike(slot, function, compiled, row)
    return compiled


def _check_alike(slot: Slot, function: OwnRule, compiled: Any, row: np.dtype) -> None:
    """Refuse a function whose compiled form answers otherwise than Python does."""
    for facts in _probes(slot):
        table = np.array([tuple(facts)], dtype=row)
        answers = _answer(function, facts), float(compiled.ctypes(table.ctypes.data))
        if not np.isclose(*answers, rtol=PRECISION, atol=0.0, equal_nan=True):
            raise InputError(
                f"Your rule {slot.name} ({_name(function)}) answers {answers[0]:g} in Python and "
                f"{answers[1]:g} when compiled, for {facts}. Compiled whole numbers have 64 bits: "
                "type them with a point, such as 2.0**70; and equal facts must have equal answers."
            )


def _probes(slot: Slot) -> list[Any]:
    """A few rows of facts on which a function is tried before it is asked."""
    return [slot.facts(*[value] * len(slot.facts._fields)) for value in PROBES]


def _is_number_or_fails(function: OwnRule, facts: Any) -> bool:
    try:
        answer: Any = _python_of(function)(facts)
    except Exception:
        return True
    return isinstance(answer, int | float | np.number | np.bool_)


def _answer(function: OwnRule, facts: Any) -> float:
    """What a function answers in Python; NaN where it fails or has no number.

    Asked again with the same facts, it tells the same in the message; see `ReadyRules.check`.
    """
    try:
        return float(_python_of(function)(facts))
    except Exception:
        return float("nan")


def _plain(slot: Slot, function: OwnRule) -> Any:
    length = len(slot.facts._fields)

    def answer(address: int) -> float:
        import ctypes

        facts = slot.facts(*(ctypes.c_double * length).from_address(address))
        return _answer(function, facts)

    return ANSWER(answer)


def _python_of(function: Any) -> OwnRule:
    """The plain function, also of one that the user compiled already."""
    plain: OwnRule = getattr(function, "py_func", function)
    return plain


def _name(function: Any) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _fingerprint(function: Any) -> str:
    if isinstance(function, FileFunction):
        return function.fingerprint
    python = _python_of(function)
    try:
        text = inspect.getsource(python)
    except (OSError, TypeError):
        code = getattr(python, "__code__", None)
        text = repr((code.co_code, code.co_consts, code.co_names) if code else python)
    held = []
    if inspect.isfunction(python):
        outside = inspect.getclosurevars(python)
        held = sorted({**outside.nonlocals, **outside.globals}.items())
    values = [(name, value) for name, value in held if isinstance(value, int | float | str)]
    return hashlib.sha256(f"{text}{values}".encode()).hexdigest()
