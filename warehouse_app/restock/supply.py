"""Who sells a SKU, for how much, how long he takes, and what a person decided about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.inbound.buying.rules import OrderState
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, Receipt, Supplier, SupplierPrice
from warehouse_app.restock.rules import Lead, Limits, lead_time
from warehouse_app.restock.tables import ProductSeason, RestockTerms
from warehouse_app.store import settings

_BOUGHT = [OrderState.SENT.value, OrderState.PARTLY.value, OrderState.CLOSED.value]


@dataclass(frozen=True, slots=True)
class Supply:
    """How a SKU is bought. ``safety`` and ``least`` are a person's, None as computed; ``cost`` of one piece."""

    supplier_id: int | None
    lead: Lead
    limits: Limits
    cost: Decimal | None
    safety: int | None = None
    least: int | None = None
    never: bool = False


@dataclass(frozen=True, slots=True)
class Suppliers:
    """What all SKUs are looked up in; read once for a run or a list."""

    terms: Mapping[int, Any]
    last: Mapping[int, int]
    offers: Mapping[int, int]
    costs: Mapping[tuple[int, int], Decimal]
    told: Mapping[int, int | None]  # lead days of suppliers in use
    taken: Mapping[int, list[int]]
    usual: int

    def of(self, sku_id: int) -> Supply:
        """How this SKU is bought: from whom a person says, else who sold it last, else who offers it."""
        terms = self.terms.get(sku_id)
        asked = (terms.supplier_id if terms else None, self.last.get(sku_id), self.offers.get(sku_id))
        supplier_id = next((each for each in asked if each is not None and each in self.told), None)
        by_hand = terms.lead_days if terms else None
        if supplier_id is None:
            lead = lead_time(by_hand, (), None, self.usual)
        else:
            lead = lead_time(by_hand, self.taken.get(supplier_id, ()), self.told[supplier_id], self.usual)
        cost = None if supplier_id is None else self.costs.get((supplier_id, sku_id))
        if terms is None:
            return Supply(supplier_id, lead, Limits(), cost)
        limits = Limits(terms.minimum, terms.pack, terms.most)
        return Supply(supplier_id, lead, limits, cost, terms.safety, terms.least, terms.never)


def suppliers_of(session: Session, today: date) -> Suppliers:
    """Everything about suppliers, in six statements."""
    terms = {row.sku_id: row for row in session.execute(select(RestockTerms.__table__))}
    told = dict(session.execute(select(Supplier.id, Supplier.lead_days).where(Supplier.active)).all())
    last, prices = _last_bought(session)
    costs = prices | _asked_today(session, today)
    usual = int(settings.get(session, "restock_lead_days"))
    return Suppliers(terms, last, _offers(session), costs, told, taken_days(session), usual)


def _last_bought(session: Session) -> tuple[dict[int, int], dict[tuple[int, int], Decimal]]:
    """By SKU the supplier of its newest order that was sent, and what that one paid."""
    newest = (
        select(func.max(PurchaseLine.id).label("id"))
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .where(PurchaseOrder.state.in_(_BOUGHT))
        .group_by(PurchaseLine.sku_id, PurchaseOrder.supplier_id)
        .subquery()
    )
    wanted = (
        select(PurchaseLine.sku_id, PurchaseOrder.supplier_id, PurchaseLine.price)
        .join(newest, newest.c.id == PurchaseLine.id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .order_by(PurchaseLine.id)
    )
    last: dict[int, int] = {}
    prices: dict[tuple[int, int], Decimal] = {}
    for row in session.execute(wanted):
        last[row.sku_id] = row.supplier_id
        if row.price is not None:
            prices[row.supplier_id, row.sku_id] = row.price
    return last, prices


def _asked_today(session: Session, today: date) -> dict[tuple[int, int], Decimal]:
    rows = session.execute(
        select(SupplierPrice.supplier_id, SupplierPrice.sku_id, SupplierPrice.price)
        .where(SupplierPrice.since <= today)
        .order_by(SupplierPrice.since, SupplierPrice.id)
    )
    return {(row.supplier_id, row.sku_id): row.price for row in rows}  # the newest comes last


def _offers(session: Session) -> dict[int, int]:
    """By SKU who last told a price for it."""
    rows = select(SupplierPrice.sku_id, SupplierPrice.supplier_id).join(Supplier, Supplier.id == SupplierPrice.supplier_id)
    found = session.execute(rows.where(Supplier.active).order_by(SupplierPrice.id))
    return {row.sku_id: row.supplier_id for row in found}


def taken_days(session: Session) -> dict[int, list[int]]:
    """By supplier how many days his closed orders took, from being sent until their last receipt; the newest last."""
    arrived = func.max(Receipt.closed_at)
    wanted = (
        select(PurchaseOrder.supplier_id, PurchaseOrder.sent_at, arrived.label("arrived"))
        .join(Receipt, Receipt.order_id == PurchaseOrder.id)
        .where(PurchaseOrder.state == OrderState.CLOSED.value, Receipt.state == "closed", PurchaseOrder.sent_at.is_not(None))
        .group_by(PurchaseOrder.id, PurchaseOrder.supplier_id, PurchaseOrder.sent_at)
        .order_by(arrived, PurchaseOrder.id)
    )
    taken: dict[int, list[int]] = defaultdict(list)
    for row in session.execute(wanted):
        taken[row.supplier_id].append((row.arrived.astimezone().date() - row.sent_at.astimezone().date()).days)
    return dict(taken)


def seasons(session: Session) -> dict[int, date]:
    """The last day of the season, by product."""
    return dict(session.execute(select(ProductSeason.product_id, ProductSeason.ends)).all())
