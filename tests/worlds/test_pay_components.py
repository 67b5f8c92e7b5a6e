"""Each key of a component of pay in a small world calculated by hand, in both engines."""

from typing import Any

import pytest
from made_pay import Contract, both, scenario, variable

from salessim import Scenario
from salessim.errors import ScenarioError
from salessim.model.state.codes import LOG_CUSTOMER_LOST, LOG_WON
from salessim.plan.expected.derivation import coefficients_of

YEAR = [Contract(10, 40_000), Contract(40, 60_000), Contract(100, 90_000), Contract(200, 10_000)]
"""Signed in January, February, April and July: 100k, 90k, 10k and 0 by quarter."""


def plan(**component: Any) -> dict[str, Any]:
    return {"components": {"new": component}}


def paid(of: Scenario, rep: int = 0) -> dict[int, float]:
    """Variable pay by month, from 1; months that pay nothing are left out."""
    rounded = {month: round(amount, 6) for month, amount in enumerate(variable(of, rep), start=1)}
    return {month: amount for month, amount in rounded.items() if amount}


def test_short_keys_are_one_component() -> None:
    short = {"on_target": "40k a year", "quota": "400k a year", "accelerator": 2, "cap": 1.1,
             "threshold": "50 %"}  # fmt: skip
    long = plan(of="bookings", quota="400k a year", target="40k a year", tiers={"100 %": 2},
                cap=1.1, threshold="50 %")  # fmt: skip
    contracts = [*YEAR, Contract(50, 20_000)]
    # Quota 100k and target 10k a quarter: 120 % is capped at 110 %, 90 %, 10 % is below 50 %.
    expected = {3: 10_000 * (1 + 2 * 0.1), 6: 9_000}
    assert paid(scenario(short, contracts)) == pytest.approx(expected)
    assert paid(scenario(long, contracts)) == pytest.approx(expected)


def test_a_rate_pays_a_share_of_what_is_signed() -> None:
    """10 % of 100k, 90k and 10k, by quarter; by month as it comes."""
    assert paid(scenario(plan(rate="10 %"), YEAR)) == {3: 10_000, 6: 9_000, 9: 1_000}
    monthly = plan(rate="10 %", paid_every="month")
    assert paid(scenario(monthly, YEAR)) == {1: 4_000, 2: 6_000, 4: 9_000, 7: 1_000}


def test_components_add_up() -> None:
    both_parts = {
        "components": {"money": {"rate": "10 %"}, "each": {"of": "contracts", "each": 500}}
    }
    assert paid(scenario(both_parts, YEAR)) == {3: 11_000, 6: 9_500, 9: 1_500}


def test_marginal_tiers_pay_each_part_at_its_rate() -> None:
    """8 % to 50k, 10 % to 80k, 15 % beyond."""
    tiers = {"0": "8 %", "50k": "10 %", "80k": "15 %"}
    first, second = 4_000 + 3_000 + 3_000, 4_000 + 3_000 + 1_500
    assert paid(scenario(plan(tiers=tiers), YEAR)) == {3: first, 6: second, 9: 800}


def test_retroactive_tiers_pay_all_at_the_rate_reached() -> None:
    tiers = {"0": "8 %", "50k": "10 %", "80k": "15 %"}
    of = scenario(plan(tiers=tiers, tiering="retroactive"), YEAR)
    assert paid(of) == {3: 15_000, 6: 13_500, 9: 800}


def test_tiers_by_attainment_pay_rates_of_the_quota() -> None:
    """Quota 80k a quarter: 5 % to it, 8 % beyond; 100k, 90k, 10k."""
    of = scenario(plan(rate="5 %", quota="320k a year", tiers={"100 %": "8 %"}), YEAR)
    assert paid(of) == pytest.approx({3: 4_000 + 1_600, 6: 4_000 + 800, 9: 500})


def test_a_gate_holds_back_what_another_component_must_first_reach() -> None:
    """Two contracts a quarter are asked for: reached to 100 % in the first, to 50 % later."""
    gated = {
        "components": {
            "count": {"of": "contracts", "quota": "8 a year", "target": "4k a year"},
            "money": {"rate": "10 %", "gate": {"count": "80 %"}},
        }
    }
    assert paid(scenario(gated, YEAR)) == {3: 1_000 + 10_000, 6: 500, 9: 500}


def test_at_most_caps_the_pay_of_a_period() -> None:
    of = scenario(plan(rate="10 %", at_most="2k a month"), YEAR)
    assert paid(of) == {3: 6_000, 6: 6_000, 9: 1_000}


def test_a_year_to_date_pays_what_the_year_has_earned_less_what_it_has_paid() -> None:
    """Quota 400k, target 40k a year; by the end of each quarter 100k, 190k, 200k and 200k.

    To date the quota is 100k, 200k, 300k, 400k, so attainment 1, .95, .667 and .5 of 10k, 20k, 30k
    and 40k: 10k, 19k, 20k and 20k in all.
    """
    of = scenario(plan(quota="400k a year", target="40k a year", period="year"), YEAR)
    assert paid(of) == {12: 20_000}
    quarterly = plan(quota="400k a year", target="40k a year", period="year", paid_every="quarter")
    assert paid(scenario(quarterly, YEAR)) == {3: 10_000, 6: 9_000, 9: 1_000}


def test_a_prize_is_for_the_threshold() -> None:
    """5k for 95k a quarter; where no threshold is typed, for the quota."""
    of = scenario(plan(quota="100k a quarter", prize="5k"), YEAR)
    assert paid(of) == {3: 5_000}
    of = scenario(plan(quota="100k a quarter", prize="5k", threshold="80 %"), YEAR)
    assert paid(of) == {3: 5_000, 6: 5_000}


def test_a_contest_counts_between_its_days_and_pays_at_its_end() -> None:
    """From 11 January to 11 April: the contracts of days 10 (11 January), 40 and 100 (11 April)."""
    contest = {"of": "contracts", "each": 500, "from": "2027-01-11", "until": "2027-04-11"}
    assert paid(scenario({"components": {"spring": contest}}, YEAR)) == {4: 1_500}
    later = contest | {"from": "2027-01-12", "until": "2027-04-10"}
    assert paid(scenario({"components": {"spring": later}}, YEAR)) == {4: 500}


def test_the_best_of_a_contest_get_its_prize() -> None:
    """Who has most gets it; of equals the first; who has nothing gets nothing."""
    contest = plan(prize="1k", winners=2, **{"from": "2027-01-01", "until": "2027-06-30"})
    contracts = [
        Contract(10, 30_000, "seller 2"), Contract(20, 20_000, "seller 3"),
        Contract(30, 20_000, "seller 1"),
    ]  # fmt: skip
    of = scenario(contest | {"people": 4}, contracts)
    assert [paid(of, rep) for rep in range(4)] == [{6: 1_000}, {6: 1_000}, {}, {}]


def test_segments_and_motions_that_count() -> None:
    more = {
        "segments": {
            name: {"prospects": 0, "deal": "10k", "churn": "0 % a year"} for name in ("all", "gold")
        }
    }
    contracts = [Contract(10, 40_000), Contract(20, 60_000, segment="gold")]
    assert paid(scenario(plan(rate="10 %", segments=["gold"]), contracts, more)) == {3: 6_000}
    assert paid(scenario(plan(rate="10 %", motion="loyalty"), contracts, more)) == {}
    assert paid(scenario(plan(rate="10 %", share="30 %"), contracts, more)) == {3: 3_000}


SUBSCRIPTION = {"segments": {"all": {"prospects": 0, "deal": "12k a year", "churn": "0 % a year"}}}


def test_products_that_count() -> None:
    """In gold machines of 30k alone are sold, elsewhere services of 5k: one contract of each."""
    deal = {"stage": "proposal", "owner": "seller 1"}
    more = {
        "segments": {"gold": {"prospects": 0, "deal": "10k", "churn": "0 % a year"}},
        "products": {
            "machine": {"price": "30k", "segments": ["gold"]},
            "service": {"price": "5k", "segments": ["all"]},
        },
        "today": {
            "deals": [
                {"account": "First", "segment": "gold", "answers_in": 10, **deal},
                {"account": "Second", "segment": "all", "answers_in": 20, **deal},
            ]
        },
    }
    parts = {
        "machines": {"rate": "10 %", "products": ["machine"]},
        "services": {"rate": "1 %", "products": ["service"]},
        "all": {"of": "contracts", "each": 50, "products": ["machine", "service"]},
    }
    _, batch = both(scenario({"components": parts}, more=more))
    assert batch.statements["amount"][0, 0].sum(axis=-1) == pytest.approx([3_000, 50, 100])


def test_products_of_todays_deals() -> None:
    """Typed, the product is paid and gives the margin; its price is the value that is left out.

    12k with machines and a service of 5k: 1,200 and 50. Costs of goods: 6k of machines, 1k of the
    service.
    """
    products = {
        "machine": {"price": "30k", "mix": "0 %", "margin": "50 %"},
        "service": {"price": "5k", "mix": "100 %", "margin": "80 %"},
    }
    deal = {"segment": "all", "stage": "proposal", "owner": "seller 1", "answers_in": 10}
    first = {"account": "First", "value": 12_000, "product": "machine"}
    deals = [first | deal, {"account": "Second", "product": "service"} | deal]
    parts = {
        "machines": {"rate": "10 %", "products": ["machine"]},
        "services": {"rate": "1 %", "products": ["service"]},
    }
    more = {"products": products, "today": {"deals": deals}}
    told = scenario({"components": parts}, more=more)
    _, batch = both(told)
    assert batch.statements["amount"][0, 0].sum(axis=-1) == pytest.approx([1_200, 50])
    assert batch.ledger["cost_of_goods"].sum() == pytest.approx(6_000 + 1_000)
    assert coefficients_of(told, 1).opening.value.sum() == pytest.approx(12_000 + 5_000)
    deals[1]["product"] = "machine"
    planned = coefficients_of(scenario({"components": parts}, more=more), 1)
    assert planned.opening.value.sum() == pytest.approx(12_000 + 30_000)
    with pytest.raises(ScenarioError, match="did you mean machine"):
        bad = more | {"today": {"deals": [deals[0] | {"product": "machines"}]}}
        scenario({"components": parts}, more=bad)
    elsewhere = {"gold": {"prospects": 0, "deal": "10k", "churn": "0 % a year"}}
    sold = products | {"machine": products["machine"] | {"segments": ["gold"]}}
    with pytest.raises(ScenarioError, match="not sold in the segment all"):
        scenario({"components": parts}, more=more | {"segments": elsewhere, "products": sold})


def test_todays_deals_of_a_value_are_of_the_products_that_are_sold() -> None:
    """100 contracts of 1k, of which machines are 30 %: 10 % of some 30k, 4 standard errors."""
    more = {"products": {"machine": {"price": "9k", "mix": "30 %"}, "other": {"price": "9k"}}}
    component = plan(rate="10 %", products=["machine"])
    [pay] = paid(scenario(component, [Contract(10, 1_000)] * 100, more)).values()
    assert pay / 100 == pytest.approx(30, abs=4 * (100 * 0.3 * 0.7) ** 0.5)


def test_revenue_counts_for_some_months_after_the_contract() -> None:
    """12k a year from 1 February on (day 31), 10 % of its bills of 1,000 a month.

    59 days are two months: 28 days of February and 31 of March.
    """
    contracts = [Contract(31, 12_000)]
    always = plan(of="revenue", rate="10 %", paid_every="month")
    assert paid(scenario(always, contracts, SUBSCRIPTION)) == dict.fromkeys(range(2, 13), 100)
    two_months = plan(of="revenue", rate="10 %", paid_every="month", **{"for": "59 days"})
    assert paid(scenario(two_months, contracts, SUBSCRIPTION)) == {2: 100, 3: 100}


def test_collected_revenue_counts_when_it_is_paid() -> None:
    """One-off contracts of 40k, 60k, 90k and 10k, paid after 45 days: 24 February, 27 March, 25
    May and 2 September."""
    of = scenario(
        plan(of="collected", rate="10 %", paid_every="month"), YEAR, {"paid_after": "45 days"}
    )
    assert paid(of) == {2: 4_000, 3: 6_000, 5: 9_000, 9: 1_000}


def test_meetings_count_for_who_holds_them() -> None:
    """Two deals of day one wait for their first meeting; both are held in January."""
    funnel = {"conquest": {"call": {"hours": 1}, "appointment": {"hours": 1, "passes": "50 %"},
                           "proposal": {"hours": 1, "passes": "100 %"}}}  # fmt: skip
    today = {"deals": [{"account": f"F{k}", "segment": "all", "stage": "appointment",
                        "owner": "seller 1"} for k in range(2)]}  # fmt: skip
    meetings = plan(of="meetings", each=75, paid_every="month")
    of = scenario(meetings, more={"funnel": funnel, "today": today, "motivation": "none"})
    assert paid(of) == {1: 150}


def test_a_customer_who_leaves_early_takes_pay_back() -> None:
    """Signed in January, paid 1,000 then; gone in some later month, within a year."""
    more = {"segments": {"all": {"prospects": 0, "deal": "10k", "churn": "99 % a year"}}}
    claw = plan(rate="10 %", paid_every="month", clawback="1 year")
    contracts = [Contract(day, 10_000) for day in (1, 2, 3, 150, 160, 170, 320, 330)]
    inputs, batch = both(scenario(claw, contracts, more))
    lost = batch.log[0][batch.log[0]["what"] == LOG_CUSTOMER_LOST]
    borders = list(inputs.book.month_borders)
    signed = {int(row["firm"]): row["second"] for row in batch.log[0] if row["what"] == LOG_WON}
    expected = [0.0] * 12
    owed = 0.0
    for month in range(12):
        begins, ends = borders[month], borders[month + 1]
        won = [firm for firm, at in signed.items() if begins <= at < ends]
        gone = [int(row["firm"]) for row in lost if begins <= row["second"] < ends]
        same = [firm for firm in gone if firm in won]
        earned = 1_000.0 * (len(won) - len(same))
        owed += 1_000.0 * (len(gone) - len(same))
        back = min(owed, earned)
        owed -= back
        expected[month] = earned - back
    assert len(lost) >= 2
    assert [float(x) for x in batch.reps["variable"][0, 0]] == pytest.approx(expected)
    assert batch.ledger["clawback"].sum() > 0


def test_part_timers_carry_their_part() -> None:
    """Half the role's hours: half the quota and half the target."""
    table = {"people": 0, "from": [{"name": "half", "hours": "84 a week"}]}
    of = scenario(plan(quota="400k a year", target="40k a year") | table,
                  [Contract(10, 40_000, "half")])  # fmt: skip
    assert paid(of) == pytest.approx({3: 0.8 * 5_000})


def test_a_leaver_is_paid_for_the_quota_of_the_time_here() -> None:
    """All of January and 14 of 28 days of February: an eighth of 240k and 24k a year.

    45k on a quota of 30k: 3k and half of it again, at 1.5 times the pace 750 more. What is signed
    later earns nothing.
    """
    gone = {"people": 2, "departures": {"seller 1": "2027-02-15"}}
    pays = plan(quota="240k a year", target="24k a year", tiers={"100 %": 1.5})
    of = scenario(pays | gone, [Contract(10, 30_000), Contract(40, 15_000), Contract(100, 9_000)])
    assert paid(of) == pytest.approx({2: 3_000 + 1.5 * 1_500})


def test_overlays_and_managers_are_paid_for_what_others_win() -> None:
    """Two sellers win 30k and 10k; presales counts 20 % of both, the manager all of it.

    The manager's quota is 80k a quarter, at half of which the target of 2k pays half; with charges
    of 25 %.
    """
    team = {
        "seller": {"people": 2, "base": "0 a year", "charges": "0 %"},
        "presales": {
            "people": 1, "base": "0 a year", "charges": "0 %", "segments": ["none"],
            "components": {"overlay": {"rate": "10 %", "whose": ["seller"], "share": "20 %"}},
        },
    }  # fmt: skip
    managers = {
        "boss": {
            "base": "0 a year",
            "components": {"team": {"quota": "320k a year", "target": "8k a year"}},
        }
    }
    segments = {
        name: {"prospects": 0, "deal": "10k", "churn": "0 % a year"} for name in ("all", "none")
    }
    contracts = [Contract(10, 30_000), Contract(20, 10_000, "seller 2")]
    more = {"team": team, "managers": managers, "segments": segments}
    _, batch = both(scenario({}, contracts, more))
    presales = [float(x) for x in batch.reps["variable"][0, 2]]
    assert presales == pytest.approx([0, 0, 800, *[0] * 9])
    assert [float(x) for x in batch.ledger["managers"][0]] == pytest.approx([0, 0, 1_250, *[0] * 9])


def test_attainment_of_the_team_is_its_credit_over_its_quotas() -> None:
    """Quotas of 20k a quarter and seller; 30k and 0 of 40k are 75 % of the manager's 3k."""
    plan_of_reps = plan(quota="80k a year", target="8k a year") | {"people": 2}
    managers = {
        "boss": {
            "base": "0 a year",
            "charges": "0 %",
            "components": {"team": {"of": "attainment", "target": "12k a year"}},
        }
    }
    _, batch = both(scenario(plan_of_reps, [Contract(10, 30_000)], {"managers": managers}))
    assert float(batch.ledger["managers"][0, 2]) == pytest.approx(0.75 * 3_000)
    assert float(batch.ledger["managers"][0].sum()) == pytest.approx(0.75 * 3_000)
