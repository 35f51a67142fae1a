"""Opening any table a shop has. The one door: everything that reads a file comes through ``open_sheet``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from warehouse_app.errors import Unreadable
from warehouse_app.sheets import delimited, html, workbook
from warehouse_app.sheets.mapping import fold
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.sniff import HEAD, Survey, survey
from warehouse_app.sheets.table import Row, Sheet
from warehouse_app.sheets.values import EDGE, Cell, clean, folded
from warehouse_app.sheets.workbook import SheetRows

NO_TEXT = EDGE + "".join(delimited.DELIMITERS)  # a row of nothing but commas is blank whatever we take for delimiter
HEADER_WITHIN = 50  # rows: titles and notes above the header were seen up to a few dozen


@dataclass(frozen=True)
class _Guess:
    """One way to read the file, and how much sense its beginning makes that way."""

    matched: int  # known column names in the header
    cells: int  # cells of the rows that are as wide as most
    header: Row
    read: SheetRows


def open_sheet(path: Path, *, known: Collection[str] = (), progress: Progress | None = None) -> Sheet:
    """Open a table by looking at its bytes, and find its header among the first 50 rows.

    ``known``: the column names looked for, any spelling; without them the first row with two filled cells is taken.
    Raises Unreadable with a code ``sheets.*`` that says what the file is instead, and Cancelled when progress says so.
    """
    found = survey(path, progress)
    names = frozenset(map(fold, known))
    guesses = [guess for read in _ways(path, found) if (guess := _guess(read, names)) is not None]
    if not guesses:
        raise Unreadable("sheets.empty", file=path.name)
    best = max(guesses, key=lambda guess: (guess.matched, guess.cells))  # of equals the first: commas, the first sheet
    header = tuple(folded(clean(cell)).strip("\"'") for cell in best.header.cells)
    return Sheet(found.facts, _encoding_name(found), header, best.header.number, partial(best.read, progress))


def _encoding_name(found: Survey) -> str:
    if found.kind == "text":
        return found.encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    return "xlsx" if found.kind == "zip" else "xls"


def _ways(path: Path, found: Survey) -> list[SheetRows]:
    """All ways this kind of file can be read: one per sheet of a workbook, one per delimiter of a text."""
    if found.kind != "text":
        return workbook.sheets(path, found.kind, found.size)
    with path.open("r", encoding=found.encoding, newline="") as text:
        beginning = text.read(HEAD // 8)
    if html.is_html(beginning):
        return [partial(html.rows, path, found.encoding, found.size)]
    return [partial(delimited.rows, path, found.encoding, mark, found.size) for mark in delimited.DELIMITERS]


def _guess(read: SheetRows, known: frozenset[str]) -> _Guess | None:
    """None when this way of reading finds no row with anything in it."""
    rows = _top(read)
    filled = [row for row in rows if any(_has_text(cell) for cell in row.cells)]
    if not filled:
        return None
    matched = [len({fold(str(cell)) for cell in row.cells if _has_text(cell)} & known) for row in filled]
    best = max(matched)
    header = filled[matched.index(best)] if best else _first_wide_row(filled)
    width, rows_so_wide = Counter(_filled_width(row) for row in filled).most_common(1)[0]
    return _Guess(best, width * rows_so_wide if width > 1 else 0, header, read)


def _top(read: SheetRows) -> list[Row]:
    """The first rows; a way of reading that breaks off there still shows those before."""
    rows: list[Row] = []
    source: Iterator[Row] = read(None)
    try:
        rows.extend(islice(source, HEADER_WITHIN))
    except Unreadable:
        if not rows:
            raise
    return rows


def _has_text(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip(NO_TEXT)))


def _filled_width(row: Row) -> int:
    return max(index for index, cell in enumerate(row.cells, start=1) if _has_text(cell))


def _first_wide_row(filled: Sequence[Row]) -> Row:
    return next((row for row in filled if sum(map(_has_text, row.cells)) > 1), filled[0])
