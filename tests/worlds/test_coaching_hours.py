"""Where a manager's coaching hours go: company, preparation and debrief, by hand."""

import pytest

from salessim import Scenario
from salessim.engine.run import batches
from salessim.model.assembly import build

TEXT = """
name: coached
horizon: {from: 2027-01, months: 12}
defaults: exact
calendar: {leave: 0 days a year, sick: 0 days a year}
segments: {all: {prospects: 5000, deal: 5k}}
learning: {per_hour: 0}
motivation: none
team: {closer: {people: 1, base: 40k a year}}
managers:
  boss: {people: 1, coaching: 10 %, interviews: 0 a month, TYPED}
"""


def talks(typed: str) -> float:
    """Hours of a year in which the one rep talks with the manager."""
    batch = next(
        batches(build(Scenario.parse(TEXT.replace("TYPED", typed))), replications=1, seed=1)
    )
    return float(batch.reps["meeting_seconds"].sum() / 3600)


@pytest.mark.parametrize(
    ("typed", "around"),
    [
        ("preparation: 0", 0.0),
        ("preparation: 0.25", 0.5),
        ("preparation: 1", 2.0),
        ("preparation: 0, debrief: 0.25", 0.25),
        ("preparation: 0.5, debrief: 0", 0.5),
        ("preparation: 0, debrief: 0", 0.0),
    ],
)
def test_an_hour_of_company_costs_what_is_typed(typed: str, around: float) -> None:
    """A tenth of the manager's year, of which 1 : around is company : talks."""
    assert talks(typed) == pytest.approx(hours_of_manager() * around / (1 + around), abs=1)


def hours_of_manager() -> float:
    """All of it in talks: 8 hours of preparation for a second of company, nearly."""
    return talks("preparation: 8, debrief: 8") * 17 / 16
