"""Less in the bin than promised: other bins, then the least urgent order; and nobody is promised what nobody finds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.shop import (
    DAY,
    add_orders,
    carry_back,
    do,
    on_desk,
    open_shop,
    order,
    parcel_of,
    parsed,
    problems_of,
    states_of,
    stock_of,
)
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders.release import release
from warehouse_app.orders.selling.queries import available_rows, shops
from warehouse_app.orders.shorts.queries import lacks
from warehouse_app.packing.short_pick import ShortPicked, short_pick
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.confirming.commands import confirm_stop, take
from warehouse_app.picking.confirming.queries import walk
from warehouse_app.picking.confirming.statements import Place
from warehouse_app.picking.counting import count_tasks, counted
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.queries import stock_page
from warehouse_app.store.warehouse import Warehouse, new_action


def make_wave(warehouse: Warehouse, elsewhere: int, way: str = "orders") -> int:
    """A-1 holds four of SKU1: two for order 1, one for order 2 (with one SKU2), one for order 3. Some more lie in B-9."""
    wanted = ({"SKU1": 2}, {"SKU1": 1, "SKU2": 1}, {"SKU1": 1})
    orders = [order(str(n), lines, ship_by=DAY + timedelta(hours=n)) for n, lines in enumerate(wanted, 1)]
    open_shop(warehouse, {"SKU1": 4, "SKU2": 9}, *orders)
    do(warehouse, release)
    if elsewhere:
        do(warehouse, import_stock, parsed([StockRow(2, "B-9", "SKU1", elsewhere)], "more.csv"), new_bins=True)
    return do(warehouse, start_wave, way=way).id


def stops(warehouse: Warehouse, wave_id: int) -> list[tuple[str, int, int]]:
    with warehouse.reading() as session:
        return sorted((stop.bin, stop.quantity, stop.taken) for stop in walk(session, wave_id).stops)


def place_of(warehouse: Warehouse, wave_id: int, bin_code: str) -> Place:
    with warehouse.reading() as session:
        return next(stop.place for stop in walk(session, wave_id).stops if stop.bin == bin_code)


def short_at(warehouse: Warehouse, wave_id: int, there: int, action: str = "") -> ShortPicked:
    return do(warehouse, short_pick, wave_id, place_of(warehouse, wave_id, "A-1"), there, action or new_action())


def test_missing_pieces_are_taken_from_another_bin(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse, elsewhere=5)
    place = place_of(warehouse, wave, "A-1")
    done = short_at(warehouse, wave, 1, "a")
    assert (done.missing, done.moved, done.bins, done.waiting) == (3, 3, ("B-9",), ())
    assert stops(warehouse, wave) == [("A-1", 1, 0), ("A-2", 1, 0), ("B-9", 3, 0)]
    assert do(warehouse, short_pick, wave, place, 1, "a") == ShortPicked(3, again=True)
    assert states_of(warehouse) == {"1": "in_wave", "2": "in_wave", "3": "in_wave"}
    assert problems_of(warehouse) == []


def test_with_nothing_elsewhere_the_least_urgent_order_waits(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse, elsewhere=1)
    done = short_at(warehouse, wave, 2)
    assert (done.moved, done.bins, done.waiting) == (1, ("B-9",), ("3",))
    assert states_of(warehouse) == {"1": "in_wave", "2": "in_wave", "3": "short"}
    assert parcel_of(warehouse, "3").state == "cancelled"
    assert stops(warehouse, wave) == [("A-1", 2, 0), ("A-2", 1, 0), ("B-9", 1, 0)]
    assert problems_of(warehouse) == []


def test_what_nobody_finds_is_promised_to_nobody_until_the_bin_is_counted(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse, elsewhere=0)
    assert short_at(warehouse, wave, 2).waiting == ("3", "2")
    add_orders(warehouse, order("9", {"SKU1": 1}), name="late.csv")
    do(warehouse, release)
    assert states_of(warehouse) == {"1": "in_wave", "2": "short", "3": "short", "9": "short"}
    with warehouse.reading() as session:
        (task,) = count_tasks(session)
        lacking = {lack.number: (lack.wanted, lack.available) for lack in lacks(session)}
        (shop,) = shops(session)
        available = {line.seller_code: line.available for line in available_rows(session, shop.id, DAY.date())}
        listed = {line.seller_code: line.available for line in stock_page(session, text="SKU1").rows}
    assert lacking == {"2": (1, 0), "3": (1, 0), "9": (1, 0)}
    assert available["SKU1"] == listed["SKU1"] == 0
    assert (task.bin, task.seller_code, task.expected) == ("A-1", "SKU1", 4)
    assert do(warehouse, counted, task.id, 3, "盘点", new_action()) == 1
    with pytest.raises(Conflict, match=r"ways\.counted_already"):
        do(warehouse, counted, task.id, 3, "盘点", new_action())
    do(warehouse, release)
    assert sorted(states_of(warehouse).values()) == ["in_wave", "released", "short", "short"]
    assert stock_of(warehouse)["SKU1"] == (3, 3)
    assert problems_of(warehouse) == []


def test_pieces_in_the_cart_are_not_counted_in_the_bin(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse, elsewhere=5)
    place = place_of(warehouse, wave, "A-1")
    do(warehouse, take, wave, place, ["SKU1"], new_action(), bin_open=True)
    short_at(warehouse, wave, 0)
    with warehouse.reading() as session:
        (task,) = count_tasks(session)
    assert task.expected == 3
    assert do(warehouse, counted, task.id, 0, "盘点", new_action()) == 3
    assert stock_of(warehouse)["SKU1"] == (6, 4)  # one in the cart, five in B-9
    assert problems_of(warehouse) == []


@pytest.mark.parametrize("way", ["orders", "cart"])
def test_goods_of_an_order_taken_out_that_are_in_the_cart_lie_on_the_desk(warehouse: Warehouse, way: str) -> None:
    wave = make_wave(warehouse, elsewhere=0, way=way)
    do(warehouse, confirm_stop, wave, place_of(warehouse, wave, "A-2"), new_action())
    done = short_at(warehouse, wave, 2)
    assert done.waiting == ("3", "2")
    assert on_desk(warehouse) == {"SKU2": 1}
    assert problems_of(warehouse) == []
    carry_back(warehouse)
    assert stock_of(warehouse)["SKU2"] == (9, 0)
    end = do(warehouse, confirm_stop, wave, place_of(warehouse, wave, "A-1"), new_action())
    assert (end.verdict, end.pieces) == ("wave_done", 2)
    assert problems_of(warehouse) == []


def test_the_order_that_leaves_may_want_more_than_is_missing(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 4}, order("1", {"SKU1": 1}), order("2", {"SKU1": 3}))
    do(warehouse, release)
    wave = do(warehouse, start_wave).id
    done = short_at(warehouse, wave, 3)
    assert (done.missing, done.moved, done.waiting) == (1, 0, ("2",))
    assert stops(warehouse, wave) == [("A-1", 1, 0)]
    assert problems_of(warehouse) == []


def test_nothing_at_all_empties_the_wave(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse, elsewhere=0)
    done = short_at(warehouse, wave, 0)
    assert (done.waiting, done.wave_done) == (("3", "2", "1"), True)
    assert set(states_of(warehouse).values()) == {"short"}
    assert problems_of(warehouse) == []


def test_nonsense_is_refused(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse, elsewhere=0)
    place = place_of(warehouse, wave, "A-1")
    for there in (-1, 4):
        with pytest.raises(BadInput, match=r"ways\.there_range"):
            short_at(warehouse, wave, there)
    do(warehouse, confirm_picked, wave)
    with pytest.raises(Conflict, match=r"ways\.picked_already"):
        do(warehouse, short_pick, wave, place, 0, new_action())
