"""A comparison of hand-made tables: no engine, and each kind of difference once."""

from dataclasses import replace
from functools import cache

import made_tables
import numpy as np

from salessim.measure.batch import Batch
from salessim.measure.differences import ComparisonFindings
from salessim.measure.tally import Outcomes
from salessim.scenario import Scenario
from salessim.study.variants import Variant, VariantsRun

REPLICATIONS = 200
SCENARIO = Scenario.parse("""
name: Acme, two closers
horizon: {from: 2027-01, months: 4}
segments: {gold: {}}
team: {closer: {people: 2}}
""")


def outcomes(batch: Batch) -> Outcomes:
    """A batch, counted up."""
    book = replace(made_tables.BOOK, scenario_digest="sha256:0")
    counted = Outcomes(book, book.targets)
    counted.add(batch)
    return counted


def more_revenue(batch: Batch) -> Batch:
    """An eighth more revenue, give or take a twentieth by chance."""
    draw = np.random.default_rng(3)
    more = made_tables.normal(draw, 1.125, 0.05, (len(batch.events), 1, 1, 1))
    for column in ("revenue", "billed"):
        batch.months[column] *= more
    return batch


def dearer_boss(batch: Batch) -> Batch:
    """A cost alone: 2,500 more a month."""
    batch.ledger["managers"] += 2_500.0
    return batch


@cache
def comparison(replications: int = REPLICATIONS) -> ComparisonFindings:
    """Findings of four variants: better, a cost alone, nothing, and another world."""

    def base() -> Batch:
        return made_tables.batch(replications)

    made = {
        "coach discovery": more_revenue(base()),
        "dearer boss": dearer_boss(base()),
        "another title": base(),
        "another market": made_tables.batch(replications, world=2),
    }
    changes = {
        "coach discovery": {"managers.boss.focus": "discovery", "managers.boss.coaching": 0.7},
        "dearer boss": {"managers.boss.base": "80k a year"},
        "another title": {"name": "Acme"},
    }
    return VariantsRun(
        base=outcomes(base()),
        variants=tuple(
            (Variant(name, SCENARIO, changes.get(name)), outcomes(batch))
            for name, batch in made.items()
        ),
        planned=len(made),
        engine="compiled",
        seed=1,
    ).findings()
