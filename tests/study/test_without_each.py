"""Single points of failure: the team without each of its people."""

import pytest

from salessim import InputError, Scenario, compare

TEAM = """
name: small
horizon: {from: 2027-01, months: 6}
segments: {gold: {prospects: 600, deal: 9k, orders: 300 a month}}
team:
  ace:
    people: [Ada]
    base: 40k a year
    skills: {prospecting: expert, discovery: expert, proposal: expert}
  seller: {people: 2, base: 40k a year, hires: {late: 2027-05}}
today: {customers: {gold: 20}}
"""


def test_the_greatest_damage_stands_first() -> None:
    found = compare(Scenario.parse(TEAM), each_person=True, names=True, replications=40).findings
    damage = [variant.differences["revenue"].mean for variant in found.variants]
    assert damage == sorted(damage)
    assert found.variants[0].name == "without Ada"
    assert found.variants[-1].name == "without seller late"
    assert all(variant.differences["payroll"].mean < 0 for variant in found.variants)


def test_names_are_left_out_unless_asked_for() -> None:
    found = compare(Scenario.parse(TEAM), each_person=True, replications=3)
    assert "Ada" not in found.findings.model_dump_json() + str(found)
    assert found.variants[0].startswith("without a ") and found.variants[0].endswith("rank 1")
    assert set(found.runs["variant"]) == {"as it stands", *found.variants}


def test_one_person_alone_is_refused_in_a_sentence() -> None:
    alone = Scenario.parse(
        TEAM.replace("  seller: {people: 2, base: 40k a year, hires: {late: 2027-05}}\n", "")
    )
    with pytest.raises(InputError, match="one person only"):
        compare(alone, each_person=True)
