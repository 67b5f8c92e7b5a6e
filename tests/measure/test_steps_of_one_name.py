"""Both funnels may have a step of one name: every output tells the two apart by motion."""

import csv
from pathlib import Path

import pytest

from salessim import Result, Scenario, simulate

TEXT = """
name: a meeting in both funnels
horizon: {from: 2027-01, months: 2}
segments: {gold: {prospects: 200, deal: 5k}}
channels: {web: {leads: 60 a month, passes: 90 %}}
funnel:
  conquest:
    call: {hours: 0.2, passes: 10 %}
    meeting: {hours: 1, passes: 50 %, buyer_takes: 1 days}
  loyalty:
    call: {hours: 0.5, every: 7 days}
    meeting: {hours: 1, passes: 50 %, buyer_takes: 1 days, each: 6 a year, worth: 1k}
team: {rep: {people: 2, base: 40k a year}}
today: {customers: {gold: 30}}
"""


@pytest.fixture(scope="module")
def result() -> Result:
    return simulate(Scenario.parse(TEXT), replications=2, seed=1, keep="deals")


def test_deals_and_events_keep_both_steps(result: Result) -> None:
    for frame in (result.deals, result.events()):
        rows = frame[frame["step"] == "meeting"]
        assert set(rows["motion"]) == {"conquest", "loyalty"}
        assert frame["step"].cat.categories.is_unique


def test_rows_of_steps_have_their_motion(result: Result) -> None:
    steps = result.steps
    keys = ["replication", "motion", "step", "segment"]
    assert not steps.duplicated(keys).any()
    means = steps.groupby(["motion", "step"])["entered"].sum() / 2
    for motion, row in (
        ("conquest", result.funnel.conquest[1]),
        ("loyalty", result.funnel.loyalty[1]),
    ):
        assert row.stage == "meeting"
        assert means[(motion, "meeting")] == row.entered > 0


def test_a_saved_run_is_whole(result: Result, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "run")
    assert {"deals.parquet", "steps.parquet"} <= {file.name for file in folder.iterdir()}


def test_findings_and_the_json_document_name_the_motion(result: Result) -> None:
    funnel = result.to_json()["funnel"]
    found = {(row["motion"], row["stage"]) for row in funnel["by_segment"]}
    both = {(motion, step) for motion in ("conquest", "loyalty") for step in ("call", "meeting")}
    assert found == both
    assert {row["motion"] for row in funnel["loyalty"]} == {"loyalty"}


def test_activities_of_a_written_log_are_two(result: Result, tmp_path: Path) -> None:
    """Process-mining tools know an activity by its name alone."""
    result.write_log(tmp_path / "log.csv")
    with (tmp_path / "log.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    motions: dict[str, set[str]] = {}
    for row in rows:
        motions.setdefault(row["activity"], set()).add(row["motion"])
    assert "conquest meeting: done" in motions
    assert "loyalty meeting: done" in motions
    assert all(len(both) == 1 for name, both in motions.items() if ":" in name)


def test_the_diary_tells_a_customer_call_from_a_prospect_call(result: Result) -> None:
    from salessim.engine.simulation import event_log
    from salessim.report.event_log import diary

    log, book = event_log(Scenario.parse(TEXT), seed=1, replication=0, engine="compiled")
    lines = "\n".join(diary(log, book))
    assert "loyalty call with firm" in lines, "a customer's call is a line of its own"
