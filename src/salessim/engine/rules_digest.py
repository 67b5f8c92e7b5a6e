"""A digest of the sources that the compiled driver depends on."""

import hashlib
from pathlib import Path

import salessim.model

DRIVER = [Path(__file__).with_name(name) for name in ("kernel.py", "event_queue.py")]


def _digest() -> str:
    model = Path(salessim.model.__path__[0])
    digest = hashlib.sha256()
    for file in DRIVER:
        digest.update(file.read_bytes())
    for file in sorted(model.rglob("*.py")):
        digest.update(file.relative_to(model).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


RULES_DIGEST = _digest()
"""SHA-256 of the model's sources and of the driver's own.

It is taken on import, before the rules are imported: were it taken when compiling is due, a file
edited in between would name the rules of yesterday by the digest of today.
"""
