"""What an import would do, row by row, as the preview shows it: the words of a row, and which tile it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ui.language import tr
from ui.theme import ToneName
from warehouse_app.orders.rules import masked_phone, masked_text
from warehouse_app.sheets.table import RowProblem
from warehouse_app.store.imports import Change, ImportResult

What = Literal["new", "changed", "unchanged", "skipped", "stopped", "wrong", "warning"]
WHATS: tuple[What, ...] = ("new", "changed", "unchanged", "stopped", "wrong", "warning")
TONE_OF: dict[str, ToneName | None] = {
    "new": "right",
    "changed": "information",
    "unchanged": None,
    "skipped": None,
    "stopped": "blocked",
    "wrong": "wrong",
    "warning": "warning",
}

_NAMES = {"recipient", "buyer", "address"}
_PHONES = {"phone", "mobile"}
_YES_OR_NO = {"material", "lots", "mixed", "sellable", "serials", "fragile"}
_STATUS = ("unpaid", "paid", "shipped", "done", "closed")
# Fields and columns the core names by its own words; all others are written as the file's header writes them.
_FIELD_CODES = {
    "home_bin": "sheets.field_bin_code",
    "distance_dm": "sheets.field_distance_m",
    "material": "intake.field_material",
    "lots": "intake.field_lots",
    "serials": "intake.field_serials",
    "fragile": "intake.field_fragile",
    "quality_look": "sheets.field_quality_look",
    "key_limit": "sheets.field_key_limit",
    "mixed": "intake.field_mixed",
    "sellable": "intake.field_sellable",
    "parts": "intake.field_parts",
    "platform_status": "sheets.field_status",
    "shop_id": "sheets.field_shop",
    "lines": "intake.field_lines",
    "hold": "intake.field_hold",
    "tracked": "follow.tracked",
}
_COLUMN_CODES = {
    "seller_code": "sheets.field_seller_code",
    "barcode": "sheets.field_barcode",
    "bin_code": "sheets.field_bin_code",
    "quantity": "sheets.field_quantity",
    "lot": "sheets.field_lot",
    "expires": "sheets.field_expires",
    "style": "sheets.field_style",
    "material": "intake.field_material",
    "lots": "intake.field_lots",
    "serials": "intake.field_serials",
    "fragile": "intake.field_fragile",
    "quality_look": "sheets.field_quality_look",
    "key_limit": "sheets.field_key_limit",
    "mixed": "intake.field_mixed",
    "kit_code": "sheets.field_kit_code",
    "part_code": "sheets.field_part_code",
    "pieces": "sheets.field_pieces",
    "courier": "sheets.field_courier",
    "sold_on": "sheets.field_sold_on",
    "name": "sheets.field_name",
    "season_ends": "sheets.field_season_ends",
    "supplier": "sheets.field_supplier",
    "lead_days": "sheets.field_lead_days",
    "minimum": "sheets.field_minimum",
    "pack": "sheets.field_pack",
    "safety": "sheets.field_safety",
    "keep_least": "sheets.field_keep_least",
    "keep_most": "sheets.field_keep_most",
    "never": "sheets.field_never",
    "terms_note": "sheets.field_terms_note",
    "number": "sheets.field_waybill",  # only the pool of waybill numbers calls its column so
}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the preview: what happens with a row of the file, or what is wrong with it."""

    file: str
    row: int
    what: What
    key: str
    change: Change | None = None
    problem: RowProblem | None = None

    @property
    def column(self) -> str:
        """The column a problem is in, as the person knows it."""
        if self.problem is None:
            return ""
        code = _COLUMN_CODES.get(self.problem.column)
        return tr(code) if code else self.problem.column


def preview_rows(result: ImportResult) -> list[PreviewRow]:
    """All rows of a result in the order of the files."""
    rows = [PreviewRow(c.file, c.row, _what(c), c.key, change=c) for c in result.changes]
    rows += [PreviewRow(p.file, p.row, "wrong", "", problem=p) for p in result.errors]
    rows += [PreviewRow(p.file, p.row, "warning", "", problem=p) for p in result.warnings]
    return sorted(rows, key=lambda row: (row.file, row.row))


def counts(rows: Sequence[PreviewRow]) -> dict[What, int]:
    """How many rows of each kind."""
    counted = dict.fromkeys(WHATS, 0)
    for row in rows:
        if row.what in counted:
            counted[row.what] += 1
    return counted


def words(row: PreviewRow, *, reveal: bool) -> str:
    """What changes (before and after) or what is wrong, in plain words; personal data masked unless ``reveal``."""
    if row.problem is not None:
        return tr(row.problem.code, **row.problem.fields)
    if row.change is None or not row.change.fields:
        return ""
    parts = [_changed(name, before, after, reveal) for name, (before, after) in row.change.fields.items()]
    return tr("intake.list_separator").join(parts)


def _what(change: Change) -> What:
    return change.kind if change.kind in TONE_OF else "unchanged"  # type: ignore[return-value]  # just looked up


def _changed(name: str, before: str, after: str, reveal: bool) -> str:
    field = tr(_FIELD_CODES.get(name, f"sheets.field_{name}"))
    old, new = _value(name, before, reveal), _value(name, after, reveal)
    if name in ("lines", "shop_id"):
        return field if name == "shop_id" else tr("intake.lines_changed", lines=new)
    return tr("intake.change", field=field, before=old, after=new) if old else tr("intake.set", field=field, after=new)


def _value(name: str, value: str, reveal: bool) -> str:
    if name == "platform_status" and value in _STATUS:
        return tr(f"intake.status_{value}")
    if name == "tracked" and value:
        return tr(f"follow.status_{value}")
    if name in _YES_OR_NO and value:
        return tr("intake.yes" if value == "1" else "intake.no")
    if name == "distance_dm" and value:
        return str(Decimal(value) / 10)  # metres, as the file says it
    if name == "hold":
        return tr("intake.hold_platform" if value else "intake.hold_none")
    if reveal or not value:
        return value
    if name in _PHONES:
        return masked_phone(value)
    return masked_text(value) if name in _NAMES else value
