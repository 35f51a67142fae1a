"""The statements of the scan path: one look at the open parcel and the code together, one insert, two counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from warehouse_app.catalog.tables import Barcode
from warehouse_app.orders.tables import Order
from warehouse_app.packing.rules import OrderStop, Piece, Verdict, stopped
from warehouse_app.packing.tables import Scan
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

_SCAN_COLUMNS = ("action", "parcel_id", "code", "verdict", "sku_id", "quantity", "undoes_id", "who_id", "desk", "at")
_scan_table = cast(Table, Scan.__table__)
_scan_values = {name: bindparam(name, type_=_scan_table.c[name].type) for name in _SCAN_COLUMNS}

_look = Prepared(
    select(
        Parcel.state, Parcel.needed, Parcel.scanned, Parcel.noted, Parcel.todo, Parcel.owes,
        Order.number, Order.state, Order.hold, Order.hold_note,
        Barcode.sku_id, Barcode.multiple, ParcelLine.needed, ParcelLine.scanned, ParcelLine.asks,
    )
    .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
    .join(Order, Order.id == ParcelOrder.order_id)
    .outerjoin(Barcode, Barcode.code == bindparam("barcode"))
    .outerjoin(ParcelLine, (ParcelLine.parcel_id == Parcel.id) & (ParcelLine.sku_id == Barcode.sku_id))
    .where(Parcel.id == bindparam("parcel"))
)  # fmt: skip
# A statement of its own before the look: PostgreSQL shows a statement that had to wait for a lock the newest row of the
# locked table, but the lines beside it as they were before the wait, and a piece would count twice.
_lock = Prepared(select(Parcel.id).where(Parcel.id == bindparam("parcel")).with_for_update())
_line = Prepared(
    select(ParcelLine.needed, ParcelLine.scanned, ParcelLine.asks).where(
        ParcelLine.parcel_id == bindparam("parcel"), ParcelLine.sku_id == bindparam("sku")
    )
)
_insert_scan = Prepared(
    sqlite.insert(_scan_table).values(_scan_values).on_conflict_do_nothing(index_elements=["action"]),
    postgres=postgresql.insert(_scan_table).values(_scan_values).on_conflict_do_nothing(index_elements=["action"]),
)
_count_line = Prepared(
    update(ParcelLine)
    .where(ParcelLine.parcel_id == bindparam("parcel"), ParcelLine.sku_id == bindparam("sku"))
    .values(scanned=ParcelLine.scanned + bindparam("pieces"))
)
_count_parcel = Prepared(
    update(Parcel).where(Parcel.id == bindparam("parcel")).values(scanned=Parcel.scanned + bindparam("pieces"))
)
_owe = Prepared(update(Parcel).where(Parcel.id == bindparam("parcel")).values(owes=bindparam("steps")))


@dataclass(frozen=True, slots=True)
class OpenParcel:
    """The parcel a scan is for, as the database has it at this moment; its row is locked until the answer."""

    id: int
    needed: int
    scanned: int
    noted: bool
    todo: int
    owes: int
    stop: tuple[Verdict, OrderStop | None] | None


def look(tx: Tx, parcel_id: int, code: str) -> tuple[OpenParcel, Piece | None] | None:
    """The open parcel, and what the code is to it when it is a product's barcode; None when there is no such parcel."""
    if tx.connection.dialect.name == "postgresql":  # SQLite lets one writer in at a time
        _lock.rows(tx, parcel=parcel_id)
    rows = _look.rows(tx, parcel=parcel_id, barcode=code)
    if not rows:
        return None
    state, needed, scanned, noted, todo, owes, *_, sku_id, multiple, line_needed, line_scanned, asks = rows[0]
    stop = stopped(state, [OrderStop(*row[6:10]) for row in rows])
    parcel = OpenParcel(parcel_id, needed, scanned, bool(noted), todo, owes, stop)
    return parcel, None if sku_id is None else Piece(sku_id, multiple, line_needed or 0, line_scanned or 0, asks or 0)


def piece_of(tx: Tx, parcel_id: int, sku_id: int) -> Piece:
    """One piece of a SKU, and its line in the parcel."""
    rows = _line.rows(tx, parcel=parcel_id, sku=sku_id)
    needed, scanned, asks = rows[0] if rows else (0, 0, 0)
    return Piece(sku_id, 1, needed, scanned, asks)


def owe(tx: Tx, parcel_id: int, steps: int) -> None:
    """Write down what the parcel owes; bits of ``Step``."""
    _owe.run(tx, parcel=parcel_id, steps=steps)


def last_counted(connection: Connection, parcel_id: int) -> Any | None:
    """The last counted scan of the parcel that nobody has taken back: id, code, SKU, pieces."""
    undone = select(Scan.undoes_id).where(Scan.parcel_id == parcel_id, Scan.undoes_id.is_not(None))
    return connection.execute(
        select(Scan.id, Scan.code, Scan.sku_id, Scan.quantity)
        .where(Scan.parcel_id == parcel_id, Scan.quantity > 0, Scan.id.not_in(undone))
        .order_by(Scan.id.desc())
        .limit(1)
    ).first()


def insert_scan(
    tx: Tx, action: str, parcel_id: int | None, code: str, verdict: str, sku_id: int | None, quantity: int = 0,
    undoes: int | None = None,
) -> bool:  # fmt: skip
    """Write a scan; False when this action was written before."""
    written = _insert_scan.run(
        tx, action=action, parcel_id=parcel_id, code=code, verdict=verdict, sku_id=sku_id, quantity=quantity,
        undoes_id=undoes, who_id=tx.actor.id, desk=tx.desk, at=tx.now,
    )  # fmt: skip
    return written == 1


def count(tx: Tx, parcel_id: int, sku_id: int, pieces: int) -> None:
    """Add pieces to the parcel's line and to its sum; negative to take them back."""
    _count_line.run(tx, parcel=parcel_id, sku=sku_id, pieces=pieces)
    _count_parcel.run(tx, parcel=parcel_id, pieces=pieces)
