"""What a user of the Python package gets: a plan of hours and people, proven by simulation."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salessim import arguments
from salessim.engine import Watch
from salessim.engine.estimate import USUAL_REPLICATIONS, check_work
from salessim.engine.run import checked_threads
from salessim.engine.simulation import A_SCENARIO
from salessim.engine.state import checked_seed
from salessim.errors import InputError
from salessim.figures import marked
from salessim.number_text import parse_number
from salessim.plan.findings import FirstPlan, Frontier, PlanFindings
from salessim.plan.optimiser import OptimisedPlan, find_plan
from salessim.plan.person_findings import PersonPage
from salessim.plan.request import PlanRequest, request_options
from salessim.scenario import Scenario
from salessim.units import Measure, UnreadableError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


class OptimisationResult:
    """Hours by month, group, segment and motion, with people where their number is free."""

    def __init__(self, scenario: Scenario, optimised: OptimisedPlan) -> None:
        self._original = scenario
        self._optimised = optimised

    @property
    def findings(self) -> PlanFindings:
        """Everything that a report shows, as frozen records."""
        return self._optimised.findings

    @property
    def answer_is_no(self) -> bool:
        """Whether what was asked for cannot be had; `.findings.repairs` says what would help."""
        return self._optimised.answer_is_no

    @cached_property
    def hours(self) -> pd.DataFrame:
        """One row a month, group, segment and motion: hours planned, hours today, and why."""
        import pandas as pd

        return pd.DataFrame([row.model_dump() for row in self.findings.plan])

    @cached_property
    def hours_of_reps(self) -> pd.DataFrame:
        """One row a month, rep, segment and motion: each rep has an equal part of the group's."""
        import pandas as pd

        book = self._optimised.coefficients.book
        members = {
            group.name: [book.reps[rep] for rep in group.reps]
            for group in self._optimised.coefficients.groups
        }
        rows = [
            {
                "month": row.month,
                "rep": rep,
                "segment": row.segment,
                "motion": row.motion,
                "hours": row.hours / len(members[row.group]),
            }
            for row in self.findings.plan
            for rep in members[row.group]
        ]
        return pd.DataFrame(rows)

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row a month and group: people paid."""
        columns = ["month", "group", "paid_people"]
        return self.hours[columns].drop_duplicates(ignore_index=True)

    @property
    def predicted(self) -> dict[str, float | None]:
        """What the programme expects over the horizon: revenue, payroll, ratio, profit."""
        return self.findings.predicted.model_dump()

    @property
    def simulated(self) -> dict[str, Any]:
        """Every indicator of the simulated plan: mean, 95 % interval, percentiles."""
        return {name: row.model_dump() for name, row in self.findings.simulated.items()}

    @property
    def frontier(self) -> Frontier | None:
        """Revenue against payroll ratio, where it was asked for."""
        return self.findings.frontier

    @property
    def persons(self) -> list[PersonPage] | None:
        """A page for each person, where they were asked for."""
        return self.findings.persons

    @property
    def changes(self) -> dict[str, Any]:
        """By which the scenario follows the plan, as `Scenario.vary` takes them."""
        return dict(self._optimised.changes)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that follows the plan: simulate it, compare it, vary it."""
        return self._original.vary(self._optimised.changes, "the plan")

    def to_json(self) -> dict[str, Any]:
        """The document that `salessim optimise --json` prints."""
        return self.findings.model_dump(mode="json")

    def write(self, file: Path | str, scenario_file: Path | str) -> None:
        """Write the plan as a scenario file that extends the one it was made for.

        Raises:
            InputError: the file cannot be written, or the scenario's file says something else than
                the scenario that was planned.
        """
        from salessim.plan.scenario_changes import write_plan

        if (
            Scenario.load(arguments.path("scenario_file", scenario_file)).digest
            != self._original.digest
        ):
            raise InputError(
                f"The plan was made for a scenario that is not the one in {scenario_file}: write "
                f"what was changed into a scenario that extends it, and plan that."
            )
        title = f"{self._original.plan.name}, as planned"
        write_plan(
            self._optimised.changes,
            arguments.path("scenario_file", scenario_file),
            arguments.path("file", file),
            title,
            has_variants=bool(self._original.variants),
        )

    def write_report(self, file: Path | str) -> None:
        """Write a report; the ending decides.

        Args:
            file: `.html` or `.md` (a page), `.xlsx` (a workbook), `.pptx` (slides), `.zip` (a CSV a
                table), `.png` or `.svg` (the picture), or `.json`.
        """
        from salessim.report.document import write
        from salessim.report.plan.plan_report import plan_document

        write(plan_document(self.findings), arguments.path("file", file))

    def plot(self, file: Path | str | None = None) -> Figure:
        """Draw hours against today's, and revenue as predicted and as simulated.

        Args:
            file: a `.png` or `.svg` to write.
        """
        from salessim.report.drawing import picture
        from salessim.report.plan.plan_report import drawn_plan

        return picture(partial(drawn_plan, self.findings), file)

    def __str__(self) -> str:
        from salessim.report.plan.plan_report import sentences

        return "\n".join(line.plain for line in sentences(self.findings))


def _shows_request_options[F: Callable[..., Any]](function: F) -> F:
    """Show the fields of a request in a function's signature and help, for its `**options`."""
    signature, defaults = inspect.signature(function), PlanRequest()
    scenario, *others = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    asked, lines = [], []
    for one in fields(PlanRequest):
        option = one.metadata.get("option")
        meaning = option.meaning if option else one.metadata.get("meaning")
        if meaning:
            kind, default = inspect.Parameter.KEYWORD_ONLY, getattr(defaults, one.name)
            asked.append(inspect.Parameter(one.name, kind, default=default, annotation=one.type))
            lines.append(f"        {one.name}: {meaning}")
    shown = signature.replace(parameters=[scenario, *asked, *others])
    setattr(function, "__signature__", shown)  # noqa: B010 - it is no attribute of its type
    function.__doc__ = (function.__doc__ or "").rstrip() + "\n\n    Options:\n" + "\n".join(lines)
    return function


def _with_texts_read(options: dict[str, Any], scenario: Scenario) -> dict[str, Any]:
    """The options; amounts and shares given as text are read as in the scenario's file."""
    units = {name: option.unit for name, option in request_options()}

    def read(name: str, value: Any, measure: Measure) -> Any:
        if not isinstance(value, str):
            return value
        text = marked(value, scenario.decimal_mark)
        try:
            typed = parse_number(text, measure, scenario.plan.currency)
        except UnreadableError as error:
            raise InputError(f"{name} '{value}': {error}") from None
        if typed.high is not None or typed.period is not None:
            raise InputError(f"{name} '{value}': type one number.")
        return typed.low

    found = dict(options)
    for name, value in options.items():
        if name == "targets" and isinstance(value, Mapping):
            found[name] = {month: read(name, goal, "money") for month, goal in value.items()}
        elif units.get(name) in ("share", "money by month"):
            found[name] = read(name, value, "share" if units[name] == "share" else "money")
    return found


@_shows_request_options
def optimise(
    scenario: Scenario,
    *,
    seed: int = 1,
    threads: int | None = None,
    watch: Watch | None = None,
    first_plan: Callable[[FirstPlan], None] | None = None,
    anyway: bool = False,
    **options: Any,
) -> OptimisationResult:
    """Find where the hours of a team should go, and how many people it needs; prove it.

    Args:
        scenario: with its team; where `people` has a least or a most, the number is found too.
        seed: 0 or more.
        threads: at most so many; all cores by default.
        watch: told of progress; when it answers False, the work stops. Once ways of working were
            tried (phase `search`) the best so far is proven and returned (`stopped_early`).
        first_plan: told of the first plan, within seconds, before the search for better ones.
        anyway: also more than about 2,000 million events or 1 GB a simulation, as estimated.
        **options: what is asked for, None for the default.

    Raises:
        InputError: what is asked for has no meaning.
        InfeasibleError: limits contradict each other.
    """
    arguments.instance("scenario", scenario, Scenario, A_SCENARIO)
    seed, threads = checked_seed(seed), checked_threads(threads)
    arguments.truth("anyway", anyway)
    if watch is not None:
        arguments.function("watch", watch, 3)
    if first_plan is not None:
        arguments.function("first_plan", first_plan, 1)
    known = [one.name for one in fields(PlanRequest) if one.metadata]
    for name in options:
        arguments.choice("an option", name, known)
    asked = {name: value for name, value in options.items() if value is not None}
    request = PlanRequest(**_with_texts_read(asked, scenario))
    check_work(scenario, replications=USUAL_REPLICATIONS, threads=threads, anyway=anyway)
    found = find_plan(scenario, request, seed, threads=threads, watch=watch, first_plan=first_plan)
    return OptimisationResult(scenario, found)
