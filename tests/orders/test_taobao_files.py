from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.orders.order_files import codes, only, write
from warehouse_app.orders.files import (
    Lock,
    OrderStatus,
    ParsedLine,
    ParsedOrder,
    Refund,
    read_order_file,
)

PAID = "买家已付款，等待卖家发货"
ITEMS_10 = "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"
ITEMS_18 = (
    "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,支付单号,"
    "买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间"
)
ITEMS_29 = ITEMS_18 + (
    ",商品id,分阶段订单信息,备注标签,商家备注,主订单买家留言,发货时间,物流单号,物流公司,是否赔付,延迟发货主动赔付金额,赔付出账时间"
)
ORDERS = (
    "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,买家留言,收货人姓名,收货地址 ,"
    "联系电话 ,联系手机,订单创建时间,"
    "订单付款时间 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺名称,订单关闭原因,修改后的sku,修改后的收货地址,退款金额"
)


ORDER = {
    "订单编号": '="3500000000000000001"',
    "买家会员名": "tb_demo",
    "总金额": "1,234.50",
    "买家实际支付金额": "1234.50",
    "订单状态": PAID,
    "买家留言": "请发中通，不要“到付”\n谢谢",
    "收货人姓名": "赵示例[1234]",
    "收货地址": "广东省 广州市 越秀区 示例路1号(510000)[1234]",
    "联系手机": "'13800000001-1234",
    "订单创建时间": "2026-11-03 09:30:00",
    "订单付款时间": "2026-11-03 09:31:00",
    "订单备注": "null",
    "宝贝总数量": "2",
    "店铺名称": "示例旗舰店",
    "订单关闭原因": "订单未关闭",
    "退款金额": "无退款申请",
}


# --- Taobao: the order report


def test_order_report(tmp_path: Path) -> None:
    file = read_order_file(write(tmp_path, ORDERS, [ORDER]))
    assert (file.layout, file.strength, file.has_orders, file.has_lines) == ("taobao_order_report", 2, True, False)
    assert file.problems == []
    assert only(file) == ParsedOrder(
        row=2,
        number="3500000000000000001",
        shop="示例旗舰店",
        platform="taobao",
        status=OrderStatus.PAID,
        status_text=PAID,
        created_at=datetime(2026, 11, 3, 1, 30, tzinfo=UTC),
        paid_at=datetime(2026, 11, 3, 1, 31, tzinfo=UTC),
        buyer="tb_demo",
        recipient="赵示例[1234]",
        mobile="13800000001-1234",
        address="广东省 广州市 越秀区 示例路1号(510000)[1234]",
        message="请发中通，不要“到付”\n谢谢",
        amount=Decimal("1234.50"),
        paid_amount=Decimal("1234.50"),
        item_count=2,
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("等待买家付款", OrderStatus.UNPAID),
        ("买家已付款，等待卖家发货", OrderStatus.PAID),
        ("买家已付款,等待卖家发货", OrderStatus.PAID),
        (" 卖家已发货， 等待买家确认", OrderStatus.SHIPPED),
        ("卖家已发货,等待买家确认", OrderStatus.SHIPPED),
        ("交易成功", OrderStatus.DONE),
        ("交易关闭", OrderStatus.CLOSED),
    ],
)
def test_taobao_statuses(tmp_path: Path, text: str, status: OrderStatus) -> None:
    order = only(read_order_file(write(tmp_path, ORDERS, [ORDER | {"订单状态": text}])))
    assert (order.status, order.lock) == (status, False)


@pytest.mark.parametrize(("text", "code"), [("卖家部分发货", "sheets.unknown_status"), ("", "sheets.missing")])
def test_a_status_nobody_knows_locks_the_order(tmp_path: Path, text: str, code: str) -> None:
    file = read_order_file(write(tmp_path, ORDERS, [ORDER | {"订单状态": text}]))
    assert (only(file).status, only(file).lock, only(file).lock_reason) == (None, True, Lock.STATUS)
    assert codes(file) == [(2, "订单状态", code)]


def test_changed_address_and_sku(tmp_path: Path) -> None:
    row = ORDER | {
        "修改后的收货地址": "上海市 黄浦区 新路2号",
        "修改后的sku": "颜色:白色",
        "订单关闭原因": "买家不想要了",
    }
    order = only(read_order_file(write(tmp_path, ORDERS, [row])))
    assert order.address == "上海市 黄浦区 新路2号"
    assert order.changed_sku == "颜色:白色"
    assert order.close_reason == "买家不想要了"


@pytest.mark.parametrize("change", [{"收货人姓名": "赵**"}, {"联系手机": "138****0001"}, {"收货地址": "广东省 广州市 ****"}])
def test_masked(tmp_path: Path, change: dict[str, str]) -> None:
    order = only(read_order_file(write(tmp_path, ORDERS, [ORDER | change])))
    assert order.masked
    assert next(iter(change.values())) in (order.recipient, order.mobile, order.address)


def test_waybill_with_the_platforms_prefix(tmp_path: Path) -> None:
    order = only(read_order_file(write(tmp_path, ORDERS, [ORDER | {"物流单号": "No:75000004062513", "物流公司": "中通快递"}])))
    assert (order.waybill, order.courier) == ("75000004062513", "中通快递")


def test_ruined_numbers_are_never_imported(tmp_path: Path) -> None:
    rows = [ORDER | {"订单编号": "1.2E+18"}, ORDER | {"订单编号": '="1.2E+18"'}, ORDER | {"订单编号": ""}, ORDER]
    file = read_order_file(write(tmp_path, ORDERS, rows))
    assert [order.row for order in file.orders] == [5]
    assert codes(file) == [
        (2, "订单编号", "sheets.ruined_number"),
        (3, "订单编号", "sheets.ruined_number"),
        (4, "订单编号", "sheets.missing"),
    ]
    assert file.skipped_rows == 3


def test_ruined_numbers_of_a_spreadsheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["示例旗舰店"])
    sheet.append(["订单编号", "订单状态", "收货人姓名", "订单付款时间"])
    sheet.append([3500000000000000001, PAID, "赵", None])
    sheet.append(["3500000000000000002", PAID, "钱", datetime(2026, 11, 3, 9, 30)])
    book.save(tmp_path / "a.xlsx")
    file = read_order_file(tmp_path / "a.xlsx")
    assert codes(file) == [(3, "订单编号", "sheets.ruined_number")]
    assert (only(file).number, only(file).paid_at) == ("3500000000000000002", datetime(2026, 11, 3, 1, 30, tzinfo=UTC))


def test_bad_money_and_times_do_not_hide_an_order(tmp_path: Path) -> None:
    file = read_order_file(write(tmp_path, ORDERS, [ORDER | {"总金额": "很多", "订单付款时间": "昨天"}]))
    assert (only(file).amount, only(file).paid_at, only(file).lock) == (None, None, False)
    assert codes(file) == [(2, "订单付款时间", "sheets.not_a_time"), (2, "总金额", "sheets.not_money")]
    assert file.skipped_rows == 0


def test_the_same_order_twice(tmp_path: Path) -> None:
    file = read_order_file(write(tmp_path, ORDERS, [ORDER, ORDER]))
    assert (only(file).lock, file.problems) == (False, [])
    file = read_order_file(write(tmp_path, ORDERS, [ORDER, ORDER | {"订单状态": "交易关闭"}]))
    assert (only(file).lock_reason, file.skipped_rows) == (Lock.BROKEN_ROW, 1)
    assert codes(file) == [(3, "订单编号", "sheets.twice_different")]


def test_slipped_cells_are_not_imported(tmp_path: Path) -> None:
    path = write(tmp_path, ORDERS, [ORDER])
    path.write_bytes(path.read_bytes() + path.read_bytes().split(b"\r\n", 1)[1].replace(b"0001", b"0002")[:-2] + b",x\r\n")
    file = read_order_file(path)
    assert only(file).number == "3500000000000000001"
    assert [code for _, _, code in codes(file)] == ["sheets.too_many_cells"]
    assert file.skipped_rows == 1


def test_a_later_report_with_renamed_columns(tmp_path: Path) -> None:
    header = "主订单编号,订单编号,买家会员昵称,订单状态,虚拟号过期时间,商家备忘,发货时间,收货人姓名"
    row = {
        "主订单编号": "9",
        "订单编号": "1",
        "买家会员昵称": "tb",
        "订单状态": "交易成功",
        "商家备忘": "加急",
        "发货时间": "2026-11-03",
    }
    order = only(read_order_file(write(tmp_path, header, [row])))
    assert (order.number, order.buyer, order.note) == ("1", "tb", "加急")
    assert order.shipped_at == datetime(2026, 11, 2, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("header", ["订单状态,订单编号,收货地址", "订单编号,订单状态,宝贝总数量", "联系手机,订单状态,订单编号"])
def test_any_subset_of_the_order_report(tmp_path: Path, header: str) -> None:
    file = read_order_file(write(tmp_path, header, [ORDER], encoding="utf-16"))
    assert (file.layout, only(file).status) == ("taobao_order_report", OrderStatus.PAID)


# --- Taobao: the item report

ITEM = {
    "订单编号": '="3500000000000000001"',
    "主订单编号": "3500000000000000001",
    "子订单编号": "3500000000000000009",
    "标题": "针织开衫",
    "价格": "99.00",
    "购买数量": "2",
    "外部系统编号": "OUT-1",
    "商品属性": "尺码：L;颜色分类：黑色",
    "套餐信息": "null",
    "备注": "null",
    "订单状态": PAID,
    "商家编码": "A-1",
    "退款状态": "没有申请退款",
    "退款金额": "无退款申请",
    "订单创建时间": "2026-11-03 09:30:00",
    "主订单买家留言": "快点",
    "商家备注": "加急",
    "备注标签": "红",
}


@pytest.mark.parametrize(
    ("header", "sub"), [(ITEMS_10, ""), (ITEMS_18, "3500000000000000009"), (ITEMS_29, "3500000000000000009")]
)
def test_item_reports(tmp_path: Path, header: str, sub: str) -> None:
    file = read_order_file(write(tmp_path, header, [ITEM], tail=","))
    assert (file.layout, file.strength, file.has_orders, file.has_lines) == ("taobao_item_report", 1, False, True)
    assert file.problems == []
    assert only(file).number == "3500000000000000001"
    assert (only(file).status, only(file).amount) == (None, None)
    assert only(file).lines == (
        ParsedLine(2, sub, "A-1", "针织开衫", "尺码:L;颜色分类:黑色", 2, Decimal("99.00"), OrderStatus.PAID),
    )


def test_item_report_of_2024_tells_the_words(tmp_path: Path) -> None:
    rows = [ITEM | {"主订单买家留言": "", "商家备注": ""}, ITEM]
    order = only(read_order_file(write(tmp_path, ITEMS_29, rows)))
    assert (order.message, order.note, order.flag) == ("快点", "加急", "红")
    assert order.created_at == datetime(2026, 11, 3, 1, 30, tzinfo=UTC)
    assert len(order.lines) == 2


def test_seller_code_falls_back_and_services_are_told(tmp_path: Path) -> None:
    rows = [
        ITEM | {"商家编码": "null"},
        ITEM | {"商家编码": "", "外部系统编号": "", "标题": "送货入户并安装"},
        ITEM | {"商家编码": "", "外部系统编号": "", "标题": "羊毛围巾"},
        ITEM | {"商家编码": "B-2", "标题": "安装工具"},
    ]
    lines = only(read_order_file(write(tmp_path, ITEMS_10, rows))).lines
    assert [(line.seller_code, line.service) for line in lines] == [
        ("OUT-1", False),
        ("", True),
        ("", False),
        ("B-2", False),
    ]


@pytest.mark.parametrize(
    ("text", "refund"),
    [
        ("没有申请退款", Refund.NONE),
        ("null", Refund.NONE),
        ("退款关闭", Refund.NONE),
        ("买家已经申请退款，等待卖家同意", Refund.ASKED),
        ("退款成功", Refund.DONE),
    ],
)
def test_refunds(tmp_path: Path, text: str, refund: Refund) -> None:
    (line,) = only(read_order_file(write(tmp_path, ITEMS_18, [ITEM | {"退款状态": text}]))).lines
    assert line.refund is refund


def test_a_refunded_item_has_its_own_status(tmp_path: Path) -> None:
    rows = [ITEM | {"订单状态": "交易关闭"}, ITEM]
    order = only(read_order_file(write(tmp_path, ITEMS_18, rows)))
    assert [line.status for line in order.lines] == [OrderStatus.CLOSED, OrderStatus.PAID]
    assert (order.status, order.lock) == (None, False)


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("1.5", "sheets.not_whole"),
        ("-1", "sheets.negative"),
        ("0", "sheets.zero"),
        ("", "sheets.missing"),
        ("两", "sheets.not_a_number"),
    ],
)
def test_an_item_that_cannot_be_read_locks_its_order(tmp_path: Path, quantity: str, code: str) -> None:
    other = ITEM | {"订单编号": "2"}
    file = read_order_file(write(tmp_path, ITEMS_10, [ITEM, ITEM | {"购买数量": quantity}, other]))
    assert [(order.lock_reason, len(order.lines)) for order in file.orders] == [(Lock.BROKEN_ROW, 1), (Lock.NONE, 1)]
    assert codes(file) == [(3, "购买数量", code)]
    assert file.skipped_rows == 1


def test_a_bad_price_does_not_lose_the_item(tmp_path: Path) -> None:
    file = read_order_file(write(tmp_path, ITEMS_10, [ITEM | {"价格": "面议"}]))
    assert [line.price for line in only(file).lines] == [None]
    assert (only(file).lock, codes(file)) == (False, [(2, "价格", "sheets.not_money")])


def test_an_unknown_item_status_locks(tmp_path: Path) -> None:
    file = read_order_file(write(tmp_path, ITEMS_10, [ITEM, ITEM | {"订单状态": "外星状态"}]))
    assert only(file).lock_reason is Lock.STATUS
