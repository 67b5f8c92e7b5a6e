"""Which known word was meant: by meaning, by a slip of the finger, never by mere likeness."""

import pytest

from salessim.near_words import MEANINGS, did_you_mean, near_words
from salessim.scenario.schema.funnel import Stage
from salessim.scenario.schema.market import Segment
from salessim.scenario.schema.team import Role

SEGMENT, STAGE = tuple(Segment.model_fields), tuple(Stage.model_fields)
ROLE = tuple(Role.model_fields)
COUNTRIES = (
    "germany",
    "netherlands",
    "austria",
    "switzerland",
    "united kingdom",
    "spain",
    "turkey",
)


@pytest.mark.parametrize(
    ("given", "known", "meant"),
    [
        ("acv", SEGMENT, "deal"),
        ("Deal Size", SEGMENT, "deal"),
        ("close-rate", SEGMENT, "win_rate"),
        ("TAM", SEGMENT, "prospects"),
        ("salary", ROLE, "base"),
        ("OTE", ROLE, "on_target"),
        ("headcount", ROLE, "people"),
        ("ramp_up_months", ROLE, "ramp"),
        ("conversion_rate", STAGE, "passes"),
        ("sales_cycle", STAGE, "buyer_takes"),
        ("Deutschland", COUNTRIES, "germany"),
        ("Österreich", COUNTRIES, "austria"),
        ("Oesterreich", COUNTRIES, "austria"),
        ("Tuerkei", COUNTRIES, "turkey"),
        ("España", COUNTRIES, "spain"),
        ("UK", COUNTRIES, "united kingdom"),
        ("monthly_leads", ("leads", "budget"), "leads"),
        ("prospect", SEGMENT, "prospects"),
        ("dael", SEGMENT, "deal"),
        ("poeple", ROLE, "people"),
        ("golden", ("gold", "silver"), "gold"),
        ("Gold", ("gold", "silver"), "gold"),
    ],
)
def test_what_was_meant(given: str, known: tuple[str, ...], meant: str) -> None:
    assert near_words(given, known)[0] == meant


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("currency", SEGMENT),  # is not churn
        ("weather", SEGMENT),
        ("Deutschland", ("netherlands", "finland")),
        ("aproval", ("proposal", "call")),
        ("", SEGMENT),
        ("x" * 500, SEGMENT),
    ],
)
def test_mere_likeness_is_no_hint(given: str, known: tuple[str, ...]) -> None:
    assert did_you_mean(given, known) == ""


def test_a_known_word_means_no_other_of_its_section() -> None:
    """What stands in the list is folded, and no word is listed under itself."""
    for word, others in MEANINGS.items():
        assert word not in others - {"portugal"}, word
        assert all(other == other.lower().strip("_") for other in others), word
