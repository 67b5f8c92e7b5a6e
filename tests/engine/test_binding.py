"""The limit that binds is the one that the world was made to lack."""

import pytest

from salessim import Scenario, simulate

WORLD = """\
name: World
horizon: {{from: 2027-01, months: 6}}
segments: {{gold: {{prospects: {prospects}, deal: 6k, win_rate: 30 %}}}}
channels: {{web: {{leads: {leads} a month, informed: 0 %}}}}
prospecting: {{outbound: {outbound}}}
funnel:
  conquest:
    call:        {{hours: 0.2, passes: 20 %, skill_effect: 0}}
    appointment: {{hours: 2, passes: 80 %, buyer_takes: 2 days, skill_effect: 0}}
    proposal:
      hours: 6
      passes: 40 %
      buyer_takes: 5 days
      skill_effect: 0
      discovery_effect: 0
      fit_effect: 0
team: {{closer: {{people: {people}, base: 40k a year}}}}
motivation: none
learning: none
"""


def limits(**facts: object) -> list[str | None]:
    scenario = Scenario.parse(WORLD.format(**facts))
    return [row.limit for row in simulate(scenario, replications=50).binding]


@pytest.mark.parametrize(
    ("facts", "limit"),
    [
        ({"prospects": 20_000, "leads": 300, "outbound": "none", "people": 30}, "leads"),
        ({"prospects": 20_000, "leads": 600, "outbound": "none", "people": 2}, "hours"),
    ],
)
def test_what_is_lacking_binds(facts: dict[str, object], limit: str) -> None:
    """Skills have no effect here: otherwise they lift any world's revenue."""
    found = limits(**facts)
    assert set(found) <= {limit, None}, found
    assert found.count(limit) >= 3, found


def test_a_world_without_selling_has_no_limit() -> None:
    found = limits(prospects=0, leads=0, outbound="none", people=1)
    assert found == [None] * 6
