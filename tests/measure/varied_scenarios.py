"""Twenty scenarios in which luck makes from 4 to 98 % of the spread, for different reasons."""

from salessim import Scenario

BASE = """\
name: Varied
horizon: {from: 2027-01, months: 12}
segments: {gold: {prospects: 2000, deal: 9k, win_rate: 20 %, churn: 15 % a year}}
channels: {web: {leads: 20 a month, passes: 30 %}}
team: {closer: {people: 2, base: 50k a year}}
today: {customers: {gold: 10}}
defaults: exact
"""
GOLD = "segments.gold."
WIDE = {
    GOLD + "win_rate": "2..31 %",
    "channels.web.leads": "1..60 a month",
    GOLD + "churn": "5..60 % a year",
}
CHANGES = {
    "wide": WIDE,
    "wide, subscriptions": WIDE | {GOLD + "deal": "9k a year"},
    "narrow": {GOLD + "win_rate": "19..21 %", "channels.web.leads": "19..21 a month"},
    "one figure": {GOLD + "win_rate": "8..31 %"},
    "a figure that hardly matters": {GOLD + "churn": "10..20 % a year"},
    "price alone": {GOLD + "deal": {"typical": "9k", "truth": "6k..13k"}},
    "price times rate": {
        GOLD + "deal": {"typical": "9k", "truth": "5k..16k"},
        GOLD + "win_rate": "6..31 %",
    },
    "few large deals": {
        GOLD + "deal": "90k",
        GOLD + "win_rate": "5..15 %",
        "channels.web.leads": "2..5 a month",
        "prospecting.outbound": "none",
    },
    "one rep": {
        "team.closer.people": 1,
        GOLD + "win_rate": "10..30 %",
        "funnel.conquest.call.passes": "2..8 %",
    },
    "hours are short": {
        "team.closer.people": 1,
        "channels.web.leads": "50..300 a month",
        GOLD + "win_rate": "15..25 %",
    },
    "leads are short": {
        "team.closer.people": 6,
        "prospecting.outbound": "none",
        "channels.web.leads": "5..40 a month",
        "channels.web.passes": "15..50 %",
    },
    "deals of very different size": {
        GOLD + "deal": {"typical": "9k", "truth": "8k..10k", "cases": "1k..60k"},
        GOLD + "win_rate": "15..25 %",
    },
    "keepers": {
        "team.closer.motion": "loyalty",
        "today.customers": {"gold": 150},
        GOLD + "orders": "300 a month",
        GOLD + "churn": "5..40 % a year",
    },
    "orders": {
        "today.customers": {"gold": 60},
        GOLD + "orders": "100..900 a month",
        GOLD + "churn": "5..30 % a year",
    },
    "from zero": {GOLD + "win_rate": "1..31 %", "channels.web.passes": "0..60 %"},
    "work times": {
        "funnel.conquest.proposal.hours": {"typical": 6, "truth": "2..18"},
        "funnel.conquest.appointment.hours": {"typical": 2, "truth": "1..4"},
    },
    "slow buyers": {
        "funnel.conquest.proposal.buyer_takes": {"typical": "40 days", "truth": "10..160 days"},
        GOLD + "win_rate": "10..30 %",
    },
    "nine figures": {
        GOLD + "win_rate": "15..27 %",
        "channels.web.leads": "15..27 a month",
        "channels.web.passes": "25..36 %",
        GOLD + "churn": "10..20 % a year",
        GOLD + "deal": {"typical": "9k", "truth": "8k..10k"},
        "funnel.conquest.call.passes": "4..6 %",
        "funnel.conquest.proposal.hours": {"typical": 6, "truth": "5..7"},
        "time.administration": "25..35 %",
        "channels.web.goes_cold_in": "1..4 days",
    },
    "a small market": {
        GOLD + "prospects": "60..400",
        "team.closer.people": 4,
        GOLD + "win_rate": "10..30 %",
    },
    "two and a half years": {
        "horizon.months": 30,
        GOLD + "deal": "9k a year",
        GOLD + "churn": "5..40 % a year",
        GOLD + "win_rate": "10..30 %",
    },
}


def varied(name: str) -> Scenario:
    """One of the twenty."""
    return Scenario.parse(BASE).vary(CHANGES[name])
