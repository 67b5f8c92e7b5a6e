"""Scenarios with one mistake each, made from one that is right."""

from dataclasses import dataclass

import pytest

from salessim.errors import InputError, SalessimError, ScenarioError
from salessim.scenario import Scenario

RIGHT = """\
horizon: {from: 2027-01, months: 12}
segments:
  gold: {deal: 20k..40k, churn: 8 % a year}
  silver: {deal: 5k}
channels: {web: {leads: 20 a month}}
team:
  closer: {people: 2}
"""


@dataclass(frozen=True)
class Bad:
    """A scenario with a mistake: what is changed, the path of its problem, part of the message."""

    name: str
    path: str
    message: str
    old: str = ""
    new: str = ""

    def text(self) -> str:
        if not self.old:
            return RIGHT + self.new + "\n"
        assert RIGHT.count(self.old) == 1
        return RIGHT.replace(self.old, self.new)


def add(name: str, new: str, path: str, message: str) -> Bad:
    return Bad(name, path, message, new=new)


def swap(name: str, old: str, new: str, path: str, message: str) -> Bad:
    return Bad(name, path, message, old, new)


DEAL = "deal: 20k..40k"
CHURN = "churn: 8 % a year"
LEADS = "leads: 20 a month"
PEOPLE = "people: 2"
MONTHS = "months: 12"


def problems_of(text: str) -> ScenarioError:
    """The error that a scenario is answered with."""
    with pytest.raises(SalessimError) as caught:
        Scenario.parse(text, name="bad.yaml")
    error = caught.value
    assert isinstance(error, ScenarioError)
    assert isinstance(error, InputError)
    assert error.exit_code == 2
    assert error.problems
    return error


def assert_refused(case: Bad) -> None:
    """The scenario has exactly one problem, at the path and with the message of the case."""
    error = problems_of(case.text())
    found = [problem for problem in error.problems if problem.path == case.path]
    assert found, str(error)
    assert any(case.message in problem.message for problem in found), str(error)
    assert len(error.problems) == 1, str(error)
    [problem] = found
    assert problem.file == "bad.yaml"
    assert problem.line is not None
    assert str(problem).startswith(f"bad.yaml:{problem.line}: {case.path}: ")
