"""Further figures that move in time: each by hand in a small world, in both engines."""

from typing import Any

import numpy as np
import pytest
from made_pay import Contract, both, by_month, scenario, variable
from test_schedules import CUSTOMERS, customers, flow, from_july, halves, is_poisson, months, typed

from salessim import Scenario
from salessim.measure.batch import Batch
from salessim.units import SECONDS_PER_HOUR

OFFER = {"hours": 0.01, "passes": "50 %", "skill_effect": 0, "discovery_effect": 0}
FUNNEL = {"meeting": {"hours": 0.01, "passes": "100 %", "works": "discovery"}, "offer": OFFER}


def halves_won(batch: Batch) -> tuple[float, float]:
    """Shares of decided deals that were won before July and from July on."""
    won, lost = months(batch, "won"), months(batch, "lost")
    first, last = won[:6].sum(), won[6:].sum()
    return first / (first + lost[:6].sum()), last / (last + lost[6:].sum())


def changed(typed_before: dict[str, object], change: dict[str, Any]) -> Scenario:
    return typed(typed_before).vary(change)


def test_what_buyers_know_and_how_well_they_fit() -> None:
    """Uninformed buyers say yes as before, informed ones with log-odds of 1 more: 73 %.

    Fit decides alone with log-odds of 20 a deviation: half at the mean, 98 % two deviations above.
    Shares of 600 within 4.5 standard errors.
    """
    knows = {
        "funnel.conquest": {**FUNNEL, "offer": {**OFFER, "fit_effect": 0, "product_effect": 2}},
        "channels.web.informed": from_july("0 %", "100 %"),
        "team.seller.skills": {"product": 0.5},
        "learning": "none",
    }
    batch = both(changed(knows, {"team.seller.skills.product": 1}))[1]
    assert halves_won(batch) == pytest.approx((0.5, 1 / (1 + np.exp(-1))), abs=4.5 * 0.5 / 24)
    fits = {
        "funnel.conquest": {**FUNNEL, "offer": {**OFFER, "fit_effect": 20}},
        "channels.web.quality": from_july(0, 2),
    }
    assert halves_won(flow(fits)) == pytest.approx((0.5, 0.977), abs=4.5 * 0.5 / 24)


@pytest.mark.parametrize("place", ["funnel.conquest.proposal", "segments.all.funnel.proposal",
                                   "channels.web"])  # fmt: skip
def test_patience(place: str) -> None:
    """One rep, ten hours a case, 1.37 cases in that time; until July nobody waits.

    Erlang's loss formula then lets 1.37 / 2.37 go; with ten years of patience nobody goes.
    """
    load = 100 * 10 / (365.25 / 12 * 24)
    batch = flow({
        "team.seller.people": 1,
        "funnel.conquest.proposal.hours": {"constant": 10},
        "time.next_deal": "oldest",
        "channels": {"web": {"leads": "100 a month"}},
        f"{place}.patience": from_july("1 minute", "3650 days"),
    })  # fmt: skip
    cold = months(batch, "leads_cold") + months(batch, "deals_cold")
    assert abs(cold[:6].sum() - 595 * load / (1 + load)) < 4.5 * np.sqrt(595)
    assert cold[6:].sum() <= 1


def test_a_rest_after_a_no() -> None:
    """The one firm of the market is asked every quarter of an hour, and rests ten days or one."""
    batch = flow({
        "segments.all": {"prospects": 1, "deal": "1k", "leads_from": "whole_market",
                         "cooling_off": from_july("10 days", "1 day")},
        "channels.web.leads": "3000 a month",
        "funnel.conquest.proposal.passes": "0 %",
    })  # fmt: skip
    lost = months(batch, "lost")
    assert abs(lost[:6].sum() - 181 / 10.014) <= 1
    assert abs(lost[7:].sum() - 153 / 1.014) <= 2  # June's last rest reaches into July


def test_smaller_contracts() -> None:
    """Terms of a month: who refuses ends until June, and goes on as half from July."""
    terms = {"term": 1, "downgrades": {"share": from_july("0 %", "100 %"), "to": "50 %"}}
    batch = customers({
        "segments.all.deal": "12k a year",
        "segments.all.churn": "50 % a year",
        "segments.all.contract": terms,
    })  # fmt: skip
    smaller, ended = months(batch, "downgraded"), months(batch, "not_renewed")
    assert smaller[:6].sum() == 0
    assert ended[6:].sum() == 0
    share = 1 - 0.5 ** (150 / 365.25)
    assert ended[:6].sum() > 800 * share
    assert smaller[6:].sum() > 500 * share


def test_recommendations() -> None:
    batch = customers({
        "channels": {"friends": {"per_customer": from_july("0 a month", "1 a month")}},
        "segments.all.prospects": 900,
        "today.customers": {"all": 100},
        "funnel.conquest.proposal.passes": "0 %",
    })  # fmt: skip
    came = months(batch, "leads")
    assert came[:6].sum() == 0
    assert is_poisson(came[6:].sum(), 600 * 184 / 182.625)


def test_educating_contacts() -> None:
    """Six minutes of a call, one contact, and six of a meeting for each deal that is won."""
    step = {"hours": 0.1, "passes": "100 %"}
    batch = flow({
        "funnel.conquest": {"call": step, "meeting": {**step, "works": "step"}},
        "channels.web": {"leads": "100 a month", "passes": "100 %", "given_up_at": "0 %",
                         "goes_cold_in": "365 days"},
        "segments.all.touches": 1,
        "prospecting": {"outbound": "none", "touch_every": "0 days",
                        "touch_hours": from_july(0.1, 0.3)},
    })  # fmt: skip
    hours = months(batch, "work_seconds") / months(batch, "won") / SECONDS_PER_HOUR
    assert hours == pytest.approx([0.3] * 6 + [0.5] * 6, rel=0.03)


def test_work_and_answers_of_customers() -> None:
    upsell = {"hours": 0.01, "passes": "100 %", "each": "12 a year", "worth": 100}
    step = "funnel.loyalty"
    few = {**CUSTOMERS, "today.customers": {"all": 100}}
    batch = flow({**few, step: {"upsell": {**upsell, "hours": from_july(0.01, 0.03)}}})
    hours = months(batch, "work_seconds") / months(batch, "bookings") * 100 / SECONDS_PER_HOUR
    assert hours == pytest.approx([0.01] * 6 + [0.03] * 6, rel=0.05)
    batch = flow({**few, step: {"upsell": {**upsell, "buyer_takes": from_july(0, "31 days")}}})
    won = months(batch, "bookings") / 100
    assert won[5] > 50
    assert won[6] <= 1
    assert won[7] > 50


def test_advances_and_costs_of_hiring() -> None:
    plan: dict[str, Any] = {
        "components": {"new": {"rate": "10 %"}},
        "paid_every": "month",
        "draw": {"pays": from_july("1k a month", "2k a month")},
    }
    assert variable(scenario(plan)) == halves(1_000, 2_000)
    hires = {"ann": "2027-03-01", "bob": "2027-09-01"}
    spent = by_month(scenario({"hires": hires, "hiring_cost": from_july(1_000, 3_000)}), "hiring")
    assert [float(spent[:6].sum()), float(spent[6:].sum())] == [1_000, 3_000]


def test_pay_of_managers_by_component() -> None:
    """A tenth of the 20k that the team signs each month, from July a fifth."""
    lead = {"base": "0 a year", "charges": "0 %", "paid_every": "month"}
    lead |= {"components": {"team": {"rate": from_july("10 %", "20 %")}}}
    contracts = [Contract(15 + 30.4 * month, 20_000) for month in range(12)]
    of = scenario({}, contracts, more={"managers": {"lead": lead}})
    assert by_month(of, "managers") == halves(2_000, 4_000)


def test_leaving_of_a_role_and_for_low_pay() -> None:
    changes = {
        "team.seller.people": 100,
        "team.seller.leaves": from_july("0 % a year", "90 % a year"),
        "attrition": {"notice": "0 days", "newcomers": 1, "motivation_effect": 0},
    }
    left = flow({**changes, "channels.web.leads": "0 a month"}).reps["left"][0].sum(axis=0)
    assert left[:5].sum() == 0
    assert left[6:].sum() > 40
    # Paid 2k a month; elsewhere 1k, from July 3k, which is what counts when June has ended.
    below = {"pay": from_july("1k a month", "3k a month"), "over": 2}
    people = {"people": 2, "base": "2k a month", "charges": "0 %", "leaves_below": below}
    left = flow({"team.seller": people, "channels.web.leads": "0 a month"}).reps["left"][0]
    assert list(left.sum(axis=0)) == [0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]
