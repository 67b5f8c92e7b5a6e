"""A fingerprint of the raw tables: equal for equal futures, whatever computed them."""

from collections.abc import Mapping
from hashlib import sha256

import numpy as np
from numpy.lib.recfunctions import repack_fields

from salessim.measure.batch import Batch


def replication_digests(batch: Batch) -> list[bytes]:
    """SHA-256 of each replication's tables, in order.

    Fields are packed first: the padding between a table's fields holds no defined bytes. The
    number of events is left out, since it says how a driver worked and not what happened.
    """
    tables = [
        (repack_fields(np.ascontiguousarray(table)) if table.dtype.names else table)
        for table in batch.outputs().values()
    ]
    digests = []
    for row in range(len(batch.events)):
        digest = sha256()
        for table in tables:
            if table.dtype.names:
                digest.update(f"{table.dtype.descr}{table.shape[1:]}".encode())
            digest.update(np.ascontiguousarray(table[row]).tobytes())
        digests.append(digest.digest())
    return digests


def combined(digests: list[bytes], own_rules: Mapping[str, str] | None = None) -> str:
    """One digest of many replications, in order, as `sha256:` and hexadecimal digits.

    own_rules: fingerprints by slot. Where one is filled, the digest tells it, even if the user's
    rule decides as salessim's own does.
    """
    whole = sha256()
    for digest in digests:
        whole.update(digest)
    for slot, fingerprint in sorted((own_rules or {}).items()):
        whole.update(f"{slot}={fingerprint}".encode())
    return f"sha256:{whole.hexdigest()}"
