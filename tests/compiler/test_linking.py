"""What the compiler reaches into numba for: each piece held to what numba does by itself."""

from types import FunctionType
from typing import NamedTuple

import numpy as np
import pytest
from numba import njit
from numba.core import codegen, compiler, typed_passes, untyped_passes
from numba.core.compiler_machinery import PassManager
from numba.core.types.functions import BaseFunction

from salessim.compiler import linking
from salessim.compiler.marks import called_by, formula, is_primitive, reached_from, rule
from salessim.compiler.program import SYMBOL, _MachineCode, descriptors
from salessim.model.state.rows import row_type

ROW = row_type(("total", "f8"), ("steps", "i8"))


class World(NamedTuple):
    """A world of one table."""

    run: np.ndarray


WORLD = World(np.zeros(1, ROW))


@formula
def halves(number):
    """Return half of a number, and whether it is even."""
    return 0.5 * number, number % 2 == 0


@formula
def steps_to_one(number):
    """Return the length of Collatz's sequence."""
    steps = 0
    while number > 1:
        number = number // 2 if halves(number)[1] else 3 * number + 1
        steps += 1
    return steps


@rule
def add_up(world, first, last):
    """Add up the lengths of some sequences."""
    row = world.run[0]
    for number in range(first, last):
        row.steps += steps_to_one(number)
        row.total += halves(number)[0] / max(1.0, float(row.steps))


def entry(world, door, now, kind, entity):
    """Call a rule, and answer with a number."""
    add_up(world, now, kind)
    return world.run[0].steps + entity


NARROW = row_type(("small", "i1"), ("wide", "u8"), ("middle", "i4"), ("share", "f8"))
PARAMETER = row_type(("a", "f8"), ("b", "f8"))


class Tables(NamedTuple):
    """A world of tables of all kinds; `views` shows the numbers of `numbers`."""

    narrow: np.ndarray
    grid: np.ndarray
    numbers: np.ndarray
    views: np.ndarray


def tables() -> Tables:
    numbers = np.arange(4.0)
    grid = np.arange(6, dtype=np.int64).reshape(2, 3)
    return Tables(np.zeros(2, NARROW), grid, numbers, numbers.view(PARAMETER))


def reads_and_writes(world, door, now, kind, entity):
    """Read and write columns of every width, a table of two dimensions, and a view of another."""
    row = world.narrow[door]
    row.small = -now
    row.wide = 1 << kind
    row.middle -= kind
    before = world.views[door].b
    world.numbers[2 * door + 1] = before + 40.0
    row.share = world.views[door].b
    world.grid[door, entity] += row.small * row.middle
    nowhere = world.narrow[-1]
    if now < 0:
        nowhere.small = 1
    return world.grid[door, entity] * (row.middle << kind) + world.grid.shape[1]


def called(code: bytes, world: World | Tables, *numbers: int) -> int:
    loaded = _MachineCode(code)
    table = descriptors(world)
    return int(loaded.function(table.ctypes.data, *numbers))


@pytest.fixture(scope="module")
def code() -> bytes:
    assert isinstance(entry, FunctionType)
    return linking.compiled(entry, WORLD)


def test_a_program_does_what_python_does(code: bytes) -> None:
    plainly = World(np.zeros(1, ROW))
    assert called(code, WORLD, 0, 1, 400, 7) == entry(plainly, 0, 1, 400, 7)
    assert WORLD.run.tobytes() == plainly.run.tobytes()


def test_tables_are_read_and_written_as_python_does() -> None:
    """Also a column that was read before the table was written that it is a view of."""
    assert isinstance(reads_and_writes, FunctionType)
    compiled, plainly = tables(), tables()
    code = linking.compiled(reads_and_writes, compiled)
    answer = called(code, compiled, 1, 7, 33, 2)
    assert answer == reads_and_writes(plainly, 1, 7, 33, 2)
    for one, other in zip(compiled, plainly, strict=True):
        assert one.tobytes() == other.tobytes()
    assert compiled.narrow["share"][1] == 43.0


def test_columns_lie_as_the_processor_likes_them() -> None:
    assert all(offset % kind.alignment == 0 for kind, offset in NARROW.fields.values())


def test_a_program_does_what_numba_s_own_way_does() -> None:
    own_way = njit(error_model="numpy")(lambda first, last: 0.5 * first + last)
    assert own_way(3, 4) == 5.5
    compiled = {"steps": njit(error_model="numpy")(steps_to_one_alone)}
    assert [compiled["steps"](number) for number in range(1, 99)] == [
        steps_to_one(number) for number in range(1, 99)
    ]


def steps_to_one_alone(number):
    steps = 0
    while number > 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps


def test_an_object_file_has_one_door_and_needs_nothing_of_python(code: bytes) -> None:
    """Whoever loads it needs no numba: only the C library's memory and rounding functions."""
    assert SYMBOL.encode() in code
    assert b"numba_" not in code and b"Py_" not in code and b"NRT_" not in code


def test_what_is_reached_stands_callees_first() -> None:
    assert [each.__name__ for each in reached_from(entry)] == [
        "halves", "steps_to_one", "add_up", "entry",
    ]  # fmt: skip


def log(world):
    return world.log[0]


def test_an_attribute_is_no_call() -> None:
    rule(log)
    assert called_by(log) == {}
    assert not is_primitive(log)


def test_progress_rises_to_the_end_of_translating() -> None:
    told: list[float] = []
    linking.compiled(entry, WORLD, told.append)
    assert told == sorted(told) and len(told) == 4
    assert told[-1] == pytest.approx(linking.SHARE_OF_TRANSLATING)


def test_numba_is_left_as_it_was(code: bytes) -> None:
    asked = BaseFunction.get_call_type
    linking.compiled(entry, WORLD)
    assert BaseFunction.get_call_type is asked
    assert linking._Lowering.on_translated is None


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (codegen.JITCodeLibrary, "_raise_if_finalized"),
        (codegen.JITCodeLibrary, "_get_module_for_linking"),
        (codegen.JITCodeLibrary, "add_ir_module"),
        (codegen.CPUCodegen, "_module_pass_manager"),
        (compiler.CompilerBase, "define_pipelines"),
        (typed_passes.NativeLowering, "run_pass"),
        (PassManager, "add_pass"),
        (BaseFunction, "get_call_type"),
    ],
)
def test_what_is_reached_into_is_there(owner: type, name: str) -> None:
    """A canary: where numba has changed its inside, this says which piece."""
    assert callable(getattr(owner, name))


def test_the_passes_left_out_are_known() -> None:
    """A pass that a new numba adds is looked at before it is left out."""
    builder = compiler.DefaultPassBuilder

    class State:
        func_ir = None

        class flags:
            no_rewrites = False
            dbg_extend_lifetimes = dbg_optnone = False
            inline = type("I", (), {"is_never_inline": True})()
            enable_ssa = True

            class auto_parallel:
                enabled = False

    theirs = {
        each.__name__ if isinstance(each, type) else str(each)
        for each, _ in (
            *builder.define_untyped_pipeline(State).passes,
            *builder.define_typed_pipeline(State).passes,
            *builder.define_nopython_lowering_pipeline(State).passes,
        )
    }
    ours = {each.__name__ for each in linking.PASSES}
    assert theirs - ours == {
        "WithLifting", "InlineClosureLikes", "DeadBranchPrune", "InlineInlinables",
        "LiteralUnroll", "LiteralPropagationSubPipelinePass", "FindLiterallyCalls",
        "MakeFunctionToJitFunction", "RewriteDynamicRaises", "GenericRewrites",
        "InlineOverloads", "NopythonRewrites", "NativeLowering", "DumpParforDiagnostics",
        "NoPythonSupportedFeatureValidation", "IRLegalization",
    }  # fmt: skip
    assert untyped_passes.ReconstructSSA in linking.PASSES
