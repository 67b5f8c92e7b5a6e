"""What numba does not know: a world, its tables and rows, and the primitives as instructions.

A world is some hundred tables; handing them over one by one costs more than most rules do, and
compiling functions of so many arguments takes minutes. So a compiled rule is handed one number,
the address of the tables' descriptors, and still says `world.reps[rep]`.

numba's own arrays and records would do, but tables are simpler, and rules are the faster for it:
a negative place is no place (numba counts it from the end, at each access), and a write to one
column is known to leave all others as they were, so that what was read stays in registers. Whole
numbers are 64 bits wide to rules, however narrow they lie in the table.
"""

import hashlib
import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_global,
    signature,
)
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
)

from salessim.compiler.marks import bits_of, call_at, double_of, fetch

CACHE_LINE = 64
LINES = 3
"""Cache lines of a row that are fetched: what most events ask stands first in a row."""

WORD, BYTE = ir.IntType(64), ir.IntType(8)


class _Cell:
    """A number in memory: a column of a row, or an element of a table of numbers."""

    def __init__(self, dtype: np.dtype, offset: int, column: str) -> None:
        self.kind: Any = from_dtype(dtype)
        """As rules see it."""
        self.signed = isinstance(self.kind, types.Integer) and self.kind.signed
        self.stored: Any = ir.DoubleType()
        if isinstance(self.kind, types.Integer):
            self.stored = ir.IntType(8 * dtype.itemsize)
            self.kind = types.int64 if self.signed else types.uint64
        self.align = dtype.alignment
        self.offset = offset
        self.column = column

    def load(self, builder: Any, address: Any) -> Any:
        """Read it."""
        number = builder.load(self._place(builder, address), align=self.align)
        self._say_which(builder, number)
        if self.stored is ir.DoubleType() or self.stored == WORD:
            return number
        return builder.sext(number, WORD) if self.signed else builder.zext(number, WORD)

    def store(self, builder: Any, address: Any, number: Any) -> None:
        """Write it."""
        if self.stored != number.type:
            number = builder.trunc(number, self.stored)
        written = builder.store(number, self._place(builder, address), align=self.align)
        self._say_which(builder, written)

    def _place(self, builder: Any, address: Any) -> Any:
        place = builder.gep(address, [WORD(self.offset)], inbounds=True)
        return builder.bitcast(place, self.stored.as_pointer())

    def _say_which(self, builder: Any, access: Any) -> None:
        """Let the compiler know that a write to another column leaves this one as it is.

        A table of numbers may be what columns are views of: all doubles of rows count as its parts.
        """
        module = builder.module
        kind = module.add_metadata([f"{self.stored}"])
        for name in (f"table of {self.stored}", self.column):
            if name:
                kind = module.add_metadata([name, kind, WORD(0)])
        access.set_metadata("tbaa", module.add_metadata([kind, kind, WORD(0)]))


class RowAddress(types.Type):  # type: ignore[misc]
    """The type of a row: an address, with numbers at known distances from it."""

    def __init__(self, dtype: np.dtype) -> None:
        name = _name_of("Row", dtype)
        self.cells = {
            column: _Cell(each, offset, f"{column} of {name}")
            for column, (each, offset, *_) in (dtype.fields or {}).items()
        }
        super().__init__(name=name)


class TableAddress(types.Type):  # type: ignore[misc]
    """The type of a table: the address of its descriptor, which holds its address and its shape."""

    def __init__(self, dtype: np.dtype, dimensions: int) -> None:
        self.dimensions = dimensions
        self.row_bytes = dtype.itemsize
        self.cell = None if dtype.names else _Cell(dtype, 0, "")
        self.row: Any = RowAddress(dtype) if self.cell is None else self.cell.kind
        super().__init__(name=_name_of(f"Table{dimensions}", dtype))


class WorldAddress(types.Type):  # type: ignore[misc]
    """The type of an address at which a world's table descriptors lie."""

    def __init__(self, world: Any) -> None:
        self.tables: dict[str, TableAddress] = {}
        self.places: dict[str, int] = {}
        """Where each table's descriptor begins, in words of eight bytes."""
        words = 0
        for name, table in world._asdict().items():
            self.tables[name] = TableAddress(table.dtype, table.ndim)
            self.places[name] = words
            words += 1 + table.ndim
        super().__init__(name=_name_of("WorldAddress", sorted(self.tables.items())))


def _name_of(kind: str, described: object) -> str:
    """A short name: it stands in the symbol of every rule, where all columns would be kilobytes."""
    return f"{kind}_{hashlib.sha256(str(described).encode()).hexdigest()[:12]}"


@register_model(WorldAddress)
@register_model(TableAddress)
class _WordsModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: types.Type) -> None:
        super().__init__(manager, kind, WORD.as_pointer())


@register_model(RowAddress)
class _RowModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, row: RowAddress) -> None:
        super().__init__(manager, row, BYTE.as_pointer())


@infer_getattr
class _TableOfWorld(AttributeTemplate):  # type: ignore[misc]
    key = WorldAddress

    def generic_resolve(self, world: WorldAddress, name: str) -> Any:
        """Return the type of a table."""
        return world.tables.get(name)


@infer_getattr
class _ShapeOfTable(AttributeTemplate):  # type: ignore[misc]
    key = TableAddress

    def resolve_shape(self, table: TableAddress) -> Any:
        """Return the type of a shape."""
        return types.UniTuple(types.int64, table.dimensions)


@infer_getattr
class _ColumnOfRow(AttributeTemplate):  # type: ignore[misc]
    key = RowAddress

    def generic_resolve(self, row: RowAddress, name: str) -> Any:
        """Return the type of a column."""
        return row.cells[name].kind if name in row.cells else None


@infer_global(operator.getitem)
class _RowOfTable(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        """Return the type of a row, or of a number, at a place in all dimensions."""
        table, place = args
        if isinstance(table, TableAddress) and (plain := _plain_place(table, place)):
            return signature(table.row, table, plain)
        return None


@infer_global(operator.setitem)
class _WriteToTable(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        """Take a number for a place in all dimensions of a table of numbers."""
        table, place, _ = args
        if isinstance(table, TableAddress) and table.cell and (plain := _plain_place(table, place)):
            return signature(types.none, table, plain, table.row)
        return None


def _plain_place(table: TableAddress, place: types.Type) -> Any:
    """Return the type of a place, whole numbers of 64 bits, or None for what is no place."""
    if isinstance(place, types.Integer):
        return types.int64 if table.dimensions == 1 else None
    if isinstance(place, types.BaseTuple) and len(place) == table.dimensions:
        return types.UniTuple(types.int64, table.dimensions)
    return None


@lower_getattr_generic(WorldAddress)
def _load_table(context: Any, builder: Any, world: WorldAddress, address: Any, name: str) -> Any:
    return cgutils.gep_inbounds(builder, address, world.places[name])


@lower_getattr_generic(TableAddress)
def _load_shape(context: Any, builder: Any, table: TableAddress, descriptor: Any, name: str) -> Any:
    return cgutils.pack_array(builder, _shape(builder, table, descriptor))


@lower_getattr_generic(RowAddress)
def _load_column(context: Any, builder: Any, row: RowAddress, address: Any, name: str) -> Any:
    return row.cells[name].load(builder, address)


@lower_setattr_generic(RowAddress)
def _store_column(context: Any, builder: Any, kinds: Any, arguments: Any, name: str) -> None:
    row, given = kinds.args
    address, number = arguments
    cell = row.cells[name]
    cell.store(builder, address, context.cast(builder, number, given, cell.kind))


@lower_builtin(operator.getitem, TableAddress, types.Any)
def _load_row(context: Any, builder: Any, kinds: Any, arguments: Any) -> Any:
    table, place = kinds.args
    address = _row_address(context, builder, table, place, arguments)
    return address if table.cell is None else table.cell.load(builder, address)


@lower_builtin(operator.setitem, TableAddress, types.Any, types.Any)
def _store_number(context: Any, builder: Any, kinds: Any, arguments: Any) -> Any:
    table, place, _ = kinds.args
    address = _row_address(context, builder, table, place, arguments)
    table.cell.store(builder, address, arguments[2])
    return context.get_dummy_value()


def _row_address(
    context: Any, builder: Any, table: TableAddress, place: Any, arguments: Any
) -> Any:
    """Return the address of the row at a place; it may be read only if it is one of the table's."""
    descriptor, given = arguments[0], arguments[1]
    places = cgutils.unpack_tuple(builder, given) if table.dimensions > 1 else [given]
    if isinstance(place, types.BaseTuple) and table.dimensions == 1:
        places = cgutils.unpack_tuple(builder, given)
    shape = _shape(builder, table, descriptor)
    row: Any = None
    for axis, (number, length) in enumerate(zip(places, shape, strict=True)):
        if context.enable_boundscheck:
            # A row that is none may be named, as long as nobody looks at it.
            last = builder.icmp_signed("==", number, WORD(-1))
            number = builder.select(last, builder.sub(length, WORD(1)), number)
            cgutils.do_boundscheck(context, builder, number, length, axis)
        row = number if row is None else builder.add(builder.mul(row, length), number)
    first = builder.inttoptr(_load_fixed(builder, descriptor, 0), BYTE.as_pointer())
    return builder.gep(first, [builder.mul(row, WORD(table.row_bytes))])


def _shape(builder: Any, table: TableAddress, descriptor: Any) -> list[Any]:
    return [_load_fixed(builder, descriptor, 1 + axis) for axis in range(table.dimensions)]


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
def _fetch(typing: Any, table: TableAddress, row: types.Integer) -> Any:
    """Have the processor bring a row into its cache while it goes on with something else."""

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = ir.IntType(32)
        prefetch = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number]),
            "llvm.prefetch.p0",
        )
        first = _row_address(context, builder, table, types.int64, arguments)
        to_read, for_long, data = number(0), number(3), number(1)
        for line in range(LINES):
            place = builder.gep(first, [ir.IntType(64)(line * CACHE_LINE)])
            builder.call(prefetch, [place, to_read, for_long, data])
        return context.get_dummy_value()

    return types.void(table, types.int64), lower


@intrinsic
def _call_at(typing: Any, address: types.Integer, parameters: TableAddress) -> Any:
    """Call the function at an address with the address of the first row."""

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        anything = cgutils.voidptr_t
        function = ir.FunctionType(ir.DoubleType(), [anything])
        called = builder.inttoptr(arguments[0], function.as_pointer())
        row = builder.inttoptr(_load_fixed(builder, arguments[1], 0), anything)
        return builder.call(called, [row])

    return types.float64(types.int64, parameters), lower


INSTRUCTIONS: dict[Any, Any] = {
    bits_of: _bits_of,
    double_of: _double_of,
    fetch: _fetch,
    call_at: _call_at,
}
"""What the compiler puts in place of each primitive."""
