"""No parcel is open: what is scanned says which one is next. A label, an item, a wave or one of its slots, or a delivery slip.

A label, a slot and a slip name a parcel, and that one opens. A wave's number opens the next parcel of the wave. An item opens
the most urgent picked parcel that wants it and counts in the same scan; it never opens what another desk has open. Before
all others, and whatever the shop's settings, it opens the further parcel this desk has just made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import case, select

from warehouse_app.packing import asks, finding, statements, steps
from warehouse_app.packing.answers import Answer, keep, refuse
from warehouse_app.packing.checking.arriving import arrive
from warehouse_app.packing.codes import Kind, Meaning, meanings
from warehouse_app.packing.completion import complete_parcel
from warehouse_app.packing.items import count_item, sku_words
from warehouse_app.packing.queries import order_stops, parcel_view
from warehouse_app.packing.rules import Candidate, Verdict, stopped, wants_check, why_not
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Tx

_GOODS = (Kind.BARCODE, Kind.SKU)
_NAMES_ONE = (Kind.PARCEL, Kind.SLOT, Kind.ORDER)
OPENERS = (*_NAMES_ONE, Kind.WAVE)
"""Codes besides those of goods that say which parcel is next."""


def start(tx: Tx, codes: Sequence[str], action: str, *, twice: bool = False) -> Answer:
    """Open the parcel that one of the codes names or wants; a product's code is never taken for a waybill."""
    found = meanings(tx.connection, codes)
    product = next((meaning for meaning in found if meaning.kind in _GOODS), None)
    if product is not None:
        return _by_item(tx, product, action, twice)
    named = next((meaning for meaning in found if meaning.kind in OPENERS), None)
    if named is None and (old := old_label(tx, found)) is not None:
        return keep(tx, old, action)
    if named is None:
        return keep(tx, Answer(Verdict.WAYBILL_WANTED if found else Verdict.UNKNOWN, codes[0]), action)
    if named.kind is Kind.WAVE:
        return _by_wave(tx, named, action)
    parcel_id = parcel_named(tx, found)
    if parcel_id is None:
        return keep(tx, Answer(Verdict.NO_PARCEL, named.code, fields={"order": named.code}), action)
    return open_parcel(tx, parcel_id, named.code, action)


def old_label(tx: Tx, found: Sequence[Meaning]) -> Answer | None:
    """The answer to a label that was replaced and nothing else: it is void, and which number its parcel has now."""
    if not found or found[0].kind is not Kind.VOID:
        return None
    now = tx.connection.execute(select(Parcel.waybill).where(Parcel.id == found[0].id)).scalar() or ""
    return Answer(Verdict.OLD_LABEL, found[0].code, fields={"new": now})


def parcel_named(tx: Tx, found: Sequence[Meaning]) -> int | None:
    """The parcel that a label, a slot or a delivery slip names; of an order's parcels the one that is open, or the newest."""
    named = next((meaning for meaning in found if meaning.kind in _NAMES_ONE), None)
    if named is None or named.kind is not Kind.ORDER:
        return None if named is None else named.id
    orders = [meaning.id for meaning in found if meaning.kind is Kind.ORDER]  # two shops may use one number
    rank: Any = case((Parcel.state == "open", 0), (Parcel.state != "cancelled", 1), else_=2)
    parcels = select(Parcel.id).join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id).where(ParcelOrder.order_id.in_(orders))
    return tx.connection.execute(parcels.order_by(rank, Parcel.id.desc()).limit(1)).scalar()


def open_parcel(tx: Tx, parcel_id: int, code: str, action: str) -> Answer:
    """Open this parcel, or say why it must not go on."""
    parcel = tx.connection.execute(select(Parcel.state, Parcel.waybill).where(Parcel.id == parcel_id)).one()
    stop = stopped(parcel.state, order_stops(tx.connection, parcel_id))
    if stop is not None:
        return refuse(tx, parcel_id, code, action, stop, parcel.waybill or "")
    asks.decide(tx, parcel_id)
    owes = steps.decide(tx, parcel_id)
    view = parcel_view(tx.connection, parcel_id)
    todo = sum(not task.done for task in view.tasks)
    if wants_check(view.scanned, view.needed, todo, owes):
        return arrive(tx, view.id, action)
    left = view.needed - view.scanned + owes + todo
    verdict = Verdict.OPENED if left else Verdict.COMPLETE  # what it waited for is asked for no longer
    answer = Answer(verdict, code, view.id, scanned=view.scanned, needed=view.needed, parcel=view)
    kept = keep(tx, answer, action)
    if verdict is Verdict.COMPLETE and not kept.again:
        complete_parcel(tx, view.id, action)
        tx.touch("packing")
    return kept


def _by_item(tx: Tx, product: Meaning, action: str, twice: bool) -> Answer:
    allowed = settings.get(tx.connection, "start_by_item")
    single = allowed == "single_item_waves"
    found = finding.just_made(tx, product.id, product.multiple)
    if not found and allowed != "never":
        found = finding.wanting(tx, product.id, product.multiple, single=single)
    if not found and allowed != "always":
        return keep(tx, Answer(Verdict.WAYBILL_WANTED, product.code, fields=sku_words(tx, product.id)), action)
    if twice:
        return keep(tx, Answer(Verdict.READ_TWICE, product.code, fields=sku_words(tx, product.id)), action)
    parcel_id, why = _first_free(tx, found, product.multiple)
    if parcel_id is None:
        fields = sku_words(tx, product.id) | {"pieces": product.multiple, **why}
        return keep(tx, Answer(Verdict.NOT_NEEDED, product.code, fields=fields), action)
    asks.decide(tx, parcel_id)
    steps.decide(tx, parcel_id)
    seen = statements.look(tx, parcel_id, product.code)
    assert seen is not None, "it was taken just now"
    parcel, piece = seen
    answer = count_item(tx, parcel, piece or statements.piece_of(tx, parcel_id, product.id), product.code, action)
    if answer.parcel_id is None:  # the action had been answered before, without a parcel
        return answer
    return replace(answer, parcel=parcel_view(tx.connection, answer.parcel_id))


def _by_wave(tx: Tx, wave: Meaning, action: str) -> Answer:
    parcel_id, why = _first_free(tx, finding.of_wave(tx, wave.id))
    if parcel_id is not None:
        return open_parcel(tx, parcel_id, wave.code, action)
    return keep(tx, Answer(Verdict.WAVE_DONE, wave.code, fields={"wave": wave.code, **why}), action)


def _first_free(tx: Tx, found: Sequence[Candidate], pieces: int = 0) -> tuple[int | None, dict[str, object]]:
    """The first parcel this desk may take, held until the answer; or None, and why the first of all is not to be had."""
    told: dict[str, object] = {}
    for parcel in found:
        why = why_not(parcel, pieces)
        desk = None if why else finding.take(tx, parcel.id)
        if not why and desk is None:
            return parcel.id, {}
        told = told or {"why": why or "at_desk", "desk": desk or ""}
        if why:  # they are sorted: none that follows is better
            break
    return None, told or {"why": "nobody", "desk": ""}
