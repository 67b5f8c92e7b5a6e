"""Rows written one block at a time, so that a process killed at any moment loses none it wrote.

A block is a header (mark, length, CRC-32) and the rows' bytes. A block that was cut short, or
whose bytes are not those that were written, ends the journal: what follows is not read.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Self
from zlib import crc32

import numpy as np

MARK = b"SLJ1"
HEADER = struct.Struct("<4sII")


class Journal:
    """A journal open for writing; `rows` counts those in it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.rows = 0
        self.bytes = 0
        self._descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)

    def append(self, rows: np.ndarray) -> None:
        """Add a block and wait until it is on disk.

        Raises:
            OSError: it cannot be written; what was written before stays.
        """
        payload = rows.tobytes()
        block = HEADER.pack(MARK, len(payload), crc32(payload)) + payload
        try:
            written = 0
            while written < len(block):
                written += os.write(self._descriptor, block[written:])
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, self.bytes)
            raise
        self.rows += len(rows)
        self.bytes += len(block)

    def close(self) -> None:
        """End writing; the file stays."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def whole_journal(file: Path, dtype: np.dtype) -> np.ndarray:
    """The rows of all whole blocks in one table, which is never held twice."""
    rows = np.zeros(file.stat().st_size // dtype.itemsize, dtype)
    count = 0
    for block in read_journal(file, dtype):
        rows[count : count + len(block)] = block
        count += len(block)
    return rows[:count]


def read_journal(file: Path, dtype: np.dtype) -> Iterator[np.ndarray]:
    """The whole blocks of a journal, in order."""
    with file.open("rb") as stream:
        while len(header := stream.read(HEADER.size)) == HEADER.size:
            mark, length, check = HEADER.unpack(header)
            if mark != MARK or length % dtype.itemsize:
                return
            payload = stream.read(length)
            if len(payload) < length or crc32(payload) != check:
                return
            yield np.frombuffer(payload, dtype)
