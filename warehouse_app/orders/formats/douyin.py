"""Douyin: one row per sub-order; some exports join several sub-orders in one row with semicolons. - means empty."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from warehouse_app.orders.formats import words
from warehouse_app.orders.formats.drafts import Draft, Drafts, line_told, status_or_lock
from warehouse_app.orders.formats.model import Lock, ParsedFile, ParsedLine, ParsedOrder, Refund
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, Table
from warehouse_app.sheets.values import BEIJING

LAYOUT = Layout(
    "douyin",
    (
        Field("number", ("主订单编号", "主订单号", "订单编号"), required=True),
        Field("sub_number", ("子订单编号", "子订单号")),
        Field("title", ("选购商品", "商品名称")),
        Field("properties", ("商品规格",)),
        Field("quantity", ("商品数量",), required=True),
        Field("seller_code", ("商家编码",)),
        Field("price", ("商品单价",)),
        Field("amount", ("订单应付金额",)),
        Field("payment", ("支付方式",)),
        Field("recipient", ("收件人", "收货人")),
        Field("mobile", ("收件人手机号", "收件人手机", "收货人手机号")),
        Field("province", ("省",)),
        Field("city", ("市",)),
        Field("district", ("区",)),
        Field("street", ("街道",)),
        Field("address", ("详细地址", "收货地址")),
        Field("message", ("买家留言",)),
        Field("note", ("商家备注",)),
        Field("flag", ("旗帜颜色",)),
        Field("created_at", ("订单提交时间",)),
        Field("paid_at", ("支付完成时间", "支付时间")),
        Field("ship_by", ("承诺发货时间",)),
        Field("shipped_at", ("发货时间",)),
        Field("status", ("订单状态",), required=True),
        Field("refund", ("售后状态",)),
        Field("close_reason", ("取消原因",)),
        Field("waybill", ("快递单号", "物流单号", "运单号")),
        Field("courier", ("快递公司", "物流公司")),
        Field("shop", ("店铺名称",)),
    ),
    marks=(("title",), ("created_at", "sub_number", "amount")),
    absent=("购买数量", "京东价", "商家编码-规格维度", "标题"),
    dash_is_empty=True,
)

JOINED = ";"


def read(table: Table) -> ParsedFile:
    """The orders and their items; the order's status comes from its items', its other values from its first row."""
    drafts = Drafts(table)
    for view in table.views():
        number = drafts.number(view)
        if not number:
            continue
        draft = drafts.order(number, partial(_order, view, number))
        draft.add_words(view.text("message"), view.text("note"))
        _take_status(draft, view)
        _add_items(drafts, draft, view)
    return drafts.file(2, has_orders=True, has_lines=True)


def _order(view: RowView, number: str) -> ParsedOrder:
    recipient, mobile = view.text("recipient"), view.text("mobile")
    places = [view.text(name) for name in ("province", "city", "district", "street")]
    address = words.joined([*places, view.text("address")])
    amount = view.money("amount")
    return ParsedOrder(
        row=view.number,
        number=number,
        shop=view.text("shop"),
        platform="douyin",
        created_at=view.moment("created_at", BEIJING),
        paid_at=view.moment("paid_at", BEIJING),
        ship_by=view.moment("ship_by", BEIJING),
        recipient=recipient,
        mobile=mobile,
        address=address,
        flag=view.text("flag"),
        payment=view.text("payment"),
        amount=amount,
        courier=view.text("courier"),
        waybill=view.text("waybill"),
        shipped_at=view.moment("shipped_at", BEIJING),
        close_reason=view.text("close_reason"),
        masked=words.is_masked(recipient, mobile, address),
    )


def _take_status(draft: Draft, view: RowView) -> None:
    """Among the items the earliest open status is the order's: one item left to ship is an order left to ship."""
    status, lock = status_or_lock(view, words.DOUYIN)
    draft.lock = draft.lock or lock
    before = draft.order.status
    draft.disagree(status)
    if draft.order.status is not before:
        draft.order = replace(draft.order, status_text=view.text("status"))


def _add_items(drafts: Drafts, draft: Draft, view: RowView) -> None:
    codes = view.code("seller_code").split(JOINED)
    if len(codes) == 1:
        drafts.add_line(draft, view, _item)
        return
    titles, numbers = view.text("title").split(JOINED), view.code("sub_number").split(JOINED)
    amounts = view.text("quantity").split(JOINED)
    if amounts == [str(len(codes))]:
        amounts = ["1"] * len(codes)  # as many pieces as items: one of each
    if not len(codes) == len(titles) == len(numbers) == len(amounts) or not all(map(str.isdecimal, amounts)):
        # Only the sum is told: which item comes how often cannot be known.
        view.fault("quantity", "sheets.joined_items", value=view.text("quantity"), items=len(codes))
        drafts.skipped += 1
        draft.lock = draft.lock or Lock.BROKEN_ROW
        return
    for code, title, number, amount in zip(codes, titles, numbers, amounts, strict=True):
        draft.lines.append(
            ParsedLine(
                row=view.number,
                sub_number=number.strip(),
                seller_code=code.strip(),
                title=title.strip(),
                properties="",
                quantity=int(amount),
                status=words.status_of(view.text("status"), words.DOUYIN),
                refund=_refund(view),
                service=words.is_service(code.strip(), title),
            )
        )


def _item(view: RowView) -> ParsedLine:
    return line_told(view, words.DOUYIN, _refund(view))


def _refund(view: RowView) -> Refund:
    return words.refund_of(view.text("refund"))
