"""Who joins: people by name, and by rule, so many every month or quarter; kinds of recruits."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag
from pydantic_core import core_schema

from salessim.scenario.amounts import Amount
from salessim.scenario.dates import Day, last_day_of_month
from salessim.scenario.kinds import Choice, Integer, Name, Real
from salessim.scenario.schema.section import Section, Shorthand, optional, required, tag_of
from salessim.scenario.skill_levels import Level, SkillOfPeople
from salessim.units import MONTHS_IN, MONTHS_PER_YEAR, Quantity

type HiringPeriod = Literal["month", "quarter", "year"]

MAX_AT_ONCE = 1000

_Slip = Annotated[Quantity | None, Amount("days", 0, 1000, cases=True, optional=True)]


class Hire(Section):
    """Somebody who joins, or has joined not long ago."""

    starts: Annotated[dt.date, Day()] = required(
        "First day: the ramp counts from it, before the horizon's start or after.", title="start"
    )
    slips: _Slip = optional(
        None,
        "How much later the start may be, such as 0..3 months; none: never later.",
        title="slip of the start",
    )


class HiringRule(Section):
    """People who join at regular times, under one name or, beside the names, under none."""

    people: Annotated[int, Integer(1, MAX_AT_ONCE, "people")] = optional(
        1, "People who join each time.", title="people hired at a time"
    )
    every: Annotated[HiringPeriod, Choice(HiringPeriod)] = required(
        "How often people join: each time on the day of the month of `from`."
    )
    from_: Annotated[dt.date, Day()] = required("First day of the first of them.", alias="from")
    until: Annotated[dt.date | None, Day(last_of_month=True, optional=True)] = optional(
        None, "Last day on which somebody may join.", otherwise="the horizon's end"
    )
    slips: _Slip = optional(
        None,
        "How much later each start may be, such as 0..3 months; none: never later.",
        title="slip of the start",
    )


def _named_or_rule(value: Any) -> str:
    by_rule = isinstance(value, HiringRule) or (isinstance(value, dict) and "starts" not in value)
    return tag_of(HiringRule if by_rule else Hire)


type _Entry = Annotated[
    Annotated[Hire, Tag(tag_of(Hire))] | Annotated[HiringRule, Tag(tag_of(HiringRule))],
    Discriminator(_named_or_rule),
]

UNNAMED = "«rule»"
"""The key of a rule that stands beside the names; no key that is typed can look like it."""

_RULE_KEYS = ("people", "every", "from", "until", "slips")
_ONLY_OF_RULES = {"every", "from", "until"}


@dataclass(frozen=True)
class HireName(Name):
    """A name of somebody who joins, or the mark of a rule without one."""

    def read(self, value: Any, currency: str | None) -> str:
        """The name."""
        return UNNAMED if value is UNNAMED else super().read(value, currency)


@dataclass(frozen=True)
class WithRule:
    """Lets the keys of one rule stand among the names."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.named, handler(source))

    def named(self, value: Any) -> Any:
        """The map of names, a rule without one under its mark."""
        if not isinstance(value, dict) or not _ONLY_OF_RULES & value.keys():
            return value
        rule = {key: value[key] for key in _RULE_KEYS if key in value}
        return {UNNAMED: rule} | {key: one for key, one in value.items() if key not in rule}


type Hires = Annotated[
    dict[
        Annotated[str, HireName()],
        Annotated[_Entry, Shorthand(key="starts", kind=Day())],
    ],
    WithRule(),
]


@dataclass(frozen=True)
class Joiner:
    """One person who joins.

    Attributes:
        name: as it follows the role's: the one typed, or the rule's, the month and a number.
        key: where it is typed, below `hires`.
        starts: first day.
        slips: how much later that may be, in days, or None.
    """

    name: str
    key: str
    starts: dt.date
    slips: Quantity | None


def joiners_of(hires: Mapping[str, Hire | HiringRule], last_day: dt.date) -> tuple[Joiner, ...]:
    """Everybody who joins, in the order of the file; a rule brings nobody after `last_day`."""
    found: list[Joiner] = []
    for key, entry in hires.items():
        if isinstance(entry, Hire):
            found.append(Joiner(key, key, entry.starts, entry.slips))
            continue
        prefix = "" if key == UNNAMED else f"{key} "
        for day in days_of(entry, last_day):
            found += [
                Joiner(f"{prefix}{day:%Y-%m} {number}", key, day, entry.slips)
                for number in range(1, entry.people + 1)
            ]
    return tuple(found)


def days_of(rule: HiringRule, last_day: dt.date) -> Iterator[dt.date]:
    """The days on which a rule brings people; a month that is too short has them on its last."""
    until = last_day if rule.until is None else min(last_day, rule.until)
    months = rule.from_.year * MONTHS_PER_YEAR + rule.from_.month - 1
    while True:
        first = dt.date(months // MONTHS_PER_YEAR, months % MONTHS_PER_YEAR + 1, 1)
        day = first.replace(day=min(rule.from_.day, last_day_of_month(first).day))
        if day > until:
            return
        yield day
        months += MONTHS_IN[rule.every]


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
