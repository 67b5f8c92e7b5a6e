"""What is typed and acts on nothing is named, and what is hardly meant is asked for."""

import pytest
from bad_cases import CHURN, DEAL, LEADS, PEOPLE, RIGHT, problems_of

from salessim import Scenario, simulate
from salessim.report.run_report import footnotes

NO_PROSPECTING = "funnel: {conquest: {desk: {hours: 1, passes: 50 %, works: step}}}\n"


def noted(text: str) -> dict[str, str]:
    """The notes of a scenario by key path."""
    return {note.path: note.message for note in Scenario.parse(text).notes}


def swapped(old: str, new: str, more: str = "") -> str:
    assert RIGHT.count(old) == 1
    return RIGHT.replace(old, new) + more


def test_a_scenario_in_which_everything_acts_has_no_notes() -> None:
    assert noted(RIGHT) == {}


@pytest.mark.parametrize("key", ["passes: 30 %", "goes_cold_in: 3 days"])
def test_a_channel_s_rate_that_nobody_asks_is_refused(key: str) -> None:
    error = problems_of(swapped(LEADS, f"{LEADS}, {key}", NO_PROSPECTING))
    assert "nobody is asked" in str(error)
    assert key.split(":")[0] in error.problems[0].path


def test_a_value_that_no_contract_has_is_refused() -> None:
    """Customers of a segment that is sold once pay nothing by the year."""
    account = "today: {accounts: [{name: A, segment: silver, value_per_year: 5000}]}\n"
    assert "pay nothing by the year" in str(problems_of(RIGHT + account))
    Scenario.parse(RIGHT.replace("deal: 5k", "deal: 5k a year") + account)
    Scenario.parse(RIGHT.replace("deal: 5k", "deal: 5k, orders: 2k a month") + account)
    Scenario.parse(RIGHT + account.replace("5000", "0"))  # as exports say it


@pytest.mark.parametrize(
    "people", ["{today: 0, least: 0, most: 6}", "{today: 2, most: 6}, start: 2027-02"]
)
def test_a_free_number_of_a_role_without_anybody_settled_is_refused(people: str) -> None:
    error = problems_of(swapped(PEOPLE, f"people: {people}, hires: {{ann: 2027-03}}"))
    assert "multiplies the settled people" in str(error)


def test_touches_without_a_first_meeting_are_refused() -> None:
    only = "funnel: {conquest: {door: {hours: 1, passes: 5 %}}}\n"
    assert "no stage follows" in str(problems_of(swapped(DEAL, f"{DEAL}, touches: 2", only)))


@pytest.mark.parametrize(
    ("old", "new", "more", "path"),
    [
        (CHURN, f"{CHURN}, order_every: 9 days", "", "segments.gold.order_every"),
        (LEADS, f"{LEADS}, peak_size: 20 %", "", "channels.web.peak_size"),
        (LEADS, f"{LEADS}, at_most: 3", "", "channels.web.at_most"),
        (LEADS, "budget: 1k a month, quality: 1", "", "channels.web.quality"),
        (PEOPLE, f"{PEOPLE}, accelerator: 2", "", "team.closer.accelerator"),
        (PEOPLE, f"{PEOPLE}, hiring_cost: 9k", "", "team.closer.hiring_cost"),
        (PEOPLE, f"{PEOPLE}, severance: 2", "", "team.closer.severance"),
        (PEOPLE, "people: {today: 2, found_in: 30 days}", "", "team.closer.people.found_in"),
        (PEOPLE, PEOPLE, "prospecting: {touch_hours: 1}\n", "prospecting.touch_hours"),
        (
            PEOPLE,
            PEOPLE,
            "prospecting: {outbound: none, attempts: 3}\n",
            "prospecting.attempts",
        ),
    ],
)
def test_a_key_that_changes_nothing_is_named(old: str, new: str, more: str, path: str) -> None:
    assert path in noted(swapped(old, new, more))


def test_the_last_stage_s_rate_under_win_rates_is_named_with_what_it_says() -> None:
    funnel = (
        "funnel: {conquest: {call: {}, meeting: {hours: 1, passes: 50 %},"
        " offer: {hours: 1, passes: 40 %}}}\n"
    )
    text = RIGHT.replace(CHURN, f"{CHURN}, win_rate: 15 %") + funnel
    assert noted(text) == {}
    both = text.replace("deal: 5k", "deal: 5k, win_rate: 20 %")
    assert "40 % is not used" in noted(both)["funnel.conquest.offer.passes"]


def test_arr_where_nothing_recurs_is_asked_for() -> None:
    target = "target: {arr: 1M, by: 2027-06}\n"
    assert "nothing recurs" in noted(RIGHT + target)["target.arr"]
    assert noted(RIGHT.replace("deal: 5k", "deal: 5k a year") + target) == {}


def test_an_amount_a_hundred_times_too_small_is_asked_for() -> None:
    """20 to 40 for a contract of some 40 hours of work, which cost some 1,000."""
    assert "12k is 12,000" in noted(swapped(DEAL, "deal: 20..40"))["segments.gold.deal"]


def test_customers_who_pay_nothing_are_asked_for() -> None:
    today = "today: {customers: {silver: 40}}\n"
    assert "what do the 40 customers pay" in noted(RIGHT + today)["today.customers.silver"]
    assert noted(RIGHT.replace("deal: 5k", "deal: 5k, orders: 100 a month") + today) == {}
    worth = "funnel: {loyalty: {renewal: {hours: 1, passes: 50 %, worth: 900}}}\n"
    assert noted(RIGHT + today + worth) == {}


def test_a_hire_who_can_hardly_sell_before_the_end_is_asked_for() -> None:
    late = noted(swapped(PEOPLE, f"{PEOPLE}, hires: {{ann: 2027-12-01}}"))
    assert "closer ann starts 31 days before its end" in late["horizon.months"]
    assert noted(swapped(PEOPLE, f"{PEOPLE}, hires: {{ann: 2027-06-01}}")) == {}


def test_a_payroll_of_more_than_twice_revenue_is_asked_for() -> None:
    poor = Scenario.parse(RIGHT.replace("20k..40k", "200..400").replace("5k", "50"))
    words = " ".join(note.plain for note in footnotes(simulate(poor, replications=2).findings))
    assert "Is that meant? Payroll is" in words
    rich = simulate(Scenario.parse(RIGHT), replications=2).findings
    assert "Is that meant" not in " ".join(note.plain for note in footnotes(rich))
