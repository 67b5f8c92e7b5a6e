"""Which files a scenario may read, and how: regular ones, in its own folder, up to a size.

A scenario may come from a stranger. What it names (`extends`, tables) must lie in the folder of the
scenario that the user named, or below; links are followed before that is looked at. Further folders
are allowed by the user. What the user names himself may lie anywhere, and may be a pipe.
"""

import os
import re
import select
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from salessim import arguments
from salessim.errors import InputProblem, lacks_memory, system_reason
from salessim.near_words import means, near_words

MOST_BYTES = 150_000_000
"""Of all files that one scenario names, together."""
PIPE_SECONDS = 10.0
"""How long a pipe may be silent."""
MOST_LISTED = 12
"""Columns of a table that a message names."""
SCENARIO_ENDINGS = (".yaml", ".yml")
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
FLATTENED = re.compile(r"([a-z][a-z0-9+.-]+):/(?!/)", re.IGNORECASE)
"""An address that a path has taken a slash from."""
_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
"""Byte order marks; those of UTF-32 first, since one of them begins like one of UTF-16."""

type Trust = bool | Path | str | Iterable[Path | str]
"""Folders beside a scenario's own that its files may lie in; True for any."""


class FileProblem(Exception):
    """A file cannot be read; holds the problem to report."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        self.problem = InputProblem(file, line, "", "", message)
        super().__init__(message)


@dataclass(frozen=True)
class TrustedFolders:
    """The folders that a scenario's further files may lie in.

    Attributes:
        folders: the scenario's own, and those that the user allowed; resolved.
        anywhere: whether the user allowed all.
        code: whether the user allowed to run functions that the scenario names.
    """

    folders: tuple[Path, ...]
    anywhere: bool = False
    code: bool = False

    @classmethod
    def of(cls, own: Path | None, trust: Trust, *, code: bool = False) -> "TrustedFolders":
        """A scenario's own folder (None for the current one), and what the user allowed.

        Raises:
            InputError: a folder has no name.
        """
        if isinstance(trust, bool):
            return cls((_resolved(own or Path()),), trust, code)
        allowed = "folders, or True or False"
        named = (
            [trust] if isinstance(trust, str | Path) else arguments.entries("trust", trust, allowed)
        )
        folders = [own or Path(), *(arguments.path("trust", one) for one in named)]
        return cls(tuple(map(_resolved, folders)), False, code)

    def with_folder(self, folder: Path) -> "TrustedFolders":
        """These folders and one more."""
        return replace(self, folders=(*self.folders, _resolved(folder)))

    def check(self, path: Path) -> None:
        """Refuse a file elsewhere without a word on what is there; raises FileProblem."""
        if self.anywhere:
            return
        try:
            place = path.resolve()
        except (OSError, ValueError, RuntimeError):  # links in a circle, impossible names
            raise FileProblem(str(path), None, f"there is no such file{nearby(path)}") from None
        if not any(place.is_relative_to(folder) for folder in self.folders):
            raise FileProblem(
                str(path),
                None,
                f"a scenario reads files in its own folder only, {self.folders[0]}; if you trust "
                "this one, allow its folder with --trust-folder, or any with --trust-paths "
                "(in Python: trust=)",
            )


@dataclass(frozen=True)
class TableColumns:
    """The columns of a table, and which of them are used.

    Attributes:
        path: key path at which the table was first named.
        header: its columns.
        used: those that some key reads.
        missing: further ones that such keys know.
    """

    path: str
    header: list[str]
    used: set[str]
    missing: list[str]

    @property
    def unused(self) -> list[str]:
        """Columns that no key reads."""
        return [column for column in self.header if column not in self.used]

    @property
    def sentence(self) -> str:
        """Which columns are left alone, with the keys that some of them may be meant for."""
        named = []
        for column in self.unused[:MOST_LISTED]:
            key = next((key for key in self.missing if means(column, key)), None)
            named.append(column if key is None else f"{column} (if it is {key}, call it so)")
        more = len(self.unused) - MOST_LISTED
        rest = f" and {more} more" if more > 0 else ""
        return f"columns that no key uses are left alone: {', '.join(named)}{rest}"


class FileReader:
    """Reads the further files of one scenario: where they may lie, and how much of them."""

    def __init__(self, trusted: TrustedFolders) -> None:
        self.trusted = trusted
        self._left = MOST_BYTES
        self._columns: dict[str, TableColumns] = {}

    def columns_used(
        self, file: str, path: str, header: list[str], used: set[str], missing: list[str]
    ) -> None:
        """Note which columns of a table a key uses; a table may serve several.

        missing: columns that the table could have for this key, and has not.
        """
        table = self._columns.setdefault(file, TableColumns(path, header, set(), []))
        table.used.update(used)
        table.missing.extend(missing)

    @property
    def left_alone(self) -> tuple[InputProblem, ...]:
        """Columns that no key uses, one line a table."""
        return tuple(
            InputProblem(file, 1, table.path, "", table.sentence)
            for file, table in self._columns.items()
            if table.unused
        )

    def text(self, path: Path, typed: str, max_bytes: int, *, by_hand: bool = False) -> str:
        """The text of a file that was typed so; one that was typed by hand may lie anywhere.

        Raises:
            FileProblem: see `read_text`; or it lies elsewhere, or too much was read already.
        """
        if ADDRESS.match(typed):
            message = "this is an address; only files of this machine are read"
            raise FileProblem(typed, None, message)
        if not by_hand:
            self.trusted.check(path)
        text = read_text(path, max_bytes, pipes=False)
        self._left -= len(text)
        if self._left < 0:
            raise FileProblem(
                str(path), None, f"the files together have more than {MOST_BYTES / 1e6:g} MB"
            )
        return text


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError):
        return folder.absolute()


def read_text(path: Path, max_bytes: int, *, pipes: bool = True) -> str:
    """The text of a UTF-8 file.

    Args:
        path: the file.
        max_bytes: largest size; no more than one byte beyond it is read.
        pipes: whether it may be a pipe.

    Raises:
        FileProblem: the file is missing, no regular file, too large, or no UTF-8 text.
    """
    name = str(path)
    try:
        return decode(_bytes_of(path, max_bytes, pipes=pipes), name)
    except FileNotFoundError:
        if web := FLATTENED.match(name):
            address = f"{web[1]}://{name[web.end() :]}"
            why = "this is an address, and files alone are read: save it and name the file"
            raise FileProblem(address, None, why) from None
        raise FileProblem(name, None, f"there is no such file{nearby(path)}") from None
    except OSError as error:
        if lacks_memory(error):  # the file may be as it should be
            raise
        raise FileProblem(name, None, f"the file cannot be read: {system_reason(error)}") from None
    except ValueError:  # a name that no system takes
        raise FileProblem(name, None, "there is no such file") from None


def is_pipe(path: Path) -> bool:
    """Whether a name stands for a pipe, which has no folder of its own."""
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _bytes_of(path: Path, max_bytes: int, *, pipes: bool) -> bytes:
    """Look at what a name stands for before it is opened, since opening a device may act."""
    _check_kind(path, path.stat().st_mode, pipes)
    # Not blocking: nobody may be at the other end of a pipe, nor in /proc.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        found = os.fstat(descriptor)
        _check_kind(path, found.st_mode, pipes)
        if found.st_size > max_bytes:
            raise FileProblem(
                str(path),
                None,
                f"the file has {found.st_size / 1e6:.1f} MB; at most {max_bytes / 1e6:g} MB are "
                "read",
            )
        is_waiting = stat.S_ISFIFO(found.st_mode)
        parts, left = [], max_bytes + 1
        while left > 0:
            if is_waiting and not select.select([file], [], [], PIPE_SECONDS)[0]:
                raise FileProblem(
                    str(path), None, f"nothing came through this pipe for {PIPE_SECONDS:g} seconds"
                )
            part = file.read(left)
            if not part:
                break
            parts.append(part)
            left -= len(part)
    if left <= 0:
        message = f"this has more than the {max_bytes / 1e6:g} MB that are read at most"
        raise FileProblem(str(path), None, message)
    return b"".join(parts)


def _check_kind(path: Path, mode: int, pipes: bool) -> None:
    if stat.S_ISDIR(mode):
        message = f"this is a folder; name a file inside it{_inside(path)}"
        raise FileProblem(str(path), None, message)
    if not (stat.S_ISREG(mode) or (pipes and stat.S_ISFIFO(mode))):
        raise FileProblem(str(path), None, "this is no regular file; name one")


def decode(data: bytes, name: str) -> str:
    """Bytes as UTF-8 text, a byte order mark allowed; raises FileProblem."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            raise FileProblem(name, 1, f"the file is {encoding}; save it as UTF-8")
    if b"\x00" in data:
        raise FileProblem(name, None, "this is no text file; name a text file in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileProblem(name, line, "a character is not UTF-8; save the file as UTF-8") from None


def nearby(path: Path) -> str:
    """A hint that names files beside a missing one, or says that its folder is missing."""
    try:
        if not path.parent.is_dir():
            return f": the folder {path.parent} does not exist"
        suffixes = (path.suffix,) if path.suffix else SCENARIO_ENDINGS
        names = {
            child.stem: child.name for child in path.parent.iterdir() if child.suffix in suffixes
        }
    except (OSError, ValueError):
        return ""
    near = [names[stem] for stem in near_words(path.stem, sorted(names))]
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; there are {', '.join(sorted(names.values()))}" if 0 < len(names) < 6 else ""


def _inside(folder: Path) -> str:
    """A hint that names scenario files in a folder."""
    try:
        names = sorted(file.name for file in folder.iterdir() if file.suffix in SCENARIO_ENDINGS)
    except OSError:
        return ""
    return f", such as {folder / names[0]}" if names else ""


def scenario_path(path: Path) -> Path:
    """The scenario file that a name means: acme is acme.yaml where nothing else is a file."""
    try:
        if path.is_file() or path.suffix in SCENARIO_ENDINGS:
            return path
        found = [path.with_name(path.name + ending) for ending in SCENARIO_ENDINGS]
        return next((file for file in found if file.is_file()), path)
    except (OSError, ValueError):
        return path
