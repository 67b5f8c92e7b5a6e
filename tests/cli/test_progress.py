"""What progress says before the first future: that rules are compiled, and how long it takes."""

import pytest

from salessim.cli import progress
from salessim.cli.progress import Watching
from salessim.engine.kernel import PROGRAM


def said_after(
    shares: list[tuple[float, float]], monkeypatch: pytest.MonkeyPatch, *, quiet: bool = False
) -> None:
    """Have the compiler tell shares of its work at moments, in seconds."""
    clock = [1.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
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
    """A tenth took 3 seconds: nine tenths take 27."""
    said_after([(0.0, 0.01), (3.0, 0.1), (6.0, 0.2)], monkeypatch)
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("First run, or the rules were changed") == 1
    assert "about 27 seconds" in said


def test_who_wants_it_quiet_hears_nothing_of_compiling(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said_after([(0.0, 0.01), (3.0, 0.1)], monkeypatch, quiet=True)
    assert capsys.readouterr().err == ""
