"""The one place where rules are marked for compiling.

Two marks, by what a function is handed: a `formula` takes plain numbers, a `rule` takes the
world. A world is some forty tables; handing them over one by one costs more than most rules do,
and compiling functions of so many arguments takes minutes. So `at(world)` puts the tables'
descriptors in one place in memory, and compiled rules are handed its address; they still say
`world.reps[rep]`. Run plainly, `at` hands over the world itself.

No mark counts references or allocates (`_nrt=False`): a world's tables outlive its run. Division
follows NumPy (no exception), and `fastmath` is never on, so that a rule gives the same bits
compiled and plain. `NUMBA_DISABLE_JIT=1` leaves all of them plain functions.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from numba import config, njit, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    models,
    register_model,
)


def _marked[Rule: Callable[..., object]](function: Rule) -> Rule:
    compiled = njit(error_model="numpy", _nrt=False)(function)
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


class WorldAddress(types.Type):  # type: ignore[misc]
    """The type of an address at which a world's table descriptors lie."""

    def __init__(self, tables: types.NamedTuple) -> None:
        self.tables = tables
        # The name stands in the symbol of every rule: all tables spelled out would be kilobytes.
        digest = hashlib.sha256(str(tables).encode()).hexdigest()[:16]
        super().__init__(name=f"WorldAddress_{digest}")


@register_model(WorldAddress)
class _AddressModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, world: WorldAddress) -> None:
        descriptors = manager.lookup(world.tables).get_value_type()
        super().__init__(manager, world, descriptors.as_pointer())


@infer_getattr
class _TableOfWorld(AttributeTemplate):  # type: ignore[misc]
    key = WorldAddress

    def generic_resolve(self, world: WorldAddress, name: str) -> Any:
        """Return the type of a table."""
        fields = world.tables.fields
        return world.tables.types[fields.index(name)] if name in fields else None


@lower_getattr_generic(WorldAddress)
def _load_table(context: Any, builder: Any, world: WorldAddress, address: Any, name: str) -> Any:
    """Load a table's descriptor."""
    place = world.tables.fields.index(name)
    return builder.load(cgutils.gep_inbounds(builder, address, 0, place))


@intrinsic
def _address(typing: Any, world: types.NamedTuple) -> Any:
    """Put a world's descriptors on the stack and return their address."""

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return cgutils.alloca_once_value(builder, arguments[0])

    return WorldAddress(world)(world), lower


def _itself(world: Any) -> Any:
    return world


at = _itself if config.DISABLE_JIT else _address
"""Return what rules are handed of a world."""
