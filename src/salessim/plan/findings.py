"""Everything that a report of a plan shows, as frozen records."""

from pydantic import Field

from salessim.measure.differences import Difference
from salessim.measure.findings import InputFigures, Interval, ScenarioName, Summary
from salessim.measure.flows import Finding
from salessim.plan.person_findings import PersonPage

EQUIVALENT = 0.01
"""Plans are as good as each other within this share."""


class PlanRow(Finding):
    """Hours of a group in a month on one segment and motion."""

    month: str
    group: str
    segment: str
    motion: str
    hours: float
    hours_today: float
    share: float
    paid_people: float
    why: str


class HoursRow(Finding):
    """Hours of a group on one segment and motion over the horizon.

    `more` and `less` are what one hour moved here, or away to the group's other work, changes in
    the objective sooner or later; None where it was not tried or cannot be done. Where they are
    `degenerate`, neither is what an hour is worth.
    """

    group: str
    segment: str
    motion: str
    hours: float
    hours_today: float
    why: str
    more: float | None
    less: float | None
    degenerate: bool


class MonthRow(Finding):
    """Revenue of a month: planned, simulated with the plan, and with today's allocation."""

    month: str
    predicted: float
    simulated: float
    today: float


class GroupRow(Finding):
    """People of a group who are paid, month by month, and today's."""

    group: str
    people: list[float]
    people_today: list[float]


class Prediction(Finding):
    """What the programme expects over the horizon, in currency."""

    revenue: float
    revenue_conquest: float
    revenue_loyalty: float
    payroll: float
    payroll_ratio: float | None
    profit: float


class GapOf(Finding):
    """Predicted and simulated revenue of one segment and motion."""

    segment: str
    motion: str
    predicted: float
    simulated: float
    relative: float | None


class Gap(Finding):
    """Predicted less simulated revenue."""

    mean: float
    ci95: Interval | None
    relative: float | None
    half_width: float
    parts: list[GapOf]


class Bound(Finding):
    """A limit that binds in a month."""

    month: str
    limit: str
    sentence: str


class Marginal(Finding):
    """What one more hour, and one hour less, of a group is worth, by solving again."""

    group: str
    more: float
    less: float
    degenerate: bool


class MovedHours(Finding):
    """Hours of a role that a plan moves from one segment and motion to another."""

    role: str
    hours: float
    from_segment: str
    from_motion: str
    to_segment: str
    to_motion: str


class StartRow(Finding):
    """People of a role who come in a month, or go (below 0)."""

    role: str
    month: str
    people: int


class FirstPlan(Finding):
    """What the programme plans first, and what that brings in some futures, before any search.

    Values are of the objective: in currency, or a payroll ratio. `moves` are hours of all people of
    a role over the horizon, the largest first.
    """

    objective: str
    plan: float
    today: float
    futures: int
    moves: list[MovedHours]
    people: list[StartRow]


class SpanRow(Finding):
    """What is maximised or watched, of a span of months, with the plan and today's allocation.

    `measure` is in currency, or a share where it is the payroll `ratio`. `more` is the plan less
    today's, as a share of today's, the more the better, in the futures of the last choice;
    `counts` says how the span enters.
    """

    span: str
    measure: str
    counts: str
    plan: float | None
    today: float | None
    more: float | None


class FigureSet(Finding):
    """A figure that the plan sets, and what the scenario says, both as they are typed."""

    path: str
    today: str
    plan: str


class FewMove(MovedHours):
    """Hours a week of each person of a role that move in the time budget, in all of the horizon.

    A budget is a wish: who finds nothing to do where it has him works elsewhere, so that hours
    worked may move otherwise.
    `gain_together` is what it brings with the moves before it, as a share of the plan's gain over
    today's allocation, in simulation.
    """

    gain_together: float


class TargetShown(Finding):
    """A target, and how likely the plan reaches it, and today's allocation in the same futures.

    `predicted` is None where the programme does not hold it; `aimed_at` whether the plan had to
    reach it.
    """

    measure: str
    label: str
    value: float
    predicted: float | None
    probability: float
    ci95: Interval | None
    today: float
    asked: float | None
    aimed_at: bool


class PeopleRow(Finding):
    """A planned start or departure.

    `last_start` is the last month of a start with which the plan reaches its targets, by `chance`
    that of the last target, and `chance_a_month_later` with a start a month later, which misses
    them; None where the horizon ends. All three are None where no target is aimed at, or it is
    missed. `decide_by` is for the last start that a target needs, else for the planned month.
    """

    role: str
    month: str
    people: int
    decide_by: str
    last_start: str | None
    chance: float | None
    chance_a_month_later: float | None


class RoundShown(Finding):
    """One turn of planning and simulating; one of them is chosen."""

    predicted: float
    simulated: float
    relative_gap: float
    chosen: bool


class LpSize(Finding):
    """Size and end of the programme."""

    variables: int
    rows: int
    coefficients: int
    status: str
    objective: float
    bound: float | None
    seconds: float


class FrontierTarget(Finding):
    """A target whose chance is given along the frontier."""

    measure: str
    label: str
    value: float


class FrontierPoint(Finding):
    """The plan of least payroll for some revenue: as predicted, and as simulated.

    `asked` is the revenue that the programme was asked for, `people` are those paid at the end of
    the horizon. All else but `predicted` is simulated.
    """

    asked: float
    predicted: Prediction
    people: float
    revenue: float
    revenue_ci95: Interval | None
    payroll: float
    payroll_ratio: float | None
    profit: float
    probability: float | None
    probability_ci95: Interval | None
    as_low_ratio: bool
    as_high_profit: bool


class Frontier(Finding):
    """Revenue against payroll ratio, least revenue first.

    `lowest_ratio` and `highest_profit` are places in `points`. The ranges are of revenue: there the
    ratio, or the profit, is within 1 % of the best.
    """

    target: FrontierTarget | None
    points: list[FrontierPoint]
    lowest_ratio: int | None
    highest_profit: int
    as_low_ratio: Interval | None
    as_high_profit: Interval
    notes: list[str]


class PlanFindings(Finding):
    """A plan, its proof and its reasons."""

    scenario: ScenarioName
    objective: str
    value_after: int | str
    spans: list[SpanRow]
    few_moves: list[FewMove]
    figures: list[FigureSet]
    way: str
    ways_tried: int
    stopped_early: bool
    currency: str
    horizon: tuple[str, str]
    seed: int
    replications: int
    plan: list[PlanRow]
    hours: list[HoursRow]
    monthly: list[MonthRow]
    paid_people: list[GroupRow]
    people: list[PeopleRow]
    predicted: Prediction
    simulated: dict[str, Summary]
    today: dict[str, Summary]
    against_today: dict[str, Difference]
    optimism_gap: Gap
    optimism_gap_before: Gap
    converged: bool
    rounds: list[RoundShown]
    targets: list[TargetShown]
    binding: list[Bound]
    marginal_value: list[Marginal]
    frontier: Frontier | None = None
    persons: list[PersonPage] | None = None
    repairs: list[str]
    notes: list[str]
    inputs: InputFigures = Field(default_factory=InputFigures)
    programme: LpSize
    digest: str
