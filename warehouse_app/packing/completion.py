"""The moment a parcel is complete: its goods leave their bins in the ledger. And the way back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update

from warehouse_app.errors import Conflict
from warehouse_app.orders import life
from warehouse_app.orders.rules import State
from warehouse_app.orders.sets import promising as sets
from warehouse_app.orders.sets.queries import line_goods
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.packing.boxes import using
from warehouse_app.packing.checking.tables import SecondCheck
from warehouse_app.packing.tables import ParcelCapture
from warehouse_app.picking.confirming.surplus import give_up
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder, PutBack, Wave
from warehouse_app.stock import ledger
from warehouse_app.stock.ledger import Place
from warehouse_app.stock.places import desk_id
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Move, Reservation
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

_promised = Prepared(
    select(Reservation.id, Reservation.sku_id, Reservation.location_id, Reservation.lot, Reservation.quantity)
    .join(OrderLine, OrderLine.id == Reservation.order_line_id)
    .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
    .where(ParcelOrder.parcel_id == bindparam("parcel"))
    .order_by(Reservation.id)
)
_needed = Prepared(select(Parcel.needed).where(Parcel.id == bindparam("parcel")))
# A second person may be the one who closes the box; it was packed by the first.
_first_person = (
    select(SecondCheck.first_id)
    .where(SecondCheck.parcel_id == bindparam("parcel"), SecondCheck.state == "equal")
    .order_by(SecondCheck.id.desc())
    .limit(1)
    .scalar_subquery()
)
_packed = Prepared(
    update(Parcel)
    .where(Parcel.id == bindparam("parcel"))
    .values(
        state="packed",
        packed_by=func.coalesce(_first_person, bindparam("who", type_=Parcel.packed_by.type)),
        packed_at=bindparam("moment", type_=Parcel.packed_at.type),
    )
)
_unpromise = Prepared(delete(Reservation).where(Reservation.id == bindparam("reservation")))
_picked_at = select(Wave.picked_at).join(Parcel, Parcel.wave_id == Wave.id).where(Parcel.id == bindparam("parcel"))
_scanned = select(ParcelLine.sku_id, ParcelLine.scanned).where(ParcelLine.parcel_id == bindparam("parcel"))
_serials_back = (
    update(ParcelCapture)
    .where(ParcelCapture.parcel_id == bindparam("parcel"), ParcelCapture.back_at.is_(None))
    .values(back_at=bindparam("moment"))
)
_orders_of = Prepared(select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == bindparam("parcel")))


class _Promised(NamedTuple):
    """Pieces promised to a parcel."""

    id: int
    sku_id: int
    location_id: int
    lot: str
    quantity: int


def document_of(parcel_id: int) -> str:
    """How the ledger names a parcel."""
    return f"parcel:{parcel_id}"


def complete_parcel(tx: Tx, parcel_id: int, action: str) -> None:
    """Move everything promised to the parcel from its bins to CUSTOMER and mark parcel and orders packed.

    Raises Conflict when what is promised to the parcel is not what was scanned: the order changed on its way.
    """
    promised = _promised_to(tx, parcel_id)
    ((needed,),) = _needed.rows(tx, parcel=parcel_id)
    if sum(row.quantity for row in promised) != needed:
        raise Conflict("packing.not_promised", needed=needed, promised=sum(row.quantity for row in promised))
    customer = ledger.virtual_locations(tx)[Virtual.CUSTOMER]
    postings = [Posting(p.sku_id, p.location_id, customer, p.quantity, p.lot, release=p.quantity) for p in promised]
    ledger.post(tx, f"{action}:pack", Reason.SHIPPED, postings, document_of(parcel_id))
    using.book_out(tx, parcel_id, action)
    _unpromise.run_many(tx, ({"reservation": row.id} for row in promised))
    _packed.run(tx, parcel=parcel_id, who=tx.actor.id, moment=tx.now)
    life.move_orders(tx, _order_ids(tx, parcel_id), State.PACKED, "packed", parcel=parcel_id)
    tx.touch("parcels")


def _promised_to(tx: Tx, parcel_id: int) -> list[_Promised]:
    return [_Promised(*row) for row in _promised.rows(tx, parcel=parcel_id)]


def _order_ids(tx: Tx, parcel_id: int) -> list[int]:
    return [order_id for (order_id,) in _orders_of.rows(tx, parcel=parcel_id)]


def reopen_parcel(tx: Tx, parcel_id: int, action: str) -> None:
    """A packed parcel is open again: its goods are back in their bins, promised to the same orders as before."""
    returned: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for move in _bring_back(tx, parcel_id, action):
        returned[move.sku_id].append((move.from_id, move.lot, move.quantity))
    using.bring_back(tx, parcel_id, action)
    _set_state(tx, parcel_id, "open")
    ledger.promise(tx, _share_out(tx, parcel_id, returned))
    order_ids = _order_ids(tx, parcel_id)
    life.move_orders(tx, order_ids, State.PICKED, "reopened", parcel=parcel_id)


def close_parcel(tx: Tx, parcel_id: int, action: str, *, packed: bool) -> None:
    """The parcel is closed and its goods are promised to nobody; orders that still stand wait for a new release.

    Goods that were picked lie on the packing desk from now on and go back to their bins one scan at a time
    (``packing.stopping.put_back``); nothing is sold from the desk. Goods nobody has taken yet never left their bins.
    """
    if packed:
        returned = Counter[Place]()
        for move in _bring_back(tx, parcel_id, action):
            returned[move.from_id, move.sku_id, move.lot] += move.quantity
        lay_on_desk(tx, parcel_id, returned, action)
        using.bring_back(tx, parcel_id, action)
    else:
        _empty_open(tx, parcel_id, action)
    _set_state(tx, parcel_id, "cancelled")
    tx.connection.execute(_serials_back, {"parcel": parcel_id, "moment": tx.now})
    order_ids = _order_ids(tx, parcel_id)
    sets.forget_orders(tx, order_ids)
    standing = select(Order.id).where(Order.id.in_(order_ids), Order.state != State.CANCELLED.value)
    ids = list(tx.connection.execute(standing).scalars())
    tx.connection.execute(update(Order).where(Order.id.in_(ids)).values(hold="", hold_note="", looked=False))
    life.move_orders(tx, ids, State.WAITING, "taken_back", parcel=parcel_id)
    life.note(tx, [order_id for order_id in order_ids if order_id not in ids], "unpacked", parcel=parcel_id)


def _empty_open(tx: Tx, parcel_id: int, action: str) -> None:
    """An open parcel's promises end; what was picked, or at least scanned here or taken from its bin, is on the desk."""
    promised = _promised_to(tx, parcel_id)
    in_cart = give_up(tx, parcel_id)
    lines = select(OrderLine.id).join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
    ledger.unreserve(tx, list(tx.connection.execute(lines.where(ParcelOrder.parcel_id == parcel_id)).scalars()))
    picked = tx.connection.execute(_picked_at, {"parcel": parcel_id}).scalar_one() is not None
    scanned = {row.sku_id: row.scanned for row in tx.connection.execute(_scanned, {"parcel": parcel_id})}
    on_desk, in_bins = Counter[Place](), Counter[Place]()
    for row in promised:
        place = (row.location_id, row.sku_id, row.lot)
        in_hand = max(scanned.get(row.sku_id, 0), in_cart[place[:2]])
        taken = row.quantity if picked else min(row.quantity, in_hand)
        in_cart[place[:2]] -= taken
        scanned[row.sku_id] = scanned.get(row.sku_id, 0) - taken
        on_desk[place] += taken
        in_bins[place] += row.quantity - taken
    lay_on_desk(tx, parcel_id, on_desk, action)
    _write_put_backs(tx, parcel_id, in_bins, done=True)


def lay_on_desk(tx: Tx, parcel_id: int, goods: Mapping[Place, int], action: str) -> None:
    """Goods of a stopped parcel lie on the desk, each with the bin it goes back to. ``goods``: pieces by bin, SKU and lot."""
    desk = desk_id(tx)
    there = {place: pieces for place, pieces in goods.items() if pieces > 0}
    postings = [Posting(sku, bin_id, desk, pieces, lot) for (bin_id, sku, lot), pieces in sorted(there.items())]
    ledger.post(tx, f"{action}:desk", Reason.UNPACKED, postings, document_of(parcel_id))
    _write_put_backs(tx, parcel_id, there, done=False)


def strike(tx: Tx, parcel_id: int) -> None:
    """The picker's list strikes what was promised to a parcel nobody has begun: it stays in its bins."""
    promised = _promised_to(tx, parcel_id)
    goods = Counter[Place]()
    for row in promised:
        goods[row.location_id, row.sku_id, row.lot] += row.quantity
    _write_put_backs(tx, parcel_id, goods, done=True)


def _write_put_backs(tx: Tx, parcel_id: int, goods: Mapping[Place, int], *, done: bool) -> None:
    """The list of what goes where; ``done`` for goods that never left: the picker's list strikes their line."""
    rows = [
        {
            "parcel_id": parcel_id, "sku_id": sku, "lot": lot, "location_id": bin_id, "quantity": pieces,
            "done": pieces if done else 0,
        }
        for (bin_id, sku, lot), pieces in sorted(goods.items())
        if pieces > 0
    ]  # fmt: skip
    if rows:
        tx.connection.execute(insert(PutBack), rows)
        tx.touch("put_backs")


def _bring_back(tx: Tx, parcel_id: int, action: str) -> Sequence[Any]:
    """Counter-moves for everything the parcel took from its bins; returns the moves they undo."""
    document = document_of(parcel_id)
    undone = select(Move.undoes_id).where(Move.document == document, Move.undoes_id.is_not(None))
    moves = tx.connection.execute(
        select(Move.id, Move.sku_id, Move.from_id, Move.lot, Move.quantity)
        .where(Move.document == document, Move.undoes_id.is_(None), Move.id.not_in(undone))
        .order_by(Move.id)
    ).all()
    ledger.undo(tx, f"{action}:unpack", [move.id for move in moves], document)
    return moves


def _set_state(tx: Tx, parcel_id: int, state: str) -> None:
    tx.connection.execute(update(Parcel).where(Parcel.id == parcel_id).values(state=state, packed_by=None, packed_at=None))
    tx.touch("parcels")


def _share_out(tx: Tx, parcel_id: int, returned: dict[int, list[tuple[int, str, int]]]) -> list[ledger.Promise]:
    """Give each order line of the parcel its pieces back out of what returned to the bins."""
    goods = line_goods(OrderLine.order_id.in_(select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel_id)))
    promises = Counter[tuple[int, int, int, str]]()  # two moves from one bin are one promise to a line
    for line in tx.connection.execute(goods.order_by("line_id", "sku_id")).all():
        left = line.pieces
        while left:
            location_id, lot, there = returned[line.sku_id].pop(0)
            part = min(left, there)
            promises[line.line_id, line.sku_id, location_id, lot] += part
            left -= part
            if there > part:
                returned[line.sku_id].insert(0, (location_id, lot, there - part))
    return [ledger.Promise(*key, pieces) for key, pieces in promises.items()]
