"""What an approval posts: found pieces and lost ones lot by lot, and room for what is promised of goods that are not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, select

from warehouse_app.catalog.tables import Sku, SkuAlias
from warehouse_app.orders import life
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Balance, Location, Lot, Move, Reservation
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx

Place = tuple[int, int]  # location id, SKU id
# Moves that put the books right and moved nothing: what was damaged, moved or shipped left the shelf for real.
_CORRECTING = (Reason.CORRECTION, Reason.LOSS, Reason.OPENING, Reason.COUNTED, Reason.UNDO)
_FROM_NOWHERE = (Virtual.FOUND.value, Virtual.LOSS.value, Virtual.SUPPLIER.value)


@dataclass(frozen=True, slots=True)
class Loss:
    """Pieces of a SKU that are not in their bin."""

    result_id: int
    location_id: int
    sku_id: int
    pieces: int


def corrected_since(tx: Tx, counts: Iterable[tuple[int, int, int]]) -> set[Place]:
    """Places (location, SKU, newest move of the count) whose books were put right after they were counted."""
    since = {(location_id, sku_id): move for location_id, sku_id, move in counts}
    if not since:
        return set()
    nowhere = select(Location.id).where(Location.code.in_(_FROM_NOWHERE))
    rows = tx.connection.execute(
        select(Move.id, Move.sku_id, Move.from_id, Move.to_id, Move.quantity).where(
            Move.id > min(since.values()),
            Move.reason.in_([reason.value for reason in _CORRECTING]),
            Move.from_id.in_(nowhere) | Move.to_id.in_(nowhere),
        )
    )
    net: dict[Place, int] = defaultdict(int)
    for row in rows:
        for place, pieces in (((row.to_id, row.sku_id), row.quantity), ((row.from_id, row.sku_id), -row.quantity)):
            if place in since and row.id > since[place]:
                net[place] += pieces
    return {place for place, pieces in net.items() if pieces}


def successors(connection: Connection, sku_ids: Collection[int]) -> dict[int, int]:
    """SKUs that were merged into another meanwhile, with the one that has their goods now."""
    found: dict[int, int] = {}
    for part in chunks(sorted(sku_ids)):
        gone = connection.execute(select(Sku.id, Sku.seller_code).where(Sku.id.in_(part), ~Sku.active)).all()
        for row in gone:
            parts = row.seller_code.removesuffix(f"#{row.id}").split(">")  # "<own code>><code that stayed>#<id>"
            codes = [">".join(parts[:n]) for n in range(1, len(parts))]
            heirs = connection.execute(select(SkuAlias.code, SkuAlias.sku_id).where(SkuAlias.code.in_(codes)))
            known = {one.code: int(one.sku_id) for one in heirs}
            if (own := next((code for code in codes if code in known), None)) is not None:
                found[row.id] = known[own]
    return found


def make_room(tx: Tx, losses: Sequence[Loss]) -> tuple[list[int], dict[int, str]]:
    """What is lost must not be promised: orders that nobody picks for yet give their promise back, the least urgent first.

    Returns these orders, and for each loss that cannot be posted why: its pieces are promised in a wave that is under way,
    or went somewhere else since.
    """
    freed: list[int] = []
    impossible: dict[int, str] = {}
    there = _free_at(tx, {loss.location_id for loss in losses})
    gone: dict[Place, int] = defaultdict(int)  # by losses before, of goods that were merged meanwhile
    for loss in losses:
        place = (loss.location_id, loss.sku_id)
        pieces = gone[place] + loss.pieces
        on_hand, free = there.get(place, (0, 0))
        if on_hand < pieces:
            impossible[loss.result_id] = "counting.moved_on"
            continue
        if free < pieces:
            free = _free_at(tx, {place[0]})[place][1]  # orders freed before may have given back here too
            orders, gained = _victims(tx, place, pieces - free, freed)
            if free + gained < pieces:
                impossible[loss.result_id] = "counting.promised"
                continue
            life.give_back(tx, orders)
            freed += orders
        gone[place] = pieces
    return freed, impossible


def _free_at(tx: Tx, location_ids: Collection[int]) -> dict[Place, tuple[int, int]]:
    found: dict[Place, tuple[int, int]] = {}
    for part in chunks(sorted(location_ids)):
        sums = select(
            Balance.location_id, Balance.sku_id, func.sum(Balance.on_hand).label("on_hand"),
            func.sum(Balance.on_hand - Balance.reserved).label("free"),
        )  # fmt: skip
        rows = tx.connection.execute(sums.where(Balance.location_id.in_(part)).group_by(Balance.location_id, Balance.sku_id))
        found |= {(row.location_id, row.sku_id): (int(row.on_hand), int(row.free)) for row in rows}
    return found


def _victims(tx: Tx, place: Place, missing: int, freed: Sequence[int]) -> tuple[list[int], int]:
    """Released orders nobody picks for yet that together hold so many pieces of the place, and how many they hold."""
    rows = tx.connection.execute(
        select(Order.id, func.sum(Reservation.quantity).label("pieces"))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Reservation, Reservation.order_line_id == OrderLine.id)
        .where(
            Reservation.location_id == place[0], Reservation.sku_id == place[1], Order.state == State.RELEASED.value,
            Order.id.not_in(freed),
        )
        .group_by(Order.id, Order.ship_by)
        .order_by(case((Order.ship_by.is_(None), 0), else_=1), Order.ship_by.desc(), Order.id.desc())
    )  # fmt: skip
    orders: list[int] = []
    gained = 0
    for row in rows:
        if gained >= missing:
            break
        orders.append(row.id)
        gained += int(row.pieces)
    return orders, gained


def postings_of(tx: Tx, changes: Mapping[Place, int]) -> list[Posting]:
    """The moves of these differences in pieces. Lost pieces leave the lot that would be sold first, found ones
    join the lot there is most of.
    """
    virtual = ledger.virtual_locations(tx)
    lots = _lots(tx, {location_id for location_id, _ in changes})
    found: list[Posting] = []
    for (location_id, sku_id), difference in changes.items():
        held = lots.get((location_id, sku_id), [])
        if difference > 0:
            lot = max(held, key=lambda row: (row.on_hand, row.lot)).lot if held else ""
            found.append(Posting(sku_id, virtual[Virtual.FOUND], location_id, difference, lot))
            continue
        left = -difference
        for row in held:
            part = min(left, row.on_hand - row.reserved)
            if part > 0:
                found.append(Posting(sku_id, location_id, virtual[Virtual.LOSS], part, row.lot))
                left -= part
        assert not left, "room was made for what is lost"
    return found


def _lots(tx: Tx, location_ids: Collection[int]) -> dict[Place, list[Any]]:
    """Lots of each place, those that would be sold first at the front."""
    wanted = (
        select(Balance.location_id, Balance.sku_id, Balance.lot, Balance.on_hand, Balance.reserved)
        .outerjoin(Lot, (Lot.sku_id == Balance.sku_id) & (Lot.code == Balance.lot))
        .where(Balance.virtual.is_(False))
        .order_by(case((Lot.expires.is_(None), 1), else_=0), Lot.expires, Balance.lot)
    )
    found: dict[Place, list[Any]] = defaultdict(list)
    for part in chunks(sorted(location_ids)):
        for row in tx.connection.execute(wanted.where(Balance.location_id.in_(part))):
            found[row.location_id, row.sku_id].append(row)
    return found
