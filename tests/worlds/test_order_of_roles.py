"""Lists of roles in order of preference, and who gets what several may have alike."""

import numpy as np
import pytest

from salessim import Scenario, simulate
from salessim.engine.obtained_rates import obtained
from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.model.assembly.funnels import blocked, left_over

DESK = """
name: two at a desk
horizon: {from: 2027-01, months: 24}
calendar: always
defaults: exact
segments: {all: {prospects: 3000, cooling_off: 0, churn: 0 % a year}}
channels: {door: {leads: LEADS a day, routing: ROUTING}}
prospecting: {outbound: none}
funnel:
  conquest:
    desk: {hours: {exponential: {mean: 1}}, passes: 0 %, works: step, by: [junior, senior]}
  loyalty: {upsell: {hours: 1, passes: 50 %, each: 0 a year, by: junior}}
team:
  senior: {people: 1, base: 0 a year, motion: conquest}
  junior: {people: 1, base: 0 a year}
motivation: none
learning: none
time: {administration: 0 %, adherence: 100 %, next_deal: oldest}
"""


@pytest.mark.parametrize("load", [0.4, 1.0, 1.7])
@pytest.mark.parametrize("routing", ["round_robin", "least_loaded", "best_skill", "pooled"])
def test_the_second_role_takes_what_finds_the_first_busy(load: float, routing: str) -> None:
    """M/M/2 with an ordered entry: utilisation of each and the mean wait, solved by hand.

    States 0, junior alone, senior alone, two and more: the senior is alone with the chance
    p0 r^2 / (2 (1 + r)). Standard errors from 60 replications of two years, 5 of them: less than
    1 in 1,000,000 each.
    """
    text = DESK.replace("LEADS", str(24 * load)).replace("ROUTING", routing)
    inputs = build(Scenario.parse(text))
    batch = next(batches(inputs, replications=60, seed=4))
    worked = batch.reps["conquest_seconds"] + batch.reps["prospecting_seconds"]
    worked = worked.sum(axis=2) / (730 * 86400)
    nobody = (2 - load) / (2 + load)
    senior_alone = nobody * load**2 / (2 * (1 + load))
    junior = 1 - nobody - senior_alone
    for seen, right in ((worked[:, 1], junior), (worked[:, 0], load - junior)):
        assert abs(seen.mean() - right) < 5 * seen.std(ddof=1) / 60**0.5 + 0.002
    desk = batch.funnel[:, 0, 0]
    waits = desk["waited_seconds"] / 3600 / desk["started"]
    right = load**2 / (4 - load**2)
    assert abs(waits.mean() - right) < 5 * waits.std(ddof=1) / 60**0.5 + 0.002


def test_both_drivers_agree_on_the_order() -> None:
    scenario = Scenario.parse(DESK.replace("LEADS", "24").replace("ROUTING", "round_robin"))
    one, two = (
        simulate(scenario, replications=2, engine=engine) for engine in ("compiled", "simpy")
    )
    assert one.digest == two.digest


TEAM = """
name: overflow
horizon: {from: 2027-01, months: 12}
defaults: exact
segments: {all: {prospects: 50000, deal: 5k}}
channels: {web: {leads: 100 a month, passes: 30 %}}
prospecting: {outbound: none}
learning: none
funnel:
  conquest:
    call: {hours: 1, passes: 5 %, by: BY}
    meeting: {hours: 2, passes: 40 %, works: step, skill: negotiation, by: BY}
team:
  junior:
    {people: 2, motion: conquest, base: 40k a year, skills: {prospecting: weak, negotiation: weak}}
  senior:
    {people: 2, motion: conquest, base: 40k a year, skills: {prospecting: good, negotiation: good}}
"""


def test_leads_do_not_go_cold_beside_an_idle_second_role() -> None:
    """Two seniors who had nothing to do; at night leads gather, of which everybody takes one."""
    both = build(Scenario.parse(TEAM.replace("BY", "[junior, senior]")))
    batch = next(batches(both, replications=20, seed=3))
    answered = batch.funnel["advanced"][:, 0, 0].mean() / batch.funnel["entered"][:, 0, 0].mean()
    # 30 % agree where they are answered at once; a wait over night costs a part of it.
    assert answered > 0.2
    hours = batch.reps["conquest_seconds"].sum(axis=2).mean(axis=0)
    assert hours.min() > 0.6 * hours.max()


def test_a_typed_rate_is_obtained_whoever_gets_what() -> None:
    scenario = Scenario.parse(TEAM.replace("BY", "[junior, senior]"))
    rates = {rate.path: rate for rate in obtained(scenario, replications=60)}
    meeting = rates["funnel.conquest.meeting.passes"]
    assert meeting.obtained == pytest.approx(0.4, abs=0.02 * 0.4 + 2.5 * meeting.half_width)


def test_shares_of_an_overflow_by_hand() -> None:
    assert blocked(1.0, 1) == pytest.approx(0.5)
    assert blocked(2.0, 2) == pytest.approx(2 / 5)
    assert left_over(3.0, 0) == 3.0
    assert left_over(1.0, 1) == pytest.approx(np.exp(-1.0))


@pytest.mark.parametrize("where", ["channel", "stage"])
def test_equal_skill_goes_to_the_least_loaded(where: str) -> None:
    """Three alike: one had everything, two what came while the first was away."""
    by, over = (", by: sdr", ", hand_over: {to: best_skill}") if where == "stage" else ("", "")
    sdr = "  sdr: {people: 1, base: 40k a year}\n" if where == "stage" else ""
    scenario = Scenario.parse(
        "name: alike\nhorizon: {from: 2027-01, months: 12}\ndefaults: exact\nlearning: none\n"
        "segments: {all: {prospects: 50000, deal: 5k}}\nprospecting: {outbound: none}\n"
        "channels: {web: {leads: 400 a month, passes: 80 %, routing: best_skill}}\n"
        "funnel:\n  conquest:\n"
        f"    call: {{hours: 1, passes: 5 %{by}}}\n"
        f"    meeting: {{hours: 3, passes: 40 %, works: step{over}}}\n"
        f"team:\n{sdr}  closer: {{people: 3, motion: conquest, base: 40k a year}}\n"
    )
    batch = next(batches(build(scenario), replications=10, seed=3))
    worked = batch.reps["conquest_seconds"].sum(axis=2)[:, -3:].mean(axis=0)
    assert worked.min() > 0.4 * worked.max()
