"""A plan as changes to its scenario, and as a file: hours by month, hires, last days."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from salessim.errors import InputError
from salessim.model.state.codes import CONQUEST, LOYALTY, MOTION_NAMES
from salessim.output_files import write_text
from salessim.plan.expected.coefficients import LpCoefficients
from salessim.plan.expected.world import RepGroup
from salessim.plan.lp.solved_plan import SolvedPlan
from salessim.plan.request_options import months_of
from salessim.scenario import Person, Scenario
from salessim.scenario.text_files import FileProblem, read_text, scenario_path
from salessim.scenario.tree import Leaf
from salessim.scenario.yaml_text import LARGEST_FILE_BYTES, read_yaml
from salessim.units import MONTHS_PER_YEAR

DIGITS = 6
"""Digits of a share in a plan."""
MINIMUM_HOURS = 1e-6
"""A group with fewer hours in a month keeps its budget."""


def shares_of(hours: NDArray[np.float64], today: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shares of hours by group, segment, motion and month.

    Args:
        hours: (groups, segments, motions, months).
        today: the same for today's shares, which hold where a month has no hours.
    """
    total = hours.sum(axis=(1, 2), keepdims=True)
    shares = np.divide(hours, total, out=today.copy(), where=total > MINIMUM_HOURS)
    return np.asarray(np.clip(shares, 0.0, 1.0))


def changes_of(
    scenario: Scenario,
    groups: tuple[RepGroup, ...],
    reps: Sequence[str],
    shares: NDArray[np.float64],
) -> dict[str, Any]:
    """Return the changes by which a scenario follows a plan, as `vary` takes them.

    The split without a month stays today's: typed rates are what it obtains. Planned hires do as
    the first group of their role.

    Args:
        scenario: with planned hires.
        groups: of the scenario without them.
        reps: names of its reps, by the rows that groups hold.
        shares: (groups, segments, motions, months).
    """
    changes: dict[str, Any] = {}
    plan = scenario.plan
    months = tuple(months_of(scenario)[: shares.shape[-1]])
    people = {person.name: person for person in plan.people}
    for role in dict.fromkeys(group.role for group in groups):
        own = [(number, group) for number, group in enumerate(groups) if group.role == role]
        if len(own) == 1:
            number, group = own[0]
            person = people.get(reps[group.first]) or next(
                (one for one in plan.people if one.role == role), None
            )
            if person is None:  # nobody is there, and nobody is hired
                continue
            for key, value in _budget(scenario, person, shares[number], months).items():
                changes[f"team.{role}.time.{key}"] = value
            continue
        numbers = {reps[rep]: number for number, group in own for rep in group.reps}
        changes[f"team.{role}.person_time"] = {
            person.name: _budget(
                scenario, person, shares[numbers.get(person.name, own[0][0])], months
            )
            for person in plan.people
            if person.role == role
        }
    return changes


def _budget(
    scenario: Scenario, person: Person, shares: NDArray[np.float64], months: tuple[str, ...]
) -> dict[str, Any]:
    segments = tuple(scenario.plan.segments)
    today = {
        "conquest": {name: share.typical for name, share in person.time.conquest.items()},
        "loyalty": {name: share.typical for name, share in person.time.loyalty.items()},
    }
    by_month = {
        month: {
            MOTION_NAMES[motion]: _split(shares[:, motion, t], segments)
            for motion in (CONQUEST, LOYALTY)
        }
        for t, month in enumerate(months)
    }
    return {**today, "by_month": by_month}


def _split(shares: NDArray[np.float64], segments: tuple[str, ...]) -> Mapping[str, float]:
    return {
        name: round(float(share), DIGITS)
        for name, share in zip(segments, shares, strict=True)
        if share > 0.0
    }


COUNTS_AS_ONE = 0.5
"""Share of a person from which on a planned hire is a person."""


@dataclass(frozen=True)
class Hiring:
    """One planned hire or departure."""

    role: str
    month: str
    people: int


def rounded_hires(solved: SolvedPlan, coefficients: LpCoefficients) -> list[Hiring]:
    """Round planned starts to whole people, month by month, so that none is lost in between."""
    found = []
    for one in coefficients.free:
        group = coefficients.groups[one.group]
        planned = np.cumsum(solved.hired[one.group, : coefficients.printed])
        so_far = 0
        for t, month in enumerate(coefficients.book.months[: coefficients.printed]):
            now = int(np.floor(planned[t] + 1.0 - COUNTS_AS_ONE))
            if now > so_far:
                found.append(Hiring(group.role, month, now - so_far))
                so_far = now
    return found


def rounded_departures(solved: SolvedPlan, coefficients: LpCoefficients) -> list[Hiring]:
    """Round planned departures to whole people, month by month."""
    found = []
    for one in coefficients.free:
        group = coefficients.groups[one.group]
        kept = solved.people[one.group] - _arrived(solved, one.group, one.paid)
        so_far = 0
        for t, month in enumerate(coefficients.book.months[: coefficients.printed]):
            now = int(np.floor(group.size - kept[t] + 1.0 - COUNTS_AS_ONE))
            if now > so_far:
                found.append(Hiring(group.role, month, now - so_far))
                so_far = now
    return found


def _arrived(solved: SolvedPlan, group: int, paid: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(solved.hired[group] @ (np.triu(np.ones_like(paid)) * paid))


@dataclass(frozen=True)
class Staffing:
    """Who comes and who goes, in whole people, by month."""

    hires: tuple[Hiring, ...] = ()
    departures: tuple[Hiring, ...] = ()

    def plus(self, one: Hiring, *, leaves: bool = False) -> "Staffing":
        """One more start, or one more last day."""
        both = [*(self.departures if leaves else self.hires), one]
        summed: dict[tuple[str, str], int] = {}
        for each in both:
            summed[each.role, each.month] = summed.get((each.role, each.month), 0) + each.people
        rows = tuple(Hiring(*place, people) for place, people in sorted(summed.items()) if people)
        return replace(self, departures=rows) if leaves else replace(self, hires=rows)

    def minus(self, one: Hiring, *, leaves: bool = False) -> "Staffing":
        """One person fewer of a start, or of a last day."""
        return self.plus(replace(one, people=-1), leaves=leaves)

    def changed(self, after: "Staffing", times: int) -> "Staffing | None":
        """What leads from this to another, made several times; None where too few are left."""
        found = self
        for leaves in (False, True):
            for one, sign in ((after, 1), (self, -1)):
                for each in one.departures if leaves else one.hires:
                    more = replace(each, people=sign * times * each.people)
                    found = found.plus(more, leaves=leaves)
        everybody = (*found.hires, *found.departures)
        return None if any(one.people < 0 for one in everybody) else found

    def numbers(
        self, coefficients: LpCoefficients
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Today's people who are still there, and starts, (groups, months) each."""
        shape = (len(coefficients.groups), coefficients.months)
        kept, hired = np.zeros(shape), np.zeros(shape)
        months = coefficients.book.months
        for one in coefficients.free:
            group = coefficients.groups[one.group]
            kept[one.group] = group.size
            for leaving in self.departures:
                if leaving.role == group.role:
                    kept[one.group, months.index(leaving.month) :] -= leaving.people
            for coming in self.hires:
                if coming.role == group.role:
                    hired[one.group, months.index(coming.month)] += coming.people
        return kept, hired

    def tidied(self, months: Sequence[str]) -> "Staffing":
        """Without what no team does: hire and dismiss within a year, or dismiss before the end.

        Whoever would go in the last half year, or half of a shorter horizon, stays: that pleases
        figures of the horizon alone.
        """
        late = months[len(months) - min(LATE, len(months) // 2) :]
        found = replace(self, departures=tuple(e for e in self.departures if e.month not in late))
        for leaving in found.departures:
            for coming in found.hires:
                apart = abs(months.index(leaving.month) - months.index(coming.month))
                if coming.role == leaving.role and apart < MONTHS_PER_YEAR:
                    return found.minus(coming).minus(leaving, leaves=True).tidied(months)
        return found


LATE = 6
"""Months before the horizon's end in which nobody is planned to go."""


def staffing_of(solved: SolvedPlan, coefficients: LpCoefficients) -> Staffing:
    """Whole people of a plan, month by month."""
    hires = tuple(rounded_hires(solved, coefficients))
    gone = tuple(rounded_departures(solved, coefficients))
    months = coefficients.book.months[: coefficients.printed]
    return Staffing(hires, gone).tidied(months)


def departures_as_changes(
    scenario: Scenario, coefficients: LpCoefficients, departures: list[Hiring]
) -> dict[str, object]:
    """Return the changes by which planned leavers go: of each group the last ones first."""
    changes: dict[str, dict[str, str]] = {}
    staying = {
        coefficients.groups[one.group].role: list(coefficients.groups[one.group].reps)
        for one in coefficients.free
    }
    for leaving in departures:
        path = f"team.{leaving.role}.departures"
        known = scenario.plan.team[leaving.role].departures
        gone = changes.setdefault(path, {name: f"{day}" for name, day in known.items()})
        for _ in range(leaving.people):
            gone[coefficients.book.reps[staying[leaving.role].pop()]] = leaving.month
    return dict(changes)


def hires_as_changes(scenario: Scenario, hires: list[Hiring]) -> dict[str, object]:
    """Return the changes that bring the planned people, named by the month of their start."""
    changes: dict[str, object] = {}
    numbers: dict[tuple[str, str], int] = {}
    for hire in hires:
        slips = scenario.plan.team[hire.role].people.slips
        for _ in range(hire.people):
            place = (hire.role, hire.month)
            numbers[place] = numbers.get(place, 0) + 1
            name = f"planned {hire.month} {numbers[place]}"
            value: dict[str, object] = {"starts": hire.month}
            if slips is not None and slips.cases is not None:
                value["slips"] = f"{slips.cases[0]:g}..{slips.cases[1]:g} days"
            changes[f"team.{hire.role}.hires.{name}"] = value
    return changes


HEADING = "# A plan by `salessim optimise`: hours by month, and planned hires.\n"
"""The first line, by which a plan is known as one."""


def check_place(scenario_file: Path, out: Path) -> None:
    """Refuse to write a plan over anything but an earlier plan that nothing here builds on.

    Raises:
        InputError: a file of this name is there and must stay.
    """
    if not out.is_file():
        return
    if not _text(out).startswith(HEADING):
        raise InputError(f"{out} exists and is no plan: choose another name, or move it away.")
    file: Path | None = scenario_file
    seen: set[Path] = set()
    while file is not None and file.resolve() not in seen:
        if file.resolve() == out.resolve():
            raise InputError(f"{scenario_file} builds on {out}: choose another name for the plan.")
        seen.add(file.resolve())
        file = _parent(file)


def _parent(file: Path) -> Path | None:
    root, _ = read_yaml(_text(file), str(file))
    node = None if root is None else root.nodes.get("extends")
    if isinstance(node, Leaf) and isinstance(node.value, str):
        return scenario_path(file.parent / node.value)
    return None


def _text(file: Path) -> str:
    try:
        return read_text(file, LARGEST_FILE_BYTES, pipes=False)
    except FileProblem:
        return ""


def write_plan(
    changes: dict[str, Any], scenario_file: Path, out: Path, title: str, *, has_variants: bool
) -> None:
    """Write a YAML that `extends` the scenario; `run`, `compare` and experiments take it.

    The scenario's variants are left out: one may do without somebody whose hours are planned.

    Raises:
        InputError: the file cannot be written, or another stands in its place.
    """
    check_place(scenario_file, out)
    tree: dict[str, Any] = {
        "extends": os.path.relpath(scenario_file.resolve(), out.resolve().parent),
        "name": title,
    }
    if has_variants:
        tree["variants"] = None
    for path, value in changes.items():
        place = tree
        *parents, last = path.split(".")
        for key in parents:
            place = place.setdefault(key, {})
        place[last] = value
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 120
    text = StringIO()
    yaml.dump(tree, text)
    write_text(out, HEADING + text.getvalue())
