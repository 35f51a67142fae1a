"""What people see of one SKU: its figures and what a person set of them, the shop's rule, its alerts and what is on order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.buying.rules import COMING, OPEN, is_overdue
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, Supplier
from warehouse_app.people.tables import Person
from warehouse_app.restock.queries import RestockRow, rows_of
from warehouse_app.restock.rules import rounded_up
from warehouse_app.restock.tables import AlertEvent, ProductSeason, RestockAlert, RestockFigure, RestockTerms
from warehouse_app.restock.terms import NAMES, TermsFields

_ALERTS = 6
"""So many of a SKU's alerts are shown, the newest first."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of the shop's reorder rule; ``ok`` is None where its figure is not known: such a line is not against it."""

    name: str
    on: bool
    ok: bool | None
    figure: Any
    wanted: Any


@dataclass(frozen=True, slots=True)
class Terms(TermsFields):
    """What a person set of a SKU, with the supplier's name, and of its product's season."""

    supplier: str = ""
    season_ends: date | None = None


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """Pieces one open purchase order still brings; of a draft all of them, though nobody has sent it."""

    order_id: int
    number: str
    state: str
    expected: date | None
    pieces: int
    overdue: bool

    @property
    def is_coming(self) -> bool:
        return self.state in COMING


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to an alert, as kind and fields."""

    at: datetime
    who: str
    kind: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PastAlert:
    """An alert from the day it fired on, with what happened to it, the oldest first."""

    id: int
    opened: date
    state: str
    position: int
    reorder_point: int
    suggested: int
    events: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class SkuLook:
    """All about restocking one SKU. ``computed_safety`` is what the run would keep if a person had not set another;
    ``full_point`` is the demand of the lead time and the safety, whatever the reorder point is.
    """

    row: RestockRow
    product_id: int
    method: str
    few: bool
    service: int
    trend: float
    error: float
    computed_safety: int
    last_sale: date | None
    first_stock: date | None
    price: Decimal | None
    terms: Terms
    rule: tuple[RuleLine, ...]
    alerts: tuple[PastAlert, ...]
    orders: tuple[OrderedLine, ...]
    full_point: int

    @property
    def waits(self) -> bool:
        """Whether its alert waits because an order would likely not be needed for long."""
        return self.terms.least is None and self.row.told.reorder_point < self.full_point


def sku_look(session: Session, sku_id: int, today: date) -> SkuLook | None:
    """Everything of one SKU; None when the last run did not look at it."""
    row = next(iter(rows_of(session, [sku_id])), None)
    figure = session.execute(
        select(RestockFigure.__table__, Sku.product_id, Sku.price)
        .join(Sku, Sku.id == RestockFigure.sku_id)
        .where(RestockFigure.sku_id == sku_id)
    ).first()
    if row is None or figure is None:
        return None
    return SkuLook(
        row, figure.product_id, figure.method, figure.few, figure.service, figure.trend, figure.error,
        figure.safety_computed, figure.last_sale, figure.first_stock, figure.price,
        terms_of(session, sku_id, figure.product_id), _rule(figure.rule), _alerts(session, sku_id),
        orders_of(session, sku_id, today), rounded_up(figure.demand_lead) + figure.safety,
    )  # fmt: skip


def terms_of(session: Session, sku_id: int, product_id: int) -> Terms:
    """What a person set of a SKU and of its product's season."""
    season = session.scalar(select(ProductSeason.ends).where(ProductSeason.product_id == product_id))
    row = session.execute(
        select(RestockTerms.__table__, Supplier.name.label("supplier"))
        .outerjoin(Supplier, Supplier.id == RestockTerms.supplier_id)
        .where(RestockTerms.sku_id == sku_id)
    ).first()
    if row is None:
        return Terms(season_ends=season)
    fields = {name: getattr(row, name) for name in NAMES}
    return Terms(**fields, supplier=row.supplier or "", season_ends=season)


def orders_of(session: Session, sku_id: int, today: date) -> tuple[OrderedLine, ...]:
    """Open purchase orders that still bring the SKU, the first to arrive first, drafts last."""
    rows = session.execute(
        select(
            PurchaseOrder.id, PurchaseOrder.number, PurchaseOrder.state, PurchaseOrder.expected, PurchaseLine.quantity,
            PurchaseLine.received,
        )
        .join(PurchaseLine, PurchaseLine.order_id == PurchaseOrder.id)
        .where(PurchaseLine.sku_id == sku_id, PurchaseOrder.state.in_([state.value for state in OPEN]))
        .where(PurchaseLine.quantity > PurchaseLine.received)
        .order_by(PurchaseOrder.expected.asc().nulls_last(), PurchaseOrder.id)
    )  # fmt: skip
    lines = [
        OrderedLine(
            row.id, row.number, row.state, row.expected, row.quantity - row.received,
            is_overdue(row.state, row.expected, today),
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: not line.is_coming))


def _rule(kept: list[Any]) -> tuple[RuleLine, ...]:
    return tuple(RuleLine(one["name"], bool(one["on"]), one["ok"], one["figure"], one["wanted"]) for one in kept)


def _alerts(session: Session, sku_id: int) -> tuple[PastAlert, ...]:
    alerts = session.execute(
        select(
            RestockAlert.id, RestockAlert.opened, RestockAlert.state, RestockAlert.position, RestockAlert.reorder_point,
            RestockAlert.suggested,
        )
        .where(RestockAlert.sku_id == sku_id)
        .order_by(RestockAlert.id.desc())
        .limit(_ALERTS)
    ).all()  # fmt: skip
    events: dict[int, list[Happened]] = defaultdict(list)
    happened = (
        select(AlertEvent.alert_id, AlertEvent.at, Person.name, AlertEvent.kind, AlertEvent.fields)
        .join(Person, Person.id == AlertEvent.who_id)
        .where(AlertEvent.alert_id.in_([alert.id for alert in alerts]))
        .order_by(AlertEvent.id)
    )
    for row in session.execute(happened):
        events[row.alert_id].append(Happened(row.at, row.name, row.kind, row.fields))
    return tuple(PastAlert(*alert, tuple(events[alert.id])) for alert in alerts)
