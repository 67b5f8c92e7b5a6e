"""What only shows in a process of its own: imports, pipes and Ctrl-C."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_scenario import SMALL

from salessim.cli.app import run_command

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
    names = ["pandas", "pyarrow", "scipy.stats", "matplotlib", "simpy", "xlsxwriter", "pptx"]
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
        [*SALESSIM, "run", str(small), *wanted, "--anyway"],
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


def test_the_crash_report_survives_names_that_are_no_text(tmp_path: Path) -> None:
    """A defect is reported whatever the arguments and the error hold."""
    code = (
        "import sys, salessim.cli.app as app\n"
        "def broken(*_, **__): raise ValueError('lone \\ud800 and \\x1b[31m')\n"
        "app.app = broken\n"
        "sys.exit(app.run_command(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable.encode(), b"-c", code.encode(), b"run", b"\xff.yaml"],
        capture_output=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 1
    assert done.stderr.startswith(b"This should not happen: ValueError: lone \\ud800 and \\x1b[31m")
    [report] = tmp_path.glob("salessim-*.txt")
    assert "run \\udcff.yaml" in report.read_text(encoding="utf-8")


NO_MEMORY = "Not enough memory: ask for fewer replications or threads, or allow more (ulimit -v).\n"


@pytest.mark.parametrize("megabytes", [40, 250, 400])
def test_memory_that_cannot_be_had_is_a_sentence(small: Path, megabytes: int) -> None:
    """At each limit something else fails: an import, a thread, a library of machine code."""
    resource = pytest.importorskip("resource")
    limit = megabytes * 2**20
    done = subprocess.run(
        [*SALESSIM, "run", str(small), "-n", "5"],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert (done.returncode, done.stderr) == (1, NO_MEMORY)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), NO_MEMORY),
        (OSError(errno.ENOMEM, "Cannot allocate memory", "x.yaml"), NO_MEMORY),
        (RuntimeError("can't start new thread"), NO_MEMORY),
        (RuntimeError("a defect"), "This should not happen: RuntimeError: a defect."),
        (ImportError("a defect"), "This should not happen: ImportError: a defect."),
    ],
)
def test_a_lack_of_memory_is_told_from_a_defect(
    error: Exception,
    sentence: str,
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setenv("TMPDIR", str(small.parent))
    monkeypatch.setattr("salessim.scenario.text_files._bytes_of", failing)
    assert run_command(["validate", str(small)]) == 1
    assert capsys.readouterr().err.startswith(sentence)


@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-"])
def test_closed_streams_end_with_the_code_of_the_answer(small: Path, closed: str) -> None:
    command = f'"$0" -c "from salessim.cli import main; main()" run nowhere.yaml {closed}'
    done = subprocess.run(["bash", "-c", command, sys.executable], cwd=small.parent)
    assert done.returncode == 2


def test_a_closed_output_is_told_and_no_success(small: Path) -> None:
    command = f'"$0" -m salessim run {small} -n 5 --quiet >&-'
    done = subprocess.run(["bash", "-c", command, sys.executable], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "The output is closed: what was asked for could not be shown.\n"


def test_a_folder_that_was_removed_meanwhile_is_a_sentence(small: Path) -> None:
    command = f'mkdir gone && cd gone && rmdir ../gone && "$0" -m salessim run ../{small.name}'
    done = subprocess.run(
        ["bash", "-c", command, sys.executable], cwd=small.parent, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.endswith("The current folder is gone: change into another.\n")


@pytest.mark.parametrize("command", ["run", "init", "validate", "report", "experiment status"])
def test_names_that_no_system_takes_are_a_sentence(small: Path, command: str) -> None:
    typed = [*command.split(), "x" * 5000, *(["page.html"] if command == "report" else [])]
    done = subprocess.run([*SALESSIM, *typed], cwd=small.parent, capture_output=True, text=True)
    assert done.returncode == 2
    assert "should not happen" not in done.stderr and "xxx" in done.stderr


def test_a_file_of_any_size_is_no_file_of_results(small: Path) -> None:
    """Not a byte of it is read."""
    large = small.parent / "large.json"
    with large.open("wb") as file:
        file.truncate(20 * 2**30)
    command = [*SALESSIM, "report", str(large), "page.html"]
    done = subprocess.run(command, cwd=small.parent, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, f"{large} is no file of results.\n")


def test_optimised_python_runs_too(small: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-OO", "-m", "salessim", "run", str(small), "-n", "5", "--quiet"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Small")


def test_a_running_event_loop_may_simulate(small: Path) -> None:
    """As in a notebook, whose cells run inside of asyncio's loop; and from a thread beside it."""
    import asyncio

    from salessim import Scenario, simulate

    scenario = Scenario.load(small)

    async def cell() -> list[str]:
        inside = simulate(scenario, replications=3)
        beside = await asyncio.to_thread(simulate, scenario, replications=3)
        return [inside.digest, beside.digest]

    assert set(asyncio.run(cell())) == {simulate(scenario, replications=3).digest}
