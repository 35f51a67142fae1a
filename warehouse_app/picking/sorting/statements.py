"""The statements of the wall's scan path: who wants this SKU, one insert, what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, case, func, select
from sqlalchemy.dialects import postgresql, sqlite

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.orders.tables import Order
from warehouse_app.picking.sorting.rules import Slot, stop_of
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder, PickScan, Wave
from warehouse_app.store.prepared import Prepared, Row
from warehouse_app.store.warehouse import Tx

_COLUMNS = (
    "action", "wave_id", "kind", "sku_id", "lot", "location_id", "parcel_id", "quantity", "undoes_id", "who_id", "desk", "at",
)  # fmt: skip
_table = cast(Table, PickScan.__table__)
_values = {name: bindparam(name, type_=_table.c[name].type) for name in _COLUMNS}
signed: Any = case(
    (PickScan.kind == "sorted", PickScan.quantity),
    (and_(PickScan.kind == "undone", PickScan.location_id.is_(None)), -PickScan.quantity),
    else_=0,
)
"""Pieces of a row that names a parcel: in the slot, or out of it again."""
_in_slot = func.coalesce(func.sum(signed), 0)
sorted_of_line: Any = (
    select(_in_slot)
    .where(PickScan.parcel_id == Parcel.id, PickScan.sku_id == ParcelLine.sku_id)
    .correlate(Parcel, ParcelLine)
    .scalar_subquery()
)
sorted_of_parcel: Any = select(_in_slot).where(PickScan.parcel_id == Parcel.id).correlate(Parcel).scalar_subquery()

_insert = Prepared(
    sqlite.insert(_table).values(_values).on_conflict_do_nothing(index_elements=["action"]),
    postgres=postgresql.insert(_table).values(_values).on_conflict_do_nothing(index_elements=["action"]),
)
_wave = Prepared(select(Wave.number, Wave.way, Wave.picked_at, Wave.cancelled_at).where(Wave.id == bindparam("wave")))
# A statement of its own before the look, as at the packing desk: two desks at one wall take turns. The lock lets others write
# rows that name the wave: who cancels an order of it does not wait for the wall.
_lock = Prepared(select(Wave.id).where(Wave.id == bindparam("wave")).with_for_update(key_share=True))
_wanting = Prepared(
    select(Parcel.id, Parcel.slot, Parcel.state, Parcel.needed, ParcelLine.needed, Order.state, Order.hold, sorted_of_line)
    .join(ParcelLine, ParcelLine.parcel_id == Parcel.id)
    .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
    .join(Order, Order.id == ParcelOrder.order_id)
    .where(Parcel.wave_id == bindparam("wave"), ParcelLine.sku_id == bindparam("sku"))
    .order_by(Order.ship_by.nulls_last(), Parcel.slot)
)
_in = Prepared(select(_in_slot).where(PickScan.parcel_id == bindparam("parcel")))
_unfinished = Prepared(
    select(Parcel.id)
    .where(Parcel.wave_id == bindparam("wave"), Parcel.state == "open", ~is_stopped, sorted_of_parcel < Parcel.needed)
    .limit(1)
)
_words = Prepared(
    select(Product.name, Sku.colour, Sku.size, Sku.seller_code, Sku.picture)
    .join(Product, Product.id == Sku.product_id)
    .where(Sku.id == bindparam("sku"))
)


@dataclass(frozen=True, slots=True)
class OpenWave:
    """The wave a scan is for; its row is locked until the answer."""

    number: str
    way: str
    picked: bool
    cancelled: bool


@dataclass(frozen=True, slots=True)
class ItemWords:
    """How a person knows a SKU."""

    name: str
    colour: str
    size: str
    seller_code: str
    picture: str


def look(tx: Tx, wave_id: int) -> OpenWave | None:
    """The wave as the database has it at this moment; None when there is none."""
    if tx.connection.dialect.name == "postgresql":  # SQLite lets one writer in at a time
        _lock.rows(tx, wave=wave_id)
    rows = _wave.rows(tx, wave=wave_id)
    if not rows:
        return None
    number, way, picked_at, cancelled_at = rows[0]
    return OpenWave(number, way, picked_at is not None, cancelled_at is not None)


def open_wave(tx: Tx, wave_id: int) -> OpenWave:
    """The wave, held until this transaction ends. Raises NotFound, Conflict ``ways.wave_cancelled``."""
    wave = look(tx, wave_id)
    if wave is None:
        raise NotFound("picking.no_such_wave")
    if wave.cancelled:
        raise Conflict("ways.wave_cancelled", number=wave.number)
    return wave


def slots_wanting(tx: Tx, wave_id: int, sku_id: int) -> Iterator[Slot]:
    """The slots of the wave that have this SKU in their parcel, the oldest deadline first, then the lowest number."""
    by_parcel: dict[int, list[Row]] = {}
    for row in _wanting.rows(tx, wave=wave_id, sku=sku_id):
        by_parcel.setdefault(row[0], []).append(row)
    return map(_slot, by_parcel.values())


def _slot(rows: Sequence[Row]) -> Slot:
    parcel_id, number, state, needed, wanted, _, _, got = rows[0]
    return Slot(parcel_id, number, wanted, int(got), needed, stop_of(state, [(row[5], row[6]) for row in rows]))


def pieces_in(tx: Tx, parcel_id: int) -> int:
    """How many pieces lie in a parcel's slot."""
    return int(_in.rows(tx, parcel=parcel_id)[0][0])


def is_done(tx: Tx, wave_id: int) -> bool:
    """Whether every slot that gets pieces has all of them."""
    return not _unfinished.rows(tx, wave=wave_id)


def words_of(tx: Tx, sku_id: int) -> ItemWords:
    """What a person calls the goods."""
    return ItemWords(*_words.rows(tx, sku=sku_id)[0])


@dataclass(frozen=True, slots=True)
class Step:
    """A step of picking: pieces taken from a bin, put into a parcel's slot, missing, or undone (``undoes``: which step)."""

    kind: str
    sku_id: int
    quantity: int
    parcel_id: int | None = None
    location_id: int | None = None
    undoes: int | None = None


def insert_scan(tx: Tx, action: str, wave_id: int, step: Step) -> bool:
    """Write a step of picking; False when this action was written before."""
    written = _insert.run(
        tx, action=action, wave_id=wave_id, kind=step.kind, sku_id=step.sku_id, lot="", location_id=step.location_id,
        parcel_id=step.parcel_id, quantity=step.quantity, undoes_id=step.undoes, who_id=tx.actor.id, desk=tx.desk, at=tx.now,
    )  # fmt: skip
    return written == 1


def put_in_slot(tx: Tx, action: str, wave_id: int, sku_id: int, pieces: int, slot: Slot) -> bool:
    """Write down that pieces lie in a slot now; False when this action was written before."""
    return insert_scan(tx, action, wave_id, Step("sorted", sku_id, pieces, parcel_id=slot.parcel_id))
