"""Scenarios that build on others: maps merge, lists replace, null removes."""

from pathlib import Path

import pytest
from bad_cases import RIGHT

from salessim.errors import ScenarioError
from salessim.scenario import Scenario


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(
        RIGHT.replace("people: 2", "people: 2, segments: [gold, silver]")
        + "crm: {adoption: 30 %, seat: 50 a month}\n"
        + "variants: {more: {team.closer.people: 5}}\n"
    )
    return tmp_path


def load(folder: Path, text: str, name: str = "child.yaml") -> Scenario:
    (folder / name).write_text(text)
    return Scenario.load(folder / name)


def problems(folder: Path, text: str, name: str = "child.yaml") -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        load(folder, text, name)
    return caught.value


def test_maps_merge(folder: Path) -> None:
    plan = load(folder, "extends: base.yaml\ncrm: {adoption: 60 %}\n").plan
    assert plan.crm is not None
    assert plan.crm.adoption.typical == 0.6
    assert plan.crm.seat.typical == 50
    assert list(plan.segments) == ["gold", "silver"]


def test_lists_replace(folder: Path) -> None:
    plan = load(folder, "extends: base.yaml\nteam: {closer: {segments: [silver]}}\n").plan
    assert plan.team["closer"].segments == ("silver",)
    assert plan.team["closer"].people.today == 2


def test_null_removes(folder: Path) -> None:
    plan = load(folder, "extends: base.yaml\ncrm: null\nsegments: {silver: ~}\n"
                "team: {closer: {segments: }}\n").plan  # fmt: skip
    assert plan.crm is None
    assert list(plan.segments) == ["gold"]
    assert plan.team["closer"].segments is None


def test_null_that_removes_nothing_is_a_mistake(folder: Path) -> None:
    error = problems(folder, "extends: base.yaml\ncrm: {leak: null}\n")
    assert [problem.path for problem in error.problems] == ["crm.leak"]


def test_variants_are_inherited(folder: Path) -> None:
    assert (
        load(folder, "extends: base.yaml\n").variant("more").plan.team["closer"].people.today == 5
    )


def test_a_child_equals_the_file_written_out(folder: Path) -> None:
    child = load(folder, "extends: base.yaml\nmargin: 50 %\n")
    (folder / "whole.yaml").write_text((folder / "base.yaml").read_text() + "margin: 50 %\n")
    assert child.digest == Scenario.load(folder / "whole.yaml").digest


def test_problems_name_the_file_that_holds_them(folder: Path) -> None:
    (folder / "base.yaml").write_text(RIGHT + "margin: 300 %\n")
    error = problems(folder, "extends: base.yaml\npaid_after: soon\n")
    places = {Path(problem.file).name: problem.line for problem in error.problems}
    assert places == {"base.yaml": 8, "child.yaml": 2}


def test_parents_are_found_from_the_child(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "middle.yaml").write_text("extends: ../base.yaml\nmargin: 40 %\n")
    assert load(folder, "extends: inner/middle.yaml\n").plan.margin.typical == 0.4


def test_tables_are_found_from_the_file_that_names_them(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "people.csv").write_text("name\nAnn\n")
    (folder / "inner" / "middle.yaml").write_text(RIGHT.replace("people: 2", "from: people.csv"))
    assert load(folder, "extends: inner/middle.yaml\n").plan.people[0].name == "Ann"


def test_circles_are_refused_with_the_chain(folder: Path) -> None:
    (folder / "a.yaml").write_text("extends: b.yaml\n")
    (folder / "b.yaml").write_text("extends: c.yaml\n")
    error = problems(folder, "extends: a.yaml\n", "c.yaml")
    assert "c.yaml -> a.yaml -> b.yaml -> c.yaml" in str(error)


def test_a_file_does_not_extend_itself(folder: Path) -> None:
    assert "circle: child.yaml -> child.yaml" in str(problems(folder, "extends: child.yaml\n"))


def test_long_chains_are_refused(folder: Path) -> None:
    for number in range(30):
        (folder / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n")
    with pytest.raises(ScenarioError, match="more than 20 files"):
        Scenario.load(folder / "0.yaml")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("nowhere.yaml", "no such file"),
        ("[base.yaml]", "one scenario file"),
        ("yes", "one scenario file"),
        (".", "folder"),
        ("base.yaml\x00", "no text file"),
        ("'\\0'", "no such file"),
    ],
)
def test_bad_parents(folder: Path, given: str, message: str) -> None:
    assert message in str(problems(folder, f"extends: {given}\n"))


def test_text_extends_files_too(folder: Path) -> None:
    scenario = Scenario.parse("extends: base.yaml\n", folder=folder)
    assert scenario.digest == Scenario.load(folder / "base.yaml").digest
