"""A scenario file may come from a stranger: what it may read, run, show and write.

What is held is written in docs/security.md.
"""

import csv
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from salessim import InputError, Scenario, ScenarioError, simulate
from salessim.letters import csv_cell, hidden_letter, markdown_text, visible
from salessim.scenario import text_files

MINE = """\
name: {name}
horizon: {{from: 2027-01, months: 3}}
segments: {{'{segment}': {{prospects: 500, deal: 9k, win_rate: 20 %}}}}
channels: {{web: {{leads: 10 a month}}}}
team: {{closer: {{people: 2, base: 50k a year}}}}
"""
PLAIN = MINE.format(name="Plain", segment="gold")
SECRET = "root:$6$hunter2:19000:0:99999:7:::\ndaemon:*:19000:0\n"


def refused(file: Path, **trust: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(file, **trust)
    return str(caught.value)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A stranger's folder, with what is none of his business beside it."""
    inner = tmp_path / "stranger"
    inner.mkdir()
    (inner / "good.yaml").write_text(PLAIN)
    (inner / "people.csv").write_text("name\nAnn\nBob\n")
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "secret.csv").write_text("user,password\nbob,hunter2\n")
    (tmp_path / "other.yaml").write_text(PLAIN)
    (inner / "linked.yaml").symlink_to(tmp_path / "secret")
    (inner / "linked.csv").symlink_to(tmp_path / "secret.csv")
    (inner / "up").symlink_to(tmp_path)
    (inner / "round.yaml").symlink_to(inner / "round.yaml")
    return inner


def write(room: Path, text: str) -> Path:
    file = room / "scenario.yaml"
    file.write_text(text)
    return file


ELSEWHERE = [
    "../secret",
    "../other.yaml",
    "linked.yaml",
    "up/secret",
    "up/other.yaml",
    "good.yaml/../../secret",
    "/etc/passwd",
    "/etc/shadow",
    "/proc/self/environ",
    "/proc/self/cwd/../secret",
    "../nowhere.yaml",
    "../stranger2/good.yaml",
]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_extends_stays_inside_the_scenarios_folder(room: Path, name: str) -> None:
    """Nor does a message tell what is there: a file that exists reads as one that does not."""
    said = refused(write(room, f"extends: {name}\n"))
    assert "a scenario reads files in its own folder only" in said
    assert "--trust-paths" in said
    assert "hunter2" not in said and "did you mean" not in said and "daemon" not in said


@pytest.mark.parametrize("name", ["../secret.csv", "linked.csv", "up/secret.csv", "/etc/x.csv"])
def test_tables_stay_inside_too(room: Path, name: str) -> None:
    typed = [
        PLAIN.replace("people: 2", f"from: {name}"),
        PLAIN + f"variants: {{other: {{team.closer.people: null, team.closer.from: {name}}}}}\n",
    ]
    for text in typed:
        said = refused(write(room, text))
        assert "its own folder only" in said
        assert "hunter2" not in said and "password" not in said


def test_what_the_user_allows_is_read(room: Path) -> None:
    file = write(room, "extends: ../other.yaml\n")
    for trust in (True, room.parent, [str(room.parent)]):
        assert Scenario.load(file, trust=trust).plan.name == "Plain"
    assert "its own folder only" in refused(file, trust=[room / "good"])
    with pytest.raises(InputError, match="'trust' is 3"):
        Scenario.load(file, trust=3)  # type: ignore[arg-type]


def test_what_is_typed_by_hand_may_lie_anywhere(room: Path) -> None:
    (room.parent / "staff.csv").write_text("name\nCleo\n")
    scenario = Scenario.load(room / "good.yaml")
    changes = {"team.closer.people": None, "team.closer.from": str(room.parent / "staff.csv")}
    assert [person.name for person in scenario.vary(changes).plan.people] == ["Cleo"]


QUOTING = {
    "no YAML": SECRET,
    "a line": "hunter2\n",
    "a list": "- hunter2\n",
    "an alias": "name: *hunter2\n",
    "a tag": "name: !hunter2 x\n",
    "twice": "hunter2: 1\nhunter2: 2\n",
    "a token": "name: %hunter2\n",
    "other keys": "hunter2: {password: hunter2}\n",
    "a key among ours": "name: x\nhunter2: 1\n",
    "a key below ours": "crm: {hunter2: hunter2}\n",
    "a boolean as key": "name: x\n'hunter2': {on: 1}\n",
}


@pytest.mark.parametrize("kind", QUOTING)
def test_no_content_of_another_file_is_quoted(room: Path, kind: str) -> None:
    """Also of a file beside it, which may be a program's settings."""
    (room / "other").write_text(QUOTING[kind])
    said = refused(write(room, "extends: other\n" + PLAIN.replace("name: Plain\n", "")))
    assert "hunter2" not in said
    assert "other" in said, "the file is named"


@pytest.mark.parametrize(
    "table",
    [
        "user,hunter2\nx,y\n",
        "hunter2,hunter2\na,b\n",
        "hunter2\n",
        '"hunter2',
        "name,huors\nhunter2,x\n",
    ],
)
def test_no_content_of_a_table_that_is_none_is_quoted(room: Path, table: str) -> None:
    (room / "people.csv").write_text(table)
    said = refused(write(room, PLAIN.replace("people: 2", "from: people.csv")))
    assert "hunter2" not in said
    assert "people.csv:" in said


@pytest.mark.parametrize("name", ["https://host/x.yaml", "file:///etc/passwd", "S3://b/x.yaml"])
def test_addresses_are_not_fetched(room: Path, name: str) -> None:
    assert "this is an address" in refused(write(room, f"extends: {name}\n"))


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/null", "/dev/tty"])
def test_devices_are_not_read(room: Path, device: str) -> None:
    began = time.monotonic()
    assert "no regular file" in refused(write(room, f"extends: {device}\n"), trust=True)
    assert "no regular file" in refused(Path(device))
    table = PLAIN.replace("people: 2", "from: devices/zero.csv")
    (room / "devices").mkdir()
    (room / "devices" / "zero.csv").symlink_to(device)
    assert "no regular file" in refused(write(room, table), trust=True)
    assert time.monotonic() - began < 5


def test_a_pipe_is_welcome_as_the_argument_itself_alone(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = room / "pipe"
    os.mkfifo(pipe)
    monkeypatch.chdir(room)
    sender = threading.Thread(target=lambda: pipe.write_text("extends: good.yaml\n"))
    sender.start()
    assert Scenario.load(pipe).plan.name == "Plain", "further files start at the current folder"
    sender.join()
    assert "no regular file" in refused(write(room, "extends: pipe\n"))


def test_a_silent_or_endless_pipe_ends(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_files, "PIPE_SECONDS", 0.1)
    silent = room / "silent"
    os.mkfifo(silent)
    assert "nothing came through this pipe" in refused(silent)
    read, written = os.pipe()

    def flood() -> None:
        try:
            while True:
                os.write(written, b"# x\n" * 1000)
        except OSError:
            os.close(written)

    sender = threading.Thread(target=flood, daemon=True)
    sender.start()
    assert "0.3 MB that are read at most" in refused(Path(f"/dev/fd/{read}"))
    os.close(read)


def test_all_files_together_have_a_limit(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (room / "people.csv").write_text("name\n" + "x" * 2000 + "\n")
    monkeypatch.setattr(text_files, "MOST_BYTES", 1000)
    assert "the files together have more" in refused(
        write(room, PLAIN.replace("people: 2", "from: people.csv"))
    )


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (",".join(f"c{k}" for k in range(2000)), "at most 1,000 columns"),
        ("name," * 3000, "columns' names"),
    ],
)
def test_wide_tables_are_refused(room: Path, head: str, message: str) -> None:
    (room / "people.csv").write_text(head + "\n")
    assert message in refused(write(room, PLAIN.replace("people: 2", "from: people.csv")))


CHAINED = "sources:\n" + "".join(
    f"  k{k}: &a{k} [{'x' if not k else f'*a{k - 1}'}]\n" for k in range(600)
)
FLOODS = {
    "lists in lists": PLAIN + "margin: " + "[" * 100_000 + "\n",
    "maps in maps": PLAIN + "margin: " + "{a: " * 70_000 + "\n",
    "aliases of aliases": CHAINED + PLAIN,
    "a number of many digits": PLAIN + "margin: " + "9" * 200_000 + "\n",
    "an exponent": PLAIN + "margin: 1e999999999\n",
    "a long key": PLAIN + "? " + "k" * 200_000 + "\n: 1\n",
    "spaces": PLAIN + "margin: '" + " " * 250_000 + "x'\n",
    "digits and spaces": PLAIN + "margin: '" + "1 " * 120_000 + "'\n",
    "points": PLAIN + "margin: " + "1." * 120_000 + "\n",
    "signs": PLAIN + "margin: " + "%" * 250_000 + "\n",
    "brackets": PLAIN + "variants: {" + "a: {}, " * 40_000 + "}\n",
}


@pytest.mark.parametrize("kind", FLOODS)
def test_what_could_flood_a_reader_ends_soon(room: Path, kind: str) -> None:
    began = time.process_time()
    assert len(refused(write(room, FLOODS[kind]))) < 100_000
    assert time.process_time() - began < 10


HIDDEN = {
    "an escape": "\\e[31mred",
    "a bell": "a\\ab",
    "an override": "a\\u202Eb",
    "an isolate": "a\\u2066b",
    "a mark": "a\\u200Fb",
    "a zero": "a\\0b",
    "half a letter": "a\\uD800b",
    "a tag": "a\\U000E0041b",
    "a line of its own": "a\\u2028b",
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_letters_that_hide_are_refused_wherever_a_name_stands(room: Path, kind: str) -> None:
    typed = HIDDEN[kind]
    texts = [
        PLAIN.replace("name: Plain", f'name: "{typed}"'),
        PLAIN.replace("'gold'", f'"{typed}"'),
        PLAIN.replace("people: 2", f'names: ["Ann", "{typed}"]'),
        PLAIN + f'variants: {{"{typed}": {{margin: 3 %}}}}\n',
    ]
    for text in texts:
        said = refused(write(room, text))
        assert all(letter.isprintable() or letter == "\n" for letter in said), text


def test_letters_of_a_table_are_shown_as_codes(room: Path) -> None:
    (room / "people.csv").write_text("name\n\x1b]0;owned\x07Ann\n\u202ecsv\n", encoding="utf-8")
    said = refused(write(room, PLAIN.replace("people: 2", "from: people.csv")))
    assert "U+001B" in said and "U+202E" in said
    assert "\x1b" not in said and "\u202e" not in said


def test_file_names_are_shown_as_codes(tmp_path: Path) -> None:
    said = refused(tmp_path / "a\x1b[31m\n\u202eb.yaml")
    assert "a\\x1b[31m\\n\\u202eb.yaml" in said
    assert refused(Path(os.fsdecode(b"\xff.yaml"))).startswith("\\udcff.yaml: ")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-5.00", "-5.00"),
        ("+1e3", "+1e3"),
        ("gold", "gold"),
        ("", ""),
    ],
)
def test_cells_are_no_formulas(text: str, cell: str) -> None:
    assert csv_cell(text) == cell


HOSTILE = r"=<script>alert(1)</script> $\frac{1}{0}$ [x](javascript:1) `|` &amp;"


@pytest.fixture(scope="module")
def hostile() -> Any:
    text = MINE.format(name=f"'{HOSTILE}'", segment="@evil|$x$")
    return simulate(Scenario.parse(text), replications=3, keep="tables")


@pytest.mark.parametrize("ending", [".html", ".md", ".svg", ".png", ".json"])
def test_reports_hold_names_as_text(hostile: Any, ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"report{ending}"
    hostile.write_report(file)
    if ending != ".png":
        text = file.read_text(encoding="utf-8")
        assert ending == ".json" or "<script" not in text.replace("\\<script", "")
        assert ending != ".md" or "[x](" not in text.split("```")[0] + text.split("```")[2]


def test_event_logs_hold_no_formulas(hostile: Any, tmp_path: Path) -> None:
    hostile.write_log(tmp_path / "log.csv")
    with (tmp_path / "log.csv").open(newline="", encoding="utf-8") as stream:
        cells = {cell for row in csv.reader(stream) for cell in row}
    assert "'@evil|$x$" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]


def test_letters() -> None:
    assert visible("a\x1b[0m\u202e\udcff\x7f\nb") == "a\\x1b[0m\\u202e\\udcff\\x7f\\nb"
    assert hidden_letter("çé 漢字 👩\u200d💻 a\u200cb\n\t") is None, "joiners belong to scripts"
    assert hidden_letter("a\u202eb") == "U+202E"
    assert markdown_text("<a> [b](c) |`d`") == "\\<a> \\[b\\](c) \\|\\`d\\`"
