"""Walking the rows of a recognised table: cells by field name, and whatever is wrong kept as ``RowProblem`` values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from warehouse_app.errors import BadInput, Unreadable
from warehouse_app.sheets import values
from warehouse_app.sheets.mapping import Layout, chosen_columns, header_fingerprint, recognise
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.reader import open_sheet
from warehouse_app.sheets.table import Parsed, Row, RowProblem, Sheet
from warehouse_app.sheets.values import Cell

T = TypeVar("T")
MAPPED = "mapped"  # the name of a layout that a person mapped by hand


@dataclass
class Table:
    """An opened table whose layout is known. ``problems`` and ``total_rows`` fill up while ``views`` is walked."""

    sheet: Sheet
    layout: Layout
    columns: Mapping[str, int]
    layout_name: str
    problems: list[RowProblem] = field(default_factory=list)
    total_rows: int = 0

    def views(self) -> Iterator[RowView]:
        """The filled rows, but not those whose cells have slipped (more cells than the header has columns).

        Raises Unreadable ``sheets.header_only`` when there is no row at all below the header.
        """
        width = len(self.sheet.header)
        for row in self.sheet.rows():
            if not any(row.cells) or not any(values.clean(cell) for cell in row.cells):
                continue
            if self._is_header_again(row):  # files glued together by hand
                continue
            self.total_rows += 1
            if len(row.cells) > width and any(values.clean(cell) for cell in row.cells[width:]):
                self.report(row.number, "", "sheets.too_many_cells", width=width, cells=len(row.cells))
                continue
            yield RowView(self, row)
        if not self.total_rows:
            raise Unreadable("sheets.header_only", file=self.sheet.facts.name)

    def _is_header_again(self, row: Row) -> bool:
        first = next(iter(self.columns.values()))
        if first >= len(row.cells) or values.clean(row.cells[first]) != self.sheet.header[first]:
            return False
        return all(
            index < len(row.cells) and values.folded(values.clean(row.cells[index])) == self.sheet.header[index]
            for index in self.columns.values()
        )

    def has(self, name: str) -> bool:
        """Whether the file has a column for this field."""
        return name in self.columns

    def column_name(self, name: str) -> str:
        """The header of a field's column as the file writes it, or the name the column would go by."""
        if name in self.columns:
            return self.sheet.header[self.columns[name]]
        return next((known.synonyms[0] for known in self.layout.fields if known.name == name), name)

    def report(self, row: int, name: str, code: str, **fields: object) -> None:
        """Keep a problem of one row; ``name`` is the field, "" when it concerns the whole row."""
        column = self.column_name(name) if name else ""
        self.problems.append(RowProblem(self.sheet.facts.name, row, column, code, fields))

    def parsed(self, rows: list[T]) -> Parsed[T]:
        """What was read, once ``views`` was walked to its end."""
        facts = self.sheet.facts
        return Parsed(facts.name, facts.sha256, facts.modified, self.layout_name, rows, self.problems, self.total_rows)


class RowView:
    """One row by field names. A cell that cannot be taken is reported, marks the row ``broken`` and reads as None."""

    __slots__ = ("_cells", "_dash", "broken", "number", "table")

    def __init__(self, table: Table, row: Row) -> None:
        self.table = table
        self.number = row.number
        self.broken = False
        self._cells = row.cells
        self._dash = table.layout.dash_is_empty

    @property
    def cells(self) -> Sequence[Cell]:
        """All cells of the row as they stand."""
        return self._cells

    def cell(self, name: str) -> Cell:
        """The cell as it stands; "" when the file has no such column or the row is too short."""
        index = self.table.columns.get(name)
        if index is None or index >= len(self._cells):
            return ""
        cell = self._cells[index]
        return "" if self._dash and isinstance(cell, str) and cell.strip() == "-" else cell

    def text(self, name: str) -> str:
        """Plain text, "" when empty."""
        cell = self.cell(name)
        return values.clean(cell) if cell != "" else ""

    def code(self, name: str) -> str:
        """An order number, seller code or barcode; "" when empty or ruined by a spreadsheet."""
        return self._take(values.identifier, name) or ""

    def needed_code(self, name: str) -> str:
        """As ``code``, but empty is a problem too."""
        taken = self._take(values.identifier, name)
        if taken == "":
            self.fault(name, "sheets.missing")
        return taken or ""

    def whole(self, name: str) -> int | None:
        """Pieces; None when empty or not a whole positive number or zero."""
        return self._take(values.whole, name)

    def needed_whole(self, name: str) -> int | None:
        """As ``whole``, but empty is a problem too."""
        was_broken = self.broken
        self.broken = False
        taken = self.whole(name)
        if taken is None and not self.broken:
            self.fault(name, "sheets.missing")
        self.broken = self.broken or was_broken
        return taken

    def money(self, name: str) -> Decimal | None:
        """An amount with two places; None when empty or not an amount."""
        return self._take(values.money, name)

    def price_if_any(self, name: str) -> Decimal | None:
        """As ``money``, but a bad one is only reported: the row is good without it."""
        was_broken = self.broken
        amount = self.money(name)
        self.broken = was_broken
        return amount

    def moment(self, name: str, zone: dt.tzinfo | None) -> dt.datetime | None:
        """A point in time in UTC; ``zone`` as for ``values.moment``."""
        return self._take(lambda cell: values.moment(cell, zone), name)

    def fault(self, name: str, code: str, **fields: object) -> None:
        """Report a problem of this row and mark it broken."""
        self.broken = True
        self.table.report(self.number, name, code, **fields)

    def _take(self, read: Callable[[Cell], T], name: str) -> T | None:
        cell = self.cell(name)
        try:
            return read(cell)
        except BadInput as error:
            self.fault(name, error.code, **error.fields)
            return None


def open_table(
    path: Path,
    layouts: Sequence[Layout],
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Table:
    """Open a file as one of these layouts, or as the last of them with a person's mapping (field to column name).

    Raises Unreadable: ``sheets.unknown_layout`` (with ``header`` and ``fingerprint`` for the mapping dialog) or any
    code of ``open_sheet``.
    """
    known = set(mapping.values()) if mapping else {name for layout in layouts for name in layout.known_names()}
    sheet = open_sheet(path, known=known, progress=progress)
    if mapping:
        columns = chosen_columns(sheet.header, mapping)
        if columns is not None and all(known.name in columns for known in layouts[-1].fields if known.required):
            return Table(sheet, layouts[-1], columns, MAPPED)
    elif found := recognise(sheet.header, layouts):
        return Table(sheet, found[0], found[1], found[0].name)
    raise Unreadable(
        "sheets.unknown_layout",
        file=path.name,
        header=tuple(name for name in sheet.header if name),
        fingerprint=header_fingerprint(sheet.header),
    )
