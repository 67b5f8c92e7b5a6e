"""The command line: parses, calls, prints."""

import os
import sys


def main() -> None:
    """Run `salessim` with the arguments of the process and leave with its exit code."""
    try:
        from salessim.cli.interrupts import STOPPED, interrupts
    except KeyboardInterrupt:
        print("\nStopped. Nothing was kept.", file=sys.stderr, flush=True)
        os._exit(130)
    with interrupts.handled():
        try:
            from salessim.cli.app import run_command

            code = run_command(sys.argv[1:])
        except BaseException:
            if not interrupts.count:
                raise
            code = STOPPED
            interrupts.answer(f"\nStopped. {interrupts.consequence}")
    if code == STOPPED:
        sys.stdout.flush()
        os._exit(code)  # threads that were left behind are not waited for
    sys.exit(code)
