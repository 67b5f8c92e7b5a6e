"""The README says what is true: commands, headline, scenario and links."""

import re

import readme

from salessim import Scenario


def test_commands_are_one_line_each():
    for mark in ("run", "test"):
        assert readme.block(mark)[2].strip().count("\n") == 0


def test_the_headline_is_what_is_printed():
    assert readme.block("headline")[2] == readme.headline(), "python tests/readme.py"


def test_the_short_scenario_is_ten_lines_and_valid():
    text = readme.block("scenario")[2]
    assert len(text.splitlines()) <= 11
    assert len(Scenario.parse(text).plan.people) == 4


def test_links_lead_somewhere(tree):
    pages = [tree / "README.md", *(tree / "docs").glob("*.md"), *tree.glob("experiments/*/*.md")]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
