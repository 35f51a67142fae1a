"""Counting an item that asks for more than its scan, and keeping what was asked for: each once, with the scan it belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from warehouse_app.catalog.gs1 import Elements
from warehouse_app.catalog.rules import is_command
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import Conflict
from warehouse_app.packing import asks, statements
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.asks import WANTED, Ask, AskKind
from warehouse_app.packing.begin import Begun
from warehouse_app.packing.codes import meanings
from warehouse_app.packing.completion import complete_parcel
from warehouse_app.packing.queries import parcel_tasks
from warehouse_app.packing.rules import Asks, Piece, Step, Verdict, when_full
from warehouse_app.packing.statements import OpenParcel
from warehouse_app.packing.tables import ParcelCapture, Scan
from warehouse_app.picking.tables import Parcel
from warehouse_app.stock.lots.rules import expired
from warehouse_app.stock.tables import Lot
from warehouse_app.store.warehouse import Tx

LONGEST_SERIAL = 60
_last_day = (
    select(Lot.expires)
    .select_from(Sku)
    .join(Product, (Product.id == Sku.product_id) & Product.lots)
    .outerjoin(Lot, (Lot.sku_id == Sku.id) & (Lot.code == bindparam("lot")))
    .where(Sku.id == bindparam("sku"))
)
_scan_of = select(Scan.id).where(Scan.action == bindparam("action"))


def count_asking(tx: Tx, parcel: OpenParcel, piece: Piece, answer: Answer, action: str, said: Elements | None) -> Answer:
    """Count an item and ask for what its product asks for, as far as its own code does not say it."""
    refused = _refused_by_code(tx, parcel, piece, answer, said)
    if refused is not None:
        return keep(tx, refused, action)
    given = _said(piece, said)
    wanted = [kind for kind in asks.kinds_of(piece.asks) if kind not in given or (kind == "serial" and piece.multiple > 1)]
    verdict = WANTED[wanted[0]] if wanted else answer.verdict
    answer = replace(answer, verdict=verdict)
    kept = keep(tx, answer, action, piece.multiple)
    if kept.again:
        return kept
    statements.count(tx, parcel.id, piece.sku_id, piece.multiple)
    scan_id = scan_of(tx, action)
    for kind, value in given.items():
        write(tx, parcel.id, piece.sku_id, kind, value, scan_id, 1 if kind == "serial" else piece.multiple)
    if wanted:
        owes = parcel.owes | Step.CAPTURE
        statements.owe(tx, parcel.id, owes)
        return replace(answer, owes=owes, fields={"ask": asks.open_ask(tx.connection, parcel.id)})
    if verdict is Verdict.COMPLETE:
        complete_parcel(tx, parcel.id, action)
        tx.touch("packing")
    return answer


def _said(piece: Piece, said: Elements | None) -> dict[AskKind, str]:
    """What a code says of what is asked for."""
    found: dict[AskKind, str] = {}
    if said is not None and said.serial and piece.asks & Asks.SERIAL:
        found["serial"] = said.serial
    if said is not None and said.lot and piece.asks & Asks.LOT:
        found["lot"] = said.lot
    return found


def _refused_by_code(tx: Tx, parcel: OpenParcel, piece: Piece, answer: Answer, said: Elements | None) -> Answer | None:
    """The answer to a code whose serial number has left already, or whose lot is not the parcel's."""
    if said is None:
        return None
    before = replace(answer, line_scanned=piece.scanned, scanned=parcel.scanned, tasks=None)
    if (day := _day_over(tx, piece.sku_id, said)) is not None:
        return replace(before, verdict=Verdict.EXPIRED, fields={"day": day.isoformat(), "lot": said.lot or "–"})
    if said.serial and piece.asks & Asks.SERIAL and (where := waybill_of_serial(tx, piece.sku_id, said.serial)) is not None:
        fields: dict[str, object] = {"serial": said.serial, "waybill": where}
        return replace(before, verdict=Verdict.SERIAL_USED, fields=fields)
    if not said.lot:
        return None
    left = asks.lots_left(tx.connection, parcel.id, piece.sku_id)
    if (left or piece.asks & Asks.LOT) and left.get(said.lot, 0) < piece.multiple:
        fields = {"lot": said.lot, "lots": tuple(left)}
        return replace(before, verdict=Verdict.WRONG_LOT, fields=fields)
    return None


def _day_over(tx: Tx, sku_id: int, said: Elements) -> date | None:
    """The last day of goods kept by lots, when it is over: what the code says or the house knows of its lot, the earlier."""
    if said.expires is None and not said.lot:
        return None
    kept = tx.connection.execute(_last_day, {"sku": sku_id, "lot": said.lot}).first()
    days = [] if kept is None else [day for day in (said.expires, kept.expires) if day is not None]
    return min(days) if days and expired(min(days), tx.now.astimezone().date()) else None


def give(tx: Tx, parcel: OpenParcel, ask: Ask, value: str, code: str, action: str) -> Answer:
    """Keep what was asked for; the next thing is asked for, or the parcel goes on, or it is complete."""
    left = ask.wanted - ask.done
    pieces = {"serial": 1, "lot": min(left, dict(ask.lots).get(value, left))}.get(ask.kind, left)
    after: AskKind | None = ask.kind if pieces < left else next(iter(ask.rest), None)
    owes = parcel.owes if after else parcel.owes & ~Step.CAPTURE
    full = parcel.scanned == parcel.needed
    verdict = WANTED[after] if after else when_full(parcel.todo, owes) if full else Verdict.CAPTURED
    answer = replace(about(parcel, ask, verdict, code), owes=owes)
    del answer.fields["ask"]  # it is answered
    kept = keep(tx, answer, action)
    if kept.again:
        return kept
    write(tx, parcel.id, ask.sku_id, ask.kind, value, ask.scan_id, pieces)
    if owes != parcel.owes:
        statements.owe(tx, parcel.id, owes)
    if verdict is Verdict.COMPLETE:
        complete_parcel(tx, parcel.id, action)
    tx.touch("packing")
    if verdict is Verdict.TICK_FIRST:
        return replace(answer, tasks=parcel_tasks(tx.connection, parcel.id))
    return replace(answer, fields={"ask": asks.open_ask(tx.connection, parcel.id)}) if after else answer


def about(parcel: OpenParcel | Begun, ask: Ask, verdict: Verdict, code: str, **fields: object) -> Answer:
    """An answer about what is asked for, nothing counted by it."""
    return Answer(
        verdict, code, parcel.id, ask.sku_id, ask.line_scanned, ask.line_needed, parcel.scanned, parcel.needed,
        {"ask": ask, "name": ask.name, "colour": ask.colour, "size": ask.size, **fields},
    )  # fmt: skip


def refused_serial(tx: Tx, parcel: OpenParcel, ask: Ask, serial: str, code: str) -> Answer | None:
    """Why a code cannot be the serial number that is asked for, None when it can.

    Codes that name something here (a product, a waybill, a bin, a command) are none; nor is a number that has left.
    """
    fits = 0 < len(serial) <= LONGEST_SERIAL and serial.isprintable() and not is_command(serial)
    if not fits or meanings(tx.connection, list({serial, code})):
        return about(parcel, ask, Verdict.BAD_SERIAL, code)
    where = waybill_of_serial(tx, ask.sku_id, serial)
    return None if where is None else about(parcel, ask, Verdict.SERIAL_USED, code, serial=serial, waybill=where)


def waybill_of_serial(tx: Tx, sku_id: int, serial: str) -> str | None:
    """The waybill of the parcel a serial number is in, "" for one without; None for a number that is free."""
    row = tx.connection.execute(
        select(Parcel.waybill)
        .join(ParcelCapture, ParcelCapture.parcel_id == Parcel.id)
        .where(ParcelCapture.sku_id == sku_id, ParcelCapture.value == serial)
        .where(ParcelCapture.kind == "serial", ParcelCapture.back_at.is_(None))
    ).first()
    return None if row is None else row.waybill or ""


def scan_of(tx: Tx, action: str) -> int:
    """The row of a scan that was just kept."""
    return int(tx.connection.execute(_scan_of, {"action": action}).scalar_one())


def write(
    tx: Tx, parcel_id: int, sku_id: int, kind: AskKind, value: str, scan_id: int, pieces: int, part_id: int | None = None
) -> None:
    """Keep one. Raises Conflict ``capture.serial_raced`` when another desk took the serial number in this very moment."""
    insert = postgresql.insert if tx.connection.dialect.name == "postgresql" else sqlite.insert
    values = {"parcel_id": parcel_id, "sku_id": sku_id, "kind": kind, "value": value, "scan_id": scan_id, "pieces": pieces}
    statement = insert(ParcelCapture).values(**values, part_id=part_id).on_conflict_do_nothing().returning(ParcelCapture.id)
    if tx.connection.execute(statement).first() is None:
        raise Conflict("capture.serial_raced", serial=value)


def forget(tx: Tx, parcel_id: int, scan_id: int, owes: int) -> None:
    """A scan was taken back: what was captured with it is nobody's any more, and nothing is asked for because of it."""
    tx.connection.execute(delete(ParcelCapture).where(ParcelCapture.scan_id == scan_id, ParcelCapture.kind != "part"))
    if owes & Step.CAPTURE:
        statements.owe(tx, parcel_id, owes & ~Step.CAPTURE)
