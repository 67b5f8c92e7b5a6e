"""Files that reports are written to."""

import csv
import json
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import made_results
import pytest

from salessim.errors import InputError
from salessim.report.document import FORMS, html, load, markdown, write
from salessim.report.run_report import run_document

VOID = ("meta", "!doctype")


class Balanced(HTMLParser):
    """Fails where an element is closed that was not opened last."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.addresses += [value or "" for key, value in attrs if key in ("src", "href")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page_is_whole_and_needs_no_other_file() -> None:
    page = html(run_document(made_results.result().findings))
    reader = Balanced()
    reader.feed(page)
    assert reader.open == []
    assert not [address for address in reader.addresses if "//" in address]
    assert "<svg" in page
    assert "Figures taken from defaults" in page


def test_markdown_tables_have_as_many_cells_in_every_row() -> None:
    blocks = markdown(run_document(made_results.result().findings)).split("\n\n")
    tables = [block.splitlines() for block in blocks if block.startswith("|")]
    assert len(tables) > 5
    for rows in tables:
        assert len({row.count("|") - row.count("\\|") for row in rows}) == 1


def test_equal_findings_give_equal_files(tmp_path: Path) -> None:
    document = run_document(made_results.result().findings)
    for form in FORMS:
        write(document, tmp_path / f"one{form}")
        write(document, tmp_path / f"other{form}")
        one = (tmp_path / f"one{form}").read_bytes()
        assert one == (tmp_path / f"other{form}").read_bytes(), form
    ElementTree.parse(tmp_path / "one.svg")
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")


def test_other_endings_are_refused(tmp_path: Path) -> None:
    document = run_document(made_results.result().findings)
    with pytest.raises(InputError, match=r"written as \.md, \.html"):
        write(document, tmp_path / "report.pdf")
    with pytest.raises(InputError, match="Cannot write"):
        write(document, tmp_path / "nowhere" / "report.md")


def test_stored_results_are_read_back(tmp_path: Path) -> None:
    import pandas as pd

    result = made_results.result()
    result.save(tmp_path)
    assert load(tmp_path) == result.findings
    for name in ("runs", "months", "ledger", "reps", "steps", "deals"):
        frame = pd.read_parquet(tmp_path / f"{name}.parquet")
        assert len(frame) == len(getattr(result, name)), name
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["digest"] == result.digest
    assert manifest["libraries"]["numba"]


def test_what_is_no_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No results in"):
        load(tmp_path)
    (tmp_path / "result.json").write_text("{}")
    with pytest.raises(InputError, match="run the scenario again"):
        load(tmp_path)


def test_event_log_has_what_process_mining_tools_read(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    made_results.result().write_log(file)
    with file.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    times = [datetime.fromisoformat(row["timestamp"]) for row in rows]
    assert times == sorted(times)
    assert all(row["case_id"] and row["activity"] for row in rows)
    activities = {row["activity"] for row in rows}
    assert {"call: lead", "call: done", "proposal: lost (refused)"} <= activities
    won = sum(row["activity"].endswith(": won") for row in rows)
    assert won == made_results.result().runs["contracts_won"][0]
