"""Tables on paper: cells wrapped and shrunk into their columns, rows never torn, the header again on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse_app.paper.page import MM, Align, Box, Paper
from warehouse_app.paper.text import LEADING, Fitted, fit_text

HEADER_MM = 6.5
PADDING_MM = 1.2
SHADE = 0.94  # grey of every other row; light enough not to disturb a laser print of a laser print


@dataclass(frozen=True)
class Column:
    """One column: its caption, width in mm, text size in points, and the most lines a cell may take before it shrinks."""

    caption: str
    width: float
    size: float = 9
    smallest: float = 5
    align: Align = "left"
    bold: bool = False
    lines: int = 2
    tick: bool = False  # an empty square to tick by hand instead of text


@dataclass(frozen=True)
class Row:
    """One row, fitted: its cells and its height in mm."""

    cells: tuple[Fitted, ...]
    height: float


def fit_rows(columns: Sequence[Column], rows: Sequence[Sequence[str]], least: float = 7.0) -> list[Row]:
    """Every cell fitted into its column; a row is as high as its highest cell, at least ``least`` mm."""
    return [_fit_row(columns, row, least) for row in rows]


def _fit_row(columns: Sequence[Column], row: Sequence[str], least: float) -> Row:
    cells = tuple(
        fit_text(text, (column.width - 2 * PADDING_MM) * MM, column.lines * LEADING * column.size, column.size, column.smallest)
        for column, text in zip(columns, row, strict=True)
    )
    highest = max(cell.height for cell in cells) / MM + 2 * PADDING_MM
    return Row(cells, max(least, highest))


def paginate(rows: Sequence[Row], first: float, rest: float, closing: float) -> list[list[Row]]:
    """Rows spread over pages: ``first`` mm of room on the first page, ``rest`` on the others, and ``closing`` mm (totals,
    signatures) below the last row. The closing part never stands alone on a page. No rows still make one page.
    """
    pages: list[list[Row]] = [[]]
    room = first
    for row in rows:
        if row.height > room and pages[-1]:
            pages.append([])
            room = rest
        pages[-1].append(row)
        room -= row.height
    if closing > room and len(pages[-1]) > 1:
        pages.append([pages[-1].pop()])
    return pages


def draw_table(paper: Paper, x: float, y: float, columns: Sequence[Column], rows: Sequence[Row]) -> float:
    """Header and rows from ``y`` mm downwards; returns the y below the last row."""
    width = sum(column.width for column in columns)
    header = Box(x, y, width, HEADER_MM)
    paper.fill(header, 0.86)
    _draw_cells(paper, header, columns, [_caption(column) for column in columns], bold_all=True)
    y = header.bottom
    for number, row in enumerate(rows):
        box = Box(x, y, width, row.height)
        if number % 2:
            paper.fill(box, SHADE)
        _draw_cells(paper, box, columns, row.cells, bold_all=False)
        y = box.bottom
        paper.line(x, y, x + width, y, 0.15)
    return y


def _caption(column: Column) -> Fitted:
    return fit_text(column.caption, (column.width - 2 * PADDING_MM) * MM, HEADER_MM * MM, 8, 5)


def _draw_cells(paper: Paper, box: Box, columns: Sequence[Column], cells: Sequence[Fitted], *, bold_all: bool) -> None:
    places = box.columns(*(column.width for column in columns[:-1]))
    for place, column, cell in zip(places, columns, cells, strict=True):
        if column.tick and not bold_all:
            paper.frame(Box(place.x + (place.width - 4) / 2, place.y + (place.height - 4) / 2, 4, 4), 0.35)
        else:
            paper.place(place.inset(PADDING_MM), cell, align=column.align, bold=bold_all or column.bold)
