"""Parts of months, of years and of people: each figure against the span that it is of."""

from math import exp

import pytest

from salessim import Result, Scenario, simulate
from salessim.model.rules.spans import share_in_part

FLAT = """
name: ten customers who stay, and nobody new
horizon: {from: 2027-01-15, months: 12}
calendar: always
segments: {gold: {prospects: 0, deal: 12k a year, churn: 0 % a year}}
funnel: {loyalty: {visit: {hours: 1, every: 60 days}}}
team: {rep: {people: 1, base: 36k a year, charges: 0 %}}
today: {customers: {gold: 10}, revenue_last_year: 120k}
"""
FIRST = 17 / 31
"""Share of January 2027 from the 15th on."""


def of(text: str, changes: dict[str, object] | None = None, replications: int = 1) -> Result:
    return simulate(
        Scenario.parse(text).vary(changes or {}), replications=replications, seed=1, keep="tables"
    )


def mean(result: Result, name: str) -> float:
    value = result.indicators[name].mean
    assert value is not None
    return value


def test_bills_of_months_are_equal_and_a_part_of_a_month_is_billed_in_part() -> None:
    """120k a year are 10k a month, February included, and 17/31 of it from 15 January on."""
    revenue = of(FLAT).months.groupby("month")["revenue"].sum()
    assert list(revenue) == pytest.approx([10_000 * FIRST, *[10_000] * 11])
    year = of(FLAT, {"horizon.from": "2028-01"}).months.groupby("month")["revenue"].sum()
    assert list(year) == pytest.approx([10_000] * 12)


def test_a_flat_business_does_not_shrink() -> None:
    assert mean(of(FLAT), "growth") == pytest.approx(0, abs=1e-12)
    assert mean(of(FLAT, {"horizon.from": "2027-01-29"}), "growth") == pytest.approx(0, abs=1e-12)
    assert mean(of(FLAT, {"horizon.months": 1}), "growth") == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("start", "bills"),
    [
        ("2027-01", {"0 days": 12, "10 days": 12, "30 days": 12, "75 days": 12}),
        # That of December is paid on 10 January; that of October on the 14th.
        ("2027-01-15", {"0 days": 12, "10 days": 11, "30 days": 12, "75 days": 11}),
        ("2027-01-29", {"0 days": 12, "10 days": 11, "30 days": 12, "75 days": 11}),
    ],
)
def test_last_years_bills_come_in_by_their_days(start: str, bills: dict[str, int]) -> None:
    """A business as large as last year's collects as many bills of 10k a year as it sends.

    They are of the months' last days. A horizon that starts inside a month collects the whole bill
    of it, the part before the horizon too.
    """
    costs = {"today.cash": 0, "team.rep.base": "0 a year", "margin": "100 %"}
    for delay, count in bills.items():
        result = of(FLAT, {"horizon.from": start, "paid_after": delay, **costs})
        end = result.findings.monthly[-1].cash.mean
        assert end == pytest.approx(10_000 * count), delay


def test_churn_is_counted_against_the_time_that_was_there() -> None:
    """Three days at 15 % a year: of 200,000 customers 267 leave; over the time, .1625 a year.

    A share of 15 % a year is a hazard of -ln .85 = .1625; 3 days are .00821 years. Two standard
    errors of 267 counted losses are 12 %.
    """
    changes = {
        "horizon": {"from": "2027-01-29", "months": 1},
        "segments.gold": {"prospects": 0, "deal": "1k", "churn": "15 % a year"},
        "funnel.loyalty.visit.every": "3650 days",
        "today.customers.gold": 200_000,
    }
    # Nobody looks after them: the relationship, and churn with it, stays what it is today.
    text = FLAT.replace("revenue_last_year: 120k", "revenue_last_year: none")
    assert mean(of(text, changes), "churn_per_year") == pytest.approx(0.1625, rel=0.13)


def test_people_count_for_the_time_that_they_are_here() -> None:
    """One from 15 January on, one from 16 April to the last day of June 2027."""
    changes = {
        "horizon": {"from": "2027-01-15", "months": 6},
        "team.rep.hires": {"late": "2027-04-16"},
        "team.rep.departures": {"rep 1": "2027-03-01"},
        "team.rep.onboarding": "0 days",
    }
    result = of(FLAT, changes)
    years = (FIRST + 1) / 12 + (0.5 + 2) / 12
    run = result.runs.iloc[0]
    assert run["rep_years"] == pytest.approx(years)
    assert run["base"] == pytest.approx(36_000 * years)
    assert mean(result, "attrition_per_year") == pytest.approx(1 - exp(-1 / years))


def test_a_seat_is_paid_for_whoever_sits_on_it() -> None:
    crm = {"adoption": "50 %", "seat": "100 a month", "migration_cost": 0}
    changes = {
        "horizon": {"from": "2027-01-15", "months": 3},
        "team.rep.departures": {"rep 1": "2027-02-15"},
        "crm": crm,
    }
    assert of(FLAT, changes).runs["seats"][0] == pytest.approx(100 * (FIRST + 0.5))


HALF_YEAR = {
    "horizon": {"from": "2027-07", "months": 6},
    "target": {2027: {"revenue": "120k"}},
}


def test_a_years_target_asks_its_part_of_the_months_that_are_simulated() -> None:
    """Half of 120k in the last six months, of which ten subscriptions of 12k bring all."""
    result = of(FLAT, HALF_YEAR)
    target = result.targets[0]
    assert (target.value, target.mean) == pytest.approx((60_000, 60_000))
    assert target.probability == 1
    assert target.per_month == pytest.approx(10_000)
    assert target.of_whole == pytest.approx(120_000)
    assert "of 120k" in str(result), "what was typed is shown beside what is held against it"


def test_a_years_target_from_the_middle_of_a_month() -> None:
    """From 15 January 11 and 17/31 months of 12 remain, in the parts of a target too."""
    goal = {"revenue": "120k", "incremental": "12k", "from_active": "50 %"}
    [target] = of(FLAT, {"target": {2027: goal}}).targets
    part = (11 + FIRST) / 12
    assert target.value == pytest.approx(120_000 * part) == pytest.approx(target.mean)
    assert target.incremental == pytest.approx(12_000 * part)
    assert target.per_month == pytest.approx(10_000)
    increment = next(row for row in target.parts if row.part == "increment")
    assert increment.mean == pytest.approx(0, abs=1e-6), "120k a year is last year's pace"


def test_targets_from_the_first_day_on_are_not_cut() -> None:
    target = {"revenue": "115k", "by": "2027-12"}
    [found] = of(FLAT, {"target": [target]}).targets
    assert (found.value, found.of_whole) == (115_000, None)
    assert found.per_month == pytest.approx(115_000 / (11 + FIRST))


def test_raises_and_prices_wait_for_twelve_months() -> None:
    """From 15 January 2027 the thirteenth calendar month begins after eleven and a half."""
    changes = {
        "horizon.months": 14,
        "team.rep.raise": "10 %",
        "vision": {"prices": "10 % a year"},
        "today.revenue_last_year": "none",
    }
    result = of(FLAT, changes)
    base = list(result.ledger["base"])
    assert base[1:] == pytest.approx([3_000] * 12 + [3_300])
    revenue = list(result.months.groupby("month")["revenue"].sum())
    assert revenue[1:] == pytest.approx([10_000] * 12 + [11_000])
    whole = of(FLAT, changes | {"horizon": {"from": "2027-01", "months": 14}})
    assert list(whole.ledger["base"]) == pytest.approx([3_000] * 12 + [3_300] * 2)


PART_TIME = {"team.rep.on_target": "60k a year", "horizon.from": "2027-01"}


def quota(changes: dict[str, object]) -> float:
    return float(of(FLAT, PART_TIME | changes).reps["quota"].sum())


def test_the_default_quota_of_a_part_timer_is_a_share_of_a_full_timers() -> None:
    """Five times on-target pay, 60k at full time, of which a part-timer is paid a part."""
    office = {"calendar": {"hours": "40 a week"}}
    assert quota(office) == pytest.approx(300_000)
    assert quota(office | {"team.rep.hours": "10 a week"}) == pytest.approx(75_000)
    assert quota(office | {"team.rep.hours": "10 a week", "team.rep.quota": "90k a year"}) == (
        pytest.approx(90_000)
    ), "what is typed is what one person of the role is to sell"


def test_a_row_of_a_role_carries_its_share_of_the_roles_quota() -> None:
    office = {"calendar": {"hours": "40 a week"}, "team.rep.quota": "200k a year"}
    rows = [
        {"name": "ann"},
        {"name": "bob", "hours": "20 a week"},
        {"name": "cem", "hours": "20 a week", "quota": "120k a year"},
    ]
    changes = PART_TIME | office | {"team.rep.people": 0, "team.rep.from": rows}
    result = of(FLAT, changes)
    assert list(result.reps.groupby("rep", sort=False)["quota"].sum()) == pytest.approx(
        [200_000, 100_000, 120_000]
    )


def test_a_share_a_month_goes_in_parts_as_in_one() -> None:
    """Half a month at 36 % a month leaves .8, twice .8 leaves the .64 of the whole."""
    assert share_in_part(0.36, 1.0) == 0.36
    assert share_in_part(0.36, 0.5) == pytest.approx(0.2)
    assert share_in_part(1.7, 0.5) == 1.0
    assert share_in_part(0.36, 0.0) == 0.0


def test_motivation_returns_for_the_days_that_were_there() -> None:
    """A deal lost moves motivation; in 17 of 31 days at 36 % a month 1 - .64^(17/31) comes back."""
    changes = {
        "horizon.months": 1,
        "motivation": {"returns": "36 % a month", "moves": {"loss": -0.5, "quota": 0}},
        "funnel.conquest": {"proposal": {"hours": 1, "passes": 0, "buyer_takes": "1 days"}},
        "today.deals": [{"account": "Firm", "segment": "gold", "stage": "proposal", "value": 1000}],
    }
    result = of(FLAT, changes)
    moved = {row.mover: row.per_rep_year * FIRST / 12 for row in result.findings.movers}
    level = 0.6
    assert moved["loss"] == pytest.approx(-0.5 * level)
    assert moved["return"] == pytest.approx(0.5 * level * (1 - 0.64**FIRST))
