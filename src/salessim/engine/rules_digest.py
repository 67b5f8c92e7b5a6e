"""A digest of the sources that the compiled driver depends on."""

import hashlib
from functools import cache
from pathlib import Path

import salessim.model

KERNEL = Path(__file__).with_name("kernel.py")


@cache
def rules_digest() -> str:
    """Return the SHA-256 of the model's sources and of the kernel's own."""
    model = Path(salessim.model.__path__[0])
    digest = hashlib.sha256(KERNEL.read_bytes())
    for file in sorted(model.rglob("*.py")):
        digest.update(file.relative_to(model).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
