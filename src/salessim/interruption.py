"""Work that a signal can end: it is carried out in threads beside the one that waits for it.

A signal such as Ctrl-C reaches Python between two of its instructions, and in the main thread only.
Machine code, the compiler and the solver run for minutes without one, so the thread that asked for
them only waits, and what the signal raises there is raised at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from time import monotonic

LOOK_SECONDS = 0.05
"""Between two looks at whether the work is to go on."""
LEAVE_SECONDS = 0.5
"""How long work that is told to stop is waited for; what goes on then is left behind."""


class _Beside[Result](threading.Thread):
    """A thread that keeps what its work returned or raised.

    A daemon: a process that ends does not wait for it.
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        super().__init__(daemon=True, name="salessim")
        self._work = work
        self.result: list[Result] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        """Carry the work out."""
        try:
            self.result.append(self._work())
        except BaseException as error:
            self.error = error


def beside[Result](
    works: Sequence[Callable[[], Result]],
    *,
    look: Callable[[], None] | None = None,
    stop: Callable[[], None] | None = None,
) -> list[Result]:
    """Carry works out at the same time, and wait for all of them.

    Args:
        works: one or more, each for a thread of its own.
        look: called some times a second in the thread that waits; what it raises ends the work.
        stop: called when something was raised, to tell the works to end. Without it they are left
            behind.

    Returns:
        What they returned, in their order.

    Raises:
        BaseException: what a work or `look` or a signal raised first.
        SystemExit: the main thread has ended, so that nobody waits for this one.
    """
    threads = [_Beside(work) for work in works]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(LOOK_SECONDS)
                if thread.is_alive():
                    _look(threads, look)
        _raise_first(threads)
    except BaseException:
        if stop is not None:
            stop()
            _wait(threads)
        raise
    return [thread.result[0] for thread in threads]


def _look(threads: Sequence[_Beside], look: Callable[[], None] | None) -> None:
    _raise_first(threads)
    if not threading.main_thread().is_alive():
        raise SystemExit
    if look is not None:
        look()


def _raise_first(threads: Sequence[_Beside]) -> None:
    for thread in threads:
        if thread.error is not None:
            raise thread.error


def _wait(threads: Sequence[_Beside]) -> None:
    until = monotonic() + LEAVE_SECONDS
    for thread in threads:
        if thread.ident is not None:
            thread.join(max(0.0, until - monotonic()))
