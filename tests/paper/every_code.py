"""Every paper of the house that carries a code, and what a worn printer, a skew label and a poor scanner do to it.

What should be read is not listed here: it is noted whenever something draws bars, so a paper whose bars nobody noted
cannot be forgotten.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from PIL import Image, ImageFilter

from tests.dispatch.test_documents import slip
from tests.dispatch.test_labels import FULL, label
from tests.inbound.buying.test_documents import line as bought
from tests.inbound.buying.test_documents import paper as purchase
from tests.inbound.sendback.test_documents import paper as sent_back
from tests.paper.reading import codes_on, pages_of
from warehouse_app.catalog.labelling.documents import write_bin_labels, write_item_labels
from warehouse_app.catalog.labelling.rules import KINDS, STOCKS, BinLabel, ItemLabel
from warehouse_app.counting.documents import write_count_sheets, write_report
from warehouse_app.counting.queries import StocktakeRow
from warehouse_app.counting.rules import Counted, sums
from warehouse_app.counting.sheet_rows import SheetBin, SheetLine
from warehouse_app.dispatch.designs import card
from warehouse_app.dispatch.documents import Manifest, ManifestRow, write_manifest, write_slips
from warehouse_app.dispatch.labels import LABEL_SIZES, write_labels
from warehouse_app.dispatch.printing.documents import write_test_page
from warehouse_app.dispatch.printing.rules import Kind, PrinterSetup
from warehouse_app.inbound.buying.documents import write_purchase_order
from warehouse_app.inbound.receiving.documents import ReceiptSlip, ReceiptSlipLine, write_receipt_slip
from warehouse_app.inbound.sendback.documents import write_return_list
from warehouse_app.packing.documents import LookRow, write_wall_card
from warehouse_app.packing.evidence.documents import write_record
from warehouse_app.packing.evidence.queries import GoodsLine, Record, RecordRow
from warehouse_app.packing.rules import Command
from warehouse_app.paper.barcodes import Symbol, code128
from warehouse_app.paper.page import Align, Box, Paper
from warehouse_app.people.documents import Badge, write_badges, write_command_sheet
from warehouse_app.picking.documents import PickLine, PickList, write_pick_list
from warehouse_app.practice.documents import write_practice_sheet, write_test_sheet
from warehouse_app.returns.claims.documents import write_claim
from warehouse_app.returns.claims.queries import ClaimRow
from warehouse_app.stock.moving.documents import PaperLine, SlipPaper, write_slip

AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
SKEW_DEGREES, BLUR_PIXELS, FADED_SHARE = 1.0, 1.0, 0.1
FADED_TO = 90  # of 255: a bar printed by a worn head
AROUND_DOTS = 60
Write = Callable[[Path, int], object]


def _item_labels(stock: str, kind: str) -> Write:
    items = [
        ItemLabel("S0001-01-XL", "6901234567892", "针织开衫", "藏青", "XL", Decimal("129.00"), (("腰围", 720),)),
        ItemLabel("KC-0417-BLK-2XL", "", "羊毛围巾", "黑色", "2XL"),
    ]
    return lambda path, _dpi: write_item_labels(path, items, stock, kind=kind)  # type: ignore[arg-type]  # the loop's words


def _bin_labels(stock: str) -> Write:
    bins = [BinLabel("A13-04-1", "7", "A"), BinLabel("B-REST-0102", "K", "B")]
    return lambda path, _dpi: write_bin_labels(path, bins, stock)


CLAIM = ClaimRow(
    1, 1, 1, "75000000000001", "中通快递", ("350300001",), "lost", "draft", Decimal(120), Decimal(5), Decimal(125), None, AT, AT,
    None, None, None, "", "王示例",
)  # fmt: skip


STOCKTAKE = StocktakeRow(1, "C261130-1", "monthly", "", "open", True, date(2026, 11, 28), date(2026, 11, 30), 2, 1, 0, 0, 0)
COUNT_BINS = [SheetBin("A-01-1", 1, (SheetLine("SKU1", "围巾", "白色", "均码", "6900000000014", 5),)), SheetBin("B-2", 1, ())]


def _record(path: Path, _dpi: int) -> None:
    head = RecordRow(1, "75000000000001", "中通快递", ("350300001",), "packed", 2, "王示例", AT, 0)
    goods = (GoodsLine("SKU1", "围巾", "白色", 2, 2),)
    write_record(path, Record(head, "测试店", "W261103-1", 3, 500, goods, (), (), (), ()), path.parent, AT)


def _labels(stock: str) -> Write:
    told = [label(1, waybill="JDVB12345678901-1-1"), FULL]
    return lambda path, dpi: write_labels(path, told, LABEL_SIZES[stock], "zh_CN", dpi)


def _papers() -> dict[str, Write]:
    looks = [LookRow("#00594f", "#ffffff", "圆", "一声", "对了")] * 8
    slip_lines = (PaperLine("SKU1", "围巾", "白色", "", "A-1", "B-2", 3),)
    received = ReceiptSlip(
        "GR261103-12345", "closed", "示例服装厂", "PO261101-9", "", "", AT, "王示例",
        (ReceiptSlipLine("SKU1", "围巾", "白色", 5, 5, 0),), None,
    )  # fmt: skip
    manifest = Manifest("H7", "中通快递", date(2026, 11, 3), 2, (ManifestRow("75000000000001", "1", "张*", 2, 500),))
    walk = PickList("W261103-1", 2, (PickLine("A-1", "SKU1", "围巾", "白色", 2, ((1, 2),)),), ("中通快递",))
    return {
        "slips": lambda path, _: write_slips(path, [slip(3), slip(1, orders=("2503301234567890123",))]),
        "manifest": lambda path, _: write_manifest(path, manifest),
        "pick list": lambda path, _: write_pick_list(path, walk),
        "purchase order": lambda path, _: write_purchase_order(path, purchase(bought(1))),
        "goods sent back": lambda path, _: write_return_list(path, sent_back(1)),
        "stock-in slip": lambda path, _: write_receipt_slip(path, received),
        "move slip": lambda path, _: write_slip(path, SlipPaper("MV261103-4", "move", AT, "王", "", "", False, slip_lines)),
        "badges": lambda path, _: write_badges(path, [Badge("王店主", "店主", "PDB0123456789AB")]),
        "command sheet": lambda path, _: write_command_sheet(path, [(command.value, command.value) for command in Command][:24]),
        "wall card": lambda path, _: write_wall_card(path, looks, ["缺货", "问买家", "等补货"]),
        "packing record": _record,
        "claim": lambda path, _: write_claim(path, CLAIM, (GoodsLine("SKU1", "围巾", "白色", 2, 2),), (), "测试店", AT),
        "count sheets": lambda path, _: write_count_sheets(path, STOCKTAKE, COUNT_BINS),
        "stocktake report": lambda path, _: write_report(path, STOCKTAKE, sums([Counted(1, 1, 5, -1)]), []),
        "printer test": lambda path, dpi: write_test_page(
            path, PrinterSetup("TSC", Kind.ZPL, "10.0.0.9", dpi), "76x130", "zh_CN"
        ),
        "scanner test sheet": lambda path, _: write_test_sheet(path),
        "practice sheet": lambda path, _: write_practice_sheet(path),
    }


def _test_card(stock: str) -> Write:
    return lambda path, dpi: card.write_test_card(path, stock, "TSC", "zh_CN", dpi)


EVERY_PAPER: Mapping[str, Write] = (
    {f"label {stock}": _labels(stock) for stock in LABEL_SIZES}
    | {f"test card {stock}": _test_card(stock) for stock in LABEL_SIZES}
    | _papers()
    | {f"item label {stock} {kind}": _item_labels(stock, kind) for stock in STOCKS for kind in KINDS if kind != "size"}
    | {f"bin label {stock}": _bin_labels(stock) for stock in STOCKS}
)
"""Each writes itself to a file, for a printer of so many dots to the inch where it is one's choice."""
PAPERS_WITH_BARS = {
    "packing/documents.py", "packing/evidence/documents.py", "picking/documents.py", "people/documents.py",
    "practice/documents.py", "inbound/buying/documents.py", "inbound/sendback/documents.py",
    "inbound/receiving/documents.py", "dispatch/documents.py", "stock/moving/documents.py", "catalog/labelling/drawing.py",
    "dispatch/designs/drawing.py", "dispatch/designs/card.py",
    "dispatch/printing/documents.py", "returns/claims/documents.py", "counting/documents.py",
}  # fmt: skip
"""The files that draw bars, all of them covered above; a test finds a new one."""


@dataclass(frozen=True)
class Drawn:
    """A code that was drawn, and where."""

    text: str
    box: Box


@contextmanager
def noted() -> Iterator[list[list[Drawn]]]:
    """What is drawn as bars from here on, page by page."""
    pages: list[list[Drawn]] = [[]]
    draw, end = Paper.bars, Paper.end_page

    def bars(self: Paper, box: Box, symbol: Symbol, align: Align = "center") -> None:
        pages[-1].append(Drawn(symbol.text, box))
        draw(self, box, symbol, align)

    def end_page(self: Paper) -> None:
        pages.append([])
        end(self)

    Paper.bars, Paper.end_page = bars, end_page  # type: ignore[method-assign]  # put back below
    try:
        yield pages
    finally:
        Paper.bars, Paper.end_page = draw, end  # type: ignore[method-assign]  # as it was


Boxes = Sequence[tuple[int, int, int, int]]
Harm = Callable[[Image.Image, Boxes], Image.Image]


def skewed(image: Image.Image, _codes: Boxes) -> Image.Image:
    """Turned by a degree, as a label is stuck on."""
    return image.rotate(SKEW_DEGREES, Image.Resampling.BILINEAR, expand=True, fillcolor=255)


def blurred(image: Image.Image, _codes: Boxes) -> Image.Image:
    """Each point spread over a pixel around it, as a lens or a hand does."""
    return image.filter(ImageFilter.GaussianBlur(BLUR_PIXELS))


def faded(image: Image.Image, codes: Boxes) -> Image.Image:
    """A tenth of each code's bars, but at least one, printed pale from end to end."""
    chance = random.Random(7)
    worn = image.copy()
    for left, top, right, bottom in codes:
        bars = _dark_runs(image, left, right, (top + bottom) // 2)
        for begin, end in chance.sample(bars, max(1, round(len(bars) * FADED_SHARE))):
            strip = worn.crop((begin, top, end, bottom)).point(lambda grey: max(grey, FADED_TO))
            worn.paste(strip, (begin, top))
    return worn


def _dark_runs(image: Image.Image, left: int, right: int, row: int) -> list[tuple[int, int]]:
    line = image.crop((left, row, right, row + 1)).tobytes()
    runs, begin = [], -1
    for place, grey in enumerate((*line, 255)):
        if grey < 128 and begin < 0:
            begin = place
        elif grey >= 128 and begin >= 0:
            runs.append((left + begin, left + place))
            begin = -1
    return runs


HARMS: Mapping[str, Harm] = {
    "as printed": lambda image, _codes: image,
    "skew": skewed,
    "blurred": blurred,
    "faded": faded,
    "all three": lambda image, codes: blurred(skewed(faded(image, codes), codes), codes),
}
WORST: Mapping[str, Harm] = {"all three": HARMS["all three"]}


def unread(write: Write, path: Path, dpi: int, harms: Mapping[str, Harm]) -> list[str]:
    """Codes of a paper that do not read back exactly: harm, page, what stands there and what was read."""
    with noted() as pages:
        write(path, dpi)
    wrong = []
    for number, (image, drawn) in enumerate(zip(pages_of(path, dpi), pages, strict=False), 1):
        if not drawn:
            continue
        shown, codes = _around(image, [code.box for code in drawn], dpi)
        for name, harm in harms.items():
            found = codes_on(harm(shown, codes))
            if sorted(found) != sorted(code.text for code in drawn):
                wrong.append(f"{name} at {dpi} dpi, page {number}: {sorted({code.text for code in drawn} ^ set(found))}")
    return wrong


def _around(image: Image.Image, boxes: Sequence[Box], dpi: int) -> tuple[Image.Image, Boxes]:
    """The part of a page that its codes are on, with some of what is printed around them; and where they are in it."""
    dots = dpi / 25.4
    places = [tuple(round(side * dots) for side in (box.x, box.y, box.right, box.bottom)) for box in boxes]
    left, top = (max(0, min(place[side] for place in places) - AROUND_DOTS) for side in (0, 1))
    right, bottom = (max(place[side] for place in places) + AROUND_DOTS for side in (2, 3))
    part = image.crop((left, top, min(image.width, right), min(image.height, bottom)))
    return part, [(x - left, y - top, to_x - left, to_y - top) for x, y, to_x, to_y in places]


# --- numbers ---------------------------------------------------------------------------------------------------------

_DIGITS, _LETTERS = string.digits, string.ascii_uppercase
# FIELD.md, section 3: d a digit, A a letter, X either, [..] one of these.
PATTERNS = (
    "SFXdddddddddddd", "dddddddddddd", "7[34568]dddddddddddd", "YTddddddddddddd", "77dddddddddddd", "43ddddddddddddddd",
    "[34]dddddddddddddd", "5dddddddddddd", "JTdddddddddddd", "JTddddddddddddd", "JDXXddddddddddd", "JDXXddddddddddd-1-1-",
    "JDXXddddddddddd-12-34", "[981]dddddddddddd", "PAddddddddddd", "AAdddddddddAA", "DPKdddddddddddd", "DPKddddddddddddddd",
)  # fmt: skip


def some_waybills(count: int, seed: int = 1) -> list[str]:
    """Numbers of every courier's pattern in turn."""
    chance = random.Random(seed)
    return [_filled(PATTERNS[number % len(PATTERNS)], chance) for number in range(count)]


def some_seller_codes(count: int, seed: int = 2) -> list[str]:
    """Codes as shops make them: style, colour and size between dashes; capital and small letters, digits, dots."""
    chance = random.Random(seed)
    shapes = ("AXddd-dd-AX", "XXXXXX", "add.dd_AA", "AdddddddX", "aaaa-aaaa-XX", "dddddddd", "AA/ddd-AAA")
    return [_filled(shapes[number % len(shapes)], chance) for number in range(count)]


def _filled(pattern: str, chance: random.Random) -> str:
    fixed = pattern[:2] in ("SF", "YT", "JT", "JD", "PA") or pattern[:3] == "DPK"
    head = (3 if pattern[:3] == "DPK" else 2) if fixed else 0
    made, rest = pattern[:head], pattern[head:]
    while rest:
        if rest[0] == "[":
            choice, _, rest = rest[1:].partition("]")
            made += chance.choice(choice)
            continue
        kinds = {"d": _DIGITS, "A": _LETTERS, "a": string.ascii_lowercase, "X": _DIGITS + _LETTERS}
        made += chance.choice(kinds.get(rest[0], rest[0]))
        rest = rest[1:]
    return made


# --- many numbers, each on a page of its own --------------------------------------------------------------------------


def write_bars(path: Path, numbers: Sequence[str], stock: str, dpi: int) -> None:
    """Only the waybill bars of a stock's label, each on a strip of its own, with a line of letters close below."""
    field = next(field for field in LABEL_SIZES[stock].fields if field.kind == "barcode")
    paper = Paper(LABEL_SIZES[stock].width, field.h + 8, "test", dpi)
    for number in numbers:
        paper.bars(Box(field.x, 1, field.w, field.h), code128(number))
        paper.write(Box(field.x, field.h + 1.2, field.w, 5.4), number, 13, 7, align="center", bold=True)
        paper.end_page()
    paper.save(path)


def write_codes(path: Path, codes: Sequence[str], stock: str) -> None:
    """Goods labels of these seller codes."""
    write_item_labels(path, [ItemLabel(code, "", "羊毛围巾", "黑色", "2XL") for code in codes], stock)
