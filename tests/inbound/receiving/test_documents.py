"""The stock-in slip on paper: its number scans, its words say what is over and under, every line is there."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.inbound.receiving.arrivals import add_goods, count, receipt_of, sent_order
from tests.paper.reading import scanned, texts_of
from tests.shop import do
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.documents import ReceiptSlip, ReceiptSlipLine, make_receipt_slip, write_receipt_slip
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language

AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)


def test_the_slip_of_a_receipt_says_what_came_and_what_did_not(warehouse: Warehouse) -> None:
    supplier = add_goods(warehouse)
    receipt_id = receipt_of(warehouse, sent_order(warehouse, supplier, {"SKU1": 8, "SKU2": 2}))
    for code, pieces in (("SKU1", 6), ("SKU2", 5), ("SKU3", 1)):
        count(warehouse, receipt_id, code, pieces)
    do(warehouse, inspect, receipt_id, 1, "", 2, 1, "hole")
    early = make_receipt_slip(warehouse, receipt_id, "zh_CN")
    assert "入库单（点数中）" in texts_of(early)[0]
    closed = do(warehouse, close_receipt, receipt_id)
    path = make_receipt_slip(warehouse, receipt_id, "zh_CN")
    assert path == Folder(warehouse.folder).documents / f"{closed.number}-stock-in.pdf"
    (text,) = texts_of(path)
    for words in (
        closed.number, "示例服装厂", "SKU1", "少2", "多3", "单外", "实收12件", "良品11件", "次品1件", "收货人：", "采购：",
        "仓库：", "110.00",
    ):  # fmt: skip
        assert words in text
    assert "点数中" not in text
    assert scanned(path) == [[closed.number]]
    with pytest.raises(NotFound):
        make_receipt_slip(warehouse, 999, "zh_CN")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_long_slip_goes_over_pages_and_each_can_be_scanned(tmp_path: Path, language: Language) -> None:
    lines = tuple(ReceiptSlipLine(f"CODE-{n:04d}", "羊毛圆领针织开衫" * 3, "藏青色 / 2XL", 5, 5, 0) for n in range(120))
    slip = ReceiptSlip(
        "GR261103-12345", "closed", "示例服装厂", "PO261101-9", "DN 1", "note", AT, "王示例", lines, Decimal("1.5")
    )
    path = tmp_path / "slip.pdf"
    write_receipt_slip(path, slip, language)
    pages, texts = scanned(path), texts_of(path)
    assert len(pages) > 2
    assert pages == [[slip.number]] * len(pages)
    assert [f"CODE-{n:04d}" in "".join(texts) for n in range(120)] == [True] * 120
    assert ("Receiver:" if language == "en" else "收货人：") in texts[-1]


def test_a_slip_without_lines_is_not_printed(tmp_path: Path) -> None:
    slip = ReceiptSlip("GR1", "open", "", "", "", "", AT, "", ())
    with pytest.raises(BadInput) as caught:
        write_receipt_slip(tmp_path / "slip.pdf", slip)
    assert caught.value.code == "paper.nothing_to_print"
