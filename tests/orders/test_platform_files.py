from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.orders.order_files import only, write
from warehouse_app.orders.files import (
    Lock,
    OrderStatus,
    ParsedFile,
    ParsedLine,
    Refund,
    read_order_file,
)

# --- Shopify

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Total,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem sku,Lineitem requires shipping,Lineitem fulfillment status,"
    "Shipping Name,Shipping Address1,"
    "Shipping Address2,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Cancelled at,"
    "Payment Method,Refunded Amount,Outstanding Balance"
)
FIRST = {
    "Name": "#1001",
    "Email": "bob@example.com",
    "Financial Status": "paid",
    "Paid at": "2026-11-03 01:30:00 -0800",
    "Fulfillment Status": "unfulfilled",
    "Total": "20.00",
    "Created at": "2026-11-03 01:29:00 -0800",
    "Lineitem quantity": "2",
    "Lineitem name": "Tea",
    "Lineitem price": "8.00",
    "Lineitem sku": "TEA",
    "Lineitem requires shipping": "true",
    "Shipping Name": "Bob",
    "Shipping Address1": "1 Road",
    "Shipping City": "Town",
    "Shipping Zip": "'04101",
    "Shipping Province": "ME",
    "Shipping Country": "US",
    "Shipping Phone": "+1 555",
    "Notes": "ring twice",
    "Refunded Amount": "0.00",
    "Outstanding Balance": "0.00",
}
NEXT = {
    "Name": "#1001",
    "Lineitem quantity": "1",
    "Lineitem name": "Gift card",
    "Lineitem price": "4.00",
    "Lineitem requires shipping": "false",
}


def shopify(folder: Path, *rows: dict[str, str]) -> ParsedFile:
    return read_order_file(write(folder, SHOPIFY, rows, encoding="utf-8"))


def test_shopify(tmp_path: Path) -> None:
    file = shopify(tmp_path, FIRST, NEXT, {"Name": "#1001"}, FIRST | {"Name": "#1002"})
    assert (file.layout, file.strength, file.problems) == ("shopify", 2, [])
    order = file.orders[0]
    assert [each.number for each in file.orders] == ["#1001", "#1002"]
    assert (order.status, order.paid_at) == (OrderStatus.PAID, datetime(2026, 11, 3, 9, 30, tzinfo=UTC))
    assert order.address == "1 Road, Town ME 04101, US"
    assert (order.amount, order.paid_amount, order.message) == (Decimal("20.00"), Decimal("20.00"), "ring twice")
    assert [(line.seller_code, line.quantity, line.service) for line in order.lines] == [
        ("TEA", 2, False),
        ("", 1, True),
    ]


@pytest.mark.parametrize(
    ("change", "status", "lock"),
    [
        ({"Financial Status": "pending"}, OrderStatus.UNPAID, Lock.NONE),
        ({"Financial Status": "authorized"}, OrderStatus.UNPAID, Lock.NONE),
        ({"Financial Status": "refunded"}, OrderStatus.CLOSED, Lock.NONE),
        ({"Financial Status": "voided"}, OrderStatus.CLOSED, Lock.NONE),
        ({"Financial Status": "partially_refunded"}, OrderStatus.PAID, Lock.PARTLY_REFUNDED),
        ({"Financial Status": "???"}, None, Lock.STATUS),
        ({"Financial Status": ""}, None, Lock.STATUS),
        ({"Fulfillment Status": "fulfilled"}, OrderStatus.SHIPPED, Lock.NONE),
        ({"Fulfillment Status": "partial"}, OrderStatus.PAID, Lock.PARTLY_SHIPPED),
        ({"Fulfillment Status": "on_hold"}, OrderStatus.PAID, Lock.PLATFORM),
        ({"Fulfillment Status": "???"}, None, Lock.STATUS),
        ({"Cancelled at": "2026-11-03 02:00:00 -0800"}, OrderStatus.CLOSED, Lock.NONE),
    ],
)
def test_shopify_statuses(tmp_path: Path, change: dict[str, str], status: OrderStatus | None, lock: Lock) -> None:
    order = only(shopify(tmp_path, FIRST | change))
    assert (order.status, order.lock_reason, order.lock) == (status, lock, bool(lock))


# --- JD, Pinduoduo, Douyin

JD = (
    "订单号,商品ID,商品名称,订购数量,下单时间,京东价,订单金额,应付金额,订单状态,下单帐号,客户姓名,"
    "客户地址,联系电话,订单备注,商家备注,商家备注等级（等级1-5为由高到低）,付款确认时间,货号"
)
JD_ROW = {
    "订单号": "110000000001",
    "商品ID": "100",
    "商品名称": "台灯",
    "订购数量": "1",
    "下单时间": "2026-11-03 09:30:00",
    "京东价": "250.00",
    "订单金额": "500.00",
    "订单状态": "等待出库",
    "客户姓名": "赵示例",
    "客户地址": "广东深圳",
    "货号": "L-1",
    "商家备注": "加急",
    "商家备注等级（等级1-5为由高到低）": "1",
}


def test_jd(tmp_path: Path) -> None:
    file = read_order_file(write(tmp_path, JD, [JD_ROW, JD_ROW | {"货号": "", "商品ID": "200"}]))
    assert (file.layout, file.problems) == ("jd", [])
    order = only(file)
    assert (order.status, order.note, order.flag, order.lock) == (OrderStatus.PAID, "加急", "1", False)
    assert [line.seller_code for line in order.lines] == ["L-1", "200"]


@pytest.mark.parametrize(
    ("text", "status", "lock"),
    [
        ("(锁定)等待出库", OrderStatus.PAID, Lock.PLATFORM),
        ("（锁定）等待出库", OrderStatus.PAID, Lock.PLATFORM),
        ("(删除)等待出库", OrderStatus.PAID, Lock.PLATFORM),
        ("完成", OrderStatus.DONE, Lock.NONE),
        ("等待付款", OrderStatus.UNPAID, Lock.NONE),
        ("不明", None, Lock.STATUS),
    ],
)
def test_jd_statuses(tmp_path: Path, text: str, status: OrderStatus | None, lock: Lock) -> None:
    order = only(read_order_file(write(tmp_path, JD, [JD_ROW | {"订单状态": text}])))
    assert (order.status, order.lock_reason) == (status, lock)


PDD = (
    "商品,订单号,订单状态,商品数量(件),是否审核中,支付时间,承诺发货时间,商品规格,商家编码-规格维度,商家编码-商品维度,商家备注,买家留言,"
    "售后状态,订单成交时间,赠品名称,赠品数量,商品总价(元),用户实付金额(元),收货人,手机,省,市,区,街道"
)
PDD_ROW = {
    "商品": "手机壳",
    "订单号": "\t261103-000000000000001",
    "订单状态": "待发货",
    "商品数量(件)": "2",
    "是否审核中": "否",
    "承诺发货时间": "2026-11-05 09:30:00",
    "商家编码-商品维度": "C-1",
    "订单成交时间": "2026-11-03 09:30:00",
    "商品规格": "黑色,15",
    "商品总价(元)": "39.8",
    "用户实付金额(元)": "35.8",
    "收货人": "赵*",
    "手机": "138****1111",
    "省": "北京市",
    "市": "北京市",
    "区": "东城区",
    "街道": "示例街道",
    "售后状态": "无售后或售后取消",
}


def test_pinduoduo(tmp_path: Path) -> None:
    file = read_order_file(write(tmp_path, PDD, [PDD_ROW]))
    assert (file.layout, file.problems) == ("pinduoduo", [])
    order = only(file)
    assert (order.number, order.status, order.lock, order.masked) == (
        "261103-000000000000001",
        OrderStatus.PAID,
        False,
        True,
    )
    assert order.paid_at == datetime(2026, 11, 3, 1, 30, tzinfo=UTC)
    assert order.ship_by == datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
    assert order.address == "北京市 东城区 示例街道"
    assert order.lines == (ParsedLine(2, "", "C-1", "手机壳", "黑色,15", 2, Decimal("19.90"), OrderStatus.PAID),)


@pytest.mark.parametrize(
    ("change", "status", "refund", "lock"),
    [
        ({"是否审核中": "是"}, OrderStatus.PAID, Refund.NONE, Lock.PLATFORM),
        ({"订单状态": "未发货，退款成功"}, OrderStatus.CLOSED, Refund.DONE, Lock.NONE),
        ({"售后状态": "售后处理中"}, OrderStatus.PAID, Refund.ASKED, Lock.NONE),
        ({"订单状态": "已发货，待收货"}, OrderStatus.SHIPPED, Refund.NONE, Lock.NONE),
    ],
)
def test_pinduoduo_statuses(tmp_path: Path, change: dict[str, str], status: OrderStatus, refund: Refund, lock: Lock) -> None:
    order = only(read_order_file(write(tmp_path, PDD, [PDD_ROW | change])))
    assert (order.status, order.lines[0].refund, order.lock_reason) == (status, refund, lock)


def test_pinduoduo_gift_is_shown_to_a_person(tmp_path: Path) -> None:
    order = only(read_order_file(write(tmp_path, PDD, [PDD_ROW | {"赠品名称": "贴膜", "赠品数量": "1", "商家备注": "加急"}])))
    assert order.note == "加急\n赠品：贴膜 x1"


DOUYIN = (
    "主订单编号,子订单编号,选购商品,商品规格,商品数量,商家编码,商品单价,收件人,收件人手机号,"
    "省,市,区,街道,详细地址,买家留言,订单提交时间,商家备注,订单状态,承诺发货时间,售后状态"
)
DOUYIN_ROW = {
    "主订单编号": "\t691",
    "子订单编号": "\t6911",
    "选购商品": "坚果",
    "商品数量": "1",
    "商家编码": "\tN-1",
    "收件人": "##密文",
    "详细地址": "##密文",
    "订单提交时间": "2026-11-03 09:30:00",
    "商家备注": "-",
    "订单状态": "备货中",
    "售后状态": "-",
}


def test_douyin(tmp_path: Path) -> None:
    rows = [DOUYIN_ROW | {"订单状态": "已关闭", "子订单编号": "6910"}, DOUYIN_ROW]
    file = read_order_file(write(tmp_path, DOUYIN, rows, encoding="utf-8-sig"))
    assert (file.layout, file.problems) == ("douyin", [])
    order = only(file)
    assert (order.number, order.status, order.status_text, order.masked, order.note) == (
        "691",
        OrderStatus.PAID,
        "备货中",
        True,
        "",
    )
    assert [(line.sub_number, line.status) for line in order.lines] == [
        ("6910", OrderStatus.CLOSED),
        ("6911", OrderStatus.PAID),
    ]


@pytest.mark.parametrize(
    ("quantity", "quantities", "lock"),
    [("2", [1, 1], Lock.NONE), ("3;2", [3, 2], Lock.NONE), ("5", [], Lock.BROKEN_ROW)],
)
def test_douyin_joined_items(tmp_path: Path, quantity: str, quantities: list[int], lock: Lock) -> None:
    row = DOUYIN_ROW | {"商家编码": "A;B", "子订单编号": "1;2", "选购商品": "甲;乙", "商品数量": quantity}
    order = only(read_order_file(write(tmp_path, DOUYIN, [row])))
    assert ([line.quantity for line in order.lines], order.lock_reason) == (quantities, lock)
