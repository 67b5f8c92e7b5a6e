"""Programs: an entry with all rules that it reaches, kept on disk as machine code.

The code is found again by a name that holds everything it depends on: the rules' sources, the
world's tables, the versions of the compiler and the processor. numba is not needed for what is
found. Where nothing may be written, each process compiles.
"""

from __future__ import annotations

import ctypes
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np

from salessim.compiler.kept_code import CACHE_FOLDER_VARIABLE, SUFFIX, CodeFolders, Say
from salessim.interruption import beside

CALL = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, *[ctypes.c_int64] * 4)
"""A program from outside: the address of a world's descriptors and four numbers. While it runs,
Python's lock is free."""

SYMBOL = "salessim_program"
"""The function of an object file that is called from outside."""

FAILED = -1
"""What a program answers where a rule left a table: only with NUMBA_BOUNDSCHECK is it seen."""


type Progress = Callable[[float], None]
"""Told the share of the work that is done, 0..1."""


COMPILING = RLock()
"""Held while anything is compiled or loaded.

A copy of a process that compiles could neither go on nor begin anew: its other threads are gone,
and what they held is held for ever. So a fork waits until nobody compiles.
"""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=COMPILING.acquire,
        after_in_parent=COMPILING.release,
        after_in_child=COMPILING.release,
    )


def runs_plainly() -> bool:
    """Whether rules run as Python, because NUMBA_DISABLE_JIT is set."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


def descriptors(world: tuple[np.ndarray, ...]) -> np.ndarray:
    """Return what a program reads of a world: of each table its address and its shape.

    The result must be kept while its address is in use, and made again for tables that are not
    the same arrays.
    """
    words: list[int] = []
    for table in world:
        assert table.flags.c_contiguous
        words += (table.ctypes.data, *table.shape)
    return np.array(words, np.int64)


class Program:
    """An entry of a world and four whole numbers, compiled with all that it calls.

    entry: a function whose first argument is the world. sources: digest of the text of all that is
    compiled.
    """

    def __init__(self, entry: Any, sources: str) -> None:
        self._entry = entry
        self._sources = sources
        self._code: _MachineCode | None = None
        self._watcher: Progress | None = None
        self._say: Say = _warn

    @property
    def is_ready(self) -> bool:
        """Whether the program is loaded."""
        return self._code is not None

    @property
    def is_kept(self) -> bool:
        """Whether the program as it is now lies on disk."""
        return self._folders.has(self._name)

    @property
    def can_be_kept(self) -> bool:
        """Whether there is a folder to keep it in."""
        return self._folders.writable() is not None

    @contextmanager
    def watched(self, watcher: Progress, say: Say) -> Iterator[None]:
        """Have somebody told while the program is loaded, or compiled if it has to be.

        watcher: told what share of the work is done, 0..1; 0 as it begins. say: told in a sentence
        what is wrong with the folders.
        """
        self._watcher, self._say = watcher, say
        try:
            yield
        finally:
            self._watcher, self._say = None, _warn

    def function(self, world: tuple[np.ndarray, ...]) -> Callable[..., int]:
        """Return the program: loaded if it is on disk, compiled otherwise.

        world: any world; tables are of the same types in all of them.
        """
        if self._code is None:
            # numba compiles one program at a time, in a thread that a signal may leave behind:
            # it goes on to the end then, and whoever asks again waits for it.
            beside([partial(self._prepare, world)])
        assert self._code is not None
        return self._code.function

    def _prepare(self, world: tuple[np.ndarray, ...]) -> None:
        with COMPILING:
            if self._code is None:
                kept = self._folders.read(self._name, self._say)
                self._code = _MachineCode(self._made(world) if kept is None else kept)

    def _made(self, world: tuple[np.ndarray, ...]) -> bytes:
        if self._watcher is not None:
            self._watcher(0.0)
        # numba takes half a second to import: only where it is needed.
        from salessim.compiler.linking import compiled

        code = compiled(self._entry, world, self._watcher)
        self._folders.write(self._name, code, self._say)
        return code

    @cached_property
    def _name(self) -> str:
        import llvmlite
        import llvmlite.binding as llvm

        digest = sha256(self._sources.encode())
        settings = sorted(
            (name, value)
            for name, value in os.environ.items()
            if name.startswith("NUMBA_") and name != CACHE_FOLDER_VARIABLE
        )
        versions = (llvm.llvm_version_info, llvmlite.__version__, np.__version__, _numba_version())
        processor = (llvm.get_process_triple(), llvm.get_host_cpu_name())
        features = llvm.get_host_cpu_features().flatten()
        for part in (settings, versions, processor, features):
            digest.update(f"{part}\0".encode())
        return f"{self._entry.__name__}-{digest.hexdigest()[:24]}{SUFFIX}"

    @cached_property
    def _folders(self) -> CodeFolders:
        """Where programs may be kept: where asked, else beside the code, else with the user."""
        from platformdirs import user_cache_path

        source = Path(self._entry.__code__.co_filename)
        asked = os.environ.get(CACHE_FOLDER_VARIABLE)
        first = Path(asked) if asked else source.parent / "__pycache__"
        # Whoever wrote the rules may write what is made of them.
        trusted = (source.stat().st_uid,) if source.exists() else ()
        return CodeFolders((first, user_cache_path("salessim", appauthor=False)), trusted)


def _warn(sentence: str) -> None:
    warnings.warn(sentence, RuntimeWarning, stacklevel=2)


class _MachineCode:
    """Machine code in memory that may be called."""

    def __init__(self, code: bytes) -> None:
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        machine = llvm.Target.from_default_triple().create_target_machine()
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        self.function = CALL(self._engine.get_function_address(SYMBOL))


def _numba_version() -> str:
    """The text that says which numba is installed; importing it takes half a second."""
    found = find_spec("numba")
    if found is None or found.origin is None:
        return ""
    return Path(found.origin).with_name("_version.py").read_text(encoding="utf-8")
