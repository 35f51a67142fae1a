"""Which bins and SKUs a stocktake is about: by zone, bin, category, supplier or SKU, and what a spot check picks out."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, or_, select

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.counting.rules import Kind, Sample, abc_classes, due
from warehouse_app.counting.tables import CountResult
from warehouse_app.errors import NotFound
from warehouse_app.inbound.tables import Supplier, SupplierPrice
from warehouse_app.packing.mistakes.tables import Mispack
from warehouse_app.stock.rules import Reason
from warehouse_app.stock.tables import Balance, CountTask, Location, Move

MISTAKES_DAYS = 30
EMPTIED_DAYS = 7
CLASS_DAYS = 90
_SHELF = and_(Location.kind == "bin", Location.role == "shelf", Location.active)
Wanted = dict[int, frozenset[int] | None]
"""Bins (location ids, in walking order) with the SKUs to be counted there; None: everything in the bin."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What belongs to a stocktake; empty lists narrow nothing. Codes, names and zones as the shop writes them."""

    zones: tuple[str, ...] = ()
    bins: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()

    @property
    def by_goods(self) -> bool:
        """Whether it names goods, so that only these are counted."""
        return bool(self.categories or self.suppliers or self.skus)


@dataclass(frozen=True, slots=True)
class Plan:
    """A stocktake to be made. ``sample`` and ``size`` are a spot check's: what it picks out, and how many bins."""

    kind: Kind
    opens: date
    closes: date
    title: str = ""
    blind: bool = True
    scope: Scope = Scope()
    people: tuple[int, ...] = ()
    sample: Sample = Sample.RANDOM
    size: int = 20
    seed: int | None = None
    lock: bool = False  # its zones and bins stay as they are until it ends or somebody unlocks them


def wanted(connection: Any, plan: Plan, now: datetime) -> Wanted:
    """The bins of a plan in walking order, each with what is to be counted there. Raises NotFound for a name nobody knows."""
    skus = _skus_of(connection, plan.scope) if plan.scope.by_goods else None
    bins = _bins_of(connection, plan.scope)
    if plan.kind is Kind.CYCLE:
        due_now = _due(connection, now)
        skus = due_now if skus is None else skus & due_now
    elif plan.kind is Kind.SHORT:
        return _only(bins, _waiting(connection))
    elif plan.kind is Kind.EMPTIED:
        return _only(bins, dict.fromkeys(_emptied(connection, now)))
    elif plan.kind is Kind.SPOT:
        return _spot(connection, plan, now, bins, skus)
    if skus is None:
        return dict.fromkeys(bins)
    return _only(bins, _places_of(connection, skus))


def _only(bins: Sequence[int], found: dict[int, Any]) -> Wanted:
    return {bin_id: found[bin_id] for bin_id in bins if bin_id in found}


def _bins_of(connection: Any, scope: Scope) -> list[int]:
    _must_know(connection, Location.zone, scope.zones, "counting.no_such_zone")
    _must_know(connection, Location.code, scope.bins, "counting.no_such_bin")
    query = select(Location.id).where(_SHELF)
    if scope.zones or scope.bins:
        query = query.where(or_(Location.zone.in_(scope.zones), Location.code.in_(scope.bins)))
    return list(connection.execute(query.order_by(Location.walk_key, Location.code)).scalars())


def _skus_of(connection: Any, scope: Scope) -> frozenset[int]:
    _must_know(connection, Product.category, scope.categories, "counting.no_such_category")
    _must_know(connection, Supplier.name, scope.suppliers, "counting.no_such_supplier")
    _must_know(connection, Sku.seller_code, scope.skus, "counting.no_such_sku")
    supplied = select(SupplierPrice.sku_id).join(Supplier, Supplier.id == SupplierPrice.supplier_id)
    query = select(Sku.id).join(Product, Product.id == Sku.product_id).where(
        or_(
            Product.category.in_(scope.categories),
            Sku.id.in_(supplied.where(Supplier.name.in_(scope.suppliers))),
            Sku.seller_code.in_(scope.skus),
        )
    )  # fmt: skip
    return frozenset(connection.execute(query).scalars())


def _must_know(connection: Any, column: Any, names: Iterable[str], code: str) -> None:
    asked = set(names)
    if asked and (strange := asked - set(connection.execute(select(column).where(column.in_(asked))).scalars())):
        raise NotFound(code, name=min(strange))


def _places_of(connection: Any, skus: frozenset[int]) -> dict[int, frozenset[int]]:
    """Bins in which any of the SKUs lies by the books, with those."""
    rows = connection.execute(
        select(Balance.location_id, Balance.sku_id).where(Balance.virtual.is_(False), Balance.on_hand > 0).distinct()
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        if row.sku_id in skus:
            found.setdefault(row.location_id, set()).add(row.sku_id)
    return {bin_id: frozenset(of_bin) for bin_id, of_bin in found.items()}


def classes(connection: Any, now: datetime) -> dict[int, str]:
    """The class of every SKU that left in the last 90 days, by what it brought in; all others are C."""
    rows = connection.execute(
        select(Move.sku_id, func.sum(Move.quantity).label("pieces"), Sku.price)
        .join(Sku, Sku.id == Move.sku_id)
        .where(Move.reason == Reason.SHIPPED.value, Move.at >= now - timedelta(days=CLASS_DAYS))
        .group_by(Move.sku_id, Sku.price)
    )
    return abc_classes({row.sku_id: int(row.pieces) * (row.price or Decimal(0)) for row in rows})


def _due(connection: Any, now: datetime) -> frozenset[int]:
    """SKUs in the house whose class says that they are to be counted again."""
    of_class = classes(connection, now)
    last = dict(connection.execute(select(CountResult.sku_id, func.max(CountResult.moment)).group_by(CountResult.sku_id)).all())
    house = connection.execute(select(Balance.sku_id).where(Balance.virtual.is_(False), Balance.on_hand > 0).distinct()).scalars()
    today = now.date()
    return frozenset(s for s in house if due(of_class.get(s, "C"), last[s].date() if s in last else None, today))


def _waiting(connection: Any) -> dict[int, frozenset[int]]:
    """Bins in which a picker found too little, with what was missing."""
    found: dict[int, set[int]] = {}
    for row in connection.execute(select(CountTask.location_id, CountTask.sku_id).where(CountTask.done_at.is_(None))):
        found.setdefault(row.location_id, set()).add(row.sku_id)
    return {bin_id: frozenset(of_bin) for bin_id, of_bin in found.items()}


def _emptied(connection: Any, now: datetime) -> list[int]:
    """Bins that hold nothing by the books and from which something went in the last week."""
    left = select(Move.from_id).where(Move.at >= now - timedelta(days=EMPTIED_DAYS)).distinct()
    sums = select(Balance.location_id).where(Balance.virtual.is_(False), Balance.location_id.in_(left))
    return list(connection.execute(sums.group_by(Balance.location_id).having(func.sum(Balance.on_hand) == 0)).scalars())


def _spot(connection: Any, plan: Plan, now: datetime, bins: list[int], skus: frozenset[int] | None) -> Wanted:
    if plan.sample is Sample.RANDOM:
        pool = bins if skus is None else list(_only(bins, _places_of(connection, skus)))
        chosen = set(random.Random(plan.seed).sample(pool, min(plan.size, len(pool))))
        return {bin_id: None for bin_id in bins if bin_id in chosen}
    held = select(Balance.location_id, Balance.sku_id, func.sum(Balance.on_hand).label("pieces"), Sku.price)
    held = held.join(Sku, Sku.id == Balance.sku_id).where(Balance.virtual.is_(False), Balance.on_hand > 0)
    rows = connection.execute(held.group_by(Balance.location_id, Balance.sku_id, Sku.price)).all()
    rows = [row for row in rows if skus is None or row.sku_id in skus]
    if plan.sample is not Sample.VALUE:
        marked = _mistaken(connection, now) if plan.sample is Sample.MISTAKES else None
        counted = set(connection.execute(select(CountResult.location_id, CountResult.sku_id)).all())
        rows = [r for r in rows if (r.sku_id in marked if marked is not None else (r.location_id, r.sku_id) not in counted)]
    rows.sort(key=lambda row: (-row.pieces * (row.price or Decimal(0)), row.location_id, row.sku_id))
    found: dict[int, set[int]] = {}
    inside = set(bins)
    for row in rows:
        if row.location_id in inside and (len(found) < plan.size or row.location_id in found):
            found.setdefault(row.location_id, set()).add(row.sku_id)
    return {bin_id: frozenset(found[bin_id]) for bin_id in bins if bin_id in found}


def _mistaken(connection: Any, now: datetime) -> set[int]:
    """SKUs that left wrong, were missing at a pick, or differed at a stocktake in the last 30 days."""
    since = now - timedelta(days=MISTAKES_DAYS)
    differed = select(CountResult.sku_id).where(CountResult.moment >= since, CountResult.difference != 0)
    left = select(Mispack.sku_id).where(Mispack.at >= since, Mispack.withdrawn_at.is_(None), Mispack.sku_id.is_not(None))
    short = select(CountTask.sku_id).where(CountTask.at >= since)
    return {sku_id for query in (differed, left, short) for sku_id in connection.execute(query).scalars()}
