"""Figures that move in time, kind by kind, in small worlds calculated by hand, in both engines.

A year from January 2027; a value changes with July, or has a season that leaves months out.
"""

import json
from typing import Any

import numpy as np
import pytest
from made_pay import Contract, both, by_month, scenario, variable

from salessim import Scenario
from salessim.measure.batch import Batch
from salessim.units import SECONDS_PER_HOUR

FIRST, LAST = [1.0] * 6 + [0.0] * 6, [0.0] * 6 + [1.0] * 6
QUARTER_ENDS = [0.0, 0.0, 1.0]
"""Months of a quarter of which only the last counts: three times the mean in it."""


def from_july(before: object, after: object) -> dict[str, object]:
    return {"2027-01": before, "2027-07": after}


def halves(before: float, after: float) -> Any:
    return pytest.approx([before] * 6 + [after] * 6)


def test_costs_by_month_and_in_season() -> None:
    of = scenario({}, more={"today": {"other_costs": from_july("1k a month", "1.5k a month")}})
    assert by_month(of, "other_costs") == halves(1_000, 1_500)
    season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5]
    moving = {**from_july("1k a month", "2k a month"), "season": season}
    of = scenario({}, more={"today": {"other_costs": moving}})
    expected = [750.0] * 6 + [1_500.0] * 5 + [7_500.0]  # factors are 1 / 16 and 5 / 16 of twelve
    assert by_month(of, "other_costs") == pytest.approx(expected)
    assert sum(expected[:6]) * 2 < 12_000 < sum(expected)


def test_a_season_starts_with_january_whenever_the_horizon_does() -> None:
    moving = {"typical": "1k a month", "season": [12, *[0] * 11]}
    more = {"horizon": {"from": "2027-11-16", "months": 4}, "today": {"other_costs": moving}}
    assert by_month(scenario({}, more=more), "other_costs") == pytest.approx([0, 0, 12_000, 0])


def test_a_pattern_of_quarters_keeps_the_years_sum() -> None:
    moving = {"typical": "1k a month", "month_of_quarter": [0.49, 0.55, 0.81]}
    of = scenario({}, more={"today": {"other_costs": moving}})
    quarter = [1_000 * 3 * share / 1.85 for share in (0.49, 0.55, 0.81)]
    assert by_month(of, "other_costs") == pytest.approx(quarter * 4)


def test_both_patterns_together() -> None:
    season = [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    moving = {"typical": "1k a month", "month_of_quarter": QUARTER_ENDS, "season": season}
    of = scenario({}, more={"today": {"other_costs": moving}})
    assert by_month(of, "other_costs") == pytest.approx([0, 0, 3_000] * 4)


def test_base_pay_and_charges() -> None:
    """From July a twelfth of 48k, with charges of 50 % instead of 20 %."""
    plan = {
        "base": from_july("24k a year", "48k a year"),
        "charges": from_july("20 %", "50 %"),
        "people": 2,
    }
    of = scenario(plan)
    assert by_month(of, "base") == halves(4_000, 8_000)
    assert by_month(of, "charges") == halves(800, 4_000)


def test_seats_and_administration() -> None:
    crm = {"seat": from_july("10 a month", "20 a month"), "adoption": "100 %"}
    time = {"administration": from_july("20 %", "40 %")}
    _, batch = both(scenario({"people": 3}, more={"crm": crm, "time": time}))
    assert list(batch.ledger["seats"][0]) == halves(30, 60)
    share = batch.reps["administration_seconds"] / batch.reps["paid_seconds"]
    assert list(share[0, 0]) == halves(0.2, 0.4)


def test_a_quota_adds_up_over_its_months() -> None:
    """10k a month in the first half, 30k in the second; a year of one period pays at 240k."""
    plan = {
        "base": "12k a year",
        "on_target": "24k a year",
        "quota": from_july("10k a month", "30k a month"),
        "accelerator": 1,
        "paid_every": "year",
    }
    of = scenario(plan, [Contract(10, 60_000), Contract(300, 60_000)])
    _, batch = both(of)
    assert list(batch.reps["quota"][0, 0]) == halves(10_000, 30_000)
    assert variable(of) == pytest.approx([0.0] * 11 + [6_000.0])  # half the quota, half of 12k


def test_target_pay_adds_up_over_its_months() -> None:
    """Pay at quota is 1k a month above the base, from July 3k; the quota is met in each quarter."""
    plan = {
        "base": "1k a month",
        "on_target": from_july("2k a month", "4k a month"),
        "quota": "10k a month",
    }
    contracts = [Contract(20 + 91 * k, 30_000) for k in range(4)]
    expected = [0, 0, 3_000, 0, 0, 3_000, 0, 0, 9_000, 0, 0, 9_000]
    assert variable(scenario(plan, contracts)) == pytest.approx(expected)
    plan |= {"base": from_july("1k a month", "3k a month")}
    expected = [0, 0, 3_000, 0, 0, 3_000, 0, 0, 3_000, 0, 0, 3_000]
    assert variable(scenario(plan, contracts)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("component", "paid"),
    [
        ({"rate": from_july("10 %", "20 %")}, (2_000, 4_000)),
        ({"of": "contracts", "each": from_july(100, 300)}, (100, 300)),
        ({"rate": "50 %", "at_most": from_july("1k a month", "3k a month")}, (1_000, 3_000)),
        ({"quota": "20k a month", "prize": from_july("500", "900")}, (500, 900)),
        (
            {"quota": from_july("20k a month", "40k a month"), "target": "24k a year"},
            (2_000, 1_000),
        ),
        (
            {"quota": "20k a month", "target": from_july("24k a year", "36k a year")},
            (2_000, 3_000),
        ),
    ],
)
def test_components_of_pay(component: dict[str, object], paid: tuple[float, float]) -> None:
    """One contract of 20k in the middle of each month."""
    contracts = [Contract(15 + 30.4 * month, 20_000) for month in range(12)]
    plan = {"components": {"one": {**component, "paid_every": "month"}}}
    assert variable(scenario(plan, contracts)) == halves(*paid)


def test_what_people_are_assured_of() -> None:
    of = scenario({"minimum": from_july("1k a month", "2k a month")})
    assert by_month(of, "top_up") == halves(1_000, 2_000)
    valued = scenario({"valued_at": from_july("12k a year", "24k a year")})
    assert by_month(valued, "unpaid") == halves(1_000, 2_000)


FLOW: dict[str, Any] = {
    "name": "a flow of leads",
    "horizon": {"from": "2027-01", "months": 12},
    "calendar": "always",
    "segments": {"all": {"prospects": 100_000, "deal": "1k", "churn": "0 % a year"}},
    "channels": {"web": {"leads": "100 a month", "given_up_at": "0 %"}},
    "prospecting": {"outbound": "none"},
    "funnel": {
        "conquest": {"proposal": {"hours": 0.1, "passes": "100 %", "works": "step"}},
        "loyalty": {"visit": {"hours": 0.01, "every": "3650 days"}},
    },
    "motivation": "none",
    "team": {"seller": {"people": 3, "base": "0 a year", "charges": "0 %"}},
    "time": {"administration": "0 %"},
}
"""Leads that come at random, each a contract after six minutes of work."""


def flow(changes: dict[str, object]) -> Batch:
    return both(typed(changes))[1]


def typed(changes: dict[str, object]) -> Scenario:
    """The flow with values at key paths, as if they stood in the file."""
    tree = json.loads(json.dumps(FLOW))
    for path, value in changes.items():
        *above, key = path.split(".")
        section = tree
        for name in above:
            section = section.setdefault(name, {})
        section[key] = value
    return Scenario.parse(json.dumps(tree))


def months(batch: Batch, name: str) -> np.ndarray:
    return np.asarray(batch.months[name][0].sum(axis=(1, 2)), float)


def is_poisson(found: float, mean: float) -> bool:
    """Within 4.5 standard deviations: false alarm in 1 of 100,000."""
    return bool(abs(found - mean) <= 4.5 * np.sqrt(mean))


def test_leads_by_month_and_in_season() -> None:
    came = months(flow({"channels.web.leads": from_july("0 a month", "600 a month")}), "leads")
    assert came[:6].sum() == 0
    assert is_poisson(came[6:].sum(), 3_600)
    moving = {"typical": "200 a month", "month_of_quarter": QUARTER_ENDS}
    came = months(flow({"channels.web.leads": moving}), "leads").reshape(4, 3).sum(axis=0)
    assert list(came[:2]) == [0, 0]
    assert is_poisson(came[2], 2_400)


def test_leads_in_a_season_with_a_peak_and_a_growing_market() -> None:
    """Each thins the flow by itself; together they leave the product of their factors."""
    changes = {
        "channels.web.leads": from_july("300 a month", "100 a month"),
        "channels.web.peak": "July",
        "channels.web.peak_size": "50 %",
        "segments.all.grows": "100 % a year",
    }
    came = months(flow(changes), "leads")
    t = (np.arange(12) + 0.5) / 12
    away = np.minimum(abs(t - 0.5403), 1 - abs(t - 0.5403))
    mean = np.array([300.0] * 6 + [100.0] * 6) * 2**t * (1 + 0.5 * (1 - 4 * away))
    assert is_poisson(came[:6].sum(), mean[:6].sum())
    assert is_poisson(came[6:].sum(), mean[6:].sum())


def test_a_budget_that_moves_costs_its_month_and_brings_leads_along_the_curve() -> None:
    """Twice the budget: .5 + (2 - .5) * 2 / (2 + 2) = 1.25 times the leads; none: half of them."""
    curve = {"channels.web.without_budget": "50 %", "channels.web.at_most": 2}
    batch = flow({"channels.web.budget": from_july("1k a month", "2k a month"), **curve})
    assert list(batch.ledger["marketing"][0]) == halves(1_000, 2_000)
    came = months(batch, "leads")
    assert is_poisson(came[:6].sum(), 600)
    assert is_poisson(came[6:].sum(), 750)
    batch = flow({"channels.web.budget": {"typical": "1k a month", "season": FIRST}, **curve})
    assert list(batch.ledger["marketing"][0]) == halves(2_000, 0)
    came = months(batch, "leads")
    assert is_poisson(came[:6].sum(), 750)
    assert is_poisson(came[6:].sum(), 300)


def test_prices_are_those_of_the_month_in_which_a_deal_is_opened() -> None:
    """Six minutes lie between lead and contract, so that few are signed in the month after."""
    for changes in (
        {"segments.all.deal": from_july("1k", "3k")},
        {"products": {"box": {"price": from_july("1k", "3k")}}},
        {"products": {"box": {"price": {"typical": "2k", "season": [1] * 6 + [3] * 6}}}},
    ):
        batch = flow(changes)
        mean = months(batch, "bookings") / months(batch, "won")
        assert mean == pytest.approx([1_000] * 6 + [3_000] * 6, rel=0.01)


def test_hours_of_a_stage_and_of_its_specialists() -> None:
    stage = "funnel.conquest.proposal"
    batch = flow({f"{stage}.hours": from_july("6 minutes", "12 minutes")})
    hours = months(batch, "work_seconds") / months(batch, "won") / SECONDS_PER_HOUR
    assert hours == pytest.approx([0.1] * 6 + [0.2] * 6, rel=0.01)
    helper = {"people": 3, "base": "0 a year"}
    beside = {"helper": from_july("6 minutes", "30 minutes")}
    batch = flow({"team.helper": helper, f"{stage}.by": "seller", f"{stage}.with": beside})
    worked = batch.reps["conquest_seconds"][0, 3:].sum(axis=0) / SECONDS_PER_HOUR
    assert worked / months(batch, "won") == pytest.approx([0.1] * 6 + [0.5] * 6, rel=0.02)


def test_rates_of_stages_are_those_of_the_month() -> None:
    """100 % and 0 % surely; a third and two thirds within 4.5 standard errors."""
    stage = "funnel.conquest.proposal.passes"
    won = months(flow({stage: from_july("100 %", "0 %")}), "won")
    assert won[:6].min() > 50
    assert won[6:].sum() <= 1  # begun in June
    batch = flow({stage: {"typical": "50 %", "season": [2] * 6 + [4] * 6}})
    won, lost = months(batch, "won"), months(batch, "lost")
    for half, rate in ((slice(6), 1 / 3), (slice(6, 12), 2 / 3)):
        number = won[half].sum() + lost[half].sum()
        error = np.sqrt(rate * (1 - rate) / number)
        assert abs(won[half].sum() / number - rate) < 4.5 * error


def test_rates_of_channels_and_win_rates() -> None:
    call = {"hours": 0.05, "passes": "5 %"}
    meeting = {"hours": 0.05, "passes": "100 %", "works": "step"}
    funnel = {"funnel.conquest": {"call": call, "meeting": meeting}}
    leads = {"channels.web.goes_cold_in": "365 days"}
    both_stages = {**funnel, **leads, "channels.web.passes": from_july("100 %", "50 %")}
    batch = flow(both_stages)
    won, came = months(batch, "won"), months(batch, "leads")
    assert won[:6].sum() == pytest.approx(came[:6].sum(), rel=0.02)
    assert abs(won[6:].sum() / came[6:].sum() - 0.5) < 4.5 * 0.5 / np.sqrt(came[6:].sum())
    batch = flow({"segments.all.win_rate": from_july("20 %", "60 %")})
    won, lost = months(batch, "won"), months(batch, "lost")
    for half, rate in ((slice(6), 0.2), (slice(6, 12), 0.6)):
        number = won[half].sum() + lost[half].sum()
        assert abs(won[half].sum() / number - rate) < 4.5 * np.sqrt(rate * (1 - rate) / number)


def test_times_of_buyers_and_of_hand_overs() -> None:
    """Nobody answers in the 31 days after June when each takes 31 days; nothing is taken over."""
    won = months(flow({"funnel.conquest.proposal.buyer_takes": from_july(0, "31 days")}), "won")
    assert won[5] > 50
    assert won[6] <= 1
    assert won[7] > 50
    roles = {
        "team.closer": {"people": 3, "base": "0 a year"},
        "funnel.conquest.proposal.by": "seller",
    }
    close = {"hours": 0.01, "passes": "100 %", "by": "closer"}
    for hand_over in (
        {"takes": from_july(0, "31 days")},
        {"accepts": from_july("100 %", "0 %")},
    ):
        handed = {"funnel.conquest.close": close | {"hand_over": hand_over}}
        won = months(flow(roles | handed), "won")
        assert won[5] > 50
        assert won[6] <= 1


CUSTOMERS: dict[str, object] = {
    "channels.web.leads": "0 a month",
    "segments.all.prospects": 0,
    "today.customers": {"all": 1_000},
    "loyalty": {"floor": "100 %", "churn_effect": 0},
}
"""A thousand customers, whose orders and churn are as typed whatever the care."""


def customers(changes: dict[str, object]) -> Batch:
    return flow({**CUSTOMERS, **changes})


def test_churn_by_month_and_in_season() -> None:
    """A hazard of ln 2 a year for half a year leaves 1000 / sqrt(2)."""
    lost = months(customers({"segments.all.churn": from_july("0 % a year", "50 % a year")}),
                  "customers_lost")  # fmt: skip
    assert lost[:6].sum() == 0
    share = 1 - np.sqrt(0.5)
    assert abs(lost[6:].sum() - 1_000 * share) < 4.5 * np.sqrt(1_000 * share * (1 - share))
    moving = {"typical": "50 % a year", "season": [0] * 11 + [1]}
    lost = months(customers({"segments.all.churn": moving}), "customers_lost")
    assert lost[:11].sum() == 0
    share = 1 - 0.5 ** (12 * 31 / 365.25)  # a year's hazard in December
    assert abs(lost[11] - 1_000 * share) < 4.5 * np.sqrt(1_000 * share * (1 - share))


def test_customers_who_differ_have_the_season_too() -> None:
    law = {"typical": "50 % a year", "cases": "30..70 % a year", "season": [0] * 11 + [1]}
    lost = months(customers({"segments.all.churn": law}), "customers_lost")
    assert lost[:11].sum() == 0
    assert 400 < lost[11] < 600


def test_orders_by_value_and_by_number() -> None:
    """A year's 12 orders of 100 each: 600,000 in half a year, with their value in July doubled."""
    every = {"segments.all.order_every": f"{365.25 / 12} days"}
    orders = {"segments.all.orders": from_july("100 a month", "200 a month")}
    money = months(customers({**orders, **every}), "revenue")
    assert is_poisson(money[:6].sum() / 100, 6_000 * 181 / 182.625)
    assert is_poisson(money[6:].sum() / 200, 6_000 * 184 / 182.625)
    often = {"typical": 1, "month_of_quarter": QUARTER_ENDS}
    changes = {"segments.all.orders": "100 a month", "segments.all.order_frequency": often}
    money = months(customers({**changes, **every}), "revenue").reshape(4, 3).sum(axis=0)
    assert list(money[:2]) == [0, 0]
    assert is_poisson(money[2] / 100, 36_000 * 122 / 365.25)


def test_opportunities_by_number_worth_and_rate() -> None:
    step = "funnel.loyalty.upsell"
    upsell = {"hours": 0.01, "passes": "100 %", "each": "12 a year", "worth": 100}
    for key, value in (
        ("each", from_july("0 a year", "12 a year")),
        ("passes", from_july("0 %", "100 %")),
        ("worth", {"typical": 100, "season": LAST}),
        ("worth", from_july(0, 200)),
    ):
        money = months(customers({step: upsell | {key: value}}), "bookings")
        assert money[:6].sum() == 0
        each = 200 if key == "worth" else 100
        assert is_poisson(money[6:].sum() / each, 6_000 * 184 / 182.625)
    raised = {**upsell, "worth": 0, "grows": from_july("0 %", "10 %")}
    deal = {"segments.all.deal": "12k a year", "segments.all.churn": "0 % a year"}
    batch = customers({step: raised, **deal})
    running = np.asarray(batch.ledger["recurring_per_year"][0], float)
    assert running[5] == pytest.approx(12e6)
    assert running[11] > 1.3 * 12e6
    referred = {**upsell, "refers": from_july("0 %", "100 %")}
    gained = months(
        customers({step: referred, "segments.all.prospects": 1_500}), "customers_gained"
    )
    assert gained[:6].sum() == 0
    assert gained[6:].sum() > 1_000


def test_markets_grow_and_prices_rise_as_the_month_says() -> None:
    changes = {
        "channels.web.leads": "0 a month",
        "vision.market": from_july("0 % a year", "44 % a year"),
    }
    firms = np.asarray(flow(changes).ledger["available_firms"][0], float)
    assert list(firms[:7]) == [100_000] * 7  # those of July come at its end, with August's
    assert firms[11] == pytest.approx(100_000 * 1.44 ** (153 / 365.25), abs=1)
    changes = {
        "horizon.months": 30,
        "vision.prices": {"2027-01": "10 % a year", "2028-06": "20 % a year"},
        "segments.all.deal": "12k a year",
    }
    running = np.asarray(customers(changes).ledger["recurring_per_year"][0], float)
    assert running[[11, 12, 23, 24, 29]] == pytest.approx([12e6, 13.2e6, 13.2e6, 15.84e6, 15.84e6])


def test_fees_and_pilots() -> None:
    terms = {"setup": from_july(100, 300), "billed": "monthly"}
    batch = flow({"segments.all.deal": "0.01 a year", "segments.all.contract": terms})
    fees = months(batch, "billed") / months(batch, "won")
    assert fees == pytest.approx([100] * 6 + [300] * 6, rel=0.02)
    pilot = {"months": 1, "passes": from_july("0 %", "100 %")}
    batch = flow({"segments.all.deal": "12 a year", "segments.all.contract": {"pilot": pilot}})
    kept = np.diff(np.asarray(batch.ledger["customers"][0], float))
    assert abs(kept[2:5]).max() < 60  # as many come to a pilot as end one
    assert kept[7:].min() > 50


def test_people_leave_when_the_month_says_so() -> None:
    changes = {
        "team.seller.people": 200,
        "attrition": {"rate": from_july("0 % a year", "90 % a year"), "notice": "0 days",
                      "newcomers": 1, "motivation_effect": 0},
    }  # fmt: skip
    left = flow(changes).reps["left"][0].sum(axis=0)
    assert left[:5].sum() == 0  # whose last day is 30 June leaves with it
    assert left[6:].sum() > 100


def test_pay_of_managers() -> None:
    lead = {"base": from_july("1k a month", "2k a month"), "charges": from_july("0 %", "50 %")}
    of = scenario({}, more={"managers": {"lead": lead}})
    assert by_month(of, "managers") == halves(1_000, 3_000)


def test_each_value_may_be_a_range_and_one_future_has_one_luck_in_all() -> None:
    moving = {"2027-01": "1k..2k a month", "2027-07": "10k..20k a month", "2027-10": "7k a month"}
    of = scenario({}, more={"today": {"other_costs": moving}})
    costs = both(of, replications=40)[1].ledger["other_costs"]
    assert len({*costs[:, 0]}) == 40
    assert costs[:, 8] == pytest.approx(10 * costs[:, 0])
    assert list(costs[:, 10]) == pytest.approx([7_000] * 40)
    inside = (costs[:, 0] > 1_000) & (costs[:, 0] < 2_000)
    assert 24 <= inside.sum() <= 39  # 8 in 10


def test_a_season_lifts_no_draw_beyond_what_the_field_allows() -> None:
    rate = {"typical": "50 %", "truth": "30..90 %", "season": [1] * 11 + [1.9]}
    of = typed({"funnel.conquest.proposal.passes": rate, "horizon.months": 1})
    inputs, _ = both(of)
    assert inputs.world.changes["greatest"].max() == 1.0
