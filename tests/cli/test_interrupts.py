"""Ctrl-C and other signals: answered within a second, wherever the command is."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_scenario import SMALL

ANSWERED = 1.5
"""Seconds from pressing Ctrl-C to the end of the process: one, and a half for a machine at work."""

PATIENCE = 600
"""Seconds after which a command hangs, on a machine that is busy and compiles the rules first."""

SALESSIM = (sys.executable, "-c", "from salessim.cli import main; main()")
PRESSED = """
import os, signal, sys, threading, time
from importlib import import_module
from salessim.cli import main

pressed = []

def press(place):
    if place in pressed:
        return
    pressed.append(place)
    os.write(2, f"pressed {time.monotonic()}\\n".encode())
    for _ in range(TIMES):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)

def pressed_in(place, instead=None):
    '''Have Ctrl-C pressed a moment after a function is entered.'''
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner = import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    function = getattr(owner, name)
    def entered(*arguments, **named):
        threading.Timer(0.1, press, [place]).start()
        return (instead or function)(*arguments, **named)
    setattr(owner, name, entered)

def deaf(*arguments, **named):
    '''Machine code that knows no signals.'''
    import hashlib
    hashlib.pbkdf2_hmac("sha256", b"", b"", 50_000_000)

def endless(*arguments, **named):
    while True:
        yield ("",)
"""
LONG = """\
name: Long
horizon: {from: 2027-01, months: 60}
segments: {gold: {prospects: 20k, deal: 5k..9k, win_rate: 20..30 %}}
channels: {web: {leads: 60000 a month}}
team: {closer: {people: 100, base: 40k a year}}
"""
COMPILED, SIMPY = "salessim.engine.run:_CompiledWorker.run", "salessim.engine.run:_SimpyWorker.run"
NOTHING = "Nothing was kept."
PLAN = ("optimise", "small.yaml", "--replications", "5", "--effort", "quick")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "long.yaml").write_text(LONG, encoding="utf-8")
    return tmp_path


def ended(
    folder: Path,
    place: str,
    *arguments: str,
    times: int = 1,
    ends: float = ANSWERED,
    **environment: str,
) -> tuple[int, str, str]:
    """Run a command in which Ctrl-C is pressed; return code, output and error stream.

    ends: seconds within which it ends.
    """
    places = "".join(f"pressed_in({each})\n" for each in place.split(" then "))
    code = PRESSED.replace("TIMES", str(times)) + places + "main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    took = time.monotonic() - float(err.rpartition("pressed ")[2].split()[0])
    assert took < ends, err
    assert "Traceback" not in err and "Aborted" not in err
    return process.returncode, out, err


@pytest.mark.parametrize(
    ("engine", "place"), [("compiled", COMPILED), ("simpy", SIMPY)], ids=["compiled", "simpy"]
)
def test_one_long_future_is_no_reason_to_wait(folder: Path, engine: str, place: str) -> None:
    code, out, err = ended(
        folder, f"{place!r}", "run", "long.yaml", "-n", "4", "--engine", engine, "--anyway"
    )
    assert (code, out) == (130, "")
    assert f"Stopped before the first of 4 futures was done. {NOTHING}" in err


def test_what_was_done_is_kept(folder: Path) -> None:
    """The first future that is begun after 0.1 s is not the first of all."""
    code, out, err = ended(
        folder, f"{COMPILED!r}", "run", "small.yaml", "-n", "100000", "--anyway", "--log", "log.csv"
    )
    assert code == 130 and out.startswith("Small · Jan – Mar 2027 · ")
    assert "of 100000 futures; the figures rest on these. The same command simulates all" in err
    assert (folder / "log.csv").read_text(encoding="utf-8").count("\n") > 100


@pytest.mark.parametrize(
    ("place", "arguments", "sentence"),
    [
        ("'salessim.engine.simulation:build', deaf", ("run", "small.yaml"), NOTHING),
        ("'pulp:HiGHS.callSolver', deaf", PLAN, "not proven yet"),
        (
            "'salessim.report.event_log:_event_rows', endless",
            ("run", "small.yaml", "-n", "5", "--log", "log.csv"),
            "log.csv was not written.",
        ),
    ],
    ids=["deaf machine code", "planning", "writing"],
)
def test_whatever_it_does(
    folder: Path, place: str, arguments: tuple[str, ...], sentence: str
) -> None:
    code, _, err = ended(folder, place, *arguments)
    assert code == 130
    assert "Stopped" in err and sentence in err


def test_the_best_plan_so_far_is_proven(folder: Path) -> None:
    """It takes some seconds, which is said at once."""
    typed = "optimise small.yaml --replications 5"
    place = "'salessim.plan.search:Search._along'"
    code, out, err = ended(folder, place, *typed.split(), ends=60.0)
    assert code == 130
    assert "Stopping: the best plan so far is proven" in err
    assert "The search was stopped: this is the best of the" in out


ENDLESS_LOG = "'salessim.report.event_log:_event_rows', endless"
DEAF_REPORT = "'salessim.report.document:svg_text', deaf"


@pytest.mark.parametrize("work", [ENDLESS_LOG, DEAF_REPORT], ids=["Python", "machine code"])
def test_pressed_again_it_leaves_out_what_is_not_written_yet(folder: Path, work: str) -> None:
    """The first time the futures end, and what was done is to be written; that takes too long."""
    log = "log.csv" if work == ENDLESS_LOG else "/dev/null"
    typed = f"run small.yaml -n 100000 --anyway --log {log} --report page.html"
    code, out, err = ended(folder, f"{COMPILED!r} then {work}", *typed.split())
    assert code == 130
    assert f"Now {log} and page.html are written; Ctrl-C again leaves them out." in err
    if work == ENDLESS_LOG:
        assert out.startswith("Small · Jan – Mar 2027 · "), "the figures are shown"
        assert err.endswith("\nStopped. log.csv and page.html were not written.\n")
    else:
        assert err.endswith("\nStopped. /dev/null was written; page.html was not written.\n")
    assert not (folder / "page.html").exists()


@pytest.mark.parametrize("command", ["run design.yaml --out results", "analyse results"])
def test_a_report_of_an_experiment_that_is_stopped_loses_no_run(folder: Path, command: str) -> None:
    (folder / "design.yaml").write_text(
        "base: small.yaml\nreplications: 5\nfactors: {team.closer.people: [1, 2]}\n"
    )
    if command.startswith("analyse"):
        run = [*SALESSIM, "experiment", "run", "design.yaml", "--out", "results", "--quiet"]
        subprocess.run(run, cwd=folder, check=True, capture_output=True)
    place = "'salessim.report.experiment_report:analysis_document', deaf"
    code, _, err = ended(folder, place, "experiment", *command.split(), "--report", "page.html")
    assert code == 130
    kept = "The runs are kept. " if command.startswith("run") else ""
    assert f"\nStopped. {kept}page.html was not written.\n" in err


@pytest.mark.full
def test_while_compiling(folder: Path) -> None:
    """In the middle of the compiler's own work, which knows no signals."""
    code, out, err = ended(
        folder,
        "'salessim.compiler.linking:_machine_code'",
        *("run", "small.yaml"),
        NUMBA_CACHE_DIR=str(folder / "cache"),
    )
    assert (code, out) == (130, "")
    assert "compiling them for this machine. Later runs start at once." in err
    assert f"Stopped. {NOTHING}" in err


def test_before_anything_is_imported(folder: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *arguments):\n"
        "        if name == 'salessim.cli.app':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from salessim.cli import main\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == f"\nStopped. {NOTHING}\n"


def test_twice_ends_at_once_even_while_results_are_written(folder: Path) -> None:
    place = "'salessim.results:Result.save', deaf"
    code, _, err = ended(folder, place, "run", "small.yaml", "-n", "5", "--out", "x", times=2)
    assert code == 130
    assert err.count("Stopped") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_end_the_process_as_ever(folder: Path, number: signal.Signals) -> None:
    # Whoever runs the tests with `nohup` ignores the signal, and children inherit that.
    before = signal.signal(number, signal.SIG_DFL)
    process = subprocess.Popen(
        [*SALESSIM, "run", "long.yaml", "-n", "4", "--anyway"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(number, before)
    try:
        time.sleep(1.5)
        process.send_signal(number)
        out, err = process.communicate(timeout=ANSWERED)
    finally:
        process.kill()
    assert (process.returncode, out, err) == (-number, "", "")


def test_a_run_in_a_thread_ends_with_the_main_thread(folder: Path) -> None:
    """Who starts simulations in threads of his own and presses Ctrl-C waits for none of them."""
    code = f"""
import threading, time
from salessim import Scenario, simulate
scenario = Scenario.load({str(folder / "long.yaml")!r})
def work():
    simulate(scenario, replications=4, threads=1, anyway=True)
for _ in range(2):
    threading.Thread(target=work).start()
time.sleep(2)
print(threading.active_count(), time.monotonic(), flush=True)
raise KeyboardInterrupt
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    running, at = done.stdout.split()
    assert int(running) > 2, "the work was under way"
    assert time.monotonic() - float(at) < ANSWERED
    assert done.stderr.count("Traceback") == 1, done.stderr


def test_python_hears_ctrl_c_inside_one_long_future(folder: Path) -> None:
    code = f"""
import os, signal, threading, time
from salessim import Scenario, simulate
scenario = Scenario.load({str(folder / "long.yaml")!r})
simulate(scenario.vary({{"channels.web.leads": "1 a month"}}), replications=1)
signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored in the background
at = []
def press():
    at.append(time.monotonic())
    os.kill(os.getpid(), signal.SIGINT)
threading.Timer(1, press).start()
try:
    simulate(scenario, replications=4, anyway=True)
except KeyboardInterrupt:
    took = time.monotonic() - at[0]
    time.sleep(0.1)
    print(took, threading.active_count())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    took, threads = done.stdout.split()
    assert float(took) < ANSWERED
    assert int(threads) == 1, "nothing goes on in the background"
