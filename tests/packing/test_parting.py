"""Merged and split orders on the floor: stopped, taken apart at each state, packed together and told to the shop."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.shop import (
    DAY,
    add_orders,
    add_products,
    add_waybills,
    do,
    held_of,
    ids_of,
    line,
    open_shop,
    order,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    scan,
    states_of,
    stock_of,
)
from warehouse_app.dispatch.batches import plan_waves, start_waves
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.shipped import export_shipped
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import Conflict
from warehouse_app.orders.commands import cancel
from warehouse_app.orders.files import OrderStatus, ParsedOrder, Refund
from warehouse_app.orders.merging import merge_orders
from warehouse_app.orders.release import release
from warehouse_app.orders.splitting import split_order
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.packing import commands as packing
from warehouse_app.packing.parting import take_apart, undo_split
from warehouse_app.packing.queries import desk_figures, parcel_view, waiting_parcels
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.warehouse import Warehouse, new_action

LATER = DAY + timedelta(hours=1)


def one(**fields: Any) -> ParsedOrder:
    return order("1", {"SKU1": 2}, **({"buyer": "b", "message": "m1", "note": "n1"} | fields))


def two(**fields: Any) -> ParsedOrder:
    return order("2", {"SKU1": 1, "SKU2": 1}, **({"buyer": "b", "message": "m2"} | fields))


@pytest.fixture
def merged(warehouse: Warehouse) -> Warehouse:
    """Orders 1 and 2 in one parcel of a wave that nobody has picked yet; 3 in another."""
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, one(), two(), order("3", {"SKU2": 1}))
    do(warehouse, merge_orders, ids_of(warehouse, "1", "2"))
    look_over(warehouse)
    release_and_wave(warehouse)
    return warehouse


def look_over(warehouse: Warehouse) -> None:
    with warehouse.engine.begin() as connection:
        connection.execute(Order.__table__.update().values(looked=True))


def ship(warehouse: Warehouse, *numbers: str) -> None:
    """Pack these orders' parcels and hand them over."""
    trip = None
    for number in numbers:
        parcel = parcel_of(warehouse, number)
        if parcel.state == "open":
            parcel = pack(warehouse, number)
        trip = trip if trip is not None else do(warehouse, open_handover, parcel.courier)
        do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    assert trip is not None
    do(warehouse, close_handover, trip)


def told_shop(warehouse: Warehouse, folder: Path) -> list[tuple[str, str]]:
    """Order number and waybill of each row of the file for the shop."""
    file = folder / "shipped.csv"
    do(warehouse, export_shipped, file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))[1:]
    return [(row[0], next(cell for cell in row if cell.startswith("75"))) for row in rows]


def test_one_parcel_shows_all_its_orders_and_is_counted_once(merged: Warehouse) -> None:
    parcel = parcel_of(merged, "1")
    assert parcel.orders == ("1", "2")
    with merged.reading() as session:
        view = parcel_view(session.connection(), parcel.id)
        waiting = [row.id for row in waiting_parcels(session)]
        figures = desk_figures(session, DAY + timedelta(days=9), DAY)
    assert (view.order_numbers, view.messages, view.notes, view.noted) == (("1", "2"), ("m1", "m2"), ("n1",), False)
    assert sorted(waiting) == sorted({parcel.id, parcel_of(merged, "3").id})
    assert figures.late == figures.open == 2


def test_every_order_of_the_parcel_is_told_to_the_shop(merged: Warehouse, tmp_path: Path) -> None:
    pack(merged, "1")
    assert states_of(merged) == {"1": "packed", "2": "packed", "3": "in_wave"}
    ship(merged, "2")
    waybill = parcel_of(merged, "1").waybill
    assert told_shop(merged, tmp_path) == [("1", waybill), ("2", waybill)]
    assert stock_of(merged) == {"SKU1": (7, 0), "SKU2": (9, 1)}
    assert problems_of(merged) == []


@pytest.mark.parametrize("packed", [False, True])
def test_cancelling_one_stops_the_parcel_and_the_other_goes_on(merged: Warehouse, *, packed: bool) -> None:
    parcel = pack(merged, "1") if packed else parcel_of(merged, "1")
    do(merged, cancel, ids_of(merged, "1"), "x")
    assert not scan(merged, None, parcel.waybill).good
    do(merged, packing.unpack, parcel.id, new_action())
    assert states_of(merged) == {"1": "cancelled", "2": "waiting", "3": "in_wave"}
    look_over(merged)
    release_and_wave(merged)
    assert parcel_of(merged, "2").orders == ("2",)
    assert problems_of(merged) == []


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({"status": OrderStatus.CLOSED}, "cancelled"),
        ({"lines": [line("SKU1", 2, refund=Refund.DONE)]}, "waiting"),
        ({"address": "上海市 示例路2号"}, "waiting"),
    ],
)
def test_a_file_that_changes_one_stops_the_parcel(merged: Warehouse, change: dict[str, Any], after: str) -> None:
    parcel = parcel_of(merged, "2")
    add_orders(merged, one(), two(), name="same", modified=LATER)
    assert held_of(merged) == {"1": "", "2": "", "3": ""}, "the same again changes nothing"
    told = order("1", **{"lines": {"SKU1": 2}, "buyer": "b", "message": "m1", "note": "n1"} | change)
    add_orders(merged, told, name="newer", modified=LATER)
    if parcel_of(merged, "2").state == "open":  # not taken apart with the file already
        assert not scan(merged, None, parcel.waybill).good
        do(merged, packing.unpack, parcel.id, new_action())
    assert (states_of(merged)["1"], states_of(merged)["2"]) == (after, "waiting")
    assert problems_of(merged) == []


@pytest.mark.parametrize("at", ["waiting", "released", "in_wave", "picked", "scanned"])
def test_a_merge_is_undone_until_it_is_packed(warehouse: Warehouse, at: str) -> None:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, one(), two())
    ids = ids_of(warehouse, "1", "2")
    do(warehouse, merge_orders, ids)
    look_over(warehouse)
    if at == "released":
        do(warehouse, release)
    elif at != "waiting":
        wave = release_and_wave(warehouse).made
        if at == "picked":
            do(warehouse, confirm_picked, wave.id)
        if at == "scanned":
            do(warehouse, packing.confirm_note, parcel_of(warehouse, "1").id, new_action())
            assert scan(warehouse, parcel_of(warehouse, "1").id, "SKU1").good
    assert do(warehouse, take_apart, ids[:1]) == ids
    expected = "released" if at in ("released", "in_wave") else "waiting"
    assert states_of(warehouse) == {"1": expected, "2": expected}
    if at not in ("waiting", "released"):
        assert parcel_of(warehouse, "1").state == "cancelled"
    look_over(warehouse)
    release_and_wave(warehouse)
    assert (parcel_of(warehouse, "1").orders, parcel_of(warehouse, "2").orders) == (("1",), ("2",))
    assert problems_of(warehouse) == []


def test_taken_apart_a_cancelled_one_keeps_nothing_promised(merged: Warehouse) -> None:
    do(merged, cancel, ids_of(merged, "1"), "x")
    do(merged, take_apart, ids_of(merged, "2"))
    assert states_of(merged) == {"1": "cancelled", "2": "released", "3": "in_wave"}
    assert stock_of(merged) == {"SKU1": (10, 1), "SKU2": (10, 2)}
    assert problems_of(merged) == []


def test_a_packed_merge_stays(merged: Warehouse) -> None:
    pack(merged, "1")
    with pytest.raises(Conflict, match=r"merging\.packed"):
        do(merged, take_apart, ids_of(merged, "2"))
    with pytest.raises(Conflict, match=r"merging\.not_together"):
        do(merged, take_apart, ids_of(merged, "3"))
    assert problems_of(merged) == []


def test_planned_waves_keep_a_group_together(warehouse: Warehouse) -> None:
    """Two carts of one parcel each: the merged two are one of them."""
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, one(), two(), order("3", {"SKU2": 1}))
    do(warehouse, merge_orders, ids_of(warehouse, "1", "2"))
    look_over(warehouse)
    do(warehouse, release)
    with warehouse.reading() as session:
        plan = plan_waves(session, 1, seconds=0.1)
    assert sorted(len(wave) for wave in plan.waves) == [1, 1]
    do(warehouse, start_waves, plan.waves)
    assert parcel_of(warehouse, "1").orders == ("1", "2")
    assert problems_of(warehouse) == []


def test_a_number_from_a_file_brings_its_own_courier(warehouse: Warehouse) -> None:
    """One of the two has a number already: it is the parcel's, with that order's courier and not the other's wish."""
    add_products(warehouse)
    add_waybills(warehouse, 3)
    orders = [one(waybill="75000000000099", courier="中通快递"), two(courier="韵达快递")]
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, *orders, waybills=0)
    do(warehouse, merge_orders, ids_of(warehouse, "1", "2"))
    look_over(warehouse)
    release_and_wave(warehouse)
    assert (parcel_of(warehouse, "2").waybill, parcel_of(warehouse, "2").courier) == ("75000000000099", "中通快递")


def whole(**fields: Any) -> ParsedOrder:
    return order("1", [line("SKU1", 3, sub_number="A")], **({"buyer": "b"} | fields))


@pytest.fixture
def split(warehouse: Warehouse) -> Warehouse:
    """Order 1 of three pieces, two of them in the part 1-2."""
    open_shop(warehouse, {"SKU1": 10}, whole())
    with warehouse.reading() as session:
        line_id = session.query(OrderLine.id).scalar()
    do(warehouse, split_order, *ids_of(warehouse, "1"), {line_id: 2})
    return warehouse


def test_each_parcel_of_a_split_order_is_told_under_its_one_number(split: Warehouse, tmp_path: Path) -> None:
    release_and_wave(split)
    ship(split, "1-2", "1")
    numbers = {parcel_of(split, "1").waybill, parcel_of(split, "1-2").waybill}
    rows = told_shop(split, tmp_path)
    assert [number for number, _ in rows] == ["1", "1"]
    assert {waybill for _, waybill in rows} == numbers
    assert len(numbers) == 2
    assert problems_of(split) == []


@pytest.mark.parametrize("first", ["1", "1-2"])
def test_shipped_on_the_platform_means_the_parcel_that_left(split: Warehouse, first: str) -> None:
    """The shop was told of one parcel; a file that calls the order shipped, with that number, does not end the rest."""
    rest = "1-2" if first == "1" else "1"
    do(split, release, ids_of(split, first))
    do(split, start_wave, ids_of(split, first))
    ship(split, first)
    waybill = parcel_of(split, first).waybill
    told = whole(status=OrderStatus.SHIPPED, waybill=waybill, courier="中通快递", shipped_at=LATER)
    add_orders(split, told, name="newer", modified=LATER)
    assert states_of(split) == {first: "shipped", rest: "waiting"}
    release_and_wave(split)
    assert parcel_of(split, rest).waybill not in ("", waybill)
    ship(split, rest)
    add_orders(split, whole(status=OrderStatus.DONE), name="done", modified=LATER + timedelta(hours=1))
    assert states_of(split) == {"1": "done", "1-2": "done"}
    assert problems_of(split) == []


def test_closing_stops_the_part_that_has_not_left(split: Warehouse) -> None:
    release_and_wave(split)
    ship(split, "1")
    pack(split, "1-2")
    add_orders(split, whole(status=OrderStatus.CLOSED), name="newer", modified=LATER)
    assert states_of(split) == {"1": "shipped", "1-2": "cancelled"}


@pytest.mark.parametrize("at", ["waiting", "released", "in_wave", "picked"])
def test_a_split_is_undone_until_it_is_packed(split: Warehouse, at: str) -> None:
    if at == "released":
        do(split, release)
    elif at != "waiting":
        wave = release_and_wave(split).made
        if at == "picked":
            do(split, confirm_picked, wave.id)
    do(split, undo_split, *ids_of(split, "1-2"))
    assert states_of(split) == {"1": "waiting", "1-2": "cancelled"}
    add_orders(split, whole(), name="newer", modified=LATER)
    release_and_wave(split)
    assert [(each.seller_code, each.needed) for each in parcel_of(split, "1").lines] == [("SKU1", 3)]
    ship(split, "1")
    assert problems_of(split) == []


@pytest.mark.parametrize("packed", ["1", "1-2"])
def test_a_packed_split_stays(split: Warehouse, packed: str) -> None:
    release_and_wave(split)
    pack(split, packed)
    with pytest.raises(Conflict, match=r"merging\.packed"):
        do(split, undo_split, *ids_of(split, "1-2"))
    with split.reading() as session:
        assert {row.state for row in session.query(Parcel).all()} == {"open", "packed"}
    assert problems_of(split) == []
