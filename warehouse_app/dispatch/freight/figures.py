"""What parcels cost by courier, province, shop or month: billed where a bill has them, else worked out by the price tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from sqlalchemy import case, extract, func, select, type_coerce
from sqlalchemy.orm import Session

from warehouse_app.dispatch.freight.queries import NOTHING
from warehouse_app.dispatch.freight.tables import BillDifference, BillLine, ParcelCost
from warehouse_app.orders.tables import Shop
from warehouse_app.store.base import Money

By = Literal["courier", "province", "shop", "month"]
BYS: tuple[By, ...] = ("courier", "province", "shop", "month")

_month = extract("year", ParcelCost.day) * 100 + extract("month", ParcelCost.day)
_KEYS: Mapping[By, Any] = {"courier": ParcelCost.courier, "province": ParcelCost.province, "shop": Shop.name, "month": _month}
_billed = type_coerce(BillLine.amount - func.coalesce(BillDifference.credited, Decimal(0)), Money())


@dataclass(frozen=True, slots=True)
class Figure:
    """Parcels of one courier, province, shop or month (``2026-11``) and what they cost.

    ``billed`` of the parcels have a bill and cost what it says, less what was credited; the others cost what the price table
    says, ``unpriced`` of them nobody knows and they are not in ``cost``. ``computed`` were never weighed: their weight is that of
    goods and box.
    """

    key: str
    parcels: int
    cost: Decimal
    billed: int
    unpriced: int
    computed: int

    @property
    def each(self) -> Decimal | None:
        """What a parcel costs on average; None when no cost is known."""
        priced = self.parcels - self.unpriced
        return (self.cost / priced).quantize(Decimal("0.01"), ROUND_HALF_UP) if priced else None


def figures(session: Session, by: By, first: date, last: date, *, courier: str = "", shop: str = "") -> list[Figure]:
    """The figures of parcels handed over from ``first`` to ``last``: months in their order, the others by their cost."""
    key = _KEYS[by]
    has_bill = BillLine.id.is_not(None)
    wanted = (
        select(
            key.label("key"), func.count().label("parcels"),
            func.sum(case((has_bill, _billed), else_=ParcelCost.ours)).label("cost"),
            func.count(BillLine.id).label("billed"),
            func.count(case((BillLine.id.is_(None) & ParcelCost.ours.is_(None), 1))).label("unpriced"),
            func.count(case((BillLine.id.is_(None) & (ParcelCost.source == "computed"), 1))).label("computed"),
        )
        .join(Shop, Shop.id == ParcelCost.shop_id)
        .outerjoin(BillLine, (BillLine.parcel_id == ParcelCost.parcel_id) & BillLine.counts)
        .outerjoin(BillDifference, BillDifference.line_id == BillLine.id)
        .where(ParcelCost.day.between(first, last))
        .group_by(key)
    )  # fmt: skip
    if courier:
        wanted = wanted.where(ParcelCost.courier == courier)
    if shop:
        wanted = wanted.where(Shop.name == shop)
    found = [
        Figure(_words(by, row.key), row.parcels, row.cost or NOTHING, row.billed, row.unpriced, row.computed)
        for row in session.execute(wanted)
    ]
    found.sort(key=lambda one: one.key)
    return found if by == "month" else sorted(found, key=lambda one: -one.cost)


def _words(by: By, key: Any) -> str:
    return f"{int(key) // 100}-{int(key) % 100:02}" if by == "month" else str(key)
