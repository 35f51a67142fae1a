"""Where parcels stand after something was said of them: their newest word, the clock it stops, the cases it opens and ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from warehouse_app.dispatch.following.rules import (
    ARRIVED,
    CASE_OF,
    HEARD,
    NO_MOVEMENT,
    WATCHED,
    Said,
    Status,
    ends_by_itself,
    kind_after,
    newest,
    stands_still,
)
from warehouse_app.dispatch.following.tables import CaseNote, ParcelCase, ParcelTrack, Tracking
from warehouse_app.dispatch.tables import Handover, HandoverParcel
from warehouse_app.orders import life
from warehouse_app.orders.tables import Order
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Event:
    """One thing said of a parcel."""

    parcel_id: int
    moment: datetime
    status: Status
    words: str = ""
    place: str = ""


def take_in(tx: Tx, events: Sequence[Event], source: str) -> set[tuple[int, datetime, Status]]:
    """Keep what was said, each thing once; returns what was new, by parcel, moment and status."""
    fresh: dict[tuple[int, datetime, Status], Event] = {}
    by_parcel: dict[int, list[Event]] = {}
    for event in events:
        by_parcel.setdefault(event.parcel_id, []).append(event)
    for part in chunks(sorted(by_parcel)):
        _hold(tx, part)
        wanted = select(Tracking.parcel_id, Tracking.moment, Tracking.status).where(Tracking.parcel_id.in_(part))
        known = {(row.parcel_id, row.moment, Status(row.status)) for row in tx.connection.execute(wanted)}
        for event in (event for parcel_id in part for event in by_parcel[parcel_id]):
            key = event.parcel_id, event.moment, event.status
            if key not in known:
                fresh.setdefault(key, event)
    rows = [
        {
            "parcel_id": e.parcel_id,
            "moment": e.moment,
            "status": e.status.value,
            "words": e.words,
            "place": e.place,
            "source": source,
        }
        for e in fresh.values()
    ]
    for some in chunks(rows):
        tx.connection.execute(insert(Tracking), list(some))
    for part in chunks(sorted({event.parcel_id for event in fresh.values()})):
        _stand(tx, part, [event for event in fresh.values() if event.parcel_id in set(part)])
    if fresh:
        tx.touch("follow", "orders")
    return set(fresh)


def _stand(tx: Tx, parcel_ids: Sequence[int], events: Iterable[Event]) -> None:
    said: dict[int, list[Said]] = {}
    for event in events:
        said.setdefault(event.parcel_id, []).append((event.moment, event.status))
    before = {
        r.parcel_id: r for r in tx.connection.execute(select(ParcelTrack.__table__).where(ParcelTrack.parcel_id.in_(parcel_ids)))
    }
    now: dict[int, Said] = {}
    for parcel_id, told in said.items():
        held = before.get(parcel_id)
        first = min(moment for moment, _ in told)
        if held is not None:
            told.append((held.moment, Status(held.status)))
            first = min(first, held.first_at)
        now[parcel_id] = newest(told)
        values = {"status": now[parcel_id][1].value, "moment": now[parcel_id][0], "first_at": first}
        if held is None:
            tx.connection.execute(insert(ParcelTrack), [{"parcel_id": parcel_id, **values}])
        else:
            tx.connection.execute(update(ParcelTrack).where(ParcelTrack.parcel_id == parcel_id).values(**values))
    _stop_clocks(tx, [parcel_id for parcel_id in now if parcel_id not in before])
    again = {pid for pid, (_, status) in now.items() if pid in before and before[pid].status != status.value}
    _see_to(tx, now, again)


def _stop_clocks(tx: Tx, parcel_ids: Sequence[int]) -> None:
    """The courier has these parcels: nobody can say that their orders were marked shipped and not sent."""
    if parcel_ids:
        orders = select(ParcelOrder.order_id).where(ParcelOrder.parcel_id.in_(parcel_ids))
        tx.connection.execute(update(Order).where(Order.id.in_(orders), Order.state == "shipped").values(pickup_by=None))


def _see_to(tx: Tx, now: Mapping[int, Said], again: Collection[int]) -> None:
    """Open, name and end cases by where these parcels stand now; ``again``: they stood elsewhere before.

    What a closed case was about opens another one only when it was said after that, and something else in between.
    """
    cases: dict[int, list[Any]] = {}
    for case in tx.connection.execute(
        select(ParcelCase.id, ParcelCase.parcel_id, ParcelCase.kind, ParcelCase.closed_at).where(
            ParcelCase.parcel_id.in_(list(now))
        )
    ):
        cases.setdefault(case.parcel_id, []).append(case)
    for parcel_id, (moment, status) in now.items():
        own = cases.get(parcel_id, [])
        running = next((case for case in own if case.closed_at is None), None)
        if running is not None and ends_by_itself(running.kind, status):
            end_case(tx, running.id, parcel_id, "delivered", by_itself=True)
        elif running is not None and (kind := kind_after(running.kind, status)) != running.kind:
            tx.connection.execute(update(ParcelCase).where(ParcelCase.id == running.id).values(kind=kind))
            write_note(tx, running.id, "kind", kind=kind, before=running.kind)
        elif (
            running is None
            and status in CASE_OF
            and all(case.kind != CASE_OF[status] or (parcel_id in again and case.closed_at < moment) for case in own)
        ):
            begin_case(tx, parcel_id, CASE_OF[status], by_itself=True)


def begin_case(tx: Tx, parcel_id: int, kind: str, text: str = "", *, by_itself: bool) -> int:
    """A case of a parcel that has none open; returns its id."""
    row = {"parcel_id": parcel_id, "kind": kind, "by_itself": by_itself, "next_step": "", "outcome": ""}
    made = tx.connection.execute(insert(ParcelCase).values(**row)).inserted_primary_key
    assert made is not None
    case_id = int(made[0])
    write_note(tx, case_id, "opened", kind=kind, by_itself=by_itself, text=text)
    life.note(tx, _orders(tx, parcel_id), "case_opened", case=kind)
    tx.touch("follow")
    return case_id


def end_case(tx: Tx, case_id: int, parcel_id: int, outcome: str, text: str = "", *, by_itself: bool) -> None:
    """The case is closed with this outcome."""
    values = {"closed_at": tx.now, "closed_by": tx.actor.id, "outcome": outcome}
    tx.connection.execute(update(ParcelCase).where(ParcelCase.id == case_id).values(**values))
    write_note(tx, case_id, "closed", outcome=outcome, by_itself=by_itself, text=text)
    life.note(tx, _orders(tx, parcel_id), "case_closed", outcome=outcome)
    tx.touch("follow")


def write_note(tx: Tx, case_id: int, kind: str, /, **fields: object) -> None:
    """A line of a case: its kind, and plain JSON values."""
    tx.connection.execute(insert(CaseNote), [{"case_id": case_id, "kind": kind, "fields": fields}])


def find_standing_still(tx: Tx) -> int:
    """Open a case for each parcel that has not moved for the days the shop waits; returns how many.

    Only couriers are asked of whom tracking files come in, and only up to the last thing they said of any parcel.
    """
    heard = tx.connection.execute(
        select(Parcel.courier, func.max(Tracking.moment).label("until"))
        .join(Parcel, Parcel.id == Tracking.parcel_id)
        .where(Tracking.source == "file", Tracking.at >= tx.now - HEARD)
        .group_by(Parcel.courier)
    ).all()
    days = int(settings.get(tx.session, "follow_days"))
    found = 0
    for of_courier in heard:
        until = min(of_courier.until, tx.now)
        wanted = _on_the_way(tx, of_courier.courier, until - timedelta(days=days))
        still = _still(tx, wanted, until, days)
        for part in chunks(still):
            _hold(tx, part)
        # Once they are held they are asked again: another desk may have opened a case, or taken one back, in between.
        for parcel_id in sorted({*still} & {*_still(tx, wanted, until, days)}) if still else ():
            begin_case(tx, parcel_id, NO_MOVEMENT, by_itself=True)
            found += 1
    return found


def _still(tx: Tx, wanted: Any, until: datetime, days: int) -> list[int]:
    rows = tx.connection.execute(wanted).all()
    moved = {row.id: max(moment for moment in (row.left_at, row.moment, row.seen_to) if moment is not None) for row in rows}
    return sorted(parcel_id for parcel_id, moment in moved.items() if stands_still(moment, until, days))


def _hold(tx: Tx, parcel_ids: Sequence[int]) -> None:
    """Nobody says anything of these parcels, opens their cases or takes them back until the commit; always in one order."""
    tx.connection.execute(select(Parcel.id).where(Parcel.id.in_(parcel_ids)).order_by(Parcel.id).with_for_update()).all()


def _on_the_way(tx: Tx, courier: str, before: datetime) -> Any:
    """Parcels of a courier that left before this moment, have not arrived, and have no case open."""
    running = select(ParcelCase.id).where(ParcelCase.parcel_id == Parcel.id, ParcelCase.closed_at.is_(None))
    seen_to = select(func.max(ParcelCase.closed_at)).where(ParcelCase.parcel_id == Parcel.id).correlate(Parcel).scalar_subquery()
    away = (
        select(ParcelOrder.order_id)
        .join(Order, Order.id == ParcelOrder.order_id)
        .where(ParcelOrder.parcel_id == Parcel.id, Order.state == "shipped")
    )
    return (
        select(Parcel.id, Handover.closed_at.label("left_at"), ParcelTrack.moment, seen_to.label("seen_to"))
        .join(HandoverParcel, HandoverParcel.handover_id == Handover.id)
        .join(Parcel, Parcel.id == HandoverParcel.parcel_id)
        .outerjoin(ParcelTrack, ParcelTrack.parcel_id == Parcel.id)
        .where(Handover.courier == courier, Handover.closed_at <= before, Handover.closed_at >= tx.now - WATCHED)
        .where(func.coalesce(ParcelTrack.status, "").not_in([status.value for status in ARRIVED]))
        .where(~running.exists(), away.exists())
        .order_by(Parcel.id)
    )


def _orders(tx: Tx, parcel_id: int) -> list[int]:
    return list(tx.connection.execute(select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel_id)).scalars())
