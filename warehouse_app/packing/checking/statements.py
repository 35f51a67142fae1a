"""The rows of a blind count: the one that runs, its pieces, and what they add up to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import aliased

from warehouse_app.packing.answers import Answer
from warehouse_app.packing.checking.tables import CheckPiece, SecondCheck
from warehouse_app.packing.tables import Scan
from warehouse_app.people.tables import Person
from warehouse_app.store.warehouse import Tx

_packer = aliased(Person)
_running = (
    select(
        SecondCheck.id, SecondCheck.who_id, SecondCheck.counted, SecondCheck.left, SecondCheck.last_at, Person.name,
        _packer.name.label("first"),
    )
    .join(Person, Person.id == SecondCheck.who_id)
    .join(_packer, _packer.id == SecondCheck.first_id)
    .where(SecondCheck.parcel_id == bindparam("parcel"), SecondCheck.state == "open")
)  # fmt: skip
_scan_id = select(Scan.id).where(Scan.action == bindparam("action"))
_add = (
    update(SecondCheck)
    .where(SecondCheck.id == bindparam("check"))
    .values(counted=SecondCheck.counted + bindparam("pieces"), last_at=bindparam("moment"), left=False)
)
_last_piece = (
    select(CheckPiece.scan_id, CheckPiece.sku_id, CheckPiece.pieces, Scan.code)
    .join(Scan, Scan.id == CheckPiece.scan_id)
    .where(
        CheckPiece.check_id == bindparam("check"), CheckPiece.pieces > 0,
        ~select(Scan.id).where(Scan.undoes_id == CheckPiece.scan_id).correlate(CheckPiece).exists(),
    )
    .order_by(CheckPiece.scan_id.desc())
    .limit(1)
)  # fmt: skip
_counted = (
    select(CheckPiece.sku_id, func.sum(CheckPiece.pieces).label("pieces"))
    .where(CheckPiece.check_id == bindparam("check"))
    .group_by(CheckPiece.sku_id)
    .having(func.sum(CheckPiece.pieces) != 0)
    .order_by(func.min(CheckPiece.scan_id))
)


def running(tx: Tx, parcel_id: int) -> Any | None:
    """The count of the parcel that is not ended, with the names of who counts and who packed; at most one."""
    return tx.connection.execute(_running, {"parcel": parcel_id}).one_or_none()


def begin_count(tx: Tx, parcel_id: int, first_id: int, *, same_ok: bool) -> None:
    """Begin a blind count by whoever this transaction belongs to."""
    row = {"parcel_id": parcel_id, "first_id": first_id, "same_ok": same_ok, "last_at": tx.now}
    tx.connection.execute(insert(SecondCheck), [row])


def change(tx: Tx, check_id: int, **values: object) -> None:
    """Change the state of a count."""
    tx.connection.execute(update(SecondCheck).where(SecondCheck.id == check_id).values(**values))


def add_piece(tx: Tx, check_id: int, answer: Answer, action: str, pieces: int) -> None:
    """The pieces of a scan that is kept already; negative to take them back."""
    scan_id = tx.connection.execute(_scan_id, {"action": action}).scalar_one()
    row = {"scan_id": scan_id, "check_id": check_id, "sku_id": answer.sku_id, "pieces": pieces}
    tx.connection.execute(insert(CheckPiece), [row])
    tx.connection.execute(_add, {"check": check_id, "pieces": pieces, "moment": tx.now})


def last_piece(tx: Tx, check_id: int) -> Any | None:
    """The last scan of the count that added pieces and was not taken back."""
    return tx.connection.execute(_last_piece, {"check": check_id}).one_or_none()


def counted(tx: Tx, check_id: int) -> dict[int, int]:
    """Pieces counted by SKU, in the order they were scanned."""
    return {row.sku_id: row.pieces for row in tx.connection.execute(_counted, {"check": check_id})}
