"""Programs on disk: whole ones are kept, damaged ones are not taken for such."""

import json
import os
import random
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
from test_linking import ROW, World, entry

from salessim.compiler.kept_code import CHECKSUM_BYTES, SUFFIX, CodeFolders
from salessim.compiler.program import Program


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


def with_bit_flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda whole: b"",
    "shorter than a checksum": lambda whole: b"short",
    "a checksum alone": lambda whole: whole[:CHECKSUM_BYTES],
    "halved": lambda whole: whole[: len(whole) // 2],
    "garbled": lambda whole: random.Random(1).randbytes(len(whole)),
    "a bit of the code flipped": lambda whole: with_bit_flipped(whole, len(whole) - 1),
    "a bit of the checksum flipped": lambda whole: with_bit_flipped(whole, 0),
    "longer": lambda whole: whole + b"x",
    "a bit in the middle flipped": lambda whole: with_bit_flipped(whole, len(whole) // 2),
    "a stretch of zeros": lambda whole: whole[: len(whole) // 3].ljust(len(whole), b"\0"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_said_and_made_again(
    folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    Program(entry, "rules").function(world())
    (file,) = folder.glob(f"*{SUFFIX}")
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    again = Program(entry, "rules")
    assert not again.is_kept
    with pytest.warns(RuntimeWarning, match="is damaged: the rules are compiled again"):
        again.function(world())
    assert Program(entry, "rules").is_kept


def digest_and_errors(cache: Path, scenario: Path) -> tuple[str, str]:
    """What a run in a process of its own gives, and says."""
    command = [sys.executable, "-m", "salessim", "run", str(scenario), "-n", "5", "--json"]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["digest"], done.stderr


@pytest.fixture(scope="module")
def all_rules(scenarios: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """All rules compiled in a folder of their own: the digest of a run, and the file."""
    cache = tmp_path_factory.mktemp("whole")
    digest, _ = digest_and_errors(cache, scenarios / "startup.yaml")
    (file,) = cache.glob(f"*{SUFFIX}")
    return f"{file.name} {digest}", file.read_bytes()


@pytest.mark.full
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_rules_are_compiled_again_to_the_same_digest(
    tmp_path: Path,
    scenarios: Path,
    all_rules: tuple[str, bytes],
    damage: Callable[[bytes], bytes],
) -> None:
    """All rules, in a process for each damage: one line on the error stream, the same futures."""
    name, whole_digest = all_rules[0].split()
    file = tmp_path / name
    file.write_bytes(damage(all_rules[1]))
    digest, errors = digest_and_errors(tmp_path, scenarios / "startup.yaml")
    assert digest == whole_digest
    said = [line for line in errors.splitlines() if "is damaged" in line]
    assert said == [f"{file} is damaged: the rules are compiled again."]
    digest, errors = digest_and_errors(tmp_path, scenarios / "startup.yaml")
    assert (digest, "ompil" in errors) == (whole_digest, False), "it is kept again"


def test_any_damage_is_found(tmp_path: Path) -> None:
    """Two hundred files: bits flipped, parts cut out, put in, or exchanged."""
    chance = random.Random(17)
    folders = CodeFolders((tmp_path,))
    folders.write("code", chance.randbytes(2000), pytest.fail)
    whole = (tmp_path / "code").read_bytes()
    for _ in range(200):
        start = chance.randrange(len(whole))
        end = min(len(whole), start + chance.choice([0, 1, 10, 2000]))
        between = bytearray(whole[start:end] or b"x")
        between[chance.randrange(len(between))] ^= 1 << chance.randrange(8)
        kind = chance.choice([bytes(between), b"", chance.randbytes(end - start + 1)])
        damaged = whole[:start] + kind + whole[end:]
        if damaged == whole:
            damaged = whole[:-1]
        (tmp_path / "code").write_bytes(damaged)
        said: list[str] = []
        assert folders.read("code", said.append) is None
        assert len(said) == 1 and not (tmp_path / "code").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX")
def test_only_files_that_nobody_else_may_change_are_run(tmp_path: Path) -> None:
    folders = CodeFolders((tmp_path,))
    os.mkfifo(tmp_path / "pipe")
    folders.write("open", b"code", pytest.fail)
    (tmp_path / "open").chmod(0o666)
    for name, why in (("pipe", "is no file"), ("open", "may be changed by others")):
        said: list[str] = []
        assert not folders.has(name)
        assert folders.read(name, said.append) is None
        assert len(said) == 1 and why in said[0]


def test_a_folder_that_cannot_be_written_is_said_and_the_users_own_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    program = Program(entry, "rules")
    assert program.can_be_kept
    with pytest.warns(RuntimeWarning, match="NUMBA_CACHE_DIR cannot be used: .*are kept in"):
        assert program.function(world()) is not None
    assert Program(entry, "rules").is_kept


def test_where_nothing_can_be_kept_it_is_said_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    program = Program(entry, "rules")
    assert not program.can_be_kept
    with pytest.warns(RuntimeWarning, match="each start compiles them again: set NUMBA_CACHE_DIR"):
        assert program.function(world()) is not None
    assert not program.is_kept


def test_what_killed_processes_left_is_cleared(tmp_path: Path) -> None:
    old, new, other = (tmp_path / f"{name}.part" for name in ("salessim-a", "salessim-b", "c"))
    for part in (old, new, other):
        part.write_bytes(b"half")
    for part in (old, other):
        os.utime(part, (1, 1))
    CodeFolders((tmp_path,)).read("code", pytest.fail)
    assert [part.exists() for part in (old, new, other)] == [False, True, True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_while_another_thread_compiles_has_the_code(folder: Path) -> None:
    program = Program(entry, "rules")
    began = Event()
    with program.watched(lambda share: began.set(), pytest.fail):
        thread = Thread(target=program.function, args=(world(),))
        thread.start()
        assert began.wait(60)
        child = os.fork()
        if not child:
            os._exit(0 if program.is_ready and program.function(world()) is not None else 1)
        _, status = os.waitpid(child, 0)
        thread.join()
    assert os.waitstatus_to_exitcode(status) == 0
