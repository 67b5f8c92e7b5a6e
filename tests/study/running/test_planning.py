"""Points that are planned by the optimiser before they are simulated."""

from pathlib import Path

import numpy as np
import pytest
from made_experiments import run

from salessim import optimise
from salessim.errors import ScenarioError
from salessim.study.analysing.analysis import analyse
from salessim.study.design.design_file import parse
from salessim.study.design.experiment import Experiment
from salessim.study.running.execute import status_of
from salessim.study.running.executor import ThreadExecutor
from salessim.study.store.store import Store
from salessim.study.store.writer import merge

TEAM = """
name: Free number
horizon: {from: 2027-01, months: 4}
segments:
  gold:   {prospects: 900, deal: 20k, orders: 500 a month}
  bronze: {prospects: 900, deal: 2k, orders: 50 a month}
funnel:
  conquest:
    call: {hours: 0.5, passes: 4 %}
    appointment: {hours: 2, works: discovery, passes: 40 %, buyer_takes: 7 days}
  loyalty:
    visit: {hours: 1, every: 60 days}
team:
  hunter: {people: {today: 3, least: 2, most: 6, found_in: 10 days}, base: 40k a year}
motivation: none
learning: none
today: {customers: {gold: 20, bronze: 20}}
"""
DESIGN = """
base: team.yaml
replications: 6
indicators: [revenue, planned_revenue, planned_payroll_ratio, planned_people, optimism_gap]
factors: {segments.gold.deal: [200, 20k, 24k]}
optimise: {objective: ratio, target: 400k, replications: 20, precision: 20 %, effort: quick}
"""


def made(folder: Path, text: str = DESIGN) -> Experiment:
    (folder / "team.yaml").write_text(TEAM, encoding="utf-8")
    return parse(text, folder, "experiment.yaml")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Experiment, Store]:
    folder = tmp_path_factory.mktemp("planned")
    experiment = made(folder)
    return experiment, run(experiment, folder / "results", ThreadExecutor(2)).store


@pytest.mark.full
def test_a_point_is_planned_as_optimise_plans_it(planned: tuple[Experiment, Store]) -> None:
    experiment, store = planned
    alone = optimise(
        experiment.scenario_at(experiment.points[1]),
        objective="ratio",
        target=400_000,
        replications=20,
        precision=0.2,
        effort="quick",
    )
    rows = np.concatenate(list(store.rows()))
    mine = np.sort(rows[rows["point"] == 1], order="replication")
    assert set(mine["planned_revenue"]) == {alone.findings.predicted.revenue}
    assert store.plans()[1].notes == tuple(alone.findings.notes)
    # What is simulated follows the plan, in the futures of its proof.
    assert alone.findings.replications >= 10
    inside = alone.findings.simulated["revenue"]
    assert inside.p10 is not None and inside.p90 is not None
    assert inside.p10 / 1.5 < mine["revenue"].mean() < 1.5 * inside.p90
    np.testing.assert_array_equal(mine["optimism_gap"], mine["planned_revenue"] - mine["revenue"])


def test_a_point_that_cannot_be_planned_is_recorded_with_its_reason(
    planned: tuple[Experiment, Store],
) -> None:
    status = status_of(planned[1])
    assert (status.points_done, status.points_failed, status.points_planned) == (2, 1, 2)
    assert status.failures[0].point == 0
    assert status.failures[0].reason.startswith("what is asked for is out of reach; what would")


def test_figures_of_plans_are_indicators(planned: tuple[Experiment, Store]) -> None:
    found = analyse(planned[1], "planned_payroll_ratio")
    dear, dearer = (row.mean for row in found.figures)
    assert dear is not None and dearer is not None and dearer < dear


@pytest.mark.full
def test_plans_do_not_depend_on_who_makes_them_or_when(
    tmp_path: Path, planned: tuple[Experiment, Store]
) -> None:
    experiment, store = planned

    def soon(phase: str, done: int, wanted: int) -> bool:
        return phase == "plans" and done < 1

    run(experiment, tmp_path / "results", ThreadExecutor(1), watch=soon)
    kept = next((tmp_path / "results" / "plans").iterdir())
    before = kept.read_bytes()
    # The last line was cut short by a power cut: that plan is made again, the others are not.
    kept.write_bytes(before + b'{"point": 2, "figu')
    gone_on = run(experiment, tmp_path / "results", ThreadExecutor(2), resume=True).store
    assert gone_on.digest == store.digest
    assert kept.read_bytes().startswith(before)
    merged = merge([gone_on.folder, store.folder], tmp_path / "merged").store
    assert merged.digest == store.digest and merged.plans() == store.plans()


def test_what_cannot_be_asked_is_a_sentence(tmp_path: Path) -> None:
    for typed, said in {
        "{objective: fame}": r"optimise.objective.*allowed: ratio, revenue, payroll, profit",
        "{target: 2 a month}": r"optimise.target.*no period belongs here",
        "{probability: 90 %}": "probability belongs to a target",
        "{target: {2029-01: 1M}}": "There is no month 2029-01 in the horizon",
        "{segment_share: {silver: 10 %..20 %}}": "There is no segment 'silver'",
        "{time_limit: 3}": "must not depend on how fast a machine is",
        "{targets: 1M}": "did you mean target",
    }.items():
        design = DESIGN.partition("optimise:")[0] + f"optimise: {typed}\n"
        with pytest.raises(ScenarioError, match=said):
            made(tmp_path, design)
    with pytest.raises(ScenarioError, match=r"planned_people.*allowed"):
        made(tmp_path, DESIGN.partition("optimise:")[0])


@pytest.mark.full
def test_workers_of_a_cluster_make_the_same_plans(
    tmp_path: Path, planned: tuple[Experiment, Store]
) -> None:
    from salessim.study.running.dask_executor import dask_executor_at

    experiment, store = planned
    done = run(experiment, tmp_path / "results", dask_executor_at("local:2")).store
    assert done.digest == store.digest and done.plans() == store.plans()
    assert status_of(done).failures == status_of(store).failures
