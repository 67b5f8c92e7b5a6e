"""What is said about shapes, places, indentation, dates and tables, so that the next try works."""

from pathlib import Path

import pytest
from bad_cases import CHURN, LEADS, PEOPLE, RIGHT, problems_of

from salessim.errors import ScenarioError
from salessim.scenario import Scenario

HEAD = "horizon: {from: 2027-01}\n"


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        ("horizon:\n  from: 2027-01\n    months: 12\n", 3, "begin it with 2 spaces, as line 2"),
        (f"{HEAD}segments:\n  gold: {{}}\n    low: {{}}\n", 4, "begin it with 2 spaces"),
        (f"{HEAD}  segments: {{}}\n", 2, "begin it with no spaces, as line 1"),
        (f"{HEAD}segments:\n    gold: {{}}\n  low: {{}}\n", 4, "begin it with 4 spaces, as line 3"),
        ("name: x\n\n# note\n   margin: 3 %\n", 4, "begin it with no spaces, as line 1"),
        (f"{HEAD}segments\n  gold: {{}}\n", 2, "type segments:"),
        ("horizon = 2027\nname: x\n", 1, "type horizon: 2027"),
        (f"{HEAD}team: {{closer: {{people: 2}}\nname: x\n", 2, "not closed"),
        (f"{HEAD}team: {{closer: {{people: 2}}}}}}\n", 2, "was not opened"),
        (f"{HEAD}name: 'Acme\n", 2, "not closed"),
        ("name: Acme: the plan\n", 1, 'name: "Acme: the plan"'),
    ],
)
def test_the_form_of_a_line(text: str, line: int, advice: str) -> None:
    [problem] = problems_of(text).problems
    assert problem.line == line
    assert advice in problem.message


@pytest.mark.parametrize(
    ("old", "new", "advice"),
    [
        ("people: 2", "people: 2, hires: 2", "type {first: 2027-01, second: 2027-01}"),
        (
            "people: 2",
            "people: 2, hires: [2027-03, 2027-09]",
            "type {first: 2027-03, second: 2027-09}",
        ),
        ("{people: 2}", "[Ann, Bob]", "type {people: [Ann, Bob]}"),
        ("people: 2", "people: 2, win_rate: 20 %", "type segments: {gold: {win_rate: 20 %}}"),
        ("people: 2", "people: 2, currency: EUR", "stands at the top: type currency: EUR"),
        ("people: 2", "people:2", "type people: 2"),
        ("people: 2", "people: 2, hires: {a: Sept 2027}", "type 2027-09"),
        ("people: 2", "people: 2, hires: {a: 3/4/2027}", "type 2027-04-03 or 2027-03-04"),
        ("people: 2", "people: 2, hires: {a: 31/4/2027}", "2027-03-15, years 1990 to 2100"),
        ("from: 2027-01", "from: 2027/Q2", "2027-03 or 2027-03-15"),
        ("from: 2027-01", "from: 2027 Q2", "type 2027-04"),
        ("{web: {leads: 20 a month}}", "[web]", "type {web: {leads: 40 a year}}"),
        ("deal: 5k", "deal: {min: 3k, max: 9k}", "type 3k..9k"),
        ("deal: 5k", "deal: {gaussian: [10k, 1k]}", "type 8720..11300"),
        ("churn: 8 % a year", "churn: {low: 5 %, high: 9 %}", "type 5 %..9 % a year"),
        ("churn: 8 % a year", "churn: 8", "type '8 % a year'"),
        ("churn: 8 % a year", "win_rate: 1 in 5", "type 20 %"),
        ("deal: 5k", "deal: 1k MRR", "type 1k a month"),
        ("deal: 5k", "deal: 10k ± 2k", "low..high, and 8 in 10 lie between"),
        ("months: 12", "months: 1 year", "type 12"),
        ("months: 12", "to: 2027-12", "did you mean months"),
        ("people: 2", "people: 2, ramp: 3 months", "type {months: 3 months}"),
        ("people: 2", "people: 2, hires: 2027-03", "type {first: 2027-03}"),
        ("{web: {leads: 20 a month}}", "20 a month", "type {first: {leads: 20 a month}}"),
        ("people: 2", "people: 2-4", "one whole number is needed"),
        ("deal: 5k", "deal: >5k", "stands in quotes"),
    ],
)
def test_the_shape_of_a_value(old: str, new: str, advice: str) -> None:
    [problem] = problems_of(RIGHT.replace(old, new)).problems
    assert advice in problem.message


def with_people(tmp_path: Path, table: str) -> ScenarioError:
    (tmp_path / "people.csv").write_text(table)
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(RIGHT.replace("people: 2", "from: people.csv"), folder=tmp_path)
    return caught.value


def test_a_column_has_one_message_however_many_rows(tmp_path: Path) -> None:
    """302 rows with two columns wrong were 604 problems, cut at 200."""
    rows = "".join(f"A{k},{30 + k % 5},{50 + k}.000\n" for k in range(302))
    problems = with_people(tmp_path, f"name,hours,base\n{rows}").problems
    assert [problem.path.split(".")[-1] for problem in problems] == ["hours", "base"]
    assert all("301 rows more have a problem in this column" in p.message for p in problems)
    assert all("lines 3, 4, 5, 6, 7, ..." in p.message for p in problems)
    assert problems[0].line == 2


def test_each_kind_of_problem_of_a_column_is_told(tmp_path: Path) -> None:
    table = "name,hours\nAnn,40\nBob,41\nCid,fast\nDan,200 a week\nEve,40 a week\n"
    [problem] = with_people(tmp_path, table).problems
    assert "the period is missing: type '40 a week'" in problem.message
    assert "line 4: 'fast' given: this cannot be read" in problem.message
    assert "line 5: '200 a week' given: allowed" in problem.message
    assert "3 rows more" in problem.message


def test_problems_of_variants_come_in_the_same_round() -> None:
    variants = "variants: {more: {team.closer.people: many, segments.gold.deal: 3 days}}\n"
    paths = [problem.path for problem in problems_of(f"{RIGHT}{variants}margin: much\n").problems]
    assert sorted(paths) == [
        "margin",
        "variants.more.segments.gold.deal",
        "variants.more.team.closer.people",
    ]


def test_all_problems_of_a_change_come_at_once() -> None:
    changes = {"team.closer.poeple": 2, "segments.gold.deal": "much", "margin": "x"}
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(RIGHT).vary(changes)
    assert len(caught.value.problems) == 3


def test_a_name_without_its_ending_is_found(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(RIGHT)
    (tmp_path / "acme").mkdir()
    (tmp_path / "other.yml").write_text("extends: acme\n")
    assert Scenario.load(tmp_path / "acme").digest == Scenario.load(tmp_path / "other").digest
    with pytest.raises(ScenarioError, match=r"did you mean acme\.yaml"):
        Scenario.load(tmp_path / "amce")
    with pytest.raises(ScenarioError, match=r"there are acme\.yaml, other\.yml"):
        Scenario.load(tmp_path / "pay")


def test_a_funnel_whose_only_stage_is_unusable_is_told() -> None:
    """A check of roles that no stage names ended in a traceback."""
    error = problems_of(RIGHT + "funnel: {conquest: {demo: {probability: 50 %, hours: 2}}}\n")
    assert "did you mean passes?" in str(error)


ROLES = """
horizon: {from: 2027-01, months: 12}
segments: {all: {prospects: 5000, deal: 10k}}
channels: {web: {leads: 40 a month}}
funnel: {conquest: {call: {hours: 0.2, passes: 5 %, CALL}, demo: {hours: 1, passes: 60 %, DEMO}}}
team: {sdr: {people: 2}, closer: {people: 2, CLOSER}}
PODS
"""


@pytest.mark.parametrize(
    ("call", "demo", "closer", "pods", "advice"),
    [
        ("by: sdr, closer", "", "", "", "if it belongs to by, type by: [sdr, closer]"),
        ("by: sdr, hand_over: {takes: 2 days}", "", "", "", "type it under funnel.conquest.demo"),
        ("by: sdr", "hand_over: round_robin", "", "", "type {to: round_robin}"),
        (
            "by: sdr",
            "",
            "",
            "pods: {a: [sdr 1, closer 1]}",
            "type funnel.conquest.demo.hand_over: {to: pod}, or pods: null in a variant without",
        ),
        ("", "", "hires: 2 a month", "", "{people: 2, every: month, from: 2027-01}"),
        (
            "",
            "",
            "hires: {people: 3 per quarter, from: 2027-02}",
            "",
            "type people: 3, every: quarter",
        ),
        ("", "", "absent: {closer 1: 2027-03 to 2027-07}", "", "type 2027-03..2027-07"),
        ("", "", "absent: {closer 1: March 2027 - May 2027}", "", "type 2027-03..2027-05"),
        (
            "",
            "",
            "hires: {ann: 2027-02}, absent: {ann: 2027-05}",
            "",
            "did you mean closer ann?",
        ),
        (
            "",
            "",
            "hires: {people: 1, every: month, from: 2027-04}, departures: {closer 2027-05: 2027-9}",
            "",
            "did you mean closer 2027-05 1?",
        ),
    ],
)
def test_what_is_typed_of_roles_pods_and_people(
    call: str, demo: str, closer: str, pods: str, advice: str
) -> None:
    text = ROLES
    for word, value in {"CALL": call, "DEMO": demo, "CLOSER": closer, "PODS": pods}.items():
        text = text.replace(word, value)
    assert advice in str(problems_of(text.replace(", }", "}")))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "cash: 750.000",
            "type today: {cash: ...}; of the value: this reads two ways: type 750000",
        ),
        ("cash: 2,5k", "type today: {cash: 2,5k}"),
        ("administration: 130 %", "type time: {administration: ...}; of the value: allowed:"),
    ],
)
def test_a_figure_in_the_wrong_place_is_told_also_what_to_type_for_it(
    typed: str, said: str
) -> None:
    assert said in str(problems_of(f"{RIGHT}{typed}\n"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            LEADS,
            "leads: {Jan: 10 a month, Jul: 20 a month}",
            "type {2027-01: 10 a month, 2027-07: 20 a month}",
        ),
        (
            LEADS,
            "leads: {2027-01: 10 a month, july 2027: 20 a month}",
            "type {2027-01: 10 a month, 2027-07: 20 a month}",
        ),
        (
            LEADS,
            "leads: {Q1: 10 a month, 2027-Q3: 20 a month}",
            "type {2027-01: 10 a month, 2027-07: 20 a month}",
        ),
        (CHURN, f"{CHURN}, prospects: {{2027-01: 300, 2027-05: 400}}", "type 300"),
        (CHURN, f"{CHURN}, season: [1, 2, 3]", "stands beside the figure that it moves"),
        (
            CHURN,
            f"{CHURN}, funnel: {{conquest: {{proposal: {{hours: 12}}}}}}",
            "type funnel: {proposal: {hours: 12}}",
        ),
        (
            CHURN,
            f"{CHURN}, funnel: {{proposal: {{by: closer}}}}",
            "type funnel: {conquest: {proposal: {by: closer}}}",
        ),
        (
            CHURN,
            f"{CHURN}, funnel: {{negotiation: {{repeats: 50 %}}}}",
            "repeats is 37.5 % at most",
        ),
        (
            LEADS,
            f"{LEADS}, patience: {{exponential: 4 hours}}",
            "type {exponential: {mean: 4 hours}}",
        ),
        (
            PEOPLE,
            f"{PEOPLE}, absent: {{closer 1: [{{dates: 2027-05, cover: closer 2}}, 2027-09]}}",
            "type closer 1: {dates: [2027-05, 2027-09], cover: closer 2}",
        ),
        (
            PEOPLE,
            f"{PEOPLE}, absent: {{closer 1: {{dates: 2027-05, cover: [closer 2, closer 1]}}}}",
            "type cover: closer 2, or cover: colleagues",
        ),
    ],
)
def test_what_moves_what_is_a_segment_s_own_and_who_covers(old: str, new: str, said: str) -> None:
    assert said in str(problems_of(RIGHT.replace(old, new)))


def test_advice_on_months_is_what_loads() -> None:
    """A name without a year is the next such month of the horizon."""
    late = RIGHT.replace("from: 2027-01", "from: 2027-10")
    error = problems_of(late.replace(LEADS, "leads: {October: 10 a month, March: 20 a month}"))
    advice = "{2027-10: 10 a month, 2028-03: 20 a month}"
    assert f"type {advice}" in str(error)
    Scenario.parse(late.replace(LEADS, f"leads: {advice}"))


def test_patience_of_contacts_is_answered_by_what_they_are() -> None:
    funnel = "funnel: {loyalty: {visit: {hours: 1, every: 9 days, patience: 3 days}}}\n"
    assert "contacts do not go cold" in str(problems_of(RIGHT + funnel))
