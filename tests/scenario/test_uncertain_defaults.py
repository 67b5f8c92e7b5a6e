"""Figures that nobody typed are ranges; typing one, or `defaults: exact`, makes it exact."""

import copy
import pickle
from itertools import pairwise

import pytest

from salessim import Scenario, ScenarioError, simulate
from salessim.model.assembly import build
from salessim.model.assembly.team import work_calendar
from salessim.scenario.amounts import Amount
from salessim.scenario.defaults import defaults_used
from salessim.scenario.schema.funnel import CONQUEST, LOYALTY
from salessim.scenario.schema_types import (
    ROOT,
    ListType,
    MappingType,
    ScalarType,
    SchemaType,
    SectionType,
)
from salessim.scenario.uncertain_default import UncertainDefault, churn_by_size
from salessim.scenario.workers import step_in

TEN_LINES = """\
name: Ten lines
horizon: {from: 2027-01, months: 12}
segments: {mid-market: {prospects: 3000, deal: 9k, win_rate: 20 %, orders: 200 a month}}
channels: {web: {leads: 40 a month}}
team: {closer: {people: 6, base: 55k a year}}
today: {customers: {mid-market: 80}, cash: 400k}
"""


def uncertain_paths(text: str) -> set[str]:
    return set(build(Scenario.parse(text)).book.uncertain_paths)


def test_what_is_not_typed_is_drawn_and_what_is_typed_is_not() -> None:
    paths = uncertain_paths(TEN_LINES)
    assert {"segments.mid-market.churn", "funnel.conquest.proposal.hours", "margin"} <= paths
    typed = TEN_LINES + "margin: 70 %\nfunnel: {conquest: {proposal: {hours: 6}}}\n"
    left = uncertain_paths(typed.replace("prospects:", "churn: 15 % a year, prospects:"))
    assert not {"segments.mid-market.churn", "funnel.conquest.proposal.hours", "margin"} & left
    assert "funnel.conquest.proposal.passes" in left, "what a typed step leaves out"
    assert uncertain_paths(TEN_LINES + "defaults: exact\n") == set()


def test_each_drawn_figure_is_listed_as_a_default_with_its_range() -> None:
    scenario = Scenario.parse(TEN_LINES)
    listed = {row.path: row.value for row in defaults_used(scenario)}
    assert uncertain_paths(TEN_LINES) <= listed.keys()
    assert listed["segments.mid-market.churn"] == "15 % a year (11..22 % a year)"


def test_exact_defaults_are_listed_without_a_range() -> None:
    """A range in the list says that the figure is drawn."""
    exact = defaults_used(Scenario.parse(TEN_LINES + "defaults: exact\n"))
    drawn = defaults_used(Scenario.parse(TEN_LINES))
    value = {row.path: row.value for row in exact}
    assert value["segments.mid-market.churn"] == "15 % a year"
    assert value["funnel.conquest.proposal.hours"] == (
        "1.6 at a deal of 10k, else as its power 0.7"
    )
    ranges = {row.path for row in drawn if row.value != value.get(row.path)} - {"defaults"}
    # Beside those drawn, ranges of figures that act on nothing here (a peak's size without a peak).
    assert uncertain_paths(TEN_LINES) <= ranges


def test_defaults_are_what_they_were() -> None:
    """The typical value of a range is that of the exact default."""
    drawn, exact = Scenario.parse(TEN_LINES), Scenario.parse(TEN_LINES + "defaults: exact\n")
    stage, certain = (each.plan.funnel.conquest["proposal"].passes for each in (drawn, exact))
    assert stage.typical == certain.typical == pytest.approx(0.4)
    assert stage.uncertainty == pytest.approx((0.32, 0.49)) and certain.uncertainty is None


def test_whether_defaults_are_exact_is_no_change_of_the_team() -> None:
    with pytest.raises(ScenarioError, match="defaults is no part of what happens"):
        Scenario.parse(TEN_LINES).vary({"defaults": "exact"})
    with pytest.raises(ScenarioError, match="defaults"):
        Scenario.parse(TEN_LINES + "defaults: unknown\n")


@pytest.mark.full
def test_the_band_is_honest_and_the_headline_says_where_it_comes_from() -> None:
    """Ten lines printed a band of 5 % up and down and luck 100 %; nobody knows it that exactly."""
    result = simulate(Scenario.parse(TEN_LINES), replications=200)
    exact = simulate(Scenario.parse(TEN_LINES + "defaults: exact\n"), replications=200)
    wide, narrow = (each.indicators["revenue"] for each in (result, exact))
    assert wide.p10 and wide.p90 and narrow.p10 and narrow.p90 and wide.mean and narrow.mean
    assert 1.5 < wide.p90 / wide.p10 < 2.2 and narrow.p90 / narrow.p10 < 1.3
    assert wide.mean == pytest.approx(narrow.mean, rel=0.08)
    spread = result.findings.spread
    assert spread is not None and spread.untyped.ci95[0] > 0.7
    assert "figures not typed yet" in str(result) and "not typed yet" not in str(exact)
    assert exact.findings.spread is not None and exact.findings.spread.luck == 1


def uncertain_fields(schema: SchemaType = ROOT, path: str = "") -> dict[str, tuple[object, Amount]]:
    """Every default with a range, and the kind of its field."""
    match schema:
        case SectionType():
            found = {}
            for key, field in schema.fields.items():
                default, inner = field.info.default, field.type
                if isinstance(default, UncertainDefault):
                    assert isinstance(inner, ScalarType) and isinstance(inner.kind, Amount)
                    found[f"{path}.{key}"] = (default, inner.kind)
                found |= uncertain_fields(inner, f"{path}.{key}")
            return found
        case MappingType() | ListType():
            return uncertain_fields(schema.item, f"{path}.*")
    return {}


def test_each_range_holds_its_typical_value_within_what_the_field_allows() -> None:
    fields = uncertain_fields()
    assert len(fields) > 35
    for path, (default, kind) in fields.items():
        read = kind.read(default, "EUR")
        assert read.uncertainty is not None, path
        low, high = read.uncertainty
        assert low < read.typical < high, path
        assert not kind.exact, path


def test_steps_that_the_schema_puts_in_have_ranges_too() -> None:
    for steps in (CONQUEST, LOYALTY):
        for step in steps.values():
            assert isinstance(step["hours"], UncertainDefault)


def test_a_default_keeps_its_range_when_copied() -> None:
    default = UncertainDefault("15 %", "10..22 %")
    for again in (copy.deepcopy(default), pickle.loads(pickle.dumps(default))):
        assert (again, again.truth) == ("15 %", "10..22 %")


SIZES = """
name: sizes
horizon: {from: 2027-01, months: 12}
segments: {small: {deal: 80 a month}, usual: {deal: 9k},
  large: {deal: 400k a year}, huge: {deal: 1M}}
team: {closer: {people: 2, base: 50k a year}}
"""


def test_default_churn_goes_by_the_size_of_the_deal() -> None:
    churn = {
        name: (one.churn.typical, *(one.churn.uncertainty or ()))
        for name, one in Scenario.parse(SIZES).plan.segments.items()
    }
    assert churn["small"] == pytest.approx((0.44, 0.31, 0.58))
    assert churn["usual"] == pytest.approx((0.15, 0.11, 0.22))
    assert churn["large"] == churn["huge"] == pytest.approx((0.08, 0.06, 0.10))
    listed = {row.path: row.value for row in defaults_used(Scenario.parse(SIZES))}
    assert listed["segments.small.churn"] == "44 % a year (31..58 % a year)"
    exact = Scenario.parse(SIZES + "defaults: exact\n").plan.segments["small"].churn
    assert exact.uncertainty is None and exact.typical == pytest.approx(0.44)
    typed = Scenario.parse(SIZES.replace("80 a month", "80 a month, churn: 20 % a year"))
    assert typed.plan.segments["small"].churn.typical == pytest.approx(0.2)


def test_churn_by_size_falls_without_a_jump_or_a_rise() -> None:
    deals = [500 * 1.1**k for k in range(80)]
    shares = [float(str(churn_by_size(deal)).split()[0]) for deal in deals]
    assert shares == sorted(shares, reverse=True) and shares[0] == 44 and shares[-1] == 8
    assert max(a - b for a, b in pairwise(shares)) <= 3, "10 % more, three points less at most"


@pytest.mark.parametrize("text", [SIZES, SIZES + "defaults: exact\n"])
def test_buyers_of_large_deals_take_longer(text: str) -> None:
    """20 days for a proposal at 9k; at 400k four times that, at 960 a year a bit under half."""
    world = build(Scenario.parse(text)).world
    stage = [*Scenario.parse(text).plan.funnel.conquest].index("proposal")
    laws = [int(law) for law in world.steps["delay_distribution"][stage]]
    days = [float(world.distributions["average"][law]) for law in laws]
    # 960 and 1M are beyond the ends 1k and 500k.
    right = (20 * 0.2**0.5, 20, 20 * 16**0.5, 20 * 20**0.5)
    assert days == pytest.approx(right)
    typed = text + "funnel: {conquest: {proposal: {buyer_takes: 20 days}}}\n"
    world = build(Scenario.parse(typed)).world
    assert len(set(world.steps["delay_distribution"][0])) == 1


def hours_of(text: str, motion: str, name: str) -> list[float]:
    """Mean hours of a step, by segment."""
    scenario = Scenario.parse(text)
    funnel = scenario.plan.funnel
    rows = [("conquest", each) for each in funnel.conquest]
    rows += [("loyalty", each) for each in funnel.loyalty]
    world = build(scenario).world
    laws = world.steps["hours_distribution"][rows.index((motion, name))]
    return [float(world.distributions["average"][int(law)]) for law in laws]


@pytest.mark.parametrize("text", [SIZES, SIZES + "defaults: exact\n"])
@pytest.mark.parametrize(
    ("motion", "name", "at_10k"),
    [
        ("conquest", "appointment", 0.5),
        ("conquest", "proposal", 1.6),
        ("conquest", "negotiation", 1),
        ("loyalty", "visit", 1),
        ("loyalty", "renewal", 1),
        ("loyalty", "upsell", 1.6),
    ],
)
def test_work_follows_the_deal(text: str, motion: str, name: str, at_10k: float) -> None:
    """From 1k to 500k, as the power .7; a call takes the same for all."""
    sizes = (1e3, 9e3, 400e3, 500e3)
    right = [at_10k * (size / 10e3) ** 0.7 for size in sizes]
    assert hours_of(text, motion, name) == pytest.approx(right)
    assert hours_of(text, "conquest", "call") == [0.2] * 4


def test_work_that_is_typed_follows_nothing() -> None:
    typed = SIZES + "funnel: {conquest: {proposal: {hours: 6}}, loyalty: {visit: {hours: 2}}}\n"
    assert hours_of(typed, "conquest", "proposal") == [6] * 4
    assert hours_of(typed, "loyalty", "visit") == [2] * 4
    one = SIZES.replace("usual: {deal: 9k}", "usual: {deal: 9k, funnel: {proposal: {hours: 5}}}")
    own = hours_of(one, "conquest", "proposal")
    assert own[1] == 5 and own[2] == pytest.approx(1.6 * 40**0.7)


def test_the_range_of_work_widens_with_what_is_unknown_of_its_power() -> None:
    plan = Scenario.parse(SIZES).plan
    stage = plan.funnel.conquest["proposal"]
    low, high = step_in(plan, "large", "proposal", stage).hours.uncertainty or (0, 0)
    assert (low, high) == pytest.approx((1.1 * 40**0.55, 2.3 * 40**0.85))
    low, high = step_in(plan, "small", "proposal", stage).hours.uncertainty or (0, 0)
    assert (low, high) == pytest.approx((1.1 * 0.1**0.85, 2.3 * 0.1**0.55))


def test_orders_count_by_a_third_for_the_work_on_customers() -> None:
    """500 once and 1.7k a month: as a contract of 7.3k."""
    text = SIZES.replace("usual: {deal: 9k}", "usual: {deal: 500, orders: 1.7k a month}")
    right = ((500 + 12 * 1700 / 3) / 10e3) ** 0.7
    assert hours_of(text, "loyalty", "visit")[1] == pytest.approx(right)


def test_people_leave_and_holidays_are_kept_unless_told_not_to() -> None:
    plan = Scenario.parse(TEN_LINES).plan
    assert plan.attrition is not None and plan.attrition.rate.typical == pytest.approx(0.22)
    assert Scenario.parse(TEN_LINES + "attrition: none\n").plan.attrition is None
    for more, country in (
        ("", "ECB"),
        ("currency: USD\n", "US"),
        ("currency: GBP\n", "GB"),
        ("currency: XOF\n", None),
        ("calendar: {country: none}\n", None),
        ("currency: USD\ncalendar: {country: Japan}\n", "Japan"),
    ):
        assert work_calendar(Scenario.parse(TEN_LINES + more).plan).country == country
    days = [build(Scenario.parse(TEN_LINES + more)).world for more in ("", "attrition: none\n")]
    assert all(world.people["attrition_per_year"].any() == (k == 0) for k, world in enumerate(days))


def test_amounts_are_no_sizes_in_every_currency() -> None:
    yen = Scenario.parse(SIZES + "currency: JPY\n")
    assert yen.plan.segments["large"].churn.typical == pytest.approx(0.15)
    assert hours_of(SIZES + "currency: JPY\n", "conquest", "proposal") == [1.6] * 4


def test_products_say_the_size_of_a_deal() -> None:
    text = SIZES.replace("usual: {deal: 9k}", "usual: {prospects: 500}")
    text += "products: {suite: {price: 300k, segments: [usual]}}\n"
    assert Scenario.parse(text).plan.segments["usual"].churn.typical == pytest.approx(0.08)
