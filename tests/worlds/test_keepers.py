"""Who looks after customers: load, customers for whom nobody has room, hand-over after a time."""

import numpy as np
import pytest
from defaults_before import as_before
from logged_runs import logged

from salessim import Scenario
from salessim.engine.run import batches
from salessim.errors import ScenarioError
from salessim.model.assembly.world import build
from salessim.model.state.codes import LOG_CONTACT, LOG_KEEPER, LOG_WON, NOBODY
from salessim.units import SECONDS_PER_DAY

ENGINES = ["compiled", "simpy"]
DAY_90 = 90 * SECONDS_PER_DAY
WORLD = """
name: keepers
horizon: {from: 2027-01, months: 6}
calendar: {hours: 40 a week, leave: 0 days a year, sick: 0 days a year}
segments: {gold: {prospects: PROSPECTS, deal: 9k a year, churn: CHURN}}
prospecting: {targeting: 0}
funnel:
  conquest:
    call: {hours: 0.5, passes: 10 %, by: closer}
    meeting: {hours: 2, passes: 50 %, works: discovery}
  loyalty:
    visit: {every: 30 days, hours: 1, by: BY}
team:
  closer: {people: 2, base: 36k a year, CLOSER}
  success: {base: 36k a year, SUCCESS}
motivation: none
today: {customers: {gold: 60}}
"""


def made(success: str, closer: str = "", churn: str = "0 % a year", more: str = "") -> Scenario:
    words = {"PROSPECTS": "0", "CHURN": churn, "CLOSER": closer, "SUCCESS": success}
    words |= {"BY": "success"} | dict(pair.split("=") for pair in more.split())
    text = WORLD
    for word, value in words.items():
        text = text.replace(word, value)
    return Scenario.parse(text)


@pytest.mark.parametrize("engine", ENGINES)
def test_customers_above_the_load_have_no_keeper_and_no_contacts(engine: str) -> None:
    """One keeper of 40 of 60: 20 are left alone, and 40 are visited 6 times in 181 days."""
    _, batch, _ = logged(made("people: 1, at_most: 40 customers"), engine)
    assert batch.ledger[0]["without_keeper"].tolist() == [20] * 6
    visits = batch.months[0]["contacts"].sum()
    assert 40 * 6 - 2 <= visits <= 40 * 6 + 40
    everybody = logged(made("people: 1"), engine)[1]
    assert everybody.ledger[0]["without_keeper"].sum() == 0
    assert everybody.months[0]["contacts"].sum() == pytest.approx(1.5 * visits, rel=0.1)


@pytest.mark.parametrize("engine", ENGINES)
def test_who_leaves_makes_room_for_one_who_waits(engine: str) -> None:
    _, batch, log = logged(made("people: 1, at_most: 40 customers", churn="60 % a year"), engine)
    ledger = batch.ledger[0]
    customers = ledger["customers"]
    assert customers[-1] < 50 < customers[0]
    # Some of those who left had no keeper; the keeper is full until nobody waits.
    assert ledger["without_keeper"].tolist() == np.maximum(0, customers - 40).tolist()
    taken = log[log["what"] == LOG_KEEPER]
    assert len(taken) > 0
    assert set(taken["detail"].tolist()) == {NOBODY}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_new_keeper_takes_those_who_wait_as_far_as_there_is_room(engine: str) -> None:
    team = "people: 1, at_most: 25 customers, hires: {ann: 2027-03}, onboarding: 0 days"
    _, batch, _ = logged(made(team), engine)
    assert batch.ledger[0]["without_keeper"].tolist() == [35, 35, 10, 10, 10, 10]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_leaver_hands_over_what_there_is_room_for(engine: str) -> None:
    """Two keepers of 30 each; from April one of at most 40 stays, who takes 10 more."""
    team = "people: 2, at_most: 40 customers, departures: {success 2: 2027-04}"
    _, batch, _ = logged(made(team), engine)
    assert batch.ledger[0]["without_keeper"].tolist() == [0, 0, 0, 20, 20, 20]


@pytest.mark.parametrize("engine", ENGINES)
def test_who_wins_more_than_the_load_hands_on_or_leaves_alone(engine: str) -> None:
    """Two closers who keep 5 each and a keeper of 75: all above 85 are left alone."""
    more = "PROSPECTS=3000 BY=[closer,success]"
    scenario = made("people: 1, at_most: 75 customers", "at_most: 5 customers", more=more)
    _, batch, _ = logged(scenario, engine)
    ledger = batch.ledger[0]
    assert ledger["customers"][-1] > 100
    assert ledger["without_keeper"].tolist() == np.maximum(0, ledger["customers"] - 85).tolist()


@pytest.mark.parametrize("engine", ENGINES)
def test_success_takes_over_sixty_days_after_the_contract(engine: str) -> None:
    scenario = made("people: 2", "keeps_for: 60 days", more="PROSPECTS=3000")
    inputs, batch, log = logged(scenario, engine)
    roles = inputs.book.roles
    won = {int(row["firm"]): row for row in log[log["what"] == LOG_WON]}
    taken = log[log["what"] == LOG_KEEPER]
    due = [row for row in won.values() if row["second"] + 60 * SECONDS_PER_DAY < 181 * 86400]
    assert len(taken) == len(due) > 20
    for row in taken:
        contract = won[int(row["firm"])]
        assert row["second"] - contract["second"] == 60 * SECONDS_PER_DAY
        assert row["detail"] == contract["rep"]
        assert roles[row["rep"]] == "success"
    # The one with fewest customers, 30 each at first: they take turns.
    each = [int((taken["rep"] == rep).sum()) for rep, role in enumerate(roles) if role == "success"]
    assert abs(each[0] - each[1]) <= 1
    assert batch.ledger[0]["without_keeper"].sum() == 0


def test_a_winner_keeps_on_where_no_keeper_has_room() -> None:
    scenario = made("people: 1, at_most: 62", "keeps_for: 60 days", more="PROSPECTS=3000")
    _, batch, log = logged(scenario)
    assert (log["what"] == LOG_KEEPER).sum() == 2
    assert batch.ledger[0]["without_keeper"].sum() == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_revenue_counts_for_the_winner_as_long_as_kept(engine: str) -> None:
    """Of each subscription 60 of its days count for closers, the rest for customer success."""
    parts = "components: {own: {of: revenue, rate: 10 %}}"
    scenario = made(
        f"people: 1, {parts}", f"keeps_for: 60 days, {parts}", more="PROSPECTS=3000"
    ).vary({"today.customers": {"gold": 0}})
    inputs, batch, log = logged(scenario, engine)
    won = log[log["what"] == LOG_WON]
    left = 181 * SECONDS_PER_DAY - won["second"]
    day = won["amount"] / 365 / SECONDS_PER_DAY
    closers = np.array([role == "closer" for role in inputs.book.roles])
    variable = batch.reps[0]["variable"].sum(axis=1)
    kept = float((np.minimum(left, 60 * SECONDS_PER_DAY) * day).sum())
    later = float((np.maximum(0, left - 60 * SECONDS_PER_DAY) * day).sum())
    # Months are billed alike, whatever their days: within 3 %.
    assert variable[closers].sum() == pytest.approx(0.1 * kept, rel=0.03)
    assert variable[~closers].sum() == pytest.approx(0.1 * later, rel=0.03)


@pytest.mark.parametrize(
    ("success", "closer", "path", "message"),
    [
        ("people: 1", "at_most: 20", "team.closer.at_most", "looks after no customers"),
        ("people: 1, keeps_for: 60 days", "", "team.success.keeps_for", "wins no customers"),
        ("people: 1, at_most: 0", "", "team.success.at_most", "1 to 1000000"),
    ],
)
def test_what_does_nothing_is_told(success: str, closer: str, path: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        made(success, closer)
    assert [problem.path for problem in refused.value.problems] == [path]
    assert message in refused.value.problems[0].message


AWAY = "keeps_for: 60 days, absent: {closer 1: 2027-03..2027-05}"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("workers", ["success", "[closer,success]"])
def test_time_with_a_winner_runs_out_in_an_absence(workers: str, engine: str) -> None:
    """Won before 1 March and covered from then on: on 1 June all have had their 60 days.

    They stay with the keeper, so that the winner, whose pay counts revenue, has none of theirs.
    """
    pay = "credit: revenue, on_target: 72k a year, quota: 60k a year, paid_every: month"
    scenario = made("people: 2", f"{AWAY}, {pay}", more=f"PROSPECTS=3000 BY={workers}")
    inputs, batch, log = logged(scenario.vary({"segments.gold.deal": "12k a year"}), engine)
    closer = inputs.book.reps.index("closer 1")
    won = log[(log["what"] == LOG_WON) & (log["rep"] == closer)]
    early = won[won["second"] < 59 * SECONDS_PER_DAY]
    assert len(early) > 3
    fresh = len(won) - len(early)
    assert batch.reps[0, closer]["credited"][-1] <= 1_000 * fresh


@pytest.mark.parametrize("engine", ENGINES)
def test_a_cover_who_returns_customers_has_room_for_those_who_wait(engine: str) -> None:
    """Two keepers of 40: one away for two months, whose 30 fill the other with 10 of them.

    Nobody sells from April on, so that those who have waited are all who come.
    """
    team = "people: 2, at_most: 40 customers, absent: {success 1: 2027-02..2027-03}"
    leave = "departures: {closer 1: 2027-04, closer 2: 2027-04}"
    _, batch, _ = logged(made(team, leave, more="PROSPECTS=3000"), engine)
    ledger = batch.ledger[0]
    assert ledger["without_keeper"][2] > 20
    after = ledger["without_keeper"][3:]
    assert after.tolist() == np.maximum(0, ledger["customers"][3:] - 80).tolist()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_cover_by_name_has_no_more_room_than_others(engine: str) -> None:
    """Three keepers of 25, 20 customers each: the one who covers takes 5, a colleague 5, 10 wait.

    Those wait with the keeper who is away, and nobody visits them until 1 April.
    """
    absent = "{success 1: {dates: 2027-02..2027-03, cover: success 2}}"
    team = f"people: 3, at_most: 25, absent: {absent}"
    _, _, log = logged(made(team), engine)
    visits = log[log["what"] == LOG_CONTACT]
    march = visits[(visits["second"] // SECONDS_PER_DAY >= 59) & (visits["second"] < DAY_90)]
    by = [set(march["firm"][march["rep"] == 2 + k].tolist()) for k in range(3)]
    assert [len(firms) for firms in by] == [0, 25, 25]


LEAVES = """
horizon: {from: 2027-01}
segments: {gold: {prospects: 43, churn: 99 % a year, win_rate: 0.1 %}}
channels: {friends: {leads: 10 a month, per_customer: 2 a month}}
funnel: {conquest: {door: {passes: 30 %, hours: 2}}, loyalty: {visit: {every: 7 days}}}
team:
  hunter:
    motion: conquest
    onboarding: 0 weeks
    keeps_for: 20 days
    hires: {more: {every: month, from: 2027-01-15, until: 2027-02-28}}
  farmer: {people: 1, motion: loyalty, ramp: {months: 2}}
attrition: {}
"""


def test_visits_wait_for_a_successor_of_the_only_one_who_makes_them() -> None:
    """Customers are the hunters', their visits the farmer's, who leaves while some wait."""
    with as_before():
        inputs = build(Scenario.parse(LEAVES))
        made = [next(batches(inputs, replications=2, seed=0, engine=engine)) for engine in ENGINES]
    for batch in made:
        funnel = batch.funnel
        under_way = funnel["open"] + funnel["handing_over"]
        assert (funnel["entered"] == funnel["advanced"] + funnel["lost"] + under_way).all()
    assert (made[0].funnel == made[1].funnel).all()
