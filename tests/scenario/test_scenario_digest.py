"""The digest: equal for equal content, different for anything that may change a result."""

import pytest
from bad_cases import RIGHT

from salessim.scenario import Scenario

DIGEST = Scenario.parse(RIGHT).digest


def test_form() -> None:
    assert DIGEST.startswith("sha256:")
    assert len(DIGEST) == 7 + 64


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("team:", "team:  # who sells"),
        ("months: 12", "months: '12'"),
        ("{from: 2027-01, months: 12}", "{months: 12, from: 2027-01-01}"),
        ("deal: 5k", "deal: 5 000 €"),
        ("deal: 5k", "deal: 5000.0"),
        ("people: 2", "people: 2, motivation: 0.6, accelerator: 1.5"),
        ("team:", "name: Acme\nteam:"),
        ("team:", "sources: {segments.gold.deal: price list}\nteam:"),
        ("team:", "variants: {more: {team.closer.people: 3}}\nteam:"),
        ("leads: 20 a month", "leads: 20 a month, mix: {silver: 50 %, gold: 50 %}"),
        ("people: 2}", "people: 2}\npay: {closer: {base: 45k a year}}"),
    ],
)
def test_what_changes_no_result(old: str, new: str) -> None:
    assert Scenario.parse(RIGHT.replace(old, new)).digest == DIGEST


def test_the_order_of_maps_does_not_count() -> None:
    sections = RIGHT.split("\n")
    assert sections[4].startswith("channels")
    turned = "\n".join([sections[4], *sections[:4], *sections[5:]])
    two = "channels: {web: {leads: 20 a month}, fair: {leads: 5 a year}}"
    swapped = "channels: {fair: {leads: 5 a year}, web: {leads: 20 a month}}"
    assert Scenario.parse(turned).digest == DIGEST
    one = "channels: {web: {leads: 20 a month}}"
    digests = {Scenario.parse(RIGHT.replace(one, text)).digest for text in (two, swapped)}
    assert len(digests) == 1


def test_the_order_of_segments_counts_since_it_is_their_potential() -> None:
    lines = RIGHT.split("\n")
    lines[2], lines[3] = lines[3], lines[2]
    assert Scenario.parse("\n".join(lines)).digest != DIGEST


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("people: 2", "people: 3"),
        ("people: 2", "people: [Ann, Bob]"),
        ("deal: 5k", "deal: 5k a year"),
        ("deal: 5k", "deal: 4k..6.25k"),
        ("8 % a year", "7..9 % a year"),
        ("team:", "crm: {}\nteam:"),
        ("team:", "calendar: always\nteam:"),
        ("team:", "target: {revenue: 1M, by: 2027-12}\nteam:"),
    ],
)
def test_what_may_change_a_result(old: str, new: str) -> None:
    assert Scenario.parse(RIGHT.replace(old, new)).digest != DIGEST


def test_a_change_and_its_reverse_are_the_first_scenario() -> None:
    scenario = Scenario.parse(RIGHT)
    there = scenario.vary({"team.closer.people": 3})
    assert there.vary({"team.closer.people": 2}).digest == DIGEST
