"""Results of experiments whose files were damaged: what can be computed again is, else a sentence.

Each command answers with 0 or 2, and names the file and what to do.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from calling import Command

DESIGN = """\
name: Small pay
base: small.yaml
replications: 5
factors: {team.closer.base: [30k a year, 40k a year]}
"""
COMMANDS = (
    "status d",
    "analyse d",
    "export d points.csv",
    "export d runs.csv --rows runs",
    "run pay.yaml --out d --resume",
    "run pay.yaml --out e --reuse d",
    "merge d --out e",
)


def changed(file: Path) -> None:
    content = bytearray(file.read_bytes())
    start = len(content) // 4
    for place in range(start, min(start + 200, len(content))):
        content[place] ^= 1
    file.write_bytes(content)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "emptied": lambda file: file.write_bytes(b""),
    "halved": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "garbled": lambda file: file.write_bytes(bytes(range(256)) * 9),
    "changed": changed,
    "missing": lambda file: file.unlink(),
    "a folder": a_folder,
    "a pipe": a_pipe,
}


@pytest.fixture
def whole(command: Command) -> Path:
    Path("pay.yaml").write_text(DESIGN, encoding="utf-8")
    assert command("experiment", "run", "pay.yaml", "--out", "whole", "-q").code == 0
    return Path("whole")


def answers(
    command: Command, whole: Path, damage: Callable[[Path], object]
) -> Iterator[tuple[int, str, str]]:
    """Code, error stream and command of each command on results that were damaged."""
    for line in COMMANDS:
        for name in ("d", "e"):
            shutil.rmtree(name, ignore_errors=True)
        shutil.copytree(whole, "d")
        damage(Path("d"))
        ended = command("experiment", *line.split())
        assert "should not happen" not in ended.err and "Traceback" not in ended.err
        yield ended.code, ended.err, line


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["manifest.json", "points.parquet"])
def test_what_was_written_once_is_told_in_a_sentence(
    command: Command, whole: Path, name: str, damage: str
) -> None:
    for code, said, line in answers(command, whole, lambda d: DAMAGES[damage](d / name)):
        assert code == 2, line
        if (name, damage) != ("manifest.json", "missing") or "--resume" in line:
            assert f"d/{name}" in said and "Put it back from a copy" in said, line
        else:
            assert "d holds no results of an experiment" in said, line
        assert len(said.strip().splitlines()) == 1


def without(key: str) -> Callable[[Path], object]:
    def changed(folder: Path) -> None:
        content = json.loads((folder / "manifest.json").read_bytes())
        del content[key]
        (folder / "manifest.json").write_text(json.dumps(content))

    return changed


def of_format(number: object) -> Callable[[Path], object]:
    def changed(folder: Path) -> None:
        content = json.loads((folder / "manifest.json").read_bytes())
        (folder / "manifest.json").write_text(json.dumps({**content, "format": number}))

    return changed


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (without("design"), "d/manifest.json is damaged."),
        (without("format"), "d/manifest.json is damaged."),
        (without("check"), "d/manifest.json is damaged."),
        (of_format(2), "written in format 2, which this version does not read"),
        (of_format("x"), "d/manifest.json is damaged."),
        (lambda folder: (folder / "manifest.json").write_text("5"), "d/manifest.json is damaged."),
        (lambda f: (f / "manifest.json").write_text("[" * 10**5), "d/manifest.json is damaged."),
    ],
)
def test_a_changed_manifest_is_no_traceback(
    command: Command, whole: Path, damage: Callable[[Path], object], said: str
) -> None:
    for code, errors, line in answers(command, whole, damage):
        assert code == 2 and said in errors, line


@pytest.mark.parametrize("damage", ["emptied", "halved", "garbled", "changed", "a folder"])
def test_runs_are_computed_again(command: Command, whole: Path, damage: str) -> None:
    name = "runs/whole-0001.parquet"
    digest = json.loads(command("experiment", "status", "whole", "--json").out)["digest"]
    for code, said, line in answers(command, whole, lambda d: DAMAGES[damage](d / name)):
        if "--resume" in line:
            again = json.loads(command("experiment", "status", "d", "--json").out)
            assert (code, again["digest"], again["damaged"]) == (0, digest, [])
            assert damage == "a folder" or "was damaged: its runs are computed again" in said
        else:
            assert code == 0 or (code == 2 and "No point of d is done" in said), line
    if damage != "a folder":
        shutil.rmtree("d")
        shutil.copytree(whole, "d")
        DAMAGES[damage](Path("d") / name)
        assert "whole-0001.parquet is damaged" in command("experiment", "status", "d").out


def test_a_sealed_file_with_other_columns_is_damaged(command: Command, whole: Path) -> None:
    table = pq.read_table(whole / "runs" / "whole-0001.parquet")
    place = table.column_names.index("point")
    file = Path("runs") / "whole-0001.parquet"
    for column in (
        pa.nulls(len(table)),
        pa.array(["x"] * len(table)),
        pa.array([99] * len(table)),
        pa.array([2**40] * len(table)),
    ):
        changed = table.set_column(place, "point", column)
        for code, said, line in answers(
            command, whole, lambda d, t=changed: pq.write_table(t, d / file)
        ):
            assert code == 0 or (code == 2 and "No point of d is done" in said), line


@pytest.mark.parametrize(
    "line",
    [
        *("{}", "[]", "5", '{"what": "failed"}', "\xff{{{", "[" * 10**5),
        '{"what": "failed", "time": "x", "point": 0, "reason": "r"}',
        '{"what": "failed", "time": 1, "point": [1], "reason": "r"}',
        '{"what": "begin", "places": "x"}',
    ],
)
def test_lines_of_the_log_that_were_changed_are_left_out(
    command: Command, whole: Path, line: str
) -> None:
    def changed(folder: Path) -> None:
        (folder / "log" / "whole.jsonl").write_text(line + "\n", encoding="latin-1")

    assert [code for code, _, _ in answers(command, whole, changed)] == [0] * len(COMMANDS)


@pytest.mark.parametrize("damage", ["a folder", "a pipe"])
def test_a_log_that_is_no_file_is_named(command: Command, whole: Path, damage: str) -> None:
    for code, said, line in answers(
        command, whole, lambda d: DAMAGES[damage](d / "log" / "whole.jsonl")
    ):
        assert code == 0 or (code in (1, 2) and "d/log/whole.jsonl" in said), line
