"""Any other order list, one row per item: Chinese or English column names (WooCommerce's, Amazon's), or a mapping."""

from __future__ import annotations

from functools import partial

from warehouse_app.orders.formats import words
from warehouse_app.orders.formats.drafts import Draft, Drafts, line_told, order_told, refunded_money, status_or_lock
from warehouse_app.orders.formats.model import Lock, OrderStatus, ParsedFile, ParsedLine, ParsedOrder
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, Table

ORDER_FIELDS = (
    Field("number", ("订单号", "订单编号", "主订单编号", "平台订单号", "单号",
                     "Order number", "Order ID", "Order no", "Order"), required=True),
    Field("seller_code", ("商家编码", "规格商家编码", "规格编码", "商品编码", "SKU编码", "SKU", "货号",
                          "Seller code", "SKU code", "Item SKU", "Item code", "Product SKU")),
    Field("title", ("商品名称", "商品标题", "宝贝标题", "标题", "品名", "商品",
                    "Product name", "Item name", "Product", "Title")),
    Field("quantity", ("数量", "购买数量", "商品数量", "件数", "订购数量",
                       "Quantity to ship", "Quantity (- Refund)", "Quantity purchased", "Quantity", "Qty", "Pieces")),
    Field("sub_number", ("子订单编号", "子订单号", "Order item ID", "Item ID", "Line ID")),
    Field("properties", ("商品属性", "规格", "商品规格", "属性", "Variant", "Options", "Item variation")),
    Field("price", ("价格", "单价", "售价", "Item cost", "Item price", "Unit price", "Price")),
    Field("status", ("订单状态", "状态", "Order status", "Status")),
    Field("refund", ("退款状态", "售后状态", "Refund status")),
    Field("shop", ("店铺名称", "店铺", "Shop", "Store", "Shop name")),
    Field("created_at", ("订单创建时间", "下单时间", "创建时间", "Order date", "Purchase date", "Created at",
                         "Date created")),
    Field("paid_at", ("订单付款时间", "付款时间", "支付时间", "Payments date", "Paid at", "Paid date", "Date paid")),
    Field("ship_by", ("承诺发货时间", "最晚发货时间", "Promise date", "Ship by", "Latest ship date")),
    Field("buyer", ("买家会员名", "买家昵称", "买家", "Buyer", "Buyer name", "Buyer email", "Customer", "Email")),
    Field("recipient", ("收货人", "收货人姓名", "收件人", "收件人姓名", "姓名",
                        "Recipient name", "Recipient", "Ship to", "Shipping name", "Full name (Shipping)")),
    Field("first_name", ("First name (Shipping)", "Shipping first name")),
    Field("last_name", ("Last name (Shipping)", "Shipping last name")),
    Field("mobile", ("联系手机", "手机", "手机号", "收件人手机号", "收货人手机", "Mobile", "Ship phone number",
                     "Shipping phone", "Phone", "Phone (Billing)", "Buyer phone number")),
    Field("phone", ("联系电话", "电话", "固定电话", "Telephone")),
    Field("province", ("省", "省份")),
    Field("city", ("市", "城市")),
    Field("district", ("区", "区县")),
    Field("street", ("街道", "街道/镇")),
    Field("address", ("收货地址", "详细地址", "收件地址", "收件人地址", "地址", "Address", "Shipping address",
                      "Ship address 1", "Address 1&2 (Shipping)", "Address 1 (Shipping)", "Shipping address 1")),
    Field("address_2", ("Ship address 2", "Address 2 (Shipping)", "Shipping address 2")),
    Field("address_3", ("Ship address 3",)),
    Field("town", ("Ship city", "City (Shipping)", "Shipping city", "City", "Town")),
    Field("state", ("Ship state", "State code (Shipping)", "Shipping state", "State", "Province")),
    Field("zip", ("邮编", "Ship postal code", "Postcode (Shipping)", "Shipping postcode", "Postcode", "Zip")),
    Field("country", ("Ship country", "Country code (Shipping)", "Shipping country", "Country")),
    Field("message", ("买家留言", "留言", "Customer note", "Buyer message", "Delivery instructions", "Message")),
    Field("note", ("卖家备注", "商家备注", "订单备注", "备注", "Seller note", "Note", "Notes", "Remark")),
    Field("flag", ("旗帜", "旗帜颜色", "Flag")),
    Field("invoice_title", ("发票抬头", "Invoice title")),
    Field("payment", ("支付方式", "Payment method", "Payment method title")),
    Field("amount", ("总金额", "订单金额", "Order total", "Total", "Order total amount", "Amount")),
    Field("paid_amount", ("买家实际支付金额", "实付金额", "Paid amount", "Amount paid")),
    Field("refunded_amount", ("退款金额", "Refunded amount", "Order refund amount")),
    Field("courier", ("快递公司", "物流公司", "Courier", "Carrier")),
    Field("waybill", ("运单号", "快递单号", "物流单号", "Waybill", "Tracking number")),
    Field("shipped_at", ("发货时间", "Shipped at", "Ship date")),
    Field("close_reason", ("订单关闭原因", "取消原因", "Cancel reason")),
)  # fmt: skip

LAYOUT = Layout("generic", ORDER_FIELDS, marks=(("seller_code", "title"), ("quantity",)))


def read(table: Table) -> ParsedFile:
    """The orders and their items. A file that has no status column says by itself that its orders are to be sent."""
    drafts = Drafts(table)
    for view in table.views():
        number = drafts.number(view)
        if not number:
            continue
        draft = drafts.order(number, partial(_order, view, number))
        draft.add_words(view.text("message"), view.text("note"))
        _take_lock(draft, view)
        if _has_item(table, view):
            drafts.add_line(draft, view, _item)
    return drafts.file(2, has_orders=True, has_lines=table.has("seller_code") or table.has("title"))


def _has_item(table: Table, view: RowView) -> bool:
    return any(view.text(name) for name in ("seller_code", "title", "quantity") if table.has(name))


def _take_lock(draft: Draft, view: RowView) -> None:
    """Rows after the first may leave the status empty, but not say one nobody knows."""
    if view.number == draft.order.row or not view.text("status"):
        return
    status, lock = status_or_lock(view, words.GENERIC)
    draft.lock = draft.lock or lock
    if not lock and status is not draft.order.status:
        draft.disagree(status)


def _order(view: RowView, number: str) -> ParsedOrder:
    recipient = view.text("recipient") or words.joined([view.text("first_name"), view.text("last_name")])
    mobile, phone, address = view.text("mobile"), view.text("phone"), _address(view)
    paid_at = view.moment("paid_at", None)
    status, lock = _status(view)
    return order_told(
        view,
        number,
        "generic",
        None,
        shop=view.text("shop"),
        status=status,
        paid_at=paid_at,
        recipient=recipient,
        phone=phone,
        mobile=mobile,
        address=address,
        refunded_amount=refunded_money(view),
        close_reason=view.text("close_reason"),
        masked=words.is_masked(recipient, mobile, phone, address),
        lock_reason=lock,
    )


def _status(view: RowView) -> tuple[OrderStatus | None, Lock]:
    if view.table.has("status"):
        return status_or_lock(view, words.GENERIC)
    if view.table.has("paid_at") and not view.text("paid_at"):
        return OrderStatus.UNPAID, Lock.NONE
    return OrderStatus.PAID, Lock.NONE


def _address(view: RowView) -> str:
    """Chinese addresses go from large to small with blanks, others from small to large with commas."""
    chinese = [view.text(name) for name in ("province", "city", "district", "street")]
    street = words.joined([view.text("address"), view.text("address_2"), view.text("address_3")], ", ")
    region = words.joined([view.text("town"), view.text("state"), view.text("zip")])
    return words.joined([words.joined([*chinese, street]), region, view.text("country")], ", ")


def _item(view: RowView) -> ParsedLine:
    return line_told(view, words.GENERIC, words.refund_of(view.text("refund")))
