"""`salessim run`: what stands where, and with which exit code it ends."""

import json
from pathlib import Path

import pytest

from salessim import Scenario, simulate
from salessim.cli import run as module


def test_headline_comes_first_and_alone(command) -> None:
    ending = command("run", "small.yaml", "-n", "20")
    assert ending.code == 0
    assert ending.out.startswith("Small · Jan – Mar 2027 · 20 futures · in €\nRevenue ")
    assert ending.err == "", "nobody watches, so there is nothing to watch"


def test_details_follow_the_headline(command) -> None:
    ending = command("run", "small.yaml", "-n", "20", "--details")
    titles = ("Targets", "Conquest: winning", "Loyalty: keeping", "Team", "Months", "Money over")
    places = [ending.out.index(f"\n{title}") for title in titles]
    assert places == sorted(places)


def test_json_is_one_document_of_the_published_shape(command) -> None:
    ending = command("run", "small.yaml", "-n", "20", "--json")
    document = json.loads(ending.out)
    assert set(document["scenario"]) == {"name", "digest"}
    assert (document["engine"], document["seed"], document["replications"]) == ("compiled", 1, 20)
    assert document["months"] == 3
    for name, figures in document["indicators"].items():
        assert list(figures) == ["mean", "ci95", "p10", "p50", "p90"], name
    (target,) = document["targets"]
    assert target["measure"] == "revenue"
    assert (target["by"], target["value"]) == ("2027-03", 50_000)
    assert target["ci95"][0] <= target["probability"] <= target["ci95"][1]
    for row in document["funnel"]["conquest"] + document["funnel"]["loyalty"]:
        assert {"stage", "entered", "advanced", "lost", "open", "rate", "hours"} <= set(row)
        moved = row["advanced"] + row["lost"] + row["open"]
        assert row["entered"] == pytest.approx(moved)
    assert {"administration", "prospecting", "idle"} <= set(document["time_use"])
    assert sum(document["time_use"].values()) == pytest.approx(1)
    assert [row["month"] for row in document["binding"]] == ["2027-01", "2027-02", "2027-03"]
    assert set(document["binding"][0]) == {"month", "limit", "gain_of_10_percent"}
    assert document["digest"].startswith("sha256:")
    assert set(document["performance"]) == {"events", "seconds"}


def test_json_is_what_the_package_says(command) -> None:
    printed = json.loads(command("run", "small.yaml", "-n", "20", "--seed", "7", "--json").out)
    found = simulate(Scenario.load("small.yaml"), replications=20, seed=7).to_json()
    del printed["performance"], found["performance"]
    assert printed == found


def test_engines_and_threads_give_the_same_tables(command) -> None:
    digests = {
        json.loads(command("run", "small.yaml", "-n", "4", "--json", *further).out)["digest"]
        for further in (("--threads", "1"), ("--threads", "2"), ("--engine", "simpy"))
    }
    assert len(digests) == 1


def test_a_setting_changes_the_scenario(command) -> None:
    plain = json.loads(command("run", "small.yaml", "-n", "10", "--json").out)
    changed = json.loads(
        command("run", "small.yaml", "-n", "10", "--json", "--set", "team.closer.people=4").out
    )
    assert changed["scenario"]["digest"] != plain["scenario"]["digest"]
    payroll = [document["indicators"]["payroll"]["mean"] for document in (plain, changed)]
    assert payroll[1] > 1.9 * payroll[0]


def test_files_asked_for_are_written_and_named(command, tmp_path: Path) -> None:
    ending = command(
        *("run", "small.yaml", "-n", "5", "--report", "page.md", "--out", "kept"),
        *("--log", "events.csv"),
    )
    assert ending.code == 0
    assert ending.err.splitlines() == ["Wrote events.csv.", "Wrote kept.", "Wrote page.md."]
    assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# Small")
    assert (tmp_path / "kept" / "months.parquet").exists()
    again = command("report", "kept", "again.md")
    assert again.code == 0
    assert (tmp_path / "again.md").read_bytes() == (tmp_path / "page.md").read_bytes()


def test_quiet_says_the_result_and_nothing_else(command) -> None:
    ending = command("run", "small.yaml", "-n", "5", "--quiet", "--report", "page.md")
    assert ending.err == ""
    assert ending.out.startswith("Small")


def test_precision_goes_on_until_it_is_reached(command) -> None:
    document = json.loads(
        command("run", "small.yaml", "--precision", "5 %", "--json").out,
    )
    assert document["revenue_error"] <= 0.05
    short = command("run", "small.yaml", "--precision", "0.1%", "-n", "60")
    assert "60 futures are too few for a precision of 0.1%." in short.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", "nothing.yaml"), "nothing.yaml: there is no such file"),
        (("run", "small.yaml", "--set", "teem.closer.people=3"), "did you mean team?"),
        (("run", "small.yaml", "--set", "people"), "type a key path, '=' and a value"),
        (("run", "small.yaml", "-n", "0"), "'replications' is 0; allowed: a whole number from 1"),
        (("run", "small.yaml", "--seed", "-1"), "'-1' given: allowed: 0 or more"),
        (("run", "small.yaml", "--precision", "much"), "Invalid value"),
        (("run", "small.yaml", "--precision", "0"), "allowed: a share above 0 and below 1"),
        (("run", "small.yaml", "--report", "page.pdf"), "not as page.pdf"),
        (("run", "small.yaml", "--engine", "fast"), "'compiled', 'simpy'"),
        (("run",), "Missing argument 'FILE'"),
        (("ran", "small.yaml"), "There is no command 'ran'; did you mean run?"),
        (("report", "nowhere", "page.md"), "salessim run FILE --out nowhere"),
    ],
)
def test_wrong_input_ends_with_2_and_a_sentence(command, arguments, sentence: str) -> None:
    ending = command(*arguments)
    assert ending.code == 2
    assert sentence in ending.err
    assert "Traceback" not in ending.err
    assert ending.out == ""


def test_what_nobody_foresaw_says_how_to_report_it(
    command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the moon is out")

    monkeypatch.setattr(module, "scenario_to_run", fail)
    ending = command("run", "small.yaml")
    assert ending.code == 1
    assert "RuntimeError: the moon is out" in ending.err
    assert "Traceback" not in ending.err
    file = Path(ending.err.split(" and ")[-1].strip().rstrip("."))
    assert "Traceback" in file.read_text(encoding="utf-8")
    file.unlink()
