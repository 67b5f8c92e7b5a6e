"""What is handed out: points stay whole where they can."""

from salessim.study.design.experiment import Replications
from salessim.study.running.executor import Chunk, Task
from salessim.study.running.work_queue import PointWork, WorkQueue
from salessim.study.store.store import CompletedRuns


def pieces(chunk: Chunk) -> list[tuple[int, int, int]]:
    return [(task.point, task.first, task.count) for task in chunk if isinstance(task, Task)]


def queue(points: int, replications: int) -> WorkQueue:
    works = {number: PointWork(number, {}, 1) for number in range(points)}
    return WorkQueue(works, Replications(replications, replications), CompletedRuns())


def test_points_stay_whole_where_they_can() -> None:
    waiting_runs = queue(5, 100)
    assert pieces(waiting_runs.next_chunk(360)) == [(0, 0, 100), (1, 0, 100), (2, 0, 100)]
    # A point that is larger than a chunk is cut, and what is left of it comes next.
    assert pieces(waiting_runs.next_chunk(60)) == [(3, 0, 60)]
    assert pieces(waiting_runs.next_chunk(60)) == [(3, 60, 40)]
    assert pieces(waiting_runs.next_chunk(1_000)) == [(4, 0, 100)]
    assert waiting_runs.next_chunk(10) == ()


def test_what_is_given_back_comes_next() -> None:
    waiting_runs = queue(2, 10)
    chunk = waiting_runs.next_chunk(15)
    assert waiting_runs.waiting_runs == 10
    waiting_runs.put_back(chunk)
    assert waiting_runs.waiting_runs == 20 and pieces(waiting_runs.next_chunk(10)) == [(0, 0, 10)]
