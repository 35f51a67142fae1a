"""Rows of a web page or an XML spreadsheet that calls itself .xls, as many shop back offices export."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from warehouse_app.errors import Unreadable
from warehouse_app.sheets.delimited import ROWS_PER_STEP
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Row

CHUNK = 1 << 16
MOST_COLUMNS = 1000
BEGINNINGS = ("<html", "<!doctype html", "<table", "<meta", "<head", "<body", "<style", "<div")
ROW_TAGS = ("tr", "row")  # HTML; and Row, Cell of Microsoft's XML spreadsheet 2003
CELL_TAGS = ("td", "th", "cell")


def is_html(beginning: str) -> bool:
    """Whether a text's beginning is a page, or an XML spreadsheet, rather than a plain table."""
    text = beginning.lstrip("\ufeff \t\r\n").lower()
    if text.startswith(BEGINNINGS):
        return True
    return text.startswith("<?xml") and any(mark in text for mark in ("<html", "<table", "<workbook"))


class TableReader(HTMLParser):
    """Collects finished rows in ``ready``; the caller drains them, so memory stays bounded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ready: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ROW_TAGS:
            self._end_row()
            self._row = []
        elif tag in CELL_TAGS:
            self._end_cell()
            self._begin_cell(dict(attrs))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in CELL_TAGS:
            self._end_cell()
        elif tag in (*ROW_TAGS, "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_row()

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        if self._row is None:
            self._row = []
        place = _number(attributes.get("ss:index"))  # XML spreadsheets leave empty cells out and say where they go on
        self._row += [""] * (place - 1 - len(self._row))
        self._span = max(_number(attributes.get("colspan")), _number(attributes.get("ss:mergeacross")) + 1, 1)
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            text = "\n".join(" ".join(line.split()) for line in "".join(self._cell).strip().split("\n"))
            self._row += [text] + [""] * (self._span - 1)
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.ready.append(self._row)
        self._row = None


def _number(text: str | None) -> int:
    return min(int(text), MOST_COLUMNS) if text and text.isascii() and text.isdigit() else 0


def rows(path: Path, encoding: str, size: int, progress: Progress | None) -> Iterator[Row]:
    """One row at a time, of all tables on the page. Raises Unreadable ``sheets.not_a_table`` when it has none."""
    reader = TableReader()
    number = 0
    with path.open("rb") as binary, io.TextIOWrapper(binary, encoding=encoding, newline="") as text:
        finished = False
        while not finished:
            chunk = text.read(CHUNK)
            finished = not chunk
            if finished:
                reader.close()
            else:
                reader.feed(chunk)
            for cells in reader.ready:
                number += 1
                if progress is not None and number % ROWS_PER_STEP == 0:
                    progress.step(size + min(binary.tell(), size), 2 * size)
                yield Row(number, cells)
            reader.ready.clear()
    if not number:
        raise Unreadable("sheets.not_a_table", file=path.name)
