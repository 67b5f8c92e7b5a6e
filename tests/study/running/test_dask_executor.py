"""A Dask cluster: the same bits, whoever dies on the way."""

import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest
from made_experiments import GRID, made, run

from salessim.errors import InputError, SalessimError
from salessim.study.running.dask_executor import dask_executor_at
from salessim.study.running.execute import status_of, work_context
from salessim.study.running.executor import OtherVersionError, Task, ThreadExecutor
from salessim.study.store.manifest import write_manifest
from salessim.study.store.store import Store

KILLS = 2
PATIENCE = 60.0
"""Seconds on a machine that is busy; the futures would take many minutes."""
MORE = GRID.replace("replications: 6", "replications: 150")


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    """Two worker processes on this machine, which outlive the crews that work on them."""
    executor = dask_executor_at("local:2")
    yield executor._cluster  # type: ignore[attr-defined]
    executor.close()


def address(cluster: object) -> str:
    return cluster.scheduler_address  # type: ignore[attr-defined, no-any-return]


def worker_processes(cluster: object) -> list[int]:
    nannies = cluster.workers.values()  # type: ignore[attr-defined]
    return [nanny.process.pid for nanny in nannies if nanny.process and nanny.process.pid]


def test_two_workers_of_a_cluster_give_the_same_tables(
    tmp_path: Path, finished: Store, cluster: object
) -> None:
    executor = dask_executor_at(address(cluster))
    assert run(made(tmp_path), tmp_path / "results", executor).store.digest == finished.digest


@pytest.mark.slow
def test_one_worker_of_a_cluster_gives_the_same_tables(tmp_path: Path, finished: Store) -> None:
    executor = dask_executor_at("local:1")
    assert run(made(tmp_path), tmp_path / "results", executor).store.digest == finished.digest


@pytest.mark.full
def test_workers_killed_at_random_moments_lose_and_double_nothing(
    tmp_path: Path, cluster: object
) -> None:
    design = GRID.replace("replications: 6", "replications: 400")
    ended, killed, chance = Event(), [], random.Random(7)

    def kill() -> None:
        while len(killed) < KILLS and not ended.wait(chance.uniform(0.1, 1.0)):
            process = chance.choice(worker_processes(cluster) or [0])
            if process:
                os.kill(process, signal.SIGKILL)
                killed.append(process)

    killer = Thread(target=kill)

    def look(phase: str, done: int, planned: int) -> bool:
        if done and not killer.is_alive() and not killed:
            killer.start()
        return True

    done = run(
        made(tmp_path, design), tmp_path / "killed", dask_executor_at(address(cluster)), watch=look
    )
    ended.set()
    killer.join()
    whole = run(made(tmp_path, design), tmp_path / "whole", ThreadExecutor(2))
    assert len(killed) == KILLS
    assert status_of(done.store).is_complete and not status_of(done.store).failures
    assert done.store.digest == whole.store.digest


def executing(dask_worker: object) -> int:
    """Tasks under way; called on a worker."""
    return dask_worker.state.executing_count  # type: ignore[attr-defined, no-any-return]


@pytest.mark.full
def test_whoever_stops_leaves_no_work_behind_on_the_workers(
    tmp_path: Path, cluster: object
) -> None:
    """Futures of minutes are under way on both workers; told to stop, they end them at once."""
    executor = dask_executor_at(address(cluster))
    long = made(tmp_path, GRID.replace("replications: 6", "replications: 100000"))
    executor.begin(work_context(long, Store.create(tmp_path / "results", long)))
    chunks = [(Task(point, {}, 1, 0, 100_000),) for point in range(4)]
    for chunk in chunks:
        executor.submit(chunk)
    asked = monotonic()
    while sum(executor._client.run(executing).values()) < 2:
        assert monotonic() < asked + PATIENCE
    executor.stop()
    ended = [executor.next(PATIENCE) for _ in chunks]
    assert all(one is not None and one.result is None for one in ended)
    asked = monotonic()
    while sum(executor._client.run(executing).values()):
        assert monotonic() < asked + PATIENCE
    executor.close()


@pytest.mark.slow
def test_a_dead_scheduler_leaves_a_resumable_store(tmp_path: Path) -> None:
    executor = dask_executor_at("local:1")
    calls = []

    def look(phase: str, done: int, planned: int) -> bool:
        calls.append(done)
        if done and executor._cluster.status.name == "running":  # type: ignore[attr-defined]
            executor._cluster.close()  # type: ignore[attr-defined]
        return True

    with pytest.raises(SalessimError, match=r"scheduler .* is gone.*--resume"):
        run(made(tmp_path, MORE), tmp_path / "results", executor, watch=look)
    assert 0 < Store.open(tmp_path / "results").completed_runs().count() < 900
    resumed = run(made(tmp_path, MORE), tmp_path / "results", ThreadExecutor(2), resume=True)
    whole = run(made(tmp_path, MORE), tmp_path / "whole", ThreadExecutor(2))
    assert resumed.store.digest == whole.store.digest


def test_an_unreachable_scheduler_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salessim.study.running.dask_executor.CONNECT_SECONDS", 1)
    with pytest.raises(InputError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        dask_executor_at("tcp://127.0.0.1:9")
    with pytest.raises(InputError, match="No Dask scheduler answers"):
        dask_executor_at("nonsense")


def test_a_worker_of_another_version_is_a_sentence(tmp_path: Path) -> None:
    experiment = made(tmp_path)
    store = run(experiment, tmp_path / "results", watch=lambda phase, done, planned: not done).store
    there = store.manifest.makers
    makers = {**there, "rules": "0" * 16}
    write_manifest(store.manifest.model_copy(update={"makers": makers}), store.folder)
    with pytest.raises(InputError, match=f"rules was 0000000000000000 and is {there['rules']}"):
        run(experiment, tmp_path / "results", resume=True)


def test_workers_are_asked_for_their_versions() -> None:
    from salessim.scenario import Scenario
    from salessim.study.running.executor import WorkContext, check_provenance
    from salessim.study.store.manifest import provenance

    study = WorkContext(Scenario.__new__(Scenario), (), {**provenance(), "salessim": "0.0.1"})
    with pytest.raises(OtherVersionError, match=r"instead of 0\.0\.1: results would not be"):
        check_provenance(study)


@pytest.mark.full
def test_no_logger_speaks_beside_our_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """distributed gives each of its loggers a level of its own; each is silenced."""
    import logging

    from salessim.study.running import dask_executor

    loud = logging.getLogger("distributed.client")
    monkeypatch.setattr(loud, "level", logging.WARNING)
    monkeypatch.setattr(dask_executor, "_connected", lambda address: None)
    dask_executor.dask_executor_at("tcp://127.0.0.1:1")
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    assert "distributed.client" in names
    assert not [name for name in names if logging.getLogger(name).isEnabledFor(logging.ERROR)]
