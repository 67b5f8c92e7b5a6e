"""Figures that nobody typed are ranges; typing one, or `defaults: exact`, makes it exact."""

import copy
import pickle

import pytest

from salessim import Scenario, ScenarioError, simulate
from salessim.model.assembly import build
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
from salessim.scenario.uncertain_default import UncertainDefault

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
    assert value["funnel.conquest.proposal.hours"] == "6"
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


def test_the_band_is_honest_and_the_headline_says_where_it_comes_from() -> None:
    """Ten lines printed a band of 5 % up and down and luck 100 %; nobody knows it that exactly."""
    result = simulate(Scenario.parse(TEN_LINES), replications=200)
    exact = simulate(Scenario.parse(TEN_LINES + "defaults: exact\n"), replications=200)
    wide, narrow = (each.indicators["revenue"] for each in (result, exact))
    assert wide.p10 and wide.p90 and narrow.p10 and narrow.p90 and wide.mean and narrow.mean
    assert 1.5 < wide.p90 / wide.p10 < 2.2 and narrow.p90 / narrow.p10 < 1.25
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
