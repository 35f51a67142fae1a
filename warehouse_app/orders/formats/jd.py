"""JD: one row per item, the order's values repeated on each; 30 to 49 columns that shift from year to year."""

from __future__ import annotations

import re
from functools import partial

from warehouse_app.orders.formats import words
from warehouse_app.orders.formats.drafts import Draft, Drafts, order_told, pieces
from warehouse_app.orders.formats.model import Lock, OrderStatus, ParsedFile, ParsedLine, ParsedOrder
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, Table
from warehouse_app.sheets.values import BEIJING, folded

LAYOUT = Layout(
    "jd",
    (
        Field("number", ("订单号", "订单编号"), required=True),
        Field("seller_code", ("商家SKUID", "商家SKU", "商家编码", "货号", "商品编码")),
        Field("platform_code", ("商品ID", "商品编号", "SKUID")),
        Field("title", ("商品名称",)),
        Field("quantity", ("订购数量", "商品数量"), required=True),
        Field("price", ("京东价",)),
        Field("amount", ("订单金额",)),
        Field("paid_amount", ("应付金额", "结算金额")),
        Field("status", ("订单状态",), required=True),
        Field("payment", ("支付方式",)),
        Field("created_at", ("下单时间",)),
        Field("paid_at", ("付款确认时间", "付款时间")),
        Field("ship_by", ("承诺发货时间", "最晚发货时间")),
        Field("buyer", ("下单帐号", "下单账号")),
        Field("recipient", ("客户姓名", "收货人姓名", "收货人")),
        Field("address", ("客户地址", "收货地址")),
        Field("phone", ("联系电话", "联系手机")),
        Field("message", ("订单备注", "买家留言")),
        Field("note", ("商家备注",)),
        Field("flag", ("商家备注等级(等级1-5为由高到低)", "商家备注等级")),
        Field("invoice_title", ("发票抬头",)),
        Field("waybill", ("运单号", "物流单号", "快递单号")),
        Field("courier", ("快递公司", "物流公司", "承运商")),
        Field("shipped_at", ("出库时间", "发货时间")),
    ),
    marks=(("price", "platform_code"), ("buyer", "recipient", "flag")),
    absent=("主订单编号", "买家会员名", "商家编码-规格维度"),
)

HELD = re.compile(r"^\((锁定|删除)\)\s*")  # what JD puts before the status of an order that must not ship


def read(table: Table) -> ParsedFile:
    """The orders and their items; the order's values come from its first row."""
    drafts = Drafts(table)
    for view in table.views():
        number = drafts.number(view)
        if not number:
            continue
        draft = drafts.order(number, partial(_order, view, number))
        draft.add_words(view.text("message"), view.text("note"))
        _take_status(draft, view)
        drafts.add_line(draft, view, _item)
    return drafts.file(2, has_orders=True, has_lines=True)


def _order(view: RowView, number: str) -> ParsedOrder:
    recipient, phone, address = view.text("recipient"), view.text("phone"), view.text("address")
    return order_told(
        view,
        number,
        "jd",
        BEIJING,
        status=_status(view)[0],
        recipient=recipient,
        phone=phone,
        mobile=phone,
        address=address,
        masked=words.is_masked(recipient, phone, address),
    )


def _status(view: RowView) -> tuple[OrderStatus | None, str]:
    """The status and what stands in brackets before it."""
    text = folded(view.text("status"))
    held = HELD.match(text)
    return words.status_of(HELD.sub("", text), words.JD), held[1] if held else ""


def _take_status(draft: Draft, view: RowView) -> None:
    status, held = _status(view)
    if held:
        draft.lock = Lock.PLATFORM
    elif status is None:
        code = "sheets.unknown_status" if view.text("status") else "sheets.missing"
        view.fault("status", code, value=view.text("status"))
        draft.lock = draft.lock or Lock.STATUS


def _item(view: RowView) -> ParsedLine:
    seller_code, title = view.code("seller_code"), view.text("title")
    service = words.is_service(seller_code, title)
    return ParsedLine(
        row=view.number,
        sub_number="",
        seller_code=seller_code or ("" if service else view.code("platform_code")),
        title=title,
        properties="",
        quantity=pieces(view),
        price=view.price_if_any("price"),
        service=service,
    )
