"""A row answers with its fields, whatever NumPy calls by the same names."""

import numpy as np
import pytest

from salessim.model.state.outputs import DEAL_OUT
from salessim.model.state.rows import REP
from salessim.model.state.tables import TABLES

TYPES = {table.name: table.row for table in TABLES if table.row.names} | {"deals out": DEAL_OUT}


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_each_field_reads_what_was_written_to_it(kind: np.dtype) -> None:
    table = np.zeros(2, kind)
    for number, name in enumerate(kind.names or (), start=1):
        setattr(table[1], name, number)
    for number, name in enumerate(kind.names or (), start=1):
        assert getattr(table[1], name) == table[name][1] == number, name
        assert getattr(table.copy()[1:][0], name) == number, name
        assert table[name][0] == 0, name


def test_a_row_has_no_other_fields() -> None:
    with pytest.raises(AttributeError, match="no field hours"):
        np.zeros(1, REP)[0].hours = 1
