"""Sealed rows: Parquet files, each written once and complete."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from salessim.study.observed import indicator_named

if TYPE_CHECKING:
    import pyarrow as pa

UNFINISHED = ".unfinished"


def seal(rows: np.ndarray, indicators: Sequence[str], file: Path) -> None:
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
    replace_with(
        file,
        lambda part: pq.write_table(
            pa.table(columns), part, compression="zstd", write_page_checksum=True
        ),
    )


def replace_with(file: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a file beside, and give it its name once it is on disk."""
    part = file.with_name(file.name + UNFINISHED)
    try:
        write(part)
        descriptor = os.open(part, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise


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
                yield _rows(batch, dtype)
    except (pa.ArrowException, KeyError) as error:
        raise OSError(f"{file} is damaged: {error}") from error


def _rows(batch: pa.RecordBatch, dtype: np.dtype) -> np.ndarray:
    rows = np.zeros(batch.num_rows, dtype)
    for name in dtype.names or ():
        rows[name] = batch.column(name).to_numpy(zero_copy_only=False)
    return rows
