"""Results are written whole or not at all, and targets are checked before the work."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_results
import pandas as pd
import pytest

from salessim import InputError
from salessim.errors import OutputError
from salessim.output_files import (
    UNFINISHED,
    check_file,
    check_folder,
    write_atomically,
    write_file,
    write_folder,
    write_text,
)
from salessim.report.document import TABLES, load, save

RUN_FILES = len(TABLES) + 1
"""Of a run that keeps all: its tables, result and manifest; the differences are a comparison's."""
WRITERS: dict[str, Callable[[Any, Path], object]] = {
    "log.csv": lambda result, file: result.write_log(file),
    "report.html": lambda result, file: result.write_report(file),
    "report.md": lambda result, file: result.write_report(file),
    "report.json": lambda result, file: result.write_report(file),
    "report.png": lambda result, file: result.write_report(file),
    "plot.svg": lambda result, file: result.plot(file),
}


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("name", WRITERS)
def test_what_stood_there_stays_when_the_disk_is_full(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills while the file is synchronised: the old file stays, and nothing else."""
    file = tmp_path / name
    file.write_text("precious")
    with monkeypatch.context() as patch:
        patch.setattr("salessim.output_files.os.fsync", full)
        with pytest.raises(OutputError) as caught:
            WRITERS[name](made_results.result(), file)
    assert str(caught.value) == (
        f"Cannot write {file}: No space left on device. No part of it was kept."
    )
    assert caught.value.exit_code == 1
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert file.read_text() == "precious"
    file.chmod(0o640)
    WRITERS[name](made_results.result(), file)
    assert file.stat().st_mode & 0o777 == 0o640, "the file's mode stays"
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("after", range(RUN_FILES))
def test_a_folder_of_results_is_whole_or_not_there(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills after so many files, of those that a run leaves."""
    result, real, calls = made_results.result(), os.fsync, []

    def sometimes(descriptor: int) -> None:
        calls.append(descriptor)
        (full if len(calls) > after else real)(descriptor)

    monkeypatch.setattr("salessim.output_files.os.fsync", sometimes)
    with pytest.raises(OutputError, match="No space left"):
        result.save(tmp_path / "deep" / "results")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_holds_the_tables_of_one_call_alone(tmp_path: Path) -> None:
    """What an earlier run or comparison left would be read as a part of this one."""
    result = made_results.result()
    result.save(tmp_path)
    assert len(list(tmp_path.iterdir())) == RUN_FILES
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "comparison.json").write_text("{}")
    save(result.findings, {"runs": result.runs}, tmp_path)
    left = sorted(one.name for one in tmp_path.iterdir())
    assert left == ["manifest.json", "notes.txt", "result.json", "runs.parquet"]
    assert load(tmp_path) == result.findings


def test_names_that_are_no_text(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xff")
    made_results.result().save(folder)
    assert len(pd.read_parquet((folder / "runs.parquet").open("rb"))) == made_results.REPLICATIONS
    made_results.result().plot(folder / os.fsdecode(b"\xfe.svg"))


def test_links_are_followed_and_streams_are_written_to(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    write_text(tmp_path / "link.md", "new\ud800")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new\\ud800"
    write_text(Path(os.devnull), "gone")
    assert Path(os.devnull).is_char_device(), "a device is never replaced"
    with pytest.raises(OutputError, match="Cannot write /dev/full: No space left on device"):
        write_text(Path("/dev/full"), "x")


def test_long_names_and_two_writers(tmp_path: Path) -> None:
    file = tmp_path / ("n" * 250)

    def slowly(part: Path) -> None:
        part.write_text("one")
        write_text(file, "two")

    write_file(file, slowly)
    assert file.read_text() == "one", "each writer has a part of its own"
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_an_interrupted_writer_leaves_nothing(tmp_path: Path) -> None:
    def interrupted(part: Path) -> None:
        part.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "b", {"one": Path.touch, "two": interrupted}, ())
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere/report.md", "there is no folder"),
        ("folder", "it is a folder; name a file"),
        ("file/report.md", "there is no folder"),
        ("s3://bucket/report.md", "this is an address"),
        ("x" * 300, "File name too long"),
    ],
)
def test_files_that_could_not_be_written_are_refused_before(
    places: Path, name: str, sentence: str
) -> None:
    for act in (lambda: check_file(Path(name)), lambda: write_text(Path(name), "x")):
        with pytest.raises(InputError) as caught:
            act()
        assert sentence in str(caught.value)


@pytest.mark.parametrize("name", ["file", "file/results", "https://host/x"])
def test_folders_that_could_not_be_made_are_refused_before(places: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"Cannot write into|this is an address"):
        check_folder(Path(name))
    check_folder(Path("folder"))
    check_folder(Path("new/deep"))
    assert not Path("new").exists()


def test_room_is_looked_at_before(places: Path) -> None:
    with pytest.raises(OutputError, match=r"about 1,000,000,000,000 MB are needed there") as caught:
        check_folder(Path("folder"), 10**18)
    assert caught.value.exit_code == 1
    with pytest.raises(OutputError, match="Make room, or name another place"):
        check_file(Path("a.md"), 10**18)


SMALL = """\
name: Small
horizon: {from: 2027-01, months: 3}
segments: {gold: {prospects: 500, deal: 9k, win_rate: 20 %}}
channels: {web: {leads: 10 a month}}
team: {closer: {people: 2, base: 50k a year}}
"""
LIMITED = """
import resource, sys
from salessim.cli.app import run_command
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
sys.exit(run_command(sys.argv[1:]))
"""


@pytest.fixture
def limited(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Call a command in a process whose files may have 4 kB."""
    (tmp_path / "small.yaml").write_text(SMALL)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", LIMITED, *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )

    return call


def test_a_full_disk_names_the_file_ends_with_1_and_shows_the_figures(
    limited: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    asked = ("--log", "log.csv", "--out", "out", "--report", "page.html", "-q")
    done = limited("run", "small.yaml", "-n", "20", *asked)
    assert done.returncode == 1
    for name in ("log.csv", "out", "page.html"):
        assert f"Cannot write {name}: File too large. No part of it was kept." in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("Small")
    assert [one.name for one in tmp_path.iterdir()] == ["small.yaml"]


@pytest.mark.parametrize(
    "asked",
    [
        ("run", "small.yaml", "--out", ""),
        ("run", "small.yaml", "--log", ""),
        ("run", "small.yaml", "--report", ""),
        ("run", "small.yaml", "--out", "small.yaml"),
        ("run", "small.yaml", "--log", "nowhere/log.csv"),
        ("compare", "small.yaml", "--out", ""),
        ("optimise", "small.yaml", "--out", ""),
        ("optimise", "small.yaml", "--report", "nowhere/x.md"),
        ("report", "results", ""),
        ("segment", "small.yaml", "--report", ""),
        ("experiment", "run", "small.yaml", "--out", ""),
        ("experiment", "merge", "a", "b", "--out", ""),
        ("experiment", "export", "results", ""),
        ("experiment", "select", "small.yaml", "--out", ""),
        ("experiment", "analyse", "results", "--report", ""),
    ],
    ids=" ".join,
)
def test_targets_are_refused_before_the_work(
    asked: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from salessim.cli.app import run_command

    (tmp_path / "small.yaml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("salessim.scenario.scenario.Scenario.load", lambda *_, **__: pytest.fail())
    assert run_command(asked) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "allowed: the name of a file or a folder" in said.err or "Cannot write" in said.err


KILLED = """
import signal, sys
from pathlib import Path
from salessim import Scenario, simulate
result = simulate(Scenario.load("small.yaml"), replications=20, keep="tables")
result.findings
writes = [
    lambda: result.save("results"),
    lambda: result.write_report("page.html"),
    lambda: result.write_log("log.csv"),
    lambda: result.plot("plot.svg"),
]
number = int(sys.argv[1])
writes[number % len(writes)]()  # each process leaves another file whole
signal.setitimer(signal.ITIMER_PROF, float(sys.argv[2]))  # nobody hears its signal
while True:
    writes[number % len(writes)]()
    number += 1
"""


@pytest.mark.parametrize(
    "kills",
    [pytest.param(5, marks=pytest.mark.slow), pytest.param(30, marks=pytest.mark.full)],
)
def test_kills_at_random_moments_leave_whole_files(tmp_path: Path, kills: int) -> None:
    """Kills while files are replaced again and again, each at a moment of the processor.

    So that as much is written on a machine that is busy.
    """
    import random

    from salessim.report.document import RESULT

    (tmp_path / "small.yaml").write_text(SMALL)
    moments = random.Random(5)
    whole: dict[str, bytes] = {}
    for number in range(kills):
        seconds = str(moments.uniform(0.001, 2.0))
        killed = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(KILLED), str(number), seconds], cwd=tmp_path
        )
        assert killed.returncode == -signal.SIGPROF
        for file in (tmp_path, *tmp_path.glob("results")):
            for one in file.iterdir():
                if one.is_file() and one.suffix != UNFINISHED and one.name != RESULT:
                    # Equal results give equal files: each is as the first whole one.
                    assert whole.setdefault(one.name, one.read_bytes()) == one.read_bytes(), one
        if (tmp_path / "results" / RESULT).exists():
            load(tmp_path / "results")
    assert {"page.html", "log.csv", "plot.svg", "runs.parquet"} <= whole.keys()
    assert whole["page.html"].endswith(b"</html>\n")
    assert len(pd.read_parquet(tmp_path / "results" / "runs.parquet")) == 20


def test_tables_take_about_what_was_estimated(tmp_path: Path) -> None:
    from salessim.engine.simulation import bytes_on_disk

    result = made_results.result()
    result.save(tmp_path)
    tables = ("months", "ledger", "reps", "steps")
    taken = sum((tmp_path / f"{name}.parquet").stat().st_size for name in tables)
    estimate = bytes_on_disk(made_results.scenario("startup"), made_results.REPLICATIONS)
    assert taken / 2 < estimate < taken * 2
