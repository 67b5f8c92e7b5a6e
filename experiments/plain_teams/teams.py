"""Runs ten teams of ten lines each and writes what they obtain beside what is published.

    python experiments/plain_teams/teams.py

writes the tables of docs/plain_teams.md anew, in a minute. `--futures 1000` is surer.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bands import ALL, SOURCES, TUNED, UNSEEN, Band

from salessim import Result, Scenario, simulate

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "plain_teams.md"
MARK = "<!-- written by experiments/plain_teams/teams.py -->"
FUTURES = 200
SEED = 1


@dataclass(frozen=True)
class Indicator:
    """What is shown of a team: in words, calculated, and as text."""

    words: str
    of: Callable[[Result], float]
    text: Callable[[float], str]


def main() -> None:
    """Run all teams and write their tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, default=FUTURES, help="of each team")
    options = parser.parse_args()
    head, _, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    PAGE.write_text(f"{head}{MARK}\n{tables(options.futures)}", encoding="utf-8")


def tables(futures: int) -> str:
    """Both tables, and the sources by their numbers."""
    numbers = {name: number for number, name in enumerate(SOURCES, start=1)}
    lines = []
    for title, teams in (("Teams tuned on", TUNED), ("Teams not looked at before", UNSEEN)):
        rows = [row for name, own in teams.items() for row in rows_of(name, own, futures, numbers)]
        within = sum(row.endswith("within |") for row in rows)
        lines += [
            f"## {title}",
            "",
            f"{within} of {len(rows)} figures lie within what is published; {futures} futures.",
            "",
            "| team | figure | obtained | published | source | |",
            "|---|---|---:|---:|---|---|",
            *rows,
            "",
        ]
    lines += ["## Sources", ""]
    lines += [f"{numbers[name]}. {source}." for name, source in SOURCES.items()]
    return "\n".join(lines) + "\n"


def rows_of(name: str, own: tuple[Band, ...], futures: int, numbers: dict[str, int]) -> list[str]:
    """A team's rows of the table."""
    scenario = Scenario.load(HERE / f"{name}.yaml")
    result = simulate(scenario, replications=futures, seed=SEED, keep="deals")
    special = {band.indicator for band in own}
    bands = (*own, *(band for band in ALL if band.indicator not in special))
    rows, title = [], f"[{name}](../experiments/plain_teams/{name}.yaml)"
    for band in bands:
        indicator = INDICATORS[band.indicator]
        obtained = indicator.of(result)
        low, high = indicator.text(band.low), indicator.text(band.high)
        published = low if low == high else f"{low} to {high}"
        where = "above" if obtained > band.high else "below"
        place = "within" if band.low <= obtained <= band.high else f"**{where}**"
        cells = (title, indicator.words, indicator.text(obtained), published)
        rows.append(f"| {' | '.join(cells)} | {numbers[band.source]} | {place} |")
        title = ""
    return rows


def _closers(result: Result):
    """Figures of the role that has a quota and wins customers."""
    roles = [role for role in result.findings.roles if role.meetings_held > 0.0]
    return max(roles, key=lambda role: role.bookings)


def _won(result: Result):
    """Contracts with new customers."""
    deals = result.deals
    return deals[(deals["motion"] == "conquest") & (deals["state"] == "won")]


def _a_person(result: Result, count: float) -> float:
    return count / _closers(result).person_years


def _new_contracts(result: Result) -> float:
    return _a_person(result, len(_won(result)) / result.replications)


def _bookings(result: Result) -> float:
    return _a_person(result, float(_won(result)["value"].sum()) / result.replications)


def _cycle(result: Result) -> float:
    won = _won(result)
    return float((won["closed_day"] - won["opened_day"]).mean())


def _cases(result: Result, step: str) -> float:
    return sum(row.cases for row in _closers(result).steps if row.step == step)


def _customers(result: Result) -> float:
    """At the end, for each person who does nothing but keep them."""
    keepers = next(role for role in result.findings.roles if role.role == "keeper")
    end = result.indicators["customers_at_end"].mean or 0.0
    return end / keepers.person_years


def _mean(name: str) -> Callable[[Result], float]:
    return lambda result: result.indicators[name].mean or 0.0


def _share(value: float) -> str:
    return f"{value * 100:.0f} %"


def _count(value: float) -> str:
    return f"{value:.0f}"


def _money(value: float) -> str:
    return f"{value / 1e6:.1f}M" if value >= 1e6 else f"{value / 1e3:.0f}k"


INDICATORS = {
    "selling": Indicator(
        "selling, of paid time",
        lambda result: _closers(result).selling_hours / _closers(result).paid_hours,
        _share,
    ),
    "attrition": Indicator("people who leave in a year", _mean("attrition_per_year"), _share),
    "attained": Indicator("of the quota", _mean("quota_attainment"), _share),
    "at quota": Indicator("people at quota", _mean("reps_at_quota"), _share),
    "contracts": Indicator("new contracts a person and year", _new_contracts, _count),
    "bookings": Indicator("signed a person and year", _bookings, _money),
    "revenue": Indicator(
        "revenue a person and year",
        lambda result: _a_person(result, result.indicators["revenue"].mean or 0.0),
        _money,
    ),
    "meetings": Indicator(
        "meetings a person and year",
        lambda result: _a_person(result, _closers(result).meetings_held),
        _count,
    ),
    "proposals": Indicator(
        "proposals a person and year",
        lambda result: _a_person(result, _cases(result, "proposal")),
        _count,
    ),
    "won of proposals": Indicator(
        "won of proposals",
        lambda result: len(_won(result)) / result.replications / _cases(result, "proposal"),
        _share,
    ),
    "cycle": Indicator("days from the first contact to the contract", _cycle, _count),
    "customers": Indicator("customers for each keeper", _customers, _count),
}
"""What is shown, by the names of bands."""


if __name__ == "__main__":
    main()
