"""How the fields of a design are drawn on a label: what each says, and that its letters never leave its box."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.dispatch.designs.amounts import amount_in_words
from warehouse_app.dispatch.designs.label import Label
from warehouse_app.dispatch.designs.measuring import Calibration
from warehouse_app.dispatch.designs.rules import SAME_ON_ALL, SIDE_MM, LabelDesign, LabelField
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import HAIRLINE_MM, MM, Box, Paper
from warehouse_app.paper.text import Fitted, fit_text
from warehouse_app.words import Language, say

# Chinese, Latin and their punctuation stay within a line, as high as the font says; other letters may reach further.
_ORDINARY = re.compile(r"[ -IK-~\u00b7\u00d7\u00a5\u2010-\u2027\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]*")
ABOVE = 0.09  # how far Chinese reaches above the line that text is set by, in sizes
OVERHANG = 0.12  # how far a letter J reaches to the left of its place, in sizes
FRAME_MM = 0.35

Say = Callable[[Label, Language], str]


@dataclass(frozen=True, slots=True)
class Writing:
    """How the words of a kind are set: at most so many lines, in the middle of the box or from its top."""

    say: Say
    lines: int = 99
    middle: bool = True


def _sentence(code: str) -> Say:
    return lambda _label, language: say(code, language)


def _joined(parts: tuple[str, ...], language: Language) -> str:
    return say("paper.list_separator", language).join(parts)


def _page(label: Label, language: Language) -> str:
    return say("paper.page_of", language, page=label.page, pages=label.pages) if label.pages > 1 else ""


def _reprint(label: Label, language: Language) -> str:
    return say("paper.reprint", language, count=label.reprint) if label.reprint else ""


def _cod(label: Label, language: Language) -> str:
    amount = label.cash_on_delivery
    return "" if amount is None else say("paper.cash_on_delivery", language, amount=f"{amount:,.2f}")


def _cod_words(label: Label, language: Language) -> str:
    amount = label.cash_on_delivery
    return "" if amount is None else amount_in_words(amount, language)


def _note(label: Label, language: Language) -> str:
    return say("paper.label_note", language, note=label.note) if label.note else ""


def _orders(label: Label, language: Language) -> str:
    if not label.order_numbers:
        return ""
    return say("paper.label_orders", language, orders=_joined(label.order_numbers, language))


WRITINGS: Mapping[str, Writing] = {
    "courier": Writing(lambda label, _: label.courier_name, 2),
    "shop": Writing(lambda label, _: label.shop, 1),
    "page": Writing(_page, 1),
    "time": Writing(lambda label, _: f"{label.printed_at:%Y-%m-%d %H:%M}" if label.printed_at else "", 1),
    "reprint": Writing(_reprint, 1),
    "routing": Writing(lambda label, _: label.routing_mark, 2),
    "hub": Writing(lambda label, _: label.hub, 1),
    "number": Writing(lambda label, _: label.waybill, 1),
    "recipient": Writing(lambda label, _: f"{label.recipient}  {label.phone}"),
    "address": Writing(lambda label, _: label.address, middle=False),
    "sender": Writing(lambda label, _: f"{label.sender_name}  {label.sender_phone}"),
    "sender_address": Writing(lambda label, _: label.sender_address, middle=False),
    "contents": Writing(lambda label, language: _joined(label.contents, language), middle=False),
    "note": Writing(_note),
    "orders": Writing(_orders),
    "cod": Writing(_cod, 1),
    "cod_words": Writing(_cod_words, 2),
    "gift": Writing(lambda label, language: say("designs.gift", language) if label.gift else "", 1),
    "to_mark": Writing(_sentence("paper.to"), 1),
    "from_mark": Writing(_sentence("paper.from"), 1),
    "hub_mark": Writing(_sentence("paper.hub"), 1),
    "text": Writing(lambda _label, _language: ""),
}
FILLED = frozenset({"to_mark", "gift"})  # white letters on black
CAPTIONED = frozenset({"to_mark", "from_mark", "hub_mark", "text", "gift"})  # here a caption is the words themselves


def words_of(field: LabelField, label: Label, language: Language) -> str:
    """What a field of letters says on this label; "" leaves its place empty."""
    own = WRITINGS[field.kind].say(label, language).strip()
    if not field.caption:
        return own
    if field.kind in CAPTIONED:
        return field.caption if own or field.kind == "text" else ""
    return f"{field.caption}{own}" if own else ""


def letters_area(box: Box, field: LabelField, text: str) -> Box:
    """Where the letters of a field may stand, so that every part of them is inside its box."""
    size = min(field.largest, box.height * MM) / MM
    side = SIDE_MM if _ORDINARY.fullmatch(text) else max(SIDE_MM, OVERHANG * size)
    side = min(side, box.width * 0.2)
    above = min(ABOVE * size, box.height * 0.1)
    return Box(box.x + side, box.y + above, box.width - 2 * side, box.height - above)


def fit_field(field: LabelField, box: Box, text: str, scale: float = 1.0) -> Fitted:
    """The words of a field as they fit: shrunk, wrapped, and cut with an ellipsis where even the least letters are too large."""
    area = letters_area(box, field, text)
    largest, smallest = (max(1.0, math.floor(size * scale * 4 + 1e-6) / 4) for size in (field.largest, field.smallest))
    return fit_text(text, area.width * MM, area.height * MM, largest, smallest, WRITINGS[field.kind].lines)


def box_of(field: LabelField) -> Box:
    """Its place on the label."""
    return Box(field.x, field.y, field.w, field.h)


def draw_same(paper: Paper, design: LabelDesign, language: Language, calibration: Calibration, logo: str) -> None:
    """What is the same on all labels of a design and a shop: lines, boxes, fixed words, the logo."""
    nobody = Label("", "", "", "", "")
    for field in design.fields:
        if not field.shown:
            continue
        box = calibration.box(box_of(field))
        if field.kind in ("line", "tear"):
            _line(paper, box, "4 3" if field.kind == "tear" else "")
        elif field.kind == "box":
            paper.frame(box.inset(FRAME_MM / 2, FRAME_MM / 2), FRAME_MM)
        elif field.kind == "logo" and logo:
            paper.picture(box, Path(logo))
        elif field.kind == "sign_off":
            _sign_off(paper, box, field, language)
        elif field.kind in SAME_ON_ALL:
            write_field(paper, box, field, words_of(field, nobody, language), calibration.scale)


def write_field(paper: Paper, box: Box, field: LabelField, text: str, scale: float) -> Fitted | None:
    """The words of a field into its box; None when it has none."""
    if not text:
        return None
    fitted = fit_field(field, box, text, scale)
    filled = field.kind in FILLED
    if filled:
        paper.fill(box)
    area = letters_area(box, field, text)
    style = {"bold": field.bold, "white": filled, "middle": WRITINGS[field.kind].middle}
    if _ORDINARY.fullmatch(text):
        paper.place(area, fitted, align=field.align, **style)
    else:
        with paper.clipped(box):
            paper.place(area, fitted, align=field.align, **style)
    return fitted


def draw_bars(paper: Paper, box: Box, label: Label) -> None:
    """The waybill number as bars. Raises BadInput (``paper.barcode_characters``, ``paper.barcode_too_wide``)."""
    paper.bars(box, code128(label.waybill))


def _line(paper: Paper, box: Box, dash: str) -> None:
    """Along its longer side; the shorter one is how thick it is, at least what always prints."""
    if box.width >= box.height:
        y = box.y + box.height / 2
        paper.line(box.x, y, box.right, y, max(HAIRLINE_MM, box.height), dash)
    else:
        x = box.x + box.width / 2
        paper.line(x, box.y, x, box.bottom, max(HAIRLINE_MM, box.width), dash)


def _sign_off(paper: Paper, box: Box, field: LabelField, language: Language) -> None:
    """What the buyer confirms at the left, room for name and time at the right."""
    receipt, person = box.columns(box.width * 0.55)
    words = field.caption or say("paper.sign_off", language)
    paper.write(receipt.inset(1.5, 0.8), words, field.smallest, min(4.0, field.smallest), middle=False)
    paper.line(person.x, person.y, person.x, person.bottom)
    signer, when = person.inset(1.5).rows(person.height / 2)
    paper.write(signer, say("paper.signed_by", language), field.largest, field.smallest, lines=1)
    paper.write(when, say("paper.signed_at", language), field.largest, field.smallest, lines=1)
