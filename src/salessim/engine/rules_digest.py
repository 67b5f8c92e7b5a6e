"""A digest of the sources that the compiled driver depends on."""

import hashlib
from pathlib import Path

import salessim.model
import salessim.units

CONSTANTS = Path(salessim.units.__file__)
DRIVER = [Path(__file__).with_name(name) for name in ("kernel.py", "agenda.py")]


def _digest() -> str:
    model = Path(salessim.model.__path__[0])
    digest = hashlib.sha256()
    for file in (CONSTANTS, *DRIVER):
        digest.update(file.read_bytes())
    for file in sorted(model.rglob("*.py")):
        digest.update(file.relative_to(model).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


RULES_DIGEST = _digest()
"""SHA-256 of the model's sources, of the driver's own, and of the constants that both use.

It is taken on import, before the rules are imported: were it taken when compiling is due, a file
edited in between would name the rules of yesterday by the digest of today.
"""
