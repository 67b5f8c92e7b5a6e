"""Letters that hide: which they are, and how texts of strangers are shown without them.

Control characters steer a terminal, marks of writing direction turn a line round, and a spreadsheet
runs a cell that begins as a formula. A scenario may hold none of the first two; file names and
whatever else is shown have them written out as codes.
"""

import re

_HIDDEN = (
    "\x00-\x1f\x7f-\x9f"  # controls, escape among them
    "\xad\u034f\u180e\u200b\u2060-\u2064\ufeff\ufff9-\uffff"  # letters without a width
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # writing direction
    "\u2028\u2029"  # ends of lines
    "\ud800-\udfff"  # halves of letters: bytes of a file name that are no text
    "\U000e0000-\U000e0fff"  # tags
)
HIDDEN = re.compile(f"[{_HIDDEN}]")
WITHIN_LINES = re.compile(f"(?![\n\t])[{_HIDDEN}]")

FIGURE = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def hidden_letter(text: str) -> str | None:
    """The code of the first letter that hides, such as `U+202E`, or None; line breaks are none."""
    found = HIDDEN.search(text.translate(_BREAKS))
    return f"U+{ord(found[0]):04X}" if found else None


_BREAKS = str.maketrans("\t\n\r", "   ")


def visible(text: str) -> str:
    r"""One line of text whose hidden letters are written as codes, such as `\x1b`."""
    return HIDDEN.sub(_code, text)


def visible_lines(text: str) -> str:
    """Like `visible`, for a text of several lines."""
    return WITHIN_LINES.sub(_code, text)


def _code(letter: re.Match[str]) -> str:
    return letter[0].encode("unicode_escape").decode("ascii")


def csv_cell(text: str) -> str:
    """A text for a cell of a table: where a spreadsheet took it for a formula, behind a quote."""
    is_formula = text.startswith(FORMULA_STARTS) and not FIGURE.fullmatch(text)
    return f"'{text}" if is_formula else text


def markdown_text(text: str) -> str:
    """A text in Markdown that is no tag, no link, no code and no end of a cell."""
    return re.sub(r"([\\`\[\]<|])", r"\\\1", text)
