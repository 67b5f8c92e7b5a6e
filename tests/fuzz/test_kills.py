"""Processes that are killed at random moments leave files that are whole, or none; rows stay.

Moments are those of a processor, so that commands come as far on a machine that is busy.
"""

import json
import os
import random
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hostile import SMALL
from ruamel.yaml import YAML
from test_fuzz import child

from salessim import Scenario, simulate
from salessim.output_files import UNFINISHED
from salessim.study.running.execute import status_of
from salessim.study.store.manifest import MANIFEST
from salessim.study.store.store import LOG, PLANS, RUNS, Store

SCENARIO = SMALL.replace("today: {accounts: accounts.csv}\n", "")
DESIGN = """\
base: scenario.yaml
replications: 1500
factors: {team.closer.people: [1, 2, 3]}
"""
EXPERIMENT = "experiment run design.yaml --out results"
COMMANDS = (
    "run scenario.yaml -n 200 --out out --log log.csv --report page.html",
    "compare scenario.yaml -n 100 --out out --report page.md",
    "optimise scenario.yaml --replications 20 --out plan.yaml --report plan.json",
    f"{EXPERIMENT} --report page.html",
)
KILLS = 100
PATIENCE = 300.0
"""Seconds of a processor in which a command ends."""
OPEN_ENDED = (RUNS, LOG, PLANS)
"""Folders of an experiment whose files grow by blocks and lines; `Store` knows where they end."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def assert_whole(file: Path) -> None:
    """A file of its kind that can be read to its end."""
    match file.suffix:
        case ".json":
            json.loads(file.read_bytes())
        case ".parquet":
            assert len(pd.read_parquet(file))
        case ".yaml":
            assert YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        case ".html":
            assert file.read_text(encoding="utf-8").rstrip().endswith("</html>")
        case _:
            assert file.read_bytes().endswith(b"\n")


def is_to_be_whole(file: Path) -> bool:
    """Whether a file stands under the name that was asked for, written at once."""
    grows = file.parent.name in OPEN_ENDED and file.suffix != ".parquet"
    return file.is_file() and file.suffix != UNFINISHED and not grows and file.name != "lock"


def rows_in(results: Path) -> set[tuple[int, int]]:
    """Points and replications that are stored."""
    if not (results / MANIFEST).exists():
        return set()
    blocks = Store.open(results).rows(())
    return {(int(row["point"]), int(row["replication"])) for block in blocks for row in block}


def run_in(folder: Path, command: str, seconds: float) -> tuple[int | None, float]:
    """Run a command in a copy of this process.

    Args:
        folder: where it runs.
        command: its words.
        seconds: of a processor, after which it is killed.

    Returns:
        The exit code, None if it was killed; and the seconds of a processor that it took.
    """
    with (folder / "said.txt").open("wb") as said:
        process = os.fork()
        if not process:
            os.chdir(folder)
            child(command.split(), said.fileno(), seconds)
        _, status, used = os.wait4(process, 0)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    assert code in (0, None), (folder / "said.txt").read_text(encoding="utf-8")
    (folder / "said.txt").unlink()
    return code, used.ru_utime + used.ru_stime


def made(folder: Path) -> Path:
    folder.mkdir()
    (folder / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "design.yaml").write_text(DESIGN, encoding="utf-8")
    return folder


@pytest.mark.full
def test_a_hundred_kills_cut_no_file_and_lose_no_row(tmp_path: Path) -> None:
    simulate(Scenario.parse(SCENARIO), replications=2).save(tmp_path / "loaded")
    chance = random.Random(5)
    counts: Counter[str] = Counter()
    whole = made(tmp_path / "whole")
    longest = {command: run_in(whole, command, PATIENCE)[1] for command in COMMANDS}
    of_all = Store.open(whole / "results").digest
    experiment = made(tmp_path / "experiment")
    kills = 0
    while counts["killed"] < KILLS:
        command = COMMANDS[kills % len(COMMANDS)]
        kills += 1
        is_experiment = command.startswith("experiment")
        folder = experiment if is_experiment else made(tmp_path / str(kills))
        before = rows_in(folder / "results")
        at = chance.uniform(0.0, longest[command] * (0.4 if is_experiment else 1.0))
        if (folder / "results" / MANIFEST).exists():
            command += " --resume"
        ended, _ = run_in(folder, command, max(1e-3, at))
        counts["killed" if ended is None else "ended before"] += 1
        for file in filter(is_to_be_whole, folder.rglob("*")):
            assert_whole(file)
            counts["files whole"] += file.name not in ("scenario.yaml", "design.yaml")
        assert not before - rows_in(folder / "results"), "rows were lost"
        counts["rows found again"] += len(before)
        if is_experiment and ended == 0:
            assert Store.open(folder / "results").digest == of_all
            counts["experiments whole"] += 1
            shutil.rmtree(folder)
            made(folder)
    last = " --resume" if (experiment / "results" / MANIFEST).exists() else ""
    assert run_in(experiment, EXPERIMENT + last, PATIENCE)[0] == 0
    store = Store.open(experiment / "results")
    assert status_of(store).is_complete and store.digest == of_all
    assert counts["files whole"] > KILLS / 4, "some commands came far enough to write"
    print(f"{dict(counts)}, files cut 0, rows lost 0")
