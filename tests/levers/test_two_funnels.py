"""Discovery and the bar alone make of one team's 10 -> 8 -> 2 its 10 -> 5 -> 4.

The figures are D. Seguin's (Kestio, 2018). The closed form is written out here on its own: fit is
standard normal, a first meeting of quality d shows it with an error of 1.5 (1 - d), the rep goes on
above the bar, and each later stage says yes with log-odds a + 4 fit + 5.02 d (4.6 d on later ones).
Bar and a are such that today's team obtains the typed shares.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import norm

from salessim import Scenario
from salessim.engine.run import batches
from salessim.model.assembly import build

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "levers" / "discovery.yaml"
REPLICATIONS = 100
NINETY_NINE = norm.ppf(0.995)

CORNERS = {
    None: (8.0, 2.0),
    "sort only": (5.0, 1.74),
    "understand only": (8.86, 4.44),
    "understand and sort": (5.0, 4.0),
}
"""Proposals and contracts of ten appointments; those of one lever alone by the closed form."""


@dataclass(frozen=True)
class Funnel:
    """Flows of one scenario: what ten first meetings come to, with standard errors."""

    proposals: float
    contracts: float
    error_of_proposals: float
    error_of_contracts: float
    contracts_per_100_hours: float


def obtained(scenario: Scenario, replications: int = REPLICATIONS) -> Funnel:
    """Simulate and count decisions stage by stage; deals still open are left out."""
    inputs = build(scenario)
    meeting = int(inputs.world.sizes[0].discovery_step)
    steps = len(inputs.book.conquest_steps)
    won, decided, hours = np.zeros(steps), np.zeros(steps), 0.0
    for batch in batches(inputs, replications=replications, seed=1):
        flows = batch.funnel[:, :steps]
        won += flows["advanced"].sum(axis=(0, 2))
        decided += (flows["advanced"] + flows["lost"]).sum(axis=(0, 2))
        hours += flows["work_seconds"].sum() / 3600
    share = won[meeting:] / decided[meeting:]
    # Shares of stages are independent, so their relative variances add up.
    relative = np.sqrt(np.cumsum((1 - share) / won[meeting:]))
    through = 10 * np.cumprod(share)
    return Funnel(
        proposals=through[0],
        contracts=through[-1],
        error_of_proposals=through[0] * relative[0],
        error_of_contracts=through[-1] * relative[-1],
        contracts_per_100_hours=100 * won[-1] / hours,
    )


@cache
def corner(name: str | None) -> Funnel:
    scenario = Scenario.load(SCENARIO)
    return obtained(scenario if name is None else scenario.variant(name))


@pytest.mark.parametrize("name", CORNERS)
def test_one_team_gives_all_four_corners(name: str | None) -> None:
    """The whole 99 % interval lies within .2 of the proposals and .1 of the contracts."""
    funnel, (proposals, contracts) = corner(name), CORNERS[name]
    for figure, error, aim, allowed in (
        (funnel.proposals, funnel.error_of_proposals, proposals, 0.2),
        (funnel.contracts, funnel.error_of_contracts, contracts, 0.1),
    ):
        assert abs(figure - aim) + NINETY_NINE * error <= allowed


def test_discovery_wins_deals_and_sorting_saves_hours() -> None:
    today, sort, understand, both = (
        corner(name) for name in (None, "sort only", "understand only", "understand and sort")
    )
    assert sort.contracts < today.contracts < understand.contracts
    assert sort.contracts_per_100_hours > 1.05 * today.contracts_per_100_hours
    assert both.contracts_per_100_hours > 1.1 * understand.contracts_per_100_hours
    assert both.contracts_per_100_hours > 2 * today.contracts_per_100_hours


def test_who_talks_instead_of_listening_understands_nothing_more() -> None:
    """Skill of .9 in a meeting of which a third of 90 % is listening is a skill of .3."""
    assert corner("talk instead of listening") == corner(None)


@pytest.mark.parametrize(
    ("effect", "name", "contracts"),
    [("fit_effect", "sort only", 1.25), ("discovery_effect", "understand and sort", 2.0)],
)
def test_without_the_mechanism_a_corner_is_missed(effect: str, name: str, contracts: float) -> None:
    """Where fit decides nothing, sorting throws away deals as good as any: 25 % of five are left.

    Where discovery decides nothing but whom to write to, the second funnel has no more contracts
    than the first.
    """
    text = SCENARIO.read_text().replace("passes: 25 %,", f"passes: 25 %, {effect}: 0,")
    without = obtained(Scenario.parse(text).variant(name), 30)
    assert without.contracts == pytest.approx(contracts, abs=0.15)
    assert abs(without.contracts - CORNERS[name][1]) > 0.3


def test_the_page_on_levers_shows_what_is_simulated(tree: Path) -> None:
    rows = {}
    for line in (tree / "docs" / "levers.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] in {*CORNERS, "as it stands"}:
            rows[cells[0]] = [float(cell) for cell in cells[1:4]]
    assert list(rows) == ["as it stands", *list(CORNERS)[1:]]
    for name in CORNERS:
        funnel = corner(name)
        assert rows[name or "as it stands"] == pytest.approx(
            [funnel.proposals, funnel.contracts, funnel.contracts_per_100_hours], abs=0.06
        )


@dataclass(frozen=True)
class Team:
    """A team today, and what a variant of it types."""

    discovery: float
    listening: float
    passes: float
    later: tuple[float, ...]
    moves: dict[str, float] = field(default_factory=dict)
    """Of `discovery`, `listening` and `passes`."""

    def moved(self, what: str) -> float:
        return self.moves.get(what, getattr(self, what))


CASES = [
    Team(0.3, 0.9, 0.8, (0.25,), {"discovery": 0.9, "passes": 0.5}),
    Team(0.6, 0.45, 0.8, (0.4, 0.625), {"discovery": 0.9, "passes": 0.5, "listening": 0.9}),
    Team(0.5, 0.9, 0.65, (0.3,), {"discovery": 0.75, "passes": 0.4}),
    Team(0.8, 0.9, 0.6, (0.5,), {"discovery": 0.2}),
    Team(0.2, 0.5, 0.9, (0.15,), {"passes": 0.3}),
    Team(0.4, 0.3, 0.7, (0.5, 0.7, 0.8), {"listening": 0.9, "passes": 0.6}),
    Team(0.35, 0.7, 0.75, (0.6, 0.5), {"discovery": 1.0, "listening": 1.0, "passes": 0.45}),
]

WORLD = """
name: only deals
horizon: {{from: 2027-01, months: 2}}
calendar: always
segments: {{firms: {{prospects: 40000, deal: 1k, churn: 0 % a year}}}}
channels: {{web: {{leads: 1500 a month, informed: 0 %}}}}
prospecting: {{outbound: none}}
funnel:
  conquest:
    appointment: {{hours: 0.02, passes: {passes}, listening: {listening}, buyer_takes: 0 days}}
    {later}
team: {{rep: {{people: 4, motion: conquest, skills: {{discovery: {discovery}}}}}}}
time: {{administration: 0 %, adherence: 100 %}}
motivation: none
learning: none
"""


def made(team: Team) -> Scenario:
    later = "\n    ".join(
        f"stage {number}: {{hours: 0.02, passes: {share}}}"
        for number, share in enumerate(team.later)
    )
    scenario = Scenario.parse(
        WORLD.format(
            passes=team.passes, listening=team.listening, discovery=team.discovery, later=later
        )
    )
    paths = {
        "discovery": "team.rep.skills.discovery",
        "listening": "funnel.conquest.appointment.listening",
        "passes": "funnel.conquest.appointment.passes",
    }
    return scenario.vary({paths[what]: value for what, value in team.moves.items()})


NODES = 4000
FIT = norm.ppf((np.arange(NODES) + 0.5) / NODES)


def above(bar: float, quality: float) -> np.ndarray:
    """Chance that a firm of each fit is believed to be above the bar."""
    error = 1.5 * (1 - quality)
    return norm.cdf((FIT - bar) / error) if error > 0 else (bar < FIT).astype(float)


def bar_of(share: float, quality: float) -> float:
    return brentq(lambda bar: above(bar, quality).mean() - share, -20, 20)


def closed_form(team: Team) -> tuple[float, float]:
    """Proposals and contracts of ten first meetings of the moved team."""
    today = team.discovery * min(1.0, team.listening / 0.9)
    then = team.moved("discovery") * min(1.0, team.moved("listening") / 0.9)
    flow = above(bar_of(team.passes, today), today)
    moved = above(bar_of(team.moved("passes"), today), then)
    proposals = moved.mean()
    for number, share in enumerate(team.later):
        effect = 4.6 if number else 5.02

        def gap(start: float, flow: np.ndarray = flow, share: float = share) -> float:
            return float((flow * expit(start + 4 * FIT)).sum() / flow.sum() - share)

        start = brentq(gap, -60, 60)
        flow = flow * expit(start + 4 * FIT)
        moved = moved * expit(start + 4 * FIT + effect * (then - today))
    return 10 * proposals, 10 * moved.mean()


@pytest.mark.parametrize("case", range(len(CASES)))
def test_any_team_and_any_move_follows_the_closed_form(case: int) -> None:
    """4.5 standard errors and 1 % for the market being worked: a false alarm in 10,000 runs."""
    team = CASES[case]
    funnel = obtained(made(team), 25)
    proposals, contracts = closed_form(team)
    luck = 4.5 * funnel.error_of_proposals
    assert funnel.proposals == pytest.approx(proposals, abs=luck + 0.01 * proposals)
    luck = 4.5 * funnel.error_of_contracts
    assert funnel.contracts == pytest.approx(contracts, abs=luck + 0.01 * contracts)


def test_the_default_funnel_of_four_stages_gives_both_funnels_too() -> None:
    """40 % and then 62.5 % of eight proposals are two contracts."""
    team = Team(0.3, 0.9, 0.8, (0.4, 0.625), {"discovery": 0.9, "passes": 0.5})
    assert closed_form(team) == pytest.approx((5.0, 4.0), abs=0.05)
    today = Team(0.3, 0.9, 0.8, (0.4, 0.625))
    assert closed_form(today) == pytest.approx((8.0, 2.0), abs=0.001)
