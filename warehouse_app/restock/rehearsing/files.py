"""A rehearsal as a workbook, and goods for one out of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.restock.rehearsing.rules import MOST_TARGET
from warehouse_app.restock.rehearsing.sections import PlanPaper, head_lines, sections
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed
from warehouse_app.sheets.writer import Value, write_xlsx
from warehouse_app.words import Language, say

PICKS = Layout(
    "promotion_goods",
    (
        Field("seller_code", ("商家编码", "SKU编码", "规格编码", "编码", "货号", "SKU", "Seller code", "SKU code", "Code"),
              required=True),
        Field("pieces", ("件数", "数量", "预计件数", "预计销量", "备货数量", "Pieces", "Quantity", "Qty", "Expected",
                         "Forecast")),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PickRow:
    """A SKU of the sale, and the pieces it shall sell when the file says so."""

    row: int
    seller_code: str
    pieces: int | None


def read_picks(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[PickRow]:
    """The SKUs of a file, each once, the last row counts; and what is wrong with the other rows. Raises as ``open_table``."""
    table = open_table(path, [PICKS], mapping, progress)
    rows: dict[str, PickRow] = {}
    for view in table.views():
        row = PickRow(view.number, view.needed_code("seller_code"), view.whole("pieces"))
        if row.pieces is not None and row.pieces > MOST_TARGET:
            view.fault("pieces", "rehearsal.bad_by_hand", most=MOST_TARGET)
        if not view.broken:
            rows[row.seller_code] = row
    return table.parsed(list(rows.values()))


def write_plan_xlsx(path: Path, plan: PlanPaper, language: Language = "zh_CN") -> None:
    """What the paper says, tables one below the other, figures as figures. Raises BadInput ``sheets.cannot_write``."""
    rows: list[list[Value]] = [[line] for line in head_lines(plan, language)]
    for section in sections(plan, language):
        rows += [[], [section.title], list(section.captions)]
        rows += [list(row) for row in section.rows]
    write_xlsx(path, [[say("rehearsal.paper_title", language, name=plan.name)]], rows)
