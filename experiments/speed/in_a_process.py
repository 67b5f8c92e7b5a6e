"""What is measured in a process of its own; prints JSON.

`memory REPLICATIONS`, `thousand REPLICATIONS` or `start`.

Imports stand where they are measured.
"""

import json
import sys
import time
from pathlib import Path

STARTUP = Path(__file__).parents[2] / "scenarios" / "startup.yaml"
REPLICATIONS = 200


def memory(replications: int) -> dict[str, float]:
    """Most memory held while so many replications are simulated and counted up."""
    from salessim import Scenario, simulate

    result = simulate(Scenario.load(STARTUP), replications=replications, keep="sums", threads=2)
    assert len(result.indicators) > 0
    # The system's count of the process itself; `resource` would also count who started it.
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return {"megabytes": int(line.split()[1]) / 1024}
    raise RuntimeError("this system does not tell how much memory was held")


def thousand(replications: int) -> dict[str, float]:
    """Seconds on the wall of as many futures on two threads, and of the limits after them."""
    from salessim import Scenario
    from salessim.engine.run import warm_up
    from salessim.model.assembly import build
    from salessim.results import simulate

    scenario = Scenario.load(STARTUP)
    warm_up(build(scenario))
    began = time.perf_counter()
    result = simulate(
        scenario,
        replications=replications,
        keep="sums",
        threads=2,
        watch=lambda phase, done, planned: True,
    )
    simulated = time.perf_counter()
    assert result.binding
    return {
        "futures": simulated - began,
        "limits": time.perf_counter() - simulated,
    }


def start() -> dict[str, tuple[float, float]]:
    """Seconds on the wall and of the processor for each part of `salessim run`."""
    parts: dict[str, tuple[float, float]] = {}
    last = [time.perf_counter(), time.process_time()]

    def done(name: str) -> None:
        now = [time.perf_counter(), time.process_time()]
        parts[name] = (now[0] - last[0], now[1] - last[1])
        last[:] = now

    import salessim.cli.app  # noqa: F401

    done("commands (all that --help needs)")
    from salessim.scenario import Scenario

    done("import of the scenario's schema")
    scenario = Scenario.load(STARTUP)
    done("scenario read and checked")
    import numba  # noqa: F401

    done("import of numpy and numba")
    from salessim.engine.run import warm_up
    from salessim.model.assembly import build
    from salessim.report.run_report import headline
    from salessim.results import simulate

    done("import of rules, engine, measures")
    inputs = build(scenario)
    done("world built")
    warm_up(inputs)
    done("compiled rules made (cold) or loaded")
    result = simulate(scenario, replications=REPLICATIONS, keep="sums")
    done(f"{REPLICATIONS} futures")
    assert result.binding
    done("limits found")
    assert headline(result.findings)
    done("headline")
    return parts


if __name__ == "__main__":
    task, *numbers = sys.argv[1:]
    found = {"memory": memory, "thousand": thousand, "start": start}[task](*map(int, numbers))
    print(json.dumps(found))
