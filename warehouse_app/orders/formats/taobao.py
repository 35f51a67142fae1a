"""Taobao and Tmall: the order report (one row per order) and the item report (one row per item), as of 2017 to 2026.

Columns come in any subset and order; newer reports rename some. Times are Beijing time.
"""

from __future__ import annotations

from functools import partial

from warehouse_app.orders.formats import words
from warehouse_app.orders.formats.drafts import Drafts, order_told, pieces, refunded_money, status_or_lock
from warehouse_app.orders.formats.model import Lock, ParsedFile, ParsedLine, ParsedOrder, Refund
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, Table
from warehouse_app.sheets.values import BEIJING

_COMMON = (
    Field("status", ("订单状态",)),
    Field("created_at", ("订单创建时间",)),
    Field("paid_at", ("订单付款时间",)),
    Field("shipped_at", ("发货时间",)),
    Field("ship_by", ("承诺发货时间", "应发货时间", "最晚发货时间")),
    Field("amount", ("总金额", "买家应付货款")),
    Field("paid_amount", ("买家实际支付金额",)),
    Field("refunded_amount", ("退款金额",)),
    Field("waybill", ("物流单号",)),
    Field("courier", ("物流公司",)),
    Field("flag", ("备注标签", "旗帜颜色", "备注旗帜", "旗帜")),
)

ORDER_REPORT = Layout(
    "taobao_order_report",
    (
        Field("number", ("订单编号", "主订单编号"), required=True),
        *_COMMON,
        Field("buyer", ("买家会员名", "买家会员昵称", "买家昵称", "买家旺旺")),
        Field("message", ("买家留言", "主订单买家留言")),
        Field("recipient", ("收货人姓名", "收货人")),
        Field("address", ("收货地址",)),
        Field("changed_address", ("修改后的收货地址",)),
        Field("changed_sku", ("修改后的sku",)),
        Field("phone", ("联系电话",)),
        Field("mobile", ("联系手机",)),
        Field("title", ("宝贝标题",)),
        Field("kinds", ("宝贝种类",)),
        Field("note", ("订单备注", "商家备忘", "商家备注", "卖家备注")),
        Field("item_count", ("宝贝总数量",)),
        Field("shop", ("店铺名称",)),
        Field("close_reason", ("订单关闭原因",)),
        Field("invoice_title", ("发票抬头",)),
    ),
    marks=(
        ("status",),
        ("buyer", "recipient", "address", "mobile", "title", "kinds", "item_count", "close_reason", "paid_amount"),
    ),
    absent=("购买数量", "子订单编号", "商家编码", "外部系统编号", "数量", "选购商品"),
)

ITEM_REPORT = Layout(
    "taobao_item_report",
    (
        Field("number", ("主订单编号", "订单编号"), required=True),
        *_COMMON,
        Field("sub_number", ("子订单编号",)),
        Field("title", ("标题", "宝贝标题", "商品标题")),
        Field("price", ("价格",)),
        Field("quantity", ("购买数量", "宝贝数量"), required=True),
        Field("outer_code", ("外部系统编号",)),
        Field("seller_code", ("商家编码",)),
        Field("properties", ("商品属性",)),
        Field("bundle", ("套餐信息",)),
        Field("note", ("商家备注", "备注", "商家备忘")),
        Field("message", ("主订单买家留言", "买家留言")),
        Field("refund", ("退款状态",)),
    ),
    marks=(("seller_code", "outer_code", "title"),),
    absent=("收货人姓名", "收货人", "收货地址", "联系手机", "收件人"),
)

NOT_CLOSED = ("订单未关闭", "未关闭")
WAYBILL_PREFIX = "No:"  # order reports of many shops write the waybill number as No:75...


def read_order_report(table: Table) -> ParsedFile:
    """The report that is trusted for status, money and address; it does not say what to pack."""
    drafts = Drafts(table)
    for view in table.views():
        number = drafts.number(view)
        if number:
            drafts.add_single(view, _order(view, number))
    return drafts.file(2, has_orders=True, has_lines=False)


def _order(view: RowView, number: str) -> ParsedOrder:
    status, lock = status_or_lock(view, words.TAOBAO)
    recipient, phone, mobile = view.text("recipient"), view.text("phone"), view.text("mobile")
    address = view.text("changed_address") or view.text("address")
    close_reason = view.text("close_reason")
    return order_told(
        view,
        number,
        "taobao",
        BEIJING,
        shop=view.text("shop"),
        status=status,
        recipient=recipient,
        phone=phone,
        mobile=mobile,
        address=address,
        message=view.text("message"),
        note=view.text("note"),
        refunded_amount=refunded_money(view),
        item_count=view.whole("item_count"),
        waybill=_waybill(view),
        close_reason="" if close_reason in NOT_CLOSED else close_reason,
        changed_sku=view.text("changed_sku"),
        masked=words.is_masked(recipient, phone, mobile, address),
        lock_reason=lock,
    )


def read_item_report(table: Table) -> ParsedFile:
    """The report that says what to pack. Its status is per item: the order's own is left to the order report."""
    drafts = Drafts(table)
    for view in table.views():
        number = drafts.number(view)
        if not number:
            continue
        draft = drafts.order(number, partial(_order_of_items, view, number))
        draft.add_words(view.text("message"), view.text("note"))
        if table.has("status") and status_or_lock(view, words.TAOBAO)[1]:
            draft.lock = Lock.STATUS
        drafts.add_line(draft, view, _item)
    return drafts.file(1, has_orders=False, has_lines=True)


def _order_of_items(view: RowView, number: str) -> ParsedOrder:
    """What the item report repeats of the order on each row. Its amounts are the item's own and are left out."""
    return ParsedOrder(
        row=view.number,
        number=number,
        platform="taobao",
        created_at=view.moment("created_at", BEIJING),
        paid_at=view.moment("paid_at", BEIJING),
        ship_by=view.moment("ship_by", BEIJING),
        flag=view.text("flag"),
        courier=view.text("courier"),
        waybill=_waybill(view),
        shipped_at=view.moment("shipped_at", BEIJING),
    )


def _item(view: RowView) -> ParsedLine:
    seller_code, title = view.code("seller_code") or view.code("outer_code"), view.text("title")
    bundle = view.text("bundle")
    refund = words.refund_of(view.text("refund"))
    if refund is Refund.NONE and not view.text("refund") and refunded_money(view):
        refund = Refund.ASKED  # older reports have the amount without the state
    return ParsedLine(
        row=view.number,
        sub_number=view.code("sub_number"),
        seller_code=seller_code,
        title=title,
        properties=words.joined([words.properties(view.text("properties")), bundle], ";"),
        quantity=pieces(view),
        price=view.price_if_any("price"),
        status=words.status_of(view.text("status"), words.TAOBAO),
        refund=refund,
        service=words.is_service(seller_code, title),
    )


def _waybill(view: RowView) -> str:
    return view.text("waybill").removeprefix(WAYBILL_PREFIX).strip()
