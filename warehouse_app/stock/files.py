"""Stock lists: how many pieces of what lie in which bin, lot by lot where goods are kept so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.sheets import values
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed
from warehouse_app.stock.lots.rules import LONGEST_LOT

STOCK_FIELDS = (
    Field("bin_code", ("库位", "货位", "库位号", "仓位", "Bin", "Bin code", "Location", "Shelf")),
    Field("seller_code", ("商家编码", "规格商家编码", "规格编码", "商品编码", "SKU编码", "SKU", "货号", "编码",
                          "Seller code", "SKU code", "Variant SKU", "Item code", "Product code", "Item number")),
    Field("barcode", ("条码", "商品条码", "条形码", "国际条码", "69码", "EAN", "EAN13", "UPC", "GTIN", "Barcode")),
    Field("quantity", ("数量", "库存", "库存数量", "在库", "在库数量", "实际库存", "件数",
                       "Quantity", "Qty", "On hand", "Stock", "Pieces"), required=True),
    Field("lot", ("批号", "批次", "批次号", "生产批号", "Lot", "Lot number", "Lot no", "Batch", "Batch number", "Batch no")),
    Field("expires", ("有效期", "有效期至", "有效日期", "到期日", "到期日期", "失效日期", "保质期至",
                      "Expiry date", "Expiry", "Expires", "Expires on", "Expiration date", "Best before", "Use by")),
)  # fmt: skip
STOCK = Layout("stock", STOCK_FIELDS, marks=(("seller_code", "barcode"),))
OLDEST_YEAR = 2000  # a last day of sale before that is a slipped digit


@dataclass(frozen=True, slots=True)
class StockRow:
    """Pieces of one SKU (and of one lot, where it is kept by lots) in one bin. ``expires``: the last day of sale, if said.

    ``bin_code`` is "" where the file names none (then the SKU's home bin is meant). ``seller_code`` holds the barcode
    where the row has no seller code.
    """

    row: int
    bin_code: str
    seller_code: str
    quantity: int
    lot: str = ""
    expires: dt.date | None = None


def read_stock(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[StockRow]:
    """The good rows and what is wrong with the others (negative, fractional, missing or ruined cells).

    When a bin, SKU and lot come twice, nobody knows whether the figures add up or one is old: all of these rows are problems
    and none comes through. Raises Unreadable as ``open_table`` does.
    """
    table = open_table(path, [STOCK], mapping, progress)
    rows: dict[tuple[str, str, str], list[StockRow]] = {}
    for view in table.views():
        quantity = view.needed_whole("quantity")
        code = view.code("seller_code") or view.code("barcode")
        if not code and not view.broken:
            view.fault("seller_code" if table.has("seller_code") else "barcode", "sheets.missing")
        row = StockRow(view.number, view.code("bin_code"), code, quantity or 0, _lot(view), _last_day(view))
        if row.expires is not None and not row.lot and not view.broken:
            view.fault("lot", "sheets.lot_missing")
        if not view.broken:
            rows.setdefault((row.bin_code, row.seller_code, row.lot), []).append(row)
    for same in rows.values():
        for row in same if len(same) > 1 else ():
            other = next(each.row for each in same if each is not row)
            value = " ".join(part for part in (row.bin_code, row.seller_code, row.lot) if part)
            table.report(row.row, "seller_code", "sheets.twice_in_file", value=value, first=other)
    return table.parsed([same[0] for same in rows.values() if len(same) == 1])


def _lot(view: RowView) -> str:
    lot = view.code("lot")
    if len(lot) > LONGEST_LOT:
        view.fault("lot", "sheets.lot_long", value=lot, most=LONGEST_LOT)
    return lot


def _last_day(view: RowView) -> dt.date | None:
    """The day a cell names, None when it is empty; the hours a spreadsheet hangs on a day do not count."""
    said = view.text("expires")
    if not said:
        return None
    day = values.day(view.cell("expires"))
    if day is None or day.year < OLDEST_YEAR:
        view.fault("expires", "sheets.not_a_day", value=said)
        return None
    return day
