"""Goods moved by hand: what may move where, that every action stands on a slip and can be taken back, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.database import is_postgres
from tests.shop import add_orders, do, order, problems_of
from tests.stock.shelves import CLERK, held, places, put, refused, shelves
from warehouse_app.errors import BadInput, NotAllowed, WarehouseError
from warehouse_app.orders.release import release
from warehouse_app.stock.bins.commands import retire_bin, save_bin
from warehouse_app.stock.lots.commands import set_expiry
from warehouse_app.stock.moving import commands as moving
from warehouse_app.stock.moving.queries import slip, slips_page
from warehouse_app.stock.moving.rules import whole_pieces
from warehouse_app.stock.queries import moves_page
from warehouse_app.store.warehouse import Warehouse


def test_goods_move_and_stand_on_a_slip(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    done = do(warehouse, moving.move_goods, 1, place["A-1"], place["A-2"], 4, "m", actor=CLERK)
    assert held(warehouse) == {("A-1", 1): 6, ("A-2", 1): 4}
    with warehouse.reading() as session:
        found = slip(session, done.slip_id or 0)
    assert (found.head.number, found.head.kind, found.head.lines, found.head.pieces) == (done.number, "move", 1, 4)
    assert done.number.startswith("SL")
    assert [(line.seller_code, line.from_code, line.to_code, line.quantity) for line in found.lines] == [
        ("SKU1", "A-1", "A-2", 4)
    ]
    assert problems_of(warehouse) == []


def test_the_same_action_twice_is_done_once(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    first = do(warehouse, moving.move_goods, 1, place["A-1"], place["A-2"], 4, "m")
    assert do(warehouse, moving.move_goods, 1, place["A-1"], place["A-2"], 4, "m") == first
    assert held(warehouse) == {("A-1", 1): 6, ("A-2", 1): 4}
    with warehouse.reading() as session:
        assert slips_page(session).total == 1


def test_one_slip_gathers_many_scans(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    put(warehouse, "A-3", 2, 5)
    slip_id = do(warehouse, moving.open_slip, "move", note="tidy")
    for action in ("1", "1", "2"):
        do(warehouse, moving.move_line, slip_id, 1, place["A-1"], place["A-2"], 2, action)
    do(warehouse, moving.move_line, slip_id, 2, place["A-3"], place["A-2"], 5, "3")
    with warehouse.reading() as session:
        head = slip(session, slip_id).head
    assert (head.lines, head.pieces, head.note) == (3, 9, "tidy")
    assert held(warehouse) == {("A-1", 1): 6, ("A-2", 1): 4, ("A-2", 2): 5}
    with refused("shelves.other_slip"):
        do(warehouse, moving.take_line, slip_id, 1, place["A-1"], 1, "4")
    with refused("shelves.no_such_slip"):
        do(warehouse, moving.move_line, 999, 1, place["A-1"], place["A-2"], 2, "5")
    assert problems_of(warehouse) == []


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("DOCK", "A-1", "shelves.dock_goods"),
        ("A-1", "DOCK", "shelves.dock_goods"),
        ("QUARANTINE", "A-1", "shelves.quarantine_goods"),
        ("A-1", "QUARANTINE", "shelves.quarantine_goods"),
        ("A-1", "LOSS", "shelves.no_bin"),
        ("A-1", "A-1", "shelves.same_bin"),
        ("A-1", "A-3", "shelves.bin_retired"),
        ("A-2", "A-1", "stock.not_enough"),
    ],
)
def test_places_that_goods_do_not_move_between(warehouse: Warehouse, source: str, target: str, code: str) -> None:
    place = shelves(warehouse)
    put(warehouse, "DOCK", 1, 5)
    put(warehouse, "QUARANTINE", 1, 5)
    do(warehouse, retire_bin, place["A-3"])
    before = held(warehouse)
    with refused(code):
        do(warehouse, moving.move_goods, 1, place[source], place[target], 2, "m")
    assert held(warehouse) == before
    with warehouse.reading() as session:
        assert slips_page(session).total == 0


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        (0, "shelves.no_pieces"), (-1, "shelves.negative"), (1.5, "shelves.fractional"), (2.0, "shelves.fractional"),
        ("2", "shelves.fractional"), (True, "shelves.fractional"), (1_000_001, "shelves.too_many"),
    ],
)  # fmt: skip
def test_quantities_that_are_no_whole_pieces(warehouse: Warehouse, quantity: Any, code: str) -> None:
    place = shelves(warehouse)
    with refused(code):
        do(warehouse, moving.move_goods, 1, place["A-1"], place["A-2"], quantity, "1")
    with refused(code):
        do(warehouse, moving.take_out, 1, place["A-1"], quantity, "somebody", "", "2")
    with refused(code):
        do(warehouse, moving.write_off, "loss", 1, place["A-1"], quantity, "gone", "3")
    if quantity != 0:  # a count of none is a count
        with refused(code):
            do(warehouse, moving.correct, 1, place["A-1"], quantity, "counted", "4")
    assert held(warehouse) == {("A-1", 1): 10}


@given(st.integers())
def test_only_sensible_whole_numbers_are_pieces(value: int) -> None:
    if 1 <= value <= 1_000_000:
        assert whole_pieces(value) == value
    else:
        with pytest.raises(BadInput):
            whole_pieces(value)


def test_what_does_not_exist_is_said(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    with refused("shelves.no_such_sku"):
        do(warehouse, moving.move_goods, 99, place["A-1"], place["A-2"], 1, "1")
    with refused("shelves.no_such_bin"):
        do(warehouse, moving.move_goods, 1, place["A-1"], 999, 1, "2")
    with refused("shelves.no_such_kind"):
        do(warehouse, moving.open_slip, "merge")  # type: ignore[arg-type]  # what a screen could send


def test_a_bin_for_one_sku_takes_no_other(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    put(warehouse, "A-2", 2, 3)
    put(warehouse, "A-3", 3, 3)
    put(warehouse, "A-3", 1, 3)
    do(warehouse, save_bin, "A-2", mixed=False)
    with refused("shelves.bin_one_sku", bin="A-2"):
        do(warehouse, moving.move_goods, 1, place["A-1"], place["A-2"], 1, "single")
    with refused("shelves.bin_one_sku"):
        do(warehouse, moving.move_bin, place["A-3"], place["A-2"], "whole")
    with refused("shelves.bin_one_sku"):
        do(warehouse, moving.correct, 1, place["A-2"], 1, "found one", "correct")
    do(warehouse, save_bin, "A-9", mixed=False)
    with refused("shelves.bin_one_sku"):
        do(warehouse, moving.move_bin, place["A-3"], places(warehouse)["A-9"], "two at once")
    do(warehouse, moving.move_goods, 2, place["A-2"], place["A-1"], 3, "out")
    do(warehouse, moving.move_goods, 1, place["A-1"], place["A-2"], 1, "in")


def test_a_whole_bin_moves_unless_something_is_promised(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    put(warehouse, "A-1", 2, 3, lot="L1")
    done = do(warehouse, moving.move_bin, place["A-1"], place["A-2"], "m")
    assert done.pieces == 13
    assert (held(warehouse), held(warehouse, "L1")) == ({("A-2", 1): 10}, {("A-2", 2): 3})
    with refused("shelves.bin_empty"):
        do(warehouse, moving.move_bin, place["A-1"], place["A-3"], "again")
    add_orders(warehouse, order("1", {"SKU1": 4}))
    do(warehouse, release)
    with refused("shelves.bin_reserved", bin="A-2", pieces=4):
        do(warehouse, moving.move_bin, place["A-2"], place["A-3"], "promised")
    with refused("stock.not_enough", free=6):
        do(warehouse, moving.move_goods, 1, place["A-2"], place["A-3"], 7, "too many")
    do(warehouse, moving.move_goods, 1, place["A-2"], place["A-3"], 6, "the free ones")
    assert problems_of(warehouse) == []


def test_damage_and_loss_leave_the_books_with_a_reason(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    do(warehouse, moving.write_off, "damage", 1, place["A-1"], 2, "wet", "1")
    do(warehouse, moving.write_off, "damage", 1, place["A-1"], 3, "torn", "2", to_quarantine=True)
    do(warehouse, moving.write_off, "loss", 1, place["QUARANTINE"], 1, "gone", "3")
    assert held(warehouse) == {("A-1", 1): 5, ("QUARANTINE", 1): 2}
    with warehouse.reading() as session:
        kinds = [(row.kind, row.note) for row in slips_page(session).rows]
        reasons = [move.reason for move in moves_page(session, limit=3).rows]
    assert kinds == [("loss", "gone"), ("damage", "torn"), ("damage", "wet")]
    assert reasons == ["loss", "damage", "damage"]
    with refused("shelves.reason_missing"):
        do(warehouse, moving.write_off, "loss", 1, place["A-1"], 1, " ", "4")
    with refused("shelves.not_to_quarantine"):
        do(warehouse, moving.write_off, "loss", 1, place["A-1"], 1, "?", "5", to_quarantine=True)
    with refused("shelves.dock_goods"):
        do(warehouse, moving.write_off, "loss", 1, place["DOCK"], 1, "?", "6")
    with refused("shelves.no_such_kind"):
        do(warehouse, moving.write_off, "move", 1, place["A-1"], 1, "?", "7")  # type: ignore[arg-type]  # as above
    with pytest.raises(NotAllowed):
        do(warehouse, moving.write_off, "loss", 1, place["A-1"], 1, "?", "8", actor=CLERK)
    assert problems_of(warehouse) == []


def test_a_correction_posts_the_difference(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    assert do(warehouse, moving.correct, 1, place["A-1"], 12, "counted", "1").pieces == 2
    assert do(warehouse, moving.correct, 1, place["A-1"], 7, "counted", "2").pieces == 5
    right = do(warehouse, moving.correct, 1, place["A-1"], 7, "counted", "3")
    assert (right.slip_id, right.pieces) == (None, 0)
    assert do(warehouse, moving.correct, 2, place["A-1"], 1, "found", "4").pieces == 1
    assert held(warehouse) == {("A-1", 1): 7, ("A-1", 2): 1}
    with warehouse.reading() as session:
        assert [row.kind for row in slips_page(session).rows] == ["found", "loss", "found"]
    add_orders(warehouse, order("1", {"SKU1": 4}))
    do(warehouse, release)
    with refused("shelves.below_reserved", counted=3, reserved=4):
        do(warehouse, moving.correct, 1, place["A-1"], 3, "counted", "5")
    with refused("shelves.no_such_lot", lot="L9"):
        do(warehouse, moving.correct, 1, place["A-1"], 3, "counted", "6", lot="L9")
    do(warehouse, set_expiry, 1, "L9", None)
    assert do(warehouse, moving.correct, 1, place["A-1"], 3, "counted", "7", lot="L9").pieces == 3
    assert problems_of(warehouse) == []


def test_quarantined_goods_found_good_go_back_to_a_bin(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    put(warehouse, "QUARANTINE", 1, 3)
    with refused("stock.not_enough"):
        do(warehouse, moving.release_quarantine, 1, "", place["A-2"], 4, "fine", "1")
    with refused("shelves.dock_goods"):
        do(warehouse, moving.release_quarantine, 1, "", place["DOCK"], 1, "fine", "2")
    do(warehouse, moving.release_quarantine, 1, "", place["A-2"], 2, "fine", "3")
    assert held(warehouse) == {("A-1", 1): 10, ("A-2", 1): 2, ("QUARANTINE", 1): 1}
    assert problems_of(warehouse) == []


def test_materials_are_taken_out_by_a_person(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    done = do(warehouse, moving.take_out, 1, place["A-1"], 3, "小王", "胶带", "1", actor=CLERK)
    slip_id = do(warehouse, moving.open_slip, "take_out", "小李")
    do(warehouse, moving.take_line, slip_id, 1, place["A-1"], 1, "2")
    with warehouse.reading() as session:
        assert [row.id for row in slips_page(session, text="小王").rows] == [done.slip_id]
        assert slips_page(session, kind="take_out").total == slips_page(session, text="SKU1").total == 2
        assert slips_page(session, kind="move").total == slips_page(session, text="SKU2").total == 0
    for person in ("", "  "):
        with refused("shelves.person_missing"):
            do(warehouse, moving.take_out, 1, place["A-1"], 3, person, "", "3")
        with refused("shelves.person_missing"):
            do(warehouse, moving.open_slip, "take_out", person)
    assert held(warehouse) == {("A-1", 1): 6}
    assert problems_of(warehouse) == []


def test_a_slip_is_taken_back_once(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    done = do(warehouse, moving.move_goods, 1, place["A-1"], place["A-2"], 4, "m")
    slip_id = done.slip_id or 0
    with pytest.raises(NotAllowed):
        do(warehouse, moving.undo_slip, slip_id, actor=CLERK)
    assert do(warehouse, moving.undo_slip, slip_id).pieces == 4
    assert held(warehouse) == {("A-1", 1): 10}
    with refused("shelves.slip_undone", number=done.number):
        do(warehouse, moving.undo_slip, slip_id)
    with refused("shelves.slip_undone"):
        do(warehouse, moving.move_line, slip_id, 1, place["A-1"], place["A-2"], 1, "late")
    with warehouse.reading() as session:
        found = slip(session, slip_id)
    assert (found.head.undone, found.head.pieces, [line.undone for line in found.lines]) == (True, 4, [True])
    assert problems_of(warehouse) == []


def test_goods_that_moved_on_do_not_come_back(warehouse: Warehouse) -> None:
    place = shelves(warehouse)
    done = do(warehouse, moving.move_goods, 1, place["A-1"], place["A-2"], 4, "1")
    do(warehouse, moving.move_goods, 1, place["A-2"], place["A-3"], 1, "2")
    with refused("stock.not_enough", bin="A-2"):
        do(warehouse, moving.undo_slip, done.slip_id or 0)
    do(warehouse, moving.move_goods, 1, place["A-3"], place["A-2"], 1, "3")
    do(warehouse, moving.move_goods, 1, place["A-1"], place["A-3"], 6, "4")
    do(warehouse, retire_bin, place["A-1"])
    with refused("shelves.bin_retired", bin="A-1"):
        do(warehouse, moving.undo_slip, done.slip_id or 0)
    with refused("shelves.no_such_slip"):
        do(warehouse, moving.undo_slip, 999)
    with refused("shelves.slip_empty"):
        do(warehouse, moving.undo_slip, do(warehouse, moving.open_slip, "move"))
    assert held(warehouse) == {("A-2", 1): 4, ("A-3", 1): 6}
    assert problems_of(warehouse) == []


def _both(warehouse: Warehouse, *calls: Callable[[], object]) -> list[str]:
    """Two desks at once: how each ended."""
    gate, ends = Barrier(len(calls)), [""] * len(calls)

    def run(number: int) -> None:
        gate.wait()
        try:
            calls[number]()
        except WarehouseError as error:
            ends[number] = error.code

    threads = [Thread(target=run, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_two_desks_at_once_do_a_thing_once(warehouse: Warehouse) -> None:
    if not is_postgres(warehouse.engine):
        pytest.skip("SQLite lets one writer in at a time")
    place = shelves(warehouse)
    put(warehouse, "A-2", 2, 1)
    do(warehouse, save_bin, "A-3", mixed=False)
    slip_id = do(warehouse, moving.move_goods, 1, place["A-1"], place["A-2"], 4, "m").slip_id or 0
    undo = [lambda: do(warehouse, moving.undo_slip, slip_id)] * 2
    assert _both(warehouse, *undo) == ["", "shelves.slip_undone"]
    into = [
        lambda: do(warehouse, moving.move_goods, 1, place["A-1"], place["A-3"], 1, "x"),
        lambda: do(warehouse, moving.move_goods, 2, place["A-2"], place["A-3"], 1, "y"),
    ]
    assert _both(warehouse, *into) == ["", "shelves.bin_one_sku"]
    same = [lambda: do(warehouse, moving.take_out, 1, place["A-1"], 2, "p", "", "same")] * 2
    assert _both(warehouse, *same) == ["", ""]
    assert sum(pieces for (_, sku), pieces in held(warehouse).items() if sku == 1) == 8
    assert problems_of(warehouse) == []
