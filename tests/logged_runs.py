"""One replication of a small world, with its event log."""

from typing import Any

from salessim import Scenario
from salessim.engine.run import batches
from salessim.measure.batch import Batch
from salessim.model.assembly import Inputs, build


def logged(
    scenario: Scenario, engine: str = "compiled", seed: int = 2
) -> tuple[Inputs, Batch, Any]:
    """The world's inputs, what the replication hands over, and its log."""
    inputs = build(scenario)
    batch = next(batches(inputs, replications=1, seed=seed, engine=engine, threads=1, log=True))
    assert batch.log is not None
    return inputs, batch, batch.log[0]
