"""The next free firm of a territory is found by marks as it is by asking one after the other."""

import random
import time
from typing import Any

import pytest

from salessim import Scenario
from salessim.engine.kernel import BEGIN, Drive
from salessim.engine.run import batches, warm_up
from salessim.engine.state import check, reset, working_copy
from salessim.model.assembly import build
from salessim.model.rules.market import delist, engage, enlist, next_free_firm, rest
from salessim.model.state.codes import AVAILABLE, IN_DEAL, NOBODY, RESTING

MARKET = """
name: free firms
horizon: {from: 2027-01, months: 12}
segments:
  one: {prospects: PROSPECTS, deal: 5k, churn: 0 % a year}
  other: {prospects: 21, deal: 5k}
TERRITORIES
channels: {web: {leads: LEADS a month}}
prospecting: {outbound: none}
funnel: {conquest: {offer: {hours: .1, passes: 40 %, works: step}}, loyalty: {}}
team: {rep: {people: 5}}
today: {customers: {one: CUSTOMERS}}
"""


def market(prospects: int, customers: int, territories: str = "", leads: int = 0) -> Scenario:
    text = MARKET
    words = {"PROSPECTS": prospects, "CUSTOMERS": customers, "LEADS": leads}
    for word, value in {**words, "TERRITORIES": territories}.items():
        text = text.replace(word, str(value))
    return Scenario.parse(text)


def asked_in_turn(world: Any, segment: int, firm: int, end: int) -> int:
    """The first free firm of a firm's territory, each row asked from it on, then from the first."""
    rows, first = world.firms, int(world.segment_states[segment].first_firm)
    for other in (*range(firm, end), *range(first, firm)):
        is_free = rows["state"][other] in (AVAILABLE, RESTING)
        if is_free and rows["territory"][other] == rows["territory"][firm]:
            return other
    return NOBODY


@pytest.mark.parametrize("territories", ["", "territories: {a: 50 %, b: 40 %, c: 8 %, d: 2 %}"])
@pytest.mark.parametrize(
    ("prospects", "customers"), [(1, 0), (0, 30), (16, 0), (257, 40), (700, 9)]
)
def test_marks_find_the_firm_that_asking_each_finds(
    territories: str, prospects: int, customers: int
) -> None:
    """Firms are taken and come back at random, until none is left and again until all are."""
    inputs = build(market(prospects, customers, territories))
    warm_up(inputs)
    world = working_copy(inputs)
    reset(world, inputs, 1, 0)
    check(Drive(world)(BEGIN))
    chance = random.Random(1)
    for taken in (0.5, 0.9, 1.0, 0.97, 0.0):
        for segment in (0, 1):
            state = world.segment_states[segment]
            first, rows = int(state.first_firm), int(state.firms)
            for firm in range(first, first + rows):
                now = int(world.firms["state"][firm])
                if now not in (AVAILABLE, RESTING, IN_DEAL):
                    continue
                is_free = now != IN_DEAL
                if is_free and chance.random() < taken:
                    engage(world, firm) if now == RESTING else delist(world, firm, IN_DEAL)
                elif not is_free and chance.random() >= taken:
                    enlist(world, firm) if chance.random() < 0.5 else rest(world, 0, firm, 99)
            world.run[0].posted = 0
            for end in {first + rows, first + max(1, rows // 2)}:
                for firm in range(first, end):
                    found = next_free_firm(world, segment, firm, end)
                    assert found == asked_in_turn(world, segment, firm, end)


@pytest.mark.slow
def test_leads_cost_as_much_in_a_large_market_as_in_a_small_one() -> None:
    """Nine firms in ten are customers: 24,000 leads took a minute when each row was asked."""
    seconds = {}
    for leads in (0, 2000):
        inputs = build(market(30_000, 270_000, leads=leads))
        for seed in (1, 2):  # the first run compiles
            began = time.process_time()
            next(batches(inputs, replications=1, seed=seed, threads=1))
            seconds[leads] = time.process_time() - began
    assert seconds[2000] < 5.0 * seconds[0] + 1.0
