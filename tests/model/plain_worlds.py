"""Small worlds that together pass through every rule, and their digests.

Run under `NUMBA_DISABLE_JIT=1` it prints, as JSON, each world's digest and the rules that ran in
none: rules are plain Python then, and the interpreter tells which functions were entered.
"""

import hashlib
import importlib
import json
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from salessim.engine.own_rules import OwnRules
from salessim.engine.run import batches
from salessim.measure.batch import replication_digests
from salessim.model import rates, rules
from salessim.model.assembly import build
from salessim.plan.expected.world import expected_world
from salessim.scenario import Scenario

CONQUEST_AND_LOYALTY = """
name: conquest and loyalty
horizon: {from: 2027-01, months: 2}
defaults: exact
calendar: {country: FR, hours: 35 a week, sick: 20 days a year}
segments:
  gold: {prospects: 20..40, deal: 2k..9k, orders: 100 a month, touches: 1,
    grows: {2027-01: 200 % a year, 2027-02: 100 % a year}, churn: 30 % a year}
  bronze: {prospects: 30, deal: 1k a year, win_rate: 10..30 %, grows: -50 % a year,
    cooling_off: 10 days, churn: 90 % a year, leads_from: whole_market}
territories: {north: 60 %, south: 40 %}
products: {machine: {price: 4k, mix: 40 %, margin: 55 %}, service: {price: 1k..3k}}
channels:
  web: {leads: 8..12 a month, peak: 2027-02, routing: least_loaded, informed: 50 %}
  fair: {leads: 8 a month, routing: best_skill, quality: 0.5}
  desk: {leads: 8 a month, routing: pooled, budget: 10k a year, goes_cold_in: 0.05 days}
  friends: {per_customer: 2 a month, to: {gold: 30 %}, peak: 2027-02}
prospecting: {outbound: block, attempts: 2, again_after: 3 days, targeting: 50 %,
  appointments: 1, touch_every: 2 days}
funnel:
  conquest:
    call: {hours: 0.5, passes: {2027-01: 20 %, 2027-02: 25 %}}
    appointment: {patience: 2 days, hours: {exponential: {mean: 2}}, passes: 70 %, works: discovery,
      buyer_takes: 0..4 days}
    proposal: {goes_cold_in: oldroyd_2011, hours: {gamma: {shape: 3, mean: 3}}, passes: 40 %,
      repeats: 10 %,
      buyer_takes: {triangular: [1 days, 2 days, 5 days]}}
  loyalty:
    visit: {hours: 1, every: 10 days, effect: 20 %}
    mail: {hours: 0.2, every: 7 days, segments: [gold]}
    renewal: {hours: {quantiles: {0 %: 1, 50 %: 2, 100 %: 4}}, passes: 60 %,
      buyer_takes: 2 days, each: 9 a year, worth: 10 %, routing: round_robin}
    upsell: {hours: 1, passes: 90 %, each: 9 a year, grows: 10 %, refers: 90 %, worth: 500,
      routing: pooled}
team:
  hunter: {people: 2, motion: conquest, territory: north, base: 24k a year,
    on_target: 40k a year, quota: 60k a year, cap: 1.2}
  seller: {people: 2, base: 24k a year, on_target: 30k a year, credit: revenue,
    absent: {seller 1: [2027-01-10..2027-01-20, 2027-02-01..2027-02-10]},
    quota: 60k a year, skills: keeper}
time: {prospecting_block: 8 hours a week, adherence: 60 %, next_deal: oldest,
  by_month: {2027-02: {conquest: {gold: 10 %, bronze: 20 %}, loyalty: {gold: 50 %,
    bronze: 20 %}}}}
motivation: {goal: {}}
today:
  accounts: [{name: Known, segment: gold, value_per_year: 5000, relationship: 0.5, owner: seller 1}]
  customers: {bronze: 15}
  deals:
    - {account: Open, segment: gold, stage: proposal, value: 9000, answers_in: 3}
    - {account: Waiting, segment: bronze, stage: appointment}
    - {account: Known, segment: gold, stage: upsell, motion: loyalty}
"""

PEOPLE = """
name: people come and go
horizon: {from: 2027-01, months: 13}
defaults: exact
segments:
  all: {prospects: 20, deal: 300 a month, churn: 20 % a year, cooling_off: 20 days}
channels: {web: {leads: 2 a month}}
prospecting: {outbound: none}
funnel:
  conquest:
    appointment: {hours: 4, works: discovery, passes: 80 %, buyer_takes: 9 days}
    proposal: {hours: 9, passes: 60 %, buyer_takes: 25 days}
  loyalty:
    visit: {hours: 6, every: 20 days}
    upsell: {hours: 3, passes: 50 %, buyer_takes: 20 days, each: 4 a year}
team:
  hunter: {people: 2, motion: conquest, base: 24k a year, on_target: 40k a year, raise: 3 %,
    leaves: 20 % a month,
    hires: {new: {starts: 2027-02, slips: 0..2 months}, young: 2026-12-20},
      departures: {hunter 2: 2027-04}, severance: 2, shared_credit: 30 %}
  farmer: {people: 2, motion: loyalty, base: 24k a year, leaves: 10 % a month,
    absent: {farmer 1: 2027-01-10..2027-01-20}}
managers:
  boss: {start: 2027-02, one_per: 1, hiring_cost: 5k, ramp: {months: 2},
    coaching: 60 %, focus: discovery, style: participative, skill: good, preparation: 0.5,
    indicators: 50 %}
  player: {coaching: 20 %, sells_as: farmer 1, leads: [farmer], style: delegative}
motivation: {moves: {pay: 0.05, drought: -0.05, overload: -0.05}}
styles: {lift: 0.06}
learning: {per_hour: 0.001, per_coached_hour: 0.01, forgets: 5 % a month}
attrition: {rate: 30 % a year, newcomers: 2, notice: 10 days, time_to_hire: 20..40 days,
  slips: 0..20 days, deals_lost: 20 %, odds_lost: 0.3, credit: 50 %}
crm: {adoption: 50 %, leak: 10 %, misjudged: 20 %, migration: 4 weeks, migration_time: 5 %}
vision: {prices: 3 % a year}
today: {customers: {all: 20}}
variants:
  posts: {attrition.hand_over_to: post, crm.adoption: 90 %}
"""

CALLS = """
name: calls whenever there is time
horizon: {from: 2027-01, months: 2}
defaults: exact
calendar: always
segments: {all: {prospects: 40, deal: 5k, win_rate: 10 %}}
prospecting: {outbound: when_free, attempts: 3, again_after: 1 days}
team: {caller: {people: 2, hours: 5 a week, leaves: 60 % a month}}
attrition: {rate: 90 % a year, notice: 1 days, time_to_hire: 5 days}
today: {customers: {all: 5}}
"""

KEEPERS = """
name: too few keepers
horizon: {from: 2027-01, months: 4}
defaults: exact
segments: {all: {prospects: 4, deal: 5k, churn: 90 % a year, cooling_off: 0 days}}
channels: {web: {leads: 60 a month}}
prospecting: {outbound: none}
loyalty: {churn_effect: 5}
funnel:
  conquest: {desk: {hours: 0.5, passes: 90 %, works: step}}
  loyalty: {visit: {hours: 4, every: 7 days}}
team:
  hunter: {people: 1, motion: conquest, departures: {hunter 1: 2027-04}}
  keeper: {people: 3, motion: loyalty, hours: 4 a week, leaves: 50 % a month}
attrition: {rate: 90 % a year, notice: 1 days}
today: {customers: {all: 12}}
"""

PAY = """
name: pay by component
horizon: {from: 2027-01, months: 4}
defaults: exact
segments: {all: {prospects: 60, deal: 300 a month, churn: 95 % a year}}
products: {one: {price: 4k}, other: {price: 2k}}
channels: {web: {leads: 30 a month, passes: 90 %}}
funnel:
  conquest: {call: {hours: 0.5}, appointment: {hours: 1, passes: 90 %, buyer_takes: 2 days},
    proposal: {hours: 1, passes: 90 %, buyer_takes: 3 days}}
  loyalty: {upsell: {hours: 1, passes: 90 %, buyer_takes: 2 days, each: 9 a year, worth: 500}}
team:
  seller:
    people: 3
    base: 24k a year
    departures: {seller 1: 2027-03-10}
    hires: {new: 2027-01-20}
    paid_every: month
    components:
      signed: {quota: 60k a year, target: 12k a year, tiers: {100 %: 2}, clawback: 1 year,
        products: [one]}
      count: {of: contracts, each: 50, clawback: 1 year, paid_every: month}
      billed: {of: revenue, rate: 5 %, for: 20 days, gate: {signed: 1 %}}
      cash: {of: collected, tiers: {0: 1 %, 100: 3 %}, tiering: retroactive, at_most: 1k a year}
      held: {of: meetings, each: 10}
      booked: {of: meetings_booked, each: 5}
      renewed: {of: renewals, each: 20}
      spring: {of: contracts, prize: 300, winners: 1, from: 2027-01-05, until: 2027-03-20}
    quota_ramp: [50 %]
    guarantee: 2 months
    draw: {pays: 500 a month, for: 3, unearned: forgiven}
    minimum: 26k a year
    thirteenth_salary: 1
    thirteenth_in: February
managers:
  boss: {components: {team: {of: attainment, target: 6k a year}}}
today: {customers: {all: 8}}
paid_after: 20 days
"""

ROLES = """
name: roles hand deals over
horizon: {from: 2027-01, months: 4}
defaults: exact
calendar: {country: FR, hours: 35 a week, sick: 20 days a year}
segments: {all: {prospects: 300, deal: 3k, churn: 90 % a year, cooling_off: 5 days}}
channels: {web: {leads: 40 a month, passes: 90 %}}
funnel:
  conquest:
    call: {hours: 0.2, passes: 30 %, by: [sdr, presales]}
    appointment: {hours: 2, passes: 80 %, works: discovery, buyer_takes: 2 days, by: closer,
      hand_over: {to: pod, takes: 1 day, accepts: 65 %}}
    proposal: {hours: 3, passes: 60 %, with: {presales: 30}, buyer_takes: 3 days, by: closer}
  loyalty:
    visit: {hours: 1, every: 20 days, by: [success, closer]}
    mail: {hours: 0.2, every: 15 days, by: [sdr, presales]}
team:
  sdr: {people: 3, base: 24k a year, skills: {discovery: weak},
    components: {held: {of: meetings, each: 5}, taken: {of: meetings_accepted, each: 5}}}
  closer: {people: 3, base: 24k a year, leaves: 30 % a month, skills: {discovery: good},
    keeps_for: 5 days}
  success: {people: 2, base: 24k a year, at_most: 3 customers}
  presales: {people: 3, base: 24k a year, leaves: 60 % a month}
attrition: {notice: 1 days, time_to_hire: 20 days}
pods: {north: [sdr 1, closer 1], south: [sdr 2, sdr 3, closer 2, closer 3]}
"""

EFFORT = """
name: pay moves effort
horizon: {from: 2027-01, months: 3}
defaults: exact
segments: {all: {prospects: 60, deal: 3k}}
channels: {web: {leads: 60 a month, passes: 90 %}}
team:
  seller: {people: 2, base: 24k a year, components: {
    new: {quota: 60k a year, target: 12k a year, tiers: {50 %: 2}, tiering: retroactive},
    together: {of: attainment, whose: team, target: 2k a year}}}
effort: {}
"""

ORDER = """
name: lists of roles, and a market that nobody has called
horizon: {from: 2027-01, months: 3}
defaults: exact
segments: {all: {prospects: 60, deal: 3k, cooling_off: 5 days, called: never}}
channels: {web: {leads: 60 a month, passes: 90 %}}
funnel:
  conquest:
    call: {hours: 0.5, passes: 30 %, by: [junior, senior]}
    appointment: {hours: 2, passes: 80 %, works: discovery, by: [senior, founder],
      hand_over: {to: pod}}
  loyalty: {visit: {hours: 2, every: 20 days, by: [junior, senior]},
    upsell: {hours: 1, passes: 50 %, each: 1 a year, by: founder}}
team:
  junior: {people: 2, base: 24k a year}
  senior: {people: 2, base: 24k a year}
  founder: {people: 1, base: 24k a year, motion: both}
pods: {one: [junior 1, senior 1], two: [junior 2, senior 2, founder 1]}
today: {customers: {all: 10}}
"""

CONTRACTS = """
name: contracts with dates
horizon: {from: 2027-01-10, months: 15}
defaults: exact
calendar: {country: FR, hours: 35 a week}
segments:
  large: {prospects: 30, deal: 24k a year, churn: 90 % a year, paid_after: 60 days, contract: {
    term: 4, notice: 1, billed: quarterly, setup: 1k..3k, steps: {2: 110 %},
    pilot: {months: 2, price: 50 %, passes: 50 %}, downgrades: {share: 50 %, to: 50 %}}}
  small: {prospects: 30, deal: 6k a year, churn: {beta: {alpha: 1, beta: 2, per: year}},
    orders: 300 a month, order_frequency: {gamma: {shape: 1, mean: 4}},
    contract: {term: 12, billed: quarterly, paid: in_arrears}}
channels: {web: {leads: 20 a month}}
prospecting: {outbound: none}
funnel:
  conquest: {demo: {hours: 1, passes: 50 %}}
  loyalty: {upsell: {hours: 1, passes: 90 %, each: 4 a year, grows: 20 %, worth: 0}}
team: {seller: {people: 2, base: 24k a year,
  components: {cash: {of: collected, rate: 5 %, for: 12 months}}}}
vision: {prices: 5 % a year}
today:
  accounts: [{name: Known, segment: large, renews: 2027-03-31}]
  customers: {small: 12}
"""

WHO_COMES = """
name: recruits who differ and sell what is typed
horizon: {from: 2027-01, months: 6}
defaults: exact
segments: {all: {prospects: 60, deal: 3k, touches: 1}}
channels: {web: {leads: 10 a month, passes: 90 %}}
products: {box: {price: 2k..5k}}
funnel:
  conquest:
    call: {hours: 0.5, passes: 30 %, by: junior}
    demo: {hours: 2, passes: 50 %, by: senior}
  loyalty: {visit: {hours: 1, every: 3 days, by: visitor}}
team:
  junior: {people: 2, base: 24k a year}
  senior:
    people: 1
    base: 0 a year
    sells: 9k a month
    keeps_for: 90 days
    skills: {proposal: {cases: weak..good}}
    hires: {x: 2027-02, z: 2027-03}
    recruits: {good: {share: 50 %, stays: 9 months, closes: 3 a month}, poor: {stays: 2 months}}
    leaves_below: {pay: 1k a month, over: 2, share: 50 %}
  visitor: {people: 1, base: 24k a year, motion: loyalty, leaves: 90 % a month}
attrition: {notice: 5 days, time_to_hire: 5 days}
"""

OWN_RULES = OwnRules(
    {
        "next_deal": lambda deal: deal.value * deal.chance - deal.entered,
        "lead_owner": lambda rep: rep.skill - 0.1 * rep.waiting + 0.01 * rep.customers,
        "next_work": lambda work: work.behind / (1.0 + work.waiting),
        "effort": lambda rep: 0.5 + 0.5 * rep.motivation,
        "variable_pay": lambda period: period.on_target * period.attainment * period.attainment,
    }
)


def worlds() -> dict[str, tuple[Scenario, OwnRules | None]]:
    """Scenarios, and the rules of the user's own that decide in them, by name."""
    people = Scenario.parse(PEOPLE)
    return {
        "conquest and loyalty": (Scenario.parse(CONQUEST_AND_LOYALTY), None),
        "people": (people, None),
        "posts": (people.variant("posts"), None),
        "keepers": (Scenario.parse(KEEPERS), None),
        "calls": (Scenario.parse(CALLS), None),
        "pay": (Scenario.parse(PAY), None),
        "roles": (Scenario.parse(ROLES), None),
        "contracts": (Scenario.parse(CONTRACTS), None),
        "who comes": (Scenario.parse(WHO_COMES), None),
        "effort": (Scenario.parse(EFFORT), None),
        "order of roles": (Scenario.parse(ORDER), None),
        "own rules": (people, OWN_RULES),
        "own choice of work": (Scenario.parse(CONQUEST_AND_LOYALTY), OWN_RULES),
    }


def digests() -> dict[str, str]:
    """One digest for each world: of all outputs and of the log of a replication."""
    found = {}
    for name, (scenario, rules_of_the_user) in worlds().items():
        # Rules of the user's own cannot be compiled where nothing is; simpy calls them as they are.
        engine = "compiled" if rules_of_the_user is None else "simpy"
        batch = next(
            batches(
                build(scenario),
                replications=1,
                seed=5,
                engine=engine,
                threads=1,
                log=True,
                rules=rules_of_the_user,
            )
        )
        assert batch.log is not None
        log = b"".join(batch.log[0][field].tobytes() for field in batch.log[0].dtype.names)
        found[name] = hashlib.sha256(replication_digests(batch)[0] + log).hexdigest()
    found["as a plan sees it in its second month"] = digest_of_held_month()
    return found


def digest_of_held_month() -> str:
    """The digest of a world whose figures are let be those of a month, as plans do."""
    scenario, _ = worlds()["conquest and loyalty"]
    expected = expected_world(scenario, tail=0)
    expected.hold(1)
    return hashlib.sha256(expected.world.parameters.tobytes()).hexdigest()


def functions_of(package: ModuleType) -> dict[CodeType, str]:
    """The functions that stand in a package's modules, by what the interpreter knows them by."""
    found = {}
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for name, value in vars(importlib.import_module(info.name)).items():
            if isinstance(value, FunctionType) and value.__module__ == info.name:
                found[value.__code__] = f"{info.name}.{name}"
    return found


def watched(work: Callable[[], Any]) -> tuple[Any, set[CodeType]]:
    """What some work returns, and the functions that were entered in it."""
    entered: set[CodeType] = set()
    tool, events = sys.monitoring.COVERAGE_ID, sys.monitoring.events

    def note(code: CodeType, _: int) -> Any:
        entered.add(code)
        return sys.monitoring.DISABLE

    sys.monitoring.use_tool_id(tool, "rules")
    sys.monitoring.register_callback(tool, events.PY_START, note)
    sys.monitoring.set_events(tool, events.PY_START)
    result = work()
    sys.monitoring.set_events(tool, events.NO_EVENTS)
    sys.monitoring.free_tool_id(tool)
    return result, entered


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from defaults_before import as_before

    with as_before():
        made, entered = watched(digests)
    functions = functions_of(rules) | functions_of(rates)
    left = sorted(name for code, name in functions.items() if code not in entered)
    print(json.dumps({"digests": made, "left": left, "rules": len(functions)}))
