"""Labels drawn by their designs, and what to tell a person before they are printed.

What is the same on all labels of a design and a shop is drawn once per file; a page holds only what is its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from warehouse_app.dispatch.designs.drawing import (
    FILLED,
    WRITINGS,
    box_of,
    draw_bars,
    draw_same,
    fit_field,
    words_of,
    write_field,
)
from warehouse_app.dispatch.designs.label import Label
from warehouse_app.dispatch.designs.measuring import STRAIGHT, Calibration
from warehouse_app.dispatch.designs.rules import BARS, MUST_BE_WHOLE, SAME_ON_ALL, Kind, LabelDesign, LabelField
from warehouse_app.errors import BadInput
from warehouse_app.paper.fonts import lacking
from warehouse_app.paper.page import DPI, Box, Paper
from warehouse_app.words import Language, say

Designs = LabelDesign | Sequence[LabelDesign]
Calibrations = Calibration | Mapping[str, Calibration]


@dataclass(frozen=True, slots=True)
class LabelTrouble:
    """Something a person should know before a label is printed: characters that come out as 〓 (``missing``), or a field
    whose text does not fit even in its least letters and ends in an ellipsis (``cut``).
    """

    waybill: str
    field: Kind
    trouble: Literal["missing", "cut"]
    characters: str = ""


@dataclass(frozen=True, slots=True)
class _Layout:
    """A design on one printer: the fields that differ from label to label, with the places they are drawn at."""

    design: LabelDesign
    calibration: Calibration
    bars: tuple[Box, ...]
    letters: tuple[tuple[LabelField, Box], ...]


def write_labels(
    path: Path,
    labels: Sequence[Label],
    design: Designs,
    language: Language = "zh_CN",
    dpi: int = DPI,
    calibration: Calibrations = STRAIGHT,
) -> list[LabelTrouble]:
    """One PDF at ``path``, a page per label in the order given, and what a person should know about them.

    ``design``: one for all labels, or one for each. ``dpi`` is the label printer's (203 or 300), ``calibration`` what was
    measured on it, for all stocks or by the stock's name. Raises BadInput ``paper.nothing_to_print``,
    ``paper.barcode_characters``, ``paper.barcode_too_wide`` (the waybill number cannot be printed so that it scans),
    ``designs.bad_amount``, and WarehouseError ``paper.cannot_write``; no file is left then.
    """
    paper, troubles = draw_labels(labels, design, language, dpi, calibration)
    paper.save(path)
    return troubles


def draw_labels(
    labels: Sequence[Label], design: Designs, language: Language, dpi: int = DPI, calibration: Calibrations = STRAIGHT
) -> tuple[Paper, list[LabelTrouble]]:
    """The labels drawn and not yet written; else as ``write_labels``."""
    if not labels:
        raise BadInput("paper.nothing_to_print")
    designs = [design] * len(labels) if isinstance(design, LabelDesign) else list(design)
    paper = Paper(designs[0].width, designs[0].height, say("paper.labels_title", language), dpi)
    layouts: dict[int, _Layout] = {}
    stamps: dict[tuple[int, str], str] = {}
    troubles: list[LabelTrouble] = []
    for label, of_label in zip(labels, designs, strict=True):
        layout = layouts.get(id(of_label))
        if layout is None:
            layout = layouts[id(of_label)] = _layout(of_label, calibration)
        paper.turn_to(of_label.width, of_label.height)
        stamp = stamps.get((id(of_label), label.logo))
        if stamp is None:
            stamp = stamps[id(of_label), label.logo] = f"same{len(stamps)}"
            paper.stamp(stamp, partial(draw_same, paper, of_label, language, layout.calibration, label.logo))
        paper.use_stamp(stamp)
        troubles += _draw(paper, layout, label, language)
        paper.end_page()
    return paper, troubles


def label_troubles(labels: Sequence[Label], design: Designs, language: Language = "zh_CN") -> list[LabelTrouble]:
    """What ``write_labels`` would say of these labels, without drawing them."""
    designs = [design] * len(labels) if isinstance(design, LabelDesign) else list(design)
    layouts = {id(each): _layout(each, STRAIGHT) for each in designs}
    troubles: list[LabelTrouble] = []
    for label, of_label in zip(labels, designs, strict=True):
        for field, box in layouts[id(of_label)].letters:
            text = words_of(field, label, language)
            if text:
                troubles += _troubles(label, field, text, fit_field(field, box, text).cut)
    return troubles


def _layout(design: LabelDesign, calibrations: Calibrations) -> _Layout:
    calibration = calibrations
    if not isinstance(calibration, Calibration):
        calibration = calibration.get(design.stock, STRAIGHT)
    shown = [(field, calibration.box(box_of(field))) for field in design.fields if field.shown]
    return _Layout(
        design,
        calibration,
        tuple(box for field, box in shown if field.kind in BARS),
        tuple((field, box) for field, box in shown if field.kind in WRITINGS and field.kind not in SAME_ON_ALL),
    )


def _draw(paper: Paper, layout: _Layout, label: Label, language: Language) -> list[LabelTrouble]:
    troubles: list[LabelTrouble] = []
    for box in layout.bars:
        draw_bars(paper, box, label)
    scale = layout.calibration.scale
    for field, box in layout.letters:
        text = words_of(field, label, language)
        fitted = write_field(paper, box, field, text, scale)
        if fitted is not None:
            troubles += _troubles(label, field, text, fitted.cut)
    return troubles


def _troubles(label: Label, field: LabelField, text: str, cut: bool) -> list[LabelTrouble]:
    found: list[LabelTrouble] = []
    missing = lacking(text)
    if missing:
        found.append(LabelTrouble(label.waybill, field.kind, "missing", missing))
    if cut and (field.kind in MUST_BE_WHOLE or field.kind in FILLED):
        found.append(LabelTrouble(label.waybill, field.kind, "cut"))
    return found
