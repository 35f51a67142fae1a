"""Stock lists: what a file says lies in a bin is posted as the difference to what the ledger says."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.shop import add_products, barcode, do, open_shop, order, parsed, problems_of, release_and_wave, stock_of
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.stock.commands import add_bins, compare_stock, import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.queries import moves_page, shop_size, sku_card, sku_moves, stock_page
from warehouse_app.stock.tables import Location
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Warehouse


def _bring(warehouse: Warehouse, *rows: StockRow, new_bins: bool = False) -> ImportResult:
    with warehouse.reading() as session:
        seen = compare_stock(session, parsed(rows), new_bins=new_bins)
    did = do(warehouse, import_stock, parsed(rows), new_bins=new_bins)
    assert (seen.changes, seen.errors) == (did.changes, did.errors)
    return did


def _kinds(result: ImportResult) -> dict[str, str]:
    return {change.key: change.kind for change in result.changes}


def _moves(warehouse: Warehouse) -> list[tuple[str, str, int, str]]:
    with warehouse.reading() as session:
        return [(r.from_code, r.to_code, r.quantity, r.reason) for r in moves_page(session, descending=False).rows]


def test_the_first_list_opens_the_books_and_later_ones_correct_them(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    assert _kinds(_bring(warehouse, StockRow(2, "A-1", "SKU1", 5), StockRow(3, "A-2", "SKU2", 0))) == {
        "A-1 SKU1": "new", "A-2 SKU2": "unchanged",
    }  # fmt: skip
    assert _kinds(_bring(warehouse, StockRow(2, "A-1", "SKU1", 5))) == {"A-1 SKU1": "unchanged"}
    assert _kinds(_bring(warehouse, StockRow(2, "A-1", "SKU1", 8))) == {"A-1 SKU1": "changed"}
    _bring(warehouse, StockRow(2, "A-1", "SKU1", 1))
    assert _moves(warehouse) == [
        ("SUPPLIER", "A-1", 5, "opening"), ("FOUND", "A-1", 3, "correction"), ("A-1", "LOSS", 7, "correction"),
    ]  # fmt: skip
    assert problems_of(warehouse) == []


def test_a_bin_nobody_heard_of_is_a_problem_once_the_shop_has_bins(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    wrong = StockRow(2, "A-l", "SKU1", 5)
    assert [(p.row, p.column, p.code) for p in _bring(warehouse, wrong).errors] == [(2, "bin_code", "stock.unknown_bin")]
    assert stock_of(warehouse) == {"SKU1": (0, 0)}
    assert _bring(warehouse, wrong, new_bins=True).errors == []
    assert stock_of(warehouse) == {"SKU1": (5, 0)}


def test_a_shop_without_bins_gets_them_from_its_first_list(warehouse: Warehouse) -> None:
    do(warehouse, import_products, parsed([ProductRow(2, "SKU1", "商品")]))
    assert _bring(warehouse, StockRow(2, "A-1", "SKU1", 3)).errors == []
    assert stock_of(warehouse) == {"SKU1": (3, 0)}


def test_bad_rows_stop_only_themselves(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 4}))
    release_and_wave(warehouse)
    add_products(warehouse, 2)
    do(warehouse, import_products, parsed([ProductRow(2, "HOMELESS", "无库位")]))
    result = _bring(
        warehouse, StockRow(2, "A-1", "NOBODY", 1), StockRow(3, "", "HOMELESS", 1), StockRow(4, "LOSS", "SKU1", 1),
        StockRow(5, "A-1", "SKU1", 3), StockRow(6, "A-2", "SKU2", 9),
    )  # fmt: skip
    assert [(p.row, p.code) for p in result.errors] == [
        (2, "stock.unknown_sku"), (3, "stock.bin_missing"), (4, "stock.virtual_bin"), (5, "stock.below_reserved"),
    ]  # fmt: skip
    assert stock_of(warehouse) == {"SKU1": (5, 4), "SKU2": (9, 0), "HOMELESS": (0, 0)}
    assert problems_of(warehouse) == []


def test_a_row_may_name_its_product_by_barcode_and_leave_its_bin_to_the_home_bin(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    assert _kinds(_bring(warehouse, StockRow(2, "", barcode(2), 6))) == {"A-2 SKU2": "new"}
    assert stock_of(warehouse)["SKU2"] == (6, 0)


def test_a_home_bin_and_a_named_bin_that_are_the_same_are_counted_once(warehouse: Warehouse) -> None:
    """One row names the bin, the other means it, one the code and the other the barcode: never added up."""
    add_products(warehouse, 1)
    result = _bring(warehouse, StockRow(2, "A-1", "SKU1", 6), StockRow(3, "", barcode(1), 4))
    assert [(p.row, p.code) for p in result.errors] == [(3, "stock.same_goods_twice")]
    assert stock_of(warehouse) == {"SKU1": (6, 0)}


def test_bins_are_made_once_and_sorted_as_a_person_walks(warehouse: Warehouse) -> None:
    assert do(warehouse, add_bins, ["A10", " A2 ", "A2", "", "B1"]) == ["A10", "A2", "B1"]
    assert do(warehouse, add_bins, ["A2", "A3"]) == ["A3"]
    with warehouse.reading() as session:
        codes = session.scalars(select(Location.code).where(Location.kind == "bin").order_by(Location.walk_key))
        assert list(codes) == ["A2", "A3", "A10", "B1"]


def test_stock_and_moves_are_found_and_paged(warehouse: Warehouse) -> None:
    open_shop(warehouse, {f"SKU{n}": n for n in range(1, 13)})
    with warehouse.reading() as session:
        page = stock_page(session, limit=3, offset=3)
        assert ([row.bin for row in page.rows], page.total) == (["A-4", "A-5", "A-6"], 12)
        assert [row.seller_code for row in stock_page(session, text=barcode(7)).rows] == ["SKU7"]
        assert {row.seller_code for row in stock_page(session, text="sku1").rows} == {"SKU1", "SKU10", "SKU11", "SKU12"}
        assert [row.seller_code for row in stock_page(session, bin_code="A-12").rows] == ["SKU12"]
        assert stock_page(session, text="100%").total == 0
        assert [row.on_hand for row in stock_page(session, sort="on_hand", descending=True, limit=2).rows] == [12, 11]
        assert [row.seller_code for row in moves_page(session, seller_code="SKU5").rows] == ["SKU5"]
        assert (shop_size(session).skus, shop_size(session).pieces) == (12, sum(range(1, 13)))


def test_a_products_card_and_what_happened_to_it(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    for quantity in (5, 8, 2):
        _bring(warehouse, StockRow(2, "A-1", "SKU1", quantity))
    with warehouse.reading() as session:
        sku_id = stock_page(session).rows[0].sku_id
        card, moves = sku_card(session, sku_id), sku_moves(session, sku_id)
        assert sku_card(session, 999) is None
    assert card is not None
    assert (card.on_hand, card.reserved, card.available, card.barcodes) == (2, 0, 2, (barcode(1),))
    assert [(move.change, move.on_hand) for move in moves.rows] == [(-6, 2), (3, 8), (5, 5)]


@pytest.mark.parametrize("quantity", [1, 999_999])
def test_any_whole_number_of_pieces(warehouse: Warehouse, quantity: int) -> None:
    add_products(warehouse, 1)
    _bring(warehouse, StockRow(2, "A-1", "SKU1", quantity))
    assert stock_of(warehouse) == {"SKU1": (quantity, 0)}
