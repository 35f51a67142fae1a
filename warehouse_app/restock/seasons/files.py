"""Season lists: a product (or a SKU of it) and the last day anybody wants it."""

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
from warehouse_app.stock.files import STOCK_FIELDS

SEASON_FIELDS = (
    Field("name", ("商品名称", "商品", "品名", "名称", "宝贝名称", "Product name", "Product", "Name")),
    *(field for field in STOCK_FIELDS if field.name == "seller_code"),
    Field("season_ends", ("季末", "季末日期", "当季截止", "季节截止", "应季截止", "最后销售日", "下架日期", "换季日期",
                          "Season ends", "Season end", "Season end date", "End of season", "Last day of season"),
          required=True),
)  # fmt: skip
SEASONS = Layout("seasons", SEASON_FIELDS, marks=(("name", "seller_code"),))
OLDEST_YEAR = 2000
NONE = frozenset({"", "-", "–", "无", "全年", "none", "never", "all year"})


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """A product by its name (``product``) or by a code of one of its SKUs; ``ends`` None: it is of all seasons."""

    row: int
    product: str
    seller_code: str
    ends: dt.date | None


def read_seasons(
    path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None
) -> Parsed[SeasonRow]:  # fmt: skip
    """The good rows, and what is wrong with the others. Raises Unreadable as ``open_table`` does."""
    table = open_table(path, [SEASONS], mapping, progress)
    rows = []
    for view in table.views():
        product, code = view.text("name"), view.code("seller_code")
        if not product and not code and not view.broken:
            view.fault("name" if table.has("name") else "seller_code", "sheets.missing")
        ends = _ends(view)
        if not view.broken:
            # A code tells one product for certain; names may be written a little differently
            rows.append(SeasonRow(view.number, "" if code else product, code, ends))
    return table.parsed(rows)


def _ends(view: RowView) -> dt.date | None:
    said = view.text("season_ends")
    if values.folded(said).casefold() in NONE:
        return None
    day = values.day(view.cell("season_ends"))
    if day is None or day.year < OLDEST_YEAR:
        view.fault("season_ends", "sheets.not_a_day", value=said)
        return None
    return day
