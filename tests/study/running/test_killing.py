"""Nothing is lost and nothing doubled, whenever the process is killed."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from made_experiments import GRID, made, run

from salessim.study.running.executor import ThreadExecutor
from salessim.study.store.store import Store


@pytest.mark.parametrize(
    "kills", [pytest.param(4, marks=pytest.mark.slow), pytest.param(20, marks=pytest.mark.full)]
)
@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_process_killed_many_times_leaves_the_same_tables(tmp_path: Path, kills: int) -> None:
    design = GRID.replace("replications: 6", "replications: 200")
    experiment = made(tmp_path, design)
    (tmp_path / "experiment.yaml").write_text(design, encoding="utf-8")
    script = Path(__file__).with_name("killed.py")
    ended = subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(kills), "11"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    killed, *digests = ended.stdout.split()
    assert int(killed) == kills
    whole = run(experiment, tmp_path / "whole", ThreadExecutor(2)).store
    assert digests == [whole.digest]
    # Row by row, as a reader of the files finds them.
    assert np.array_equal(in_order(Store.open(tmp_path / "results-0")), in_order(whole))


def in_order(store: Store) -> np.ndarray:
    rows = np.concatenate(list(store.rows()))
    return rows[np.lexsort((rows["replication"], rows["point"]))]
