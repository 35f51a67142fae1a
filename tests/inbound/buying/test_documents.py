"""The purchase order on paper and as a workbook: read back as the supplier, and the desk where goods arrive, read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.inbound.buying.shop import TODAY, add_supplier, card, drafted, ordered, sku_ids, yuan
from tests.paper.reading import scanned, sizes_of, texts_of
from tests.shop import add_products, do
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.inbound.buying.commands import set_price
from warehouse_app.inbound.buying.documents import PurchaseLinePaper, PurchasePaper, write_purchase_order
from warehouse_app.inbound.buying.files import write_purchase_xlsx
from warehouse_app.inbound.buying.papers import make_purchase_papers
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language


def line(number: int, **fields: Any) -> PurchaseLinePaper:
    told = PurchaseLinePaper(f"SKU{number}", f"H-{number}", "羊毛围巾", "白色 / XL", number, yuan("10.50"))
    return replace(told, **fields)


def paper(*lines: PurchaseLinePaper, **fields: Any) -> PurchasePaper:
    told = PurchasePaper(
        number="PO261103-7", supplier="义乌小商品", contact="王老板  139", buyer="测试店", deliver_to="杭州",
        ordered=TODAY, expected=date(2026, 11, 10), note="用纸箱装", lines=lines,
    )  # fmt: skip
    return replace(told, **fields)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_purchase_order_reads_back(tmp_path: Path, language: Language) -> None:
    file = tmp_path / "order.pdf"
    write_purchase_order(file, paper(line(1), line(2)), language)
    (text,) = texts_of(file)
    for word in ("义乌小商品", "王老板", "2026-11-10", "用纸箱装", "SKU2", "H-2", "羊毛围巾", "白色/XL", "21.00", "31.50"):
        assert word in text
    assert ("采购单" if language == "zh_CN" else "Purchaseorder") in text
    assert scanned(file) == [["PO261103-7"]]
    assert sizes_of(file) == [(210.0, 297.0)]


def test_a_long_order_takes_several_pages_and_loses_no_line(tmp_path: Path) -> None:
    file = tmp_path / "order.pdf"
    write_purchase_order(file, paper(*map(line, range(1, 121))), "zh_CN")
    pages = texts_of(file)
    assert len(pages) > 2
    assert all(f"H-{n}" in "".join(pages) for n in range(1, 121))
    assert f"{Decimal('10.50') * sum(range(1, 121)):,.2f}" in pages[-1]
    assert scanned(file)[0] == ["PO261103-7"]


def test_lines_without_a_price_are_named_in_the_total(tmp_path: Path) -> None:
    file = tmp_path / "order.pdf"
    write_purchase_order(file, paper(line(1), line(2, price=None), ordered=None), "en")
    (text,) = texts_of(file)
    assert "Total:2SKUs,3pieces,¥10.50(1SKUswithoutaprice)" in text
    assert "Draft,notsent" in text


def test_an_empty_order_makes_no_paper(tmp_path: Path) -> None:
    for write, name in ((write_purchase_order, "a.pdf"), (write_purchase_xlsx, "a.xlsx")):
        with pytest.raises(BadInput) as caught:
            write(tmp_path / name, paper())
        assert caught.value.code == "paper.nothing_to_print"
        assert list(tmp_path.iterdir()) == []


def test_the_workbook_holds_numbers_as_numbers_and_runs_no_formula(tmp_path: Path) -> None:
    file = tmp_path / "order.xlsx"
    write_purchase_xlsx(file, paper(line(3, supplier_code="=1+1"), line(4, price=None)), "en")
    sheet = openpyxl.load_workbook(file).active
    assert isinstance(sheet, Worksheet)
    rows = list(sheet.values)
    assert rows[0][:2] == ("Purchase order", "No. PO261103-7")
    assert ("No.", "Seller code", "Supplier's code", "Product", "Colour / size", "Qty", "Price", "Amount") in rows
    assert (1, "SKU3", "'=1+1", "羊毛围巾", "白色 / XL", 3, 10.5, 31.5) in rows
    assert (2, "SKU4", "H-4", "羊毛围巾", "白色 / XL", 4, None, None) in rows


def test_an_orders_papers_come_from_the_database(local_warehouse: Warehouse) -> None:
    local_warehouse.clock = lambda: datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    add_products(local_warehouse, 2)
    do(local_warehouse, settings.put, "sender_name", "小店")
    one = add_supplier(local_warehouse, contact="王老板", phone="139", lead_days=7)
    do(local_warehouse, set_price, one, sku_ids(local_warehouse)["SKU1"], yuan("8.00"), supplier_code="货号77")
    order_id = ordered(local_warehouse, one, {"SKU1": 3, "SKU2": 2})
    pdf, xlsx = make_purchase_papers(local_warehouse, order_id, "zh_CN")
    number = card(local_warehouse, order_id).number
    assert (pdf.name, xlsx.name, pdf.parent.name) == (f"{number}.pdf", f"{number}.xlsx", "documents")
    for word in ("小店", "王老板", "货号77", "2026-11-10", "50.00"):
        assert word in texts_of(pdf)[0]
    assert scanned(pdf) == [[number]]
    assert make_purchase_papers(local_warehouse, order_id, "en")[0] == pdf


def test_no_papers_for_what_is_no_order(local_warehouse: Warehouse) -> None:
    add_products(local_warehouse, 1)
    with pytest.raises(NotFound):
        make_purchase_papers(local_warehouse, 99)
    empty = drafted(local_warehouse, add_supplier(local_warehouse), {})
    with pytest.raises(BadInput):
        make_purchase_papers(local_warehouse, empty)
