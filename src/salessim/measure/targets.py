"""How likely each target is, and who brings it: customers of day one or new ones."""

import numpy as np

from salessim.measure.findings import TargetOutcome
from salessim.measure.intervals import wilson_interval
from salessim.measure.lines import MonthLines
from salessim.model.book import TargetFact


def reached(target: TargetFact, lines: MonthLines) -> np.ndarray:
    """The target's measure in each replication, currency, shape (R,)."""
    months = slice(target.first_month, target.last_month + 1)
    match target.measure:
        case "revenue":
            return lines.revenue[:, months].sum(axis=1)
        case "bookings":
            return lines.bookings[:, months].sum(axis=1)
        case "arr":
            return lines.arr[:, target.last_month]
    raise ValueError(f"no such measure: {target.measure}")


def outcome(target: TargetFact, lines: MonthLines, month_names: tuple[str, ...]) -> TargetOutcome:
    """The chance of reaching the target, with its Wilson interval."""
    values = reached(target, lines)
    successes = int((values >= target.value).sum())
    months = slice(target.first_month, target.last_month + 1)
    is_flow = target.measure != "arr"
    from_active = float(lines.revenue_loyalty[:, months].sum(axis=1).mean())
    return TargetOutcome(
        measure=target.measure,
        by=target.label,
        value=target.value,
        probability=successes / len(values),
        ci95=wilson_interval(successes, len(values)),
        mean=float(values.mean()),
        since=month_names[target.first_month] if is_flow else None,
        per_month=target.value / (months.stop - months.start) if is_flow else None,
        incremental=target.incremental,
        from_active=target.from_active,
        wanted_from_active=None
        if target.from_active is None
        else target.from_active * target.value,
        obtained_from_active=from_active if target.measure == "revenue" else None,
    )
