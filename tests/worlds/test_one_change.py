"""Worlds that differ in one thing: that thing and what follows from it move, nothing else."""

import numpy as np
import pytest

from salessim.engine.run import batches
from salessim.measure.batch import Batch
from salessim.model.assembly import build
from salessim.scenario import Scenario

TWO_TERRITORIES = """
name: north and south
horizon: {from: 2027-01, months: 4}
territories: {north: 50 %, south: 50 %}
segments:
  gold: {prospects: 300, deal: 9k, orders: 300 a month, churn: 20 % a year}
channels: {web: {leads: 40 a month, routing: least_loaded}}
team:
  north seller: {people: NORTH, territory: north, base: 40k a year, on_target: 60k a year}
  south seller: {people: 2, territory: south, base: 40k a year, on_target: 60k a year}
managers:
  north boss: {leads: [north seller]}
  south boss: {leads: [south seller]}
today: {customers: {gold: 40}}
"""


def run(scenario: Scenario, **options: object) -> Batch:
    batch = next(batches(build(scenario), replications=3, seed=11, log=True, deals=True, **options))
    names = ("months", "ledger", "reps", "funnel")
    return batch._replace(**{name: getattr(batch, name).copy() for name in names})


def test_a_rep_more_in_the_north_changes_nothing_in_the_south() -> None:
    two = Scenario.parse(TWO_TERRITORIES.replace("NORTH", "2"))
    # The rates are anchored by today's team; it is kept the same, so that only the rep is new.
    three = two.vary({"team.north seller.people": 3})
    before, after = run(two), run(three)
    assert before.reps[:, 2:].tobytes() == after.reps[:, 3:].tobytes()
    assert before.reps[:, :2].tobytes() != after.reps[:, :2].tobytes()


def test_a_rep_more_changes_nobodys_key() -> None:
    two = build(Scenario.parse(TWO_TERRITORIES.replace("NORTH", "2"))).world
    three = build(Scenario.parse(TWO_TERRITORIES.replace("NORTH", "3"))).world
    assert (two.reps["key"] == np.delete(three.reps["key"], 2)).all()
    for name in ("firms", "channel_states", "segment_states"):
        assert (getattr(two, name)["key"] == getattr(three, name)["key"]).all()


@pytest.mark.parametrize(
    "change",
    [{"crm.seat": "200 a month"}, {"today.other_costs": "9k a month"}, {"margin": "50 %"},
     {"team.south seller.charges": "40 %"}, {"managers.south boss.base": "90k a year"}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_cost_moves_money_alone(change: dict[str, str]) -> None:
    scenario = Scenario.parse(TWO_TERRITORIES.replace("NORTH", "2") + "crm: {adoption: 20 %}\n")
    before, after = run(scenario), run(scenario.vary(change))
    assert before.months.tobytes() == after.months.tobytes()
    assert before.funnel.tobytes() == after.funnel.tobytes()
    for name in before.reps.dtype.names:
        if name not in ("base", "variable", "charges"):
            assert (before.reps[name] == after.reps[name]).all(), name
    moved = [n for n in before.ledger.dtype.names if (before.ledger[n] != after.ledger[n]).any()]
    assert len(moved) == 1


def test_names_and_sources_change_nothing() -> None:
    text = TWO_TERRITORIES.replace("NORTH", "2")
    other = text.replace("north and south", "another title") + "sources: {margin: a survey}\n"
    assert run(Scenario.parse(text)).reps.tobytes() == run(Scenario.parse(other)).reps.tobytes()


def test_a_lever_that_is_off_is_a_lever_that_is_absent() -> None:
    text = TWO_TERRITORIES.replace("NORTH", "2")
    off = {
        "crm": "crm: none\n",
        "targeting": "prospecting: {targeting: 0 %}\n",
        "block": "time: {prospecting_block: none}\n",
    }
    plain = run(Scenario.parse(text))
    for line in off.values():
        assert run(Scenario.parse(text + line)).reps.tobytes() == plain.reps.tobytes()


def test_another_seed_is_another_world() -> None:
    inputs = build(Scenario.parse(TWO_TERRITORIES.replace("NORTH", "2")))
    one, other = (next(batches(inputs, replications=1, seed=s)).months.copy() for s in (1, 2))
    assert one.tobytes() != other.tobytes()


def test_a_replication_does_not_depend_on_its_neighbours() -> None:
    inputs = build(Scenario.parse(TWO_TERRITORIES.replace("NORTH", "2")))
    four = next(batches(inputs, replications=4, seed=1, threads=1)).reps.copy()
    alone = next(batches(inputs, replications=1, seed=1, first=3)).reps.copy()
    assert four[3].tobytes() == alone[0].tobytes()
