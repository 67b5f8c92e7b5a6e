"""Checks of the segmentation matrix: every account has every score, and is counted once."""

from collections.abc import Iterator
from itertools import pairwise

from salessim.scenario.checks.finding import Finding
from salessim.scenario.matrix import borders
from salessim.scenario.schema.matrix import IS_CUSTOMER, Matrix
from salessim.scenario.schema.plan import Plan

AT = ("strategy", "matrix")


def matrix_findings(plan: Plan) -> Iterator[Finding]:
    """What does not fit in the matrix, and between it and what is typed elsewhere."""
    matrix = plan.strategy.matrix
    if matrix is None or not plan.segments:
        return
    for name, segment in plan.segments.items():
        if "prospects" in segment.model_fields_set:
            message = "the matrix counts prospects; type them here or there"
            yield Finding(("segments", name, "prospects"), message)
    for key in ("customers", "accounts"):
        if getattr(plan.today, key):
            message = "the matrix counts customers; type them here or there"
            yield Finding(("today", key), message)
    for name in matrix.least:
        if name not in plan.segments:
            yield Finding((*AT, "least", name), "there is no segment of this name", name)
    least = list(borders(matrix, tuple(plan.segments)).values())
    if any(low > high for high, low in pairwise(least)):
        message = "the least places fall from the first segment to the last"
        yield Finding((*AT, "least"), message)
    yield from _weights(matrix)
    yield from _scores(matrix)


def _weights(matrix: Matrix) -> Iterator[Finding]:
    for axis in ("attractiveness", "assets"):
        if sum(weight.typical for weight in getattr(matrix, axis).values()) <= 0:
            yield Finding((*AT, axis), "no criterion has a weight; give one")


def _scores(matrix: Matrix) -> Iterator[Finding]:
    """The first account that lacks a criterion or has a score beyond the best."""
    criteria = [*matrix.attractiveness, *matrix.assets]
    if not matrix.accounts:
        yield Finding((*AT, "accounts"), "there is no account; name one with its scores")
    for name, scores in matrix.accounts.items():
        at = (*AT, "accounts", name)
        lacking = [each for each in criteria if each not in scores]
        if lacking:
            yield Finding(at, f"there is no score of {lacking[0]}; type a number", name)
        for each in criteria:
            if each in scores and scores[each].typical > matrix.best_score.typical:
                best = matrix.best_score.typical
                yield Finding((*at, each), f"a score is at most {best:g}, the best_score")
        if IS_CUSTOMER in scores and scores[IS_CUSTOMER].typical not in (0, 1):
            yield Finding((*at, IS_CUSTOMER), "customer is 1, or 0 for a prospect")
