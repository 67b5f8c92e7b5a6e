"""Two tables that stand in the list of tables and nowhere else, and what the engines make of them.

Run under `NUMBA_DISABLE_JIT=1`: the list is longer before anything else is imported, a rule writes
the new output, and what came of both tables is printed as JSON.
"""

import json
import sys
from collections import namedtuple

import numpy as np

from salessim.model.state import tables
from salessim.model.state.codes import FULL_DEALS
from salessim.model.state.rows import row_type
from salessim.model.state.tables import TableRole, WorldTable

MILEAGE = WorldTable(
    "mileage", row_type(("trips", "i8"), ("miles", "f8")), ("months", "reps"), TableRole.OUTPUT,
    first={"trips": -1},
)  # fmt: skip
NOTES = WorldTable("notes", np.dtype("i8"), ("deal_rows", 2), TableRole.WORKSPACE, full=FULL_DEALS)
SMALL = """
name: small
horizon: {from: 2027-01, months: 2}
calendar: always
segments: {all: {prospects: 600, deal: 5k}}
channels: {web: {leads: 200 a month}}
prospecting: {outbound: none}
team: {seller: {people: 2, hours: 2 a week}}
attrition: none
"""

tables.TABLES = (*tables.TABLES, MILEAGE, NOTES)
tables.OUTPUTS = (*tables.OUTPUTS, MILEAGE)
tables.World = namedtuple("World", [table.name for table in tables.TABLES])  # type: ignore[misc]


def main(writes: bool) -> None:
    """Run two replications by each engine; `writes`: whether a rule writes the new output."""
    from salessim import Scenario
    from salessim.engine import run
    from salessim.measure.batch import replication_digests
    from salessim.model.assembly import build
    from salessim.model.rules import months

    close_rep = months.close_rep

    def close_rep_and_note(world, now, rep, month):  # type: ignore[no-untyped-def]
        close_rep(world, now, rep, month)
        world.mileage[month, rep].trips += 1 + rep

    if writes:
        months.close_rep = close_rep_and_note
    inputs = build(Scenario.parse(SMALL))
    small = inputs.world._replace(
        deals=inputs.world.deals[:8].copy(),
        notes=inputs.world.notes[:8].copy(),
        items=inputs.world.items[: len(inputs.world.firms) + 8].copy(),
    )
    held = []
    grown = run.grown

    def noted(world, status):  # type: ignore[no-untyped-def]
        world.notes[:] = 1
        larger = grown(world, status)
        held.append((len(larger.notes), len(larger.deals), int(larger.notes.sum())))
        return larger

    run.grown = noted
    found = {"first": inputs.world.mileage["trips"].tolist()}
    for engine in run.ENGINES:
        batch = next(
            run.batches(
                inputs if engine == "simpy" else type(inputs)(small, inputs.book),
                replications=2,
                seed=1,
                threads=1,
                engine=engine,
            )
        )
        found[engine] = {
            "outputs": list(batch.outputs()),
            "trips": batch.outputs()["mileage"]["trips"].tolist(),
            "digests": [digest.hex() for digest in replication_digests(batch)],
        }
    print(json.dumps(found | {"grown": held}))


if __name__ == "__main__":
    main("--write" in sys.argv)
