"""The account of one SKU: every move with what the house held after it, on both databases."""

from __future__ import annotations

from tests.shop import add_orders, add_products, add_stock, add_waybills, order, pack, release_and_wave
from warehouse_app.stock.looks.account import running_account
from warehouse_app.stock.queries import sku_card, stock_page
from warehouse_app.store.warehouse import Warehouse


def sku_id(warehouse: Warehouse, code: str) -> int:
    with warehouse.reading() as session:
        return next(row.sku_id for row in stock_page(session, text=code).rows if row.seller_code == code)


def test_the_account_runs_from_the_opening_to_what_left(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": 10, "SKU2": 3})
    add_stock(warehouse, {"SKU1": 8})
    add_stock(warehouse, {"SKU1": 9})
    add_waybills(warehouse)
    add_orders(warehouse, order("1001", {"SKU1": 2}))
    release_and_wave(warehouse)
    pack(warehouse, "1001")
    today = warehouse.clock().astimezone().date()
    with warehouse.reading() as session:
        account = running_account(session, sku_id(warehouse, "SKU1"), today, today)
        last = running_account(session, sku_id(warehouse, "SKU1"), today, today, offset=3, limit=1)
    assert [(m.reason, m.from_code, m.to_code, m.into - m.out, m.balance) for m in account.rows] == [
        ("opening", "SUPPLIER", "A-1", 10, 10),
        ("correction", "A-1", "LOSS", -2, 8),
        ("correction", "FOUND", "A-1", 1, 9),
        ("shipped", "A-1", "CUSTOMER", -2, 7),
    ]
    assert (account.opening, account.into, account.out, account.closing, account.total) == (0, 11, 4, 7, 4)
    assert last.rows == account.rows[-1:]


def test_a_card_sums_over_all_bins(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_stock(warehouse, {"SKU1": 5})
    add_orders(warehouse, order("1001", {"SKU1": 2}))
    add_waybills(warehouse)
    release_and_wave(warehouse)
    with warehouse.reading() as session:
        card = sku_card(session, sku_id(warehouse, "SKU1"))
        assert sku_card(session, 999_999) is None
    assert card is not None
    assert (card.on_hand, card.reserved, card.available, len(card.barcodes)) == (5, 2, 3, 1)


def test_signs_of_the_search_language_are_only_letters(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    with warehouse.reading() as session:
        assert stock_page(session, text="%").total == 0
        assert stock_page(session, text="_KU1").total == 0
        assert stock_page(session, text="sku1").total == 1
