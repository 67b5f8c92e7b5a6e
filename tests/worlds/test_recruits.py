"""Kinds of recruits, and skills that differ from person to person: drawn, and by hand."""

import math

import numpy as np
import pytest

from salessim import Scenario, simulate
from salessim.engine.obtained_rates import obtained
from salessim.engine.run import batches
from salessim.errors import ScenarioError
from salessim.measure.batch import Batch
from salessim.model.assembly import build
from salessim.report.event_log import diary
from salessim.report.run_report import page_sheets

EMPTY = """
name: recruits
horizon: {{from: 2027-01, months: {months}}}
segments: {{none: {{prospects: 0, deal: 1}}}}
prospecting: {{outbound: none}}
learning: none
team:
  rep:
    base: 30k a year
    hires: {{{hires}}}
    {more}
"""
KINDS = "recruits: {good: {share: 20 %, stays: 48 months}, poor: {share: 80 %, stays: 6 months}}"
GOOD, POOR = 1, 2
STANDARD_ERRORS = 4.5
"""Of 120 months and kinds: one in 1,200 seeds misses by chance."""
LENGTH_OF_MONTHS = 0.004
"""Calendar months are not equally long, by up to so much of what stands at their end."""


def monthly(count: int) -> str:
    return ", ".join(f"h{k}: {2027 + k // 12}-{k % 12 + 1:02}" for k in range(count))


def run(text: str, replications: int, engine: str = "compiled") -> list[Batch]:
    inputs = build(Scenario.parse(text))
    tables = ("reps", "grid", "ledger", "months")
    return [
        batch._replace(**{name: getattr(batch, name).copy() for name in tables})
        for batch in batches(inputs, replications=replications, seed=4, engine=engine, threads=1)
    ]


def test_the_good_stay() -> None:
    """One hire a month: 9.6 (1 - exp(-t/48)) good and 4.8 (1 - exp(-t/6)) poor in month t.

    It is the mean over the month: 0.2 of those who came k months before are good, and the mean of
    exp(-s/48) over a month adds up to 48 (1 - exp(-t/48)).
    """
    text = EMPTY.format(months=60, hires=monthly(60), more=KINDS)
    there = {GOOD: [], POOR: []}
    for batch in run(text, 400):
        for kind, rows in there.items():
            years = np.where(batch.reps["kind"] == kind, batch.reps["years"], 0.0)
            rows.append(12.0 * years.sum(axis=1))
        assert set(np.unique(batch.reps["kind"])) == {0, GOOD, POOR}
    month = np.arange(1, 61)
    for kind, share, stay in ((GOOD, 0.2, 48.0), (POOR, 0.8, 6.0)):
        found = np.concatenate(there[kind])
        expected = share * stay * (1.0 - np.exp(-month / stay))
        error = found.std(axis=0, ddof=1) / math.sqrt(len(found))
        gap = np.abs(found.mean(axis=0) - expected)
        assert (gap < STANDARD_ERRORS * error + LENGTH_OF_MONTHS * expected).all()


def test_neither_motivation_nor_notice_nor_tenure_change_a_typed_stay() -> None:
    """Who has no stay of a kind leaves at the role's rate; who has one leaves as typed."""
    more = (
        "recruits: {named: {share: 50 %, stays: 12 months}, other: {}}\n    motivation: 0.1\n"
        "attrition: {rate: 60 % a year, newcomers: 1, notice: 60 days, time_to_hire: none, "
        "motivation_effect: 0}"
    )
    hires = ", ".join(f"h{k}: 2027-01-01" for k in range(200))
    text = EMPTY.format(months=24, hires=hires, more=more)
    first = np.concatenate([batch.reps["kind"][:, :, 0] for batch in run(text, 20)])
    stays = np.concatenate([batch.reps["years"].sum(axis=2) for batch in run(text, 20)])
    for kind, hazard in ((1, 1.0), (2, -math.log(0.4))):
        found = stays[first == kind]
        expected = (1.0 - math.exp(-2.0 * hazard)) / hazard  # cut at two years
        error = found.std(ddof=1) / math.sqrt(len(found))
        assert abs(found.mean() - expected) < 4.0 * error, kind


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_a_kind_has_its_skills_and_motivation(engine: str) -> None:
    more = (
        "skills: {proposal: 0.5}\n    recruits: {a: {share: 30 %, motivation: 0.9, skills: "
        "{discovery: expert}}, b: {skills: {discovery: 0.1, proposal: weak}}}"
    )
    hires = ", ".join(f"h{k}: 2027-01-01" for k in range(40))
    [batch] = run(EMPTY.format(months=1, hires=hires, more=more), 3, engine)
    kind = batch.reps["kind"][:, :, 0]
    assert set(np.unique(kind)) == {1, 2}
    assert (batch.grid[:, :, 1] == np.where(kind == 1, 0.8, 0.1)).all()
    assert (batch.grid[:, :, 2] == np.where(kind == 1, 0.5, 0.2)).all()
    assert (batch.grid[:, :, 0] == 0.4).all()
    start = batch.reps["motivation"][:, :, 0]
    assert start[kind == 1].min() > start[kind == 2].max()
    assert abs((kind == 1).mean() - 0.3) < 4.0 * math.sqrt(0.21 / kind.size)


def test_successors_are_drawn_anew() -> None:
    more = (
        "recruits: {a: {share: 50 %, stays: 2 months}, b: {stays: 2 months}}\n"
        "attrition: {rate: 0 % a year, notice: 0 days, time_to_hire: 1 days}"
    )
    text = EMPTY.format(months=36, hires="x: 2027-01-01, z: 2027-01-01", more=more)
    batch = run(text, 20)[0]
    of_post = batch.reps["kind"].reshape(-1, 36)
    assert all({1, 2} <= set(row) for row in of_post)
    assert batch.reps["left"].sum() > 20 * 2 * 10


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize(
    "who", ["people: 40", ", ".join(f"h{k}: 2027-01-01" for k in range(40))], ids=["here", "hired"]
)
def test_skills_differ_from_person_to_person(engine: str, who: str) -> None:
    """8 in 10 lie between the ends typed: logit-normal within 0 and 1, uniform from 0 on."""
    law = "skills: {discovery: {cases: weak..good}, product: {cases: 0..0.8}}"
    hires, more = ("", f"{who}\n    {law}") if who.startswith("people") else (who, law)
    parts = run(EMPTY.format(months=1, hires=hires, more=more), 25, engine)
    grid = np.concatenate([part.grid for part in parts])
    level, product = grid[:, :, 1].ravel(), grid[:, :, 5].ravel()
    allowed = 4.0 * math.sqrt(0.09 / level.size)
    for low, high, found in ((0.2, 0.6, level), (0.0, 0.8, product)):
        assert abs((found < low).mean() - (0.1 if low else 0.0)) < allowed
        assert abs((found > high).mean() - 0.1) < allowed
        assert found.min() >= 0.0 and found.max() <= 1.0
    odds = np.log(level / (1.0 - level))
    middle = (math.log(0.25) + math.log(1.5)) / 2.0
    assert abs(np.median(odds) - middle) < 0.06
    assert abs((product < 0.35).mean() - 0.45) < 4.0 * math.sqrt(0.2475 / level.size)
    assert (grid[:, :, 0] == 0.4).all()
    assert len(np.unique(grid[:, 0, 1])) == 25, "drawn anew in each future"
    assert abs(np.corrcoef(level, product)[0, 1]) < 4.0 / math.sqrt(level.size)


def test_both_engines_agree_on_people_who_differ() -> None:
    text = """
name: differ
horizon: {from: 2027-01, months: 6}
segments: {gold: {prospects: 400, deal: 9k}}
channels: {web: {leads: 30 a month}}
team:
  rep:
    people: 2
    skills: {discovery: {cases: weak..good}}
    recruits: {a: {share: 50 %, stays: 3 months, skills: {proposal: {cases: fair..expert}}}, b: {}}
    hires: {x: 2027-02, z: 2027-03}
attrition: {time_to_hire: 5 days}
"""
    digests = {
        simulate(Scenario.parse(text), replications=5, engine=engine).digest
        for engine in ("compiled", "simpy")
    }
    assert len(digests) == 1


def test_rates_are_obtained_by_people_who_differ() -> None:
    """Rates hold for the people on average: within 3 % and 4 standard errors of cases."""
    text = """
name: differ
horizon: {from: 2027-01, months: 12}
segments: {gold: {prospects: 20000, deal: 9k}}
channels: {web: {leads: 60 a month}}
defaults: exact
team: {rep: {people: 6, skills: {prospecting: {cases: 0.1..0.9}, negotiation: {cases: 0.1..0.9},
  proposal: {cases: 0.1..0.9}, discovery: {cases: 0.1..0.9}}}}
"""
    for rate in obtained(Scenario.parse(text), replications=60):
        if rate.unit == "share" and rate.typed < 1.0 and "conquest" in rate.path:
            allowed = 0.03 * rate.typed + 2.0 * rate.half_width
            assert abs(rate.obtained - rate.typed) < allowed, rate


def test_one_kind_like_the_role_is_no_change() -> None:
    text = EMPTY.format(months=6, hires=monthly(6), more="recruits: {all: {}}")
    [drawn], [plain] = run(text, 3), run(text.replace("recruits: {all: {}}", "people: 0"), 3)
    for name in ("grid", "ledger", "months"):
        assert getattr(drawn, name).tobytes() == getattr(plain, name).tobytes()
    assert {*np.unique(drawn.reps["kind"])} == {0, 1} and (plain.reps["kind"] == 0).all()


def test_the_frame_of_reps_names_the_kind() -> None:
    text = EMPTY.format(months=3, hires="x: 2027-02", more=KINDS)
    frame = simulate(Scenario.parse(text), replications=2, keep="tables").reps
    assert set(frame["kind"]) <= {"", "good", "poor"}
    assert (frame[frame["month"] == "2027-02"]["kind"] != "").all()


@pytest.mark.parametrize(
    ("more", "path", "sentence"),
    [
        ("recruits: {a: {share: 20 %}, b: {share: 70 %}}", "recruits", "add up to 90 %"),
        ("recruits: {a: {share: 120 %}}", "share", "0 % to 100 %"),
        ("recruits: {a: {stays: 0 days}}", "stays", "1 to 36,500 days"),
        ("skills: {discovery: weak..good}", "discovery", "type {cases: weak..good}"),
        ("skills: {discovery: {cases: good..weak}}", "discovery", "type {cases: weak..good}"),
        ("skills: {discovery: {cases: 0.2}}", "discovery", "{cases: weak..good}"),
        ("skills: {discovery: {cases: weak..superb}}", "discovery", "people who differ"),
    ],
)
def test_what_cannot_be_is_told(more: str, path: str, sentence: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(EMPTY.format(months=3, hires="x: 2027-02", more=more))
    [problem] = caught.value.problems
    assert problem.path.endswith(path) and sentence in problem.message


def test_kinds_of_nobody_are_noted() -> None:
    text = EMPTY.format(months=3, hires="x: 2026-12", more=KINDS)
    notes = {note.path: note.message for note in Scenario.parse(text).notes}
    assert "nobody comes within the horizon" in notes["team.rep.recruits"]


def test_the_report_counts_by_kind() -> None:
    """All months of all people are of one kind or the other; the mean stay tells them apart."""
    text = EMPTY.format(months=24, hires=monthly(24), more=KINDS)
    result = simulate(Scenario.parse(text), replications=20, keep="tables")
    good, poor = result.findings.recruits
    assert (good.role, good.kind, poor.kind) == ("rep", "good", "poor")
    assert good.at_end + good.left + poor.at_end + poor.left == pytest.approx(24)
    frame = result.reps
    for row in (good, poor):
        own = frame[frame["kind"] == row.kind]
        assert row.person_months == pytest.approx(12 * own["years"].sum() / 20)
        assert row.pay == pytest.approx(own[["base", "variable", "charges"]].sum().sum() / 20)
    assert [sheet.title for sheet in page_sheets(result.findings)].count("Recruits by kind") == 1


def test_the_diary_says_of_which_kind_somebody_is() -> None:
    """Of each first day by name; of a role without kinds nothing is said."""
    text = EMPTY.format(months=3, hires="ann: 2027-02", more=KINDS)
    inputs = build(Scenario.parse(text + "attrition: {rate: 0 % a year}\n"))
    said = set()
    for batch in batches(inputs, replications=30, seed=1, log=True):
        assert batch.log is not None
        for log, table in zip(batch.log, batch.reps, strict=True):
            lines = [line for line in diary(log, inputs.book) if "first day" in line]
            kind = inputs.book.recruits[0][int(table[0, 1]["kind"]) - 1]
            if len(lines) == 1:  # nobody has left and been followed
                assert lines[0].endswith(f"first day; one of {kind}")
                said.add(kind)
    assert said == {"good", "poor"}
