"""How problems are reported: all at once, each with its line and what was given."""

from bad_cases import RIGHT, problems_of

from salessim.scenario import Scenario


def test_the_right_scenario_is_right() -> None:
    Scenario.parse(RIGHT)


def test_the_line_is_the_line_of_the_mistake() -> None:
    text = RIGHT.replace("deal: 5k", "deal: much").replace("people: 2", "people: few")
    lines = {problem.path: problem.line for problem in problems_of(text).problems}
    assert lines == {"segments.silver.deal": 4, "team.closer.people": 7}


def test_all_problems_come_at_once() -> None:
    text = """\
horizon: {from: 2027-01, months: 0}
segments:
  gold: {deal: '1,250', churn: 5 %}
channels: {web: {leads: 10 a month, mix: {glod: 100 %}}}
team:
  closer: {people: two, hires: {ann: 2029-01}}
tme: {}
target: {revenue: 1M, by: 2020-01}
"""
    paths = [problem.path for problem in problems_of(text).problems]
    assert paths == [
        "horizon.months",
        "segments.gold.deal",
        "segments.gold.churn",
        "channels.web.mix.glod",
        "team.closer.people",
        "team.closer.hires.ann",
        "tme",
        "target",
    ]


def test_a_mistake_in_a_segment_does_not_make_its_name_unknown() -> None:
    text = RIGHT.replace("silver: {deal: 5k}", "silver: 5k") + "time: {conquest: {silver: 50 %}}\n"
    assert [problem.path for problem in problems_of(text).problems] == ["segments.silver"]


def test_the_value_that_was_given_is_shown() -> None:
    [problem] = problems_of(RIGHT.replace("deal: 5k", "deal: 5 kilo")).problems
    assert problem.value == "5 kilo"
    assert "'5 kilo' given" in str(problem)


def test_thousands_of_problems_are_cut() -> None:
    rows = "\n".join(f"  - {{name: A{k}, segment: gold, value_per_year: x}}" for k in range(1000))
    error = problems_of(f"{RIGHT}today:\n accounts:\n{rows}\n")
    assert len(error.problems) == 201
    assert "more" in error.problems[-1].message
