"""Couriers by name, what their numbers look like, and the verdicts of the handover. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

# Words shops write for a courier, beside the full name the platforms want.
ALIASES = {
    "中通": "中通快递", "中通速递": "中通快递", "ZTO": "中通快递", "圆通": "圆通速递", "圆通快递": "圆通速递", "YTO": "圆通速递",
    "韵达": "韵达快递", "韵达速递": "韵达快递", "YUNDA": "韵达快递",
    "申通": "申通快递", "申通速递": "申通快递", "STO": "申通快递",
    "极兔": "极兔速递", "极兔快递": "极兔速递", "J&T": "极兔速递", "顺丰": "顺丰速运", "顺丰快递": "顺丰速运", "SF": "顺丰速运",
    "京东": "京东快递", "京东物流": "京东快递", "JD": "京东快递", "德邦": "德邦快递", "德邦物流": "德邦快递",
    "邮政": "邮政快递包裹",
    "中国邮政": "邮政快递包裹", "邮政包裹": "邮政快递包裹", "邮政速递": "EMS", "中国邮政EMS": "EMS",
}  # fmt: skip


class HandoverVerdict(StrEnum):
    """The answer to a parcel scanned into a handover."""

    TAKEN = "taken"
    WRONG_COURIER = "wrong_courier"
    UNPACKED = "unpacked"
    CANCELLED = "cancelled"
    HELD = "held"
    HANDED_ALREADY = "handed_already"
    SCANNED_ALREADY = "scanned_already"
    WAYBILL_WANTED = "waybill_wanted"
    OLD_LABEL = "old_label"  # it was replaced: its number is void
    UNKNOWN = "unknown"
    TAKEN_OUT = "taken_out"


def courier_name(said: str, known: Iterable[str]) -> str | None:
    """The courier somebody means, or None when none of the known ones can be meant."""
    said = said.strip()
    names = set(known)
    if said in names:
        return said
    full = ALIASES.get(said) or ALIASES.get(said.upper())
    return full if full in names else None


def looks_like(number: str, pattern: str) -> bool:
    """Whether a number has its courier's usual form; a pattern only suggests, it never decides."""
    return not pattern or re.fullmatch(pattern, number) is not None


def is_product_code(number: str) -> bool:
    """An EAN-13 beginning with 69 and with a right check digit is a product, never a waybill (GS1 prefix of China)."""
    if not (len(number) == 13 and number.isascii() and number.isdigit() and number.startswith("69")):
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number))
    return total % 10 == 0


def judge_handover(
    *,
    parcel_state: str,
    courier: str,
    wanted_courier: str,
    order_states: Iterable[str],
    holds: Iterable[str],
    already: str,
) -> HandoverVerdict:
    """Whether a parcel may go with this courier; ``already`` is "" or "here" or "elsewhere"."""
    if already:
        return HandoverVerdict.SCANNED_ALREADY if already == "here" else HandoverVerdict.HANDED_ALREADY
    if parcel_state == "shipped":
        return HandoverVerdict.HANDED_ALREADY
    if parcel_state == "cancelled" or "cancelled" in set(order_states):
        return HandoverVerdict.CANCELLED
    if any(holds):
        return HandoverVerdict.HELD
    if parcel_state != "packed":
        return HandoverVerdict.UNPACKED
    return HandoverVerdict.TAKEN if courier == wanted_courier else HandoverVerdict.WRONG_COURIER
