"""Analysis: published indices, effects that are known, unfinished experiments."""

from pathlib import Path

import numpy as np
import pytest
from made_experiments import GRID, made, run

from salessim.study.analysing.analysis import analyse
from salessim.study.analysing.effects import holm, sobol_indices
from salessim.study.design.experiment import Scheme, unit_points
from salessim.study.running.executor import ThreadExecutor
from salessim.study.store.store import Store


def ishigami(points: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * points - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.mark.parametrize("second_order", [False, True])
def test_ishigami_has_its_indices(second_order: bool) -> None:
    points = unit_points(Scheme("sobol", 4096, 1, second_order), 3)
    terms = ishigami(points)[:, None]
    indices, pairs = sobol_indices("abc", terms, second_order=second_order, common=True)
    # Analytic: S1 .3139, .4424, 0; ST .5576, .4424, .2437; S13 .2437 (Ishigami and Homma, 1990).
    assert [row.first for row in indices] == pytest.approx([0.3139, 0.4424, 0], abs=0.02)
    assert [row.total for row in indices] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert all(row.first_noise is None for row in indices)
    if second_order:
        between = {row.factors: row.index for row in pairs}
        assert between[("a", "c")] == pytest.approx(0.2437, abs=0.03)


def test_noise_stands_beside_the_indices() -> None:
    points = unit_points(Scheme("sobol", 256, 1), 3)
    generator = np.random.default_rng(5)
    clean = ishigami(points)[:, None]

    def noise(deviation: float) -> float:
        noisy = clean + deviation * generator.standard_normal((len(points), 20))
        indices, _ = sobol_indices("abc", noisy, second_order=False, common=False)
        return indices[0].first_noise or 0.0

    assert noise(0.5) < 0.5 * noise(5.0)


def test_effects_are_differences_of_means(finished: Store) -> None:
    found = analyse(finished, "payroll")
    # Payroll grows by a third of the largest team with each closer, and is the same in all
    # futures but for what people sell: nobody is paid by it here.
    rows = {(row.factor, row.level): row for row in found.effects}
    means = {row.point: row.mean or 0.0 for row in found.figures}
    by_hand = (means[0] + means[1]) / 2
    assert rows[("team.closer.people", "1")].mean == pytest.approx(by_hand)
    everything = sum(means.values()) / 6
    assert rows[("team.closer.people", "1")].difference == pytest.approx(by_hand - everything)
    contrast = next(row for row in found.contrasts if row.level == "3")
    assert contrast.against == "1" and contrast.is_sure
    assert contrast.difference == pytest.approx((means[4] + means[5] - means[0] - means[1]) / 2)
    assert found.better == "lower" and found.best == 0
    assert contrast.better_in == 0.0


def test_pairing_makes_contrasts_narrower(tmp_path: Path) -> None:
    text = GRID.replace("replications: 6", "replications: 60")
    common = analyse(run(made(tmp_path, text), tmp_path / "a", ThreadExecutor(2)).store, "revenue")
    apart = made(tmp_path, text + "random_numbers: independent\n")
    alone = analyse(run(apart, tmp_path / "b", ThreadExecutor(2)).store, "revenue")

    def width(found: object) -> float:
        low, high = found.contrasts[0].ci95  # type: ignore[attr-defined]
        return float(high - low)

    assert width(common) < width(alone)


def test_unfinished_experiments_say_so(tmp_path: Path) -> None:
    calls = []

    def soon(phase: str, done: int, planned: int) -> bool:
        calls.append(done)
        return done < 18

    store = run(made(tmp_path), tmp_path / "results", watch=soon).store
    found = analyse(store, "revenue")
    assert found.is_partial and "Partial" in found.notes[0]
    assert 0 < found.points_done < 6
    assert len(found.figures) == found.points_done


def test_slopes_of_sampled_factors(tmp_path: Path) -> None:
    design = """\
base: base.yaml
replications: 4
indicators: [payroll, revenue]
design: {kind: latin_hypercube, points: 12, crossed: [people]}
factors:
  people: {path: team.closer.people, levels: [1, 2]}
  base: {path: team.closer.base, uniform: [30k a year, 60k a year]}
"""
    found = analyse(run(made(tmp_path, design), tmp_path / "results", ThreadExecutor(2)).store)
    (slope,) = found.slopes
    assert found.fit is not None and found.fit > 0.95
    assert slope.difference is not None and slope.ci95 is not None
    assert slope.ci95[0] < slope.difference < slope.ci95[1] and slope.difference > 0
    assert found.surface is not None and found.surface.kind == "curve"


def test_holm_is_stricter_than_each_by_itself() -> None:
    assert holm([0.04, 0.001, 0.03]) == [False, True, False]
    assert holm([0.01, 0.02, 0.04]) == [True, True, True]
    assert holm([]) == []


def test_chances_have_intervals_that_can_be(tmp_path: Path) -> None:
    design = GRID.replace("replications: 6", "replications: 20") + "set: {target.revenue: 900M}\n"
    found = analyse(
        run(made(tmp_path, design), tmp_path / "results", ThreadExecutor(2)).store, "target_1"
    )
    # None of 20 futures reaches it at any point: Wilson's interval is 0 to .1611.
    for row in found.figures:
        assert row.mean == 0.0 and row.p10 is None
        assert row.ci95 == pytest.approx((0.0, 0.1611), abs=5e-5)
    for contrast in found.contrasts:
        assert contrast.difference == 0.0 and not contrast.is_sure
        # Agresti and Min by hand: .5 gained and .5 lost of 22.
        half = 1.959964 * (1 / 22 / 22) ** 0.5
        assert contrast.ci95 == pytest.approx((-half, half), abs=1e-6)
