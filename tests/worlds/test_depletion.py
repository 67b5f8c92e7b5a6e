"""Leads of a whole market find fewer firms free as it is sold; customers recommend us."""

from math import exp, log, sqrt

import numpy as np
import pytest
from logged_runs import logged

from salessim import Scenario, simulate
from salessim.engine.obtained_rates import obtained
from salessim.engine.run import batches
from salessim.errors import ScenarioError
from salessim.model.assembly import build
from salessim.model.state.codes import (
    CONQUEST,
    LOG_LEAD,
    LOG_LOST,
    LOG_NOT_FREE,
    LOG_RECOMMENDED,
    LOG_WON,
    NOBODY,
)
from salessim.report.role_tables import markets

ENGINES = ["compiled", "simpy"]
WORLD = """
name: a market that runs dry
horizon: {from: 2027-01, months: MONTHS}
calendar: {hours: 40 a week, leave: 0 days a year, sick: 0 days a year}
segments: {SEGMENTS}
channels: {CHANNELS}
funnel:
  conquest: {sign: {hours: 0.01, passes: PASSES, works: step}}
  loyalty: {LOYALTY}
team: {rep: {people: 4, base: 36k a year}}
motivation: none
today: {TODAY}
"""
GOLD = "gold: {prospects: 1000, deal: 1k, churn: 0 % a year, cooling_off: 3650 days, MORE}"
WHOLE = GOLD.replace("MORE", "leads_from: whole_market")
ADS = "ads: {leads: 600 a year}"


def made(
    segments: str = WHOLE,
    channels: str = ADS,
    today: str = "",
    passes: str = "0 %",
    months: int = 12,
    loyalty: str = "",
) -> Scenario:
    text = WORLD
    words = {"MONTHS": str(months), "SEGMENTS": segments, "CHANNELS": channels}
    words |= {"PASSES": passes, "TODAY": today, "LOYALTY": loyalty}
    for word, value in words.items():
        text = text.replace(word, value)
    return Scenario.parse(text)


def months_of(scenario: Scenario, replications: int) -> np.ndarray:
    found = batches(build(scenario), replications=replications, seed=2, threads=1)
    return np.concatenate([batch.months.copy() for batch in found])


@pytest.mark.parametrize("engine", ENGINES)
def test_each_free_firm_becomes_a_lead_once_and_all_others_are_counted(engine: str) -> None:
    """Of 4 firms 2 are customers: 240 leads a year are 480 that ask, of which 2 are leads."""
    segments = WHOLE.replace("1000", "2")
    scenario = made(segments, "ads: {leads: 240 a year}", "customers: {gold: 2}")
    inputs, batch, log = logged(scenario, engine)
    asked = log[np.isin(log["what"], (LOG_LEAD, LOG_NOT_FREE))]
    leads = asked[asked["what"] == LOG_LEAD]
    first = int(inputs.world.segment_states[0].first_prospect)
    assert sorted(leads["firm"].tolist()) == [first, first + 1]
    assert abs(len(asked) - 480) < 4 * sqrt(480)
    assert set(asked["firm"].tolist()) == set(range(first - 2, first + 2))
    counts, months = batch.leads[0], batch.months[0]
    assert counts["leads"].tolist() == [2]
    assert counts["not_free"].tolist() == [len(asked) - 2]
    assert months["leads"].sum() == 2
    assert months["leads_not_free"].sum() == len(asked) - 2
    end = months[-1, 0, CONQUEST]
    assert (end["firms"], end["free_firms"], end["customers"]) == (4, 0, 2)


@pytest.mark.parametrize("customers", [0, 1000])
def test_leads_fall_as_firms_do_that_nobody_has_asked_for(customers: int) -> None:
    """The hazard of each of 1,000 firms is .6 a year: 1,000 (1 - exp(-.6 t)) have asked by t.

    That is so whether or not others are customers already: leads are as many today as typed.
    """
    today = f"customers: {{gold: {customers}}}" if customers else ""
    table = months_of(made(today=today), 40)
    leads = table["leads"].sum(axis=(2, 3)).cumsum(axis=1)
    for months in (3, 12):
        asked = 1.0 - exp(-0.6 * months / 12)
        error = 4 * sqrt(1000 * asked * (1 - asked) / 40) + 0.003 * 600
        assert abs(leads[:, months - 1].mean() - 1000 * asked) < error
    in_vain = table["leads_not_free"].sum(axis=(1, 2, 3)).mean()
    scale = 1.0 + customers / 1000
    assert in_vain + leads[:, -1].mean() == pytest.approx(600 * scale, rel=0.02)


def test_leads_of_free_firms_stay_as_many() -> None:
    table = months_of(made(GOLD.replace("MORE", "")), 40)
    assert table["leads"].sum(axis=(1, 2, 3)).mean() == pytest.approx(600, rel=0.03)
    assert table["leads_not_free"].sum() == 0
    assert table["firms"].sum() == 0


CALLERS = """
name: calls beside leads
horizon: {from: 2027-01, months: 12}
segments: {gold: {prospects: 60, deal: 1k, churn: 0 % a year, cooling_off: 90 days,
  leads_from: whole_market, called: never}}
channels: {ads: {leads: 300 a year, passes: 20 %}}
prospecting: {attempts: 3, again_after: 30 days}
funnel:
  conquest: {call: {hours: 0.5, passes: 5 %}, meeting: {hours: 2, passes: 30 %, works: step}}
  loyalty: {}
team: {rep: {people: 1, hours: 10 a week, base: 36k a year}}
motivation: none
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_who_rests_between_two_calls_is_free_and_who_cools_off_is_not(engine: str) -> None:
    """By the log: between calls firms become leads; after three calls, or a no, they do not."""
    _, _, log = logged(Scenario.parse(CALLERS), engine)
    failed = np.zeros(60, int)
    cools = np.full(60, -1)
    lead_between_calls = 0
    for row in log:
        firm = int(row["firm"])
        if firm == NOBODY:
            continue
        if row["what"] == LOG_LOST and row["deal"] == NOBODY:
            failed[firm] = (failed[firm] + 1) % 3
            cools[firm] = row["second"] if failed[firm] == 0 else -1
        elif row["what"] == LOG_LOST:
            failed[firm], cools[firm] = 0, row["second"]
        elif row["what"] == LOG_LEAD:
            lead_between_calls += failed[firm] > 0
            off = cools[firm] >= 0 and row["second"] < cools[firm] + 90 * 86_400
            assert not off
            failed[firm], cools[firm] = 0, -1
    assert lead_between_calls > 5


INNOVATION, IMITATION = 0.03, 0.38
"""Bass's p and q, a year."""


def new_market(firms: int) -> Scenario:
    channels = (
        f"ads: {{leads: {INNOVATION * firms:g} a year}}, "
        f"word_of_mouth: {{per_customer: {IMITATION} a year, relationship_effect: 0}}"
    )
    segments = WHOLE.replace("1000", str(firms))
    return made(segments, channels, passes="100 %", months=96)


def adopted(years: np.ndarray) -> np.ndarray:
    faded = np.exp(-(INNOVATION + IMITATION) * years)
    return np.asarray((1.0 - faded) / (1.0 + IMITATION / INNOVATION * faded))


def peak_of(gained: np.ndarray) -> float:
    """The year in which most adopt, of monthly gains (futures, months): a cubic's maximum."""
    at = (np.arange(96) + 0.5) / 12.0
    near = (at > 4.2) & (at < 8.0)
    turns = np.roots(np.polyder(np.polyfit(at[near], gained.mean(axis=0)[near], 3)))
    return float(next(turn.real for turn in turns if 4.2 < turn.real < 8.0))


def test_adoption_follows_the_curve_of_bass() -> None:
    """p .03 and q .38: most adopt in year 6.19, and 65.2 % have after eight years.

    F. Bass, A new product growth for model consumer durables, Management Science 15 (1969).
    """
    firms = 1000
    gained = months_of(new_market(firms), 200)["customers_gained"].sum(axis=(2, 3)) / firms
    sold = gained.sum(axis=1)
    expected = adopted(np.arange(1, 97) / 12.0)
    assert expected[-1] == pytest.approx(0.652, abs=0.0005)
    assert abs(sold.mean() - expected[-1]) < 1.96 * sold.std(ddof=1) / sqrt(len(sold))
    assert sold.max() < 1.0
    assert np.abs(gained.cumsum(axis=1).mean(axis=0) - expected).max() < 0.005
    theirs = log(IMITATION / INNOVATION) / (INNOVATION + IMITATION)
    assert theirs == pytest.approx(6.19, abs=0.005)
    parts = np.array_split(gained, 20)
    left_out = np.array([peak_of(np.concatenate(parts[:k] + parts[k + 1 :])) for k in range(20)])
    jackknife = sqrt(19 * float(left_out.var()))
    assert jackknife < 0.1
    assert abs(peak_of(gained) - theirs) < 2.09 * jackknife


def test_the_curve_of_bass_is_equal_to_the_bit_in_both_drivers() -> None:
    one, other = (logged(new_market(200), engine)[1] for engine in ENGINES)
    assert np.array_equal(one.months, other.months)
    assert np.array_equal(one.leads, other.leads)
    assert one.leads[0]["recommended"][1] > 90


TWO = """
  gold: {prospects: 1000, deal: 1k, churn: 0 % a year},
  silver: {prospects: 1000, deal: 1k, churn: 0 % a year}"""
FRIENDS = "friends: {per_customer: 2 a year, relationship_effect: 0, HOW}"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("how", "to_gold", "to_silver"),
    [("", 200, 100), ("to: {silver: 30 %}", 140, 160), ("to: {gold: 100 %}", 300, 0),
     ("from: gold", 200, 0), ("from: [gold], to: {silver: 100 %}", 0, 200)],
)  # fmt: skip
def test_customers_recommend_us_to_their_own_segment_or_to_others(
    engine: str, how: str, to_gold: float, to_silver: float
) -> None:
    """100 customers of gold and 50 of silver, 2 recommendations each a year."""
    today = "customers: {gold: 100, silver: 50}"
    _, batch, log = logged(made(TWO, FRIENDS.replace("HOW", how), today), engine)
    leads = batch.months[0]["leads"].sum(axis=(0, 2))
    for came, expected in zip(leads, (to_gold, to_silver), strict=True):
        assert abs(came - expected) <= 4 * sqrt(expected)
    told = log[log["what"] == LOG_RECOMMENDED]
    assert len(told) == batch.leads[0]["recommended"].sum() == leads.sum()
    only = {0} if "from" in how else {0, 1}
    assert set(told["segment"].tolist()) == only


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_closer_recommends_us_more_often(engine: str) -> None:
    """Nobody is visited, so that today's mean is 0: at a relationship of 1 twice the 2 a year."""
    rows = [
        f"{{name: {name} {k}, segment: gold, relationship: {bond}}}"
        for name, bond in (("friend", 1), ("stranger", 0))
        for k in range(100)
    ]
    channels = FRIENDS.replace("relationship_effect: 0, HOW", "relationship_effect: 1")
    scenario = made(GOLD.replace("MORE", ""), channels, f"accounts: [{', '.join(rows)}]").vary(
        {"loyalty.half_life": "36500 days"}
    )
    _, _, log = logged(scenario, engine)
    told = np.bincount(log["firm"][log["what"] == LOG_RECOMMENDED], minlength=200)
    friends, strangers = told[:100].sum(), told[100:200].sum()
    assert abs(friends - 400) < 4 * sqrt(400)
    assert abs(strangers - 200) < 4 * sqrt(200)


@pytest.mark.parametrize("engine", ENGINES)
def test_recommendations_follow_the_season_and_the_budget(engine: str) -> None:
    """With a peak of 100 % in July, 3/4 of all fall into the half-year around it."""
    how = "peak: July, peak_size: 100 %, budget: 1k a month"
    scenario = made(GOLD.replace("MORE", ""), FRIENDS.replace("HOW", how), "customers: {gold: 200}")
    _, batch, _ = logged(scenario, engine)
    leads = batch.months[0]["leads"].sum(axis=(1, 2))
    assert abs(leads.sum() - 400) < 4 * sqrt(400)
    assert abs(leads[3:10].sum() / leads.sum() - 0.80) < 0.08
    less = made(
        GOLD.replace("MORE", ""),
        FRIENDS.replace("HOW", how + ", without_budget: 25 %"),
        "customers: {gold: 200}",
    ).vary({"channels.friends.budget": "0 a month"})
    assert abs(logged(less, engine)[1].months["leads"].sum() - 100) < 4 * sqrt(100)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_referral_to_a_customer_is_no_lead(engine: str) -> None:
    """Each upsell won refers us to a firm; all firms of the market are customers."""
    upsell = "upsell: {hours: 0.1, passes: 100 %, each: 6 a year, refers: 100 %}"
    segments = WHOLE.replace("1000", "0")
    scenario = made(segments, "", "customers: {gold: 50}", loyalty=upsell)
    _, batch, log = logged(scenario, engine)
    wins = int((log["what"] == LOG_WON).sum())
    assert abs(wins - 300) < 4 * sqrt(300)
    assert batch.months["leads"].sum() == 0
    assert batch.months["leads_not_free"].sum() == wins
    free = made(GOLD.replace("1000", "5000").replace("MORE", ""), "", "customers: {gold: 50}",
                loyalty=upsell)  # fmt: skip
    _, batch, log = logged(free, engine)
    referrals = log[(log["what"] == LOG_LEAD) & (log["detail"] == NOBODY)]
    assert len(referrals) == (log["what"] == LOG_WON).sum()


def test_leads_and_recommendations_typed_stand_beside_those_obtained() -> None:
    """Of 600 leads typed 451 come in a year in which the market is asked; 2 of each customer."""
    channels = f"{ADS}, {FRIENDS.replace('relationship_effect: 0, HOW', 'from: gold')}"
    scenario = made(WHOLE, channels, "customers: {gold: 100}")
    rates = {rate.path: rate for rate in obtained(scenario, replications=20)}
    leads, told = rates["channels.ads.leads"], rates["channels.friends.per_customer"]
    assert (leads.typed, leads.unit, told.typed, told.unit) == (600, "a year", 2, "a year")
    # Those whom customers told are asked no more: 200 a year, of which half find a free firm.
    assert 390 < leads.obtained < 451
    assert abs(told.obtained - 2.0) < 2 * told.half_width
    assert told.cases == pytest.approx(100 * 20, rel=0.01)
    assert not any("channels" in rate.path for rate in obtained(made(GOLD.replace("MORE", ""))))


def test_a_report_says_how_the_market_is_sold() -> None:
    result = simulate(new_market(500), replications=20, seed=2)
    years = result.findings.markets
    assert [row.until for row in years] == [f"{year}-12" for year in range(2027, 2035)]
    assert years[-1].sold == pytest.approx(0.652, abs=0.04)
    for row in years:
        assert row.firms == 500
        assert row.sold is not None and row.free is not None
        assert row.sold + row.free == pytest.approx(1.0, abs=0.01)
    assert result.indicators["market_sold"].mean == pytest.approx(years[-1].sold)
    assert result.indicators["market_free"].mean == pytest.approx(years[-1].free)
    asked = sum(row.not_free for row in years)
    assert result.indicators["leads_not_free"].mean == pytest.approx(asked)
    channels = result.findings.channels
    assert sum(row.not_free for row in channels) == pytest.approx(asked)
    assert sum(row.leads for row in channels) == pytest.approx(sum(row.leads for row in years))
    assert [row[1] for row in markets(result.findings).rows[:2]] == ["Dec 2027", "Dec 2028"]


@pytest.mark.parametrize(
    ("channels", "words"),
    [
        (
            "a: {leads: 5 a month, from: gold}",
            "channels.a.from: 'gold' given: customers do not recommend us",
        ),
        ("a: {leads: 5 a month, to: {gold: 50 %}}", "through this channel: type per_customer"),
        ("a: {leads: 5 a month, relationship_effect: 2}", "type per_customer, such as 0.5 a year"),
        ("a: {per_customer: 1 a year, from: [bronze]}", "there is no segment of this name"),
        ("a: {per_customer: 1 a year, to: {bronze: 20 %}}", "there is no segment of this name"),
        ("a: {per_customer: 1 a year, to: {gold: 80 %, silver: 40 %}}", "add up to 120 %"),
        ("a: {per_customer: 2}", "channels.a.per_customer"),
    ],
)
def test_what_cannot_be_is_answered(channels: str, words: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        made(TWO, channels)
    assert words in str(refused.value)
