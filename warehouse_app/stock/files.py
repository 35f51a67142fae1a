"""Stock lists: how many pieces of what lie in which bin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed

STOCK_FIELDS = (
    Field("bin_code", ("库位", "货位", "库位号", "仓位", "Bin", "Bin code", "Location", "Shelf")),
    Field("seller_code", ("商家编码", "规格商家编码", "规格编码", "商品编码", "SKU编码", "SKU", "货号", "编码",
                          "Seller code", "SKU code", "Variant SKU", "Item code", "Product code", "Item number")),
    Field("barcode", ("条码", "商品条码", "条形码", "国际条码", "69码", "EAN", "EAN13", "UPC", "GTIN", "Barcode")),
    Field("quantity", ("数量", "库存", "库存数量", "在库", "在库数量", "实际库存", "件数",
                       "Quantity", "Qty", "On hand", "Stock", "Pieces"), required=True),
)  # fmt: skip
STOCK = Layout("stock", STOCK_FIELDS, marks=(("seller_code", "barcode"),))


@dataclass(frozen=True, slots=True)
class StockRow:
    """Pieces of one SKU in one bin. ``bin_code`` is "" where the file names none (then the SKU's home bin is meant).

    ``seller_code`` holds the barcode where the row has no seller code.
    """

    row: int
    bin_code: str
    seller_code: str
    quantity: int


def read_stock(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[StockRow]:
    """The good rows and what is wrong with the others (negative, fractional, missing or ruined cells).

    When a bin and SKU come twice, nobody knows whether the figures add up or one is old: all of these rows are problems
    and none comes through. Raises Unreadable as ``open_table`` does.
    """
    table = open_table(path, [STOCK], mapping, progress)
    rows: dict[tuple[str, str], list[StockRow]] = {}
    for view in table.views():
        quantity = view.needed_whole("quantity")
        code = view.code("seller_code") or view.code("barcode")
        if not code and not view.broken:
            view.fault("seller_code" if table.has("seller_code") else "barcode", "sheets.missing")
        row = StockRow(view.number, view.code("bin_code"), code, quantity or 0)
        if not view.broken:
            rows.setdefault((row.bin_code, row.seller_code), []).append(row)
    for same in rows.values():
        for row in same if len(same) > 1 else ():
            other = next(each.row for each in same if each is not row)
            value = f"{row.bin_code} {row.seller_code}".strip()
            table.report(row.row, "seller_code", "sheets.twice_in_file", value=value, first=other)
    return table.parsed([same[0] for same in rows.values() if len(same) == 1])
