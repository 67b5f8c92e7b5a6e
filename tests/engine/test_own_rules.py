"""Rules of the user's own: one function, compiled for the kernel, plain in simpy."""

import math
import re
from collections.abc import Callable

import pytest

from salessim import InputError, Scenario, simulate
from salessim.model.state.slots import SLOTS

TEAM = """
name: team
horizon: {from: 2027-01, months: 4}
segments:
  gold: {prospects: 300, deal: 5k..20k, churn: 10 % a year}
  silver: {prospects: 900, deal: 2k a year, churn: 20 % a year}
channels: {web: {leads: 90 a month}}
team:
  old: {people: 2, base: 40k a year, quota: 200k a year, skills: {prospecting: expert}}
  new: {people: 2, base: 40k a year, quota: 200k a year, skills: {prospecting: weak}}
today: {customers: {gold: 20, silver: 60}}
"""


def money_per_hour(deal):
    return deal.value * deal.chance / deal.hours_ahead


def to_the_skilled(rep):
    return rep.skill - 0.01 * rep.turn


def customers_first(work):
    return work.behind + 5.0 * work.loyalty


def summer(rep):
    return 0.5 if rep.month == 2 else 1.0


def bonus(period):
    return period.on_target if period.attainment >= 1.0 else 0.0


EACH = {
    "next_deal": money_per_hour,
    "lead_owner": to_the_skilled,
    "next_work": customers_first,
    "effort": summer,
    "variable_pay": bonus,
}


@pytest.fixture(scope="module")
def team() -> Scenario:
    return Scenario.parse(TEAM)


@pytest.mark.parametrize("name", [*EACH, "all"])
def test_both_engines_obey_alike_and_the_digest_tells(team: Scenario, name: str) -> None:
    rules = EACH if name == "all" else {name: EACH[name]}
    usual = simulate(team, replications=2)
    compiled = simulate(team, replications=2, rules=rules, keep="tables")
    told = simulate(team, replications=2, rules=rules, engine="simpy")
    threaded = simulate(team, replications=2, rules=rules, threads=2)
    assert compiled.digest == told.digest == threaded.digest != usual.digest
    assert compiled.findings.own_rules == {slot: rules[slot].__name__ for slot in rules}
    assert compiled.to_json()["own_rules"] == compiled.findings.own_rules
    assert compiled.runs["revenue"].to_list() == told.runs["revenue"].to_list()


def test_a_rule_decides_what_its_name_says(team: Scenario) -> None:
    rules = {
        "effort": lambda rep: 0.25,
        "lead_owner": to_the_skilled,
        "variable_pay": lambda period: 1000.0,
    }
    result = simulate(team, replications=3, keep="deals", rules=rules)
    reps = result.reps
    selling = ["slack", "prospecting", "conquest", "loyalty", "idle"]
    free = sum(reps[f"{name}_seconds"] for name in selling).sum()
    assert reps["slack_seconds"].sum() == pytest.approx(0.75 * free, rel=0.01)
    assert set(reps["variable"].unique()) == {0.0, 1000.0}
    owners = result.deals.query("channel == 'web'")["owner"].dropna().astype(str)
    assert set(owners) == {"old 1", "old 2"}


def test_a_rule_that_decides_as_salessim_does_changes_the_digest_alone(team: Scenario) -> None:
    usual = simulate(team.vary({"time.next_deal": "oldest"}), replications=3)
    own = simulate(team, replications=3, rules={"effort": lambda rep: 1.0})
    off = simulate(team.vary({"motivation": "none"}), replications=3)
    same = simulate(
        team.vary({"motivation": "none"}), replications=3, rules={"effort": lambda rep: 1.0}
    )
    assert same.runs.equals(off.runs)
    assert same.digest != off.digest
    assert own.digest != usual.digest


def test_what_a_function_holds_is_in_the_digest(team: Scenario) -> None:
    def rule_of(share: float) -> Callable:
        return lambda rep: share

    one, other = (simulate(team, replications=1, rules={"effort": rule_of(x)}) for x in (0.5, 0.6))
    again = simulate(team, replications=1, rules={"effort": rule_of(0.5)})
    assert one.digest == again.digest != other.digest


def test_no_rules_are_the_same_as_none_named(team: Scenario) -> None:
    assert simulate(team, replications=2, rules={}).digest == simulate(team, replications=2).digest


def unknown_fact(deal):
    return deal.opend


def no_number(deal):
    return None


def not_a_number(deal):
    return math.nan


def by_zero(deal):
    return 1.0 / (0.0 * deal.stage)


def without_end(deal):
    return math.inf


def valuable(deal):
    return deal.value > 10_000


def two_to_the_seventy(deal):
    return 2**70


def without_bound(deal):
    return 10**400


def sometimes_nothing(deal):
    if deal.value > 10:
        return 1.0


def words(deal):
    return "high"


def test_true_and_false_are_numbers_to_both_engines(team: Scenario) -> None:
    """`True` was refused when compiled, in words of the compiler, and taken by simpy."""
    one, two = (
        simulate(team, replications=1, engine=engine, rules={"next_deal": valuable})
        for engine in ("compiled", "simpy")
    )
    assert one.digest == two.digest


@pytest.mark.parametrize("rule", [two_to_the_seventy, without_bound])
def test_whole_numbers_beyond_64_bits_are_refused_when_compiled(team: Scenario, rule) -> None:
    """They were taken as 0, and the engines went apart."""
    with pytest.raises(InputError, match="64 bits: type them with a point"):
        simulate(team, replications=1, rules={"next_deal": rule})


@pytest.mark.parametrize(
    ("rule", "told"), [(sometimes_nothing, "answered None"), (words, "answered 'high'")]
)
def test_what_is_no_number_is_said_alike_by_both_engines(team, rule, told) -> None:
    for engine in ("compiled", "simpy"):
        with pytest.raises(InputError, match=told) as error:
            simulate(team, replications=1, engine=engine, rules={"next_deal": rule})
        assert "It must answer with a priority" in str(error.value)


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (unknown_fact, "opend"),
        (no_number, "no_number"),
        (not_a_number, "answered nan"),
        (by_zero, "ZeroDivisionError"),
        (without_end, "answered inf"),
    ],
)
def test_a_useless_rule_is_told_in_a_sentence(team, engine, rule, told) -> None:
    with pytest.raises(InputError, match=told) as error:
        simulate(team, replications=1, engine=engine, rules={"next_deal": rule})
    assert f"next_deal ({rule.__name__})" in str(error.value)
    assert "Traceback" not in str(error.value)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"nextdeal": money_per_hour}, "did you mean next_deal"),
        ({"next_deal": 3}, "function of one argument"),
        ({"next_deal": lambda: 1.0}, "takes one argument"),
        ({"next_deal": lambda one, two: 1.0}, "takes one argument"),
        ({"effort": lambda rep: 1.5}, "answered 1.5.*from 0 to 1"),
        ({"variable_pay": lambda period: -1.0}, "answered -1.0.*from 0"),
    ],
)
def test_a_slot_that_cannot_be_filled_so_is_told(team, rules, told) -> None:
    with pytest.raises(InputError, match=told):
        simulate(team, replications=1, rules=rules)


def test_a_rule_of_pay_and_marginal_pay_exclude_each_other(team: Scenario) -> None:
    moved = team.vary({"effort": {"elasticity": 0.2}})
    with pytest.raises(InputError, match=r"variable_pay: marginal pay .* type effort: none"):
        simulate(moved, replications=1, rules={"variable_pay": bonus})
    assert simulate(moved, replications=1, rules={"effort": summer}).replications == 1


def test_the_page_names_every_slot_and_fact_and_its_examples_run(tree, monkeypatch) -> None:
    page = (tree / "docs" / "rules.md").read_text(encoding="utf-8")
    facts = page.partition("<!-- facts -->")[2].partition("<!-- end of facts -->")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", facts, re.M))
    assert list(rows) == [slot.name for slot in SLOTS]
    for slot in SLOTS:
        assert set(slot.facts._fields) <= set(re.findall(r"`(\w+)`", rows[slot.name])), slot.name
    monkeypatch.chdir(tree)
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.S))
    names: dict = {}
    exec(code.replace("rules=", "replications=3, rules="), names)
    assert set(names["result"].findings.own_rules) == {"next_deal", "lead_owner", "variable_pay"}


class Steady:
    """A rule that is an object, not a function."""

    def __call__(self, rep: object) -> float:
        return 1.0


def test_what_cannot_be_compiled_is_said_in_a_sentence(team: Scenario) -> None:
    with pytest.raises(InputError, match="it is no plain function"):
        simulate(team, replications=1, rules={"effort": Steady()})
    assert simulate(team, replications=1, rules={"effort": Steady()}, engine="simpy").digest
