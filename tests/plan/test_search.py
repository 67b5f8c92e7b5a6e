"""Which way of working is taken: by what the simulation shows, never worse than today's."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from salessim import Scenario, optimise
from salessim.engine import SEARCH
from salessim.errors import InputError, StoppedError
from salessim.model.state.codes import CONQUEST, LOYALTY
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.few_moves import role_moves, with_moves
from salessim.plan.lp.model import LpModel
from salessim.plan.marginal_values import why_no_plan
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import GIVEN_UP, Objective, RevenueGoal
from salessim.plan.scenario_changes import Hiring, Staffing
from salessim.plan.simulation_check import ReplicationSettings
from salessim.plan.trials import FINE, Aim, Trial, Trials
from salessim.plan.ways import TODAY, RequestLimits, people_moves, share_moves, simple_ways

HALF_YEAR = """
name: A one-off sale beside a subscription, over half a year
defaults: exact
horizon: {from: 2027-01, months: 6}
calendar: {country: none}
attrition: none
motivation: none
learning: none
segments:
  project: {prospects: 900, deal: 20k, churn: 10 % a year}
  subscription: {prospects: 900, deal: 12k a year, churn: 5 % a year}
funnel:
  conquest:
    call: {hours: 0.2, passes: 6 %}
    meeting: {hours: 2, works: discovery, passes: 60 %, buyer_takes: 5 days}
    proposal: {hours: 4, passes: 45 %, buyer_takes: 15 days}
  loyalty: {visit: {hours: 1, every: 60 days}}
team: {rep: {people: 2}}
time:
  administration: 25 %
  conquest: {project: 80 %, subscription: 0 %}
  loyalty: {subscription: 20 %}
today: {customers: {subscription: 10}}
"""
MONTHS = tuple(f"2027-{month:02d}" for month in range(1, 13))


@cache
def scenario() -> Scenario:
    return Scenario.parse(HALF_YEAR)


@cache
def coefficients() -> LpCoefficients:
    return coefficients_of(scenario(), tail=4)


def trial(revenue: float = 100.0, after: float = 50.0, payroll: float = 20.0) -> Trial:
    """Ten futures about these means, lucky and unlucky in turn."""
    luck = np.tile([0.9, 1.1], 5)[:, None]
    return Trial(
        revenue=luck * [revenue, after],
        payroll=luck * [payroll, payroll],
        profit=luck * [revenue - payroll, after - payroll],
        arr=luck * [2.0 * revenue, 2.0 * after],
        reached=luck * [revenue],
        events=10,
    )


def aim(
    objective: Objective = "revenue", value_after: int | str = "guarded", goal: float = 0.0
) -> Aim:
    goals = (RevenueGoal(5, goal, "end"),) if goal else ()
    return Aim(objective, value_after, goals, None, trial())


@pytest.mark.parametrize(
    ("objective", "better"),
    [
        ("revenue", trial(revenue=101.0)),
        ("profit", trial(payroll=19.0)),
        ("payroll", trial(payroll=19.0)),
        ("ratio", trial(payroll=19.0)),
        ("arr", trial(revenue=101.0)),
    ],
)
def test_the_way_that_obtains_most_has_most_merit(objective: Objective, better: Trial) -> None:
    asked = aim(objective)
    assert asked.merit(better) > asked.merit(trial())
    gain, error = asked.gain(better, trial())
    assert gain > 0.0 and error < 1.0  # the same luck in both: what differs is known well


def test_the_year_after_may_be_a_little_poorer_and_no_more() -> None:
    """.5 % is given up; each further share costs ten times as much of what is maximised."""
    richer = trial(revenue=103.0, after=50.0 * (1.0 - GIVEN_UP))
    assert aim().merit(richer) == pytest.approx(103.0)
    poorer = trial(revenue=103.0, after=49.0)
    assert aim().poorer_after(poorer) == pytest.approx(0.015)
    assert aim().merit(poorer) == pytest.approx(103.0 - 100.0 * FINE * 0.015)
    assert aim(value_after="none").merit(poorer) == pytest.approx(103.0)
    assert aim(value_after=12).merit(poorer) == pytest.approx(152.0)


def test_recurring_revenue_is_what_runs_at_the_end_of_a_span() -> None:
    """It is a state: what the horizon ends with, or the months after it, never their sum."""
    assert aim("arr").value(trial()) == pytest.approx(200.0)
    assert aim("arr", value_after=12).value(trial()) == pytest.approx(100.0)


@pytest.mark.full
def test_the_scenarios_own_targets_are_told_and_aimed_at_where_asked() -> None:
    own = scenario().vary({"target": {"arr": "400k", "by": "2027-06"}})
    few = {"replications": 4, "precision": 0.0, "effort": "quick"}
    told = optimise(own, **few).findings
    (shown,) = told.targets
    assert (shown.measure, shown.aimed_at, shown.predicted) == ("arr", False, None)
    assert told.repairs == [] and any("--own-targets" in note for note in told.notes)
    aimed = optimise(own, objective="arr", own_targets=True, **few)
    (shown,) = aimed.findings.targets
    assert shown.aimed_at and shown.today <= shown.probability
    assert aimed.answer_is_no == (shown.probability == 0.0)
    assert "most ARR at the end of the horizon" in str(aimed).splitlines()[0]


def test_whoever_stops_the_search_has_the_best_so_far() -> None:
    phases = []

    def until_the_search(phase: str, done: int, planned: int) -> bool:
        phases.append(phase)
        return SEARCH not in phases

    plan = optimise(scenario(), replications=8, precision=0.0, watch=until_the_search).findings
    assert plan.stopped_early and plan.replications == 8
    assert plan.notes[0].startswith("The search was stopped: this is the best of the")
    assert plan.simulated["revenue"].mean >= plan.today["revenue"].mean
    assert phases.count(SEARCH) == 1 and phases[-1] != SEARCH
    with pytest.raises(StoppedError, match="before the plan was proven"):
        optimise(scenario(), replications=8, precision=0.0, watch=lambda *_: False)


def test_a_proof_has_its_share_of_events() -> None:
    """Ten futures of a thousand events each: 2,000 events allow two, a hundred are proven."""
    settings = ReplicationSettings(4000, 1, events=2000)
    assert settings.most(10_000, 10) == 100
    assert replace(settings, events=10**6).most(10_000, 10) == 1000
    assert replace(settings, events=10**9).most(10_000, 10) == 4000
    assert settings.exactly(500).most(10_000, 10) == 500


def test_what_does_not_recur_is_no_arr_to_plan_for() -> None:
    sold = scenario().vary({"segments.subscription.deal": "12k"})
    with pytest.raises(InputError, match="nothing recurs"):
        optimise(sold, objective="arr")
    with pytest.raises(InputError, match="no target of its own"):
        optimise(scenario(), own_targets=True)


def test_who_is_hired_for_a_target_is_no_loss_of_the_year_after() -> None:
    """Of payroll its ratio is watched: twice the payroll for twice the revenue is as good."""
    twice = trial(revenue=200.0, after=100.0, payroll=40.0)
    assert aim("payroll").poorer_after(twice) == 0.0
    assert aim("payroll").poorer_after(trial(after=25.0)) == pytest.approx(1.0 - GIVEN_UP)


def test_a_target_comes_before_the_year_after() -> None:
    """What reaches it is taken, however poor the year after: both are told."""
    asked = aim("ratio", goal=110.0)
    reaches = trial(revenue=110.0, after=50.0, payroll=30.0)
    assert asked.poorer_after(reaches) > 0.4 and asked.missed(trial()) < 0.1
    nearly = trial(revenue=109.0, after=50.0, payroll=24.0)
    far = trial(revenue=101.0, after=50.0, payroll=20.0)
    merits = [asked.merit(one) for one in (reaches, nearly, far, trial())]
    assert merits == sorted(merits, reverse=True)


def test_a_profit_near_nothing_today_fines_no_less() -> None:
    """A tenth of revenue stands for it: what misses its target is never taken for its profit."""
    today = trial(payroll=100.0)
    asked = replace(aim("profit", goal=100.0), today=today)
    assert asked.merit(trial(payroll=99.0)) > asked.merit(trial(revenue=98.0, payroll=50.0))


def test_a_target_comes_before_what_is_maximised() -> None:
    asked = aim("payroll", goal=99.0)
    reaches, misses = trial(revenue=99.0), trial(revenue=95.0, payroll=15.0)
    assert asked.merit(reaches) > asked.merit(misses)
    sure = replace(asked, probability=0.9)
    assert sure.missed(reaches) == pytest.approx(0.1, abs=0.001)  # the unlucky have 90 % of it


def test_simple_ways_are_today_an_even_split_and_each_motion() -> None:
    names = [way.name for way in simple_ways(coefficients())]
    assert names == ["today's allocation", "an even split", "conquest only", "loyalty only"]
    for way in simple_ways(coefficients()):
        assert way.shares_in(coefficients()).sum(axis=(1, 2)) == pytest.approx(1.0)


def test_moves_keep_all_hours_and_go_where_they_are_told() -> None:
    for move in share_moves(coefficients(), 24):
        moved = move.applied(TODAY, 0.1, coefficients())
        assert moved is not None
        shares = moved.shares_in(coefficients())
        assert shares.sum(axis=(1, 2)) == pytest.approx(1.0)
        before = TODAY.shares_in(coefficients())
        more = (shares - before)[0, move.place[0], move.place[1]]
        assert more[move.months] == pytest.approx(
            np.minimum(0.1, 1.0 - before[0, *move.place])[move.months]
        )


def test_a_plan_is_told_in_few_moves_of_half_hours() -> None:
    """Today 80 % of the hours win projects; all of them for subscriptions is one move.

    80 % of a rep's selling hours are moved from there and 20 % from visits to subscribers.
    """
    to = np.zeros_like(TODAY.shares_in(coefficients()))
    to[0, 1, CONQUEST] = 1.0
    whole = replace(TODAY, name="subscriptions won", shares=to)
    first, second = role_moves(whole, coefficients())
    assert (first.role, first.away, first.to) == ("rep", (0, CONQUEST), (1, CONQUEST))
    assert (second.away, second.to) == ((1, LOYALTY), (1, CONQUEST))
    assert first.hours % 0.5 == second.hours % 0.5 == 0.0
    # Told to the half hour, of some 27 hours a week: to 2 % of them.
    assert first.shares == pytest.approx(0.8, abs=0.02)
    moved = with_moves(whole, [first, second], coefficients()).shares_in(coefficients())
    assert moved.sum(axis=(1, 2)) == pytest.approx(1.0)
    assert moved == pytest.approx(to, abs=0.02)
    assert role_moves(TODAY, coefficients()) == []


@pytest.mark.full
def test_few_moves_bring_most_of_the_gain_and_are_simulated() -> None:
    plan = optimise(scenario(), replications=60, precision=0.0, value_after="none")
    moves = plan.findings.few_moves
    assert moves and moves[-1].gain_together > 0.7
    shares = [move.gain_together for move in moves]
    assert shares == sorted(shares)
    assert "of the gain" in str(plan)


def test_limits_are_kept_by_every_way() -> None:
    limits = RequestLimits(coefficients(), PlanRequest(largest_change=0.1))
    assert limits.allow(TODAY)
    even = list(simple_ways(coefficients()))[1]
    assert not limits.allow(even)
    share = RequestLimits(coefficients(), PlanRequest(shares={"project": (0.0, 0.5)}))
    assert share.allow(even) and not share.allow(TODAY)


def test_a_way_is_followed_by_the_programme_as_nearly_as_rows_allow() -> None:
    """Projects have hardly a customer to visit: those hours go to the other visits."""
    even = list(simple_ways(coefficients()))[1]
    solved, missed = even.solved(LpModel(coefficients(), PlanRequest()))
    share = solved.hours[0, :, :, 2] / even.hours_in(coefficients())[0, :, :, 2].sum()
    assert share[:, 0] == pytest.approx(0.25)
    assert share[0, 1] < 0.01
    assert 0.0 < missed < 0.5


def test_nobody_is_hired_and_dismissed_within_a_year_nor_dismissed_at_the_end() -> None:
    both = Staffing((Hiring("rep", "2027-07", 2),), (Hiring("rep", "2027-05", 1),))
    assert both.tidied(MONTHS) == Staffing((Hiring("rep", "2027-07", 1),))
    late = Staffing((), (Hiring("rep", "2027-03", 1), Hiring("rep", "2027-08", 2)))
    assert late.tidied(MONTHS) == Staffing((), (Hiring("rep", "2027-03", 1),))


def test_people_move_one_by_one_within_their_bounds() -> None:
    free = scenario().vary({"team.rep.people": {"today": 2, "least": 2, "most": 3, "found_in": 0}})
    known = coefficients_of(free, tail=4)
    others = [way.staffing for way in people_moves(TODAY, known)]
    assert {sum(one.people for one in staff.hires) for staff in others} == {1}
    assert all(not staff.departures for staff in others)


def test_trials_part_the_horizon_from_what_comes_after() -> None:
    settings = ReplicationSettings(4, 3, precision=0.0)
    short = Trials(6, 0, (), settings).of(scenario(), 4)
    long = Trials(6, 6, (), settings).of(scenario(), 4)
    # Pay is fixed here. A longer horizon has other luck: a year's leave falls on other days.
    assert long.payroll[:, 0] == pytest.approx(short.payroll[:, 0])
    assert long.payroll[:, 1] == pytest.approx(long.payroll[:, 0])
    assert (short.revenue[:, 1] == 0.0).all() and (long.revenue > 0.0).all()


@pytest.mark.slow
def test_a_plan_of_most_revenue_never_sells_less_than_today() -> None:
    """Subscriptions pay after the horizon: a plan that counts those months sold half as much."""
    plan = optimise(scenario(), replications=40, precision=0.0, effort="quick")
    shown, today = plan.findings.simulated["revenue"], plan.findings.today["revenue"]
    assert shown.mean >= today.mean
    assert plan.findings.value_after == "guarded"
    assert [row.span for row in plan.findings.spans] == ["the horizon", "the 12 months after"]


@pytest.mark.full
def test_a_target_that_todays_allocation_meets_is_never_refused() -> None:
    usual = optimise(scenario(), replications=20, precision=0.0, effort="quick")
    target = 0.97 * usual.findings.today["revenue"].mean
    plan = optimise(scenario(), target=target, replications=20, precision=0.0, effort="quick")
    assert not plan.answer_is_no


@pytest.mark.parametrize("typed", ["later", 0, 61, 1.5, True])
def test_what_counts_after_the_horizon_is_a_word_or_months(typed: object) -> None:
    with pytest.raises(InputError, match="allowed: guarded, none, or a number of months from 1"):
        PlanRequest(value_after=typed)  # type: ignore[arg-type]
    assert PlanRequest(value_after="6").value_after == 6


def test_limits_that_leave_no_plan_together_are_named_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three limits of which two have to give way: neither of them alone is enough."""

    def has_plan(_: LpCoefficients, asked: PlanRequest) -> bool:
        return asked.least_care <= 0.5 and asked.least_prospecting <= 0.5

    monkeypatch.setattr("salessim.plan.marginal_values._has_plan", has_plan)
    asked = PlanRequest(least_care=0.9, least_prospecting=0.8, largest_change=0.1)
    sentence = why_no_plan(coefficients(), asked)
    assert (
        "a least care of 49.9 %, not 90 %, and a least prospecting of 44.3 %, not 80 %" in sentence
    )
    assert "largest change" not in sentence
