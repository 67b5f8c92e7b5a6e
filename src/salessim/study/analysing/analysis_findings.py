"""What an analysis found: the document that `analyse --json` prints. Missing figures are null."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from salessim.measure.findings import Interval
from salessim.measure.flows import Finding


class PointFigures(Finding):
    """One point."""

    point: int
    settings: dict[str, str]
    """Each factor's setting as typed."""
    replications: int
    mean: float | None
    ci95: Interval | None
    """The simulation's own error of the mean."""
    p10: float | None
    p90: float | None


class Effect(Finding):
    """What a level of a factor does, averaged over the settings of the others."""

    factor: str
    level: str
    points: int
    """That have this level."""
    mean: float | None
    difference: float | None
    """From the mean of all points, or (one at a time) from the scenario as it stands."""
    ci95: Interval | None


class Contrast(Finding):
    """A level against another one of the same factor, in the same futures."""

    factor: str
    level: str
    against: str
    difference: float | None
    ci95: Interval | None
    is_sure: bool
    """Beyond chance after Holm's correction for the number of contrasts, at 5 %."""
    better_in: float | None
    """Share of futures in which the level is the better one."""


class Slope(Finding):
    """What a sampled factor does from the 10th to the 90th percentile of its values."""

    factor: str
    low: str
    high: str
    difference: float | None
    ci95: Interval | None
    """By a linear model of all factors; holds its lack of fit and the simulation's own error."""


class SobolIndex(Finding):
    """Share of the variance between points that a factor makes."""

    factor: str
    first: float
    """By itself."""
    first_error: float
    """Half a 95 % interval: by the choice of points (bootstrap)."""
    first_noise: float | None
    """Half a 95 % interval: by the number of replications (bootstrap); null with one."""
    total: float
    """With all its interactions."""
    total_error: float
    total_noise: float | None


class Interaction(Finding):
    """Share of the variance that two factors make together, beyond each by itself."""

    factors: tuple[str, str]
    index: float
    error: float


class Surface(Finding):
    """An indicator over one factor or two, the others averaged."""

    kind: Literal["cells", "contours", "line", "curve"]
    x: str
    y: str | None = None
    x_unit: str = ""
    """The period of a rate, such as `a month`."""
    y_unit: str = ""
    x_labels: list[str] = Field(default_factory=list)
    y_labels: list[str] = Field(default_factory=list)
    x_values: list[float]
    """Where the columns stand; numbers of the levels if they are no numbers."""
    y_values: list[float] = Field(default_factory=list)
    values: list[list[float | None]]
    """A row for each of `y`, or a single one."""
    intervals: list[Interval | None] = Field(default_factory=list)
    """Of a line: the 95 % interval of each value."""
    seen_x: list[float] = Field(default_factory=list)
    """Of a fitted surface: where the points stand."""
    seen_y: list[float] = Field(default_factory=list)


class Analysis(Finding):
    """Everything that a report of an experiment shows about one indicator."""

    name: str
    question: str
    scenario: str
    scenario_digest: str
    currency: str
    indicator: str
    meaning: str
    unit: str
    better: Literal["higher", "lower"] | None
    design: str
    points: int
    points_done: int
    points_failed: int
    is_partial: bool
    """Whether points are missing: the figures rest on those that are done."""
    replications: tuple[int, int]
    """Least and most of a point that is done."""
    runs: int
    common: bool
    """Whether all points meet the same chance."""
    paired: int
    """Futures that all points share, on which differences rest."""
    mean: float | None
    """Over all points that are done."""
    noise_share: float | None
    """Share of the variance between the points' means that is the simulation's own error."""
    best: int | None
    """The point with the best mean."""
    figures: list[PointFigures]
    effects: list[Effect]
    contrasts: list[Contrast]
    slopes: list[Slope]
    fit: float | None
    """Share of the variance between points that the linear model explains."""
    sobol: list[SobolIndex]
    interactions: list[Interaction]
    surface: Surface | None
    digest: str
    """Of the rows."""
    notes: list[str]
