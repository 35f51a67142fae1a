"""Not everything fits: what was scanned is this parcel, the rest goes in a further one of the same orders. And the way back.

The rest of an order becomes a part of it that stands where the order stands (``orders.sending_on``), in the same wave and with
its own parcel at once. So completing, stopping, handing over and the files back know nothing of it: each parcel has orders of
its own. The further parcel's waybill number comes from downstream (``dispatch.further``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import case, func, insert, select, update

from warehouse_app.errors import Conflict
from warehouse_app.orders.sending_on import send_on, take_in
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.packing import asked, rest, steps
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.begin import begin
from warehouse_app.packing.completion import complete_parcel, reopen_parcel
from warehouse_app.packing.queries import label_scanned, order_stops, parcel_view
from warehouse_app.packing.rest import Missing
from warehouse_app.packing.rules import Verdict, stopped, when_full
from warehouse_app.packing.tables import Scan
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.confirming.statements import Place
from warehouse_app.picking.confirming.statements import signed as taken
from warehouse_app.picking.sorting.statements import Step, insert_scan
from warehouse_app.picking.sorting.statements import signed as in_slot
from warehouse_app.picking.tables import FurtherParcel, Parcel, ParcelLine, ParcelOrder, ParcelTask, PickScan, Wave
from warehouse_app.stock.tables import Reservation
from warehouse_app.store.warehouse import Tx, new_action

TOPICS = ("packing", "parcels", "orders", "waves", "stock")


@needs(Right.PACK)
def divide(tx: Tx, parcel_id: int, action: str) -> tuple[Answer, int | None]:
    """The parcel keeps what is scanned and goes on; the rest is a further parcel, whose id is returned: it has no number yet.

    A parcel that is stopped, packed, full, asked for something, or whose note is not read answers so, and no id. Raises
    NotFound, Conflict ``further.nothing_in`` (not one piece was scanned).
    """
    _hold_wave(tx, parcel_id)
    parcel, early = begin(tx, parcel_id, action)
    if early is not None:
        return early, None
    if (unanswered := asked.first(tx, parcel, action)) is not None:
        return unanswered, None
    if parcel.full:
        return keep(tx, parcel.answer(when_full(parcel.todo, parcel.owes)), action), None
    if not parcel.scanned:
        raise Conflict("further.nothing_in")
    kept = keep(tx, parcel.answer(Verdict.NEXT_PARCEL), action)
    if kept.again:
        return kept, None
    pieces = rest.missing(tx, parcel_id)
    by_order = rest.by_order(tx, parcel, pieces)
    further_id = _new_parcel(tx, parcel_id, pieces)
    for order_id, lines in sorted(by_order.items()):
        _send(tx, order_id, lines, parcel_id, further_id)
    rest.shrink(tx, parcel_id)
    _count_tasks(tx, parcel_id, further_id)
    _carry(tx, parcel_id, further_id)
    tx.touch(*TOPICS)
    return _go_on(tx, parcel_id, action), further_id


def take_back(tx: Tx, parcel_id: int, action: str) -> Answer | None:
    """Undo ``divide``, asked of either of its parcels: while the further one is empty, its goods are the other's again.

    The further parcel is cancelled with its number; the other is open, also when it was packed. None: there is nothing to join.
    """
    first_id, further_id = _pair(tx, parcel_id)
    if further_id is None:
        return None
    state = _lock_pair(tx, first_id, further_id)
    if state is None:
        return None
    made = select(func.max(Scan.id)).where(Scan.parcel_id == first_id, Scan.verdict == Verdict.NEXT_PARCEL.value)
    undone = tx.connection.execute(made).scalar()
    kept = keep(tx, Answer(Verdict.UNDONE, _code(tx, first_id), first_id, fields={"why": "joined"}), action, undoes=undone)
    if kept.again:
        return kept
    if state == "packed":
        reopen_parcel(tx, first_id, action)
    _take_in_orders(tx, first_id, further_id)
    _grow(tx, first_id, further_id)
    tx.connection.execute(update(Parcel).where(Parcel.id == further_id).values(state="cancelled"))
    _count_tasks(tx, first_id, further_id)
    _carry(tx, further_id, first_id)
    steps.again(tx, first_id)
    tx.touch(*TOPICS)
    view = parcel_view(tx.connection, first_id)
    return Answer(
        Verdict.UNDONE, kept.code, first_id, scanned=view.scanned, needed=view.needed, fields=kept.fields, parcel=view
    )  # fmt: skip


# --- the further parcel ---------------------------------------------------------------------------------------------


def _hold_wave(tx: Tx, parcel_id: int) -> None:
    """The wave before the parcel, as at the wall: two desks give out its slots one after the other."""
    wave = select(Parcel.wave_id).where(Parcel.id == parcel_id).scalar_subquery()
    tx.connection.execute(select(Wave.id).where(Wave.id == wave).with_for_update(key_share=True))


def _new_parcel(tx: Tx, parcel_id: int, pieces: dict[int, int]) -> int:
    """In the wave's next slot; its note was read a moment ago, for the same orders."""
    wave_id = tx.connection.execute(select(Parcel.wave_id).where(Parcel.id == parcel_id)).scalar_one()
    last = tx.connection.execute(select(func.max(Parcel.slot)).where(Parcel.wave_id == wave_id)).scalar_one()
    made = Parcel(wave_id=wave_id, slot=last + 1, needed=sum(pieces.values()), noted=True)
    tx.session.add(made)
    tx.session.flush()
    first = tx.connection.execute(select(FurtherParcel.first_id).where(FurtherParcel.parcel_id == parcel_id)).scalar()
    tx.connection.execute(insert(FurtherParcel), [{"parcel_id": made.id, "after_id": parcel_id, "first_id": first or parcel_id}])
    rows = [{"parcel_id": made.id, "sku_id": sku_id, "needed": needed} for sku_id, needed in sorted(pieces.items())]
    tx.connection.execute(insert(ParcelLine), rows)
    return int(made.id)


def _send(tx: Tx, order_id: int, lines: list[Missing], parcel_id: int, further_id: int) -> None:
    """What is missing of an order goes along as a part of it; an order of which nothing is in the box goes along itself."""
    whole = select(func.sum(OrderLine.quantity)).where(OrderLine.order_id == order_id, OrderLine.live)
    if sum(line.pieces for line in lines) == tx.connection.execute(whole).scalar_one():
        _move_order(tx, order_id, parcel_id, further_id)
        return
    part = send_on(tx, order_id, {line.id: line.pieces for line in lines}, rest.sets_by_line(lines))
    tx.connection.execute(insert(ParcelOrder), [{"parcel_id": further_id, "order_id": part.id, "version": 1}])


def _move_order(tx: Tx, order_id: int, here: int, there: int) -> None:
    """An order travels in another parcel, with what is to be done for it."""
    for table in (ParcelOrder, ParcelTask):
        moved = update(table).where(table.parcel_id == here, table.order_id == order_id)
        tx.connection.execute(moved.values(parcel_id=there))


def _count_tasks(tx: Tx, *parcel_ids: int) -> None:
    left = select(func.count()).where(ParcelTask.parcel_id == Parcel.id, ParcelTask.done_at.is_(None)).scalar_subquery()
    tx.connection.execute(update(Parcel).where(Parcel.id.in_(parcel_ids)).values(todo=left))


def _carry(tx: Tx, here: int, there: int) -> None:
    """What was taken or sorted for a parcel beyond what it wants now was taken or sorted for the other."""
    wave_id = tx.connection.execute(select(Parcel.wave_id).where(Parcel.id == here)).scalar_one()
    for (place, sku_id), pieces in _too_many(tx, here):
        kind = "sorted" if place is None else "taken"
        insert_scan(tx, new_action(), wave_id, Step("undone", sku_id, pieces, parcel_id=here, location_id=place))
        insert_scan(tx, new_action(), wave_id, Step(kind, sku_id, pieces, parcel_id=there, location_id=place))


def _too_many(tx: Tx, parcel_id: int) -> Iterable[tuple[tuple[int | None, int], int]]:
    """Pieces by bin (None: in the slot) and SKU; a cancelled parcel wants none."""
    standing = Parcel.id == parcel_id, Parcel.state != "cancelled"
    promised: dict[Place, int] = {
        (row.location_id, row.sku_id): int(row.pieces)
        for row in tx.connection.execute(
            select(Reservation.location_id, Reservation.sku_id, func.sum(Reservation.quantity).label("pieces"))
            .join(OrderLine, OrderLine.id == Reservation.order_line_id)
            .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
            .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
            .where(*standing)
            .group_by(Reservation.location_id, Reservation.sku_id)
        )
    }
    lines = select(ParcelLine.sku_id, ParcelLine.needed).join(Parcel, Parcel.id == ParcelLine.parcel_id)
    needed: dict[int, int] = {row.sku_id: row.needed for row in tx.connection.execute(lines.where(*standing))}
    for row in _picked(tx, parcel_id, taken, PickScan.location_id):
        over = int(row.pieces) - promised.get((row.location_id, row.sku_id), 0)
        if over > 0 and row.location_id is not None:
            yield (row.location_id, row.sku_id), over
    for row in _picked(tx, parcel_id, in_slot):
        over = int(row.pieces) - needed.get(row.sku_id, 0)
        if over > 0:
            yield (None, row.sku_id), over


def _picked(tx: Tx, parcel_id: int, signed: Any, *by: Any) -> list[Any]:
    pieces = select(PickScan.sku_id, *by, func.sum(signed).label("pieces")).where(PickScan.parcel_id == parcel_id)
    return list(tx.connection.execute(pieces.group_by(PickScan.sku_id, *by).order_by(PickScan.sku_id, *by)))


def _go_on(tx: Tx, parcel_id: int, action: str) -> Answer:
    """The smaller parcel is full: it is complete, or waits for its ticks and steps as any other."""
    owes = steps.decide(tx, parcel_id)
    todo = tx.connection.execute(select(Parcel.todo).where(Parcel.id == parcel_id)).scalar_one()
    verdict = when_full(todo, owes)
    if verdict is Verdict.COMPLETE:
        complete_parcel(tx, parcel_id, action)
    view = parcel_view(tx.connection, parcel_id)
    return Answer(
        verdict, _code(tx, parcel_id), parcel_id, scanned=view.scanned, needed=view.needed, owes=owes, tasks=view.tasks,
        parcel=None if verdict is Verdict.CHECK_FIRST else view,  # then it is another person's
    )  # fmt: skip


def _code(tx: Tx, parcel_id: int) -> str:
    """The parcel's number where its label is here already, as in the answer that opened it by its label."""
    if not label_scanned(tx.session, parcel_id):
        return ""
    return tx.connection.execute(select(Parcel.waybill).where(Parcel.id == parcel_id)).scalar() or ""


# --- and back -------------------------------------------------------------------------------------------------------


def _pair(tx: Tx, parcel_id: int) -> tuple[int, int | None]:
    """The parcel and the further one made of it last, when one of them is ``parcel_id``."""
    standing = (
        select(FurtherParcel.after_id, FurtherParcel.parcel_id)
        .join(Parcel, Parcel.id == FurtherParcel.parcel_id)
        .where(Parcel.state == "open", Parcel.scanned == 0)
        .order_by(FurtherParcel.parcel_id.desc())
        .limit(1)
    )
    for which in (FurtherParcel.parcel_id, FurtherParcel.after_id):
        row = tx.connection.execute(standing.where(which == parcel_id)).one_or_none()
        if row is not None:
            return row.after_id, row.parcel_id
    return parcel_id, None


def _lock_pair(tx: Tx, first_id: int, further_id: int) -> str | None:
    """The state of the first; None when they are not to be joined: one of them is stopped, or has gone on meanwhile."""
    wanted = select(Parcel.id, Parcel.state, Parcel.scanned).where(Parcel.id.in_((first_id, further_id)))
    rows = {row.id: row for row in tx.connection.execute(wanted.order_by(Parcel.id).with_for_update())}
    if rows[further_id].state != "open" or rows[further_id].scanned:
        return None
    if any(stopped("open", order_stops(tx.connection, parcel_id)) for parcel_id in rows):
        return None
    state = str(rows[first_id].state)
    return state if state in ("open", "packed") else None


def _take_in_orders(tx: Tx, first_id: int, further_id: int) -> None:
    """Parts go back into the order they came from, orders that had gone along whole into its parcel."""
    family = case((Order.origin == "split", Order.original_id), else_=Order.id)
    columns = select(Order.id, family.label("family"), Order.origin).join(ParcelOrder, ParcelOrder.order_id == Order.id)
    kept = {row.family: row.id for row in tx.connection.execute(columns.where(ParcelOrder.parcel_id == first_id))}
    for row in tx.connection.execute(columns.where(ParcelOrder.parcel_id == further_id).order_by(Order.id)).all():
        if row.origin == "split" and row.family in kept:
            take_in(tx, row.id, kept[row.family])
        else:
            _move_order(tx, row.id, further_id, first_id)


def _grow(tx: Tx, first_id: int, further_id: int) -> None:
    """The first parcel wants what the further one wanted."""
    wanted = select(ParcelLine.sku_id, ParcelLine.needed).where(ParcelLine.parcel_id == further_id)
    there = {row.sku_id: row.needed for row in tx.connection.execute(wanted.order_by(ParcelLine.id))}
    own = select(ParcelLine.sku_id).where(ParcelLine.parcel_id == first_id)
    known = set(tx.connection.execute(own).scalars())
    for sku_id in known & there.keys():
        line = ParcelLine.parcel_id == first_id, ParcelLine.sku_id == sku_id
        tx.connection.execute(update(ParcelLine).where(*line).values(needed=ParcelLine.needed + there[sku_id]))
    rows = [
        {"parcel_id": first_id, "sku_id": sku_id, "needed": needed} for sku_id, needed in there.items() if sku_id not in known
    ]
    if rows:
        tx.connection.execute(insert(ParcelLine), rows)
    more = Parcel.needed + sum(there.values())
    tx.connection.execute(update(Parcel).where(Parcel.id == first_id).values(needed=more))
