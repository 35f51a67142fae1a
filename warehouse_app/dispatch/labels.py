"""The courier's label (面单): one page per parcel, in the stock sizes the couriers use.

A label carries exactly one code, the waybill number as Code 128, so that nothing else on it can be scanned by mistake.
Routing mark and hub come only from the courier and stay empty when it gave none. Frames and captions are drawn once per
file; a page holds only what is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import DPI, Box, Paper
from warehouse_app.words import Language, say

MARGIN_MM = 2.0
FRAME = "frame"  # the stamp with everything that is the same on all labels of a file


@dataclass(frozen=True)
class Label:
    """Everything one label shows. Empty text leaves its place empty; ``printed_at`` is shown as given, in local time.

    ``page`` of ``pages`` is shown when there is more than one; ``reprint`` counts earlier prints of the same label.
    """

    waybill: str
    courier_name: str
    recipient: str
    phone: str
    address: str
    sender_name: str = ""
    sender_phone: str = ""
    sender_address: str = ""
    routing_mark: str = ""
    hub: str = ""
    contents: tuple[str, ...] = ()
    order_numbers: tuple[str, ...] = ()
    note: str = ""
    page: int = 1
    pages: int = 1
    shop: str = ""
    printed_at: datetime | None = None
    reprint: int = 0
    cash_on_delivery: Decimal | None = None


@dataclass(frozen=True)
class LabelSize:
    """A stock label: its size in mm and its blocks from top to bottom, each with its height in mm."""

    name: str
    width: float
    height: float
    blocks: tuple[tuple[str, float], ...]


SIZE_76X130 = LabelSize(
    "76x130",
    76,
    130,
    (
        ("header", 12),
        ("routing", 14),
        ("hub", 7),
        ("barcode", 20),
        ("recipient", 27),
        ("sender", 11),
        ("contents", 23),
        ("signature", 12),
    ),
)
SIZE_100X180 = LabelSize(
    "100x180",
    100,
    180,
    (
        ("header", 13),
        ("routing", 17),
        ("hub", 8),
        ("barcode", 23),
        ("recipient", 27),
        ("sender", 12),
        ("signature", 12),
        ("tear", 0),
        ("stub", 20),
        ("recipient", 20),
        ("contents", 24),
    ),
)
LABEL_SIZES = {size.name: size for size in (SIZE_76X130, SIZE_100X180)}

_Frame = Callable[[Paper, Box, Language], None]
_Fill = Callable[[Paper, Box, Label, Language], None]


def write_labels(path: Path, labels: Sequence[Label], size: LabelSize, language: Language = "zh_CN", dpi: int = DPI) -> None:
    """One PDF at ``path``, a page per label in the order given; ``dpi`` is the label printer's (203 or 300).

    Raises BadInput ``paper.nothing_to_print``, ``paper.barcode_characters`` or ``paper.barcode_too_wide`` (the waybill
    number cannot be printed so that it scans) and WarehouseError ``paper.cannot_write``; no file is left then.
    """
    if not labels:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(size.width, size.height, say("paper.labels_title", language), dpi)
    blocks = [(*BLOCKS[name], box) for name, box in _places(size)]
    paper.stamp(FRAME, lambda: _draw_frames(paper, size, language))
    for label in labels:
        paper.use_stamp(FRAME)
        for _, fill, box in blocks:
            fill(paper, box, label, language)
        paper.end_page()
    paper.save(path)


def _places(size: LabelSize) -> Iterator[tuple[str, Box]]:
    """Each block of a label with its place on it."""
    y = MARGIN_MM
    for name, height in size.blocks:
        yield name, Box(MARGIN_MM, y, size.width - 2 * MARGIN_MM, height)
        y += height


def _draw_frames(paper: Paper, size: LabelSize, language: Language) -> None:
    places = list(_places(size))
    last = places[-1][1]
    paper.frame(Box(MARGIN_MM, MARGIN_MM, last.width, last.bottom - MARGIN_MM), 0.35)
    for number, (name, box) in enumerate(places):
        BLOCKS[name][0](paper, box, language)
        if number and "tear" not in (name, places[number - 1][0]):
            paper.line(box.x, box.y, box.right, box.y)


def _no_frame(paper: Paper, box: Box, language: Language) -> None:
    """A block whose every mark differs from label to label."""


def _no_fill(paper: Paper, box: Box, label: Label, language: Language) -> None:
    """A block that is the same on every label."""


def _fill_header(paper: Paper, box: Box, label: Label, language: Language) -> None:
    courier, about = box.inset(1.5, 0.8).columns(box.width * 0.52)
    paper.write(courier, label.courier_name, 20, 9, bold=True, lines=2)
    when = f"{label.printed_at:%Y-%m-%d %H:%M}" if label.printed_at else ""
    top, bottom = about.rows(about.height / 2)
    paper.write(top, label.shop, 8, 5, align="right", lines=1)
    paper.write(bottom, "  ".join(filter(None, (_sheet(label, language), when))), 7, 5, align="right", lines=1)


def _sheet(label: Label, language: Language) -> str:
    """Which label of how many, and which reprint, where there is something to say."""
    parts = []
    if label.reprint:
        parts.append(say("paper.reprint", language, count=label.reprint))
    if label.pages > 1:
        parts.append(say("paper.page_of", language, page=label.page, pages=label.pages))
    return "  ".join(parts)


def _fill_routing(paper: Paper, box: Box, label: Label, language: Language) -> None:
    paper.write(box.inset(2, 0.6), label.routing_mark, 34, 12, align="center", bold=True, lines=2)


def _frame_hub(paper: Paper, box: Box, language: Language) -> None:
    paper.write(box.inset(1.5).columns(11)[0], say("paper.hub", language), 7, 5, lines=1)


def _fill_hub(paper: Paper, box: Box, label: Label, language: Language) -> None:
    hub, cash = box.inset(1.5).columns(11)[1].columns(box.width * 0.48)
    paper.write(hub, label.hub, 13, 7, bold=True, lines=1)
    if label.cash_on_delivery is not None:
        amount = say("paper.cash_on_delivery", language, amount=f"{label.cash_on_delivery:,.2f}")
        paper.write(cash, amount, 10, 6, align="right", bold=True, lines=1)


def _fill_barcode(paper: Paper, box: Box, label: Label, language: Language) -> None:
    bars, number = box.inset(0, 1.2).rows(box.height - 7.4)
    paper.bars(bars, code128(label.waybill))
    paper.write(number.inset(1.5), label.waybill, 13, 8, align="center", bold=True, lines=1)


def _fill_stub(paper: Paper, box: Box, label: Label, language: Language) -> None:
    names, code = box.inset(1.5, 1.2).columns(24)
    courier, shop = names.rows(names.height * 0.6)
    paper.write(courier, label.courier_name, 13, 7, bold=True, lines=2)
    paper.write(shop, label.shop, 8, 5, lines=2)
    bars, number = code.rows(code.height - 5.2)
    paper.bars(bars, code128(label.waybill))
    paper.write(number, label.waybill, 11, 7, align="center", bold=True, lines=1)


def _frame_recipient(paper: Paper, box: Box, language: Language) -> None:
    mark = box.columns(8)[0]
    paper.fill(mark)
    paper.write(mark.inset(0.6), say("paper.to", language), 15, 7, align="center", bold=True, white=True, lines=1)


def _fill_recipient(paper: Paper, box: Box, label: Label, language: Language) -> None:
    person, address = box.columns(8)[1].inset(1.8, 0.8).rows(7)
    paper.write(person, f"{label.recipient}  {label.phone}", 13, 6, bold=True, lines=2)
    paper.write(address, label.address, 11, 5, middle=False)


def _frame_sender(paper: Paper, box: Box, language: Language) -> None:
    mark = box.columns(8)[0]
    paper.write(mark.inset(0.6), say("paper.from", language), 12, 5, align="center", lines=1)
    paper.line(mark.right, mark.y, mark.right, mark.bottom)


def _fill_sender(paper: Paper, box: Box, label: Label, language: Language) -> None:
    person, address = box.columns(8)[1].inset(1.8, 0.6).rows(4)
    paper.write(person, f"{label.sender_name}  {label.sender_phone}", 8, 5, lines=1)
    paper.write(address, label.sender_address, 7.5, 4.5, middle=False)


def _fill_contents(paper: Paper, box: Box, label: Label, language: Language) -> None:
    """Orders at the bottom, the note above them, the goods in what is left: the note must never be pushed out."""
    inner = box.inset(1.5, 0.8)
    note_height = 6.5 if label.note else 0.0
    goods, note, orders = inner.rows(inner.height - note_height - 4.2, note_height)
    separator = say("paper.list_separator", language)
    paper.write(goods, separator.join(label.contents), 8.5, 4.5, middle=False)
    if label.note:
        paper.write(note, say("paper.label_note", language, note=label.note), 8.5, 5, bold=True)
    if label.order_numbers:
        paper.write(orders, say("paper.label_orders", language, orders=separator.join(label.order_numbers)), 7, 4.5)


def _frame_signature(paper: Paper, box: Box, language: Language) -> None:
    receipt, person = box.columns(box.width * 0.55)
    paper.write(receipt.inset(1.5, 0.8), say("paper.sign_off", language), 5.5, 4, middle=False)
    paper.line(person.x, person.y, person.x, person.bottom)
    signer, when = person.inset(1.5).rows(person.height / 2)
    paper.write(signer, say("paper.signed_by", language), 7, 5, lines=1)
    paper.write(when, say("paper.signed_at", language), 7, 5, lines=1)


def _frame_tear(paper: Paper, box: Box, language: Language) -> None:
    paper.line(0, box.y, paper.width, box.y, 0.35, dash="4 3")


BLOCKS: dict[str, tuple[_Frame, _Fill]] = {
    "header": (_no_frame, _fill_header),
    "routing": (_no_frame, _fill_routing),
    "hub": (_frame_hub, _fill_hub),
    "barcode": (_no_frame, _fill_barcode),
    "recipient": (_frame_recipient, _fill_recipient),
    "sender": (_frame_sender, _fill_sender),
    "contents": (_no_frame, _fill_contents),
    "signature": (_frame_signature, _no_fill),
    "tear": (_frame_tear, _no_fill),
    "stub": (_no_frame, _fill_stub),
}
