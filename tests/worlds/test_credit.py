"""Attainment that is printed is attainment that is paid: both follow credit."""

import pytest

from salessim import Result, Scenario, simulate

ACCOUNTS = """
name: keepers paid on revenue
horizon: {from: 2027-01, months: 12}
calendar: always
segments: {gold: {prospects: 0, deal: 12k a year, churn: 0 % a year}}
funnel: {loyalty: {visit: {hours: 1, every: 60 days}}}
team:
  farmer:
    people: 1
    base: 40k a year
    on_target: 60k a year
    quota: 100k a year
    accelerator: 1
    credit: revenue
    charges: 0 %
today: {customers: {gold: 10}}
"""

HAND_OVER = """
name: who wins hands over
horizon: {from: 2027-01, months: 6}
calendar: always
segments: {gold: {prospects: 0, deal: 10k, churn: 0 % a year}}
funnel:
  conquest: {proposal: {hours: 1, passes: 100 %, buyer_takes: 1 days}}
  loyalty: {visit: {hours: 1, every: 60 days}}
team:
  hunter: {motion: conquest, base: 40k a year, on_target: 60k a year, quota: 20k a year,
           accelerator: 1, shared_credit: 40 %, people: 1}
  farmer: {motion: loyalty, base: 40k a year, on_target: 60k a year, quota: 20k a year,
           accelerator: 1, people: 1}
today: {deals: [{account: Firm, segment: gold, stage: proposal, value: 10000, owner: hunter 1}]}
"""


def of(text: str, changes: dict[str, object] | None = None) -> Result:
    scenario = Scenario.parse(text).vary(changes or {})
    result = simulate(scenario, replications=2, seed=1, keep="tables")
    assert result.digest == simulate(scenario, replications=2, seed=1, engine="simpy").digest
    return result


def test_a_farmer_paid_at_120_percent_is_printed_at_120_percent() -> None:
    """120k of running subscriptions against a quota of 100k pay 1.2 times 20k."""
    result = of(ACCOUNTS)
    assert result.reps["variable"].sum() / 2 == pytest.approx(24_000)
    assert result.indicators["quota_attainment"].mean == pytest.approx(1.2)
    assert result.indicators["reps_at_quota"].mean == 1
    [farmer] = result.findings.team
    assert (farmer.credited, farmer.quota, farmer.at_quota) == pytest.approx((120_000, 100_000, 1))
    assert farmer.attainment == pytest.approx(1.2)


def test_shared_credit_is_printed_as_it_is_paid() -> None:
    """10k won: 6,000 count for the hunter, 4,000 for the farmer; quota of six months 10k each."""
    result = of(HAND_OVER)
    credited = result.reps.groupby("rep", sort=False)[["credited", "variable"]].sum() / 2
    assert list(credited["credited"]) == pytest.approx([6_000, 4_000])
    # On target six months pay 10k; settled by quarter, the first holds all the credit: 1.2 and .8
    # of its quota of 5k.
    assert list(credited["variable"]) == pytest.approx([1.2 * 5_000, 0.8 * 5_000])
    assert result.indicators["quota_attainment"].mean == pytest.approx(0.5)
    assert result.indicators["reps_at_quota"].mean == 0


def test_the_part_of_a_deal_that_was_handed_over_counts_in_part() -> None:
    """A leaver's deal of 10k counts half for its new owner, and nothing for who left."""
    changes = {
        "attrition": {"rate": "0 % a year", "deals_lost": 0, "odds_lost": 0, "credit": "50 %"},
        "team.hunter.people": 2,
        "team.hunter.shared_credit": "0 %",
        "team.hunter.departures": {"hunter 1": "2027-01-02"},
        "funnel.conquest.proposal.buyer_takes": "40 days",
    }
    credited = of(HAND_OVER, changes).reps.groupby("rep", sort=False)["credited"].sum() / 2
    assert list(credited) == pytest.approx([0, 5_000, 0])


def test_what_pay_used_adds_up_to_what_is_printed() -> None:
    """In a company with every lever, figures of a run are those of its people's pay."""
    scenario = Scenario.load("scenarios/everything.yaml")
    result = simulate(scenario, replications=4, seed=1, keep="tables")
    people = result.reps.groupby(["replication", "rep"])[["credited", "quota"]].sum()
    with_quota = people[people["quota"] > 0]
    credited = with_quota["credited"].groupby("replication").sum()
    assert list(credited) == pytest.approx(list(result.runs["quota_credited"]))
    met = (with_quota["credited"] >= with_quota["quota"]).groupby("replication").sum()
    assert list(met) == list(result.runs["reps_over_quota"])
