"""Today's kinds of rep, by whom typed rates are anchored, and which share of the work each has."""

import numpy as np

from salessim.model.build.fact_ledger import FactLedger
from salessim.model.build.team import managed_by
from salessim.model.build.today import here_today
from salessim.model.build.workload import Workload
from salessim.model.styles import style_lift
from salessim.scenario.sales_plan import SalesPlan

WORK = ("call_weight", "lead_weight", "care_weight")


def crews_of(segments: tuple[str, ...], today: SalesPlan, ledger: FactLedger) -> np.ndarray:
    """Write today's kinds of rep with their shares of each segment's work; return their skills.

    Segments that are new since today get equal shares.
    """
    people = here_today(today, today.people)
    work = dict(zip(today.segments, np.moveaxis(Workload(today, people).done(), 2, 0), strict=True))
    nothing = np.zeros((len(WORK), len(people)))
    done = np.array([work.get(name, nothing) for name in segments])
    kinds: dict[tuple[tuple[float, ...], float], np.ndarray] = {}
    for row, person in enumerate(people):
        manager = managed_by(today, person)
        lift = 0.0
        if manager is not None:
            lift = style_lift(today, manager.style, person.skills, person.motivation)
        level = min(1.0, max(0.0, person.motivation + lift))
        of_kind = kinds.setdefault((person.skills, level), np.zeros((len(segments), len(WORK))))
        of_kind += done[:, :, row]
    table = ledger.open("crews", (len(kinds), len(segments)))
    totals = sum(kinds.values(), np.zeros((len(segments), len(WORK))))
    for row, ((_, motivation), of_kind) in enumerate(kinds.items()):
        equal = np.full_like(of_kind, 1.0 / len(kinds))
        shares = np.divide(of_kind, totals, out=equal, where=totals > 0.0)
        for column, name in enumerate(WORK):
            table[name][row] = shares[:, column]
        table["motivation"][row] = motivation
    return np.array([skills for skills, _ in kinds], dtype=float)
