"""The smaller commands."""

import json
import re

import jsonschema
import pytest

from salessim.cli.init import templates
from salessim.study.design.design_file import load


def test_every_template_can_be_started_from(command, tmp_path) -> None:
    listed = command("init", "--list").out
    for file in templates():
        assert file.stem in listed
        ending = command("init", f"mine/{file.stem}", "--from", file.stem)
        assert ending.code == 0
        assert ending.out.splitlines()[-1] == f"Next: salessim run mine/{file.stem}.yaml"
        written = tmp_path / "mine" / f"{file.stem}.yaml"
        assert written.read_bytes() == file.read_bytes()
        checked = command("validate", "--no-rates", str(written))
        assert (checked.code, checked.err) == (0, "")


def test_init_overwrites_nothing(command, tmp_path) -> None:
    (tmp_path / "mine.yaml").write_text("precious")
    ending = command("init", "mine")
    assert ending.code == 2
    assert "mine.yaml exists already" in ending.err
    assert (tmp_path / "mine.yaml").read_text() == "precious"


def test_init_knows_its_templates(command) -> None:
    ending = command("init", "mine", "--from", "startupp")
    assert ending.code == 2
    assert "choose" in ending.err


def test_validate_prints_rates_typed_and_obtained(command) -> None:
    ending = command("validate", "--rates", "small.yaml", "-n", "20")
    assert ending.code == 0
    assert ending.out.startswith("small.yaml: no problems.\nRates typed and obtained")
    assert "segments.gold.win_rate" in ending.out


def test_validate_says_all_problems_of_all_files(command, tmp_path) -> None:
    (tmp_path / "bad.yaml").write_text(
        "name: Bad\nhorizon: {from: 2027-01}\nsegments: {gold: {prospect: 3}}\nteem: {}\n"
    )
    ending = command("validate", "bad.yaml", "small.yaml", "--no-rates")
    assert ending.code == 2
    assert "bad.yaml:3" in ending.err
    assert "did you mean prospects?" in ending.err
    assert "bad.yaml:4" in ending.err
    assert ending.out == "small.yaml: no problems.\n"


def test_validate_as_json(command, tmp_path) -> None:
    (tmp_path / "bad.yaml").write_text("name: Bad\nsegments: {gold: {prospect: 3}}\n")
    ending = command("validate", "bad.yaml", "small.yaml", "--json", "--rates", "-n", "10")
    assert ending.code == 2
    bad, small = json.loads(ending.out)
    assert bad["problems"][0]["path"]
    assert small["problems"] == []
    assert {"path", "typed", "obtained", "ci95", "moves", "unit"} == set(small["rates"][0])


def test_validate_and_run_make_the_same_checks(command, tmp_path) -> None:
    (tmp_path / "bad.yaml").write_text("name: Bad\nsegments: {gold: {churn: 15 %}}\n")
    assert command("validate", "bad.yaml").err == command("run", "bad.yaml").err != ""


def test_schema_is_a_schema(command) -> None:
    jsonschema.Draft7Validator.check_schema(json.loads(command("schema").out))


def test_trace_tells_a_diary(command) -> None:
    ending = command("trace", "small.yaml", "--rep", "closer 1", "--until", "2027-01-08")
    assert ending.code == 0
    assert ending.out.startswith("Sun 3 Jan 2027\n"), "New Year's Day is kept"
    assert "closer 2" not in ending.out
    wrong = command("trace", "small.yaml", "--rep", "closer 3")
    assert wrong.code == 2
    assert wrong.err == "There is no rep 'closer 3': choose closer 1, closer 2.\n"


def test_a_diary_without_a_line_says_so(command) -> None:
    """New Year's Day is kept; before the horizon there is no day."""
    silent = command("trace", "small.yaml", "--rep", "closer 1", "--until", "2027-01-01")
    assert silent.code == 0
    assert silent.out == (
        "Nothing happens to closer 1 from 2027-01-01 until 2027-01-01; type a later day, --until.\n"
    )
    before = command("trace", "small.yaml", "--until", "2026-12-31")
    assert before.code == 2
    assert "the horizon begins on 2027-01-01" in before.err


COMMANDS = [
    "init",
    "validate",
    "run",
    "trace",
    "compare",
    "optimise",
    "segment",
    "report",
    "schema",
]
ON_EXPERIMENTS = ["run", "status", "merge", "analyse", "select", "export"]


@pytest.mark.parametrize("name", COMMANDS + [f"experiment {name}" for name in ON_EXPERIMENTS])
def test_help_of_each_command_shows_its_examples_a_line_each(command, name: str) -> None:
    ending = command(*name.split(), "--help")
    assert ending.code == 0
    assert re.search(rf"\n  Examples?:\n(    salessim .*\n)*    salessim {name} ", ending.out)
    *group, last = name.split()
    assert f"\n  {last} " in command(*group, "--help").out


def test_no_arguments_show_the_help(command) -> None:
    ending = command()
    assert "salessim init acme" in ending.out + ending.err


def test_version(command) -> None:
    from salessim import __version__

    assert command("--version").out == f"salessim {__version__}\n"


def test_validate_says_that_rates_were_left_out(command) -> None:
    """`rates: []` said that there are none."""
    [left_out] = json.loads(command("validate", "small.yaml", "--json", "--no-rates").out)
    assert left_out == {"file": "small.yaml", "problems": [], "notes": [], "rates": None}


def test_validate_tells_its_own_default(command) -> None:
    assert re.search(r"--replications N .*\[default: 100\]", command("validate", "--help").out)


def test_a_scenario_is_found_by_its_bare_name(command) -> None:
    ending = command("validate", "small", "--no-rates")
    assert (ending.code, ending.out) == (0, "small.yaml: no problems.\n")
    assert "did you mean small.yaml?" in command("run", "smal").err


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        (("-n", "1,000"), "type 1000 or 1"),
        (("-n", "many"), "type figures such as 300"),
        (("--seed", "-1"), "allowed: 0 or more"),
        (("--threads", "2.5"), "one whole number is needed"),
        (("--precision", "5"), "type '5 %'"),
        (("--set", "team.closer.base=60.000 a year"), "type 60000 a year or 60 a year"),
    ],
)
def test_numbers_of_options_are_read_as_in_files(command, options, advice: str) -> None:
    ending = command("run", "small.yaml", *options)
    assert ending.code == 2
    assert advice in " ".join(ending.err.split())


def test_the_page_of_commands_works_as_typed(command, tree, tmp_path) -> None:
    """Every file that a command reads was made by one before it, or is shown in full."""
    page = (tree / "docs" / "commands.md").read_text(encoding="utf-8")
    typed = [line.split("  #")[0] for line in re.findall(r"^salessim .*$", page, re.M)]
    made = {f"{name}.yaml" for name in re.findall(r"salessim init (\w+)", page)}
    made |= set(re.findall(r"--out (\S+)", page)) | {"pay.yaml", "pay.results", "acme"}
    for line in typed:
        name = re.search(r"salessim (?:experiment )?\w+ (?!--)(\S+)", line)
        if name and not any(word in line for word in ("init", "compare", "schema")):
            assert name[1] in made, line
    assert command("init", "market", "--from", "segmentation").code == 0
    assert command("segment", "market.yaml").code == 0
    assert command("init", "acme").code == 0
    assert command("segment", "acme.yaml").code == 2
    design = page.partition("<!-- design -->")[2].split("```")[1].removeprefix("yaml\n")
    (tmp_path / "pay.yaml").write_text(design)
    assert len(load(tmp_path / "pay.yaml").points) == 6


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("simulate", "small"), "There is no command 'simulate'; did you mean run?"),
        (("validte", "small"), "did you mean validate?"),
        (("small.yaml",), "type salessim run small.yaml"),
        (("small",), "type salessim run small"),
        (("weather",), "there are init, validate, run"),
        (("trace", "small", "--until", "15.03.2027"), "type 2027-03-15"),
        (("run", "small", "--set", "team.closer.salary=60k"), "did you mean base?"),
    ],
)
def test_commands_of_other_tools_are_answered(command, words, answer: str) -> None:
    ending = command(*words)
    assert ending.code == 2
    assert answer in " ".join(ending.err.split())
