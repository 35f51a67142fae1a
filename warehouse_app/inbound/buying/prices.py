"""Which price of a supplier counts on a day: the newest that has begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Subquery, func, select
from sqlalchemy.orm import Session

from warehouse_app.inbound.tables import SupplierPrice
from warehouse_app.store.imports import chunks


@dataclass(frozen=True, slots=True)
class Price:
    """One piece of a SKU from a supplier, and what he calls it."""

    price: Decimal
    since: date
    supplier_code: str


def newest_prices(supplier_id: int, today: date, sku_ids: Sequence[int] | None = None) -> Subquery:
    """The row that counts for each SKU (rank 1), as a subquery: sku_id, price, since, supplier_code, rank."""
    newest_first = (SupplierPrice.since.desc(), SupplierPrice.id.desc())
    rank = func.row_number().over(partition_by=SupplierPrice.sku_id, order_by=newest_first).label("rank")
    wanted = select(
        SupplierPrice.sku_id, SupplierPrice.price, SupplierPrice.since, SupplierPrice.supplier_code, rank
    ).where(SupplierPrice.supplier_id == supplier_id, SupplierPrice.since <= today)  # fmt: skip
    if sku_ids is not None:
        wanted = wanted.where(SupplierPrice.sku_id.in_(sku_ids))
    return wanted.subquery()


def current_prices(reader: Connection | Session, supplier_id: int, sku_ids: Sequence[int], today: date) -> dict[int, Price]:
    """The supplier's prices of these SKUs as they are today; SKUs he has no price for are left out."""
    found: dict[int, Price] = {}
    for part in chunks(sku_ids):
        prices: Any = newest_prices(supplier_id, today, part).c
        wanted = select(prices.sku_id, prices.price, prices.since, prices.supplier_code).where(prices.rank == 1)
        found |= {row.sku_id: Price(row.price, row.since, row.supplier_code) for row in reader.execute(wanted)}
    return found
