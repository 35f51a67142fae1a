"""The lists a shop's platform is told by: what comes off sale, what comes back, and what may be sold of everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from warehouse_app.errors import BadInput
from warehouse_app.orders.selling.rules import News
from warehouse_app.sheets.writer import Value, write_csv, write_xlsx
from warehouse_app.words import Language, say

FileKind = Literal["csv", "xlsx"]

CHANGES = ("seller_code", "name", "colour", "size", "action", "offer")
AVAILABLE = ("seller_code", "name", "colour", "size", "available", "offer")


def header(columns: Sequence[str], language: Language) -> list[str]:
    """The names of columns as people read them."""
    return [say(f"selling.column_{column}", language) for column in columns]


def action(what: News, language: Language) -> str:
    """What the shop is to do, in its column's words."""
    return say(f"selling.{what}", language)


def write_list(path: Path, kind: FileKind, captions: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """A CSV (UTF-8 with BOM) or XLSX file. Raises BadInput ``sheets.unknown_suffix`` (file), ``sheets.cannot_write``."""
    if kind == "csv":
        write_csv(path, captions, rows)
    elif kind == "xlsx":
        write_xlsx(path, [captions], rows)
    else:
        raise BadInput("sheets.unknown_suffix", file=path.name)
