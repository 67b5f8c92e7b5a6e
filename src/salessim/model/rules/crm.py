"""The CRM tool: what is forgotten or misjudged without it, and the time that it takes.

While people move to the tool it is not used yet.
"""

from salessim.compiler.marks import rule

MAXIMUM_ADMINISTRATION = 0.95
"""Share of paid time beyond which administration does not go."""


@rule
def migrates(world):
    """Tell whether people are still moving to the tool."""
    return world.run[0].now < world.company[0].migrated_at


@rule
def forgotten_share(world):
    """Return the share of follow-ups that are forgotten."""
    company = world.company[0]
    return company.leak_migrating if migrates(world) else company.leak


@rule
def misjudged_share(world):
    """Return the share of waiting deals whose priority is misjudged."""
    company = world.company[0]
    return company.misjudged_migrating if migrates(world) else company.misjudged


@rule
def administration_share(world, rep):
    """Return the share of a rep's paid time that goes into administration, the tool's included."""
    company = world.company[0]
    tool = company.tool_time_migrating if migrates(world) else company.tool_time
    return min(MAXIMUM_ADMINISTRATION, max(0.0, world.people[rep].administration + tool))
