"""How marginal pay moves the intensity of work.

Marginal pay is what a year's usual sales would pay at the rate of the stretch of the plan on which
a rep stands: between two tiers, below a threshold, beyond a cap. A jump of pay (a threshold, a
prize, a retroactive tier) counts evenly over the stretch before it. Against today's plan it makes
the intensity (Misra and Nair, Quantitative Marketing and Economics 9 (2011); Lazear, American
Economic Review 90 (2000)):

    intensity = (marginal pay / marginal pay of today's plan up to its quota) ^ elasticity

and both count as the least there is, at least. See decision 0028.
"""

from salessim.compiler.marks import rare_rule, rule
from salessim.elementary import power
from salessim.model.rules.components import tiered
from salessim.model.rules.crediting import quota_share
from salessim.model.rules.record_money import record_intensity
from salessim.model.rules.spans import years_here
from salessim.model.state.codes import ATTAINMENT


@rule
def settle_intensity(world, now, rep, free):
    """Bring the intensity of a rep's work up to date; `free`: seconds of the day to sell in."""
    if world.sizes[0].pay_moves_effort:
        settle_own_intensity(world, now, rep, free)


@rare_rule
def settle_own_intensity(world, now, rep, free):
    """Bring the intensity of a rep's work up to date where pay moves it."""
    company = world.company[0]
    person = world.people[rep]
    least = company.least_marginal_pay * person.on_target_today
    usual = max(least, person.marginal_pay_today)
    intensity = 1.0
    if usual > 0.0:
        marginal = max(least, marginal_pay(world, now, rep))
        intensity = power(marginal / usual, company.effort_elasticity)
    world.reps[rep].intensity = intensity
    record_intensity(world, rep, free, intensity)


@rule
def at_intensity(world, rep, hours):
    """Return the hours that a piece of work takes at a rep's intensity."""
    if world.sizes[0].pay_moves_effort:
        return hours / world.reps[rep].intensity
    return hours


@rare_rule
def marginal_pay(world, now, rep):
    """Return what a year's usual sales pay at the rates on which a rep stands, in currency."""
    total = 0.0
    for component in range(world.components.shape[1]):
        plan = world.components[rep, component]
        if plan.of < 0.0:
            break
        if plan.pace > 0.0 and plan.begins <= now < plan.ends:
            total += plan.pace * pays_for_one_more(world, rep, component)
    return total


@rare_rule
def pays_for_one_more(world, rep, component):
    """Return what one more unit of a component's credit pays, in currency.

    Gates count as open. What others reach is not foreseen: their attainment counts as at their
    quotas.
    """
    plan = world.components[rep, component]
    if int(plan.of) == ATTAINMENT:
        quota = max(1.0, plan.threshold)
        if plan.prize > 0.0:
            return plan.prize / quota
        return plan.target_per_year * tiered(world, rep, component, quota) / quota
    years, quota = whole_period(world, rep, component)
    credit = world.earnings[rep, component].credit
    unit = 1.0  # of credit, in which tiers are counted
    scale = 1.0
    if plan.has_quota:
        if quota <= 0.0:
            return 0.0
        unit = quota
        scale = quota if plan.pays_for_credit else plan.target_per_year * years
    reached = credit / unit
    if plan.prize > 0.0:
        # Who wins a contest of the best is no matter of a rate.
        is_ahead = plan.winners == 0.0 and reached < plan.threshold and plan.threshold > 0.0
        return plan.prize / (plan.threshold * unit) if is_ahead else 0.0
    if plan.cap > 0.0 and reached >= plan.cap:
        return 0.0
    if plan.at_most_per_year > 0.0 and reached >= plan.threshold:
        earned = scale * tiered(world, rep, component, reached)
        if earned >= plan.at_most_per_year * years:
            return 0.0
    return scale / unit * rate_at(world, rep, component, reached)


@rare_rule
def rate_at(world, rep, component, reached):
    """Return the mean rate of the stretch between two steps of a rate table."""
    plan = world.components[rep, component]
    if reached < plan.threshold and plan.threshold > 0.0:
        return tiered(world, rep, component, plan.threshold) / plan.threshold
    last = int(plan.tiers) - 1
    tier = 0
    while tier < last and reached >= world.tiers[rep, component, tier + 1].begins:
        tier += 1
    here = world.tiers[rep, component, tier]
    if not plan.retroactive or tier == last:
        return here.pays
    above = world.tiers[rep, component, tier + 1]
    if 0.0 < plan.cap < above.begins:
        return here.pays
    begins = max(here.begins, plan.threshold)
    return (above.pays * above.begins - here.pays * begins) / (above.begins - begins)


@rare_rule
def whole_period(world, rep, component):
    """Return (years, quota) of a component's whole period, as far as the rep is here in it.

    The years are the share of one employed by its end. Who leaves, and quotas that will be other
    ones, are not foreseen.
    """
    plan = world.components[rep, component]
    month = world.run[0].month
    last = world.sizes[0].months
    if plan.period_months > 0.0:
        every = int(plan.period_months)
        last = min(last, (month // every + 1) * every)
    row = world.earnings[rep, component]
    years = row.years
    quota = row.quota
    for each in range(max(month, row.since), last):
        if plan.begins < world.borders[each + 1] and world.borders[each] < plan.ends:
            part = years_here(world, world.borders[each + 1], rep, each)
            years += part
            quota += plan.quota_per_year * part * quota_share(world, rep, each)
    return years, plan.quota_per_year if plan.quota_once else quota
