"""What progress says before the first future: that rules are compiled, and how long it takes."""

import pytest

from salessim.cli import progress
from salessim.cli.progress import Watching
from salessim.compiler.program import Program
from salessim.engine import COEFFICIENTS, FUTURES, LIMIT_PAIRS, LUCK, PLANS, PROGRAMMES, RUNS
from salessim.engine.kernel import PROGRAM
from salessim.plan.simulation_check import PlanProgress


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
    assert "About 24 seconds to compile." in said and "About 2 minutes more to compile." in said


def watched(
    moments: list[tuple[float, str, int, int]],
    monkeypatch: pytest.MonkeyPatch,
    *,
    keeps: bool = True,
) -> None:
    """Have a watch told of phases at moments, in seconds."""
    clock = [1.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(progress.os, "cpu_count", lambda: 2)
    with Watching(quiet=False, keeps=keeps) as watch:
        for seconds, phase, done, planned in moments:
            clock[0] = 1.0 + seconds
            watch(phase, done, planned)


def test_a_long_first_future_is_announced_before_it_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After 12 seconds none of 200 is done: on two cores more than 100 times as long is left."""
    begun = [(seconds, FUTURES, 0, 200) for seconds in (0.0, 5.0, 12.0, 40.0)]
    watched([*begun, (60.0, FUTURES, 1, 200)], monkeypatch)
    said = " ".join(capsys.readouterr().err.split())
    assert said == (
        "More than 20 minutes for 200 futures; Ctrl-C keeps what is done. "
        "About 3.3 hours more for 200 futures; Ctrl-C keeps what is done."
    )


def test_a_time_that_proves_too_long_is_said_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others of this machine have ended: 80 of 100 seconds were left, and it is 27."""
    moments = [(0.0, 0), (20.0, 20), (35.0, 35), (40.0, 60), (50.0, 80)]
    watched([(seconds, FUTURES, done, 100) for seconds, done in moments], monkeypatch)
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("About") == 2
    assert "About 80 seconds for 100" in said and "About 27 seconds more for 100" in said


@pytest.mark.parametrize("phase", [LIMIT_PAIRS, LUCK, RUNS, PLANS])
def test_each_phase_says_how_long_it_takes(
    phase: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    watched([(0.0, phase, 10, 110), (5.0, phase, 20, 110)], monkeypatch)
    said = " ".join(capsys.readouterr().err.split())
    assert said.startswith("About 45 seconds ") and "110" in said


def test_later_runs_start_at_once_only_where_code_can_be_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said_after([(0.0, 0.0)], monkeypatch, can_be_kept=False)
    said = capsys.readouterr().err
    assert "First run, or the rules were changed" in said and "Later" not in said


def test_a_plan_has_one_time_for_all_its_simulations(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five simulations of 100 futures, with the solver at work between them."""
    clock = [1.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    with Watching(quiet=False, keeps=False) as watch:
        plan = PlanProgress(watch)
        plan.expect(5)
        for _ in range(5):
            plan.begin()
            plan.simulated(0, 100)
            for done in range(10, 101, 10):
                clock[0] += 1.0
                plan.simulated(done, 100)
            plan.solving(0.0)
            clock[0] += 1.0
            plan.solving(1.0)
    said = " ".join(capsys.readouterr().err.split())
    assert said == "About 49 seconds for 500 futures."


def test_a_programme_that_takes_long_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = [(0.0, 1), (9.0, 1), (11.0, 1), (15.0, 1), (21.0, 1), (22.0, 2), (31.0, 2)]
    watched([(seconds, PROGRAMMES, k - 1, k) for seconds, k in moments], monkeypatch)
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("The solver has worked on one programme for") == 2
    assert "for 10 seconds so far; --time-limit bounds that." in said and "for 20 seconds" in said


def test_working_out_coefficients_is_told_where_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = [(seconds, COEFFICIENTS, 0, 1) for seconds in (0.0, 5.0, 11.0, 12.0)]
    watched([*moments, (20.0, FUTURES, 0, 100), (21.0, FUTURES, 50, 100)], monkeypatch, keeps=False)
    said = " ".join(capsys.readouterr().err.split())
    assert said == "More than 11 seconds to work out what an hour brings."


def test_who_wants_it_quiet_hears_nothing_of_compiling(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said_after([(0.0, 0.01), (3.0, 0.1)], monkeypatch, quiet=True)
    assert capsys.readouterr().err == ""


def test_phases_that_are_short_each_are_long_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four seconds of futures say nothing; the next four would make eight of silence."""
    futures = [(float(k), FUTURES, 25 * k, 100) for k in range(5)]
    limits = [(4.0 + k, LIMIT_PAIRS, 25 * k, 100) for k in range(5)]
    watched(futures + limits, monkeypatch)
    said = " ".join(capsys.readouterr().err.split())
    assert said == "About 3 seconds to look for limits, 100 futures; Ctrl-C keeps what is done."
