"""Rows are never torn, never lost, and what closes a table never stands alone on a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.paper.page import MM
from warehouse_app.paper.table import PADDING_MM, Column, Row, fit_rows, paginate
from warehouse_app.paper.text import LEADING

COLUMNS = [Column("商品", 40, 9), Column("数量", 15, 12, align="center", lines=1)]
ROOM, FIRST = 200.0, 150.0


@given(
    heights=st.lists(st.floats(6.5, 60), max_size=80),
    first=st.floats(60, ROOM),
    closing=st.floats(0, 60),
)
def test_pages_hold_every_row_once_in_order_within_their_room(heights: list[float], first: float, closing: float) -> None:
    rows = [Row((), height) for height in heights]
    pages = paginate(rows, first, ROOM, closing)
    assert [row for page in pages for row in page] == rows
    rooms = [first] + [ROOM] * (len(pages) - 1)
    used = [sum(row.height for row in page) for page in pages]
    assert all(height <= room + 1e-6 for height, room in zip(used, rooms, strict=True))
    if rows:
        assert all(pages)
    # Only a first page with a single row could have no room for the closing part; 60 mm always leave it elsewhere.
    if len(rows) > 1:
        assert used[-1] + closing <= rooms[-1] + 1e-6


def test_no_rows_make_one_page() -> None:
    assert paginate([], FIRST, ROOM, 40) == [[]]


def test_the_closing_part_takes_a_row_along_to_its_page() -> None:
    rows = [Row((), 10.0)] * 15
    assert [len(page) for page in paginate(rows, FIRST, ROOM, 0)] == [15]
    assert [len(page) for page in paginate(rows, FIRST, ROOM, 10)] == [14, 1]


@given(text=st.text(st.sampled_from("商品名称黑色Ab1 ，（）😀"), max_size=300))
def test_a_cell_stays_in_its_column_and_its_lines(text: str) -> None:
    (row,) = fit_rows(COLUMNS, [(text, "1")])
    cell = row.cells[0]
    assert cell.height <= COLUMNS[0].lines * LEADING * COLUMNS[0].size + 1e-6
    assert row.height >= cell.height / MM + 2 * PADDING_MM
    assert row.height >= 7
