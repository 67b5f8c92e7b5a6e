"""`salessim experiment` in trouble: a sentence, nothing corrupted, and the work goes on after."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from calling import Command

DESIGN = """\
name: Small pay
base: small.yaml
replications: 100
factors: {team.closer.base: [30k a year, 40k a year]}
"""
NOBODY = 65_534
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits and rights of POSIX")


@pytest.fixture
def design(command: Command) -> Path:
    """A design file, and its results without any trouble in `whole`."""
    file = Path("pay.yaml")
    file.write_text(DESIGN, encoding="utf-8")
    assert command("experiment", "run", "pay.yaml", "--out", "whole", "-q").code == 0
    return file


def digest(command: Command, folder: str) -> str:
    found: str = json.loads(command("experiment", "status", folder, "--json").out)["digest"]
    return found


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """As on a full disk, writes beyond it fail."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Rights do not bind root: another user's are taken for a while."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@POSIX
def test_a_full_disk(command: Command, design: Path) -> None:
    with files_no_larger_than(40_000):
        full = command("experiment", "run", "pay.yaml", "--workers", "1")
    assert full.code == 1
    assert "Cannot write into pay.results: File too large. What is there stays" in full.err
    assert "Traceback" not in full.err
    status = json.loads(command("experiment", "status", "pay.yaml", "--json").out)
    assert status["runs"] < 200 and status["points_failed"] == 0
    assert command("experiment", "run", "pay.yaml", "--resume", "-q").code == 0
    assert digest(command, "pay.results") == digest(command, "whole")


@POSIX
def test_a_full_disk_from_the_start(command: Command, design: Path) -> None:
    with files_no_larger_than(100):
        full = command("experiment", "run", "pay.yaml")
    assert full.code == 1 and "Cannot write pay.results: File too large" in full.err
    assert command("experiment", "run", "pay.yaml", "-q").code == 0
    assert digest(command, "pay.results") == digest(command, "whole")


@POSIX
def test_a_folder_that_can_only_be_read(command: Command, design: Path) -> None:
    Path("locked").mkdir(mode=0o555)
    Path().chmod(0o755)
    with as_somebody_else():
        refused = command("experiment", "run", "pay.yaml", "--out", "locked/results")
    assert refused.code == 2
    assert "Cannot write locked/results: nothing may be added to the folder locked" in refused.err
    # Results that became read-only: they can be looked at, not added to.
    for path in (Path("whole"), *Path("whole").rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = digest(command, "whole")
    with as_somebody_else():
        kept = command("experiment", "run", "pay.yaml", "--out", "whole", "--resume")
        status = command("experiment", "status", "whole")
    assert kept.code == 2 and "Cannot write whole: nothing may be added" in kept.err
    assert status.code == 0 and "2 of 2 points done" in status.out
    assert digest(command, "whole") == before


def test_a_scheduler_that_nobody_reaches(
    command: Command, design: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salessim.study.running.dask_executor.CONNECT_SECONDS", 1)
    alone = command("experiment", "run", "pay.yaml", "--dask", "tcp://127.0.0.1:9")
    assert alone.code == 2 and not Path("pay.results").exists()
    assert alone.err == (
        "No Dask scheduler answers at tcp://127.0.0.1:9: start one with `dask scheduler`, or work "
        "on this machine with --dask local:4.\n"
    )


def test_a_worker_with_another_version(command: Command, design: Path) -> None:
    from distributed import Client, LocalCluster

    # Within the test it is sent by value: the worker need not find this file, nor its conftest.
    def another_version() -> None:
        """Make the process that calls it look like an installation of another version."""
        from salessim.study.running import executor

        here = executor.provenance

        def provenance(*, planned: bool = False) -> dict[str, str]:
            return {**here(planned=planned), "salessim": "9.9.9"}

        executor.provenance = provenance  # type: ignore[assignment]

    with (
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        client.run(another_version)
        other = command("experiment", "run", "pay.yaml", "--dask", cluster.scheduler_address)
    assert other.code == 1
    assert "A worker has salessim 9.9.9 instead of" in other.err
    assert "Install the same versions everywhere" in other.err and "Traceback" not in other.err
    assert command("experiment", "run", "pay.yaml", "--resume", "-q").code == 0
    assert digest(command, "pay.results") == digest(command, "whole")


def test_a_factor_without_a_place(command: Command, design: Path) -> None:
    design.write_text(DESIGN.replace("closer.base", "closer.bse"), encoding="utf-8")
    wrong = command("experiment", "run", "pay.yaml")
    assert wrong.code == 2 and not Path("pay.results").exists()
    assert wrong.err.startswith("pay.yaml:4: factors.team.closer.bse: there is no key 'bse'")
    assert "did you mean base?" in wrong.err


def test_a_scenario_in_place_of_a_design(command: Command) -> None:
    wrong = command("experiment", "run", "small.yaml")
    assert wrong.code == 2 and "this is a scenario, not a design" in wrong.err
    assert len(wrong.err.splitlines()) == 1


def test_points_that_are_not_precise_enough_are_said(command: Command) -> None:
    Path("pay.yaml").write_text(
        DESIGN.replace("100", "{precision: 0.1 %, from: 5, to: 8}", 1)
        + "indicators: [payroll_ratio]\n",
        encoding="utf-8",
    )
    ran = command("experiment", "run", "pay.yaml")
    assert ran.code == 0
    assert "2 of 2 points ended before they were as precise as asked for" in ran.out
    analysed = command("experiment", "analyse", "pay.yaml")
    assert "2 of 2 points ended before they were as precise as asked for" in analysed.out


@POSIX
def test_an_answer_that_cannot_be_printed(command: Command, design: Path) -> None:
    import subprocess

    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "salessim", "experiment", "status", "whole"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith("No space left on device: what was asked for could not")
