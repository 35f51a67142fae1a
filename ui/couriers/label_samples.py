"""Labels to look at a design with: an ordinary one, one that carries everything at its longest, one with rare characters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from ui.language import tr
from warehouse_app.dispatch.designs.label import Label
from warehouse_app.dispatch.designs.rules import WIDEST_WAYBILL, Kind, LabelDesign, LabelField, least_bars_width

SAMPLES = ("usual", "full", "rare")
WAYBILL = "75123456789012"
_LINES, _ADDRESSES = 24, 4
_SIZES: dict[str, tuple[float, float, float, float]] = {
    "barcode": (72, 14, 9, 5), "stub_barcode": (72, 12, 9, 5), "address": (50, 14, 11, 4.5), "line": (40, 0.25, 9, 5),
    "tear": (70, 0.25, 9, 5), "box": (30, 15, 9, 5), "logo": (14, 10, 9, 5), "contents": (60, 10, 8.5, 4),
    "routing": (60, 12, 34, 12), "sign_off": (60, 11, 7, 5), "gift": (12, 6, 11, 7), "to_mark": (8, 12, 15, 7),
}  # fmt: skip


def sample_label(kind: str, logo: str = "") -> Label:
    """A label in the window's language."""
    label = Label(
        waybill=WAYBILL, courier_name=tr("designs.sample_courier"), recipient=tr("designs.sample_recipient"),
        phone="13800000001", address=tr("designs.sample_address"), sender_name=tr("designs.sample_shop"),
        sender_phone="0571-80000000", sender_address=tr("designs.sample_sender_address"), routing_mark="570A-11",
        hub=tr("designs.sample_hub"), contents=("W261103-1 #7", tr("designs.sample_goods")),
        order_numbers=("3503000000000000001",), shop=tr("designs.sample_shop"), logo=logo,
        printed_at=datetime(2026, 11, 3, 9, 30),
    )  # fmt: skip
    if kind == "full":
        return replace(
            label, waybill=WIDEST_WAYBILL, recipient=tr("designs.sample_recipient_long"),
            address=tr("designs.sample_address_long") * _ADDRESSES, contents=label.contents[:1] + label.contents[1:] * _LINES,
            order_numbers=label.order_numbers * 6, note=tr("designs.sample_note") * 2, page=2, pages=3, reprint=1, gift=True,
            cash_on_delivery=Decimal("10823.45"), routing_mark="570A-11 B2-03-88",
        )  # fmt: skip
    if kind == "rare":
        return replace(label, recipient=tr("designs.sample_rare_name"), note=tr("designs.sample_rare_note"))
    return replace(label, note=tr("designs.sample_note"))


def new_field(kind: Kind, design: LabelDesign) -> LabelField:
    """A field to begin with, in the middle of the label and as large as its kind usually is."""
    w, h, largest, smallest = _SIZES.get(kind, (30, 6, 9, 5))
    w = min(w, design.width - 2)
    if kind in ("barcode", "stub_barcode"):
        w = max(w, least_bars_width())
    caption = tr("designs.new_text") if kind == "text" else ""
    x, y = round((design.width - w) / 2, 1), round((design.height - h) / 2, 1)
    return LabelField(kind, x, y, w, h, largest, smallest, caption=caption)
