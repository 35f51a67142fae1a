"""Rows of a text table: comma, semicolon, tab or bar between the cells, line breaks inside quotes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from warehouse_app.errors import Unreadable
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Row

DELIMITERS = (",", "\t", ";", "|")
ROWS_PER_STEP = 2000
DROPPED = {0x00: None, 0x1A: None}
LONGEST_LINE = 1 << 20  # characters; a table has no longer one, and reading it would not be bounded
END = "\ue000end of file\ue000"  # private-use characters: a last row that swallowed it has an unclosed quote


def rows(path: Path, encoding: str, delimiter: str, size: int, progress: Progress | None) -> Iterator[Row]:
    """One row at a time. Raises Unreadable ``sheets.unclosed_quote`` or ``sheets.broken_line``; Cancelled by progress.

    Progress counts bytes, as the second half of the work (the first was the checksum).
    """
    with path.open("rb") as binary, io.TextIOWrapper(binary, encoding=encoding, newline="") as text:
        reader = csv.reader(_lines(text, path.name), delimiter=delimiter)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if cells and END in cells[-1]:
                    if cells != [END]:
                        raise Unreadable("sheets.unclosed_quote", file=path.name, row=number)
                    break
                if progress is not None and number % ROWS_PER_STEP == 0:
                    _report(progress, binary, size)
                yield Row(number, cells)
        except csv.Error as error:  # a cell over the csv module's limit: a quote that was opened and never closed
            raise Unreadable("sheets.unclosed_quote", file=path.name, row=number + 1) from error
    if progress is not None:
        progress.step(2 * size, 2 * size)


def _report(progress: Progress, binary: BinaryIO, size: int) -> None:
    progress.step(size + min(binary.tell(), size), 2 * size)


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    """The lines, stray zeros and the DOS end mark dropped, and END as the last."""
    for line in iter(partial(text.readline, LONGEST_LINE), ""):
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            raise Unreadable("sheets.broken_line", file=name)
        yield line.translate(DROPPED) if "\x00" in line or "\x1a" in line else line
    yield END
