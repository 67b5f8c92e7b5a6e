"""Groups of equal reps, who share the variables of a plan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessim.model.assembly import Inputs
from salessim.model.state.codes import MOTIONS, NOBODY

OWN = ("key", "calendar", "ramp_first")
"""Fields of a rep that differ between equal ones: the name, and rows of their own."""


@dataclass(frozen=True)
class Group:
    """Reps that differ by name only.

    Attributes:
        name: the role, or the role and what tells its groups apart.
        role: name of the role.
        reps: rows of the reps, in the scenario's order; the first stands for all.
        serves: (segments, motions) whether they work there.
    """

    name: str
    role: str
    reps: tuple[int, ...]
    serves: NDArray[np.bool_]

    @property
    def first(self) -> int:
        """The rep that stands for all."""
        return self.reps[0]

    @property
    def size(self) -> int:
        """Reps."""
        return len(self.reps)


def groups_of(inputs: Inputs) -> tuple[Group, ...]:
    """Return the groups of a world in the order of their first rep."""
    world, book = inputs.world, inputs.book
    reps = world.reps.copy()
    for field in OWN:
        reps[field] = 0
    alike: dict[bytes, list[int]] = {}
    for row in range(len(reps)):
        ramp = slice(
            world.reps["ramp_first"][row],
            world.reps["ramp_first"][row] + world.reps["ramp_steps"][row],
        )
        kind = (
            book.roles[row].encode()
            + reps[row : row + 1].tobytes()
            + world.skills[row].tobytes()
            + world.people[row : row + 1].tobytes()
            + world.ramps[ramp].tobytes()
            + world.buckets["share"][row].tobytes()
            + world.splits[:, row].tobytes()
        )
        alike.setdefault(kind, []).append(row)
    rows = list(alike.values())
    names = _names([book.roles[members[0]] for members in rows], rows, book.reps)
    segments = len(book.segments)
    return tuple(
        Group(
            name, book.roles[members[0]], tuple(members), _serves(world.reps[members[0]], segments)
        )
        for name, members in zip(names, rows, strict=True)
    )


def _names(roles: list[str], rows: list[list[int]], reps: tuple[str, ...]) -> list[str]:
    """The role where it has one group; else the person, or the first and the number of others."""
    names = []
    for role, members in zip(roles, rows, strict=True):
        if roles.count(role) == 1:
            names.append(role)
        elif len(members) == 1:
            names.append(reps[members[0]])
        else:
            names.append(f"{reps[members[0]]} and {len(members) - 1} like this")
    return names


def _serves(rep: np.record, segments: int) -> NDArray[np.bool_]:
    there = (int(rep.segments) >> np.arange(segments)) & 1
    does = (int(rep.motions) >> np.arange(MOTIONS)) & 1
    return np.asarray(np.outer(there, does), bool)


def group_of_rep(groups: tuple[Group, ...], reps: int) -> NDArray[np.intp]:
    """Return each rep's group, shape (reps,)."""
    found = np.full(reps, NOBODY, np.intp)
    for number, group in enumerate(groups):
        found[list(group.reps)] = number
    return found
