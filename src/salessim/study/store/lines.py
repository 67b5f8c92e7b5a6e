"""Lines of JSON that are only ever added, each on disk before the next one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def append_line(file: Path, entry: Mapping[str, Any]) -> None:
    """Add a line and wait until it is on disk; a line that was cut short before stays apart.

    Raises:
        OSError: it cannot be written; what was written before stays.
    """
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        size = os.fstat(descriptor).st_size
        os.lseek(descriptor, max(0, size - 1), os.SEEK_SET)
        if size and os.read(descriptor, 1) != b"\n":
            line = b"\n" + line
        try:
            written = 0
            while written < len(line):
                written += os.write(descriptor, line[written:])
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)


def whole_lines(folder: Path) -> Iterator[dict[str, Any]]:
    """The entries of all files of a folder; a line that was cut short is left out."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_bytes().splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                yield entry
