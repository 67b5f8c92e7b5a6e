"""Progress on the error stream: what is under way, and how long it still takes."""

import time
from contextlib import ExitStack
from types import TracebackType
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

from salessim.cli.interrupts import interrupts
from salessim.engine import FUTURES, LIMIT_PAIRS, LUCK, PLANS, RUNS
from salessim.units import SECONDS_PER_HOUR

PHASES = {
    FUTURES: "Simulating futures",
    LIMIT_PAIRS: "Looking for limits",
    LUCK: "Telling luck from what is not known",
    RUNS: "Running the experiment",
    PLANS: "Planning the points",
}
KNOWN_SHARE = 0.15
"""Of compiling: when so much is done, the rest can be estimated from it."""
LONG_SECONDS = 10.0
"""Work that takes longer is announced with an estimate."""
KNOWN_SECONDS = 1.0
"""After which the pace of futures is known, once one is done."""
FAR_OFF = 1.5
"""Factor by which what was said of the time must be wrong before it is said anew."""
ANOTHER_TRY = 10.0
"""Seconds at least between two sentences on the time."""


class _TimeLeft:
    """What was said of the time left, and whether it is to be said anew."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self._said_at = 0.0
        self._ends = 0.0

    def seconds(self, share: float) -> float:
        """Time left by the pace so far; share: of the work that is done, above 0."""
        return (time.monotonic() - self.began) / share * (1.0 - share)

    def worth_saying(self, seconds: float) -> bool:
        """Whether so many seconds left are news; if so, they count as said."""
        now = time.monotonic()
        if self._said_at:
            expected = max(self._ends - now, LONG_SECONDS)
            if now - self._said_at < ANOTHER_TRY or seconds < FAR_OFF * expected:
                return False
        self._said_at, self._ends = now, now + seconds
        return True


class Watching:
    """A watch that shows progress, and that Ctrl-C ends with what is done so far.

    keeps: whether there is something to keep. If not, Ctrl-C ends the command as it does elsewhere.
    """

    def __init__(self, *, quiet: bool, keeps: bool = True) -> None:
        self.quiet = quiet
        self._keeps = keeps
        self._console = Console(stderr=True)
        disable = quiet or not self._console.is_terminal
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=disable,
        )
        self._compiling = Progress(
            TextColumn("Compiling the rules for this machine"),
            BarColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=disable,
        )
        self._phase, self._done = "", 0
        self._task = TaskID(0)
        self._time, self._compile_time = _TimeLeft(), _TimeLeft()
        self._kept = ExitStack()

    @property
    def stopped(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return interrupts.count > 0

    def __enter__(self) -> Self:
        # Imported late: commands must not wait for the engine before they say a word.
        from salessim.engine.kernel import PROGRAM

        self._program = PROGRAM
        self._kept.enter_context(PROGRAM.watched(self._compile, self._say))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._kept.close()
        self._compiling.stop()
        self._bar.stop()

    def __call__(self, phase: str, done: int, planned: int) -> bool:
        """Show how far the phase is; answer whether to go on."""
        self._compiling.stop()
        if phase != self._phase:
            self._begin(phase, done, planned)
        self._bar.update(self._task, completed=done, total=planned)
        if phase == FUTURES:
            self._estimate(done, planned)
        return not self.stopped

    def _begin(self, phase: str, done: int, planned: int) -> None:
        if not self._phase:
            if self._keeps:
                self._kept.enter_context(interrupts.keeping())
            self._bar.start()
        else:
            self._bar.remove_task(self._task)
        self._phase, self._done, self._time = phase, done, _TimeLeft()
        self._task = self._bar.add_task(PHASES[phase], total=planned)

    def _say(self, sentence: str) -> None:
        if not self.quiet:
            self._console.print(sentence, highlight=False, markup=False, soft_wrap=True)

    def _estimate(self, done: int, planned: int) -> None:
        """Say how long the work takes if that is long, and again where that proves wrong."""
        if done < self._done:  # the next of several simulations
            self._time = _TimeLeft()
        self._done = done
        if not done or time.monotonic() - self._time.began < KNOWN_SECONDS:
            return
        seconds = self._time.seconds(done / planned)
        if seconds > LONG_SECONDS and self._time.worth_saying(seconds):
            ending = "; Ctrl-C keeps what is done" if self._keeps else ""
            self._say(f"About {duration(seconds)} for {planned} futures{ending}.")

    def _compile(self, share: float) -> None:
        """Say that rules are compiled and how long it takes here, then show how far it is."""
        if self.quiet:
            return
        if not share:
            self._compile_time = _TimeLeft()
            later = " Later runs start at once." if self._program.can_be_kept else ""
            self._say(
                "First run, or the rules were changed: compiling them for this machine." + later
            )
            self._compiling.add_task("", total=1.0)
            self._compiling.start()
            return
        self._compiling.update(self._compiling.task_ids[0], completed=share)
        if share >= KNOWN_SHARE:
            seconds = self._compile_time.seconds(share)
            if self._compile_time.worth_saying(seconds):
                self._say(f"About {duration(seconds)} to compile.")


def duration(seconds: float) -> str:
    """A stretch of time in words."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / SECONDS_PER_HOUR:.1f} hours"
