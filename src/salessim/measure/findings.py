"""What a run found: the document that `--json` prints and reports are made from.

Plain frozen records. They are written to `result.json` and read back without loss, so a report
can be made later from stored results. Missing figures are null, never zero.
"""

from typing import Literal

from pydantic import Field

from salessim.measure.flows import (
    ChannelFigures,
    ComponentFigures,
    Finding,
    FunnelFlows,
    MarketYear,
    PayAtRisk,
    RecruitFigures,
    RepFigures,
    RoleFigures,
)

Interval = tuple[float, float]


class Summary(Finding):
    """An indicator over replications. Null where no replication has a value."""

    mean: float | None
    ci95: Interval | None
    """The simulation's own error of the mean; null with one replication."""
    p10: float | None
    p50: float | None
    p90: float | None


class ScenarioName(Finding):
    """Which scenario ran."""

    name: str
    digest: str


class TargetPart(Finding):
    """A part of a target, and how it was met."""

    part: Literal["active", "new", "increment"]
    """Revenue from customers of day one, from those won since, or beyond last year's."""
    value: float
    probability: float
    ci95: Interval
    mean: float


class TargetOutcome(Finding):
    """How a target was met."""

    measure: str
    by: str
    value: float
    probability: float
    ci95: Interval
    mean: float
    """Mean of the measure over replications, currency."""
    since: str | None = None
    """First month that counts; null for the state at a month end (ARR)."""
    per_month: float | None = None
    """The target spread evenly over its months; null for a state."""
    of_whole: float | None = None
    """What was typed for a span that begins before the horizon; `value` is the part simulated."""
    incremental: float | None = None
    """Currency that the target asks for on top of last year's revenue."""
    from_active: float | None = None
    """Share of the target that the customers of day one should bring."""
    wanted_from_active: float | None = None
    """The same in currency."""
    obtained_from_active: float | None = None
    """Mean revenue from the customers of day one, currency."""
    parts: list[TargetPart] = Field(default_factory=list)
    """The parts that the scenario tells apart."""


class BackcastYear(Finding):
    """A year on the way to a distant target."""

    by: str
    """Its last month."""
    asks: float
    mean: float
    probability: float
    """Share of replications that reach what is asked."""
    ci95: Interval
    from_active: float | None
    """Mean revenue of the year from the customers of day one; null for ARR."""


class BackcastPath(Finding):
    """What a distant target asks of the years before it, at the same growth in each."""

    measure: str
    value: float
    by: str
    growth_per_year: float
    start: float
    """What it grows from, currency."""
    years: list[BackcastYear]


class BindingMonth(Finding):
    """What holds revenue back in a month."""

    month: str
    limit: str | None
    """A limit as in `MainLimit`; null if none binds significantly."""
    gain_of_10_percent: float
    """Currency of revenue in the month, if there were 10 % more of it (0 without a limit)."""


class TypedChange(Finding):
    """A value at a key path, as it would be typed."""

    path: str
    value: str


class MainLimit(Finding):
    """The limit that costs most revenue over the horizon, and what 10 % more of it bring."""

    limit: str
    """`leads`, `hours`, `block` (protected prospecting hours), `skill`, `ramp`, `market` or
    `manager`."""
    changes: list[TypedChange]
    """What was changed to relax it: who types this gets the gain."""
    gain: float
    """Mean difference of revenue over the whole horizon under equal chance, currency."""
    ci95: Interval
    pairs: int
    """Replications that were simulated both ways."""
    spans: list[tuple[str, str]]
    """First and last month of each stretch in which it binds more than the others; none where no
    month alone shows it."""


class MonthFigures(Finding):
    """A month over all replications, currency."""

    month: str
    revenue: Summary
    revenue_conquest: float
    revenue_loyalty: float
    payroll: float
    payroll_ratio: float | None
    payroll_ratio_3_months: float | None
    """Of the month and the two before: variable pay falls due in some months only."""
    bookings: float
    arr: float
    cash: Summary
    customers: float
    headcount: float


class LedgerMonth(Finding):
    """Revenue, bills and payments of a month, means over replications, currency."""

    month: str
    recognised: float
    """Revenue: what contracts bring while they run, billed or not."""
    billed: float
    collected: float
    """What customers paid."""
    deferred: float
    """Billed and not yet recognised, at the month's end."""
    unbilled: float
    """Recognised and not yet billed, at the month's end."""
    receivables: float
    """Billed and not yet paid, at the month's end."""


class ArrMovement(Finding):
    """What made yearly recurring revenue more or less in a month, means, currency a year."""

    month: str
    start: float
    new: float
    expansion: float
    contraction: float
    churned: float
    end: float
    """start + new + expansion - contraction - churned."""
    mrr: float
    """A twelfth of `end`, currency a month."""
    renewed: float
    """Number of terms that ended and were renewed."""
    not_renewed: float


class SegmentFigures(Finding):
    """A segment x motion, means over replications."""

    segment: str
    motion: str
    revenue: float
    bookings: float
    leads: float
    calls: float
    contacts: float
    contracts_won: float
    deals_lost: float
    hours: float


class MoverFigures(Finding):
    """What an event did to motivation."""

    mover: str
    """`win`, `loss`, `drought`, `quota`, `interview`, `feedback`, `pay`, `overload`, `return` (to
    the personal level), or `goal` (distance to the quota)."""
    per_rep_year: float
    """Points of motivation (0..1) moved in a year per rep; of `goal` the mean shift."""


class ShareOfSpread(Finding):
    """How much of the variance of revenue uncertain parameters explain (Sobol indices)."""

    share: float
    """By themselves (first-order index): what is gone if they were known exactly, on average."""
    ci95: Interval
    total: float
    """With all their interactions (total index): what is left if all others were known."""
    total_ci95: Interval


class Driver(ShareOfSpread):
    """A figure not known exactly."""

    path: str
    name: str
    """The path in words."""


class VarianceDecomposition(Finding):
    """Variance decomposition: where the differences between replications come from."""

    luck: float
    """Share of the variance of revenue that remains if all figures were known exactly."""
    luck_ci95: Interval
    ignorance: float
    """Share that comes from uncertain parameters (epistemic uncertainty), interactions included."""
    drivers: list[Driver]
    """Those that matter beyond chance, most important first."""
    untyped: ShareOfSpread
    """Figures that the scenario takes from defaults, together."""
    repetitions: int
    """Replications simulated again with their uncertain parameters, under other luck."""


class Default(Finding):
    """A figure that the scenario takes from the schema, because nobody typed it."""

    path: str
    value: str
    source: str
    """A citation, or the word assumption."""


class TypedFigure(Finding):
    """A figure of the scenario as it was typed."""

    path: str
    value: str
    source: str
    """What the scenario says under `sources`; empty where it says nothing."""


class InputFigures(Finding):
    """The figures that findings rest on."""

    typed: list[TypedFigure] = Field(default_factory=list)
    defaults: list[Default] = Field(default_factory=list)


class Flags(Finding):
    """Warnings by the seed's yardsticks."""

    payroll_ratio: bool
    """Over 40 % on the horizon."""
    payroll_ratio_last_quarter: bool
    no_increase: bool
    """Revenue is no higher than last year's."""
    chance_of_increase: float | None
    """Share of replications with more revenue than last year's; null if that is unknown."""


class Cash(Finding):
    """When cash is lowest, and whether it runs out."""

    counted: bool
    """Whether the scenario says what is in the bank or what else the company spends."""
    usual_low_month: str
    """Month in which the low point falls most often."""
    chance_of_running_out: float
    first_month_out: str | None
    """Month by which one replication in ten that can run out has run out; null if none does."""


class Performance(Finding):
    """Size and speed of the simulation."""

    events: int
    seconds: float
    """Time in the engine, compiling left out."""


class SimulationFindings(Finding):
    """What was simulated, how, and its indicators."""

    scenario: ScenarioName
    engine: str
    seed: int
    replications: int
    """Number of replications, of each variant where there are some."""
    months: int
    currency: str
    horizon: tuple[str, str]
    """First and last month."""
    indicators: dict[str, Summary]
    """Of the scenario as it stands."""


class Findings(SimulationFindings):
    """Everything that a report shows of a run."""

    revenue_error: float | None
    """Half the 95 % interval of mean revenue as a share of the mean: the simulation's own error."""
    missing: dict[str, int]
    """Replications without a value, by indicator; those with one everywhere are left out."""
    targets: list[TargetOutcome]
    path: BackcastPath | None = None
    """Null where no target lies two years ahead."""
    funnel: FunnelFlows
    time_use: dict[str, float]
    """Shares of reps' paid time."""
    binding: list[BindingMonth]
    main_limit: MainLimit | None
    flags: Flags
    cash: Cash
    spread: VarianceDecomposition | None
    """Null with too few replications to tell."""
    money: dict[str, float]
    """Means over the horizon, currency."""
    monthly: list[MonthFigures]
    ledgers: list[LedgerMonth] = Field(default_factory=list)
    """Empty where all is billed at each month's end, as it runs."""
    recurring: list[ArrMovement] = Field(default_factory=list)
    """Empty where nothing recurs."""
    segments: list[SegmentFigures]
    team: list[RepFigures]
    channels: list[ChannelFigures] = Field(default_factory=list)
    """Those through which firms asked."""
    markets: list[MarketYear] = Field(default_factory=list)
    roles: list[RoleFigures] = Field(default_factory=list)
    recruits: list[RecruitFigures] = Field(default_factory=list)
    components: list[ComponentFigures] = Field(default_factory=list)
    """Empty where all are paid by the short keys."""
    pay_at_risk: list[PayAtRisk] = Field(default_factory=list)
    movers: list[MoverFigures]
    """Those that moved anybody; empty where motivation is left out."""
    revenue_last_year: float | None
    has_payroll: bool
    typed: list[TypedFigure] = Field(default_factory=list)
    defaults: list[Default]
    own_rules: dict[str, str] = Field(default_factory=dict)
    """Name of the user's function in each rule slot that one fills."""
    digest: str
    performance: Performance
