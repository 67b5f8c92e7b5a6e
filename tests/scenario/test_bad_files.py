"""Files that are no scenario: missing, foreign, huge, hostile."""

from pathlib import Path

import pytest
from bad_cases import RIGHT

from salessim.errors import InputError, ScenarioError
from salessim.scenario import Scenario


def refused(path: Path) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    assert all(problem.file for problem in caught.value.problems)
    return caught.value


def refused_bytes(folder: Path, data: bytes) -> ScenarioError:
    path = folder / "bad.yaml"
    path.write_bytes(data)
    return refused(path)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{letter}: &{letter} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, letter in zip("abcdefgh", "bcdefghi", strict=True)
)

TEXTS = {
    "empty": ("", "empty"),
    "only comments": ("# nothing\n", "empty"),
    "a list": ("- name: x\n", "a map of keys"),
    "a word": ("hello\n", "a map of keys"),
    "a number": ("3\n", "a map of keys"),
    "tab as indentation": ("horizon:\n\tfrom: 2027-01\n", "indent with spaces"),
    "open bracket": (RIGHT + "crm: {adoption: 20 %\n", "not closed"),
    "open quote": (RIGHT + "name: 'Acme\n", "not closed"),
    "colon in a text": (RIGHT + "name: Acme: the firm\n", 'typed name: "Acme: the firm"'),
    "two documents": (RIGHT + "---\n" + RIGHT, "one scenario"),
    "key twice": (RIGHT + "horizon: {from: 2028-01}\n", "given twice, first in line 1"),
    "tag": (RIGHT + "name: !!python/object/apply:os.system [ls]\n", "tags are not read"),
    "tag of one's own": (RIGHT + "name: !mine x\n", "tags are not read"),
    "merge key": (RIGHT + "crm: {<<: {adoption: 20 %}}\n", "merge keys"),
    "list as a key": (RIGHT + "? [a, b]\n: c\n", "single word"),
    "alias of nothing": (RIGHT + "name: *nobody\n", "no anchor"),
    "anchor in itself": (RIGHT + "crm: &crm {seat: *crm}\n", "hold itself"),
    "alias bomb": (BOMB, "fewer aliases"),
    "deep list": (RIGHT + "name: " + "[" * 5000 + "\n", "deeper"),
    "deep map": (RIGHT + "name: " + "{a: " * 5000 + "\n", "deeper"),
    "control character": (RIGHT + "name: a\x07b\n", "not YAML"),
    "long name": (RIGHT + f"products: {{{'x' * 300}: {{price: 1k}}}}\n", "100 printable"),
    "unknown directive": ("%TAG ! x\n---\n" + RIGHT + "name: !a b\n", "tags are not read"),
    "no such anchor name": (RIGHT + "name: &\n", "not YAML"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_bad_text(name: str, tmp_path: Path) -> None:
    text, message = TEXTS[name]
    error = refused_bytes(tmp_path, text.encode())
    assert message in str(error)


def test_missing_file(tmp_path: Path) -> None:
    (tmp_path / "startup.yaml").write_text(RIGHT)
    assert "did you mean startup.yaml?" in str(refused(tmp_path / "startp.yaml"))


def test_missing_folder(tmp_path: Path) -> None:
    assert "does not exist" in str(refused(tmp_path / "nowhere" / "x.yaml"))


def test_folder(tmp_path: Path) -> None:
    assert "this is a folder" in str(refused(tmp_path))


def test_impossible_name() -> None:
    with pytest.raises(InputError, match="allowed: the name of a file"):
        Scenario.load(Path("a\x00b.yaml"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings(encoding: str, tmp_path: Path) -> None:
    message = str(refused_bytes(tmp_path, RIGHT.encode(encoding)))
    assert "UTF-8" in message


def test_latin_1_names_the_line(tmp_path: Path) -> None:
    error = refused_bytes(tmp_path, (RIGHT + "name: Société\n").encode("latin-1"))
    [problem] = error.problems
    assert problem.line == 8
    assert "save the file as UTF-8" in problem.message


def test_binary(tmp_path: Path) -> None:
    assert "no text file" in str(refused_bytes(tmp_path, b"PK\x03\x04" + bytes(range(256))))


def test_ten_megabytes(tmp_path: Path) -> None:
    text = RIGHT + "# comment\n" * 1_000_000
    assert "at most 0.3 MB" in str(refused_bytes(tmp_path, text.encode()))


def test_ten_megabytes_of_text() -> None:
    with pytest.raises(ScenarioError, match="characters"):
        Scenario.parse(RIGHT + "# comment\n" * 1_000_000)


def test_the_mark_of_utf_8_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode())
    assert Scenario.load(path).digest == Scenario.parse(RIGHT).digest


def test_aliases_are_read() -> None:
    text = RIGHT.replace("20k..40k", "&deal 20k..40k").replace("deal: 5k", "deal: *deal")
    segments = Scenario.parse(text).plan.segments
    assert segments["gold"].deal == segments["silver"].deal


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-32-be"])
def test_the_encoding_of_a_file_is_called_by_its_name(tmp_path: Path, encoding: str) -> None:
    """UTF-32 begins as UTF-16 does, and was called so."""
    path = tmp_path / "wide.yaml"
    text = "name: Wide\n" if encoding != "utf-32-be" else "\ufeffname: Wide\n"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(ScenarioError, match=encoding[:6].upper()):
        Scenario.load(path)


def test_an_address_is_shown_as_it_was_typed() -> None:
    with pytest.raises(ScenarioError, match=r"https://example\.org/acme\.yaml: this is an address"):
        Scenario.load("https://example.org/acme.yaml")
