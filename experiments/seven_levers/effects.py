"""What each variant of each lever does to revenue and payroll ratio, paired, with intervals."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from salessim import Scenario, compare

SCENARIOS = Path(__file__).parents[2] / "scenarios" / "levers"


@dataclass(frozen=True)
class Estimate:
    """A mean difference and its 95 % interval, in percent of revenue or in percentage points."""

    mean: float
    low: float
    high: float

    @property
    def side(self) -> int:
        """+1 or -1 where the interval leaves zero out, else 0."""
        return (self.low > 0) - (self.high < 0)

    def __str__(self) -> str:
        return f"{self.mean:+.1f} ({self.low:+.1f} to {self.high:+.1f})"


@dataclass(frozen=True)
class Effect:
    """A variant beside its base."""

    lever: str
    """Name of the file."""
    variant: str
    revenue: Estimate
    """Percent of the base's mean revenue."""
    payroll_ratio: Estimate | None
    """Percentage points; None where nobody is paid or nothing comes in."""


def effects_of(file: Path, futures: int, seed: int) -> Iterator[Effect]:
    """The effects of all variants of one scenario, each in the same futures as its base."""
    found = compare(Scenario.load(file), replications=futures, seed=seed).findings
    base = found.indicators["revenue"].mean
    assert base
    for variant in found.variants:
        revenue = _estimate(variant.differences["revenue"], 100.0 / base)
        assert revenue is not None
        ratio = _estimate(variant.differences["payroll_ratio"], 100.0)
        yield Effect(file.stem, variant.name, revenue, ratio if found.has_payroll else None)


def _estimate(difference, scale: float) -> Estimate | None:
    if difference.mean is None or difference.ci95 is None:
        return None
    low, high = difference.ci95
    return Estimate(scale * difference.mean, scale * low, scale * high)


def lever_files() -> list[Path]:
    """The scenarios of the levers, by name."""
    return sorted(SCENARIOS.glob("*.yaml"))
