"""A programme that is written row by row is the one that was meant, and goes by coordinates."""

from math import inf

import numpy as np
import pytest

from salessim.errors import InputError
from salessim.plan.solving.linear_program import (
    NONE,
    ConstraintFamily,
    Labels,
    LpBuilder,
    VariableFamily,
)

NAMES = {"rep": ["Ann: a, b", "Ben"], "segment": ["gold", "silver"]}
HOURS = VariableFamily("hours", ("rep", "segment"))
PEOPLE = VariableFamily("people")
GOLD = ConstraintFamily("gold")
PAID = ConstraintFamily("paid", ("rep",), "sum over segments of hours <= paid hours")


def test_terms_broadcast_and_add_up() -> None:
    lp = LpBuilder()
    hours = lp.add_variables(HOURS, np.ones((2, 2), bool), upper=[[9, 8]])
    people = lp.add_variable(PEOPLE, lower=1, upper=3, integer=True)
    assert hours.tolist() == [[0, 1], [2, 3]] and people == 4
    gold = [(hours[:, 0], 2), (people, -1), (hours[0, 0], 3)]
    assert lp.add_row(GOLD, (), gold, maximum=4) == 0
    assert lp.add_row(PAID, (0,), [(hours, [[1, 2], [3, 4]])], equals=7) == 1
    lp.add_to_objective([(hours, 1), (hours[0], 10)])
    lp.add_to_objective([(people, -5)])
    program = lp.build("max")
    assert program.upper.tolist() == [9, 8, 9, 8, 3] and program.lower.tolist() == [0, 0, 0, 0, 1]
    assert program.integer.tolist() == [False] * 4 + [True]
    assert program.matrix.toarray().tolist() == [[5, 0, 2, 0, -1], [1, 2, 3, 4, 0]]
    assert (program.row_lower.tolist(), program.row_upper.tolist()) == ([-inf, 7], [4, 7])
    assert program.objective.tolist() == [11, 11, 1, 1, -5]
    assert program.size == (5, 2, 7)


def test_rows_and_columns_are_found_by_family_and_coordinates() -> None:
    lp = LpBuilder(NAMES)
    hours = lp.add_variables(HOURS, [[True, False], [False, True]])
    assert hours.tolist() == [[0, NONE], [NONE, 1]]
    for rep in range(2):
        own = hours[rep]
        lp.add_row(PAID, (rep,), [(own[own != NONE], 1)], maximum=150)
    program = lp.build("min")
    assert program.columns[HOURS, 1, 1] == 1 and (HOURS, 0, 1) not in program.columns
    assert program.rows[PAID, 1] == 1
    assert program.rows.of(PAID).all() and not program.rows.of(GOLD).any()
    # Names are for messages only, so that a name may hold any sign.
    assert program.columns.name(0) == "hours: Ann: a, b, gold"
    assert program.rows.coordinates(0) == {"rep": "Ann: a, b"}
    more = program.rows.plus((GOLD, ()))
    assert more[GOLD,] == 2 and more.name(2) == "gold" and len(program.rows) == 2


def test_coordinates_without_names_are_counted() -> None:
    assert Labels.numbered(VariableFamily("x", ("number",)), 2).name(1) == "x: 2"


def test_coordinates_of_a_family_are_used_once() -> None:
    lp = LpBuilder(NAMES)
    for _ in range(2):
        lp.add_variables(HOURS, np.ones((2, 2), bool))
    with pytest.raises(
        InputError, match=r"two variables are called 'hours: Ann.*gold', .* and 1 more"
    ):
        lp.build("min")
