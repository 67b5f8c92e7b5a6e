"""One writer in a folder at a time; a lock ends with its process, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from salessim.errors import SalessimError


class Lock:
    """Held from its making until `release`.

    Raises:
        SalessimError: another process writes into the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _take(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise SalessimError(
                f"Another process writes into {folder}: wait for it, or name another folder "
                "with --out."
            ) from error

    def release(self) -> None:
        """Let others write."""
        os.close(self._descriptor)


def is_written(folder: Path) -> bool:
    """Whether a process writes into a folder now."""
    if not (folder / "lock").exists():
        return False
    try:
        Lock(folder).release()
    except SalessimError:
        return True
    except OSError:
        return False
    return False


def _take(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
