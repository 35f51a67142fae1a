"""What the words of a verdict may say of keyed numbers, captured numbers, sets, look-alikes and ticks by code."""

from __future__ import annotations

from ui.language import tr
from warehouse_app.packing.alikes import Alike
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.asks import Ask


def capture_fields(answer: Answer) -> dict[str, object]:
    """The fields, empty where the answer has nothing to say of them."""
    said = answer.fields
    ask, alike = said.get("ask"), said.get("alike")
    lots = said.get("lots", ())
    if isinstance(ask, Ask) and not lots:
        lots = tuple(lot for lot, _ in ask.lots)
    return {
        "pieces": said.get("pieces", ""),
        "limit": said.get("limit", ""),
        "serial": said.get("serial", ""),
        "lot": said.get("lot", ""),
        "lots": tr("packing.between").join(lots) if isinstance(lots, tuple) else "",
        "asked": tr(f"capture.asked_{ask.kind}") if isinstance(ask, Ask) else tr("capture.asked_serial"),
        "look": ask.words if isinstance(ask, Ask) else "",
        "number": ask.done + 1 if isinstance(ask, Ask) else 1,
        "of": ask.wanted if isinstance(ask, Ask) else 1,
        "kit": ask.name if isinstance(ask, Ask) else "",
        "wanted": _variant(alike.wanted_colour, alike.wanted_size) if isinstance(alike, Alike) else "",
        "in_hand": _variant(alike.colour, alike.size) if isinstance(alike, Alike) else "",
        "what": tr(f"ticks.slip_{said['tick']}") if said.get("tick") else "",
    }


def _variant(colour: str, size: str) -> str:
    return " / ".join(part for part in (colour, size) if part)
