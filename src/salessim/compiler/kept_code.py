"""Machine code on disk: whole files only, found in the first folder that has them.

A file begins with the checksum of the rest. What does not match it, or could be somebody else's,
is dropped and said, and compiled again. A checksum tells damage, not malice: whoever may write
into the folder may change what runs, which is why files of others are left alone.
"""

from __future__ import annotations

import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from salessim.errors import system_reason

SUFFIX = ".salessim"
CHECKSUM_BYTES = 32
MOST_BYTES = 64 * 2**20
"""Of a kept file; ours have two or three million."""
READABLE = 0o644
"""Mode of a kept file: one that was put beside the code serves all users of it."""
MOST_KEPT = 8
"""Programs that are kept in a folder: of other processors, other settings, other versions."""
PART_PREFIX, PART_SUFFIX = "salessim-", ".part"
"""Of a file that is being written."""
ABANDONED_SECONDS = 10.0
"""Age at which a part belongs to a process that was killed: writing takes some milliseconds."""

CACHE_FOLDER_VARIABLE = "NUMBA_CACHE_DIR"

type Say = Callable[[str], None]
"""Told a sentence for the user."""


class _UnusableError(Exception):
    """A kept file must not be run; says why."""


@dataclass(frozen=True)
class CodeFolders:
    """Folders in which a piece of machine code may be kept, best first.

    Attributes:
        folders: tried in this order.
        trusted: user numbers whose files are run, besides one's own and the administrator's.
    """

    folders: tuple[Path, ...]
    trusted: tuple[int, ...] = ()

    def has(self, name: str) -> bool:
        """Whether a whole file of this name is kept."""
        return self._found(name, say=None) is not None

    def read(self, name: str, say: Say) -> bytes | None:
        """Return the machine code kept under a name; None where there is none that is whole.

        A damaged file is removed, and said.
        """
        for folder in self.folders:
            _clear_parts(folder)
        return self._found(name, say)

    def _found(self, name: str, say: Say | None) -> bytes | None:
        for folder in self.folders:
            file = folder / name
            try:
                return self._code_of(file)
            except OSError:
                continue
            except _UnusableError as error:
                if say is not None:
                    with suppress(OSError):
                        file.unlink()
                    say(f"{file} {error}: the rules are compiled again.")
        return None

    def _code_of(self, file: Path) -> bytes:
        described = file.stat()
        if stat.S_ISDIR(described.st_mode):
            raise IsADirectoryError
        if not stat.S_ISREG(described.st_mode):
            raise _UnusableError("is no file")
        if hasattr(os, "geteuid"):
            owners = (0, os.geteuid(), *self.trusted)
            if described.st_uid not in owners or described.st_mode & stat.S_IWOTH:
                raise _UnusableError("may be changed by others, so it is not run")
        with file.open("rb") as stream:
            kept = stream.read(MOST_BYTES + 1)
        checksum, code = kept[:CHECKSUM_BYTES], kept[CHECKSUM_BYTES:]
        if not code or sha256(code).digest() != checksum:
            raise _UnusableError("is damaged")
        return code

    def writable(self) -> Path | None:
        """The first folder into which a file may be written, as far as can be told before."""
        for folder in self.folders:
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                if os.access(folder, os.W_OK | os.X_OK):
                    return folder
        return None

    def write(self, name: str, code: bytes, say: Say) -> None:
        """Keep machine code in the first folder that takes it; say it if that is not the first."""
        failed: list[str] = []
        for folder in self.folders:
            try:
                _write(folder / name, sha256(code).digest() + code)
            except OSError as error:
                failed.append(f"{folder} ({system_reason(error)})")
            else:
                if failed and os.environ.get(CACHE_FOLDER_VARIABLE):
                    say(
                        f"{CACHE_FOLDER_VARIABLE} cannot be used: {failed[0]}. The compiled rules "
                        f"are kept in {folder}."
                    )
                return
        say(
            f"The compiled rules cannot be kept in {' or '.join(failed)}, so that each start "
            f"compiles them again: set {CACHE_FOLDER_VARIABLE} to a folder that can be written."
        )


def _write(file: Path, content: bytes) -> None:
    """Write a file at once or not at all, and forget the oldest of its kind."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=PART_PREFIX, suffix=PART_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(content)
        Path(name).chmod(READABLE)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for old in _by_age(file.parent.glob(f"*{SUFFIX}"))[:-MOST_KEPT]:
        with suppress(OSError):
            old.unlink()


def _by_age(files: Iterable[Path]) -> list[Path]:
    """The oldest first; what another process has removed in the meantime is left out."""
    aged = []
    for file in files:
        with suppress(OSError):
            aged.append((file.stat().st_mtime, file))
    return [file for _, file in sorted(aged)]


def _clear_parts(folder: Path) -> None:
    """Remove what processes that were killed while they wrote have left."""
    with suppress(OSError):
        for part in folder.glob(f"{PART_PREFIX}*{PART_SUFFIX}"):
            with suppress(OSError):
                if time.time() - part.stat().st_mtime > ABANDONED_SECONDS:
                    part.unlink()
