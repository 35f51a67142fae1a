"""The sorting wall: every piece to the slot that needs it most, written down once, and never one too many."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.shop import barcode, do, ids_of, open_shop, order, pack, parsed, problems_of
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.orders.commands import hold, unhold
from warehouse_app.orders.merging import merge_orders
from warehouse_app.orders.release import release
from warehouse_app.packing.stopping import cancel
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.commands import NewWave, confirm_picked
from warehouse_app.picking.sorting.commands import Answer, sort, undo_sorted
from warehouse_app.picking.sorting.queries import wall
from warehouse_app.picking.sorting.rules import Slot, Verdict, choose
from warehouse_app.picking.tables import PickScan, Wave
from warehouse_app.store.settings import put
from warehouse_app.store.warehouse import Warehouse, new_action

ONE, TWO, THREE = barcode(1), barcode(2), barcode(3)


def sort_wave(warehouse: Warehouse, *, picked: bool = True) -> NewWave:
    """Everything that can be released as one wave for the wall."""
    do(warehouse, release)
    wave = do(warehouse, start_wave, way="sort")
    if picked:
        do(warehouse, confirm_picked, wave.id)
    return wave


def put_in(warehouse: Warehouse, wave: NewWave, code: str, action: str = "") -> Answer:
    return do(warehouse, sort, wave.id, [code], action or new_action())


def said(warehouse: Warehouse, wave: NewWave, *codes: str) -> list[tuple[str, int]]:
    answers = [put_in(warehouse, wave, code) for code in codes]
    return [(answer.verdict.value, answer.slot) for answer in answers]


def shown(warehouse: Warehouse, wave: NewWave) -> list[tuple[str, int]]:
    with warehouse.reading() as session:
        return [(slot.state.value, slot.sorted) for slot in wall(session, wave.id).slots]


@pytest.fixture
def wave(warehouse: Warehouse) -> NewWave:
    """Slot 1 needs two of SKU1, slot 2 one of SKU1 and one of SKU2."""
    open_shop(warehouse, {"SKU1": 9, "SKU2": 9, "SKU3": 9}, order("1", {"SKU1": 2}), order("2", {"SKU1": 1, "SKU2": 1}))
    return sort_wave(warehouse)


def test_the_same_item_for_two_slots_goes_by_urgency_and_a_full_slot_gets_no_more(warehouse: Warehouse, wave: NewWave) -> None:
    assert said(warehouse, wave, ONE, TWO, ONE) == [("sorted", 1), ("sorted", 2), ("complete", 1)]
    assert shown(warehouse, wave) == [("complete", 2), ("filling", 1)]
    assert said(warehouse, wave, ONE, ONE, TWO) == [("all_sorted", 2), ("one_too_many", 0), ("one_too_many", 0)]
    assert said(warehouse, wave, THREE, "NOTHING-9") == [("not_in_wave", 0), ("unknown", 0)]
    assert shown(warehouse, wave) == [("complete", 2), ("complete", 2)]
    assert problems_of(warehouse) == []


def test_the_oldest_deadline_first_and_then_the_lowest_slot() -> None:
    late, early = Slot(1, 9, 1, 0, 1), Slot(2, 3, 2, 0, 2)
    assert choose([late, early], 1) == (Verdict.SORTED, late)
    assert choose([late, early], 2) == (Verdict.SORTED, early)
    assert choose([late, early], 3) == (Verdict.PACK_TOO_LARGE, late)
    assert choose([Slot(1, 9, 1, 1, 1)], 1) == (Verdict.ONE_TOO_MANY, None)


def test_the_same_action_twice_is_one_piece(warehouse: Warehouse, wave: NewWave) -> None:
    first, again = put_in(warehouse, wave, ONE, "a"), put_in(warehouse, wave, ONE, "a")
    assert (first.again, again.again, again.slot, again.sorted) == (False, True, 1, 1)
    assert shown(warehouse, wave) == [("filling", 1), ("empty", 0)]
    undone, undone_again = (do(warehouse, undo_sorted, wave.id, "u") for _ in range(2))
    assert (undone.verdict, undone.slot, undone_again.again) == ("undone", 1, True)
    assert shown(warehouse, wave) == [("empty", 0), ("empty", 0)]
    assert do(warehouse, undo_sorted, wave.id, "v").verdict is Verdict.NOTHING_TO_UNDO


def test_undo_takes_back_what_this_desk_sorted_last(warehouse: Warehouse, wave: NewWave) -> None:
    put_in(warehouse, wave, ONE)
    with warehouse.transaction(SYSTEM, "another desk") as tx:
        assert sort(tx, wave.id, [TWO], new_action()).slot == 2
    assert do(warehouse, undo_sorted, wave.id, new_action()).slot == 1
    assert shown(warehouse, wave) == [("empty", 0), ("filling", 1)]


def test_two_desks_at_one_wall_never_fill_a_slot_twice(warehouse: Warehouse, wave: NewWave) -> None:
    verdicts: list[str] = []
    failures: list[BaseException] = []

    def desk(name: str) -> None:
        try:
            for _ in range(3):
                with warehouse.transaction(SYSTEM, name) as tx:
                    verdicts.append(sort(tx, wave.id, [ONE], new_action()).verdict.value)
        except BaseException as error:
            failures.append(error)

    desks = [threading.Thread(target=desk, args=(f"desk {n}",)) for n in range(2)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert failures == []
    assert Counter(verdicts) == {"sorted": 2, "complete": 1, "one_too_many": 3}
    assert shown(warehouse, wave) == [("complete", 2), ("filling", 1)]
    assert problems_of(warehouse) == []


def test_a_stopped_slot_gets_nothing_and_says_why(warehouse: Warehouse, wave: NewWave) -> None:
    do(warehouse, hold, ids_of(warehouse, "1"), "等电话")
    assert said(warehouse, wave, ONE) == [("sorted", 2)]
    stopped = put_in(warehouse, wave, ONE)
    assert (stopped.verdict, stopped.slot, stopped.why, stopped.good) == ("stopped", 1, "held", False)
    assert shown(warehouse, wave) == [("stopped", 0), ("filling", 1)]
    do(warehouse, unhold, ids_of(warehouse, "1"))
    do(warehouse, cancel, ids_of(warehouse, "2"), "不要了")
    assert said(warehouse, wave, ONE, TWO) == [("sorted", 1), ("stopped", 2)]
    assert said(warehouse, wave, ONE) == [("all_sorted", 1)]  # nobody waits for the slot that was stopped
    assert problems_of(warehouse) == []


def test_a_packed_slot_is_done_and_its_last_piece_is_not_undone(warehouse: Warehouse, wave: NewWave) -> None:
    said(warehouse, wave, ONE, ONE)
    pack(warehouse, "1")
    assert shown(warehouse, wave)[0] == ("packed", 2)
    with pytest.raises(Conflict, match=r"ways\.packed_since"):
        do(warehouse, undo_sorted, wave.id, new_action())


def test_a_pack_of_several_pieces_needs_a_slot_with_room_for_all(warehouse: Warehouse, wave: NewWave) -> None:
    pair = "6900000000990"
    do(warehouse, import_products, parsed([ProductRow(2, "SKU1", barcodes=(pair,), multiple=2)], "pairs.csv"))
    answer = put_in(warehouse, wave, pair)
    assert (answer.verdict, answer.slot, answer.pieces, answer.sorted) == ("complete", 1, 2, 2)
    assert put_in(warehouse, wave, pair).verdict is Verdict.PACK_TOO_LARGE


def test_goods_that_are_not_here_yet_and_waves_of_other_ways_are_not_sorted(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    do(warehouse, release)
    plain = do(warehouse, start_wave, limit=1)
    waiting = sort_wave(warehouse, picked=False)
    with pytest.raises(Conflict, match=r"ways\.not_for_wall"):
        put_in(warehouse, plain, ONE)
    assert put_in(warehouse, waiting, ONE).verdict is Verdict.NOT_PICKED
    do(warehouse, confirm_picked, waiting.id)
    assert put_in(warehouse, waiting, ONE).verdict is Verdict.ALL_SORTED
    with pytest.raises(NotFound):
        do(warehouse, sort, 999, [ONE], "x")


def test_a_wave_larger_than_the_wall_or_the_cart_is_refused(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9, "SKU2": 9}, order("1", {"SKU1": 1}), order("2", {"SKU2": 1}), order("3", {"SKU1": 2}))
    do(warehouse, release)
    do(warehouse, put, "wall_slots", 2)
    do(warehouse, put, "cart_slots", 1)
    for way, n in (("sort", None), ("cart", 2), ("single", None)):
        with pytest.raises(Conflict) as refused:
            do(warehouse, start_wave, limit=n, way=way)
        assert refused.value.code == {"single": "ways.not_one_sku"}.get(way, f"ways.too_many_for_{way}")
    made = do(warehouse, start_wave, limit=2, way="sort", rule="{}")
    with warehouse.reading() as session:
        assert session.execute(select(Wave.way, Wave.rule).where(Wave.id == made.id)).one() == ("sort", "{}")


def test_orders_of_one_parcel_take_one_slot(warehouse: Warehouse) -> None:
    open_shop(
        warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, buyer="b"), order("2", {"SKU1": 1}, buyer="b"), order("3", {"SKU1": 2})
    )
    do(warehouse, release)
    do(warehouse, merge_orders, ids_of(warehouse, "1", "2"))
    do(warehouse, put, "wall_slots", 2)
    assert len(do(warehouse, start_wave, way="sort").parcel_ids) == 2


@given(st.data())
def test_in_any_order_every_piece_finds_its_slot_exactly_once(data: st.DataObject) -> None:
    needs = data.draw(st.lists(st.dictionaries(st.integers(1, 4), st.integers(1, 3), min_size=1), min_size=1, max_size=6))
    got: list[Counter[int]] = [Counter() for _ in needs]
    pieces = [sku for want in needs for sku, n in want.items() for _ in range(n)]
    for sku in data.draw(st.permutations(pieces)):
        slots = [Slot(n, n, want[sku], got[n][sku], sum(want.values())) for n, want in enumerate(needs) if sku in want]
        _, slot = choose(slots, 1)
        assert slot is not None
        got[slot.parcel_id][sku] += 1
        assert got[slot.parcel_id][sku] <= needs[slot.parcel_id][sku]
    assert got == needs


def test_pieces_of_the_wall_are_never_changed_afterwards(warehouse: Warehouse, wave: NewWave) -> None:
    put_in(warehouse, wave, ONE)
    with pytest.raises(Exception, match="append-only"), warehouse.transaction(SYSTEM, "desk") as tx:
        tx.connection.execute(PickScan.__table__.delete())  # type: ignore[attr-defined]  # the mapped table
