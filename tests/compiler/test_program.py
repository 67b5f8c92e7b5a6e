"""Programs on disk: whole ones are kept, damaged ones are not taken for such."""

import stat
from pathlib import Path

import numpy as np
import pytest
from test_linking import ROW, World, entry

from salessim.compiler.program import SUFFIX, Program


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    return tmp_path


def world() -> World:
    return World(np.zeros(1, ROW))


def test_a_program_is_kept_and_found_by_another_process(folder: Path) -> None:
    first, second = Program(entry, "rules"), Program(entry, "rules")
    assert not first.is_kept
    first.function(world())
    assert first.is_ready and second.is_kept and not second.is_ready
    assert not Program(entry, "other rules").is_kept
    (file,) = folder.glob(f"*{SUFFIX}")
    assert file.stat().st_mode & stat.S_IROTH


@pytest.mark.parametrize("damage", [b"", b"short", "cut", "flipped"])
def test_a_damaged_file_is_not_kept_and_is_made_again(folder: Path, damage: bytes | str) -> None:
    Program(entry, "rules").function(world())
    (file,) = folder.glob(f"*{SUFFIX}")
    whole = file.read_bytes()
    if damage == "cut":
        damage = whole[: len(whole) // 2]
    elif damage == "flipped":
        damage = whole[:-1] + bytes([whole[-1] ^ 1])
    assert isinstance(damage, bytes)
    file.write_bytes(damage)
    again = Program(entry, "rules")
    assert not again.is_kept
    again.function(world())
    assert file.read_bytes() != damage and Program(entry, "rules").is_kept


def test_a_folder_that_cannot_be_written_costs_only_the_keeping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    program = Program(entry, "rules")
    assert program.function(world()) is not None
    assert not program.is_kept
