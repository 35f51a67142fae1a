"""What a person can do with an order, and how orders are found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.shop import (
    DAY,
    add_orders,
    add_products,
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
)
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError
from warehouse_app.orders.commands import cancel, hold, pass_look, unhold
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.life import move_orders
from warehouse_app.orders.queries import (
    OrderFilter,
    counts_by_state,
    order_data_as_of,
    order_ids,
    order_view,
    orders_page,
    shops,
)
from warehouse_app.orders.release import release
from warehouse_app.orders.rules import State
from warehouse_app.packing import stopping
from warehouse_app.store.warehouse import Warehouse, new_action


def _fail(warehouse: Warehouse, command, *arguments: object) -> str:  # type: ignore[no-untyped-def]  # any command
    with pytest.raises(WarehouseError) as caught:
        do(warehouse, command, *arguments)
    return caught.value.code


def _ship(warehouse: Warehouse, number: str) -> None:
    parcel = pack(warehouse, number)
    trip = do(warehouse, open_handover, parcel.courier)
    do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    do(warehouse, close_handover, trip)


@pytest.mark.parametrize("stage", ["waiting", "look", "short", "released", "in_wave", "packed"])
def test_an_order_can_be_cancelled_at_any_stage_before_the_handover(warehouse: Warehouse, stage: str) -> None:
    note = "看" if stage == "look" else ""
    open_shop(warehouse, {"SKU1": 1 if stage == "short" else 5}, order("1", {"SKU1": 2}, note=note))
    if stage in ("look", "short", "released"):
        do(warehouse, release)
    if stage in ("in_wave", "packed"):
        release_and_wave(warehouse)
    if stage == "packed":
        pack(warehouse, "1")
    assert states_of(warehouse) == {"1": stage}
    do(warehouse, stopping.cancel, ids_of(warehouse, "1"), "客户不要了")
    assert states_of(warehouse) == {"1": "cancelled"}
    assert stock_of(warehouse) == {"SKU1": (1 if stage == "short" else 5, 0)}
    assert on_desk(warehouse) == ({"SKU1": 2} if stage == "packed" else {})
    assert problems_of(warehouse) == []
    assert _fail(warehouse, cancel, ids_of(warehouse, "1"), "再来") == "orders.cancelled_already"
    assert do(warehouse, release).released == []


def test_what_has_left_can_be_neither_cancelled_nor_held(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    release_and_wave(warehouse)
    _ship(warehouse, "1")
    assert _fail(warehouse, cancel, ids_of(warehouse, "1"), "晚了") == "orders.gone_already"
    assert _fail(warehouse, hold, ids_of(warehouse, "1"), "晚了") == "orders.cannot_hold"


@pytest.mark.parametrize("command", [cancel, hold])
def test_dangerous_things_ask_for_a_reason(warehouse: Warehouse, command) -> None:  # type: ignore[no-untyped-def]  # either command
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    for reason in ("", "   "):
        with pytest.raises(BadInput) as caught:
            do(warehouse, command, ids_of(warehouse, "1"), reason)
        assert caught.value.code == "orders.reason_missing"


def test_one_that_cannot_be_cancelled_stops_them_all(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    release_and_wave(warehouse)
    _ship(warehouse, "2")
    with pytest.raises(Conflict):
        do(warehouse, cancel, ids_of(warehouse, "1", "2"), "x")
    assert states_of(warehouse) == {"1": "in_wave", "2": "shipped"}
    assert stock_of(warehouse)["SKU1"] == (4, 1)


@pytest.mark.parametrize("command", [lambda tx, ids: hold(tx, ids, "x"), lambda tx, ids: cancel(tx, ids, "x"), unhold, pass_look])
def test_an_order_that_is_not_there(warehouse: Warehouse, command) -> None:  # type: ignore[no-untyped-def]  # any command
    with pytest.raises(NotFound) as caught:
        do(warehouse, command, [999])
    assert caught.value.code == "orders.no_such_order"


def test_a_hold_keeps_its_reason_and_is_said_at_every_desk(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    release_and_wave(warehouse)
    do(warehouse, hold, ids_of(warehouse, "1"), " 等客户回复 ")
    answer = scan(warehouse, None, parcel_of(warehouse, "1").waybill)
    assert (answer.verdict, answer.fields["order"], answer.fields["reason"]) == ("held", "1", "等客户回复")
    assert parcel_of(warehouse, "1").blocked == "by_hand"
    do(warehouse, unhold, ids_of(warehouse, "1"))
    assert held_of(warehouse) == {"1": ""}
    assert scan(warehouse, None, parcel_of(warehouse, "1").waybill).verdict == "opened"


def test_a_look_passes_only_what_waits_for_one(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}), order("2", {"SKU1": 1}, note="看"))
    do(warehouse, release)
    do(warehouse, pass_look, ids_of(warehouse, "1", "2"))
    assert states_of(warehouse) == {"1": "released", "2": "waiting"}


def test_a_state_is_changed_only_along_listed_steps(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}), order("2", {"SKU1": 2}, status=OrderStatus.CLOSED))
    with pytest.raises(Conflict) as caught:
        do(warehouse, move_orders, ids_of(warehouse, "1", "2"), State.LOOK, "test")
    assert caught.value.code == "orders.moved_on"
    assert caught.value.fields == {"number": "2", "state": "cancelled"}
    assert states_of(warehouse) == {"1": "waiting", "2": "cancelled"}


def _numbers(warehouse: Warehouse, wanted: OrderFilter, **page: object) -> list[str]:
    with warehouse.reading() as session:
        return [row.number for row in orders_page(session, wanted, **page).rows]  # type: ignore[arg-type]  # its keywords


def test_orders_are_found_by_number_buyer_phone_waybill_and_product(warehouse: Warehouse) -> None:
    numbers = open_shop(
        warehouse, {"SKU1": 5, "SKU2": 5}, order("A100", {"SKU1": 1}, buyer="tb_wang", mobile="13811112222"),
        order("A200", {"SKU2": 1}, recipient="赵六"), order("B300", {"SKU1": 1}, status=OrderStatus.UNPAID, paid_at=None),
    )  # fmt: skip
    release_and_wave(warehouse)
    for text, found in {
        "A": ["A100", "A200"], "wang": ["A100"], "2222": ["A100"], "赵六": ["A200"], "SKU2": ["A200"],
        "标题SKU1": ["A100", "B300"],
        numbers[1]: ["A200"], "  A100 ": ["A100"], "nothing": [], "%": [], "_": ["A100"],
    }.items():  # fmt: skip
        assert sorted(_numbers(warehouse, OrderFilter(text=text))) == found, text


def test_orders_are_filtered_by_state_shop_and_deadline_and_the_overdue_come_first(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    due = {"1": 50, "2": -3, "3": 4}
    add_orders(warehouse, *(order(n, {"SKU1": 1}, ship_by=DAY + timedelta(hours=h), shop=f"店{n}") for n, h in due.items()))
    add_orders(warehouse, order("4", {"SKU1": 1}, status=OrderStatus.UNPAID, paid_at=None), name="unpaid")
    assert _numbers(warehouse, OrderFilter()) == ["2", "3", "1", "4"]
    assert _numbers(warehouse, OrderFilter(late_at=DAY)) == ["2"]
    assert _numbers(warehouse, OrderFilter(shop="店3")) == ["3"]
    assert _numbers(warehouse, OrderFilter(states=("unpaid",))) == ["4"]
    assert _numbers(warehouse, OrderFilter(), offset=1, limit=2) == ["3", "1"]
    assert _numbers(warehouse, OrderFilter(), sort="number", descending=True) == ["4", "3", "2", "1"]
    do(warehouse, hold, ids_of(warehouse, "3"), "x")
    assert _numbers(warehouse, OrderFilter(held=True)) == ["3"]
    with warehouse.reading() as session:
        assert counts_by_state(session) == {"waiting": 3, "unpaid": 1}
        assert shops(session) == sorted(["店1", "店2", "店3", "测试店"])
        assert order_data_as_of(session) is not None


def test_personal_fields_are_masked_unless_asked_for(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}, phone="0571-8888"))
    (order_id,) = ids_of(warehouse, "1")
    with warehouse.reading() as session:
        hidden, shown = order_view(session, order_id), order_view(session, order_id, reveal=True)
    assert (hidden.row.recipient, hidden.mobile) == ("张*", "*******0001")
    assert "示例路" not in hidden.address
    assert (shown.row.recipient, shown.mobile, shown.phone) == ("张三", "13800000001", "0571-8888")
    assert "示例路" in shown.address


def test_an_order_number_nobody_knows(warehouse: Warehouse) -> None:
    with warehouse.reading() as session:
        with pytest.raises(NotFound) as caught:
            order_ids(session, ["404"])
        assert caught.value.fields == {"number": "404"}
        with pytest.raises(NotFound):
            order_view(session, 404)
