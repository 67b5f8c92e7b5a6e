"""Rules that a scenario names: run where that is allowed, refused in a sentence elsewhere."""

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_pay import Contract, scenario

from salessim import InputError, Scenario, ScenarioError, compare, simulate
from salessim.cli.app import run_command
from salessim.engine.run import batches
from salessim.engine.simpy_engine import traced
from salessim.model.assembly import build
from salessim.model.state.codes import LOG_EARNED, LOG_WON
from salessim.study.design.design_file import load
from salessim.study.design.experiment import point_key

PLAN: dict[str, Any] = {
    "components": {
        "money": {"quota": "120k a year", "target": "12k a year", "paid_every": "month"},
        "deals": {"of": "contracts", "quota": "4 a quarter", "target": "1k a quarter"},
    },
    "paid_every": "quarter",
}
SOLD = [Contract(10, 40_000), Contract(40, 60_000), Contract(41, 10_000), Contract(200, 5_000)]
LEAVES_A_MARK = "open({mark!r}, 'w').close()\n"


def written(
    folder: Path, rule: str, file: str = "pay.py", changes: dict[str, Any] | None = None
) -> Path:
    """A scenario file whose rule of pay is the function `pay` of a text."""
    (folder / file).write_text(rule, encoding="utf-8")
    (folder / "team.json.yaml").write_text(
        json.dumps(_tree({**PLAN, **(changes or {})}, f"{file}:pay")), encoding="utf-8"
    )
    return folder / "team.json.yaml"


def _tree(plan: dict[str, Any], rule: str) -> dict[str, Any]:
    from salessim.scenario.tree import plain

    tree = plain(scenario(plan, SOLD).document)
    return {**tree, "rules": {"variable_pay": rule}}


def paid(of: Scenario) -> list[float]:
    """Variable pay by month; equal in both drivers."""
    inputs = build(of)
    found = [
        next(batches(inputs, replications=1, seed=1, engine=engine)).copied()
        for engine in ("compiled", "simpy")
    ]
    for name, table in found[0].outputs().items():
        assert table.tobytes() == found[1].outputs()[name].tobytes(), name
    return [round(float(pay), 6) for pay in found[0].reps["variable"][0, 0]]


FACTS = {
    # By month of the component paid monthly (0), by quarter of the other one (1).
    "period.contracts": ([1, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], [3, 0, 1, 0]),
    "period.credit": (
        [40_000, 70_000, 0, 0, 0, 0, 5_000, 0, 0, 0, 0, 0],
        [3, 0, 1, 0],
    ),
    "period.quota": ([10_000] * 12, [4] * 4),
    "period.on_target": ([1_000] * 12, [1_000] * 4),
    "period.attainment": ([4, 7, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0], [0.75, 0, 0.25, 0]),
    "12.0 * period.employed": ([1] * 12, [3] * 4),
    "period.month": (list(range(12)), [2, 5, 8, 11]),
    "period.renewals + period.person + period.role": ([0] * 12, [0] * 4),
}


@pytest.mark.parametrize("fact", FACTS)
def test_each_fact_of_a_period_is_what_the_hand_says(tmp_path: Path, fact: str) -> None:
    monthly, quarterly = FACTS[fact]
    for component, amounts in ((0, monthly), (1, quarterly)):
        rule = f"def pay(period):\n    return ({fact}) * (period.component == {component})\n"
        of = Scenario.load(written(tmp_path, rule), allow_code=True)
        expected = np.zeros(12)
        expected[slice(None) if component == 0 else slice(2, None, 3)] = amounts
        assert paid(of) == pytest.approx(expected)


def test_tenure_counts_from_the_first_day(tmp_path: Path) -> None:
    """Somebody who starts on 15 February has been there for 14 days at the month's end."""
    rule = "def pay(period):\n    return period.tenure * (period.component == 0)\n"
    of = Scenario.load(written(tmp_path, rule, changes={"start": "2027-02-15"}), allow_code=True)
    assert paid(of)[:4] == [0.0, 14.0, 45.0, 75.0]


MEETINGS = """
name: handed over
horizon: {from: 2027-01, months: 6}
segments: {all: {prospects: 400, deal: 10k, churn: 0 % a year}}
channels: {web: {leads: 60 a month}}
funnel:
  conquest:
    call: {by: sdr, passes: 40 %}
    appointment: {by: closer, hand_over: {accepts: 70 %, takes: 2 days}}
    proposal: {by: closer}
team:
  sdr: {people: 2, base: 30k a year, quota: 10k a month, paid_every: month}
  closer: {people: 2, base: 30k a year, quota: 10k a month, paid_every: month}
today: {customers: {all: 0}}
motivation: none
rules: {variable_pay: pay.py:pay}
"""


@pytest.mark.parametrize("fact", ["contracts", "meetings", "meetings_booked", "meetings_accepted"])
def test_counts_of_a_period_are_those_of_the_funnel(tmp_path: Path, fact: str) -> None:
    """What both roles did in all months adds up to what the funnel counted."""
    rule = f"def pay(period):\n    return period.{fact} * (1.0 + 999.0 * period.role)\n"
    (tmp_path / "pay.py").write_text(rule)
    of = Scenario.parse(MEETINGS, tmp_path, allow_code=True)
    batch = next(batches(build(of), replications=1, seed=1, log=True))
    by_role = batch.reps["variable"][0].sum(axis=1).reshape(2, 2).sum(axis=1)
    call, meeting, _ = batch.funnel[0, :3, 0]
    assert batch.log is not None
    won = int((batch.log[0]["what"] == LOG_WON).sum())
    accepted = meeting["sent"] - meeting["not_accepted"] - meeting["handing_over"]
    booked = meeting["sent"]
    assert min(won, accepted, booked - accepted) > 0
    expected = {
        "contracts": (0, won),
        "meetings_booked": (booked, 0),
        "meetings_accepted": (accepted, 0),
    }
    if fact == "meetings":
        assert by_role[0] == by_role[1] / 1000 > 0
    else:
        assert list(by_role) == [expected[fact][0], 1000 * expected[fact][1]]
    assert call["advanced"] == booked


GOOD = "def pay(period):\n    return 7.0\n"


def test_without_being_allowed_nothing_is_run_and_a_sentence_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    mark = tmp_path / "was run"
    file = written(tmp_path, LEAVES_A_MARK.format(mark=str(mark)) + GOOD)
    design = tmp_path / "design.yaml"
    design.write_text(f"base: {file.name}\nfactors: {{team.seller.base: [0, 10k a year]}}\n")
    for command in (
        ["run", str(file), "-n", "2"],
        ["compare", str(file), "--with", "team.seller.base=1k a year"],
        ["trace", str(file)],
        ["optimise", str(file)],
        ["experiment", "run", str(design), "--out", str(tmp_path / "results")],
    ):
        assert run_command(command) == 2, command
        told = capsys.readouterr().err
        assert "rules.variable_pay: pay.py:pay" in told and "--allow-code" in told, command
    assert run_command(["validate", str(file), "--no-rates"]) == 0
    assert "it was not run" in capsys.readouterr().out
    with pytest.raises(InputError, match="allow_code=True"):
        simulate(Scenario.load(file), replications=1)
    assert not mark.exists()
    assert run_command(["validate", str(file), "--no-rates", "--allow-code"]) == 0
    assert mark.exists()
    assert "it was not run" not in capsys.readouterr().out


def test_run_compare_trace_and_experiments_obey(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD)
    of = Scenario.load(file, allow_code=True)
    assert paid(of) == [7, 7, 14, 7, 7, 14, 7, 7, 14, 7, 7, 14]
    result = simulate(of, replications=2)
    assert set(result.runs["variable"]) == {112.0}
    assert result.findings.own_rules == {"variable_pay": "pay.py:pay"}
    (tmp_path / "more.py").write_text(GOOD.replace("7.0", "9.0"))
    compared = compare(of, {"more": {"rules.variable_pay": "more.py:pay"}}, replications=2)
    frame = compared.runs
    assert {name: set(rows["variable"]) for name, rows in frame.groupby("variant")} == {
        "as it stands": {112.0},
        "more": {144.0},
    }
    rows = traced(of).rows
    earned = sum(float(row["amount"]) for row in rows if row["what"] == LOG_EARNED)
    assert earned == 112.0
    (tmp_path / "design.yaml").write_text(
        f"base: {file.name}\nreplications: 2\n"
        "factors: {rules.variable_pay: [pay.py:pay, more.py:pay]}\n"
    )
    experiment = load(tmp_path / "design.yaml", allow_code=True)
    for point, whole in zip(experiment.points, (112.0, 144.0), strict=True):
        # What worker processes get is pickled.
        sent = pickle.loads(pickle.dumps(experiment.scenario_at(point)))
        batch = next(batches(build(sent), replications=1, seed=1))
        assert batch.reps["variable"].sum() == whole
    keys = [point_key(experiment, point) for point in experiment.points]
    (tmp_path / "more.py").write_text(GOOD.replace("7.0", "10.0"))
    again = load(tmp_path / "design.yaml", allow_code=True)
    now = [point_key(again, point) for point in again.points]
    assert now[0] == keys[0] and now[1] != keys[1]
    assert not of.vary({"rules.variable_pay": "none"}).plan.rules.filled


def test_digests_tell_the_text_of_the_file_and_not_its_name(tmp_path: Path) -> None:
    first = Scenario.load(written(tmp_path, GOOD)).digest
    assert Scenario.load(written(tmp_path, GOOD, "other.py")).digest == first
    changed = Scenario.load(written(tmp_path, GOOD + "# a comment\n"))
    assert changed.digest != first
    (tmp_path / "pay.py").write_text("def pay(period):\n    return 8.0\n")
    assert changed.plan.rules.filled["variable_pay"].text.startswith(GOOD)


HOSTILE = {
    "def pay(period:\n": "the file is no Python: line 1",
    "def other(period):\n    return 1.0\n": "no function 'pay' at its top level; it has other",
    "def pay():\n    return 1.0\n": "must take one argument",
    "def pay(one, two):\n    return 1.0\n": "must take one argument",
    "(" * 20_000: "no Python",
    "x = " + "9" * 50_000 + "\n" + GOOD: "no Python",
    "x" * 200_000: "at most 0.1 MB",
    "\x00": "no text file",
}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_files_are_told_at_reading(tmp_path: Path, text: str) -> None:
    with pytest.raises(ScenarioError) as told:
        Scenario.load(written(tmp_path, text), allow_code=True)
    problems = [problem for problem in told.value.problems if HOSTILE[text] in problem.message]
    assert [problem.path for problem in problems] == ["rules.variable_pay"], told.value


FAILING = {
    "raise SystemExit(3)\n" + GOOD: "cannot be run: SystemExit: 3",
    "import no_such_module_at_all\n" + GOOD: "ModuleNotFoundError",
    "1 / 0\n" + GOOD: "ZeroDivisionError",
    GOOD + "pay = 3\n": "leaves no function 'pay'",
    GOOD + "del pay\n": "leaves no function 'pay'",
    "def pay(period):\n    return 'much'\n": "answered 'much'",
    "def pay(period):\n    return -1.0\n": "answered -1.0",
    "def pay(period):\n    return period.salary\n": "salary",
}


@pytest.mark.parametrize("text", FAILING, ids=range(len(FAILING)))
def test_what_fails_when_run_is_told_in_a_sentence(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture
) -> None:
    file = written(tmp_path, text)
    for engine in ("compiled", "simpy"):
        command = ["run", str(file), "-n", "1", "--allow-code", "-q", "--engine", engine]
        assert run_command(command) == 2
        told = capsys.readouterr().err
        assert FAILING[text] in told and "Traceback" not in told and "should not" not in told


@pytest.mark.parametrize("typed", ["pay.py", "pay:pay", "pay.py:2", "pay.py:", ":pay", "pay.txt:f"])
def test_what_is_no_file_and_function_is_told(tmp_path: Path, typed: str) -> None:
    of = Scenario.load(written(tmp_path, GOOD))
    with pytest.raises(ScenarioError, match="type a Python file and a function"):
        of.vary({"rules.variable_pay": typed})


def test_the_file_lies_where_the_scenario_may_read(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    file = written(inside, GOOD)
    (tmp_path / "secret.py").write_text(GOOD)
    of = Scenario.load(file)
    for name in ("../secret.py:pay", str(tmp_path / "secret.py") + ":pay"):
        with pytest.raises(ScenarioError, match="own folder only"):
            of.vary({"rules.variable_pay": name})
    link = inside / "link.py"
    link.symlink_to(tmp_path / "secret.py")
    with pytest.raises(ScenarioError, match="own folder only"):
        of.vary({"rules.variable_pay": "link.py:pay"})
    trusted = Scenario.load(file, trust=tmp_path)
    assert trusted.vary({"rules.variable_pay": "../secret.py:pay"}).plan.rules.variable_pay
    with pytest.raises(ScenarioError, match="there is no such file"):
        of.vary({"rules.variable_pay": "missing.py:pay"})


def test_a_function_of_python_takes_the_place_of_the_file(tmp_path: Path) -> None:
    of = Scenario.load(written(tmp_path, GOOD))
    result = simulate(of, replications=1, rules={"variable_pay": lambda period: 1.0})
    assert set(result.runs["variable"]) == {16.0}
