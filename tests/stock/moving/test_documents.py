"""The slip on paper says what the slip says, in both languages and both sizes."""

from __future__ import annotations

import pytest
from pypdf import PdfReader

from tests.shop import do
from tests.stock.shelves import refused, shelves
from warehouse_app.stock.moving import commands as moving
from warehouse_app.stock.moving.documents import Size, make_slip
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language


@pytest.mark.parametrize(("language", "title"), [("zh_CN", "报损单"), ("en", "Damage slip")])
@pytest.mark.parametrize(("size", "width"), [("A4", 210), ("A5", 148)])
def test_a_slip_prints(local_warehouse: Warehouse, language: Language, title: str, size: Size, width: int) -> None:
    place = shelves(local_warehouse)
    done = do(local_warehouse, moving.write_off, "damage", 1, place["A-1"], 3, "wet box", "1", to_quarantine=True)
    path = make_slip(local_warehouse, done.slip_id or 0, language, size)
    page = PdfReader(path).pages[0]
    text = page.extract_text()
    assert all(word in text for word in (title, done.number, "SKU1", "A-1", "wet box", "3"))
    assert round(float(page.mediabox.width) * 25.4 / 72) == width
    assert path.name == f"{done.number}.pdf"


def test_many_lines_take_several_pages(local_warehouse: Warehouse) -> None:
    place = shelves(local_warehouse)
    slip_id = do(local_warehouse, moving.open_slip, "take_out", "小王")
    with refused("paper.nothing_to_print"):
        make_slip(local_warehouse, slip_id, "zh_CN")
    for number in range(10):
        do(local_warehouse, moving.take_line, slip_id, 1, place["A-1"], 1, str(number))
    for number in range(40):
        done = do(local_warehouse, moving.correct, 1, place["A-2"], number + 1, "count", f"c{number}")
        do(local_warehouse, moving.take_line, slip_id, 1, place["A-2"], 1, f"t{number}")
        assert done.pieces > 0
    assert len(PdfReader(make_slip(local_warehouse, slip_id, "zh_CN")).pages) > 1
