"""Processes that are killed at random moments leave files that are whole, or none."""

import json
import os
import random
import signal
import time
from pathlib import Path

import pandas as pd
import pytest
from hostile import SMALL
from ruamel.yaml import YAML
from test_fuzz import child

from salessim import Scenario, simulate

COMMANDS = (
    "run scenario.yaml -n 200 --out out --log log.csv --report page.html",
    "compare scenario.yaml -n 100 --out out --report page.md",
    "optimise scenario.yaml --replications 20 --out plan.yaml --report plan.json",
)
KILLS = 100
LONGEST = 3.0
"""Seconds after which a command is killed at the latest."""

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


@pytest.mark.full
def test_a_hundred_kills_cut_no_file(tmp_path: Path) -> None:
    text = SMALL.replace("today: {accounts: accounts.csv}\n", "")
    simulate(Scenario.parse(text), replications=2).save(tmp_path / "loaded")
    chance = random.Random(5)
    found = 0
    for kill in range(KILLS):
        folder = tmp_path / str(kill)
        folder.mkdir()
        (folder / "scenario.yaml").write_text(text, encoding="utf-8")
        with (tmp_path / "said").open("wb") as said:
            process = os.fork()
            if not process:
                os.chdir(folder)
                child(COMMANDS[kill % len(COMMANDS)].split(), said.fileno())
            time.sleep(chance.uniform(0.0, LONGEST))
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        for file in folder.rglob("*"):
            if file.is_file() and ".part" not in file.name:
                assert_whole(file)
                found += file.name != "scenario.yaml"
    assert found > KILLS / 4, "some commands came far enough to write"
