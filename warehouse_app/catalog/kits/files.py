"""Lists of sets as shops keep them: one row per component, with the set it belongs to and the pieces in one set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.catalog.rules import MOST_AT_PACKING
from warehouse_app.errors import BadInput
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed
from warehouse_app.sheets.writer import write_csv, write_xlsx
from warehouse_app.words import Language, say

KIT_FIELDS = (
    Field("kit_code", ("套装编码", "套装商家编码", "组合编码", "组合装编码", "组合商品编码", "套餐编码", "Set code", "Kit code",
                       "Bundle code", "Bundle SKU", "Kit SKU"), required=True),
    Field("part_code", ("组件编码", "组件商家编码", "子商品编码", "单品编码", "明细编码", "Component code", "Part code",
                        "Component SKU", "Item code"), required=True),
    Field("pieces", ("每套件数", "组件数量", "数量", "件数", "Pieces in one set", "Component quantity", "Quantity", "Qty",
                     "Pieces")),
)  # fmt: skip
KITS = Layout("kits", KIT_FIELDS)


@dataclass(frozen=True, slots=True)
class KitRow:
    """So many pieces of a component in one set; both by seller code or barcode."""

    row: int
    kit_code: str
    part_code: str
    pieces: int


def read_kits(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[KitRow]:
    """The rows of sets without a bad row, and what is wrong with the others: half a set would be another one. No quantity means
    one piece. Raises Unreadable as ``open_table`` does.
    """
    table = open_table(path, [KITS], mapping, progress)
    rows: list[KitRow] = []
    broken: set[str] = set()
    for view in table.views():
        pieces = view.whole("pieces")
        if pieces is not None and not 1 <= pieces <= MOST_AT_PACKING:
            view.fault("pieces", "catalog.bad_number", value=view.text("pieces"), most=MOST_AT_PACKING)
        row = KitRow(view.number, view.needed_code("kit_code"), view.needed_code("part_code"), pieces or 1)
        rows.append(row)
        if view.broken:
            broken.add(row.kit_code)
    return table.parsed([row for row in rows if row.kit_code not in broken])


def write_kits(path: Path, rows: Iterable[Sequence[str | int]], language: Language) -> None:
    """A CSV or XLSX file that ``read_kits`` reads again; without rows it is the blank form. Raises BadInput
    ``sheets.unknown_suffix``, ``sheets.cannot_write``.
    """
    header = [say(f"sheets.field_{field.name}", language) for field in KIT_FIELDS]
    if path.suffix.lower() == ".csv":
        write_csv(path, header, rows)
    elif path.suffix.lower() == ".xlsx":
        write_xlsx(path, [header], rows)
    else:
        raise BadInput("sheets.unknown_suffix", file=path.name)
