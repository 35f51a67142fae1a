"""A label that became wrong is never printed again, only replaced; the old number is void wherever it is scanned."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.shop import (
    COURIER,
    add_orders,
    add_waybills,
    barcode,
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
)
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.label_needs import label_lacking
from warehouse_app.dispatch.papers import make_parcel_label, make_wave_papers
from warehouse_app.dispatch.queries import parcel_papers
from warehouse_app.dispatch.replacing import Replaced, replace_label, replaceable
from warehouse_app.dispatch.rules import HandoverVerdict
from warehouse_app.dispatch.tables import WaybillNumber
from warehouse_app.errors import BadInput, Conflict, NotAllowed, NotFound
from warehouse_app.orders.commands import hold
from warehouse_app.orders.editing import GoodsEdit, edit_goods, edit_order
from warehouse_app.packing.commands import unpack
from warehouse_app.packing.rules import Verdict
from warehouse_app.packing.tables import VoidLabel
from warehouse_app.people.commands import SYSTEM, add_person
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Actor, Warehouse, new_action

ELSEWHERE = {"address": "江苏省 南京市 玄武区 新路2号"}


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Two parcels: 1 is packed, 2 is not; both have their labels."""
    open_shop(warehouse, {"SKU1": 20, "SKU2": 20}, order("1", {"SKU1": 2}), order("2", {"SKU1": 1}))
    release_and_wave(warehouse)
    make_wave_papers(warehouse, SYSTEM, "desk", 1, "zh_CN")
    pack(warehouse, "1")
    return warehouse


def change(warehouse: Warehouse, number: str, values: dict[str, str] = ELSEWHERE) -> None:
    (order_id,) = ids_of(warehouse, number)
    do(warehouse, edit_order, order_id, values)


def replace_it(warehouse: Warehouse, number: str) -> Replaced:
    return do(warehouse, replace_label, parcel_of(warehouse, number).id, "地址改了")


def may_replace(warehouse: Warehouse, number: str) -> bool:
    with warehouse.reading() as session:
        return replaceable(session, parcel_of(warehouse, number).id)


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_changed_address_takes_a_new_number_and_nothing_else(shop: Warehouse, number: str) -> None:
    parcel = parcel_of(shop, number)
    assert not may_replace(shop, number)
    change(shop, number)
    assert may_replace(shop, number)
    with pytest.raises(Conflict, match="label_stopped"):
        make_parcel_label(shop, SYSTEM, "desk", parcel.id, "zh_CN")
    made = replace_it(shop, number)
    assert (made.old, made.from_file) == (parcel.waybill, False)
    after = parcel_of(shop, number)
    assert (after.id, after.state, after.waybill, after.courier) == (parcel.id, parcel.state, made.new, COURIER)
    assert held_of(shop)[number] == ""
    assert on_desk(shop) == {}
    with shop.reading() as session:
        assert label_lacking(session, parcel.id, shop.clock()) == made.new
        (paper,) = parcel_papers(session, [parcel.id])
        assert (paper.printed, paper.address) == (0, ELSEWHERE["address"])  # its first label, not a reprint
        states = dict(session.execute(select(WaybillNumber.number, WaybillNumber.state)).all())
        assert (states[made.old], states[made.new]) == ("void", "used")
        void = session.execute(select(VoidLabel.number, VoidLabel.new_number, VoidLabel.reason)).one()
        assert tuple(void) == (made.old, made.new, "地址改了")
    make_parcel_label(shop, SYSTEM, "desk", parcel.id, "zh_CN")
    assert problems_of(shop) == []
    assert not may_replace(shop, number)


def test_the_old_label_is_void_at_packing_and_at_the_handover(shop: Warehouse) -> None:
    change(shop, "1")
    change(shop, "2")
    packed, waits = replace_it(shop, "1"), replace_it(shop, "2")
    for codes in ((packed.old,), ("no such code", waits.old)):
        answer = scan(shop, None, *codes)
        assert (answer.verdict, answer.code, answer.good) == (Verdict.OLD_LABEL, codes[-1], False)
    assert scan(shop, None, waits.old).fields["new"] == waits.new
    opened = scan(shop, None, waits.new)
    assert opened.verdict is Verdict.OPENED
    assert scan(shop, opened.parcel_id, packed.old).verdict is Verdict.OLD_LABEL  # also while another one is open
    assert scan(shop, opened.parcel_id, barcode(1)).verdict is Verdict.COMPLETE
    trip = do(shop, open_handover, COURIER)
    assert do(shop, hand_over, trip, (packed.old,), new_action()).verdict is HandoverVerdict.OLD_LABEL
    assert do(shop, hand_over, trip, (packed.new,), new_action()).verdict is HandoverVerdict.TAKEN
    with pytest.raises(Conflict, match="in_handover"):
        replace_it(shop, "1")
    do(shop, hand_over, trip, (waits.new,), new_action())
    do(shop, close_handover, trip)
    assert states_of(shop) == {"1": "shipped", "2": "shipped"}
    with pytest.raises(Conflict, match="not_here"):
        replace_it(shop, "1")
    assert problems_of(shop) == []


def _goods(shop: Warehouse) -> None:
    (order_id,) = ids_of(shop, "1")
    do(shop, edit_goods, order_id, [GoodsEdit(None, 2, 1)])


@pytest.mark.parametrize(
    ("stop", "code"),
    [
        (_goods, "printing.goods_changed"),
        (lambda shop: do(shop, hold, ids_of(shop, "1"), "x"), "dispatch.label_stopped"),
        (lambda shop: do(shop, unpack, parcel_of(shop, "1").id, new_action()), "printing.not_here"),
    ],
)
def test_where_a_new_label_is_not_enough(shop: Warehouse, stop: Callable[[Warehouse], object], code: str) -> None:
    change(shop, "1")
    before = parcel_of(shop, "1").waybill
    if code == "dispatch.label_stopped":  # a person's own hold, which a new label does not lift
        before = replace_it(shop, "1").new
    stop(shop)
    assert not may_replace(shop, "1")
    with pytest.raises(Conflict) as told:
        replace_it(shop, "1")
    assert told.value.code == code
    assert parcel_of(shop, "1").waybill == before


def test_it_asks_for_a_reason_a_right_and_a_number(shop: Warehouse) -> None:
    do(shop, add_person, "店主", "1234", Role.OWNER)
    clerk = do(shop, add_person, "小周", "1234", Role.CLERK)
    parcel = parcel_of(shop, "1")
    with pytest.raises(NotAllowed):
        do(shop, replace_label, parcel.id, "x", actor=Actor(clerk.id, clerk.name, clerk.role))
    with pytest.raises(BadInput, match="reason_missing"):
        do(shop, replace_label, parcel.id, " ")
    with pytest.raises(NotFound):
        do(shop, replace_label, 999, "x")
    change(shop, "1", {"courier": "圆通速递"})
    with pytest.raises(Conflict, match="no_other"):  # no other courier takes it in silence
        replace_it(shop, "1")
    assert parcel_of(shop, "1").waybill == parcel.waybill
    assert held_of(shop)["1"] == "changed"
    add_waybills(shop, 3, courier="圆通速递", start=500)
    assert replace_it(shop, "1").courier == "圆通速递"


def test_a_number_of_the_platforms_is_void_too_and_never_used_again(warehouse: Warehouse) -> None:
    told = order("1", {"SKU1": 1}, courier="中通快递", waybill="75999999999999")
    open_shop(warehouse, {"SKU1": 20}, told)
    release_and_wave(warehouse)
    change(warehouse, "1")
    made = replace_it(warehouse, "1")
    assert (made.old, made.from_file) == ("75999999999999", True)
    change(warehouse, "1", {"address": "上海市 浦东新区 又一路3号"})
    do(warehouse, unpack, parcel_of(warehouse, "1").id, new_action())
    add_orders(warehouse, order("2", {"SKU1": 1}), name="more")
    release_and_wave(warehouse)
    assert parcel_of(warehouse, "1").waybill not in (made.old, made.new, "")
    assert problems_of(warehouse) == []


def test_a_label_whose_contents_changed_is_not_printed_again(shop: Warehouse) -> None:
    parcel = parcel_of(shop, "2")
    with shop.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE parcel_line SET needed = 2 WHERE parcel_id = {parcel.id}")
    with pytest.raises(Conflict) as told:
        make_parcel_label(shop, SYSTEM, "desk", parcel.id, "zh_CN")
    assert (told.value.code, told.value.fields) == ("printing.stale", {"waybill": parcel.waybill})
    papers = make_wave_papers(shop, SYSTEM, "desk", 1, "zh_CN")
    assert papers.stale == (parcel.waybill,)
    made = replace_it(shop, "2")
    make_parcel_label(shop, SYSTEM, "desk", parcel.id, "zh_CN")
    assert parcel_of(shop, "2").waybill == made.new
