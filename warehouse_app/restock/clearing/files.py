"""The clearance list for the shop's editors: a CSV file or a workbook in either language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.restock.clearing.queries import ClearRow
from warehouse_app.restock.clearing.rules import Advice
from warehouse_app.sheets.writer import Value, write_csv, write_xlsx
from warehouse_app.words import Language, say

COLUMNS = (
    "seller_code", "name", "colour", "size", "category", "reason", "pieces", "free", "price", "advice", "new_price", "value",
    "age", "last_sale", "cover_days", "season_ends", "supplier", "decided", "note",
)  # fmt: skip


def write_clearance_list(path: Path, rows: Sequence[ClearRow], language: Language = "zh_CN") -> None:
    """By the file's ending. Raises BadInput ``sheets.unknown_suffix``, ``sheets.cannot_write``."""
    captions = [say(f"clearance.col_{name}", language) for name in COLUMNS]
    cells = [_cells(row, language) for row in rows]
    if path.suffix.lower() == ".xlsx":
        write_xlsx(path, [captions], cells)
    elif path.suffix.lower() == ".csv":
        write_csv(path, captions, cells)
    else:
        raise BadInput("sheets.unknown_suffix", file=path.name)


def reason_words(row: ClearRow, language: Language) -> str:
    """Why there is too much of it, each reason with its pieces."""
    told = (say(f"clearance.why_{why}", language) + f" {pieces}" for why, pieces in row.reasons.items())
    return say("clearance.separator", language).join(told)


def advice_words(advice: Advice, language: Language) -> str:
    """What to do with it."""
    return say(f"clearance.advice_{advice.act}", language, percent=advice.percent)


def decided_words(row: ClearRow, language: Language) -> str:
    """What was decided; empty for nothing."""
    return "" if row.decided is None else say(f"clearance.act_{row.decided.act}", language)


def _cells(row: ClearRow, language: Language) -> list[Value]:
    def money(amount: Decimal | None) -> Value:
        return None if amount is None else amount.quantize(Decimal("0.01"))

    return [
        row.seller_code, row.name, row.colour, row.size, row.category, reason_words(row, language), row.pieces, row.free,
        money(row.price), advice_words(row.advice, language), money(row.new_price), money(row.value), row.age,
        "" if row.last_sale is None else row.last_sale.isoformat(), row.cover_days,
        "" if row.season_ends is None else row.season_ends.isoformat(), row.supplier, decided_words(row, language),
        "" if row.decided is None else row.decided.note,
    ]  # fmt: skip
