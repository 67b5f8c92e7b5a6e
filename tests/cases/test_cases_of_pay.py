"""Public pay plans, told in YAML: what they pay is what the plans' own words and examples say.

Examples are signed contracts in a market where nothing else happens, in both engines; the plan's
words, reckoned here once more, hold for each statement of simulated futures.
"""

from collections.abc import Callable

import pytest
from made_cases import Contract, case, paid, signing

from salessim import Scenario, simulate


def by_month(amounts: dict[int, float], months: int = 12) -> list[float]:
    """Amounts by month, from 1."""
    return [amounts.get(month, 0.0) for month in range(1, months + 1)]


def in_month(month: int, value: float, owner: str, segment: str = "all") -> Contract:
    """Signed in the middle of a month, counted from 1."""
    return Contract(30.4 * (month - 1) + 12, value, owner, segment)


def assert_paid(
    of: Scenario, component: str, plan: Callable[[float], float], payee: str = "", least: float = 0
) -> None:
    """Each amount of a component that is paid month by month is what `plan` says of the credit."""
    rows = simulate(of, replications=20, seed=2).statements
    rows = rows[(rows.component == component) & rows.payee.str.startswith(payee)]
    expected = [plan(credit) for credit in rows.credit]
    assert list(rows.amount) == pytest.approx(expected)
    assert rows.credit.max() > least, "no statement passes the last tier"


def test_a_draw_is_paid_back_as_in_six_months_of_terry_smythe() -> None:
    """Earned 2,750, 3,000, 1,500, 2,375, 3,000 and 2,750 on a draw of 2,000; paid as in table 4."""
    earned = [2_750, 3_000, 1_500, 2_375, 3_000, 2_750]
    sold = [in_month(k, 10 * value, "seller terry") for k, value in enumerate(earned, start=1)]
    of = signing(case("recoverable_draw"), sold)
    assert paid(of, "seller terry") == [2_750, 3_000, 2_000, 2_000, 2_875, 2_750]


OF_FIVE = {"A": 75_000, "B": 60_000, "C": 67_500, "D": 52_500, "E": 45_000}
"""The example's team of a month: 300,000 in all."""


@pytest.mark.parametrize(
    ("variant", "override"),
    [(None, 9_000), ("only above 225k", 2_250), ("by the team's attainment", 12_000)],
)
def test_a_manager_gets_three_per_cent_of_what_five_sell(
    variant: str | None, override: float
) -> None:
    """At 100 % of the quota 4 % are paid: the example's table begins a tier where it ends one."""
    of = case("manager_override")
    of = of if variant is None else of.variant(variant)
    of = signing(of, [in_month(1, value, name) for name, value in OF_FIVE.items()])
    rows = simulate(of, replications=1).statements
    components = rows[(rows.month == rows.month.min()) & (rows.of != "")]
    january = components.set_index("payee").amount
    assert [january[name] for name in OF_FIVE] == [7_500, 6_000, 6_750, 5_250, 4_500]
    assert january["manager"] == override


def test_an_agent_pays_21_000_a_year_and_keeps_the_rest() -> None:
    """Eight houses of 12,500: 64 % of 50,000, 70 % of 10,000, and all of 40,000."""
    sold = [in_month(month, 12_500, "agent 1", "houses") for month in range(1, 9)]
    of = signing(case("commission_cap"), sold)
    assert paid(of, "agent 1") == by_month(
        {1: 8_000, 2: 8_000, 3: 8_000, 4: 8_000, 5: 7_000 + 2_500}
        | dict.fromkeys((6, 7, 8), 12_500.0)
    )
    assert sum(paid(of, "agent 1")) == 100_000 - 21_000


def test_a_summer_brings_what_rookies_and_veterans_get_on_average() -> None:
    """29,500, 65,000 and 102,400: within four standard errors, some 1.5 %."""
    rows = simulate(case("summer_sales"), replications=100, seed=1).statements
    by_payee = rows.groupby("payee").amount.sum() / 100
    for payee, average in (("rookie 1", 29_500), ("second year 1", 65_000), ("veteran 1", 102_400)):
        assert by_payee[payee] == pytest.approx(average, rel=0.03)


def test_fifteen_cars_bring_7_500_and_twenty_a_bonus_of_1_700() -> None:
    """15 cars of 1,200 gross: 300 and 200 each. The advance of 3,587 a month is paid back first."""
    dealer = case("car_dealer")
    cars = [Contract(1 + k / 2, 1_200, "seller 1", "buyers") for k in range(20)]
    rows = simulate(signing(dealer, cars[:15]), replications=1).statements
    mine = rows[rows.payee == "seller 1"].groupby("component").amount.sum()
    assert (mine["gross"], mine["volume"]) == (15 * 300, 15 * 200)
    assert paid(signing(dealer, cars[:15]), "seller 1")[0] == 7_500
    assert paid(signing(dealer, []), "seller 1")[0] == pytest.approx(
        825 * 365.25 / 7 / 12, abs=0.01
    )
    last = signing(dealer.variant("85 a car from 20 on"), cars)
    rows = simulate(last, replications=1).statements
    assert rows[(rows.payee == "seller 1") & (rows.component == "volume")].amount.sum() == 1_700
    # A tier that counts only for what lies beyond: 5 cars at 100 from the tenth to the fifteenth.
    rows = simulate(signing(dealer.variant("marginal bonus"), cars[:15]), replications=1).statements
    assert rows[rows.component == "volume"].amount.sum() == 5 * 100


def test_everybody_is_paid_by_what_the_team_attains() -> None:
    """720k of 600k in a quarter: 120 %, the last 20 at one and a half; one did nothing."""
    name = "account executive"
    sold = [Contract(20 * k, 240_000, f"{name} {k}", "subscriptions") for k in (1, 2, 3)]
    of = signing(case("team_quota"), [*sold, Contract(70, 30_000, f"{name} 1", "services")])
    share = 20_250 * (1 + 1.5 * 0.2)
    for rep in (1, 2, 3, 4):
        assert paid(of, f"{name} {rep}")[2] == pytest.approx(share + 2_250 * 0.5)
    rows = simulate(of, replications=1).statements
    varies = (rows.payee == "vice president") & (rows["of"] != "")
    assert rows[varies].amount.sum() == pytest.approx(2 * share)


def test_meetings_beyond_the_quota_are_paid_at_a_quarter_more() -> None:
    """Base rate 1,400 over 10, or 20: 1.25 times to 125 %, 1.5 times beyond."""

    def plan(quota: float) -> Callable[[float], float]:
        each = 1_400 / quota

        def pays(held: float) -> float:
            return each * (
                min(held, quota)
                + 1.25 * min(max(held - quota, 0), quota / 4)
                + 1.5 * max(held - 1.25 * quota, 0)
            )

        return pays

    of = case("meetings_held")
    for number in (1, 2, 3):
        assert_paid(of, "held", plan(10), f"enterprise developer {number}", least=13)
    assert_paid(of, "held", plan(20), "developer 1")


def test_new_business_brings_3_500_more_than_a_level_rate() -> None:
    """A book of 350,000: 35,000 of it new, at 35 %, 315,000 renewed at 25 %; or 25 % of all."""
    book = case("insurance_book")
    old = [
        {"name": f"Old {k}", "segment": "accounts", "value_per_year": 3_500, "owner": "producer 1",
         "renews": f"2027-{1 + k % 12:02}-15"}
        for k in range(90)
    ]  # fmt: skip
    sold = [in_month(1 + k, 3_500, "producer 1", "accounts") for k in range(10)]
    first_year = [
        sum(paid(signing(of, sold, {"today.accounts": old}), "producer 1")[:12])
        for of in (book, book.variant("all alike"))
    ]
    assert first_year == pytest.approx([91_000, 87_500])


def test_growth_of_a_book_brings_fifteen_per_cent_on_top() -> None:
    """150,000 last year, 200,000 this: 25 % of all and 15 % of 50,000."""
    of = case("insurance_book").variant("growth counts")
    sold = [in_month(month, 20_000, "producer 1", "accounts") for month in range(1, 11)]
    assert paid(signing(of, sold), "producer 1")[11] == 0.25 * 200_000 + 0.15 * 50_000


def test_renewals_bring_their_bonus_on_a_line() -> None:
    """12 renewals a quarter bring 20,000; upsells, which all three make too, count for nothing."""
    of = case("renewal_bonus")
    rows = simulate(of, replications=20, seed=2).statements
    rows = rows[rows.component == "renewed"]
    ends = rows[rows.month.str[-2:].isin(["03", "06", "09", "12"])]
    assert list(ends.amount) == pytest.approx(list(20_000 / 12 * ends.credit))
    # 160 to 200 customers, nine in ten of a renewal a year each.
    year = ends.groupby("replication").credit.sum()
    assert 125 < year.mean() < 150


def test_sourcegraph_pays_opportunities_and_contracts_beyond_the_quota_at_more() -> None:
    of = case("sourcegraph")
    assert_paid(of, "accepted", lambda n: 400 * min(n, 5) + 750 * max(n - 5, 0), "inbound", 5)
    assert_paid(of, "accepted", lambda n: 500 * min(n, 4) + 750 * max(n - 4, 0), "outbound", 4)


def test_sourcegraph_s_executives_double_their_rate_beyond_a_year_s_quota() -> None:
    """Ada 600k in March and in September, Cyd 300k: 6 % to a million, 12 % beyond, month by month.

    Engineers are paid on their territory's, the director on all, the head of sales on everything.
    """
    sold = [
        in_month(2, 600_000, "Ada", "companies"),
        in_month(8, 600_000, "Ada", "companies"),
        in_month(4, 300_000, "Cyd", "companies"),
    ]
    of = signing(case("sourcegraph"), sold)
    rows = simulate(of, replications=1).statements
    amounts = {
        payee: [round(x, 2) for x in rows[(rows.payee == payee) & (rows.component == "acv")].amount]
        for payee in ("Ada", "Bea", "Cyd", "Eve", "Fay", "director", "head of sales")
    }
    assert amounts["Ada"] == by_month({2: 36_000, 8: 0.06 * 400_000 + 0.12 * 200_000})
    assert amounts["Bea"] == by_month({})
    assert amounts["Cyd"] == by_month({4: 18_000})
    assert amounts["director"] == by_month({2: 9_000, 4: 4_500, 8: 9_000})
    assert amounts["head of sales"] == by_month({2: 6_000, 4: 3_000, 8: 6_000})
    assert amounts["Eve"] == by_month({2: 9_000, 8: 9_000})
    assert amounts["Fay"] == by_month({4: 4_500})
