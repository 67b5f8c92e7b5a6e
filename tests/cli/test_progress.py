"""What progress says before the first future: that rules are compiled, and how long it takes."""

import pytest

from salessim.cli import progress
from salessim.cli.progress import Watching
from salessim.compiler.program import Program
from salessim.engine import FUTURES
from salessim.engine.kernel import PROGRAM


def said_after(
    shares: list[tuple[float, float]],
    monkeypatch: pytest.MonkeyPatch,
    *,
    quiet: bool = False,
    can_be_kept: bool = True,
) -> None:
    """Have the compiler tell shares of its work at moments, in seconds."""
    clock = [1.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(Program, "can_be_kept", can_be_kept)
    with Watching(quiet=quiet):
        for seconds, share in shares:
            clock[0] = 1.0 + seconds
            assert PROGRAM._watcher is not None
            PROGRAM._watcher(share)
    assert PROGRAM._watcher is None


def test_nothing_is_said_of_compiling_where_nothing_is_compiled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said_after([], monkeypatch)
    assert capsys.readouterr().err == ""


def test_the_time_left_follows_from_this_machine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fifth took 6 seconds: four fifths take 24. What comes true is not said twice."""
    said_after([(0.0, 0.0), (3.0, 0.1), (6.0, 0.2), (20.0, 0.6)], monkeypatch)
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("First run, or the rules were changed") == 1
    assert "Later runs start at once." in said
    assert said.count("About") == 1 and "About 24 seconds" in said


def test_a_time_that_proves_wrong_is_said_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another compiler begins: after 60 seconds two fifths are done, and 90 are left."""
    said_after([(0.0, 0.0), (6.0, 0.2), (60.0, 0.4)], monkeypatch)
    said = " ".join(capsys.readouterr().err.split())
    assert "About 24 seconds" in said and "About 2 minutes" in said


def test_later_runs_start_at_once_only_where_code_can_be_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said_after([(0.0, 0.0)], monkeypatch, can_be_kept=False)
    said = capsys.readouterr().err
    assert "First run, or the rules were changed" in said and "Later" not in said


def test_each_of_several_simulations_has_a_time_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan simulates again and again: the time before the last began is not counted in."""
    clock = [1.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    with Watching(quiet=False, keeps=False) as watch:
        for seconds, done in ((0.0, 0), (40.0, 900), (41.0, 10), (43.0, 100)):
            clock[0] = 1.0 + seconds
            watch(FUTURES, done, 930)
    said = " ".join(capsys.readouterr().err.split())
    assert said == "About 17 seconds for 930 futures."


def test_who_wants_it_quiet_hears_nothing_of_compiling(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said_after([(0.0, 0.01), (3.0, 0.1)], monkeypatch, quiet=True)
    assert capsys.readouterr().err == ""
