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


def digests(**settings: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, SCRIPT, "--all"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@cache
def here() -> list[str]:
    return digests()


@pytest.mark.slow
def test_an_older_processor_gives_the_same_bits() -> None:
    assert len(here()) >= 40
    together = {name: value for setting in SETTINGS.values() for name, value in setting.items()}
    assert digests(**together) == here()


@pytest.mark.full
@pytest.mark.parametrize("setting", SETTINGS)
def test_each_feature_that_is_missing_leaves_the_same_bits(setting: str) -> None:
    assert digests(**SETTINGS[setting]) == here()
