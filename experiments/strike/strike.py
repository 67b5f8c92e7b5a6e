"""What does a three-week strike in the busiest month cost? A simpy process beside ours.

    python experiments/strike/strike.py

prints what README.md shows. The strike is plain simpy: wait, act on the world, wait. The same
futures are simulated with and without it.
"""

from pathlib import Path

from salessim import Scenario, simulate
from salessim.engine.simpy_engine import Process, SimpyEngine

DAY = 86_400
STARTS = 243 * DAY
LASTS = 21 * DAY
FUTURES = 10
SCENARIO = Path(__file__).parents[2] / "scenarios" / "million.yaml"


def strike(engine: SimpyEngine) -> Process:
    """Nobody works for three weeks from 1 September on."""
    yield engine.env.timeout(STARTS)
    engine.stop_work(until=STARTS + LASTS)


def main() -> None:
    """Simulate with and without the strike, and print what it costs."""
    scenario = Scenario.load(SCENARIO)
    calm = simulate(scenario, replications=FUTURES, seed=1, engine="simpy")
    struck = simulate(scenario, replications=FUTURES, seed=1, engine="simpy", processes=[strike])
    lost = calm.runs["revenue"] - struck.runs["revenue"]
    error = 1.96 * lost.std() / FUTURES**0.5
    print(f"Revenue without a strike   {calm.indicators['revenue'].mean:>12,.0f}")
    print(f"Revenue with the strike    {struck.indicators['revenue'].mean:>12,.0f}")
    print(f"What the strike costs      {lost.mean():>12,.0f} ± {error:,.0f}")
    for name in ("contracts_won", "customers_lost"):
        change = struck.indicators[name].mean - calm.indicators[name].mean
        print(f"{name:<27}{change:>+12.1f}")


if __name__ == "__main__":
    main()
