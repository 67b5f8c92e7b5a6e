"""Unknown keys and words, and maps, lists and values that stand in each other's place."""

import pytest
from bad_cases import DEAL, LEADS, MONTHS, PEOPLE, RIGHT, Bad, add, assert_refused, swap

from salessim import Scenario

WORDS = [
    add("unknown key", "segmnts: {}", "segmnts", "did you mean segments"),
    add("key of nowhere", "weather: fine", "weather", "known: name, currency"),
    add("key of elsewhere", "administration: 30 %", "administration", "belongs to time"),
    swap("unknown key of a segment", DEAL, "dael: 3k", "segments.gold.dael", "did you mean deal"),
    swap(
        "unknown key of a channel",
        LEADS,
        "lead: 3 a day",
        "channels.web.lead",
        "did you mean leads",
    ),
    swap("unknown key of a role", PEOPLE, "poeple: 2", "team.closer.poeple", "did you mean people"),
    swap("unknown key of the horizon", MONTHS, "month: 2", "horizon.month", "did you mean months"),
    add(
        "unknown key of a stage",
        "funnel: {conquest: {call: {hour: 1}}}",
        "funnel.conquest.call.hour",
        "did you mean hours",
    ),
    add(
        "unknown stage section",
        "funnel: {conquset: {}}",
        "funnel.conquset",
        "did you mean conquest",
    ),
    add(
        "unknown key of a move",
        "motivation: {moves: {wins: 0}}",
        "motivation.moves.wins",
        "did you mean win",
    ),
    add(
        "unknown key of today", "today: {account: x.csv}", "today.account", "did you mean accounts"
    ),
    swap(
        "unknown skill",
        PEOPLE,
        "people: 2, skills: {closing: good}",
        "team.closer.skills.closing",
        "did you mean negotiation",
    ),
    swap(
        "unknown skill level",
        PEOPLE,
        "people: 2, skills: {discovery: god}",
        "team.closer.skills.discovery",
        "did you mean good",
    ),
    swap(
        "skill over 1",
        PEOPLE,
        "people: 2, skills: {discovery: 7}",
        "team.closer.skills.discovery",
        "allowed: ",
    ),
    swap(
        "unknown motion",
        PEOPLE,
        "people: 2, motion: hunting",
        "team.closer.motion",
        "allowed: conquest, loyalty, both",
    ),
    swap(
        "unknown ramp",
        PEOPLE,
        "people: 2, ramp: {by: week, share: [1]}",
        "team.closer.ramp.by",
        "allowed: month, quarter",
    ),
    swap(
        "ramp of two kinds",
        PEOPLE,
        "people: 2, ramp: {by: month, share: [1], months: 3}",
        "team.closer.ramp.months",
        "no such key",
    ),
    swap(
        "unknown routing",
        LEADS,
        "leads: 20 a month, routing: robin",
        "channels.web.routing",
        "allowed: owner",
    ),
    swap(
        "unknown month",
        LEADS,
        "leads: 20 a month, peak: Brumaire",
        "channels.web.peak",
        "September",
    ),
    add(
        "unknown style",
        "managers: {boss: {style: participatve}}",
        "managers.boss.style",
        "did you mean participative",
    ),
    add(
        "unknown weekday",
        "calendar: {weekdays: [mon, tues]}",
        "calendar.weekdays",
        "did you mean tue",
    ),
    add("no weekday", "calendar: {weekdays: []}", "calendar.weekdays", "no day is worked"),
    add(
        "weekday twice",
        "calendar: {weekdays: [mon, tue, wed, thu, fri, fri]}",
        "calendar.weekdays",
        "twice",
    ),
    add("unknown country", "calendar: {country: Frence}", "calendar.country", "Did you mean"),
    add("country as boolean", "calendar: {country: NO}", "calendar.country", "quotes: 'NO'"),
    add("unknown calendar word", "calendar: never", "calendar", "always"),
    add("off for a section", "crm: off", "crm", "type none"),
    add("off for motivation", "motivation: off", "motivation", "type none"),
    add("no for a field", "time: {prospecting_block: no}", "time.prospecting_block", "type none"),
    add("on for a section", "crm: on", "crm", "none, or {adoption: 15 %}"),
    add(
        "false for a word",
        "prospecting: {outbound: false}",
        "prospecting.outbound",
        "when_free, none",
    ),
    add("currency by sign", "currency: €", "currency", "type EUR"),
    add("currency in small letters", "currency: eur", "currency", "type EUR"),
    add("name as boolean", "name: yes", "name", "quotes: 'yes'"),
    add("dot in a name", "products: {v1.2: {price: 3k}}", "products.v1.2", "no dots"),
    add("name of booleans", "products: {on: {price: 3k}}", "products.on", "quotes: 'on'"),
]


SHAPES = [
    swap("number for a map", "{people: 2}", "2", "team.closer", "a map of keys"),
    swap("list for a map", "{web: {leads: 20 a month}}", "[web]", "channels", "a map of names"),
    swap(
        "map for a list", PEOPLE, "people: 2, segments: {gold: 1}", "team.closer.segments", "a list"
    ),
    swap("no horizon", "horizon: {from: 2027-01, months: 12}", "name: x", "horizon", "missing"),
    swap(
        "no first month", "{from: 2027-01, months: 12}", "{months: 12}", "horizon.from", "2027-03"
    ),
    swap("no team", "team:\n  closer: {people: 2}", "", "team", "missing"),
    swap("empty team", "team:\n  closer: {people: 2}", "team: {}", "team", "nobody sells"),
    swap("nobody in the team", "{people: 2}", "{}", "team", "nobody sells"),
    swap(
        "segments empty",
        "segments:\n  gold: {deal: 20k..40k, churn: 8 % a year}\n  silver: {deal: 5k}",
        "segments: {}",
        "segments",
        "no segment",
    ),
    add(
        "stage without hours",
        "funnel: {conquest: {demo: {passes: 20 %}}}",
        "funnel.conquest.demo.hours",
        "missing",
    ),
    add("no stages", "funnel: {conquest: {}}", "funnel.conquest", "no stage"),
    add(
        "loyalty step of no kind",
        "funnel: {loyalty: {chat: {hours: 2}}}",
        "funnel.loyalty.chat.passes",
        "missing",
    ),
    add(
        "loyalty step of two kinds",
        "funnel: {loyalty: {chat: {hours: 2, every: 3 days, passes: 2 %}}}",
        "funnel.loyalty.chat.passes",
        "no such key",
    ),
    add(
        "target without measure",
        "target: {by: 2027-12}",
        "target",
        "names revenue, arr or bookings",
    ),
    add("target without date", "target: {revenue: 1M}", "target.by", "missing"),
    add(
        "target misspelt",
        "target: {revenu: 1M, by: 2027-12}",
        "target.revenu",
        "did you mean revenue",
    ),
    add("target as a number", "target: 1M", "target", "a map of keys"),
    add(
        "product without price", "products: {box: {margin: 30 %}}", "products.box.price", "missing"
    ),
    add("variant as text", "variants: {more: closer}", "variants.more", "a map of names"),
    add(
        "variant path unknown",
        "variants: {more: {team.closer.poeple: 3}}",
        "variants.more.team.closer.poeple",
        "did you mean people",
    ),
    add(
        "variant role unknown",
        "variants: {more: {team.closr.people: 3}}",
        "variants.more.team.closr.people",
        "did you mean closer",
    ),
    add(
        "variant value wrong",
        "variants: {more: {team.closer.people: many}}",
        "variants.more.team.closer.people",
        "in the variant 'more'",
    ),
    add(
        "source path unknown",
        "sources: {segments.gold.dael: survey}",
        "sources.segments.gold.dael",
        "did you mean deal",
    ),
]


@pytest.mark.parametrize("case", [*WORDS, *SHAPES], ids=lambda case: case.name)
def test_bad(case: Bad) -> None:
    assert_refused(case)


def test_one_name_stands_for_a_list_of_one() -> None:
    """`segments: gold` is read as `segments: [gold]` is."""
    one, listed = (
        Scenario.parse(RIGHT.replace(PEOPLE, f"people: 2, segments: {typed}"))
        for typed in ("gold", "[gold]")
    )
    assert one.plan.team["closer"].segments == listed.plan.team["closer"].segments == ("gold",)
