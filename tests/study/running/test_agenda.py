"""What is handed out: points stay whole where they can."""

from salessim.study.design.experiment import Replications
from salessim.study.running.executor import Chunk, Task
from salessim.study.running.work_queue import PointWork, WorkQueue
from salessim.study.store.store import CompletedRuns


def pieces(chunk: Chunk) -> list[tuple[int, int, int]]:
    return [(task.point, task.first, task.count) for task in chunk if isinstance(task, Task)]


def agenda(points: int, replications: int) -> WorkQueue:
    works = {number: PointWork(number, {}, 1) for number in range(points)}
    return WorkQueue(works, Replications(replications, replications), CompletedRuns())


def test_points_stay_whole_where_they_can() -> None:
    waiting = agenda(5, 100)
    assert pieces(waiting.take(360)) == [(0, 0, 100), (1, 0, 100), (2, 0, 100)]
    # A point that is larger than a chunk is cut, and what is left of it comes next.
    assert pieces(waiting.take(60)) == [(3, 0, 60)]
    assert pieces(waiting.take(60)) == [(3, 60, 40)]
    assert pieces(waiting.take(1_000)) == [(4, 0, 100)]
    assert waiting.take(10) == ()


def test_what_is_given_back_comes_next() -> None:
    waiting = agenda(2, 10)
    chunk = waiting.take(15)
    assert waiting.waiting == 10
    waiting.give_back(chunk)
    assert waiting.waiting == 20 and pieces(waiting.take(10)) == [(0, 0, 10)]
