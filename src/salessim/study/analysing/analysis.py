"""From a store to everything that a report of an experiment shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from salessim.study.analysing.analysis_findings import (
    Analysis,
    Interaction,
    PointFigures,
    SobolIndex,
)
from salessim.study.analysing.effects import contrasts, effects, slopes, sobol_indices
from salessim.study.analysing.observations import Observations, observations
from salessim.study.analysing.response_surface import surface
from salessim.study.running.execute import ExperimentStatus, status_of
from salessim.study.store.store import Store

NOISY = 0.2
"""Share of noise between points' means from which a report warns."""
UNSURE = 0.1
"""Half a 95 % interval of a Sobol index from which a report warns."""


def analyse(store: Store, indicator: str | None = None, over: tuple[str, ...] = ()) -> Analysis:
    """Analyse one indicator of an experiment, finished or not.

    Args:
        store: the results.
        indicator: which one; by default the first that was kept.
        over: the factors of the response surface; by default those that matter most.

    Raises:
        InputError: the indicator was not kept, there is no such factor, or no point is done.
    """
    seen = observations(store, indicator or store.manifest.indicators[0])
    status = status_of(store)
    scheme = store.manifest.design["design"]
    common = store.manifest.design["random_numbers"] == "common"
    indices: list[SobolIndex] = []
    interactions: list[Interaction] = []
    if scheme["kind"] == "sobol" and len(seen.points) == status.points:
        indices, interactions = sobol_indices(
            [factor.name for factor in seen.factors],
            seen.terms,
            second_order=scheme["second_order"],
            common=common,
        )
    lines, fit = slopes(seen)
    noise = noise_share(seen, common=common)
    return Analysis(
        **_origin(store, status, seen),
        common=common,
        mean=float(seen.means.mean()) if np.isfinite(seen.means).all() else None,
        noise_share=noise,
        best=_best(seen),
        figures=_figures(seen),
        effects=effects(seen, from_base=scheme["kind"] == "one_at_a_time"),
        contrasts=contrasts(seen),
        slopes=lines,
        fit=fit,
        sobol=indices,
        interactions=interactions,
        surface=surface(seen, over),
        notes=[
            *_notes(seen, status, noise, is_sobol=scheme["kind"] == "sobol"),
            *_sobol_notes(indices),
        ],
    )


def noise_share(seen: Observations, *, common: bool) -> float | None:
    """Share of the variance between the points' means that is the simulation's own error.

    With common random numbers only what the points do not share counts: the rest moves all alike.
    """
    points, replications = seen.terms.shape
    if points < 2 or replications < 2 or not np.isfinite(seen.terms).all():
        return None
    between = float(seen.terms.mean(axis=1).var(ddof=1))
    if between <= 0:
        return None
    terms = seen.terms - seen.terms.mean(axis=0) if common else seen.terms
    within = float(terms.var(axis=1, ddof=1).mean()) / replications
    return min(1.0, within / between)


def _origin(store: Store, status: ExperimentStatus, seen: Observations) -> dict[str, Any]:
    manifest = store.manifest
    meaning = seen.indicator.meaning
    for target in manifest.targets:
        if target.name == seen.indicator.name:
            meaning = f"chance of {target.measure} {target.value:,.0f} by {target.by}"
    return {
        "name": manifest.name,
        "question": manifest.question,
        "scenario": manifest.scenario,
        "scenario_digest": manifest.scenario_digest,
        "currency": manifest.currency,
        "indicator": seen.indicator.name,
        "meaning": meaning,
        "unit": seen.indicator.unit,
        "better": seen.indicator.better,
        "design": manifest.design["design"]["kind"],
        "points": status.points,
        "points_done": status.points_done,
        "points_failed": status.points_failed,
        "is_partial": status.points_done < status.points,
        "replications": (int(seen.replications.min()), int(seen.replications.max())),
        "runs": status.runs,
        "paired": seen.terms.shape[1],
        "digest": status.digest,
    }


def _best(seen: Observations) -> int | None:
    means = seen.means
    if seen.indicator.better is None or not np.isfinite(means).any():
        return None
    place = np.nanargmax(means) if seen.indicator.better == "higher" else np.nanargmin(means)
    return int(seen.points[place])


def _figures(seen: Observations) -> list[PointFigures]:
    return [
        PointFigures(
            point=int(point),
            settings={factor.name: factor.labels[row] for factor in seen.factors},
            replications=int(seen.replications[row]),
            mean=seen.summaries[row].mean,
            ci95=seen.summaries[row].ci95,
            p10=seen.summaries[row].p10,
            p90=seen.summaries[row].p90,
        )
        for row, point in enumerate(seen.points)
    ]


def _sobol_notes(indices: list[SobolIndex]) -> list[str]:
    """That Sobol indices are not known well, where it is so."""
    worst = max((max(row.first_error, row.total_error) for row in indices), default=0.0)
    if worst <= UNSURE:
        return []
    return [f"Sobol indices are known to within {worst:.2f} only: more points make them surer."]


def _notes(
    seen: Observations, status: ExperimentStatus, noise: float | None, *, is_sobol: bool
) -> list[str]:
    notes = []
    if status.points_done < status.points:
        failed = f", {status.points_failed} failed" if status.points_failed else ""
        notes.append(
            f"Partial: {status.points_done} of {status.points} points are done{failed}; all "
            "figures rest on these." + (" Sobol indices need all points." if is_sobol else "")
        )
    if status.points_imprecise:
        notes.append(
            f"{status.points_imprecise} of {status.points} points ended before they were as precise"
            " as asked for."
        )
    without = int((~np.isfinite(seen.terms).all(axis=1)).sum())
    if without:
        notes.append(
            f"{without} of {len(seen.points)} points have futures without a value of it; what "
            "rests on all points and futures is left out."
        )
    if seen.replications.min() < seen.replications.max():
        notes.append(
            f"Differences rest on the first {seen.terms.shape[1]} futures, which all points have."
        )
    if noise is not None and noise > NOISY:
        notes.append(
            f"{100 * noise:.0f} % of the variance between points is the simulation's own error: "
            "more replications make differences clearer."
        )
    return notes
