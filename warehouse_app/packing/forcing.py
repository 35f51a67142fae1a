"""Completing a parcel with fewer pieces than wanted: somebody with the right allows it, gives a reason, and it is reported.

The missing pieces stay owed: they become a part of their order that waits (``orders.leaving_out``), the bins they should have
come from are to be counted, and the parcel goes on with what is in it: the steps it owes still have to be done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import case, func, insert, select, update

from warehouse_app.errors import Conflict
from warehouse_app.orders import life
from warehouse_app.orders.leaving_out import leave_out
from warehouse_app.orders.splitting import Part
from warehouse_app.packing import asked, rest, steps
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.aside.commands import checked
from warehouse_app.packing.aside.rules import Reason
from warehouse_app.packing.aside.tables import ParcelShort
from warehouse_app.packing.begin import Begun, begin
from warehouse_app.packing.completion import complete_parcel
from warehouse_app.packing.queries import parcel_view
from warehouse_app.packing.rules import Verdict, when_full
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.people.tables import Person
from warehouse_app.picking.confirming.statements import signed as taken
from warehouse_app.picking.counting import ask_count
from warehouse_app.picking.sorting.statements import Step, insert_scan
from warehouse_app.picking.sorting.statements import signed as in_slot
from warehouse_app.picking.tables import Parcel, ParcelLine, PickScan, Wave
from warehouse_app.stock.tables import Reservation
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx, new_action


@needs(Right.FORCE)
def complete_short(tx: Tx, parcel_id: int, reason: Reason, packer_id: int, action: str) -> Answer:
    """The parcel goes with what was scanned; ``packer_id`` is whose parcel it is, who runs the command allows it.

    A parcel that is stopped, packed, full or asked for something answers so instead. Raises BadInput (no reason), NotFound,
    Conflict ``aside.nothing_in`` (not one piece was scanned) and ``aside.whole_order`` (an order of it would go without a piece).
    """
    reason = checked(reason)
    one_at_a_time(tx, "release")  # what is missing is free again
    parcel, early = begin(tx, parcel_id, action)
    if early is not None:
        return early
    if (unanswered := asked.first(tx, parcel, action)) is not None:
        return unanswered
    if parcel.full:
        return keep(tx, parcel.answer(when_full(parcel.todo, parcel.owes)), action)
    if not parcel.scanned:
        raise Conflict("aside.nothing_in")
    missing = rest.missing(tx, parcel_id)
    kept = keep(tx, parcel.answer(Verdict.COMPLETE_SHORT), action)
    if kept.again:
        return kept
    parts = _leave_out(tx, parcel, missing)
    _shrink(tx, parcel_id, missing)
    _report(tx, parcel_id, parts, reason, packer_id)
    return _go_on(tx, parcel, packer_id, action)


def _leave_out(tx: Tx, parcel: Begun, missing: Mapping[int, int]) -> list[tuple[int, Part, Mapping[int, int]]]:
    """Each order's part with its pieces by SKU: the order id first."""
    by_order = rest.by_order(tx, parcel, missing)
    _ask_counts(tx, parcel.id, [line.id for lines in by_order.values() for line in lines], missing)
    parts: list[tuple[int, Part, Mapping[int, int]]] = []
    for order_id, lines in sorted(by_order.items()):
        pieces: dict[int, int] = defaultdict(int)
        for line in lines:
            pieces[line.sku_id] += line.pieces
        parts.append(
            (order_id, leave_out(tx, order_id, {line.id: line.pieces for line in lines}, rest.sets_by_line(lines)), pieces)
        )
    return parts


def _ask_counts(tx: Tx, parcel_id: int, line_ids: list[int], missing: Collection[int]) -> None:
    """The bins the missing SKUs are promised from are to be counted, before anything of them is promised again."""
    number = tx.connection.execute(
        select(Wave.number).join(Parcel, Parcel.wave_id == Wave.id).where(Parcel.id == parcel_id)
    ).scalar_one()
    lots: dict[tuple[int, int], list[str]] = defaultdict(list)
    held = select(Reservation.location_id, Reservation.sku_id, Reservation.lot).where(
        Reservation.order_line_id.in_(line_ids), Reservation.sku_id.in_(missing)
    )
    for row in tx.connection.execute(held.distinct().order_by(Reservation.location_id, Reservation.lot)):
        lots[row.location_id, row.sku_id].append(row.lot)
    for place, of_place in lots.items():
        ask_count(tx, place, of_place, number)


def _shrink(tx: Tx, parcel_id: int, missing: Mapping[int, int]) -> None:
    """The parcel wants what it has; pieces somebody took or sorted for it beyond that count as taken for nobody."""
    rest.shrink(tx, parcel_id)
    wave_id = tx.connection.execute(select(Parcel.wave_id).where(Parcel.id == parcel_id)).scalar_one()
    for sku_id in missing:
        _out_of_slot(tx, wave_id, parcel_id, sku_id)
        _untake(tx, wave_id, parcel_id, sku_id)


def _needed(tx: Tx, *where: Any) -> int:
    wanted = select(func.coalesce(func.sum(ParcelLine.needed), 0)).join(Parcel, Parcel.id == ParcelLine.parcel_id)
    return int(tx.connection.execute(wanted.where(*where)).scalar_one())


def _out_of_slot(tx: Tx, wave_id: int, parcel_id: int, sku_id: int) -> None:
    got = select(func.coalesce(func.sum(in_slot), 0)).where(PickScan.parcel_id == parcel_id, PickScan.sku_id == sku_id)
    over = int(tx.connection.execute(got).scalar_one()) - _needed(tx, Parcel.id == parcel_id, ParcelLine.sku_id == sku_id)
    if over > 0:
        insert_scan(tx, new_action(), wave_id, Step("undone", sku_id, over, parcel_id=parcel_id))


def _untake(tx: Tx, wave_id: int, parcel_id: int, sku_id: int) -> None:
    """No more of the SKU counts as taken for the wave than its parcels want; what was taken for this parcel goes first."""
    pieces = func.sum(taken)
    rows = tx.connection.execute(
        select(PickScan.location_id, PickScan.parcel_id, pieces.label("pieces"))
        .where(PickScan.wave_id == wave_id, PickScan.sku_id == sku_id, PickScan.location_id.is_not(None))
        .group_by(PickScan.location_id, PickScan.parcel_id)
        .having(pieces > 0)
        .order_by(case((PickScan.parcel_id == parcel_id, 0), (PickScan.parcel_id.is_(None), 1), else_=2), PickScan.location_id)
    ).all()
    over = sum(int(row.pieces) for row in rows) - _needed(tx, Parcel.wave_id == wave_id, ParcelLine.sku_id == sku_id)
    for row in rows:
        part = min(over, int(row.pieces))
        if part > 0:
            step = Step("undone", sku_id, part, parcel_id=row.parcel_id, location_id=row.location_id)
            insert_scan(tx, new_action(), wave_id, step)
            over -= part


def _report(
    tx: Tx, parcel_id: int, parts: list[tuple[int, Part, Mapping[int, int]]], reason: Reason, packer_id: int
) -> None:  # fmt: skip
    """The list of what was sent short, and the history of each order."""
    same = {"parcel_id": parcel_id, "packer_id": packer_id, "reason": reason.code, "note": reason.note}
    rows = [
        {"sku_id": sku_id, "pieces": pieces, "part_id": part.id, **same}
        for _, part, by_sku in parts
        for sku_id, pieces in by_sku.items()
    ]
    tx.connection.execute(insert(ParcelShort), rows)
    packer = tx.connection.execute(select(Person.name).where(Person.id == packer_id)).scalar_one()
    for order_id, part, by_sku in parts:
        fields = {"pieces": sum(by_sku.values()), "part": part.number, "packer": packer, "by": tx.actor.name}
        life.note(tx, [order_id], "packed_short", aside=reason.code, why=reason.note, **fields)


def _go_on(tx: Tx, parcel: Begun, packer_id: int, action: str) -> Answer:
    """The smaller parcel is full: it is complete, or waits for its ticks and steps as any other."""
    owes = steps.decide(tx, parcel.id)
    verdict = when_full(parcel.todo, owes)
    if verdict is Verdict.COMPLETE:
        verdict = Verdict.COMPLETE_SHORT
        complete_parcel(tx, parcel.id, action)
        tx.connection.execute(update(Parcel).where(Parcel.id == parcel.id).values(packed_by=packer_id))
    tx.touch("packing", "parcels", "orders", "asides", "waves", "stock")
    view = parcel_view(tx.connection, parcel.id)
    return Answer(verdict, "", parcel.id, scanned=view.scanned, needed=view.needed, parcel=view)
