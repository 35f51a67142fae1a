"""The paper of what to order, drawn from what the list says and laid into the documents folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from warehouse_app.restock.documents import NeedLine, SupplierNeed, write_needs
from warehouse_app.restock.queries import Asked, RestockRow, newest_run, restock_page
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language

_MOST = 100_000


def make_needs_paper(
    warehouse: Warehouse, asked: Asked, pieces: Mapping[int, int], language: Language = "zh_CN"
) -> tuple[Path, ...]:
    """What is asked for as one PDF, by supplier; ``pieces`` are quantities somebody wrote over the suggested ones.

    Lines of which nothing is ordered are left out. Raises BadInput ``paper.nothing_to_print``, WarehouseError
    ``paper.cannot_write``.
    """
    asked = Asked(asked.shown, asked.text, asked.supplier_id, by_supplier=True)
    with warehouse.reading() as session:
        run = newest_run(session)
        rows = restock_page(session, asked, limit=_MOST).rows
    day = warehouse.clock().astimezone().date() if run is None else run.day
    path = Folder(warehouse.folder).documents / f"to-order-{day:%Y%m%d}.pdf"
    write_needs(path, day, by_supplier(rows, pieces), language)
    return (path,)


def by_supplier(rows: Iterable[RestockRow], pieces: Mapping[int, int]) -> list[SupplierNeed]:
    """Rows that come supplier by supplier, as the paper shows them."""
    wanted = [row for row in rows if pieces.get(row.sku_id, row.told.suggested) > 0]
    return [
        SupplierNeed(name, tuple(_line(row, pieces) for row in some))
        for name, some in groupby(wanted, key=lambda row: row.supplier)
    ]


def _line(row: RestockRow, pieces: Mapping[int, int]) -> NeedLine:
    variant = " / ".join(part for part in (row.colour, row.size) if part)
    many = pieces.get(row.sku_id, row.told.suggested)
    return NeedLine(row.seller_code, row.name, variant, row.order_by, row.cover_days, many, row.cost, row.told)
