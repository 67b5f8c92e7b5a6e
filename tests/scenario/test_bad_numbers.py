"""Numbers that cannot be used, and the sentence that each is answered with."""

import pytest
from bad_cases import CHURN, DEAL, LEADS, MONTHS, PEOPLE, Bad, add, assert_refused, swap

NUMBERS = [
    swap("text for money", DEAL, "deal: much", "segments.gold.deal", "type figures"),
    swap("list for money", DEAL, "deal: [1, 2]", "segments.gold.deal", "type 1..2"),
    swap("map for money", DEAL, "deal: {amount: 3}", "segments.gold.deal", "type 3"),
    swap("comma", DEAL, "deal: '1,250'", "segments.gold.deal", "type 1250 or 1.25;"),
    swap("underscore", DEAL, "deal: 1_000", "segments.gold.deal", "type 1000"),
    swap("octal", DEAL, "deal: 012", "segments.gold.deal", "type 12"),
    swap("hexadecimal", DEAL, "deal: 0x1F", "segments.gold.deal", "type figures"),
    swap("nan", DEAL, "deal: .nan", "segments.gold.deal", "finite"),
    swap("infinity", DEAL, "deal: .inf", "segments.gold.deal", "finite"),
    swap("minus infinity", DEAL, "deal: -.inf", "segments.gold.deal", "finite"),
    swap("overflow", DEAL, "deal: 1e999", "segments.gold.deal", "finite"),
    swap("thousands of digits", DEAL, f"deal: {'9' * 5000}", "segments.gold.deal", "too long"),
    swap("negative money", DEAL, "deal: -5k", "segments.gold.deal", "allowed: 0 to"),
    swap("too much money", DEAL, "deal: 1e15", "segments.gold.deal", "allowed: 0 to"),
    swap("wrong unit", DEAL, "deal: 5 days", "segments.gold.deal", "no unit of money"),
    swap("foreign currency", DEAL, "deal: $5k", "segments.gold.deal", "counts in EUR"),
    swap("foreign code", DEAL, "deal: 5k USD", "segments.gold.deal", "counts in EUR"),
    swap("percent of money", DEAL, "deal: 5 %", "segments.gold.deal", "no unit of money"),
    swap("range with a dash", DEAL, "deal: 20k-40k", "segments.gold.deal", "type 20k..40k"),
    swap("range with a word", DEAL, "deal: 20k to 40k", "segments.gold.deal", "type 20k..40k"),
    swap("range backwards", DEAL, "deal: 40k..20k", "segments.gold.deal", "type 20k..40k"),
    swap("range half scaled", DEAL, "deal: 20..40k", "segments.gold.deal", "type 20k..40k"),
    swap("range of three", DEAL, "deal: 1..2..3", "segments.gold.deal", "low..high"),
    swap("range without end", DEAL, "deal: 1..", "segments.gold.deal", "low..high"),
    swap("two periods", DEAL, "deal: 1k a month..2k a year", "segments.gold.deal", "one period"),
    swap("null", DEAL, "deal:", "segments.gold.deal", "nothing is given"),
    swap("boolean", DEAL, "deal: yes", "segments.gold.deal", "YAML readers disagree"),
    swap("no period", CHURN, "churn: 8 %", "segments.gold.churn", "'8 % a year' or '8 % a month'"),
    swap("share over 1", CHURN, "churn: 8 a year", "segments.gold.churn", "type '8 % a year'"),
    swap("share over 100 %", CHURN, "churn: 120 % a year", "segments.gold.churn", "allowed: 0 %"),
    swap("no adverbs", LEADS, "leads: 20 monthly", "channels.web.leads", "type 20 a month"),
    swap("unit of a count", LEADS, "leads: 20 % a month", "channels.web.leads", "no percentage"),
    swap("word after a count", LEADS, "leads: 20 mails a month", "channels.web.leads", "alone"),
    swap("money for a count", LEADS, "leads: €20 a month", "channels.web.leads", "no amount"),
    swap("months of none", MONTHS, "months: 0", "horizon.months", "allowed: 1 to 60"),
    swap("months of a century", MONTHS, "months: 1200", "horizon.months", "allowed: 1 to 60"),
    swap("months in part", MONTHS, "months: 2.5", "horizon.months", "whole number"),
    swap("months in a range", MONTHS, "months: 6..12", "horizon.months", "whole number"),
    swap("people in part", PEOPLE, "people: 2.5", "team.closer.people", "whole number"),
    swap("people below none", PEOPLE, "people: -1", "team.closer.people", "allowed: 0 to"),
    swap("people by word", PEOPLE, "people: two", "team.closer.people", "in figures such as 2"),
    add("period on a duration", "paid_after: 30 days a month", "paid_after", "no period"),
    add("money in days", "paid_after: 30 EUR", "paid_after", "no unit of time"),
    add("range of hours", "calendar: {hours: 35..40 a week}", "calendar.hours", "no range"),
    add(
        "hours over a week", "calendar: {hours: 170 a week}", "calendar.hours", "allowed: 1 to 168"
    ),
]


LAWS = [
    swap(
        "law without parameters",
        DEAL,
        "deal: {weibull: {scale: 2k}}",
        "segments.gold.deal",
        "{scale: , shape: }",
    ),
    swap("law of a range", DEAL, "deal: {constant: 1k..2k}", "segments.gold.deal", "no ranges"),
    swap("law falls", DEAL, "deal: {triangular: [3k, 2k, 1k]}", "segments.gold.deal", "rise"),
    swap(
        "law of two numbers",
        DEAL,
        "deal: {triangular: [3k, 2k]}",
        "segments.gold.deal",
        "3 numbers",
    ),
    swap(
        "two laws",
        DEAL,
        "deal: {constant: 1, uniform: [1, 2]}",
        "segments.gold.deal",
        "one distribution",
    ),
    swap("quantiles fall", DEAL, "deal: {quantiles: [3, 2, 1]}", "segments.gold.deal", "rise"),
    swap(
        "quantiles start late",
        DEAL,
        "deal: {quantiles: {10 %: 1, 100 %: 2}}",
        "segments.gold.deal",
        "0 % to 100 %",
    ),
    swap(
        "part of a shape",
        DEAL,
        "deal: {gamma: {shape: 1.5, mean: 2k}}",
        "segments.gold.deal",
        "whole number",
    ),
    swap("law of nan", DEAL, "deal: {exponential: {mean: nan}}", "segments.gold.deal", "finite"),
    swap(
        "unknown law",
        DEAL,
        "deal: {wiebull: {scale: 1, shape: 2}}",
        "segments.gold.deal",
        "did you mean weibull",
    ),
    swap(
        "unknown scipy law",
        DEAL,
        "deal: {scipy: {name: bta, a: 1, b: 2}}",
        "segments.gold.deal",
        "did you mean beta",
    ),
    swap(
        "scipy parameters",
        DEAL,
        "deal: {scipy: {name: beta, a: 1}}",
        "segments.gold.deal",
        "scipy refuses",
    ),
    swap(
        "scipy below zero",
        DEAL,
        "deal: {scipy: {name: norm}}",
        "segments.gold.deal",
        "allowed: 0 to",
    ),
    swap(
        "typical outside",
        DEAL,
        "deal: {typical: 9k, cases: 1k..2k}",
        "segments.gold.deal",
        "within cases",
    ),
    swap(
        "cases of a rate",
        CHURN,
        "churn: {typical: 8 % a year, cases: 1 % a year}",
        "segments.gold.churn",
        "type truth",
    ),
    swap("law of a rate", CHURN, "churn: {uniform: [1, 2]}", "segments.gold.churn", "same for"),
]


@pytest.mark.parametrize("case", [*NUMBERS, *LAWS], ids=lambda case: case.name)
def test_bad(case: Bad) -> None:
    assert_refused(case)
