"""Bills taken in by and by, taken out again, and what a person decides about their differences.

A bill of a hundred thousand lines is written in many short transactions, so that nobody's scan waits for it. Until
``finish_bill`` nobody sees it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from sqlalchemy import ColumnElement, case, delete, func, insert, literal, select, update

from warehouse_app.dispatch.freight.files import BillRow
from warehouse_app.dispatch.freight.queries import mapping_kind, open_to
from warehouse_app.dispatch.freight.tables import BillDifference, BillLine, BillProblem, CourierBill
from warehouse_app.dispatch.tables import Courier
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.mapping import header_fingerprint
from warehouse_app.sheets.table import FileFacts, RowProblem
from warehouse_app.store import audit
from warehouse_app.store.imports import save_mapping
from warehouse_app.store.warehouse import Tx

Decision = Literal["", "accepted", "disputed", "settled"]
DECISIONS: tuple[Decision, ...] = ("", "accepted", "disputed", "settled")
LONGEST_NOTE = 300
_TOO_MUCH = case(
    (BillDifference.difference > Decimal(0), BillDifference.difference), else_=literal(Decimal(0), BillDifference.difference.type)
)
_FORGOTTEN = timedelta(days=1)  # a bill another desk is still reading after that long was left by a crash


@needs(Right.FREIGHT)
def begin_bill(tx: Tx, courier: str, month: date, file: FileFacts) -> int:
    """A bill to be filled; its id. ``month`` is any day of it.

    Raises Conflict ``freight.bill_twice`` for a file that was brought in before, NotFound ``freight.no_courier``.
    """
    if tx.session.scalar(select(Courier.id).where(Courier.name == courier)) is None:
        raise NotFound("freight.no_courier", courier=courier)
    before = tx.session.scalar(select(CourierBill).where(CourierBill.sha256 == file.sha256))
    if before is not None:
        raise Conflict("freight.bill_twice", file=file.name, courier=before.courier, month=f"{before.month:%Y-%m}")
    bill = CourierBill(courier=courier, month=month.replace(day=1), name=file.name, sha256=file.sha256)
    tx.session.add(bill)
    tx.session.flush()
    return bill.id


@needs(Right.FREIGHT)
def add_lines(tx: Tx, bill_id: int, rows: Sequence[BillRow], problems: Sequence[RowProblem]) -> None:
    """More lines of a bill that is being read, and the rows that could not be taken."""
    if rows:
        lines = [
            {
                "bill_id": bill_id, "row": row.row, "waybill": row.waybill, "weight_g": row.weight_g, "place": row.place,
                "day": row.day, "amount": row.amount,
            }
            for row in rows
        ]  # fmt: skip
        tx.connection.execute(insert(BillLine), lines)
    if problems:
        kept = [
            {
                "bill_id": bill_id,
                "row": one.row,
                "column": one.column,
                "code": one.code,
                "value": json.dumps(dict(one.fields), ensure_ascii=False, default=str),
            }
            for one in problems
        ]
        tx.connection.execute(insert(BillProblem), kept)


@needs(Right.FREIGHT)
def finish_bill(tx: Tx, bill_id: int, *, opens: bool = False) -> None:
    """The bill is complete and compared; with ``opens`` it is seen from now on. Raises NotFound for one that is being removed."""
    bill = _bill(tx, bill_id)
    if bill.state == "reading" and not opens:
        raise NotFound("freight.no_bill")
    sums = select(func.count(), func.sum(BillLine.amount)).where(BillLine.bill_id == bill_id)
    bill.lines, total = tx.session.execute(sums).one()
    bill.total = total or Decimal(0)
    refused = select(func.count(BillProblem.row.distinct())).where(BillProblem.bill_id == bill_id)
    bill.refused = tx.session.scalar(refused) or 0
    if bill.state == "reading":
        bill.state = "open"
        audit.record(tx, "bill_in", bill.courier, file=bill.name, month=f"{bill.month:%Y-%m}", lines=bill.lines)
    bill.compared_at = tx.now
    tx.session.flush()
    tx.touch("freight")


@needs(Right.FREIGHT)
def hide_bill(tx: Tx, bill_id: int) -> None:
    """The first step of taking a bill out. Raises Conflict ``freight.sent_already`` once its disputes went to the courier."""
    bill = _bill(tx, bill_id)
    if bill.state == "sent":
        raise Conflict("freight.sent_already", file=bill.name)
    if bill.state == "open":
        audit.record(tx, "bill_out", bill.courier, file=bill.name, month=f"{bill.month:%Y-%m}", lines=bill.lines)
    bill.state = "reading"
    tx.touch("freight")


@needs(Right.FREIGHT)
def drop_part(tx: Tx, bill_id: int, most: int) -> bool:
    """Take out some lines of a hidden bill, at last the bill itself; whether there is more to do."""
    ids = list(tx.connection.scalars(select(BillLine.id).where(BillLine.bill_id == bill_id).order_by(BillLine.id).limit(most)))
    if ids:
        between = BillLine.id.between(ids[0], ids[-1])
        of_lines = BillDifference.line_id.between(ids[0], ids[-1])
        tx.connection.execute(delete(BillDifference).where(BillDifference.bill_id == bill_id, of_lines))
        tx.connection.execute(delete(BillLine).where(BillLine.bill_id == bill_id, between))
        return True
    for table in (BillDifference, BillProblem):
        tx.connection.execute(delete(table).where(table.bill_id == bill_id))
    tx.connection.execute(delete(CourierBill).where(CourierBill.id == bill_id, CourierBill.state == "reading"))
    tx.touch("freight")
    return False


@needs(Right.FREIGHT)
def left_unfinished(tx: Tx) -> list[int]:
    """Bills that a crash left half read or half taken out: at this desk, or at any a day ago."""
    mine = (CourierBill.desk == tx.desk) | (CourierBill.at < tx.now - _FORGOTTEN)
    return list(tx.connection.scalars(select(CourierBill.id).where(CourierBill.state == "reading", mine)))


@needs(Right.FREIGHT)
def decide(tx: Tx, ids: Collection[int], state: Decision, note: str = "", credited: Decimal | None = None) -> int:
    """What becomes of differences; how many. ``credited`` is what the courier takes back of each settled one (None: all that
    it charged too much). "" takes a decision back.

    Raises BadInput ``freight.note_too_long``, ``freight.bad_credit``; Conflict ``freight.compared_meanwhile`` when some are gone.
    """
    wanted = set(ids)
    changed = _decide(tx, BillDifference.id.in_(wanted), state, note, credited)
    if changed != len(wanted):  # compared again meanwhile, they are new ones
        raise Conflict("freight.compared_meanwhile")
    return changed


@needs(Right.FREIGHT)
def decide_all(tx: Tx, which: ColumnElement[bool], state: Decision, note: str = "") -> int:
    """The same for all that a filter shows (``queries.wanted``) and that is still open to it (``queries.open_to``)."""
    return _decide(tx, which & open_to(state), state, note, None)


def _decide(tx: Tx, which: ColumnElement[bool], state: Decision, note: str, credited: Decimal | None) -> int:
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise BadInput("freight.note_too_long", most=LONGEST_NOTE)
    if credited is not None and (state != "settled" or credited < 0):
        raise BadInput("freight.bad_credit", value=credited)
    values: dict[str, object] = {"state": state, "note": note, "credited": None, "decided_by": None, "decided_at": None}
    if state:
        values |= {"decided_by": tx.actor.id, "decided_at": tx.now}
    if state == "settled":
        values["credited"] = credited if credited is not None else _TOO_MUCH
    changed = tx.connection.execute(update(BillDifference).where(which).values(values)).rowcount
    audit.record(tx, "bill_decided", state or "open", lines=changed, note=note)
    tx.touch("freight")
    return changed


@needs(Right.FREIGHT)
def remember_columns(tx: Tx, courier: str, header: Sequence[str], columns: dict[str, str]) -> None:
    """Keep how a person named the columns of a courier's bill: proposed for its next one."""
    save_mapping(tx, mapping_kind(courier), header_fingerprint(header), columns)


@needs(Right.FREIGHT)
def mark_sent(tx: Tx, bill_id: int, file: str, lines: int) -> None:
    """The bill's dispute list went to the courier; from now on the bill stays."""
    bill = _bill(tx, bill_id)
    bill.state = "sent"
    bill.sent_at = bill.sent_at or tx.now
    audit.record(tx, "bill_disputed", bill.courier, file=file, month=f"{bill.month:%Y-%m}", lines=lines)
    tx.session.flush()
    tx.touch("freight")


def _bill(tx: Tx, bill_id: int) -> CourierBill:
    bill = tx.session.get(CourierBill, bill_id)
    if bill is None:
        raise NotFound("freight.no_bill")
    return bill
