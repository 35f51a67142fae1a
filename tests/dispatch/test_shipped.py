"""Files back to the shop: what left, told once per layout, and never remembered when it could not be written."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.shop import do, open_shop, order, pack, problems_of, release_and_wave
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.queries import exports
from warehouse_app.dispatch.shipped import Layout, ShippedExport, export_shipped, shipped_orders
from warehouse_app.errors import WarehouseError
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Orders 1 and 2 (of shops 甲 and 乙) have left, order 3 is packed only."""
    shops = {"1": "甲", "2": "乙", "3": "甲"}
    open_shop(warehouse, {"SKU1": 20}, *(order(number, {"SKU1": 1}, shop=name) for number, name in shops.items()))
    release_and_wave(warehouse)
    _ship(warehouse, "1", "2")
    pack(warehouse, "3")
    return warehouse


def _ship(warehouse: Warehouse, *numbers: str) -> None:
    for number in numbers:
        parcel = pack(warehouse, number)
        trip = do(warehouse, open_handover, parcel.courier)
        do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    do(warehouse, close_handover, trip)


def _export(warehouse: Warehouse, file: Path, layout: Layout = "generic", **more: object) -> ShippedExport:
    return do(warehouse, export_shipped, file, layout, **more)  # type: ignore[arg-type]  # its keywords


def _rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def test_what_left_is_written_and_remembered(shop: Warehouse, tmp_path: Path) -> None:
    first = _export(shop, tmp_path / "a.csv")
    assert (first.rows, first.told_before) == (2, 0)
    assert _rows(tmp_path / "a.csv") == [
        ["订单号", "快递公司", "运单号"], ["1", "中通快递", "75000000000001"], ["2", "中通快递", "75000000000002"],
    ]  # fmt: skip
    again = _export(shop, tmp_path / "b.csv")
    assert (again.rows, again.told_before) == (0, 2)
    _ship(shop, "3")
    assert [row[0] for row in _rows(_export(shop, tmp_path / "c.csv").file)[1:]] == ["3"]
    everything = _export(shop, tmp_path / "d.csv", again=True)
    assert (everything.rows, everything.told_before) == (3, 0)
    with shop.reading() as session:
        assert [(row.name, row.rows) for row in exports(session)] == [("d.csv", 3), ("c.csv", 1), ("b.csv", 0), ("a.csv", 2)]
    assert problems_of(shop) == []


def test_each_layout_is_told_for_itself(shop: Warehouse, tmp_path: Path) -> None:
    assert _export(shop, tmp_path / "a.csv").rows == 2
    pinduoduo = _export(shop, tmp_path / "p.xlsx", "pinduoduo")
    assert pinduoduo.rows == 2
    sheet = load_workbook(tmp_path / "p.xlsx").active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["订单号", "快递公司", "快递单号"], ["order_sn", "shipping_name", "shipping_sn"],
        ["1", "中通快递", "75000000000001"], ["2", "中通快递", "75000000000002"],
    ]  # fmt: skip
    assert _export(shop, tmp_path / "p2.xlsx", "pinduoduo").rows == 0


def test_only_one_shops_orders(shop: Warehouse, tmp_path: Path) -> None:
    assert _export(shop, tmp_path / "a.csv", shop="乙").rows == 1
    assert _rows(tmp_path / "a.csv")[1][0] == "2"
    rest = _export(shop, tmp_path / "b.csv")
    assert (rest.rows, rest.told_before) == (1, 1)


def test_the_platforms_own_template_is_filled_by_its_header(shop: Warehouse, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["物流公司", "备注", "订单编号", "物流单号"])
    book.save(tmp_path / "模板.xlsx")
    assert _export(shop, tmp_path / "out.xlsx", tmp_path / "模板.xlsx").rows == 2
    filled = load_workbook(tmp_path / "out.xlsx").active
    assert filled is not None
    assert [cell.value for cell in filled[2]] == ["中通快递", None, "1", "75000000000001"]
    assert _export(shop, tmp_path / "out2.xlsx", tmp_path / "模板.xlsx").rows == 0


def test_a_formula_in_an_order_number_is_neutralised(warehouse: Warehouse, tmp_path: Path) -> None:
    open_shop(warehouse, {"SKU1": 20}, order("=cmd|'/C calc'!A0", {"SKU1": 1}))
    release_and_wave(warehouse)
    _ship(warehouse, "=cmd|'/C calc'!A0")
    _export(warehouse, tmp_path / "a.csv")
    assert not _rows(tmp_path / "a.csv")[1][0].startswith("=")
    _export(warehouse, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"


@pytest.mark.parametrize("name", ["folder-in-the-way.csv", "no/such/file/a.csv", "a.docx", "template.xlsx"])
def test_what_could_not_be_written_is_not_remembered(shop: Warehouse, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder-in-the-way.csv").mkdir()
    (tmp_path / "no").write_text("a file where a folder should be", encoding="utf-8")
    layout: Layout = tmp_path / "no-template.xlsx" if name == "template.xlsx" else "generic"
    with pytest.raises(WarehouseError):
        _export(shop, tmp_path / name, layout)
    with shop.reading() as session:
        assert exports(session) == []
        assert len(shipped_orders(session, "generic.csv")) == 2
    assert _export(shop, tmp_path / "good.csv").rows == 2
