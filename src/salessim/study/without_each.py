"""Single points of failure: what the team loses with each of its people."""

from dataclasses import replace

from salessim.errors import InputError
from salessim.scenario import Scenario
from salessim.study.comparing import VariantsRun
from salessim.study.variants import Variant


def without_each(scenario: Scenario) -> list[Variant]:
    """One variant a person: the team without that person from the first morning, unreplaced.

    Raises:
        InputError: there is one person only.
    """
    people = scenario.plan.people
    if len(people) < 2:
        raise InputError(
            f"'{scenario.plan.name}' has one person only; without that person nobody sells."
        )
    return [
        Variant(f"without {person.name}", scenario, None, without=person.name) for person in people
    ]


def ranked(run: VariantsRun, *, names: bool) -> VariantsRun:
    """The same run, most damage to revenue first.

    Args:
        run: of `without_each`.
        names: whether to keep the names. Who is worth how much is personal data: left out, people
            are called by role and rank.
    """
    order = sorted(run.variants, key=lambda pair: pair[1].runs["revenue"].mean())
    if names:
        return replace(run, variants=tuple(order))
    return replace(
        run,
        variants=tuple(
            (replace(variant, name=f"without a {_role(variant)}, rank {rank}", without=None), made)
            for rank, (variant, made) in enumerate(order, start=1)
        ),
    )


def _role(variant: Variant) -> str:
    people = variant.scenario.plan.people
    return next(person.role for person in people if person.name == variant.without)
