"""From ticked lines to purchase orders: one draft for each supplier, all or none, and back again while nobody has sent them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.buying.commands import cancel_order, draft_order
from warehouse_app.inbound.buying.rules import OrderState, WantedLine
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.restock.alerts import Decided, as_it_was, mark_ordered
from warehouse_app.restock.freshening import refresh_positions
from warehouse_app.restock.supply import suppliers_of
from warehouse_app.restock.tables import RestockAlert
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

NAMED = 10  # so many SKUs are named in a mistake; more would fill the screen


@dataclass(frozen=True, slots=True)
class Made:
    """A draft purchase order."""

    id: int
    number: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """The drafts made in one step, by supplier, and the alerts as they were before; ``undo_ordered`` takes it back."""

    orders: tuple[Made, ...]
    alerts: tuple[Decided, ...] = ()


@needs(Right.RESTOCK)
def order_ticked(tx: Tx, lines: Sequence[tuple[int, int]], seen: Mapping[int, int | None] | None = None) -> Ordered:
    """Draft purchase orders of (SKU, pieces), one for each supplier, and their alerts are ordered; all in one transaction.

    ``seen``: by SKU the order its alert had when somebody chose it. Raises BadInput ``restock.nothing_ticked``,
    ``restock.nobody_sells`` naming the SKUs nobody is known to sell, Conflict ``restock.alert_ordered`` when another desk has
    ordered one since it was seen, and what ``draft_order`` raises; nothing was made then.
    """
    if not lines:
        raise BadInput("restock.nothing_ticked")
    one_at_a_time(tx, "restock")
    _not_ordered_since(tx, seen or {})
    by_supplier = _by_supplier(tx, lines)
    made, before = [], []
    for supplier_id, wanted in sorted(by_supplier.items()):
        order_id = draft_order(tx, supplier_id, [WantedLine(sku_id, pieces) for sku_id, pieces in wanted])
        number = str(tx.connection.execute(select(PurchaseOrder.number).where(PurchaseOrder.id == order_id)).scalar_one())
        before += mark_ordered(tx, [sku_id for sku_id, _ in wanted], order_id, number)
        made.append(Made(order_id, number))
    refresh_positions(tx, [sku_id for sku_id, _ in lines])
    tx.touch("restock")
    return Ordered(tuple(made), tuple(before))


def _not_ordered_since(tx: Tx, seen: Mapping[int, int | None]) -> None:
    wanted = select(RestockAlert.sku_id, RestockAlert.order_id, Sku.seller_code).join(Sku, Sku.id == RestockAlert.sku_id)
    for some in chunks(sorted(seen)):
        for row in tx.connection.execute(wanted.where(RestockAlert.state == "ordered", RestockAlert.sku_id.in_(some))):
            if row.order_id != seen[row.sku_id]:
                raise Conflict("restock.alert_ordered", sku=row.seller_code)


def _by_supplier(tx: Tx, lines: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    suppliers = suppliers_of(tx.session, tx.now.astimezone().date())
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    nobody = []
    for sku_id, pieces in lines:
        supplier_id = suppliers.of(sku_id).supplier_id
        if supplier_id is None:
            nobody.append(sku_id)
        else:
            found[supplier_id].append((sku_id, pieces))
    if nobody:
        raise BadInput("restock.nobody_sells", skus=", ".join(_codes(tx, nobody[:NAMED])), n=len(nobody))
    return found


def _codes(tx: Tx, sku_ids: Sequence[int]) -> list[str]:
    rows = tx.connection.execute(select(Sku.seller_code).where(Sku.id.in_(sku_ids)).order_by(Sku.seller_code))
    found = list(rows.scalars())
    if not found:
        raise NotFound("buying.no_such_sku")
    return found


@needs(Right.RESTOCK)
def undo_ordered(tx: Tx, ordered: Ordered) -> int:
    """Cancel the drafts of one step; their alerts are as they were. Returns how many orders.

    Raises Conflict ``restock.sent_already`` when somebody has sent or cancelled one of them; nothing was undone then.
    """
    one_at_a_time(tx, "restock")
    ids = [order.id for order in ordered.orders]
    states = dict(tx.connection.execute(select(PurchaseOrder.id, PurchaseOrder.state).where(PurchaseOrder.id.in_(ids))).all())
    for order in ordered.orders:
        if states.get(order.id) != OrderState.DRAFT.value:
            raise Conflict("restock.sent_already", number=order.number)
    for order in ordered.orders:
        cancel_order(tx, order.id)
    still = _still_ordered(tx, ids)
    for each in ordered.alerts:
        if each.alert_id in still:
            as_it_was(tx, each)
    skus = tx.connection.execute(select(PurchaseLine.sku_id).where(PurchaseLine.order_id.in_(ids))).scalars()
    refresh_positions(tx, set(skus))
    tx.touch("restock")
    return len(ids)


def _still_ordered(tx: Tx, order_ids: Sequence[int]) -> set[int]:
    wanted = select(RestockAlert.id).where(RestockAlert.state == "ordered", RestockAlert.order_id.in_(order_ids))
    return set(tx.connection.execute(wanted).scalars())
