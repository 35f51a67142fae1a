"""Sets at the packing desk: a set counts by its own code, or by its components, scanned one by one until it is complete.

What is sold and stocked is the set; its components prove that it is whole. A set that was begun is finished, or taken back,
before anything else is scanned.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select

from warehouse_app.catalog.tables import KitComponent
from warehouse_app.packing import asks, capture, statements
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.asks import Ask, Part
from warehouse_app.packing.counting import count_item
from warehouse_app.packing.rules import Piece, Step, Verdict, judge
from warehouse_app.packing.statements import OpenParcel
from warehouse_app.packing.tables import ParcelCapture
from warehouse_app.picking.tables import ParcelLine
from warehouse_app.store.warehouse import Tx


def begin_set(tx: Tx, parcel: OpenParcel, piece: Piece, code: str, action: str) -> Answer | None:
    """An item that is not the parcel's own, but a component of a set that is: the set is begun. None for all others."""
    kit_id = tx.connection.execute(
        select(KitComponent.kit_id)
        .join(ParcelLine, ParcelLine.sku_id == KitComponent.kit_id)
        .where(KitComponent.part_id == piece.sku_id, KitComponent.pieces >= piece.multiple)
        .where(ParcelLine.parcel_id == parcel.id, ParcelLine.scanned < ParcelLine.needed)
        .order_by(ParcelLine.id)
        .limit(1)
    ).scalar()
    if kit_id is None:
        return None
    parts = asks.parts_of(tx.connection, kit_id, {})
    return _put(tx, parcel, kit_id, parts, piece, code, action)


def go_on(tx: Tx, parcel: OpenParcel, ask: Ask, piece: Piece, code: str, action: str) -> Answer:
    """Another component of the set that was begun; what is none of it, or one too many, is refused."""
    part = next((part for part in ask.parts if part.sku_id == piece.sku_id), None)
    if part is None:
        return keep(tx, capture.about(parcel, ask, Verdict.ASKED_FIRST, code), action)
    if part.done + piece.multiple > part.pieces:
        words: dict[str, object] = {"name": part.name, "colour": part.colour, "size": part.size}
        answer = Answer(
            Verdict.ONE_TOO_MANY, code, parcel.id, part.sku_id, part.done, part.pieces, parcel.scanned, parcel.needed, words
        )
        return keep(tx, answer, action)
    return _put(tx, parcel, ask.sku_id, ask.parts, piece, code, action)


def _put(tx: Tx, parcel: OpenParcel, kit_id: int, parts: tuple[Part, ...], piece: Piece, code: str, action: str) -> Answer:
    """A component is in the box; the last one makes its set count."""
    now = tuple(replace(p, done=p.done + piece.multiple * (p.sku_id == piece.sku_id)) for p in parts)
    if all(part.done >= part.pieces for part in now):
        tx.connection.execute(delete(ParcelCapture).where(ParcelCapture.parcel_id == parcel.id, ParcelCapture.kind == "part"))
        owes = parcel.owes & ~Step.CAPTURE
        if owes != parcel.owes:
            statements.owe(tx, parcel.id, owes)
        kit = statements.piece_of(tx, parcel.id, kit_id)
        verdict = judge(kit, left_in_parcel=parcel.needed - parcel.scanned, todo=parcel.todo, owes=owes)
        answer = count_item(tx, replace(parcel, owes=owes), kit, verdict, code, action)
        return answer if answer.owes is not None else replace(answer, owes=owes)
    part = next(part for part in now if part.sku_id == piece.sku_id)
    owes = parcel.owes | Step.CAPTURE
    answer = Answer(
        Verdict.PART_WANTED, code, parcel.id, piece.sku_id, part.done, part.pieces, parcel.scanned, parcel.needed,
        {"name": part.name, "colour": part.colour, "size": part.size}, owes=owes,
    )  # fmt: skip
    kept = keep(tx, answer, action)
    if kept.again:
        return kept
    capture.write(tx, parcel.id, kit_id, "part", "", capture.scan_of(tx, action), piece.multiple, piece.sku_id)
    statements.owe(tx, parcel.id, owes)
    return replace(answer, fields={**answer.fields, "ask": asks.open_ask(tx.connection, parcel.id)})


def last_part(tx: Tx, parcel_id: int) -> Any | None:
    """The last component of the set that was begun."""
    return tx.connection.execute(
        select(ParcelCapture.id, ParcelCapture.scan_id, ParcelCapture.part_id, ParcelCapture.pieces)
        .where(ParcelCapture.parcel_id == parcel_id, ParcelCapture.kind == "part")
        .order_by(ParcelCapture.id.desc())
        .limit(1)
    ).first()


def take_back(tx: Tx, parcel_id: int, part: Any, answer: Answer, action: str, owes: int) -> Answer:
    """The last component comes out of the box again; with the first one nothing is asked for any more."""
    kept = keep(tx, answer, action, 0, part.scan_id)
    if kept.again:
        return kept
    tx.connection.execute(delete(ParcelCapture).where(ParcelCapture.id == part.id))
    ask = asks.open_ask(tx.connection, parcel_id)
    if ask is None or ask.kind != "part":
        owes &= ~Step.CAPTURE
        statements.owe(tx, parcel_id, owes)
    tx.touch("packing")
    return replace(answer, owes=owes, fields={**answer.fields, "ask": ask})
