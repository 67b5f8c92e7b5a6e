"""Measures everything and writes the tables of the README from one run.

    python experiments/speed/measure.py

Takes about six minutes on an idle machine. Needs the extra `test` (Ciw) and a C compiler, `cc`.
"""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from levers_off import levers_off
from nanoseconds import shares
from own_speed import (
    THOUSAND,
    THREADED_REPLICATIONS,
    event_rates,
    memory_megabytes,
    sizes,
    start_parts,
    thousand,
    thread_times,
)
from same_work import (
    C_LOOP,
    CIW,
    COMPILED,
    HERE,
    PLAIN_SIMPY,
    SEED,
    STORY,
    funnel_sides,
    inputs,
    queue_sides,
    simulated,
)
from timing import Times, in_turns

ROUNDS = 9
LEVER_ROUNDS = 16
FEW, MANY = 100, 10_000


def main() -> None:
    """Measure, then write; nothing is written if anything fails."""
    before = os.getloadavg()
    queue = in_turns(queue_sides(), ROUNDS)
    funnel = in_turns(funnel_sides(), ROUNDS)
    threads = thread_times(ROUNDS)
    blocks = {
        "queue": queue_table(queue),
        "funnel": funnel_table(funnel),
        "nanoseconds": nanosecond_table(funnel),
        "rates": rate_table(),
        "thousand": thousand_table(),
        "levers": lever_table(),
        "threads": thread_table(threads),
        "sizes": size_table(),
        "memory": memory_table(),
        "start": start_table(),
    }
    blocks["machine"] = machine(before)
    write(blocks, HERE / "README.md")


def queue_table(times: Times) -> str:
    """A year of M/M/5 by each side."""
    customers = float(simulated(inputs("queue"), 1, 0).funnel["started"].sum())
    return side_table(times, (COMPILED, PLAIN_SIMPY, CIW), "customers", customers)


def funnel_table(times: Times) -> str:
    """A year of the funnel by each side."""
    batch = simulated(inputs("five_stages"), 1, 0)
    meetings = float(batch.funnel["started"].sum())
    table = side_table(times, (COMPILED, C_LOOP, PLAIN_SIMPY, STORY), "pieces of work", meetings)
    events = float(batch.events.mean())
    by_hand = times.ratios(COMPILED, C_LOOP)
    return (
        f"{table}\n\nSalessim takes **{times.ratio(COMPILED, C_LOOP):.1f}** times as long as the C"
        f" loop ({by_hand[0]:.1f} to {by_hand[-1]:.1f}): {events / times.best(COMPILED) / 1e6:.1f}"
        f" against {events / times.best(C_LOOP) / 1e6:.1f} million events a second."
    )


def side_table(times: Times, sides: tuple[str, ...], what: str, amount: float) -> str:
    """Seconds of the processor for a year of work, and the ratio to salessim."""
    rows = []
    for side in sides:
        ratios = times.ratios(side, COMPILED)
        spread = "" if side == COMPILED else f"{ratios[0]:.2g} to {ratios[-1]:.2g}"
        rows.append(
            (
                side,
                f"{1000 * times.best(side):,.1f}",
                f"{amount / times.best(side):,.0f}",
                f"{times.ratio(side, COMPILED):.2g}",
                spread,
            )
        )
    titles = ("", "milliseconds a year", f"{what} a second", "salessim = 1", "lowest to highest")
    return table(titles, rows)


def nanosecond_table(times: Times) -> str:
    """The parts of a live event of the funnel."""
    parts = shares(times.best(COMPILED))
    whole = sum(part.nanoseconds for part in parts)
    rows = [
        (part.part, f"{part.nanoseconds:.0f}", f"{part.nanoseconds / whole:.0%}") for part in parts
    ]
    return table(("part", "nanoseconds an event", "share"), rows)


def rate_table() -> str:
    """Live events a second of startup.yaml by each driver."""
    rows = [(engine, f"{rate:,.0f}") for engine, rate in event_rates(ROUNDS).items()]
    return table(("engine", "live events a second"), rows)


def thousand_table() -> str:
    """A thousand futures of startup.yaml, limits included."""
    rows = [(part, f"{seconds:.2f}") for part, seconds in thousand(3).items()]
    return table((f"{THOUSAND:,} futures, two threads", "seconds"), rows)


def lever_table() -> str:
    """What levers cost that are switched off."""
    rows = [
        (f"`{off.lever}`", f"{off.typical:.3f}", f"{off.lowest:.3f} to {off.highest:.3f}")
        for off in levers_off(LEVER_ROUNDS)
    ]
    return table(
        ("lever switched off", "time an event, left out = 1", "middle half of rounds"), rows
    )


def thread_table(times: Times) -> str:
    """One thread against two."""
    ratios = times.ratios("1", "2")
    rows = [
        (threads, f"{seconds:.2f}", f"{THREADED_REPLICATIONS / seconds:,.0f}")
        for threads in ("1", "2")
        for seconds in [times.best(threads)]
    ]
    return (
        table(("threads", "seconds", "futures a second"), rows)
        + f"\n\nTwo threads are **{times.ratio('1', '2'):.2f}** times as fast"
        f" ({ratios[0]:.2f} to {ratios[-1]:.2f})."
    )


def size_table() -> str:
    """Teams of 10 to 10,000 reps."""
    found = list(sizes())
    smallest = found[0].seconds / found[0].events
    rows = [
        (
            f"{row.reps:,}",
            f"{row.rep_years / row.seconds:,.0f}",
            f"{row.events / row.seconds / 1e6:.2f}",
            f"{row.seconds / row.events / smallest:.1f}",
            f"{row.build_seconds:.1f}",
        )
        for row in found
    ]
    return table(
        (
            "reps",
            "rep-years a second",
            "million live events a second",
            "time an event, 10 reps = 1",
            "seconds to build the world",
        ),
        rows,
    )


def memory_table() -> str:
    """Memory at few and at many replications."""
    few, many = memory_megabytes(FEW), memory_megabytes(MANY)
    rows = [(f"{FEW:,}", f"{few:,.0f}"), (f"{MANY:,}", f"{many:,.0f}")]
    return (
        table(("replications", "most megabytes held"), rows)
        + f"\n\nThat is {1024 * (many - few) / (MANY - FEW):.1f} kilobytes a replication."
    )


def start_table() -> str:
    """The parts of a cold and of a warm start."""
    parts = start_parts()
    rows = [
        (part.name, f"{part.cold:.2f}", f"{part.warm:.2f}", f"{part.warm_processor:.2f}")
        for part in parts
    ]
    rows.append(
        (
            "**in all**",
            f"{sum(part.cold for part in parts):.2f}",
            f"{sum(part.warm for part in parts):.2f}",
            f"{sum(part.warm_processor for part in parts):.2f}",
        )
    )
    return table(("part", "cold", "warm", "warm, of the processor"), rows)


def machine(load_before: tuple[float, float, float]) -> str:
    """What it was measured on, and how busy that was with other work."""
    names = ("salessim", "numba", "numpy", "simpy", "ciw")
    compiler = subprocess.run(["cc", "--version"], capture_output=True, text=True, check=True)
    return (
        f"{platform.system()} on {platform.machine()} ({processor()}), {os.cpu_count()} cores;"
        f" Python {platform.python_version()},"
        f" {', '.join(f'{name} {version(name)}' for name in names)};"
        f" {compiler.stdout.splitlines()[0]}. Seed {SEED}, {ROUNDS} rounds."
        f" Load average {load_before[0]:.1f} before and {os.getloadavg()[0]:.1f} after: above 1,"
        " other work ran beside."
    )


def processor() -> str:
    """The processor's name, where the system tells it."""
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table: words to the left, figures to the right."""
    lines = [titles, ("---", *["---:"] * (len(titles) - 1)), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(blocks: dict[str, str], file: Path) -> None:
    """Replace what stands between the README's markers."""
    text = file.read_text(encoding="utf-8")
    for name, block in blocks.items():
        begin, end = f"<!-- {name}: written by measure.py -->", f"<!-- end of {name} -->"
        between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not between.search(text):
            raise ValueError(f"{file} has no block {begin}")
        text = between.sub(lambda _, new=f"{begin}\n{block}\n{end}": new, text)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
