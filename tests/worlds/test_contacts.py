"""Customers may be looked after in several ways at once: visits, calls, mails, each in its time."""

from math import log

import pytest

from salessim import Result, Scenario, ScenarioError, simulate
from salessim.engine.obtained_rates import obtained
from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.model.rates.relationship import contacts_per_year
from salessim.scenario.schema.funnel import Contact
from salessim.units import NORMAL_QUANTILE_975, SECONDS_PER_DAY

CARE = """
name: care
horizon: {from: 2027-01, months: 12}
segments:
  gold: {prospects: 50, deal: 9k, orders: 300 a month, churn: 20 % a year}
  bronze: {prospects: 50, deal: 1k, orders: 50 a month, churn: 40 % a year}
prospecting: {outbound: none}
funnel:
  loyalty:
    visit: {hours: 2, every: 60 days, effect: 30 %, segments: [gold]}
    mail: {hours: 0.1, every: 10 days, effect: 3 %}
    upsell: {hours: 1, passes: 30 %, each: 1 a year}
    call: {hours: 0.3, every: 20 days, effect: 8 %, segments: [gold]}
team: {farmer: {people: 3, motion: loyalty}}
motivation: none
learning: none
today: {customers: {gold: 150, bronze: 60}}
"""


def made(scenario: Scenario) -> dict[tuple[str, str], float]:
    """Contacts made a customer and year, by segment and kind."""
    result = simulate(scenario, replications=20, seed=1)
    customers = {"gold": 150, "bronze": 60}
    return {
        (row.segment, row.stage): row.advanced / customers[row.segment]
        for row in result.funnel.by_segment
        if row.kind == "contact"
    }


def test_each_kind_comes_as_often_as_planned_where_it_is_planned() -> None:
    """Of the customers of day one some 11 and 23 of 100 are gone on average over the year.

    Dates of the 10-day mail that a holiday or leave lies between are served together.
    """
    contacts = made(Scenario.parse(CARE))
    there = {"gold": 0.2 / -log(0.8), "bronze": 0.4 / -log(0.6)}  # mean of exp(-h t) over a year
    planned = {
        ("gold", "visit"): 365 / 60, ("gold", "call"): 365 / 20, ("gold", "mail"): 36.5,
        ("bronze", "mail"): 36.5,
    }  # fmt: skip
    for place, count in contacts.items():
        due = planned.get(place, 0.0) * there[place[0]]
        assert 0.93 * due <= count <= 1.02 * due, place


EVEN = """
name: even dates
horizon: {from: 2027-01, months: 12}
calendar: {leave: 0 days a year, sick: 0 days a year}
segments: {firms: {prospects: 1, deal: 1k, churn: 0 % a year}}
prospecting: {outbound: none}
funnel: {loyalty: {visit: {hours: 0.01, every: 7 days}}}
team: {farmer: {people: 2, motion: loyalty}}
motivation: none
learning: none
today: {customers: {firms: 120}}
"""

RIGHT = {1: 261.0, 2: 156.5, 3: 121.7, 5: 73.0, 7: 52.14, 10: 36.5}
"""Contacts of a customer in 2027 (365 days, 261 of them Monday to Friday) by days between dates.

A date on Saturday or Sunday waits for Monday and is served with what falls on Monday: a working day
has a visit with the chance min(1, g / every), g being 3 days on Mondays and 1 on others.
"""


def even(every: str, hours: str = "0.01") -> Scenario:
    """Return the world whose visits come as often as typed, today as well."""
    text = EVEN.replace("every: 7 days", f"every: {every}").replace(
        "hours: 0.01", f"hours: {hours}"
    )
    return Scenario.parse(text)


@pytest.mark.parametrize("every", RIGHT)
def test_dates_lie_evenly_and_a_visit_serves_all_that_have_come(every: int) -> None:
    scenario = even(f"{every} days")
    visits = simulate(scenario, replications=4, seed=1).funnel.loyalty[0].advanced / 120
    assert visits == pytest.approx(RIGHT[every], abs=1.0)


@pytest.mark.parametrize("every", [2, 7])
def test_dates_lie_evenly_in_both_engines(every: int) -> None:
    scenario = even(f"{every} days").vary({"today.customers.firms": 30})
    one, other = (simulate(scenario, replications=1, engine=e) for e in ("compiled", "simpy"))
    assert one.digest == other.digest
    assert other.funnel.loyalty[0].advanced / 30 == pytest.approx(RIGHT[every], abs=1.0)


@pytest.mark.parametrize("every", [1.5, 4, 6, 30, 400])
def test_visits_are_those_that_rates_reckon_with(every: float) -> None:
    scenario = even(f"{every} days")
    gaps = build(scenario).world.gaps
    visits = simulate(scenario, replications=6, seed=1).funnel.loyalty[0].advanced / 120
    assert visits == pytest.approx(contacts_per_year(gaps, every * SECONDS_PER_DAY), abs=1.0)


def test_120_customers_every_7_days_are_6257_visits() -> None:
    visits = simulate(Scenario.parse(EVEN), replications=4, seed=1).funnel.loyalty[0].advanced
    assert visits == pytest.approx(6257, abs=60)


def test_a_week_of_six_days_and_round_the_clock() -> None:
    """Monday to Saturday: 313 working days in 2027, all of which have a visit a day."""
    daily = even("1 day")
    saturdays = daily.vary({"calendar.weekdays": ["mon", "tue", "wed", "thu", "fri", "sat"]})
    for scenario, right in ((saturdays, 313.0), (daily.vary({"calendar": "always"}), 365.0)):
        visits = simulate(scenario, replications=2, seed=1).funnel.loyalty[0].advanced / 120
        assert visits == pytest.approx(right, abs=1.0)


def test_two_weeks_of_leave_are_two_weeks_without_a_visit() -> None:
    """10 days of leave in one block of summer and three others take their dates with them."""
    weekly = Scenario.parse(EVEN)
    away = weekly.vary({"calendar.leave": "25 days a year"})
    visits = simulate(away, replications=4, seed=1).funnel.loyalty[0].advanced / 120
    reckoned = contacts_per_year(build(away).world.gaps, 7 * SECONDS_PER_DAY)
    assert 46.0 < reckoned < 51.0
    assert visits == pytest.approx(reckoned, abs=1.0)


@pytest.mark.parametrize(
    ("typed", "days"),
    [("36 a year", 365.25 / 36), ("2 a week", 3.5), ("1 a month", 365.25 / 12), ("7 days", 7.0)],
)
def test_how_often_reads_as_days_between(typed: str, days: float) -> None:
    visit = even(typed).plan.funnel.loyalty["visit"]
    assert isinstance(visit, Contact)
    assert visit.every.typical == pytest.approx(days)


def test_a_range_of_how_often_turns_round() -> None:
    visit = even("12..36 a year").plan.funnel.loyalty["visit"]
    assert isinstance(visit, Contact)
    assert visit.every.uncertainty == pytest.approx((365.25 / 36, 365.25 / 12))


@pytest.mark.parametrize("typed", ["0 a year", "400 a year", "1 a fortnight"])
def test_how_often_keeps_its_range(typed: str) -> None:
    with pytest.raises(ScenarioError, match="visit"):
        even(typed)


def test_validate_lists_contacts_typed_and_obtained() -> None:
    """Five minutes a visit leave time to spare; half a day a visit is more than two people have."""
    spare, short = (
        next(
            rate
            for rate in obtained(even("7 days", hours), replications=4)
            if rate.path == "funnel.loyalty.visit.every"
        )
        for hours in ("0.1", "4")
    )
    assert spare.unit == "a year"
    assert spare.typed == pytest.approx(365.25 / 7)
    assert spare.obtained == pytest.approx(52.14, abs=0.5)
    assert short.obtained < 0.2 * short.typed


def test_hours_that_conquest_does_not_need_go_to_customers() -> None:
    """One seller of both motions, no leads and no calls: 40 % of the hours are planned for care.

    Care needs 1,315 hours a year and the budget plans some 480; the seller gives what there is, and
    the typed churn holds under that.
    """
    scenario = Scenario.parse(CARE).vary(
        {"team": {"seller": {"people": 1}}, "funnel.loyalty.upsell": None,
         "today.customers": {"gold": 40, "bronze": 0}}
    )  # fmt: skip
    for rate in obtained(scenario, replications=150):
        if rate.path == "segments.gold.churn":
            luck = 3.5 / NORMAL_QUANTILE_975 * rate.half_width
            assert abs(rate.obtained - rate.typed) <= 0.02 * rate.typed + luck, rate


@pytest.mark.parametrize("people", [1, 3], ids=["too few hours", "hours enough"])
def test_the_typed_churn_is_obtained(people: int) -> None:
    scenario = Scenario.parse(CARE.replace("people: 3", f"people: {people}"))
    for rate in obtained(scenario, replications=60):
        if rate.path.endswith("churn"):
            luck = 3.5 / NORMAL_QUANTILE_975 * rate.half_width
            assert abs(rate.obtained - rate.typed) <= 0.02 * rate.typed + luck, rate


def orders(result: Result) -> float:
    mean = result.indicators["revenue_loyalty"].mean
    assert mean is not None
    return mean


@pytest.mark.parametrize(
    "change",
    [{"funnel.loyalty.visit.every": "30 days"}, {"funnel.loyalty.visit.effect": "60 %"},
     {"funnel.loyalty.mail.every": "5 days"}, {"funnel.loyalty.call.effect": "20 %"}],
    ids=lambda change: next(iter(change)).removeprefix("funnel.loyalty."),
)  # fmt: skip
def test_more_care_brings_more(change: dict[str, str]) -> None:
    scenario = Scenario.parse(CARE)
    before = simulate(scenario, replications=40, seed=1)
    after = simulate(scenario.vary(change), replications=40, seed=1)
    assert orders(after) > 1.005 * orders(before)


def test_a_kind_that_no_segment_gets_changes_nothing() -> None:
    plain = Scenario.parse(CARE)
    absent = plain.vary({"funnel.loyalty.call": None})
    nobody = plain.vary({"funnel.loyalty.call.segments": []})
    tables = [
        next(batches(build(scenario), replications=3, seed=1)).months.tobytes()
        for scenario in (absent, nobody)
    ]
    assert tables[0] == tables[1]


def test_visits_and_calls_are_no_open_deals() -> None:
    """Who only visits customers has no deal under way, however many visits wait at the end."""
    scenario = even("7 days", "20").vary({"funnel.loyalty": {"visit": {"hours": 20, "every": 7}}})
    result = simulate(scenario, replications=2, seed=1)
    assert result.funnel.loyalty[0].open > 50
    assert result.indicators["deals_open_at_end"].mean == 0.0


def test_open_deals_are_those_of_the_funnel() -> None:
    """Sellers with calls, visits and deals: open is what came and was neither won nor lost."""
    text = CARE.replace("prospecting: {outbound: none}\n", "").replace(
        "motion: loyalty", "motion: both"
    )
    result = simulate(Scenario.parse(text), replications=3, seed=1, keep="deals")
    open_deals = (result.deals["state"] == "open").groupby(result.deals["replication"]).sum()
    assert open_deals.min() > 0
    assert result.runs["deals_open_at_end"].tolist() == open_deals.tolist()
