"""Release: the oldest deadline first, never more than is available, nothing that ought to be looked at or is held."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.database import LocalHouse
from tests.shop import (
    DAY,
    add_orders,
    add_products,
    add_stock,
    do,
    held_of,
    ids_of,
    open_shop,
    order,
    parsed,
    problems_of,
    states_of,
    stock_of,
)
from tests.stock.shelves import put
from warehouse_app.orders.commands import hold, pass_look, unhold
from warehouse_app.orders.missing import missing
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.release import release
from warehouse_app.stock.commands import add_bins, import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.lots.commands import set_expiry
from warehouse_app.stock.tables import Reservation
from warehouse_app.store.warehouse import Warehouse


def test_the_oldest_deadline_gets_the_last_pieces(warehouse: Warehouse) -> None:
    due = [("late", 30), ("soon", 2), ("later", 50), ("none", None)]
    orders = [order(n, {"SKU1": 2}, ship_by=DAY + timedelta(hours=h) if h else None, paid_at=DAY if h else None) for n, h in due]
    open_shop(warehouse, {"SKU1": 5}, *orders)
    result = do(warehouse, release)
    assert (result.released, result.short) == (["soon", "late"], ["later", "none"])
    assert stock_of(warehouse) == {"SKU1": (5, 4)}
    assert problems_of(warehouse) == []


def test_a_big_order_that_is_short_does_not_hold_up_a_small_one(warehouse: Warehouse) -> None:
    orders = [order("big", {"SKU1": 9}, ship_by=DAY), order("small", {"SKU1": 2}, ship_by=DAY + timedelta(hours=1))]
    open_shop(warehouse, {"SKU1": 5}, *orders)
    result = do(warehouse, release)
    assert (result.released, result.short) == (["small"], ["big"])


def test_an_order_is_released_whole_or_not_at_all(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5, "SKU2": 0}, order("1", {"SKU1": 2, "SKU2": 1}))
    assert do(warehouse, release).short == ["1"]
    assert stock_of(warehouse)["SKU1"] == (5, 0)
    with warehouse.reading() as session:
        assert [(m.number, m.seller_code, m.wanted, m.available) for m in missing(session)] == [("1", "SKU2", 1, 0)]


def test_a_short_order_goes_on_when_the_goods_have_come(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 1}, order("1", {"SKU1": 2}))
    assert do(warehouse, release).short == ["1"]
    assert do(warehouse, release).short == ["1"]  # said again, written once
    add_stock(warehouse, {"SKU1": 2})
    assert do(warehouse, release).released == ["1"]
    (order_id,) = ids_of(warehouse, "1")
    with warehouse.reading() as session:
        assert [row.kind for row in order_view(session, order_id).history] == ["imported", "short", "released"]


def test_what_is_released_is_not_released_again(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 2}))
    assert do(warehouse, release).released == ["1"]
    assert do(warehouse, release).released == []
    assert do(warehouse, release, ids_of(warehouse, "1")).released == []
    assert stock_of(warehouse) == {"SKU1": (9, 2)}


def test_held_orders_are_left_alone_until_they_may_go_on(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 2}), order("2", {"SKU1": 2}))
    do(warehouse, hold, ids_of(warehouse, "1"), "等客户")
    assert do(warehouse, release).released == ["2"]
    assert do(warehouse, release, ids_of(warehouse, "1")).released == []
    assert (states_of(warehouse)["1"], held_of(warehouse)["1"]) == ("waiting", "by_hand")
    do(warehouse, unhold, ids_of(warehouse, "1"))
    assert do(warehouse, release).released == ["1"]


@pytest.mark.parametrize(("field", "why"), [("message", "message"), ("note", "note")])
def test_words_of_buyer_or_seller_wait_for_a_look_once(warehouse: Warehouse, field: str, why: str) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 2}, **{field: "请放贺卡"}))
    assert do(warehouse, release).look == ["1"]
    assert do(warehouse, release).look == ["1"]
    (order_id,) = ids_of(warehouse, "1")
    with warehouse.reading() as session:
        view = order_view(session, order_id)
    assert view.row.look == (why,)
    assert [row.kind for row in view.history] == ["imported", "look"]
    do(warehouse, pass_look, [order_id])
    assert do(warehouse, release).released == ["1"]


def test_a_look_does_not_make_an_address_or_a_product(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 2}, address="", note="x"))
    do(warehouse, release)
    do(warehouse, pass_look, ids_of(warehouse, "1"))
    assert do(warehouse, release).look == ["1"]


def test_a_look_order_that_is_short_as_well_is_told_as_both(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 1}, order("1", {"SKU1": 2}, note="x"), order("2", {"SKU1": 1}, note="x"))
    result = do(warehouse, release)
    assert (result.look, result.short) == (["1", "2"], ["1"])
    assert states_of(warehouse) == {"1": "look", "2": "look"}


def test_several_bins_give_what_one_has_not(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    do(warehouse, add_bins, ["B-1", "B-2"])
    rows = [StockRow(2, "A-1", "SKU1", 2), StockRow(3, "B-1", "SKU1", 3), StockRow(4, "B-2", "SKU1", 1)]
    do(warehouse, import_stock, parsed(rows))
    open_shop(warehouse, {"SKU1": 2}, order("1", {"SKU1": 5}))
    do(warehouse, release)
    (order_id,) = ids_of(warehouse, "1")
    with warehouse.reading() as session:
        assert order_view(session, order_id).lines[0].bins == ("A-1", "B-1")
    assert problems_of(warehouse) == []


def test_only_the_orders_asked_for(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, *(order(str(n), {"SKU1": 1}) for n in range(4)))
    assert do(warehouse, release, ids_of(warehouse, "2", "1")).released == ["1", "2"]


@settings(max_examples=25)
@given(
    stock=st.lists(st.integers(0, 12), min_size=3, max_size=3),
    orders=st.lists(st.dictionaries(st.sampled_from(["SKU1", "SKU2", "SKU3"]), st.integers(1, 6), min_size=1), max_size=8),
)
def test_never_more_than_is_available_and_nobody_is_passed_over(
    stock: list[int], orders: list[dict[str, int]], local_house: LocalHouse
) -> None:
    _release_and_compare(local_house.empty(), stock, orders)


def _release_and_compare(warehouse: Warehouse, stock: list[int], orders: list[dict[str, int]]) -> None:
    free = {f"SKU{n}": pieces for n, pieces in enumerate(stock, 1)}
    told = [order(f"{n}", lines, ship_by=DAY + timedelta(hours=n)) for n, lines in enumerate(orders)]
    open_shop(warehouse, free, *told, waybills=0)
    expected = []
    for number, lines in enumerate(orders):
        if all(free[code] >= pieces for code, pieces in lines.items()):
            expected.append(f"{number}")
            free = {code: pieces - lines.get(code, 0) for code, pieces in free.items()}
    assert do(warehouse, release).released == expected
    assert {code: on_hand - reserved for code, (on_hand, reserved) in stock_of(warehouse).items()} == free
    assert problems_of(warehouse) == []


def test_a_release_of_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    result = do(warehouse, release)
    assert (result.released, result.short, result.look) == ([], [], [])


def test_what_expires_first_goes_first_and_expired_goods_stay(warehouse: Warehouse) -> None:
    today = warehouse.clock().astimezone().date()
    add_products(warehouse, 4)
    for n, (lot, days) in enumerate([("late", 90), ("soon", 3), ("gone", -1), ("today", 0)], 1):
        do(warehouse, set_expiry, 1, lot, today + timedelta(days))
        put(warehouse, f"A-{n}", 1, 2, lot)
    put(warehouse, "A-1", 1, 9)
    add_orders(warehouse, order("1", {"SKU1": 3}), order("2", {"SKU1": 4}), order("3", {"SKU1": 9}))
    assert do(warehouse, release).short == ["3"]
    with warehouse.reading() as session:
        kept = session.execute(select(Reservation.lot, func.sum(Reservation.quantity)).group_by(Reservation.lot)).all()
    assert {row[0]: int(row[1]) for row in kept} == {"today": 2, "soon": 2, "late": 2, "": 1}
    assert problems_of(warehouse) == []


def test_nothing_is_promised_from_the_dock_or_quarantine(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    put(warehouse, "DOCK", 1, 5)
    put(warehouse, "QUARANTINE", 1, 5)
    add_orders(warehouse, order("1", {"SKU1": 1}))
    assert do(warehouse, release).short == ["1"]
