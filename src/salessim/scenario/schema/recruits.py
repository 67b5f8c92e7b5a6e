"""Kinds of people who are hired: who turns out good stays, who does not goes early."""

from typing import Annotated

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Real
from salessim.scenario.schema.section import Section, optional
from salessim.scenario.skill_levels import Level, SkillOfPeople
from salessim.units import Quantity

_OptionalSkill = Annotated[Level | None, SkillOfPeople(optional=True)]


Sells = Annotated[Quantity | None, Amount("money", 1, 1e10, rate="always", optional=True)]
Closes = Annotated[Quantity | None, Amount("count", 0.001, 1e5, rate="always", optional=True)]


class RecruitSkills(Section):
    """The skills grid of a kind; what is left out is as in the role."""

    prospecting: _OptionalSkill = optional(None, "Skill in prospecting.")
    discovery: _OptionalSkill = optional(None, "Skill in discovery.")
    proposal: _OptionalSkill = optional(None, "Skill in proposals.")
    negotiation: _OptionalSkill = optional(None, "Skill in negotiation.")
    account_care: _OptionalSkill = optional(None, "Skill in account care.")
    product: _OptionalSkill = optional(None, "Knowledge of the product.")


class Recruit(Section):
    """One kind of people who are hired. Of which kind somebody is, nobody knows beforehand."""

    share: Annotated[Quantity | None, Amount("share", 0, 1, exact=True, optional=True)] = optional(
        None,
        "Share of those hired who are of this kind.",
        otherwise="an equal part of what the others leave",
        title="share of recruits",
    )
    stays: Annotated[Quantity | None, Amount("days", 1, 36_500, optional=True)] = optional(
        None,
        "Mean time from the first day to the last, whatever tenure, motivation and notice; none: "
        "as the role leaves.",
        title="stay of recruits",
    )
    sells: Sells = optional(
        None,
        "What one of them signs with new customers once ramped, as in the role.",
        title="sales of a recruit",
    )
    closes: Closes = optional(
        None,
        "Contracts with new customers of one of them once ramped, as in the role.",
        title="contracts of a recruit",
    )
    skills: RecruitSkills = optional({}, "What they can do; left out: as in the role.")
    motivation: Annotated[float | None, Real(0, 1, optional=True)] = optional(
        None, "Personal level of motivation; none: as in the role.", title="motivation of recruits"
    )
