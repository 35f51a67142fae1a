"""Two SKUs that are one: the stock, barcodes and waiting orders of one go over to the other, whose code stays.

It stands in the orders' room because the orders that wait are the last to speak of a SKU; everything it needs lies upstream.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update

from warehouse_app.catalog.editing.at_packing import join_parts
from warehouse_app.catalog.tables import Barcode, Sku, SkuAlias
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine, ReturnLine, SupplierReturn
from warehouse_app.orders.rules import BEFORE_RELEASE, ON_THE_FLOOR, State
from warehouse_app.orders.tables import Order, OrderLine, SetPart
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Balance, Location, Lot, StockSlip
from warehouse_app.store import audit
from warehouse_app.store.locks import Door, one_at_a_time
from warehouse_app.store.warehouse import Tx, new_action

# Files, releases, orders to suppliers and returns that are being written meanwhile would go on naming the old SKU.
DOORS: tuple[Door, ...] = ("import", "release", "purchase", "return", "stock")
NOT_YET_RELEASED = (State.UNPAID, *BEFORE_RELEASE)  # one that is paid later waits for goods then
PROMISED = (State.RELEASED, *ON_THE_FLOOR)  # a packed parcel may be opened again, and its goods come back as they left


@dataclass(frozen=True, slots=True)
class Joined:
    """What a merge did: the code that stays, the pieces that went over, and the slip that tells of them ("" for none)."""

    seller_code: str
    pieces: int
    slip: str


@needs(Right.EDIT_PRODUCTS)
def merge_sku(tx: Tx, sku_id: int, into_id: int) -> Joined:
    """Make ``sku_id`` a former code of ``into_id``: stock by moves of a slip, barcodes, former codes, orders not yet released.

    Raises NotFound, BadInput (the same SKU), Conflict while pieces of it are promised to orders or packed, wait on the dock,
    or stand on a purchase order, receipt or return that is not finished: that comes first.
    """
    for door in DOORS:
        one_at_a_time(tx, door)
    old, new = _sku(tx, sku_id), _sku(tx, into_id)
    if old.id == new.id:
        raise BadInput("catalog.merge_itself", sku=old.seller_code)
    held = _held(tx, old.id)
    _refuse_unfinished(tx, old, held)
    slip = _move_stock(tx, old, new, [place for place in held if place.on_hand])
    tx.connection.execute(update(Barcode).where(Barcode.sku_id == old.id).values(sku_id=new.id))
    tx.connection.execute(update(SkuAlias).where(SkuAlias.sku_id == old.id).values(sku_id=new.id))
    join_parts(tx, old.id, new.id)
    retired = f"{old.seller_code}>{new.seller_code}"  # its moves keep naming it; the code itself now means the other
    tx.connection.execute(update(Sku).where(Sku.id == old.id).values(active=False, seller_code=f"{retired}#{old.id}"))
    tx.connection.execute(insert(SkuAlias), [{"code": old.seller_code, "sku_id": new.id}])
    waiting = select(Order.id).where(Order.state.in_([state.value for state in NOT_YET_RELEASED]))
    tx.connection.execute(
        update(OrderLine).where(OrderLine.sku_id == old.id, OrderLine.order_id.in_(waiting)).values(sku_id=new.id)
    )
    audit.record(tx, "sku_merged", old.seller_code, into=new.seller_code)
    tx.touch("catalog", "stock", "orders")
    return Joined(new.seller_code, sum(place.on_hand for place in held), slip)


def _sku(tx: Tx, sku_id: int) -> Any:
    wanted = select(Sku.id, Sku.seller_code).where(Sku.id == sku_id, Sku.active).with_for_update()
    found = tx.connection.execute(wanted).one_or_none()
    if found is None:
        raise NotFound("catalog.no_such_sku")
    return found


def _held(tx: Tx, sku_id: int) -> Sequence[Any]:
    """Where pieces of the SKU lie: bins, the dock, quarantine."""
    return tx.connection.execute(
        select(Balance.location_id, Balance.lot, Balance.on_hand, Balance.reserved, Location.role, Location.code)
        .join(Location, Location.id == Balance.location_id)
        .where(Balance.sku_id == sku_id, ~Balance.virtual)
        .order_by(Balance.location_id, Balance.lot)
    ).all()


def _refuse_unfinished(tx: Tx, old: Any, held: Sequence[Any]) -> None:
    reserved = max(sum(place.reserved for place in held), _promised(tx, old.id))
    if reserved:
        raise Conflict("catalog.merge_reserved", sku=old.seller_code, pieces=reserved)
    if waiting := sum(place.on_hand for place in held if place.role == "dock"):
        raise Conflict("catalog.merge_on_dock", sku=old.seller_code, pieces=waiting)
    ordered = select(PurchaseOrder.number).join(PurchaseLine, PurchaseLine.order_id == PurchaseOrder.id)
    ordered = ordered.where(PurchaseLine.sku_id == old.id, PurchaseOrder.state.in_(("draft", "sent", "partly")))
    arriving = select(Receipt.number).join(ReceiptLine, ReceiptLine.receipt_id == Receipt.id)
    arriving = arriving.where(ReceiptLine.sku_id == old.id, Receipt.state == "open")
    going_back = select(SupplierReturn.number).join(ReturnLine, ReturnLine.return_id == SupplierReturn.id)
    unsettled = ReturnLine.quantity > ReturnLine.replaced + ReturnLine.credited  # what comes for it has to be the same SKU
    going_back = going_back.where(ReturnLine.sku_id == old.id, SupplierReturn.state.in_(("draft", "sent")), unsettled)
    for wanted in (ordered, arriving, going_back):
        number = tx.connection.execute(wanted.limit(1)).scalar()
        if number is not None:
            raise Conflict("catalog.merge_open", sku=old.seller_code, number=number)


def _promised(tx: Tx, sku_id: int) -> int:
    """Pieces in orders from their release until their parcel has left."""
    on_the_way = select(Order.id).where(Order.state.in_([state.value for state in PROMISED]))
    as_itself = select(func.sum(OrderLine.quantity)).where(OrderLine.sku_id == sku_id)
    of_sets = select(func.sum(SetPart.per_set * SetPart.sets)).join(OrderLine, OrderLine.id == SetPart.order_line_id)
    each = (
        tx.connection.execute(pieces.where(OrderLine.live, OrderLine.order_id.in_(on_the_way))).scalar()
        for pieces in (as_itself, of_sets.where(SetPart.part_id == sku_id))
    )
    return sum(int(pieces or 0) for pieces in each)


def _move_stock(tx: Tx, old: Any, new: Any, places: Sequence[Any]) -> str:
    """Each place keeps its pieces under the other code; both halves go over CONSUMED, which gains nothing by it."""
    if not places:
        return ""
    slip = StockSlip(number=new_action(), kind="merge", note=f"{old.seller_code} > {new.seller_code}")
    tx.session.add(slip)
    tx.session.flush()
    slip.number = f"SL{tx.now.astimezone():%y%m%d}-{slip.id}"
    tx.session.flush()
    _copy_lots(tx, old.id, new.id, {place.lot for place in places if place.lot})
    consumed = ledger.virtual_locations(tx)[Virtual.CONSUMED]
    postings = [Posting(old.id, place.location_id, consumed, place.on_hand, place.lot) for place in places]
    postings += [Posting(new.id, consumed, place.location_id, place.on_hand, place.lot) for place in places]
    ledger.post(tx, new_action(), Reason.MERGED, postings, f"slip:{slip.id}")
    return slip.number


def _copy_lots(tx: Tx, old_id: int, new_id: int, codes: set[str]) -> None:
    """The lots go over with their goods. Where both SKUs know a lot with a last day of their own, the earlier one counts."""
    known = {row.code: row.expires for row in tx.connection.execute(select(Lot.code, Lot.expires).where(Lot.sku_id == new_id))}
    rows = tx.connection.execute(select(Lot.code, Lot.expires).where(Lot.sku_id == old_id, Lot.code.in_(codes))).all()
    fresh = [{"sku_id": new_id, "code": row.code, "expires": row.expires} for row in rows if row.code not in known]
    if fresh:
        tx.connection.execute(insert(Lot), fresh)
    for row in rows:
        kept = known.get(row.code)
        if row.code in known and row.expires is not None and (kept is None or row.expires < kept):
            at = (Lot.sku_id == new_id, Lot.code == row.code)
            tx.connection.execute(update(Lot).where(*at).values(expires=row.expires))
