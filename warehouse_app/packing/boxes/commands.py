"""What a parcel is packed in, said by a scan or by hand. While it is open this is a step; when it is packed it is put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from warehouse_app.catalog.rules import BOXES, Packs
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.packing import steps
from warehouse_app.packing.answers import Answer, keep, refuse
from warehouse_app.packing.begin import Begun, begin, locked
from warehouse_app.packing.boxes import using
from warehouse_app.packing.boxes.rules import in_words
from warehouse_app.packing.queries import order_stops
from warehouse_app.packing.rules import Step, Verdict, stopped, when_full
from warehouse_app.packing.tables import Scan
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Tx


@needs(Right.PACK)
def take_boxes(tx: Tx, parcel_id: int, sku_ids: Sequence[int], action: str, filling: Mapping[int, int] | None = None) -> Answer:
    """The parcel is packed in these boxes, one of them twice if it is named twice; with an empty list it goes as it is.

    ``filling``: so many pieces of each filling go in with it, by SKU, instead of what went in before; None: that stays.
    Raises NotFound ``boxes.no_box`` for what is no box of the catalogue, ``boxes.no_filling`` for what is no filling.
    """
    _refuse_strangers(tx, filling or {})
    found = {row.id: row for row in tx.connection.execute(_materials().where(Sku.id.in_(sku_ids), Sku.packs.in_(BOXES)))}
    if set(found) != set(sku_ids):
        raise NotFound("boxes.no_box")
    return _take(tx, parcel_id, [found[sku_id] for sku_id in sku_ids], action, "", filling)


def _refuse_strangers(tx: Tx, filling: Mapping[int, int]) -> None:
    fillings = _materials().with_only_columns(Sku.id).where(Sku.id.in_(filling), Sku.packs == Packs.FILLING.value)
    if filling and set(tx.connection.execute(fillings).scalars()) != set(filling):
        raise NotFound("boxes.no_filling")


@needs(Right.PACK)
def put_filling(tx: Tx, parcel_id: int, filling: Mapping[int, int], action: str) -> Answer:
    """So many pieces of each filling, and no others, go into a parcel whose box was scanned, also when that completed it: then
    what was booked out for it comes back first. Raises NotFound ``boxes.no_filling``.
    """
    _refuse_strangers(tx, filling)
    parcel = locked(tx, parcel_id)
    stop = stopped(parcel.state, order_stops(tx.connection, parcel.id))
    if stop is not None and stop[0] is not Verdict.PACKED_ALREADY:
        return refuse(tx, parcel.id, parcel.waybill, action, stop)
    kept = keep(tx, parcel.answer(Verdict.STEP_DONE), action)
    if not kept.again and using.filling_of(tx, parcel_id) != {sku_id: n for sku_id, n in filling.items() if n > 0}:
        packed = parcel.state == "packed"
        if packed:
            using.bring_back(tx, parcel_id, action)
        using.set_filling(tx, parcel_id, filling)
        if packed:
            using.book_out(tx, parcel_id, action)
        tx.touch("packing")
    return kept


@needs(Right.PACK)
def scanned(tx: Tx, parcel_id: int, sku_id: int, code: str, action: str) -> Answer | None:
    """A code the parcel has no goods for: its box, or another material that goes in; None when it is neither."""
    material = tx.connection.execute(_materials().where(Sku.id == sku_id)).one_or_none()
    if material is None or settings.get(tx.connection, "box_policy") == "off":
        return None
    return _take(tx, parcel_id, [material], action, code)


def _materials() -> Any:
    joined = select(Sku.id, Sku.packs, Product.name, Sku.size).join(Product, Product.id == Sku.product_id)
    return joined.where(Product.material, Sku.active, Sku.packs != "")


def _take(
    tx: Tx, parcel_id: int, materials: Sequence[Any], action: str, code: str, filling: Mapping[int, int] | None = None
) -> Answer:
    parcel = locked(tx, parcel_id)
    box = not materials or materials[0].packs in BOXES
    fields = {
        "box": in_words([f"{row.name} {row.size}".strip() for row in materials]),
        "is_box": box,
        "ids": [row.id for row in materials],
    }
    if parcel.state == "packed":
        answer = replace(parcel.answer(Verdict.STEP_DONE, **fields), code=code)
        return _put_right(tx, parcel, materials, action, answer, box=box, filling=filling)
    parcel, early = begin(tx, parcel_id, action)
    if early is not None:
        return early
    if tx.connection.execute(select(Scan.id).where(Scan.action == action)).first() is None:
        _write(tx, parcel_id, materials, box=box, filling=filling)
    if not box and parcel.full:
        verdict = when_full(parcel.todo, parcel.owes)
        return keep(tx, replace(parcel.answer(verdict, **fields), code=code), action)
    return steps.finish(tx, parcel, Step.BOX if box else Step(0), action, code, **fields)


def _put_right(
    tx: Tx, parcel: Begun, materials: Sequence[Any], action: str, answer: Answer, *, box: bool, filling: Mapping[int, int] | None
) -> Answer:
    """It is packed already: what was booked out for it comes back, and the right things leave."""
    stop = stopped(parcel.state, order_stops(tx.connection, parcel.id))
    if stop is not None and stop[0] is not Verdict.PACKED_ALREADY:
        return refuse(tx, parcel.id, answer.code or parcel.waybill, action, stop)
    kept = keep(tx, answer, action)
    if not kept.again:
        using.bring_back(tx, parcel.id, action)
        _write(tx, parcel.id, materials, box=box, filling=filling)
        using.book_out(tx, parcel.id, action)
        tx.touch("packing")
    return kept


def _write(
    tx: Tx, parcel_id: int, materials: Sequence[Any], *, box: bool, filling: Mapping[int, int] | None = None
) -> None:  # fmt: skip
    if not materials:
        using.take(tx, parcel_id, None, box=True)
    for number, row in enumerate(materials):
        using.take(tx, parcel_id, row.id, box=box and not number)
    if filling is not None:
        using.set_filling(tx, parcel_id, filling)
