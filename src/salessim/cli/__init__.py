"""The command line: parses, calls, prints."""

import sys


def main() -> None:
    """Run `salessim` with the arguments of the process and leave with its exit code."""
    from salessim.cli.app import run_command

    sys.exit(run_command(sys.argv[1:]))
