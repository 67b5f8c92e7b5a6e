"""How interest fades while a case waits: by a half-life, or by a table of what each wait leaves.

Between two rows of a table interest falls in a straight line; after the last it stays. A table is
so many rows (seconds, share left) of `nodes`; no rows: the half-life holds, and 0 is none.
"""

from salessim.compiler.marks import formula, rare_rule, rule
from salessim.elementary import LN_2, exp, exp2, log
from salessim.model.distributions import quantile_of_table
from salessim.model.state.codes import NEVER


@formula
def interest_left(waited, half_life):
    """Return the share of interest that is left after a wait (both in seconds)."""
    return exp2(-waited / half_life)


@rare_rule
def share_of_table(world, waited, first, rows):
    """Return the share that a table of waits leaves."""
    return quantile_of_table(world.nodes, int(first), int(rows), waited)


@rule
def interest_after(world, waited, half_life, first, rows):
    """Return the share of a case's interest that is left after a wait in seconds."""
    if rows > 0.0:
        return share_of_table(world, waited, first, rows)
    return 1.0 if half_life <= 0.0 else interest_left(waited, half_life)


@rule
def time_until(world, share, half_life, first, rows):
    """Return the seconds of waiting after which such a share of interest is left, 0..1.

    At 0 it is never, and so it is where a table ends above the share.
    """
    if share <= 0.0:
        return float(NEVER)
    if rows == 0.0:
        return -log(share) / LN_2 * half_life
    before = int(first)
    if world.nodes[before, 1] <= share:
        return 0.0
    for row in range(before + 1, int(first + rows)):
        left = world.nodes[row, 1]
        if left <= share:
            part = (world.nodes[before, 1] - share) / (world.nodes[before, 1] - left)
            return world.nodes[before, 0] + part * (world.nodes[row, 0] - world.nodes[before, 0])
        before = row
    return float(NEVER)


@rule
def mean_interest(world, at_first, wait, half_life, first, rows):
    """Return what is left of `at_first` on average after an exponential wait of so many seconds.

    Of a table it is what is left at once, and of each further step down the chance to wait so long.
    """
    if rows == 0.0:
        return at_first if half_life <= 0.0 else at_first / (1.0 + LN_2 / half_life * wait)
    left = world.nodes[int(first), 1]
    if wait <= 0.0:
        return at_first * left
    for row in range(int(first), int(first + rows) - 1):
        begin = world.nodes[row, 0]
        end = world.nodes[row + 1, 0]
        slope = (world.nodes[row + 1, 1] - world.nodes[row, 1]) / (end - begin)
        left += slope * wait * (exp(-begin / wait) - exp(-end / wait))
    return at_first * left
