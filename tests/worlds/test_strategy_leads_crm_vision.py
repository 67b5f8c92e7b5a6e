"""Strategy, leads, CRM and vision: what each moves, and that it moves nothing when it is off."""

import numpy as np
import pytest

from salessim import Scenario, simulate
from salessim.engine.run import batches
from salessim.errors import ScenarioError
from salessim.measure.batch import Batch
from salessim.model.assembly import build
from salessim.model.rules.leads import budget_response

SHOP = """
name: shop
horizon: {from: 2027-01, months: MONTHS}
calendar: {sick: 0 days a year}
segments:
  gold: {prospects: 400, deal: 9k a year, churn: 10 % a year}
  bronze: {prospects: 800, deal: 2k, orders: 100 a month, churn: 30 % a year}
channels: {web: {leads: 40 a month, budget: 2k a month}}
team: {seller: {people: 3, base: 40k a year}}
today: {customers: {gold: 30, bronze: 40}}
"""


def shop(months: int = 6, **changes: object) -> Scenario:
    scenario = Scenario.parse(SHOP.replace("MONTHS", str(months)))
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    return scenario.vary(paths) if paths else scenario


def run(scenario: Scenario, replications: int = 8) -> Batch:
    batch = next(batches(build(scenario), replications=replications, seed=5, size=replications))
    names = ("months", "ledger", "reps", "funnel")
    return batch._replace(**{name: getattr(batch, name).copy() for name in names})


def same(one: Batch, other: Batch) -> bool:
    tables = ("months", "ledger", "reps", "funnel")
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in tables)


@pytest.mark.parametrize(
    "off",
    ["strategy: {}", "strategy: {clarity: 40 %}", "vision: {}", "vision: {market: 0 % a year}",
     "vision: {prices: 0 % a year}", "prospecting: {appointments: none}", "crm: none",
     "crm: {adoption: 100 %}"],
)  # fmt: skip
def test_what_is_off_is_as_if_absent(off: str) -> None:
    text = SHOP.replace("MONTHS", "4")
    assert same(run(Scenario.parse(text)), run(Scenario.parse(text + off + "\n")))


def test_a_budget_that_stays_brings_the_leads_that_are_typed() -> None:
    steeper = shop(channels__web__at_most="9")
    assert same(run(shop()), run(steeper))


@pytest.mark.parametrize(
    ("budget", "leads"), [("0 a month", 0.5), ("1k a month", 0.8333), ("2k a month", 1.0),
                          ("4k a month", 1.1667), ("200k a month", 1.495)],
)  # fmt: skip
def test_leads_follow_the_budget(budget: str, leads: float) -> None:
    """By hand: .5 + 1 * x / (1 + x) at the budget's multiple x; 4 standard errors of a count."""
    count = run(shop(channels__web__budget=budget), replications=40).months["leads"].sum()
    expected = 40 * 40 * 6 * leads
    assert abs(count - expected) < 4 * np.sqrt(expected)


def test_a_first_budget_says_what_it_brings() -> None:
    free = Scenario.parse(SHOP.replace("MONTHS", "4").replace(", budget: 2k a month", ""))
    with pytest.raises(ScenarioError, match="type the leads that it brings too"):
        free.vary({"channels.web.budget": "1k a month"})
    free.vary({"channels.web.budget": "1k a month", "channels.web.leads": "50 a month"})


def test_more_budget_brings_ever_less_more() -> None:
    ratios = np.linspace(0, 8, 81)
    leads = np.array([budget_response(ratio, 0.3, 2.0) for ratio in ratios])
    assert leads[0] == 0.3 and budget_response(1.0, 0.3, 2.0) == 1.0
    assert (np.diff(leads) > 0).all() and (np.diff(leads, 2) < 0).all() and leads[-1] < 2.0


def test_a_clear_strategy_puts_hours_where_the_budget_says() -> None:
    """Hours on the segment that is comfortable and not planned fall as the strategy gets clear."""
    plan = {"time__conquest": {"gold": "60 %"}, "time__loyalty": {"gold": "30 %", "bronze": "10 %"}}
    off_plan = []
    for clarity in ("30 %", "70 %", "100 %"):
        scenario = shop(strategy__clarity="70 %", **plan)
        batch = run(scenario.vary({"strategy.clarity": clarity}))
        work = batch.months["work_seconds"].sum(axis=(0, 1))
        off_plan.append(1 - work[0].sum() / work.sum())
    assert off_plan[0] > off_plan[1] > off_plan[2]


def test_a_clear_strategy_motivates() -> None:
    before, after = run(shop()), run(shop(strategy__clarity="100 %"))
    assert (after.reps["motivation"] > before.reps["motivation"]).mean() > 0.9
    unmoved = run(shop(strategy__clarity="100 %", strategy__lifts=0))
    assert after.reps["motivation"].mean() > unmoved.reps["motivation"].mean() + 0.02


def test_the_market_grows_and_shrinks() -> None:
    def firms(growth: str) -> np.ndarray:
        world = shop(
            24, vision__market=growth, prospecting__outbound="none", team__seller__people=1
        )
        batch = run(world.vary({"channels.web.leads": "0 a month"}), replications=2)
        ledger = batch.ledger
        return (ledger["available_firms"] + ledger["customers"]).mean(axis=0)

    still, up, down = (
        firms(growth)[-2] for growth in ("0 % a year", "50 % a year", "-30 % a year")
    )
    years = 22 / 12
    assert up - still == pytest.approx(1200 * (1.5**years - 1), rel=0.03)
    assert down - still == pytest.approx(1200 * (0.7**years - 1), rel=0.03)


def test_leads_grow_with_the_market() -> None:
    before, after = run(shop(24), 30), run(shop(24, vision__market="50 % a year"), 30)
    first, last = (slice(0, 6), slice(18, 24))
    leads = [batch.months["leads"].sum(axis=(0, 2, 3)) for batch in (before, after)]
    for part, factor in ((first, 1.5**0.25), (last, 1.5**1.75)):
        expected = factor * leads[0][part].sum()
        assert leads[1][part].sum() == pytest.approx(expected, rel=0.05)


def test_a_segment_may_grow_by_itself() -> None:
    before, after = run(shop(12), 30), run(shop(12, segments__gold__grows="100 % a year"), 30)
    leads = [batch.months["leads"].sum(axis=(0, 1, 3)) for batch in (before, after)]
    assert leads[1][0] > 1.3 * leads[0][0]
    assert leads[1][1] == pytest.approx(leads[0][1], rel=0.1)


def test_prices_rise_after_twelve_months() -> None:
    """The same contracts are signed, a tenth dearer in year two but for earlier offers."""
    world = {"motivation": "none"}
    before, after = run(shop(24, **world)), run(shop(24, vision__prices="10 % a year", **world))
    assert before.months["won"].tobytes() == after.months["won"].tobytes()
    revenue = [batch.months["revenue"].sum(axis=(0, 2, 3)) for batch in (before, after)]
    assert np.allclose(revenue[1][:12], revenue[0][:12], rtol=1e-12)
    dearer = revenue[1][12:] / revenue[0][12:]
    assert (dearer <= 1.1 + 1e-9).all() and dearer[-1] == pytest.approx(1.1, abs=0.015)
    assert (dearer > 1.07).all()


def test_who_has_enough_appointments_stops_calling() -> None:
    """Three people, half a year, .2 first meetings each a day: at most."""
    free, few = run(shop()), run(shop(prospecting__appointments=0.2))
    assert (few.months["calls_booked"].sum(axis=(1, 2, 3)) <= 0.2 * 3 * 130 + 3).all()
    assert few.months["calls"].sum() < 0.7 * free.months["calls"].sum()
    assert same(free, run(shop(prospecting__appointments=50)))


def test_a_used_crm_forgets_less_and_takes_time() -> None:
    unused, used = (run(shop(crm={"adoption": share})) for share in ("0 %", "80 %"))
    assert used.months["won"].sum() > unused.months["won"].sum()
    share = [
        batch.reps["administration_seconds"].sum() / batch.reps["paid_seconds"].sum()
        for batch in (unused, used)
    ]
    assert share[1] - share[0] == pytest.approx(0.8 * 0.03, abs=0.001)


def test_misjudged_priorities_change_the_order_of_work_alone() -> None:
    crm = {"adoption": "0 %", "leak": "0 %", "misjudged": "0 %"}
    sharp = run(shop(crm=crm, time__next_deal="value_per_hour"))
    blurred = run(shop(crm={**crm, "misjudged": "100 %"}, time__next_deal="value_per_hour"))
    oldest = run(shop(time__next_deal="oldest"))
    assert same(sharp, run(shop(time__next_deal="value_per_hour")))
    assert not same(sharp, blurred) and not same(blurred, oldest)


def test_a_migration_costs_time_money_and_the_tool() -> None:
    move = {"adoption": "100 %", "migration": "12 weeks", "migration_cost": "5k"}
    plain, moving = run(shop(crm={"adoption": "100 %"})), run(shop(crm=move))
    share = [
        batch.reps["administration_seconds"].sum(axis=(0, 1))
        / batch.reps["paid_seconds"].sum(axis=(0, 1))
        for batch in (plain, moving)
    ]
    assert share[1][0] - share[0][0] == pytest.approx(0.05 - 0.03, abs=0.001)
    assert share[1][5] == pytest.approx(share[0][5], abs=1e-4)
    assert (moving.ledger["seats"][:, 0] == 5000).all() and not moving.ledger["seats"][:, 1:].any()


def test_the_market_limits_where_it_is_worked_out() -> None:
    """Few firms, many callers, no leads: more firms is what would bring more."""
    scenario = shop(
        segments={"gold": {"prospects": 40, "deal": "9k", "cooling_off": "0 days"}},
        channels={}, today__customers={}, team__seller__people=6, learning="none",
        prospecting__again_after="0 days", time__conquest={"gold": "100 %"}, motivation="none",
        time__loyalty={},
    )  # fmt: skip
    limits = [month.limit for month in simulate(scenario, replications=50).binding]
    assert "market" in limits
