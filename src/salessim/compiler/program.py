"""Programs: an entry with all rules that it reaches, kept on disk as machine code.

The code is found again by a name that holds everything it depends on: the rules' sources, the
world's tables, the versions of the compiler and the processor. numba is not needed for what is
found. Where nothing may be written, each process compiles.
"""

from __future__ import annotations

import ctypes
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

CALL = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, *[ctypes.c_int64] * 4)
"""A program from outside: the address of a world's descriptors and four numbers. While it runs,
Python's lock is free."""

SYMBOL = "salessim_program"
"""The function of an object file that is called from outside."""

FAILED = -1
"""What a program answers where a rule left a table: only with NUMBA_BOUNDSCHECK is it seen."""

SUFFIX = ".salessim"
CHECKSUM_BYTES = 32
READABLE = 0o644
"""Mode of a kept file: one that was put beside the code serves all users of it."""
MOST_KEPT = 8
"""Programs that are kept in a folder: of other processors, other settings, other versions."""

CACHE_FOLDER_VARIABLE = "NUMBA_CACHE_DIR"


type Progress = Callable[[float], None]
"""Told the share of the work that is done, 0..1."""


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
        self._lock = Lock()
        self._watcher: Progress | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the program is loaded."""
        return self._code is not None

    @property
    def is_kept(self) -> bool:
        """Whether the program as it is now lies on disk."""
        return self._kept_code() is not None

    @contextmanager
    def watched(self, watcher: Progress) -> Iterator[None]:
        """Have a watcher told while the program is compiled, if it has to be.

        watcher: told what share of the work is done, 0..1.
        """
        self._watcher = watcher
        try:
            yield
        finally:
            self._watcher = None

    def function(self, world: tuple[np.ndarray, ...]) -> Callable[..., int]:
        """Return the program: loaded if it is on disk, compiled otherwise.

        world: any world; tables are of the same types in all of them.
        """
        with self._lock:
            if self._code is None:
                kept = self._kept_code()
                self._code = self._made(world) if kept is None else _MachineCode(kept)
        return self._code.function

    def _kept_code(self) -> bytes | None:
        """Return the object file that lies on disk, if it is whole."""
        for folder in self._folders:
            with suppress(OSError):
                kept = (folder / self._name).read_bytes()
                checksum, code = kept[:CHECKSUM_BYTES], kept[CHECKSUM_BYTES:]
                if code and sha256(code).digest() == checksum:
                    return code
        return None

    def _made(self, world: tuple[np.ndarray, ...]) -> _MachineCode:
        # numba takes half a second to import: only where it is needed.
        from salessim.compiler.linking import compiled

        code = compiled(self._entry, world, self._watcher)
        kept = sha256(code).digest() + code
        for folder in self._folders:
            with suppress(OSError):
                _write(folder / self._name, kept)
                break
        return _MachineCode(code)

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
    def _folders(self) -> list[Path]:
        """Where programs may be kept: where asked, else beside the code, else with the user."""
        asked = os.environ.get(CACHE_FOLDER_VARIABLE)
        if asked:
            return [Path(asked)]
        from platformdirs import user_cache_path

        beside = Path(self._entry.__code__.co_filename).parent / "__pycache__"
        return [beside, user_cache_path("salessim", appauthor=False)]


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


def _write(file: Path, content: bytes) -> None:
    """Write a file at once or not at all, and forget the oldest of its kind."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(content)
        Path(name).chmod(READABLE)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    kept = sorted(file.parent.glob(f"*{SUFFIX}"), key=lambda each: each.stat().st_mtime)
    for old in kept[:-MOST_KEPT]:
        with suppress(OSError):
            old.unlink()
