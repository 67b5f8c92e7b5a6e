"""What more or less money for a channel does to its leads."""

from salessim.compiler.marks import formula


@formula
def budget_response(ratio, without, at_most):
    """Return a channel's leads as a multiple of today's, 1 at today's budget.

    ratio: budget over today's, from 0. without: share of today's leads that come without any
    budget, 0..1. at_most: what no budget exceeds, from 1. The curve is concave: that of Little's
    ADBUDG with the exponent 1 ("Models and managers: the concept of a decision calculus",
    Management Science 16 (1970) B466-B485, section on the advertising response function).
    """
    if ratio == 1.0 or without >= 1.0:
        return 1.0
    if ratio <= 0.0:
        return without
    half = (at_most - 1.0) / (1.0 - without)
    return without + (at_most - without) * ratio / (half + ratio)
