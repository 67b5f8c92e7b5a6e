"""The command line, called as a user calls it but without a new process."""

from pathlib import Path

import pytest
from calling import Command, Ending
from small_scenario import SMALL

from salessim.cli.app import run_command


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Command:
    """Call `salessim` with arguments, in a folder of its own with `small.yaml`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")

    def call(*arguments: str) -> Ending:
        code = run_command(arguments)
        said = capsys.readouterr()
        return Ending(code, said.out, said.err)

    return call
