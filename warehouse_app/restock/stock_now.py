"""What the inventory position of each SKU is made of at this moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import KitComponent, Sku
from warehouse_app.inbound.buying.rules import COMING, OPEN, OrderState
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, SupplierPrice
from warehouse_app.orders.rules import BEFORE_RELEASE, State
from warehouse_app.orders.sets.queries import line_goods
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.restock.rules import Parts, Recipes, as_components
from warehouse_app.stock.tables import Balance, Location, Lot
from warehouse_app.store.prepared import Query

WANTING = [state.value for state in (*BEFORE_RELEASE, State.RELEASED, State.IN_WAVE, State.PICKED)]
"""States of orders whose goods are still in the house: not unpaid (nobody has bought anything yet), not packed (they have left
their bins)."""
_COMING = [state.value for state in COMING]


Counted = tuple[int, int, int, int, int]
"""The fields of ``Parts``, in their order: a shop has ten thousand of them, and most are only compared."""
NOTHING: Counted = (0, 0, 0, 0, 0)


def numbers(parts: Parts) -> Counted:
    """The same as plain numbers."""
    return parts.on_hand, parts.arriving, parts.on_the_way, parts.drafted, parts.reserved


def positions(session: Session, today: date, recipes: Recipes | None = None) -> dict[int, Parts]:
    """The parts of every SKU of which there is anything. ``recipes`` as in ``counted``."""
    return {sku_id: Parts(*each) for sku_id, each in counted(session, today, recipes).items()}


def counted(session: Session, today: date, recipes: Recipes | None = None) -> dict[int, Counted]:
    """The same as plain numbers; four statements whatever the size of the shop.

    Sets without stock of their own are wanted as their components (``recipes``, found when not given). Lots past their last
    day are not on hand. Goods at the packing desk that wait to be carried back are arriving like those at the dock.
    """
    recipes = open_recipes(session) if recipes is None else recipes
    found: dict[int, Counted] = {}
    for rows in _in_house.plain(session, today=today):
        found |= {sku_id: (int(on_hand), int(arriving), 0, 0, 0) for sku_id, on_hand, arriving in rows}
    for sku_id, coming, drafted in session.execute(_bought()).all():
        on_hand, arriving, *_ = found.get(sku_id, NOTHING)
        found[sku_id] = (on_hand, arriving, int(coming), int(drafted), 0)
    for sku_id, wanted in as_components(reserved(session), recipes).items():
        on_hand, arriving, on_the_way, of_drafts, _ = found.get(sku_id, NOTHING)
        found[sku_id] = (on_hand, arriving, on_the_way, of_drafts, wanted)
    return found


def _places(*roles: str) -> Any:
    usable = and_(Location.sellable, Location.active) if roles == ("shelf",) else Location.active
    return select(Location.id).where(Location.kind == "bin", Location.role.in_(roles), usable)


def _here() -> Any:
    """``sku_id``, ``on_hand`` in sellable bins, ``arriving`` at the dock and the packing desk, on the day ``today``."""
    shelf, away = _places("shelf"), _places("dock", "desk")
    sums = (
        func.sum(case((Balance.location_id.in_(shelf), Balance.on_hand), else_=0)).label("on_hand"),
        func.sum(case((Balance.location_id.in_(away), Balance.on_hand), else_=0)).label("arriving"),
    )
    of_lot = and_(Lot.sku_id == Balance.sku_id, Lot.code == Balance.lot)
    past = exists().where(of_lot, Lot.expires < bindparam("today", type_=Lot.expires.type))
    expired = case((Balance.lot == "", False), else_=past)
    here = and_(Balance.virtual.is_(False), Balance.on_hand > 0, not_(expired))
    return select(Balance.sku_id, *sums).where(here).group_by(Balance.sku_id)


def _wanted() -> Any:
    """``sku_id``, pieces that open orders still want."""
    lines = line_goods(OrderLine.order_id.in_(select(Order.id).where(Order.state.in_(WANTING)))).subquery()
    return select(lines.c.sku_id, func.sum(lines.c.pieces).label("pieces")).group_by(lines.c.sku_id)


_in_house, _reserved = Query(_here()), Query(_wanted())


def _bought() -> Any:
    """``sku_id``, pieces purchase orders still bring (``coming``), and those of drafts."""
    open_ = PurchaseLine.quantity - PurchaseLine.received
    coming = case((and_(PurchaseOrder.state.in_(_COMING), open_ > 0), open_), else_=0)
    drafted = case((PurchaseOrder.state == OrderState.DRAFT.value, PurchaseLine.quantity), else_=0)
    return (
        select(PurchaseLine.sku_id, func.sum(coming).label("coming"), func.sum(drafted).label("drafted"))
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .where(PurchaseOrder.state.in_([state.value for state in OPEN]))
        .group_by(PurchaseLine.sku_id)
    )


def reserved(session: Session) -> Mapping[int, int]:
    """Pieces by SKU that open orders still want, promised or short; sets that were promised as components as these."""
    return {sku_id: int(pieces) for rows in _reserved.plain(session) for sku_id, pieces in rows}


def open_recipes(session: Session) -> dict[int, dict[int, int]]:
    """Sets that come as components only: none of it is in the house, no supplier sells it, and none was ever ordered."""
    here = exists().where(Balance.sku_id == KitComponent.kit_id, Balance.virtual.is_(False), Balance.on_hand > 0)
    sold = exists().where(SupplierPrice.sku_id == KitComponent.kit_id)
    ordered = exists().where(PurchaseLine.sku_id == KitComponent.kit_id)
    wanted = select(KitComponent.kit_id, KitComponent.part_id, KitComponent.pieces)
    wanted = wanted.join(Sku, Sku.id == KitComponent.kit_id).where(not_(or_(here, sold, ordered)), Sku.active)
    recipes: dict[int, dict[int, int]] = defaultdict(dict)
    for row in session.execute(wanted):
        recipes[row.kit_id][row.part_id] = row.pieces
    return dict(recipes)
