"""Runs an experiment in child processes that are killed at random moments.

    python killed.py FOLDER KILLS SEED

Everything is loaded once; each child is a fork, so that a kill costs the work and not the start.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from salessim.engine.run import warm_up
from salessim.model.assembly import build
from salessim.study.design.design_file import load
from salessim.study.running.execute import execute, status_of
from salessim.study.running.executor import ThreadExecutor
from salessim.study.store.manifest import MANIFEST
from salessim.study.store.store import Store


def child(folder: Path, results: Path, threads: int) -> None:
    """Work until all is done."""
    executor = ThreadExecutor(threads)
    executor.chunk_seconds = 0.02
    execute(
        load(folder),
        results,
        executor,
        resume=(results / MANIFEST).exists(),
        announce=lambda expected, queue: None,
        watch=lambda phase, done, planned: True,
    )
    os._exit(0)


def main(folder: Path, kills: int, seed: int) -> None:
    """Kill so many children; whenever one comes to its end, begin a new folder of results."""
    warm_up(build(load(folder).base))
    chance = random.Random(seed)
    killed, results = 0, [folder / "results-0"]
    while True:
        process = os.fork()
        if not process:
            child(folder, results[-1], 1 + killed % 2)
        if killed < kills:
            time.sleep(chance.uniform(0.02, 0.6))
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        if os.WIFSIGNALED(status):
            killed += 1
            continue
        assert os.WEXITSTATUS(status) == 0, f"a child failed after {killed} kills"
        if killed >= kills:
            break
        results.append(folder / f"results-{len(results)}")
    stores = [Store.open(made) for made in results]
    assert all(status_of(store).is_complete for store in stores)
    print(killed, *{store.digest for store in stores})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
