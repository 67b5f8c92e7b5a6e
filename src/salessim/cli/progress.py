"""Progress on the error stream: what is under way, and how long it still takes."""

import signal
import sys
import time
from threading import Timer
from types import FrameType, TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from salessim.engine.watch import FUTURES, LIMIT_PAIRS, PLANS, RUNS
from salessim.units import SECONDS_PER_HOUR

PHASES = {
    FUTURES: "Simulating futures",
    LIMIT_PAIRS: "Looking for limits",
    RUNS: "Running the experiment",
    PLANS: "Planning the points",
}
COMPILE_NOTICE_SECONDS = 2.0
"""Preparing takes longer than this only when rules are compiled."""
LONG_SECONDS = 10.0
"""Work that takes longer is announced with an estimate."""


class Watching:
    """A watch that shows progress, and lets Ctrl-C end the work with what is done so far.

    The first Ctrl-C stops after the batch under way, the second at once.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.stopped = False
        self._console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=quiet or not self._console.is_terminal,
        )
        self._compiling = Progress(
            TextColumn("Compiling"),
            BarColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=quiet or not self._console.is_terminal,
        )
        self._phase = ""
        self._task = TaskID(0)
        self._began = 0.0
        self._estimated = 0

    def __enter__(self) -> Self:
        if not self.quiet:
            self._notice = Timer(COMPILE_NOTICE_SECONDS, self._say_compiling)
            self._notice.daemon = True
            self._notice.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ready()
        self._bar.stop()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def __call__(self, phase: str, done: int, planned: int) -> bool:
        """Show how far the phase is; answer whether to go on."""
        self._ready()
        if phase != self._phase:
            self._begin(phase, planned)
        self._bar.update(self._task, completed=done, total=planned)
        if phase == FUTURES and done:
            self._estimate(done, planned)
        return not self.stopped

    def _begin(self, phase: str, planned: int) -> None:
        if not self._phase:
            signal.signal(signal.SIGINT, self._stop)
            self._bar.start()
        else:
            self._bar.remove_task(self._task)
        self._phase, self._began = phase, time.monotonic()
        self._task = self._bar.add_task(PHASES[phase], total=planned)

    def _estimate(self, done: int, planned: int) -> None:
        """Say once a goal, after its first batch, how long the work takes if that is long."""
        if self.quiet or planned == self._estimated:
            return
        self._estimated = planned
        seconds = (time.monotonic() - self._began) / done * (planned - done)
        if seconds > LONG_SECONDS:
            self._console.print(
                f"About {duration(seconds)} for {planned} futures; Ctrl-C keeps what is done.",
                highlight=False,
            )

    def _ready(self) -> None:
        if not self.quiet:
            self._notice.cancel()
            self._compiling.stop()

    def _say_compiling(self) -> None:
        # Imported late: commands must not wait for numba before they say a word.
        from salessim.engine.kernel import is_kept

        if is_kept():  # the machine is slow or busy; nothing is compiled
            return
        self._console.print(
            "First run, or the rules were changed: compiling them for this machine takes about a "
            "minute. Later runs start at once.",
            highlight=False,
        )
        self._compiling.add_task("", total=None)
        self._compiling.start()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if not self.quiet:
            print("\nStopping after the futures under way.", file=sys.stderr)


def duration(seconds: float) -> str:
    """A stretch of time in words."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / SECONDS_PER_HOUR:.1f} hours"
