"""A page for each person: accounts, deals and skills in an order that is worked out by hand."""

from functools import cache
from io import StringIO
from math import log

import numpy as np
import pytest
from rich.console import Console

from salessim import Scenario, optimise
from salessim.optimisation import OptimisationResult
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.person_findings import PersonPage
from salessim.plan.person_lists import PersonLists
from salessim.plan.persons import skills_told
from salessim.report.plan.plan_report import show

LISTS = """
name: Lists
defaults: exact
horizon: {from: 2027-01, months: 6}
calendar: {country: none}
attrition: none
motivation: none
learning: none
prospecting: {outbound: none}
segments: {shops: {deal: 12k a year, churn: 20 % a year}}
funnel:
  conquest:
    meeting: {hours: 2, passes: 50 %, fit_effect: 0, discovery_effect: 0, works: none}
    proposal: {hours: 4, passes: 40 %, fit_effect: 0, discovery_effect: 0, works: none}
  loyalty: {visit: {hours: 1, every: 90 days}}
team:
  seller: {people: ["Ann [red]", Bob], base: 4k a month}
today:
  accounts:
    - {name: small, segment: shops, owner: Bob, value_per_year: 5000, relationship: 0.5}
    - {name: large, segment: shops, owner: Bob, value_per_year: 50000, relationship: 0.5}
    - {name: close, segment: shops, owner: Bob, value_per_year: 50000, relationship: 0.9}
  deals:
    - {account: early, segment: shops, stage: meeting, owner: "Ann [red]", value: 30000}
    - {account: late, segment: shops, stage: proposal, owner: "Ann [red]", value: 30000,
       opened: 2026-12-02}
    - {account: waits, segment: shops, stage: proposal, owner: "Ann [red]", value: 90000,
       answers_in: 5}
"""


def lists() -> PersonLists:
    scenario = Scenario.parse(LISTS)
    return PersonLists(scenario, coefficients_of(scenario, 16))


def test_deals_come_by_what_their_next_hour_is_worth() -> None:
    """Both stages pass as typed, since fit changes nothing.

    late: 30 000 x .4 / 4 hours = 3 000 an hour. early: two hours, then in half of all cases four
    more: 4 hours left, 30 000 x .5 x .4 / 4 = 1 500. waits: nothing to do, 90 000 x .4.
    """
    deals = lists().deals()[0]
    assert [one.account for one in deals] == ["late", "early", "waits"]
    late, early, waits = deals
    assert late.worth_of_hour == pytest.approx(3000, rel=1e-3)
    assert late.hours == pytest.approx(4.0, rel=1e-3) and late.days_open == 30
    assert early.worth_of_hour == pytest.approx(1500, rel=1e-3)
    assert early.days_open is None
    assert waits.worth_of_hour is None and waits.chance == pytest.approx(0.4, rel=1e-3)


def test_accounts_come_by_what_a_contact_saves() -> None:
    """Ten times the value saves ten times as much; at .9 a contact lifts a fifth of what it does
    at .5, (1 - .9) / (1 - .5). The hazard is that of 20 % a year, churn_effect e and half-life h of
    the defaults: value x hazard x e x lift x h / ln 2.
    """
    found = lists()
    accounts = found.accounts()[1]
    assert [one.account for one in accounts] == ["large", "close", "small"]
    large, close, small = accounts
    assert large.saves == pytest.approx(10 * small.saves)
    assert close.saves == pytest.approx(0.2 * large.saves)
    company = found.coefficients.expected.world.company[0]
    row = found.coefficients.expected.world.segments[0]
    lift = found._lift(0, 1, 0.5)
    years = 1.0 / (float(row.fading_per_day) * 365.25)
    hazard = -log(1.0 - 0.2)
    assert large.saves == pytest.approx(50_000 * hazard * company.churn_effect * lift * years)


def told(gains: dict[str, list[float]]) -> list[str]:
    return skills_told({name: (0.4, 0.5, np.array(gain)) for name, gain in gains.items()})[1]


def test_skills_are_named_only_beyond_chance() -> None:
    """Of ten futures each: sure gains of 5 and 3 are told apart; 5 against 5 with noise is not;
    gains of +-10 around 1 have an error of 3.3, and nothing is claimed.
    """
    level = [5.0, 5.1] * 5
    assert told({"proposal": level, "product": [3.0, 3.1] * 5}) == ["proposal"]
    swung = [6.0, 4.0] * 5
    assert told({"proposal": level, "product": swung}) == ["proposal", "product"]
    assert told({"proposal": [11.0, -9.0] * 5}) == []
    assert told({"proposal": [0.0] * 10}) == []


ONE_SKILL = """
name: One skill matters
defaults: exact
horizon: {from: 2027-01, months: 6}
calendar: {country: none}
attrition: none
motivation: none
learning: none
segments: {shops: {prospects: 5000, deal: 10k, churn: 0 % a year}}
funnel:
  conquest:
    call: {hours: 1, passes: 30 %, works: prospecting, skill_effect: 0, fit_effect: 0}
    offer: {hours: 3, passes: 40 %, skill: proposal, skill_effect: 3, fit_effect: 0,
      discovery_effect: 0, product_effect: 0}
  loyalty: {visit: {hours: 1, every: 360 days}}
loyalty: {churn_effect: 0, floor: 100 %}
team: {seller: {people: 2, base: 4k a month, quota: 300k a year}}
"""


@cache
def result() -> OptimisationResult:
    scenario = Scenario.parse(ONE_SKILL)
    return optimise(scenario, persons=True, effort="quick", replications=60)


def page() -> PersonPage:
    pages = result().persons
    assert pages is not None and [one.name for one in pages] == ["seller 1", "seller 2"]
    return pages[0]


def test_the_one_skill_that_matters_is_named_and_both_share_it() -> None:
    assert page().train == ["proposal"]
    assert page().training == "Training: proposal brings most."
    assert result().persons[1].skills == page().skills  # type: ignore[index]


def test_a_page_tells_quota_and_hours_of_the_plan() -> None:
    """Half a year's quota of 300k is 150k; two equal people book what the team does."""
    (quota,) = page().quotas
    assert quota.quota == pytest.approx(150_000, rel=0.02)
    pages = result().persons or []
    bookings = sum(one.bookings for one in pages)
    assert bookings == pytest.approx(result().findings.simulated["bookings"].mean, rel=1e-9)
    (weekly,) = (row for row in page().hours if row.motion == "conquest")
    of_plan = sum(row.hours for row in result().findings.plan if row.motion == "conquest")
    assert weekly.average == pytest.approx(of_plan / 2 / (181 / 7))
    assert page().months == pytest.approx(6.0, rel=0.01)


def test_names_that_are_markup_stay_text() -> None:
    pages = [page().model_copy(update={"name": "Ann [red]x[/red] <b>"})]
    findings = result().findings.model_copy(update={"persons": pages})
    out = StringIO()
    show(Console(file=out, width=80), findings)
    assert "Ann [red]x[/red] <b>: hours a week" in out.getvalue()
    assert "No open deals." in out.getvalue()


def test_without_the_option_there_are_no_pages() -> None:
    assert optimise(Scenario.parse(LISTS), effort="quick", replications=20).persons is None
