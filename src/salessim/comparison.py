"""What a user of the Python package gets: compare a scenario with variants of it.

Data frames and pictures are made when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salessim import arguments
from salessim.engine import Watch
from salessim.engine.simulation import A_SCENARIO, Engine
from salessim.errors import InputError
from salessim.measure.differences import AS_IT_STANDS, ComparisonFindings
from salessim.scenario import Scenario
from salessim.study.variants import (
    Variant,
    VariantsRun,
    changed_scenario,
    other_scenario,
    own_variant,
    own_variants,
    ranked_by_damage,
    run_variants,
    without_each,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

EXAMPLE = "{'more pay': {'team.closer.base': '60k a year'}}"

type Comparable = str | Scenario | Mapping[str, Mapping[str, Any] | Scenario]
"""A variant of the file by its name, another scenario, or names with changes or scenarios."""


class Comparison:
    """A scenario beside its variants, replication by replication. `str()` is its sentences."""

    def __init__(self, simulated: VariantsRun) -> None:
        self._simulated = simulated

    @cached_property
    def findings(self) -> ComparisonFindings:
        """Everything that a report shows, as frozen records."""
        return self._simulated.findings()

    @property
    def variants(self) -> list[str]:
        """Names of the variants, in the order in which they were given."""
        return [variant.name for variant, _ in self._simulated.variants]

    @property
    def stopped_early(self) -> bool:
        """Whether fewer variants were simulated than asked for, because the work was stopped."""
        return self._simulated.stopped_early

    @property
    def planned(self) -> int:
        """Variants asked for."""
        return self._simulated.planned

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a variant and replication; the scenario as it stands comes first."""
        import pandas as pd

        from salessim.measure.frames import runs_frame

        frames = []
        for variant, runs in self._simulated.runs():
            frame = runs_frame(runs)
            frame.insert(0, "variant", AS_IT_STANDS if variant is None else variant.name)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """One row a variant and indicator: variant less the scenario as it stands."""
        import pandas as pd

        rows = []
        for variant in self.findings.variants:
            for indicator, row in variant.differences.items():
                figures = row.model_dump()
                low, high = figures.pop("ci95") or (None, None)
                rows.append(
                    {"variant": variant.name, "indicator": indicator}
                    | {"mean": figures.pop("mean"), "ci95_low": low, "ci95_high": high}
                    | figures
                )
        return pd.DataFrame(rows)

    def to_json(self) -> dict[str, Any]:
        """The document that `salessim compare --json` prints, as plain lists and dictionaries."""
        return self.findings.model_dump(mode="json")

    def save(self, folder: Path | str) -> Path:
        """Write tables (Parquet), `comparison.json` and `manifest.json` into a folder."""
        from salessim.report.document import save

        frames = {"runs": self.runs, "differences": self.differences}
        return save(self.findings, frames, arguments.path("folder", folder))

    def write_report(self, file: Path | str) -> None:
        """Write a report; the ending decides.

        Args:
            file: `.html` or `.md` (a page), `.xlsx` (a workbook), `.pptx` (slides), `.zip` (a CSV a
                table), `.png` or `.svg` (the picture), or `.json`.
        """
        from salessim.report.comparison_report import comparison_document
        from salessim.report.document import write

        write(comparison_document(self.findings), arguments.path("file", file))

    def plot(self, file: Path | str | None = None) -> Figure:
        """Draw the differences in revenue and payroll ratio; write the picture if asked.

        Args:
            file: a `.png` or `.svg` to write.
        """
        from salessim.report.comparison_tables import drawn_differences
        from salessim.report.drawing import picture

        return picture(partial(drawn_differences, self.findings), file)

    def __str__(self) -> str:
        from salessim.report.comparison_report import comparison_sentences

        return "\n".join(line.plain for line in comparison_sentences(self.findings))


def compare(
    scenario: Scenario,
    *variants: Comparable,
    replications: int | None = None,
    seed: int = 1,
    engine: Engine = "compiled",
    threads: int | None = None,
    watch: Watch | None = None,
    each_person: bool = False,
    names: bool = False,
    anyway: bool = False,
) -> Comparison:
    """Compare a scenario with variants of it in the same replications.

    All variants use common random numbers: the same market, leads, buyers and unknown figures. So
    a few hundred replications show a small difference.

    Args:
        scenario: what the variants are compared with.
        variants: names of variants in the scenario's file, other scenarios, or maps such as
            `{"more pay": {"team.closer.base": "60k a year"}}`. By default all of the file's own.
        replications: of each, 1 or more; 200 by default.
        seed: 0 or more.
        engine: `compiled`, or `simpy` for the readable one; both give the same tables.
        threads: at most so many; all cores by default. Results do not depend on it.
        watch: called with progress: phase, done, planned; when it answers False, the work stops and
            the variants that are finished are kept.
        each_person: compare with the team without each of its people in turn instead, most
            damage first.
        names: name the people; otherwise they are called by role and rank.
        anyway: also more than about 2,000 million events or 1 GB for one variant, as estimated.

    Raises:
        InputError: a variant does not exist or cannot be compared, or a number is out of range.
    """
    arguments.instance("scenario", scenario, Scenario, A_SCENARIO)
    arguments.truth("each_person", each_person)
    arguments.truth("names", names)
    arguments.truth("anyway", anyway)
    if watch is not None:
        arguments.function("watch", watch, 3)
    if each_person and variants:
        raise InputError("Name variants, or ask for the team without each person, not both.")
    wanted = [row for given in variants for row in _read(scenario, given)]
    if each_person:
        wanted = without_each(scenario)
    simulated = run_variants(
        scenario,
        wanted or own_variants(scenario),
        replications=replications,
        seed=seed,
        engine=engine,
        threads=threads,
        watch=watch,
        anyway=anyway,
    )
    return Comparison(ranked_by_damage(simulated, names=names) if each_person else simulated)


def _read(scenario: Scenario, given: Comparable) -> list[Variant]:
    match given:
        case str():
            return [own_variant(scenario, given)]
        case Scenario():
            return [other_scenario(given)]
        case Mapping():
            arguments.mapping("variants", given, EXAMPLE)
            return [
                other_scenario(what, name)
                if isinstance(what, Scenario)
                else changed_scenario(scenario, name, what)
                for name, what in given.items()
            ]
    raise arguments.refusal("variants", given, f"names, scenarios, or maps such as {EXAMPLE}")
