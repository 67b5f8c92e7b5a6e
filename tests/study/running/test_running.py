"""Running: the same tables whoever does the work, and whatever happens on the way."""

from pathlib import Path

import numpy as np
import pytest
from made_experiments import GRID, made, run

from salessim.errors import InputError
from salessim.results import simulate
from salessim.study.running.execute import Part, status_of
from salessim.study.running.executor import ThreadExecutor
from salessim.study.store.store import Store
from salessim.study.store.writer import merge


def test_rows_are_those_of_a_plain_simulation(tmp_path: Path, finished: Store) -> None:
    experiment = made(tmp_path)
    rows = np.concatenate(list(finished.rows()))
    for point in experiment.points[::3]:
        plain = simulate(experiment.scenario_at(point), replications=6, seed=1).runs
        mine = np.sort(rows[rows["point"] == point.number], order="replication")
        for name in ("revenue", "payroll"):
            np.testing.assert_array_equal(mine[name], plain[name].to_numpy())


def test_threads_do_not_matter(tmp_path: Path, finished: Store) -> None:
    assert run(made(tmp_path), tmp_path / "two", ThreadExecutor(2)).store.digest == finished.digest


def test_four_parts_merged_are_the_whole(tmp_path: Path, finished: Store) -> None:
    folders = [tmp_path / f"part{number}" for number in range(1, 5)]
    for number, folder in enumerate(folders, start=1):
        run(made(tmp_path), folder, part=Part(number, 4))
    merged = merge(folders, tmp_path / "merged")
    assert merged.runs == 36
    assert merged.store.digest == finished.digest
    # Merging again brings nothing twice.
    assert merge(folders, tmp_path / "merged").runs == 0
    assert status_of(merged.store).is_complete


def test_nothing_is_computed_again(tmp_path: Path) -> None:
    first = run(made(tmp_path), tmp_path / "results")
    assert first.end is not None and first.end.done == 36
    again = run(made(tmp_path), tmp_path / "results", resume=True)
    assert again.end is None
    wider = made(tmp_path, GRID.replace("[1, 2, 3]", "[1, 2, 3, 4]"))
    widened = run(wider, tmp_path / "wider", reused=[tmp_path / "results"])
    assert widened.end is not None and widened.end.done == 12
    assert widened.store.digest == run(wider, tmp_path / "fresh").store.digest
    # More replications and fewer indicators: the runs that are there are not computed again.
    longer = made(
        tmp_path,
        GRID.replace("replications: 6", "replications: 8").replace(", payroll_ratio", ""),
    )
    lengthened = run(longer, tmp_path / "longer", reused=[tmp_path / "results"])
    assert lengthened.end is not None and lengthened.end.done == 12
    assert lengthened.store.digest == run(longer, tmp_path / "anew").store.digest
    shorter = made(tmp_path, GRID.replace("replications: 6", "replications: 4"))
    shortened = run(shorter, tmp_path / "shorter", reused=[tmp_path / "results"])
    assert shortened.end is None
    assert shortened.store.digest == run(shorter, tmp_path / "short").store.digest


def test_points_that_are_the_same_are_computed_once(tmp_path: Path) -> None:
    design = """\
base: base.yaml
replications: 4
points: [{team.closer.people: 1}, {}, {team.closer.people: 1}]
"""
    done = run(made(tmp_path, design), tmp_path / "results")
    assert done.end is not None and done.end.done == 8
    assert done.store.runs_of.tolist() == [0, 1, 0]
    assert status_of(done.store).points_done == 3


def test_a_stopped_session_goes_on(tmp_path: Path, finished: Store) -> None:
    calls = []

    def soon(phase: str, done: int, planned: int) -> bool:
        calls.append(done)
        return len(calls) < 3

    executor = ThreadExecutor(1)
    executor.chunk_seconds = 0.0  # a run at a time, so that some are left
    stopped = run(made(tmp_path), tmp_path / "results", executor, watch=soon)
    assert stopped.end is not None and stopped.end.why == "stopped"
    assert 0 < stopped.end.done < 36
    gone_on = run(made(tmp_path), tmp_path / "results", ThreadExecutor(2), resume=True)
    assert gone_on.end is not None and gone_on.end.done == 36 - stopped.end.done
    assert gone_on.store.digest == finished.digest


def test_another_design_or_scenario_is_refused_in_words(tmp_path: Path) -> None:
    run(made(tmp_path), tmp_path / "results")
    other = made(tmp_path, GRID.replace("[1, 2, 3]", "[1, 2]") + "seed: 5\n")
    with pytest.raises(InputError, match="seed was 1 and is 5 now") as caught:
        run(other, tmp_path / "results", resume=True)
    assert "factors.team.closer.people.levels.3" in str(caught.value)
    changed = made(tmp_path, GRID + "set: {channels.web.leads: 21 a month}\n")
    with pytest.raises(InputError, match=r"channels.web.leads was 20 a month and is 21 a month"):
        run(changed, tmp_path / "results", resume=True)
    with pytest.raises(InputError, match="go on with --resume"):
        run(made(tmp_path), tmp_path / "results")


FAILS = """\
base: base.yaml
replications: 3
factors:
  extra: {levels: {kept: {}, gone: {team.closer.hires.extra: null}}}
  starts: {path: team.closer.hires.extra.starts, levels: [2027-01, 2027-02]}
"""


def test_a_failed_point_is_recorded_and_the_rest_goes_on(tmp_path: Path) -> None:
    # Each level can stand by itself; nobody starts who is not hired.
    done = run(made(tmp_path, FAILS), tmp_path / "results", ThreadExecutor(2))
    status = status_of(done.store)
    assert (status.points_done, status.points_failed, status.points_left) == (2, 2, 0)
    assert "there is no 'extra'" in status.failures[0].reason
    again = run(made(tmp_path, FAILS), tmp_path / "results", resume=True)
    assert status_of(again.store).failures == status.failures
    assert again.store.digest == done.store.digest


def test_a_failure_stops_the_rest_if_asked_for(tmp_path: Path) -> None:
    design = FAILS.replace("kept: {}, gone: {team.closer.hires.extra: null}",
                           "gone: {team.closer.hires.extra: null}, kept: {}")  # fmt: skip
    done = run(made(tmp_path, design), tmp_path / "results", stop_on_failure=True)
    assert done.end is not None and done.end.why == "failure"
    assert status_of(done.store).points_failed >= 1


def test_a_precision_is_reached_whatever_the_work_was_cut_into(tmp_path: Path) -> None:
    design = """\
base: base.yaml
replications: {precision: 6 %, from: 10, to: 200}
factors: {team.closer.people: [1, 3]}
indicators: [revenue]
"""
    whole = run(made(tmp_path, design), tmp_path / "whole").store
    calls = []

    def soon(phase: str, done: int, planned: int) -> bool:
        calls.append(done)
        return len(calls) < 3

    run(made(tmp_path, design), tmp_path / "cut", watch=soon)
    resumed = run(made(tmp_path, design), tmp_path / "cut", ThreadExecutor(2), resume=True).store
    assert resumed.digest == whole.digest
    rows = np.concatenate(list(whole.rows()))
    counts = np.bincount(rows["point"])
    assert (counts > 10).all() and (counts <= 200).all()
    for point, count in enumerate(counts):
        values = rows["revenue"][rows["point"] == point]
        error = 1.97 * values.std(ddof=1) / np.sqrt(count) / values.mean()
        assert error <= 0.061 or count == 200


def test_a_budget_ends_the_session(tmp_path: Path) -> None:
    done = run(made(tmp_path, GRID + "budget: {runs: 20}\n"), tmp_path / "results")
    assert done.end is not None and done.end.why == "budget"
    assert 0 < done.end.done <= 20
    gone_on = run(made(tmp_path), tmp_path / "results", resume=True)
    assert gone_on.end is not None and gone_on.end.why == "all done"
