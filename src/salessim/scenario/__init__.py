"""What the user says: scenario files, read and checked, varied and digested."""

from salessim.scenario.people import Pay, Person
from salessim.scenario.scenario import Scenario
from salessim.scenario.vary import read_setting

__all__ = ["Pay", "Person", "Scenario", "read_setting"]
