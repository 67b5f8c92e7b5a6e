"""Checks that what is to happen lies within the horizon."""

from collections.abc import Iterator

from salessim.scenario.checks.finding import Finding
from salessim.scenario.schema.plan import Plan


def date_findings(plan: Plan) -> Iterator[Finding]:
    """Dates before, after or outside the horizon."""
    first, last = plan.horizon.from_, plan.horizon.last_day
    span = f"the horizon lasts from {first} to {last}"
    for name, role in plan.team.items():
        if role.start is not None and role.start > last:
            yield Finding(("team", name, "start"), f"{span}; start earlier, or lengthen it")
        for hire, joins in role.hires.items():
            if joins.starts < first:
                message = f"{span}; count somebody who is already there in 'people'"
                yield Finding(("team", name, "hires", hire), message, str(joins.starts))
            elif joins.starts > last:
                message = f"{span}; hire earlier, or lengthen it"
                yield Finding(("team", name, "hires", hire), message, str(joins.starts))
        starts = {f"{name} {hire}": joins.starts for hire, joins in role.hires.items()}
        starts |= {row.name: row.start for row in role.from_ if row.start is not None}
        for person, gone in role.departures.items():
            place = ("team", name, "departures", person)
            if gone <= first:
                message = f"{span}; leave out somebody who is not there when it begins"
                yield Finding(place, message, str(gone))
            elif gone > last:
                message = f"{span}; leave the departure out, or lengthen it"
                yield Finding(place, message, str(gone))
            elif person in starts and gone <= starts[person]:
                message = f"the first day is {starts[person]}; leave later"
                yield Finding(place, message, str(gone))
        for k, row in enumerate(role.from_):
            if row.start is not None and row.start > last:
                message = f"{span}; start earlier, or lengthen it"
                yield Finding(("team", name, "from", k, "start"), message)
    for k, goal in enumerate(plan.target):
        if not first <= goal.by <= last:
            message = f"{span}; a target is due within it"
            yield Finding(("target", k), message, f"{goal.by:%Y-%m}")
        if goal.since is not None and goal.arr is not None:
            message = "recurring revenue is a state at a month's end; type since for a sum"
            yield Finding(("target", k, "since"), message, f"{goal.since:%Y-%m}")
        elif goal.since is not None and goal.since > goal.by:
            message = f"this lies after {goal.by:%Y-%m}, in which the target is due"
            yield Finding(("target", k, "since"), message, f"{goal.since:%Y-%m}")
    for k, deal in enumerate(plan.today.deals):
        if deal.opened is not None and deal.opened > first:
            message = f"an open deal was opened before the horizon's first day, {first}"
            yield Finding(("today", "deals", k, "opened"), message)
