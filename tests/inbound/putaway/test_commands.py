"""Goods leave the dock once, into a bin that may take them, and the receipts know it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.inbound.putaway.docks import (
    add_receipt,
    at,
    change_bin,
    change_sku,
    dock_agrees,
    put_away_of,
    sku_id,
)
from tests.shop import add_products, add_stock, do, open_shop, order, problems_of, release_and_wave
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError
from warehouse_app.inbound.putaway.commands import PutAway, put_away, undo_my_last, undo_put_away
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.stock.commands import add_bins
from warehouse_app.store.warehouse import Actor, Tx, Warehouse, new_action

CLERK = Actor(SYSTEM.id, "clerk", Role.CLERK)


def put(
    warehouse: Warehouse, code: str, place: str | int, quantity: int, *, receipt: int | None = None, action: str = "",
    lot: str = "", anyway: bool = False,
) -> PutAway:  # fmt: skip
    told = (receipt, sku_id(warehouse, code), place, quantity, action or new_action(), lot)
    return do(warehouse, put_away, *told, actor=CLERK, anyway=anyway)


def refused(warehouse: Warehouse, code: str, place: str, quantity: int) -> WarehouseError:
    with pytest.raises(WarehouseError) as caught:
        put(warehouse, code, place, quantity)
    assert dock_agrees(warehouse)
    return caught.value


def test_pieces_go_from_the_dock_to_the_bin_and_the_receipt_knows(warehouse: Warehouse) -> None:
    add_products(warehouse)
    receipt = add_receipt(warehouse, {"SKU1": 10}, defective={"SKU1": 1})
    answer = put(warehouse, "SKU1", "A-2", 6, receipt=receipt)
    assert (answer.bin, answer.pieces, answer.left, answer.receipt_ids) == ("A-2", 6, 3, (receipt,))
    assert (at(warehouse, "A-2", "SKU1"), at(warehouse, "DOCK", "SKU1"), put_away_of(warehouse, receipt)) == (6, 3, 6)
    assert dock_agrees(warehouse)
    assert problems_of(warehouse) == []


def test_the_same_action_twice_is_once(warehouse: Warehouse) -> None:
    add_products(warehouse)
    receipt = add_receipt(warehouse, {"SKU1": 4})
    first = put(warehouse, "SKU1", "A-1", 4, action="a")
    assert put(warehouse, "SKU1", "A-1", 4, action="a") == first
    assert put_away_of(warehouse, receipt) == 4
    assert problems_of(warehouse) == []


def test_without_a_receipt_the_oldest_goes_first_and_the_rest_is_spread(warehouse: Warehouse) -> None:
    add_products(warehouse)
    day = datetime(2026, 11, 3, tzinfo=UTC)
    young = add_receipt(warehouse, {"SKU1": 5}, closed_at=day)
    old = add_receipt(warehouse, {"SKU1": 5}, closed_at=day - timedelta(days=3))
    answer = put(warehouse, "SKU1", "A-1", 7, action="spread")
    assert (answer.receipt_ids, answer.pieces, answer.left) == ((old, young), 7, 3)
    assert (put_away_of(warehouse, old), put_away_of(warehouse, young)) == (5, 2)
    assert put(warehouse, "SKU1", "A-1", 7, action="spread") == answer
    assert do(warehouse, undo_put_away, "spread", new_action()) == 7
    assert (put_away_of(warehouse, old), put_away_of(warehouse, young), at(warehouse, "DOCK", "SKU1")) == (0, 0, 10)
    assert dock_agrees(warehouse)
    assert problems_of(warehouse) == []


def test_lots_are_kept_apart(warehouse: Warehouse) -> None:
    add_products(warehouse)
    add_receipt(warehouse, {"SKU1": 3}, lot="L1")
    add_receipt(warehouse, {"SKU1": 3}, lot="L2")
    assert put(warehouse, "SKU1", "A-1", 3, lot="L2").left == 0
    with pytest.raises(Conflict):
        put(warehouse, "SKU1", "A-1", 1, lot="L2")
    assert put(warehouse, "SKU1", "A-1", 1, lot="L1").left == 2
    assert dock_agrees(warehouse)


def test_more_than_waits_is_refused_with_the_figures(warehouse: Warehouse) -> None:
    add_products(warehouse)
    add_receipt(warehouse, {"SKU1": 2})
    error = refused(warehouse, "SKU1", "A-1", 3)
    assert (error.code, error.fields) == ("putaway.not_so_many", {"sku": "SKU1", "wanted": 3, "waiting": 2})
    assert problems_of(warehouse) == []


@pytest.mark.parametrize("quantity", [0, -2, 1.5])
def test_pieces_must_be_whole_and_above_zero(local_warehouse: Warehouse, quantity: int) -> None:
    add_products(local_warehouse)
    add_receipt(local_warehouse, {"SKU1": 2})
    error = refused(local_warehouse, "SKU1", "A-1", quantity)
    assert isinstance(error, BadInput)
    assert error.code == "putaway.not_positive"


def test_a_bin_that_is_not_there_not_used_or_the_dock_is_refused(warehouse: Warehouse) -> None:
    add_products(warehouse)
    add_receipt(warehouse, {"SKU1": 2})
    change_bin(warehouse, "A-2", active=False)
    assert refused(warehouse, "SKU1", "Z-9", 1).code == "putaway.unknown_bin"
    assert refused(warehouse, "SKU1", "CUSTOMER", 1).code == "putaway.unknown_bin"
    assert refused(warehouse, "SKU1", "DOCK", 1).code == "putaway.not_a_shelf"
    assert refused(warehouse, "SKU1", "A-2", 1).code == "putaway.bin_not_used"


def test_a_sku_that_is_not_there_is_refused(local_warehouse: Warehouse) -> None:
    with pytest.raises(NotFound) as caught:
        do(local_warehouse, put_away, None, 999, "A-1", 1, new_action())
    assert caught.value.code == "putaway.unknown_sku"


def test_a_bin_for_one_sku_takes_no_other_unless_told_to(warehouse: Warehouse) -> None:
    add_products(warehouse)
    add_stock(warehouse, {"SKU2": 4})
    change_bin(warehouse, "A-2", mixed=False)
    add_receipt(warehouse, {"SKU1": 2, "SKU2": 2})
    error = refused(warehouse, "SKU1", "A-2", 1)
    assert (error.code, error.fields) == ("putaway.other_sku", {"bin": "A-2", "sku": "SKU1", "pieces": 4})
    assert put(warehouse, "SKU2", "A-2", 2).pieces == 2
    assert put(warehouse, "SKU1", "A-2", 1, anyway=True).left == 1
    assert problems_of(warehouse) == []


@pytest.mark.parametrize(
    ("limit", "code", "fields"),
    [
        ({"capacity_pieces": 6}, "putaway.full_of_pieces", {"used": 4, "most": 6}),
        ({"capacity_ml": 6100}, "putaway.full_of_volume", {"used": 4000, "most": 6100}),
        ({"max_g": 700}, "putaway.full_of_weight", {"used": 400, "most": 700}),
    ],
)
def test_a_full_bin_is_refused_with_the_figures(
    warehouse: Warehouse, limit: dict[str, int], code: str, fields: dict[str, int]
) -> None:
    add_products(warehouse)
    add_stock(warehouse, {"SKU1": 4})
    change_sku(warehouse, "SKU1", length_mm=100, width_mm=100, height_mm=100)
    change_bin(warehouse, "A-1", **limit)
    add_receipt(warehouse, {"SKU1": 9})
    room = 3 if "max_g" in limit else 2
    error = refused(warehouse, "SKU1", "A-1", room + 1)
    assert error.code == code
    assert error.fields == {"bin": "A-1", "quantity": room + 1, "room": room, **fields}
    assert put(warehouse, "SKU1", "A-1", room).left == 9 - room
    assert put(warehouse, "SKU1", "A-1", 1, anyway=True).left == 8 - room


def test_an_undo_brings_the_goods_back_to_the_dock_once(warehouse: Warehouse) -> None:
    add_products(warehouse)
    receipt = add_receipt(warehouse, {"SKU1": 5})
    moved = put(warehouse, "SKU1", "A-1", 3)
    assert do(warehouse, undo_put_away, moved.move_ids, "back") == 3
    assert do(warehouse, undo_put_away, moved.move_ids, "back") == 3
    assert (at(warehouse, "DOCK", "SKU1"), put_away_of(warehouse, receipt)) == (5, 0)
    with pytest.raises(Conflict) as caught:
        do(warehouse, undo_put_away, moved.move_ids, new_action())
    assert caught.value.code == "stock.undone_already"
    assert dock_agrees(warehouse)
    assert problems_of(warehouse) == []


def test_what_is_promised_to_orders_stays_in_its_bin(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 0}, order("1", {"SKU1": 2}))
    receipt = add_receipt(warehouse, {"SKU1": 3})
    put(warehouse, "SKU1", "A-1", 3, action="p")
    release_and_wave(warehouse)
    with pytest.raises(Conflict) as caught:
        do(warehouse, undo_put_away, "p", new_action())
    assert caught.value.code == "stock.not_enough"
    assert put_away_of(warehouse, receipt) == 3
    assert problems_of(warehouse) == []


def test_moves_of_another_kind_are_no_put_away(local_warehouse: Warehouse) -> None:
    add_products(local_warehouse)
    receipt = add_receipt(local_warehouse, {"SKU1": 3})
    for named in (f"receipt:{receipt}:close", "nothing", [1], []):
        with pytest.raises(NotFound) as caught:
            do(local_warehouse, undo_put_away, named, new_action())
        assert caught.value.code == "putaway.no_such_put_away"


def test_a_clerk_takes_back_the_own_last_put_away_step_by_step(warehouse: Warehouse) -> None:
    add_products(warehouse)
    add_receipt(warehouse, {"SKU1": 5})
    put(warehouse, "SKU1", "A-1", 1)
    put(warehouse, "SKU1", "A-2", 3)
    assert do(warehouse, undo_my_last, "u1", actor=CLERK) == 3
    assert do(warehouse, undo_my_last, "u1", actor=CLERK) == 3
    assert at(warehouse, "A-1", "SKU1") == 1
    assert do(warehouse, undo_my_last, "u2", actor=CLERK) == 1
    with pytest.raises(NotFound) as caught:
        do(warehouse, undo_my_last, "u3", actor=CLERK)
    assert caught.value.code == "putaway.nothing_to_undo"
    assert dock_agrees(warehouse)
    assert problems_of(warehouse) == []


def test_the_own_last_put_away_comes_back_whole_though_it_was_spread(warehouse: Warehouse) -> None:
    add_products(warehouse)
    receipts = [add_receipt(warehouse, {"SKU1": 2}) for _ in range(3)]
    put(warehouse, "SKU1", "A-1", 5, action="desk:7")
    assert do(warehouse, undo_my_last, new_action(), actor=CLERK) == 5
    assert [put_away_of(warehouse, receipt) for receipt in receipts] == [0, 0, 0]
    put(warehouse, "SKU1", "A-1", 1, action="desk:8")
    assert do(warehouse, undo_my_last, new_action(), actor=CLERK) == 1
    assert problems_of(warehouse) == []


def test_yesterdays_put_away_is_for_a_supervisor(warehouse: Warehouse) -> None:
    add_products(warehouse)
    add_receipt(warehouse, {"SKU1": 5})
    put(warehouse, "SKU1", "A-1", 1, action="p")
    now = warehouse.clock()
    warehouse.clock = lambda: now + timedelta(days=1)
    with pytest.raises(NotFound):
        do(warehouse, undo_my_last, new_action(), actor=CLERK)
    assert do(warehouse, undo_put_away, "p", new_action()) == 1


def test_a_transaction_that_ends_badly_leaves_nothing(warehouse: Warehouse) -> None:
    add_products(warehouse)
    receipt = add_receipt(warehouse, {"SKU1": 5})

    def killed(tx: Tx) -> None:
        put_away(tx, receipt, 1, "A-1", 5, new_action())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        do(warehouse, killed)
    assert (at(warehouse, "DOCK", "SKU1"), put_away_of(warehouse, receipt)) == (5, 0)


def test_two_desks_cannot_put_away_the_same_pieces(warehouse: Warehouse) -> None:
    add_products(warehouse)
    do(warehouse, add_bins, ["B-1"])
    receipt = add_receipt(warehouse, {"SKU1": 5})
    goods = sku_id(warehouse, "SKU1")
    results: list[str] = []

    def desk(place: str) -> None:
        try:
            do(warehouse, put_away, receipt, goods, place, 4, new_action())
            results.append("done")
        except WarehouseError as error:
            results.append(error.code)

    threads = [threading.Thread(target=desk, args=(place,)) for place in ("A-1", "B-1")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "putaway.not_so_many"]
    assert put_away_of(warehouse, receipt) == 4
    assert dock_agrees(warehouse)
    assert problems_of(warehouse) == []
