"""CSV files wherever rows or names are taken."""

from pathlib import Path

import pytest
from bad_cases import RIGHT

from salessim.errors import ScenarioError
from salessim.scenario import Scenario


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A scenario whose people come from people.csv."""
    path = tmp_path / "scenario.yaml"
    path.write_text(RIGHT.replace("people: 2", "from: people.csv"))
    return path


def load(path: Path, table: str | bytes) -> Scenario:
    data = table.encode() if isinstance(table, str) else table
    (path.parent / "people.csv").write_bytes(data)
    return Scenario.load(path)


BAD = {
    "empty": ("", 1, "columns' names"),
    "no names": ("name,,hours\n", 1, "columns' names"),
    "column twice": ("name,name\nAnn,Bob\n", 1, "each once"),
    "unknown column": ("name,huors\nAnn,40\n", 1, "did you mean hours"),
    "no name column": ("hours\n40 a week\n", 1, "column 'name' is missing"),
    "bad cell": ("name,hours\nAnn,40 a week\nBob,40\n", 3, "'40 a week'"),
    "bad cell after a long one": ('name,hours\n"Ann\nLee",40 a week\nBob,x\n', 4, "type figures"),
    "too many cells": ("name,hours\nAnn,40 a week,x\n", 2, "3 cells for 2 columns"),
    "name missing": ("name,hours\n,40 a week\n", 2, "missing"),
    "name twice": ("name\nAnn\nAnn\n", 2, "another"),
    "open quote": ('name\n"Ann\n', 2, "not CSV"),
    "unknown territory": ("name,territory\nAnn,north\n", 2, "no territory"),
    "base over on target": ("name,base,on_target\nAnn,9k a month,50k a year\n", 2, "at least"),
    "starts after the end": ("name,start\nAnn,2031-01\n", 2, "start earlier"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_tables(name: str, people: Path) -> None:
    table, line, message = BAD[name]
    with pytest.raises(ScenarioError) as caught:
        load(people, table)
    problem = caught.value.problems[0]
    assert Path(problem.file).name == "people.csv"
    assert problem.line == line
    assert problem.path.startswith("team.closer.from")
    assert message in problem.message


def test_bytes_that_are_no_text(people: Path) -> None:
    for data in ("name\nÉva\n".encode("latin-1"), "name\nÉva\n".encode("utf-16"), b"\x00\x01"):
        with pytest.raises(ScenarioError, match=r"UTF-8"):
            load(people, data)


def test_missing_table_is_a_problem_of_the_line_that_names_it(people: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(people)
    problem = caught.value.problems[0]
    assert (Path(problem.file).name, problem.line) == ("scenario.yaml", 7)
    assert "no such file" in problem.message


def test_people_and_table_exclude_each_other(people: Path) -> None:
    people.write_text(RIGHT.replace("people: 2", "people: 2, from: people.csv"))
    with pytest.raises(ScenarioError, match="keep one of 'people' and 'from'"):
        load(people, "name\nAnn\n")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str, people: Path) -> None:
    table = "name,hours\nAnn,20 a week\n\nBob,30 a week\n".replace(",", separator)
    names = [person.name for person in load(people, "\ufeff" + table).plan.people]
    assert names == ["Ann", "Bob"]


def test_named_entries_come_from_a_table(tmp_path: Path) -> None:
    (tmp_path / "segments.csv").write_text("name,deal,churn\ngold,20k..40k,8 % a year\nlow,5k,\n")
    text = RIGHT.replace(
        "\n  gold: {deal: 20k..40k, churn: 8 % a year}\n  silver: {deal: 5k}", " segments.csv"
    )
    plan = Scenario.parse(text, folder=tmp_path).plan
    assert list(plan.segments) == ["gold", "low"]
    assert plan.segments["gold"].deal.cases == (20_000, 40_000)


def test_named_values_come_from_a_table(tmp_path: Path) -> None:
    (tmp_path / "mix.csv").write_text("name,value\ngold,30 %\nsilver,70 %\n")
    text = RIGHT.replace("leads: 20 a month", "leads: 20 a month, mix: mix.csv")
    mix = Scenario.parse(text, folder=tmp_path).plan.channels["web"].mix
    assert mix["silver"].typical == 0.7


def test_names_come_from_a_table(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("name\nsilver\n")
    text = RIGHT.replace("people: 2", "people: 2, segments: mine.csv")
    assert Scenario.parse(text, folder=tmp_path).plan.team["closer"].segments == ("silver",)


def test_quantiles_come_from_a_table(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("chance,value\n0 %,1k\n50 %,2k\n100 %,9k\n")
    text = RIGHT.replace("deal: 5k", "deal: {quantiles: deals.csv}")
    deal = Scenario.parse(text, folder=tmp_path).plan.segments["silver"].deal
    assert deal.typical == 2000
    assert deal.distribution is not None
    assert deal.distribution.parameters == (0, 0.5, 1, 1000, 2000, 9000)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("name,value\ngold,\nsilver,90 %\n", "nothing is given"),
        ("name,value\n,3 %\n", "name is missing"),
        ("name,value\ngold,50 %\ngold,50 %\n", "two rows"),
        ("name,value\ngould,100 %\n", "did you mean gold"),
    ],
)
def test_bad_named_values(table: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "mix.csv").write_text(table)
    text = RIGHT.replace("leads: 20 a month", "leads: 20 a month, mix: mix.csv")
    with pytest.raises(ScenarioError, match=message) as caught:
        Scenario.parse(text, folder=tmp_path)
    assert Path(caught.value.problems[0].file).name == "mix.csv"


def test_contents_count_and_file_names_do_not(people: Path) -> None:
    one = load(people, "name\nAnn\n").digest
    two = load(people, "name\nBob\n").digest
    assert one != two
    (people.parent / "staff.csv").write_text("name\nAnn\n")
    people.write_text(people.read_text().replace("people.csv", "staff.csv"))
    assert Scenario.load(people).digest == one


def test_each_problem_of_the_columns_names_is_told(people: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(people, "huors,motivaton,other\n40 a week,1,2\n")
    said = [problem.message for problem in caught.value.problems]
    assert said == [
        "column 1 has an unknown name; did you mean hours?",
        "column 2 has an unknown name; did you mean motivation?",
        "the column 'name' is missing",
    ]


def test_columns_that_no_key_uses_are_named_in_one_line_and_left_alone(people: Path) -> None:
    """Their cells are as if they were not there; one that is called by another word is asked."""
    scenario = load(people, "name,phone,hours,wage,city\nAnn,555,20 a week,x,Lyon\nBob,,,,\n")
    [note] = [str(one) for one in scenario.notes if "left alone" in one.message]
    assert note.endswith(
        "people.csv:1: team.closer.from: columns that no key uses are left alone: phone, "
        "wage (if it is base, call it so), city"
    )
    assert scenario.digest == load(people, "name,hours\nAnn,20 a week\nBob,\n").digest
    varied = scenario.vary({"team.closer.base": "60k a year"})
    assert varied.left_alone == scenario.left_alone
    none = scenario.vary({"team.closer.from": None, "team.closer.people": 2})
    assert not [one for one in none.notes if "left alone" in one.message]


def test_many_columns_that_no_key_uses_are_one_line(people: Path) -> None:
    columns = [f"x{k}" for k in range(40)]
    table = ",".join(["name", *columns]) + "\n" + ",".join(["Ann", *columns]) + "\n"
    [note] = [one.message for one in load(people, table).notes if "left alone" in one.message]
    assert note.endswith("x10, x11 and 28 more")
