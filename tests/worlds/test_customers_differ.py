"""Customers that differ: shifted beta-geometric survival, negative binomial orders, own churn."""

from itertools import pairwise
from math import exp, log

import numpy as np
import pytest
from scipy.special import betaln
from scipy.stats import nbinom

from salessim import Scenario, ScenarioError, simulate
from salessim.engine.obtained_rates import obtained
from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.model.assembly.customers import law_of_churn, mean_hazard
from salessim.model.assembly.distribution_table import mean_of_cases
from salessim.model.state.codes import LOG_CUSTOMER_LOST, LOG_REVENUE
from salessim.plan.expected.loyalty import churn_today
from salessim.plan.expected.world import expected_world

WORLD = """
name: differ
horizon: {from: 2027-01, months: MONTHS}
segments: {firms: {prospects: 0, SEGMENT}}
prospecting: {outbound: none}
funnel: {loyalty: {visit: {hours: 1, every: 365 days}}}
loyalty: {churn_effect: 0, floor: 100 %}
team: {farmer: {people: 1, motion: loyalty}}
motivation: none
learning: none
attrition: none
today: {customers: {firms: FIRMS}}
"""


def made(segment: str, firms: int = 100, months: int = 12) -> Scenario:
    words = {"SEGMENT": segment, "FIRMS": str(firms), "MONTHS": str(months)}
    text = WORLD
    for word, value in words.items():
        text = text.replace(word, value)
    return Scenario.parse(text)


@pytest.mark.parametrize(("alpha", "beta"), [(0.668, 3.806), (0.704, 1.182)])
@pytest.mark.parametrize("contract", ["", ", contract: {term: 12}"])
def test_survival_is_that_of_the_shifted_beta_geometric_model(
    alpha: float, beta: float, contract: str
) -> None:
    """S(t) = B(alpha, beta + t) / B(alpha, beta) for ten years, within half a point.

    Of 60,000 customers a share has a standard error of .2 points at most: a false alarm in 1 of 40
    for the worst of 20 shares, were the draws new ones each time; they are fixed by the seed.
    """
    churn = f"churn: {{beta: {{alpha: {alpha}, beta: {beta}, per: year}}}}"
    scenario = made(f"deal: 1k a year, {churn}{contract}", firms=30_000, months=120)
    months = simulate(scenario, replications=2, seed=1).months
    lost = months.groupby(["replication", "month"]).customers_lost.sum().unstack().to_numpy()
    left = 1.0 - lost.cumsum(axis=1).mean(axis=0) / 30_000
    years = np.arange(1, 11)
    expected = np.exp(betaln(alpha, beta + years) - betaln(alpha, beta))
    assert np.abs(left[12 * years - 1] - expected).max() < 0.005


def counts(scenario: Scenario, what: int, engine: str, replications: int = 1) -> np.ndarray:
    """How often something happened to each firm, all replications."""
    inputs = build(scenario)
    batch = next(
        batches(inputs, replications=replications, seed=3, engine=engine, threads=1, log=True)
    )
    assert batch.log is not None
    firms = len(inputs.world.firms)
    return np.concatenate(
        [np.bincount(log["firm"][log["what"] == what], minlength=firms) for log in batch.log]
    )


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_orders_are_negative_binomial(engine: str) -> None:
    """Rates of gamma with shape .7 and 6 orders a year on average: 7 classes of equal chance.

    Chi-square with 6 degrees of freedom: a false alarm in 1 of 1,000.
    """
    law = "order_frequency: {gamma: {shape: 0.7, mean: 2}}"
    segment = f"deal: 1k, churn: 0 % a year, orders: 50 a month, order_every: 121.75 days, {law}"
    size = 4000 if engine == "compiled" else 800
    seen = counts(made(segment, firms=size), LOG_REVENUE, engine)
    expected = nbinom(0.7, 0.7 / (0.7 + 6 * 365 / 365.25))
    edges = [-1, 0, 1, 3, 5, 9, 15, 10**6]
    chances = np.diff(expected.cdf(edges))
    found = np.array([((seen > a) & (seen <= b)).sum() for a, b in pairwise(edges)])
    assert ((found - size * chances) ** 2 / (size * chances)).sum() < 22.46


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize(
    "of_others", ["0 % a year", "30 % a year", "{2027-01: 0 % a year, 2027-02: 90 % a year}"]
)
def test_a_customer_keeps_what_it_is_like_and_its_own_churn(engine: str, of_others: str) -> None:
    """Two listed customers of .1 and 98 % a year among any others: lost in 200 years of each.

    98 % and .1 %: 196 of 200 and .2 of 200 expected; beyond 189 and 3 in less than 1 of 500.
    """
    text = WORLD.replace("SEGMENT", f"deal: 1k a year, churn: {of_others}").replace("FIRMS", "0")
    text = text.replace("MONTHS", "12").replace(
        "today: {customers: {firms: 0}}",
        "today: {accounts: [{name: safe, segment: firms, churn: 0.1 % a year},"
        " {name: loose, segment: firms, churn: 98 % a year}]}",
    )
    replications = 200
    lost = counts(Scenario.parse(text), LOG_CUSTOMER_LOST, engine, replications)
    safe, loose = lost.reshape(replications, -1)[:, :2].sum(axis=0)
    assert safe <= 3
    assert loose >= 189


def test_eight_in_ten_lie_between_the_ends_and_half_below_the_typical() -> None:
    segment = "deal: 1k a year, churn: {typical: 20 % a year, cases: 5 %..45 % a year}"
    churn = made(segment).plan.segments["firms"].churn
    law = law_of_churn(churn).distribution
    assert law is not None
    chances, values = np.array(law.parameters).reshape(2, -1)
    assert np.interp([0.1, 0.5, 0.9], chances, values) == pytest.approx([0.05, 0.2, 0.45], abs=1e-4)
    mean = mean_of_cases(law_of_churn(churn))
    assert mean_hazard(churn).typical == pytest.approx(-log(1.0 - mean))


def test_the_hazard_of_the_segment_is_that_of_the_mean_share() -> None:
    inputs = build(made("deal: 1k a year, churn: {beta: {alpha: 2, beta: 8, per: year}}"))
    world = inputs.world
    assert len(world.tendencies) == len(world.firms)
    assert world.segments["churn_per_year"][0] == pytest.approx(-log(1 - 0.2), rel=1e-12)


@pytest.mark.parametrize("contract", ["", ", contract: {term: 12}", ", contract: {term: 36}"])
def test_the_churn_obtained_is_that_of_the_law(contract: str) -> None:
    """Typed: the mean share lost in the first year, .668 / (.668 + 3.806), within three errors."""
    churn = "churn: {beta: {alpha: 0.668, beta: 3.806, per: year}}"
    scenario = made(f"deal: 1k a year, {churn}{contract}", firms=2000)
    rates = obtained(scenario, replications=20, seed=2)
    rate = next(rate for rate in rates if rate.path == "segments.firms.churn")
    assert rate.typed == pytest.approx(0.668 / 4.474, abs=2e-4)
    assert abs(rate.obtained - rate.typed) < 1.6 * rate.half_width


def test_the_churn_obtained_is_of_those_whose_term_ends() -> None:
    """Of listed customers of 60, 5 and 20 % a year the first renews after the year that is run.

    Typed: the mean of all three. A false alarm in 1 of 500."""
    text = WORLD.replace("SEGMENT", "deal: 1k a year, churn: 20 % a year, contract: {term: 12}")
    text = text.replace("MONTHS", "24").replace(
        "today: {customers: {firms: FIRMS}}",
        "today: {accounts: [{name: loose, segment: firms, churn: 60 % a year, renews: 2028-03-01},"
        " {name: safe, segment: firms, churn: 5 % a year, renews: 2027-05-31},"
        " {name: long, segment: firms, renews: 2027-09-01}]}",
    )
    rates = obtained(Scenario.parse(text), replications=2000, seed=1)
    rate = next(rate for rate in rates if rate.path == "segments.firms.churn")
    assert rate.typed == pytest.approx((0.6 + 0.05 + 0.2) / 3)
    assert abs(rate.obtained - rate.typed) < 1.6 * rate.half_width
    assert rate.half_width < 0.1 * rate.typed


def test_the_churn_obtained_knows_who_stays_as_a_smaller_customer() -> None:
    """Of those who refuse in a month 40 % stay, so that fewer leave than the law says."""
    law = "{beta: {alpha: 2, beta: 3, per: year}}"
    contract = "{billed: monthly, paid: in_advance, downgrades: {share: 40 %, to: 50 %}}"
    scenario = made(f"deal: 1k a year, churn: {law}, contract: {contract}", firms=2000)
    rates = obtained(scenario, replications=10, seed=2)
    rate = next(rate for rate in rates if rate.path == "segments.firms.churn")
    assert rate.typed == pytest.approx(0.4, abs=1e-3)
    assert abs(rate.obtained - rate.typed) < 1.6 * rate.half_width


def test_laws_typed_for_what_is_equal_change_nothing() -> None:
    """A law whose values are all the same gives the bits of the plain figure."""
    plain = made("deal: 1k, churn: 20 % a year, orders: 100 a month")
    typed = made(
        "deal: 1k, churn: {typical: 20 % a year, cases: 20 %..20 % a year}, orders: 100 a month, "
        "order_frequency: {constant: 1}"
    )
    one, other = (
        simulate(scenario, replications=3, seed=1).months.to_numpy(dtype=object)
        for scenario in (plain, typed)
    )
    assert (one == other).all()


@pytest.mark.parametrize(
    ("segment", "message"),
    [
        ("churn: {beta: {alpha: 0.7, beta: 3}}", "per: year"),
        ("churn: {beta: {alpha: 0.7, beta: 3, per: fortnight}}", "per: year"),
        ("churn: {beta: {alpha: 0, beta: 3, per: year}}", "alpha lies between 0.01 and 1000"),
        ("churn: {cases: 5 %..120 % a year}", "allowed: 0 % to 99 %"),
        ("order_frequency: {gamma: {shape: 0.7, mean: 1}}", "its customers order nothing"),
        ("deal: {beta: {alpha: 2, beta: 3}}", "max"),
    ],
)
def test_what_cannot_be_is_said(segment: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        made(segment)


def test_half_of_the_customers_may_never_leave() -> None:
    """By a law with 0 % for six in ten the others leave all the same, and a listed one may."""
    law = "{quantiles: {0 %: 0 % a year, 60 %: 0 % a year, 100 %: 40 % a year}}"
    scenario = made(f"deal: 1k a year, churn: {law}")
    assert mean_hazard(scenario.plan.segments["firms"].churn).typical == pytest.approx(
        -log(1.0 - 0.4 * 0.2)
    )
    assert not [note for note in scenario.notes if "no customer leaves" in str(note)]


def test_plans_lose_those_first_who_are_easily_lost() -> None:
    """The stock of today's customers in a plan follows the law's survival within half a point."""
    churn = "churn: {beta: {alpha: 0.668, beta: 3.806, per: year}}"
    scenario = made(f"deal: 1k a year, {churn}", months=60)
    expected = expected_world(scenario, 0)
    hazard = -log(1 - 0.668 / 4.474)
    there = churn_today(expected, 0, np.full(60, hazard))[0]
    left = exp(-float((there[0] * expected.years).sum()))
    closed = exp(betaln(0.668, 3.806 + 5) - betaln(0.668, 3.806))
    assert left == pytest.approx(closed, abs=0.005)
    assert (np.diff(there[0]) < 0).all()
    assert (there[1][1:] >= there[0][1:]).all()


TWENTY_LISTED = WORLD.replace("SEGMENT", "deal: 1k a year, churn: CHURN, CONTRACT").replace(
    "today: {customers: {firms: FIRMS}}",
    "today: {accounts: ["
    + ", ".join(
        f"{{name: firm {k}, segment: firms, value_per_year: 1k{own}}}"
        for k, own in enumerate([", churn: 50 % a year"] * 10 + [""] * 10)
    )
    + "]}",
)
"""Ten customers who are lost at 50 % a year, whatever the ten others do."""


@pytest.mark.parametrize(
    ("churn", "halves"),
    [("0 % a year", (0.0, 0.0)), ("{2027-01: 0 % a year, 2027-07: 75 % a year}", (0.0, 0.5))],
)
@pytest.mark.parametrize("term", [False, True])
def test_plans_and_obtained_rates_know_a_listed_customers_own_churn(
    churn: str, halves: tuple[float, float], term: bool
) -> None:
    """Lost by the end of June and in the rest of the year, without a term: 10 (1 - 1/sqrt(2)) of
    the ten, and of the others a half of 75 % a year's hazard, which is 50 %. With a term of a year
    a twelfth of them decides each month, over the year before."""
    text = TWENTY_LISTED.replace("CHURN", churn).replace("MONTHS", "12")
    scenario = Scenario.parse(text.replace("CONTRACT", f"contract: {{term: {12 if term else 1}}}"))
    plain = Scenario.parse(text.replace(", CONTRACT", ""))
    of = scenario if term else plain
    expected = expected_world(of, 0)
    moving = np.repeat([0.0, -log(0.25)] if halves[1] else [0.0, 0.0], 6)
    there = churn_today(expected, 0, moving)[0, 0]
    left = 20 * np.exp(-np.cumsum(there * expected.years))
    if not term:
        own = 10 * 0.5 ** np.array([181 / 365.25, 365 / 365.25])
        others = 10 * np.array([1.0, 1.0 - halves[1]])
        assert left[[5, 11]] == pytest.approx(own + others, abs=0.05)
    else:
        # Of each twelfth that decides after k months at 75 % a year, 1 - .25^(k/12) leave.
        decided = 1 - 0.25 ** (np.arange(6) / 12) if halves[1] else np.zeros(6)
        others = 10 - 10 / 12 * decided.sum()
        assert left[11] == pytest.approx(5 + others, abs=0.1)
    [rate] = [r for r in obtained(of, replications=200, seed=3) if r.path.endswith("churn")]
    assert abs(rate.obtained - rate.typed) < 1.6 * rate.half_width
