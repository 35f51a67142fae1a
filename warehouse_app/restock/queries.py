"""What people see of restock: what the last run said, the one list of what to order and what not, and how many alerts are new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.inbound.buying.rules import Totals, below_minimum
from warehouse_app.inbound.tables import PurchaseOrder, Supplier
from warehouse_app.people.tables import Person
from warehouse_app.restock.looks.told import SUMMED, Sum, sum_of
from warehouse_app.restock.tables import RestockAlert, RestockFigure, RestockRun, RestockTerms
from warehouse_app.store.base import Money
from warehouse_app.store.imports import chunks
from warehouse_app.store.pages import Page

Shown = Literal["order", "soon", "ordered", "snoozed", "dismissed", "sell_out", "unknown", "all"]
SHOWN: tuple[Shown, ...] = ("order", "soon", "ordered", "snoozed", "dismissed", "sell_out", "unknown", "all")
NO_SUPPLIER = 0
"""Asks for SKUs whose supplier nobody knows."""

# As the partial index has it, with the table's name: a purchase order has a state too.
_OPEN: ColumnElement[bool] = literal_column("restock_alert.state <> 'over'")
_STATE = func.coalesce(RestockAlert.state, "")
_IN: dict[Shown, ColumnElement[bool]] = {
    "order": and_(RestockFigure.verdict == "order", _STATE.in_(["", "new"])),
    "soon": and_(RestockFigure.verdict == "soon", _STATE.in_(["", "new"])),
    "ordered": _STATE == "ordered",
    "snoozed": _STATE == "snoozed",
    "dismissed": _STATE == "dismissed",
    "sell_out": RestockFigure.verdict == "sell_out",
    "unknown": RestockFigure.verdict == "unknown",
}
_COMING: Any = RestockFigure.arriving + RestockFigure.on_the_way + RestockFigure.drafted
_SET_BY_HAND = ("lead_days", "minimum", "pack", "safety", "least", "most")
LIST_ORDER: dict[str, Any] = {
    "seller_code": Sku.seller_code, "name": Product.name, "supplier": Supplier.name, "order_by": RestockFigure.order_by,
    "cover_days": RestockFigure.cover_days, "on_hand": RestockFigure.on_hand, "coming": _COMING, "daily": RestockFigure.daily,
    "suggested": RestockFigure.suggested, "cost": RestockFigure.cost, "abc": RestockFigure.abc,
    "stock_out": RestockFigure.stock_out, "state": RestockFigure.verdict,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunHead:
    """The newest run: the day it was made for, how many SKUs it looked at, and what made it doubtful ({} for nothing)."""

    id: int
    day: date
    at: datetime
    who: str
    skus: int
    opened: int
    warning: dict[str, Any]
    seconds: float


@dataclass(frozen=True, slots=True)
class RestockRow:
    """A SKU in the list. ``state`` is that of its open alert, "" for none; ``cover_days`` until the stock is gone (None: nothing
    sells); ``cost`` of one piece; ``told`` are the figures of its suggestion.
    """

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    supplier_id: int | None
    supplier: str
    alert_id: int | None
    state: str
    until: date | None
    reason: str
    order_id: int | None
    order_number: str
    abc: str
    cover_days: int | None
    stock_out: date | None
    order_by: date | None
    cost: Decimal | None
    by_hand: bool
    told: Sum

    @property
    def coming(self) -> int:
        return self.told.arriving + self.told.on_the_way + self.told.drafted


@dataclass(frozen=True, slots=True)
class Asked:
    """Which SKUs: of one part of the list, with some words, of one supplier (``NO_SUPPLIER``: of none)."""

    shown: Shown = "order"
    text: str = ""
    supplier_id: int | None = None
    by_supplier: bool = False


@dataclass(frozen=True, slots=True)
class SupplierSum:
    """What a part of the list asks of one supplier (None: nobody knows who sells it), as suggested."""

    supplier_id: int | None
    supplier: str
    skus: int
    totals: Totals
    minimum_amount: Decimal | None
    minimum_pieces: int | None

    @property
    def has_minimum(self) -> bool:
        return bool(self.minimum_amount or self.minimum_pieces)

    @property
    def is_small(self) -> bool:
        """Whether the supplier would not take so small an order."""
        return below_minimum(self.totals, self.minimum_amount, self.minimum_pieces)


def too_small(session: Session, wanted: Mapping[int, Totals]) -> tuple[str, ...]:
    """Of suppliers (by id) from whom so much would be ordered, the names of those who would not take so small an order."""
    columns = (Supplier.id, Supplier.name, Supplier.minimum_amount, Supplier.minimum_pieces)
    rows = session.execute(select(*columns).where(Supplier.id.in_(wanted)).order_by(Supplier.name))
    return tuple(row.name for row in rows if below_minimum(wanted[row.id], row.minimum_amount, row.minimum_pieces))


def newest_run(session: Session) -> RunHead | None:
    """What the list stands on; None when nothing was ever computed."""
    row = session.execute(
        select(
            RestockRun.id, RestockRun.day, RestockRun.at, Person.name, RestockRun.skus, RestockRun.opened, RestockRun.warning,
            RestockRun.seconds,
        )
        .join(Person, Person.id == RestockRun.who_id)
        .order_by(RestockRun.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    return None if row is None else RunHead(*row)


def new_alerts(session: Session) -> int:
    """How many alerts nobody has decided about yet."""
    return session.scalar(select(func.count()).select_from(RestockAlert).where(_OPEN, RestockAlert.state == "new")) or 0


def counts(session: Session, asked: Asked) -> dict[Shown, int]:
    """How many SKUs each part of the list holds, among those with these words and of this supplier."""
    sums = [func.coalesce(func.sum(case((told, 1), else_=0)), 0).label(name) for name, told in _IN.items()]
    row = session.execute(_narrowed(select(*sums, func.count().label("all")), asked)).one()._mapping
    return {name: int(row[name]) for name in SHOWN}


def listed_suppliers(session: Session) -> list[tuple[int, str]]:
    """Who sells what the list holds, by name."""
    listed = select(RestockFigure.supplier_id).distinct()
    rows = session.execute(select(Supplier.id, Supplier.name).where(Supplier.id.in_(listed)).order_by(Supplier.name))
    return [(row.id, row.name) for row in rows]


def supplier_sums(
    session: Session, asked: Asked, *, sort: str | None = None, descending: bool = False
) -> list[SupplierSum]:  # fmt: skip
    """What ``restock_page`` shows of each supplier, in the order in which it shows them ``by_supplier``."""
    suggested, cost = RestockFigure.suggested, RestockFigure.cost
    sums: tuple[Any, ...] = (
        RestockFigure.supplier_id, func.coalesce(Supplier.name, "").label("supplier"), func.count().label("skus"),
        func.sum(suggested).label("pieces"), func.sum(suggested * cost, type_=Money()).label("amount"),
        func.sum(case((and_(cost.is_(None), suggested > 0), 1), else_=0)).label("unpriced"),
        Supplier.minimum_amount, Supplier.minimum_pieces,
    )  # fmt: skip
    found = _figures(select(*sums))
    found = _with_goods(found) if asked.text else found.outerjoin(Supplier, Supplier.id == RestockFigure.supplier_id)
    found = _filtered(found, asked).where(*_part(asked))
    grouped = found.group_by(RestockFigure.supplier_id, Supplier.name, Supplier.minimum_amount, Supplier.minimum_pieces)
    return [
        SupplierSum(
            row.supplier_id, row.supplier, row.skus, Totals(int(row.pieces), row.amount or Decimal("0.00"), int(row.unpriced)),
            row.minimum_amount, row.minimum_pieces,
        )
        for row in session.execute(grouped.order_by(*_supplier_order(sort, descending)))
    ]  # fmt: skip


def restock_page(
    session: Session, asked: Asked, *, offset: int = 0, limit: int = 100, sort: str | None = None, descending: bool = False
) -> Page[RestockRow]:
    """A page of the list, what has to be ordered first on top unless sorted by a key of LIST_ORDER."""
    part = _part(asked)
    total = session.scalar(_narrowed(select(func.count()), asked).where(*part)) or 0
    wanted = _told(_filtered(_with_goods(_figures(select(RestockFigure.sku_id))), asked).where(*part))
    rows = session.execute(wanted.order_by(*_order(asked, sort, descending)).offset(offset).limit(limit))
    return Page([_row(row) for row in rows], total)


def rows_of(session: Session, sku_ids: Sequence[int]) -> list[RestockRow]:
    """These SKUs as the list would show them; by id; those the last run did not look at are left out."""
    wanted = _told(_with_goods(_figures(select(RestockFigure.sku_id)))).order_by(RestockFigure.sku_id)
    found = (session.execute(wanted.where(RestockFigure.sku_id.in_(part))) for part in chunks(sorted(set(sku_ids))))
    return [_row(row) for rows in found for row in rows]


def _by_hand() -> ColumnElement[bool]:
    """Whether a person decided a figure of it."""
    own = [getattr(RestockTerms, name).is_not(None) for name in _SET_BY_HAND]
    return func.coalesce(or_(RestockTerms.never, *own), False)


_COLUMNS = (
    RestockFigure.sku_id, Sku.seller_code, Product.name, Sku.colour, Sku.size, RestockFigure.supplier_id,
    func.coalesce(Supplier.name, "").label("supplier"), RestockAlert.id.label("alert_id"), _STATE.label("state"),
    RestockAlert.until, func.coalesce(RestockAlert.reason, "").label("reason"), RestockAlert.order_id,
    func.coalesce(PurchaseOrder.number, "").label("order_number"), RestockFigure.abc, RestockFigure.cover_days,
    RestockFigure.stock_out, RestockFigure.order_by, RestockFigure.cost, _by_hand().label("by_hand"),
)  # fmt: skip
_SUMMED = tuple(getattr(RestockFigure, name) for name in SUMMED)


def _row(found: Any) -> RestockRow:
    told = found._mapping
    return RestockRow(**{column.key: told[column.key] for column in _COLUMNS}, told=sum_of(found))


def _figures(wanted: Select[Any]) -> Select[Any]:
    """The figures with their open alert."""
    alert = and_(RestockAlert.sku_id == RestockFigure.sku_id, _OPEN)
    return wanted.select_from(RestockFigure).outerjoin(RestockAlert, alert)


def _with_goods(wanted: Select[Any]) -> Select[Any]:
    """Their goods and who sells them."""
    return (
        wanted.join(Sku, Sku.id == RestockFigure.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(Supplier, Supplier.id == RestockFigure.supplier_id)
    )


def _narrowed(wanted: Select[Any], asked: Asked) -> Select[Any]:
    """For counting: goods are looked at only where words are asked for, which makes it three times as quick."""
    found = _figures(wanted)
    return _filtered(_with_goods(found) if asked.text else found, asked)


def _told(wanted: Select[Any]) -> Any:
    """All that a row shows."""
    return (
        wanted.outerjoin(PurchaseOrder, PurchaseOrder.id == RestockAlert.order_id)
        .outerjoin(RestockTerms, RestockTerms.sku_id == RestockFigure.sku_id)
        .with_only_columns(*_COLUMNS, *_SUMMED)
    )


def _filtered(wanted: Select[Any], asked: Asked) -> Select[Any]:
    if asked.supplier_id == NO_SUPPLIER:
        wanted = wanted.where(RestockFigure.supplier_id.is_(None))
    elif asked.supplier_id is not None:
        wanted = wanted.where(RestockFigure.supplier_id == asked.supplier_id)
    for word in asked.text.split():
        searched = (Sku.seller_code, Product.name, Sku.colour, Sku.size, Supplier.name)
        wanted = wanted.where(or_(*(column.icontains(word, autoescape=True) for column in searched)))
    return wanted


def _part(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    return () if asked.shown == "all" else (_IN[asked.shown],)


def _order(asked: Asked, sort: str | None, descending: bool) -> tuple[Any, ...]:
    """By supplier whatever it is sorted by; sorted within them."""
    key = LIST_ORDER.get(sort or "")
    groups = _supplier_order(sort, descending) if asked.by_supplier else ()
    chosen = () if key is None else ((key.desc() if descending else key.asc()).nulls_last(),)
    return (*groups, *chosen, RestockFigure.order_by.asc().nulls_last(), Sku.seller_code)


def _supplier_order(sort: str | None, descending: bool) -> tuple[Any, ...]:
    """By name; those who are called the same apart; at the end what nobody sells."""
    name = Supplier.name.desc() if sort == "supplier" and descending else Supplier.name.asc()
    return name.nulls_last(), RestockFigure.supplier_id
