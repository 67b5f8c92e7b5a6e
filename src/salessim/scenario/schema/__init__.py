"""The schema: every field of a scenario with its unit, range, default, source and sentence.

A field stands once, in the section that it belongs to; `root.py` lists the sections. The default is
written as a user would type it, its source (a citation, or the word assumption) right after. Where
a default depends on other fields it is None here, `otherwise` says the rule in words, and
`completion.py` or `sales_plan.py` carries it out. `docs/fields.md`, the JSON Schema, error messages
and `salessim.scenario.defaults` are made from here.
"""
