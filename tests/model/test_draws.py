"""The generator against its published vectors, and the draws made from it."""

import numpy as np
import pytest
from scipy import stats

from salessim.model.draws import SEED_LIMIT, key_of, keyed_uniform, mixed, philox

# Known-answer vectors of Random123 (kat_vectors, philox4x32 10 rounds): counter, key, output.
VECTORS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip


def words(text: str) -> list[np.uint64]:
    return [np.uint64(int(word, 16)) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "output"), VECTORS)
def test_published_vectors(counter: str, key: str, output: str) -> None:
    assert list(philox(*words(counter), *words(key))) == words(output)


def test_each_part_of_a_name_changes_the_number() -> None:
    name = (1, 2, 3, 4, 5)
    changed = [keyed_uniform(*(v + (i == j) for j, v in enumerate(name))) for i in range(5)]
    assert len({keyed_uniform(*name), *changed}) == 6


def test_uniform_lies_between_its_borders_and_is_even() -> None:
    sample = np.array([keyed_uniform(7, r, 11, 3, k) for r in range(100) for k in range(200)])
    assert sample.min() > 0.0 and sample.max() < 1.0
    # One test at 0.001: a false alarm in 1 of 1,000 changes of the streams.
    assert stats.kstest(sample, "uniform").pvalue > 0.001


def test_large_seeds_and_counts_are_used_in_full() -> None:
    assert keyed_uniform(SEED_LIMIT - 1, 0, 1, 1, 0) != keyed_uniform(
        (SEED_LIMIT - 1) // 2, 0, 1, 1, 0
    )
    assert keyed_uniform(1, 0, np.uint64(2**63 + 1), 1, 0) != keyed_uniform(1, 0, 1, 1, 0)


def test_keys_last_and_differ() -> None:
    assert key_of("rep", "closer 1") == key_of("rep", "closer 1") != key_of("rep", "closer 2")
    keys = {int(mixed(np.uint64(key_of("segment", "gold")), n)) for n in range(10_000)}
    assert len(keys) == 10_000
