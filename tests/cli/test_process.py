"""What only shows in a process of its own: imports, pipes and Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_scenario import SMALL

SALESSIM = [sys.executable, "-c", "from salessim.cli import main; main()"]
LOADED = "import sys; print([name for name in {names} if name in sys.modules])"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return file


def test_help_starts_without_what_it_does_not_need() -> None:
    names = ["numpy", "pydantic", "numba", "simpy", "salessim.scenario", "salessim.engine"]
    code = "import salessim.cli.app; " + LOADED.format(names=names)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("[]", "['pydantic']"), "typer itself may bring pydantic"


def test_headline_is_printed_without_the_slow_libraries(small: Path) -> None:
    names = ["pandas", "pyarrow", "scipy.stats", "matplotlib", "simpy"]
    code = (
        "from salessim.cli.app import run_command; "
        f"run_command(['run', {str(small)!r}, '-n', '5', '--quiet']); " + LOADED.format(names=names)
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Small")
    assert done.stdout.splitlines()[-1] == "[]"


def test_piped_output_has_no_colour(small: Path) -> None:
    done = subprocess.run(
        [*SALESSIM, "run", str(small), "-n", "5"], capture_output=True, text=True, check=True
    )
    assert "\x1b" not in done.stdout + done.stderr


def test_a_reader_that_has_seen_enough_is_no_error(small: Path) -> None:
    process = subprocess.Popen(
        [*SALESSIM, "run", str(small), "-n", "5", "--details", "--report", "page.md"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=small.parent,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate()
    assert b"Traceback" not in err
    assert b"should not happen" not in err
    assert (small.parent / "page.md").exists(), "what was asked for is kept all the same"


def test_a_terminal_without_the_letter_gets_a_question_mark(small: Path) -> None:
    done = subprocess.run(
        [*SALESSIM, "run", str(small), "-n", "5"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        check=True,
    )
    assert b"in ?" in done.stdout


@pytest.mark.parametrize("wanted", [("-n", "2000000"), ("-n", "2000000", "--precision", "0.001%")])
def test_ctrl_c_keeps_what_is_done_and_says_so(small: Path, wanted: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        [*SALESSIM, "run", str(small), *wanted],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    announced = ""
    while "Ctrl-C keeps what is done" not in announced:
        announced = process.stderr.readline()
        assert process.poll() is None
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert out.startswith("Small · Jan – Mar 2027 · ")
    assert "of 2000000 futures; the figures rest on these. The same command" in err
    assert ("too few for a precision of 0.001%" in err) == ("--precision" in wanted)


def test_the_package_is_a_command_too() -> None:
    from salessim import __version__

    done = subprocess.run(
        [sys.executable, "-m", "salessim", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"salessim {__version__}\n"
