"""What reading a table gives: the file's facts, its rows, and the problems of single rows as values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from warehouse_app.sheets.values import Cell

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``number`` counts from 1 as a spreadsheet shows it; ``cells`` as they stand in the file."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class FileFacts:
    """Which file it was: its name, SHA-256 of its bytes, when it was last changed (UTC)."""

    name: str
    sha256: str
    modified: dt.datetime


@dataclass(frozen=True)
class Sheet:
    """An opened table. ``rows()`` reads the file anew each time and holds one row in memory (a workbook: its sheet)."""

    facts: FileFacts
    encoding: str  # "utf-8", "utf-16", "gb18030" for text and HTML; "xlsx" or "xls" for workbooks
    header: tuple[str, ...]
    header_row: int
    read: Callable[[], Iterator[Row]] = field(repr=False, compare=False)

    def rows(self) -> Iterator[Row]:
        """The rows below the header, blank ones included. Raises Unreadable when the file breaks off, or Cancelled."""
        for row in self.read():
            if row.number > self.header_row:
                yield row


@dataclass(frozen=True)
class RowProblem:
    """Something wrong in one row: ``code`` and ``fields`` make the sentence, ``column`` is the header's name."""

    file: str
    row: int
    column: str
    code: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """A table read as rows of T: the good ones, what is wrong with the others, and how many rows the file had."""

    name: str
    sha256: str
    modified: dt.datetime
    layout: str
    rows: list[T]
    problems: list[RowProblem]
    total_rows: int
