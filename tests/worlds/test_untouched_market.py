"""A market that nobody has called: all firms are fresh, and the typed rate is that of its year."""

import pytest

from salessim import Scenario, simulate
from salessim.engine.obtained_rates import obtained
from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.model.state.codes import LOG_ADVANCED, LOG_CALL

TEXT = """
name: callers
horizon: {from: 2027-01, months: 12}
defaults: exact
segments: {all: {prospects: FIRMS, deal: 5k CALLED}}
prospecting: {attempts: 4, again_after: 10 days}
learning: none
motivation: none
funnel:
  conquest:
    call: {hours: 0.25, passes: 10 %}
    meeting: {hours: 0.25, passes: 0 %, works: step}
team: {caller: {people: 2, motion: conquest, base: 40k a year START}}
"""
NEW = ", ramp: {months: 0}, onboarding: 0 days, start: 2027-01-01"


def made(firms: int, called: str = "", start: str = "") -> Scenario:
    text = TEXT.replace("FIRMS", str(firms)).replace("START", start)
    return Scenario.parse(text.replace("CALLED", f", called: {called}" if called else ""))


def booked_share(scenario: Scenario, replications: int = 40) -> float:
    batch = next(batches(build(scenario), replications=replications, seed=3))
    call = batch.funnel[:, 0, 0]
    return float(call["advanced"].sum() / (call["advanced"].sum() + call["lost"].sum()))


def test_nobody_was_called_in_a_new_business() -> None:
    """Some 8,000 calls on 50,000 firms: each firm is called once, at exactly the typed rate."""
    world = build(made(50_000, start=NEW)).world
    assert world.segments_today["called"][0] == 0
    share = booked_share(made(50_000, start=NEW))
    assert share == pytest.approx(0.1, abs=0.0027)  # 5 standard errors of 320,000 calls
    # The same team as if it had called for years finds 3 of 10 firms at each of four tries.
    log = next(batches(build(made(50_000, start=NEW)), replications=1, seed=3, log=True)).log[0]
    called = log["firm"][log["what"] == LOG_CALL]
    assert len(called) > 5_000 and len(set(called.tolist())) == len(called)


def called(scenario: Scenario) -> bool:
    return bool(build(scenario).world.segments_today["called"][0])


def test_who_is_there_before_the_first_day_has_called() -> None:
    assert called(made(500)) and not called(made(500, "never"))
    assert not called(made(500, start=NEW)) and called(made(500, "through", NEW))
    # Customers of day one were won by somebody, though none of the team was there.
    customers = TEXT.replace("FIRMS", "500").replace("START", NEW).replace("CALLED", "")
    assert called(Scenario.parse(customers + "today: {customers: {all: 20}}\n"))


def test_today_says_who_has_called_in_a_variant() -> None:
    quiet = TEXT.replace("attempts: 4", "outbound: none, attempts: 4")
    quiet = quiet.replace("FIRMS", "500").replace("START", "").replace("CALLED", "")
    assert not called(Scenario.parse(quiet).vary({"prospecting.outbound": "when_free"}))
    assert called(made(500).vary({"prospecting.outbound": "none"}))
    assert not called(made(500).vary({"segments.all.called": "never"}))
    both = made(500).vary({"segments.new": {"prospects": 100}})
    assert build(both).world.segments_today["called"].tolist() == [1, 0]


def test_whoever_asked_before_the_first_day_cools_off() -> None:
    """Leads of today's firms rest after a no; in a new business nobody has answered any."""
    leads = "channels: {web: {leads: 10 a month}}\n"
    for start, some in (("", True), (NEW, False)):
        text = (
            TEXT.replace("FIRMS", "500")
            .replace("START", start)
            .replace("CALLED", ", called: never")
        )
        batch = next(batches(build(Scenario.parse(text + leads)), replications=1, seed=1, log=True))
        first = batch.log[0]
        day = first[(first["what"] == LOG_CALL)]["firm"][:470]
        assert (len(set(day.tolist())) < 470) == some


@pytest.mark.parametrize("firms", [1_000, 2_500, 50_000])
def test_the_typed_rate_is_that_of_the_first_year(firms: int) -> None:
    """From several rounds a firm to a tenth of one."""
    rates = {rate.path: rate for rate in obtained(made(firms, "never"), replications=40)}
    rate = rates["funnel.conquest.call.passes"]
    assert rate.obtained == pytest.approx(0.1, abs=0.03 * 0.1 + 2.5 * rate.half_width)


def test_success_falls_as_the_list_is_called_through() -> None:
    """First calls only at first: later those of all four tries, each with less success."""
    inputs = build(made(2_500, "never"))
    batch = next(batches(inputs, replications=40, seed=3, log=True))
    shares = []
    for part in range(2):
        made_calls = yes = 0
        for log in batch.log:
            days = log["second"] / 86400
            of_part = (days < 30) if part == 0 else (days > 150) & (days < 330)
            made_calls += int(((log["what"] == LOG_CALL) & of_part).sum())
            yes += int(((log["what"] == LOG_ADVANCED) & (log["step"] == 0) & of_part).sum())
        shares.append(yes / made_calls)
    assert shares[0] > 1.12 * shares[1]  # 1.2; its standard error is .03


def test_both_drivers_begin_with_fresh_firms() -> None:
    scenario = made(500, "never")
    one = simulate(scenario, replications=2)
    assert one.digest == simulate(scenario, replications=2, engine="simpy").digest
