"""What a simulation is said to cost, against what it costs; and what is refused at once."""

import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from salessim import Scenario, compare, optimise, simulate
from salessim.cli.app import run_command
from salessim.engine import estimate
from salessim.engine.estimate import MOST_BYTES, MOST_EVENTS, estimated_work
from salessim.engine.simulation import MAXIMUM_REPLICATIONS, _needed
from salessim.errors import InputError

HEAD = "name: X\nhorizon: {from: 2027-01, months: 6}\n"
TEAM = "team: {closer: {people: %s, base: 40k a year}}\n"
MARKET = "segments: {gold: {prospects: %s, deal: 5k a year, win_rate: 20 %%}}\n"
CASES = {
    "leads beyond hours": MARKET % "5k" + TEAM % 5 + "channels: {web: {leads: 2000 a month}}\n",
    "leads within hours": MARKET % "9k" + TEAM % 40 + "channels: {web: {leads: 800 a month}}\n",
    "contacts": MARKET % 1000
    + TEAM % 20
    + "funnel: {loyalty: {visit: {hours: 0.05, every: 4 days}}}\n"
    + "today: {customers: {gold: 1000}}\n",
    "contacts beyond hours": MARKET % 1000
    + TEAM % 5
    + "funnel: {loyalty: {visit: {hours: 1, every: 2 days}}}\n"
    + "today: {customers: {gold: 9000}}\n",
    "calls": MARKET % "50k" + TEAM % 20,
    "a small market": MARKET % 100 + TEAM % 20,
    "customers who tell others": MARKET.replace("win", "leads_from: whole_market, win") % "9k"
    + TEAM % 20
    + "prospecting: {outbound: none}\n"
    + "channels: {web: {leads: 100 a month}, word: {per_customer: 9 a year, passes: 50 %}}\n"
    + "today: {customers: {gold: 400}}\n",
    "customers who order": "segments: {gold: {prospects: 1000, deal: 5k, win_rate: 20 %, "
    "orders: 3k a month, churn: 20 % a year}}\n" + TEAM % 5 + "today: {customers: {gold: 9000}}\n",
    "leads from April on": MARKET % "20k"
    + TEAM % 40
    + "channels: {web: {leads: {2027-01: 0 a month, 2027-04: 2000 a month}}}\n"
    + "prospecting: {outbound: none}\n",
    "leads up to March": MARKET % "20k"
    + TEAM % 40
    + "channels: {web: {leads: {2027-01: 3000 a month, 2027-03: 0 a month}}}\n"
    + "prospecting: {outbound: none}\n",
    "calls that nobody answers at first": MARKET % "50k"
    + TEAM % 20
    + "funnel: {conquest: {call: {hours: 0.02, passes: {2027-01: 0 %, 2027-03: 60 %}}, "
    + "meeting: {hours: 1, passes: 20 %}}}\n",
    "requests and orders in season": "segments: {gold: {prospects: 1000, deal: 5k, orders: 3k a "
    "month, order_frequency: {typical: 1, season: [0, 0, 0, 1, 1, 9, 9, 0, 0, 0, 0, 0]}}}\n"
    + TEAM % 40
    + "funnel: {loyalty: {repair: {hours: 0.1, each: {2027-01: 0 a year, 2027-05: 40 a year}, "
    + "passes: 90 %, worth: 10}}}\n"
    + "today: {customers: {gold: 9000}}\n",
}
"""Worlds in which one kind of event prevails."""
LEADS = MARKET % "20k" + TEAM % 5 + "channels: {web: {leads: 1000000 a month}}\n"
FIRMS = "segments:\n" + "".join(
    f"  s{k}: {{prospects: 1M, deal: 5k, win_rate: 20 %}}\n" for k in range(50)
)
MINUTES = (
    "segments: {gold: {prospects: 1000000, deal: 5k a year, win_rate: 20 %}}\n"
    + TEAM % 5000
    + "funnel: {loyalty: {note: {hours: 0.01, every: 1 day}}}\n"
    + "today: {customers: {gold: 100k}}\n"
)


def assert_within_a_factor_of_two(scenario: Scenario) -> None:
    expected = estimated_work(scenario, replications=2, threads=1).events
    measured = simulate(scenario, replications=2, threads=1, keep="sums").performance.events
    assert measured / 2 <= expected <= 2 * measured


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_events_are_estimated_within_a_factor_of_two(text: str) -> None:
    assert_within_a_factor_of_two(Scenario.parse(HEAD + text))


@pytest.mark.full
@pytest.mark.parametrize("months", [None, 120])
def test_events_of_shipped_scenarios(scenarios: Path, months: int | None) -> None:
    """Over their own horizons, and over ten years."""
    for file in (*scenarios.glob("*.yaml"), *scenarios.glob("levers/*.yaml")):
        if file.stem != "enterprise":
            scenario = Scenario.load(file)
            if months is not None:
                scenario = scenario.vary({"horizon.months": months})
            assert_within_a_factor_of_two(scenario)


PEAK = """
import re, sys
from salessim import Scenario, simulate
file, months, replications, keep = sys.argv[1:]
scenario = Scenario.load(file)
scenario = scenario.vary({"horizon.months": months}) if int(months) else scenario
simulate(scenario, replications=int(replications), threads=1, keep=keep, anyway=True)
status = open("/proc/self/status").read()
print(1024 * int(re.search(r"VmHWM:\\s+([0-9]+)", status)[1]))
"""


def assert_memory_within_a_factor_of_two(
    file: Path, months: int, replications: int, keep: str
) -> None:
    """One process each, as the peak of a process is for ever.

    `getrusage` would tell the peak of whoever started the process, if that was higher.
    """
    arguments = [str(file), str(months), str(replications), keep]
    done = subprocess.run([sys.executable, "-c", PEAK, *arguments], capture_output=True, check=True)
    scenario = Scenario.load(file)
    scenario = scenario.vary({"horizon.months": months}) if months else scenario
    expected = estimated_work(
        scenario, replications=replications, threads=1, tables=keep == "tables"
    ).bytes
    assert int(done.stdout) / 2 <= expected <= 2 * int(done.stdout), arguments


@pytest.mark.slow
def test_memory_is_estimated_within_a_factor_of_two(tmp_path: Path) -> None:
    # Rules that are not compiled yet would be, in the first process, and that takes more.
    simulate(Scenario.parse(HEAD + MARKET % "10" + TEAM % 1), replications=1)
    for prospects in ("1000", "300k", "1M"):
        file = tmp_path / "market.yaml"
        file.write_text(HEAD + MARKET % prospects + TEAM % 5, encoding="utf-8")
        assert_memory_within_a_factor_of_two(file, 0, 1, "sums")


@pytest.mark.full
@pytest.mark.parametrize("name", ["contracts", "sdr_pod", "field_force", "capacity", "pay_plans"])
def test_memory_of_shipped_scenarios(scenarios: Path, name: str) -> None:
    """Sums alone, all tables, and ten years: components of pay and roles take room in each."""
    simulate(Scenario.parse(HEAD + MARKET % "10" + TEAM % 1), replications=1)
    file = scenarios / f"{name}.yaml"
    for months, replications, keep in ((0, 40, "sums"), (0, 200, "tables"), (120, 40, "tables")):
        assert_memory_within_a_factor_of_two(file, months, replications, keep)


def test_the_slow_engine_is_given_less_to_do_unasked(scenarios: Path) -> None:
    """As many events as the compiled engine does in the same time; and it has one thread."""
    scenario = Scenario.load(scenarios / "startup.yaml")
    with pytest.raises(InputError, match=r"More than .* 33 million events are only taken with"):
        simulate(scenario, replications=5000, engine="simpy")
    compiled, simpy = (
        estimated_work(scenario, replications=5000, threads=1, engine=engine)
        for engine in ("compiled", "simpy")
    )
    assert simpy.hours == pytest.approx(60 * compiled.hours)
    assert estimated_work(scenario, replications=50, engine="simpy").threads == 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (LEADS, "channels.web.leads"),
        (FIRMS + TEAM % 5, "segments.s0.prospects"),
        (MINUTES, "funnel.loyalty.note"),
    ],
    ids=["leads", "firms", "reps"],
)
def test_too_much_is_refused_at_once_with_the_key_that_drives_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, key: str
) -> None:
    file = tmp_path / "large.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    assert run_command(["run", str(file)]) == 2
    said = capsys.readouterr().err
    assert "mostly for " + key.split("s0")[0] in said
    assert "--anyway" in said or "this machine has" in said
    assert time.process_time() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 300_000


def test_many_replications_are_many_events_from_python_too(scenarios: Path) -> None:
    scenario = Scenario.load(scenarios / "startup.yaml")
    for work in (simulate, compare):
        with pytest.raises(InputError, match="mostly for replications"):
            work(scenario, replications=10**9)
    with pytest.raises(InputError, match=r"million events, some .* with --anyway"):
        simulate(scenario, replications=10**5)
    large = Scenario.parse(HEAD + LEADS)
    with pytest.raises(InputError, match=r"mostly for channels\.web\.leads"):
        optimise(large)


def test_limits_are_as_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Just below is done, just above is refused; anyway, up to the memory of the machine."""
    scenario = Scenario.parse(HEAD + CASES["calls"])
    one = estimated_work(scenario, replications=1)
    within = int(MOST_EVENTS / one.events)
    estimated_work(scenario, replications=within).check(anyway=False)
    above = estimated_work(scenario, replications=within + 2)
    with pytest.raises(InputError):
        above.check(anyway=False)
    above.check(anyway=True)
    assert above.bytes < MOST_BYTES
    monkeypatch.setattr(estimate, "memory_of_machine", lambda: above.bytes - 1)
    with pytest.raises(InputError, match="this machine has"):
        above.check(anyway=True)


def test_a_precision_is_searched_without_the_most_that_may_be_tried(scenarios: Path) -> None:
    scenario = Scenario.load(scenarios / "startup.yaml")
    assert simulate(scenario, precision=0.2).replications < 1000


def test_no_precision_asks_for_more_than_a_number_can_hold() -> None:
    """A share of 1e-300 of the mean is out of reach: as many as may be tried are asked for."""
    needed = _needed(np.array([1.0, 2.0, 3.0]), 1e-300)
    assert MAXIMUM_REPLICATIONS <= needed < MAXIMUM_REPLICATIONS**3
