"""A pilot is no contract: what is signed when it passes is booked, credited and set up then."""

from typing import Any

import pytest
from made_pay import Contract, both, scenario

from salessim import Scenario
from salessim.engine.obtained_rates import obtained
from salessim.measure.batch import Batch
from salessim.model.state.codes import (
    LOG_CREDITED,
    LOG_CUSTOMER_GAINED,
    LOG_PILOT,
    LOG_PILOT_REFUSED,
    LOG_WON,
)
from salessim.units import SECONDS_PER_DAY

PLAN = {
    "components": {
        "new": {"rate": "10 %", "paid_every": "month", "clawback": "2 months"},
        "each": {"of": "contracts", "each": 100, "quota": "12 a year", "paid_every": "month"},
    }
}
"""10 % of 12k and 100: 1,300 for a contract."""


def piloted(
    passes: str,
    price: str = "50 %",
    more: dict[str, Any] | None = None,
    plan: dict[str, Any] | None = None,
    churn: str = "0 % a year",
) -> Scenario:
    """Yes on 15 January to a pilot of two months; the contract is 12k a year, 500 to set up."""
    pilot = {"months": 2, "price": price, "passes": passes}
    segment = {
        "prospects": 0,
        "deal": "12k a year",
        "churn": churn,
        "contract": {"pilot": pilot, "setup": 500, "billed": "yearly", "term": 12},
    }
    below = {"segments": {"all": segment}, "paid_after": "0 days", **(more or {})}
    return scenario(plan or PLAN, [Contract(14, 12_000)], below)


def by_month(batch: Batch, name: str) -> dict[int, float]:
    """What is not 0 of a column of months, by month from 1."""
    values = batch.months[name][0].sum(axis=(1, 2))
    return {month: float(value) for month, value in enumerate(values, 1) if value}


def paid(batch: Batch, rep: int = 0) -> dict[int, float]:
    values = batch.reps["variable"][0, rep]
    return {month: round(float(value), 6) for month, value in enumerate(values, 1) if value}


def test_all_of_a_contract_comes_when_its_pilot_passes() -> None:
    """Half of two months' price in January; on 15 March the contract, its year and the set-up."""
    _, batch = both(piloted("100 %"))
    assert by_month(batch, "pilots") == {1: 1}
    assert by_month(batch, "won") == {3: 1}
    assert by_month(batch, "bookings") == {3: 12_000}
    assert by_month(batch, "pilots_refused") == {}
    assert by_month(batch, "billed") == pytest.approx({1: 1_000, 3: 12_500})
    assert by_month(batch, "customers_gained") == {1: 1}
    assert paid(batch) == {3: 1_300}
    log = batch.log[0]
    times = {
        what: log[log["what"] == what]["second"].tolist()
        for what in (LOG_PILOT, LOG_CUSTOMER_GAINED, LOG_WON, LOG_CREDITED, LOG_PILOT_REFUSED)
    }
    [began], [signed] = times[LOG_PILOT], times[LOG_WON]
    assert times[LOG_CUSTOMER_GAINED] == [began]
    assert signed - began == (31 + 28) * SECONDS_PER_DAY
    assert times[LOG_CREDITED] == [signed, signed]
    assert times[LOG_PILOT_REFUSED] == []


def test_a_pilot_that_does_not_pass_brings_its_price_alone() -> None:
    """No contract, booking, pay or set-up fee, and nothing that was paid to take back."""
    _, batch = both(piloted("0 %"))
    assert by_month(batch, "pilots") == {1: 1}
    assert by_month(batch, "pilots_refused") == {3: 1}
    for name in ("won", "bookings", "not_renewed", "lost"):
        assert by_month(batch, name) == {}, name
    assert by_month(batch, "billed") == pytest.approx({1: 1_000})
    assert sum(by_month(batch, "revenue").values()) == pytest.approx(1_000)
    assert batch.statements["counted"].sum() == 0
    assert paid(batch) == {}


def test_a_clawback_begins_with_the_contract() -> None:
    """Signed on 15 March: two months are over on 15 May."""
    _, batch = both(piloted("100 %"))
    assert batch.ledger["clawback_at_risk"][0].tolist() == [0, 0, 1_200, 1_200, *[0] * 8]


def test_who_leaves_during_a_pilot_gets_nothing_of_its_contract() -> None:
    """Gone on 20 February; the contract of March is won, and pays nobody."""
    plan = PLAN | {"people": 2, "departures": {"seller 1": "2027-02-20"}}
    _, batch = both(piloted("100 %", plan=plan))
    assert by_month(batch, "won") == {3: 1}
    assert paid(batch, 0) == paid(batch, 1) == {}


def test_a_keeper_shares_the_credit_when_the_pilot_passes() -> None:
    """30 % of the credit goes to who looks after the firm from its pilot on: 840 and 360."""
    pay = {"base": 0, "charges": 0, "components": {"new": {"rate": "10 %", "paid_every": "month"}}}
    team = {
        "seller": {"people": 1, "motion": "conquest", "shared_credit": "30 %", **pay},
        "keeper": {"people": 1, "motion": "loyalty", **pay},
    }
    _, batch = both(piloted("100 %", more={"team": team}, plan={"motion": "conquest"}))
    assert paid(batch, 0) == {3: 840}
    assert paid(batch, 1) == {3: 360}


def test_typed_shares_of_pilots_are_obtained_and_sales_are_contracts() -> None:
    """60 % of pilots pass; four contracts a month are signed by each, so 6.7 pilots begun.

    Both within two widths of their 95 % intervals (some four standard errors).
    """
    text = """
name: pilots
horizon: {from: 2027-01, months: 12}
defaults: exact
calendar: {hours: 40 a week, leave: 0 days a year, sick: 0 days a year}
segments: {all: {prospects: 20000, deal: 10k a year, churn: 0 % a year,
  contract: {pilot: {months: 2, passes: 60 %}}}}
funnel: {conquest: {sale: {hours: 3, passes: 50 %}}, loyalty: {}}
time: {administration: 25 %}
learning: none
motivation: none
attrition: none
team: {rep: {people: 4, base: 30k a year, motion: conquest, closes: 4 a month}}
"""
    rates = {rate.path: rate for rate in obtained(Scenario.parse(text), replications=6)}
    for path, typed in (("segments.all.contract.pilot.passes", 0.6), ("team.rep.closes", 4.0)):
        rate = rates[path]
        assert rate.typed == pytest.approx(typed)
        assert rate.cases > 500
        assert abs(rate.obtained - typed) < 2 * rate.half_width


def test_steps_in_price_count_from_the_contract_not_from_its_pilot() -> None:
    """Yes on 15 January to 14 months at half of 12k: 6k, and 1k for two months a year later.

    The contract begins on 15 March 2028 at 12k; its second year costs 10 % more.
    """
    contract = {
        "pilot": {"months": 14, "price": "50 %", "passes": "100 %"},
        "billed": "yearly", "term": 12, "steps": {2: "110 %"},
    }  # fmt: skip
    more = {"segments.all.contract": contract, "horizon.months": 36}
    _, batch = both(piloted("100 %").vary(more))
    billed = {1: 6_000, 13: 1_000, 15: 12_000, 27: 13_200}
    assert by_month(batch, "billed") == pytest.approx(billed)
    assert by_month(batch, "arr_expansion") == pytest.approx({27: 1_200})
