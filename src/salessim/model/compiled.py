"""The one place where rules are marked for compiling.

Marks say what a function is handed: a `formula` takes plain numbers, a `rule` takes the
world. A world is some fifty tables; handing them over one by one costs more than most rules do,
and compiling functions of so many arguments takes minutes. So a compiled rule is handed one
number, the address of the tables' descriptors (`descriptors`), and still says `world.reps[rep]`.
Run plainly, a rule is handed the world itself.

No mark counts references or allocates (`_nrt=False`): a world's tables outlive its run. Division
follows NumPy (no exception), and `fastmath` is never on, so that a rule gives the same bits
compiled and plain. `NUMBA_DISABLE_JIT=1` leaves all of them plain functions.
"""

import ctypes
import hashlib
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, cfunc, config, from_dtype, njit, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)

from salessim import elementary

SHORT_BYTES = 450
"""Rules of at most so many bytes of Python's code are compiled into their callers: a call costs
more than what they do. Found by trying; on the whole it made the driver half as fast again."""


def _marked[Rule: Callable[..., object]](function: Rule, *, in_callers: bool | None = None) -> Rule:
    if in_callers is None:
        in_callers = len(function.__code__.co_code) <= SHORT_BYTES
    compiled = njit(error_model="numpy", _nrt=False, forceinline=in_callers)(function)
    if config.DISABLE_JIT:
        return compiled  # type: ignore[no-any-return]
    for_arguments = compiled.get_call_template

    def get_call_template(arguments: Any, named: Any) -> Any:
        """Compile a rule once for all whole numbers, not once for each constant in a call."""
        plain = tuple(types.unliteral(argument) for argument in arguments)
        return for_arguments(plain, {name: types.unliteral(kind) for name, kind in named.items()})

    compiled.get_call_template = get_call_template
    return compiled  # type: ignore[no-any-return]


def formula[Rule: Callable[..., object]](function: Rule) -> Rule:
    """Mark a function of plain numbers."""
    return _marked(function)


def rule[Rule: Callable[..., object]](function: Rule) -> Rule:
    """Mark a function of the world."""
    return _marked(function)


def frequent_rule[Rule: Callable[..., object]](function: Rule) -> Rule:
    """Mark a function of the world that most events pass: it is compiled into its callers."""
    return _marked(function, in_callers=True)


def rare_rule[Rule: Callable[..., object]](function: Rule) -> Rule:
    """Mark a function of the world that stands in many places and is seldom run."""
    return _marked(function, in_callers=False)


def plain[Rule: Callable[..., object]](function: Rule) -> Rule:
    """Return a rule as plain Python together with all rules that it calls.

    What a plan expects is worked out from rules one case at a time: too few cases for compiling.
    Where a rule only reckons (no branch, no `math`), arrays may stand for its numbers.
    """
    source = getattr(function, "py_func", function)
    if source not in _PLAIN:
        names = dict(source.__globals__)
        twin = FunctionType(
            source.__code__, names, source.__name__, source.__defaults__, source.__closure__
        )
        _PLAIN[source] = twin
        for name in source.__code__.co_names:
            if hasattr(names.get(name), "py_func"):
                names[name] = plain(names[name])
    return _PLAIN[source]


_PLAIN: dict[Any, Any] = {}


@intrinsic
def _bits_of_double(typing: Any, number: types.Float) -> Any:
    """Read the 64 bits of a double as an integer."""

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), lower


@intrinsic
def _double_of_bits(typing: Any, bits: types.Integer) -> Any:
    """Make the double that has these 64 bits."""

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), lower


_TWINS: dict[Any, Any] = {
    elementary.bits_of: _bits_of_double,
    elementary.double_of: _double_of_bits,
}
"""Compiled twins of plain functions; these two are a machine's instruction each."""


def compiled_twin[Formula: Callable[..., object]](function: Formula) -> Formula:
    """Return a plain function of numbers compiled together with the functions that it calls.

    The module that it stands in needs no compiler, and is used by who has none.
    """
    if config.DISABLE_JIT:
        return function
    if function not in _TWINS:
        names = dict(function.__globals__)
        twin = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
        for name in function.__code__.co_names:
            called = names.get(name)
            if isinstance(called, FunctionType) and called.__module__ == function.__module__:
                names[name] = compiled_twin(called)
        _TWINS[function] = _marked(twin)
        _PLAIN[twin] = function
    return _TWINS[function]


class WorldAddress(types.Type):  # type: ignore[misc]
    """The type of an address at which a world's table descriptors lie.

    tables: the numba types of a world's tables.
    """

    def __init__(self, tables: types.NamedTuple) -> None:
        self.tables = tables
        self.places: dict[str, int] = {}
        """Where each table's descriptor begins, in words of eight bytes."""
        words = 0
        for name, table in zip(tables.fields, tables.types, strict=True):
            self.places[name] = words
            words += 1 + table.ndim
        # The name stands in the symbol of every rule: all tables spelled out would be kilobytes.
        digest = hashlib.sha256(str(tables).encode()).hexdigest()[:16]
        super().__init__(name=f"WorldAddress_{digest}")


def descriptors(world: tuple[np.ndarray, ...]) -> np.ndarray:
    """Return what compiled rules read of a world: of each table its address and its shape.

    The result must be kept while its address is in use, and made again for tables that are not
    the same arrays.
    """
    words: list[int] = []
    for table in world:
        assert table.flags.c_contiguous
        words += (table.ctypes.data, *table.shape)
    return np.array(words, np.int64)


@register_model(WorldAddress)
class _AddressModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, world: WorldAddress) -> None:
        super().__init__(manager, world, ir.IntType(64).as_pointer())


@unbox(WorldAddress)  # type: ignore[untyped-decorator]
def _unbox_address(world: WorldAddress, number: Any, context: Any) -> NativeValue:
    """Take the address from a Python integer."""
    address = context.pyapi.long_as_voidptr(number)
    return NativeValue(context.builder.bitcast(address, ir.IntType(64).as_pointer()))


@infer_getattr
class _TableOfWorld(AttributeTemplate):  # type: ignore[misc]
    key = WorldAddress

    def generic_resolve(self, world: WorldAddress, name: str) -> Any:
        """Return the type of a table."""
        fields = world.tables.fields
        return world.tables.types[fields.index(name)] if name in fields else None


@lower_getattr_generic(WorldAddress)
def _load_table(context: Any, builder: Any, world: WorldAddress, address: Any, name: str) -> Any:
    """Make the array that rules read and write from a table's descriptor."""
    kind = world.tables.types[world.tables.fields.index(name)]
    first = world.places[name]
    table = cgutils.create_struct_proxy(kind)(context, builder)
    pointer = builder.bitcast(address, table.data.type.as_pointer())
    data = _load_fixed(builder, pointer, first)
    shape = [_load_fixed(builder, address, first + 1 + place) for place in range(kind.ndim)]
    itemsize = context.get_constant(
        types.intp, context.get_abi_sizeof(context.get_data_type(kind.dtype))
    )
    strides = [itemsize]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    context.populate_array(
        table,
        data=data,
        shape=shape,
        strides=strides,
        itemsize=itemsize,
        meminfo=None,
    )
    return table._getvalue()


def _load_fixed(builder: Any, address: Any, place: int) -> Any:
    """Load a word that no rule changes, and let the compiler know it."""
    word = builder.load(cgutils.gep_inbounds(builder, address, place))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


CACHE_LINE = 64
LINES = 3
"""Cache lines of a row that are fetched: what most events ask stands first in a row."""


@intrinsic
def _fetch_compiled(typing: Any, table: types.Array, row: types.Integer) -> Any:
    """Have the processor bring a row into its cache while it goes on with something else."""

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = ir.IntType(32)
        prefetch = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number]),
            "llvm.prefetch.p0",
        )
        rows = cgutils.create_struct_proxy(table)(context, builder, value=arguments[0])
        first = builder.bitcast(builder.gep(rows.data, [arguments[1]]), cgutils.voidptr_t)
        to_read, for_long, data = number(0), number(3), number(1)
        for line in range(LINES):
            place = builder.gep(first, [ir.IntType(64)(line * CACHE_LINE)])
            builder.call(prefetch, [place, to_read, for_long, data])
        return context.get_dummy_value()

    return types.void(table, types.int64), lower


def _fetch_plain(table: np.ndarray, row: int) -> None:
    pass


fetch = _fetch_plain if config.DISABLE_JIT else _fetch_compiled
"""Have a table's row brought near, because it is needed soon. It changes nothing else."""


ANSWER = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_void_p)
"""A function that is called by its address: handed the address of a row, it answers a number."""


TELLING = ("NameError", "No implementation", "Unsupported", "Use of", "Unknown attribute")
"""How the line begins that tells most in what the compiler says."""


class UncompilableError(Exception):
    """A function uses what cannot be compiled."""


def callable_by_address(function: Callable[..., Any], row: np.dtype) -> Any:
    """Compile a function of one row of facts so that `call_at` may call `.address`.

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


@intrinsic
def _call_compiled(typing: Any, address: types.Integer, facts: types.Array) -> Any:
    """Call the function at an address with the address of the first row of `facts`."""

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        anything = cgutils.voidptr_t
        function = ir.FunctionType(ir.DoubleType(), [anything])
        table = cgutils.create_struct_proxy(facts)(context, builder, value=arguments[1])
        called = builder.inttoptr(arguments[0], function.as_pointer())
        return builder.call(called, [builder.bitcast(table.data, anything)])

    return types.float64(types.int64, facts), lower


def _call_plain(address: int, facts: np.ndarray) -> float:
    return ANSWER(int(address))(facts.ctypes.data)


call_at = _call_plain if config.DISABLE_JIT else _call_compiled
"""Call the function at an address with a table of one row of facts; return its answer."""
