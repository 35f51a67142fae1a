"""Bins in words: how full, who may lie in one, when somebody was last there."""

from __future__ import annotations

from ui.language import tr
from ui.moments import day_and_time
from ui.stock.entering import figure, metres
from ui.theme import ToneName
from ui.widgets.paged_model import Column
from warehouse_app.stock.looks.screens import BinLine, Lying

_NEARLY = 0.95


def fill_words(line: BinLine) -> str:
    """Per cent of the limit; a dash where there is none."""
    return "–" if line.fill is None else f"{round(line.fill * 100)} %"


def fill_tone(line: BinLine) -> ToneName | None:
    """Overfull bins stand out, and those nearly full a little."""
    if line.overfull:
        return "wrong"
    return "warning" if line.fill is not None and line.fill > _NEARLY else None


def limit_words(line: BinLine) -> str:
    """The limits that are set, with their units."""
    limits = (("pieces", line.capacity_pieces), ("ml", line.capacity_ml), ("grams", line.max_g))
    return "  ".join(tr(f"stockroom.room_{name}", n=f"{value:,}") for name, value in limits if value is not None)


def visit_words(line: BinLine) -> str:
    """When goods last came or went."""
    return day_and_time(line.visited) or tr("stockroom.never")


def visit_day(line: BinLine) -> str:
    """The day goods last came or went."""
    return tr("stockroom.never") if line.visited is None else line.visited.astimezone().date().isoformat()


def kind_words(line: BinLine) -> str:
    """What is special about the bin: for one SKU only, not sold from, no longer used."""
    said = (
        ("stockroom.is_single", not line.mixed), ("stockroom.is_unsold", not line.sellable),
        ("stockroom.is_retired", not line.active),
    )  # fmt: skip
    return "  ".join(tr(code) for code, so in said if so)


def variant_words(line: Lying) -> str:
    """Colour and size."""
    return " / ".join(part for part in (line.colour, line.size) if part)


def goods_words(line: Lying) -> str:
    """Name, colour and size; on a second line seller code and lot."""
    lot = tr("stockroom.lot_words", lot=line.lot) if line.lot else ""
    return f"{line.name} {variant_words(line)}".rstrip() + f"\n{line.seller_code}  {lot}".rstrip(" ")


def bin_columns() -> list[Column[BinLine]]:
    """The columns of the list of bins."""
    return [
        Column[BinLine]("code", "stock.column_bin", width=112),
        Column[BinLine]("zone", "stockroom.zone", width=92),
        Column[BinLine]("kinds", "stockroom.column_kinds", lambda b: f"{b.kinds:,}", align="right", width=66),
        Column[BinLine]("pieces", "stockroom.column_pieces", lambda b: f"{b.pieces:,}", align="right", width=76),
        Column[BinLine]("fill", "stockroom.column_fill", fill_words, fill_tone, "right", 96),
        Column[BinLine]("limits", "stockroom.column_limits", limit_words, width=0, sortable=False),
        Column[BinLine]("distance_dm", "stockroom.column_distance", lambda b: metres(b.distance_dm), align="right", width=86),
        Column[BinLine]("visited", "stockroom.column_visited", visit_day, width=106, sortable=False),
    ]


def file_columns() -> list[Column[BinLine]]:
    """The columns of the list as a file: every limit its own, and what the screen says in other ways."""
    return [
        *(column for column in bin_columns() if column.key != "limits"),
        Column[BinLine]("capacity_pieces", "stockroom.limit_pieces", lambda b: figure(b.capacity_pieces)),
        Column[BinLine]("capacity_ml", "stockroom.limit_ml", lambda b: figure(b.capacity_ml)),
        Column[BinLine]("max_g", "stockroom.limit_grams", lambda b: figure(b.max_g)),
        Column[BinLine]("kind", "stockroom.column_kind", kind_words),
    ]


def lying_columns() -> list[Column[Lying]]:
    """The columns of what lies in one bin."""
    return [
        Column[Lying]("seller_code", "stock.column_name", goods_words, width=0),
        Column[Lying]("on_hand", "stock.on_hand", lambda line: f"{line.on_hand:,}", align="right", width=78),
    ]
