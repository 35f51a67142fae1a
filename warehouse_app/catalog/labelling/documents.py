"""The PDFs of labels: one label to a page for rolls, many to a sheet for A4, from any field of the first sheet on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from warehouse_app.catalog.labelling import drawing, rules
from warehouse_app.catalog.labelling.rules import BinLabel, ItemLabel, LabelKind, LabelStock
from warehouse_app.catalog.rules import is_whole
from warehouse_app.errors import BadInput
from warehouse_app.paper.page import Box, Paper
from warehouse_app.words import Language, say

Draw = Callable[[Paper, Box], None]

_ITEM_DRAWINGS: Mapping[str, Callable[[Paper, Box, ItemLabel, Language], None]] = {
    "barcode": drawing.barcode_label,
    "size": drawing.size_label,
    "both": drawing.both_label,
}


def write_item_labels(
    path: Path, labels: Sequence[ItemLabel], stock: str, language: Language = "zh_CN", *, kind: LabelKind = "barcode",
    first_field: int = 1,
) -> int:  # fmt: skip
    """One PDF with ``copies`` of each label; returns how many labels it holds. ``first_field``: of the first A4 sheet, from 1.

    Raises BadInput ``paper.nothing_to_print``, ``labelling.bad_stock``, ``bad_kind``, ``bad_copies``, ``bad_field``,
    ``too_many``, ``no_barcode`` (text); WarehouseError ``paper.cannot_write``.
    """
    draw = _ITEM_DRAWINGS.get(kind)
    if draw is None:
        raise BadInput("labelling.bad_kind", kind=kind)
    if not all(is_whole(label.copies, 1, rules.MOST_LABELS) for label in labels):
        raise BadInput("labelling.bad_copies")

    def drawn(label: ItemLabel) -> Draw:
        return lambda paper, box: draw(paper, box, label, language)

    each = [drawn(label) for label in labels for _ in range(label.copies)]
    return _write(path, each, stock, say("labelling.title_items", language), first_field)


def write_bin_labels(
    path: Path, labels: Sequence[BinLabel], stock: str, language: Language = "zh_CN", *, first_field: int = 1
) -> int:
    """One PDF with a label for each bin; returns how many. Raises as ``write_item_labels``."""

    def drawn(label: BinLabel) -> Draw:
        return lambda paper, box: drawing.bin_label(paper, box, label, language)

    return _write(path, [drawn(label) for label in labels], stock, say("labelling.title_bins", language), first_field)


def _write(path: Path, labels: Sequence[Draw], stock_name: str, title: str, first_field: int) -> int:
    stock = rules.STOCKS.get(stock_name)
    if stock is None:
        raise BadInput("labelling.bad_stock", stock=stock_name)
    if not labels:
        raise BadInput("paper.nothing_to_print")
    if len(labels) > rules.MOST_LABELS:
        raise BadInput("labelling.too_many", most=rules.MOST_LABELS)
    if not is_whole(first_field, 1, stock.fields):
        raise BadInput("labelling.bad_field", most=stock.fields)
    paper = Paper(stock.page_width, stock.page_height, title)
    _draw_all(paper, stock, labels, first_field)
    paper.save(path)
    return len(labels)


def _draw_all(paper: Paper, stock: LabelStock, labels: Sequence[Draw], first_field: int) -> None:
    page = 0
    for draw, place in zip(labels, rules.places(stock, first_field), strict=False):
        if place.page != page:
            paper.end_page()
            page = place.page
        draw(paper, Box(place.x, place.y, stock.width, stock.height).inset(stock.margin, stock.rim))
    paper.end_page()
