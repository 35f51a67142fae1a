"""Pinduoduo: one row per order, one SKU per order; up to 82 columns. Order numbers are yymmdd-15 digits."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from warehouse_app.orders.formats import words
from warehouse_app.orders.formats.drafts import Drafts, pieces, status_or_lock
from warehouse_app.orders.formats.model import Lock, OrderStatus, ParsedFile, ParsedLine, ParsedOrder, Refund
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, Table
from warehouse_app.sheets.values import BEIJING, CENT

LAYOUT = Layout(
    "pinduoduo",
    (
        Field("number", ("订单号", "订单编号"), required=True),
        Field("status", ("订单状态",), required=True),
        Field("title", ("商品", "商品名称")),
        Field("properties", ("商品规格",)),
        Field("quantity", ("商品数量(件)", "商品数量"), required=True),
        Field("sku_code", ("商家编码-规格维度",)),
        Field("product_code", ("商家编码-商品维度", "商家编码")),
        Field("goods_amount", ("商品总价(元)", "商品总价")),
        Field("paid_amount", ("用户实付金额(元)", "用户实付金额")),
        Field("in_review", ("是否审核中",)),
        Field("created_at", ("订单成交时间",)),
        Field("paid_at", ("支付时间",)),
        Field("ship_by", ("承诺发货时间",)),
        Field("shipped_at", ("发货时间",)),
        Field("message", ("买家留言",)),
        Field("note", ("商家备注",)),
        Field("refund", ("售后状态",)),
        Field("recipient", ("收货人", "收件人")),
        Field("mobile", ("手机", "收货人手机", "收件人手机号")),
        Field("province", ("省",)),
        Field("city", ("市",)),
        Field("district", ("区",)),
        Field("street", ("街道/镇", "街道")),
        Field("address", ("详细地址", "收货地址", "地址")),
        Field("waybill", ("快递单号",)),
        Field("courier", ("快递公司",)),
        Field("gift", ("赠品名称",)),
        Field("gift_pieces", ("赠品数量",)),
    ),
    marks=(("sku_code", "in_review", "goods_amount"),),
    absent=("主订单编号", "京东价", "买家会员名", "子订单编号"),
)


def read(table: Table) -> ParsedFile:
    """The orders, each with its one item."""
    drafts = Drafts(table)
    for view in table.views():
        number = drafts.number(view)
        draft = drafts.add_single(view, _order(view, number)) if number else None
        if draft is not None:
            drafts.add_line(draft, view, _item)
    return drafts.file(2, has_orders=True, has_lines=True)


def _order(view: RowView, number: str) -> ParsedOrder:
    status, lock = status_or_lock(view, words.PINDUODUO)
    if words.is_yes(view.text("in_review")):
        lock = Lock.PLATFORM
    recipient, mobile = view.text("recipient"), view.text("mobile")
    places = [view.text(name) for name in ("province", "city", "district", "street")]
    address = words.joined([*places, view.text("address")])
    created_at, paid_at = view.moment("created_at", BEIJING), view.moment("paid_at", BEIJING)
    if paid_at is None and status is not OrderStatus.UNPAID:
        paid_at = created_at  # 订单成交时间 is when the group was complete and the money came
    order = ParsedOrder(
        row=view.number,
        number=number,
        platform="pinduoduo",
        status=status,
        status_text=view.text("status"),
        created_at=created_at,
        paid_at=paid_at,
        ship_by=view.moment("ship_by", BEIJING),
        recipient=recipient,
        mobile=mobile,
        address=address,
        message=view.text("message"),
        note=_note(view),
        amount=view.money("paid_amount"),
        paid_amount=view.money("paid_amount") if status is not OrderStatus.UNPAID else None,
        courier=view.text("courier"),
        waybill=view.text("waybill"),
        shipped_at=view.moment("shipped_at", BEIJING),
        masked=words.is_masked(recipient, mobile, address),
        lock_reason=lock,
    )
    return order if order.amount is not None else replace(order, amount=view.money("goods_amount"))


def _note(view: RowView) -> str:
    """The seller's note, and the gift Pinduoduo promised: it has no code of ours, so a person must see it."""
    gift, amount = view.text("gift"), view.text("gift_pieces")
    return words.joined([view.text("note"), f"赠品：{gift} x{amount or 1}" if gift else ""], "\n")


def _item(view: RowView) -> ParsedLine:
    seller_code, title = view.code("sku_code") or view.code("product_code"), view.text("title")
    quantity, goods = pieces(view), view.price_if_any("goods_amount")
    status = words.status_of(view.text("status"), words.PINDUODUO)
    return ParsedLine(
        row=view.number,
        sub_number="",
        seller_code=seller_code,
        title=title,
        properties=words.properties(view.text("properties")),
        quantity=quantity,
        price=(goods / Decimal(quantity)).quantize(CENT, ROUND_HALF_UP) if goods is not None and quantity else None,
        status=status,
        refund=_refund(view),
        service=words.is_service(seller_code, title),
    )


def _refund(view: RowView) -> Refund:
    """售后状态 says it, or the order's status does (未发货，退款成功)."""
    told = words.refund_of(view.text("refund"))
    status = words.plain(view.text("status"))
    if told is not Refund.NONE:
        return told
    if "退款成功" in status:
        return Refund.DONE
    return Refund.ASKED if "退款中" in status else Refund.NONE
