"""The funnel of five_stages.yaml by the hand-written C loop, built when it is first used."""

import ctypes
import subprocess
import sysconfig
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from salessim.model.assembly import Inputs
from salessim.units import SECONDS_PER_YEAR

SOURCE = Path(__file__).parent / "five_stages.c"
COMPILER = ("cc", "-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
"""As numba compiles for this machine. Contracting a * b + c would change bits."""

STAGES, REPS_MOST, MONTHS_MOST = 5, 64, 60

FACTS = np.dtype(
    [
        *((name, "i8") for name in ("reps", "firms", "months", "horizon")),
        *(("deals_room", "i8"), ("heap_room", "i8"), ("seed", "u8"), ("channel_key", "u8")),
        *((name, "f8") for name in ("leads_per_second", "margin", "value_low", "value_high")),
        *((name, "f8", STAGES) for name in ("hours", "days", "chance")),
    ]
)
FIRM_BYTES, DEAL_BYTES, EVENT_BYTES = 16, 72, 16

STAGE = np.dtype(
    [(n, "i8") for n in ("entered", "advanced", "lost", "open", "started", "waited", "work")]
)
MONTH = np.dtype(
    [
        *((name, "i8") for name in ("leads", "won", "lost", "work")),
        *((name, "f8") for name in ("revenue", "bookings", "cost_of_goods")),
    ]
)
REP_MONTH = np.dtype(
    [*((name, "i8") for name in ("paid", "worked", "idle", "won", "lost")), ("bookings", "f8")]
)
BOOKS = np.dtype(
    [
        ("stages", STAGE, STAGES),
        ("months", MONTH, MONTHS_MOST),
        ("reps", REP_MONTH, (REPS_MOST, MONTHS_MOST)),
        ("events", "i8"),
        ("deals", "i8"),
    ]
)


class CLoop:
    """The C loop with the facts of a built scenario."""

    def __init__(self, inputs: Inputs, seed: int) -> None:
        world = inputs.world
        self._simulate = _built().simulate
        self._keys = np.ascontiguousarray(world.firms["key"])
        self._borders = np.ascontiguousarray(world.borders)
        self._facts = _facts(inputs, seed)
        facts = self._facts[0]
        self._room = [
            np.zeros(int(count) * size, np.uint8)
            for count, size in (
                (facts["firms"], FIRM_BYTES),
                (facts["deals_room"], DEAL_BYTES),
                (facts["heap_room"], EVENT_BYTES),
                (facts["reps"] * facts["deals_room"], 4),
            )
        ]
        self.books = np.zeros(1, BOOKS)

    def run(self, replication: int) -> None:
        """Simulate one replication into `books`."""
        tables = (self._facts, self._borders, self._keys)
        failed = self._simulate(
            *(_address(table) for table in tables),
            ctypes.c_int64(replication),
            *(_address(table) for table in (*self._room, self.books)),
        )
        if failed:
            raise RuntimeError("the room for deals or events is too small")


def _built() -> ctypes.CDLL:
    library = Path(mkdtemp(prefix="five_stages_")) / f"five_stages{sysconfig.get_config_var('SO')}"
    subprocess.run([*COMPILER, "-o", str(library), str(SOURCE), "-lm"], check=True)
    return ctypes.CDLL(str(library))


def _facts(inputs: Inputs, seed: int) -> np.ndarray:
    world = inputs.world
    laws, steps = world.distributions, world.steps[:STAGES, 0]
    price = laws[int(world.segments[0].deal_distribution)]
    facts = np.zeros(1, FACTS)
    row = facts[0]
    for name in ("reps", "firms", "months", "horizon"):
        row[name] = world.sizes[0][name]
    rate = world.channels[0].leads_per_year / SECONDS_PER_YEAR
    row["deals_room"] = int(rate * row["horizon"] * 1.2) + 1000
    row["heap_room"] = row["deals_room"]
    row["seed"], row["channel_key"] = seed, world.channel_states[0].key
    row["leads_per_second"], row["margin"] = rate, world.company[0].margin
    row["value_low"], row["value_high"] = price.a, price.b
    row["hours"] = [laws[int(step.hours_distribution)].a for step in steps]
    row["days"] = [laws[int(step.delay_distribution)].a for step in steps]
    row["chance"] = steps["passes"]
    return facts


def _address(table: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(table.ctypes.data)
