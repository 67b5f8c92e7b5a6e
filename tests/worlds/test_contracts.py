"""Each key of a contract in a small world calculated by hand, in both engines."""

import json
from typing import Any

import numpy as np
import pytest
from made_pay import both

from salessim import Scenario, simulate
from salessim.engine.obtained_rates import obtained
from salessim.measure.batch import Batch
from salessim.model.state.codes import LOG_CUSTOMER_LOST, LOG_NOTICE
from salessim.units import SECONDS_PER_DAY

UPSELL = {"hours": 0.1, "passes": "100 %", "each": "0 a year", "worth": 0, "grows": "20 %"}
SIGNED_ON_15_JANUARY = {
    "account": "New", "segment": "gold", "stage": "proposal", "value": 12_000, "answers_in": 14,
}  # fmt: skip
GROWS_ON_15_FEBRUARY = {
    "account": "Old", "segment": "gold", "stage": "upsell", "motion": "loyalty", "value": 0,
    "answers_in": 45,
}  # fmt: skip


def world(
    contract: dict[str, Any],
    *,
    renews: str | None = None,
    since: str | None = None,
    signed: bool = False,
    grows: bool = False,
    customers: int = 1,
    churn: str = "0 % a year",
    unnamed: int = 0,
    months: int = 24,
    more: dict[str, object] | None = None,
) -> Scenario:
    """Two years of a customer who pays 12k a year, of one who signs on 15 January, or of both."""
    old = [
        {"name": f"Old{'' if k == 0 else k}", "segment": "gold", "value_per_year": 12_000}
        for k in range(customers if renews or since or not (signed or unnamed) else 0)
    ]
    typed = {"renews": renews, "since": since}
    dates = {key: date for key, date in typed.items() if date is not None}
    tree: dict[str, Any] = {
        "name": "contracts by hand",
        "horizon": {"from": "2027-01", "months": months},
        "calendar": "always",
        "margin": "100 %",
        "paid_after": "0 days",
        "segments": {
            "gold": {"prospects": 0, "deal": "12k a year", "churn": churn, "contract": contract}
        },
        "funnel": {
            "conquest": {"proposal": {"hours": 0.1, "passes": "100 %"}},
            "loyalty": {
                "visit": {"hours": 0.1, "every": "3650 days"},
                "upsell": UPSELL,
            },
        },
        "prospecting": {"outbound": "none"},
        "motivation": "none",
        "team": {"seller": {"people": 1, "base": "0 a year", "charges": "0 %"}},
        "today": {
            "accounts": [row | dates for row in old],
            "customers": {"gold": unnamed} if unnamed else {},
            "deals": [SIGNED_ON_15_JANUARY] * signed + [GROWS_ON_15_FEBRUARY] * grows,
        },
    }
    return Scenario.parse(json.dumps(tree)).vary(more or {})


def by_month(of: Scenario, name: str) -> list[float]:
    """A column of the months' table, segments and motions together."""
    return [round(float(x), 6) for x in batch_of(of).months[name][0].sum(axis=(1, 2))]


def batch_of(of: Scenario) -> Batch:
    return both(of)[1]


def in_months(values: dict[int, float], months: int = 24) -> Any:
    """A list by month, from 1, of the values named; 0 elsewhere."""
    return pytest.approx([values.get(month, 0.0) for month in range(1, months + 1)])


YEARLY = {"term": 12, "billed": "yearly"}


def test_a_yearly_bill_comes_on_the_anniversary_and_is_recognised_as_it_runs() -> None:
    of = world(YEARLY, renews="2027-04-01")
    assert by_month(of, "billed") == in_months({4: 12_000, 16: 12_000})
    assert by_month(of, "revenue") == pytest.approx([1_000] * 24)
    # Paid until the end of March on day one: 3k, of which 2k are left a month later.
    left = [2, 1, 0, 11, 10, 9, 8, 7, 6, 5, 4, 3]
    assert by_month(of, "deferred") == pytest.approx([1_000 * k for k in left * 2])
    assert by_month(of, "renewed") == in_months({4: 1, 16: 1})


def test_a_date_inside_a_month_counts_by_its_days() -> None:
    """From 16 April 2027, 15 of 30 days; the deferred part of January's end is 2.5 months."""
    of = world(YEARLY, renews="2027-04-16")
    assert by_month(of, "billed") == in_months({4: 12_000, 16: 12_000})
    deferred = by_month(of, "deferred")
    assert deferred[:4] == pytest.approx([2_500, 1_500, 500, 11_500])


def test_a_bill_in_arrears_comes_at_the_end_of_its_period() -> None:
    """By quarters to 1 April: what has run before is unbilled, below zero."""
    of = world({"term": 12, "billed": "quarterly", "paid": "in_arrears"}, renews="2027-04-01")
    assert by_month(of, "billed") == in_months(dict.fromkeys(range(4, 25, 3), 3_000))
    assert by_month(of, "deferred") == pytest.approx([-1_000, -2_000, -3_000] * 8)


def test_monthly_in_advance() -> None:
    """On the 16th of each month: half of it lies in the next one, by the days."""
    of = world({"billed": "monthly", "paid": "in_advance"}, renews="2027-01-16")
    assert by_month(of, "billed") == pytest.approx([1_000] * 24)
    assert by_month(of, "revenue") == pytest.approx([1_000] * 24)
    assert by_month(of, "deferred")[3] == pytest.approx(500, abs=20)  # 15 of April's 30 days


@pytest.mark.parametrize("billed", ["monthly", "quarterly", "yearly"])
def test_how_a_firm_is_billed_moves_cash_and_deferred_revenue_only(billed: str) -> None:
    plain = batch_of(world({"term": 12}, renews="2027-04-01", signed=True))
    contract = {"term": 12, "billed": billed, "paid": "in_advance"}
    other = batch_of(world(contract, renews="2027-04-01", signed=True))
    moved = {"billed", "collected", "deferred", "billed_before"}
    for name in plain.months.dtype.names or ():
        if name not in moved:
            assert plain.months[name] == pytest.approx(other.months[name], abs=1e-6), name
    for name, table in plain.outputs().items():
        if name != "months":
            assert table.tobytes() == other.outputs()[name].tobytes(), name
    assert plain.months["billed"].tobytes() != other.months["billed"].tobytes()


def cash(of: Scenario) -> list[float]:
    result = simulate(of, replications=1, seed=1)
    return [round(row.cash.mean, 6) for row in result.findings.monthly]


def test_cash_follows_the_bills_by_the_segments_own_days() -> None:
    """Billed on 1 April and paid at once, or 61 days later, on 1 June."""
    of = world(YEARLY, renews="2027-04-01")
    assert cash(of)[3] - cash(of)[2] == pytest.approx(12_000)
    late = world(YEARLY, renews="2027-04-01", more={"segments.gold.paid_after": "61 days"})
    came = np.diff([0.0, *cash(late)])
    # 61 days are 2.004 months: what was billed on average before comes in the first two.
    assert came[:2] == pytest.approx([1_000, 1_000], abs=10)
    assert came[5] == pytest.approx(12_000)


def test_segments_are_paid_after_days_of_their_own() -> None:
    """One pays at once, one after a month; of the latter January brings December's bill."""
    text = world({}, more={"today.revenue_last_year": 24_000})
    two = {
        "segments.silver": {"prospects": 0, "deal": "6k a year", "churn": "0 % a year",
                            "paid_after": "1 month"},
        "today.customers": {"silver": 2},
    }  # fmt: skip
    came = np.diff([0.0, *cash(text.vary(two))])
    assert came == pytest.approx([2_000] * 24)


def test_a_refused_renewal_ends_the_contract_on_its_date() -> None:
    """Of 400 with a term of a year and churn of 40 % a year, 160 leave on 1 April 2027; of a term
    of two years 64 % on that day. Two standard errors of a share of 400 are 5 points."""
    for term, share in ((12, 0.4), (24, 0.64)):
        contract = {"term": term, "billed": "yearly"}
        of = world(contract, renews="2027-04-01", customers=400, churn="40 % a year")
        lost = by_month(of, "customers_lost")
        assert [month for month, number in enumerate(lost, start=1) if number] == (
            [4, 16] if term == 12 else [4]
        )
        assert lost[3] == pytest.approx(400 * share, abs=4 * (400 * share * (1 - share)) ** 0.5)
        assert by_month(of, "not_renewed") == lost
        renewed = by_month(of, "renewed")
        assert renewed[3] == 400 - lost[3]


@pytest.mark.parametrize(
    ("contract", "share"),
    [
        ({}, 0.2),
        ({"term": 12}, 0.2),
        ({"term": 12, "notice": 3}, 0.2),
        ({"term": 3, "notice": 1}, 0.2),
        ({"term": 36, "notice": 6}, (1 - 0.8**3) / 3),
    ],
)
def test_a_term_lets_go_who_would_have_left_meanwhile(
    contract: dict[str, Any], share: float
) -> None:
    """Twenty thousand who renew on any day, churn of 20 % a year.

    A term of three years ends for a third of them in the year, and 1 - .8^3 of these leave. Four
    standard errors of 4,000 leavers are 1.1 points.
    """
    of = world(contract, churn="20 % a year", unnamed=20_000, months=12)
    lost = sum(by_month(of, "customers_lost"))
    assert lost / 20_000 == pytest.approx(share, abs=0.0115)
    if contract:
        [rate] = [r for r in obtained(of, replications=1) if r.path.endswith("churn")]
        assert rate.typed == pytest.approx(0.2)
        assert rate.obtained == pytest.approx(0.2, abs=1.1 * rate.half_width + 0.01)


def test_who_gives_notice_too_late_is_bound_for_one_more_term() -> None:
    contract = {"term": 12, "notice": 3}
    of = world(contract, renews="2027-04-01", customers=300, churn="60 % a year")
    log = batch_of(of).log[0]
    notices = {row["firm"]: int(row["second"]) // SECONDS_PER_DAY for row in log
               if row["what"] == LOG_NOTICE}  # fmt: skip
    left = {row["firm"]: int(row["second"]) // SECONDS_PER_DAY for row in log
            if row["what"] == LOG_CUSTOMER_LOST}  # fmt: skip
    until_april, until_january, until_april_2028 = 90, 365, 365 + 91
    early = [firm for firm, day in notices.items() if day < until_january]
    assert early, "nobody gave notice in the year"
    for firm in early:
        assert left.get(firm) == until_april_2028, "after 1 January, so not on 1 April 2027"
    assert set(left.values()) == {until_april, until_april_2028}
    for firm, day in notices.items():
        if day > until_january:
            assert firm not in left or left[firm] > until_april_2028


def test_nobody_under_notice_shows_an_opportunity() -> None:
    contract = {"term": 12}
    more = {"funnel.loyalty.upsell.each": "20 a year"}
    of = world(contract, renews="2028-12-31", customers=50, churn="95 % a year", more=more)
    log = batch_of(of).log[0]
    notices = {int(row["firm"]): int(row["second"]) for row in log if row["what"] == LOG_NOTICE}
    assert notices
    steps = [row for row in log if row["step"] == 2 and row["what"] == 2]
    assert steps, "somebody asked for more"
    assert not [row for row in steps if row["second"] > notices.get(int(row["firm"]), 1 << 60)]


def test_downgrades_stay_as_smaller_ones() -> None:
    contract = {"term": 12, "billed": "yearly", "downgrades": {"share": "100 %", "to": "50 %"}}
    of = world(contract, renews="2027-04-01", customers=20, churn="99 % a year",
               more={"horizon.months": 15})  # fmt: skip
    assert sum(by_month(of, "customers_lost")) == 0
    smaller = by_month(of, "arr_contraction")
    assert smaller[3] == pytest.approx(6_000 * 20, abs=6_000)  # one in a hundred stays as it is
    assert sum(smaller) == smaller[3]
    assert by_month(of, "billed")[3] == pytest.approx(20 * 12_000 - smaller[3])


def test_a_first_contract_of_a_year() -> None:
    """Signed on 15 January: 17 of 31 days of January; a bill a year later, on 15 January."""
    of = world(YEARLY, signed=True)
    assert by_month(of, "billed") == in_months({1: 12_000, 13: 12_000})
    assert by_month(of, "revenue") == pytest.approx([1_000 * 17 / 31, *[1_000] * 23])
    assert by_month(of, "deferred")[0] == pytest.approx(12_000 - 1_000 * 17 / 31)
    assert by_month(of, "deferred")[11] == pytest.approx(1_000 * 14 / 31)
    assert by_month(of, "arr_new") == in_months({1: 12_000})


def test_a_set_up_fee_is_billed_and_recognised_once() -> None:
    of = world({**YEARLY, "setup": "2k"}, signed=True)
    assert by_month(of, "billed") == in_months({1: 14_000, 13: 12_000})
    assert by_month(of, "revenue")[:2] == pytest.approx([2_000 + 1_000 * 17 / 31, 1_000])
    plain = world({"setup": "2k"}, signed=True)
    assert by_month(plain, "revenue")[:2] == pytest.approx([2_000 + 1_000 * 17 / 31, 1_000])
    assert by_month(plain, "arr_new") == in_months({1: 12_000})


def test_steps_in_price_begin_with_the_year_of_the_contract() -> None:
    of = world({**YEARLY, "steps": {"2": "110 %"}}, signed=True)
    assert by_month(of, "billed") == in_months({1: 12_000, 13: 13_200})
    assert by_month(of, "arr_expansion") == pytest.approx(in_months({13: 1_200}))
    assert by_month(of, "revenue")[12:14] == pytest.approx([1_000 + 100 * 17 / 31, 1_100])


@pytest.mark.parametrize(
    ("contract", "dates", "billed"),
    [
        # Year 2 begins on 1 April 2027, year 3 a year later: 110 % and 120 % of the first's price.
        ({}, {"since": "2026-04-01"}, {4: 13_200, 16: 14_400}),
        # Today's 12k are the price of year 2; from the third on it is 12/11 of that.
        ({}, {"since": "2025-04-01"}, {4: 12_000 * 12 / 11, 16: 12_000 * 12 / 11}),
        ({}, {"since": "2025-04-01", "renews": "2027-04-01"}, {4: 12_000 * 12 / 11}),
        ({}, {"since": "2013-04-01"}, {4: 12_000, 16: 12_000}),
        # A first contract of 18 months: its second year is billed for six months, on 1 March 2027;
        # the renewal of 1 September begins in the middle of it.
        (
            {"term": 18, "renews_for": 12},
            {"since": "2026-03-01"},
            {3: 6_600, 9: 13_200, 15: 13_200 * 0.5 / 11},
        ),
    ],
    ids=["in year 1", "in year 2", "and renewal", "old", "18 months"],
)
def test_customers_of_day_one_are_in_a_year_of_their_contract(
    contract: dict[str, Any], dates: dict[str, str], billed: dict[int, float]
) -> None:
    of = world({**YEARLY, **contract, "steps": {"2": "110 %", "3": "120 %"}}, **dates)
    found = by_month(of, "billed")
    for month, value in billed.items():
        assert found[month - 1] == pytest.approx(value), month


def test_a_year_of_a_contract_without_a_term_begins_on_its_date() -> None:
    """Signed on 1 July 2026: 1,000 a month, 1,100 from July 2027 on, 1,200 a year later."""
    of = world({"steps": {"2": "110 %", "3": "120 %"}}, since="2026-07-01")
    assert by_month(of, "revenue") == pytest.approx([1_000] * 6 + [1_100] * 12 + [1_200] * 6)


@pytest.mark.parametrize(("churn", "first_year"), [("0 % a year", 0.1), ("20 % a year", 0.224)])
def test_the_age_of_a_contract_follows_churn(churn: str, first_year: float) -> None:
    """As many signed in each of ten years, and .8 of them stay each year.

    In their first year are 1/10, or 1 / (1 + .8 + ... + .8^9) = .224; who stays then pays 12k more
    once in 2027. Of 1,000 customers 4.5 standard errors.
    """
    of = world({**YEARLY, "steps": {"2": "200 %"}}, unnamed=1_000, churn=churn, months=12)
    grown = sum(by_month(of, "arr_expansion")) / 12_000 / 1_000
    share = first_year * (1.0 if churn.startswith("0") else 0.8)
    assert abs(grown - share) < 4.5 * (share * (1 - share) / 1_000) ** 0.5


def test_a_pilot_pays_its_price_and_then_goes_on() -> None:
    """Two months at half the price from 15 January on, then a year in advance."""
    pilot = {"months": 2, "price": "50 %", "passes": "100 %"}
    of = world({**YEARLY, "pilot": pilot}, signed=True)
    assert by_month(of, "billed") == in_months({1: 1_000, 3: 12_000, 15: 12_000})
    assert by_month(of, "arr_new") == in_months({1: 6_000, 3: 6_000})
    revenue = by_month(of, "revenue")
    # The two bills of 500 fall on 17/31, 1 and 14/31 of months: 1,000 in all.
    march = 500 * 14 / 31 + 1_000 * 17 / 31
    assert revenue[:4] == pytest.approx([500 * 17 / 31, 500, march, 1_000])


def test_a_pilot_that_does_not_pass_ends_without_a_contract() -> None:
    of = world({"pilot": {"months": 3, "passes": "0 %"}}, signed=True)
    assert by_month(of, "customers_lost") == in_months({4: 1})
    assert by_month(of, "pilots_refused") == in_months({4: 1})
    assert sum(by_month(of, "not_renewed")) == 0
    assert sum(by_month(of, "revenue")) == 0


def test_what_is_sold_inside_a_term_is_billed_to_its_end() -> None:
    """20 % more from 15 February on, paid until 1 April: half of February, and March."""
    of = world(YEARLY, renews="2027-04-01", grows=True)
    assert by_month(of, "billed") == in_months({2: 200 * 1.5, 4: 14_400, 16: 14_400})
    assert by_month(of, "revenue")[:3] == pytest.approx([1_000, 1_100, 1_200])
    assert by_month(of, "deferred")[2] == pytest.approx(0, abs=1e-6)
    assert by_month(of, "arr_expansion") == in_months({2: 2_400})


def test_prices_rise_at_the_renewal_where_a_term_binds() -> None:
    more = {"vision.prices": "10 % a year", "horizon.months": 30}
    bound = world({"term": 12}, renews="2027-04-01", more=more)
    assert by_month(bound, "arr_expansion")[:16] == in_months({16: 1_200}, 16)
    free = world({}, customers=1, more=more)
    assert by_month(free, "arr_expansion")[:13] == in_months({13: 1_200}, 13)


def test_pay_by_what_is_collected_follows_the_bills() -> None:
    """A tenth of what customers pay: of 12k in April, not of 1k each month."""
    plan = {"components": {"cash": {"of": "collected", "rate": "10 %", "paid_every": "month"}}}
    role = {"people": 1, "base": "0 a year", "charges": "0 %", **plan}
    of = world(YEARLY, renews="2027-04-01", more={"team.seller": role})
    pay = batch_of(of).reps["variable"][0, 0]
    assert list(pay) == in_months({4: 1_200, 16: 1_200})
    as_it_runs = world({"term": 12}, renews="2027-04-01", more={"team.seller": role})
    assert list(batch_of(as_it_runs).reps["variable"][0, 0]) == pytest.approx([100] * 24)


def test_pay_by_what_is_collected_waits_for_each_segments_own_days() -> None:
    """Bills of 12k on 1 April: one is paid at once, one 60 days later, on the last day of May."""
    plan = {"components": {"cash": {"of": "collected", "rate": "10 %", "paid_every": "month"}}}
    silver = {"prospects": 0, "deal": "12k a year", "churn": "0 % a year", "contract": YEARLY}
    of = world(YEARLY, renews="2027-04-01", more={
        "team.seller": {"people": 1, "base": "0 a year", "charges": "0 %", **plan},
        "segments.silver": {**silver, "paid_after": "60 days"},
        "today.accounts": [
            {"name": name, "segment": name, "value_per_year": 12_000, "renews": "2027-04-01"}
            for name in ("gold", "silver")
        ],
    })  # fmt: skip
    pay = batch_of(of).reps["variable"][0, 0]
    assert list(pay) == in_months({4: 1_200, 5: 1_200, 16: 1_200, 17: 1_200})


def test_the_ledgers_add_up_to_the_cent() -> None:
    """Recognised = billed - change of deferred; ARR = start + new + expansion - smaller - lost."""
    contract = {"term": 12, "notice": 2, "billed": "quarterly", "setup": "500",
                "steps": {"2": "105 %"}, "pilot": {"months": 1, "passes": "60 %"},
                "downgrades": {"share": "30 %", "to": "70 %"}}  # fmt: skip
    for paid in ("in_advance", "in_arrears"):
        changes: dict[str, object] = {
            "segments.gold.prospects": 3_000,
            "channels": {"web": {"leads": "30 a month"}},
            "funnel.loyalty.upsell.each": "2 a year",
            "horizon": {"from": "2027-01-12", "months": 40},
            "vision.prices": "3 % a year",
        }
        of = world({**contract, "paid": paid}, renews="2027-05-31", customers=45,
                   churn="30 % a year").vary(changes)  # fmt: skip
        batch = batch_of(of)
        months, ledger = batch.months[0], batch.ledger[0]
        deferred = months["deferred"]
        change = np.diff(deferred, axis=0)
        assert months["revenue"][1:] == pytest.approx(months["billed"][1:] - change, abs=0.005)
        moved = sum(
            sign * months[name].sum(axis=(1, 2))
            for name, sign in (
                ("arr_new", 1), ("arr_expansion", 1), ("arr_contraction", -1), ("arr_churned", -1),
            )
        )  # fmt: skip
        arr = np.array([ledger["recurring_at_start"][0], *ledger["recurring_per_year"]])
        assert np.diff(arr) == pytest.approx(moved, abs=0.005)
        assert (deferred > -0.005).all() if paid == "in_advance" else (deferred < 0.005).all()
        assert months["customers_lost"].sum() > 10


def test_ten_years_are_simulated() -> None:
    of = world({"term": 60, "billed": "yearly"}, renews="2027-04-01", more={"horizon.months": 120})
    billed = by_month(of, "billed")
    assert billed == pytest.approx([12_000 if month % 12 == 3 else 0 for month in range(120)])
    assert by_month(of, "renewed") == [1 if month in (3, 63) else 0 for month in range(120)]


def test_a_renewal_may_lie_further_ahead_than_a_term() -> None:
    """A contract of several years that was signed before ends on its date, then each year."""
    of = world({"term": 12}, renews="2028-04-01", more={"horizon.months": 30})
    assert by_month(of, "renewed") == in_months({16: 1, 28: 1}, 30)


def indicators(of: Scenario, replications: int = 1) -> dict[str, float | None]:
    result = simulate(of, replications=replications, seed=1)
    return {name: figures.mean for name, figures in result.indicators.items()}


def test_gross_retention_counts_no_more_of_a_customer_than_it_paid_on_day_one() -> None:
    """Grown from 12k to 24k in February, and half of that, or nothing, is left in April.

    By each customer's own: min(12k, 12k) = 100 %, and 0 %; it was 0 and -100 %.
    """
    more: dict[str, object] = {"funnel.loyalty.upsell.grows": "100 %"}
    for to, net, gross in (("50 %", 1.0, 1.0), ("25 %", 0.5, 0.5), ("0 %", 0.0, 0.0)):
        contract = {"term": 12, "downgrades": {"share": "100 %", "to": to}}
        of = world(contract, renews="2027-04-01", grows=True, churn="99 % a year", more=more)
        found = indicators(of)
        assert found["net_retention"] == pytest.approx(net), to
        assert found["gross_retention"] == pytest.approx(gross), to


def test_retention_is_that_of_a_year_from_any_first_day() -> None:
    """From 16 January on 15 of the 31 days of the next January belong to the year; of twelve
    months that began in January the next is none, and of a shorter horizon there is no more."""
    lost = (
        ("2027-01-16", 24, "2028-01-20", 1 - 15 / 31), ("2027-01-16", 24, "2028-02-10", 1.0),
        ("2027-01-16", 24, "2027-12-20", 0.0), ("2027-01-01", 24, "2028-01-10", 1.0),
        ("2027-01-16", 12, "2028-01-10", 1.0),
    )  # fmt: skip
    for first, months, renews, kept in lost:
        more: dict[str, object] = {"horizon": {"from": first, "months": months}}
        found = indicators(world({"term": 12}, renews=renews, churn="99 % a year", more=more))
        for name in ("net_retention", "gross_retention"):
            assert found[name] == pytest.approx(kept, abs=1e-9), (first, renews)


def test_payback_goes_by_the_margin_of_what_is_won() -> None:
    """12k a year, of which a fifth is kept: 200 a month. Marketing of 200 a month for two years is
    paid back by 24 such months. Customers of day one, of whose price all is kept, do not count."""
    more: dict[str, object] = {
        "products": {"lean": {"price": "12k a year", "margin": "20 %", "segments": ["gold"]}},
        "segments.rich": {"prospects": 0, "deal": "12k a year", "churn": "0 % a year"},
        "today.customers": {"rich": 10},
        "channels": {"ads": {"leads": "0 a month", "budget": "200 a month"}},
    }
    of = world(YEARLY, signed=True, more=more)
    assert indicators(of)["payback_months"] == pytest.approx(24.0)


def test_a_pilot_over_a_rise_of_prices_ends_at_the_new_ones() -> None:
    """From 15 January for 14 months; prices rise by 10 % after twelve months of the horizon."""
    more = {"vision.prices": "10 % a year", "horizon.months": 18}
    for term in ({}, {"term": 12}):
        pilot = {"months": 14, "price": "50 %", "passes": "100 %"}
        of = world({**term, "pilot": pilot}, signed=True, more=more)
        assert by_month(of, "arr_expansion")[:16] == in_months({15: 1_200}, 16)
