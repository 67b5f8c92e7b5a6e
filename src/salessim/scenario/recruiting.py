"""Whom somebody may turn out to be: kinds of recruits, and skills that differ among people."""

from dataclasses import dataclass

from salessim.scenario.schema.funnel import SKILLS
from salessim.scenario.schema.hires import Recruit
from salessim.scenario.schema.root import ScenarioSections
from salessim.scenario.schema.team import Role
from salessim.scenario.skill_levels import Level, typical_level
from salessim.units import Quantity


@dataclass(frozen=True)
class Output:
    """What a settled person is typed to sell.

    Attributes:
        key: as typed: `sells` or `closes`.
        amount: currency signed with new customers, or contracts with them, a period.
    """

    key: str
    amount: Quantity

    @property
    def is_money(self) -> bool:
        """Whether money is counted, not contracts."""
        return self.key == "sells"


def output_of(section: Role | Recruit) -> Output | None:
    """What people of a role, or of a kind, are typed to sell; None where stages say it."""
    if section.sells is not None:
        return Output("sells", section.sells)
    return None if section.closes is None else Output("closes", section.closes)


@dataclass(frozen=True)
class PersonKind:
    """A kind of person that is drawn, with a law for each skill.

    Attributes:
        name: as typed; empty where there is one kind alone.
        path: key path of its figures.
        share: chance to be of this kind.
        levels: one a skill, in the order of `schema.funnel.SKILLS`.
        motivation: personal level from 0 to 1, or None for the role's.
        stays: mean days from the first day to the last, or None where the role's rate holds.
    """

    name: str
    path: str
    share: float
    levels: tuple[Level, ...]
    motivation: float | None = None
    stays: Quantity | None = None

    @property
    def skills(self) -> tuple[float, ...]:
        """The typical level of each skill."""
        return tuple(typical_level(level) for level in self.levels)


def settled_kind(levels: tuple[Level, ...]) -> tuple[PersonKind, ...]:
    """The one kind of people who are known already."""
    return (PersonKind("", "", 1.0, levels),)


def recruits_of(role_name: str, role: Role) -> tuple[PersonKind, ...]:
    """The kinds of those whom a role hires."""
    levels = tuple(getattr(role.skills, skill) for skill in SKILLS)
    if not role.recruits:
        return settled_kind(levels)
    shares = shares_of(role.recruits)
    return tuple(
        PersonKind(
            name=name,
            path=f"team.{role_name}.recruits.{name}",
            share=shares[name],
            levels=tuple(
                of_role if own is None else own
                for of_role, own in zip(levels, _own_levels(kind), strict=True)
            ),
            motivation=kind.motivation,
            stays=kind.stays,
        )
        for name, kind in role.recruits.items()
    )


def _own_levels(kind: Recruit) -> tuple[Level | None, ...]:
    return tuple(getattr(kind.skills, skill) for skill in SKILLS)


def shares_of(recruits: dict[str, Recruit]) -> dict[str, float]:
    """The share of each kind; those that type none split equally what the others leave."""
    typed = {name: kind.share.typical for name, kind in recruits.items() if kind.share}
    open_kinds = len(recruits) - len(typed)
    left = max(0.0, 1.0 - sum(typed.values()))
    return {name: typed.get(name, left / max(1, open_kinds)) for name in recruits}


def mean_skills(kinds: tuple[PersonKind, ...]) -> tuple[float, ...]:
    """The typical skills over kinds."""
    if len(kinds) == 1:
        return kinds[0].skills
    return tuple(
        sum(kind.share * level for kind, level in zip(kinds, levels, strict=True))
        for levels in zip(*(kind.skills for kind in kinds), strict=True)
    )


def leaves_by_rate(plan: ScenarioSections) -> bool:
    """Whether the rate of the section attrition holds for any role: some type their own."""
    return any(role.leaves is None for role in plan.team.values())


def somebody_leaves(plan: ScenarioSections, role: Role) -> bool:
    """Whether people of a role may leave without a date."""
    stays = any(kind.stays for kind in role.recruits.values())
    return plan.attrition is not None or stays or role.leaves_below is not None
