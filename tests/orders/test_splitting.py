"""Orders in parts: what moves, what a file may still say of them, and the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.shop import (
    DAY,
    add_orders,
    add_stock,
    do,
    held_of,
    ids_of,
    line,
    open_shop,
    order,
    order_file,
    pack,
    problems_of,
    release_and_wave,
    states_of,
    stock_of,
)  # fmt: skip
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.shipped import shipped_orders
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders.commands import cancel
from warehouse_app.orders.company import Company, company
from warehouse_app.orders.editing import GoodsEdit, edit_goods
from warehouse_app.orders.files import OrderStatus, ParsedOrder, Refund
from warehouse_app.orders.importing import import_orders
from warehouse_app.orders.queries import order_view
from warehouse_app.orders.release import release
from warehouse_app.orders.splitting import join_back, split_by_stock, split_order
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.packing import stopping
from warehouse_app.packing.parting import undo_split
from warehouse_app.store.warehouse import Warehouse, new_action

Goods = list[tuple[str, int, bool]]


def told(**fields: Any) -> ParsedOrder:
    """The order as its file tells it: three of SKU1, one of SKU2."""
    lines = [line("SKU1", 3, sub_number="A", title="a"), line("SKU2", 1, sub_number="B", title="b")]
    return order("1", fields.pop("lines", lines), **({"item_count": 4, "message": "", "buyer": "b"} | fields))


def goods(warehouse: Warehouse, number: str) -> Goods:
    """Seller code, pieces and whether they still have to leave, of every line of the order."""
    with warehouse.reading() as session:
        lines = session.query(OrderLine).join(Order, Order.id == OrderLine.order_id).where(Order.number == number)
        return [(row.seller_code, row.quantity, row.live) for row in lines.order_by(OrderLine.line)]


def field(warehouse: Warehouse, number: str, name: str) -> Any:
    with warehouse.reading() as session:
        return getattr(session.query(Order).where(Order.number == number).one(), name)


def split(warehouse: Warehouse, *pieces: int) -> str:
    """Split so many pieces of each line off order 1."""
    (order_id,) = ids_of(warehouse, "1")
    with warehouse.reading() as session:
        lines = order_view(session, order_id).lines
        ids = [row.id for row in session.query(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.line)]
    assert len(lines) == len(ids)
    return do(warehouse, split_order, order_id, dict(zip(ids, pieces, strict=True))).number


def again(warehouse: Warehouse, parsed: ParsedOrder, hours: int = 1) -> list[str]:
    """A newer file with this order; what the preview calls each change."""
    file = order_file([parsed], name=f"newer{hours}", modified=DAY + timedelta(hours=hours))
    return [change.kind for change in do(warehouse, import_orders, [file]).changes]


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, told(amount=None))
    return warehouse


@pytest.fixture
def local_shop(local_warehouse: Warehouse) -> Warehouse:
    """The same on SQLite alone, for what asks nothing of the database."""
    open_shop(local_warehouse, {"SKU1": 10, "SKU2": 10}, told(amount=None))
    return local_warehouse


def test_pieces_move_and_nothing_is_lost(shop: Warehouse) -> None:
    assert (split(shop, 2, 0), split(shop, 0, 1)) == ("1-2", "1-3")
    assert goods(shop, "1") == [("SKU1", 1, True), ("SKU2", 1, False)]
    assert (goods(shop, "1-2"), goods(shop, "1-3")) == ([("SKU1", 2, True)], [("SKU2", 1, True)])
    assert field(shop, "1-2", "ship_by") == field(shop, "1", "ship_by")
    do(shop, release)
    assert states_of(shop) == {"1": "released", "1-2": "released", "1-3": "released"}, "split pieces are not missing"
    assert stock_of(shop) == {"SKU1": (10, 3), "SKU2": (10, 1)}
    assert problems_of(shop) == []


def test_a_released_order_gives_its_promises_back(shop: Warehouse) -> None:
    do(shop, release)
    split(shop, 1, 0)
    assert states_of(shop) == {"1": "waiting", "1-2": "waiting"}
    assert stock_of(shop)["SKU1"] == (10, 0)
    assert problems_of(shop) == []


def test_what_cannot_be_split(local_shop: Warehouse) -> None:
    for pieces, code in (((0, 0), "nothing_chosen"), ((3, 1), "nothing_stays"), ((4, 0), "too_many"), ((-1, 0), "too_many")):
        with pytest.raises(BadInput, match=rf"merging\.{code}"):
            split(local_shop, *pieces)
    split(local_shop, 1, 0)
    (part,) = ids_of(local_shop, "1-2")
    with pytest.raises(Conflict, match=r"merging\.is_part"):
        do(local_shop, split_order, part, {})
    release_and_wave(local_shop)
    with pytest.raises(Conflict, match=r"orders\.moved_on"):
        split(local_shop, 1, 0)


def test_by_stock_what_is_there_goes_now(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 2, "SKU2": 1}, told())
    do(warehouse, release)
    (order_id,) = ids_of(warehouse, "1")
    assert states_of(warehouse) == {"1": "short"}
    assert do(warehouse, split_by_stock, order_id).number == "1-2"
    assert states_of(warehouse) == {"1": "short", "1-2": "released"}
    assert goods(warehouse, "1-2") == [("SKU1", 2, True), ("SKU2", 1, True)]
    with pytest.raises(Conflict, match=r"merging\.nothing_there"):
        do(warehouse, split_by_stock, order_id)
    add_stock(warehouse, {"SKU1": 5})
    with pytest.raises(Conflict, match=r"merging\.all_there"):
        do(warehouse, split_by_stock, order_id)
    assert problems_of(warehouse) == []


def test_the_same_file_again_changes_nothing(shop: Warehouse) -> None:
    split(shop, 2, 1)
    before = goods(shop, "1"), goods(shop, "1-2"), states_of(shop)
    assert again(shop, told(), 1) == again(shop, told(), 2) == ["unchanged"]
    assert (goods(shop, "1"), goods(shop, "1-2"), states_of(shop)) == before


def test_a_refund_by_sub_order_reaches_the_part(shop: Warehouse) -> None:
    split(shop, 2, 1)
    do(shop, release)
    refunded = [line("SKU1", 3, sub_number="A", title="a", refund=Refund.DONE), line("SKU2", 1, sub_number="B", title="b")]
    assert again(shop, told(lines=refunded)) == ["changed"]
    assert goods(shop, "1-2") == [("SKU1", 2, False), ("SKU2", 1, True)]
    assert goods(shop, "1") == [("SKU1", 1, False), ("SKU2", 1, False)]
    assert again(shop, told(lines=refunded), 2) == ["unchanged"]
    assert stock_of(shop)["SKU1"] == (10, 0)
    assert problems_of(shop) == []


def test_a_line_that_moved_wholly_is_closed_in_its_part_alone(local_shop: Warehouse) -> None:
    split(local_shop, 0, 1)
    closed = [line("SKU1", 3, sub_number="A"), line("SKU2", 1, sub_number="B", status=OrderStatus.CLOSED)]
    assert again(local_shop, told(lines=closed)) == ["changed"]
    assert goods(local_shop, "1-2") == [("SKU2", 1, False)]
    assert again(local_shop, told(lines=closed), 2) == ["unchanged"]


def test_a_part_gives_its_number_to_an_order_of_the_platform(shop: Warehouse) -> None:
    split(shop, 2, 0)
    add_orders(shop, order("1-2", {"SKU2": 5}), order("1-3", {"SKU2": 1}), name="strangers")
    assert goods(shop, "1-2") == [("SKU2", 5, True)]
    assert goods(shop, "1-4") == [("SKU1", 2, True)]
    assert problems_of(shop) == []


def test_closing_the_order_closes_its_parts(shop: Warehouse) -> None:
    split(shop, 2, 0)
    do(shop, release)
    again(shop, told(status=OrderStatus.CLOSED))
    assert states_of(shop) == {"1": "cancelled", "1-2": "cancelled"}
    assert stock_of(shop) == {"SKU1": (10, 0), "SKU2": (10, 0)}
    assert problems_of(shop) == []


def test_another_address_reaches_the_parts_and_stops_them_on_the_floor(shop: Warehouse) -> None:
    split(shop, 2, 0)
    release_and_wave(shop)
    assert again(shop, told(address="上海市 示例路2号")) == ["stopped"]
    assert held_of(shop) == {"1": "changed", "1-2": "changed"}
    assert field(shop, "1-2", "address") == "上海市 示例路2号"
    assert problems_of(shop) == []


def test_fewer_pieces_than_have_gone_stop_the_parts(local_shop: Warehouse) -> None:
    split(local_shop, 2, 0)
    fewer = [line("SKU1", 1, sub_number="A", title="a"), line("SKU2", 1, sub_number="B", title="b")]
    again(local_shop, told(lines=fewer, item_count=2))
    assert goods(local_shop, "1") == [("SKU1", 2, False), ("SKU2", 1, True)]
    assert held_of(local_shop)["1-2"] == "changed"
    assert again(local_shop, told(lines=fewer, item_count=2), 2) == ["unchanged"]
    do(local_shop, undo_split, *ids_of(local_shop, "1-2"))
    again(local_shop, told(lines=fewer, item_count=2), 3)
    assert goods(local_shop, "1") == [("SKU1", 1, True), ("SKU2", 1, True)]
    assert problems_of(local_shop) == []


def test_undone_it_is_the_order_it_was(shop: Warehouse) -> None:
    split(shop, 2, 1)
    do(shop, release)
    do(shop, undo_split, *ids_of(shop, "1-2"))
    assert goods(shop, "1") == [("SKU1", 3, True), ("SKU2", 1, True)]
    assert states_of(shop) == {"1": "waiting", "1-2": "cancelled"}
    assert again(shop, told()) == ["unchanged"]
    with pytest.raises(Conflict, match=r"merging\.not_a_part"):
        do(shop, join_back, *ids_of(shop, "1-2"))
    do(shop, release)
    assert stock_of(shop) == {"SKU1": (10, 3), "SKU2": (10, 1)}
    assert problems_of(shop) == []


def test_a_refunded_part_comes_back_as_refunded(local_shop: Warehouse) -> None:
    split(local_shop, 0, 1)
    refunded = [line("SKU1", 3, sub_number="A"), line("SKU2", 1, sub_number="B", refund=Refund.DONE)]
    again(local_shop, told(lines=refunded))
    do(local_shop, undo_split, *ids_of(local_shop, "1-2"))
    assert goods(local_shop, "1") == [("SKU1", 3, True), ("SKU2", 1, False)]
    assert again(local_shop, told(lines=refunded), 2) == ["unchanged"]


def test_a_part_cancelled_by_hand_stays_split_off(local_shop: Warehouse) -> None:
    split(local_shop, 2, 0)
    do(local_shop, cancel, ids_of(local_shop, "1-2"), "x")
    assert again(local_shop, told()) == ["unchanged"]
    assert goods(local_shop, "1") == [("SKU1", 1, True), ("SKU2", 1, True)]
    assert problems_of(local_shop) == []


def family(warehouse: Warehouse, number: str) -> Company:
    with warehouse.reading() as session:
        return company(session, *ids_of(warehouse, number))


def hand_over_all(warehouse: Warehouse, *numbers: str) -> None:
    """These orders are packed and leave."""
    trip = do(warehouse, open_handover, "中通快递")
    for number in numbers:
        do(warehouse, hand_over, trip, (pack(warehouse, number).waybill,), new_action())
    do(warehouse, close_handover, trip)


# what stands where (a part "shipped" has left with us), which one is cancelled and how, and what stands where then
CANCELLED: tuple[tuple[str, bool | None, dict[str, str], dict[str, str]], ...] = (
    ("1-2", None, {"1": "waiting", "1-2": "cancelled", "1-3": "shipped"}, {}),
    ("1", False, {"1": "cancelled", "1-2": "waiting", "1-3": "shipped"}, {}),
    ("1", None, {"1": "cancelled", "1-2": "cancelled", "1-3": "shipped"}, {"1-3": "after_sales"}),
    ("1-2", True, {"1": "cancelled", "1-2": "cancelled", "1-3": "shipped"}, {"1-3": "after_sales"}),
)


@pytest.mark.parametrize(("number", "whole", "states", "held"), CANCELLED)
def test_cancelled_is_what_was_meant_and_the_rest_goes_on(
    shop: Warehouse, number: str, whole: bool | None, states: dict[str, str], held: dict[str, str]
) -> None:
    split(shop, 1, 0)
    split(shop, 0, 1)
    do(shop, release, ids_of(shop, "1-3"))
    do(shop, start_wave)
    hand_over_all(shop, "1-3")
    do(shop, stopping.cancel, ids_of(shop, number), "不要了", whole=whole)
    assert states_of(shop) == states
    assert {each: hold for each, hold in held_of(shop).items() if hold} == held
    with shop.reading() as session:
        last = {each: order_view(session, *ids_of(shop, each)).history[-1].kind for each in states}
    kinds = {"cancelled": "cancelled", "waiting": "other_part_cancelled"}
    gone = "after_sales_by_hand" if held else "other_part_cancelled"
    assert last == {each: kinds.get(state, gone) for each, state in states.items()}
    with shop.reading() as session:
        assert [row.number for row in shipped_orders(session, "x")] == ["1"], "the part that left is told by the order's number"
    assert again(shop, told()) == ["unchanged"]
    assert states_of(shop) == states
    assert problems_of(shop) == []


def test_what_is_left_alone_is_simply_the_order_again(shop: Warehouse) -> None:
    split(shop, 2, 0)
    assert (family(shop, "1").parts[0].number, family(shop, "1").last) == ("1-2", False)
    do(shop, stopping.cancel, ids_of(shop, "1-2"), "不要了")
    alone = family(shop, "1")
    assert (alone.parts, [mate.number for mate in alone.cancelled], alone.last) == ((), ["1-2"], True)
    with shop.reading() as session:
        lines = order_view(session, *ids_of(shop, "1")).lines
    assert [(row.quantity, row.split_off, row.cancelled_off) for row in lines] == [(1, 2, 2), (1, 0, 0)]
    ids = dict(zip(("SKU1", "SKU2"), (row.id for row in lines), strict=True))
    (order_id,) = ids_of(shop, "1")
    assert do(shop, edit_goods, order_id, [GoodsEdit(ids["SKU1"], 1, 2)]), "its goods can be changed like any order's"
    assert again(shop, told()) == ["unchanged"]
    assert goods(shop, "1") == [("SKU1", 2, True), ("SKU2", 1, True)]
    assert split(shop, 1, 0) == "1-3"
    do(shop, release)
    assert states_of(shop) == {"1": "released", "1-2": "cancelled", "1-3": "released"}
    do(shop, stopping.cancel, ids_of(shop, "1"), "缺货", whole=False)
    assert (family(shop, "1-3").last, family(shop, "1-3").family) == (True, ())
    assert problems_of(shop) == []
