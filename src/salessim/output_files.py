"""Files that are written: checked before the work, and whole under their name or not there at all.

A file is made beside its place and renamed when all of it is on disk. Whoever is killed on the way
leaves the old file, and perhaps one that ends in `.unfinished`.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import shutil
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from salessim.errors import InputError, OutputError, system_reason

if TYPE_CHECKING:
    import pandas as pd

UNFINISHED = ".unfinished"
SMALL_BYTES = 1_000_000
"""Room for a report, a plan or a template."""
WRONG_TARGETS = (
    *(errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ELOOP),
    *(errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.EINVAL),
)
"""Errors that another name mends; all others are the disk's."""
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)

type Write = Callable[[Path], object]
"""Writes a file of the name that it is given."""

_numbers = itertools.count()


def check_file(file: Path, room: int = SMALL_BYTES) -> None:
    """Refuse a file that could not be written; nothing is changed.

    Args:
        file: to be written.
        room: bytes that it will need.

    Raises:
        InputError: another name is needed.
        OutputError: the disk has not enough room.
    """
    with said_of(file):
        _check_name(file)
        if file.is_dir():
            raise InputError(f"Cannot write {file}: it is a folder; name a file.")
        if is_stream(file):
            return
        place = _followed(file)
        if not place.parent.is_dir():
            raise InputError(f"Cannot write {file}: there is no folder {place.parent}.")
        if file.exists() and not _is_allowed(file, os.W_OK):
            raise InputError(f"Cannot write {file}: it may not be changed.")
        _check_folder_takes(place.parent, file, room)


def check_folder(folder: Path, room: int = SMALL_BYTES) -> None:
    """Refuse a folder that could not be made or written into; nothing is changed.

    Args:
        folder: for results; it and those above it may not be there yet.
        room: bytes that they will need.

    Raises:
        InputError: another name is needed.
        OutputError: the disk has not enough room.
    """
    with said_of(folder):
        _check_name(folder)
        place = folder
        while not place.exists():
            place = place.parent
        if not place.is_dir():
            raise InputError(f"Cannot write into {folder}: {place} is no folder.")
        _check_folder_takes(place, folder, room)


def _check_name(path: Path) -> None:
    if ADDRESS.match(str(path)):
        raise InputError(f"Cannot write {path}: this is an address; name a file of this machine.")


def _check_folder_takes(folder: Path, target: Path, room: int) -> None:
    if not _is_allowed(folder, os.W_OK | os.X_OK):
        raise InputError(f"Cannot write {target}: nothing may be added to the folder {folder}.")
    free = shutil.disk_usage(folder).free
    if free < room:
        raise OutputError(
            f"Cannot write {target}: about {room / 1e6:,.0f} MB are needed there, and "
            f"{free / 1e6:,.1f} MB are free. Make room, or name another place."
        )


def _is_allowed(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _followed(file: Path) -> Path:
    """The file itself where a name is a link to it, so that the link stays."""
    return file.resolve() if file.is_symlink() else file


def is_stream(file: Path) -> bool:
    """Whether a name stands for a device or a pipe: it takes what comes, and is never replaced."""
    return file.exists() and not stat.S_ISREG(file.stat().st_mode) and not file.is_dir()


def write_file(file: Path, write: Write) -> None:
    """Let `write` make a file that the user named.

    Raises:
        InputError: another name is needed.
        OutputError: the disk is full, or fails; what stood there before still stands.
    """
    check_file(file, room=0)
    with said_of(file):
        if is_stream(file):
            write(file)
        else:
            write_atomically(_followed(file), write)


def write_text(file: Path, text: str) -> None:
    """Write a text; letters that are none, such as bytes of a file's name, stand as codes.

    Raises:
        InputError: see `write_file`.
        OutputError: see `write_file`.
    """
    data = text.encode("utf-8", errors="backslashreplace")
    write_file(file, lambda part: part.write_bytes(data))


def write_parquet(frame: pd.DataFrame, file: Path) -> None:
    """Write a table into a file of any name; raises OSError."""
    with file.open("wb") as stream:
        frame.to_parquet(stream, index=False)


def write_folder(folder: Path, files: Mapping[str, Write], ours: Collection[str]) -> None:
    """Let each of the files of a folder be made; they appear once all of them are on disk.

    Args:
        folder: made where it is missing; what else is in it stays.
        files: what writes each file, by its name, the one that says that all is there last.
        ours: further names of files that an earlier call may have left; they are removed.

    Raises:
        InputError: another name is needed.
        OutputError: the disk is full, or fails; no file of this call stays.
    """
    check_folder(folder, room=0)
    with said_of(folder):
        made = [one for one in (folder, *folder.parents) if not one.exists()]
        parts: dict[str, Path] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, write in files.items():
                parts[name] = _part_of(folder / name)
                write(parts[name])
                _to_disk(parts[name])
            for name in ours:
                if name not in files:
                    (folder / name).unlink(missing_ok=True)
            for name, part in parts.items():
                part.replace(folder / name)
        except BaseException:
            for part in parts.values():
                part.unlink(missing_ok=True)
            for one in made:
                with suppress(OSError):  # somebody else has put something there
                    one.rmdir()
            raise


def write_atomically(file: Path, write: Write) -> None:
    """Let `write` make a file beside, and give it its name once it is on disk; raises OSError."""
    part = _part_of(file)
    try:
        write(part)
        _to_disk(part)
        with suppress(OSError):
            part.chmod(stat.S_IMODE(file.stat().st_mode))
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _part_of(file: Path) -> Path:
    """A name beside a file that no other writer uses."""
    return file.with_name(f"{file.name[:80]}.{os.getpid()}-{next(_numbers)}{UNFINISHED}")


def _to_disk(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def said_of(target: Path) -> Iterator[None]:
    """Turn the system's errors with a target into sentences.

    Raises:
        InputError: another name is needed.
        OutputError: the disk is full, or fails.
    """
    try:
        yield
    except OSError as error:
        sentence = f"Cannot write {target}: {system_reason(error)}."
        if error.errno in WRONG_TARGETS:
            raise InputError(sentence) from error
        raise OutputError(f"{sentence} No part of it was kept.") from error
