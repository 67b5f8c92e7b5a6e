"""Experiments that take no time."""

from pathlib import Path

from salessim.study.design.design_file import parse
from salessim.study.design.experiment import Experiment
from salessim.study.running.execute import ExecutionResult, execute
from salessim.study.running.executor import Executor, ThreadExecutor

BASE = """\
name: Tiny
horizon: {from: 2027-01, months: 2}
target: {revenue: 20k, by: 2027-02}
segments: {gold: {prospects: 60, deal: 5k..9k, win_rate: 20..30 %, churn: 10 % a year}}
channels: {web: {leads: 20 a month}}
team: {closer: {people: 2, base: 40k a year, hires: {extra: {starts: 2027-02}}}}
today: {customers: {gold: 3}}
"""
GRID = """\
base: base.yaml
replications: 6
indicators: [revenue, payroll, payroll_ratio, target_1]
factors:
  team.closer.people: [1, 2, 3]
  extra: {levels: {none: {team.closer.hires.extra: null}, as planned: {}}}
"""


def made(folder: Path, text: str = GRID) -> Experiment:
    """An experiment on the tiny scenario, whose file is put into the folder."""
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    return parse(text, folder, "experiment.yaml")


def run(
    experiment: Experiment, folder: Path, executor: Executor | None = None, **options: object
) -> ExecutionResult:
    """Run an experiment by one thread, unless another crew is given."""
    executor = executor or ThreadExecutor(1)
    calls = {"announce": lambda expected, queue: None, "watch": lambda phase, done, planned: True}
    try:
        return execute(experiment, folder, executor, **(calls | options))  # type: ignore[arg-type]
    finally:
        executor.close()
