"""What of a parcel was not scanned yet: by SKU, shared out over its orders' lines, and the parcel without it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import delete, select, update

from warehouse_app.errors import Conflict
from warehouse_app.orders.sets.queries import made_sets, names_of
from warehouse_app.orders.sets.rules import MadeSets, staying_out
from warehouse_app.orders.tables import OrderLine
from warehouse_app.packing.begin import Begun
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Missing:
    """Pieces of an order's line that were not scanned; ``sets`` of them come as components."""

    id: int
    sku_id: int
    pieces: int
    sets: int = 0


def sets_by_line(lines: Iterable[Missing]) -> dict[int, int]:
    """Of the missing pieces, by line, the sets that come as components."""
    return {line.id: line.sets for line in lines if line.sets}


def missing(tx: Tx, parcel_id: int) -> dict[int, int]:
    """Pieces by SKU that were not scanned."""
    short = select(ParcelLine.sku_id, (ParcelLine.needed - ParcelLine.scanned).label("pieces")).where(
        ParcelLine.parcel_id == parcel_id, ParcelLine.scanned < ParcelLine.needed
    )
    return {row.sku_id: row.pieces for row in tx.connection.execute(short)}


def by_order(tx: Tx, parcel: Begun, pieces_by_sku: Mapping[int, int]) -> dict[int, list[Missing]]:
    """The lines that go without these pieces, by order: the last lines of the last orders.

    A set that comes as components stays out whole. Raises Conflict ``packing.not_promised`` when the orders do not want so
    many: one changed on its way; ``packing.set_begun`` when a set is in the box by half.
    """
    here = OrderLine.order_id.in_(select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel.id))
    lines = tx.connection.execute(
        select(OrderLine.id, OrderLine.order_id, OrderLine.sku_id, OrderLine.quantity)
        .where(here, OrderLine.live, OrderLine.sku_id.is_not(None))
        .order_by(OrderLine.order_id.desc(), OrderLine.line.desc())
    ).all()
    made = {one.line_id: one for one in made_sets(tx.connection, here)}
    own = {line.id: line.quantity - (made[line.id].sets if line.id in made else 0) for line in lines}
    loose = Counter[int]()
    for line in lines:
        loose[line.sku_id] += own[line.id]
    out = staying_out(pieces_by_sku, list(made.values()), loose)
    if out is None:
        _refuse(tx, parcel, pieces_by_sku, made.values(), loose)
    left = Counter(pieces_by_sku)
    for line_id, sets in out.items():
        left.subtract({part: sets * per_set for part, per_set in made[line_id].parts.items()})
    found: dict[int, list[Missing]] = defaultdict(list)
    for line in lines:
        gone = min(left[line.sku_id], own[line.id])
        left[line.sku_id] -= gone
        if gone or out.get(line.id):
            found[line.order_id].append(Missing(line.id, line.sku_id, gone + out.get(line.id, 0), out.get(line.id, 0)))
    return dict(found)


def _refuse(
    tx: Tx, parcel: Begun, missing: Mapping[int, int], made: Iterable[MadeSets], loose: Mapping[int, int]
) -> NoReturn:  # fmt: skip
    """Why the missing pieces cannot stay out: the orders want fewer, or a set would be torn apart."""
    most = Counter(loose)
    for one in made:
        most.update({part: one.sets * per_set for part, per_set in one.parts.items()})
    over = sum(max(0, pieces - most[sku]) for sku, pieces in missing.items())
    if over:
        raise Conflict("packing.not_promised", needed=parcel.needed, promised=parcel.needed - over)
    torn = [one.line_id for one in made if any(part in missing for part in one.parts)]
    sku_id: Any = tx.connection.execute(select(OrderLine.sku_id).where(OrderLine.id == torn[0])).scalar_one()
    raise Conflict("packing.set_begun", name=names_of(tx.connection, [sku_id])[sku_id])


def shrink(tx: Tx, parcel_id: int) -> None:
    """The parcel wants what it has."""
    lines = ParcelLine.parcel_id == parcel_id
    tx.connection.execute(delete(ParcelLine).where(lines, ParcelLine.scanned == 0))
    tx.connection.execute(update(ParcelLine).where(lines).values(needed=ParcelLine.scanned))
    tx.connection.execute(update(Parcel).where(Parcel.id == parcel_id).values(needed=Parcel.scanned))
