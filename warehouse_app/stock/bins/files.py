"""Lists of bins as shops keep them: code, zone, room, greatest weight, whether SKUs may be mixed, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.sheets import values
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed
from warehouse_app.stock.bins.rules import LARGEST_FIGURE

BIN_FIELDS = (
    Field("bin_code", ("库位", "货位", "库位号", "仓位", "库位编码", "Bin", "Bin code", "Location", "Shelf"), required=True),
    Field("zone", ("库区", "区域", "货区", "Zone", "Area")),
    Field("capacity_pieces", ("容量(件)", "最大件数", "可放件数", "容量", "Capacity (pieces)", "Capacity", "Max pieces")),
    Field("capacity_ml", ("容积(毫升)", "容积(ml)", "体积(ml)", "Volume (ml)")),
    Field("capacity_l", ("容积(升)", "容积(l)", "容积", "体积(升)", "Volume (l)", "Volume")),
    Field("max_g", ("承重(克)", "承重(g)", "Max weight (g)")),
    Field("max_kg", ("承重(千克)", "承重(公斤)", "承重(kg)", "承重", "限重", "Max weight (kg)", "Max weight")),
    Field("mixed", ("可混放", "混放", "允许混放", "Mixed", "Mixed SKUs")),
    Field("sellable", ("可售", "可发货", "Sellable")),
    Field("distance_m", ("距离(米)", "距离(m)", "距离", "Distance (m)", "Distance")),
)  # fmt: skip
BINS = Layout(
    "bins", BIN_FIELDS,
    marks=(("zone", "capacity_pieces", "capacity_ml", "capacity_l", "max_g", "max_kg", "mixed", "sellable", "distance_m"),),
    absent=("数量", "Quantity", "Qty", "商家编码", "Seller code", "SKU"),
)  # fmt: skip
YES = frozenset({"是", "可", "可以", "yes", "y", "true", "1", "√", "✓", "v"})
NO = frozenset({"否", "不", "不可", "不可以", "no", "n", "false", "0", "×", "x"})
# our figure: the column in its own unit, the column in a larger one, and how many of ours that is
SCALED = (
    ("capacity_ml", "capacity_ml", 1), ("capacity_ml", "capacity_l", 1000),
    ("max_g", "max_g", 1), ("max_g", "max_kg", 1000), ("distance_dm", "distance_m", 10),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BinRow:
    """One bin of a list. ``facts`` holds only what the row says (names and units as in the table ``location``)."""

    row: int
    code: str
    facts: dict[str, str | int | bool] = field(default_factory=dict)


def read_bins(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[BinRow]:
    """The good rows and what is wrong with the others; of a bin that comes twice only the first row counts.

    Raises Unreadable as ``open_table`` does.
    """
    table = open_table(path, [BINS], mapping, progress)
    rows: dict[str, BinRow] = {}
    for view in table.views():
        row = BinRow(view.number, view.needed_code("bin_code"), _facts(view))
        if not view.broken and row.code in rows:
            view.fault("bin_code", "sheets.twice_in_file", value=row.code, first=rows[row.code].row)
        if not view.broken:
            rows[row.code] = row
    return table.parsed(list(rows.values()))


def _facts(view: RowView) -> dict[str, str | int | bool]:
    facts: dict[str, str | int | bool] = {}
    if zone := view.text("zone"):
        facts["zone"] = zone
    pieces = view.whole("capacity_pieces")
    if pieces is not None:
        facts["capacity_pieces"] = pieces
    for name, column, unit in SCALED:
        figure = _scaled(view, column, unit)
        if figure is not None:
            facts.setdefault(name, figure)
    for name in ("mixed", "sellable"):
        answer = _yes_or_no(view, name)
        if answer is not None:
            facts[name] = answer
    return facts


def _scaled(view: RowView, column: str, unit: int) -> int | None:
    """The cell in our unit, rounded half up; None when empty or no figure that can be."""
    try:
        figure = values.decimal(view.cell(column))
    except BadInput as error:
        view.fault(column, error.code, **error.fields)
        return None
    if figure is None:
        return None
    if not 0 <= figure * unit <= LARGEST_FIGURE:
        view.fault(column, "sheets.negative" if figure < 0 else "sheets.too_large", value=view.text(column))
        return None
    return int((figure * unit).to_integral_value(ROUND_HALF_UP))


def _yes_or_no(view: RowView, name: str) -> bool | None:
    said = values.folded(view.text(name)).casefold()
    if not said:
        return None
    if said not in YES | NO:
        view.fault(name, "shelves.yes_or_no", value=view.text(name))
        return None
    return said in YES
