"""Digests do not follow the processor.

The C library, NumPy and numba each pick variants of their functions by what the processor can do.
The settings take that away, so that this machine computes as an older one would.
"""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "digests.py"

SETTINGS = {
    "no AVX2 and no FMA in the C library": {
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX",
    },
    "no AVX2 and no AVX-512 in NumPy": {"NPY_DISABLE_CPU_FEATURES": "X86_V4 X86_V3"},
    "no feature beyond the first x86-64 in numba": {"NUMBA_CPU_NAME": "generic"},
}


OLDER = {name: value for setting in SETTINGS.values() for name, value in setting.items()}
"""A processor that has none of these."""


def digests(*processors: dict[str, str], variants: bool = False) -> list[list[str]]:
    """Lines of digests on each processor; all compute at once."""
    under_way = [
        subprocess.Popen(
            [sys.executable, SCRIPT, *(["--all"] if variants else [])],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            text=True,
        )
        for settings in processors
    ]
    said = [process.communicate()[0].splitlines() for process in under_way]
    assert [process.returncode for process in under_way] == [0] * len(processors)
    return said


@cache
def all_here() -> list[str]:
    (here,) = digests({}, variants=True)
    return here


@pytest.mark.minutes
@pytest.mark.slow
def test_an_older_processor_gives_the_same_bits() -> None:
    here, there = digests({}, OLDER)
    assert len(here) >= 20
    assert there == here


@pytest.mark.full
@pytest.mark.parametrize("settings", [*SETTINGS.values(), OLDER], ids=[*SETTINGS, "none of them"])
def test_each_feature_that_is_missing_leaves_the_same_bits(settings: dict[str, str]) -> None:
    (there,) = digests(settings, variants=True)
    assert len(there) >= 100
    assert there == all_here()
