"""Shipped here but not there, and the other way round: found at the import, settled by a file, a deed, or a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shop import COURIER, DAY, do, ids_of, open_shop, order, order_file, pack, parcel_of, problems_of, release_and_wave
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.shipped import export_shipped
from warehouse_app.dispatch.telling.commands import tick_off
from warehouse_app.dispatch.telling.finding import find_differences
from warehouse_app.dispatch.telling.queries import differences, open_differences
from warehouse_app.dispatch.telling.rules import difference, settled
from warehouse_app.dispatch.van.commands import take_back
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.intake import Intake, bring_in, preview
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.importing import import_orders
from warehouse_app.orders.rules import State
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

PAID, SHIPPED, DONE, CLOSED = OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.DONE, OrderStatus.CLOSED


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Order 1 handed over at nine, 2 packed, 3 waits (there is nothing of it)."""
    warehouse.clock = lambda: DAY
    open_shop(warehouse, {"SKU1": 2}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}), order("3", {"SKU2": 1}))
    release_and_wave(warehouse)
    for number in "12":
        pack(warehouse, number)
    _hand_over(warehouse, "1")
    return warehouse


def _hand_over(warehouse: Warehouse, number: str) -> None:
    trip = do(warehouse, open_handover, COURIER)
    do(warehouse, hand_over, trip, (parcel_of(warehouse, number).waybill,), new_action())
    do(warehouse, close_handover, trip)


def _file_says(warehouse: Warehouse, hours: float, **statuses: OrderStatus | None) -> list[tuple[str, str, bool]]:
    """A file of ``hours`` after nine says this of the orders; the differences that stand then."""
    moment = DAY + timedelta(hours=hours)
    warehouse.clock = lambda: moment
    orders = [order(name[1:], {"SKU2" if name == "n3" else "SKU1": 1}, status=status) for name, status in statuses.items()]
    file = order_file(orders, name=f"{hours}.csv", modified=moment)

    def both(tx: Tx) -> None:
        import_orders(tx, [file])
        find_differences(tx, [file])

    do(warehouse, both)
    return _standing(warehouse)


def _standing(warehouse: Warehouse) -> list[tuple[str, str, bool]]:
    with warehouse.reading() as session:
        rows = differences(session)
        assert open_differences(session) == len(rows)
    return [(row.number, row.kind, row.told) for row in rows]


def _last_settled(warehouse: Warehouse) -> str:
    with warehouse.reading() as session:
        return differences(session, settled=True)[0].settled_how


def test_shipped_here_but_not_there(shop: Warehouse, tmp_path: Path) -> None:
    assert _file_says(shop, 1, n1=PAID) == []  # too early to know
    assert _file_says(shop, 1.5, n1=None) == []
    do(shop, export_shipped, tmp_path / "told.csv")
    assert _file_says(shop, 3, n1=PAID) == []  # told an hour and a half ago
    assert _file_says(shop, 4, n1=PAID) == [("1", "not_there", True)]
    assert _file_says(shop, 5, n1=PAID) == [("1", "not_there", True)]
    assert _file_says(shop, 6, n1=SHIPPED) == []
    assert _last_settled(shop) == "file"
    assert _file_says(shop, 2.5, n1=PAID) == []  # the morning's file again
    assert problems_of(shop) == []


def test_nobody_told_the_shop(shop: Warehouse) -> None:
    assert _file_says(shop, 3, n1=PAID) == [("1", "not_there", False)]
    do(shop, take_back, parcel_of(shop, "1").id, "x", new_action())
    assert _standing(shop) == []
    assert _last_settled(shop) == "here"


def test_shipped_there_but_not_here(shop: Warehouse) -> None:
    assert _file_says(shop, 1, n2=SHIPPED, n3=SHIPPED) == [("2", "not_here", False), ("3", "elsewhere", False)]
    assert _file_says(shop, 2, n2=DONE, n3=DONE) == [("2", "not_here", False), ("3", "elsewhere", False)]
    _hand_over(shop, "2")
    assert _standing(shop) == [("3", "elsewhere", False)]
    assert _last_settled(shop) == "here"


def test_what_a_person_ticked_off_is_not_asked_again(shop: Warehouse) -> None:
    _file_says(shop, 3, n1=PAID)
    with shop.reading() as session:
        (row,) = differences(session)
    assert (row.waybill, row.state, row.there, row.shop) == (parcel_of(shop, "1").waybill, "shipped", "paid", "测试店")
    for reason, code in ((" ", "telling.reason_missing"), ("x" * 201, "telling.reason_long")):
        with pytest.raises(BadInput) as caught:
            do(shop, tick_off, [row.id], reason)
        assert caught.value.code == code
    with pytest.raises(NotFound):
        do(shop, tick_off, [row.id, 999], "x")
    assert [do(shop, tick_off, [row.id], "平台慢") for _ in range(2)] == [1, 0]
    assert _file_says(shop, 9, n1=PAID) == []
    with shop.reading() as session:
        (ticked,) = differences(session, settled=True)
    assert (ticked.settled_how, ticked.reason) == ("person", "平台慢")
    assert ids_of(shop, "1") == [ticked.order_id]


def test_the_import_itself_finds_them_and_a_preview_keeps_none(shop: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "订单.csv"
    file.write_text(
        "订单编号,店铺名称,订单状态,收货人姓名,收货地址,标题,商家编码,购买数量,订单付款时间\n"
        "1,测试店,买家已付款，等待卖家发货,张三,浙江省 杭州市 西湖区 示例路1号,标题,SKU1,1,2026-11-03 09:00:00\n".replace(
            "，", "，"
        ),
        encoding="utf-8",
    )
    later = datetime.now(DAY.tzinfo) + timedelta(days=1)
    shop.clock = lambda: later
    intake = Intake("orders", (file,))
    assert not preview(shop, SYSTEM, "d", intake).errors
    assert _standing(shop) == []
    bring_in(shop, SYSTEM, "d", intake)
    assert _standing(shop) == [("1", "not_there", False)]


STATES, STATUSES = st.sampled_from(State), st.none() | st.sampled_from(OrderStatus)


@given(STATES, STATUSES, st.integers(-5, 5), st.none() | st.just(DAY), st.booleans())
def test_what_just_differs_is_not_settled_by_the_same_words(
    state: State, status: OrderStatus | None, hours: int, left: datetime | None, done: bool
) -> None:
    kind = difference(state, status, DAY + timedelta(hours=hours), left, timedelta(hours=2), done_now=done)
    if kind:
        assert settled(kind, state, status) == ""
        assert not (kind == "not_there" and hours < 2)
    if state is State.CANCELLED:
        assert not kind or done
