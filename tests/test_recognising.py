"""What a file is, told by its header alone; the guesses of the mapping form; the list of what came in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shop import DESK, add_products, do
from warehouse_app.errors import NotAllowed, Unreadable
from warehouse_app.intake import KINDS, Intake, Kind, bring_in, preview, remember_columns
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.recognising import (
    guess_columns,
    imports_page,
    kind_of_header,
    likeliest_kind,
    missing_field,
    recognise,
    sample,
)
from warehouse_app.store.warehouse import Actor, Warehouse


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("商家编码,商品名称,颜色,尺码,条码,价格,重量(克),库位,类目", "products"),
        ("Seller code,Product name,Price", "products"),
        ("商家编码", "products"),
        ("库位,商家编码,数量", "stock"),
        ("库位,商家编码,商品名称,颜色,尺码,数量", "stock"),
        ("Bin,Barcode,Qty", "stock"),
        ("商家编码,商品名称,价格,重量(克),库位,库存", "products"),
        ("库位,商家编码,数量,批号,有效期", "stock"),
        ("商家编码,商品名称,价格,类目,数量,批号,到期日", "stock"),
        ("商家编码,长(cm),宽(cm),高(cm),批次管理", "products"),
        ("商家编码,款号,库位,数量", "stock"),
        ("库位,库区,容量(件)", "bins"),
        ("Bin,Zone,Max weight (kg),Mixed", "bins"),
        ("库位,货号,容量", "products"),  # what one bin takes of these goods: no list of bins
        ("库位,条码,容量", None),
        ("库位", None),
        ("快递公司,运单号", "waybills"),
        ("Courier,Tracking number", "waybills"),
        ("单号,快递公司", "waybills"),
        ("订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码", "orders"),
        ("订单号,商家编码,数量,收货人,运单号", "orders"),
        ("订单号,快递公司,运单号", None),  # what was shipped: its numbers are used, and no pool of free ones
        ("运单号,扫描时间,物流状态,地点", "tracking"),
        ("Courier,Tracking number,Event time,Description", "tracking"),
        ("快递公司,运单号,时间", "waybills"),  # nothing is said of them
        ("甲,乙,丙", None),
        ("数量,备注", None),
    ],
)
def test_the_header_tells_the_kind(header: str, kind: Kind | None) -> None:
    assert kind_of_header(header.split(",")) == kind


def test_neither_the_name_nor_the_order_of_columns_matters(local_warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("导出时间 2026-11-03\n\n数量,库位,商家编码\n1,A-1,SKU1\n", encoding="utf-8")
    assert recognise(local_warehouse, path).kind == "stock"


def test_a_layout_somebody_mapped_is_known_from_then_on(local_warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("货品代号,剩余\nSKU1,4\n", encoding="utf-8")
    assert recognise(local_warehouse, path).kind is None
    header = sample(path).header
    do(local_warehouse, remember_columns, "stock", header, {"seller_code": "货品代号", "quantity": "剩余"})
    found = recognise(local_warehouse, path)
    assert (found.kind, found.mapped) == ("stock", True)


def test_what_is_no_table_is_said_so(local_warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(Unreadable) as caught:
        recognise(local_warehouse, path)
    assert caught.value.code == "sheets.not_a_table"


def test_samples_are_the_first_filled_cells_of_each_named_column(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("甲,,乙\n,x,1\na,x,2\nb,x,3\nc,x,4\nd,x,5\n", encoding="utf-8")
    found = sample(path)
    assert found.header == ("甲", "乙")
    assert found.values == (("a", "b", "c"), ("1", "2", "3"))


def test_guesses_take_known_names_first_and_then_names_that_hold_one() -> None:
    guessed = guess_columns("stock", ["我的商家编码（必填）", "数量", "库位", "备注"])
    assert guessed == {"seller_code": "我的商家编码（必填）", "quantity": "数量", "bin_code": "库位"}


def test_no_column_is_guessed_twice() -> None:
    for kind in KINDS:
        guessed = guess_columns(kind, ["商家编码 旧", "商品名称 旧", "数量 旧", "订单号 旧", "运单号 旧"])
        assert len(set(guessed.values())) == len(guessed)


@pytest.mark.parametrize(
    ("kind", "columns", "missing"),
    [
        ("products", {}, "seller_code"),
        ("products", {"seller_code": "x"}, None),
        ("stock", {"quantity": "x"}, "seller_code"),
        ("stock", {"quantity": "x", "barcode": "y"}, None),
        ("orders", {"number": "x", "title": "y"}, "quantity"),
        ("waybills", {"waybill": "x"}, "courier"),
        ("bins", {"zone": "x"}, "bin_code"),
        ("bins", {"bin_code": "x"}, None),
    ],
)
def test_what_must_be_named_before_a_list_says_anything(kind: Kind, columns: dict[str, str], missing: str | None) -> None:
    assert missing_field(kind, columns) == missing


def test_the_likeliest_kind_is_the_one_whose_needs_are_met() -> None:
    assert likeliest_kind(["仓库库位号码", "规格商家编码x", "剩余数量"]) == "stock"
    assert likeliest_kind(["我的库位", "所在库区"]) == "bins"
    assert likeliest_kind(["我的库位", "甲", "乙"]) == "products"  # a column of bins alone says nothing


def test_a_mapped_file_comes_in_beside_one_that_is_known(local_warehouse: Warehouse, tmp_path: Path) -> None:
    add_products(local_warehouse, 2)
    odd, known = tmp_path / "odd.csv", tmp_path / "known.csv"
    odd.write_text("货品代号,剩余\nSKU1,4\n", encoding="utf-8")
    known.write_text("库位,商家编码,数量\nA-2,SKU2,5\n", encoding="utf-8")
    mapping = {"seller_code": "货品代号", "quantity": "剩余"}
    do(local_warehouse, remember_columns, "stock", ("货品代号", "剩余"), mapping)
    result = bring_in(local_warehouse, SYSTEM, DESK, Intake("stock", (known, odd)))
    assert sorted(change.key for change in result.changes) == ["A-1 SKU1", "A-2 SKU2"]
    assert result.errors == []


def test_imports_are_listed_newest_first(local_warehouse: Warehouse, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"商家编码,商品名称\n{name},商品{name}\n", encoding="utf-8")
        bring_in(local_warehouse, SYSTEM, DESK, Intake("products", (path,)))
    with local_warehouse.reading() as session:
        page = imports_page(session, limit=2)
    assert page.total == 3
    assert [(row.kind, row.name, row.rows) for row in page.rows] == [
        ("products", "three.csv", 1),
        ("products", "two.csv", 1),
    ]


def test_a_file_of_bins_comes_in_like_any_other(local_warehouse: Warehouse, tmp_path: Path) -> None:
    path, odd = tmp_path / "bins.csv", tmp_path / "odd.csv"
    path.write_text("库位,库区,容量(件),可混放\nA-1,甲,40,是\nA-2,乙,-1,\n", encoding="utf-8")
    odd.write_text("架子,哪一区\nB-1,丙\n", encoding="utf-8")
    assert recognise(local_warehouse, path).kind == "bins"
    do(local_warehouse, remember_columns, "bins", ("架子", "哪一区"), {"bin_code": "架子", "zone": "哪一区"})
    assert recognise(local_warehouse, odd).kind == "bins"
    intake = Intake("bins", (path, odd))
    seen = preview(local_warehouse, SYSTEM, DESK, intake)
    assert seen == bring_in(local_warehouse, SYSTEM, DESK, intake)
    assert {change.key: change.kind for change in seen.changes} == {"A-1": "new", "B-1": "new"}
    assert [(p.file, p.row, p.code) for p in seen.errors] == [("bins.csv", 3, "sheets.negative")]
    assert bring_in(local_warehouse, SYSTEM, DESK, intake).count("unchanged") == 2
    with local_warehouse.reading() as session:
        assert {row.kind for row in imports_page(session).rows} == {"bins"}


def test_a_clerk_looks_at_no_file_of_bins(local_warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "bins.csv"
    path.write_text("库位,库区\nA-1,甲\n", encoding="utf-8")
    with pytest.raises(NotAllowed):
        preview(local_warehouse, Actor(1, "clerk", Role.CLERK), DESK, Intake("bins", (path,)))
