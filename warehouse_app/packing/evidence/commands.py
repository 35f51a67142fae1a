"""Keeping pictures of parcels: the file first, whole and on the disk, then its row; and letting old ones go."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import bindparam, insert, select, update

from warehouse_app.errors import BadInput, NotFound
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.begin import begin
from warehouse_app.packing.evidence.tables import Photo
from warehouse_app.packing.rules import Step, Verdict
from warehouse_app.packing.steps import finish
from warehouse_app.paper.files import write_whole
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel
from warehouse_app.store import audit, settings
from warehouse_app.store.warehouse import Actor, Tx, Warehouse, new_action

_JPEG = b"\xff\xd8\xff"
MOST_BYTES = 20_000_000
_before = select(Photo.id).where(Photo.action == bindparam("photo_action"))
_packed = select(Parcel.state).where(Parcel.id == bindparam("parcel"))
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A picture that is on the disk and not yet in the books."""

    file: str
    sha256: str
    size: int


def keep_file(photos: Path, content: bytes, waybill: str, moment: datetime) -> KeptFile:
    """Write a JPEG below the folder of photos, by month, flushed to the disk; outside any transaction.

    Raises BadInput ``evidence.not_a_picture`` (no JPEG, or over 20 MB), WarehouseError ``paper.cannot_write`` (a full disk, a
    folder that is gone): nothing half-written stays behind.
    """
    if not content.startswith(_JPEG) or len(content) > MOST_BYTES:
        raise BadInput("evidence.not_a_picture", most=MOST_BYTES // 1_000_000)
    month = f"{moment:%Y-%m}"
    with suppress(OSError):  # write_whole says what is wrong with a folder that cannot be made
        (photos / month).mkdir(parents=True, exist_ok=True)
    safe = "".join(char for char in waybill if char.isascii() and char.isalnum())[:40] or "parcel"
    file = f"{month}/{safe}-{moment:%Y%m%dT%H%M%S}-{new_action()[-6:]}.jpg"
    write_whole(photos / file, content)
    return KeptFile(file, hashlib.sha256(content).hexdigest(), len(content))


@needs(Right.PACK)
def add_photo(tx: Tx, parcel_id: int, kept: KeptFile, action: str) -> Answer:
    """A picture of a parcel, on the desk or packed; of one that waits for it, it is the step that completes it.

    The same action id twice is one picture. Raises NotFound.
    """
    if tx.connection.execute(_before, {"photo_action": action}).scalar() is not None:
        return Answer(Verdict.STEP_DONE, "", parcel_id, again=True)
    state = tx.connection.execute(_packed, {"parcel": parcel_id}).scalar()
    if state is None:
        raise NotFound("packing.no_such_parcel")
    row = {"action": action, "parcel_id": parcel_id, "file": kept.file, "sha256": kept.sha256, "size": kept.size}
    if state != "open":
        tx.connection.execute(insert(Photo), [row])
        tx.touch("packing")
        return Answer(Verdict.PHOTO_KEPT, "", parcel_id)
    parcel, early = begin(tx, parcel_id, action)
    tx.connection.execute(insert(Photo), [row])  # also of a parcel that was stopped: it shows what lay on the desk
    if early is not None:
        return early
    if not parcel.full or parcel.todo:
        tx.touch("packing")
        return keep(tx, parcel.answer(Verdict.PHOTO_KEPT), action)
    return finish(tx, parcel, Step.PHOTO, action)


@needs(Right.OVERRIDE)
def go_without(tx: Tx, parcel_id: int, reason: str, action: str) -> Answer:
    """The parcel goes on without a picture: the camera is gone. Raises BadInput ``evidence.reason_missing``, NotFound."""
    if not reason.strip():
        raise BadInput("evidence.reason_missing")
    parcel, early = begin(tx, parcel_id, action)
    if early is not None:
        return early
    answer = finish(tx, parcel, Step.PHOTO, action, code="PD-PHOTO")
    if not answer.again:
        audit.record(tx, "no_photo", parcel.waybill or str(parcel_id), reason=reason.strip())
    return answer


@dataclass(frozen=True, slots=True)
class Cleared:
    """Pictures whose days were over: how many were deleted, and their bytes."""

    photos: int
    size: int


def clear_old(warehouse: Warehouse, actor: Actor, desk: str, photos: Path) -> Cleared:
    """Delete the pictures that were kept as long as the shop wants (``photo_days``; 0: for ever); outside any transaction.

    A file that cannot be deleted now is tried again next time.
    """
    number = size = 0
    with warehouse.reading() as session:
        days = settings.get(session, "photo_days")
        if not days:
            return Cleared(0, 0)
        before = warehouse.clock() - timedelta(days=days)
        old = session.execute(
            select(Photo.id, Photo.file, Photo.size).where(Photo.deleted_at.is_(None), Photo.at < before).order_by(Photo.at)
        ).all()
    gone: list[int] = []
    for row in old:
        try:
            (photos / row.file).unlink(missing_ok=True)
        except OSError:
            continue
        gone.append(row.id)
        number, size = number + 1, size + row.size
    for start in range(0, len(gone), _ROWS_AT_ONCE):
        with warehouse.transaction(actor, desk) as tx:
            _mark(tx, gone[start : start + _ROWS_AT_ONCE])
    return Cleared(number, size)


def _mark(tx: Tx, ids: list[int]) -> None:
    tx.connection.execute(update(Photo).where(Photo.id.in_(ids)).values(deleted_at=tx.now))
    tx.touch("packing")
