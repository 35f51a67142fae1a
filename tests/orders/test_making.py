"""Orders made by hand and goods sent again: made, linked, sent the whole way, and left alone by every file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.reports.damage import do_damage
from tests.shop import (
    COURIER,
    add_orders,
    do,
    ids_of,
    open_shop,
    order,
    order_file,
    pack,
    problems_of,
    release_and_wave,
    states_of,
    stock_of,
)
from warehouse_app.catalog.tables import Sku
from warehouse_app.dispatch import handover
from warehouse_app.dispatch.shipped import export_shipped
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError
from warehouse_app.orders.commands import cancel
from warehouse_app.orders.importing import import_orders
from warehouse_app.orders.links import links_of
from warehouse_app.orders.making import Made, Pieces, SendTo, make_order, resend
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.tables import Order, OrderLine, Shop
from warehouse_app.store.warehouse import Warehouse, new_action

TO = SendTo("李四", "13900000002", "上海市 浦东新区 示例路2号")


def sku(warehouse: Warehouse, code: str) -> int:
    with warehouse.reading() as session:
        return session.execute(select(Sku.id).where(Sku.seller_code == code)).scalar_one()


def shop_id(warehouse: Warehouse) -> int:
    with warehouse.reading() as session:
        return session.execute(select(Shop.id)).scalars().first() or 0


def ship(warehouse: Warehouse, *numbers: str) -> None:
    """Release, pick, pack and hand over everything there is."""
    release_and_wave(warehouse)
    trip = do(warehouse, handover.open_handover, COURIER)
    for number in numbers:
        do(warehouse, handover.hand_over, trip, (pack(warehouse, number).waybill,), new_action())
    do(warehouse, handover.close_handover, trip)


def by_hand(warehouse: Warehouse, *lines: Pieces, to: SendTo = TO, reason: str = "gift") -> Made:
    return do(warehouse, make_order, shop_id(warehouse), to, lines or (Pieces(sku(warehouse, "SKU1"), 2),), reason)


def again(
    warehouse: Warehouse, number: str, *lines: Pieces, reason: str = "damaged", liable: str = "courier", **more: Any
) -> Made:
    (original,) = ids_of(warehouse, number)
    pieces = lines or (Pieces(sku(warehouse, "SKU1"), 1),)
    return do(warehouse, resend, original, pieces, reason, liable, **more)


def test_an_order_by_hand_goes_the_whole_way(warehouse: Warehouse, tmp_path: Path) -> None:
    open_shop(warehouse, {"SKU1": 5, "SKU2": 5}, order("1", {"SKU2": 1}))
    made = by_hand(warehouse, Pieces(sku(warehouse, "SKU1"), 2), Pieces(sku(warehouse, "SKU1"), 1))
    assert re.fullmatch(r"M\d{6}-1", made.number)
    assert by_hand(warehouse).number == made.number[:-1] + "2"
    with warehouse.reading() as session:
        view = order_view(session, made.id, reveal=True)
    assert [(line.seller_code, line.quantity, line.known) for line in view.lines] == [("SKU1", 3, True)]
    assert (view.row.state, view.row.recipient, view.address, view.row.amount) == ("waiting", "李四", TO.address, 0)
    assert view.row.ship_by is not None
    ship(warehouse, "1", made.number)
    assert states_of(warehouse)[made.number] == "shipped"
    assert stock_of(warehouse)["SKU1"] == (2, 2)
    with warehouse.reading() as session:
        assert session.get_one(Order, made.id).pickup_by is None  # no platform watches it
        assert session.get_one(Order, ids_of(warehouse, "1")[0]).pickup_by is not None
    assert do(warehouse, export_shipped, tmp_path / "back.csv").rows == 1  # the shop hears of its own order only
    assert problems_of(warehouse) == []


def test_goods_sent_again_are_linked_both_ways(warehouse: Warehouse, tmp_path: Path) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}))
    ship(warehouse, "1")
    assert do(warehouse, export_shipped, tmp_path / "one.csv").rows == 1
    first = again(warehouse, "1", liable="courier")
    second = again(warehouse, "1", reason="倒了水")
    assert (first.number, second.number) == ("1-R1", "1-R2")
    (original,) = ids_of(warehouse, "1")
    with warehouse.reading() as session:
        links, back = links_of(session, original), links_of(session, first.id)
        kinds = {entry.kind for entry in order_view(session, original).history}
        about = order_view(session, first.id).history[0].fields
    assert [(one.number, one.reason, one.liable) for one in links.resent] == [
        ("1-R1", "damaged", "courier"), ("1-R2", "倒了水", "courier"),
    ]  # fmt: skip
    assert (back.original, back.reason, back.liable, back.resent) == ("1", "damaged", "courier", ())
    assert "sent_again" in kinds
    assert about == {"number": "1", "reason": "damaged", "liable": "courier"}
    ship(warehouse, "1-R1", "1-R2")
    assert do(warehouse, export_shipped, tmp_path / "two.csv").rows == 0
    third = again(warehouse, "1-R1", reason="lost")
    assert third.number == "1-R3"  # a resend that is lost too still bears the buyer's own number
    assert problems_of(warehouse) == []


def test_an_order_that_is_still_here_is_sent_again_only_for_a_reason(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    with pytest.raises(Conflict) as caught:
        again(warehouse, "1")
    assert caught.value.code == "service.original_still_here"
    made = again(warehouse, "1", early="同城先送一件")
    with warehouse.reading() as session:
        view = order_view(session, made.id, reveal=True)
    assert view.history[0].fields["early"] == "同城先送一件"
    assert (view.row.recipient, view.mobile, view.row.buyer) == ("张三", "13800000001", "buyer1")  # as the original says
    moved = again(warehouse, "1", early="搬家了", changed={"address": "上海市 浦东新区 示例路2号"})
    with warehouse.reading() as session:
        view = order_view(session, moved.id, reveal=True)
    assert (view.row.recipient, view.address) == ("张三", "上海市 浦东新区 示例路2号")
    do(warehouse, cancel, ids_of(warehouse, "2"), "退款")
    with pytest.raises(Conflict) as caught:
        again(warehouse, "2", early="同城先送一件")
    assert caught.value.code == "service.original_cancelled"


BAD: dict[str, tuple[dict[str, Any], type[WarehouseError], str]] = {
    "no goods": ({"lines": ()}, BadInput, "service.no_goods"),
    "nothing of it": ({"quantity": 0}, BadInput, "service.bad_quantity"),
    "less than nothing": ({"quantity": -1}, BadInput, "service.bad_quantity"),
    "half a piece": ({"quantity": 1.5}, BadInput, "service.bad_quantity"),
    "a yes": ({"quantity": True}, BadInput, "service.bad_quantity"),
    "a slip of the hand": ({"quantity": 6_900_000_000_001}, BadInput, "service.bad_quantity"),
    "goods nobody knows": ({"sku_id": 999}, NotFound, "service.no_such_goods"),
    "no address": ({"to": SendTo("李四", "", "  ")}, BadInput, "service.no_address"),
    "nobody": ({"to": SendTo(" ", "", "上海")}, BadInput, "service.no_address"),
    "a novel": ({"to": SendTo("李四", "", "上海" * 400)}, BadInput, "service.too_long"),
    "no reason": ({"reason": "  "}, BadInput, "service.reason_missing"),
    "no shop": ({"shop": 99}, NotFound, "service.no_such_shop"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_made_is_refused_and_leaves_nothing(local_warehouse: Warehouse, what: str) -> None:
    open_shop(local_warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}))
    told, kind, code = BAD[what]
    line = Pieces(told.get("sku_id", sku(local_warehouse, "SKU1")), told.get("quantity", 1))
    with pytest.raises(kind) as caught:
        do(
            local_warehouse, make_order, told.get("shop", shop_id(local_warehouse)), told.get("to", TO),
            told.get("lines", (line,)), told.get("reason", "gift"),
        )  # fmt: skip
    assert caught.value.code == code
    assert list(states_of(local_warehouse)) == ["1"]


def test_nobody_answering_for_a_resend_is_refused(local_warehouse: Warehouse) -> None:
    open_shop(local_warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}))
    with pytest.raises(BadInput) as caught:
        again(local_warehouse, "1", early="x", liable="the cat")
    assert caught.value.code == "service.liable_missing"


def test_a_file_never_speaks_of_an_order_made_here(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}))
    made = by_hand(warehouse)
    stranger = order(made.number, {"SKU1": 5}, recipient="别人", shop="测试店")
    result = do(warehouse, import_orders, [order_file([stranger, order("2", {"SKU1": 1})], name="late.csv", strength=2)])
    assert (result.count("skipped"), result.count("new")) == (1, 1)
    assert [problem.code for problem in result.errors] == ["service.number_is_ours"]
    add_orders(warehouse, order(made.number, {"SKU1": 5}, shop="另一家店"), name="other.csv")
    with warehouse.reading() as session:
        view = order_view(session, made.id, reveal=True)
        lines = session.execute(select(OrderLine.quantity).where(OrderLine.order_id == made.id)).scalars().all()
    assert (view.row.recipient, list(lines)) == ("李四", [2])
    assert len(states_of(warehouse)) == 3


DAMAGE = {
    "original_id = NULL": {"service.check_resend"},
    "original_id = id": {"service.check_resend"},
    "liable = 'the cat'": {"service.check_liable"},
    "reason = ''": {"service.check_made_reason"},
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_the_check_sees_a_resend_without_its_story(local_warehouse: Warehouse, damage: str) -> None:
    open_shop(local_warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}))
    again(local_warehouse, "1", early="同城")
    assert problems_of(local_warehouse) == []
    do_damage(local_warehouse, (), f"UPDATE orders SET {damage} WHERE origin = 'resend'")
    assert set(problems_of(local_warehouse)) == DAMAGE[damage]
