"""Whatever changes, wherever the order is, whoever changes it: nothing that should be stopped leaves, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.shop import (
    DAY,
    add_orders,
    add_products,
    add_stock,
    add_waybills,
    barcode,
    bring_orders,
    carry_back,
    do,
    held_of,
    ids_of,
    on_desk,
    open_shop,
    order,
    order_file,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    scan,
    states_of,
    stock_of,
)
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.commands import after_sales, hold, unhold
from warehouse_app.orders.editing import GoodsEdit, edit_goods, edit_order
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.release import release
from warehouse_app.packing import commands as packing
from warehouse_app.packing.stopping import cancel, put_back, undo_put_back
from warehouse_app.packing.waiting import PutBackRow, pieces_waiting, put_backs
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.queries import wave_by_number
from warehouse_app.store.warehouse import Warehouse, new_action

ELSEWHERE = "江苏省 南京市 玄武区 新路2号"
LATER = DAY + timedelta(hours=6)
WANTED = {"SKU1": 2, "SKU2": 1}
PIECES = sum(WANTED.values())


def _released(warehouse: Warehouse) -> None:
    do(warehouse, release)


def _picked(warehouse: Warehouse) -> None:
    release_and_wave(warehouse)
    with warehouse.reading() as session:
        wave_id = wave_by_number(session, parcel_of(warehouse, "1").wave)
    do(warehouse, confirm_picked, wave_id)


def _begun(warehouse: Warehouse) -> None:
    _picked(warehouse)
    scan(warehouse, parcel_of(warehouse, "1").id, barcode(1))


def _packed(warehouse: Warehouse) -> None:
    _picked(warehouse)
    pack(warehouse, "1")


def _in_open_handover(warehouse: Warehouse) -> None:
    _packed(warehouse)
    parcel = parcel_of(warehouse, "1")
    trip = do(warehouse, open_handover, parcel.courier)
    assert do(warehouse, hand_over, trip, (parcel.waybill,), new_action()).verdict == "taken"


STAGES: dict[str, Callable[[Warehouse], object]] = {
    "waiting": lambda warehouse: None, "released": _released, "in_wave": release_and_wave, "picked": _picked, "begun": _begun,
    "packed": _packed, "in_handover": _in_open_handover,
}  # fmt: skip
ON_THE_FLOOR = ("in_wave", "picked", "begun", "packed", "in_handover")


def _file(warehouse: Warehouse, **fields: object) -> None:
    lines = fields.pop("lines", WANTED)
    told = order("1", lines, **fields)  # type: ignore[arg-type]  # the lines of this table
    do(warehouse, bring_orders, [order_file([told], name="later", modified=LATER)])


def _fewer_pieces(warehouse: Warehouse) -> None:
    with warehouse.reading() as session:
        line = order_view(session, ids_of(warehouse, "1")[0]).lines[0]
        sku_id = session.connection().exec_driver_sql("SELECT id FROM sku WHERE seller_code = 'SKU1'").scalar_one()
    do(warehouse, edit_goods, ids_of(warehouse, "1")[0], [GoodsEdit(line.id, sku_id, 1)])


def _edit(name: str) -> Callable[[Warehouse], object]:
    new = ELSEWHERE if name == "address" else "新的"
    return lambda warehouse: do(warehouse, edit_order, ids_of(warehouse, "1")[0], {name: new})


CANCELS: dict[str, Callable[[Warehouse], object]] = {
    "cancelled by hand": lambda warehouse: do(warehouse, cancel, ids_of(warehouse, "1"), "不要了"),
    "closed by a file": lambda warehouse: _file(warehouse, status=OrderStatus.CLOSED),
    "refunded in full by a file": lambda warehouse: _file(warehouse, paid_amount=Decimal(10), refunded_amount=Decimal(10)),
}
CHANGES: dict[str, Callable[[Warehouse], object]] = {
    "address by a file": lambda warehouse: _file(warehouse, address=ELSEWHERE),
    "recipient by a file": lambda warehouse: _file(warehouse, recipient="别人"),
    "mobile by a file": lambda warehouse: _file(warehouse, mobile="13911112222"),
    "note by a file": lambda warehouse: _file(warehouse, note="改色"),
    "pieces by a file": lambda warehouse: _file(warehouse, lines={"SKU1": 1, "SKU2": 1}),
    "another line by a file": lambda warehouse: _file(warehouse, lines={**WANTED, "SKU3": 1}),
    "pieces by hand": _fewer_pieces,
    **{f"{name} by hand": _edit(name) for name in ("address", "recipient", "mobile", "courier", "note")},
}
HOLDS: dict[str, Callable[[Warehouse], object]] = {
    "held by hand": lambda warehouse: do(warehouse, hold, ids_of(warehouse, "1"), "等客户"),
    "locked by the platform": lambda warehouse: _file(warehouse, lock=True, status=None),
}


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    open_shop(warehouse, {"SKU1": 5, "SKU2": 5, "SKU3": 5}, order("1", WANTED))
    return warehouse


@pytest.fixture
def local_shop(local_warehouse: Warehouse) -> Warehouse:
    """The same on SQLite: the long tables run there, and their heaviest lines on both."""
    open_shop(local_warehouse, {"SKU1": 5, "SKU2": 5, "SKU3": 5}, order("1", WANTED))
    return local_warehouse


def _refused_everywhere(warehouse: Warehouse, verdicts: set[str]) -> None:
    """Opening, the next item, undo, and the handover: each says no, at this desk and at any other."""
    parcel = parcel_of(warehouse, "1")
    assert scan(warehouse, None, parcel.waybill).verdict in verdicts
    assert scan(warehouse, parcel.id, barcode(1)).verdict in verdicts
    trip = do(warehouse, open_handover, parcel.courier)
    assert do(warehouse, hand_over, trip, (parcel.waybill,), new_action()).verdict != "taken"
    if do(warehouse, packing.undo_last, parcel.id, new_action()).verdict not in verdicts:
        pytest.fail("the last piece of a stopped parcel could be taken back as if nothing had happened")


def _lies_on_desk(stage: str) -> dict[str, int]:
    """Where the goods are when the parcel is taken apart: nobody had taken those of a wave that was not picked."""
    return {} if stage == "in_wave" else WANTED


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("how", CANCELS)
def test_a_cancelled_order_never_leaves(local_shop: Warehouse, stage: str, how: str) -> None:
    STAGES[stage](local_shop)
    CANCELS[how](local_shop)
    assert states_of(local_shop) == {"1": "cancelled"}
    if stage in ON_THE_FLOOR:
        _refused_everywhere(local_shop, {"cancelled"})
        assert on_desk(local_shop) == _lies_on_desk(stage)
    assert do(local_shop, release).released == []
    carry_back(local_shop)
    assert (on_desk(local_shop), stock_of(local_shop)) == ({}, {"SKU1": (5, 0), "SKU2": (5, 0), "SKU3": (5, 0)})
    assert problems_of(local_shop) == []


@pytest.mark.parametrize("stage", ON_THE_FLOOR)
@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_on_the_floor_is_stopped_taken_back_and_sent_anew(local_shop: Warehouse, stage: str, what: str) -> None:
    STAGES[stage](local_shop)
    CHANGES[what](local_shop)
    _refused_everywhere(local_shop, {"changed"})
    before = parcel_of(local_shop, "1")
    do(local_shop, packing.unpack, before.id, new_action())
    assert (states_of(local_shop), held_of(local_shop), on_desk(local_shop)) == (
        {"1": "waiting"},
        {"1": ""},
        _lies_on_desk(stage),
    )
    carry_back(local_shop)
    assert problems_of(local_shop) == []
    if "note" not in what:  # a new note waits for a look first
        release_and_wave(local_shop)
        assert pack(local_shop, "1").waybill != before.waybill
        assert problems_of(local_shop) == []


@pytest.mark.parametrize("stage", ON_THE_FLOOR)
@pytest.mark.parametrize("how", HOLDS)
def test_what_is_held_waits_where_it_is(local_shop: Warehouse, stage: str, how: str) -> None:
    STAGES[stage](local_shop)
    HOLDS[how](local_shop)
    _refused_everywhere(local_shop, {"held"})
    do(local_shop, unhold, ids_of(local_shop, "1"))
    assert (held_of(local_shop), on_desk(local_shop)) == ({"1": ""}, {})
    if stage in ("in_wave", "picked", "begun"):
        pack(local_shop, "1")
    assert problems_of(local_shop) == []


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("stage", ["waiting", "released"])
def test_a_change_before_the_wave_takes_effect(local_shop: Warehouse, stage: str, what: str) -> None:
    STAGES[stage](local_shop)
    CHANGES[what](local_shop)
    assert held_of(local_shop) == {"1": ""}
    assert states_of(local_shop)["1"] in ("waiting", "released")
    assert problems_of(local_shop) == []


@pytest.mark.parametrize("how", ["cancelled by hand", "closed by a file"])
def test_a_packed_parcel_is_stopped_on_either_database(shop: Warehouse, how: str) -> None:
    _packed(shop)
    CANCELS[how](shop)
    _refused_everywhere(shop, {"cancelled"})
    assert on_desk(shop) == WANTED
    carry_back(shop)
    assert problems_of(shop) == []


@pytest.mark.parametrize("how", ["closed by a file", "refunded in full by a file", "by hand"])
def test_what_was_handed_over_goes_to_after_sales(shop: Warehouse, how: str) -> None:
    _packed(shop)
    parcel = parcel_of(shop, "1")
    trip = do(shop, open_handover, parcel.courier)
    do(shop, hand_over, trip, (parcel.waybill,), new_action())
    with pytest.raises(WarehouseError) as early:
        do(shop, after_sales, ids_of(shop, "1"), "退款")
    assert early.value.code == "orders.still_here"
    do(shop, close_handover, trip)
    for refused in (cancel, hold):
        with pytest.raises(WarehouseError):
            do(shop, refused, ids_of(shop, "1"), "晚了")
    if how == "by hand":
        do(shop, after_sales, ids_of(shop, "1"), "退款")
    else:
        CANCELS[how](shop)
    assert (states_of(shop), held_of(shop), on_desk(shop)) == ({"1": "shipped"}, {"1": "after_sales"}, {})
    do(shop, unhold, ids_of(shop, "1"))
    assert held_of(shop) == {"1": ""}
    assert problems_of(shop) == []


# --- carrying back ------------------------------------------------------------------------------------------------------


@pytest.fixture
def stopped(shop: Warehouse) -> Warehouse:
    """Two pieces of SKU1 and one of SKU2 on the desk."""
    _packed(shop)
    do(shop, cancel, ids_of(shop, "1"), "不要了")
    return shop


def _rows(warehouse: Warehouse) -> dict[str, PutBackRow]:
    with warehouse.reading() as session:
        return {row.seller_code: row for row in put_backs(session)}


def _back(warehouse: Warehouse, sku: str, pieces: int = 1, action: str = "") -> int:
    row = _rows(warehouse)[sku]
    return do(warehouse, put_back, row.location_id, row.sku_id, pieces, action or new_action()).left


def test_what_lies_on_the_desk_is_not_sold(stopped: Warehouse) -> None:
    add_orders(stopped, order("2", {"SKU1": 4}), name="next")
    assert do(stopped, release).short == ["2"]
    assert _back(stopped, "SKU1") == 1
    assert do(stopped, release).released == ["2"]
    assert problems_of(stopped) == []


def test_the_same_scan_twice_is_one_piece(stopped: Warehouse) -> None:
    action = new_action()
    assert [_back(stopped, "SKU1", action=action), _back(stopped, "SKU1", action=action)] == [1, 1]
    assert on_desk(stopped) == {"SKU1": 1, "SKU2": 1}


def test_another_bin_takes_them_as_well_and_undo_lays_them_back(stopped: Warehouse) -> None:
    row, action = _rows(stopped)["SKU1"], new_action()
    other = _rows(stopped)["SKU2"].location_id
    done = do(stopped, put_back, other, row.sku_id, 2, action)
    assert (done.bin, done.planned, done.left) == ("A-2", "A-1", 0)
    back = new_action()
    assert [do(stopped, undo_put_back, action, back), do(stopped, undo_put_back, action, back)] == [2, 2]
    assert on_desk(stopped) == {"SKU1": 2, "SKU2": 1}
    assert problems_of(stopped) == []


@pytest.mark.parametrize(
    ("pieces", "sku", "code"),
    [(0, "SKU1", "stopping.not_positive"), (3, "SKU1", "stopping.not_so_many"), (1, "SKU3", "stopping.nothing_waits")],
)
def test_what_cannot_be_carried_back_is_said(stopped: Warehouse, pieces: int, sku: str, code: str) -> None:
    row = _rows(stopped)["SKU1"]
    sku_id = row.sku_id + int(sku[3:]) - 1
    with pytest.raises(WarehouseError) as caught:
        do(stopped, put_back, row.location_id, sku_id, pieces, new_action())
    assert (caught.value.code, on_desk(stopped)) == (code, {"SKU1": 2, "SKU2": 1})


def test_an_undo_of_nothing_is_said(stopped: Warehouse) -> None:
    with pytest.raises(WarehouseError) as caught:
        do(stopped, undo_put_back, "never", new_action())
    assert caught.value.code == "stopping.nothing_to_undo"


def test_two_stopped_parcels_give_back_to_the_bin_that_is_scanned(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": 5, "SKU2": 5})
    add_waybills(warehouse)
    add_orders(warehouse, order("1", {"SKU1": 1}), order("2", {"SKU1": 2}))
    release_and_wave(warehouse)
    for number in ("1", "2"):
        pack(warehouse, number)
    do(warehouse, cancel, ids_of(warehouse, "1", "2"), "都不要了")
    with warehouse.reading() as session:
        assert pieces_waiting(session) == 3
    assert _back(warehouse, "SKU1", 2) == 1
    assert _back(warehouse, "SKU1", 1) == 0
    assert stock_of(warehouse)["SKU1"] == (5, 0)
    assert problems_of(warehouse) == []
