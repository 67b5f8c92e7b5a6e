"""How every command ends: an exit code, and sentences instead of tracebacks."""

import errno
import sys
from collections.abc import Sequence

from salessim.cli.output import DONE, NO, STOPPED
from salessim.errors import SalessimError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""Errors of files that are the machine's state and no defect."""


def run_command(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; return its exit code."""
    from salessim.cli.app import app

    _replace_unknown_letters()
    try:
        app(list(arguments), prog_name="salessim")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else DONE
    except SalessimError as error:
        return _print_error(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _print_error("Stopped. Nothing was kept.", STOPPED)
    except MemoryError:
        return _print_error("Not enough memory: ask for fewer replications.", NO)
    except OSError as error:
        if error.errno not in NO_ROOM:
            return _unexpected(error, arguments)
        return _print_error(f"{error.strerror}: what was asked for could not be written out.", NO)
    except Exception as error:
        return _unexpected(error, arguments)
    return DONE


def _print_error(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _unexpected(error: Exception, arguments: Sequence[str]) -> int:
    """Say how to report an error that nobody foresaw; the traceback goes into a file."""
    import tempfile
    import traceback

    from salessim import __version__

    with tempfile.NamedTemporaryFile(
        "w", prefix="salessim-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"salessim {__version__}, Python {sys.version}\n")
        file.write(f"salessim {' '.join(arguments)}\n\n")
        traceback.print_exception(error, file=file)
    return _print_error(
        f"This should not happen: {type(error).__name__}: {error}.\n"
        f"Please report it to the project with the scenario and {file.name}.",
        NO,
    )


def _replace_unknown_letters() -> None:
    """Terminals that lack a letter such as € get a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
