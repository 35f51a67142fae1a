"""An item scanned for an open parcel: judged, made durable, counted. Written in Core: this is the scan path."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from warehouse_app.catalog.gs1 import Elements
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.packing import alikes, counting, keying, kits, steps
from warehouse_app.packing.answers import Answer, keep, refuse
from warehouse_app.packing.boxes import commands as boxes
from warehouse_app.packing.rules import COUNTS, Piece, Step, Verdict, judge
from warehouse_app.packing.statements import OpenParcel
from warehouse_app.picking.tables import Parcel, ParcelLine
from warehouse_app.store.warehouse import Tx


def count_item(
    tx: Tx, parcel: OpenParcel, piece: Piece, code: str, action: str, keyed: int = 0, said: Elements | None = None
) -> Answer:
    """A product was scanned for this parcel, whose row is locked: judged, kept and, when it is right, counted."""
    if parcel.stop is not None:
        return refuse(tx, parcel.id, code, action, parcel.stop)
    if not parcel.noted:
        return keep(tx, about(parcel, Verdict.NOTE_FIRST, code), action)
    if keyed:
        keying.check_right(tx)
        piece = replace(piece, multiple=piece.multiple * keyed)
    left = parcel.needed - parcel.scanned
    owes = parcel.owes if piece.multiple < left else steps.decide(tx, parcel.id, Step.CHECK)  # by all who packed it
    verdict = judge(piece, left_in_parcel=left, todo=parcel.todo, owes=owes)
    if verdict not in COUNTS:
        return kits.begin_set(tx, parcel, piece, code, action) or _wrong(tx, parcel, verdict, piece, code, action)
    if keyed and piece.multiple > (limit := keying.limit_of(tx, piece.sku_id)):
        fields = {"pieces": piece.multiple, "limit": limit}
        return _wrong(tx, parcel, Verdict.OVER_LIMIT, piece, code, action, **fields)
    return counting.count_item(tx, replace(parcel, owes=owes), piece, verdict, code, action, said)


def about(parcel: OpenParcel, verdict: Verdict, code: str) -> Answer:
    """An answer that changes nothing, with how far the parcel is."""
    return Answer(verdict, code, parcel.id, scanned=parcel.scanned, needed=parcel.needed)


def _wrong(tx: Tx, parcel: OpenParcel, verdict: Verdict, piece: Piece, code: str, action: str, **more: object) -> Answer:
    if verdict is Verdict.WRONG_ITEM and (box := boxes.scanned(tx, parcel.id, piece.sku_id, code, action)) is not None:
        return box
    fields = sku_words(tx, piece.sku_id) | more
    if verdict is Verdict.WRONG_ITEM:
        other = tx.connection.execute(
            select(Parcel.slot, Parcel.waybill)
            .join(ParcelLine, ParcelLine.parcel_id == Parcel.id)
            .where(ParcelLine.sku_id == piece.sku_id, ParcelLine.scanned < ParcelLine.needed, Parcel.state == "open")
            .limit(1)
        ).first()
        if other is not None:
            verdict = Verdict.BELONGS_ELSEWHERE
            fields |= {"slot": other.slot, "waybill": other.waybill or ""}
        alike = alikes.wanted_instead(tx, parcel.id, piece.sku_id)
        if alike is not None:
            verdict = Verdict.LOOK_ALIKE
            fields |= {"alike": alike}
    answer = Answer(verdict, code, parcel.id, piece.sku_id, piece.scanned, piece.needed, parcel.scanned, parcel.needed, fields)
    return keep(tx, answer, action)


def sku_words(tx: Tx, sku_id: int) -> dict[str, object]:
    """What a person calls the goods, for the words of an answer."""
    row = tx.connection.execute(
        select(Sku.seller_code, Sku.colour, Sku.size, Product.name).join(Product).where(Sku.id == sku_id)
    ).one()
    return {"seller_code": row.seller_code, "name": row.name, "colour": row.colour, "size": row.size}
