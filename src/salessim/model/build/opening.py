"""Today's open deals as rows."""

import numpy as np

from salessim.calendar import second_of_date
from salessim.model.codes import CONQUEST, FOR_BUYER, FOR_REP, LOYALTY, NEVER, NOBODY, OPEN
from salessim.model.draws import key_of
from salessim.model.tables import DEAL
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.units import SECONDS_PER_DAY

LEAST_ROOM = 256
"""Rows of deals that there are at least; drivers grow the table when it is full."""


def write_deals(
    plan: SalesPlan, people: tuple[Person, ...], firm_rows: dict[tuple[str, str], int]
) -> np.ndarray:
    """Return the table of deals with today's open ones in its first rows."""
    opening = plan.today.deals
    owners = {person.name: row for row, person in enumerate(people)}
    segments, stages = list(plan.segments), list(plan.funnel.conquest)
    actions = list(plan.funnel.loyalty)
    deals = np.zeros(max(LEAST_ROOM, 2 * len(opening)), DEAL)
    seen: dict[str, int] = {}
    for row, deal in zip(deals, opening, strict=False):
        name = f"{deal.segment}\0{deal.account}"
        seen[name] = seen.get(name, 0) + 1
        row.key = key_of("opening deal", f"{name}\0{seen[name]}")
        row.firm = firm_rows[(deal.segment, deal.account)]
        row.segment = segments.index(deal.segment)
        row.motion = CONQUEST if deal.motion == "conquest" else LOYALTY
        row.step = (
            stages.index(deal.stage)
            if row.motion == CONQUEST
            else len(stages) + actions.index(deal.stage)
        )
        row.owner = owners.get(deal.owner, NOBODY) if deal.owner else NOBODY
        row.state = OPEN
        row.credit = 1.0
        row.channel = row.product = row.earlier = NOBODY
        row.opened = 0 if deal.opened is None else second_of_date(plan.horizon.from_, deal.opened)
        row.closed = row.answers_at = NEVER
        row.value = -1.0 if deal.value is None else deal.value
        row.waits_for = FOR_REP
        if deal.answers_in is not None:
            row.waits_for = FOR_BUYER
            row.answers_at = int(deal.answers_in * SECONDS_PER_DAY + 0.5)
    return deals
