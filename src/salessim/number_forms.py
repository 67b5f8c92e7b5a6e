"""Forms of numbers, ranges and periods that other tools take, and how each is typed here."""

import re
from collections.abc import Callable

from salessim.figures import in_plain_digits
from salessim.units import Measure

_COUNTED = re.compile(
    r"([0-9][kKmM]?)\s+(?!(?:a|an|per|each|every|in|of)\b|(?:day|week|month|quarter|year|hour|min))"
    r"[^\W\d_]+"
)
_PART = re.compile(r"([0-9]+)\s*(?:/|in|of|out of)\s*([1-9][0-9]*)(?P<rate> an? \w+)?")
_OTHER_PERIOD = re.compile(
    r"(?P<rest>.*[^\s/])(?:\s*(?:/|\b(?:a|per)\b)\s*(?P<short>d|wk|w|mo|mth|mon|m|qtr|q|yr|y|annum|"
    r"days|weeks|months|quarters|years)|"
    r"\s+(?P<adverb>daily|weekly|monthly|quarterly|yearly|annually|annual|p\.?\s?[am]\.?))\.?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:~|<=|>=|<|>|≈|±|(?:about|approx|around|circa|ca|up to)\b\.?)\s*", re.IGNORECASE
)
_DASHED = re.compile(
    r"(?:between |from )?(?P<low>.*[0-9k%M€$£])\s*(?:-|–|—|to|and|bis|à)\s*"
    r"(?P<high>[€$£]?[0-9.].*)",
    re.IGNORECASE,
)


def advice_on_form(words: str, measure: Measure, problem: Callable[[str], str]) -> str:
    """How a number, a range or a period is typed that is written in another form; else empty.

    Args:
        words: what was typed, figures in plain digits.
        measure: what the number measures.
        problem: says why other words are not taken; empty if they are.
    """

    def advice(sentence: str, instead: str, otherwise: str) -> str:
        further = problem(instead)
        if not further:
            return f"{sentence}: type {instead}"
        return f"{sentence}, such as {otherwise}; in {instead}, {further}"

    if "..." in words or "…" in words:
        two = re.sub(r"\s*(?:\.\.\.+|…)\s*", "..", words)
        return advice("a range is typed with two dots", two, "20..45")
    if re.search("[0-9]_[0-9]", words):
        bare = in_plain_digits(words.replace("_", ""))
        return advice("YAML readers disagree on underscores in numbers", bare, "1000")
    bare = _ABOUT.sub("", words)
    if bare != words:
        return advice("the number stands alone, or in a range low..high", bare, "300")
    ends = _DASHED.fullmatch(words)
    if ends and ".." not in words:
        both = f"{ends['low'].strip()}..{ends['high']}"
        return advice("a range is typed with two dots", both, "20..45")
    other = _OTHER_PERIOD.fullmatch(words)
    if other:
        instead = f"{other['rest'].strip()} a {_period_meant(other['short'] or other['adverb'])}"
        if not problem(instead):
            return f"a period is typed 'a month' or 'a year': type {instead}"
    part = _PART.fullmatch(words)
    if part and measure == "share" and int(part[1]) <= int(part[2]):
        percent = f"{100 * int(part[1]) / int(part[2]):.6g} %{part['rate'] or ''}"
        return f"a share is typed in percent: type {percent}"
    yearly = re.fullmatch(r"(.*\S)\s+(MRR|ARR|ACV)", words)
    if yearly and not problem(yearly[1]):
        period = "month" if yearly[2] == "MRR" else "year"
        return f"a recurring amount has its period: type {yearly[1]} a {period}"
    if "±" in words or "+/-" in words:
        return "a range is typed low..high, and 8 in 10 lie between its ends, such as 8k..12k"
    alone = _COUNTED.sub(r"\1", words)
    if measure in ("count", "number") and alone != words and not problem(alone):
        return f"the number stands alone, without its unit: type {alone}"
    return ""


def _period_meant(word: str) -> str:
    """The period that an abbreviation or an adverb means: `p.m.` is a month, `p.a.` a year."""
    letters = word.lower().replace(".", "").replace(" ", "")
    letter = letters[1] if letters in ("pa", "pm") else letters[0]
    return {"d": "day", "w": "week", "m": "month", "q": "quarter"}.get(letter, "year")
