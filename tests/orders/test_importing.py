"""Order files laid over what is known: joined, never flipped back, and stopped where the parcel would be wrong."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from sqlalchemy import select

from tests.shop import (
    DAY,
    add_orders,
    add_products,
    do,
    ids_of,
    line,
    open_shop,
    order,
    order_file,
    parcel_of,
    problems_of,
    release_and_wave,
    states_of,
    stock_of,
)
from warehouse_app.errors import Cancelled
from warehouse_app.orders.files import OrderStatus, ParsedFile, ParsedOrder, Refund
from warehouse_app.orders.importing import import_orders
from warehouse_app.orders.queries import OrderView, order_view, orders_page
from warehouse_app.orders.release import release
from warehouse_app.orders.tables import Order, OrderLine, Shop
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Warehouse

LATER = DAY + timedelta(hours=6)


EARLIER = DAY - timedelta(hours=6)


def _bring(warehouse: Warehouse, *files: ParsedFile, shop: str = "") -> ImportResult:
    return do(warehouse, import_orders, list(files), shop)


def _kinds(result: ImportResult) -> dict[str, str]:
    return {change.key: change.kind for change in result.changes}


def _view(warehouse: Warehouse, number: str) -> OrderView:
    (order_id,) = ids_of(warehouse, number)
    with warehouse.reading() as session:
        return order_view(session, order_id, reveal=True)


def _order_report(*orders: ParsedOrder, name: str = "orders.csv", modified: object = DAY) -> ParsedFile:
    """A one-row-per-order report: everything but the items."""
    bare = [order(o.number, {}, **{f: getattr(o, f) for f in ("status", "address", "shop", "amount", "note")}) for o in orders]
    told = order_file(bare, name=name, modified=modified)  # type: ignore[arg-type]  # a moment
    return ParsedFile(**{**vars(told), "has_lines": False})


def _item_report(*orders: ParsedOrder, name: str = "items.csv", modified: object = DAY) -> ParsedFile:
    """A one-row-per-item report: number and items, no shop, no recipient, no status of the order."""
    bare = [
        ParsedOrder(row=o.row, number=o.number, platform="taobao", created_at=o.created_at, paid_at=o.paid_at, lines=o.lines)
        for o in orders
    ]
    told = order_file(bare, name=name, modified=modified, strength=1)  # type: ignore[arg-type]  # a moment
    return ParsedFile(**{**vars(told), "has_orders": False, "layout": "taobao_item_report"})


def _everything(warehouse: Warehouse) -> list[tuple[object, ...]]:
    with warehouse.reading() as session:
        rows = session.execute(
            select(
                Order.number, Shop.name, Order.state, Order.platform_status, Order.address, Order.amount, Order.ship_by,
                Order.strength, OrderLine.seller_code, OrderLine.quantity, OrderLine.live,
            )
            .join(Shop, Shop.id == Order.shop_id)
            .outerjoin(OrderLine, OrderLine.order_id == Order.id)
            .order_by(Order.number, OrderLine.seller_code)
        )  # fmt: skip
        return [tuple(row) for row in rows]


def test_both_reports_join_in_one_go_and_one_after_the_other_in_either_order(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    one = [order("1", {"SKU1": 2, "SKU2": 1}), order("2", {"SKU2": 3}, status=OrderStatus.UNPAID, paid_at=None)]
    other = [order(f"{o.number}{n}", o.lines, status=o.status, paid_at=o.paid_at) for n in (0, 1, 2) for o in one]
    together, orders_first, items_first = other[:2], other[2:4], other[4:]
    _bring(warehouse, _item_report(*together), _order_report(*together))
    for file in (_order_report(*orders_first, name="o1"), _item_report(*orders_first, name="i1")):
        _bring(warehouse, file)
    for file in (_item_report(*items_first, name="i2"), _order_report(*items_first, name="o2")):
        _bring(warehouse, file)
    everything = _everything(warehouse)
    same = [[(row[0][:-1], *row[1:]) for row in everything if str(row[0]).endswith(n)] for n in "012"]  # type: ignore[index]  # a number
    assert same[0] == same[1] == same[2]
    assert [(row[0], row[1], row[2], row[8], row[9]) for row in same[0]] == [
        ("1", "测试店", "waiting", "SKU1", 2), ("1", "测试店", "waiting", "SKU2", 1), ("2", "测试店", "unpaid", "SKU2", 3),
    ]  # fmt: skip


def test_the_same_files_again_in_any_order_change_nothing(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    one = order("1", {"SKU1": 2, "SKU2": 1}, note="贺卡", amount=Decimal("10.00"))
    files = [_order_report(one), _item_report(one)]
    assert _kinds(_bring(warehouse, *files)) == {"1": "new"}
    before = _everything(warehouse)
    for again in permutations(files):
        assert _kinds(_bring(warehouse, *again)) == {"1": "unchanged"}
    assert _everything(warehouse) == before
    assert [row.kind for row in _view(warehouse, "1").history] == ["imported", "changed"]


def test_an_overlapping_file_changes_only_what_is_newer(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    news = [order("2", {"SKU1": 1}, note="加急"), order("3", {"SKU1": 1}), order("1", {"SKU1": 1})]
    result = _bring(warehouse, order_file(news, name="evening.csv", modified=LATER))
    assert _kinds(result) == {"1": "unchanged", "2": "changed", "3": "new"}
    (changed,) = [change for change in result.changes if change.kind == "changed"]
    assert changed.fields == {"note": ("", "加急")}


def test_an_older_file_after_a_newer_one_flips_nothing_back(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_orders(
        warehouse,
        order("1", {"SKU1": 1}, address="新地址", note="新"),
        order("2", {"SKU1": 1}, status=OrderStatus.CLOSED),
        modified=LATER,
    )
    old = [order("1", {"SKU1": 1}, address="旧地址", note="旧", flag="红", status=OrderStatus.UNPAID), order("2", {"SKU1": 1})]
    _bring(warehouse, order_file(old, name="morning.csv", modified=EARLIER))
    view = _view(warehouse, "1")
    assert (view.address, view.row.note, view.row.state, view.flag) == (
        "新地址",
        "新",
        "waiting",
        "红",
    )  # only the empty was filled
    assert states_of(warehouse) == {"1": "waiting", "2": "cancelled"}


def test_a_mornings_file_copied_and_dated_anew_is_no_news(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    morning = order_file([order("1", {"SKU1": 1}, note="早")], name="morning.csv", modified=EARLIER)
    _bring(warehouse, morning)
    _bring(warehouse, order_file([order("1", {"SKU1": 1}, note="晚")], name="noon.csv", modified=DAY))
    _bring(warehouse, ParsedFile(**{**vars(morning), "name": "copy.csv", "modified": LATER}))
    assert _view(warehouse, "1").row.note == "晚"


def test_a_weaker_file_fills_what_is_empty_and_overwrites_nothing(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 2}, note="强"))
    weak = ParsedOrder(row=2, number="1", platform="taobao", note="弱", flag="蓝", lines=(line("SKU1", 9),))
    _bring(warehouse, order_file([weak], name="items.csv", modified=LATER, strength=1))
    view = _view(warehouse, "1")
    assert (view.row.note, view.flag, view.lines[0].quantity) == ("强", "蓝", 2)


def test_an_item_report_tells_of_lines_though_it_is_weaker_in_everything_else(warehouse: Warehouse) -> None:
    """The order report carries no lines, so a later item report may change and add what an earlier one told."""
    add_products(warehouse, 2)
    bare = order("1", {}, item_count=3)
    _bring(warehouse, order_file([bare], modified=DAY))
    _bring(warehouse, _item_report(order("1", {"SKU1": 1}), modified=EARLIER))
    assert do(warehouse, release).look == ["1"]
    assert _view(warehouse, "1").row.look == ("incomplete",)
    _bring(warehouse, order_file([bare], name="later orders", modified=LATER))
    _bring(warehouse, _item_report(order("1", {"SKU1": 1, "SKU2": 2}), name="later items", modified=DAY))
    assert [line.quantity for line in _view(warehouse, "1").lines] == [1, 2]
    assert do(warehouse, release).short == ["1"]


def test_a_newer_weak_file_does_not_deafen_us_to_the_strong_one(warehouse: Warehouse) -> None:
    """An item report of ten o'clock says nothing of addresses; the order report of half past nine still may."""
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}, address="旧"), modified=EARLIER)
    _bring(warehouse, _item_report(order("1", {"SKU1": 1}), modified=LATER))
    _bring(warehouse, order_file([order("1", {"SKU1": 1}, address="新")], name="half past nine", modified=DAY))
    assert _view(warehouse, "1").address == "新"


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"status": OrderStatus.UNPAID, "paid_at": None}, "unpaid"),
        ({"status": OrderStatus.CLOSED}, "cancelled"),
        ({"status": OrderStatus.SHIPPED}, "done"),
        ({"status": OrderStatus.DONE}, "done"),
        ({"amount": Decimal(10), "paid_amount": Decimal(10), "refunded_amount": Decimal(10)}, "cancelled"),
    ],
)
def test_what_is_not_to_be_sent_never_reaches_a_shelf(warehouse: Warehouse, told: dict[str, object], state: str) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, **told))
    result = do(warehouse, release)
    assert (result.released, result.short, result.look) == ([], [], [])
    assert (states_of(warehouse), stock_of(warehouse)) == ({"1": state}, {"SKU1": (9, 0)})


def test_an_unpaid_order_that_is_paid_later_goes_on(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, status=OrderStatus.UNPAID, paid_at=None))
    add_orders(warehouse, order("1", {"SKU1": 1}), name="later", modified=LATER)
    assert _view(warehouse, "1").row.ship_by is not None
    assert do(warehouse, release).released == ["1"]


def test_a_refunded_item_stays_on_the_shelf_and_the_rest_goes(warehouse: Warehouse) -> None:
    lines = (line("SKU1", 2, 2), line("SKU2", 1, 3, refund=Refund.DONE))
    open_shop(warehouse, {"SKU1": 5, "SKU2": 5}, order("1", lines))
    release_and_wave(warehouse)
    assert stock_of(warehouse) == {"SKU1": (5, 2), "SKU2": (5, 0)}
    assert [ln.seller_code for ln in parcel_of(warehouse, "1").lines] == ["SKU1"]


def test_a_refund_told_by_any_file_kills_the_line_for_good(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    one = order("1", {"SKU1": 1, "SKU2": 1})
    add_orders(warehouse, one)
    told = (line("SKU1", 1, 2, status=OrderStatus.CLOSED), line("SKU2", 1, 3))
    _bring(warehouse, _item_report(order("1", told), modified=LATER))
    _bring(warehouse, order_file([one], name="older again", modified=LATER))
    assert {ln.seller_code: ln.live for ln in _view(warehouse, "1").lines} == {"SKU1": False, "SKU2": True}


def test_service_lines_are_kept_but_never_picked(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", (line("SKU1", 1, 2), line("", 1, 3, title="安装服务", service=True))))
    release_and_wave(warehouse)
    assert parcel_of(warehouse, "1").lines[0].needed == 1
    assert [(ln.title, ln.live) for ln in _view(warehouse, "1").lines] == [("标题SKU1", True), ("安装服务", False)]


def test_two_lines_of_one_product_stay_two(warehouse: Warehouse) -> None:
    lines = (line("SKU1", 1, 2, sub_number="11"), line("SKU1", 2, 3, sub_number="12"))
    open_shop(warehouse, {"SKU1": 5}, order("1", lines))
    add_orders(warehouse, order("1", lines), name="again", modified=LATER)
    assert [ln.quantity for ln in _view(warehouse, "1").lines] == [1, 2]
    release_and_wave(warehouse)
    assert parcel_of(warehouse, "1").lines[0].needed == 3
    assert problems_of(warehouse) == []


def test_masked_data_fills_but_does_not_overwrite_what_was_readable(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}))
    hidden = {"recipient": "张**", "mobile": "138****0001", "address": "浙江省 杭州市 ****", "masked": True}
    result = _bring(
        warehouse,
        order_file([order("1", {"SKU1": 1}, **hidden), order("2", {"SKU1": 1}, **hidden)], name="later", modified=LATER),
    )
    assert _kinds(result) == {"1": "unchanged", "2": "new"}
    assert (_view(warehouse, "1").row.recipient, _view(warehouse, "1").masked) == ("张三", False)
    assert (_view(warehouse, "2").row.recipient, _view(warehouse, "2").masked) == ("张**", True)
    assert do(warehouse, release).look == ["2"]
    add_orders(warehouse, order("2", {"SKU1": 1}), name="unmasked", modified=LATER + timedelta(hours=1))
    assert (_view(warehouse, "2").row.recipient, _view(warehouse, "2").masked) == ("张三", False)


def test_two_shops_may_have_the_same_number(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    add_orders(warehouse, order("1", {"SKU1": 1}, shop="甲店"), name="a")
    add_orders(warehouse, order("1", {"SKU2": 2}, shop="乙店"), name="b")
    with warehouse.reading() as session:
        assert sorted((row.shop, row.pieces) for row in orders_page(session).rows) == [("乙店", 2), ("甲店", 1)]


def test_a_file_brought_in_for_a_shop_speaks_of_that_shop_only(warehouse: Warehouse) -> None:
    add_products(warehouse, 2)
    _bring(warehouse, order_file([order("1", {"SKU1": 1}, shop="", address="甲")], name="a"), shop="甲店")
    _bring(warehouse, order_file([order("1", {"SKU2": 2}, shop="", address="乙")], name="b", modified=LATER), shop="乙店")
    with warehouse.reading() as session:
        assert sorted((row.shop, row.pieces) for row in orders_page(session).rows) == [("乙店", 2), ("甲店", 1)]


def test_another_shops_file_does_not_make_an_order_look_newer(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}, shop="甲店", note="早间"), name="a", modified=EARLIER)
    add_orders(warehouse, order("1", {"SKU1": 1}, shop="乙店"), name="b", modified=LATER)
    add_orders(warehouse, order("1", {"SKU1": 1}, shop="甲店", note="午间"), name="c", modified=DAY)
    with warehouse.reading() as session:
        assert {row.shop: row.note for row in orders_page(session).rows} == {"甲店": "午间", "乙店": ""}


def test_a_product_the_catalogue_does_not_know_waits_and_goes_on_when_it_does(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU2": 1}))
    assert do(warehouse, release).look == ["1"]
    assert not _view(warehouse, "1").lines[0].known
    open_shop(warehouse, {"SKU2": 5}, waybills=0)
    assert do(warehouse, release).released == ["1"]


def test_an_order_that_left_keeps_its_lines_as_they_were(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}, status=OrderStatus.SHIPPED))
    add_orders(warehouse, order("1", {"SKU1": 7}, status=OrderStatus.DONE), name="later", modified=LATER)
    assert [ln.quantity for ln in _view(warehouse, "1").lines] == [1]


def test_a_promise_of_the_platform_stands_against_our_own_clock(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_orders(warehouse, order("1", {"SKU1": 1}, ship_by=LATER))
    add_orders(warehouse, order("1", {"SKU1": 1}, note="x"), name="later", modified=LATER)
    assert _view(warehouse, "1").row.ship_by == LATER


def test_cancelling_an_import_writes_nothing(warehouse: Warehouse) -> None:
    class Stop:
        def step(self, done: int, total: int) -> None:
            raise Cancelled

    add_products(warehouse, 1)
    with pytest.raises(Cancelled):
        do(warehouse, import_orders, [order_file([order("1", {"SKU1": 1})])], progress=Stop())
    assert states_of(warehouse) == {}


def test_a_thousand_orders_in_one_file(warehouse: Warehouse) -> None:
    add_products(warehouse, 3)
    many = [order(f"{n:06}", {f"SKU{n % 3 + 1}": n % 4 + 1}) for n in range(1200)]
    assert _bring(warehouse, order_file(many)).count("new") == 1200
    assert _bring(warehouse, order_file(many, name="again")).count("unchanged") == 1200
