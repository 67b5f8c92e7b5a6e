"""The command line: parses, calls, prints."""

import gc
import os
import sys

COLLECTED_AFTER = 50_000
"""New objects after which Python looks for garbage in cycles. Imports, scenarios and worlds make
hardly any, and looking every 700 objects takes a thirtieth of a short run."""


def main() -> None:
    """Run `salessim` with the arguments of the process and leave with its exit code."""
    gc.set_threshold(COLLECTED_AFTER)
    # Plugins of pydantic have nothing to do here, and looking for them opens every package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from salessim.cli.interrupts import STOPPED, interrupts
        from salessim.errors import NO_MEMORY, lacks_memory
    except KeyboardInterrupt:
        print("\nStopped. Nothing was kept.", file=sys.stderr, flush=True)
        os._exit(130)
    try:
        with interrupts.handled():
            try:
                from salessim.cli.app import run_command

                code = run_command(sys.argv[1:])
            except BaseException:
                if not interrupts.count:
                    raise
                code = STOPPED
                interrupts.answer(f"\nStopped. {interrupts.consequence}")
    except Exception as error:
        if not lacks_memory(error):
            raise
        sys.exit(NO_MEMORY)  # with code 1
    gc.freeze()  # the end of the process gives memory back faster than a last look for garbage
    if code == STOPPED:
        sys.stdout.flush()
        os._exit(code)  # threads that were left behind are not waited for
    sys.exit(code)
