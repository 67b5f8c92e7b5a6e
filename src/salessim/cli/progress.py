"""Progress on the error stream: what is under way, and how long it still takes."""

import signal
import sys
import time
from types import FrameType, TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from salessim.engine import FUTURES, LIMIT_PAIRS, PLANS, RUNS
from salessim.units import SECONDS_PER_HOUR

PHASES = {
    FUTURES: "Simulating futures",
    LIMIT_PAIRS: "Looking for limits",
    RUNS: "Running the experiment",
    PLANS: "Planning the points",
}
KNOWN_SHARE = 0.05
"""Of compiling: when so much is done, the rest can be estimated from it."""
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
            TextColumn("Compiling the rules for this machine"),
            BarColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=quiet or not self._console.is_terminal,
        )
        self._phase = ""
        self._task = TaskID(0)
        self._began = 0.0
        self._compile_began = 0.0
        self._estimated = 0

    def __enter__(self) -> Self:
        # Imported late: commands must not wait for the engine before they say a word.
        from salessim.engine.kernel import PROGRAM

        self._watched = PROGRAM.watched(self._compile)
        self._watched.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._watched.__exit__(kind, error, trace)
        self._compiling.stop()
        self._bar.stop()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def __call__(self, phase: str, done: int, planned: int) -> bool:
        """Show how far the phase is; answer whether to go on."""
        self._compiling.stop()
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

    def _compile(self, share: float) -> None:
        """Say once that rules are compiled and how long it takes here, then show how far it is."""
        if self.quiet:
            return
        if not self._compile_began:
            self._compile_began = time.monotonic()
            return
        seconds = (time.monotonic() - self._compile_began) * (1.0 - share) / share
        if share >= KNOWN_SHARE and not self._compiling.tasks:
            self._console.print(
                "First run, or the rules were changed: compiling them for this machine, about "
                f"{duration(seconds)}. Later runs start at once.",
                highlight=False,
            )
            self._compiling.add_task("", total=1.0)
            self._compiling.start()
        elif self._compiling.tasks:
            self._compiling.update(self._compiling.task_ids[0], completed=share)

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
