"""A programme that is written row by row is the one that was meant."""

from math import inf

import numpy as np
import pytest

from salessim.errors import InputError
from salessim.plan.solving.linear_program import Rows


def test_terms_broadcast_and_add_up() -> None:
    write = Rows()
    names = [["Ann, gold", "Ann, silver"], ["Ben, gold", "Ben, silver"]]
    hours = write.variables(np.array(names), upper=[[9, 8]])
    people = write.variable("people", lower=1, upper=3, whole=True)
    assert hours.tolist() == [[0, 1], [2, 3]] and people == 4
    assert write.row("gold", [(hours[:, 0], 2), (people, -1), (hours[0, 0], 3)], most=4) == 0
    assert write.row("all", [(hours, [[1, 2], [3, 4]])], equals=7) == 1
    write.add_to_objective([(hours, 1), (hours[0], 10)])
    write.add_to_objective([(people, -5)])
    problem = write.problem("most")
    assert problem.variables == (*(name for pair in names for name in pair), "people")
    assert problem.upper.tolist() == [9, 8, 9, 8, 3] and problem.lower.tolist() == [0, 0, 0, 0, 1]
    assert problem.whole.tolist() == [False] * 4 + [True]
    assert problem.rows.toarray().tolist() == [[5, 0, 2, 0, -1], [1, 2, 3, 4, 0]]
    assert (problem.row_lower.tolist(), problem.row_upper.tolist()) == ([-inf, 7], [4, 7])
    assert problem.objective.tolist() == [11, 11, 1, 1, -5]
    assert problem.size == (5, 2, 7)


def test_names_are_used_once() -> None:
    write = Rows()
    write.variables(list("abcdabcd"))
    with pytest.raises(InputError, match="two variables are called 'a', 'b', 'c' and 1 more"):
        write.problem("least")
