"""Products coming in: the preview says what would happen, the import does exactly that."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.shop import add_products, barcode, do, parsed
from warehouse_app.catalog.commands import compare_products, import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.store.warehouse import Warehouse


def _row(number: int, **fields: object) -> ProductRow:
    told: dict[str, object] = {
        "seller_code": f"SKU{number}", "name": f"商品{number}", "colour": "黑色", "size": "M", "barcodes": (barcode(number),),
        "price": Decimal("19.90"), "weight_g": 100, "bin_code": f"A-{number}", "category": "围巾", "picture": "",
    }  # fmt: skip
    return ProductRow(number + 1, **(told | fields))  # type: ignore[arg-type]  # fields of many types


def _kinds(warehouse: Warehouse, *rows: ProductRow) -> dict[str, str]:
    with warehouse.reading() as session:
        seen = {change.key: change.kind for change in compare_products(session, parsed(rows)).changes}
    did = {change.key: change.kind for change in do(warehouse, import_products, parsed(rows)).changes}
    assert seen == did
    return did


def _barcodes(warehouse: Warehouse) -> dict[str, tuple[str, int]]:
    with warehouse.reading() as session:
        rows = session.execute(select(Barcode.code, Sku.seller_code, Barcode.multiple).join(Sku, Sku.id == Barcode.sku_id))
        return {row.code: (row.seller_code, row.multiple) for row in rows}


def test_new_changed_and_unchanged_are_told_apart(warehouse: Warehouse) -> None:
    assert _kinds(warehouse, _row(1), _row(2)) == {"SKU1": "new", "SKU2": "new"}
    assert _kinds(warehouse, _row(1), _row(2)) == {"SKU1": "unchanged", "SKU2": "unchanged"}
    assert _kinds(warehouse, _row(1, price=Decimal("29.90")), _row(3)) == {"SKU1": "changed", "SKU3": "new"}
    with warehouse.reading() as session:
        assert session.scalar(select(Sku.price).where(Sku.seller_code == "SKU1")) == Decimal("29.90")


def test_the_preview_names_what_was_and_what_will_be(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([_row(1)]))
    with warehouse.reading() as session:
        (change,) = compare_products(session, parsed([_row(1, colour="白色", weight_g=250)])).changes
    assert change.fields == {"colour": ("黑色", "白色"), "weight_g": ("100", "250")}
    assert change.row == 2


def test_an_empty_cell_changes_nothing(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([_row(1)]))
    bare = ProductRow(2, "SKU1")
    assert _kinds(warehouse, bare) == {"SKU1": "unchanged"}
    with warehouse.reading() as session:
        sku = session.execute(select(Sku.colour, Sku.price, Sku.weight_g, Sku.home_bin)).one()
    assert tuple(sku) == ("黑色", Decimal("19.90"), 100, "A-1")


def test_a_barcode_of_another_product_is_a_problem_of_its_row_alone(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([_row(1)]))
    result = do(warehouse, import_products, parsed([_row(2, barcodes=(barcode(1),)), _row(3)]))
    assert [(p.row, p.column, p.code, p.fields) for p in result.errors] == [
        (3, "barcode", "catalog.barcode_taken", {"barcode": barcode(1), "owner": "SKU1"})
    ]
    assert [change.key for change in result.changes] == ["SKU3"]
    assert _barcodes(warehouse) == {barcode(1): ("SKU1", 1), barcode(3): ("SKU3", 1)}


def test_a_carton_code_stands_for_several_pieces_and_can_be_corrected(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([_row(1)]))
    assert _kinds(warehouse, _row(1, barcodes=("CARTON1",), multiple=12)) == {"SKU1": "changed"}
    assert _barcodes(warehouse) == {barcode(1): ("SKU1", 1), "CARTON1": ("SKU1", 12)}
    assert _kinds(warehouse, _row(1, barcodes=("CARTON1",), multiple=10)) == {"SKU1": "changed"}
    assert _kinds(warehouse, _row(1, barcodes=("CARTON1",), multiple=10)) == {"SKU1": "unchanged"}
    assert _barcodes(warehouse)["CARTON1"] == ("SKU1", 10)


def test_codes_that_differ_by_case_are_different_products(warehouse: Warehouse) -> None:
    rows = [_row(1, seller_code="15056bl", barcodes=()), _row(2, seller_code="15056BL", barcodes=())]
    assert _kinds(warehouse, *rows) == {"15056bl": "new", "15056BL": "new"}


def test_skus_of_one_name_are_one_product_and_a_new_name_moves_its_sku(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([_row(1, name="围巾"), _row(2, name="围巾")]))
    with warehouse.reading() as session:
        assert list(session.scalars(select(Product.name))) == ["围巾"]
    assert _kinds(warehouse, _row(2, name="披肩")) == {"SKU2": "changed"}
    with warehouse.reading() as session:
        names = session.execute(select(Sku.seller_code, Product.name).join(Product)).all()
    assert {row.seller_code: row.name for row in names} == {"SKU1": "围巾", "SKU2": "披肩"}


def test_a_product_without_a_name_goes_by_its_code(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([ProductRow(2, "SKU9")]))
    with warehouse.reading() as session:
        assert session.scalar(select(Product.name)) == "SKU9"


def test_a_new_category_is_seen_and_taken_over(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([_row(1)]))
    assert _kinds(warehouse, _row(1, category="帽子")) == {"SKU1": "changed"}
    assert _kinds(warehouse, _row(1, category="帽子")) == {"SKU1": "unchanged"}


def test_a_thousand_rows_at_once(warehouse: Warehouse) -> None:
    assert len(add_products(warehouse, 1100)) == 1100
    assert len(_barcodes(warehouse)) == 1100


def _product(warehouse: Warehouse, name: str) -> tuple[str, str, bool, bool]:
    with warehouse.reading() as session:
        wanted = select(Product.category, Product.style, Product.material, Product.lots).where(Product.name == name)
        category, style, material, lots = session.execute(wanted).one()
    return category, style, material, lots


def test_sizes_style_material_and_lots_come_in_and_are_seen_before(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([_row(1, length_mm=100)]))
    told = _row(1, length_mm=120, width_mm=80, height_mm=30, style="S1", material=False, lots=True)
    with warehouse.reading() as session:
        (change,) = compare_products(session, parsed([told])).changes
    assert change.fields == {
        "length_mm": ("100", "120"), "width_mm": ("", "80"), "height_mm": ("", "30"), "style": ("", "S1"), "lots": ("0", "1"),
    }  # fmt: skip
    assert _kinds(warehouse, told) == {"SKU1": "changed"}
    assert _product(warehouse, "商品1") == ("围巾", "S1", False, True)
    with warehouse.reading() as session:
        assert tuple(session.execute(select(Sku.length_mm, Sku.width_mm, Sku.height_mm)).one()) == (120, 80, 30)
    assert _kinds(warehouse, told, _row(2)) == {"SKU1": "unchanged", "SKU2": "new"}
    assert _kinds(warehouse, ProductRow(2, "SKU1")) == {"SKU1": "unchanged"}
    assert _product(warehouse, "商品1") == ("围巾", "S1", False, True)
    assert _kinds(warehouse, _row(1, lots=False)) == {"SKU1": "changed"}
    assert _product(warehouse, "商品1") == ("围巾", "S1", False, False)


def test_a_row_without_a_name_speaks_of_the_product_its_sku_belongs_to(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([_row(1)]))
    bare = ProductRow(2, "SKU1", category="帽子", price=Decimal("9.90"), lots=True)
    assert _kinds(warehouse, bare) == {"SKU1": "changed"}
    assert _product(warehouse, "商品1") == ("帽子", "", False, True)
    with warehouse.reading() as session:
        assert list(session.scalars(select(Product.name))) == ["商品1"]
    assert _kinds(warehouse, bare) == {"SKU1": "unchanged"}


def test_a_product_that_gets_another_name_stays_what_it_was(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([_row(1, lots=True, style="S1")]))
    assert _kinds(warehouse, ProductRow(2, "SKU1", "新名字")) == {"SKU1": "changed"}
    assert _product(warehouse, "新名字") == ("围巾", "", False, True)


@pytest.mark.parametrize(("fact", "one", "other"), [("style", "S1", "S2"), ("material", True, False), ("lots", True, False)])
def test_rows_of_one_product_may_not_contradict_each_other(warehouse: Warehouse, fact: str, one: object, other: object) -> None:
    rows = [
        _row(1, name="围巾", **{fact: one}), _row(2, name="围巾"), _row(3, name="围巾", **{fact: other}),
        _row(4, name="围巾", **{fact: one}),
    ]  # fmt: skip
    result = do(warehouse, import_products, parsed(rows))
    assert [(p.row, p.column, p.code, p.fields) for p in result.errors] == [
        (4, fact, "sheets.product_differs", {"name": "围巾", "first": 2})
    ]
    assert [change.key for change in result.changes] == ["SKU1", "SKU2", "SKU4"]


def test_a_style_belongs_to_one_product(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([_row(1, style="S1")]))
    result = do(warehouse, import_products, parsed([_row(2, style="S1"), _row(3, style="S2"), _row(4, style="S2")]))
    assert [(p.row, p.column, p.code, p.fields) for p in result.errors] == [
        (3, "style", "catalog.style_taken", {"style": "S1", "name": "商品1"}),
        (5, "style", "catalog.style_taken", {"style": "S2", "name": "商品3"}),
    ]
    assert [change.key for change in result.changes] == ["SKU3"]
