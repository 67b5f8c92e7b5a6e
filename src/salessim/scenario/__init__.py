"""What the user says: scenario files, read and checked, varied and digested."""

from salessim.scenario.sales_plan import Pay, Person
from salessim.scenario.scenario import Scenario
from salessim.scenario.variation import read_setting

__all__ = ["Pay", "Person", "Scenario", "read_setting"]
