"""The executor on a Dask cluster: of a scheduler somewhere, or processes of this machine."""

from __future__ import annotations

import logging
import pickle
import queue
import re
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any

from distributed import Client, Future, LocalCluster, get_worker
from distributed.scheduler import KilledWorker

from salessim.errors import InputError, SalessimError
from salessim.study.running.executor import (
    Chunk,
    ChunkResult,
    Executor,
    FinishedChunk,
    OtherVersionError,
    WorkContext,
    carry_out,
    check_provenance,
)

CONNECT_SECONDS = 10
WORKERS_SECONDS = 60
"""How long to wait for a first worker."""
COUNT_SECONDS = 5.0
"""How long the number of workers is taken for unchanged."""
GATHER_SECONDS = 300


def dask_executor_at(address: str) -> Executor:
    """The executor at an address.

    Args:
        address: of a scheduler, such as `tcp://10.0.0.1:8786`, or `local:N`.

    Raises:
        InputError: nobody answers there.
    """
    _silence_loggers()
    local = re.fullmatch(r"local:(\d+)", address)
    if local is None:
        return DaskExecutor(_connected(address), address)
    if int(local[1]) < 1:
        raise InputError(f"--dask {address}: at least 1 process is needed, such as local:4.")
    cluster = LocalCluster(
        n_workers=int(local[1]),
        threads_per_worker=1,
        dashboard_address=":0",
        silence_logs=logging.CRITICAL,
    )
    return DaskExecutor(Client(cluster), address, cluster)


def _silence_loggers() -> None:
    """Leave it to our sentences to say what happened; distributed sets each logger's own level."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _connected(address: str) -> Client:
    try:
        return Client(address, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            f"No Dask scheduler answers at {address}: start one with `dask scheduler`, or work on "
            "this machine with --dask local:4."
        ) from error


class DaskExecutor:
    """An executor whose chunks run on Dask workers."""

    chunk_seconds = 2.0

    def __init__(self, client: Client, address: str, cluster: LocalCluster | None = None) -> None:
        self._client = client
        self._address = address
        self._cluster = cluster
        self._finished: queue.Queue[tuple[Chunk, Future]] = queue.Queue()
        self._context: Future | None = None
        self._futures: dict[Any, Future] = {}
        self._size, self._counted = 1, float("-inf")
        self._is_stopping = False

    @property
    def size(self) -> int:
        """Threads of all workers, at least 1 while they come and go."""
        if monotonic() - self._counted > COUNT_SECONDS:
            self._counted = monotonic()
            self._size = max(1, sum(self._asked("nthreads").values()))
        return self._size

    def begin(self, context: WorkContext) -> None:
        """Wait for a worker, check that all have our versions, and send them the context."""
        try:
            self._client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError as error:
            raise InputError(
                f"The scheduler at {self._address} has no workers: start some with "
                f"`dask worker {self._address}`."
            ) from error
        content = pickle.dumps(context)
        self._check(content)
        # A task, not scattered data: it is made again when the worker that holds it dies.
        self._context = self._client.submit(_unpacked, content)

    def submit(self, chunk: Chunk) -> None:
        """Submit a chunk.

        Raises:
            SalessimError: the scheduler is gone.
        """
        try:
            future = self._client.submit(_carried_out, self._context, chunk, pure=False)
        except Exception as error:
            if self._client.status == "running":
                raise
            raise self._gone() from error
        self._futures[future.key] = future
        future.add_done_callback(lambda done: self._finished.put((chunk, done)))

    def next(self, seconds: float) -> FinishedChunk | None:
        """Wait for a chunk to be done.

        Raises:
            OtherVersionError: a worker would not give the same bits.
            SalessimError: the scheduler is gone.
        """
        try:
            chunk, future = self._finished.get(timeout=seconds)
        except queue.Empty:
            if self._client.status != "running":
                raise self._gone() from None
            return None
        self._futures.pop(future.key, None)
        if future.status in ("cancelled", "lost"):
            if self._is_stopping:
                return FinishedChunk(chunk, None, "it was told to stop")
            raise self._gone()
        try:
            return FinishedChunk(chunk, future.result(timeout=GATHER_SECONDS))
        except KilledWorker:
            return FinishedChunk(chunk, None, "the worker died, each time it was tried")
        except OtherVersionError:
            raise
        except (OSError, TimeoutError) as error:
            raise self._gone() from error
        except Exception as error:
            if self._client.status != "running":
                raise self._gone() from error
            return FinishedChunk(chunk, None, f"{type(error).__name__}: {error}")

    def stop(self) -> None:
        """Have the scheduler forget what waits, and the workers end what is under way."""
        self._is_stopping = True
        futures = list(self._futures.values())

        def cancel() -> None:
            with suppress(Exception):  # a scheduler that is gone has nothing under way
                self._client.cancel(futures, force=True)

        # It waits for an answer, and whoever pressed Ctrl-C does not.
        Thread(target=cancel, daemon=True, name="salessim").start()

    def close(self) -> None:
        """Drop what is under way and leave the cluster, or end it if it is our own."""
        self._futures.clear()
        for part in (self._client, self._cluster):
            try:
                if part is not None:
                    part.close(timeout=5)
            except (OSError, TimeoutError, RuntimeError):
                continue

    def _check(self, content: bytes) -> None:
        """See that the workers of now have our versions; later ones say so with a chunk."""
        for answer in self._asked("run", _checked, content, on_error="return").values():
            if isinstance(answer, OtherVersionError):
                raise answer
            if isinstance(answer, ModuleNotFoundError):
                raise InputError(
                    f"A worker at {self._address} has no {answer.name}: install salessim with the "
                    "same versions everywhere."
                )

    def _asked(self, what: str, *arguments: Any, **options: Any) -> Any:
        try:
            return getattr(self._client, what)(*arguments, **options)
        except (OSError, TimeoutError, RuntimeError, AttributeError) as error:
            # A client that has lost its scheduler has none to ask: AttributeError.
            raise self._gone() from error

    def _gone(self) -> SalessimError:
        return SalessimError(
            f"The scheduler at {self._address} is gone. What came back is kept: go on with "
            "--resume, with any workers."
        )


def _carried_out(context: WorkContext, chunk: Chunk) -> ChunkResult:
    """Carry a chunk out on a worker, until its future is cancelled."""
    worker = get_worker()
    key = worker.get_current_task()

    def going_on() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state not in ("cancelled", "released", "forgotten")

    return carry_out(context, chunk, going_on)


def _unpacked(content: bytes) -> WorkContext:
    return pickle.loads(content)


def _checked(content: bytes) -> None:
    check_provenance(_unpacked(content))
