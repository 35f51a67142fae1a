"""Writing tables that people and platforms open: whole or not at all, and no cell that a spreadsheet would run."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from warehouse_app.errors import BadInput

Value = str | int | Decimal | None

# OWASP, "CSV Injection": what makes a spreadsheet take a cell for a formula, the full-width forms included.
FORMULA_STARTS = tuple("=+-@\t\r\n") + tuple("\uff1d\uff0b\uff0d\uff20")
AS_TEXT = "@"  # the number format that keeps a long number as it was typed


def neutral(value: Value) -> str:
    """The value as text that no spreadsheet runs: a leading ``'`` before = + - @ TAB and line ends. Numbers stay."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """UTF-8 with BOM, which Excel and the platforms both read. Raises BadInput ``sheets.cannot_write``."""
    write_csv_rows(path, [header], rows)


def write_csv_rows(path: Path, header_rows: Iterable[Sequence[str]], rows: Iterable[Sequence[Value]]) -> None:
    """As ``write_csv``, with any number of header rows."""
    with replacing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(header_rows)
        writer.writerows([neutral(value) for value in row] for row in rows)


def write_xlsx(path: Path, header_rows: Sequence[Sequence[str]], rows: Iterable[Sequence[Value]]) -> None:
    """A workbook of one sheet; text cells are marked as text, so that a 19-digit number stays whole.

    Raises BadInput ``sheets.cannot_write``.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # a new workbook has one sheet
    for header in header_rows:
        sheet.append(list(header))
    for number, row in enumerate(rows, start=len(header_rows) + 1):
        for column, value in enumerate(row, start=1):
            _fill(sheet.cell(number, column), value)
    with replacing(path) as part:
        book.save(part)


def _fill(cell: Cell | MergedCell, value: Value) -> None:
    if isinstance(value, str):
        cell.number_format = AS_TEXT
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", neutral(value))  # control characters that XML cannot hold
    else:
        cell.value = value


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write to; it takes ``path``'s place once all is written and on the disk, or vanishes.

    Raises BadInput ``sheets.cannot_write`` (folder missing or read-only, disk full, file open in a spreadsheet).
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput("sheets.cannot_write", file=str(path), reason=reason) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def csv_text(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    """Rows as CSV text with CRLF line ends, as platforms write them."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
