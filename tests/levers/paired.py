"""Two scenarios in the same futures: does a figure move, beyond chance?"""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.stats import t as student

from salessim import Scenario
from salessim.engine.run import batches
from salessim.measure.batch import Batch
from salessim.measure.tally import Outcomes
from salessim.model.assembly import build

type Measure = Callable[[np.ndarray, Batch], np.ndarray]
"""From the runs table and raw tables of some futures to a figure of each."""

CONFIDENCE = 0.999


def simulated(scenario: Scenario, measures: list[Measure], replications: int) -> np.ndarray:
    """Each measure by replication, shape (measures, replications)."""
    inputs = build(scenario)
    outcomes = Outcomes(inputs.book, ())
    (batch,) = batches(inputs, replications=replications, seed=1, size=replications)
    outcomes.add(batch)
    return np.array([measure(outcomes.runs, batch) for measure in measures])


def moved(before: Scenario, after: Scenario, measure: Measure, replications: int = 30) -> int:
    """+1 or -1 where the 99.9 % interval of the mean difference leaves zero out, else 0."""
    one, other = (simulated(s, [measure], replications)[0] for s in (before, after))
    differences = other - one
    error = differences.std(ddof=1) / np.sqrt(replications)
    half = student.ppf((1 + CONFIDENCE) / 2, replications - 1) * error
    mean = differences.mean()
    return int(np.sign(mean)) if abs(mean) > half else 0


def _column(name: str, runs: np.ndarray, batch: Batch) -> np.ndarray:
    return runs[name].astype(float)


def _ratio(top: str, bottom: str, runs: np.ndarray, batch: Batch) -> np.ndarray:
    return runs[top] / np.maximum(runs[bottom], 1e-9)


def _at_end(name: str, reps: int | None, runs: np.ndarray, batch: Batch) -> np.ndarray:
    return batch.reps[name][:, :reps, -1].mean(axis=1)


contracts = partial(_column, "contracts_conquest")
revenue = partial(_column, "revenue")
selling_hours = partial(_column, "selling_hours")
payroll_ratio = partial(_ratio, "payroll", "revenue")
churn = partial(_ratio, "customers_lost", "customer_years")
revenue_per_rep = partial(_ratio, "revenue", "rep_years")
selling_time = partial(_ratio, "selling_hours", "paid_hours")
skill_at_end = partial(_at_end, "skill", None)
skill_of_the_first_three = partial(_at_end, "skill", 3)
motivation_at_end = partial(_at_end, "motivation", None)
