"""The scenario: files read, checked, completed, varied and digested.

From what was typed to what is simulated, each step in a file of its own:

    text_files            which files may be read, and how
    yaml_text, files      text and CSV tables, with every problem said in a sentence
    document              one tree of what was typed (`tree`), `extends` followed
    validation            the tree normalised, held against the schema, checked between sections
    schema                every field: unit, range, default, source
    completion            what sections fill in for each other
    sales_plan            the sections in full, and the people one by one
    scenario, variation   the frozen scenario, and changes to it by key path

What was typed stays in the tree as it is; what follows from it stands in the sales plan.
"""

from salessim.scenario.pay_plan import Pay
from salessim.scenario.sales_plan import Person
from salessim.scenario.scenario import Scenario
from salessim.scenario.variation import read_setting

__all__ = ["Pay", "Person", "Scenario", "read_setting"]
