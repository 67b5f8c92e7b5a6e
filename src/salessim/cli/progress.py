"""Progress on the error stream: what is under way, and how long it still takes."""

import os
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
from salessim.engine import (
    COEFFICIENTS,
    FUTURES,
    LIMIT_PAIRS,
    LUCK,
    PLANS,
    PROGRAMMES,
    RUNS,
    SEARCH,
)
from salessim.units import SECONDS_PER_HOUR

PHASES = {
    FUTURES: "Simulating futures",
    SEARCH: "Searching for a better plan",
    LIMIT_PAIRS: "Looking for limits",
    LUCK: "Telling luck from what is not known",
    RUNS: "Running the experiment",
    PLANS: "Planning the points",
    COEFFICIENTS: "Working out what an hour brings",
}
BEST_SO_FAR = (
    "Stopping: the best plan so far is proven, which takes some seconds. Ctrl-C again ends at once."
)
SOLVING = "Solving programme {}"
WORK = {
    FUTURES: "for {} futures",
    SEARCH: "for {} futures",
    LIMIT_PAIRS: "to look for limits, {} futures",
    LUCK: "to tell luck from what is not known, {} futures",
    RUNS: "for {} runs",
    PLANS: "to plan {} points",
    COEFFICIENTS: "to work out what an hour brings",
}
KNOWN_SHARE = 0.15
"""Of compiling: when so much is done, the rest can be estimated from it."""
SILENT_SECONDS = 5.0
"""Nobody waits longer without a word: work that would make it longer is announced."""
LONG_SECONDS = 10.0
"""A programme that is solved for longer is told; of times left, what is shorter counts as this."""
KNOWN_SECONDS = 1.0
"""After which the pace of futures is known, once one is done. Less that is left needs no word."""
FAR_OFF = 1.5
"""Factor by which what was said of the time must be too short before it is said anew."""
FAR_TOO_LONG = 0.5
"""Factor by which it must be too long."""
ANOTHER_TRY = 10.0
"""Seconds at least between two sentences on the time."""


class _TimeLeft:
    """What was said of the time left, and whether it is to be said anew."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.is_said = False
        self._said_at = 0.0
        self._ends = 0.0

    def seconds(self, share: float) -> float:
        """Time left by the pace so far; share: of the work that is done, above 0."""
        return self.elapsed / share * (1.0 - share)

    @property
    def elapsed(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self.began

    def say(self, seconds: float) -> None:
        """Count so many seconds left as said."""
        self.is_said = True
        self._said_at = time.monotonic()
        self._ends = self._said_at + seconds

    def is_news(self, seconds: float) -> bool:
        """Whether so many seconds left are news; if so, they count as said."""
        now = time.monotonic()
        if self.is_said:
            expected = max(self._ends - now, LONG_SECONDS)
            is_longer = seconds > FAR_OFF * expected
            is_shorter = max(seconds, LONG_SECONDS) < FAR_TOO_LONG * expected
            if now - self._said_at < ANOTHER_TRY or not (is_longer or is_shorter):
                return False
        self.say(seconds)
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
        self._phase, self._done_before = "", 0
        self._task = TaskID(0)
        self._time, self._compile_time = _TimeLeft(), _TimeLeft()
        self._programme, self._solve_time, self._patience = 0, _TimeLeft(), LONG_SECONDS
        self._kept, self._searching = ExitStack(), ExitStack()
        self._last_word = time.monotonic()

    @property
    def stopped(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return interrupts.count > 0

    def __enter__(self) -> Self:
        # Imported late: commands must not wait for the engine before they say a word.
        from salessim.engine.kernel import PROGRAM

        self._program = PROGRAM
        self._kept.enter_context(PROGRAM.watched(self._compile, self.say))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._searching.close()
        self._kept.close()
        self._compiling.stop()
        self._bar.stop()

    def __call__(self, phase: str, done: int, planned: int) -> bool:
        """Show how far the phase is; answer whether to go on."""
        self._compiling.stop()
        if phase == PROGRAMMES:
            self._solve(planned)
            return not self.stopped
        if phase != self._phase:
            self._begin(phase, done, planned)
        self._bar.update(self._task, description=PHASES[phase], completed=done, total=planned)
        self._estimate(done, planned)
        if self.stopped and phase == SEARCH:
            self._searching.close()
            interrupts.answer(BEST_SO_FAR)
        return not self.stopped

    def announced(self, seconds: float) -> None:
        """Count the time of this phase as said: it is said anew only where it proves wrong."""
        self._time.say(seconds)

    def _begin(self, phase: str, done: int, planned: int) -> None:
        if not self._phase:
            if self._keeps:
                self._kept.enter_context(interrupts.keeping())
            self._bar.start()
        else:
            self._bar.remove_task(self._task)
            self._searching.close()
            if phase == SEARCH:
                self._searching.enter_context(interrupts.keeping())
        self._phase, self._done_before, self._time = phase, done, _TimeLeft()
        self._task = self._bar.add_task(PHASES[phase], total=planned)

    def _solve(self, programme: int) -> None:
        """Show that a programme is solved, in the middle of a phase, and say it if that is long."""
        if programme != self._programme:
            self._programme, self._solve_time, self._patience = programme, _TimeLeft(), LONG_SECONDS
        if self._phase:
            self._bar.update(self._task, description=SOLVING.format(programme))
        if self._solve_time.elapsed > self._patience:
            self.say(
                f"The solver has worked on one programme for {duration(self._patience)} so far; "
                "--time-limit bounds that."
            )
            self._patience *= 2.0

    def say(self, sentence: str) -> None:
        """Print a sentence, unless nothing is to be said."""
        self._last_word = time.monotonic()
        if not self.quiet:
            self._console.print(sentence, highlight=False, markup=False, soft_wrap=True)

    def _estimate(self, done: int, planned: int) -> None:
        """Say how long the work takes if that is long, and again where that proves wrong."""
        was_said, work = self._time.is_said, WORK[self._phase].format(planned)
        if done == self._done_before:
            # Nothing is known of the pace but that it is no faster than this.
            each = planned / (os.cpu_count() or 1)
            seconds = self._time.elapsed * max(1.0, each)
            if not was_said and self._time.elapsed > SILENT_SECONDS and self._time.is_news(seconds):
                self.say(f"More than {duration(seconds)} {work}{self._ending}.")
            return
        if self._time.elapsed < KNOWN_SECONDS:
            return
        share = (done - self._done_before) / (planned - self._done_before)
        seconds = self._time.seconds(share)
        # Phases that are short each are long together.
        silence = time.monotonic() - self._last_word + seconds
        is_long = seconds > KNOWN_SECONDS and silence > SILENT_SECONDS
        if (was_said or is_long) and self._time.is_news(seconds):
            more = " more" if was_said else ""
            self.say(f"About {duration(seconds)}{more} {work}{self._ending}.")

    @property
    def _ending(self) -> str:
        return "; Ctrl-C keeps what is done" if self._keeps else ""

    def _compile(self, share: float) -> None:
        """Say that rules are compiled and how long it takes here, then show how far it is."""
        if self.quiet:
            return
        if not share:
            self._compile_time = _TimeLeft()
            later = " Later runs start at once." if self._program.can_be_kept else ""
            self.say(
                "First run, or the rules were changed: compiling them for this machine." + later
            )
            self._compiling.add_task("", total=1.0)
            self._compiling.start()
            return
        self._compiling.update(self._compiling.task_ids[0], completed=share)
        if share >= KNOWN_SHARE:
            seconds = self._compile_time.seconds(share)
            more = " more" if self._compile_time.is_said else ""
            if self._compile_time.is_news(seconds):
                self.say(f"About {duration(seconds)}{more} to compile.")


def duration(seconds: float) -> str:
    """A stretch of time in words."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / SECONDS_PER_HOUR:.1f} hours"
