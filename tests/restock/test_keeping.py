"""What is kept of SKUs by a file: read, shown before it is done, refused row by row, written out and read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.restock.house import open_shop
from tests.shop import DESK, add_products, barcode, do
from warehouse_app.inbound.buying.commands import retire_supplier
from warehouse_app.intake import Intake, bring_in, preview
from warehouse_app.people.commands import SYSTEM
from warehouse_app.recognising import kind_of_header
from warehouse_app.restock.keeping.commands import export_terms
from warehouse_app.restock.keeping.files import read_terms
from warehouse_app.restock.tables import RestockTerms
from warehouse_app.restock.terms import NAMES, TermsFields, save_terms
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Warehouse

HEADER = "商家编码,供应商,到货天数,起订量,每箱件数,安全库存,补货点,最多库存,不再进货,补货备注"


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    open_shop(warehouse, {"SKU1": 5, "SKU2": 5, "SKU3": 5})
    return warehouse


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "terms.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8-sig")
    return path


def bring(warehouse: Warehouse, path: Path) -> ImportResult:
    return bring_in(warehouse, SYSTEM, DESK, Intake("terms", (path,)))


def kept(warehouse: Warehouse) -> dict[int, TermsFields]:
    with warehouse.reading() as session:
        rows = session.execute(select(RestockTerms.__table__)).all()
    return {row.sku_id: TermsFields(**{name: getattr(row, name) for name in NAMES}) for row in rows}


def test_a_file_says_what_to_keep(shop: Warehouse, tmp_path: Path) -> None:
    by_barcode = f"{barcode(2)},,,,,,,,是,"
    path = written(tmp_path, "SKU1,示例服装厂,20,100,24,15,40,500,否,海运", by_barcode)
    shown = preview(shop, SYSTEM, DESK, Intake("terms", (path,)))
    assert kept(shop) == {}
    assert bring(shop, path) == shown
    assert shown.errors == []
    assert kept(shop) == {1: TermsFields(1, 20, 100, 24, 15, 40, 500, False, "海运"), 2: TermsFields(never=True)}
    assert [change.kind for change in bring(shop, path).changes] == ["unchanged", "unchanged"]


def test_an_empty_cell_leaves_and_a_dash_gives_back_to_the_computation(shop: Warehouse, tmp_path: Path) -> None:
    do(shop, save_terms, 1, TermsFields(supplier_id=1, minimum=10, pack=6, never=True, note="x"))
    (change,) = bring(shop, written(tmp_path, "SKU1,-,,-,,9,,,,")).changes
    assert kept(shop) == {1: TermsFields(pack=6, safety=9, never=True, note="x")}
    assert change.fields == {"supplier": ("示例服装厂", "–"), "minimum": ("10", "–"), "safety": ("", "9")}
    bring(shop, written(tmp_path, "SKU1,,,,自动,无,,,否,-"))
    assert kept(shop) == {}


def test_rows_that_cannot_be_are_named_and_change_nothing(shop: Warehouse, tmp_path: Path) -> None:
    rows = (
        "SKU9,,5,,,,,,,", "SKU1,没有这家,,,,,,,,", "SKU2,,401,,,,,,,", "SKU3,,,,,,9,8,,", "SKU1,,1.5,,,,,,,",
        "SKU2,,,,,,,,也许,", ",,3,,,,,,,", "SKU3,,7,,,,,,,", f"{barcode(3)},,8,,,,,,,", "SKU3,,9,,,,,,,",
    )  # fmt: skip
    result = bring(shop, written(tmp_path, *rows))
    assert {(problem.row, problem.column, problem.code) for problem in result.errors} == {
        (2, "seller_code", "sets.unknown_code"),
        (3, "supplier", "restock.unknown_supplier"),
        (4, "lead_days", "restock.bad_lead_days"),
        (5, "keep_least", "restock.least_above_most"),
        (6, "到货天数", "sheets.not_whole"),
        (7, "不再进货", "sheets.yes_or_no"),
        (8, "商家编码", "sheets.missing"),
        (9, "商家编码", "sheets.twice_in_file"),
        (10, "seller_code", "restock.sku_twice"),
        (11, "商家编码", "sheets.twice_in_file"),
    }
    assert kept(shop) == {}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_is_written_out_is_read_again(shop: Warehouse, tmp_path: Path, suffix: str, language: str) -> None:
    before = {1: TermsFields(1, 20, 100, 24, 15, 40, 500, True, "海运"), 2: TermsFields(lead_days=0, safety=0)}
    for sku_id, told in before.items():
        do(shop, save_terms, sku_id, told)
    path = tmp_path / f"terms.{suffix}"
    assert do(shop, export_terms, path, language) == 2
    for sku_id in before:
        do(shop, save_terms, sku_id, TermsFields())
    result = bring(shop, path)
    assert result.errors == []
    assert kept(shop) == before


def test_a_supplier_who_was_retired_stays_where_he_is_kept_and_is_new_nowhere(shop: Warehouse, tmp_path: Path) -> None:
    do(shop, save_terms, 1, TermsFields(1, 20))
    do(shop, retire_supplier, 1)
    path = tmp_path / "terms.csv"
    do(shop, export_terms, path, "zh_CN")
    assert bring(shop, path).errors == []
    do(shop, save_terms, 1, TermsFields())
    assert [one.code for one in bring(shop, path).errors] == ["restock.unknown_supplier"]


def test_a_list_of_terms_is_known_by_its_columns(tmp_path: Path) -> None:
    assert kind_of_header(HEADER.split(",")) == "terms"
    assert kind_of_header(["SKU", "MOQ", "Lead time"]) == "terms"
    assert kind_of_header(["商家编码", "商品名称", "供应商", "价格", "条码"]) == "products"
    assert kind_of_header("商家编码,商品名称,颜色,尺码,条码,重量,箱规".split(",")) == "products"
    assert kind_of_header("商家编码,商品名称,库存数量,安全库存".split(",")) == "stock"
    assert kind_of_header("商家编码,商品名称,条码,库位,数量,下架日期".split(",")) == "stock"
    assert kind_of_header("商家编码,商品名称,价格,重量,类目,下架日期".split(",")) == "products"
    (row,) = read_terms(written(tmp_path, "SKU1,5", header="商家编码,起订量")).rows
    assert row.changes == {"minimum": 5}


def test_nothing_is_kept_of_a_sku_that_was_merged_away(shop: Warehouse, tmp_path: Path) -> None:
    from warehouse_app.orders.joining import merge_sku

    add_products(shop, 3)
    do(shop, merge_sku, 2, 1)
    assert bring(shop, written(tmp_path, "SKU2,,,5,,,,,,")).errors == []
    assert kept(shop) == {1: TermsFields(minimum=5)}  # its former code means the other now
