"""The screens that are kept as text beside this file.

After a wanted change: `python tests/golden/screens.py` writes them anew; read the difference.
"""

import sys
from io import StringIO
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))

import made_comparison  # noqa: E402
import made_tables  # noqa: E402
from rich.console import Console  # noqa: E402

from salessim.measure.differences import ComparisonFindings  # noqa: E402
from salessim.measure.findings import (  # noqa: E402
    BindingMonth,
    Default,
    Findings,
    InputFigures,
    MainLimit,
    TypedChange,
    TypedFigure,
)
from salessim.measure.summary import RunSettings, findings_of, with_limits_and_luck  # noqa: E402
from salessim.model.state.outputs import Book  # noqa: E402
from salessim.report import comparison_report, run_report  # noqa: E402
from salessim.report.document import markdown  # noqa: E402

INPUTS = InputFigures(
    typed=[
        TypedFigure(path="segments.gold.deal", value="12k", source="CRM, 2026"),
        TypedFigure(path="team.closer.people", value="2", source=""),
    ],
    defaults=[
        Default(path="margin", value="70 %", source="assumption"),
        Default(path="paid_after", value="30 days", source="usual terms of EU directive 2011/7"),
    ],
)


def made(book: Book = made_tables.BOOK, replications: int = 200) -> Findings:
    """Findings of hand-made tables, with a limit from February on."""
    limits = (None, "leads", "leads", "hours")
    binding = [
        BindingMonth(month=month, limit=limit, gain_of_10_percent=9_000.0 if limit else 0.0)
        for month, limit in zip(made_tables.MONTHS, limits, strict=True)
    ]
    tally = made_tables.tally(replications, book=book)
    limit = MainLimit(
        limit="leads",
        changes=[TypedChange(path="channels.web.leads", value="33 a month")],
        gain=18_400,
        ci95=(15_200, 21_600),
        pairs=50,
        spans=[("2027-02", "2027-03")],
    )
    repeated = made_tables.repeated(replications)
    found = findings_of(tally, RunSettings("compiled", 1, INPUTS))
    return with_limits_and_luck(found, tally, binding, limit, repeated)


def screen(found: Findings | ComparisonFindings, width: int, *, details: bool) -> str:
    """What a terminal without colours shows."""
    text = StringIO()
    console = Console(file=text, width=width, force_terminal=False)
    if isinstance(found, ComparisonFindings):
        comparison_report.show(console, found, details=details)
    else:
        run_report.show(console, found, details=details)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def screens() -> dict[str, str]:
    """Every kept screen by the name of its file."""
    found, compared = made(), made_comparison.comparison()
    return {
        "comparison.txt": screen(compared, 100, details=False),
        "comparison_wide.txt": screen(compared, 130, details=True),
        "comparison_narrow.txt": screen(compared, 50, details=True),
        "comparison.md": markdown(comparison_report.comparison_document(compared)),
        "headline.txt": screen(found, 100, details=False),
        "wide.txt": screen(found, 130, details=True),
        "narrow.txt": screen(found, 50, details=True),
        "page.md": markdown(run_report.run_document(found)),
    }


if __name__ == "__main__":
    for name, text in screens().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
