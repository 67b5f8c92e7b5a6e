"""Figures as people write them: which digits `1.234,50`, `1'234.50`, `50 000` and `1,5` mean.

What can be read in one way only is read in it. `600.000` can be read in two: a thousand to some, a
fraction to others. `in_plain_digits` takes the one that a decimal mark says.
"""

import re

COMMA, POINT = ",", "."
STYLES = {POINT: "1,234.56", COMMA: "1.234,56"}
"""A number as it is typed with each decimal mark."""

_FIGURE = re.compile(
    r"(?:(?<!\w)[0-9]+(?:[ .,'][0-9]+)*(?:[.,](?![.,0-9])-?)?|(?<![\w.,])[.,][0-9]+)"
    r"(?P<power>[eE][-+]?[0-9]{1,3}(?![0-9]))?"
)
_SPACES = re.compile("[\\s\u00a0\u2007\u2009\u202f]+")
_ODD_SIGNS = str.maketrans({"−": "-", "’": "'", "ʼ": "'", "٬": "'", "´": "'", "％": "%"})


class MarkedText(str):
    """A text from a file whose numbers are known to be written with one decimal mark.

    Attributes:
        decimal: the mark, a point or a comma.
    """

    decimal: str

    def __new__(cls, text: str, decimal: str) -> "MarkedText":
        """Return the text with its file's mark."""
        marked = super().__new__(cls, text)
        marked.decimal = decimal
        return marked

    def __reduce__(self) -> tuple[type["MarkedText"], tuple[str, str]]:
        """Return how a copy is made, in another process too."""
        return MarkedText, (str(self), self.decimal)


def marked(text: str, decimal: str | None) -> str:
    """The text, which knows the decimal mark of its file where it has two readings without."""
    if decimal is None or isinstance(text, MarkedText) or not is_ambiguous(in_usual_signs(text)):
        return text
    return MarkedText(text, decimal)


def in_usual_signs(text: str) -> str:
    """A text with plain spaces, apostrophes and minus signs in place of their many kinds."""
    return _SPACES.sub(" ", text).strip().translate(_ODD_SIGNS)


def number_as_text(value: float, digits: int = 17) -> str:
    """A number as it would be typed, so that nobody takes its point for one of thousands."""
    return _sure(f"{value:.{digits}g}")


def readings(figure: str) -> tuple[str, ...]:
    """What a figure can mean, in plain digits with a point: `1.234` is 1234, or 1.234.

    Args:
        figure: digits with points, commas, apostrophes or single spaces between.

    Returns:
        No reading, one, or two: that of thousands first.
    """
    figure = figure.removesuffix("-") if figure[-2:] in (",-", ".-") else figure
    found = [figure.replace(mark, "") for mark in " ',." if _is_grouped(figure, mark)]
    for decimal in (POINT, COMMA):
        whole, mark, fraction = figure.partition(decimal)
        if not mark or (fraction and not fraction.isdigit()) or not (whole or fraction):
            continue
        marks = [mark for mark in " ',." if mark != decimal and _is_grouped(whole, mark)]
        if not whole or whole.isdigit() or marks:
            found.append("".join(filter(str.isdigit, whole)) + POINT + fraction)
    return (figure,) if figure.isdigit() else tuple(found)


def is_ambiguous(words: str) -> bool:
    """Whether a figure among some words means a thousand to some and a fraction to others."""
    return any(
        len(readings(figure[0])) > 1 for figure in _FIGURE.finditer(words) if not figure["power"]
    )


def marks_shown(words: str) -> set[str]:
    """The decimal marks that the figures among some words show by their form."""
    found = set()
    for figure in _FIGURE.finditer(words):
        means = readings(figure[0])
        if len(means) == 1 and not figure["power"]:
            mark = _mark_shown(figure[0], means[0])
            found |= {mark} if mark else set()
    return found


def _mark_shown(figure: str, meaning: str) -> str | None:
    """The decimal mark that a figure shows by its form, if it does."""
    marks = [mark for mark in (POINT, COMMA) if mark in figure]
    if len(marks) == 2:
        return max(marks, key=figure.rindex)
    if not marks:
        return None
    return marks[0] if POINT in meaning else (COMMA if marks[0] == POINT else POINT)


def _is_grouped(figure: str, mark: str) -> bool:
    """Whether a mark sets thousands apart; commas also lakhs and crores: 12,34,567."""
    first, *groups = figure.split(mark)
    if (
        not groups
        or not re.fullmatch("[1-9][0-9]{0,2}", first)
        or not all(map(str.isdigit, groups))
    ):
        return False
    sizes = [len(group) for group in groups]
    lakhs = (
        mark == COMMA and len(sizes) > 1 and len(first) < 3 and sizes[:-1] == [2] * (len(sizes) - 1)
    )
    return set(sizes) == {3} or (lakhs and sizes[-1] == 3)


def in_plain_digits(words: str, decimal: str | None = None) -> str:
    """The words with every figure in plain digits.

    Of two readings it takes the one that a decimal mark says; without one, the fraction.
    """

    def digits(figure: re.Match[str]) -> str:
        power = figure["power"] or ""
        means = readings(figure[0].removesuffix(power))
        if not means:
            return figure[0]
        is_fraction = power or decimal is None or decimal in figure[0]
        return _sure(means[-1 if is_fraction else 0]) + power

    return _FIGURE.sub(digits, words)


def _sure(plain: str) -> str:
    """Plain digits so that the point cannot be taken for one of thousands: 600, 1.2340."""
    if re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", plain):
        short = plain.rstrip("0").rstrip(POINT)
        return plain + "0" if short == plain else short
    return plain
