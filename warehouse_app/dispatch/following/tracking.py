"""Tracking results coming in: from a file, or one by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.following.files import TrackRow
from warehouse_app.dispatch.following.rules import Status
from warehouse_app.dispatch.following.standing import Event, find_standing_still, take_in
from warehouse_app.dispatch.following.tables import Tracking
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.store.imports import Change, ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

AHEAD = timedelta(hours=24)  # so far a courier's clock may be before ours
LONGEST = 200


@needs(Right.FOLLOW)
def import_tracking(tx: Tx, parsed: Parsed[TrackRow]) -> ImportResult:
    """Keep what a file says; numbers that are none of ours are problems and are named, everything else comes in."""
    one_at_a_time(tx, "import")
    parcels = _parcels(tx.session, parsed)
    errors = [*parsed.problems]
    warnings, events, rows = list[RowProblem](), list[Event](), list[TrackRow]()
    for row in parsed.rows:
        parcel = parcels.get(row.waybill)
        if parcel is None:
            errors.append(RowProblem(parsed.name, row.row, "waybill", "follow.unknown_number", {"number": row.waybill}))
        elif row.moment > tx.now + AHEAD:
            errors.append(RowProblem(parsed.name, row.row, "moment", "follow.in_the_future", {"time": f"{row.moment:%Y-%m-%d}"}))
        else:
            rows.append(row)
            events.append(Event(parcel.id, row.moment, row.status, row.words, row.place))
            if parcel.state != "shipped":
                fields = {"number": row.waybill}
                warnings.append(RowProblem(parsed.name, row.row, "waybill", "follow.not_handed_over", fields))
    fresh = take_in(tx, events, "file")
    find_standing_still(tx)
    remember_file(tx, "tracking", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    return ImportResult(_changes(parsed.name, rows, events, fresh), errors, warnings)


def _changes(file: str, rows: list[TrackRow], events: list[Event], fresh: set[tuple[int, datetime, Status]]) -> list[Change]:
    changes = []
    for row, event in zip(rows, events, strict=True):
        key = event.parcel_id, event.moment, event.status
        kind = "new" if key in fresh else "unchanged"
        fresh.discard(key)  # the same said twice in a file is new once
        changes.append(Change(file, row.row, row.waybill, kind, {"tracked": ("", event.status.value)}))
    return changes


def _parcels(session: Session, parsed: Parsed[TrackRow]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for part in chunks(list({row.waybill for row in parsed.rows})):
        for parcel in session.execute(select(Parcel.id, Parcel.waybill, Parcel.state).where(Parcel.waybill.in_(part))):
            found[parcel.waybill] = parcel
    return found


@needs(Right.FOLLOW)
def say_of_parcel(tx: Tx, parcel_id: int, status: Status, moment: datetime, words: str = "", place: str = "") -> None:
    """What somebody learned of a parcel, by telephone or on the courier's page.

    Raises BadInput ``follow.in_the_future``, ``follow.words_long``, NotFound.
    """
    if moment > tx.now + timedelta(minutes=5):
        raise BadInput("follow.in_the_future", time=f"{moment.astimezone():%Y-%m-%d %H:%M}")
    words, place = words.strip(), place.strip()
    if max(len(words), len(place)) > LONGEST:
        raise BadInput("follow.words_long", most=LONGEST)
    if tx.connection.execute(select(Parcel.id).where(Parcel.id == parcel_id).with_for_update()).scalar() is None:
        raise NotFound("packing.no_such_parcel")
    take_in(tx, [Event(parcel_id, moment, status, words, place)], "hand")


def tracked(session: Session, parcel_id: int) -> list[Any]:
    """Everything said of a parcel, the newest first."""
    wanted = select(Tracking.moment, Tracking.status, Tracking.words, Tracking.place, Tracking.source)
    return list(
        session.execute(wanted.where(Tracking.parcel_id == parcel_id).order_by(Tracking.moment.desc(), Tracking.id.desc()))
    )
