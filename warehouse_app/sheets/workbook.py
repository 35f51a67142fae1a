"""Rows of XLSX and old OLE2 XLS workbooks.

calamine reads a sheet fast but whole; a sheet that is very large is streamed by openpyxl instead, so that memory stays
bounded.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

import python_calamine as calamine
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from warehouse_app.errors import Unreadable
from warehouse_app.sheets import ole2
from warehouse_app.sheets.delimited import ROWS_PER_STEP
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Row
from warehouse_app.sheets.values import Cell

SMALL_SHEETS = 64 << 20  # bytes of XML: below this a sheet in memory costs a few hundred MB at most
LARGEST_WORKBOOK = 4 << 30  # bytes unpacked: beyond this it is an attack (a "zip bomb"), not a shop's table
MOST_CELLS = 5_000_000  # calamine keeps some 30 bytes for each cell of the rectangle around all filled ones
CELL_PLACE = re.compile(rb'<c [^>]{0,40}?r="([A-Z]{1,3})([0-9]{1,7})"')

# What unpacking and parsing a damaged archive raises (XML's ParseError is a SyntaxError).
DAMAGE = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, KeyError, ValueError,
    TypeError, IndexError, AttributeError, SyntaxError, RuntimeError,
)  # fmt: skip


class SheetRows(Protocol):
    """Reads one sheet's rows anew at each call."""

    def __call__(self, progress: Progress | None) -> Iterator[Row]: ...


def sheets(path: Path, kind: Literal["zip", "ole2"], size: int) -> list[SheetRows]:
    """Readers of the visible sheets, in the workbook's order.

    Raises Unreadable ``sheets.password_protected``, ``sheets.too_big`` or ``sheets.not_a_table``.
    """
    if kind == "ole2":
        _check_ole2(path)
    elif _is_large(path):
        return _streamed_sheets(path, size)
    with _calamine(path.name):
        book = calamine.load_workbook(path)
    names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible]
    return [partial(_calamine_rows, book, name, path.name) for name in names]


def _check_ole2(path: Path) -> None:
    finding = ole2.look(path)
    if finding == "encrypted":
        raise Unreadable("sheets.password_protected", file=path.name)
    if finding != "workbook":
        raise Unreadable("sheets.not_a_table", file=path.name)


def _is_large(path: Path) -> bool:
    """Whether an XLSX has to be streamed: much XML, or a cell so far out that the rectangle would fill the memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if _is_content(entry.filename)]
            if not entries:
                raise Unreadable("sheets.not_a_table", file=path.name)
            if sum(entry.file_size for entry in entries) > LARGEST_WORKBOOK:
                raise Unreadable("sheets.too_big", file=path.name)
            if sum(entry.file_size for entry in entries) > SMALL_SHEETS:
                return True
            return any(_cells(archive.read(entry)) > MOST_CELLS for entry in entries)
    except DAMAGE as error:
        raise Unreadable("sheets.not_a_table", file=path.name) from error


def _is_content(name: str) -> bool:
    plain = name.lstrip("/").lower()
    return plain.endswith(".xml") and plain.startswith(("xl/", "content"))


def _cells(xml: bytes) -> int:
    """The cells of the rectangle from A1 to the last row and the last column of a sheet's XML."""
    columns: set[bytes] = set()
    last_row = 0
    for column, row in CELL_PLACE.findall(xml):
        columns.add(column)
        last_row = max(last_row, int(row))
    return last_row * max((_column_number(column) for column in columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@contextlib.contextmanager
def _calamine(file: str) -> Iterator[None]:
    """Calamine's errors in plain words; its Rust code also panics on some damaged files, outside of Exception."""
    try:
        yield
    except calamine.PasswordError as error:
        raise Unreadable("sheets.password_protected", file=file) from error
    except calamine.CalamineError as error:
        raise Unreadable("sheets.not_a_table", file=file) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("sheets.not_a_table", file=file) from error


def _calamine_rows(book: calamine.CalamineWorkbook, sheet: str, file: str, progress: Progress | None) -> Iterator[Row]:
    with _calamine(file):
        table = book.get_sheet_by_name(sheet)
    total = max(table.total_height, 1)
    for number, cells in enumerate(table.iter_rows(), start=1):
        if progress is not None and number % ROWS_PER_STEP == 0:
            progress.step(total + min(number, total), 2 * total)
        yield Row(number, cells)
    if progress is not None:
        progress.step(2 * total, 2 * total)


def _streamed_sheets(path: Path, size: int) -> list[SheetRows]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platforms' files lack styles and the like; nothing a person can act on
        try:
            book = load_workbook(path, read_only=True, data_only=True)
        except DAMAGE as error:
            raise Unreadable("sheets.not_a_table", file=path.name) from error
        names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        book.close()
    return [partial(_streamed_rows, path, name, size) for name in names]


def _streamed_rows(path: Path, sheet: str, size: int, progress: Progress | None) -> Iterator[Row]:
    """Rows of a very large sheet; how many there are is not known beforehand, so progress only nears its end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, data_only=True)
    try:
        table = book[sheet]
        table.reset_dimensions()  # exporters write wrong ones
        for number, cells in enumerate(table.iter_rows(values_only=True), start=1):
            if progress is not None and number % ROWS_PER_STEP == 0:
                progress.step(2 * size - size * ROWS_PER_STEP // (number + ROWS_PER_STEP), 2 * size)
            yield Row(number, [_cell(cell) for cell in cells])
    except DAMAGE as error:
        raise Unreadable("sheets.not_a_table", file=path.name) from error
    finally:
        book.close()


def _cell(value: object) -> Cell:
    if isinstance(value, (str, int, float, bool, dt.datetime, dt.date, dt.time, dt.timedelta)):
        return value
    if isinstance(value, Decimal):
        return float(value)
    return None if value is None else str(value)
