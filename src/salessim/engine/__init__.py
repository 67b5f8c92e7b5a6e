"""The engine: one set of rules, two drivers, over threads; and how its work is watched."""

from collections.abc import Callable

type Watch = Callable[[str, int, int], bool]
"""Called with the phase of the work and the replications done and planned in it.

It answers whether to go on. Done is 0 when the compiled rules are ready and work begins.
"""

FUTURES = "futures"
"""Phase: the replications asked for."""
SEARCH = "search"
"""Phase: the replications in which a better plan is looked for. Whoever stops it has the best."""
LIMIT_PAIRS = "limits"
"""Phase: the replications simulated again with a limit relaxed."""
LUCK = "luck"
"""Phase: the replications simulated again under other luck."""
RUNS = "runs"
"""Phase: the replications of all points of an experiment."""
PLANS = "plans"
"""Phase: the points of an experiment that are planned before they are simulated."""
COEFFICIENTS = "coefficients"
"""Phase: what an hour of each group brings is worked out for a plan's programmes."""
PROGRAMMES = "programmes"
"""Phase: the programmes of a plan, between its simulations; one more than are solved is planned."""

WATCHED_BATCH = 16
"""Replications between two calls of a watch."""
