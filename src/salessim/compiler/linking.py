"""A program of some hundred functions, compiled at once.

numba optimises each function of a program and makes machine code of it, then links all of them into
those that call them, where they are optimised again. Here a function is only translated; the
program's entry links all of them, each once, and optimises once. Passes of numba that rules have
no use for (closures, array expressions, counted references) are left out, and what an operator
makes of numbers is asked once. It gives the same bits in a third of the time.

All this reaches into numba, so that its version has an upper bound; `tests/compiler` holds each
piece to numba's own way.
"""

from __future__ import annotations

import gc
import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import _dynfunc, carray, cfunc, from_dtype, njit, types
from numba.core import cgutils, codegen, compiler, typed_passes, untyped_passes
from numba.core.compiler import _LowerResult
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.runtime import rtsys
from numba.core.typed_passes import NativeLowering
from numba.core.types.functions import BaseFunction

from salessim.compiler.lowering import INSTRUCTIONS, TableAddress, WorldAddress
from salessim.compiler.marks import called_by, is_compiled_into_callers, reached_from
from salessim.compiler.program import COMPILING, FAILED, SYMBOL, Progress

SHARE_OF_IMPORTING, SHARE_OF_TRANSLATING = 0.08, 0.55
"""Of the time of compiling: before the first function, before all of it is optimised at once.
Found by trying."""

OPTIMISATION_LEVEL = 1
"""LLVM's: level 3 takes a sixth more of the whole time and makes events about 4 % faster."""

OPERATORS = {
    *(getattr(operator, name) for name in dir(operator) if callable(getattr(operator, name))),
    *(bool, int, float, range, min, max, abs),
}
PLAIN_TYPES = (types.Number, types.Boolean, TableAddress, types.BaseTuple)


class _Library(codegen.JITCodeLibrary):  # type: ignore[misc]
    """The code of one function: neither optimised nor made into machine code by itself."""

    _is_empty = True

    def add_ir_module(self, ir_module: Any) -> None:
        """Take code as it is: the whole program is verified and optimised in the end."""
        self._raise_if_finalized()
        module = llvm.parse_assembly(cgutils.normalize_ir_text(str(ir_module)))
        module.data_layout = self._codegen._data_layout
        if self._is_empty:
            self._final_module, self._is_empty = module, False
        else:
            self._final_module.link_in(module)

    def finalize(self) -> None:
        """Take no more code."""
        self._raise_if_finalized()
        self._finalized = True

    def linkable(self) -> Any:
        """Return own code, fit to be linked into a program."""
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == llvm.Linkage.external:
                function.linkage = "weak_odr"  # kept, though no one asks yet
        return self._final_module

    def callees(self) -> Iterator[Any]:
        """Yield the libraries that this one needs, and what those need, each once."""
        seen = {self, rtsys.library}  # rules hold no counted references
        waiting = list(self._linking_libraries)
        while waiting:
            library = waiting.pop(0)
            if library in seen:
                continue
            seen.add(library)
            yield library
            if isinstance(library, _Library):
                waiting.extend(library._linking_libraries)


@register_pass(mutates_CFG=True, analysis_only=False)
class _Lowering(NativeLowering):  # type: ignore[misc]
    """Translates a function for callers alone: Python gets nothing to call."""

    _name = "lowering_of_a_rule"
    on_translated: Callable[[], None] | None = None

    def run_pass(self, state: Any) -> bool:
        """Translate, and say to callers where the code lies."""
        state.library = _Library(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        lowered = state["cr"]
        described = lowered.fndesc
        assert not lowered.env.consts
        state.library.finalize()
        # numba tells functions apart by what Python would call: here a function without code.
        entry = _dynfunc.make_function(
            described.lookup_module(), described.qualname, "", 0, lowered.env, (state.library,)
        )
        state.targetctx.insert_user_function(entry, described, [state.library])
        state["cr"] = _LowerResult(described, lowered.call_helper, cfunc=entry, env=lowered.env)
        if _Lowering.on_translated is not None:
            _Lowering.on_translated()
        return True


PASSES = (
    untyped_passes.TranslateByteCode,
    untyped_passes.FixupArgs,
    untyped_passes.IRProcessing,
    untyped_passes.RewriteSemanticConstants,
    untyped_passes.ReconstructSSA,
    typed_passes.NopythonTypeInference,
    typed_passes.PreLowerStripPhis,
    typed_passes.AnnotateTypes,
    _Lowering,
    typed_passes.NoPythonBackend,
)


class _Compiler(compiler.CompilerBase):  # type: ignore[misc]
    """The passes that a rule goes through."""

    def define_pipelines(self) -> list[Any]:
        """Return the one list of passes."""
        passes = PassManager("rule")
        for step in PASSES:
            passes.add_pass(step, step.__name__)
        passes.finalize()
        return [passes]


def compiled(entry: FunctionType, world: Any, on_progress: Progress | None = None) -> bytes:
    """Compile an entry of a world and four whole numbers with all that it calls.

    world: any world; its tables' types count. on_progress: told what share is done.

    Returns:
        An object file whose function SYMBOL takes the address of a world's descriptors and four
        64-bit integers, and returns one.
    """
    functions = reached_from(entry)
    dispatchers = _dispatchers(functions)
    number = types.int64
    with _operators_remembered(), _collector_at_rest(), _counted(len(functions), on_progress):
        main = dispatchers[entry]
        main.compile((WorldAddress(world), number, number, number, number))
        (result,) = main.overloads.values()
        module = _program(result)
    return _machine_code(result.library._codegen, module)


def _dispatchers(functions: list[FunctionType]) -> dict[FunctionType, Any]:
    """Return numba's dispatcher of each function, its callees being dispatchers, too."""
    made: dict[Any, Any] = dict(INSTRUCTIONS)
    for function in functions:
        names = {**function.__globals__}
        for name, callee in called_by(function).items():
            names[name] = made[callee]
        twin = FunctionType(
            function.__code__, names, function.__name__, function.__defaults__, function.__closure__
        )
        twin.__module__, twin.__qualname__ = function.__module__, function.__qualname__
        into_callers = function is not functions[-1] and is_compiled_into_callers(function)
        made[function] = _dispatcher(twin, into_callers)
    return made


def _dispatcher(function: FunctionType, into_callers: bool) -> Any:
    dispatcher = njit(
        error_model="numpy",
        _nrt=False,
        forceinline=into_callers,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        pipeline_class=_Compiler,
    )(function)
    for_arguments = dispatcher.get_call_template

    def get_call_template(arguments: Any, named: Any) -> Any:
        """Compile a rule once for all whole numbers, not once for each constant in a call."""
        plain = tuple(types.unliteral(argument) for argument in arguments)
        return for_arguments(plain, {name: types.unliteral(kind) for name, kind in named.items()})

    dispatcher.get_call_template = get_call_template
    return dispatcher


@contextmanager
def _operators_remembered() -> Iterator[None]:
    """Ask once what an operator makes of two types, not at each place where it stands."""
    function_types: Any = BaseFunction
    asked = function_types.get_call_type
    known: dict[Any, Any] = {}

    def get_call_type(self: Any, context: Any, args: Any, kws: Any) -> Any:
        if kws or self.typing_key not in OPERATORS:
            return asked(self, context, args, kws)
        if not all(isinstance(each, PLAIN_TYPES) for each in args):
            return asked(self, context, args, kws)
        key = (self, args)
        if key not in known:
            known[key] = asked(self, context, args, kws)
        return known[key]

    function_types.get_call_type = get_call_type
    try:
        yield
    finally:
        function_types.get_call_type = asked


@contextmanager
def _counted(functions: int, on_progress: Progress | None) -> Iterator[None]:
    """Tell after each function what share of the work is done."""
    done = 0

    def translated() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            translating = SHARE_OF_TRANSLATING - SHARE_OF_IMPORTING
            on_progress(SHARE_OF_IMPORTING + translating * min(1.0, done / functions))

    _Lowering.on_translated = translated
    try:
        yield
    finally:
        _Lowering.on_translated = None


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Leave the search for garbage until the end: a compiler makes little and keeps much."""
    at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if at_work:
            gc.enable()


def _program(result: Any) -> Any:
    """Link the entry with all that it calls and with the function that others may call."""
    library = result.library
    library._finalized = False
    library.add_ir_module(_door(result))
    library._finalized = True
    own, borrowed = [library._final_module], []
    for callee in library.callees():
        if isinstance(callee, _Library):
            own.append(callee.linkable())
        else:
            borrowed.append(callee._get_module_for_linking())
    module = _linked(own)
    for other in borrowed:
        module.link_in(other, preserve=True)
    for function in module.functions:
        if not function.is_declaration and function.name != SYMBOL:
            function.linkage = "internal"
    return module


def _linked(modules: list[Any]) -> Any:
    """Link modules two and two: each time all of the one that takes the other is looked through."""
    while len(modules) > 1:
        for one, other in zip(modules[::2], modules[1::2], strict=False):
            one.link_in(other)
        modules = modules[::2]
    return modules[0]


def _door(result: Any) -> Any:
    """Make the function that is called from outside, in the C calling convention."""
    context, described = result.target_context, result.fndesc
    module = context.create_module("door")
    inner = ir.Function(
        module,
        context.call_conv.get_function_type(described.restype, described.argtypes),
        described.llvm_func_name,
    )
    arguments = [context.get_value_type(each) for each in described.argtypes]
    answer = context.get_value_type(described.restype)
    door = ir.Function(module, ir.FunctionType(answer, arguments), SYMBOL)
    builder = ir.IRBuilder(door.append_basic_block("entry"))
    status, value = context.call_conv.call_function(
        builder, inner, described.restype, described.argtypes, door.args
    )
    builder.ret(builder.select(status.is_error, answer(FAILED), value))
    return module


def _machine_code(generator: Any, module: Any) -> bytes:
    """Optimise a program and make an object file of it.

    Rules hold no loop that several numbers at once would speed up, and looking for them takes time.
    """
    manager, builder = generator._module_pass_manager(
        opt=OPTIMISATION_LEVEL, loop_vectorize=False, slp_vectorize=False
    )
    manager.run(module, builder)
    module.verify()
    code: bytes = generator._tm.emit_object(module)
    return code


TELLING = ("NameError", "No implementation", "Unsupported", "Use of", "Unknown attribute")
"""How the line begins that tells most in what the compiler says."""


class UncompilableError(Exception):
    """A function uses what cannot be compiled."""


def callable_by_address(function: Callable[..., Any], row: np.dtype) -> Any:
    """Compile a function of one row so that `marks.call_at` may call `.address`.

    Whatever it raises becomes the answer NaN. The result must be kept while it may be called.

    Raises:
        UncompilableError: it uses what cannot be compiled.
    """
    try:
        compiled = njit(function)
    except TypeError as error:
        raise UncompilableError("it is no plain function") from error

    def answer(address):  # type: ignore[no-untyped-def]
        try:
            return compiled(carray(address, 1)[0]) * 1.0  # True and False are numbers too
        except Exception:
            return np.nan

    try:
        with COMPILING:
            return cfunc(types.float64(types.CPointer(from_dtype(row))))(answer)
    except KeyError as error:
        raise UncompilableError(f"there is no fact {error}") from error
    except Exception as error:
        # The compiler meets whatever a user may write, and fails in as many ways.
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        telling = [line for line in lines if line.startswith(TELLING)] or lines[:1]
        raise UncompilableError(" ".join(telling[:1]).rstrip(".:")) from error
