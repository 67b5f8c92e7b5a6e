"""Reading text files that a user names, with a sentence for everything that can be wrong."""

import difflib
from pathlib import Path

from salessim.errors import Problem

_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class FileProblem(Exception):
    """A file cannot be read; holds the problem to report."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        self.problem = Problem(file, line, "", "", message)
        super().__init__(message)


def read_text(path: Path, most_bytes: int) -> str:
    """The text of a UTF-8 file.

    Args:
        path: the file.
        most_bytes: largest size that is read.

    Raises:
        FileProblem: the file is missing, no file, too large, or no UTF-8 text.
    """
    name = str(path)
    try:
        if path.is_dir():
            raise FileProblem(name, None, "this is a folder; name a file inside it")
        if not path.exists():
            raise FileProblem(name, None, f"there is no such file{nearby(path)}")
        size = path.stat().st_size
        if size > most_bytes:
            raise FileProblem(
                name,
                None,
                f"the file has {size / 1e6:.1f} MB; at most {most_bytes / 1e6:g} MB are read",
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileProblem(name, None, f"the file cannot be read: {reason}") from None
    return decode(data, name)


def decode(data: bytes, name: str) -> str:
    """Bytes as UTF-8 text, a byte order mark allowed; raises FileProblem."""
    if data[:2] in _MARKS:
        raise FileProblem(name, 1, f"the file is {_MARKS[data[:2]]}; save it as UTF-8")
    if b"\x00" in data:
        raise FileProblem(name, None, "this is no text file; name a text file in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileProblem(name, line, "a character is not UTF-8; save the file as UTF-8") from None


def nearby(path: Path) -> str:
    """A hint that names files beside a missing one, or says that its folder is missing."""
    try:
        if not path.parent.is_dir():
            return f": the folder {path.parent} does not exist"
        names = [child.name for child in path.parent.iterdir() if child.suffix == path.suffix]
    except (OSError, ValueError):
        return ""
    near = difflib.get_close_matches(path.name, names, n=2)
    return f"; did you mean {' or '.join(near)}?" if near else ""
