"""Ctrl-C: answered within a second whatever the work does, with a sentence on what was kept.

At first Ctrl-C raises `Interrupted` wherever the command is. While results are collected
(`keeping`) it only counts instead, and the command ends with what is done. Where the command has
said nothing within the second, because it is in the middle of something that knows no signals, a
thread says it and ends the process. The second Ctrl-C ends it at once, but where what was done is
being written (`writing`): there it stops the writing, and a third one ends the command at once.
SIGTERM and SIGHUP are left as they are: they end the process, and files are whole or not there.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from select import select
from types import FrameType

STOPPED = 130
"""Exit code after Ctrl-C, as shells count it."""
ANSWER_SECONDS = 0.8
"""Within which the command ends by itself, or is ended."""
NOTHING_KEPT = "Nothing was kept."
SHOW_CURSOR = b"\x1b[?25h"
STANDARD_ERROR = 2


class Interrupted(BaseException):
    """Ctrl-C was pressed. No KeyboardInterrupt, which libraries of commands turn into an exit."""


class Interrupts:
    """What Ctrl-C does, from the first instruction of a command to its last."""

    def __init__(self) -> None:
        self.count = 0
        """How often it was pressed."""
        self.consequence = NOTHING_KEPT
        """What becomes of results, where the command itself cannot say it."""
        self._answered = 0
        """How many of these were answered by work that went on in another way."""
        self._is_handled = self._is_keeping = self._is_answered = False

    @property
    def is_pending(self) -> bool:
        """Whether it was pressed and nothing was said of that yet."""
        return self._is_open(self.count)

    def _is_open(self, pressed: int) -> bool:
        return pressed > self._answered and not self._is_answered

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Handle Ctrl-C in the meantime, where that can be done: in the main thread."""
        if self._is_handled or threading.current_thread() is not threading.main_thread():
            yield
            return
        self.count, self._answered, self._is_answered = 0, 0, False
        self.consequence = NOTHING_KEPT
        heard, told = os.pipe()
        os.set_blocking(told, False)
        self._is_handled = True
        # Also in the background of a script, where it was ignored: who sends it means it.
        before = signal.signal(signal.SIGINT, self._received)
        wakened = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        threading.Thread(target=self._listen, args=(heard,), daemon=True).start()
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakened)
            signal.signal(signal.SIGINT, before)
            os.close(told)
            self._is_handled = False

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """In the meantime Ctrl-C only counts: who works looks at the count, and ends in order."""
        self._is_keeping = True
        try:
            yield
        finally:
            self._is_keeping = False

    @contextmanager
    def consequently(self, consequence: str) -> Iterator[None]:
        """In the meantime this becomes of results when Ctrl-C ends the command."""
        before, self.consequence = self.consequence, consequence
        yield
        self.consequence = before

    @contextmanager
    def writing(self) -> Iterator[None]:
        """In the meantime Ctrl-C stops what is written, also where it had stopped the work."""
        if self._is_answered:
            self._answered, self._is_answered = self.count, False
        yield

    def answer(self, sentence: str) -> None:
        """Say what becomes of work that was stopped; what follows may take its time."""
        self._is_answered = True
        print(sentence, file=sys.stderr, flush=True)

    def _received(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self.count - self._answered > 1:
            self._end_at_once()
        if not self._is_keeping:
            raise Interrupted

    def _listen(self, heard: int) -> None:
        """Hear Ctrl-C where the main thread may not, and see that it is answered."""
        pressed, patience = 0, None
        while True:
            ready, _, _ = select([heard], [], [], patience)
            if ready:
                signals = os.read(heard, 64)
                if not signals:
                    break
                pressed += signals.count(signal.SIGINT)
            elif self._is_open(pressed):
                self._end_at_once()
            if pressed - self._answered > 1:
                self._end_at_once()
            patience = ANSWER_SECONDS if self._is_open(pressed) else None
        os.close(heard)

    def _end_at_once(self) -> None:
        """Say what was not said yet, past locks that others may hold, and end the process."""
        said = "Ended at once." if self._is_answered else f"Stopped. {self.consequence}"
        with suppress(OSError):
            if os.isatty(STANDARD_ERROR):
                os.write(STANDARD_ERROR, SHOW_CURSOR)
            os.write(STANDARD_ERROR, f"\n{said}\n".encode())
        os._exit(STOPPED)


interrupts = Interrupts()
"""Of this process."""
