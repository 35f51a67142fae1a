"""The platforms' words: statuses, refunds, services, masks. Compared with both comma widths and all blanks folded."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping, Sequence

from warehouse_app.orders.formats.model import OrderStatus, Refund

_S = OrderStatus

TAOBAO = {
    "等待买家付款": _S.UNPAID,
    "等待付款": _S.UNPAID,
    "付款确认中": _S.UNPAID,
    "没有创建支付宝交易": _S.UNPAID,
    "买家已付款,等待卖家发货": _S.PAID,
    "买家已付款": _S.PAID,
    "等待卖家发货": _S.PAID,
    "等待发货": _S.PAID,
    "卖家已发货,等待买家确认": _S.SHIPPED,
    "卖家已发货": _S.SHIPPED,
    "等待买家确认收货": _S.SHIPPED,
    "等待买家确认": _S.SHIPPED,
    "交易成功": _S.DONE,
    "买家已签收": _S.DONE,
    "交易关闭": _S.CLOSED,
    "交易自动关闭": _S.CLOSED,
    "付款以后用户退款成功,交易自动关闭": _S.CLOSED,
    "付款以前,卖家或买家主动关闭交易": _S.CLOSED,
}
JD = {
    "等待付款": _S.UNPAID,
    "未付款": _S.UNPAID,
    "等待付款确认": _S.UNPAID,
    "延迟付款确认": _S.UNPAID,
    "等待出库": _S.PAID,
    "正在出库": _S.PAID,
    "待出库": _S.PAID,
    "已出库": _S.SHIPPED,
    "等待确认收货": _S.SHIPPED,
    "等待收货": _S.SHIPPED,
    "已发货": _S.SHIPPED,
    "完成": _S.DONE,
    "已完成": _S.DONE,
    "取消": _S.CLOSED,
    "已取消": _S.CLOSED,
    "交易取消": _S.CLOSED,
    "删除": _S.CLOSED,
    "已删除": _S.CLOSED,
}
PINDUODUO = {
    "待付款": _S.UNPAID,
    "待支付": _S.UNPAID,
    "待成团": _S.UNPAID,
    "待发货": _S.PAID,
    "已成团,待发货": _S.PAID,
    "已发货": _S.SHIPPED,
    "待收货": _S.SHIPPED,
    "已发货,待收货": _S.SHIPPED,
    "已发货,待签收": _S.SHIPPED,
    "已收货": _S.DONE,
    "已签收": _S.DONE,
    "已完成": _S.DONE,
    "交易成功": _S.DONE,
    "已取消": _S.CLOSED,
    "交易已取消": _S.CLOSED,
    "已关闭": _S.CLOSED,
    "未发货,退款成功": _S.CLOSED,
    "已发货,退款成功": _S.CLOSED,
    "已收货,退款成功": _S.CLOSED,
    "退款成功": _S.CLOSED,
    "未发货,退款中": _S.PAID,
    "待发货,退款中": _S.PAID,
}
DOUYIN = {
    "待支付": _S.UNPAID,
    "待付款": _S.UNPAID,
    "待确认": _S.UNPAID,
    "支付处理中": _S.UNPAID,
    "已支付": _S.PAID,
    "备货中": _S.PAID,
    "待发货": _S.PAID,
    "已发货": _S.SHIPPED,
    "待收货": _S.SHIPPED,
    "已收货": _S.DONE,
    "已完成": _S.DONE,
    "已关闭": _S.CLOSED,
    "已取消": _S.CLOSED,
}
# WooCommerce's statuses, and the words hand-made files use.
PLAIN = {
    "未付款": _S.UNPAID,
    "已付款": _S.PAID,
    "待配货": _S.PAID,
    "交易完成": _S.DONE,
    "关闭": _S.CLOSED,
    "已退款": _S.CLOSED,
    "unpaid": _S.UNPAID,
    "pending": _S.UNPAID,
    "pendingpayment": _S.UNPAID,
    "onhold": _S.UNPAID,
    "draft": _S.UNPAID,
    "paid": _S.PAID,
    "processing": _S.PAID,
    "unfulfilled": _S.PAID,
    "unshipped": _S.PAID,
    "toship": _S.PAID,
    "awaitingshipment": _S.PAID,
    "new": _S.PAID,
    "shipped": _S.SHIPPED,
    "fulfilled": _S.SHIPPED,
    "completed": _S.DONE,
    "complete": _S.DONE,
    "delivered": _S.DONE,
    "done": _S.DONE,
    "closed": _S.CLOSED,
    "cancelled": _S.CLOSED,
    "canceled": _S.CLOSED,
    "refunded": _S.CLOSED,
    "failed": _S.CLOSED,
    "voided": _S.CLOSED,
}
GENERIC = {**PINDUODUO, **DOUYIN, **JD, **TAOBAO, **PLAIN}

NO_REFUND = ("", "没有申请退款", "无退款申请", "无退款", "无售后", "无售后或售后取消", "售后关闭", "退款关闭",
             "售后取消", "已取消", "退款取消", "none", "no", "否")  # fmt: skip
REFUNDED = ("退款成功", "退款完成", "退货退款成功", "已退款", "售后完成", "已全额退款", "refunded")

# Items that are work or money, not goods: they carry no seller code.
SERVICES = ("安装", "送货入户", "上门", "运费", "邮费", "补差价", "补差", "差价")
MASKS = ("*", "##", "$$", "密文")  # Douyin's exports write ##密文 and $$密文
YES = ("是", "yes", "true", "1", "y")


@functools.lru_cache(maxsize=2048)
def plain(text: str) -> str:
    """A status for comparing: full-width folded, no case, blanks, hyphens; one kind of comma."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("、", ",")
    return "".join(character for character in folded if not character.isspace() and character not in "-_")


def status_of(text: str, words: Mapping[str, OrderStatus]) -> OrderStatus | None:
    """None for a status that is not in the platform's list (or for no status at all)."""
    return words.get(plain(text))


def refund_of(text: str) -> Refund:
    """A refund's state; words nobody knows count as asked, so that a person looks before the goods leave."""
    word = plain(text)
    if word in NO_REFUND:
        return Refund.NONE
    return Refund.DONE if word in REFUNDED else Refund.ASKED


def is_service(seller_code: str, title: str) -> bool:
    """Whether an item is a service: no seller code, and its title says so."""
    return not seller_code and any(word in title for word in SERVICES)


def is_masked(*texts: str) -> bool:
    """Whether the platform hid a part of one of these."""
    return any(mark in text for text in texts for mark in MASKS)


def is_yes(text: str) -> bool:
    """A yes/no column."""
    return plain(text) in YES


def properties(text: str) -> str:
    """``颜色分类：黑色;尺码：L`` with half-width colons and semicolons only, no blanks around them."""
    pairs = text.replace("：", ":").replace("；", ";").split(";")
    return ";".join(":".join(part.strip() for part in pair.split(":", 1)) for pair in pairs if pair.strip())


def joined(parts: Sequence[str], between: str = " ") -> str:
    """The parts that say something, each once."""
    return between.join(dict.fromkeys(part for part in parts if part))


def combined(statuses: Sequence[OrderStatus]) -> OrderStatus | None:
    """The status of an order from those of its items: the earliest that is still open, closed when all are."""
    for status in (_S.UNPAID, _S.PAID, _S.SHIPPED, _S.DONE, _S.CLOSED):
        if status in statuses:
            return status
    return None
