"""Which known word somebody meant: by what it means first, then by how it is spelled.

Words that people bring from other tools stand in `MEANINGS` under the word that is known here.
Spelling alone finds slips of the finger, not words that only look alike: currency is not churn, and
Deutschland is not the Netherlands.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

MAX_COMPARED = 1_000
"""Known words beyond which no near ones are looked for, since that takes long."""
LONGEST_WORD = 100
MOST_HINTS = 3

_WORDS = """
run: simulate simulation sim start execute forecast go play
validate: check lint verify test
init: new create setup template
optimise: plan solve best
compare: diff variant variants versus
experiment: study design sweep batch
trace: log diary debug follow
schema: json_schema
name: title project company scenario_name label
currency: money_unit unit wahrung devise
horizon: period start_date start begin timeline duration dates forecast simulation zeitraum
  horizont periode
from: start start_date begin begins first beginning csv file table source
months: duration length periods number_of_months to until end end_date years monate mois
calendar: holidays working_time work_week workdays vacation kalender calendrier
country: region location nation holidays
leave: vacation holiday pto annual_leave
sick: sickness illness
target: goal goals targets objective objectives kpi quota budget plan ziel objectif
by: due until deadline end date
since: start from
revenue: sales turnover income
arr: recurring_revenue mrr subscriptions
bookings: orders signed contracts tcv
segments: market markets customers customer_segments accounts industries verticals icp segmente
  marches
prospects: tam market_size accounts companies firms size potential universe population number
  interessenten potentiel
  leads count
deal: acv deal_size contract_value average_deal average_deal_size price value amount arpu aov
  auftragswert panier valeur dealwert
  ticket revenue contract
term: contract_length contract_term commitment minimum_term duration length laufzeit duree
renews_for: renewal renewal_term auto_renewal auto_renew auto_renews automatic_renewal
notice: notice_period cancellation cancellation_period kundigungsfrist preavis
billed: billing billing_period billing_cycle billing_frequency invoicing invoiced frequency
paid: payment prepaid prepayment upfront payment_time
in_advance: upfront prepaid advance prepayment beforehand
in_arrears: arrears postpaid afterwards
monthly: month per_month
quarterly: quarter per_quarter
yearly: annual annually year per_year
setup: setup_fee set_up implementation implementation_fee onboarding_fee one_time_fee
steps: uplift escalator price_steps price_increase indexation price_rise
pilot: trial poc proof_of_concept free_trial trial_period
downgrades: downgrade downsell contraction
renews: renewal renewal_date contract_end end_date expires
since: customer_since contract_start signed_on
win_rate: close_rate conversion conversion_rate win_ratio hit_rate closing_rate success_rate
  probability win_probability won
churn: attrition cancellation churn_rate loss_rate cancellations retention lost abwanderung
  kundigung attrition_clients
orders: repeat_orders reorders repurchase expansion upsell
channels: lead_sources sources marketing inbound campaigns leads lead_generation kanale canaux
  kanaele
leads: mql mqls sql inquiries enquiries inbound volume leads_per_month per_month number count
  anfragen demandes
per_customer: word_of_mouth wom referrals referral_rate recommendations recommends refers
  viral_coefficient imitation
leads_from: depletion saturation market_saturation depletes saturates
budget: spend cost ad_spend marketing_budget costs
goes_cold_in: response_time decay half_life
patience: abandonment abandons reneging expires timeout
passes: conversion conversion_rate rate probability success_rate close_rate win_rate pass_rate
  quote taux
  chance pass
hours: effort duration time work_time time_per_deal hours_per_week workload fte working_hours
  stunden heures
buyer_takes: delay wait lead_time cycle sales_cycle days cycle_time decision_time duration
funnel: pipeline stages steps process sales_process
conquest: new_business acquisition new hunting hunt hunter new_logo outbound prospecting
loyalty: existing_business retention account_management farming farmer existing renewals customers
  customer_success
every: frequency interval cadence period
each: frequency per_year times
worth: value amount revenue
grows: expansion growth growth_rate uplift
team: reps sales_team salespeople staff employees people roles headcount sellers sales_reps
  equipe mannschaft vertriebsteam commerciaux
people: headcount count number size fte ftes heads reps quantity team_size how_many persons
  personnes anzahl mitarbeiter effectif anzahl_mitarbeiter
  employees
base: salary wage fixed fixed_salary base_salary pay basic fix cost gross_salary salaire gehalt
  grundgehalt fixum salaire_fixe
on_target: ote on_target_earnings variable commission bonus total_pay earnings
quota: target goal sales_target annual_quota
charges: taxes social_charges employer_costs overhead benefits on_costs social_security
valued_at: opportunity_cost worth
accelerator: overachievement multiplier
hires: new_hires recruits hiring hire new joiners recruitment hiring_plan
starts: start start_date date from begin first_day when hired
start: start_date starts hired hire_date joined since from date
departures: leavers exits leaving terminations
ramp: ramp_up onboarding_time ramp_time learning_curve rampup ramp_months
skills: experience level competence seniority ability
prospecting: cold_calling outbound calls calling
discovery: qualification needs_analysis qualifying
proposal: quote offer demo presentation
negotiation: closing close contracting
account_care: account_management customer_success care farming
managers: management leaders leadership supervisors boss manager fuhrungskrafte chefs
coaching: training mentoring
pay: compensation comp_plan comp salaries commission commissions remuneration
attrition: turnover employee_turnover leavers staff_turnover
rate: attrition turnover percentage
time: time_budget allocation hours capacity activity
administration: admin overhead non_selling
crm: salesforce hubspot pipedrive tool software
today: initial current now state opening baseline existing starting_point initial_state
customers: existing_customers clients current_customers installed_base accounts
cash: bank balance liquidity funds cash_balance runway money
other_costs: expenses overhead fixed_costs opex burn burn_rate costs rent
revenue_last_year: last_year previous_revenue prior_revenue current_revenue
accounts: customers clients account_list companies
deals: pipeline opportunities open_deals
margin: gross_margin cogs contribution profit_margin gm marge deckungsbeitrag
paid_after: payment_terms dso terms payment payment_days net
products: offers offering sku catalogue catalog items services
price: cost value amount deal list_price
mix: share split weight distribution percentage
variants: scenarios cases alternatives what_if options versions
attempts: tries touches max_attempts calls
owner: rep responsible assigned_to account_manager account_owner sales_rep seller
value: amount acv deal_size price arr
value_per_year: acv arr annual_value yearly_value annual_revenue revenue
opened: created created_at open_date create_date
answers_in: close_date expected_close
account: company customer client name account_name
segment: tier type category industry
stage: step status phase
lognormal: normal gaussian norm
triangular: pert beta_pert three_point
uniform: rectangular random rand range between
quantiles: percentiles histogram empirical
exponential: exp poisson
typical: mean average avg median mode expected most_likely base
both: all mixed either
expert: excellent senior great high 5 very_good
good: strong solid 4 experienced
fair: medium average ok normal 3 mid
weak: poor bad junior low beginner 1 2
round_robin: rotate rotation in_turn turns
least_loaded: balanced workload
month: monthly
quarter: quarterly
year: yearly annual annually
tue: tuesday tues
mon: monday
wed: wednesday
thu: thursday thur thurs
fri: friday
sat: saturday
sun: sunday
hunter: sdr bdr acquisition new_business
keeper: farmer csm account_manager
converter: closer ae account_executive
profit: margin earnings ebit contribution
ratio: payroll_ratio cost_ratio efficiency
payroll: cost costs salaries
germany: deutschland allemagne alemania germania brd
austria: osterreich autriche
switzerland: schweiz suisse svizzera swiss
france: frankreich francia
spain: espana spanien espagne
italy: italia italien italie
netherlands: nederland holland niederlande pays_bas
belgium: belgique belgie belgien
poland: polska polen pologne
denmark: danmark danemark
sweden: sverige schweden suede
norway: norge norwegen norvege
finland: suomi finnland finlande
czechia: czech_republic cesko tschechien tchequie
hungary: magyarorszag ungarn hongrie
greece: hellas ellada griechenland grece
ireland: eire irland irlande
portugal: portugal
united kingdom: uk england great_britain britain scotland grossbritannien royaume_uni
  vereinigtes_konigreich
united states: usa us america united_states_of_america etats_unis vereinigte_staaten
brazil: brasil bresil brasilien
japan: nippon nihon japon
turkey: turkiye turkei turquie
croatia: hrvatska kroatien
romania: rumanien roumanie
slovakia: slovensko slowakei
india: bharat indien inde
"""
MEANINGS: dict[str, frozenset[str]] = {
    word.strip(): frozenset(others.split())
    for word, _, others in (
        line.partition(":") for line in _WORDS.replace("\n  ", " ").strip().splitlines()
    )
}
"""Known words, and what people type who mean them."""


def did_you_mean(given: object, known: Iterable[str]) -> str:
    """A hint that names the words that were probably meant, or nothing."""
    found = near_words(given, known)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def did_you_mean_person(given: str, known: Iterable[str]) -> str:
    """A hint for the name of a person: people by number, and hires, bear their role's name too."""
    names = list(known)
    words = given.casefold().split()
    longer = [
        name
        for name in names
        if words and len(own := name.casefold().split()) > len(words)
        and words in (own[-len(words) :], own[: len(words)])
    ]  # fmt: skip
    if longer:
        return f"; did you mean {' or '.join(longer[:MOST_HINTS])}?"
    return did_you_mean(given, names)


def near_words(given: object, known: Iterable[str]) -> tuple[str, ...]:
    """The known words that were probably meant by another, the likeliest first; at most three."""
    return _nearest(str(given)[:LONGEST_WORD], tuple(known))


def means(given: str, known: str) -> bool:
    """Whether a word that people bring along means a known one, or is it."""
    word = _folded(given)
    return word == _folded(known) or bool(_by_meaning({word, _singular(word)}, (known,)))


def is_slip(given: str, known: str) -> bool:
    """Whether a word differs from a known one only as a slip of the finger does."""
    one, two = _singular(_folded(given)), _singular(_folded(known))
    return _slips(one, two) is not None


@lru_cache(maxsize=1024)
def _nearest(given: str, known: tuple[str, ...]) -> tuple[str, ...]:
    word = _folded(given)
    same = [each for each in known if _folded(each) == word]
    if same or len(known) > MAX_COMPARED or not word:
        return tuple(same[:MOST_HINTS])
    for found in (
        [each for each in known if _singular(_folded(each)) == _singular(word)],
        _by_meaning({word, _singular(word)}, known),
        _by_meaning({_without_digraphs(word)}, known),
        _by_spelling(word, known),
        _by_part(word, known),
    ):
        if found:
            return tuple(found[:MOST_HINTS])
    return ()


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    """A word without capitals, accents and the marks between its parts."""
    letters = unicodedata.normalize("NFKD", word.replace("ß", "ss")).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", "_", bare).strip("_")


def _without_digraphs(word: str) -> str:
    """A folded word whose umlauts were typed as two letters, as in Oesterreich or waehrung."""
    return re.sub("([aou])e", r"\1", word)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _by_meaning(words: set[str], known: tuple[str, ...]) -> list[str]:
    return [each for each in known if words & MEANINGS.get(each.lower(), frozenset())]


def _by_spelling(word: str, known: tuple[str, ...]) -> list[str]:
    """Known words so near that a slip of the finger explains the difference."""
    slips = {each: _slips(word, _folded(each)) for each in known}
    near = {each: count for each, count in slips.items() if count is not None}
    if near:
        return [each for each, count in near.items() if count == min(near.values())]
    starts = [(each, _folded(each)) for each in known if len(each) > 2 and len(word) > 2]
    return [each for each, other in starts if word.startswith(other) or other.startswith(word)]


def _by_part(word: str, known: tuple[str, ...]) -> list[str]:
    """Known words that are a part of the word, as leads is of monthly_leads, or the reverse."""
    parts = {part for part in word.split("_") if len(part) > 2}
    singular = parts | {_singular(part) for part in parts}
    within = [each for each in known if {_folded(each), _singular(_folded(each))} & singular]
    if within or len(parts) > 1:
        return within or _by_meaning(singular, known)
    around = [each for each in known if word in _folded(each).split("_")]
    return around if len(around) == 1 else []


def _slips(one: str, two: str) -> int | None:
    """Letters put in, left out, exchanged or swapped with the next; None if too many."""
    length = max(len(one), len(two))
    most = 0 if length < 3 else 1 if length < 8 else 2 if length < 12 else 3
    if abs(len(one) - len(two)) > most:
        return None
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(two, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1] if row[-1] <= most else None
