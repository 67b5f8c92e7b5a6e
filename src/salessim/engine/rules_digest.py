"""A digest of the sources that the compiled driver depends on."""

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
COMPILED = (
    "compiler/*.py",
    "elementary.py",
    "engine/event_queue.py",
    "engine/kernel.py",
    "model/**/*.py",
    "units.py",
)
"""What the compiled driver is made of, and by."""


def _digest() -> str:
    digest = hashlib.sha256()
    for pattern in COMPILED:
        for file in sorted(PACKAGE.glob(pattern)):
            digest.update(file.relative_to(PACKAGE).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


RULES_DIGEST = _digest()
"""SHA-256 of these sources.

It is taken on import, before the rules are imported: were it taken when compiling is due, a file
edited in between would name the rules of yesterday by the digest of today.
"""
