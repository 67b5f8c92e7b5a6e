"""What newcomers type from memory of other tools, what they are answered, and what then loads.

The list and its answers are kept as `newcomers.md`, for a person to read. After a wanted change:
`python tests/golden/newcomers.py` writes it anew; read the difference.
"""
# ruff: noqa: E501

from dataclasses import dataclass
from pathlib import Path

from salessim.errors import ScenarioError
from salessim.scenario import Scenario

PAGE = Path(__file__).with_name("newcomers.md")

BASE = """\
name: Acme
horizon: {from: 2027-01, months: 12}
segments:
  gold: {deal: 20k, churn: 8 % a year}
channels:
  web: {leads: 20 a month}
team:
  closer: {people: 2, base: 50k a year}
"""
HORIZON = "horizon: {from: 2027-01, months: 12}"
SEGMENTS = "segments:\n  gold: {deal: 20k, churn: 8 % a year}"
CHANNELS = "channels:\n  web: {leads: 20 a month}"
TEAM = "team:\n  closer: {people: 2, base: 50k a year}"
DEAL = "deal: 20k"
CHURN = "churn: 8 % a year"
LEADS = "leads: 20 a month"
PEOPLE = "people: 2"
PAY = "base: 50k a year"


@dataclass(frozen=True)
class Attempt:
    """One wrong input.

    Attributes:
        habit: where somebody has it from.
        old: the part of `BASE` that is typed in another way.
        wrong: what is typed for it.
        right: what the answer leads to.
    """

    habit: str
    old: str
    wrong: str
    right: str

    def file(self, typed: str) -> str:
        """The scenario with what was typed."""
        assert BASE.count(self.old) == 1
        return BASE.replace(self.old, typed)

    def answer(self) -> list[str]:
        """What is said about the wrong file; empty where it is taken as it is."""
        try:
            Scenario.parse(self.file(self.wrong), name="acme.yaml")
        except ScenarioError as error:
            return str(error).splitlines()
        return []


ATTEMPTS = (
    Attempt("a spreadsheet, thousands by commas", DEAL, "deal: 20,000", "deal: 20000"),
    Attempt("a German spreadsheet", DEAL, "deal: 20.000 €", "deal: 20000 €"),
    Attempt("a spreadsheet, percent as number", CHURN, "churn: 8", "churn: 8 % a year"),
    Attempt("a spreadsheet, no period", CHURN, "churn: 8 %", "churn: 8 % a year"),
    Attempt("a report, range with a dash", DEAL, "deal: 15k - 25k", "deal: 15k..25k"),
    Attempt("a report, range in words", CHURN, "churn: 5 to 10 % a year", "churn: 5..10 % a year"),
    Attempt("range typed high to low", CHURN, "churn: 25..15 % a year", "churn: 15..25 % a year"),
    Attempt("simulation: mean and deviation", DEAL, "deal: {mean: 20k, sd: 4k}", "deal: 14900..25100"),
    Attempt("Python: normal(20k, 4k)", DEAL, "deal: {normal: [20k, 4k]}",
            "deal: 14900..25100"),
    Attempt("simulation: minimum and maximum", DEAL, "deal: {min: 15k, max: 25k}", "deal: 15k..25k"),
    Attempt("PERT: three points", DEAL, "deal: {min: 15k, mode: 18k, max: 30k}",
            "deal: {triangular: [15k, 18k, 30k]}"),
    Attempt("programming: a list as a range", DEAL, "deal: [15k, 25k]", "deal: 15k..25k"),
    Attempt("JSON: value and unit", DEAL, "deal: {value: 20000, currency: EUR}", "deal: 20000 EUR"),
    Attempt("CRM: deal size", DEAL, "deal_size: 20k", "deal: 20k"),
    Attempt("SaaS: ACV", DEAL, "acv: 20k a year", "deal: 20k a year"),
    Attempt("CRM: close rate", DEAL, "deal: 20k, close_rate: 20 %", "deal: 20k, win_rate: 20 %"),
    Attempt("market sizing: TAM", DEAL, "deal: 20k, TAM: 3000", "deal: 20k, prospects: 3000"),
    Attempt("win rate with the team", PEOPLE, "people: 2, win_rate: 20 %", "people: 2"),
    Attempt("currency with the segment", DEAL, "deal: 20k, currency: EUR", "deal: 20k"),
    Attempt("pay: a salary", PAY, "salary: 50k a year", "base: 50k a year"),
    Attempt("pay: OTE", PAY, "base: 50k a year, OTE: 80k a year",
            "base: 50k a year, on_target: 80k a year"),
    Attempt("pay a month, as an adverb", PAY, "base: 4k monthly", "base: 4k a month"),
    Attempt("pay a year, abbreviated", PAY, "base: 50k p.a.", "base: 50k a year"),
    Attempt("pay in another currency", PAY, "base: $50k a year", "base: 50k a year"),
    Attempt("HR: headcount", PEOPLE, "headcount: 2", "people: 2"),
    Attempt("HR: people by a name", PEOPLE, "people: Ann", "people: [Ann]"),
    Attempt("HR: so many hires", PEOPLE, "people: 2, hires: 2",
            "people: 2, hires: {first: 2027-01, second: 2027-01}"),
    Attempt("HR: dates of hires as a list", PEOPLE, "people: 2, hires: [2027-03, 2027-09]",
            "people: 2, hires: {first: 2027-03, second: 2027-09}"),
    Attempt("a date by month name", PEOPLE, "people: 2, hires: {ann: March 2027}",
            "people: 2, hires: {ann: 2027-03}"),
    Attempt("a German date", PEOPLE, "people: 2, hires: {ann: 15.03.2027}",
            "people: 2, hires: {ann: 2027-03-15}"),
    Attempt("a date of one of two continents", PEOPLE, "people: 2, hires: {ann: 04/05/2027}",
            "people: 2, hires: {ann: 2027-05-04}"),
    Attempt("a quarter", HORIZON, "horizon: {from: Q1 2027, months: 12}",
            "horizon: {from: 2027-01, months: 12}"),
    Attempt("forecast: so many months", HORIZON, "horizon: 12", "horizon: {from: 2027-03, months: 12}"),
    Attempt("project plan: start and end", HORIZON, "horizon: {start: 2027-01, months: 12}",
            "horizon: {from: 2027-01, months: 12}"),
    Attempt("a goal as one number", HORIZON, f"{HORIZON}\ntarget: 1M",
            f"{HORIZON}\ntarget: {{revenue: 1M, by: 2027-12}}"),
    Attempt("other configuration files: a list of maps", CHANNELS,
            "channels:\n  - name: web\n    leads: 20 a month", "channels: {web: {leads: 20 a month}}"),
    Attempt("a list of names", CHANNELS, "channels: [web, fair]",
            "channels: {web: {leads: 40 a year}, fair: {leads: 40 a year}}"),
    Attempt("CRM: lead sources", CHANNELS, "lead_sources:\n  web: {leads: 20 a month}", CHANNELS),
    Attempt("CRM: pipeline", CHANNELS, f"{CHANNELS}\npipeline: {{conquest: {{demo: {{hours: 1, passes: 20 %}}}}}}",
            f"{CHANNELS}\nfunnel: {{conquest: {{demo: {{hours: 1, passes: 20 %}}}}}}"),
    Attempt("CRM: conversion of a stage", CHANNELS,
            f"{CHANNELS}\nfunnel: {{conquest: {{demo: {{hours: 1, passes: 20 %, cycle: 20 days}}}}}}",
            f"{CHANNELS}\nfunnel: {{conquest: {{demo: {{hours: 1, passes: 20 %, buyer_takes: 20 days}}}}}}"),
    Attempt("units in the value", LEADS, "leads: 20 leads a month", "leads: 20 a month"),
    Attempt("an estimate", LEADS, "leads: ~20 a month", "leads: 20 a month"),
    Attempt("time per week, abbreviated", PEOPLE, "people: 2, hours: 15h/wk",
            "people: 2, hours: 15h a week"),
    Attempt("the name of one's own country", HORIZON, f"{HORIZON}\ncalendar: {{country: Deutschland}}",
            f"{HORIZON}\ncalendar: {{country: Germany}}"),
    Attempt("a switch", HORIZON, f"{HORIZON}\nmotivation: off", f"{HORIZON}\nmotivation: none"),
    Attempt("a line too deep", SEGMENTS,
            "segments:\n  gold: {deal: 20k}\n    silver: {deal: 5k}",
            "segments:\n  gold: {deal: 20k}\n  silver: {deal: 5k}"),
    Attempt("a tab", TEAM, "team:\n\tcloser: {people: 2}", "team:\n  closer: {people: 2}"),
    Attempt("no space after the colon", PEOPLE, "people:2", "people: 2"),
    Attempt("an equals sign", "name: Acme", "name = Acme", "name: Acme"),
    Attempt("a bracket left open", TEAM, "team: {closer: {people: 2}", "team: {closer: {people: 2}}"),
    Attempt("a colon in a text", "name: Acme", "name: Acme: the plan", 'name: "Acme: the plan"'),
    Attempt("a commission rate", PAY, "base: 50k a year, commission: 10 %",
            "base: 50k a year, components: {commission: {of: bookings, rate: 10 %}}"),
    Attempt("a role that says its stages", TEAM, TEAM + "\n  sdr: {people: 1, by: call}",
            TEAM + "\n  sdr: {people: 1}\nfunnel: {conquest: {call: {by: sdr}}}"),
    Attempt("leave at the top", HORIZON, HORIZON + "\nvacation: 30 days",
            HORIZON + "\ncalendar: {leave: 30 days a year}"),
    Attempt("leave by another word", HORIZON, HORIZON + "\ncalendar: {vacation: 30 days}",
            HORIZON + "\ncalendar: {leave: 30 days a year}"),
    Attempt("German: Urlaub", HORIZON, HORIZON + "\ncalendar: {urlaub: 30 Tage}",
            HORIZON + "\ncalendar: {leave: 30 days a year}"),
    Attempt("a person's name in a role", PEOPLE, "name: Ann", "people: [Ann]"),
    Attempt("territories as a list", HORIZON, HORIZON + "\nterritories: [north, south, west]",
            HORIZON + "\nterritories: {north: 34 %, south: 33 %, west: 33 %}"),
    Attempt("a team as a list of roles", TEAM, "team: [{role: closer, people: 2}, {role: sdr, people: 1}]",
            "team: {closer: {people: 2}, sdr: {people: 1}}"),
    Attempt("customers as one number", HORIZON, HORIZON + "\ntoday: {customers: 20}",
            HORIZON + "\ntoday: {customers: {gold: 20}}"),
    Attempt("attrition as a share", HORIZON, HORIZON + "\nattrition: 20 %",
            HORIZON + "\nattrition: {rate: 20 % a year}"),
    Attempt("a target as an amount", HORIZON, HORIZON + "\ntarget: 1.2M",
            HORIZON + "\ntarget: {revenue: 1.2M, by: 2027-12}"),
    Attempt("a target without a month", HORIZON, HORIZON + "\ntarget: {revenue: 1.2M}",
            HORIZON + "\ntarget: {revenue: 1.2M, by: 2027-12}"),
    Attempt("a manager's quota", HORIZON, HORIZON + "\nmanagers: {boss: {base: 80k a year, quota: 1M a year}}",
            HORIZON + "\nmanagers: {boss: {base: 80k a year, components: {team: {of: attainment, target: 20k a year}}}}"),
    Attempt("dollars with commas among euros", PAY, "base: $60,000 a year", "base: 60000 a year"),
    Attempt("hires by month", PAY, "base: 50k a year, hires: {2027-03: 2}",
            "base: 50k a year, hires: {first: 2027-03, second: 2027-03}"),
    Attempt("a funnel as a list", HORIZON, HORIZON + "\nfunnel: [call, demo]",
            HORIZON + "\nfunnel: {conquest: {call: {hours: 2 hours, passes: 15 %}, demo: {hours: 2 hours, passes: 15 %}}}"),
    Attempt("a ramp in months", PAY, "base: 50k a year, ramp: 3 months", "base: 50k a year, ramp: {months: 3 months}"),
    Attempt("a ramp in days", PAY, "base: 50k a year, ramp: 90 days", "base: 50k a year, ramp: {months: 3}"),
    Attempt("German: Gehalt", PAY, "gehalt: 50k a year", "base: 50k a year"),
    Attempt("French: équipe", TEAM, "équipe:\n  closer: {people: 2, base: 50k a year}", TEAM),
    Attempt("HubSpot: headcount", PEOPLE, "headcount: 2", "people: 2"),
    Attempt("Salesforce: close rate", DEAL, "deal: 20k, close_rate: 20 %", "deal: 20k, win_rate: 20 %"),
    Attempt("Anaplan: a month's sum without a period", PAY, "base: 50k a year, quota: 40k",
            "base: 50k a year, quota: 40k a year"),
    Attempt("a figure of each rep", PAY, "base: 50k a year, sells: 70k per month per rep",
            "base: 50k a year, sells: 70k per month"),
    Attempt("the segment of a channel's leads", LEADS, "leads: 20 a month, to: gold",
            "leads: 20 a month, mix: {gold: 100 %}"),
    Attempt("SaaS: contract value", DEAL, "acv: 20k", DEAL),
    Attempt("contracts of each closer", PAY, "base: 50k a year, closes: 2 deals per closer a month",
            "base: 50k a year, closes: 2 a month"),
)  # fmt: skip


def page() -> str:
    """All attempts with their answers, as Markdown."""
    parts = [
        "# What newcomers type, and what they are answered",
        "Written by `python tests/golden/newcomers.py`. What is typed after an answer loads.",
    ]
    for number, attempt in enumerate(ATTEMPTS, start=1):
        parts.append(f"## {number}. {attempt.habit}")
        parts.append(f"```yaml\n{attempt.wrong}\n```")
        parts.append("\n".join(f"> {line}" for line in attempt.answer()) or "> (taken as it is)")
        parts.append(f"```yaml\n{attempt.right}\n```")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
