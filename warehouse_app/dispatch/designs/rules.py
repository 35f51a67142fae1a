"""A label design is a list of fields on a stock label: what kinds of field there are, and what makes a design usable.

Places and sizes are in millimetres from the top left corner, letters in points. A design that could print a label that
does not scan, or lose a part of it beyond the edge, is refused by name of the field.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from warehouse_app.errors import BadInput
from warehouse_app.paper.barcodes import code128, module_mm

Align = Literal["left", "center", "right"]
Kind = Literal[
    "courier", "shop", "page", "time", "reprint", "routing", "hub", "barcode", "number", "recipient", "address", "sender",
    "sender_address", "contents", "note", "orders", "gift", "cod", "cod_words", "logo", "to_mark", "from_mark", "hub_mark",
    "sign_off", "text", "line", "tear", "box", "stub_barcode",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

STOCKS: Mapping[str, tuple[float, float]] = {
    "76x130": (76, 130),
    "100x130": (100, 130),
    "100x150": (100, 150),
    "100x180": (100, 180),
}
"""Stock labels by name: width and height in mm (FIELD.md, section 3)."""

BARS: frozenset[str] = frozenset({"barcode", "stub_barcode"})
DRAWN: frozenset[str] = frozenset({"line", "tear", "box", "logo"}) | BARS  # fields without letters
SAME_ON_ALL: frozenset[str] = frozenset({"to_mark", "from_mark", "hub_mark", "sign_off", "text", "line", "tear", "box"})
MUST_BE_WHOLE: frozenset[str] = frozenset(
    {"recipient", "address", "routing", "hub", "cod", "cod_words", "note", "number", "courier"}
)
"""Fields that a person is told of when not all of their text fits; goods and orders are often more than a label holds."""

WIDEST_WAYBILL = "JDVB12345678901-99-99"
"""The longest number a courier prints (JD, several parcels): a design is for all couriers, so its bars must hold it."""
NARROWEST_DPI = 203
LEAST_BARS_MM = 8.0  # lower bars are missed by a scanner held by hand
LEAST_LINE_MM = 0.2
LARGEST_PT, SMALLEST_PT = 72.0, 4.0  # below 4 points (eleven dots at 203 dpi) Chinese cannot be read
MM_PER_PT = 25.4 / 72
LEAST_LINE_HEIGHT = 1.17  # a line of letters needs this much height, in its size
SIDE_MM = 0.3  # between the edge of a box and its letters
MOST_FIELDS, LONGEST_CAPTION, LONGEST_NAME = 80, 200, 40


@dataclass(frozen=True, slots=True)
class LabelField:
    """One field. ``caption``: the words of a text, or what stands before a value instead of the usual words."""

    kind: Kind
    x: float
    y: float
    w: float
    h: float
    largest: float = 9.0
    smallest: float = 5.0
    bold: bool = False
    align: Align = "left"
    shown: bool = True
    caption: str = ""


@dataclass(frozen=True, slots=True)
class LabelDesign:
    """A design: its name, its stock (a key of ``STOCKS``) and its fields, drawn in this order."""

    name: str
    stock: str
    fields: tuple[LabelField, ...]

    @property
    def width(self) -> float:
        """The label's width in mm."""
        return STOCKS[self.stock][0]

    @property
    def height(self) -> float:
        """The label's height in mm."""
        return STOCKS[self.stock][1]


def field_data(design: LabelDesign) -> list[dict[str, Any]]:
    """The fields as plain JSON values; what is as usual is left out."""
    usual = {each.name: each.default for each in fields(LabelField)}
    return [{name: value for name, value in asdict(field).items() if value != usual[name]} for field in design.fields]


def read_design(name: str, stock: str, data: Sequence[Mapping[str, Any]]) -> LabelDesign:
    """The design that plain JSON values describe, good or not: for looking at. Raises BadInput ``designs.unreadable``."""
    try:
        return LabelDesign(name, stock, tuple(LabelField(**each) for each in data))
    except TypeError as error:
        raise BadInput("designs.unreadable", name=name) from error


def design_of(name: str, stock: str, data: Sequence[Mapping[str, Any]]) -> LabelDesign:
    """The same, checked: for printing. Raises BadInput (``check_design``, ``designs.unreadable``)."""
    design = read_design(name, stock, data)
    check_design(design)
    return design


def check_design(design: LabelDesign) -> None:
    """Raises BadInput with the field's number and kind (``place``, ``field``), or for the whole design:

    ``designs.bad_stock``, ``designs.no_barcode``, ``designs.too_many``; ``designs.bad_kind``, ``designs.bad_value``,
    ``designs.outside``, ``designs.too_small``, ``designs.bars_narrow``, ``designs.bars_low``, ``designs.bad_letters``,
    ``designs.no_words``, ``designs.bars_covered``.
    """
    if design.stock not in STOCKS:
        raise BadInput("designs.bad_stock", stock=design.stock)
    if len(design.fields) > MOST_FIELDS:
        raise BadInput("designs.too_many", most=MOST_FIELDS)
    for place, field in enumerate(design.fields, 1):
        code, told = _mistake(design, field)
        if code:
            raise BadInput(code, place=place, field=field.kind, **told)
    if not any(field.kind == "barcode" and field.shown for field in design.fields):
        raise BadInput("designs.no_barcode")


def _mistake(design: LabelDesign, field: LabelField) -> tuple[str, dict[str, object]]:
    """What is wrong with one field: a code and its figures; an empty code for nothing."""
    if field.kind not in KINDS:
        return "designs.bad_kind", {}
    if not _is_plain(field):
        return "designs.bad_value", {}
    if _beyond(design, field):
        return "designs.outside", {"stock": design.stock}
    if not field.shown:
        return "", {}
    if field.kind == "text" and not field.caption.strip():
        return "designs.no_words", {}
    if field.kind in BARS:
        return _bars_mistake(design, field)
    return ("", {}) if field.kind in DRAWN else _letters_mistake(field)


def _is_plain(field: LabelField) -> bool:
    """Whether its values are of the kinds they should be: they may come from a file or another program's hands."""
    numbers: tuple[object, ...] = (field.x, field.y, field.w, field.h, field.largest, field.smallest)
    switches: tuple[object, ...] = (field.bold, field.shown)
    words: object = field.caption
    return (
        all(isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number) for number in numbers)
        and all(isinstance(switch, bool) for switch in switches)
        and field.align in get_args(Align)
        and isinstance(words, str)
        and len(words) <= LONGEST_CAPTION
    )


def _beyond(design: LabelDesign, field: LabelField) -> bool:
    """Whether it reaches over the edge of the stock, or has no size at all; a line may be as thin as a line is."""
    slack = 0.001
    if field.w < 0 or field.h < 0 or max(field.w, field.h) < LEAST_LINE_MM:
        return True
    inside = field.x >= -slack and field.y >= -slack
    return not inside or field.x + field.w > design.width + slack or field.y + field.h > design.height + slack


def _bars_mistake(design: LabelDesign, field: LabelField) -> tuple[str, dict[str, object]]:
    need = least_bars_width()
    if field.w < need:
        return "designs.bars_narrow", {"width": f"{field.w:g}", "least": f"{need:g}"}
    if field.h < LEAST_BARS_MM:
        return "designs.bars_low", {"height": f"{field.h:g}", "least": f"{LEAST_BARS_MM:g}"}
    over = next((other for other in design.fields if other is not field and _covers(other, field)), None)
    return ("", {}) if over is None else ("designs.bars_covered", {"other": over.kind})


def _covers(other: LabelField, bars: LabelField) -> bool:
    """Whether something is printed across the bars; the outline of a box around them is not."""
    if not other.shown:
        return False
    across = min(other.x + other.w, bars.x + bars.w) - max(other.x, bars.x)
    down = min(other.y + other.h, bars.y + bars.h) - max(other.y, bars.y)
    slack = 0.05
    if other.kind in ("line", "tear"):
        return across > -slack and down > -slack and _within(other, bars)
    if other.kind == "box":
        around = other.x <= bars.x and other.y <= bars.y
        around = around and other.x + other.w >= bars.x + bars.w and other.y + other.h >= bars.y + bars.h
        return across > slack and down > slack and not around
    return across > slack and down > slack


def _within(line: LabelField, bars: LabelField) -> bool:
    """Whether a line runs through the bars, not along their edge."""
    along = 0.3
    if line.w >= line.h:
        return bars.y + along < line.y + line.h / 2 < bars.y + bars.h - along
    return bars.x + along < line.x + line.w / 2 < bars.x + bars.w - along


def _letters_mistake(field: LabelField) -> tuple[str, dict[str, object]]:
    if not SMALLEST_PT <= field.smallest <= field.largest <= LARGEST_PT:
        return "designs.bad_letters", {"least": f"{SMALLEST_PT:g}", "most": f"{LARGEST_PT:g}"}
    line = field.smallest * MM_PER_PT * LEAST_LINE_HEIGHT
    if field.h < line or field.w < 2 * field.smallest * MM_PER_PT + 2 * SIDE_MM:
        return "designs.too_small", {"points": f"{field.smallest:g}"}
    return "", {}


@functools.cache
def least_bars_width() -> float:
    """The least width in mm, to half a millimetre, at which the longest waybill number has bars a 203 dpi printer can print."""
    modules = code128(WIDEST_WAYBILL).width
    return next(half / 2 for half in range(1, 400) if module_mm(modules, half / 2, NARROWEST_DPI) is not None)
