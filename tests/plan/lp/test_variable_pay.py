"""Variable pay in a plan's programme: by hand, and as the simulation pays it.

Contracts of 50k come on known days, so that what counts is known, too: two in the first quarter of
a year, one in the second, one in the third. A plan that works on them pays the same amounts.
"""

from typing import Any

import pytest
from made_pay import Contract, both, scenario

from salessim import Scenario
from salessim.plan.expected.derivation import coefficients_of
from salessim.plan.explanations import pay_left_out
from salessim.plan.lp.model import LpModel
from salessim.plan.request import PlanRequest
from salessim.plan.solving.linear_program import NONE, ConstraintFamily

SIGNED = [Contract(day, 50_000) for day in (15, 45, 100, 200)]
OF_TWO = [one._replace(owner=f"seller {k % 2 + 1}") for k, one in enumerate(SIGNED)]
EXACT = 1e-5
"""Relative: the solver's own tolerance."""


def planned(of: Scenario) -> dict[str, float]:
    """What a plan of most profit pays over the horizon, by group or manager and component."""
    coefficients = coefficients_of(of, 0)
    model = LpModel(coefficients, PlanRequest())
    values = model.answer(model.objective("profit")[0]).values
    assert values is not None
    found = {}
    for number, line in enumerate(coefficients.pay.lines):
        columns = model.x.variable[number]
        found[line.name] = float(values[columns[columns != NONE]].sum()) * model.unit
    return found


def payroll(model: LpModel) -> float:
    """What a plan of most profit pays in all."""
    values = model.answer(model.objective("profit")[0]).values
    assert values is not None
    terms, constant = model.payroll(model.coefficients.printed)
    program = model.lp.build("min")
    return float(model.vector(program, terms) @ values + constant) * model.unit


def paid(of: Scenario) -> dict[str, float]:
    """The same as the simulation pays it, in both engines."""
    inputs, batch = both(of)
    book = inputs.book
    owners = (*book.roles, *book.payees[len(book.roles) :])
    found: dict[str, float] = {}
    for payee, (owner, names) in enumerate(zip(owners, book.components, strict=True)):
        for place, name in enumerate(names):
            amount = float(batch.statements["amount"][0, payee, place].sum())
            found[f"{owner} {name}"] = found.get(f"{owner} {name}", 0.0) + amount
    return found


QUOTA = {"quota": "120k a year", "target": "12k a year"}
TIERS = {"0 %": 1, "50 %": 1.5, "100 %": 2, "200 %": 3}


@pytest.mark.parametrize(
    ("component", "amount"),
    [
        pytest.param({"of": "contracts", "each": 100}, 4 * 100, id="so much for each"),
        # Quarters of 333, 167, 167 and 0 %: 7.25, 2.583, 2.583 and 0 times 3k.
        pytest.param(QUOTA | {"tiers": TIERS}, 37_250, id="all tiers of each quarter"),
        # The year is one of 167 %: .5 + .75 + .667 * 2 = 2.583 times 12k.
        pytest.param(QUOTA | {"tiers": TIERS, "period": "year"}, 31_000, id="tiers of a year"),
        pytest.param(
            {"rate": "1 %", "tiers": {"100k": "3 %"}, "period": "year"}, 4_000,
            id="tiers without a quota: 1 % of 100k and 3 % of 100k",
        ),
        pytest.param(
            {"rate": "1 %", "tiers": {"60k": "3 %"}}, (600 + 1_200) + 2 * 500,
            id="tiers without a quota, each quarter anew",
        ),
        pytest.param(
            {"rate": "1 %", "from": "2027-02-01", "until": "2027-05-31"}, 1_000, id="a contest"
        ),
        pytest.param(
            {"of": "contracts", "quota": 2, "target": "6k a year", "tiers": {"50 %": 2},
             "from": "2027-02-01", "until": "2027-05-31"},
            # Two contracts of two in the four months, for which 2k are the target: .5 + .5 * 2.
            3_000, id="a contest with a quota of numbers",
        ),
        pytest.param({"rate": "10 %", "share": "40 %"}, 8_000, id="a share of the credit"),
        pytest.param({"of": "collected", "rate": "1 %"}, 2_000, id="collected 40 days later"),
        pytest.param({"rate": "1 %", "motion": "loyalty"}, 0, id="nothing from new customers"),
    ],
)  # fmt: skip
def test_a_component_costs_in_the_programme_what_it_pays(
    component: dict[str, Any], amount: float
) -> None:
    of = scenario({"components": {"part": component}}, SIGNED, {"paid_after": "40 days"})
    assert paid(of) == pytest.approx({"seller part": amount})
    assert planned(of) == pytest.approx({"seller part": amount}, rel=EXACT, abs=0.01)


def test_a_contract_after_a_pilot_counts_when_it_is_signed() -> None:
    """Pilots of two months from mid January, mid February, April and July; 2 % of 12k each.

    They are signed in March, April, June and September; the contest begins in April: 3 x 240 where
    all pass, half of it where half do.
    """
    parts = {"part": {"rate": "2 %", "from": "2027-04-01", "until": "2027-12-31"}}
    segment = {"prospects": 0, "deal": "12k a year", "churn": "0 % a year"}
    signed = [one._replace(value=12_000) for one in SIGNED]
    for passes, amount in (("100 %", 720), ("50 %", 360)):
        contract = {"pilot": {"months": 2, "passes": passes}}
        more = {
            "segments": {"all": segment | {"contract": contract}},
            "time": {"adherence": "100 %"},
        }
        of = scenario({"components": parts}, signed, more)
        if passes == "100 %":
            assert paid(of) == pytest.approx({"seller part": amount})
        assert planned(of) == pytest.approx({"seller part": amount}, rel=EXACT, abs=0.01)


def test_several_quotas_team_credit_and_managers_are_in_the_programme() -> None:
    """Two sellers: what one signs counts for the other as well, and for their manager."""
    parts = {
        "new": QUOTA,  # the pace pays 10 %
        # One contract of a quota of two a quarter pays half of 1k, four times.
        "number": {"of": "contracts", "quota": "8 a year", "target": "4k a year"},
        "team": {"whose": "team", "rate": "1 %"},
    }
    managers = {
        "boss": {
            "base": "0 a year",
            "charges": "0 %",
            "components": {
                # 100, 50, 50 and 0k on the team's 60k: 3.333 quarters of 2,500.
                "attained": {"of": "attainment", "target": "10k a year"},
                "override": {"rate": "0.5 %"},
                "each": {"of": "contracts", "each": 10},
            },
        }
    }
    of = scenario({"people": 2, "components": parts}, OF_TWO, {"managers": managers})
    by_hand = {
        "seller new": 20_000,
        "seller number": 2_000,
        "seller team": 2 * 2_000,
        "boss attained": 10_000 / 4 * 200 / 60,
        "boss override": 1_000,
        "boss each": 40,
    }
    assert paid(of) == pytest.approx(by_hand)
    assert planned(of) == pytest.approx(by_hand, rel=EXACT)


def test_segments_decide_what_counts() -> None:
    """A segment of its own has half of 200k; where it alone counts, 1 % of it is paid."""
    signed = [one._replace(segment=("all", "gold")[k % 2]) for k, one in enumerate(SIGNED)]
    segment = {"prospects": 0, "deal": "10k", "churn": "0 % a year"}
    plan = {"components": {"gold": {"rate": "1 %", "segments": ["gold"]}}}
    of = scenario(plan, signed, {"segments": {"gold": segment}})
    assert paid(of) == pytest.approx({"seller gold": 1_000})
    assert planned(of) == pytest.approx({"seller gold": 1_000}, rel=EXACT)


MEETINGS = {
    "booked": {"of": "meetings_booked", "each": 10},
    "accepted": {"of": "meetings_accepted", "quota": "4 a year", "target": "1k a year",
                 "tiers": {"100 %": 2}, "period": "year"},
    "held": {"of": "meetings", "each": 100},
}  # fmt: skip
CALLED = [
    {"account": f"F{k}", "segment": "all", "stage": "call", "owner": "sdr 1"} for k in range(6)
]


def of_meetings(accepts: str) -> Scenario:
    return scenario({}).vary(
        {
            "funnel": {
                "conquest": {
                    "call": {"hours": 1, "passes": "100 %", "by": "sdr"},
                    "meeting": {"hours": 1, "passes": "100 %", "by": "closer",
                                "hand_over": {"takes": "3 days", "accepts": accepts}},
                    "proposal": {"hours": 1, "passes": "100 %", "by": "closer"},
                }
            },
            "team": {
                "sdr": {"people": 1, "base": "0 a year", "components": MEETINGS},
                "closer": {"people": 1, "base": "0 a year", "components": MEETINGS},
            },
            "managers": {"boss": {"base": "0 a year", "components": {"held": MEETINGS["held"]}}},
            "today": {"deals": CALLED},
        }
    )  # fmt: skip


def test_first_meetings_count_for_who_books_and_who_holds_them() -> None:
    """Six calls, six meetings: 60 for booking, 1k + 2 * 500 for six of four accepted, 600 held."""
    by_hand = {
        "sdr booked": 60, "sdr accepted": 2_000, "sdr held": 600,
        "closer booked": 0, "closer accepted": 0, "closer held": 600,
        "boss held": 600,
    }  # fmt: skip
    assert paid(of_meetings("100 %")) == pytest.approx(by_hand)
    assert planned(of_meetings("100 %")) == pytest.approx(by_hand, rel=1e-3, abs=0.01)


def test_what_is_not_accepted_is_booked_and_no_more() -> None:
    """Half of six are three of four: 750; three are held."""
    found = planned(of_meetings("50 %"))
    assert found["sdr booked"] == pytest.approx(60, rel=1e-3)
    assert found["sdr accepted"] == pytest.approx(750, rel=1e-3)
    assert found["sdr held"] == found["closer held"] == pytest.approx(300, rel=1e-3)


def test_renewals_and_upsells_are_told_apart() -> None:
    """40 customers, each with 2 renewals and an upsell a year of which half are won.

    The simulation's mean over futures is within its own error of the programme's.
    """
    keeper = {
        "kept": {"of": "renewals", "each": 100},
        "all": {"of": "contracts", "each": 10},
    }
    of = scenario({}).vary(
        {
            "funnel.loyalty": {
                "renewal": {"hours": 1, "passes": "50 %", "each": "2 a year"},
                "upsell": {"hours": 1, "passes": "50 %", "each": "1 a year", "grows": "10 %"},
            },
            "team.seller.components": keeper,
            "today": {"customers": {"all": 40}},
        }
    )
    found = planned(of)
    assert found["seller kept"] == pytest.approx(40 * 100, rel=0.03)
    assert found["seller all"] == pytest.approx(60 * 10, rel=0.03)
    _, batch = both(of, replications=200)
    kept, every = batch.statements["amount"][:, 0].sum(axis=-1).mean(axis=0)
    assert found["seller kept"] == pytest.approx(kept, rel=0.05)
    assert found["seller all"] == pytest.approx(every, rel=0.05)


def test_rates_that_fall_are_one_line_through_the_quota() -> None:
    """10 % up to half of 240k a year, 5 % beyond: 7.5 % of each; of 200k 15,000.

    The simulation pays 10 % of the first 30k of each quarter and 5 % of what is beyond.
    """
    falls = {"quota": "240k a year", "rate": "10 %", "tiers": {"50 %": "5 %"}}
    of = scenario({"components": {"part": falls}}, SIGNED)
    assert planned(of)["seller part"] == pytest.approx(15_000, rel=EXACT)
    assert paid(of)["seller part"] == pytest.approx(0.1 * 90_000 + 0.05 * 110_000)
    retroactive = {"quota": "240k a year", "rate": "5 %", "tiers": {"100 %": "8 %"}}
    of = scenario({"components": {"part": retroactive | {"tiering": "retroactive"}}}, SIGNED)
    assert planned(of)["seller part"] == pytest.approx(16_000, rel=EXACT)


def test_a_thirteenth_salary_is_fixed_pay() -> None:
    """13 times 2k and charges of 20 %."""
    plan = {"base": "2k a month", "thirteenth_salary": 1, "charges": "20 %"}
    of = scenario(plan)
    assert coefficients_of(of, 2).pay.fixed[0, :12].sum() == pytest.approx(13 * 2_000 * 1.2)
    _, batch = both(of)
    assert (batch.ledger["base"] + batch.ledger["charges"])[0].sum() == pytest.approx(31_200)


ON_COMMISSION = {"components": {"new": {"rate": "10 %"}}, "paid_every": "month"}
HIRED = {
    "people": 0, "hires": {"ann": "2027-02-01"}, "paid_every": "month",
    "components": {"new": {"quota": "240k a year", "target": "24k a year"}},
}  # fmt: skip
DRAW = {"pays": "1k a month"}
MINIMUM = {"minimum": "18k a year"}


@pytest.mark.parametrize(
    ("plan", "signed", "amount"),
    [
        pytest.param(
            ON_COMMISSION | MINIMUM, [Contract(70, 8_000)], 12 * 1_500,
            id="a legal minimum: 700 more in March",
        ),
        pytest.param(
            ON_COMMISSION | MINIMUM, [Contract(100, 20_000)], 11 * 1_500 + 2_000,
            id="a legal minimum: nothing more in April",
        ),
        pytest.param(
            ON_COMMISSION | MINIMUM | {"base": "12k a year"}, [Contract(70, 2_000)],
            11 * 1_500 + 1_500, id="a legal minimum above a base: 200 of the 500 are earned",
        ),
        pytest.param(
            ON_COMMISSION | {"draw": DRAW}, [Contract(70, 25_000)], 12_000,
            id="a draw that is hardly earned",
        ),
        pytest.param(
            ON_COMMISSION | {"draw": DRAW}, [Contract(70, 60_000)],
            2_000 + 1_000 + 3_000 + 9_000, id="a draw that March earns: 6k less 3k of advances",
        ),
        pytest.param(
            ON_COMMISSION | {"draw": DRAW | {"unearned": "forgiven"}, "paid_every": "quarter"},
            [Contract(130, 60_000)],
            3_000 + 6_000 + 6_000, id="a draw that is forgiven by quarter: 3k in the first",
        ),
        pytest.param(HIRED | {"draw": DRAW | {"for": 2}}, [], 2_000, id="a draw for two months"),
        pytest.param(HIRED | {"guarantee": 3}, [], 6_000, id="a guarantee for three months"),
        pytest.param(
            HIRED | {"guarantee": {"for": 3, "share": "50 %"}, "paid_every": "quarter"}, [],
            3_000, id="half of it, by quarter",
        ),
        pytest.param(
            ON_COMMISSION | MINIMUM | {"draw": DRAW}, [], 12 * 1_500, id="a draw and a minimum"
        ),
    ],
)  # fmt: skip
def test_what_is_assured_costs_in_the_programme_what_it_pays(
    plan: dict[str, Any], signed: list[Contract], amount: float
) -> None:
    """Charges of 20 % come on top."""
    of = scenario({**plan, "charges": "20 %"}, signed)
    _, batch = both(of)
    paid = sum(float(batch.ledger[name][0].sum()) for name in ("base", "variable", "charges"))
    assert paid == pytest.approx(1.2 * amount)
    assert payroll(LpModel(coefficients_of(of, 0), PlanRequest())) == pytest.approx(
        1.2 * amount, rel=EXACT
    )


def test_who_is_hired_is_assured_of_pay_as_well() -> None:
    """One today and one from April on who sell nothing: 12 and 9 months of 2k at least.

    A guarantee of 1k for two months adds nothing below the minimum.
    """
    plan = {
        "people": {"today": 1, "least": 1, "most": 2, "found_in": "0 days"},
        "components": {"new": {"quota": "120k a year", "target": "12k a year"}},
        "guarantee": 2,
        "paid_every": "month",
    }
    for minimum, amount in (("24k a year", 21 * 2_000), ("0 a year", 2 * 1_000)):
        of = scenario({**plan, "minimum": minimum})
        model = LpModel(coefficients_of(of, 0), PlanRequest())
        both_work = [(model.x.hired[0, 3], 1.0), (model.x.kept[0, 11], 1.0)]
        model.lp.add_row(ConstraintFamily("both work"), (), both_work, equals=2.0)
        assert payroll(model) == pytest.approx(amount, rel=EXACT)


def test_products_of_todays_deals_cost_what_they_pay() -> None:
    """A machine of 30k in gold, a service of 5k: 10 % and 1 % of them, 50 for each.

    In gold machines alone are sold, elsewhere half of what is sold are services: a third contract,
    there of 8k and of either product, pays 5 % of 8k, half of 1 % of it, and 50.
    """
    segment = {"prospects": 0, "deal": "10k", "churn": "0 % a year"}
    products = {
        "machine": {"price": "30k", "mix": "50 %"},
        "service": {"price": "5k", "mix": "50 %", "segments": ["all"]},
    }
    deal = {"stage": "proposal", "owner": "seller 1"}
    deals = [
        {"account": "First", "segment": "gold", "answers_in": 10, **deal},
        {"account": "Second", "segment": "all", "answers_in": 20, "product": "service", **deal},
    ]
    parts = {
        "machines": {"rate": "10 %", "products": ["machine"]},
        "services": {"rate": "1 %", "products": ["service"]},
        "all": {"of": "contracts", "each": 50, "products": ["machine", "service"]},
        "number": {"of": "contracts", "each": 40, "products": ["machine"]},
    }
    more = {"segments": {"gold": segment}, "products": products, "today": {"deals": deals}}
    of = scenario({"components": parts}, more=more)
    by_hand = {
        "seller machines": 3_000, "seller services": 50, "seller all": 100,
        "seller number": 40,
    }  # fmt: skip
    assert paid(of) == pytest.approx(by_hand)
    assert planned(of) == pytest.approx(by_hand, rel=EXACT)
    third = {"account": "Third", "segment": "all", "answers_in": 30, "value": 8_000, **deal}
    more["today"] = {"deals": [*deals, third]}
    expected = {
        "seller machines": 3_000 + 400, "seller services": 50 + 40,
        "seller all": 150, "seller number": 40 + 20,
    }  # fmt: skip
    found = planned(scenario({"components": parts}, more=more))
    assert found == pytest.approx(expected, rel=EXACT)
    assert pay_left_out(of.plan) == []


def test_products_that_are_drawn_cost_their_share_of_what_is_simulated() -> None:
    """Of 100 deals 30 % are machines of 9k, the others services of 3k: 10 % of 30 x 9k is 27k.

    And 40 for each machine, 1,200. The mean of 100 simulated years is within 4 standard errors: of
    100 x 100 deals that is .018 of 30 %, 6 %.
    """
    products = {"machine": {"price": "9k", "mix": "30 %"}, "service": {"price": "3k"}}
    deal = {"segment": "all", "stage": "proposal", "owner": "seller 1", "answers_in": 10}
    deals = [{"account": f"Firm {k}", **deal} for k in range(100)]
    parts = {
        "machines": {"rate": "10 %", "products": ["machine"]},
        "number": {"of": "contracts", "each": 40, "products": ["machine"]},
    }
    more = {"products": products, "today": {"deals": deals}}
    of = scenario({"components": parts}, more=more)
    assert planned(of) == pytest.approx(
        {"seller machines": 27_000, "seller number": 1_200}, rel=EXACT
    )
    simulated = both(of, replications=100)[1].statements["amount"][:, 0].sum(axis=-1).mean(axis=0)
    assert simulated[:2] == pytest.approx([27_000, 1_200], rel=0.06)
