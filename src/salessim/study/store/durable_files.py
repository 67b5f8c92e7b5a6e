"""Files of a store, each whole or recognisably cut short, whenever the process is killed.

A journal holds rows block by block: a header (mark, length, CRC-32) and the rows' bytes. A block
that was cut short, or whose bytes are not those that were written, ends the journal. A segment is a
Parquet file, written once and complete. Lines of JSON (log, plans) are only ever added, each with
its checksum.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zlib import crc32

import numpy as np

from salessim.errors import InputError, lacks_memory, system_reason
from salessim.output_files import write_atomically
from salessim.study.design.planning import PlannedPoint
from salessim.study.run_rows import indicator_named

if TYPE_CHECKING:
    import pyarrow as pa

MARK = b"SLJ1"
HEADER = struct.Struct("<4sII")
CHECK = "check"
"""Key of a line's checksum."""


def content_of(file: Path) -> bytes:
    """What a file of a store holds.

    Raises:
        InputError: it is not there, or cannot be read.
    """
    try:
        if file.is_file():  # a pipe would keep its reader waiting
            return file.read_bytes()
        reason = "it is no file" if file.exists() else "it is missing"
    except OSError as error:
        if lacks_memory(error):  # the file may be as it should be
            raise
        reason = system_reason(error)
    raise InputError(f"Cannot read {file}: {reason}. {AFTER_DAMAGE}")


AFTER_DAMAGE = (
    "Put it back from a copy of the results, or run the experiment into another folder with --out."
)


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


def journal_table(file: Path, dtype: np.dtype) -> np.ndarray:
    """The rows of all whole blocks in one table, which is never held twice."""
    rows = np.zeros(file.stat().st_size // dtype.itemsize, dtype)
    count = 0
    for block in journal_blocks(file, dtype):
        rows[count : count + len(block)] = block
        count += len(block)
    return rows[:count]


def journal_blocks(file: Path, dtype: np.dtype) -> Iterator[np.ndarray]:
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


def write_segment(rows: np.ndarray, indicators: Sequence[str], file: Path) -> None:
    """Write rows as a Parquet file, in order of point and replication.

    The file appears under its name when all of it is on disk. Indicators that are no column of
    their own, such as ratios, are added as columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    order = np.lexsort((rows["replication"], rows["point"]))
    columns = {name: rows[name][order] for name in rows.dtype.names or ()}
    for name in indicators:
        if name not in columns:
            columns[name] = indicator_named(name).values(rows)[order]
    write_atomically(
        file,
        lambda part: pq.write_table(
            pa.table(columns), part, compression="zstd", write_page_checksum=True
        ),
    )


def read_segment(file: Path, dtype: np.dtype) -> Iterator[np.ndarray]:
    """The rows of a sealed file, a group at a time; columns that `dtype` has not are left out.

    Raises:
        OSError: the file is not whole: cut short, or its bytes changed.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = list(dtype.names or ())
    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as segment:
            for batch in segment.iter_batches(columns=names):
                yield _rows_of_batch(batch, dtype)
    # The pages have checksums, what stands around them has none.
    except (pa.ArrowException, KeyError, ValueError, TypeError, OverflowError) as error:
        raise OSError(f"{file} is damaged: {error}") from error


def _rows_of_batch(batch: pa.RecordBatch, dtype: np.dtype) -> np.ndarray:
    rows = np.zeros(batch.num_rows, dtype)
    for name in dtype.names or ():
        column = batch.column(name)
        if column.null_count:
            raise ValueError(f"{name} has gaps")
        rows[name] = column.to_numpy(zero_copy_only=False)
    return rows


def append_line(file: Path, entry: Mapping[str, Any]) -> None:
    """Add a line and wait until it is on disk; a line that was cut short before stays apart.

    Raises:
        OSError: it cannot be written; what was written before stays.
    """
    checked = {**entry, CHECK: _checksum(entry)}
    line = json.dumps(checked, ensure_ascii=False).encode() + b"\n"
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


def read_lines(folder: Path) -> Iterator[dict[str, Any]]:
    """The entries of all files of a folder; lines that were cut short or changed are left out.

    Raises:
        InputError: a file cannot be read.
    """
    for file in sorted(folder.glob("*.jsonl")):
        for line in content_of(file).splitlines():
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(entry, dict) and entry.pop(CHECK, None) == _checksum(entry):
                yield entry


def append_plan(file: Path, plan: PlannedPoint) -> None:
    """Add a plan and wait until it is on disk; raises OSError."""
    content = {
        "point": plan.point,
        "figures": dict(plan.figures),
        "notes": list(plan.notes),
        "changes": dict(plan.changes),
    }
    append_line(file, content)


def read_plans(folder: Path) -> Iterator[PlannedPoint]:
    """The plans of a folder; lines that were cut short or changed are left out."""
    for line in read_lines(folder):
        yield PlannedPoint(line["point"], line["changes"], line["figures"], tuple(line["notes"]))


def _checksum(content: Mapping[str, Any]) -> int:
    return crc32(json.dumps(content, sort_keys=True).encode())
