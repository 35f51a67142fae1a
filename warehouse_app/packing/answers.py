"""The answers of the packing desk: what they say, and how each is kept with its scan before anybody hears it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from warehouse_app.packing import statements
from warehouse_app.packing.queries import ParcelView
from warehouse_app.packing.rules import GOOD, OrderStop, Verdict
from warehouse_app.packing.tables import Scan
from warehouse_app.picking.tasks import Task
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one scan. ``scanned`` and ``needed`` are the parcel's pieces, the ``line_`` ones those of the SKU."""

    verdict: Verdict
    code: str
    parcel_id: int | None = None
    sku_id: int | None = None
    line_scanned: int = 0
    line_needed: int = 0
    scanned: int = 0
    needed: int = 0
    fields: dict[str, object] = field(default_factory=dict)
    parcel: ParcelView | None = None
    tasks: tuple[Task, ...] | None = None  # the parcel's things to do, where the answer is about them
    owes: int | None = None  # bits of the steps that are left, where the answer is about them
    again: bool = False  # the same action had been answered before; nothing was counted twice

    @property
    def good(self) -> bool:
        return self.verdict in GOOD


def keep(tx: Tx, answer: Answer, action: str, quantity: int = 0, undoes: int | None = None) -> Answer:
    """Write the scan; the same action a second time is not written, and the answer of the first time is given."""
    if statements.insert_scan(tx, action, answer.parcel_id, answer.code, answer.verdict.value, answer.sku_id, quantity, undoes):
        return answer
    first = tx.connection.execute(select(Scan.verdict, Scan.code, Scan.parcel_id, Scan.sku_id).where(Scan.action == action)).one()
    return Answer(Verdict(first.verdict), first.code, first.parcel_id, first.sku_id, again=True)


def refuse(
    tx: Tx, parcel_id: int, code: str, action: str, stop: tuple[Verdict, OrderStop | None], waybill: str = ""
) -> Answer:  # fmt: skip
    """Answer that the parcel must not be worked on, with the order that says so and why."""
    verdict, order = stop
    fields = {"order": order.number, "reason": order.hold_note} if order else {}
    return keep(tx, Answer(verdict, code, parcel_id, fields={"waybill": waybill or code, **fields}), action)
