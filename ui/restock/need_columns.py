"""What the list of restock reads and writes into a file, and what stands above each supplier's lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from ui import language
from ui.desk import Desk
from ui.restock import words
from ui.widgets.paged_model import Column, GroupHeading
from warehouse_app.restock.looks.told import arithmetic
from warehouse_app.restock.queries import Asked, RestockRow, SupplierSum, restock_page


def fetch(
    desk: Desk, asked: Asked, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[RestockRow], int]:
    """One page of the list."""
    page = desk.read(restock_page, asked, offset=offset, limit=limit, sort=sort, descending=descending)
    return page.rows, page.total


def headings(sums: Sequence[SupplierSum]) -> list[GroupHeading]:
    """A line above the SKUs of each supplier; a minimum that is not reached stands out."""
    return [
        GroupHeading(one.skus, partial(words.supplier_sum, one), "warning" if one.totals.pieces and one.is_small else None)
        for one in sums
    ]


def export_columns(pieces: Mapping[int, int]) -> list[Column[RestockRow]]:
    """The columns of a file: those of the list in plain words, with the pieces somebody typed, and why it is so many."""
    spoken = language.current()
    return [
        Column("seller_code", "restock.col_sku"),
        Column("name", "restock.col_goods", words.goods),
        Column("supplier", "restock.col_supplier"),
        Column("order_by", "restock.col_order_by", lambda one: "" if one.order_by is None else one.order_by.isoformat()),
        Column("cover_days", "restock.col_cover"),
        Column("on_hand", "restock.col_on_hand", lambda one: str(one.told.on_hand)),
        Column("coming", "restock.col_coming"),
        Column("daily", "restock.col_daily", lambda one: f"{one.told.daily:.2f}"),
        Column("suggested", "restock.col_order", lambda one: str(pieces.get(one.sku_id, one.told.suggested))),
        Column("cost", "restock.col_cost"),
        Column("abc", "restock.col_abc"),
        Column("state", "restock.col_state", words.state),
        Column("why", "restock.col_why", lambda one: arithmetic(one.told, spoken)),
    ]
