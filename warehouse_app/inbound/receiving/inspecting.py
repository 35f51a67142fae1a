"""Inspection of what arrived: so many pieces looked at, so many defective, why, and the photo.

Defective pieces of an open receipt are booked into quarantine when it is closed; those found later, while the goods
still wait on the dock, go there at once. They never reach a sellable bin.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.receiving import statements
from warehouse_app.inbound.receiving.rules import check_finding, photo_kind
from warehouse_app.inbound.tables import Inspection, Receipt, ReceiptLine
from warehouse_app.paper.files import write_whole
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.stock import ledger
from warehouse_app.stock.places import dock_id, virtual_id
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Tx

INSPECTED = "inspected"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo kept in the data folder: its file's name there, and the hash of what is in it."""

    name: str
    sha256: str


def keep_photo(folder: Path, content: bytes) -> Photo:
    """Keep a JPEG or PNG in the data folder's photos, named by its hash; done before the command that names it.

    The same photo twice is one file. Raises BadInput("receiving.not_a_photo"), WarehouseError ``paper.cannot_write``.
    """
    ending = photo_kind(content)
    sha256 = hashlib.sha256(content).hexdigest()
    photo = Photo(f"{sha256}.{ending}", sha256)
    place = Folder(folder).photos / photo.name
    if not place.is_file() or place.stat().st_size != len(content):
        write_whole(place, content)
    return photo


@dataclass(frozen=True, slots=True)
class Inspected:
    """A line after an inspection: pieces counted, inspected and defective in all."""

    receipt_id: int
    sku_id: int
    lot: str
    counted: int
    inspected: int
    defective: int
    again: bool = False


@needs(Right.RECEIVE)
def inspect(
    tx: Tx, receipt_id: int, sku_id: int, lot: str, inspected: int, defective: int, reason: str = "", photo: Photo | None = None,
    action: str = "",
) -> Inspected:  # fmt: skip
    """Write down that ``inspected`` more pieces were looked at and ``defective`` of them are not good.

    ``reason`` is a DefectReason, wanted when any is defective. With an action id the same finding twice counts once.
    Raises BadInput (quantity_range, more_than_inspected, defect_reason_wanted, more_than_counted, not_on_dock), NotFound
    (no_such_receipt, not_in_receipt), Conflict (not_open: cancelled or reversed).
    """
    check_finding(inspected, defective, reason)
    receipt = tx.connection.execute(
        select(Receipt.number, Receipt.state).where(Receipt.id == receipt_id).with_for_update()
    ).one_or_none()
    if receipt is None:
        raise NotFound("receiving.no_such_receipt")
    if action and _written_before(tx, receipt_id, action):
        return _line(tx, receipt_id, sku_id, lot, again=True)
    if receipt.state not in ("open", "closed"):
        raise Conflict("receiving.not_open", number=receipt.number, state=receipt.state)
    closed = receipt.state == "closed"
    _raise_line(tx, (receipt_id, sku_id, lot), inspected, defective, closed=closed)
    row = {"receipt_id": receipt_id, "sku_id": sku_id, "lot": lot, "inspected": inspected, "defective": defective}
    photo_row = {"photo": photo.name, "photo_sha256": photo.sha256} if photo else {}
    made = tx.connection.execute(insert(Inspection).values(**row, reason=reason, **photo_row)).inserted_primary_key
    if action:
        statements.insert_scan(tx, receipt_id, action, "", "inspect", INSPECTED, sku_id, lot)
    if closed and defective and made:
        _quarantine(tx, f"inspection:{made[0]}", receipt_id, sku_id, lot, defective)
    tx.touch("receipts")
    return _line(tx, receipt_id, sku_id, lot)


def _written_before(tx: Tx, receipt_id: int, action: str) -> bool:
    """The table of inspections keeps no action ids, so an inspection leaves its own among the counts, with no pieces."""
    first = statements.first_answer(tx, action)
    if first is not None and (first.receipt_id != receipt_id or first.verdict != INSPECTED):
        raise Conflict("receiving.action_used")
    return first is not None


def _raise_line(tx: Tx, place: tuple[int, int, str], inspected: int, defective: int, *, closed: bool) -> None:
    """Guarded by the line as it is now: goods may be put away at the same moment."""
    receipt_id, sku_id, lot = place
    guards = [ReceiptLine.inspected + inspected <= ReceiptLine.counted]
    if closed and defective:
        guards.append(ReceiptLine.counted - ReceiptLine.defective - ReceiptLine.put_away >= defective)
    changed = tx.connection.execute(
        update(ReceiptLine)
        .where(ReceiptLine.receipt_id == receipt_id, ReceiptLine.sku_id == sku_id, ReceiptLine.lot == lot, *guards)
        .values(inspected=ReceiptLine.inspected + inspected, defective=ReceiptLine.defective + defective)
    ).rowcount
    if changed:
        return
    line = _figures(tx, receipt_id, sku_id, lot)
    if line.inspected + inspected > line.counted:
        raise BadInput("receiving.more_than_counted", counted=line.counted, before=line.inspected, inspected=inspected)
    raise BadInput("receiving.not_on_dock", there=line.counted - line.defective - line.put_away, defective=defective)


def _figures(tx: Tx, receipt_id: int, sku_id: int, lot: str) -> Any:
    line = tx.connection.execute(
        select(ReceiptLine.counted, ReceiptLine.inspected, ReceiptLine.defective, ReceiptLine.put_away).where(
            ReceiptLine.receipt_id == receipt_id, ReceiptLine.sku_id == sku_id, ReceiptLine.lot == lot
        )
    ).one_or_none()
    if line is None:
        raise NotFound("receiving.not_in_receipt")
    return line


def _line(tx: Tx, receipt_id: int, sku_id: int, lot: str, *, again: bool = False) -> Inspected:
    line = _figures(tx, receipt_id, sku_id, lot)
    return Inspected(receipt_id, sku_id, lot, line.counted, line.inspected, line.defective, again)


def _quarantine(tx: Tx, action: str, receipt_id: int, sku_id: int, lot: str, pieces: int) -> None:
    posting = Posting(sku_id, dock_id(tx), virtual_id(tx, Virtual.QUARANTINE), pieces, lot)
    ledger.post(tx, action, Reason.DEFECTIVE, [posting], f"receipt:{receipt_id}")
