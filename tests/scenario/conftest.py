"""Scenarios that the tests start from."""

from pathlib import Path

import pytest

FOUNDER = """\
name: Acme, two closers in 2027
currency: EUR
horizon: {from: 2027-01, months: 18}
target: {arr: 600k, by: 2027-12}
segments: {mid-market: {prospects: 3000, deal: 12k a year, win_rate: 15..25 %, churn: 10..20 % a year}}
channels: {web: {leads: 25..40 a month}}
team:
  founder: {people: 2, hours: 15 a week, base: 0 a year, valued_at: 90k a year}
  closer: {base: 55k a year, on_target: 80k a year, hires: {first: 2027-03, second: 2027-09}}
today: {customers: {mid-market: 20}, cash: 400k, other_costs: 40k a month}
"""  # noqa: E501

CONSULTANT = """\
name: Nordwind, coach discovery or hire?
horizon: {from: 2027-01, months: 12}
calendar: {country: France, hours: 35 a week}
target: {2027: {revenue: 3.2M, incremental: 400k, from_active: 85 %}}
segments:                             # chances: what today's team gets
  gold:   {prospects: 400,  deal: 30k..60k, orders: 2k a month,  churn: 6..10 % a year}
  silver: {prospects: 1500, deal: 8k..15k,  orders: 600 a month, churn: 15 % a year}
  bronze: {prospects: 6000, deal: 3k,       orders: 100 a month, churn: 40 % a year}
channels:
  web:  {leads: 40 a month, goes_cold_in: 2 days, mix: {silver: 30 %, bronze: 70 %}}
  fair: {budget: 20k a year, leads: 60 a year, peak: 2027-09, mix: {gold: 40 %, silver: 60 %}}
funnel:
  conquest:
    call:        {hours: 0.2, passes: 4 %}
    appointment: {hours: 2,   passes: 80 %, buyer_takes: 7 days, listening: 50 %}
    proposal:    {hours: 6,   passes: 25 %, buyer_takes: 20..45 days}
  loyalty:
    visit:   {hours: 2, every: 60 days}
    renewal: {hours: 3, passes: 85 %, buyer_takes: 14 days}
team:
  hunter: {people: 4, skills: {prospecting: good, discovery: weak, proposal: good}}
  farmer: {from: farmers.csv}         # a row a person: name, start, hours, skills, pay
managers:
  director: {coaching: 40 %, focus: proposal, interviews: 1 a month, style: participative}
pay:
  hunter: {base: 42k a year, on_target: 60k a year, quota: 500k a year, charges: 42 %}
time:                                 # shares of selling hours, after administration
  administration: 30 %
  prospecting_block: 8 hours a week
  conquest: {gold: 20 %, silver: 20 %, bronze: 10 %}
  loyalty:  {gold: 10 %, silver: 20 %, bronze: 20 %}
crm: {adoption: 20 %, seat: 90 a month}
today: {accounts: accounts.csv, deals: pipeline.csv, revenue_last_year: 2.8M}
variants:
  coach discovery: {managers.director.focus: discovery, managers.director.coaching: 70 %}
  one more hunter: {team.hunter.hires.extra: {starts: 2027-03, slips: 0..3 months}}
  hours to gold:   {time.conquest.gold: 35 %, time.loyalty.bronze: 5 %}
sources:
  funnel.conquest.proposal.passes: CRM export of 2026-11-30, 312 proposals
"""

TABLES = {
    "farmers.csv": (
        "name,start,hours,account_care,product,base,on_target\n"
        "Anne,,35 a week,good,expert,38k a year,45k a year\n"
        "Luc,2027-04,17.5 a week,fair,,36k a year,\n"
    ),
    "accounts.csv": (
        "name,segment,owner,value_per_year,relationship\n"
        'Dupont,gold,Anne,24k,0.8\n"Martin, Fils",silver,Luc,7200,\nPetit,bronze,,,40 %\n'
    ),
    "pipeline.csv": (
        "account,segment,stage,motion,owner,value,opened,answers_in\n"
        "Nouvel,gold,proposal,,hunter 1,45k,2026-11-20,10\n"
        "Dupont,gold,renewal,loyalty,Anne,24k,2026-12-01,\n"
    ),
}


@pytest.fixture
def founder() -> str:
    return FOUNDER


@pytest.fixture
def consultant(tmp_path: Path) -> Path:
    """The consultant's file with its tables, in a folder of its own."""
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    path = tmp_path / "nordwind.yaml"
    path.write_text(CONSULTANT, encoding="utf-8")
    return path
