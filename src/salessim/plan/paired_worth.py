"""What an hour of a group is worth by simulating it, where the programme cannot know.

Territories keep people from firms that the programme lets everybody work on.
"""

from collections.abc import Collection
from dataclasses import replace

from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.world import with_people
from salessim.plan.findings import Marginal
from salessim.plan.marginal_values import MAXIMUM_GROUPS, apart
from salessim.plan.request import PlanRequest
from salessim.plan.simulation_check import ReplicationSettings, SimulatedPlan
from salessim.plan.trials import WATCHED, Trials
from salessim.plan.ways import Way
from salessim.scenario import Person, Scenario
from salessim.units import Quantity

STEP = 0.1
"""Share of a group's selling hours by which their worth is tried: chance is large beside less."""
EVENTS = 10_000_000
"""Events of one of its simulations, of fewer futures than a proof."""


def worth_of_groups(
    scenario: Scenario,
    coefficients: LpCoefficients,
    request: PlanRequest,
    way: Way,
    shown: SimulatedPlan,
    replications: ReplicationSettings,
) -> list[Marginal]:
    """One more and one less hour of each group, the largest first, in the futures of the proof.

    Hours come from administration and go there; what they change is counted until a year after
    the horizon. Who has too little administration for a step is tried with fewer hours only.

    Raises:
        StoppedError: the watch ended the work.
    """
    futures = shown.futures_within(EVENTS)
    trials = Trials(coefficients.printed, WATCHED, (), replications.exactly(futures))
    follows = way.follows(scenario, coefficients)

    def brings(one: Scenario) -> float:
        return float(trials.of(one, futures).brought(request.aim).mean())

    base = brings(follows)
    hours = coefficients.hours.selling[:, : coefficients.printed + WATCHED].sum(axis=1)
    order = sorted(range(len(coefficients.groups)), key=lambda g: hours[g], reverse=True)
    found = []
    for g in order[:MAXIMUM_GROUPS]:
        group = coefficients.groups[g]
        names = {coefficients.book.reps[rep] for rep in group.reps}
        worth: dict[float, float] = {}
        for sign in (1.0, -1.0):
            other = _with_hours(follows, names, 1.0 + sign * STEP)
            if other is not None and hours[g] > 0.0:
                worth[sign] = float(sign * (brings(other) - base) / (STEP * hours[g]))
        if worth:
            more = worth.get(1.0, worth[-1.0])
            less = worth[-1.0]
            found.append(
                Marginal(group=group.name, more=more, less=less, degenerate=apart(more, less))
            )
    return found


def _with_hours(scenario: Scenario, names: Collection[str], factor: float) -> Scenario | None:
    """The scenario where people sell for more or fewer of their paid hours; None where none can."""
    own = [person for person in scenario.plan.people if person.name in names]
    if any(_administration(person, factor) < 0.0 for person in own):
        return None
    return with_people(scenario, lambda one: _selling(one, factor) if one.name in names else one)


def _administration(person: Person, factor: float) -> float:
    """Share of paid time left for it where selling takes so many times its hours."""
    return 1.0 - (1.0 - person.time.administration.typical) * factor


def _selling(person: Person, factor: float) -> Person:
    now, share = person.time.administration, _administration(person, factor)
    administration = now.scaled(share / now.typical) if now.typical > 0.0 else Quantity(share)
    return replace(person, time=person.time.model_copy(update={"administration": administration}))
