"""`salessim compare`: what stands where, what it refuses, and what it writes."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from calling import Command
from small_scenario import SMALL

from salessim import Scenario, compare

VARIANTS = """\
variants:
  three closers: {team.closer.people: 3}
  dear tools: {crm.seat: 100 a month}
"""
FIGURES = ["mean", "ci95", "p10", "p50", "p90"]


@pytest.fixture
def varied(command, tmp_path: Path):
    """Call `salessim compare varied.yaml` with further arguments."""
    text = SMALL + "attrition: none\ncrm: {adoption: 20 %}\n" + VARIANTS
    (tmp_path / "varied.yaml").write_text(text, encoding="utf-8")

    def call(*arguments: str):
        return command("compare", "varied.yaml", *arguments)

    return call


def test_sentences_come_first_then_the_table(varied) -> None:
    ending = varied("-n", "20")
    assert ending.code == 0
    lines = ending.out.splitlines()
    assert lines[0] == "Small · Jan – Mar 2027 · 20 futures of each · in €"
    assert lines[1].startswith("As it stands: revenue ")
    assert lines[2].startswith("three closers: revenue ")
    assert "dear tools: revenue unchanged" in lines
    assert "    profit -600 in every future" in lines
    table = lines.index("Differences from the scenario as it stands")
    assert table > lines.index("dear tools: revenue unchanged")
    assert ending.err == "", "nobody watches, so there is nothing to watch"


def test_what_is_hardly_meant_is_asked_once_of_the_change_that_says_it(varied) -> None:
    """The variants keep the base that `--set` gave them; another of their own is asked about."""
    ending = varied(
        *("-n", "2", "--set", "team.closer.base=50 a year"),
        *("--with", "dear: team.closer.base=900k a month"),
    )
    asked = [line for line in ending.err.splitlines() if "is the pay meant?" in line]
    assert [line.split(":")[0] for line in asked] == ["--set", "dear"]
    assert "It is 50 a year" in asked[0] and "It is 10,800,000 a year" in asked[1]
    assert varied("-n", "2", "-q", "--set", "team.closer.base=50 a year").err == ""


def test_details_follow(varied) -> None:
    out = varied("-n", "5", "--details").out
    titles = ("Differences from", "Chances of the targets", "What the variants", "dear tools")
    places = [out.index(f"\n{title}") for title in titles[:3]]
    assert places == sorted(places)
    assert "contracts per 100 hours" in out


def test_json_is_one_document_of_the_published_shape(varied) -> None:
    document = json.loads(varied("-n", "20", "--json").out)
    assert set(document["scenario"]) == {"name", "digest"}
    assert (document["engine"], document["seed"], document["replications"]) == ("compiled", 1, 20)
    assert (document["months"], document["horizon"]) == (3, ["2027-01", "2027-03"])
    assert set(document["performance"]) == {"events", "seconds"}
    for figures in document["indicators"].values():
        assert list(figures) == FIGURES
    assert [row["name"] for row in document["variants"]] == ["three closers", "dear tools"]
    for variant in document["variants"]:
        assert set(variant) == {
            *("name", "scenario", "changes", "indicators", "differences", "targets", "digest"),
        }
        assert set(variant["differences"]) == set(document["indicators"])
        for name, row in variant["differences"].items():
            assert list(row) == [
                *FIGURES,
                *("better", "unchanged", "futures"),
                *("probability_better", "probability_worse", "pairing_factor"),
            ]
            gap = variant["indicators"][name]["mean"], document["indicators"][name]["mean"]
            if None not in gap and name not in ("cash_out_month", "break_even_month"):
                assert row["mean"] == pytest.approx(gap[0] - gap[1], abs=1e-6), name
        (target,) = variant["targets"]
        assert target["difference"] == pytest.approx(
            target["probability_of_variant"] - target["probability"]
        )
    tools = document["variants"][1]
    assert tools["changes"] == {"crm.seat": "100 a month"}
    assert tools["differences"]["revenue"]["mean"] == 0
    assert tools["differences"]["revenue"]["unchanged"] is True


def test_json_is_what_the_package_says(varied) -> None:
    printed = json.loads(varied("-n", "10", "--seed", "7", "--json").out)
    found = compare(Scenario.load("varied.yaml"), replications=10, seed=7).to_json()
    del printed["performance"], found["performance"]
    assert printed == found


def test_names_files_and_changes_are_compared_in_this_order(varied, tmp_path: Path) -> None:
    other = SMALL.replace("people: 2", "people: 4")
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    document = json.loads(
        varied(
            *("other.yaml", "dear tools", "-n", "3", "--json"),
            *("--with", "more pay: team.closer.base=60k a year"),
            *("--with", "more pay: team.closer.charges=30 %", "--with", "margin=50 %"),
        ).out
    )
    names = [row["name"] for row in document["variants"]]
    assert names == ["other", "dear tools", "more pay", "margin=50 %"]
    assert document["variants"][0]["changes"] is None
    assert set(document["variants"][2]["changes"]) == {"team.closer.base", "team.closer.charges"}


def test_a_setting_changes_both_sides(varied) -> None:
    plain = json.loads(varied("dear tools", "-n", "3", "--json").out)
    more = json.loads(
        varied("dear tools", "-n", "3", "--json", "--set", "team.closer.people=4").out
    )
    profits = [row["variants"][0]["differences"]["profit"]["mean"] for row in (plain, more)]
    assert profits == pytest.approx([-600, -1200])


def test_files_asked_for_are_written_and_named(varied, command, tmp_path: Path) -> None:
    ending = varied("-n", "5", "--report", "page.md", "--out", "kept")
    assert ending.err.splitlines() == ["Wrote kept.", "Wrote page.md."]
    assert (tmp_path / "kept" / "runs.parquet").exists()
    assert command("report", "kept", "again.md").code == 0
    assert (tmp_path / "again.md").read_bytes() == (tmp_path / "page.md").read_bytes()
    assert varied("-n", "2", "--quiet", "--report", "picture.png").err == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("three closer",), "no such variant; did you mean three closers?"),
        (("nowhere.yaml",), "nowhere.yaml: there is no such file"),
        (("--with", "team.closer.peple=3"), "did you mean people?"),
        (("--with", "more pay"), "type a key path, '=' and a value"),
        (("--with", "short: horizon.months=2"), "a target is due within it"),
        (("--with", "usd: currency=USD"), "only equal currencies are compared"),
        (("dear tools", "dear tools"), "Two things to compare are called 'dear tools'"),
        (("-n", "0"), "'replications' is 0; allowed: a whole number from 1"),
        (("--report", "page.pdf"), "not as page.pdf"),
    ],
)
def test_wrong_input_ends_with_2_and_a_sentence(varied, arguments, sentence: str) -> None:
    ending = varied(*arguments)
    assert ending.code == 2
    assert sentence in ending.err
    assert "Traceback" not in ending.err
    assert ending.out == ""


def test_a_file_without_variants_says_what_to_type(command) -> None:
    ending = command("compare", "small.yaml")
    assert ending.code == 2
    assert "'Small' names no variants" in ending.err
    assert '--with "more pay: team.closer.base=60k a year"' in ending.err


def test_ctrl_c_says_how_many_variants_are_done(tmp_path: Path) -> None:
    file = tmp_path / "varied.yaml"
    file.write_text(SMALL + VARIANTS, encoding="utf-8")
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", "from salessim.cli import main; main()", "compare"),
            *(str(file), "-n", "2000000", "--anyway"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while "Ctrl-C keeps what is done" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "futures of each" in out
    assert "Stopped after 0 of 2 variants. The same command simulates all of them." in err


def test_a_legend_explains_what_is_shown_only(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("compare", "small.yaml", "--with", "more pay: team.closer.base=50k a year", "-n", "5")
    for columns, is_shown in (("100", False), ("130", True)):
        monkeypatch.setenv("COLUMNS", columns)
        said = command(*asked, "-q").out
        assert ("without pairs" in said) == is_shown
        assert ("Without pairs: how many" in said) == is_shown
