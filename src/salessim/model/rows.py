"""The row of a table: a record whose fields answer to their names."""

from typing import Any

import numpy as np


class Row(np.record):  # type: ignore[misc]
    """A row whose field `size` is that field, where NumPy's own records answer with their size.

    Compiled rules know fields only; so do plain ones that are handed such rows.
    """

    def __getattribute__(self, name: str) -> Any:
        """Return a field, or what else a record has of that name."""
        if name in (super().__getattribute__("dtype").names or ()):
            return self[name]
        return super().__getattribute__(name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a field."""
        if name not in (self.dtype.names or ()):
            raise AttributeError(f"a row has no field {name}")
        self[name] = value


def row_type(*fields: tuple[str, str]) -> np.dtype:
    """Return the dtype of a table whose rows have these (name, type) fields."""
    return np.dtype((Row, list(fields)), align=True)
