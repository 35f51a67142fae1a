"""Not everything fits: what is scanned is one parcel, the rest another of the same order, each on its own from then on."""

from __future__ import annotations

import csv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.packing.desk import ONE, THREE, TWO, counted, id_of, make_set
from tests.paper.reading import texts_of
from tests.shop import (
    DAY,
    SYSTEM,
    add_orders,
    carry_back,
    do,
    held_of,
    ids_of,
    on_desk,
    open_shop,
    order,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    scan,
    states_of,
    stock_of,
    tasks_of_parcel,
)
from warehouse_app.catalog.tables import Sku
from warehouse_app.dispatch.further import next_parcel
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.papers import make_parcel_label
from warehouse_app.dispatch.queries import parcel_papers
from warehouse_app.dispatch.rules import HandoverVerdict
from warehouse_app.dispatch.shipments import staying_behind
from warehouse_app.dispatch.shipped import export_shipped
from warehouse_app.errors import Conflict
from warehouse_app.orders.commands import hold, unhold
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.merging import merge_orders
from warehouse_app.orders.splitting import split_order
from warehouse_app.orders.tables import OrderLine
from warehouse_app.packing import commands as packing
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.rules import Step as Owed
from warehouse_app.packing.rules import Verdict
from warehouse_app.packing.stopping import cancel
from warehouse_app.packing.taking_out import take_out
from warehouse_app.packing.weighing.commands import weigh
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.sorting.statements import Step, insert_scan
from warehouse_app.picking.tables import Parcel
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Warehouse, new_action


def divide(warehouse: Warehouse, number: str = "1", action: str = "") -> Answer:
    return do(warehouse, next_parcel, id_of(warehouse, number), action or new_action())


def undo(warehouse: Warehouse, number: str = "1") -> Answer:
    return do(warehouse, packing.undo_last, id_of(warehouse, number), new_action())


def begin(warehouse: Warehouse, *codes: str, number: str = "1") -> None:
    scan(warehouse, None, parcel_of(warehouse, number).waybill)
    for code in codes:
        assert scan(warehouse, id_of(warehouse, number), code).good


def pieces_of(warehouse: Warehouse) -> dict[str, dict[str, int]]:
    """What each order still wants, by number."""
    with warehouse.reading() as session:
        found: dict[str, dict[str, int]] = {}
        for number in states_of(warehouse):
            lines = select(OrderLine.seller_code, OrderLine.quantity).where(OrderLine.live)
            rows = session.execute(lines.where(OrderLine.order_id == ids_of(warehouse, number)[0]))
            found[number] = {row.seller_code: row.quantity for row in rows}
        return found


def leave(warehouse: Warehouse, number: str, staying: tuple[str, ...] = ()) -> HandoverVerdict:
    """The order's parcel goes to the courier, alone; ``staying`` are those of its order that do not."""
    parcel = parcel_of(warehouse, number)
    trip = do(warehouse, open_handover, parcel.courier)
    answer = do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    if answer.good:
        with warehouse.reading() as session:
            assert staying_behind(session, trip) == staying
        do(warehouse, close_handover, trip)
    return answer.verdict


def test_each_parcel_has_its_number_its_label_and_its_way(shop: Warehouse, tmp_path: Path) -> None:
    begin(shop, ONE)
    action = new_action()
    answer = divide(shop, action=action)
    first, further = parcel_of(shop, "1"), parcel_of(shop, "1-2")
    assert (answer.verdict, answer.needed, answer.fields["further"]) == (Verdict.COMPLETE, 1, further.waybill)
    assert answer.code == first.waybill  # its label is here: none is printed again
    assert divide(shop, action=action).again  # nothing happens twice
    assert (first.wave, first.courier, first.state) == (further.wave, further.courier, "packed")
    assert len({first.waybill, further.waybill, parcel_of(shop, "2").waybill}) == 3
    assert states_of(shop) == {"1": "packed", "1-2": "in_wave", "2": "in_wave"}
    assert stock_of(shop) == {"SKU1": (9, 1), "SKU2": (10, 2), "SKU3": (10, 0)}
    with shop.reading() as session:
        papers = {p.waybill: (p.page, p.pages) for p in parcel_papers(session, [first.id, further.id, id_of(shop, "2")])}
    assert [papers[p.waybill] for p in (first, further, parcel_of(shop, "2"))] == [(1, 2), (2, 2), (1, 1)]
    assert problems_of(shop) == []
    opened = scan(shop, first.id, TWO)  # the next piece begins it, with no word of a label
    assert (opened.verdict, opened.parcel_id) == (Verdict.RIGHT, further.id)
    assert opened.parcel is not None
    assert (opened.parcel.page, opened.parcel.pages) == (2, 2)
    assert leave(shop, "1", staying=(further.waybill,)) is HandoverVerdict.TAKEN
    assert (states_of(shop)["1"], leave(shop, "1-2")) == ("shipped", HandoverVerdict.UNPACKED)
    assert scan(shop, further.id, ONE).verdict is Verdict.COMPLETE
    label, _ = make_parcel_label(shop, SYSTEM, "desk", further.id, "zh_CN")
    assert "第2/2张" in texts_of(label)[0]
    assert leave(shop, "1-2") is HandoverVerdict.TAKEN
    do(shop, export_shipped, tmp_path / "back.csv")
    with (tmp_path / "back.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row[0], row[2]) for row in list(csv.reader(file))[1:]] == [("1", first.waybill), ("1", further.waybill)]
    assert problems_of(shop) == []


@pytest.mark.parametrize("asked", ["1", "1-2"])
def test_the_way_back_while_the_further_one_is_empty(shop: Warehouse, asked: str) -> None:
    begin(shop, ONE)
    divide(shop)
    further = id_of(shop, "1-2")
    if asked == "1-2":
        scan(shop, None, parcel_of(shop, "1-2").waybill)
    back = undo(shop, asked)
    assert (back.verdict, back.parcel_id, back.scanned, back.needed) == (Verdict.UNDONE, id_of(shop), 1, 3)
    assert states_of(shop) == {"1": "picked", "1-2": "cancelled", "2": "in_wave"}
    assert (counted(shop), pieces_of(shop)["1"]) == ({"SKU1": 1, "SKU2": 0}, {"SKU1": 2, "SKU2": 1})
    assert not scan(shop, None, parcel_of(shop, "1-2").waybill).good
    assert problems_of(shop) == []
    assert undo(shop).sku_id is not None  # from here on it is the scans that are taken back
    pack(shop, "1")
    assert leave(shop, "1") is HandoverVerdict.TAKEN
    with shop.reading() as session:
        assert session.scalars(select(Parcel.state).where(Parcel.id == further)).one() == "cancelled"
    assert problems_of(shop) == []


def test_with_a_piece_in_it_only_scans_are_taken_back(shop: Warehouse) -> None:
    begin(shop, ONE)
    divide(shop)
    scan(shop, id_of(shop), TWO)
    assert undo(shop).sku_id is not None
    assert (counted(shop), counted(shop, "1-2")) == ({"SKU1": 0}, {"SKU1": 0, "SKU2": 1})
    assert scan(shop, id_of(shop), ONE).verdict is Verdict.COMPLETE
    third = divide(shop, "1-2")
    with shop.reading() as session:
        ids = [id_of(shop, number) for number in ("1", "1-2", "1-3")]
        papers = parcel_papers(session, ids)
    assert [(p.page, p.pages) for p in papers] == [(1, 3), (2, 3), (3, 3)]
    assert third.fields["further"] == papers[2].waybill
    assert problems_of(shop) == []
    assert undo(shop, "1-2").needed == 2  # a part of a part comes back as well
    pack(shop, "1-2")
    assert states_of(shop) == {"1": "packed", "1-2": "packed", "1-3": "cancelled", "2": "in_wave"}
    assert problems_of(shop) == []


def _cancelled(shop: Warehouse) -> None:
    do(shop, cancel, ids_of(shop, "1"), "不要了")
    assert [parcel_of(shop, number).state for number in ("1", "1-2")] == ["cancelled", "cancelled"]
    assert on_desk(shop) == {"SKU1": 1, "SKU2": 1}  # what was in the boxes; the rest is still in its bins
    carry_back(shop)
    assert stock_of(shop)["SKU1"] == (10, 0)


def _held(shop: Warehouse) -> None:
    for number in ("1", "1-2"):  # said of either, it stops both
        do(shop, hold, ids_of(shop, number), "问买家")
        assert held_of(shop) == {"1": "by_hand", "1-2": "by_hand", "2": ""}
        assert leave(shop, "1") is HandoverVerdict.HELD
        assert scan(shop, id_of(shop, "1-2"), ONE).verdict is Verdict.HELD
        assert undo(shop, "1-2").verdict is Verdict.HELD
        do(shop, unhold, ids_of(shop, "1"))
        assert held_of(shop) == {"1": "", "1-2": "", "2": ""}
    pack(shop, "1-2")


def _changed(shop: Warehouse) -> None:
    add_orders(shop, order("1", {"SKU1": 2, "SKU2": 1}), name="same", modified=DAY + timedelta(hours=1))
    assert held_of(shop) == {"1": "", "1-2": "", "2": ""}
    told = order("1", {"SKU1": 2, "SKU2": 1}, address="上海市 示例路2号")
    add_orders(shop, told, name="newer", modified=DAY + timedelta(hours=2))
    assert held_of(shop) == {"1": "changed", "1-2": "changed", "2": ""}
    for number in ("1", "1-2"):
        assert scan(shop, None, parcel_of(shop, number).waybill).verdict is Verdict.CHANGED
        do(shop, packing.unpack, id_of(shop, number), new_action())
    assert states_of(shop) == {"1": "waiting", "1-2": "waiting", "2": "in_wave"}


def _closed(shop: Warehouse) -> None:
    told = order("1", {"SKU1": 2, "SKU2": 1}, status=OrderStatus.CLOSED)
    add_orders(shop, told, name="newer", modified=DAY + timedelta(hours=1))
    assert states_of(shop) == {"1": "cancelled", "1-2": "cancelled", "2": "in_wave"}
    assert [parcel_of(shop, number).state for number in ("1", "1-2")] == ["cancelled", "cancelled"]


def _taken_out(shop: Warehouse) -> None:
    do(shop, take_out, ids_of(shop, "1-2"), "改天")
    assert states_of(shop) == {"1": "packed", "1-2": "waiting", "2": "in_wave"}
    assert undo(shop).sku_id is not None  # the further parcel is no more: only scans are left to take back
    carry_back(shop)


@pytest.mark.parametrize("stopped", [_cancelled, _held, _changed, _closed, _taken_out])
def test_stopped_in_between_everything_adds_up(shop: Warehouse, stopped: Callable[[Warehouse], None]) -> None:
    begin(shop, ONE)
    divide(shop)
    scan(shop, id_of(shop), TWO)
    stopped(shop)
    assert problems_of(shop) == []


def test_of_orders_that_travel_together_one_may_go_along_whole(warehouse: Warehouse) -> None:
    told = {"buyer": "b", "invoice_title": "公司"}
    open_shop(
        warehouse, {"SKU1": 10, "SKU2": 10}, order("1", {"SKU1": 2}, **told), order("2", {"SKU1": 1, "SKU2": 1}, **told)
    )  # fmt: skip
    do(warehouse, merge_orders, ids_of(warehouse, "1", "2"))
    release_and_wave(warehouse)
    begin(warehouse, ONE)
    before = pieces_of(warehouse)
    assert divide(warehouse).verdict is Verdict.TICK_FIRST
    assert (parcel_of(warehouse, "1").orders, parcel_of(warehouse, "2").orders) == (("1",), ("2", "1-2"))
    assert [len(tasks_of_parcel(warehouse, id_of(warehouse, number))) for number in ("1", "2")] == [1, 1]
    assert problems_of(warehouse) == []
    undo(warehouse)
    assert parcel_of(warehouse, "1").orders == ("1", "2")
    assert {number: pieces_of(warehouse)[number] for number in before} == before
    assert problems_of(warehouse) == []
    divide(warehouse)
    for number in ("1", "2"):
        pack(warehouse, number)
    assert set(states_of(warehouse).values()) == {"packed", "cancelled"}
    assert problems_of(warehouse) == []


def test_of_a_part_the_rest_is_another_part_of_the_same_order(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, order("1", {"SKU1": 2, "SKU2": 2}))
    with warehouse.reading() as session:
        lines = session.scalars(select(OrderLine.id)).all()
    do(warehouse, split_order, ids_of(warehouse, "1")[0], dict.fromkeys(lines, 1))
    release_and_wave(warehouse)
    begin(warehouse, TWO, number="1-2")
    divide(warehouse, "1-2")
    assert pieces_of(warehouse) == {"1": {"SKU1": 1, "SKU2": 1}, "1-2": {"SKU2": 1}, "1-3": {"SKU1": 1}}
    assert problems_of(warehouse) == []
    undo(warehouse, "1-3")
    assert pieces_of(warehouse)["1-2"] == {"SKU1": 1, "SKU2": 1}
    assert problems_of(warehouse) == []


def test_only_the_desk_that_made_it_goes_on_with_it(shop: Warehouse) -> None:
    do(shop, change_settings, {"start_by_item": "never"})
    begin(shop, ONE)
    divide(shop)
    with shop.transaction(SYSTEM, "another") as tx:
        assert packing.scan(tx, None, (ONE,), new_action()).verdict is Verdict.WAYBILL_WANTED
    assert scan(shop, None, ONE).parcel_id == id_of(shop, "1-2")
    with shop.transaction(SYSTEM, "another") as tx:  # another desk takes the label, and the piece counts once
        assert packing.scan(tx, None, (parcel_of(shop, "1-2").waybill,), new_action()).verdict is Verdict.OPENED
        assert packing.scan(tx, id_of(shop, "1-2"), (ONE,), new_action()).verdict is Verdict.ONE_TOO_MANY
    assert problems_of(shop) == []


def test_two_desks_at_once_divide_it_once_and_join_it_once(shop: Warehouse) -> None:
    begin(shop, ONE)
    with ThreadPoolExecutor(2) as desks:
        answers = list(desks.map(divide, (shop, shop)))
        assert {answer.verdict for answer in answers} == {Verdict.COMPLETE, Verdict.PACKED_ALREADY}
        assert states_of(shop) == {"1": "packed", "1-2": "in_wave", "2": "in_wave"}
        assert problems_of(shop) == []
        answers = list(desks.map(undo, (shop, shop), ("1", "1-2")))
    assert [answer.fields.get("why") for answer in answers].count("joined") == 1
    assert states_of(shop) == {"1": "picked", "1-2": "cancelled", "2": "in_wave"}
    pack(shop, "1")
    assert problems_of(shop) == []


def test_each_parcel_owes_its_own_steps(shop: Warehouse) -> None:
    do(shop, change_settings, {"weigh_policy": "must"})
    begin(shop, ONE)
    answer = divide(shop)
    assert (answer.verdict, answer.owes) == (Verdict.WEIGH_FIRST, Owed.WEIGHT)
    assert undo(shop).needed == 3  # also before the steps are done
    divide(shop)
    assert do(shop, weigh, id_of(shop), 150, "typed", new_action()).verdict is Verdict.COMPLETE
    scan(shop, id_of(shop), ONE)
    assert scan(shop, id_of(shop, "1-3"), TWO).verdict is Verdict.WEIGH_FIRST
    assert problems_of(shop) == []


def test_each_parcel_of_a_dear_order_is_checked_twice(warehouse: Warehouse) -> None:
    do(warehouse, change_settings, {"check_value": True, "check_value_yuan": 100})
    open_shop(warehouse, {"SKU1": 10}, order("1", {"SKU1": 2}, paid_amount=Decimal(150)))
    release_and_wave(warehouse)
    begin(warehouse, ONE)
    answer = divide(warehouse)
    assert (answer.verdict, answer.parcel) == (Verdict.CHECK_FIRST, None)  # another person's now: the desk is free
    assert scan(warehouse, None, ONE).verdict is Verdict.CHECK_FIRST
    assert problems_of(warehouse) == []


def test_what_was_taken_and_sorted_for_it_follows(shop: Warehouse) -> None:
    begin(shop, ONE)
    with shop.transaction(SYSTEM, "wall") as tx:
        sku_id = tx.session.scalars(select(Sku.id).where(Sku.seller_code == "SKU1")).one()
        bin_id = tx.session.scalars(select(Location.id).where(Location.code == "A-1")).one()
        wave_id = tx.session.scalars(select(Parcel.wave_id)).first()
        assert wave_id is not None
        for kind, place in (("taken", bin_id), ("sorted", None)):
            insert_scan(tx, new_action(), wave_id, Step(kind, sku_id, 2, parcel_id=id_of(shop), location_id=place))
    divide(shop)
    assert problems_of(shop) == []
    undo(shop)
    assert problems_of(shop) == []
    divide(shop)
    pack(shop, "1-3")
    assert problems_of(shop) == []


def test_a_set_that_was_begun_is_finished_first(shop: Warehouse) -> None:
    make_set(shop)
    begin(shop, ONE)
    assert scan(shop, id_of(shop), THREE).verdict is Verdict.PART_WANTED
    action = new_action()
    asked = divide(shop, action=action)
    assert (asked.verdict, asked.fields["name"], divide(shop, action=action).again) == (Verdict.ASKED_FIRST, "商品2", True)
    assert states_of(shop)["1"] == "in_wave"
    undo(shop)
    assert divide(shop).verdict is Verdict.COMPLETE
    assert problems_of(shop) == []


def test_what_cannot_be_divided_stays_as_it_was(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, order("1", {"SKU1": 2, "SKU2": 1}), waybills=1)
    release_and_wave(warehouse)
    begin(warehouse)
    with pytest.raises(Conflict, match=r"further\.nothing_in"):
        divide(warehouse)
    scan(warehouse, id_of(warehouse), ONE)
    with pytest.raises(Conflict, match=r"dispatch\.pool_short"):
        divide(warehouse)
    assert states_of(warehouse) == {"1": "in_wave"}
    scan(warehouse, id_of(warehouse), ONE)
    scan(warehouse, id_of(warehouse), TWO)
    assert divide(warehouse).verdict is Verdict.PACKED_ALREADY
    assert problems_of(warehouse) == []
