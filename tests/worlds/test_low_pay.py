"""Who earns less than elsewhere leaves, where that is typed: dates and shares by hand."""

import numpy as np
import pytest

from salessim import Scenario
from salessim.engine.run import batches
from salessim.errors import ScenarioError
from salessim.measure.batch import Batch
from salessim.model.assembly import build

WORLD = """
name: low pay
horizon: {{from: 2027-01, months: 8}}
segments: {{none: {{prospects: 0, deal: 1}}}}
prospecting: {{outbound: none}}
motivation: none
learning: none
team:
  rep: {{people: {people}, base: {base}, charges: 0 %, leaves_below: {{pay: 2k a month{more}}}}}
{attrition}
"""


def world(base: str = "1.9k a month", more: str = "", attrition: str = "", people: int = 2) -> str:
    return WORLD.format(base=base, more=more, attrition=attrition, people=people)


def run(text: str, engine: str = "compiled", replications: int = 2) -> Batch:
    inputs = build(Scenario.parse(text))
    return next(
        batches(inputs, replications=replications, seed=3, engine=engine, threads=1, log=True)
    )


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_three_low_months_and_a_notice_make_the_last_day(engine: str) -> None:
    """Paid 1,900 of 2,000: notice on 31 March, gone after the notice of 15 days of April."""
    text = world(attrition="attrition: {rate: 0 % a year, notice: 15 days, time_to_hire: none}")
    batch = run(text, engine)
    assert (batch.reps["left"] == np.eye(8, dtype=int)[3]).all()
    assert batch.reps["base"][0, 0] == pytest.approx([1900, 1900, 1900, 950, 0, 0, 0, 0])


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_without_a_section_attrition_they_go_at_once_and_nobody_follows(engine: str) -> None:
    batch = run(world(more=", over: 2"), engine)
    assert (batch.reps["left"] == np.eye(8, dtype=int)[1]).all()
    assert batch.ledger["headcount"][0].tolist() == [2, 2, 0, 0, 0, 0, 0, 0]
    assert batch.reps["base"][0, 0].tolist() == pytest.approx([1900, 1900, 0, 0, 0, 0, 0, 0])


def test_who_is_paid_enough_stays() -> None:
    assert run(world("2k a month")).reps["left"].sum() == 0
    assert run(world("0 a month")).reps["left"].sum() == 4


def test_part_timers_are_asked_for_their_part() -> None:
    half = world("2.1k a month").replace("people: 2", "people: 2, hours: 20 a week")
    calendar = "calendar: {hours: 40 a week}\n"
    assert run(half + calendar).reps["left"].sum() == 0
    less = half.replace("2.1k a month", "1.9k a month")
    assert run(less + calendar).reps["left"].sum() == 4


def test_successors_have_their_own_months() -> None:
    """Gone on the last day of January, followed on 2 February: February is no whole month."""
    attrition = "attrition: {rate: 0 % a year, notice: 0 days, time_to_hire: 0 days}"
    batch = run(world(more=", over: 1", attrition=attrition))
    assert batch.reps["left"][0, 0].tolist() == [1, 0, 1, 0, 1, 0, 1, 0]


def test_a_share_of_those_who_earn_too_little_goes() -> None:
    """Half of 400 people each month: 1/2, 1/4, ... stay; four standard errors."""
    batch = run(world(more=", over: 1, share: 50 %", people=400))
    heads = batch.ledger["headcount"][0] / 400
    for month in range(1, 7):
        stays = 0.5**month
        allowed = 4.0 * (stays * (1.0 - stays) / 400) ** 0.5
        assert abs(heads[month] - stays) < allowed


def test_commission_is_pay() -> None:
    """Nobody leaves who sells enough: 20 contracts a month pay 100 each, 2,000 in all."""
    text = """
name: commission only
horizon: {from: 2027-01, months: 6}
defaults: exact
calendar: {hours: 40 a week, leave: 0 days a year, sick: 0 days a year}
segments: {all: {prospects: 100000, deal: 1k}}
funnel: {conquest: {door: {hours: 1, passes: 99 %}}, loyalty: {}}
motivation: none
learning: none
team:
  rep: {people: 20, base: 0 a year, charges: 0 %, closes: 20 a month, paid_every: month,
    components: {commission: {of: contracts, each: 100}}, leaves_below: {pay: 1.7k a month}}
"""
    assert run(text).reps["left"].sum() == 0
    assert run(text.replace("each: 100", "each: 80")).reps["left"].sum() == 2 * 20


def test_a_base_above_it_is_noted() -> None:
    notes = {note.path: note.message for note in Scenario.parse(world("3k a month")).notes}
    assert "base alone is as much" in notes["team.rep.leaves_below"]


@pytest.mark.parametrize(
    ("more", "sentence"), [(", over: 0", "1 to 24"), (", share: 120 %", "0 % to 100 %")]
)
def test_what_cannot_be_is_told(more: str, sentence: str) -> None:
    with pytest.raises(ScenarioError, match=sentence):
        Scenario.parse(world(more=more))
