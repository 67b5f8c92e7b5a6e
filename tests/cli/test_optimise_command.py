"""`salessim optimise`: one document, plans that run, and a sentence for what cannot be."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TWO = """\
name: Two segments
horizon: {from: 2027-01, months: 3}
segments:
  gold: {prospects: 2000, deal: 20k, churn: 10 % a year, orders: 500 a month}
  bronze: {prospects: 2000, deal: 2k, churn: 10 % a year, orders: 50 a month}
team:
  hunter: {people: 2, motion: conquest, base: 40k a year}
  farmer: {people: 1, motion: loyalty}
today: {customers: {gold: 20, bronze: 20}}
"""
FEW = ("-n", "4", "--precision", "0", "--effort", "quick", "--quiet")


@pytest.fixture
def two(command, tmp_path: Path):
    """Call `salessim optimise two.yaml` with further arguments."""
    (tmp_path / "two.yaml").write_text(TWO, encoding="utf-8")
    return lambda *arguments: command("optimise", "two.yaml", *FEW, *arguments)


def test_a_plan_is_written_that_runs_and_compares_from_another_folder(
    command, two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plans").mkdir()
    planned = two("--out", "plans/plan.yaml")
    assert planned.code == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    trust = ("--trust-folder", "..")
    assert command("run", "../plans/plan.yaml", "-n", "4", "--quiet").code == 2
    assert command("run", "../plans/plan.yaml", "-n", "4", "--quiet", *trust).code == 0
    met = command("compare", "../two.yaml", "../plans/plan.yaml", "-n", "4", "--quiet", *trust)
    assert met.code == 0
    assert "plan: revenue" in met.out


def test_a_plan_overwrites_nothing_but_an_earlier_plan(command, two, tmp_path: Path) -> None:
    ending = two("--out", "two.yaml")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err.startswith("two.yaml exists and is no plan: choose another name")
    assert (tmp_path / "two.yaml").read_text(encoding="utf-8") == TWO
    assert two("--out", "plan.yaml").code == 0
    assert two("--out", "plan.yaml").code == 0
    ending = command("optimise", "plan.yaml", *FEW, "--out", "plan.yaml")
    assert ending.code == 2
    assert "plan.yaml builds on plan.yaml" in ending.err
    assert command("optimise", "plan.yaml", *FEW, "--out", "next.yaml").code == 0
    ending = command("optimise", "next.yaml", *FEW, "--out", "plan.yaml")
    assert "next.yaml builds on plan.yaml" in ending.err


def test_a_plan_file_cannot_hold_what_was_only_set(two, tmp_path: Path) -> None:
    ending = two("--set", "team.hunter.people=4", "--out", "plan.yaml")
    assert ending.code == 2
    assert "extends: two.yaml" in ending.err
    assert not (tmp_path / "plan.yaml").exists()


def test_standard_output_is_one_document_in_a_process_of_its_own(two, tmp_path: Path) -> None:
    program = "from salessim.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "optimise", "two.yaml", *FEW, "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    found = json.loads(done.stdout)
    assert found["programme"]["status"] == "optimal"
    assert done.stderr == ""


def test_a_target_out_of_reach_ends_in_no_with_what_it_would_take(two) -> None:
    ending = two("--target", "2M")
    assert ending.code == 1
    assert "This cannot be had. It would take one of:" in ending.out
    assert "a target " in ending.out
    assert two("--target", "0").code == 0


def test_limits_that_leave_no_plan_say_by_how_much_one_must_give_way(two) -> None:
    ending = two("--least-prospecting", "100%")
    assert ending.code == 1
    lines = ending.err.splitlines()
    assert lines[0] == "No plan keeps all limits that are asked for. It would take one of:"
    assert lines[1].startswith("    a least prospecting of ")
    enough = lines[1].split(" of ")[1].split(",")[0].replace(" ", "")
    assert two("--least-prospecting", enough).code == 0


@pytest.mark.parametrize("change", [0.0, pytest.param(0.1, marks=pytest.mark.full)])
def test_hours_stay_near_todays_where_that_is_asked_for(two, change: float) -> None:
    ending = two("--largest-change", str(change), "--json")
    assert ending.code == 0
    rows = json.loads(ending.out)["plan"]
    hours: dict[tuple[str, str], dict[str, float]] = {}
    for row in rows:
        hours.setdefault((row["month"], row["group"]), {})[row["segment"]] = row["hours"]
    shares = [both["gold"] / sum(both.values()) for both in hours.values()]
    assert len(shares) == 6
    moved = max(abs(share - 0.5) for share in shares)  # half and half today
    assert 0.8 * change <= moved + 1e-6 <= change + 2e-6
    said = ["the largest change that was asked for" in row["why"] for row in rows]
    assert any(said) or change > 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("--target", "abc"), "--target abc: this cannot be read as a number"),
        (("--target", "1,200k"), "type 1200k or 1.2k"),
        (("--target", "2029-01=1M"), "There is no month 2029-01 in the horizon"),
        (("--probability", "0.9"), "A probability belongs to a target"),
        (("--target", "1", "--probability", "1"), "allowed: a share above 0 and below 1"),
        (("--precision", "abc"), "--precision abc: this cannot be read as a number"),
        (("--least-care", "much"), "--least-care much: this cannot be read as a number"),
        (("--least-care", "80"), "for percent type '80 %'"),
        (("--replications", "1,000"), "type 1000 or 1"),
        (("--least-care", "150%"), "'least_care' is 1.5; allowed: a number from 0 to 1"),
        (("--segment-share", "gold=50%"), "type it as gold=20%..40%"),
        (("--segment-share", "tin=1%..2%"), "There is no segment 'tin'"),
        (
            ("--segment-share", "gold=1%..2%", "--segment-share", "gold=3%..4%"),
            "--segment-share gold is typed twice",
        ),
        (
            ("--free", "margin=20..30 %", "--free", "margin=30..40 %"),
            "--free margin is typed twice",
        ),
        (
            ("--segment-share", "gold=70%..100%", "--segment-share", "bronze=70%..100%"),
            "The least shares of hours add up to 140 %",
        ),
        (
            ("--segment-share", "gold=0..30%", "--segment-share", "bronze=0..30%"),
            "The largest shares of hours add up to 60 %",
        ),
        (("--time-limit", "0"), "allowed: a number above 0"),
        (("--time-limit", "-1"), "allowed: a number above 0"),
        (("--replications", "1"), "'replications' is 1; allowed: a whole number of 2 or more"),
        (("--report", "plan.pdf"), "not as plan.pdf"),
        (("--out", "nowhere/plan.yaml"), "Cannot write nowhere/plan.yaml: there is no folder"),
    ],
)
def test_what_has_no_meaning_is_refused_in_a_sentence(
    two, typed: tuple[str, ...], sentence: str
) -> None:
    ending = two(*typed)
    assert ending.code == 2
    assert sentence in " ".join(ending.err.split())


def test_no_plan_in_no_time_is_a_sentence(two) -> None:
    ending = two("--time-limit", "0.000001")
    assert ending.code == 1
    assert ending.err.startswith("The solver found no plan within 1e-06 seconds")
