"""What is compared: the scenario's own variants, changes as typed, other scenarios."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from salessim.errors import InputError
from salessim.measure.differences import AS_IT_STANDS
from salessim.scenario import Scenario, read_setting

FILE_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class Variant:
    """Something to compare with the scenario as it stands.

    Attributes:
        name: what reports call it.
        scenario: what is simulated.
        changes: key paths and values as typed; None for a scenario of its own.
        without: a person who is gone from the first morning.
    """

    name: str
    scenario: Scenario
    changes: Mapping[str, Any] | None
    without: str | None = None


def own_variant(scenario: Scenario, name: str) -> Variant:
    """One of the variants that the scenario's file names.

    Raises:
        ScenarioError: there is none of this name.
    """
    return Variant(name, scenario.variant(name), scenario.variants[name])


def own_variants(scenario: Scenario) -> list[Variant]:
    """All variants that the scenario's file names, in their order.

    Raises:
        InputError: it names none.
    """
    names = scenario.variants
    if not names:
        raise InputError(
            f"'{scenario.plan.name}' names no variants: add some under variants:, or type a change"
            ' such as --with "more pay: team.closer.base=60k a year", or name another file.'
        )
    return [own_variant(scenario, name) for name in names]


def named_variant(scenario: Scenario, name: str) -> Variant:
    """What a name typed on the command line means: a variant of the file, or another file.

    Raises:
        ScenarioError: there is no such variant, or the file cannot be used.
    """
    if name not in scenario.variants and name.lower().endswith(FILE_ENDINGS):
        return other_scenario(Scenario.load(name), Path(name).stem)
    return own_variant(scenario, name)


def other_scenario(scenario: Scenario, name: str | None = None) -> Variant:
    """A scenario of its own, under its own name unless another is given."""
    return Variant(name or scenario.plan.name, scenario, None)


def changed_scenario(
    scenario: Scenario, name: str, changes: Mapping[str, Any], typed_in: str = "compare"
) -> Variant:
    """The scenario with changes that stand in no file.

    Args:
        scenario: what is changed.
        name: what reports call it.
        changes: key path to a value as it would be typed.
        typed_in: stands for the file in messages.

    Raises:
        ScenarioError: a path does not exist, or its value cannot be used.
    """
    return Variant(name, scenario.vary(changes, typed_in), changes)


def read_changes(texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The changes by label, from texts such as `more pay: team.closer.base=60k a year`.

    Without a label the text itself is one. Texts of one label are one variant.

    Raises:
        InputError: a text names no path and value.
    """
    changes: dict[str, dict[str, Any]] = {}
    for text in texts:
        before_value = text.partition("=")[0]
        label, colon, _ = before_value.partition(":")
        setting = text[len(label) + 1 :] if colon else text
        path, value = read_setting(setting, "--with")
        changes.setdefault(label.strip() if colon else text.strip(), {})[path] = value
    return changes


def check_comparable(scenario: Scenario, variants: Iterable[Variant]) -> None:
    """Refuse to compare what is called or measured differently.

    Raises:
        InputError: two variants have one name, or one has another currency or horizon.
    """
    taken = {AS_IT_STANDS}
    for variant in variants:
        if variant.name in taken:
            raise InputError(f"Two things to compare are called '{variant.name}': rename one.")
        taken.add(variant.name)
        ours, theirs = scenario.plan, variant.scenario.plan
        if ours.currency != theirs.currency:
            raise InputError(
                f"'{variant.name}' counts in {theirs.currency}, '{ours.name}' in {ours.currency}:"
                " only equal currencies are compared."
            )
        if _horizon(variant.scenario) != _horizon(scenario):
            first, months = _horizon(scenario)
            raise InputError(
                f"'{variant.name}' runs over another time than '{ours.name}'"
                f" ({months} months from {first}): only equal horizons are compared."
            )


def _horizon(scenario: Scenario) -> tuple[date, int]:
    horizon = scenario.plan.horizon
    return horizon.from_, horizon.months
