"""Lets plans of trade-offs meet searches of hundreds of simulations, on futures that none has seen.

    python experiments/plan_of_hours/tradeoff_contest.py                # all seventy, some hours
    python experiments/plan_of_hours/tradeoff_contest.py season --evaluations 40

Every scenario is kept in a file as it is done: started again, the rest is run.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from contenders import Changes, even_split, motion_only
from search import FromPlan, FromRandom, best_found
from tradeoffs import GENERATED, TradeOff, generated, told
from worth import FUTURES, Aim, Worth, aim_of, worth_of

from salessim import Scenario, optimise

HERE = Path(__file__).parent
SEED, SEARCH, CONTEST = 1, 50_000, 60_000
"""Seeds of the plan, of the searches' futures, of the contest."""
EVALUATIONS = {"told": 500, "generated": 200}
STEP, MOST = 256, 4096
"""Futures of the contest: so many more until they tell enough, and at most."""
HALF_WIDTH = 0.003
"""Half-width of the 95 % interval of a difference, as a share of what is maximised."""
BETTER_BY, TODAY_BETTER_BY = 0.01, 0.003
"""A contender, or today's allocation, beats the plan beyond these shares."""
MARKED = "| {name} | {objective} | {seconds:.0f} s | {cells} |"


def main() -> None:
    """Run what is not yet done, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="trade-offs, such as season or seed_7; all else")
    parser.add_argument("--evaluations", type=int, help="of each search")
    parser.add_argument("--most", type=int, default=MOST, help="futures of the contest")
    parser.add_argument("--no-search", action="store_true", help="without the two searches")
    parser.add_argument("--into", type=Path, default=HERE / "results", help="folder of results")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    rows = []
    for kind, one in _all(options.names):
        file = options.into / f"{one.name}.json"
        if not file.exists():
            evaluations = 0 if options.no_search else options.evaluations or EVALUATIONS[kind]
            row = contest(one, evaluations, options.most)
            file.write_text(json.dumps(row, indent=1), encoding="utf-8")
        rows.append(json.loads(file.read_text(encoding="utf-8")))
        print(line(rows[-1]), flush=True)
    print(losses(rows))


def _all(names: list[str]) -> Iterator[tuple[str, TradeOff]]:
    for one in told():
        if not names or one.name in names:
            yield "told", one
    for seed in GENERATED:
        if not names or f"seed_{seed}" in names:
            yield "generated", generated(seed)


def contest(one: TradeOff, evaluations: int, most: int) -> dict[str, Any]:
    """Plan, search, and let all meet."""
    say(f"{one.name}: the plan")
    began = time.perf_counter()
    plan = optimise(one.scenario, seed=SEED, **one.asked)
    seconds = time.perf_counter() - began
    aim = aim_of(one.scenario, one.asked, SEARCH)
    contenders = dict(_simple(one.scenario))
    if evaluations:
        contenders |= dict(_searched(one, plan.changes, aim, evaluations))
    say(f"{one.name}: the contest")
    duels = meet(plan.scenario, one.scenario, contenders, aim, most)
    return {"name": one.name, "objective": aim.objective, "seconds": seconds, "duels": duels}


def _simple(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    yield "today", scenario
    yield "even split", scenario.vary(even_split(scenario))
    for motion in ("conquest", "loyalty"):
        changes = motion_only(scenario, motion)
        if changes:
            yield f"{motion} only", scenario.vary(changes)


def _searched(
    one: TradeOff, planned: Changes, aim: Aim, evaluations: int
) -> Iterator[tuple[str, Scenario]]:
    def score(changes: Changes) -> float:
        return aim.score(worth_of(one.scenario.vary(changes), FUTURES, SEARCH))

    begins = {
        "search": FromRandom(one.scenario, SEED),
        "search from plan": FromPlan(one.scenario, planned),
    }
    for name, written in begins.items():
        say(f"{one.name}: {name}, {evaluations} evaluations")
        found, _ = best_found(written.dimensions, written, score, evaluations, SEED)
        yield name, one.scenario.vary(found)


def meet(
    plan: Scenario, today: Scenario, contenders: dict[str, Scenario], one: Aim, most: int
) -> dict[str, dict[str, Any]]:
    """Each contender less the plan, as a share of the plan's, in futures of their own.

    Whether the months after are as good as after today's allocation is measured in them, too.
    """
    found = {}
    for name, other in contenders.items():
        count = STEP
        while True:
            own, its = (worth_of(who, count, CONTEST) for who in (plan, other))
            mean, half = _difference(own, its, one.objective)
            if half <= HALF_WIDTH or count >= most:
                break
            count = min(most, max(2 * count, int(1.1 * count * (half / HALF_WIDTH) ** 2)))
        before = its if other is today else worth_of(today, count, CONTEST)
        aim = replace(one, today=before.after(one.objective))
        found[name] = {
            "more": mean, "half_width": half, "futures": count,
            "keeps_limits": aim.is_kept(its), "plan_keeps_limits": aim.is_kept(own),
            "after": its.after(one.objective) / own.after(one.objective) - 1.0,
        }  # fmt: skip
    return found


def _difference(own: Worth, its: Worth, objective: str) -> tuple[float, float]:
    """Contender less plan, the more the better, and half of its 95 % interval, as shares."""
    if objective == "ratio":  # the delta method for a ratio of sums, future by future
        parts = []
        for one in (own, its):
            revenue, payroll = one.within["revenue"], one.within["payroll"]
            ratio = payroll.sum() / revenue.sum()
            parts.append(-(ratio + (payroll - ratio * revenue) / revenue.mean()))
        difference, base = parts[1] - parts[0], abs(own.of("ratio"))
    else:
        sign = -1.0 if objective == "payroll" else 1.0
        difference = sign * (its.within[objective] - own.within[objective])
        base = abs(own.of(objective))
    spread = 1.96 * difference.std(ddof=1) / np.sqrt(len(difference))
    return float(difference.mean() / base), float(spread / base)


def line(row: dict[str, Any]) -> str:
    """A row of the table."""
    cells = ", ".join(
        f"{name} {100 * duel['more']:+.1f} ± {100 * duel['half_width']:.1f} %"
        + ("" if duel["keeps_limits"] else " (misses limits)")
        + ("" if duel["plan_keeps_limits"] else " (the plan misses limits)")
        for name, duel in row["duels"].items()
    )
    return MARKED.format(cells=cells, **{k: row[k] for k in ("name", "objective", "seconds")})


def losses(rows: list[dict[str, Any]]) -> str:
    """Every loss that is beyond chance or cannot be ruled out, worst first."""
    found = []
    for row in rows:
        for name, duel in row["duels"].items():
            limit = TODAY_BETTER_BY if name == "today" else BETTER_BY
            high = duel["more"] + duel["half_width"]
            if duel["keeps_limits"] and high > limit:
                found.append((duel["more"], f"{row['name']}: {name} {100 * duel['more']:+.1f} %"))
    lines = [text for _, text in sorted(found, reverse=True)]
    return "\n".join([f"{len(lines)} losses of {len(rows)} trade-offs", *lines])


def say(what: str) -> None:
    """Tell what is being done."""
    print(f"{what} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
