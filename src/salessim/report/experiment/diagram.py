"""The flow of a scenario as a Mermaid diagram, which renders beside the text on most forges."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence


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
