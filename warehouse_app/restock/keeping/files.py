"""Lists of what is kept of each SKU: supplier, lead time, minimum, carton, safety, least, most, not bought again, a note.

An empty cell leaves what is there; a dash gives the figure back to the computation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warehouse_app.errors import BadInput
from warehouse_app.sheets import values
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed
from warehouse_app.sheets.writer import write_csv, write_xlsx
from warehouse_app.stock.bins.files import NO, YES
from warehouse_app.stock.files import STOCK_FIELDS
from warehouse_app.words import Language, say

TERMS_FIELDS = (
    *(one for one in STOCK_FIELDS if one.name in ("seller_code", "barcode")),
    Field("supplier", ("供应商", "供货商", "厂家", "Supplier", "Vendor", "Supplier name")),
    Field("lead_days", ("到货天数", "到货周期", "交货天数", "交期", "采购周期", "Lead time (days)", "Lead days", "Lead time")),
    Field("minimum", ("起订量", "最小起订量", "起订件数", "MOQ", "Minimum order", "Minimum order (pieces)", "Min order qty")),
    Field("pack", ("每箱件数", "箱规", "装箱数", "整箱件数", "Pieces in a carton", "Carton", "Carton size", "Case pack")),
    Field("safety", ("安全库存", "安全库存量", "Safety stock", "Safety")),
    Field("keep_least", ("补货点", "最少库存", "库存下限", "最低库存", "Reorder point", "Least", "Minimum stock")),
    Field("keep_most", ("最多库存", "库存上限", "最高库存", "Most", "Maximum stock", "Max stock")),
    Field("never", ("不再进货", "不补货", "停止进货", "Not bought again", "Never reorder", "Discontinued")),
    Field("terms_note", ("补货备注", "采购备注", "Restock note", "Purchasing note")),
)  # fmt: skip
TERMS = Layout(
    "terms", TERMS_FIELDS,
    marks=(("seller_code", "barcode"), ("lead_days", "minimum", "pack", "safety", "keep_most", "never")),
    absent=("数量", "Quantity", "Qty", "库位", "Bin", "价格", "售价", "Price"),
)  # fmt: skip
NUMBERS = {name: name for name in ("lead_days", "minimum", "pack", "safety")} | {"keep_least": "least", "keep_most": "most"}
"""Columns of whole numbers, and what they are called in the table."""
COMPUTED = frozenset({"-", "–", "—", "无", "自动", "auto", "none", "computed"})


@dataclass(frozen=True, slots=True)
class TermsRow:
    """A SKU by seller code or barcode. ``changes`` holds only what the row says, by the names of ``TermsFields``, None as
    computed; the supplier by name ("" for none).
    """

    row: int
    code: str
    changes: dict[str, Any] = field(default_factory=dict)


def read_terms(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[TermsRow]:
    """The good rows and what is wrong with the others; of a SKU that comes twice only the first row counts.

    Raises Unreadable as ``open_table`` does.
    """
    table = open_table(path, [TERMS], mapping, progress)
    rows: dict[str, TermsRow] = {}
    for view in table.views():
        code = view.code("seller_code") or view.code("barcode")
        name = "seller_code" if table.has("seller_code") else "barcode"
        if not code and not view.broken:
            view.fault(name, "sheets.missing")
        row = TermsRow(view.number, code, _changes(view))
        if not view.broken and code in rows:
            view.fault(name, "sheets.twice_in_file", value=code, first=rows[code].row)
        if not view.broken:
            rows[code] = row
    return table.parsed(list(rows.values()))


def _changes(view: RowView) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column, name in NUMBERS.items():
        said = view.text(column)
        if said and _is_computed(said):
            found[name] = None
        elif said:
            found[name] = view.whole(column)
    for column, name in (("supplier", "supplier"), ("terms_note", "note")):
        if said := view.text(column):
            found[name] = "" if _is_computed(said) else said
    if said := values.folded(view.text("never")).casefold():
        if said not in YES | NO:
            view.fault("never", "sheets.yes_or_no", value=view.text("never"))
        found["never"] = said in YES
    return found


def _is_computed(said: str) -> bool:
    return values.folded(said).casefold() in COMPUTED


def write_terms_file(path: Path, rows: Iterable[Sequence[str | int | None]], language: Language) -> None:
    """A CSV or XLSX file that ``read_terms`` reads again; without rows it is the blank form. Raises BadInput
    ``sheets.unknown_suffix``, ``sheets.cannot_write``.
    """
    header = [say(f"sheets.field_{one.name}", language) for one in TERMS_FIELDS if one.name != "barcode"]
    if path.suffix.lower() == ".csv":
        write_csv(path, header, rows)
    elif path.suffix.lower() == ".xlsx":
        write_xlsx(path, [header], rows)
    else:
        raise BadInput("sheets.unknown_suffix", file=path.name)
