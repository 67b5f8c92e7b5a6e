"""Which crew does the work: by what was asked for."""

from __future__ import annotations

import os

from salessim.errors import InputError
from salessim.study.running.crew import Crew, Threads


def crew_for(workers: int | None, dask: str | None = None) -> Crew:
    """The crew for `--workers` and `--dask`.

    Args:
        workers: threads; all cores by default.
        dask: address of a scheduler, `local:N` for N processes on this machine, or None.

    Raises:
        InputError: a number is out of its range, or there is no such cluster.
    """
    if workers is not None and workers < 1:
        raise InputError(f"At least 1 worker is needed, not {workers}.")
    if dask is None:
        return Threads(workers or os.cpu_count() or 1)
    if workers is not None:
        raise InputError("--workers is for threads of this machine: leave it out with --dask.")
    try:
        # distributed is imported where it is used, so that threads start without it.
        from salessim.study.running.cluster import cluster_crew
    except ModuleNotFoundError as error:
        raise InputError(
            "--dask needs Dask's distributed: install it with pip install 'salessim[cluster]'."
        ) from error
    return cluster_crew(dask)
