from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.orders.order_files import only, write
from warehouse_app.errors import Unreadable
from warehouse_app.orders.files import (
    Lock,
    OrderStatus,
    ParsedLine,
    read_order_file,
    read_orders,
)

# --- any other file


def test_generic_chinese(tmp_path: Path) -> None:
    header = "订单号,收货人,手机,收货地址,商家编码,数量,买家留言"
    row = {"订单号": "1", "收货人": "赵", "手机": "138", "收货地址": "北京", "商家编码": "A", "数量": "2"}
    file = read_order_file(write(tmp_path, header, [row, row | {"商家编码": "B", "买家留言": "快"}]))
    order = only(file)
    assert (file.layout, file.strength, order.status, order.message) == ("generic", 2, OrderStatus.PAID, "快")
    assert [line.seller_code for line in order.lines] == ["A", "B"]


def test_generic_woocommerce(tmp_path: Path) -> None:
    header = (
        "Order Number,Order Status,First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),"
        "City (Shipping),SKU,Item Name,Quantity (- Refund)"
    )
    row = {
        "Order Number": "77",
        "Order Status": "Processing",
        "First Name (Shipping)": "Eve",
        "Last Name (Shipping)": "Doe",
        "Address 1&2 (Shipping)": "1 Road",
        "City (Shipping)": "Town",
        "SKU": "A",
        "Item Name": "Tea",
        "Quantity (- Refund)": "2",
    }
    order = only(read_order_file(write(tmp_path, header, [row])))
    assert (order.recipient, order.address, order.status) == ("Eve Doe", "1 Road, Town", OrderStatus.PAID)


@pytest.mark.parametrize(
    ("status", "expected", "lock"),
    [
        ("on-hold", OrderStatus.UNPAID, Lock.NONE),
        ("Cancelled", OrderStatus.CLOSED, Lock.NONE),
        ("???", None, Lock.STATUS),
        ("", None, Lock.STATUS),
    ],
)
def test_generic_statuses(tmp_path: Path, status: str, expected: OrderStatus | None, lock: Lock) -> None:
    order = only(
        read_order_file(write(tmp_path, "Order ID,SKU,Qty,Status", [{"Order ID": "1", "SKU": "A", "Qty": "1", "Status": status}]))
    )
    assert (order.status, order.lock_reason) == (expected, lock)


def test_generic_unpaid_by_its_empty_payment_time(tmp_path: Path) -> None:
    rows = [
        {"订单号": "1", "商家编码": "A", "数量": "1"},
        {"订单号": "2", "商家编码": "A", "数量": "1", "付款时间": "2026-11-03 09:30"},
    ]
    file = read_order_file(write(tmp_path, "订单号,商家编码,数量,付款时间", rows))
    assert [order.status for order in file.orders] == [OrderStatus.UNPAID, OrderStatus.PAID]


def test_mapping(tmp_path: Path) -> None:
    path = write(tmp_path, "No,Thing,How many,Extra", [{"No": "1", "Thing": "A", "How many": "2"}])
    with pytest.raises(Unreadable) as caught:
        read_order_file(path)
    assert (caught.value.code, caught.value.fields["header"]) == (
        "sheets.unknown_layout",
        ("No", "Thing", "How many", "Extra"),
    )
    file = read_order_file(path, {"number": "No", "seller_code": "thing", "quantity": "How many"})
    assert (file.layout, file.problems) == ("mapped", [])
    assert only(file).lines == (ParsedLine(2, "", "A", "", "", 2, None, None),)


@pytest.mark.parametrize("content", ["订单编号,订单状态,收货人姓名\n", "子订单编号,主订单编号,标题,购买数量\n,,,\n"])
def test_header_only(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Unreadable) as caught:
        read_order_file(path)
    assert caught.value.code == "sheets.header_only"


@pytest.mark.parametrize(
    "header", ["商家编码,商品名称,颜色,尺码,条码,价格,重量(克),库位,类目", "库位,商家编码,数量", "快递公司,运单号"]
)
def test_other_files_of_the_shop_are_not_orders(tmp_path: Path, header: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_order_file(write(tmp_path, header, [dict.fromkeys(header.split(","), "1")]))
    assert caught.value.code == "sheets.unknown_layout"


def test_progress_runs_over_all_files(tmp_path: Path) -> None:
    steps: list[float] = []

    class Steps:
        def step(self, done: int, total: int) -> None:
            steps.append(done / total)

    paths = [
        write(tmp_path, "订单编号,订单状态,收货人姓名", [{"订单编号": "1", "订单状态": "交易成功"}], "a.csv"),
        write(tmp_path, "订单编号,购买数量,标题", [{"订单编号": "1", "购买数量": "1", "标题": "伞"}], "b.csv"),
    ]
    assert [file.layout for file in read_orders(paths, progress=Steps())] == [
        "taobao_order_report",
        "taobao_item_report",
    ]
    assert steps == sorted(steps)
    assert steps[-1] == 1


# --- real headers, and a whole day


@pytest.mark.parametrize(
    ("name", "layout", "orders", "lines"),
    [
        ("taobao_ExportOrderList_46col_2017.csv", "taobao_order_report", 3, 0),
        ("taobao_ExportOrderList_56col_2018.csv", "taobao_order_report", 3, 0),
        ("taobao_ExportOrderList_61col_later.csv", "taobao_order_report", 3, 0),
        ("taobao_ExportOrderDetailList_10col_2017.csv", "taobao_item_report", 3, 4),
        ("jd_orders_30col_2016.csv", "jd", 1, 2),
        ("pdd_orders_header_2024.csv", "pinduoduo", 2, 2),
        ("douyin_orders_21col_2026.csv", "douyin", 2, 3),
        ("shopA_orders_export_01.csv", "shopify", 3, 3),
        ("amazon_new_orders_29col.txt", "generic", 1, 2),
    ],
)
def test_headers_as_the_platforms_write_them(shared_data: Path, name: str, layout: str, orders: int, lines: int) -> None:
    file = read_order_file(shared_data / "data" / "order_exports" / name)
    assert (file.layout, len(file.orders), sum(len(order.lines) for order in file.orders)) == (layout, orders, lines)
    assert (file.problems, file.skipped_rows) == ([], 0)


def test_shopify_export_of_a_real_shop(shared_data: Path) -> None:
    file = read_order_file(shared_data / "data" / "order_exports" / "shopB_plants_orders_export.csv")
    assert (len(file.orders), file.problems) == (20, [])
    assert all(order.lines and order.amount and order.created_at for order in file.orders)


def test_a_shop_day_agrees_with_its_truth(shared_data: Path, tmp_path: Path) -> None:
    tool = shared_data / "tools" / "make_shop_day.py"
    subprocess.run([sys.executable, str(tool), "--orders", "60", "--out", str(tmp_path)], check=True, capture_output=True)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    items, orders = read_orders(sorted(tmp_path.glob("Export*.csv")))
    assert (items.problems, orders.problems) == ([], [])
    for status in (OrderStatus.PAID, OrderStatus.UNPAID, OrderStatus.CLOSED):
        assert sorted(each.number for each in orders.orders if each.status is status) == truth[status.value]
    said = [each.number for each in orders.orders if each.message or each.note]
    assert sorted(said) == truth["with_message_or_note"]
    assert sum(len(each.lines) for each in items.orders) == truth["counts"]["lines"]
    paid = set(truth["paid"])
    units = sum(line.quantity for each in items.orders if each.number in paid for line in each.lines)
    assert units == truth["counts"]["units_to_ship"]
