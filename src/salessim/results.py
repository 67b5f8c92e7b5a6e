"""What a user of the Python package gets: simulate a scenario, look at the result.

Data frames, pictures and further simulations are made when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salessim import arguments
from salessim.engine import Watch
from salessim.engine.own_rules import OwnRule
from salessim.engine.simulation import Engine, Keep, Simulation, event_log, run_simulation
from salessim.errors import SalessimError
from salessim.measure.batch import Batch
from salessim.measure.findings import BindingMonth, Findings, Performance, Summary, TargetOutcome
from salessim.measure.flows import FunnelFlows

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure

    from salessim.engine.simpy_engine import ProcessFactory
    from salessim.model.state.outputs import Book
    from salessim.scenario import Scenario


class Result:
    """The replications of one scenario. `str()` is the headline."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    @property
    def findings(self) -> Findings:
        """Everything that a report shows, as frozen records.

        Limits and the share of luck take further simulations when this is first asked for.
        """
        return self._simulation.findings

    @property
    def indicators(self) -> dict[str, Summary]:
        """Mean, its 95 % interval, 10th, 50th and 90th percentile of each indicator."""
        return self._simulation.measured.indicators

    @property
    def targets(self) -> list[TargetOutcome]:
        """The chance of each target."""
        return self._simulation.measured.targets

    @property
    def funnel(self) -> FunnelFlows:
        """Flows through both funnels, means over replications."""
        return self._simulation.measured.funnel

    @property
    def time_use(self) -> dict[str, float]:
        """Shares of the reps' paid time."""
        return self._simulation.measured.time_use

    @property
    def binding(self) -> list[BindingMonth]:
        """What limits revenue, month by month; costs further simulations when first asked."""
        return self._simulation.limits.months

    @property
    def digest(self) -> str:
        """Fingerprint of the raw tables, equal for equal replications."""
        return self._simulation.tally.digest

    @property
    def performance(self) -> Performance:
        """Events simulated, and seconds in the engine."""
        tally = self._simulation.tally
        return Performance(events=tally.events, seconds=tally.seconds)

    @property
    def replications(self) -> int:
        """Replications that were simulated."""
        return self._simulation.tally.replications

    @property
    def planned(self) -> int:
        """Replications asked for."""
        return self._simulation.planned

    @property
    def stopped_early(self) -> bool:
        """Whether fewer replications were done than planned, because the work was stopped."""
        return self._simulation.stopped_early

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a replication."""
        from salessim.measure.frames import runs_frame

        return runs_frame(self._simulation.tally.runs)

    @cached_property
    def months(self) -> pd.DataFrame:
        """One row a replication x month x segment x motion."""
        from salessim.measure.frames import months_frame

        return months_frame(self._tables(), self._simulation.tally.book)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """One row a replication x month: the company's money and state."""
        from salessim.measure.frames import ledger_frame

        return ledger_frame(self._tables(), self._simulation.tally.book)

    @cached_property
    def reps(self) -> pd.DataFrame:
        """One row a replication x rep x month."""
        from salessim.measure.frames import reps_frame

        return reps_frame(self._tables(), self._simulation.tally.book)

    @cached_property
    def statements(self) -> pd.DataFrame:
        """One row a replication x payee x component of pay x month: what counted and was paid."""
        from salessim.measure.frames import statements_frame

        return statements_frame(self._tables(), self._simulation.tally.book)

    @cached_property
    def steps(self) -> pd.DataFrame:
        """One row a replication x motion x step of the funnels x segment."""
        from salessim.measure.frames import funnel_frame

        return funnel_frame(self._tables(), self._simulation.tally.book)

    @cached_property
    def channels(self) -> pd.DataFrame:
        """One row a replication x channel: what became of its leads."""
        from salessim.measure.frames import channels_frame

        return channels_frame(self._tables(), self._simulation.tally.book)

    @cached_property
    def work(self) -> pd.DataFrame:
        """One row a replication x rep x motion x step: hours, cases, what was handed over."""
        from salessim.measure.frames import work_frame

        return work_frame(self._tables(), self._simulation.tally.book)

    @cached_property
    def deals(self) -> pd.DataFrame:
        """One row a replication x deal; kept on request, `simulate(..., keep="deals")`."""
        from salessim.measure.frames import deals_frame

        batches = self._simulation.tally.tables
        if not batches or batches[0].deals is None:
            raise SalessimError('The deals were not kept: call simulate(..., keep="deals").')
        return deals_frame(batches, self._simulation.tally.book)

    def events(self, replication: int = 0) -> pd.DataFrame:
        """Simulate one of the replications again and return its log, one row an occurrence."""
        from salessim.measure.frames import events_frame

        return events_frame(*self._log(replication))

    def write_log(self, file: Path | str, replication: int = 0) -> None:
        """Write one replication's log as a CSV that process-mining tools read."""
        from salessim.report.event_log import write_events

        write_events(*self._log(replication), arguments.path("file", file))

    def _log(self, replication: int) -> tuple[np.ndarray, Book]:
        simulation = self._simulation
        return event_log(
            simulation.scenario,
            seed=simulation.seed,
            replication=replication,
            engine=simulation.engine,
            rules=simulation.rules,
        )

    def _tables(self) -> list[Batch]:
        tables = self._simulation.tally.tables
        if not tables:
            raise SalessimError(
                'The raw tables of this run were not kept: call simulate(..., keep="tables").'
            )
        return tables

    def to_json(self) -> dict[str, Any]:
        """The document that `salessim run --json` prints, as plain lists and dictionaries."""
        return self.findings.model_dump(mode="json")

    def save(self, folder: Path | str) -> Path:
        """Write tables (Parquet), `result.json` and `manifest.json` into a folder."""
        from salessim.report.document import save

        frames = {"runs": self.runs}
        if self._simulation.tally.tables:
            frames |= {
                "months": self.months,
                "ledger": self.ledger,
                "reps": self.reps,
                "statements": self.statements,
                "steps": self.steps,
                "channels": self.channels,
                "work": self.work,
            }
            if self._simulation.tally.tables[0].deals is not None:
                frames["deals"] = self.deals
        return save(self.findings, frames, arguments.path("folder", folder))

    def write_report(self, file: Path | str) -> None:
        """Write a report; the ending decides.

        Args:
            file: `.html` or `.md` (a page), `.xlsx` (a workbook), `.pptx` (slides), `.zip` (a CSV a
                table), `.png` or `.svg` (the picture), or `.json`.
        """
        from salessim.report.document import write
        from salessim.report.run_report import run_document

        write(run_document(self.findings), arguments.path("file", file))

    def plot(self, file: Path | str | None = None) -> Figure:
        """Draw revenue month by month and the payroll ratio beneath; write it if asked.

        Args:
            file: a `.png` or `.svg` to write.
        """
        from salessim.report.drawing import picture
        from salessim.report.run_pictures import drawn_revenue

        return picture(partial(drawn_revenue, self.findings), file)

    def __str__(self) -> str:
        from salessim.report.run_report import headline

        return "\n".join(line.plain for line in headline(self.findings))


def simulate(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int = 1,
    engine: Engine = "compiled",
    threads: int | None = None,
    precision: float | None = None,
    keep: Keep | None = None,
    watch: Watch | None = None,
    processes: Sequence[ProcessFactory] = (),
    rules: Mapping[str, OwnRule] | None = None,
    anyway: bool = False,
) -> Result:
    """Simulate a scenario.

    Args:
        scenario: what to simulate.
        replications: independent, 1 or more; 200 by default, and the most tried with
            `precision` (100,000 by default).
        seed: 0 or more. Equal seeds give equal replications, and two scenarios share all random
            numbers that they have in common.
        engine: `compiled`, or `simpy` for the readable one; both give the same tables.
        threads: at most so many; all cores by default. Results do not depend on it.
        precision: stop when the 95 % interval of mean revenue is within this share of the mean.
        keep: `sums` keeps a row a replication, `tables` also every month and rep, `deals` also
            every deal. By default tables if they take less than 256 MB.
        watch: called with progress, some times a second: phase, done, planned; the work stops with
            what is done when it answers False.
        processes: simpy processes of your own, such as a strike, that live beside the others in
            each future: functions of the engine (`engine.simpy_engine.SimpyEngine`) that yield
            simpy events. They need the engine `simpy`.
        rules: functions of your own that take a decision's place, by name: `next_deal`,
            `lead_owner`, `next_work`, `effort`, `variable_pay`. Each is handed one row of facts
            and answers with one number; see docs/rules.md. Compiled for the compiled engine,
            plain Python in the story.
        anyway: also more than about 2,000 million events or 1 GB, as estimated; never more memory
            than the machine has.

    Raises:
        InputError: a number is out of its range, a rule cannot be used, or the work is more than
            is done unasked.
        StoppedError: the watch stopped the work before a first future was done.
    """
    return Result(
        run_simulation(
            scenario,
            replications=replications,
            seed=seed,
            engine=engine,
            threads=threads,
            precision=precision,
            keep=keep,
            watch=watch,
            processes=processes,
            rules=rules,
            anyway=anyway,
        )
    )
