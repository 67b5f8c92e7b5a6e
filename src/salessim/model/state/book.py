"""The names behind the tables' rows, and the few figures that only indicators need."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DatedTarget:
    """A figure to reach by a month end."""

    measure: str  # "revenue", "arr" or "bookings"
    value: float  # currency; for revenue and bookings, summed over months first..last
    first_month: int  # index of a month, 0-based
    last_month: int  # index, inclusive
    label: str  # "2027-12"
    incremental: float | None  # currency more than last year's revenue
    from_active: float | None  # share that the customers of day one should bring


@dataclass(frozen=True)
class Book:
    """Names by row, dates by month, and money that does not depend on what happens."""

    name: str
    currency: str
    scenario_digest: str
    start: date
    months: tuple[str, ...]  # "2027-01", ...
    month_borders: tuple[int, ...]  # seconds, one more than months
    segments: tuple[str, ...]
    conquest_steps: tuple[str, ...]  # rows 0.. of the funnel
    loyalty_steps: tuple[str, ...]  # rows after them
    loyalty_kinds: tuple[int, ...]  # codes.IS_CONTACT or IS_OPPORTUNITY, per loyalty step
    channels: tuple[str, ...]
    products: tuple[str, ...]
    reps: tuple[str, ...]
    roles: tuple[str, ...]  # per rep
    skills: tuple[str, ...]
    skills_at_start: tuple[tuple[float, ...], ...]  # per rep, 0..1
    margin: float  # share of revenue kept; already booked as `cost_of_goods` in the ledger
    collection_delay_days: float
    opening_cash: float
    revenue_last_year: float | None
    pipeline_value_at_start: float
    targets: tuple[DatedTarget, ...]
    uncertain_paths: tuple[str, ...]  # key paths drawn once per replication
    has_paid_reps: bool
    has_quota: bool
