"""Customers as a plan sees them: lines in their number and in the stock of relationship."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from salessim.model.assembly.customer_classes import (
    churn_by_month,
    hazards,
    hazards_of_refusals,
    hazards_of_today,
    refused_by_month,
)
from salessim.model.rates.anchoring import customers_kept
from salessim.model.rates.relationship import (
    churn_factor,
    contacts_per_year,
    mean_relationship,
    merged_effect,
    order_rate,
)
from salessim.model.rules.odds import step_log_odds
from salessim.model.state.codes import IS_CONTACT, IS_OPPORTUNITY
from salessim.model.state.tables import World
from salessim.plan.expected.conquest import ConquestFunnel
from salessim.plan.expected.delays import (
    WorkingPace,
    by_month,
    cases_of_hours,
    months_from_month,
    spread,
    then,
)
from salessim.plan.expected.world import ExpectedWorld, RepGroup, mean_of_law
from salessim.units import DAYS_PER_YEAR

TANGENTS = (0.02, 0.15, 0.35, 0.6, 1.0)
"""Shares of the planned contacts at which the coefficients to care is read."""
STEP = 1e-4
"""Relative step of a slope."""


@dataclass(frozen=True)
class Care:
    """What contacts do in one segment.

    Attributes:
        hours: of one contact; 0 where there is none.
        maximum_per_year: contacts of a customer as often as planned.
        slopes, levels: (pieces,) relationship <= slope * contacts a year + level, for one customer.
        speed: share of the way to that relationship gone a year (hazard).
        fresh: relationship of a new customer.
    """

    hours: float
    maximum_per_year: float
    slopes: NDArray[np.float64]
    levels: NDArray[np.float64]
    speed: float
    fresh: float


@dataclass(frozen=True)
class Line:
    """A rate a year that is linear in customers and in their relationship."""

    per_customer: float
    per_relationship: float


@dataclass(frozen=True)
class OpportunityCoefficients:
    """A step of the loyalty funnel in one segment.

    Attributes:
        step: its row.
        per_year: how often it shows per customer.
        hours: of work.
        passes: (groups,) chance that it is won.
        later: (MAXIMUM_LAG,) share of answers by months after the work.
        worth: currency at once, of one won.
        worth_share: the same as a share of what the customer brings a year.
        grows: share by which the customer grows.
        referral_rate: chance of a referral.
    """

    step: int
    per_year: float
    hours: float
    passes: NDArray[np.float64]
    later: NDArray[np.float64]
    worth: float
    worth_share: float
    grows: float
    referral_rate: float


@dataclass(frozen=True)
class Base:
    """Customers of day one in one segment: their number, relationship, subscriptions, size.

    relationship, subscriptions (currency a year) and size are sums over customers; size is 1 for
    one who orders what the segment's typical customer does.
    """

    customers: float
    relationship: float
    subscriptions: float
    size: float


def care_of(world: World, segment: int) -> Care:
    """Return the coefficients of a segment's customers to contacts: tangents of a concave curve.

    Several kinds of contact count as one, as they do where today's relationship is worked out.
    """
    row = world.segments[segment]
    bare, fading = float(row.relationship_bare), float(row.fading_per_day)
    fresh = float(row.relationship_fresh)
    kinds = _contacts(world, segment)
    if not kinds:
        none = np.zeros(1)
        return Care(0.0, 0.0, none, np.array([bare]), fading * DAYS_PER_YEAR, fresh)
    each = [float(contacts_per_year(world.gaps, how.every)) for how in kinds]
    maximum = sum(each)
    planned = maximum / DAYS_PER_YEAR
    effect = float(merged_effect(world, world.steps, world.gaps, segment, planned))
    hours = sum(
        contacts / maximum * mean_of_law(world, how.hours_distribution)
        for contacts, how in zip(each, kinds, strict=True)
    )

    def relationship(contacts: float) -> float:
        return float(mean_relationship(bare, fading, effect, DAYS_PER_YEAR / contacts))

    points = [share * maximum for share in TANGENTS]
    slopes = [
        (relationship(at * (1 + STEP)) - relationship(at * (1 - STEP))) / (2 * STEP * at)
        for at in points
    ]
    levels = [relationship(at) - slope * at for at, slope in zip(points, slopes, strict=True)]
    now = DAYS_PER_YEAR * planned / float(row.contact_stretch)
    speed = fading * DAYS_PER_YEAR - now * float(np.log(max(1e-3, 1.0 - effect)))
    return Care(hours, maximum, np.array(slopes), np.array(levels), speed, fresh)


def care_of_group(world: World, rep: int, segment: int) -> float:
    """Return the effect of a rep's contacts against today's mean."""
    kinds = _contacts(world, segment)
    if not kinds:
        return 1.0
    weights = [float(contacts_per_year(world.gaps, how.every)) for how in kinds]
    care = [float(world.skills[rep, int(how.skill)] / how.skill_today) for how in kinds]
    return float(np.average(care, weights=weights))


def loyalty_pieces(world: World, segment: int) -> list[tuple[float, NDArray[np.float64]]]:
    """Return what a customer needs in a year: pieces of each kind, and the hours of one."""
    found = []
    for step in range(int(world.sizes[0].conquest_steps), int(world.sizes[0].steps)):
        row = world.steps[step, segment]
        if not row.applies:
            continue
        number = float(row.per_year)
        if int(row.kind) == IS_CONTACT:
            number = float(contacts_per_year(world.gaps, row.every))
        found.append((number, cases_of_hours(world, row.hours_distribution)))
    return found


def _contacts(world: World, segment: int) -> list[np.record]:
    """The kinds of contact of a segment's customers."""
    first = int(world.sizes[0].conquest_steps)
    rows = [world.steps[step, segment] for step in range(first, int(world.sizes[0].steps))]
    return [row for row in rows if row.applies and int(row.kind) == IS_CONTACT]


def churn_of(world: World, segment: int) -> Line:
    """Return what relationships do to a hazard of churn, as a line that is 1 at today's mean."""
    today = float(world.segments["relationship_today"][segment])
    below = float(churn_factor(world, segment, today * 0.99))
    slope = (below - 1.0) / (0.01 * today) if today > 0.0 else 0.0
    return Line(1.0 + slope * today, -slope)


def churn_today(
    expected: ExpectedWorld, segment: int, of_all: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the hazards of churn a year of those who are there, at today's relationship.

    Shape (2, 2, months): of customers, then of what they pay; each for today's customers, then for
    those won from the first month on, evenly, once their pilots have passed. Where customers differ
    those stay who are seldom lost, so that it falls. Where contracts have a term, they are ended on
    its dates alone, and some only get smaller. of_all: (months,) the segment's hazard.
    """
    world, years = expected.inputs.world, expected.years
    found = np.broadcast_to(of_all, (2, 2, len(years))).copy()
    here = expected.customers_of_day_one
    old, numbers = hazards_of_today(world, segment, here, of_all)
    if not old.any():
        return found
    if world.contracts[segment].renewal_months > 0.0:
        refused, of_new = refused_by_month(world, segment, here, of_all)
        there = float(numbers.sum())
        found[:, 0] = hazards_of_refusals(world, segment, refused, there, 0.0, years)
        found[:, 1] = hazards_of_refusals(world, segment, of_new, 0.0, 1.0, years)
        return found
    if not len(world.tendencies):
        return found
    new = hazards(world, segment, of_all)
    if numbers.sum() > 0.0:
        found[:, 0] = churn_by_month(old, numbers, np.zeros(len(old)), years)
    pilot = int(world.contracts[segment].pilot_months)
    signed, lengths = new[:, pilot:], years[pilot:]
    found[:, 1, pilot:] = churn_by_month(signed, np.zeros(len(new)), np.ones(len(new)), lengths)
    return found


def orders_of(world: World, segment: int) -> Line:
    """Return the currency ordered a year, as a line."""
    order = mean_of_law(world, world.segments["order_distribution"][segment])
    rate = order_rate
    floor = rate(world, segment, 0.0)
    return Line(order * floor, order * (rate(world, segment, 1.0) - floor))


def opportunities_of(
    funnel: ConquestFunnel,
    groups: tuple[RepGroup, ...],
    segment: int,
    paces: list[WorkingPace],
    price: float,
) -> tuple[OpportunityCoefficients, ...]:
    """Return the opportunities of a segment; price: mean price of what is sold there."""
    world = funnel.world
    found = []
    for step in range(funnel.last, int(world.sizes[0].steps)):
        row = world.steps[step, segment]
        if not row.applies or int(row.kind) != IS_OPPORTUNITY:
            continue
        staying = float(customers_kept(world, step, segment))
        passes = [
            float(expit(step_log_odds(world, group.first, step, segment, False, 0.0, 0.0)))
            for group in groups
        ]
        answer = funnel.delay(step, segment)
        hours = mean_of_law(world, row.hours_distribution)
        worked = [pace.wait + hours * pace.per_hour for pace in paces]
        later = by_month(then(answer, spread(float(np.mean(worked)))), months_from_month())
        worth = mean_of_law(world, row.worth_distribution)
        at_once = price if row.worth_is_product and price > 0.0 else worth
        found.append(
            OpportunityCoefficients(
                step=step,
                per_year=float(row.per_year),
                hours=hours,
                passes=np.array(passes) * staying * funnel.kept,
                later=later,
                worth=0.0 if row.worth_is_share else at_once,
                worth_share=worth if row.worth_is_share else 0.0,
                grows=float(row.grows),
                referral_rate=float(row.referral_rate),
            )
        )
    return tuple(found)


def base_of(expected: ExpectedWorld, segment: int) -> Base:
    """Return a segment's customers of day one at the mean of what is drawn for each."""
    world = expected.world
    there = expected.customers_of_day_one & (world.firms["segment"] == segment)
    firms = expected.inputs.world.firms[there]
    row = world.segments[segment]
    relationship = np.where(
        firms["relationship"] < 0.0, float(row.relationship_today), firms["relationship"]
    )
    typical = mean_of_law(world, row.deal_distribution) if row.subscription else 0.0
    subscriptions = np.where(firms["recurring"] < 0.0, typical, firms["recurring"])
    return Base(
        customers=float(len(firms)),
        relationship=float(relationship.sum()),
        subscriptions=float(subscriptions.sum()),
        size=float(firms["size"].sum()),
    )
