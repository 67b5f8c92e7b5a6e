"""Management styles: which one suits whom, after the seed.

The seed says that a participative style suits a very competent rep of low motivation, and a
delegative one a highly motivated rep of less skill. Evidence for such tables is weak: the effect
is small and an assumption, as are the places of the other two styles.
"""

from typing import Protocol

STYLE_LIFT = 0.05
"""Rise of the personal level of motivation under a style that suits (assumption)."""

COMPETENT = 0.5
MOTIVATED = 0.5
"""Mean skill and motivation from which a rep counts as competent and as motivated."""

SUITS = {
    "participative": (True, False),
    "delegative": (False, True),
    "persuasive": (False, False),
    "directive": (True, True),
}
"""Style -> (competent, motivated) of the reps whom it suits."""


class Led(Protocol):
    """What of a person matters here."""

    @property
    def skills(self) -> tuple[float, ...]:
        """Levels of the skills grid, 0..1."""

    @property
    def motivation(self) -> float:
        """Personal level, 0..1."""


class Leader(Protocol):
    """What of a manager matters here."""

    @property
    def style(self) -> str:
        """A key of SUITS, or none."""


def style_lift(manager: Leader | None, person: Led) -> float:
    """Return by how much the manager's style raises a person's level of motivation."""
    if manager is None or manager.style == "none":
        return 0.0
    competent = sum(person.skills) / len(person.skills) >= COMPETENT
    suits = SUITS[manager.style] == (competent, person.motivation >= MOTIVATED)
    return STYLE_LIFT if suits else 0.0
