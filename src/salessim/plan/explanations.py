"""Why a plan is as it is: the limits that bind, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salessim.model.state.codes import CONQUEST
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.findings import Bound
from salessim.plan.lp.drift import (
    CONTACTS_DUE,
    DRIFT_TO_CONTACTS,
    DRIFT_TO_PROSPECTS,
    is_of_least_potential,
)
from salessim.plan.lp.model import LpModel
from salessim.plan.lp.request_limits import requested_reason
from salessim.plan.lp.solved_plan import SolvedPlan, binding_rows
from salessim.plan.lp.work import BLOCK, SELLING_HOURS, list_is_used_up
from salessim.plan.solving.linear_program import NONE, ConstraintFamily, Label
from salessim.scenario.pay_plan import Component, Pay, manager_components
from salessim.scenario.pay_tables import OWN
from salessim.scenario.sales_plan import SalesPlan
from salessim.scenario.schema.funnel import Contact

MINIMUM_HOURS = 0.05
"""Hours of a month below which nothing is planned."""

FIXED_TEAM = (
    "With this team the ratio falls only by selling more: its pay does not move with hours."
)
TERRITORIES = (
    "The programme lets everybody call and visit all firms; the simulation keeps territories, "
    "decides between ways of working and says what an hour is worth."
)


def bounds_of(solved: SolvedPlan, coefficients: LpCoefficients) -> list[Bound]:
    """What binds, month by month, in sentences."""
    binding, rows = binding_rows(solved), solved.program.rows
    months = coefficients.book.months[: coefficients.printed]
    found = []
    for place in range(len(rows)):
        family = rows.at(place)[0]
        if rows.at(place) not in binding or not isinstance(family, ConstraintFamily):
            continue
        where = rows.coordinates(place)
        month = where.pop("month", "")
        if family.sentence is not None and month in months:
            sentence = family.sentence.format(where=", ".join(where.values()) or month)
            found.append(Bound(month=month, limit=family.name, sentence=sentence))
    return sorted(found, key=lambda bound: bound.month)


def pay_left_out(plan: SalesPlan) -> list[str]:
    """Say, role by role, what of pay the programme does not hold.

    It holds components as convex lines on what counts for them (`expected.payroll.PayLine`).
    """
    people = {person.role: person.pay for person in reversed(plan.people)}
    roles = dict.fromkeys(person.role for person in plan.people)
    plans = {role: people[role].components for role in roles}
    plans |= {name: manager_components(name, one) for name, one in plan.managers.items()}
    found: dict[str, list[str]] = {}
    for owner, components in plans.items():
        ramped = owner in people and bool(people[owner].quota_ramp)
        found[owner] = [*_parts_left_out(components), *["ramp of the quota"][: int(ramped)]]
    sentences = [
        f"The programme leaves out, of the pay of {owner}: {', '.join(parts)}. The simulation "
        "pays it all, and of the plans tried the one that does best there is taken."
        for owner, parts in found.items()
        if parts
    ]
    as_one = [
        f"{part.name} of {owner}"
        for owner, components in plans.items()
        for part in components
        if not _is_left_out(part) and _is_one_line(part)
    ]
    if as_one:
        sentences.append(
            "The programme takes rates that fall from tier to tier, or that hold for all once a "
            f"tier is reached, as the one that the quota pays, or without one the first "
            f"({', '.join(as_one)})."
        )
    assured = {role: _assured(people[role]) for role in roles}
    alike = [f"{', '.join(words)} of {role}" for role, words in assured.items() if words]
    if alike:
        sentences.append(
            f"The programme holds what is assured ({'; '.join(alike)}) as if all of a group "
            "earned alike and successors had been here as long as those whom they follow. In the "
            "simulation luck differs, and who earns less than others is paid more of it."
        )
    numbers = [name for name, role in plan.team.items() if role.people.is_free]
    of_team = [
        f"{part.name} of {owner}"
        for owner, components in plans.items()
        for part in components
        if part.whose != (OWN,) and not _is_left_out(part)
    ]
    if numbers and of_team:
        sentences.append(
            f"Where numbers of people are to be found, what a team's credit pays each of them "
            f"goes by today's numbers ({', '.join(of_team)})."
        )
    winners = [name for name, role in plan.team.items() if role.keeps_for is not None]
    if winners:
        sentences.append(
            f"The programme gives customers to their keepers at once; in the simulation "
            f"{', '.join(winners)} look after them first, as long as keeps_for says."
        )
    if plan.effort is not None:
        sentences.append(
            "The programme plans with the usual intensity of work; in the simulation marginal pay "
            "moves it."
        )
    if plan.rules.filled:
        sentences.append(
            f"The programme knows no rules of your own ({', '.join(plan.rules.filled)}); the "
            "simulation obeys them."
        )
    return sentences


def waiting_left_out(plan: SalesPlan) -> list[str]:
    """Say where work goes cold while it waits; the programme holds the interest of leads alone."""
    patient = [f"{name} (patience)" for name, one in plan.channels.items() if one.patience]
    for name, step in (*plan.funnel.conquest.items(), *plan.funnel.loyalty.items()):
        if isinstance(step, Contact):
            continue
        keys = ("patience", "goes_cold_in")
        typed = [key for key in keys if getattr(step, key) is not None]
        if typed:
            patient.append(f"{name} ({', '.join(typed)})")
    for segment, own in plan.segments.items():
        for name, part in own.funnel.items():
            if part.patience is not None or part.goes_cold_in is not None:
                patient.append(f"{name} of {segment}")
    if not patient:
        return []
    where = ", ".join(patient)
    sentence = (
        f"In the programme nothing goes cold while it waits at {where}. In the simulation it does, "
        "and of the plans tried the one that does best there is taken."
    )
    return [sentence]


def _parts_left_out(components: Sequence[Component]) -> list[str]:
    """What of components is no convex line, in words."""
    parts = []
    for one in components:
        plan = one.plan
        if _is_left_out(one):
            parts.append(f"{one.name} ({plan.of.replace('_', ' ')})")
            continue
        words = {
            "cap": plan.cap is not None,
            "largest amount": plan.at_most is not None,
            "threshold": one.threshold.typical > 0.0,
            "gate": bool(plan.gate),
            "clawback": plan.clawback is not None,
        }
        left = [word for word, there in words.items() if there]
        if left:
            parts.append(f"{' and '.join(left)} of {one.name}")
    return parts


def _is_left_out(one: Component) -> bool:
    """Whether the programme holds nothing of a component."""
    plan = one.plan
    return plan.prize is not None or plan.for_ is not None


def _is_one_line(one: Component) -> bool:
    """Whether rates fall, or hold for all from the first unit on."""
    pays = [tier.pays.typical for tier in one.tiers]
    return len(pays) > 1 and (one.plan.tiering == "retroactive" or pays != sorted(pays))


def _assured(pay: Pay) -> list[str]:
    """What newcomers and all are assured of, in words."""
    words = {
        "guarantee": pay.guarantee.for_ > 0,
        "draw": pay.draw.pays.typical > 0.0,
        "legal minimum": pay.minimum is not None,
    }
    return [word for word, there in words.items() if there]


@dataclass(frozen=True)
class Made:
    """What a plan has worked on, by group, segment and month of the horizon.

    Attributes:
        calls, leads, contacts: pieces of work.
        come: leads that come.
    """

    calls: NDArray[np.float64]
    leads: NDArray[np.float64]
    contacts: NDArray[np.float64]
    come: NDArray[np.float64]


def made_by(model: LpModel, solved: SolvedPlan) -> Made:
    """Read what a plan works on."""
    months, x = model.coefficients.printed, model.x
    values = solved.solution.values
    assert values is not None

    def of(columns: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.where(columns == NONE, 0.0, values[columns])[..., :months]

    leads = of(x.leads)
    come = np.maximum(model.coefficients.leads.come[..., :months], leads)
    return Made(of(x.calls), leads, of(x.contacts), come)


@dataclass(frozen=True)
class Why:
    """Why hours are as they are: what is worked on, and the limit that binds."""

    work: str
    limit: str

    def __str__(self) -> str:
        """The sentence."""
        return f"{self.work}: {self.limit}" if self.work else self.limit


NO_HOURS = Why("", "no hours")
LEFT_OVER = "all hours that are left"
OWN_ACCORD = "what reps do of their own accord, and no more"


def reasons(model: LpModel, solved: SolvedPlan) -> dict[tuple[int, ...], Why]:
    """Why each group's hours on a segment and motion in a month are as they are."""
    coefficients = model.coefficients
    binding, made = binding_rows(solved), made_by(model, solved)
    found = {}
    for place in np.ndindex(solved.hours[..., : coefficients.printed].shape):
        g, s, motion, _ = place
        if not coefficients.groups[g].serves[s, motion]:
            continue
        found[place] = NO_HOURS
        if solved.hours[place] >= MINIMUM_HOURS:
            explain = _of_conquest if motion == CONQUEST else _of_loyalty
            why = explain(coefficients, binding, made, place)
            found[place] = replace(why, limit=requested_reason(binding, place) or why.limit)
    return found


def _of_loyalty(
    coefficients: LpCoefficients, binding: set[Label], made: Made, place: tuple[int, ...]
) -> Why:
    g, s, _, t = place
    work = f"{made.contacts[g, s, t]:,.0f} contacts" if made.contacts[g, s, t] >= 0.5 else ""
    if (CONTACTS_DUE, (s, t)) in binding:
        return Why(work, "every contact that falls due")
    if (DRIFT_TO_CONTACTS, (s, t)) in binding:
        return Why(work, OWN_ACCORD)
    if not work:
        return Why("", "what customers ask for")
    return Why(work, "others wait, for hours are worth as much elsewhere")


def _of_conquest(
    coefficients: LpCoefficients, binding: set[Label], made: Made, place: tuple[int, ...]
) -> Why:
    g, s, _, t = place
    calls, leads, come = made.calls[g, s, t], made.leads[g, s, t], made.come[g, s, t]
    parts = []
    if come > 0.0:
        digits = 1 if come < 10.0 else 0
        parts.append(f"{leads:,.{digits}f} of {come:,.{digits}f} leads")
    if calls >= 0.5:
        parts.append(f"{calls:,.0f} calls")
    work = " and ".join(parts)
    if calls >= 0.5:
        if list_is_used_up(coefficients, binding, s, t):
            return Why(work, "the calling list holds no more")
        if (BLOCK, (g, t)) in binding:
            return Why(work, "the prospecting block is full")
        drifts = (DRIFT_TO_PROSPECTS, (g, t)) in binding
        if drifts and is_of_least_potential(coefficients, g, s):
            return Why(work, OWN_ACCORD)
        if (SELLING_HOURS, (g, t)) in binding:
            return Why(work, LEFT_OVER)
    return Why(work, "no more work comes of leads and open deals")


def usual_limit(reasons: list[Why]) -> str:
    """The limit that holds in most months with hours."""
    limits = [one.limit for one in reasons if one != NO_HOURS] or [NO_HOURS.limit]
    return max(dict.fromkeys(limits), key=limits.count)


def today_hours(
    coefficients: LpCoefficients, shares: NDArray[np.float64], shown: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Split the hours that today's allocation works over groups, (groups, segments, motions, T).

    shown: (segments, motions, months) as simulated. The engine counts them by segment and motion;
    each group takes the part that its budget has in all of them.
    """
    months = shown.shape[-1]
    selling = coefficients.hours.selling[:, None, None, :months]
    return split_hours(coefficients, shares[..., :months] * selling, shown)


def split_hours(
    coefficients: LpCoefficients, budget: NDArray[np.float64], shown: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Split simulated hours over groups as `today_hours` does, by hours that budgets ask for.

    budget: (groups, segments, motions, months) hours.
    """
    serves = np.array([group.serves for group in coefficients.groups], float)[..., None]
    least = 1e-9 * budget.sum(axis=(1, 2), keepdims=True)
    weights = (budget + least) * serves
    total = weights.sum(axis=0)
    part = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0.0)
    return np.asarray(part * shown[None])
