"""Work that waits goes cold: leads, open deals, opportunities and referrals, each by its law."""

from typing import Any

import numpy as np
import pytest

from salessim import Scenario, simulate
from salessim.engine.run import batches
from salessim.engine.simulation import event_log
from salessim.errors import ScenarioError
from salessim.measure.batch import Batch
from salessim.model.assembly import build
from salessim.model.rates.interest import interest_after, mean_interest, time_until
from salessim.model.state.codes import (
    ABANDONED,
    GIVEN_UP,
    LOG_LEAD,
    LOG_LOST,
    LOG_STARTED,
    NEVER,
)
from salessim.model.state.tables import World
from salessim.plan.explanations import waiting_left_out
from salessim.report.activity_tables import funnel
from salessim.scenario.fading import PUBLISHED
from salessim.units import SECONDS_PER_HOUR

ENGINES = ["compiled", "simpy"]
QUEUE = """
name: open deals that wait
horizon: {from: 2027-01, months: 1}
calendar: always
segments: {firms: {prospects: 100, deal: 10k, churn: 0 % a year, cooling_off: 0}}
prospecting: {outbound: none}
funnel:
  conquest:
    first: {hours: {constant: 1}, passes: 50 %, works: step}
    middle: {hours: {constant: 1}, passes: 50 %}
    last: {hours: {constant: 1}, passes: 50 %}
  loyalty:
    upsell: {hours: {constant: 1}, passes: 50 %, each: 0 a year}
team: {rep: {people: 1, base: 0 a year}}
motivation: none
learning: none
time: {administration: 0 %, adherence: 100 %, next_deal: oldest}
today: {customers: {firms: 0}}
"""
STAGES = ("conquest.first", "conquest.middle", "conquest.last", "loyalty.upsell")


def queue_of(stage: str, deals: int, **keys: Any) -> Scenario:
    motion, name = stage.split(".")
    names = [f"Firm {number}" for number in range(deals)]
    row = {"segment": "firms", "stage": name, "motion": motion}
    today: dict[str, Any] = {"deals": [{"account": one, **row} for one in names]}
    if motion == "loyalty":
        today["accounts"] = [{"name": one, "segment": "firms"} for one in names]
    changes = {f"funnel.{stage}.{key}": value for key, value in keys.items()}
    return Scenario.parse(QUEUE).vary({**changes, "today": today})


def run(scenario: Scenario, engine: str = "compiled", replications: int = 1) -> Batch:
    inputs = build(scenario)
    return next(
        batches(
            inputs,
            replications=replications,
            seed=2,
            engine=engine,
            threads=1,
            log=True,
            deals=True,
        )
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(("patience", "served"), [("30 minutes", 1), ("90 minutes", 2),
                                                  ("2 hours", 2), ("none", 5)])  # fmt: skip
def test_five_deals_of_an_hour_each_and_one_rep(
    stage: str, patience: str, served: int, engine: str
) -> None:
    """The k-th is begun after k hours; those whose patience has ended by then are lost.

    Whoever waits to the very second in which the rep comes free has gone.
    """
    batch = run(queue_of(stage, 5, patience=patience, passes="0 %"), engine)
    step = STAGES.index(stage)
    flow = batch.funnel[0, step, 0]
    assert (flow.started, flow.abandoned, flow.lost) == (served, 5 - served, 5)
    assert flow.entered == flow.advanced + flow.lost + flow.open
    assert flow.work_seconds == served * SECONDS_PER_HOUR
    assert batch.months["deals_cold"].sum() == 5 - served
    assert batch.months["leads_cold"].sum() == 0
    log = batch.log[0]
    cold = log[(log["what"] == LOG_LOST) & (log["detail"] == ABANDONED)]
    if served < 5:
        number, unit = patience.split()
        seconds = int(number) * {"minutes": 60, "hours": 3600}[unit]
        assert set(cold["second"].tolist()) == {seconds}
    assert (cold["step"] == step).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_referral_goes_cold_at_the_stage_to_which_it_comes(engine: str) -> None:
    """It comes after an hour of upselling; the hunter has another deal in hand for five hours."""
    scenario = queue_of("conquest.first", 1, patience="1 hour", hours={"constant": 5})
    deals = [
        {"account": "Firm 0", "segment": "firms", "stage": "first"},
        {"account": "Known", "segment": "firms", "stage": "upsell", "motion": "loyalty"},
    ]
    batch = run(scenario.vary({
        "funnel.loyalty.upsell.passes": "100 %",
        "funnel.loyalty.upsell.refers": "100 %",
        "team": {"hunter": {"people": 1, "base": "0 a year", "motion": "conquest"},
                 "farmer": {"people": 1, "base": "0 a year", "motion": "loyalty"}},
        "today": {"deals": deals, "accounts": [{"name": "Known", "segment": "firms"}]},
    }), engine)  # fmt: skip
    log = batch.log[0]
    [came] = log[log["what"] == LOG_LEAD]
    [cold] = log[(log["what"] == LOG_LOST) & (log["detail"] == ABANDONED)]
    assert (int(came["second"]), int(cold["second"])) == (3600, 7200)
    assert cold["deal"] == came["deal"]
    assert batch.months["deals_cold"].sum() == 1


LEADS = """
name: leads that wait
horizon: {from: 2027-01, months: 2}
segments: {firms: {prospects: 100000, deal: 10k}}
channels: {web: {leads: 2000 a month}, fair: {leads: 500 a month}}
team: {seller: {people: 2}}
"""


def lost_leads(
    scenario: Scenario, engine: str = "compiled"
) -> tuple[Any, dict[str, set[int]], Any]:
    log, book = event_log(scenario, engine=engine)
    came = log[log["what"] == LOG_LEAD]
    since = dict(zip(came["deal"].tolist(), came["second"].tolist(), strict=True))
    channel = dict(zip(came["deal"].tolist(), came["detail"].tolist(), strict=True))
    cold = log[(log["what"] == LOG_LOST) & np.isin(log["detail"], (ABANDONED, GIVEN_UP))]
    waits = {
        name: {int(row["second"]) - since[int(row["deal"])] for row in cold
                 if channel[int(row["deal"])] == number}
        for number, name in enumerate(book.channels)
    }  # fmt: skip
    return log, waits, cold


@pytest.mark.parametrize("engine", ENGINES)
def test_patience_of_a_channel_goes_before_that_of_the_stage(engine: str) -> None:
    scenario = Scenario.parse(LEADS).vary(
        {
            "channels.web.patience": {"constant": "3 hours"},
            "funnel.conquest.call.patience": "5 hours",
        }
    )
    _, waits, cold = lost_leads(scenario, engine)
    assert waits == {"web": {3 * SECONDS_PER_HOUR}, "fair": {5 * SECONDS_PER_HOUR}}
    assert set(cold["detail"].tolist()) == {ABANDONED}


def test_a_lead_without_patience_is_given_up_as_before() -> None:
    scenario = Scenario.parse(LEADS).vary(
        {"channels.web.patience": "3 hours", "channels.fair.goes_cold_in": "12 hours",
         "channels.fair.given_up_at": "25 %"}
    )  # fmt: skip
    _, waits, cold = lost_leads(scenario)
    assert waits == {"web": {3 * SECONDS_PER_HOUR}, "fair": {24 * SECONDS_PER_HOUR}}
    assert set(cold["detail"].tolist()) == {ABANDONED, GIVEN_UP}
    figures = {row.channel: row for row in simulate(scenario, replications=2).findings.channels}
    assert figures["web"].cold > 100
    assert figures["fair"].cold > 10


LAWS: dict[str, tuple[Any, float, float]] = {
    "exponential": ({"mean": "2 days"}, 2.0, 2.0),
    "uniform": (["1 day", "3 days"], 2.0, 1.0 / 3.0**0.5),
    "gamma": ({"shape": 4, "mean": "2 days"}, 2.0, 1.0),
}


@pytest.mark.parametrize("law", LAWS)
def test_patience_follows_its_law(law: str) -> None:
    """Nobody is there: all go cold, and the waits have the mean and the deviation of the law."""
    typed, mean, deviation = LAWS[law]
    scenario = Scenario.parse(LEADS).vary(
        {"channels.web.patience": {law: typed}, "channels.fair.leads": "0 a month",
         "team.seller.absent": {"seller 1": "2027-01..2027-12", "seller 2": "2027-01..2027-12"},
         "horizon.months": 6}
    )  # fmt: skip
    log, _ = event_log(scenario)
    came = log[log["what"] == LOG_LEAD]
    early = came[came["second"] < 100 * 86400]
    since = dict(zip(early["deal"].tolist(), early["second"].tolist(), strict=True))
    lost = log[(log["what"] == LOG_LOST) & (log["detail"] == ABANDONED)]
    days = np.array([
        (int(row["second"]) - since[int(row["deal"])]) / 86400
        for row in lost if int(row["deal"]) in since
    ])  # fmt: skip
    assert len(days) == len(early) > 5000
    assert days.mean() == pytest.approx(mean, abs=4 * deviation / len(days) ** 0.5)
    assert days.std() == pytest.approx(deviation, rel=0.08)


CURVES: dict[str, Any] = {
    "half-life": ("3 hours", lambda hours: 0.5 ** (hours / 3)),
    "table": (
        {"0 hours": "100 %", "1 hour": "60 %", "3 hours": "30 %", "8 hours": "10 %"},
        lambda hours: np.interp(hours, [0, 1, 3, 8], [1, 0.6, 0.3, 0.1]),
    ),
    "oldroyd_2011": (
        "oldroyd_2011", lambda hours: np.interp(hours, [0, 1, 2, 24], [1, 1, 1 / 7, 1 / 60])
    ),
}  # fmt: skip
WAITS = 10


def waiting_segments(stage: str, **keys: Any) -> Scenario:
    """A segment for each of ten waits, with one deal that waits for so many hours."""
    motion, name = stage.split(".")
    segments = {f"s{k}": {"prospects": 0, "deal": "10k", "churn": "0 % a year"} for k in range(10)}
    rows = [
        {"account": f"Firm {k}", "segment": f"s{k}", "stage": name, "motion": motion,
         "opened": f"2026-11-{k + 1:02}"}
        for k in range(WAITS)
    ]  # fmt: skip
    today: dict[str, Any] = {"deals": rows}
    if motion == "loyalty":
        today["accounts"] = [{"name": r["account"], "segment": r["segment"]} for r in rows]
    changes = {f"funnel.{stage}.{key}": value for key, value in keys.items()}
    text = QUEUE.replace("today: {customers: {firms: 0}}\n", "")
    scenario = Scenario.parse(text.replace("firms:", "s0:"))
    return scenario.vary({"segments": segments, "today": today, **changes})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("stage", STAGES)
def test_the_chance_to_pass_follows_its_curve_at_ten_waits(
    stage: str, curve: str, engine: str
) -> None:
    typed, share_left = CURVES[curve]
    scenario = waiting_segments(stage, goes_cold_in=typed, passes="80 %")
    batch = run(scenario, engine, replications=1 if engine == "simpy" else 400)
    step = STAGES.index(stage)
    flow = batch.funnel[0, step]
    waited = flow["waited_seconds"] // SECONDS_PER_HOUR
    assert sorted(waited.tolist()) == [*range(WAITS)]
    curve_at = np.array([0.8 * share_left(hours) for hours in waited.tolist()])
    assert flow["chance"] == pytest.approx(curve_at, rel=1e-9)
    if engine == "compiled":
        passed = batch.funnel["advanced"][:, step].mean(axis=0)
        # 99.9 % intervals of ten shares.
        margin = 4.0 * np.sqrt(curve_at * (1 - curve_at) / 400)
        assert (np.abs(passed - curve_at) <= margin).all()


def test_who_is_met_late_may_not_come_to_a_discovery_any_more() -> None:
    """The bar decides who is proposed to; of these the share left by the wait goes on."""
    at_once, late = (
        run(waiting_segments("conquest.first", works="discovery", passes="60 %", **keys),
            replications=2000)
        for keys in ({}, {"goes_cold_in": "3 hours"})
    )  # fmt: skip
    gone_on, kept = (batch.funnel["advanced"][:, 0].sum(axis=0) for batch in (at_once, late))
    waited = late.funnel["waited_seconds"][0, 0] / SECONDS_PER_HOUR
    assert sorted(waited.tolist()) == [*range(WAITS)]
    left = 0.5 ** (waited / 3)
    assert (np.abs(kept - left * gone_on) <= 4.0 * np.sqrt(left * (1 - left) * gone_on)).all()
    assert gone_on.min() > 100
    assert (late.funnel["rounds"] == at_once.funnel["rounds"])[:, 0].all()
    chance = late.funnel["chance"][:, 0] / at_once.funnel["chance"][:, 0]
    assert chance == pytest.approx(np.tile(left, (len(chance), 1)))


@pytest.mark.parametrize("engine", ENGINES)
def test_leads_fade_by_a_table(engine: str) -> None:
    """The chances with which leads were decided are those of their waits, added up."""
    table = {"0 hours": "100 %", "1 hour": "15 %", "1 day": "2 %"}
    scenario = Scenario.parse(LEADS).vary({
        "channels.web": {"leads": "900 a month", "goes_cold_in": table, "passes": "60 %",
                         "given_up_at": "0 %"},
        "channels.fair.leads": "0 a month", "motivation": "none", "learning": "none",
        "prospecting.outbound": "none", "funnel.conquest.call.passes": "5 %",
        "funnel.conquest.call.skill_effect": 0,
    })  # fmt: skip
    batch = run(scenario, engine)
    log = batch.log[0]
    answers = log[(log["what"] == LOG_STARTED) & (log["step"] == 0)]
    hours = answers["seconds"] / SECONDS_PER_HOUR
    chances = 0.6 * np.interp(hours, [0, 1, 24], [1, 0.15, 0.02])
    row = batch.funnel[0, 0, 0]
    assert 0 <= len(answers) - row.rounds <= 2  # in hand at the end
    assert row.chance == pytest.approx(chances[: int(row.rounds)].sum(), rel=2e-3)
    assert len(set(hours.tolist())) > 100


def law_of_web(scenario: Scenario) -> tuple[World, tuple[float, float, float]]:
    inputs = build(scenario)
    row = inputs.world.channels[inputs.book.channels.index("web")]
    return inputs.world, (row.goes_cold_in, row.first_wait, row.waits)


def published(name: str, hours: float) -> float:
    scenario = Scenario.parse(LEADS).vary({"channels.web.goes_cold_in": name})
    world, law = law_of_web(scenario)
    return float(interest_after(world, hours * SECONDS_PER_HOUR, *law))


def test_published_tables_say_what_their_sources_say() -> None:
    """Oldroyd, McElheran and Elkington 2011; Oldroyd 2007."""
    within = published("oldroyd_2011", 0.5)
    assert within == published("oldroyd_2011", 1.0) == 1.0
    assert within / published("oldroyd_2011", 2.0) == pytest.approx(7)
    assert within / published("oldroyd_2011", 24.0) == pytest.approx(60)
    assert published("oldroyd_2011", 100.0) == published("oldroyd_2011", 24.0)
    for name, at_ten, at_thirty in (("qualifying_2007", 4, 21), ("contacting_2007", 5, 100)):
        five, ten, thirty = (published(name, minutes / 60) for minutes in (5, 10, 30))
        assert five == 1.0
        assert five / ten == pytest.approx(at_ten)
        assert five / thirty == pytest.approx(at_thirty)
    assert len(PUBLISHED) == 3


def test_means_and_times_of_a_table_agree_with_sums_by_hand() -> None:
    """1, .5 after an hour, .25 after three: an exponential wait of an hour, by small steps."""
    table = {"0": "100 %", "1 hour": "50 %", "3 hours": "25 %"}
    scenario = Scenario.parse(LEADS).vary({"channels.web.goes_cold_in": table})
    world, law = law_of_web(scenario)
    middles = np.arange(0.0005, 40, 0.001)
    weights = np.exp(-middles) * 0.001
    by_steps = (np.interp(middles, [0, 1, 3], [1, 0.5, 0.25]) * weights).sum() / weights.sum()
    mean = mean_interest(world, 0.9, SECONDS_PER_HOUR, *law)
    assert mean == pytest.approx(0.9 * by_steps, rel=1e-5)
    assert mean_interest(world, 0.9, 0.0, *law) == pytest.approx(0.9)
    times = [time_until(world, share, *law) for share in (1.0, 0.5, 0.375, 0.25, 0.2, 0.0)]
    assert times[:4] == pytest.approx([0.0, 3600.0, 7200.0, 10800.0])
    assert times[4:] == [NEVER, NEVER]


def test_a_lead_by_a_table_is_given_up_when_so_much_of_it_is_left() -> None:
    """15 % after an hour, 2 % after a day: 8.5 % is left after 12.5 hours."""
    table = {"0 hours": "100 %", "1 hour": "15 %", "1 day": "2 %"}
    _, waits, _ = lost_leads(Scenario.parse(LEADS).vary(
        {"channels.web.goes_cold_in": table, "channels.web.given_up_at": "8.5 %"}
    ))  # fmt: skip
    assert max(waits["web"]) - min(waits["web"]) <= 1  # half seconds
    assert max(waits["web"]) == pytest.approx(12.5 * SECONDS_PER_HOUR, abs=1)


def test_motivation_is_not_moved_by_what_nobody_has_worked_on() -> None:
    """Four of five deals go cold; only the one that was refused is felt."""
    scenario = queue_of("conquest.last", 5, patience="30 minutes", passes="0 %").vary(
        {"motivation": {}}
    )
    felt = run(scenario)
    alone = run(scenario.vary({"today.deals": [scenario_row("Firm 0")]}))
    assert felt.moved[0, :, 1].tolist() == alone.moved[0, :, 1].tolist()
    assert felt.moved[0, :, 1].sum() < 0


def scenario_row(account: str) -> dict[str, str]:
    return {"account": account, "segment": "firms", "stage": "last"}


BAD = {
    "patience: 1 hour, given_up_at: 10 %": "channels.web says when its leads go cold",
    "goes_cold_in: oldroyd": "did you mean oldroyd_2011?",
    "goes_cold_in: {1 hour: 50 %, 2 hours: 20 %}": "a table begins with what is left at once",
    "goes_cold_in: {0 hours: 100 %, 2 hours: 20 %, 1 hour: 10 %}": "rise from row to row",
    "goes_cold_in: {0 hours: 100 %, 2 hours: 20 %, 3 hours: 30 %}": "fall, or stay",
    "goes_cold_in: {0 hours: 200 %, 2 hours: 20 %}": "between 100 % and 0 %",
    "goes_cold_in: {0 hours: 100 %, soon: 20 %}": "'soon' is no wait",
    "goes_cold_in: {0 hours: 100 %, 1 hour: much}": "'much' is no share of interest",
    "goes_cold_in: {0 hours: 100 %, 1 hour: 10..20 %}": "single numbers",
    "patience: -1 hour": "0 to 3,650 days",
}


@pytest.mark.parametrize("typed", BAD)
def test_what_cannot_be_is_answered_with_what_to_type(typed: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(LEADS.replace("leads: 2000 a month", f"leads: 2000 a month, {typed}"))
    assert BAD[typed] in str(caught.value)
    assert "channels.web." in str(caught.value)


def test_a_stage_that_leads_come_to_fades_by_its_channel() -> None:
    with pytest.raises(ScenarioError, match="interest of leads fades as their channel says"):
        Scenario.parse(LEADS).vary({"funnel.conquest.call.goes_cold_in": "1 day"})


def notes(scenario: Scenario) -> set[str]:
    return {note.path for note in scenario.notes}


def test_keys_that_act_on_nothing_are_noted() -> None:
    quiet = Scenario.parse(QUEUE).vary({
        "funnel.loyalty.upsell.patience": "1 day", "funnel.loyalty.upsell.goes_cold_in": "1 day",
    })  # fmt: skip
    assert {"funnel.loyalty.upsell.patience", "funnel.loyalty.upsell.goes_cold_in"} <= notes(quiet)
    idle = LEADS.replace("500 a month", "0 a month, patience: 1 day")
    assert "channels.fair.patience" in notes(Scenario.parse(idle))
    nobody = LEADS.replace("channels: {web: {leads: 2000 a month}, fair: {leads: 500 a month}}", "")
    calls = Scenario.parse(nobody).vary({"funnel.conquest.call.patience": "1 day"})
    assert "funnel.conquest.call.patience" in notes(calls)


def test_rates_of_a_stage_are_of_decided_cases() -> None:
    """Half of what is decided passes, however many go cold; the report has a column for these."""
    scenario = queue_of("conquest.middle", 40, patience="12 hours", passes="50 %")
    result = simulate(scenario, replications=200)
    [middle] = [row for row in result.funnel.conquest if row.stage == "middle"]
    assert (middle.abandoned, middle.entered) == (28.0, 40.0)
    assert middle.rate == pytest.approx(0.5, abs=0.05)
    assert middle.lost == pytest.approx(28.0 + 6.0, abs=0.5)
    assert result.indicators["deals_cold"].mean == 28.0
    columns = [column.name for column in funnel(result.findings)[0].columns]
    assert columns[3:5] == ["lost", "of it cold"]
    nothing = simulate(queue_of("conquest.middle", 4), replications=2)
    assert "of it cold" not in [column.name for column in funnel(nothing.findings)[0].columns]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_segment_has_its_own_patience_and_its_own_fading(engine: str) -> None:
    """Deals of s3 are gone after half an hour; those of s5 fade faster, the others as the stage."""
    table = {"0 hours": "50 %", "20 hours": "0 %"}
    scenario = waiting_segments("conquest.middle", goes_cold_in="3 hours", passes="80 %").vary(
        {
            "segments.s3.funnel.middle": {"patience": "30 minutes"},
            "segments.s5.funnel.middle": {"goes_cold_in": table},
        }
    )
    flow = run(scenario, engine).funnel[0, 1]
    assert flow["abandoned"].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    hours = flow["waited_seconds"] / SECONDS_PER_HOUR
    expected = 0.8 * 0.5 ** (hours / 3)
    expected[3] = 0.0
    expected[5] = 0.8 * 0.5 * (1 - hours[5] / 20)
    assert flow["chance"] == pytest.approx(expected)


def test_the_programme_says_what_it_leaves_out() -> None:
    scenario = queue_of("conquest.middle", 4, patience="12 hours", goes_cold_in="1 day")
    [sentence] = waiting_left_out(scenario.plan)
    assert "middle (patience, goes_cold_in)" in sentence
    assert waiting_left_out(Scenario.parse(QUEUE).plan) == []
