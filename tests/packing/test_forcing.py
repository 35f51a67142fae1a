"""Completing a parcel with fewer pieces: what is missing stays owed in an order that waits, and everything still adds up."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.packing.desk import ONE, THREE, TWO, counted, id_of, make_set
from tests.shop import DAY, do, ids_of, open_shop, order, parcel_of, problems_of, release_and_wave, scan, states_of, stock_of
from warehouse_app.catalog.tables import Sku
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import BadInput, Conflict, NotAllowed
from warehouse_app.orders.merging import merge_orders
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.release import release
from warehouse_app.orders.splitting import split_order
from warehouse_app.orders.tables import OrderLine
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.aside.queries import shorts, shorts_count
from warehouse_app.packing.aside.rules import Reason
from warehouse_app.packing.commands import undo_last
from warehouse_app.packing.forcing import complete_short
from warehouse_app.packing.parting import undo_split
from warehouse_app.packing.rules import Verdict
from warehouse_app.people.commands import add_person
from warehouse_app.people.rules import Role
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.counting import count_tasks
from warehouse_app.picking.sorting.statements import Step, insert_scan
from warehouse_app.picking.tables import Parcel
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Actor, Warehouse, new_action

WHY = Reason("missing", "货架上没有了")


def force(warehouse: Warehouse, number: str = "1", packer: int = 1, actor: Actor | None = None, action: str = "") -> Answer:
    told = (id_of(warehouse, number), WHY, packer, action or new_action())
    return do(warehouse, complete_short, *told) if actor is None else do(warehouse, complete_short, *told, actor=actor)


def lines_of(warehouse: Warehouse, number: str) -> dict[str, int]:
    with warehouse.reading() as session:
        (order_id,) = ids_of(warehouse, number)
        found = session.execute(
            select(OrderLine.seller_code, OrderLine.quantity).where(OrderLine.order_id == order_id, OrderLine.live)
        )
        return {row.seller_code: row.quantity for row in found}


def test_a_set_that_was_begun_is_finished_first(shop: Warehouse) -> None:
    make_set(shop)
    scan(shop, None, parcel_of(shop, "1").waybill)
    assert [scan(shop, id_of(shop), code).verdict for code in (ONE, THREE)] == [Verdict.RIGHT, Verdict.PART_WANTED]
    assert force(shop).verdict is Verdict.ASKED_FIRST
    assert states_of(shop) == {"1": "in_wave", "2": "in_wave"}
    do(shop, undo_last, id_of(shop), new_action())
    assert force(shop).verdict is Verdict.COMPLETE_SHORT
    assert problems_of(shop) == []


def test_what_is_missing_waits_in_a_part_and_the_rest_is_packed(shop: Warehouse) -> None:
    clerk = do(shop, add_person, "店主", "1234", Role.OWNER)
    scan(shop, None, parcel_of(shop, "1").waybill)
    scan(shop, id_of(shop), ONE)
    action = new_action()
    answer = force(shop, packer=clerk.id, action=action)
    assert (answer.verdict, answer.scanned, answer.needed) == (Verdict.COMPLETE_SHORT, 1, 1)
    assert force(shop, packer=clerk.id, action=action).again  # nothing happens twice
    assert states_of(shop) == {"1": "packed", "1-2": "waiting", "2": "in_wave"}
    assert (lines_of(shop, "1"), lines_of(shop, "1-2"), counted(shop)) == ({"SKU1": 1}, {"SKU1": 1, "SKU2": 1}, {"SKU1": 1})
    assert stock_of(shop) == {"SKU1": (9, 0), "SKU2": (10, 1), "SKU3": (10, 0)}
    with shop.reading() as session:
        rows = shorts(session, DAY.replace(year=2000))
        assert {(row.seller_code, row.pieces, row.part, row.packer, row.allowed_by) for row in rows} == {
            ("SKU1", 1, "1-2", "店主", "Packdesk"), ("SKU2", 1, "1-2", "店主", "Packdesk"),
        }  # fmt: skip
        assert shorts_count(session, DAY.replace(year=2000)) == 1
        assert {task.seller_code for task in count_tasks(session)} == {"SKU1", "SKU2"}
        assert session.scalar(select(Parcel.packed_by).where(Parcel.id == id_of(shop))) == clerk.id
        history = order_view(session, ids_of(shop, "1")[0]).history
    (told,) = [row.fields for row in history if row.kind == "packed_short"]
    assert (told["pieces"], told["part"], told["packer"], told["aside"]) == (2, "1-2", "店主", "missing")
    assert problems_of(shop) == []


def test_the_way_back_and_the_part_made_whole_again(shop: Warehouse) -> None:
    scan(shop, None, parcel_of(shop, "1").waybill)
    scan(shop, id_of(shop), ONE)
    force(shop)
    assert do(shop, undo_last, id_of(shop), new_action()).verdict is Verdict.UNDONE
    assert states_of(shop)["1"] == "picked"
    assert problems_of(shop) == []
    do(shop, undo_split, ids_of(shop, "1-2")[0])
    assert lines_of(shop, "1") == {"SKU1": 2, "SKU2": 1}
    assert problems_of(shop) == []


def test_of_a_part_the_missing_pieces_become_another_part_of_the_same_order(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, order("1", {"SKU1": 1, "SKU2": 3}))
    (whole,) = ids_of(warehouse, "1")
    with warehouse.reading() as session:
        line = session.scalar(select(OrderLine.id).where(OrderLine.order_id == whole, OrderLine.seller_code == "SKU2"))
    assert line is not None
    do(warehouse, split_order, whole, {line: 2})
    release_and_wave(warehouse)
    scan(warehouse, None, parcel_of(warehouse, "1-2").waybill)
    scan(warehouse, id_of(warehouse, "1-2"), TWO)
    assert force(warehouse, "1-2").verdict is Verdict.COMPLETE_SHORT
    assert states_of(warehouse) == {"1": "in_wave", "1-2": "packed", "1-3": "waiting"}
    assert lines_of(warehouse, "1-3") == {"SKU2": 1}
    assert problems_of(warehouse) == []


def test_pieces_that_were_sorted_or_taken_for_it_count_for_nobody(shop: Warehouse) -> None:
    scan(shop, None, parcel_of(shop, "1").waybill)
    with shop.transaction(Actor(1, "Packdesk", Role.OWNER), "wall") as tx:
        sku_id = tx.session.scalars(select(Sku.id).where(Sku.seller_code == "SKU1")).one()
        bin_id = tx.session.scalars(select(Location.id).where(Location.code == "A-1")).one()
        wave_id = tx.session.scalars(select(Parcel.wave_id)).first()
        assert wave_id is not None
        insert_scan(tx, new_action(), wave_id, Step("taken", sku_id, 2, location_id=bin_id))
        insert_scan(tx, new_action(), wave_id, Step("sorted", sku_id, 2, parcel_id=id_of(shop)))
    scan(shop, id_of(shop), ONE)
    scan(shop, id_of(shop), TWO)
    force(shop)
    assert problems_of(shop) == []


def test_the_bin_is_counted_before_the_pieces_are_promised_again(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 2}, order("1", {"SKU1": 2}))
    wave = release_and_wave(warehouse).made
    do(warehouse, confirm_picked, wave.id)
    scan(warehouse, None, parcel_of(warehouse, "1").waybill)
    scan(warehouse, id_of(warehouse), ONE)
    force(warehouse)
    assert do(warehouse, release).short == ["1-2"]
    assert problems_of(warehouse) == []


@pytest.mark.parametrize(
    ("scanned", "reason", "error", "code"),
    [
        ([], WHY, Conflict, "aside.nothing_in"),
        ([ONE], Reason(), BadInput, "aside.reason_wanted"),
    ],
)
def test_what_cannot_be_completed_stays_as_it_was(
    shop: Warehouse, scanned: list[str], reason: Reason, error: type[Exception], code: str
) -> None:
    scan(shop, None, parcel_of(shop, "1").waybill)
    for code_scanned in scanned:
        scan(shop, id_of(shop), code_scanned)
    with pytest.raises(error) as caught:
        do(shop, complete_short, id_of(shop), reason, 1, new_action())
    assert caught.value.code == code  # type: ignore[attr-defined]  # a WarehouseError
    assert states_of(shop) == {"1": "in_wave", "2": "in_wave"}
    assert problems_of(shop) == []


def test_a_clerk_may_not_and_a_whole_order_of_a_parcel_is_not_left_out(warehouse: Warehouse) -> None:
    open_shop(
        warehouse, {"SKU1": 10, "SKU2": 10}, order("1", {"SKU1": 1}, buyer="b"), order("2", {"SKU2": 1}, buyer="b")
    )  # fmt: skip
    do(warehouse, merge_orders, ids_of(warehouse, "1", "2"))
    do(warehouse, release)
    do(warehouse, start_wave)
    scan(warehouse, None, parcel_of(warehouse, "1").waybill)
    scan(warehouse, id_of(warehouse), ONE)
    with pytest.raises(NotAllowed):
        force(warehouse, actor=Actor(1, "小周", Role.CLERK))
    with pytest.raises(Conflict) as caught:
        force(warehouse)
    assert (caught.value.code, caught.value.fields["number"]) == ("aside.whole_order", "2")
    assert states_of(warehouse) == {"1": "in_wave", "2": "in_wave"}
    assert problems_of(warehouse) == []
