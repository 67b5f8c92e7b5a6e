"""What an hour of a group is worth by simulating it, where the programme cannot know.

Territories keep people from firms that the programme lets everybody work on.
"""

from collections.abc import Collection
from dataclasses import replace

from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.findings import Marginal
from salessim.plan.marginal_values import MAXIMUM_GROUPS, apart
from salessim.plan.request import PlanRequest
from salessim.plan.simulation_check import LEAST_PROOF, ReplicationSettings, SimulatedPlan
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
    events = max(1, shown.outcomes.events)
    futures = min(shown.count, max(LEAST_PROOF, EVENTS * shown.count // events))
    trials = Trials(coefficients.printed, WATCHED, (), replications.exactly(futures))
    follows = way.follows(scenario, coefficients)
    measure = "profit" if request.objective == "profit" else "revenue"
    base = getattr(trials.of(follows, futures), measure).sum(axis=1).mean()
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
                changed = getattr(trials.of(other, futures), measure).sum(axis=1).mean()
                worth[sign] = float(sign * (changed - base) / (STEP * hours[g]))
        if worth:
            more = worth.get(1.0, worth[-1.0])
            less = worth[-1.0]
            found.append(
                Marginal(group=group.name, more=more, less=less, degenerate=apart(more, less))
            )
    return found


def _with_hours(scenario: Scenario, names: Collection[str], factor: float) -> Scenario | None:
    """The scenario where people sell for more or fewer of their paid hours; None where none can."""
    people = []
    for person in scenario.plan.people:
        changed = _selling(person, factor) if person.name in names else person
        if changed is None:
            return None
        people.append(changed)
    plan = scenario.plan.model_copy(update={"people": tuple(people)})
    return replace(scenario, plan=plan, base=scenario.today)


def _selling(person: Person, factor: float) -> Person | None:
    now = person.time.administration
    share = 1.0 - (1.0 - now.typical) * factor
    if share < 0.0:
        return None
    administration = now.scaled(share / now.typical) if now.typical > 0.0 else Quantity(share)
    time = person.time.model_copy(update={"administration": administration})
    return replace(person, time=time)
