"""Figures that move in time: from a month on a parameter is another, and each month has its season.

What holds in a month is written into the parameters as the month opens, so that rules read what
holds now and know nothing of it. Which change comes when says the assembly (`changes`).
"""

from salessim.compiler.marks import rare_rule
from salessim.model.rates.anchoring import derive_rates
from salessim.model.rates.relationship import raise_ceilings
from salessim.model.rules.leads import note_leads
from salessim.model.rules.market import begin_growth, note_growth
from salessim.model.rules.pay import set_target


@rare_rule
def begin_schedules(world):
    """Note the most that any month brings, where rates are thinned; end with the first month."""
    begin_growth(world)
    for month in range(world.sizes[0].months):
        change_parameters(world, month)
        raise_ceilings(world)
        note_leads(world)
        note_growth(world, world.borders[month + 1])
    change_parameters(world, 0)


@rare_rule
def hold_month(world, month):
    """Let parameters be those of a month, before anything happens, as a plan sees them."""
    for each in range(month + 1):
        change_parameters(world, each)
    derive_rates(world)
    note_leads(world)


@rare_rule
def move_parameters(world, now, month):
    """Let a month's changes come, and what follows from them."""
    changes = world.changes_of_month[month]
    if changes.first == changes.end:
        return
    note_growth(world, now)
    change_parameters(world, month)
    if changes.solves:
        derive_rates(world)
    note_leads(world)
    for rep in range(world.sizes[0].reps):
        set_target(world, rep)


@rare_rule
def change_parameters(world, month):
    """Write the parameters that change with a month."""
    changes = world.changes_of_month[month]
    for place in range(changes.first, changes.end):
        change = world.changes[place]
        value = world.parameters[change.source] * change.factor
        world.parameters[change.target] = min(change.greatest, max(change.least, value))
