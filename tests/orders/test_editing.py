"""Orders changed by hand: before the wave it takes effect, on the floor it stops, and no old file changes it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.shop import (
    DAY,
    add_orders,
    do,
    held_of,
    ids_of,
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
from warehouse_app.dispatch.queries import parcel_papers
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.editing import GoodsEdit, edit_goods, edit_order
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.release import release
from warehouse_app.orders.tables import OrderLine
from warehouse_app.packing.commands import unpack
from warehouse_app.store.warehouse import Warehouse, new_action

LATER = DAY + timedelta(hours=6)


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    open_shop(warehouse, {"SKU1": 9, "SKU2": 9}, order("1", {"SKU1": 2}))
    return warehouse


def edit(warehouse: Warehouse, **values: str) -> tuple[str, ...]:
    return do(warehouse, edit_order, ids_of(warehouse, "1")[0], values)


def line_of(warehouse: Warehouse) -> Any:
    with warehouse.reading() as session:
        return session.query(OrderLine.id, OrderLine.sku_id, OrderLine.quantity).filter(OrderLine.live).one()


def edit_line(warehouse: Warehouse, quantity: int) -> bool:
    line = line_of(warehouse)
    return do(warehouse, edit_goods, ids_of(warehouse, "1")[0], [GoodsEdit(line.id, line.sku_id, quantity)])


def address_of(warehouse: Warehouse) -> str:
    with warehouse.reading() as session:
        return order_view(session, ids_of(warehouse, "1")[0], reveal=True).address


def code_of(warehouse: Warehouse, **values: str) -> str:
    with pytest.raises(WarehouseError) as caught:
        edit(warehouse, **values)
    return caught.value.code


def test_an_address_changed_before_the_wave_is_the_one_on_the_label(shop: Warehouse) -> None:
    do(shop, release)
    assert edit(shop, address="江苏省 南京市 玄武区 新路2号", recipient="张三") == ("address",)
    assert (states_of(shop), held_of(shop), stock_of(shop)["SKU1"]) == ({"1": "released"}, {"1": ""}, (9, 2))
    release_and_wave(shop)
    with shop.reading() as session:
        papers = parcel_papers(session, [parcel_of(shop, "1").id])
    assert [paper.address for paper in papers] == ["江苏省 南京市 玄武区 新路2号"]
    assert pack(shop, "1").state == "packed"
    assert problems_of(shop) == []


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", ["recipient", "mobile", "address", "courier", "note"])
def test_a_change_on_the_floor_stops_the_parcel_until_it_is_taken_back(shop: Warehouse, packed: bool, name: str) -> None:
    release_and_wave(shop)
    parcel = pack(shop, "1") if packed else parcel_of(shop, "1")
    assert edit(shop, **{name: "新的"}) == (name,)
    answer = scan(shop, None, parcel.waybill)
    assert (answer.verdict, answer.fields["reason"]) == ("changed", name)
    do(shop, unpack, parcel.id, new_action())
    assert (states_of(shop), held_of(shop)) == ({"1": "waiting"}, {"1": ""})
    assert problems_of(shop) == []


def test_a_file_that_says_what_it_said_before_changes_nothing_back(shop: Warehouse) -> None:
    edit(shop, address="新地址")
    edit(shop, address="更新的地址")
    add_orders(shop, order("1", {"SKU1": 2}), name="again", modified=LATER)
    assert address_of(shop) == "更新的地址"
    add_orders(shop, order("1", {"SKU1": 2}, address="平台改的地址"), name="newer", modified=LATER + timedelta(hours=1))
    assert address_of(shop) == "平台改的地址"
    add_orders(shop, order("1", {"SKU1": 2}), name="newest", modified=LATER + timedelta(hours=2))
    assert address_of(shop) == order("1", {}).address  # the platform's word counts again


def test_pieces_changed_by_hand_stay_until_the_file_says_another_number(shop: Warehouse) -> None:
    do(shop, release)
    assert edit_line(shop, 3)
    assert (states_of(shop), stock_of(shop)["SKU1"]) == ({"1": "waiting"}, (9, 0))
    add_orders(shop, order("1", {"SKU1": 2}), name="again", modified=LATER)
    assert line_of(shop).quantity == 3
    add_orders(shop, order("1", {"SKU1": 4}), name="newer", modified=LATER + timedelta(hours=1))
    assert line_of(shop).quantity == 4
    assert do(shop, release).released == ["1"]
    assert problems_of(shop) == []


def test_another_sku_and_another_line_are_what_is_packed(shop: Warehouse) -> None:
    line, order_id = line_of(shop), ids_of(shop, "1")[0]
    edits = [GoodsEdit(line.id, line.sku_id + 1, 1), GoodsEdit(None, line.sku_id, 2)]
    assert do(shop, edit_goods, order_id, edits)
    assert not do(shop, edit_goods, order_id, [GoodsEdit(line.id, line.sku_id + 1, 1)])  # nothing changes twice
    add_orders(shop, order("1", {"SKU1": 2}), name="again", modified=LATER)
    release_and_wave(shop)
    assert {row.seller_code: row.needed for row in pack(shop, "1").lines} == {"SKU1": 2, "SKU2": 1}
    assert problems_of(shop) == []


def test_goods_changed_on_the_floor_stop_the_parcel(shop: Warehouse) -> None:
    release_and_wave(shop)
    edit_line(shop, 1)
    assert scan(shop, None, parcel_of(shop, "1").waybill).verdict == "changed"
    do(shop, unpack, parcel_of(shop, "1").id, new_action())
    release_and_wave(shop)
    assert pack(shop, "1").lines[0].needed == 1
    assert problems_of(shop) == []


def test_what_cannot_be_is_refused_in_plain_words(shop: Warehouse) -> None:
    order_id, line = ids_of(shop, "1")[0], line_of(shop)
    assert code_of(shop, address="  ") == "orders.edit_empty"
    assert code_of(shop, note="长" * 501) == "orders.edit_long"
    for edits, code in (
        ([GoodsEdit(line.id, line.sku_id, -1)], "orders.edit_quantity"),
        ([GoodsEdit(line.id, line.sku_id, 0)], "orders.edit_nothing_left"),
        ([GoodsEdit(line.id + 99, line.sku_id, 1)], "orders.no_such_line"),
        ([GoodsEdit(line.id, 9_999, 1)], "orders.no_such_sku"),
    ):
        with pytest.raises(WarehouseError) as caught:
            do(shop, edit_goods, order_id, edits)
        assert caught.value.code == code
    add_orders(shop, order("1", {"SKU1": 2}, status=OrderStatus.CLOSED), name="closed", modified=LATER)
    assert code_of(shop, note="晚了") == "orders.cancelled_already"
