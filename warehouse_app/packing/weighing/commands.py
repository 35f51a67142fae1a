"""A parcel on the scale: compared with what it should weigh, held when it is off, accepted with a reason; weights taken over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy import bindparam, insert, select

from warehouse_app.catalog.editing.commands import edit_sku
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.begin import Begun, begin
from warehouse_app.packing.rules import Step, Verdict
from warehouse_app.packing.steps import finish
from warehouse_app.packing.weighing import queries
from warehouse_app.packing.weighing.policy import heavy
from warehouse_app.packing.weighing.queries import Expectation
from warehouse_app.packing.weighing.rules import HEAVIEST_G, LIGHTEST_G, explanations, fits
from warehouse_app.packing.weighing.tables import Weighing
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Tx

Source = Literal["typed", "scale"]
_write = insert(Weighing)
_last = (
    select(Weighing.weight_g, Weighing.expected_g, Weighing.outcome, Weighing.source)
    .where(Weighing.parcel_id == bindparam("parcel"))
    .order_by(Weighing.id.desc())
    .limit(1)
)
_MOST_EXPLANATIONS = 3


@needs(Right.PACK)
def weigh(tx: Tx, parcel_id: int, weight_g: int, source: Source, action: str) -> Answer:
    """What the parcel weighs, in grams, once its goods are in: right it goes on, off it is held and says what would explain it.

    Raises BadInput ``packing.weight_range`` (not 1 to 100,000 g), NotFound. Earlier than the last piece it is an item that is
    wanted, and nothing is written.
    """
    _possible(weight_g)
    parcel, early = begin(tx, parcel_id, action)
    if early is not None:
        return early
    if not parcel.full:
        return keep(tx, parcel.answer(Verdict.ITEM_WANTED), action)
    about = queries.expectation(tx.connection, parcel_id, settings.get_all(tx.connection, queries.SETTINGS))
    if not fits(weight_g, about.expected_g, about.tolerance):
        return _off(tx, parcel, about, weight_g, source, action)
    answer = finish(tx, parcel, Step.WEIGHT, action, code=str(weight_g), grams=weight_g)
    if not answer.again:
        _keep_weight(tx, parcel_id, weight_g, about.expected_g, "right", source, action)
    return answer


@needs(Right.PACK)
def set_weight(tx: Tx, parcel_id: int, weight_g: int) -> None:
    """Note down what the parcel weighs, in grams, judging nothing.

    Raises BadInput ``packing.weight_range`` (not 1 to 100,000 g), Conflict ``packing.not_here`` (it has left), and
    ``weighing.when_full`` for an open parcel of a shop that weighs every one: that weight is ``weigh``'s alone.
    """
    _possible(weight_g)
    state = tx.connection.execute(select(Parcel.state).where(Parcel.id == parcel_id).with_for_update()).scalar()
    if state not in ("open", "packed"):
        raise Conflict("packing.not_here")
    if state == "open" and settings.get(tx.connection, "weigh_policy") == "must":
        raise Conflict("weighing.when_full")
    tx.connection.execute(heavy, {"parcel": parcel_id, "grams": weight_g})
    tx.touch("packing")


def _possible(weight_g: int) -> None:
    if not LIGHTEST_G <= weight_g <= HEAVIEST_G:
        raise BadInput("packing.weight_range", weight=weight_g, most=HEAVIEST_G)


def _off(tx: Tx, parcel: Begun, about: Expectation, weight_g: int, source: Source, action: str) -> Answer:
    assert about.expected_g is not None, "what nobody expects is never off"
    off = weight_g - about.expected_g
    others = queries.alike(tx.connection, parcel.id)
    found = explanations(off, about.lines, about.tolerance.of(about.expected_g), others)[:_MOST_EXPLANATIONS]
    ids = {sku for one in found for sku in (one.sku_id, one.instead_of) if sku is not None}
    names = queries.names_of(tx.connection, sorted(ids))
    why = tuple((one.pieces, names[one.sku_id], names.get(one.instead_of or 0, "")) for one in found)
    answer = parcel.answer(Verdict.WEIGHT_OFF, grams=weight_g, expected=about.expected_g, off=off, explained=why)
    kept = keep(tx, replace(answer, code=str(weight_g)), action)
    if not kept.again:
        _write_weighing(tx, parcel.id, weight_g, about.expected_g, "off", source, action)
        tx.touch("packing")
    return kept


@needs(Right.OVERRIDE)
def accept_weight(tx: Tx, parcel_id: int, reason: str, action: str) -> Answer:
    """The last weight of this parcel was off, and is right all the same; its goods were looked through.

    Raises BadInput ``weighing.reason_missing``, Conflict ``weighing.nothing_off``, NotFound.
    """
    if not reason.strip():
        raise BadInput("weighing.reason_missing")
    parcel, early = begin(tx, parcel_id, action)
    if early is not None:
        return early
    last = tx.connection.execute(_last, {"parcel": parcel_id}).one_or_none()
    if last is None or last.outcome != "off" or not parcel.full:
        raise Conflict("weighing.nothing_off")
    answer = finish(tx, parcel, Step.WEIGHT, action, code=str(last.weight_g), grams=last.weight_g)
    if not answer.again:
        _keep_weight(tx, parcel_id, last.weight_g, last.expected_g, "accepted", last.source, action, reason.strip())
    return answer


def _keep_weight(
    tx: Tx, parcel_id: int, weight_g: int, expected_g: int | None, outcome: str, source: str, action: str, reason: str = ""
) -> None:
    _write_weighing(tx, parcel_id, weight_g, expected_g, outcome, source, action, reason)
    tx.connection.execute(heavy, {"parcel": parcel_id, "grams": weight_g})


def _write_weighing(
    tx: Tx, parcel_id: int, weight_g: int, expected_g: int | None, outcome: str, source: str, action: str, reason: str = ""
) -> None:
    row = {
        "action": action, "parcel_id": parcel_id, "weight_g": weight_g, "expected_g": expected_g, "outcome": outcome,
        "source": source, "reason": reason,
    }  # fmt: skip
    tx.connection.execute(_write, [row])


@needs(Right.EDIT_PRODUCTS)
def take_weights(tx: Tx, sku_ids: Sequence[int]) -> int:
    """Write the weights the parcels have taught into the catalogue; returns how many were still worth it."""
    wanted = set(sku_ids)
    proposals = [one for one in queries.weight_proposals(tx.session) if one.sku_id in wanted]
    for one in proposals:
        edit_sku(tx, one.sku_id, {"weight_g": one.learned_g})
    return len(proposals)
