"""What is asked for after the scan of an item: its serial numbers, its lot, a look at it, the rest of a set that was begun."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select, update

from warehouse_app.catalog.tables import KitComponent, Product, Sku
from warehouse_app.orders.tables import OrderLine
from warehouse_app.packing import statements
from warehouse_app.packing.rules import Asks, Verdict
from warehouse_app.packing.tables import ParcelCapture
from warehouse_app.picking.tables import ParcelLine, ParcelOrder
from warehouse_app.stock.tables import Reservation
from warehouse_app.store.prepared import Query
from warehouse_app.store.warehouse import Tx

AskKind = Literal["part", "serial", "lot", "look"]
WANTED: Mapping[AskKind, Verdict] = {
    "part": Verdict.PART_WANTED,
    "serial": Verdict.SERIAL_WANTED,
    "lot": Verdict.LOT_WANTED,
    "look": Verdict.LOOK_WANTED,
}
_BITS: Mapping[AskKind, Asks] = {"serial": Asks.SERIAL, "lot": Asks.LOT, "look": Asks.LOOK}


@dataclass(frozen=True, slots=True)
class Part:
    """A component of a set: how many pieces of it one set takes, and how many are in."""

    sku_id: int
    name: str
    colour: str
    size: str
    pieces: int
    done: int


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for now. ``done`` of ``wanted`` pieces have it; ``rest`` is asked for after it.

    ``words`` say what to look at, ``lots`` are those that may still be taken with their pieces, ``parts`` the set's.
    """

    kind: AskKind
    sku_id: int
    name: str
    colour: str
    size: str
    picture: str
    line_scanned: int
    line_needed: int
    scan_id: int = 0
    done: int = 0
    wanted: int = 1
    rest: tuple[AskKind, ...] = ()
    words: str = ""
    lots: tuple[tuple[str, int], ...] = ()
    parts: tuple[Part, ...] = ()


_PARCEL: BindParameter[int] = bindparam("parcel")
_flagged = Query(
    select(ParcelLine.id, ParcelLine.sku_id, ParcelLine.asks, Product.serials, Product.lots, Product.quality_look)
    .join(Sku, Sku.id == ParcelLine.sku_id)
    .join(Product, Product.id == Sku.product_id)
    .where(ParcelLine.parcel_id == _PARCEL, ParcelLine.scanned == 0)
    .where(or_(Product.serials, Product.lots, Product.quality_look != "", ParcelLine.asks != 0))
)
_reserved = (
    select(Reservation.lot, func.sum(Reservation.quantity).label("pieces"))
    .join(OrderLine, OrderLine.id == Reservation.order_line_id)
    .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
    .where(ParcelOrder.parcel_id == _PARCEL, Reservation.sku_id == bindparam("sku"))
    .group_by(Reservation.lot)
    .order_by(Reservation.lot)
)
_line = (
    select(
        ParcelLine.asks, ParcelLine.needed, ParcelLine.scanned,
        Sku.colour, Sku.size, Sku.picture, Product.name, Product.quality_look,
    )
    .join(Sku, Sku.id == ParcelLine.sku_id)
    .join(Product, Product.id == Sku.product_id)
    .where(ParcelLine.parcel_id == _PARCEL, ParcelLine.sku_id == bindparam("sku"))
)  # fmt: skip
_given = (
    select(ParcelCapture.kind, func.sum(ParcelCapture.pieces).label("pieces"))
    .where(ParcelCapture.scan_id == bindparam("scan"), ParcelCapture.kind != "part")
    .group_by(ParcelCapture.kind)
)


def decide(tx: Tx, parcel_id: int) -> None:
    """What each item of the parcel asks for by its product of this moment; a line that was begun keeps what it asked for."""
    for row in _flagged.all(tx.connection, parcel=parcel_id):
        several = row.lots and len(reserved_lots(tx.connection, parcel_id, row.sku_id)) > 1
        asks = Asks.SERIAL * row.serials | Asks.LOT * bool(several) | Asks.LOOK * bool(row.quality_look)
        if row.asks != asks:
            tx.connection.execute(update(ParcelLine).where(ParcelLine.id == row.id).values(asks=int(asks)))


def reserved_lots(connection: Connection, parcel_id: int, sku_id: int) -> dict[str, int]:
    """Pieces of a SKU promised to the parcel by lot."""
    return {row.lot: int(row.pieces) for row in connection.execute(_reserved, {"parcel": parcel_id, "sku": sku_id})}


def lots_left(connection: Connection, parcel_id: int, sku_id: int) -> dict[str, int]:
    """The promised lots with the pieces nobody has given a lot yet."""
    left = Counter(reserved_lots(connection, parcel_id, sku_id))
    of_lots = select(ParcelCapture.value, ParcelCapture.pieces).where(
        ParcelCapture.parcel_id == parcel_id, ParcelCapture.sku_id == sku_id, ParcelCapture.kind == "lot"
    )
    for row in connection.execute(of_lots):
        left[row.value] -= row.pieces
    return {lot: pieces for lot, pieces in left.items() if lot and pieces > 0}


def kinds_of(asks: int) -> tuple[AskKind, ...]:
    """What a line asks for, in the order it is asked."""
    return tuple(kind for kind, bit in _BITS.items() if asks & bit)


def open_ask(connection: Connection, parcel_id: int) -> Ask | None:
    """What the parcel asks for before its next item, None for nothing."""
    begun = _begun_set(connection, parcel_id)
    if begun is not None:
        return begun
    last = statements.last_counted(connection, parcel_id)
    row = None if last is None else connection.execute(_line, {"parcel": parcel_id, "sku": last.sku_id}).one_or_none()
    if last is None or row is None:
        return None
    given = {each.kind: int(each.pieces) for each in connection.execute(_given, {"scan": last.id})}
    left = tuple(kind for kind in kinds_of(row.asks) if given.get(kind, 0) < last.quantity)
    if not left:
        return None
    lots = lots_left(connection, parcel_id, last.sku_id) if left[0] == "lot" else {}
    return Ask(
        left[0], last.sku_id, row.name, row.colour, row.size, row.picture, row.scanned, row.needed, last.id,
        given.get(left[0], 0), last.quantity, left[1:], row.quality_look, tuple(lots.items()),
    )  # fmt: skip


def _begun_set(connection: Connection, parcel_id: int) -> Ask | None:
    """The set whose components lie in the box, but not all of them."""
    of_parts = select(ParcelCapture.sku_id, ParcelCapture.part_id, ParcelCapture.pieces).where(
        ParcelCapture.parcel_id == parcel_id, ParcelCapture.kind == "part"
    )
    rows = connection.execute(of_parts).all()
    if not rows:
        return None
    done: dict[int, int] = defaultdict(int)
    for row in rows:
        done[row.part_id] += row.pieces
    kit_id = rows[0].sku_id
    line: Any = connection.execute(_line, {"parcel": parcel_id, "sku": kit_id}).one()
    parts = parts_of(connection, kit_id, done)
    return Ask(
        "part", kit_id, line.name, line.colour, line.size, line.picture, line.scanned, line.needed,
        done=sum(done.values()), wanted=sum(part.pieces for part in parts), parts=parts,
    )  # fmt: skip


def parts_of(connection: Connection, kit_id: int, done: Mapping[int, int]) -> tuple[Part, ...]:
    """The components of a set, with how many pieces of each are in."""
    rows = connection.execute(
        select(KitComponent.part_id, KitComponent.pieces, Product.name, Sku.colour, Sku.size)
        .join(Sku, Sku.id == KitComponent.part_id)
        .join(Product, Product.id == Sku.product_id)
        .where(KitComponent.kit_id == kit_id)
        .order_by(KitComponent.part_id)
    )
    return tuple(Part(r.part_id, r.name, r.colour, r.size, r.pieces, done.get(r.part_id, 0)) for r in rows)
