"""Picking on the screen: bin, then goods; what is taken is written down once, and the walk goes on where it was."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.database import is_postgres
from tests.shop import barcode, do, ids_of, on_desk, open_shop, order, problems_of, states_of
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import Conflict
from warehouse_app.orders.commands import hold, unhold
from warehouse_app.orders.merging import merge_orders
from warehouse_app.orders.release import release
from warehouse_app.packing.stopping import cancel
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.confirming.commands import Answer, confirm_stop, take, undo_taken
from warehouse_app.picking.confirming.queries import Walk, walk
from warehouse_app.picking.confirming.rules import Share, Verdict, left_at, spread
from warehouse_app.picking.sorting.queries import wall
from warehouse_app.picking.tables import PickScan
from warehouse_app.picking.tour import pick_tour
from warehouse_app.store.warehouse import Warehouse, new_action

ONE, TWO, THREE = barcode(1), barcode(2), barcode(3)


def make_wave(warehouse: Warehouse, way: str = "orders") -> int:
    """Order 1 wants two of SKU1, order 2 one of SKU1 and one of SKU2."""
    open_shop(warehouse, {"SKU1": 9, "SKU2": 9, "SKU3": 9}, order("1", {"SKU1": 2}), order("2", {"SKU1": 1, "SKU2": 1}))
    do(warehouse, release)
    return do(warehouse, start_wave, way=way).id


def walk_of(warehouse: Warehouse, wave_id: int) -> Walk:
    with warehouse.reading() as session:
        return walk(session, wave_id)


def scan_at(warehouse: Warehouse, wave_id: int, *codes: str, bin_open: bool = True, action: str = "") -> list[Answer]:
    """Scan codes at the stop that is next now."""
    answers = []
    for code in codes:
        stop = walk_of(warehouse, wave_id).next
        assert stop is not None
        answers.append(do(warehouse, take, wave_id, stop.place, [code], action or new_action(), bin_open=bin_open))
    return answers


def said(answers: list[Answer]) -> list[tuple[str, int]]:
    return [(answer.verdict.value, answer.left) for answer in answers]


def test_bin_then_goods_to_the_last_stop_brings_the_wave_to_the_desk(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse)
    assert said(scan_at(warehouse, wave, "A-2", ONE, "NOTHING-9", "A-1", bin_open=False)) == [
        ("wrong_bin", 0), ("bin_first", 3), ("unknown", 0), ("bin_open", 0),
    ]  # fmt: skip
    assert said(scan_at(warehouse, wave, TWO, ONE, ONE)) == [("wrong_item", 3), ("taken", 2), ("taken", 1)]
    stop = walk_of(warehouse, wave).next
    assert stop is not None
    assert (stop.bin, stop.quantity, stop.taken, stop.slots) == ("A-1", 3, 2, ((1, 2), (2, 1)))
    assert said(scan_at(warehouse, wave, ONE)) == [("stop_done", 0)]
    assert states_of(warehouse) == {"1": "in_wave", "2": "in_wave"}
    assert said(scan_at(warehouse, wave, TWO)) == [("wave_done", 0)]
    assert states_of(warehouse) == {"1": "picked", "2": "picked"}
    done = walk_of(warehouse, wave)
    assert (done.picked, done.next) == (True, None)
    with pytest.raises(Conflict, match=r"ways\.picked_already"):
        do(warehouse, take, wave, stop.place, [ONE], new_action(), bin_open=True)
    with pytest.raises(Conflict, match=r"ways\.picked_already"):
        do(warehouse, undo_taken, wave, new_action())
    assert problems_of(warehouse) == []


def test_one_too_many_the_same_action_twice_and_undo(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse)
    stop = walk_of(warehouse, wave).stops[0]
    twice = [do(warehouse, take, wave, stop.place, [ONE], "a", bin_open=True) for _ in range(2)]
    assert [(answer.again, answer.left) for answer in twice] == [(False, 2), (True, 2)]
    undone = [do(warehouse, undo_taken, wave, "u") for _ in range(2)]
    assert [(answer.verdict, answer.again, answer.left) for answer in undone] == [("undone", False, 3), ("undone", True, 3)]
    assert do(warehouse, undo_taken, wave, "v").verdict is Verdict.NOTHING_TO_UNDO
    confirmed = do(warehouse, confirm_stop, wave, stop.place, new_action())
    assert (confirmed.verdict, confirmed.pieces) == ("stop_done", 3)
    with pytest.raises(Conflict, match=r"ways\.stop_done"):
        do(warehouse, confirm_stop, wave, stop.place, new_action())
    assert do(warehouse, take, wave, stop.place, [ONE], new_action(), bin_open=True).verdict is Verdict.ONE_TOO_MANY
    assert do(warehouse, undo_taken, wave, new_action()).left == 3  # the line as a whole, as it was confirmed


def test_a_stopped_order_is_not_walked_for(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse)
    do(warehouse, hold, ids_of(warehouse, "1"), "等电话")
    assert said(scan_at(warehouse, wave, ONE)) == [("stop_done", 0)]
    do(warehouse, unhold, ids_of(warehouse, "1"))
    assert said(scan_at(warehouse, wave, ONE, ONE, TWO)) == [("taken", 1), ("stop_done", 0), ("wave_done", 0)]


def test_a_wave_brought_to_the_desk_by_hand_is_not_picked_again(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse)
    place = walk_of(warehouse, wave).stops[0].place
    do(warehouse, confirm_picked, wave)
    with pytest.raises(Conflict, match=r"ways\.picked_already"):
        do(warehouse, confirm_stop, wave, place, new_action())


def test_on_a_cart_every_piece_has_its_slot_and_a_stopped_slot_wants_nothing(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse, "cart")
    assert [answer.slots for answer in scan_at(warehouse, wave, ONE)] == [((1, 1),)]
    do(warehouse, hold, ids_of(warehouse, "1"), "等电话")
    assert [(a.verdict, a.slots) for a in scan_at(warehouse, wave, ONE)] == [("stop_done", ((2, 1),))]
    do(warehouse, unhold, ids_of(warehouse, "1"))
    stop = walk_of(warehouse, wave).next
    assert stop is not None
    assert (stop.bin, stop.quantity, stop.taken) == ("A-1", 3, 2)
    undone = do(warehouse, undo_taken, wave, new_action())
    assert (undone.slots, undone.pieces, undone.left) == (((2, 1),), 1, 2)
    assert do(warehouse, confirm_stop, wave, stop.place, new_action()).slots == ((1, 1), (2, 1))
    assert said(scan_at(warehouse, wave, TWO)) == [("wave_done", 0)]
    with warehouse.reading() as session:
        assert [(slot.state.value, slot.sorted) for slot in wall(session, wave).slots] == [("complete", 2), ("complete", 2)]
    assert problems_of(warehouse) == []


@pytest.mark.parametrize("way", ["orders", "cart"])
def test_what_was_taken_for_a_cancelled_order_lies_on_the_desk(warehouse: Warehouse, way: str) -> None:
    wave = make_wave(warehouse, way)
    scan_at(warehouse, wave, ONE, ONE, ONE)
    do(warehouse, cancel, ids_of(warehouse, "1"), "不要了")
    assert on_desk(warehouse) == {"SKU1": 2}
    assert do(warehouse, undo_taken, wave, new_action()).verdict is (Verdict.UNDONE if way == "cart" else Verdict.NOTHING_TO_UNDO)
    do(warehouse, cancel, ids_of(warehouse, "2"), "不要了")
    assert on_desk(warehouse) == {"SKU1": 2 if way == "cart" else 3}
    assert problems_of(warehouse) == []


def test_undo_leaves_what_another_desk_took(warehouse: Warehouse) -> None:
    wave = make_wave(warehouse)
    place = walk_of(warehouse, wave).stops[0].place
    with warehouse.transaction(SYSTEM, "another desk") as tx:
        take(tx, wave, place, [ONE], new_action(), bin_open=True)
    assert do(warehouse, undo_taken, wave, new_action()).verdict is Verdict.NOTHING_TO_UNDO


@pytest.mark.parametrize(
    ("before", "won", "told"),
    [(["A-1", ONE, ONE], "stop_done", "one_too_many"), (["A-1", ONE, ONE, ONE], "wave_done", "ways.picked_already")],
)
def test_of_two_desks_that_take_the_last_piece_of_a_stop_at_once_one_has_it(
    warehouse: Warehouse, before: list[str], won: str, told: str
) -> None:
    """The last of a stop with another to come, and the very last of the wave."""
    wave = make_wave(warehouse)
    scan_at(warehouse, wave, *before)
    stop = walk_of(warehouse, wave).next
    assert stop is not None
    ready, outcomes = threading.Barrier(2), list[str]()

    def desk(name: str) -> None:
        """On PostgreSQL both are in their transactions before either asks; SQLite lets one in at a time."""
        if not is_postgres(warehouse.engine):
            ready.wait(10)
        try:
            with warehouse.transaction(SYSTEM, name) as tx:
                if is_postgres(warehouse.engine):
                    ready.wait(10)
                answer = take(tx, wave, stop.place, [barcode(int(stop.seller_code[3:]))], new_action(), bin_open=True)
            outcomes.append(answer.verdict.value)
        except Conflict as error:
            outcomes.append(error.code)
        except BaseException as error:  # a thread's failure must reach the test
            outcomes.append(repr(error))

    both = [threading.Thread(target=desk, args=(f"desk {n}",)) for n in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(outcomes) == sorted([won, told])
    with warehouse.reading() as session:
        taken = select(func.sum(PickScan.quantity)).where(PickScan.kind == "taken", PickScan.sku_id == stop.place[1])
        assert session.scalar(taken) == stop.quantity
    assert problems_of(warehouse) == []


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), max_size=6), st.integers(0, 30))
def test_pieces_are_spread_over_slots_that_want_them_and_never_beyond(figures: list[tuple[int, int]], pieces: int) -> None:
    shares = [Share(n, n, promised, min(taken, promised)) for n, (promised, taken) in enumerate(figures)]
    parts = spread(pieces, shares)
    assert sum(part for _, part in parts) == min(pieces, left_at(shares, 0))
    assert all(0 < part <= share.left for share, part in parts)


def test_orders_of_one_parcel_stop_together(warehouse: Warehouse) -> None:
    mates = (order("1", {"SKU1": 1}, buyer="b"), order("2", {"SKU2": 1}, buyer="b"))
    open_shop(warehouse, {"SKU1": 9, "SKU2": 9}, *mates, order("3", {"SKU2": 1}))
    do(warehouse, merge_orders, ids_of(warehouse, "1", "2"))
    do(warehouse, release)
    wave = do(warehouse, start_wave, way="cart").id
    scan_at(warehouse, wave, ONE)
    do(warehouse, hold, ids_of(warehouse, "2"), "x")
    left = walk_of(warehouse, wave)
    assert [(stop.bin, stop.left) for stop in left.stops] == [("A-2", 1)]
    with warehouse.reading() as session:
        struck = pick_tour(session, wave).struck
    assert [(stop.bin, stop.quantity, stop.struck) for stop in struck] == [("A-1", 1, "by_hand"), ("A-2", 1, "by_hand")]
    assert said(scan_at(warehouse, wave, TWO)) == [("wave_done", 0)]
    assert problems_of(warehouse) == []
