"""Which crew does the work: by what was asked for."""

from __future__ import annotations

import os

from salessim.errors import InputError
from salessim.study.running.crew import Crew, Threads


def crew_for(workers: int | None) -> Crew:
    """The crew for `--workers`: threads, all cores by default.

    Raises:
        InputError: the number is out of its range.
    """
    if workers is not None and workers < 1:
        raise InputError(f"At least 1 worker is needed, not {workers}.")
    return Threads(workers or os.cpu_count() or 1)
