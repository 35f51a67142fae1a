"""Handing over: every verdict, closing once, and nothing stopped ever leaves."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.shop import (
    COURIER,
    DAY,
    add_orders,
    barcode,
    do,
    ids_of,
    open_shop,
    order,
    pack,
    parcel_of,
    parsed,
    problems_of,
    release_and_wave,
    scan,
    states_of,
)
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.handover import HandoverAnswer, close_handover, hand_over, keep_manifest, open_handover, take_out
from warehouse_app.dispatch.queries import handover, handover_parcels, handovers, left_behind
from warehouse_app.dispatch.rules import HandoverVerdict
from warehouse_app.dispatch.waybills import import_waybills
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.orders.commands import cancel, hold, unhold
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.queries import order_view
from warehouse_app.packing.commands import undo_last, unpack
from warehouse_app.packing.tables import Scan
from warehouse_app.store.warehouse import Warehouse, new_action
from warehouse_app.words import room_sentences

YTO = "圆通速递"


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Orders 1 to 3 packed for ZTO, order 4 not packed, order 5 packed for YTO."""
    orders = [order(str(n), {"SKU1": 1}, courier=YTO if n == 5 else "") for n in range(1, 6)]
    open_shop(warehouse, {"SKU1": 20, "SKU2": 20}, *orders)
    do(warehouse, import_waybills, parsed([WaybillRow(2, YTO, "YT0000000000001")], "yto.csv"))
    release_and_wave(warehouse)
    for number in "1235":
        pack(warehouse, number)
    return warehouse


def _take(warehouse: Warehouse, trip: int, *codes: str, action: str = "") -> HandoverAnswer:
    return do(warehouse, hand_over, trip, codes, action or new_action())


def _waybill(warehouse: Warehouse, number: str) -> str:
    return parcel_of(warehouse, number).waybill


def test_a_trip_from_opening_to_shipped(shop: Warehouse) -> None:
    shop.clock = lambda: DAY
    trip = do(shop, open_handover, COURIER)
    assert do(shop, open_handover, COURIER) == trip  # it stays open until it is closed
    counts = [_take(shop, trip, _waybill(shop, n)).count for n in "12"]
    assert counts == [1, 2]
    with shop.reading() as session:
        assert [row.orders for row in left_behind(session, COURIER)] == [("3",)]
        assert {row.orders for row in handover_parcels(session, trip)} == {("1",), ("2",)}
    assert do(shop, close_handover, trip) == 2
    assert states_of(shop) == {"1": "shipped", "2": "shipped", "3": "packed", "4": "in_wave", "5": "packed"}
    assert [parcel_of(shop, n).state for n in "123"] == ["shipped", "shipped", "packed"]
    (order_id,) = ids_of(shop, "1")
    with shop.reading() as session:
        view = order_view(session, order_id)
        assert view.row.pickup_by is not None
        assert (view.row.pickup_by - DAY).total_seconds() == 24 * 3600
        assert view.history[-1].kind == "shipped"
    assert problems_of(shop) == []


def _wrong_courier(warehouse: Warehouse, trip: int) -> HandoverAnswer:
    return _take(warehouse, trip, _waybill(warehouse, "5"))


def _cancelled(warehouse: Warehouse, trip: int) -> HandoverAnswer:
    do(warehouse, cancel, ids_of(warehouse, "1"), "x")
    return _take(warehouse, trip, _waybill(warehouse, "1"))


def _held(warehouse: Warehouse, trip: int) -> HandoverAnswer:
    do(warehouse, hold, ids_of(warehouse, "1"), "等")
    return _take(warehouse, trip, _waybill(warehouse, "1"))


def _changed(warehouse: Warehouse, trip: int) -> HandoverAnswer:
    add_orders(warehouse, order("1", {"SKU1": 1}, address="别处"), name="later")
    return _take(warehouse, trip, _waybill(warehouse, "1"))


def _refunded(warehouse: Warehouse, trip: int) -> HandoverAnswer:
    add_orders(warehouse, order("1", {"SKU1": 1}, status=OrderStatus.CLOSED), name="later")
    return _take(warehouse, trip, _waybill(warehouse, "1"))


def _handed_already(warehouse: Warehouse, trip: int) -> HandoverAnswer:
    _take(warehouse, trip, _waybill(warehouse, "1"))
    do(warehouse, close_handover, trip)
    return _take(warehouse, do(warehouse, open_handover, COURIER), _waybill(warehouse, "1"))


def _scanned_already(warehouse: Warehouse, trip: int) -> HandoverAnswer:
    _take(warehouse, trip, _waybill(warehouse, "1"))
    return _take(warehouse, trip, _waybill(warehouse, "1"))


def _taken_out(warehouse: Warehouse, trip: int) -> HandoverAnswer:
    _take(warehouse, trip, _waybill(warehouse, "1"))
    return do(warehouse, take_out, trip, parcel_of(warehouse, "1").id, new_action())


VERDICTS = {
    "taken": (lambda w, t: _take(w, t, _waybill(w, "1")), "taken"),
    "wrong courier": (_wrong_courier, "wrong_courier"),
    "unpacked": (lambda w, t: _take(w, t, _waybill(w, "4")), "unpacked"),
    "cancelled": (_cancelled, "cancelled"),
    "refunded": (_refunded, "cancelled"),
    "held": (_held, "held"),
    "changed": (_changed, "held"),
    "handed already": (_handed_already, "handed_already"),
    "scanned already": (_scanned_already, "scanned_already"),
    "product": (lambda w, t: _take(w, t, barcode(1)), "waybill_wanted"),
    "order number": (lambda w, t: _take(w, t, "1"), "waybill_wanted"),
    "unknown": (lambda w, t: _take(w, t, "nothing"), "unknown"),
    "alternative": (lambda w, t: _take(w, t, "x", _waybill(w, "1")), "taken"),
    "taken out": (_taken_out, "taken_out"),
}


def test_every_verdict_has_words_on_the_packing_record() -> None:
    sentences = room_sentences("packing")
    assert [verdict for verdict in HandoverVerdict if f"verdict_handover_{verdict}" not in sentences] == []


@pytest.mark.parametrize("case", VERDICTS)
def test_every_verdict_is_reached_and_recorded_once(shop: Warehouse, case: str) -> None:
    act, verdict = VERDICTS[case]
    answer = act(shop, do(shop, open_handover, COURIER))
    assert answer.verdict == verdict
    assert answer.good == (verdict in {"taken", "taken_out"})
    with shop.reading() as session:
        recorded = session.scalar(select(func.count()).where(Scan.verdict == f"handover_{verdict}"))
    assert recorded == 1
    assert problems_of(shop) == []


def test_a_refused_parcel_is_not_in_the_trip(shop: Warehouse) -> None:
    trip = do(shop, open_handover, COURIER)
    assert _wrong_courier(shop, trip).count == 0
    assert _held(shop, trip).fields["reason"] == "等"
    with shop.reading() as session:
        assert handover_parcels(session, trip) == []


def test_the_same_action_twice_is_one_scan_with_one_answer(shop: Warehouse) -> None:
    trip = do(shop, open_handover, COURIER)
    for code in (_waybill(shop, "1"), "nothing"):
        action = new_action()
        first = _take(shop, trip, code, action=action)
        again = _take(shop, trip, code, action=action)
        assert (again.verdict, again.count, again.parcel_id) == (first.verdict, first.count, first.parcel_id)
    action, parcel = new_action(), parcel_of(shop, "1").id
    assert [do(shop, take_out, trip, parcel, action).verdict for _ in range(2)] == ["taken_out", "taken_out"]


@pytest.mark.parametrize("stop", ["cancel", "hold", "undo", "refund", "unpack", "take back"])
def test_a_trip_with_a_parcel_stopped_meanwhile_is_not_closed_until_it_is_out(shop: Warehouse, stop: str) -> None:
    trip = do(shop, open_handover, COURIER)
    for number in "12":
        _take(shop, trip, _waybill(shop, number))
    parcel = parcel_of(shop, "1")
    if stop in ("cancel", "unpack"):
        do(shop, cancel, ids_of(shop, "1"), "x")
    elif stop in ("hold", "take back"):
        do(shop, hold, ids_of(shop, "1"), "x")
    elif stop == "undo":
        do(shop, undo_last, parcel.id, new_action())
    else:
        add_orders(shop, order("1", {"SKU1": 1}, status=OrderStatus.CLOSED), name="later")
    if stop in ("unpack", "take back"):
        do(shop, unpack, parcel.id, new_action())
    if stop == "take back":  # the order goes out again in a parcel of its own; the old one must not leave in its name
        release_and_wave(shop)
        pack(shop, "1")
    with pytest.raises(Conflict) as caught:
        do(shop, close_handover, trip)
    assert (caught.value.code, caught.value.fields["waybills"]) == ("dispatch.stopped_meanwhile", parcel.waybill)
    assert states_of(shop)["2"] == "packed"
    do(shop, take_out, trip, parcel.id, new_action())
    assert do(shop, close_handover, trip) == 1
    assert problems_of(shop) == []


def test_an_empty_trip_is_not_closed_and_a_closed_one_is_over(shop: Warehouse) -> None:
    trip = do(shop, open_handover, COURIER)
    with pytest.raises(Conflict) as caught:
        do(shop, close_handover, trip)
    assert caught.value.code == "dispatch.handover_empty"
    _take(shop, trip, _waybill(shop, "1"))
    do(shop, close_handover, trip)
    for again in (
        lambda: do(shop, close_handover, trip),
        lambda: _take(shop, trip, _waybill(shop, "2")),
        lambda: do(shop, take_out, trip, parcel_of(shop, "1").id, new_action()),
    ):
        with pytest.raises(Conflict) as closed:
            again()
        assert closed.value.code == "dispatch.handover_closed"
    assert states_of(shop)["2"] == "packed"


def test_the_second_trip_of_the_day_and_the_first_of_another_courier(shop: Warehouse) -> None:
    shop.clock = lambda: DAY
    first = do(shop, open_handover, COURIER)
    _take(shop, first, _waybill(shop, "1"))
    do(shop, close_handover, first)
    second, other = do(shop, open_handover, COURIER), do(shop, open_handover, YTO)
    with shop.reading() as session:
        assert [(row.id, row.courier, row.trip) for row in handovers(session)] == [
            (other, YTO, 1), (second, COURIER, 2), (first, COURIER, 1),
        ]  # fmt: skip


def test_a_parcel_is_in_one_trip_only(shop: Warehouse) -> None:
    trip = do(shop, open_handover, COURIER)
    _take(shop, trip, _waybill(shop, "1"))
    do(shop, take_out, trip, parcel_of(shop, "1").id, new_action())
    assert _take(shop, trip, _waybill(shop, "1")).verdict == "taken"


def test_what_is_not_there_is_said(shop: Warehouse) -> None:
    with pytest.raises(NotFound) as courier:
        do(shop, open_handover, "无名快递")
    assert courier.value.code == "dispatch.unknown_courier"
    trip = do(shop, open_handover, COURIER)
    with pytest.raises(NotFound) as parcel:
        do(shop, take_out, trip, parcel_of(shop, "1").id, new_action())
    assert parcel.value.code == "dispatch.not_in_handover"
    with pytest.raises(NotFound) as handed:
        _take(shop, 999, "x")
    assert handed.value.code == "dispatch.no_such_handover"


def test_the_manifests_place_is_remembered(shop: Warehouse) -> None:
    trip = do(shop, open_handover, COURIER)
    _take(shop, trip, _waybill(shop, "1"))
    do(shop, close_handover, trip)
    do(shop, keep_manifest, trip, "documents/H1.pdf")
    with shop.reading() as session:
        assert (handover(session, trip).manifest, handover(session, trip).parcels) == ("documents/H1.pdf", 1)


def test_a_hold_that_was_lifted_lets_the_parcel_go(shop: Warehouse) -> None:
    trip = do(shop, open_handover, COURIER)
    _held(shop, trip)
    do(shop, unhold, ids_of(shop, "1"))
    assert _take(shop, trip, _waybill(shop, "1")).verdict == "taken"


def test_what_was_handed_over_is_told_at_the_packing_desk(shop: Warehouse) -> None:
    trip = do(shop, open_handover, COURIER)
    _take(shop, trip, _waybill(shop, "1"))
    do(shop, close_handover, trip)
    assert scan(shop, None, _waybill(shop, "1")).verdict == "shipped_already"
