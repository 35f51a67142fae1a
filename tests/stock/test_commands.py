"""Stock lists: what a file says lies in a bin is posted as the difference to what the ledger says."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.shop import (
    add_orders,
    add_products,
    add_stock,
    barcode,
    do,
    open_shop,
    order,
    parsed,
    problems_of,
    release_and_wave,
    stock_of,
)
from tests.stock.shelves import held, places, put
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.editing.commands import rename_sku
from warehouse_app.catalog.files import ProductRow
from warehouse_app.orders.release import release
from warehouse_app.stock import commands as stock_commands
from warehouse_app.stock.commands import add_bins, compare_stock, import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.ledger import post
from warehouse_app.stock.queries import moves_page, shop_size, sku_card, stock_page
from warehouse_app.stock.rules import Posting, Reason
from warehouse_app.stock.tables import Location, Lot
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Warehouse


def _bring(warehouse: Warehouse, *rows: StockRow, new_bins: bool = False) -> ImportResult:
    with warehouse.reading() as session:
        seen = compare_stock(session, parsed(rows), new_bins=new_bins)
    did = do(warehouse, import_stock, parsed(rows), new_bins=new_bins)
    assert seen == did
    return did


def _kinds(result: ImportResult) -> dict[str, str]:
    return {change.key: change.kind for change in result.changes}


def _moves(warehouse: Warehouse) -> list[tuple[str, str, int, str]]:
    with warehouse.reading() as session:
        return [(r.from_code, r.to_code, r.quantity, r.reason) for r in moves_page(session, descending=False).rows]


def test_a_list_waits_for_whoever_counts_or_approves(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    add_products(warehouse, 1)
    doors: list[str] = []
    monkeypatch.setattr(stock_commands, "one_at_a_time", lambda _tx, door: doors.append(door))
    do(warehouse, import_stock, parsed([StockRow(2, "A-1", "SKU1", 5)]))
    assert doors == ["import", "stock"]


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
        shelves = (Location.kind == "bin") & (Location.role == "shelf")
        codes = session.scalars(select(Location.code).where(shelves).order_by(Location.walk_key))
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


def test_a_products_card(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    for quantity in (5, 8, 2):
        _bring(warehouse, StockRow(2, "A-1", "SKU1", quantity))
    with warehouse.reading() as session:
        sku_id = stock_page(session).rows[0].sku_id
        card = sku_card(session, sku_id)
        assert sku_card(session, 999) is None
    assert card is not None
    assert (card.on_hand, card.reserved, card.available, card.barcodes) == (2, 0, 2, (barcode(1),))


@pytest.mark.parametrize("quantity", [1, 999_999])
def test_any_whole_number_of_pieces(warehouse: Warehouse, quantity: int) -> None:
    add_products(warehouse, 1)
    _bring(warehouse, StockRow(2, "A-1", "SKU1", quantity))
    assert stock_of(warehouse) == {"SKU1": (quantity, 0)}


def test_the_dock_is_no_bin_for_a_stock_list(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    result = _bring(warehouse, StockRow(2, "DOCK", "SKU1", 5), new_bins=True)
    assert [(p.row, p.code) for p in result.errors] == [(2, "stock.dock_bin")]
    assert stock_of(warehouse) == {"SKU1": (0, 0)}


def test_goods_at_the_dock_stand_in_the_list_and_are_not_available(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    place = places(warehouse)
    do(warehouse, post, "in", Reason.RECEIVED, [Posting(1, place["SUPPLIER"], place["DOCK"], 4)], "receipt:1")
    with warehouse.reading() as session:
        card = sku_card(session, 1)
        assert [(row.bin, row.on_hand, row.available) for row in stock_page(session).rows] == [("DOCK", 4, 0)]
    assert card is not None
    assert (card.on_hand, card.available) == (0, 0)


def test_goods_in_quarantine_count_as_lying_nowhere(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    place = places(warehouse)
    do(warehouse, post, "in", Reason.RECEIVED, [Posting(1, place["SUPPLIER"], place["QUARANTINE"], 4)], "receipt:1")
    with warehouse.reading() as session:
        page = stock_page(session)
    assert [(row.seller_code, row.bin, row.on_hand) for row in page.rows] == [("SKU1", "", 0), ("SKU2", "", 0)]
    assert page.total == 2


@pytest.mark.parametrize("sort", ["bin", "seller_code", "name", "on_hand", "reserved", "available", "colour", "size"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_put_together_are_the_whole_list(warehouse: Warehouse, sort: str, descending: bool) -> None:
    add_products(warehouse, 7)
    add_stock(warehouse, {"SKU2": 5, "SKU4": 1, "SKU7": 9})
    with warehouse.reading() as session:
        whole = stock_page(session, sort=sort, descending=descending)
        parts = [stock_page(session, sort=sort, descending=descending, offset=n, limit=2) for n in (0, 2, 4, 6)]
        found = stock_page(session, text="SKU", sort=sort, descending=descending)
    assert [row for part in parts for row in part.rows] == whole.rows == found.rows
    assert {part.total for part in parts} == {whole.total} == {7}
    assert len({row.sku_id for row in whole.rows}) == 7


JUNE, JULY = date(2027, 6, 30), date(2027, 7, 31)


def _by_lot(warehouse: Warehouse) -> None:
    """SKU1 is kept by lots, SKU2 is not."""
    add_products(warehouse, 2)
    do(warehouse, import_products, parsed([ProductRow(2, "SKU1", lots=True)]))


def _lots(warehouse: Warehouse) -> dict[str, date | None]:
    with warehouse.reading() as session:
        return {row.code: row.expires for row in session.execute(select(Lot.code, Lot.expires))}


def test_stock_is_opened_and_corrected_lot_by_lot(warehouse: Warehouse) -> None:
    _by_lot(warehouse)
    rows = [
        StockRow(2, "A-1", "SKU1", 5, "L1", JUNE), StockRow(3, "A-1", "SKU1", 4, "L2"), StockRow(4, "A-2", "SKU1", 2, "L1"),
        StockRow(5, "A-2", "SKU2", 3), StockRow(6, "A-2", "SKU1", 0, "L9", JULY),
    ]  # fmt: skip
    opened = _bring(warehouse, *rows)
    assert opened.errors == opened.warnings == []
    assert [(change.key, change.kind, change.fields) for change in opened.changes] == [
        ("A-1 SKU1 L1", "new", {"quantity": ("0", "5"), "expires": ("", "2027-06-30")}),
        ("A-1 SKU1 L2", "new", {"quantity": ("0", "4")}),
        ("A-2 SKU1 L1", "new", {"quantity": ("0", "2")}),
        ("A-2 SKU2", "new", {"quantity": ("0", "3")}),
        ("A-2 SKU1 L9", "unchanged", {}),
    ]
    assert held(warehouse, "L1") == {("A-1", 1): 5, ("A-2", 1): 2}
    assert held(warehouse, "L2") == {("A-1", 1): 4}
    assert _lots(warehouse) == {"L1": JUNE, "L2": None}
    assert set(_kinds(_bring(warehouse, *rows)).values()) == {"unchanged"}
    assert _kinds(_bring(warehouse, StockRow(2, "A-1", "SKU1", 1, "L1"))) == {"A-1 SKU1 L1": "changed"}
    assert held(warehouse, "L1") == {("A-1", 1): 1, ("A-2", 1): 2}
    assert held(warehouse, "L2") == {("A-1", 1): 4}
    assert problems_of(warehouse) == []


def test_a_lot_that_has_no_last_day_gets_it_and_one_that_has_keeps_it(warehouse: Warehouse) -> None:
    _by_lot(warehouse)
    _bring(warehouse, StockRow(2, "A-1", "SKU1", 5, "L1"))
    (dated,) = _bring(warehouse, StockRow(2, "A-1", "SKU1", 5, "L1", JUNE)).changes
    assert (dated.kind, dated.fields) == ("changed", {"expires": ("", "2027-06-30")})
    assert _lots(warehouse) == {"L1": JUNE}
    other = _bring(warehouse, StockRow(2, "A-1", "SKU1", 7, "L1", JULY))
    assert [(p.row, p.column, p.code) for p in other.errors] == [(2, "expires", "sheets.lot_differs")]
    assert other.errors[0].fields == {"seller_code": "SKU1", "lot": "L1", "kept": "2027-06-30", "given": "2027-07-31"}
    assert (_lots(warehouse), held(warehouse, "L1")) == ({"L1": JUNE}, {("A-1", 1): 5})


def test_one_lot_cannot_have_two_last_days_in_one_file(warehouse: Warehouse) -> None:
    _by_lot(warehouse)
    result = _bring(warehouse, StockRow(2, "A-1", "SKU1", 5, "L1", JUNE), StockRow(3, "A-2", barcode(1), 5, "L1", JULY))
    assert [(p.row, p.code) for p in result.errors] == [(3, "sheets.lot_differs")]
    assert _lots(warehouse) == {"L1": JUNE}


def test_goods_kept_by_lots_need_one_and_others_have_none(warehouse: Warehouse) -> None:
    _by_lot(warehouse)
    result = _bring(
        warehouse, StockRow(2, "A-1", "SKU1", 5), StockRow(3, "A-2", "SKU2", 5, "L1"), StockRow(4, "A-1", "SKU1", 1, "L1"),
        StockRow(5, "A-1", barcode(1), 2, "L1"), StockRow(6, "DOCK", "SKU1", 2, "L1"),
        StockRow(7, "QUARANTINE", "SKU1", 2, "L1"),
    )  # fmt: skip
    assert [(p.row, p.column, p.code) for p in result.errors] == [
        (2, "lot", "sheets.lot_needed"), (3, "lot", "sheets.lot_not_kept"), (5, "seller_code", "stock.same_goods_twice"),
        (6, "bin_code", "stock.dock_bin"), (7, "bin_code", "stock.virtual_bin"),
    ]  # fmt: skip
    assert (held(warehouse), held(warehouse, "L1")) == ({}, {("A-1", 1): 1})
    assert problems_of(warehouse) == []


def test_pieces_that_lie_without_a_lot_are_pointed_out_once_per_bin(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_stock(warehouse, {"SKU1": 5})
    do(warehouse, import_products, parsed([ProductRow(2, "SKU1", lots=True)]))
    result = _bring(warehouse, StockRow(2, "A-1", "SKU1", 2, "L1"), StockRow(3, "A-1", "SKU1", 3, "L2"))
    assert [(p.row, p.code, p.fields["pieces"]) for p in result.warnings] == [(2, "sheets.loose_pieces", 5)]
    assert (held(warehouse), held(warehouse, "L2")) == ({("A-1", 1): 5}, {("A-1", 1): 3})


def test_a_lot_does_not_fall_below_what_is_promised_of_it(warehouse: Warehouse) -> None:
    _by_lot(warehouse)
    rows = [StockRow(2, "A-1", "SKU1", 3, "L1", date(2099, 1, 1)), StockRow(3, "A-1", "SKU1", 9, "L2", date(2099, 2, 1))]
    _bring(warehouse, *rows)
    add_orders(warehouse, order("1", {"SKU1": 3}))
    do(warehouse, release)
    result = _bring(warehouse, StockRow(2, "A-1", "SKU1", 2, "L1"), StockRow(3, "A-1", "SKU1", 2, "L2"))
    assert [(p.row, p.code) for p in result.errors] == [(2, "stock.below_reserved")]
    assert (held(warehouse, "L1"), held(warehouse, "L2")) == ({("A-1", 1): 3}, {("A-1", 1): 2})
    assert problems_of(warehouse) == []


@pytest.mark.parametrize(("code", "said"), [("dock", "stock.dock_bin"), ("Quarantine", "stock.virtual_bin")])
def test_the_houses_own_places_are_known_however_they_are_written(warehouse: Warehouse, code: str, said: str) -> None:
    add_products(warehouse, 1)
    result = _bring(warehouse, StockRow(2, code, "SKU1", 5), new_bins=True)
    assert [(p.row, p.code) for p in result.errors] == [(2, said)]
    assert code not in places(warehouse)


def test_a_former_code_still_names_its_goods(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    do(warehouse, rename_sku, 1, "NEW1")
    put(warehouse, "A-1", 1, 2)
    assert _kinds(_bring(warehouse, StockRow(2, "", "SKU1", 6))) == {"A-1 NEW1": "changed"}
    twice = _bring(warehouse, StockRow(2, "A-1", "SKU1", 6), StockRow(3, "A-1", "NEW1", 7))
    assert [(p.row, p.code) for p in twice.errors] == [(3, "stock.same_goods_twice")]
    assert held(warehouse) == {("A-1", 1): 6}
