"""What numba does not know: a world by its address, and the primitives as instructions.

A world is some fifty tables; handing them over one by one costs more than most rules do, and
compiling functions of so many arguments takes minutes. So a compiled rule is handed one number,
the address of the tables' descriptors, and still says `world.reps[rep]`.
"""

import hashlib
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    models,
    register_model,
)
from numba.np.numpy_support import as_dtype

from salessim.compiler.marks import bits_of, call_at, double_of, fetch

CACHE_LINE = 64
LINES = 3
"""Cache lines of a row that are fetched: what most events ask stands first in a row."""


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


@register_model(WorldAddress)
class _AddressModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, world: WorldAddress) -> None:
        super().__init__(manager, world, ir.IntType(64).as_pointer())


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
    itemsize = context.get_constant(types.intp, as_dtype(kind.dtype).itemsize)
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


@intrinsic
def _bits_of(typing: Any, number: types.Float) -> Any:
    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), lower


@intrinsic
def _double_of(typing: Any, bits: types.Integer) -> Any:
    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), lower


@intrinsic
def _fetch(typing: Any, table: types.Array, row: types.Integer) -> Any:
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


@intrinsic
def _call_at(typing: Any, address: types.Integer, parameters: types.Array) -> Any:
    """Call the function at an address with the address of the first row."""

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        anything = cgutils.voidptr_t
        function = ir.FunctionType(ir.DoubleType(), [anything])
        table = cgutils.create_struct_proxy(parameters)(context, builder, value=arguments[1])
        called = builder.inttoptr(arguments[0], function.as_pointer())
        return builder.call(called, [builder.bitcast(table.data, anything)])

    return types.float64(types.int64, parameters), lower


INSTRUCTIONS: dict[Any, Any] = {
    bits_of: _bits_of,
    double_of: _double_of,
    fetch: _fetch,
    call_at: _call_at,
}
"""What the compiler puts in place of each primitive."""
