"""A scan while something is asked for: it is the answer to that, or it is refused until the answer was given."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from warehouse_app.catalog import gs1
from warehouse_app.packing import asks, capture, kits, statements
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.asks import Ask
from warehouse_app.packing.begin import Begun
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.rules import Command, Piece, Step, Verdict
from warehouse_app.packing.statements import OpenParcel
from warehouse_app.packing.tables import Scan
from warehouse_app.store.warehouse import Tx


def take(tx: Tx, parcel: OpenParcel, codes: Sequence[str], action: str) -> Answer | None:
    """Take a scan for what is asked for. None when nothing is asked for any more: then it is a scan like any other."""
    if tx.connection.execute(select(Scan.id).where(Scan.action == action)).first() is not None:
        return keep(tx, Answer(Verdict.ASKED_FIRST, codes[0], parcel.id), action)  # answered as it was
    ask = _open(tx, parcel)
    match ask:
        case None:
            return None
        case Ask(kind="part"):
            piece, code = _component(tx, codes)
            if piece is not None:
                return kits.go_on(tx, parcel, ask, piece, code, action)
        case Ask(kind="serial"):
            return _serial(tx, parcel, ask, codes[0], action)
        case Ask(kind="lot"):
            return _lot(tx, parcel, ask, codes, action)
        case Ask(kind="look"):
            if Command.CONFIRM in codes:
                return capture.give(tx, parcel, ask, "", Command.CONFIRM.value, action)
    return keep(tx, capture.about(parcel, ask, Verdict.ASKED_FIRST, codes[0]), action)


def first(tx: Tx, parcel: Begun, action: str) -> Answer | None:
    """The refusal of a step that would leave something unanswered: a set half in the box, a serial number. None: go on."""
    ask = _open(tx, parcel) if parcel.owes & Step.CAPTURE else None
    return None if ask is None else keep(tx, capture.about(parcel, ask, Verdict.ASKED_FIRST, ""), action)


def _open(tx: Tx, parcel: OpenParcel | Begun) -> Ask | None:
    """What is asked for; when it is nothing any more, the parcel does not owe it any longer."""
    ask = asks.open_ask(tx.connection, parcel.id)
    if ask is None:
        statements.owe(tx, parcel.id, parcel.owes & ~Step.CAPTURE)
    return ask


def _component(tx: Tx, codes: Sequence[str]) -> tuple[Piece | None, str]:
    """The product a code names, whether it is a component or not."""
    found = next((each for each in meanings(tx.connection, codes) if each.kind in (Kind.BARCODE, Kind.SKU)), None)
    return (None, codes[0]) if found is None else (Piece(found.id, found.multiple, 0, 0), found.code)


def _serial(tx: Tx, parcel: OpenParcel, ask: Ask, code: str, action: str) -> Answer:
    said = gs1.parse(code)
    serial = said.serial if said is not None and said.serial else code.strip()
    refused = capture.refused_serial(tx, parcel, ask, serial, code)
    if refused is not None:
        return keep(tx, refused, action)
    return capture.give(tx, parcel, ask, serial, code, action)


def _lot(tx: Tx, parcel: OpenParcel, ask: Ask, codes: Sequence[str], action: str) -> Answer:
    said = gs1.parse(codes[0])
    lots = dict(ask.lots)
    named = (said.lot,) if said is not None and said.lot else codes
    lot = next((code for code in named if code in lots), None)
    if lot is None:
        return keep(tx, capture.about(parcel, ask, Verdict.WRONG_LOT, codes[0], lot=named[0], lots=tuple(lots)), action)
    return capture.give(tx, parcel, ask, lot, codes[0], action)
