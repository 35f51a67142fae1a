"""The statements of one put-away, compiled once: a scan at the shelf has the same few milliseconds as one at the packing desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import BigInteger, and_, bindparam, case, cast, func, select, update

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.inbound.putaway import rules
from warehouse_app.inbound.putaway.bins import PIECE_ML
from warehouse_app.inbound.putaway.rules import BinFacts, Item
from warehouse_app.inbound.tables import Receipt, ReceiptLine
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

still_waiting = ReceiptLine.counted - ReceiptLine.defective - ReceiptLine.put_away
"""Pieces of a closed receipt's line that nobody has put away."""

# The receipt comes first: PostgreSQL locks the rows of a join table by table, and whoever reverses a receipt locks it first.
_wanted = (
    select(ReceiptLine.id, ReceiptLine.receipt_id, still_waiting)
    .select_from(Receipt)
    .join(ReceiptLine, ReceiptLine.receipt_id == Receipt.id)
    .where(
        ReceiptLine.sku_id == bindparam("sku"), ReceiptLine.lot == bindparam("lot"), Receipt.state == "closed", still_waiting > 0
    )
    .order_by(Receipt.closed_at, Receipt.id)
    .with_for_update()
)
_waiting = Prepared(_wanted)
_waiting_of = Prepared(_wanted.where(ReceiptLine.receipt_id == bindparam("receipt")))
_raise_line = Prepared(
    update(ReceiptLine)
    .where(ReceiptLine.id == bindparam("line"), still_waiting >= bindparam("pieces"))
    .values(put_away=ReceiptLine.put_away + bindparam("pieces"))
)
_bin_columns = select(Location.id, Location.code, Location.role, Location.active).where(Location.kind == "bin").with_for_update()
_bin_by_code = Prepared(_bin_columns.where(Location.code == bindparam("place")))
_bin_by_id = Prepared(_bin_columns.where(Location.id == bindparam("place")))
_item = Prepared(
    select(Sku.id, Sku.product_id, Product.category, Sku.weight_g, Sku.length_mm, Sku.width_mm, Sku.height_mm)
    .join(Product, Product.id == Sku.product_id)
    .where(Sku.id == bindparam("sku"))
)
_own = Balance.sku_id == bindparam("sku")
_PLACE = ("location_id", "code", "walk_key", "zone", "distance_dm", "capacity_pieces", "capacity_ml", "max_g")
_inside = Prepared(
    select(
        Location.id, Location.code, Location.walk_key, Location.zone, Location.distance_dm, Location.capacity_pieces,
        Location.capacity_ml, Location.max_g, func.coalesce(func.sum(Balance.on_hand), 0),
        func.coalesce(func.sum(Balance.on_hand * PIECE_ML), 0),
        func.coalesce(func.sum(cast(Balance.on_hand, BigInteger) * func.coalesce(Sku.weight_g, 0)), 0), Location.mixed,
        func.coalesce(func.sum(case((_own, 1), else_=0)), 0), func.count(Balance.sku_id),
    )
    .outerjoin(Balance, and_(Balance.location_id == Location.id, Balance.on_hand > 0))
    .outerjoin(Sku, Sku.id == Balance.sku_id)
    .where(Location.id == bindparam("place"))
    .group_by(Location.id)
)  # fmt: skip
_on_dock = Prepared(
    select(Balance.on_hand)
    .join(Location, Location.id == Balance.location_id)
    .where(Location.role == "dock", Balance.sku_id == bindparam("sku"), Balance.lot == bindparam("lot"))
)
_code = Prepared(select(Location.code).where(Location.id == bindparam("place")))


class WaitingLine(NamedTuple):
    """A line of a closed receipt and its pieces on the dock."""

    id: int
    receipt_id: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Target:
    """The bin goods are put into."""

    id: int
    code: str
    role: str
    active: bool


def lock_waiting(tx: Tx, receipt_id: int | None, sku_id: int, lot: str) -> list[WaitingLine]:
    """The lines with pieces of it on the dock, the oldest receipt first; nobody else puts them away or reverses the receipt."""
    if receipt_id is None:
        return [WaitingLine(*row) for row in _waiting.rows(tx, sku=sku_id, lot=lot)]
    return [WaitingLine(*row) for row in _waiting_of.rows(tx, sku=sku_id, lot=lot, receipt=receipt_id)]


def raise_line(tx: Tx, line_id: int, pieces: int) -> bool:
    """So many pieces more of a line are put away; False when not so many wait any more."""
    return _raise_line.run(tx, line=line_id, pieces=pieces) == 1


def lock_bin(tx: Tx, place: str | int) -> Target | None:
    """The bin, held so that two desks do not fill it twice and nobody retires it meanwhile; None when there is none."""
    statement = _bin_by_code if isinstance(place, str) else _bin_by_id
    rows = statement.rows(tx, place=place)
    return Target(rows[0][0], rows[0][1], rows[0][2], bool(rows[0][3])) if rows else None


def facts(tx: Tx, place: int, sku_id: int, pieces: int) -> tuple[BinFacts, Item] | None:
    """The bin as the item sees it, and the item; None for a SKU that is not there."""
    known = _item.rows(tx, sku=sku_id)
    if not known:
        return None
    _, product_id, category, weight_g, *sides = known[0]
    item = Item(sku_id, product_id, category, pieces, rules.piece_ml(*sides), weight_g, False)
    inside = _inside.rows(tx, place=place, sku=sku_id)[0]
    where, (used, ml, g, mixed, held, rows) = inside[:8], inside[8:]
    facts_of = dict(zip(_PLACE, where, strict=True))
    there = BinFacts(
        **facts_of, pieces=used, used_ml=int(ml), used_g=int(g), mixed=bool(mixed), holds_sku=held > 0, empty=rows == 0,
        others=rows > held,
    )  # fmt: skip
    return there, item


def pieces_on_dock(tx: Tx, sku_id: int, lot: str) -> int:
    """What still waits of a SKU and lot."""
    rows = _on_dock.rows(tx, sku=sku_id, lot=lot)
    return int(rows[0][0]) if rows else 0


def code_of(tx: Tx, place: int) -> str:
    """A bin's code."""
    ((code,),) = _code.rows(tx, place=place)
    return str(code)
