"""What is typed and acts on nothing is named, and what is hardly meant is asked for."""

import datetime as dt

import pytest
from bad_cases import CHURN, DEAL, LEADS, PEOPLE, RIGHT, problems_of

from salessim import Scenario, simulate
from salessim.report.run_report import footnotes
from salessim.scenario.schema.contract import Contract, months_of_term

ATTRITION = "attrition: {rate: 9 % a year}\n"
NOBODY_LEAVES = "attrition: none\n"
CALLS_OF_CLOSERS = "call: {hours: 1, passes: 9 %, by: closer}"
BOTH_NAMED = (
    f"funnel: {{conquest: {{{CALLS_OF_CLOSERS}}}, "
    "loyalty: {visit: {hours: 1, every: 9 days, by: keeper}}}\n"
)
NO_PROSPECTING = "funnel: {conquest: {desk: {hours: 1, passes: 50 %, works: step}}}\n"


def noted(text: str) -> dict[str, str]:
    """The notes of a scenario by key path."""
    return {note.path: note.message for note in Scenario.parse(text).notes}


def swapped(old: str, new: str, more: str = "") -> str:
    assert RIGHT.count(old) == 1
    return RIGHT.replace(old, new) + more


def test_a_scenario_in_which_everything_acts_has_no_notes() -> None:
    assert noted(RIGHT) == {}


@pytest.mark.parametrize("key", ["passes: 30 %", "goes_cold_in: 3 days"])
def test_a_channel_s_rate_that_nobody_asks_is_refused(key: str) -> None:
    error = problems_of(swapped(LEADS, f"{LEADS}, {key}", NO_PROSPECTING))
    assert "nobody is asked" in str(error)
    assert key.split(":")[0] in error.problems[0].path


def test_a_value_that_no_contract_has_is_refused() -> None:
    """Customers of a segment that is sold once pay nothing by the year."""
    account = "today: {accounts: [{name: A, segment: silver, value_per_year: 5000}]}\n"
    assert "pay nothing by the year" in str(problems_of(RIGHT + account))
    Scenario.parse(RIGHT.replace("deal: 5k", "deal: 5k a year") + account)
    Scenario.parse(RIGHT.replace("deal: 5k", "deal: 5k, orders: 2k a month") + account)
    Scenario.parse(RIGHT + account.replace("5000", "0"))  # as exports say it
    later = "deal: 5k, orders: {2027-01: 0 a month, 2027-06: 2k a month}"
    found = problems_of(RIGHT.replace("deal: 5k", later) + account)
    assert "order nothing at first" in str(found)


@pytest.mark.parametrize("people", ["{today: 0, least: 0}", "{today: 2, most: 6}, start: 2027-02"])
def test_a_free_number_of_a_role_without_anybody_settled_is_refused(people: str) -> None:
    error = problems_of(swapped(PEOPLE, f"people: {people}, hires: {{ann: 2027-03}}"))
    assert "multiplies the settled people" in str(error)


def test_touches_without_a_first_meeting_are_refused() -> None:
    only = "funnel: {conquest: {door: {hours: 1, passes: 5 %}}}\n"
    assert "no stage follows" in str(problems_of(swapped(DEAL, f"{DEAL}, touches: 2", only)))


@pytest.mark.parametrize(
    ("old", "new", "more", "path"),
    [
        (CHURN, f"{CHURN}, order_every: 9 days", "", "segments.gold.order_every"),
        (LEADS, f"{LEADS}, peak_size: 20 %", "", "channels.web.peak_size"),
        (LEADS, f"{LEADS}, at_most: 3", "", "channels.web.at_most"),
        (LEADS, "budget: 1k a month, quality: 1", "", "channels.web.quality"),
        (PEOPLE, f"{PEOPLE}, accelerator: 2", "", "team.closer.accelerator"),
        (PEOPLE, f"{PEOPLE}, hiring_cost: 9k", NOBODY_LEAVES, "team.closer.hiring_cost"),
        (PEOPLE, f"{PEOPLE}, quota_ramp: [50 %]", NOBODY_LEAVES, "team.closer.quota_ramp"),
        (PEOPLE, f"{PEOPLE}, guarantee: 3", NOBODY_LEAVES, "team.closer.guarantee"),
        (
            PEOPLE,
            f"{PEOPLE}, draw: {{pays: 1k a month, for: 6}}",
            NOBODY_LEAVES,
            "team.closer.draw",
        ),
        (PEOPLE, PEOPLE, "loyalty: {floor: 30 %}\n", "loyalty.floor"),
        (
            PEOPLE,
            PEOPLE,
            "managers: {boss: {coaching: 0 %, interviews: 2 a month}}\n",
            "managers.boss.interviews",
        ),
        *(
            (PEOPLE, PEOPLE, f"managers: {{boss: {{{key}: {value}}}}}\n", f"managers.boss.{key}")
            for key, value in (("meeting_hours", 2), ("meeting_effect", "5 %"))
        ),
        *(
            (
                PEOPLE,
                PEOPLE,
                f"managers: {{boss: {{interviews: 0 a month, {key}: {value}}}}}\n",
                f"managers.boss.{key}",
            )
            for key, value in (("interview_hours", 2), ("future", "30 %"))
        ),
        (PEOPLE, PEOPLE, "crm: {migration_time: 10 %}\n", "crm.migration_time"),
        (
            PEOPLE,
            PEOPLE,
            "motivation: none\nmanagers: {boss: {style: directive}}\n",
            "managers.boss.style",
        ),
        (PEOPLE, f"{PEOPLE}, raise: 3 %", "", "team.closer.raise"),
        (PEOPLE, f"{PEOPLE}, shared_credit: 30 %", "", "team.closer.shared_credit"),
        (PEOPLE, PEOPLE, f"{NOBODY_LEAVES}loyalty: {{hand_over: 9 %}}\n", "loyalty.hand_over"),
        (
            PEOPLE,
            f"{PEOPLE}, components: {{best: {{of: contracts, prize: 100, winners: 50}}}}",
            "",
            "team.closer.components.best.winners",
        ),
        (PEOPLE, f"{PEOPLE}, severance: 2", NOBODY_LEAVES, "team.closer.severance"),
        (
            PEOPLE,
            f"{PEOPLE}, leaves: 20 % a year",
            "attrition: {rate: 9 % a year}\n",
            "attrition.rate",
        ),
        (
            PEOPLE,
            f"{PEOPLE}, motion: conquest}}\n  keeper: {{people: 1",
            BOTH_NAMED,
            "team.closer.motion",
        ),
        (PEOPLE, "people: {today: 2, found_in: 30 days}", "", "team.closer.people.found_in"),
        (PEOPLE, PEOPLE, "prospecting: {touch_hours: 1}\n", "prospecting.touch_hours"),
        (
            PEOPLE,
            PEOPLE,
            "prospecting: {outbound: none, attempts: 3}\n",
            "prospecting.attempts",
        ),
    ],
)
def test_a_key_that_changes_nothing_is_named(old: str, new: str, more: str, path: str) -> None:
    assert path in noted(swapped(old, new, more))


def test_the_last_stage_s_rate_under_win_rates_is_named_with_what_it_says() -> None:
    funnel = (
        "funnel: {conquest: {call: {}, meeting: {hours: 1, passes: 50 %},"
        " offer: {hours: 1, passes: 40 %}}, loyalty: {}}\n"
    )
    text = RIGHT.replace(CHURN, f"{CHURN}, win_rate: 15 %") + funnel
    assert noted(text) == {}
    both = text.replace("deal: 5k", "deal: 5k, win_rate: 20 %")
    assert "40 % is not used" in noted(both)["funnel.conquest.offer.passes"]


def test_arr_where_nothing_recurs_is_asked_for() -> None:
    target = "target: {arr: 1M, by: 2027-06}\n"
    assert "nothing recurs" in noted(RIGHT + target)["target.arr"]
    assert noted(RIGHT.replace("deal: 5k", "deal: 5k a year") + target) == {}


@pytest.mark.parametrize(
    ("place", "law", "share"),
    [
        # Half the beta density near 1 lies close to it: (2 / pi) asin(sqrt(.01)).
        ("churn", "{beta: {alpha: 0.5, beta: 0.5, per: year}}", "6.4 %"),
        # 1.2816 x (ln 99 - ln 9) / (ln 49 - ln 9) = 1.813 standard deviations.
        ("churn", "{typical: 90 % a year, cases: 80 %..98 % a year}", "3.5 %"),
        ("deal", "{exponential: {mean: 8000M}}", "29 %"),  # exp(-10 / 8)
        ("deal", "{exponential: {mean: 1000M}}", ""),  # exp(-10)
        ("hours", "{lognormal: {median: 500, sigma: 1}}", "24 %"),  # ln 2 standard deviations
        ("hours", "{logistic: {mean: 900, scale: 100}}", "27 %"),  # 1 / (1 + e)
        ("hours", "{uniform: [0, 1000]}", ""),
        ("hours", "500..1000", "10 %"),  # 8 in 10 lie between the ends
        ("hours", "0..1000", "10 %"),
        ("hours", "{2027-01: 2, 2027-07: {exponential: {mean: 500}}}", "14 %"),  # exp(-2)
        ("buyer_takes", "{weibull: {scale: 3650 days, shape: 2}}", "37 %"),  # exp(-1)
        ("patience", "{gamma: {shape: 2, mean: 3650 days}}", "41 %"),  # 3 exp(-2)
        ("patience", "{gamma: {shape: 0.5, mean: 3650 days}}", "32 %"),  # a squared normal's
    ],
)
def test_a_law_that_its_field_cuts_is_told_how_much(place: str, law: str, share: str) -> None:
    """The share that lies above 99 % of churn, 10,000M of a deal, 1,000 hours or ten years."""
    if place in ("churn", "deal"):
        text, path = swapped(CHURN if place == "churn" else DEAL, f"{place}: {law}"), ""
        path = f"segments.gold.{place}"
    else:
        text = swapped(DEAL, f"{DEAL}, funnel: {{proposal: {{{place}: {law}}}}}")
        path = f"segments.gold.funnel.proposal.{place}"
    said = noted(text)
    assert (path in said) is bool(share)
    if share:
        assert said[path].startswith(f"{share} of this law lies above what is allowed here (")


def test_published_laws_of_churn_are_not_cut() -> None:
    for alpha, beta in ((0.668, 3.806), (0.704, 1.182)):
        law = f"churn: {{beta: {{alpha: {alpha}, beta: {beta}, per: year}}}}"
        assert noted(swapped(CHURN, law)) == {}, law


def test_an_amount_a_hundred_times_too_small_is_asked_for() -> None:
    """20 to 40 for a contract, also of some 40 hours of work, which cost some 1,000."""
    small = swapped(DEAL, "deal: 20..40")
    assert "brings 28: 12k is 12,000" in noted(small)["segments.gold.deal"]
    typed = "funnel: {conquest: {appointment: {hours: 2}, proposal: {hours: 6}}}\n"
    assert "hours of work on it cost" in noted(small + typed)["segments.gold.deal"]
    assert noted(swapped(DEAL, "deal: 100")) == {}


def test_customers_who_pay_nothing_are_asked_for() -> None:
    today = "today: {customers: {silver: 40}}\n"
    assert "what do the 40 customers pay" in noted(RIGHT + today)["today.customers.silver"]
    assert noted(RIGHT.replace("deal: 5k", "deal: 5k, orders: 100 a month") + today) == {}
    worth = "funnel: {loyalty: {renewal: {hours: 1, passes: 50 %, worth: 900}}}\n"
    assert noted(RIGHT + today + worth) == {}


ONCE = """
horizon: {from: 2027-01, months: 12}
segments: {all: {prospects: 900, deal: 10k}}
funnel: {conquest: {call: {hours: 1, passes: 5 %}, offer: {hours: 2, passes: 50 %}}}
team: {rep: {people: 2}}
"""


def test_care_that_sells_nothing_is_asked_for_once() -> None:
    """A visit of an hour each 60 days, a renewal and half an upsell of 1.6: 7.9 hours a year.

    So much at the size of the middle deal, near that of 10k; two segments are one question.
    """
    [path] = [path for path, told in noted(ONCE).items() if "do customers buy again" in told]
    assert path == "funnel.loyalty"
    assert "some 8 hours a year" in noted(ONCE)[path] and "funnel.loyalty: {}" in noted(ONCE)[path]
    two = noted(ONCE.replace("deal: 10k}", "deal: 10k}, more: {prospects: 9, deal: 10k}"))
    assert sum("do customers buy again" in told for told in two.values()) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("50 %}}", "50 %}}, loyalty: {}"),
        ("50 %}}", "50 %}}, loyalty: {upsell: {worth: 2k}}"),
        ("deal: 10k", "deal: 10k a year"),
        ("deal: 10k", "deal: 10k, orders: 1k a month"),
        ("deal: 10k", "deal: 10k, funnel: {upsell: {hours: 5}}"),
        ("people: 2", "people: 2, motion: conquest"),
        ("team:", "channels: {word: {per_customer: 1 a year}}\nteam:"),
        ("funnel:", "vision: {}\n# funnel:"),
    ],
)
def test_care_that_is_typed_or_brings_something_is_not_asked_for(old: str, new: str) -> None:
    assert not any("buy again" in told for told in noted(ONCE.replace(old, new)).values())


def test_a_hire_who_can_hardly_sell_before_the_end_is_asked_for() -> None:
    late = noted(swapped(PEOPLE, f"{PEOPLE}, hires: {{ann: 2027-12-01}}"))
    assert "closer ann starts 31 days before its end" in late["horizon.months"]
    assert noted(swapped(PEOPLE, f"{PEOPLE}, hires: {{ann: 2027-06-01}}")) == {}


def test_a_payroll_of_more_than_twice_revenue_is_asked_for() -> None:
    poor = Scenario.parse(RIGHT.replace("20k..40k", "200..400").replace("5k", "50"))
    words = " ".join(note.plain for note in footnotes(simulate(poor, replications=2).findings))
    assert "Is that meant? Payroll is" in words
    rich = simulate(Scenario.parse(RIGHT), replications=2).findings
    assert "Is that meant" not in " ".join(note.plain for note in footnotes(rich))


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("base: 60 a year", "team.closer.base"),
        ("base: 500 a month, hours: 4 a week", ""),
        ("base: 40 a month, hours: 20 a week", "team.closer.base"),
        ("base: 50k a year, on_target: 90k a month", ""),
        ("base: 50k a year, on_target: 9M a year", "team.closer.on_target"),
        ("base: 0 a year, valued_at: 90 a year", "team.closer.valued_at"),
    ],
)
def test_pay_that_is_hardly_anybody_s_is_asked_for(typed: str, path: str) -> None:
    """In place of the contracts' amounts, which are compared with what the work costs."""
    asked = noted(swapped(PEOPLE, f"{PEOPLE}, {typed}"))
    assert {key for key, said in asked.items() if "is the pay meant?" in said} == {path} - {""}
    assert not any("is the amount meant?" in said for said in asked.values())
    yen = noted(swapped(PEOPLE, f"{PEOPLE}, {typed}", "currency: JPY\n"))
    assert not any("is the pay meant?" in said for said in yen.values())


def test_pay_of_a_manager_and_of_a_change_is_asked_for() -> None:
    boss = noted(f"{RIGHT}managers: {{boss: {{base: 9M a year}}}}\n")
    assert "9,000,000 a year" in boss["managers.boss.base"]
    dear = Scenario.parse(RIGHT).vary({"team.closer.base": "400k a month"}, "--set")
    [question] = dear.questions
    assert str(question).startswith("--set: team.closer.base: '400k a month' given: is the pay")


def test_a_motion_that_another_step_follows_is_not_named() -> None:
    """Nobody is named in loyalty: the closers take it over, since they work on both."""
    funnel = BOTH_NAMED.replace(", by: keeper", "")
    assert noted(swapped(PEOPLE, f"{PEOPLE}, motion: both", funnel)) == {}


def test_the_rate_of_leaving_is_not_named_where_some_role_has_none_of_its_own() -> None:
    two = swapped(PEOPLE, f"{PEOPLE}, leaves: 20 % a year}}\n  helper: {{people: 1", ATTRITION)
    assert noted(two) == {}


def test_a_relationship_that_moves_nothing_is_named() -> None:
    """Customers who neither leave nor order: how close they are changes nothing."""
    text = RIGHT.replace(CHURN, "churn: 0 % a year").replace(
        "deal: 5k", "deal: 5k, churn: 0 % a year"
    )
    more = "loyalty: {half_life: 90 days, churn_effect: 2}\n"
    more += "funnel: {loyalty: {visit: {effect: 30 %}, renewal: {lifts: 5 %, hurts: 5 %}}}\n"
    paths = {
        "loyalty.half_life",
        "loyalty.churn_effect",
        "funnel.loyalty.visit.effect",
        "funnel.loyalty.renewal.lifts",
        "funnel.loyalty.renewal.hurts",
    }
    assert paths <= noted(text + more).keys()
    assert not paths & noted(RIGHT + more).keys()


def test_calls_that_nobody_makes_are_named() -> None:
    text = swapped(PEOPLE, f"{PEOPLE}, motion: loyalty", "prospecting: {outbound: when_free}\n")
    assert "nobody calls" in noted(text)["prospecting.outbound"]


@pytest.mark.parametrize("key", ["quota_ramp: [50 %]", "guarantee: 3", "draw: {pays: 1k a month}"])
def test_what_newcomers_are_assured_is_not_named_where_somebody_comes(key: str) -> None:
    text = swapped(PEOPLE, f"{PEOPLE}, on_target: 60k a year, {key}, hires: {{ann: 2027-03}}")
    assert "team.closer." + key.split(":")[0] not in noted(text)


PODS = """
horizon: {from: 2027-01, months: 12}
segments: {all: {prospects: 5000, deal: 10k}}
funnel:
  conquest: {call: {by: sdr}, demo: {hours: 1, passes: 60 %, hand_over: {to: pod}}}
team: {sdr: {people: 2}, closer: {people: 2, hires: {ann: 2027-05}}}
pods: {a: [sdr 1, closer 1], b: [LAST]}
"""


@pytest.mark.parametrize(
    ("last", "asked"),
    [
        ("sdr 2, closer 2, closer ann", ""),
        ("sdr 2, closer 2", "gets at 'demo' only what no pod has somebody for: closer ann;"),
        ("closer 2, closer ann", "hands on to anybody at 'demo': sdr 2;"),
        ("sdr 2", "nobody of this pod works 'demo'"),
    ],
)
def test_who_is_in_no_pod_is_asked_about(last: str, asked: str) -> None:
    questions = Scenario.parse(PODS.replace("LAST", last)).questions
    of_pods = [one.message for one in questions if one.path.startswith("pods")]
    assert bool(of_pods) is bool(asked)
    assert asked in " ".join(of_pods)


HEAD = """
horizon: {from: 2027-01, months: 12}
segments: {all: {prospects: 5000, deal: 10k}}
"""


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("motion: conquest, keeps_for: 6", "team.closer.keeps_for"),
        ("hires: {ann: 2027-05}, recruits: {good: {stays: 36}}", "team.closer.recruits.good.stays"),
        ("motion: conquest, keeps_for: 6 months", ""),
    ],
)
def test_months_that_are_read_as_days_are_asked_about(typed: str, path: str) -> None:
    text = f"{HEAD}team: {{closer: {{people: 2, {typed}}}, keeper: {{people: 1}}}}\n"
    questions = Scenario.parse(text).questions
    days = [one.path for one in questions if "days meant?" in one.message]
    assert days == ([path] if path else [])


@pytest.mark.parametrize(
    ("deal", "is_idle"),
    [
        ("deal: 5k, churn: 0 % a year", True),
        ("deal: 5k, churn: 10 % a year", False),
        ("deal: 5k a year, churn: 10 % a year, contract: {term: 12}", True),
        ("deal: 5k a year, churn: 10 % a year, contract: {term: 6}", False),
    ],
)
def test_pay_that_nothing_takes_back_is_noted(deal: str, is_idle: bool) -> None:
    pay = "components: {new: {rate: 8 %, clawback: 9 months}}"
    text = HEAD.replace("deal: 10k", deal) + f"team: {{closer: {{people: 2, {pay}}}}}\n"
    assert ("team.closer.components.new.clawback" in noted(text)) is is_idle


def test_a_draw_without_an_end_is_paid_to_settled_people_too() -> None:
    assert noted(swapped(PEOPLE, f"{PEOPLE}, draw: {{pays: 1k a month}}")) == {}


MOVING = "{2027-01: 20 a month, 2027-07: 30 a month}"
MONEY = "{2027-01: 1k a month, 2027-07: 2k a month}"


@pytest.mark.parametrize(
    ("typed", "is_asked"),
    [
        (f"leads: {MOVING}, budget: {MONEY}", True),
        (f"leads: {MOVING}, budget: {MONEY}, without_budget: 100 %", False),
        (f"leads: 20 a month, budget: {MONEY}", False),
        (f"leads: {MOVING}, budget: 1k a month", False),
        (f"leads: {MOVING}", False),
    ],
)
def test_a_budget_that_counts_twice_is_asked_about(typed: str, is_asked: bool) -> None:
    found = noted(swapped(LEADS, typed))
    assert ("besides" in found.pop("channels.web.budget", "")) is is_asked
    assert found == {}


@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        ({"leads": "40 a month", "budget": "2k a month"}, True),
        ({"leads": "0 a month", "budget": "0 a month"}, False),
        ({"budget": "2k a month"}, False),
        ({"leads": "40 a month"}, False),
        ({"leads": "40 a month", "budget": "12k a year"}, False),
    ],
)
def test_a_change_of_leads_and_of_their_budget_is_asked_about(
    changes: dict[str, str], is_asked: bool
) -> None:
    scenario = Scenario.parse(swapped(LEADS, f"{LEADS}, budget: 1k a month"))
    changed = {f"channels.web.{key}": value for key, value in changes.items()}
    assert bool(scenario.vary(changed, "--set").questions) is is_asked


def test_stages_that_let_nothing_through_are_asked_about() -> None:
    found = noted(swapped(DEAL, f"{DEAL}, funnel: {{proposal: {{passes: 0 %}}}}"))
    assert list(found) == ["segments.gold"]
    assert "nothing is ever won" in found["segments.gold"]


def test_prices_that_never_rise_are_noted() -> None:
    rise = "vision: {prices: 3 % a year}\n"
    assert list(noted(RIGHT + rise)) == ["vision.prices"]
    assert noted(RIGHT.replace("months: 12", "months: 13") + rise) == {}


ANSWERED = """
name: enquiries
horizon: {from: 2027-01, months: 6}
segments: {all: {prospects: 5000, deal: 10k}}
channels: {web: {leads: 20 a month, passes: 40 %}}
prospecting: {outbound: none}
funnel: {conquest: {enquiry: {hours: 1}, offer: {hours: 2, passes: 30 %}}, loyalty: {}}
team: {rep: {people: 1, base: 40k a year}}
"""
CHANCE = "enquiry: {hours: 1, passes: 9 %}"
OPEN = "today: {deals: [{account: A, segment: all, stage: enquiry, owner: rep 1}]}\n"


def test_where_nobody_calls_the_first_stage_needs_no_chance() -> None:
    """Leads agree by their channel; typed all the same it is noted, and moves nothing."""
    assert noted(ANSWERED) == {}
    typed = ANSWERED.replace("enquiry: {hours: 1}", CHANCE)
    assert list(noted(typed)) == ["funnel.conquest.enquiry.passes"]
    runs = [simulate(Scenario.parse(text), replications=4) for text in (ANSWERED, typed)]
    assert runs[0].digest == runs[1].digest


def test_deals_that_are_open_at_the_first_stage_go_by_its_chance() -> None:
    error = problems_of(ANSWERED + OPEN)
    assert [problem.path for problem in error.problems] == ["funnel.conquest.enquiry.passes"]
    assert noted(ANSWERED.replace("enquiry: {hours: 1}", CHANCE) + OPEN) == {}


def test_who_calls_and_other_stages_need_their_chance() -> None:
    for text in (
        ANSWERED.replace("outbound: none", "outbound: anytime"),
        ANSWERED.replace("enquiry: {hours: 1}", "enquiry: {hours: 1, works: step}"),
        ANSWERED.replace("passes: 30 %", "buyer_takes: 3 days"),
    ):
        assert any(p.path.endswith(".passes") for p in problems_of(text).problems), text


RENEWS = """
name: a customer's term
horizon: {from: 2027-01, months: 24}
segments: {gold: {prospects: 0, deal: 12k a year, churn: 9 % a year, contract: {term: 12}}}
funnel: {loyalty: {visit: {hours: 1, every: 60 days}}}
team: {rep: {people: 1, base: 40k a year}}
today: {accounts: [{name: A, segment: gold, renews: DAY}]}
"""


def test_a_renewal_further_than_a_term_is_said() -> None:
    """A term of twelve months that runs on the first day ends by the same day a year later."""
    for day in ("2027-06-30", "2028-01-01"):
        assert noted(RENEWS.replace("DAY", day)) == {}, day
    for day, months in (("2028-01-02", 24), ("2028-02-01", 24), ("2029-01-01", 24)):
        [(path, message)] = noted(RENEWS.replace("DAY", day)).items()
        assert path == "today.accounts.renews"
        assert f"for one of {months} months" in message
    # A first term of three years, of which a half is over, is no longer than what was typed.
    longer = RENEWS.replace("term: 12", "term: 36, renews_for: 12")
    assert noted(longer.replace("DAY", "2028-06-30")) == {}
    start, contract = dt.date(2027, 1, 1), Contract(term=36, renews_for=12)
    days = [dt.date(2027, 6, 30), dt.date(2028, 6, 30), dt.date(2030, 6, 30)]
    assert [months_of_term(start, day, contract) for day in days] == [12, 36, 48]


OWN_STEPS = """
name: a segment's own steps
horizon: {from: 2027-01, months: 3}
segments: {chains: {prospects: 500, deal: 9k, funnel: {STEPS}}}
funnel:
  conquest:
    call: {hours: 0.3, passes: 9 %}
    tasting: {hours: 1, passes: 60 %, works: discovery}
    offer: {hours: 2, passes: 30 %}
  loyalty: {promotion: {hours: 1, passes: 30 %, each: 1 a year}}
team: {rep: {people: 1, base: 40k a year}}
motivation: none
"""


@pytest.mark.parametrize(
    ("steps", "key"),
    [
        ("offer: {motivation_effect: 1}", "offer.motivation_effect"),
        ("promotion: {motivation_effect: 1}", "promotion.motivation_effect"),
        ("offer: {product_effect: 1}", "offer.product_effect"),
        ("call: {buyer_takes: 3 days}", "call.buyer_takes"),
    ],
)
def test_what_is_idle_at_a_step_is_so_at_a_segments_own(steps: str, key: str) -> None:
    assert f"segments.chains.funnel.{key}" in noted(OWN_STEPS.replace("STEPS", steps))


@pytest.mark.parametrize("key", ["product_effect: 2", "motivation_effect: 0.4", "repeats: 10 %"])
def test_a_segments_first_meeting_is_decided_by_what_was_understood(key: str) -> None:
    error = problems_of(OWN_STEPS.replace("STEPS", f"tasting: {{{key}}}"))
    name = key.partition(":")[0]
    assert [problem.path for problem in error.problems] == [
        f"segments.chains.funnel.tasting.{name}"
    ]
    assert "the rep decides" in str(error)


def test_listening_belongs_to_the_first_meeting_of_a_segment_too() -> None:
    error = problems_of(OWN_STEPS.replace("STEPS", "offer: {listening: 60 %}"))
    assert "move it there" in str(error)


@pytest.mark.parametrize(("territory", "is_asked"), [(", territory: north", True), ("", False)])
def test_a_territory_where_nobody_works_is_asked_about(territory: str, is_asked: bool) -> None:
    text = swapped(PEOPLE, f"{PEOPLE}{territory}", "territories: {north: 60 %, south: 40 %}\n")
    asked = [
        str(question)
        for question in Scenario.parse(text).questions
        if "nobody wins customers there" in str(question)
    ]
    assert bool(asked) == is_asked
