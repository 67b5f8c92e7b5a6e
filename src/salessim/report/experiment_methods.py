"""How an experiment was made, as the checklist STRESS-DES asks.

T. Monks, C. Currie, B. Onggo, S. Robinson, M. Kunc and S. Taylor, Strengthening the reporting of
empirical simulation studies: introducing the STRESS guidelines, Journal of Simulation 13 (2019)
55-67, first published 2018, doi 10.1080/17477778.2018.1442155; table for discrete-event simulation.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from salessim.letters import markdown_text
from salessim.measure.indicators import INDICATORS
from salessim.report.document import markdown_table
from salessim.report.words import counted
from salessim.study.run_rows import PLAN_INDICATORS
from salessim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from salessim.study.running.execute import ExperimentStatus
    from salessim.study.store.manifest import Manifest

ENTITIES = (
    "Firms of each segment, as prospects and customers; leads of each channel; deals, which go "
    "through the steps of a funnel. Attributes: segment, fit, estimate, value, owner, state."
)
LOGIC = (
    "Prospects are called or come as leads, and go through the conquest funnel step by step; each "
    "step takes hours of a rep and time of the buyer, and is passed with a chance that depends on "
    "skill, motivation, fit and coaching, anchored so that today's team obtains the rates typed. "
    "Customers order, renew, grow or leave by a hazard that contacts of the loyalty funnel lower. "
    "Reps work their calendars; managers plan their month; pay follows quotas. docs/model.md tells "
    "all of it."
)
ALGORITHMS = (
    "Events in the order of time, kind and entity, integer seconds; idle reps are matched to "
    "waiting work in model order at the end of each instant; candidate moments of customers by "
    "thinning at a constant ceiling. One set of rules runs under a compiled loop and under simpy, "
    "with equal tables."
)
NO_LIBRARIES = ("salessim", "rules", "system", "processor", "c_library")
"""What makes results and is named elsewhere."""
SAMPLING = (
    "Philox4x32-10, keyed by seed, replication, purpose and the lasting identity of what is "
    "decided (counter-based, no shared stream); variates by inversion."
)
PLANNED = (
    " The optimiser solves linear programmes over hours by month, group, segment and motion, and "
    "corrects their curves by simulation until both agree (docs/optimiser.md)."
)
STEADY = (
    "A terminating simulation: it starts with today's customers, deals and team as the scenario "
    "says, and needs no warm-up."
)


def methods(manifest: Manifest, status: ExperimentStatus) -> str:
    """The filled checklist as Markdown."""
    parts = [f"# {markdown_text(manifest.name)}: how it was simulated", _preface(status)]
    for number, (section, items) in enumerate(_sections(manifest, status), start=1):
        parts.append(f"## {number} {section}")
        for place, (title, sentence) in enumerate(items, start=1):
            parts.append(f"**{number}.{place} {title}.** {sentence}")
    return "\n\n".join(parts) + "\n"


def _preface(status: ExperimentStatus) -> str:
    partial = (
        ""
        if status.is_complete and not status.points_failed
        else f" Partial: {status.points_done} of {status.points} points are done, "
        f"{status.points_failed} failed."
    )
    return (
        "The reporting checklist STRESS-DES (Monks et al., 2018, doi "
        "10.1080/17477778.2018.1442155), filled from what made the "
        f"results. What only you can say is marked *to be added*.{partial}"
    )


def _sections(
    manifest: Manifest, status: ExperimentStatus
) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        ("Objectives", _objectives(manifest)),
        ("Logic", _logic(manifest)),
        ("Data", _data(manifest)),
        ("Experimentation", _experimentation(manifest, status)),
        ("Implementation", _implementation(manifest, status)),
        (
            "Code access",
            [
                (
                    "Computer model sharing statement",
                    (
                        f"salessim {manifest.makers['salessim']}, licence Apache-2.0, with "
                        "design file "
                        f"and scenario. Rows {status.digest}. Where they are shared: *to be added*."
                    ),
                )
            ],
        ),
    ]


def _objectives(manifest: Manifest) -> list[tuple[str, str]]:
    meanings = {row.name: row.meaning for row in (*INDICATORS, *PLAN_INDICATORS)} | {
        target.name: f"chance of {target.measure} {target.value:,.0f} {manifest.currency} by "
        f"{target.by}"
        for target in manifest.targets
    }
    outputs = "; ".join(f"`{name}` ({meanings[name]})" for name in manifest.indicators)
    return [
        ("Purpose of the model", manifest.question or "*to be added*"),
        ("Model outputs", f"Per replication, over the whole horizon: {outputs}."),
        (
            "Experimentation aims",
            f"{_design(manifest)}\n\n{markdown_table(('factor', 'settings'), _factors(manifest))}",
        ),
    ]


def _logic(manifest: Manifest) -> list[tuple[str, str]]:
    return [
        ("Base model overview diagram", f"docs/model.md describes the flow.\n\n{_flow(manifest)}"),
        ("Base model logic", LOGIC),
        ("Scenario logic", _scenario_logic(manifest)),
        ("Algorithms", ALGORITHMS + (PLANNED if manifest.design["optimise"] else "")),
        ("Components", _components(manifest)),
    ]


def _flow(manifest: Manifest) -> str:
    typed, everything = manifest.scenario_as_typed, _paths(manifest)
    return flow_of(
        names_in(typed, "segments"),
        names_in(typed, "channels"),
        names_in(everything, "funnel.conquest"),
        names_in(everything, "funnel.loyalty"),
    )


def _scenario_logic(manifest: Manifest) -> str:
    plans = (
        " Each point is then planned by the optimiser, and follows its plan: "
        + ", ".join(
            f"{name} {value}" for name, value in manifest.design["optimise"].items() if value
        )
        + "."
        if manifest.design["optimise"]
        else ""
    )
    return (
        f'Each point changes the base scenario "{manifest.scenario}" at the key paths of its '
        "settings and nothing else; rates stay those of the team before the change." + plans
    )


def _components(manifest: Manifest) -> str:
    typed, everything = manifest.scenario_as_typed, _paths(manifest)
    steps = names_in(everything, "funnel.conquest"), names_in(everything, "funnel.loyalty")
    rule = _value(manifest, "time.next_deal")
    calendar = ", ".join(
        f"{name} {value}"
        for name in ("country", "hours", "weekdays", "leave", "sick")
        if (value := _value(manifest, f"calendar.{name}"))
    )
    managers = names_in(typed, "managers")
    of_managers = f", and of the managers {', '.join(managers)}" if managers else ""
    channels = ", ".join(names_in(typed, "channels")) or "no channel"
    return "\n".join(
        (
            "",
            f"- Entities: {ENTITIES}",
            (
                f"- Activities: in conquest {', '.join(steps[0])}; in loyalty "
                f"{', '.join(steps[1])}; administration, meetings with managers, onboarding."
            ),
            f"- Resources: hours of {_team(typed)}{of_managers}; calendar: {calendar}.",
            (
                f"- Queues: work that waits for a rep, within a motion by the rule "
                f"{rule or 'of each role'}; its place is fixed on entering. Leads go cold as their "
                "channel says."
            ),
            (
                f"- Entry and exit: leads of {channels} and outbound calls; deals end won or lost, "
                "customers leave; people join as hired and leave by chance."
            ),
        )
    )


def _team(typed: dict[str, str]) -> str:
    def people(role: str) -> str:
        number = typed.get(f"team.{role}.people") or typed.get(f"team.{role}.people.today")
        return f"{role} ({number or 'as listed'})"

    return ", ".join(map(people, names_in(typed, "team")))


def _paths(manifest: Manifest) -> list[str]:
    """Key paths of all figures, typed or not."""
    return [*manifest.scenario_as_typed, *(path for path, _, _ in manifest.defaults)]


def _value(manifest: Manifest, path: str) -> str:
    """A figure as typed, or its default; empty if there is neither."""
    known = {name: value for name, value, _ in manifest.defaults} | manifest.scenario_as_typed
    below = [value for name, value in known.items() if name.startswith(f"{path}.")]
    return known.get(path) or ", ".join(below)


def _data(manifest: Manifest) -> list[tuple[str, str]]:
    sources = markdown_table(("figure", "source"), manifest.sources.items())
    figures = markdown_table(("figure", "as typed"), manifest.scenario_as_typed.items())
    defaults = markdown_table(("figure", "value", "source"), manifest.defaults)
    return [
        (
            "Data sources",
            f"As the scenario names them:\n\n{sources}" if manifest.sources else "*to be added*",
        ),
        ("Pre-processing", "None by the program. Before it: *to be added*."),
        (
            "Input parameters",
            "As typed; `a..b` means that 8 in 10 cases, or truths, lie between.\n\n" + figures,
        ),
        (
            "Assumptions",
            "What the scenario does not say, with its source:\n\n" + defaults,
        ),
    ]


def _experimentation(manifest: Manifest, status: ExperimentStatus) -> list[tuple[str, str]]:
    plan = manifest.design["replications"]
    if isinstance(plan, dict):
        sentence = (
            f"Each point got {plan['from']} to {plan['to']} replications, until half the 95 % "
            f"interval of {plan['of']} was within {100 * plan['precision']:g} % of its mean."
        )
    else:
        sentence = f"Each point got {plan} replications."
    common = manifest.design["random_numbers"] == "common"
    chance = (
        "All points met the same futures (common random numbers), so differences are paired."
        if common
        else "Each point had futures of its own."
    )
    return [
        ("Initialisation", STEADY),
        (
            "Run length",
            f"{manifest.months} months from {manifest.first_month}; time unit: one second.",
        ),
        (
            "Estimation approach",
            (
                f"{sentence}{_imprecise(status)} {status.runs} runs in all. {chance} Intervals are "
                "Student's, of ratios by the delta method, of chances Wilson's; ranges that stand "
                "for ignorance are drawn once per replication."
            ),
        ),
    ]


def _imprecise(status: ExperimentStatus) -> str:
    if not status.points_imprecise:
        return ""
    return f" {status.points_imprecise} points ended before they were so precise."


def _implementation(manifest: Manifest, status: ExperimentStatus) -> list[tuple[str, str]]:
    makers = manifest.makers
    parts = {**manifest.libraries, **makers}
    made = ", ".join(
        f"{name} {number}"
        for name, number in parts.items()
        if name not in NO_LIBRARIES and number != "not installed"
    )
    return [
        (
            "Software",
            (
                f"salessim {makers['salessim']} (rules {makers['rules']}), a Python package; "
                f"with {made}."
            ),
        ),
        (
            "Random sampling",
            f"{SAMPLING} Seed {manifest.design['seed']}.",
        ),
        (
            "Model execution",
            (
                "Next-event, one replication a thread at a time; results do not depend on threads, "
                "workers, order or interruptions."
            ),
        ),
        (
            "System specification",
            (
                f"{', '.join(manifest.machine.values())}; "
                f"{_hours(status)} in {counted(status.sessions, 'session')}, with up to "
                f"{counted(status.most_workers, 'worker')} at a time. Processor and memory: "
                "*to be added*."
            ),
        ),
    ]


def _hours(status: ExperimentStatus) -> str:
    seconds = SECONDS_PER_HOUR * status.hours
    return f"{seconds:.0f} seconds" if seconds < 600 else f"{status.hours:.2f} hours"


def _design(manifest: Manifest) -> str:
    scheme = manifest.design["design"]
    kind = scheme["kind"].replace("_", " ")
    sampled = f" (seed {scheme['seed']})" if scheme["points"] else ""
    return f"Design: {kind}{sampled}, {manifest.planned_points} points."


def _factors(manifest: Manifest) -> Iterable[tuple[str, str]]:
    for name, described in manifest.design["factors"].items():
        yield (
            name,
            ", ".join(described["levels"])
            if "levels" in described
            else f"{described['distribution']} ({', '.join(described['paths'])})",
        )


def names_in(paths: Iterable[str], section: str) -> list[str]:
    """The names that stand below a section in key paths, in their order, each once."""
    start = section.split(".")
    parts = [path.split(".") for path in paths]
    deep = [found for found in parts if found[: len(start)] == start and len(found) > len(start)]
    return list(dict.fromkeys(found[len(start)] for found in deep))


def flow_of(
    segments: Sequence[str],
    channels: Sequence[str],
    conquest: Sequence[str],
    loyalty: Sequence[str],
) -> str:
    """Prospects and leads through the conquest funnel, customers through the loyalty funnel."""
    lines = ["```mermaid", "flowchart LR", f'  prospects(["prospects: {", ".join(segments)}"])']
    steps = {name: f"c{place}" for place, name in enumerate(conquest)}
    lines += [f'  {key}["{name}"]' for name, key in steps.items()]
    keys = list(steps.values())
    if keys:
        lines.append(f"  prospects -->|outbound| {keys[0]}")
        lines += [f"  {one} -->|passes| {next_}" for one, next_ in itertools.pairwise(keys)]
        lines.append(f"  {keys[-1]} -->|won| customers")
        lines += [f"  {key} -->|lost| resting" for key in keys]
        lines.append("  resting([left alone for a while]) --> prospects")
    entry = keys[1] if len(keys) > 1 else (keys[0] if keys else "customers")
    for place, name in enumerate(channels):
        lines.append(f'  l{place}(["leads: {name}"]) -->|passes| {entry}')
    lines.append("  customers([customers])")
    for place, name in enumerate(loyalty):
        lines.append(f'  customers <--> s{place}["{name}"]')
    lines += [
        "  customers -->|order, grow| customers",
        "  customers -->|churn| gone([left])",
        "```",
    ]
    return "\n".join(lines)
