"""Design files: what they mean, and what is said where they are wrong."""

from pathlib import Path

import pytest
from made_experiments import BASE, made

from salessim.errors import ScenarioError
from salessim.study.design.design_file import DesignOverrides, load, parse
from salessim.study.design.experiment import AS_IT_STANDS

SHIPPED = sorted(Path(__file__).parents[3].glob("experiments/*/experiment.yaml"))


def settings(experiment: object) -> list[dict[str, object]]:
    return [point.changes for point in experiment.points]  # type: ignore[attr-defined]


def test_a_grid_crosses_all_levels_the_last_factor_quickest(tmp_path: Path) -> None:
    points = settings(made(tmp_path))
    assert len(points) == 6
    assert points[0] == {"team.closer.people": "1", "team.closer.hires.extra": None}
    assert points[1] == {"team.closer.people": "1"}
    assert points[5] == {"team.closer.people": "3"}


def test_one_at_a_time_leaves_the_others_as_they_stand(tmp_path: Path) -> None:
    experiment = made(tmp_path, """\
base: base.yaml
design: one_at_a_time
factors:
  team.closer.people: [1, 3]
  channels.web.leads: 10..40 a month
""")  # fmt: skip
    points = settings(experiment)
    assert points[:3] == [{}, {"team.closer.people": "1"}, {"team.closer.people": "3"}]
    # A distribution is set to the two ends that 8 in 10 values lie between.
    assert points[3:] == [
        {"channels.web.leads": "10 a month"},
        {"channels.web.leads": "40 a month"},
    ]
    assert [level.label for level in experiment.points[0].levels] == [AS_IT_STANDS] * 2


def test_tied_paths_move_together(tmp_path: Path) -> None:
    experiment = made(tmp_path, """\
base: base.yaml
factors:
  pay: {paths: [team.closer.base, team.closer.on_target], levels: [30k a year, 50k a year]}
""")  # fmt: skip
    assert settings(experiment)[1] == {
        "team.closer.base": "50k a year",
        "team.closer.on_target": "50k a year",
    }


@pytest.mark.parametrize("given", ["[{people: 1, leads: 5 a month}, {people: 3}]", "points.csv"])
def test_points_may_be_listed(tmp_path: Path, given: str) -> None:
    (tmp_path / "points.csv").write_text("people,leads\n1,5 a month\n3,\n", encoding="utf-8")
    experiment = made(tmp_path, f"""\
base: base.yaml
factors:
  people: {{path: team.closer.people, levels: [1, 3]}}
  leads: {{path: channels.web.leads, levels: [5 a month, 9 a month]}}
points: {given}
""")  # fmt: skip
    assert settings(experiment) == [
        {"team.closer.people": "1", "channels.web.leads": "5 a month"},
        {"team.closer.people": "3"},
    ]


def test_a_latin_hypercube_has_one_point_in_each_slice_and_is_crossed(tmp_path: Path) -> None:
    experiment = made(tmp_path, """\
base: base.yaml
design: {kind: latin_hypercube, points: 20, seed: 4, crossed: [people]}
factors:
  people: {path: team.closer.people, levels: [1, 2]}
  share: {path: time.administration, uniform: [10 %, 50 %]}
""")  # fmt: skip
    assert len(experiment.points) == 40
    for first in (0, 20):
        shares = [p.levels[1].number or 0.0 for p in experiment.points[first : first + 20]]
        slices = sorted(int((share - 0.1) / 0.4 * 20) for share in shares)
        assert slices == list(range(20))
    assert [p.changes["team.closer.people"] for p in experiment.points] == ["1"] * 20 + ["2"] * 20


def test_whole_numbers_are_drawn_evenly(tmp_path: Path) -> None:
    experiment = made(tmp_path, """\
base: base.yaml
design: {kind: latin_hypercube, points: 40}
factors: {team.closer.people: {uniform: [1, 4]}}
""")  # fmt: skip
    drawn = [point.changes["team.closer.people"] for point in experiment.points]
    assert {people: drawn.count(people) for people in drawn} == dict.fromkeys("1234", 10)


def test_sobol_has_the_points_of_saltelli(tmp_path: Path) -> None:
    experiment = made(tmp_path, """\
base: base.yaml
design: {kind: sobol, points: 8}
factors:
  time.administration: {uniform: [10 %, 50 %]}
  channels.web.leads: {triangular: [5 a month, 20 a month, 40 a month]}
""")  # fmt: skip
    assert len(experiment.points) == 8 * (2 + 2)


def test_what_is_typed_beside_the_file_holds(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    overrides = DesignOverrides({"team.closer.base": "50k a year"}, seed=9, replications=3)
    experiment = parse("base: base.yaml\nfactors: {team.closer.people: [1, 2]}", tmp_path,
                       overrides=overrides)  # fmt: skip
    assert experiment.seed == 9
    assert experiment.replications.first == 3
    assert experiment.base.plan.team["closer"].base.typical == 50_000


WRONG = {
    "factors: {team.closer.peple: [1, 2]}": "did you mean people?",
    "factors: {team.closer.people: [1, 2000000]}": "allowed:",
    "factors: {team.closer.people: [1, 1]}": "given twice",
    "factors: {a: {path: team.closer.people, levels: [1]}, team.closer.people: [2]}": "tie them",
    "factors: {team.closer.people: {uniform: [1, 4]}}": "in a grid it needs levels",
    "factors: {channels.web.leads: {uniform: [1, 4 a month]}}": "the period is missing",
    "factors: {time.administration: {logistic: {mean: 0.5, scale: 0.2}}}\n"
    "design: {kind: latin_hypercube, points: 64}": "values such as",
    "factors: {team.closer.people: [1]}\ndesign: {kind: sobol, points: 60}": "power of two",
    "factors: {team.closer.people: [1]}\ndesign: sobol": "needs points",
    "factors: {team.closer.people: [1]}\ndesign: grids": "did you mean grid?",
    "factors: {team.closer.people: [1]}\nindicators: [revenu]": "did you mean revenue?",
    "factors: {team.closer.people: [1]}\nreplications: 0": "allowed: 1 to",
    "factors: {team.closer.people: [1]}\nreplications: {precision: 0 %}": "allowed:",
    "factors: {team.closer.people: [1]}\nbudget: {time: soon}": "budget.time",
    "factors: {team.closer.people: [1]}\nrandom_numbers: yes": "random_numbers",
    "points: [{team.closer.peple: 1}]": "did you mean people?",
    "points: nowhere.csv": "there is no such file",
    "": "nothing is varied",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=list(WRONG.values()))
def test_what_cannot_be_used_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        made(tmp_path, f"base: base.yaml\n{text}\n")
    assert said in str(caught.value)
    assert "experiment.yaml" in str(caught.value)


def test_a_missing_base_is_said(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="base names the scenario"):
        made(tmp_path, "factors: {team.closer.people: [1]}")
    with pytest.raises(ScenarioError, match="there is no such file"):
        made(tmp_path, "base: bas.yaml\nfactors: {team.closer.people: [1]}")


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.parent.name)
def test_shipped_designs_can_be_run(file: Path) -> None:
    experiment = load(file, trust=SHIPPED[0].parents[2])
    assert experiment.points and experiment.question
