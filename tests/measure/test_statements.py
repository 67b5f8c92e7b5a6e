"""Statements of pay: what a payee needs to check an amount; tables, reports, the diary."""

import pytest
from made_pay import Contract, scenario

from salessim import simulate
from salessim.engine.simpy_engine import traced
from salessim.model.assembly.pay import components_of
from salessim.model.state.codes import BASE_PAY, PAYMENT_NAMES, STATEMENT_LINES
from salessim.report.activity_tables import team
from salessim.report.event_log import diary
from salessim.report.pay_tables import pay_statement, quotas

PLAN = {
    "people": 2,
    "components": {
        "new": {"quota": "240k a year", "target": "24k a year", "tiers": {"100 %": 2}},
        "each": {"of": "contracts", "each": 100, "paid_every": "month"},
    },
    "draw": {"pays": "1k a month"},
}
CONTRACTS = [Contract(10, 50_000), Contract(40, 40_000), Contract(50, 30_000, "seller 2")]
MANAGERS = {"boss": {"components": {"team": {"of": "attainment", "target": "8k a year"}}}}


def test_a_statement_has_credit_quota_tier_and_amount() -> None:
    """90k on a quota of 60k a quarter: 150 %, in the second tier; 6k and twice 3k.

    To each month belong what counted in it and its twelfth of the quota.
    """
    result = simulate(scenario(PLAN, CONTRACTS, {"managers": MANAGERS}), replications=2)
    rows = result.statements
    # Two components of each seller, one of the boss, and below them, of all three, fixed pay,
    # advances and what earns them.
    assert len(rows) == 2 * (2 * 2 + 1) * 12 + 2 * 3 * 3 * 12
    mine = rows[(rows.replication == 0) & (rows.payee == "seller 1") & (rows.component == "new")]
    assert list(mine["counted"][:3]) == [50_000, 40_000, 0]
    assert list(mine["quota"][:3]) == pytest.approx([20_000] * 3)
    march = mine.iloc[2]
    assert march["credit"] == 90_000
    assert march["quota_so_far"] == pytest.approx(60_000)
    assert march["attainment"] == pytest.approx(1.5)
    assert march["tier"] == 2
    assert march["amount"] == pytest.approx(12_000)
    each = rows[(rows.replication == 1) & (rows.payee == "seller 2") & (rows.component == "each")]
    assert list(each["amount"][:3]) == [0, 100, 0]
    # 120k of 120k: the team reaches all of its quotas, for a quarter of 8k.
    boss = rows[(rows.replication == 0) & (rows.payee == "boss")]
    assert list(boss["amount"][:3]) == pytest.approx([0, 0, 2_000])


def test_amounts_of_statements_add_up_to_what_is_paid() -> None:
    """Advances, a guarantee, a minimum, a 13th salary, severance, and pay taken back."""
    plan = PLAN | {
        "base": "6k a year",
        "guarantee": 2,
        "minimum": "1.8k a month",
        "thirteenth_salary": 1,
        "severance": 1,
        "departures": {"seller 2": "2027-08-20"},
        "hires": {"ann": "2027-03-11"},
    }
    plan["components"] = {
        **PLAN["components"],
        "back": {"rate": "5 %", "clawback": "1 year", "paid_every": "month"},
    }
    more = {"segments": {"all": {"prospects": 0, "deal": "10k", "churn": "99 % a year"}}}
    signed = [Contract(day, 20_000) for day in range(5, 300, 12)]
    of = scenario(plan, [*CONTRACTS, *signed], more)
    result = simulate(of, replications=2)
    keys = ["replication", "payee", "month"]
    by_month = result.statements.groupby(keys)["amount"].sum()
    reps = result.reps.rename(columns={"rep": "payee"}).set_index(keys)
    assert list(by_month) == pytest.approx(list((reps["base"] + reps["variable"]).sort_index()))
    lines = {*result.statements[result.statements["of"] == ""]["component"]}
    assert lines == {PAYMENT_NAMES[kind] for kind in STATEMENT_LINES}


def test_a_managers_statement_adds_up_with_the_fixed_pay() -> None:
    """60k a year are 5k a month; the team's quota pays 2k in March; charges come on top."""
    boss = MANAGERS["boss"] | {"base": "60k a year", "charges": "30 %"}
    result = simulate(scenario(PLAN, CONTRACTS, {"managers": {"boss": boss}}), replications=2)
    rows = result.statements
    mine = rows[(rows.payee == "boss") & (rows.replication == 0)]
    fixed = mine[mine["component"] == PAYMENT_NAMES[BASE_PAY]]
    assert list(fixed["amount"]) == pytest.approx([5_000] * 12)
    by_month = mine.groupby("month")["amount"].sum()
    assert 2 * 1.3 * by_month.sum() == pytest.approx(result.runs["managers"].sum())
    assert by_month.iloc[2] == pytest.approx(7_000)


def test_reports_show_attainment_by_what_counts_and_pay_at_risk() -> None:
    findings = simulate(scenario(PLAN, CONTRACTS, {"managers": MANAGERS}), replications=2).findings
    rows = {(row.role, row.component): row for row in findings.components}
    new = rows["seller", "new"]
    assert (new.credit, new.quota) == pytest.approx((120_000, 480_000))
    assert new.attainment == pytest.approx(0.25)
    assert rows["seller", "each"].attainment is None
    # All of the first quarter's quotas, nothing of the three others.
    assert rows["boss", "team"].attainment == pytest.approx(0.25)
    assert rows["seller", "each"].paid == pytest.approx(300)
    assert findings.pay_at_risk[0].draw_balance == pytest.approx(2_000 - 100)


def test_what_may_be_taken_back_is_told_by_month() -> None:
    """10 % by the month, taken back within three months: 11 January counts until 11 April.

    At risk at the end of January: 1,000; with the contracts of 10 and 20 February 2,000 and 3,000
    more, until May. Nobody leaves.
    """
    plan = {"components": {"new": {"rate": "10 %", "paid_every": "month", "clawback": "3 months"}}}
    signed = [Contract(10, 10_000), Contract(40, 20_000), Contract(50, 30_000)]
    findings = simulate(scenario(plan, signed), replications=2).findings
    at_risk = [row.clawback_at_risk for row in findings.pay_at_risk]
    assert at_risk == pytest.approx([1_000, 6_000, 6_000, 5_000, *[0] * 8])
    assert [row.clawback_owed for row in findings.pay_at_risk] == [0] * 12


def test_what_is_owed_back_stands_until_it_is_taken() -> None:
    """Signed on 31 January and paid 1,000; the customer leaves within a year (99 in 100 do).

    Nothing else is earned: what was at risk is owed from then on, to the end.
    """
    plan = {"components": {"new": {"rate": "10 %", "paid_every": "month", "clawback": "1 year"}}}
    more = {"segments": {"all": {"prospects": 0, "deal": "10k", "churn": "99 % a year"}}}
    rows = simulate(scenario(plan, [Contract(30.9, 10_000)], more), replications=1).ledger
    assert list(rows["clawback_at_risk"] + rows["clawback_owed"]) == pytest.approx([1_000] * 12)
    assert rows["clawback_owed"].iloc[-1] == pytest.approx(1_000)
    assert rows["clawback_at_risk"].iloc[0] == pytest.approx(1_000)


ACCEPTED = {
    "people": 1,
    "components": {
        "accepted": {"of": "meetings_accepted", "quota": "4 a year", "target": "2k a year"},
        "new": {"of": "bookings", "quota": "100k a year", "target": "2k a year"},
        "each": {"of": "contracts", "quota": "1 a year", "each": 100},
    },
}


def test_attainment_stands_by_each_quota_and_what_it_counts() -> None:
    """Six meetings of six accepted on a quota of four: 150 %, in every future."""
    of = scenario(
        ACCEPTED,
        more={
            "funnel": {
                "conquest": {
                    "call": {"hours": 1, "passes": "100 %"},
                    "appointment": {"hours": 1, "passes": "100 %"},
                    "proposal": {"hours": 1, "passes": "100 %"},
                }
            },
            "today": {
                "deals": [
                    {"account": f"F{k}", "segment": "all", "stage": "call", "value": 10_000}
                    for k in range(6)
                ]
            },
        },
    )
    result = simulate(of, replications=3)
    findings = result.findings
    [rep] = findings.team
    assert [(one.component, one.of, one.at_quota) for one in rep.quotas] == [
        ("accepted", "meetings_accepted", 1), ("new", "bookings", 0), ("each", "contracts", 1)
    ]  # fmt: skip
    assert [one.attainment for one in rep.quotas] == pytest.approx([1.5, 0.6, 6])
    # The first quota stands for the rep, whatever it counts.
    assert (rep.quota, rep.credited, rep.attainment, rep.at_quota) == pytest.approx((4, 6, 1.5, 1))
    of_pay = {row.component: row for row in findings.components}
    assert (of_pay["accepted"].at_quota, of_pay["new"].at_quota) == (1, 0)
    figures = {name: result.indicators[name].mean for name in result.indicators}
    assert figures["reps_at_quota"] == 1
    assert figures["quota_attainment"] == pytest.approx(0.6)
    assert figures["quota_attainment_meetings"] == pytest.approx(1.5)
    assert figures["quota_attainment_contracts"] == pytest.approx(6)
    sheet = quotas(findings)
    assert sheet is not None
    assert [row[1:] for row in sheet.rows] == [
        ("accepted", "meetings accepted", "6", "4", "150 %", "100 %"),
        ("new", "bookings", "60k", "100k", "60 %", "0 %"),
        ("each", "contracts", "6", "1", "600 %", "100 %"),
    ]
    names = [column.name for column in team(findings).columns]
    assert team(findings).rows[0][names.index("of quota")] == "150 %"


def test_one_quota_of_money_each_needs_no_table_of_quotas() -> None:
    one = scenario({"on_target": "20k a year", "people": 2}, CONTRACTS)
    findings = simulate(one, replications=2).findings
    assert quotas(findings) is None
    assert findings.indicators["quota_attainment_meetings"].mean is None


def test_short_plans_have_no_table_of_components() -> None:
    findings = simulate(
        scenario({"on_target": "20k a year", "people": 2}, CONTRACTS), replications=2
    ).findings
    assert findings.components == []


def test_the_diary_of_fixed_pay_tells_of_no_variable_pay() -> None:
    """A base alone makes a quota for reports, for which nothing is paid: neither is told."""
    of = scenario({"base": "24k a year"}, CONTRACTS[:1])
    book, rows, pay = traced(of)
    lines = " ".join(diary(rows, book))
    assert "signs for 50k" in lines
    assert "variable" not in lines
    assert "fixed pay: 2k" in lines or "fixed pay: 2,000" in lines
    parts = components_of(of.plan, of.plan.people)[0]
    assert pay_statement(pay(), book, 0, parts, 12) is None


def test_the_diary_tells_what_counts_and_what_it_pays() -> None:
    book, rows, _ = traced(scenario(PLAN, CONTRACTS))
    lines = " ".join(diary(rows, book, rep="seller 1"))
    assert "50k count for new" in lines
    assert "new pays 12k" in lines
    assert "draw: 1k" in lines or "draw: 1,000" in lines
