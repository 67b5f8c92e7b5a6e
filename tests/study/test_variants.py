"""What may be compared, and the sentences for what may not."""

from pathlib import Path

import pytest

from salessim import InputError, Scenario, ScenarioError, compare
from salessim.study.variants import check_comparable, named_variant, own_variants, read_changes

TEXT = """
name: Acme
horizon: {from: 2027-01, months: 3}
segments: {gold: {prospects: 100}}
team: {closer: {people: 2}}
variants:
  more people: {team.closer.people: 3}
  fewer people: {team.closer.people: 1}
"""
ACME = Scenario.parse(TEXT)


def test_own_variants_come_in_the_order_of_the_file() -> None:
    variants = own_variants(ACME)
    assert [variant.name for variant in variants] == ["more people", "fewer people"]
    assert variants[0].changes == {"team.closer.people": "3"}, "as typed"
    assert variants[0].scenario.today is ACME, "rates stay what today's team obtains"


def test_a_scenario_without_variants_says_what_to_type() -> None:
    plain = Scenario.parse(TEXT.split("variants:")[0])
    with pytest.raises(InputError, match=r"names no variants: .* --with "):
        own_variants(plain)


def test_unknown_names_are_answered_by_near_ones() -> None:
    with pytest.raises(ScenarioError, match="no such variant; did you mean more people"):
        named_variant(ACME, "more peple")
    with pytest.raises(ScenarioError, match="there is no such file"):
        named_variant(ACME, "nowhere.yaml")


def test_another_file_goes_by_its_own_name(tmp_path: Path) -> None:
    file = tmp_path / "bigger.yaml"
    file.write_text(TEXT.replace("people: 2", "people: 4"), encoding="utf-8")
    variant = named_variant(ACME, str(file))
    assert (variant.name, variant.changes) == ("bigger", None)


@pytest.mark.parametrize(
    ("texts", "changes"),
    [
        (["more pay: margin=60 %"], {"more pay": {"margin": "60 %"}}),
        (["team.closer.people=3"], {"team.closer.people=3": {"team.closer.people": "3"}}),
        (
            ["big: team.closer.people=3", "big: margin=50 %", "small: margin=40 %"],
            {"big": {"team.closer.people": "3", "margin": "50 %"}, "small": {"margin": "40 %"}},
        ),
        (
            ["team.closer.hires.x={starts: 2027-03}"],
            {
                "team.closer.hires.x={starts: 2027-03}": {
                    "team.closer.hires.x": {"starts": "2027-03"}
                }
            },
        ),
        (["none: crm=null"], {"none": {"crm": None}}),
    ],
)
def test_changes_are_read_with_their_labels(texts, changes) -> None:
    assert read_changes(texts) == changes


def test_a_change_without_a_value_is_refused() -> None:
    with pytest.raises(InputError, match=r"--with .*type a key path, '=' and a value"):
        read_changes(["more pay: team.closer.base"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"currency": "USD"}, "counts in USD, 'Acme' in EUR"),
        ({"horizon.months": 4}, r"runs over another time than 'Acme' \(3 months from 2027-01-01\)"),
        ({"horizon.from": "2027-02"}, "only equal horizons"),
    ],
)
def test_what_is_measured_otherwise_is_not_compared(change, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        compare(ACME, {"other": change})


def test_names_are_unique() -> None:
    variant = own_variants(ACME)[0]
    with pytest.raises(InputError, match="Two things to compare are called 'more people'"):
        check_comparable(ACME, [variant, variant])
    with pytest.raises(InputError, match="called 'as it stands'"):
        compare(ACME, {"as it stands": {"margin": "40 %"}})


def test_what_is_no_variant_is_refused() -> None:
    with pytest.raises(InputError, match="'variants' is 3; allowed: names, scenarios, or maps"):
        compare(ACME, 3)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="'replications' is 0"):
        compare(ACME, replications=0)
