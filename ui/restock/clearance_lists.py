"""The clearance list's columns, its filters, and the words for a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ui import language
from ui.inbound.buying.words import NONE, day_words, money_words, variant_words
from ui.language import tr
from ui.theme import ToneName
from ui.widgets.paged_model import Column
from warehouse_app.restock.clearing.files import advice_words, decided_words
from warehouse_app.restock.clearing.queries import ClearRow
from warehouse_app.restock.clearing.rules import WHYS, Why

Look = Literal["all", "bad", "season", "idle", "overstock", "undecided", "decided"]
LOOKS: tuple[Look, ...] = ("all", *WHYS, "undecided", "decided")
_TONES: dict[Why, ToneName] = {"bad": "wrong", "season": "warning", "idle": "warning", "overstock": "information"}


def looked(rows: Sequence[ClearRow], look: Look) -> list[ClearRow]:
    """The rows a filter shows."""
    if look == "all":
        return list(rows)
    if look in ("undecided", "decided"):
        return [row for row in rows if (row.decided is None) == (look == "undecided")]
    return [row for row in rows if look in row.reasons]


def searched(rows: Sequence[ClearRow], text: str) -> list[ClearRow]:
    """The rows that have every word somewhere: code, name, colour, size, category, supplier or note."""
    words = text.casefold().split()
    return [row for row in rows if all(word in _haystack(row) for word in words)] if words else list(rows)


def _haystack(row: ClearRow) -> str:
    note = row.decided.note if row.decided else ""
    parts = (row.seller_code, row.name, row.colour, row.size, row.category, row.supplier, note)
    return "\n".join(parts).casefold()


def clearance_columns() -> list[Column[ClearRow]]:
    """As the screen shows them."""
    return [
        Column[ClearRow]("seller_code", "clearance.col_seller_code", width=120),
        Column[ClearRow]("name", "clearance.col_name", _name, width=0),
        Column[ClearRow]("why", "clearance.col_reason", _why, lambda row: _TONES[row.why], width=148),
        Column[ClearRow]("pieces", "clearance.col_pieces", lambda row: f"{row.pieces:,}", align="right", width=84),
        Column[ClearRow]("value", "clearance.col_value", lambda row: money_words(row.value), align="right", width=102),
        Column[ClearRow]("age", "clearance.col_age", lambda row: NONE if row.age is None else f"{row.age:,}",
                         align="right", width=92),
        Column[ClearRow]("last_sale", "clearance.col_last_sale", lambda row: day_words(row.last_sale), width=102),
        Column[ClearRow]("advice", "clearance.col_advice", _advice, width=142, sortable=False),
        Column[ClearRow]("decided", "clearance.col_decided", _decided,
                         lambda row: None if row.decided is None else "right", width=184, sortable=False),
    ]  # fmt: skip


def _name(row: ClearRow) -> str:
    return "  ".join(part for part in (row.name, variant_words(row)) if part)


def _why(row: ClearRow) -> str:
    more = f" +{len(row.reasons) - 1}" if len(row.reasons) > 1 else ""
    return tr(f"clearance.why_{row.why}") + more


def _advice(row: ClearRow) -> str:
    return advice_words(row.advice, language.current())


def _decided(row: ClearRow) -> str:
    words = decided_words(row, language.current())
    return f"{words}  {row.decided.note}".strip() if row.decided else words


def detail_words(row: ClearRow) -> str:
    """Everything about one row in a few sentences: why, since when, how it sells, and what the advice comes to."""
    told = [tr(f"clearance.tell_{why}", pieces=f"{pieces:,}") for why, pieces in row.reasons.items()]
    told.append(tr("clearance.tell_free", pieces=f"{row.free:,}"))
    if row.daily is not None:
        told.append(tr("clearance.tell_daily", daily=f"{row.daily:.2f}"))
        if row.cover_days is not None:
            told.append(tr("clearance.tell_cover", days=f"{row.cover_days:,}"))
    if row.season_ends is not None:
        told.append(tr("clearance.tell_season_ends", day=row.season_ends.isoformat()))
    if row.supplier:
        told.append(tr("clearance.tell_supplier", name=row.supplier))
    if row.new_price is not None:
        told.append(tr("clearance.tell_price", old=money_words(row.price), new=money_words(row.new_price)))
    if row.decided is not None:
        told.append(tr("clearance.tell_decided", who=row.decided.who, day=f"{row.decided.at.astimezone():%Y-%m-%d}"))
    return tr("clearance.sentence_separator").join(told)
