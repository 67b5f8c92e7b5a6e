"""Planned absence: pay, quota, hours, cover, what is returned, tenure and attrition, by hand."""

from functools import partial

import numpy as np
import pytest
from logged_runs import logged

from salessim import Scenario
from salessim.engine.run import batches
from salessim.errors import ScenarioError
from salessim.model.assembly import build
from salessim.model.state.codes import (
    LOG_ABSENT,
    LOG_BACK,
    LOG_CONTACT,
    LOG_HANDED_OVER,
    LOG_LEFT,
    LOG_STARTED,
)
from salessim.plan.expected.derivation import coefficients_of
from salessim.units import SECONDS_PER_DAY

ENGINES = ["compiled", "simpy"]
ANN = 0
WORLD = """
name: away
horizon: {from: 2027-01, months: 12}
calendar: {hours: 40 a week, leave: 0 days a year, sick: 0 days a year}
segments: {gold: {prospects: PROSPECTS, deal: 9k, churn: 0 % a year}}
funnel:
  conquest:
    call: {hours: 0.5, passes: 10 %}
    meeting: {hours: 2, passes: 60 %, works: discovery, buyer_takes: 5 days}
    proposal: {hours: 4, passes: 50 %, buyer_takes: 30 days}
  loyalty: {visit: {every: 30 days, hours: 1}}
team:
  closer:
    people: [ann, bob, cid]
    base: 36k a year
    charges: 0 %
    components: {signed: {quota: 120k a year, target: 12k a year}}
    MORE
    absent: {ann: {dates: 2027-03-16..2027-07ABSENCE}}
motivation: none
learning: none
time: {administration: 0 %}
today: {customers: {gold: 60}}
"""
AWAY = (74 * SECONDS_PER_DAY, 212 * SECONDS_PER_DAY)
"""16 March is day 74, 1 August day 212."""


def made(absence: str = "", more: str = "leaves: none", prospects: int = 0) -> Scenario:
    text = WORLD.replace("MORE", more).replace("PROSPECTS", str(prospects))
    return Scenario.parse(text.replace("ABSENCE", f", {absence}" if absence else ""))


run = partial(logged, seed=4)


@pytest.mark.parametrize("engine", ENGINES)
def test_pay_quota_and_hours_of_the_time_here(engine: str) -> None:
    """Half of March is hers: 15 of 31 days. 40 % of her pay goes on meanwhile."""
    _, batch, log = run(made("paid: 40 %"), engine)
    here = np.array([1, 1, 15 / 31, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    ann, bob = batch.reps[0, ANN], batch.reps[0, 1]
    assert ann["base"] == pytest.approx(3000 * (here + 0.4 * (1 - here)))
    assert ann["quota"] == pytest.approx(10_000 * here)
    assert ann["years"] == pytest.approx(here / 12)
    assert bob["quota"] == pytest.approx(np.full(12, 10_000))
    # 11 of the 23 working days of March lie before the 16th.
    days = [21, 20, 11, 0, 0, 0, 0, 22, 22, 21, 22, 23]
    assert (ann["paid_seconds"] / 3600).tolist() == [8 * day for day in days]
    assert batch.ledger[0]["headcount"].tolist() == [3] * 12
    spans = {what: log["second"][log["what"] == what].tolist() for what in (LOG_ABSENT, LOG_BACK)}
    assert spans == {LOG_ABSENT: [AWAY[0]], LOG_BACK: [AWAY[1]]}


@pytest.mark.parametrize("engine", ENGINES)
def test_colleagues_look_after_her_customers_and_return_them(engine: str) -> None:
    """20 customers each; ten of hers go to each colleague, and come back on 1 August."""
    _, batch, log = run(made(), engine)
    contacts = log[log["what"] == LOG_CONTACT]
    before = contacts[contacts["second"] < AWAY[0]]
    while_away = contacts[(contacts["second"] >= AWAY[0]) & (contacts["second"] < AWAY[1])]
    # Contacts on their way at the border are another week's.
    after = contacts[contacts["second"] >= AWAY[1] + 40 * SECONDS_PER_DAY]
    hers = set(before["firm"][before["rep"] == ANN].tolist())
    assert len(hers) == 20
    assert ANN not in while_away["rep"]
    firms = [set(while_away["firm"][while_away["rep"] == rep].tolist()) for rep in (1, 2)]
    assert [len(both & hers) for both in firms] == [10, 10]
    assert set(after["firm"][after["rep"] == ANN].tolist()) == hers
    assert batch.ledger[0]["without_keeper"].sum() == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_kept_is_not_returned(engine: str) -> None:
    _, _, log = run(made("afterwards: kept, cover: bob"), engine)
    contacts = log[log["what"] == LOG_CONTACT]
    hers = set(contacts["firm"][(contacts["rep"] == ANN)].tolist())
    after = contacts[contacts["second"] >= AWAY[0]]
    assert len(hers) == 20
    assert ANN not in after["rep"]
    assert hers <= set(after["firm"][after["rep"] == 1].tolist())
    assert not hers & set(after["firm"][after["rep"] == 2].tolist())


@pytest.mark.parametrize("engine", ENGINES)
def test_without_cover_customers_and_deals_wait(engine: str) -> None:
    _, _, log = run(made("cover: none", prospects=2000), engine)
    contacts = log[log["what"] == LOG_CONTACT]
    before = contacts[contacts["second"] < AWAY[0]]
    hers = np.unique(before["firm"][before["rep"] == ANN])
    while_away = contacts[(contacts["second"] >= AWAY[0]) & (contacts["second"] < AWAY[1])]
    assert not np.isin(while_away["firm"], hers).any()
    assert (log["what"] == LOG_HANDED_OVER).sum() == 0
    later = contacts[contacts["second"] >= AWAY[1]]
    assert np.isin(hers, later["firm"][later["rep"] == ANN]).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_open_deals_go_to_the_cover_and_come_back(engine: str) -> None:
    _, batch, log = run(made(prospects=2000), engine)
    moved = log[log["what"] == LOG_HANDED_OVER]
    out = moved[moved["second"] == AWAY[0]]
    back = moved[moved["second"] == AWAY[1]]
    assert len(out) > 3
    assert set(out["detail"].tolist()) == {ANN}
    assert ANN not in out["rep"]
    # What comes back is hers; deals take some 40 days, so that hardly any is open after 138.
    assert set(back["deal"].tolist()) <= set(out["deal"].tolist())
    assert set(back["rep"].tolist()) <= {ANN}
    started = log[(log["what"] == LOG_STARTED) & (log["rep"] == ANN)]["second"]
    assert not ((started >= AWAY[0]) & (started < AWAY[1])).any()
    stage = batch.funnel[0, :3, 0]
    assert (stage["entered"] == stage["advanced"] + stage["lost"] + stage["open"]).all()


def test_deals_under_way_are_returned() -> None:
    """Away for a week, of deals that take months: all that are left to do come back."""
    scenario = made(prospects=2000).vary({"team.closer.absent.ann.dates": "2027-06-07..2027-06-13"})
    _, _, log = run(scenario)
    moved = log[log["what"] == LOG_HANDED_OVER]
    out, back = moved[moved["detail"] == ANN], moved[moved["rep"] == ANN]
    assert len(out) > 3
    assert 0.5 * len(out) <= len(back) <= len(out)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_ramp_goes_on_where_it_stopped(engine: str) -> None:
    """Hired on 1 February with three months of 50 %: a month and a half before, the rest after."""
    ramp = "leaves: none\n    onboarding: 0 days\n    ramp: {by: month, share: [50 %, 50 %, 50 %]}"
    hired = made("", f"{ramp}\n    hires: {{eve: 2027-02}}").vary(
        {"team.closer.absent": {"closer eve": "2027-03-16..2027-07"}, "time.adherence": "100 %"}
    )
    _, batch, _ = run(hired, engine)
    lost = batch.reps[0, 3]["onboarding_seconds"] / 3600
    # Three ramp months of 30.4 days: 43 days before 16 March, then until 18 September.
    assert lost[:3].tolist() == pytest.approx([0, 80, 44], abs=0.1)
    assert lost[3:7].tolist() == [0, 0, 0, 0]
    assert lost[7] == pytest.approx(88, abs=0.1)
    assert 0 < lost[8] < 60
    assert lost[9:].tolist() == [0, 0, 0]


def test_nobody_leaves_in_an_absence() -> None:
    """At 95 % a year most leave within the 138 days; she does so before or after only."""
    text = WORLD.replace("MORE", "leaves: 95 % a year").replace("PROSPECTS", "0")
    text = text.replace("ABSENCE", "") + "attrition: {notice: 0 days, newcomers: 1}\n"
    inputs = build(Scenario.parse(text))
    days: list[int] = []
    for batch in batches(inputs, replications=200, seed=9, log=True):
        assert batch.log is not None
        for log in batch.log:
            left = log[(log["what"] == LOG_LEFT) & (log["rep"] == ANN)]["second"]
            days += (left[:1] // SECONDS_PER_DAY).tolist()
    assert not [day for day in days if 75 <= day <= 212]
    # exp(-3 x 74 / 365) = 54 % are there on 16 March, and 42 % of these leave by the end; the
    # share has a standard deviation of 3.4 points, of which 4 are allowed.
    gone_before = sum(day < 75 for day in days) / 200
    assert gone_before == pytest.approx(1 - np.exp(-2.996 * 74 / 365), abs=0.14)
    assert sum(day > 212 for day in days) > 40


SEVERAL = ["2027-09", "2027-03-16..2027-04-15", "2027-04-26..2027-05-05"]
HERE = np.array([1, 1, 15 / 31, 10 / 30, 26 / 31, 1, 1, 1, 0, 1, 1, 1])
"""Of April she is here from the 16th to the 25th, of May from the 6th on."""


def several(**more: str) -> Scenario:
    changes = {"team.closer.absent": {"ann": {"dates": SEVERAL, **more}}}
    return made(prospects=500).vary(changes)


@pytest.mark.parametrize("engine", ENGINES)
def test_several_absences_of_one_person(engine: str) -> None:
    """Two of them fall into April; 40 % of her pay goes on in each."""
    _, batch, log = run(several(paid="40 %"), engine)
    ann = batch.reps[0, ANN]
    assert ann["base"] == pytest.approx(3000 * (HERE + 0.4 * (1 - HERE)))
    assert ann["quota"] == pytest.approx(10_000 * HERE)
    assert ann["years"] == pytest.approx(HERE / 12)
    days = [21, 20, 11, 6, 18, 22, 22, 22, 0, 21, 22, 23]
    assert (ann["paid_seconds"] / 3600).tolist() == [8 * day for day in days]
    found = {what: log["second"][log["what"] == what] for what in (LOG_ABSENT, LOG_BACK)}
    assert (found[LOG_ABSENT] // SECONDS_PER_DAY).tolist() == [74, 115, 243]
    assert (found[LOG_BACK] // SECONDS_PER_DAY).tolist() == [105, 125, 273]
    # Each time her customers go to colleagues, and come back.
    contacts = log[log["what"] == LOG_CONTACT]
    day = contacts["second"] // SECONDS_PER_DAY
    hers = set(contacts["firm"][(contacts["rep"] == ANN) & (day < 74)].tolist())
    for first, back in ((74, 105), (115, 125), (243, 273)):
        away = contacts[(day >= first) & (day < back)]
        assert ANN not in away["rep"]
        assert hers & set(away["firm"].tolist())
    last = contacts[(contacts["rep"] == ANN) & (day >= 313)]
    assert hers <= set(last["firm"].tolist())


def test_nobody_leaves_in_any_of_several_absences() -> None:
    leaves = {"team.closer.leaves": "95 % a year"}
    text = WORLD.replace("MORE", "leaves: none").replace("PROSPECTS", "0").replace("ABSENCE", "")
    of = Scenario.parse(text + "attrition: {notice: 0 days, newcomers: 1, time_to_hire: none}\n")
    inputs = build(of.vary({**leaves, "team.closer.absent": {"ann": SEVERAL}}))
    days: list[int] = []
    for batch in batches(inputs, replications=200, seed=9, log=True):
        assert batch.log is not None
        for log in batch.log:
            left = log[(log["what"] == LOG_LEFT) & (log["rep"] == ANN)]["second"]
            days += (left[:1] // SECONDS_PER_DAY).tolist()
    assert len(days) > 150
    for first, back in ((74, 105), (115, 125), (243, 273)):
        assert not [day for day in days if first < day <= back]


def test_a_plan_knows_the_hours_of_several_absences() -> None:
    coefficients = coefficients_of(several(paid="40 %"), tail=1)
    ann = [group.name for group in coefficients.groups].index("ann")
    assert coefficients.hours.heads[ann, :12] == pytest.approx(HERE)
    assert coefficients.hours.paid_away[ann, :12] == pytest.approx(0.4 * (1 - HERE))
    days = [21, 20, 11, 6, 18, 22, 22, 22, 0, 21, 22, 23]
    assert coefficients.hours.selling[ann, :12] == pytest.approx([8 * day for day in days])


def test_who_covers_works_on_what_the_absent_works_on() -> None:
    """A caller covers no closer; of two territories each covers for the own."""
    roles = (
        WORLD.replace("PROSPECTS", "0").replace("10 %}", "10 %, by: sdr}").replace("MORE", "COVER")
    )
    text = roles.replace("COVER", "leaves: none").replace("ABSENCE", ", cover: sdr 1")
    with pytest.raises(ScenarioError) as refused:
        Scenario.parse(text.replace("team:\n", "team:\n  sdr: {people: 1}\n"))
    [problem] = refused.value.problems
    assert problem.path == "team.closer.absent.ann.cover"
    assert "works on nothing that ann works on; name one of: bob, cid, colleagues" in str(problem)


def test_away_on_the_first_day() -> None:
    scenario = made().vary({"team.closer.absent.ann.dates": "2026-11..2027-02"})
    _, batch, log = run(scenario)
    assert batch.reps[0, ANN]["paid_seconds"][:2].tolist() == [0, 0]
    assert batch.reps[0, ANN]["quota"][:3] == pytest.approx([0, 0, 10_000])
    contacts = log[log["what"] == LOG_CONTACT]
    assert contacts["second"][contacts["rep"] == ANN].min() >= 59 * SECONDS_PER_DAY
    assert len(np.unique(contacts["firm"][contacts["rep"] == ANN])) == 20


def test_a_plan_knows_the_hours_of_the_absence() -> None:
    coefficients = coefficients_of(made("paid: 40 %", prospects=500), tail=1)
    names = [group.name for group in coefficients.groups]
    assert len(names) == 2
    ann = names.index("ann")
    here = [1, 1, 15 / 31, 0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert coefficients.hours.heads[ann, :12] == pytest.approx(here)
    assert coefficients.hours.paid_away[ann, :12] == pytest.approx([0.4 * (1 - h) for h in here])
    days = [21, 20, 11, 0, 0, 0, 0, 22, 22, 21, 22, 23]
    assert coefficients.hours.selling[ann, :12] == pytest.approx([8 * day for day in days])
    colleagues = coefficients.hours.selling[1 - ann, :12]
    assert colleagues[:2] == pytest.approx([2 * 168, 2 * 160])


@pytest.mark.parametrize(
    ("absent", "key", "message"),
    [
        ("{eve: 2027-03..2027-07}", "absent.eve", "known: ann, bob, cid"),
        ("{ann: 2027-07..2027-03}", "absent.ann", "before the first"),
        ("{ann: 2028-07..2028-08}", "absent.ann", "the horizon lasts"),
        ("{ann: {dates: 2027-03, cover: anne}}", "absent.ann.cover", "did you mean ann"),
        ("{ann: {dates: 2027-03, cover: ann}}", "absent.ann.cover", "covers for themselves"),
        ("{ann: {dates: 2027-03, cover: none, afterwards: kept}}", "afterwards", "leave this out"),
        ("{ann: {dates: 2027-03, paid: 140 %}}", "absent.ann.paid", "0 % to 100 %"),
        ("{ann: soon}", "absent.ann", "2027-03"),
        ("{ann: []}", "absent.ann.dates", "nothing is given"),
        (
            "{ann: [2027-05..2027-06, 2027-03..2027-05]}",
            "absent.ann.dates",
            "overlap: type 2027-03-01..2027-06-30",
        ),
        (
            "{ann: [2027-03, 2027-04-01..2027-04-09]}",
            "absent.ann.dates",
            "overlap: type 2027-03-01..2027-04-09",
        ),
        ("{ann: [2027-03, 2028-03]}", "absent.ann.dates", "the horizon lasts"),
        (
            "{ann: {dates: 2027-03, cover: bob}}\n    departures: {bob: 2027-02}",
            "absent.ann.cover",
            "not here on 2027-03-01",
        ),
    ],
)
def test_what_is_wrong_is_told_by_key(absent: str, key: str, message: str) -> None:
    text = WORLD.replace("MORE", "leaves: none").replace("PROSPECTS", "0")
    text = text.replace("{ann: {dates: 2027-03-16..2027-07ABSENCE}}", absent)
    with pytest.raises(ScenarioError) as refused:
        Scenario.parse(text)
    [problem] = refused.value.problems
    assert problem.path.endswith(key)
    assert message in problem.message
