"""Filling a platform's own blank template by its header, leaving everything else in it as it is."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from warehouse_app.errors import BadInput, Unreadable
from warehouse_app.sheets.mapping import Field, match
from warehouse_app.sheets.reader import HEADER_WITHIN
from warehouse_app.sheets.sniff import survey
from warehouse_app.sheets.values import clean
from warehouse_app.sheets.workbook import DAMAGE
from warehouse_app.sheets.writer import AS_TEXT, csv_text, neutral, replacing

Rows = Sequence[Mapping[str, str]]
TEXT_MARKS = (",", "\t", ";")


def fill_template(template: Path, out: Path, rows: Rows, fields: Sequence[Field]) -> None:
    """Write a copy of ``template`` to ``out`` with ``rows`` (field name to value) under the columns ``fields`` names.

    A row whose first field already stands in the template is filled where it stands; the others go to the first empty
    rows below the header. Raises Unreadable ``sheets.template_unknown`` (a column is missing), ``sheets.template_kind``
    (neither XLSX nor CSV); BadInput ``sheets.template_suffix`` (``out`` has another ending), ``sheets.cannot_write``.
    """
    kind = survey(template, None)
    if template.suffix.lower() != out.suffix.lower():
        raise BadInput("sheets.template_suffix", file=out.name, suffix=template.suffix)
    if kind.kind == "zip":
        _fill_workbook(template, out, rows, fields)
    elif kind.kind == "text":
        _fill_text(template, kind.encoding, out, rows, fields)
    else:
        raise Unreadable("sheets.template_kind", file=template.name)


def _columns(cells: Sequence[str], fields: Sequence[Field]) -> dict[str, int] | None:
    found = match(cells, fields)
    return found if all(field.name in found for field in fields) else None


def _fill_workbook(template: Path, out: Path, rows: Rows, fields: Sequence[Field]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl cannot keep of a template is decoration
        try:
            book = load_workbook(template)
        except DAMAGE as error:
            raise Unreadable("sheets.not_a_table", file=template.name) from error
    sheet, header, columns = _template_sheet(book, template.name, fields)
    _fill_sheet(sheet, header, columns, rows, fields[0].name)
    with replacing(out) as part:
        book.save(part)


def _template_sheet(book: Workbook, file: str, fields: Sequence[Field]) -> tuple[Worksheet, int, dict[str, int]]:
    """The sheet, the number of its header row and the columns (0-based); other sheets hold explanations."""
    for sheet in book.worksheets:
        for number, cells in enumerate(sheet.iter_rows(max_row=HEADER_WITHIN, values_only=True), start=1):
            columns = _columns([str(cell or "") for cell in cells], fields)
            if columns:
                return sheet, number, columns
    raise Unreadable("sheets.template_unknown", file=file)


def _fill_sheet(sheet: Worksheet, header: int, columns: Mapping[str, int], rows: Rows, key: str) -> None:
    standing: dict[str, int] = {}
    for number in range(header + 1, sheet.max_row + 1):
        value = sheet.cell(number, columns[key] + 1).value
        if value is not None:
            standing.setdefault(clean(str(value)), number)
    taken = set(standing.values())
    free = (number for number in count(header + 1) if number not in taken)
    for row in rows:
        number = standing.get(row[key]) or next(free)
        for name, index in columns.items():
            cell = sheet.cell(number, index + 1)
            cell.value = neutral(row[name])
            cell.number_format = AS_TEXT


def _fill_text(template: Path, encoding: str, out: Path, rows: Rows, fields: Sequence[Field]) -> None:
    with template.open("r", encoding=encoding, newline="") as file:
        text = file.read()
    for delimiter in TEXT_MARKS:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        for header, cells in enumerate(table[:HEADER_WITHIN]):
            columns = _columns(cells, fields)
            if columns:
                _fill_rows(table, header, columns, rows, fields[0].name)
                with replacing(out) as part:
                    part.write_bytes(csv_text(table, delimiter).encode(encoding))
                return
    raise Unreadable("sheets.template_unknown", file=template.name)


def _fill_rows(table: list[list[str]], header: int, columns: Mapping[str, int], rows: Rows, key: str) -> None:
    width = len(table[header])
    standing: dict[str, int] = {}
    for number in range(header + 1, len(table)):
        table[number] += [""] * (width - len(table[number]))
        if value := clean(table[number][columns[key]]):
            standing.setdefault(value, number)
    taken = set(standing.values())
    free = (number for number in count(header + 1) if number not in taken)
    for row in rows:
        number = standing.get(row[key]) or next(free)
        while number >= len(table):
            table.append([""] * width)
        for name, index in columns.items():
            table[number][index] = neutral(row[name])
