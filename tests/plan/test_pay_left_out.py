"""What a plan says of variable pay that its programme does not hold."""

from pathlib import Path

from made_pay import scenario

from salessim import Scenario
from salessim.plan.explanations import pay_left_out

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def test_rates_tiers_and_counts_are_held_whole() -> None:
    for plan in (
        {"on_target": "40k a year", "quota": "400k a year", "accelerator": 2},
        {"components": {"new": {"rate": "10 %"}}, "thirteenth_salary": 1},
        {
            "components": {
                "new": {"quota": "400k a year", "target": "40k a year",
                        "tiers": {"50 %": 1.5, "100 %": 2, "150 %": 3}},
                "each": {"of": "contracts", "each": 100},
                "second": {"of": "contracts", "quota": "8 a year", "target": "1k a year"},
                "spring": {"rate": "1 %", "from": "2027-03", "until": "2027-05"},
                "team": {"whose": "team", "rate": "1 %"},
            }
        },
    ):  # fmt: skip
        assert pay_left_out(scenario(plan).plan) == []


def test_a_cap_a_prize_and_a_ramped_quota_are_named() -> None:
    parts = {
        "new": {"quota": "400k a year", "target": "40k a year", "cap": 2},
        "prize": {"of": "contracts", "prize": 100, "quota": "4 a year"},
        "first year": {"of": "revenue", "rate": "1 %", "for": "12 months"},
    }
    [sentence] = pay_left_out(scenario({"components": parts, "quota_ramp": ["50 %"]}).plan)
    assert sentence.startswith(
        "The programme leaves out, of the pay of seller: cap of new, prize (contracts), "
        "first year (revenue), ramp of the quota."
    )


def test_what_is_assured_is_held_as_if_all_earned_alike() -> None:
    plan = {"components": {"new": {"rate": "1 %"}}, "minimum": "20k a year", "guarantee": 3}
    [sentence] = pay_left_out(scenario({**plan, "draw": {"pays": "1k a month"}}).plan)
    assert "is assured (guarantee, draw, legal minimum of seller) as if all" in sentence


def test_rates_that_fall_and_teams_whose_size_is_asked_for_are_named() -> None:
    falls = {"quota": "240k a year", "rate": "10 %", "tiers": {"50 %": "5 %"}}
    retroactive = {"of": "contracts", "each": 10, "tiers": {"20": 30}, "tiering": "retroactive"}
    parts = {"falls": falls, "all": retroactive, "team": {"whose": "team", "rate": "1 %"}}
    plan = {"components": parts, "people": {"today": 1, "least": 1, "most": 3}}
    [as_one, of_team] = pay_left_out(scenario(plan).plan)
    assert "(falls of seller, all of seller)" in as_one
    assert "(team of seller)" in of_team


def test_each_role_and_manager_has_its_sentence() -> None:
    path = SCENARIOS / "pay_plans.yaml"
    sentences = pay_left_out(
        Scenario.load(path).vary({"managers.boss.components.team.threshold": "50 %"}).plan
    )
    owners = [
        sentence.split("of the pay of ")[1].split(":")[0]
        for sentence in sentences
        if "of the pay of" in sentence
    ]
    assert owners == ["closer", "keeper", "boss"]
