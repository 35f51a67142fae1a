"""The first half of what the desk does to an open parcel besides scanning goods: lock it, and ask whether it may go on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from warehouse_app.errors import NotFound
from warehouse_app.packing.answers import Answer, keep, refuse
from warehouse_app.packing.queries import order_stops
from warehouse_app.packing.rules import Verdict, stopped
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.warehouse import Tx

_parcel = (
    select(Parcel.state, Parcel.waybill, Parcel.needed, Parcel.scanned, Parcel.noted, Parcel.todo, Parcel.owes)
    .where(Parcel.id == bindparam("parcel"))
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class Begun:
    """The parcel as the database has it, its row locked until the transaction ends."""

    id: int
    state: str
    waybill: str
    needed: int
    scanned: int
    noted: bool
    todo: int
    owes: int

    @property
    def full(self) -> bool:
        """Every piece is in."""
        return self.scanned == self.needed

    def answer(self, verdict: Verdict, **fields: object) -> Answer:
        """An answer about this parcel, with its count as it is."""
        return Answer(verdict, "", self.id, scanned=self.scanned, needed=self.needed, fields=fields)


def locked(tx: Tx, parcel_id: int) -> Begun:
    """The parcel as it is, its row locked. Raises NotFound."""
    row = tx.connection.execute(_parcel, {"parcel": parcel_id}).one_or_none()
    if row is None:
        raise NotFound("packing.no_such_parcel")
    return Begun(parcel_id, row.state, row.waybill or "", row.needed, row.scanned, row.noted, row.todo, row.owes)


def begin(tx: Tx, parcel_id: int, action: str) -> tuple[Begun, Answer | None]:
    """The parcel, and the answer when it is not to be worked on: stopped, packed, or its note is not read. Raises NotFound."""
    parcel = locked(tx, parcel_id)
    stop = stopped(parcel.state, order_stops(tx.connection, parcel_id))
    if stop is not None:
        return parcel, refuse(tx, parcel_id, parcel.waybill, action, stop)
    return parcel, None if parcel.noted else keep(tx, parcel.answer(Verdict.NOTE_FIRST), action)
