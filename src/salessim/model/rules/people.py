"""A rep's skill, effort and motivation, and what moves them."""

from salessim.compiler.marks import formula, rule
from salessim.model.rules.crediting import quota_share
from salessim.model.rules.spans import months_here, share_in_part, years_here
from salessim.model.rules.user_rules import is_filled, own_effort
from salessim.model.state.codes import (
    BY_DROUGHT,
    BY_GOAL,
    BY_OVERLOAD,
    BY_PAY,
    BY_RETURN,
    NOBODY,
    SKILLS,
)
from salessim.model.state.slots import EFFORT
from salessim.units import SECONDS_PER_MONTH

OVERLOAD_GROWTH = 1.25
"""A rep is overloaded whose queue grew by more than this in the month, without an idle hour."""
MINIMUM_OVERLOAD = 5
"""Fewer waiting pieces of work than this are no overload."""

WHOLE_STAKE = 0.25
"""Variable share of on-target pay from which the quota has its whole pull (assumption)."""

HALF_TIME = 0.5
"""Share of the pay period before which nobody gives up."""


@rule
def move_motivation(world, rep, mover, strength):
    """Move a rep's motivation by an event, less so near its ends; note what moved it."""
    if rep == NOBODY or not world.sizes[0].motivated:
        return
    row = world.reps[rep]
    move = world.movers[mover].size * strength
    moved = move * (1.0 - row.motivation) if move > 0.0 else move * row.motivation
    row.motivation += moved
    world.moved[world.run[0].month, mover] += moved


@rule
def felt_motivation(world, rep):
    """Return motivation as it is felt at the moment, 0..1: shifted by the distance to the quota."""
    row = world.reps[rep]
    return min(1.0, max(0.0, row.motivation + row.pull))


@formula
def goal_shift(sold, elapsed, near, pull, hopeless, giving_up):
    """Return the shift of motivation at a distance to the quota.

    sold: share of the period's quota. elapsed: share of the period gone. What is left of the
    quota pulls from `near` on, the more the less it is (goal gradient); who sold less than
    `hopeless` of what is due by now gives up, from the middle of the period on. Beyond the quota
    nothing pulls.
    """
    if sold >= 1.0:
        return 0.0
    left = 1.0 - sold
    if left <= near:
        return pull * (1.0 - left / near)
    due = hopeless * elapsed
    if elapsed >= HALF_TIME and sold < due:
        return -giving_up * (1.0 - sold / due)
    return 0.0


@formula
def stake(base, on_target):
    """Return how much hangs on the quota, 0..1, by the share of pay that is variable."""
    if on_target <= base:
        return 0.0
    return min(1.0, (on_target - base) / on_target / WHOLE_STAKE)


@rule
def settle_pull(world, now, rep):
    """Bring the pull of the quota up to date."""
    company = world.company[0]
    if not world.sizes[0].motivated or (company.goal_pull == 0.0 and company.giving_up == 0.0):
        return
    row = world.reps[rep]
    row.pull = 0.0
    person = world.people[rep]
    main = world.payees[rep].main
    if main == NOBODY or world.components[rep, main].quota_once:
        return
    plan = world.components[rep, main]
    every = int(plan.period_months)
    first = (world.run[0].month // every) * every
    last = min(first + every, world.sizes[0].months)
    begins = max(world.borders[first], row.hired_at)
    years = 0.0
    for month in range(first, last):
        share = quota_share(world, rep, month)
        years += years_here(world, world.borders[month + 1], rep, month) * share
    quota = plan.quota_per_year * years
    if quota <= 0.0:
        return
    row.pull = stake(person.base_per_year, person.on_target_per_year) * goal_shift(
        max(0.0, world.earnings[rep, main].credit / quota),
        (now - begins) / (world.borders[last] - begins),
        company.near_quota,
        company.goal_pull,
        company.hopeless,
        company.giving_up,
    )


@rule
def move_motivation_monthly(world, now, rep, month):
    """Drought, unfair pay and overload wear a rep down; then motivation returns in part."""
    if not world.sizes[0].motivated:
        return
    row = world.reps[rep]
    company = world.company[0]
    part = months_here(world, now, rep, month)
    if row.away and part <= 0.0:
        return
    if now - row.won_at >= company.drought_after:
        move_motivation(world, rep, BY_DROUGHT, 1.0)
    if world.movers[BY_PAY].size != 0.0:
        move_motivation(world, rep, BY_PAY, part * fairness(world, rep))
    grew = row.queued > OVERLOAD_GROWTH * row.queued_at_month and row.queued > MINIMUM_OVERLOAD
    if grew and world.rep_months[rep, month].idle_seconds == 0:
        move_motivation(world, rep, BY_OVERLOAD, 1.0)
    row.queued_at_month = row.queued
    way_back = share_in_part(company.motivation_returns, part) * (row.level - row.motivation)
    row.motivation += way_back
    world.moved[month, BY_RETURN] += way_back
    world.moved[month, BY_GOAL] += row.pull


@rule
def fairness(world, rep):
    """Return a rep's share of pay less the share of bookings among those of the role, -1..1.

    Both are counted since the first day, in shares of the mean: input against outcome, as in
    Adams, "Inequity in social exchange", Advances in Experimental Social Psychology 2 (1965).
    """
    earned = 0.0
    sold = 0.0
    colleagues = 0
    for other in range(world.sizes[0].reps):
        row = world.reps[other]
        if row.employed and row.role == world.reps[rep].role:
            earned += row.earned
            sold += row.sold
            colleagues += 1
    if earned <= 0.0 or sold <= 0.0:
        return 0.0
    own = world.reps[rep]
    gap = colleagues * (own.earned / earned - own.sold / sold)
    return min(1.0, max(-1.0, gap))


WHOLE_ONBOARDING = 30.0
"""Hours of company in 3 weeks of onboarding [seed] of 10 hours (assumption)."""


@rule
def effort(world, rep):
    """Return the share of the free paid time that is truly worked, 0..1.

    At the personal level of motivation the whole of it is worked: typed figures are what today's
    team does.
    """
    if is_filled(world, EFFORT):
        return own_effort(world, rep)
    if not world.sizes[0].motivated:
        return 1.0
    gap = world.people[rep].level - felt_motivation(world, rep)
    return min(1.0, max(0.0, 1.0 - world.company[0].effort_span * gap))


@rule
def ramp_share(world, now, rep):
    """Return the share of selling time that a new rep can use, 0..1."""
    row = world.reps[rep]
    if not row.ramps or row.ramp_steps == 0:
        return 1.0
    tenure = (now - row.hired_at - row.away_before) * ramp_speed(world, rep)
    step = int(tenure) // (SECONDS_PER_MONTH * row.ramp_unit)
    if step >= row.ramp_steps:
        return 1.0
    return world.ramps[row.ramp_first + step]


@rule
def ramp_speed(world, rep):
    """Return the speed of a ramp against the typed one, which is that under today's onboarding.

    It falls with each hour of company that a newcomer lacks, and rises with each one more.
    """
    person = world.people[rep]
    more = (world.reps[rep].accompanied - person.accompaniment_hours) / WHOLE_ONBOARDING
    return 1.0 + person.unaccompanied * min(1.0, max(-1.0, more))


@rule
def learn(world, rep, skill, hours):
    """Learning by doing: each hour closes a share of the distance to mastery."""
    if world.company[0].learning_per_hour == 0.0:
        return
    level = world.skills[rep, skill]
    share = min(1.0, world.company[0].learning_per_hour * hours)
    world.skills[rep, skill] = level + share * (1.0 - level)


@rule
def forget(world, rep, share):
    """Let a share of what was learned since the first day fade."""
    for skill in range(SKILLS):
        learned = world.skills[rep, skill] - world.learned_from[rep, skill]
        if learned > 0.0:
            world.skills[rep, skill] -= min(1.0, share) * learned


@rule
def mean_skill(world, rep):
    """Return the mean level over the skills grid, 0..1."""
    total = 0.0
    for skill in range(SKILLS):
        total += world.skills[rep, skill]
    return total / SKILLS


@rule
def settle_level(world, rep, own_level):
    """Set the level to which a rep's motivation returns: the own one and the style's lift.

    Competence is that of now, so that a style may cease to suit as a rep learns.
    """
    row = world.reps[rep]
    row.level = own_level
    if row.manager == NOBODY or world.manager_here[row.manager, world.run[0].month] <= 0.0:
        return
    company = world.company[0]
    competent = 1 if mean_skill(world, rep) >= company.competent_from else 0
    motivated = 1 if own_level >= company.motivated_from else 0
    lift = world.style_effects[row.manager, competent, motivated]
    row.level = min(1.0, max(0.0, own_level + lift))


@rule
def own_level(world, rep):
    """Return the personal level of motivation of who sits on a post, 0..1."""
    person = world.people[rep]
    row = world.reps[rep]
    if row.kind != NOBODY and world.kinds[row.kind].level >= 0.0:
        return world.kinds[row.kind].level
    return person.level if row.people <= 1 else person.level_of_role
