"""What progress says before the first future: that rules are compiled, where they are."""

import pytest

from salessim.cli.progress import Watching
from salessim.engine import kernel


@pytest.mark.parametrize("kept", [False, True])
def test_compiling_is_said_only_where_rules_are_compiled(
    kept: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kernel, "is_kept", lambda: kept)
    monkeypatch.setattr("salessim.cli.progress.COMPILE_NOTICE_SECONDS", 0.0)
    with Watching(quiet=False) as watching:
        watching._notice.join()
    said = capsys.readouterr().err
    assert ("First run, or the rules were changed" in said) == (not kept)
