"""Waves: released orders become parcels; the pick list walks the bins in natural order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.shop import (
    DAY,
    add_orders,
    add_products,
    add_stock,
    do,
    ids_of,
    line,
    open_shop,
    order,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    states_of,
)
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.orders.commands import cancel, hold, pass_look
from warehouse_app.orders.release import release
from warehouse_app.packing import stopping
from warehouse_app.picking.commands import confirm_picked, create_wave
from warehouse_app.picking.queries import parcels_page, pick_stops, wave_by_number, waves_page
from warehouse_app.picking.tables import Parcel
from warehouse_app.picking.tour import pick_tour
from warehouse_app.store.warehouse import Warehouse


def test_a_wave_takes_the_oldest_deadlines_first_one_parcel_each(warehouse: Warehouse) -> None:
    due = {"1": 9, "2": 1, "3": 5}
    open_shop(warehouse, {"SKU1": 9}, *(order(n, {"SKU1": 1}, ship_by=DAY + timedelta(hours=h)) for n, h in due.items()))
    do(warehouse, release)
    made = do(warehouse, create_wave, None, 2)
    assert len(made.parcel_ids) == 2
    with warehouse.reading() as session:
        rows = parcels_page(session, wave_id=made.id).rows
    assert [(row.slot, row.orders) for row in rows] == [(1, ("2",)), (2, ("3",))]
    assert states_of(warehouse) == {"1": "released", "2": "in_wave", "3": "in_wave"}


def test_wave_numbers_say_the_day_and_are_never_given_twice(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, *(order(str(n), {"SKU1": 1}) for n in range(3)))
    warehouse.clock = lambda: DAY
    do(warehouse, release)
    numbers = [do(warehouse, create_wave, None, 1).number for _ in range(2)]
    warehouse.clock = lambda: DAY + timedelta(days=1)
    numbers.append(do(warehouse, create_wave).number)
    days = [f"W{day.astimezone():%y%m%d}" for day in (DAY, DAY, DAY + timedelta(days=1))]
    assert [number.partition("-")[0] for number in numbers] == days
    assert len(set(numbers)) == 3
    with warehouse.reading() as session:
        assert wave_by_number(session, numbers[0]) == 1
        assert [row.number for row in waves_page(session).rows] == numbers[::-1]
        with pytest.raises(NotFound):
            wave_by_number(session, "W0")


def test_nothing_released_makes_no_wave(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}))
    with pytest.raises(Conflict) as caught:
        do(warehouse, create_wave)
    assert caught.value.code == "picking.nothing_released"


@pytest.mark.parametrize("stop", ["held", "cancelled", "waved"])
def test_an_order_that_moved_on_stops_the_wave_it_was_chosen_for(warehouse: Warehouse, stop: str) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    do(warehouse, release)
    ids = ids_of(warehouse, "1", "2")
    if stop == "waved":
        do(warehouse, create_wave, ids[:1])
    else:
        do(warehouse, hold if stop == "held" else cancel, ids[:1], "x")
    with pytest.raises(Conflict) as caught:
        do(warehouse, create_wave, ids)
    assert (caught.value.code, caught.value.fields) == ("picking.not_all_released", {"wanted": 2, "released": 1})
    assert len(do(warehouse, create_wave).parcel_ids) == 1  # the held one is left alone, the other goes
    assert problems_of(warehouse) == []


def test_a_parcel_needs_the_live_pieces_of_its_order_summed_by_product(warehouse: Warehouse) -> None:
    lines = [line("SKU1", 2, 2), line("SKU2", 1, 3), line("SKU1", 3, 4), line("", 1, 5, service=True)]
    open_shop(warehouse, {"SKU1": 9, "SKU2": 9}, order("1", lines))
    release_and_wave(warehouse)
    parcel = parcel_of(warehouse, "1")
    assert [(ln.seller_code, ln.needed, ln.scanned) for ln in parcel.lines] == [("SKU1", 5, 0), ("SKU2", 1, 0)]
    with warehouse.reading() as session:
        assert session.scalar(select(Parcel.needed)) == 6


@pytest.mark.parametrize(("words", "noted"), [({}, True), ({"message": "急"}, False), ({"note": "贺卡"}, False)])
def test_a_note_must_be_read_and_no_note_need_not(warehouse: Warehouse, words: dict[str, str], noted: bool) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, **words))
    do(warehouse, release)
    do(warehouse, pass_look, ids_of(warehouse, "1"))
    release_and_wave(warehouse)
    with warehouse.reading() as session:
        assert session.scalar(select(Parcel.noted)) is noted


def test_the_pick_list_walks_naturally_and_leaves_stopped_orders_out(warehouse: Warehouse) -> None:
    stock = {"SKU10": 9, "SKU2": 9, "SKU1": 9}
    open_shop(
        warehouse,
        stock,
        order("1", {"SKU10": 1, "SKU2": 2}),
        order("2", {"SKU2": 3}),
        order("3", {"SKU1": 4}),
        order("4", {"SKU1": 1}),
    )
    wave = release_and_wave(warehouse).made
    do(warehouse, hold, ids_of(warehouse, "3"), "x")
    do(warehouse, cancel, ids_of(warehouse, "4"), "x")
    with warehouse.reading() as session:
        stops = pick_stops(session, wave.id)
    assert [(s.bin, s.seller_code, s.quantity, s.slots) for s in stops] == [
        ("A-2", "SKU2", 5, ((1, 3), (4, 2))), ("A-10", "SKU10", 1, ((4, 1),)),
    ]  # fmt: skip


def test_lines_of_stopped_orders_are_struck_at_their_bin(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9, "SKU2": 9}, *(order(n, {"SKU1": 1, "SKU2": 1}) for n in "12"), order("3", {"SKU2": 2}))
    wave = release_and_wave(warehouse).made
    do(warehouse, hold, ids_of(warehouse, "1"), "x")
    do(warehouse, stopping.cancel, ids_of(warehouse, "3"), "x")
    with warehouse.reading() as session:
        tour = pick_tour(session, wave.id)
    assert [(s.bin, s.quantity, s.slots, s.struck) for s in tour.listed] == [
        ("A-1", 1, ((3, 1),), ""), ("A-1", 1, ((2, 1),), "by_hand"),
        ("A-2", 1, ((3, 1),), ""), ("A-2", 2, ((1, 2),), "cancelled"), ("A-2", 1, ((2, 1),), "by_hand"),
    ]  # fmt: skip
    do(warehouse, confirm_picked, wave.id)
    do(warehouse, stopping.cancel, ids_of(warehouse, "2"), "x")
    with warehouse.reading() as session:  # what was taken is carried back, not struck
        assert {s.struck for s in pick_tour(session, wave.id).struck} == {"by_hand"}


def test_a_wave_is_picked_once_and_packing_need_not_wait_for_it(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    wave = release_and_wave(warehouse).made
    pack(warehouse, "1")
    assert do(warehouse, confirm_picked, wave.id) == 1
    assert do(warehouse, confirm_picked, wave.id) == 0
    assert states_of(warehouse) == {"1": "packed", "2": "picked"}
    with warehouse.reading() as session:
        (row,) = waves_page(session).rows
    assert (row.parcels, row.packed, row.pieces, row.picked_at is not None) == (2, 1, 2, True)
    with pytest.raises(NotFound):
        do(warehouse, confirm_picked, 999)
    assert problems_of(warehouse) == []


def test_parcels_are_filtered_and_paged(warehouse: Warehouse) -> None:
    numbers = open_shop(warehouse, {"SKU1": 99}, *(order(str(n), {"SKU1": 1}) for n in range(5)))
    release_and_wave(warehouse)
    pack(warehouse, "2")
    with warehouse.reading() as session:
        assert [row.orders for row in parcels_page(session, state="packed").rows] == [("2",)]
        assert [row.orders for row in parcels_page(session, waybill=numbers[3]).rows] == [("3",)]
        page = parcels_page(session, offset=3, limit=1)
        assert ([row.orders for row in page.rows], page.total) == ([("3",)], 5)
        assert parcels_page(session, courier="nobody").total == 0


def test_a_thousand_orders_in_one_wave(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": 5000, "SKU2": 5000})
    add_orders(warehouse, *(order(f"{n:05}", {"SKU1": 1, "SKU2": 2}) for n in range(1100)))
    do(warehouse, release)
    assert len(do(warehouse, create_wave).parcel_ids) == 1100
